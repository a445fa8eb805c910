"""How often is too often: by hand, against planted ratios, and by a second route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.contact_pressure import contact_pressure
from cvmlab.idic.interact.contact_pressure_picture import plot_contact_pressure
from cvmlab.idic.interact.pressure_models import log_rates, ratio_of, within_person
from cvmlab.idic.interact.recipients import recipients
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.contacts import COMPLAINS, MORE_COMPLAINTS, contacts
from tests.idic.interact.made_contacts import FIRST, Known, history
from tests.sample import sample_company


def test_messages_are_numbered_within_the_month_of_the_person_and_of_the_card():
    """Two cards of one person: two and two messages in January are four, in none above two."""
    sent = pd.DataFrame(
        {
            "customer_id": ["A", "B", "A", "B", "A", None, None],
            "record_id": ["R1", "R2", "R1", "R2", "R1", "R9", None],
            "date": pd.to_datetime(
                ["2024-01-03", "2024-01-05", "2024-01-20", "2024-01-30", "2024-02-01",
                 "2024-01-07", "2024-01-08"]
            ),
        }
    )  # fmt: skip
    rows = recipients(sent, Known({"A": "A", "B": "A"}))
    assert len(rows) == 6  # one names nobody
    mine = rows[rows["who"] == "A"]
    assert mine["nth"].tolist() == [1, 2, 3, 4, 1]
    assert mine["nth_of_card"].tolist() == [1, 1, 2, 2, 1]
    assert mine["in_month"].tolist() == [4, 4, 4, 4, 1]
    assert rows.loc[rows["card"] == "R9", "who"].tolist() == ["R9"]
    for days, numbers in ((28, [4, 4, 4, 4, 1]), (30, [5, 5, 5, 5, 5])):  # from 3 January on
        window = recipients(sent, Known({"A": "A", "B": "A"}), days)
        assert window[window["who"] == "A"]["in_month"].tolist() == numbers
    assert recipients(sent)["in_month"].tolist() == [2, 2, 1, 2, 2, 1]


def test_ratio_of_two_levels_is_the_ratio_of_two_rates():
    """One message in excess or none: the model is saturated, so it must give the plain ratio."""
    happened = np.array([1.0] * 20 + [0] * 980 + [1] * 30 + [0] * 470)
    excess = np.repeat([0.0, 1.0], [1000, 500])
    found = log_rates(happened, np.column_stack([np.ones(1500), excess]), np.arange(1500))
    ratio = ratio_of(found, 1, 0.95)
    assert ratio.value == pytest.approx((30 / 500) / (20 / 1000))
    error = np.sqrt(1 / 20 - 1 / 1000 + 1 / 30 - 1 / 500)  # of a log ratio of shares (Katz 1978)
    assert np.log(ratio.high / ratio.value) == pytest.approx(1.959964 * error, rel=2e-3)


def test_same_person_ratio_worked_by_hand():
    """Everybody has one month with 2 messages and one with 4: 3 complaints early, 12 late.

    Per message 3/2 against 12/4, a ratio of 2 for one message in excess: weights 2 and 4e^b, so
    12/15 = 4e^b / (2 + 4e^b), e^b = 2.
    """
    messages = np.tile([2.0, 4.0], 15)
    happened = np.array([1.0, 0.0] * 3 + [0.0, 1.0] * 12)
    found = within_person(messages, happened, np.tile([0.0, 1.0], 15), np.repeat(np.arange(15), 2),
                          0.95)  # fmt: skip
    assert found.value == pytest.approx(2.0)
    error = np.sqrt(1 / 3 + 1 / 12)  # of a log odds of 12 to 3
    assert np.log(found.high / found.value) == pytest.approx(1.959964 * error, rel=1e-6)


def _complaints_of(sent: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = recipients(sent, None, 28)
    happened = (rows["outcome"] == "complaint").to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(rows)), np.maximum(rows["in_month"] - 3, 0)])
    return happened, x, pd.factorize(rows["who"])[0]


def test_errors_are_those_of_a_library_where_people_are_many():
    """statsmodels' Poisson regression with clustered errors on the same rows."""
    import statsmodels.api as sm

    happened, x, who = _complaints_of(history(3, people=3000, temper=0.8))
    mine = log_rates(happened, x, who)
    theirs = sm.GLM(happened, x, family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": who}
    )
    assert mine.beta == pytest.approx(theirs.params, abs=1e-6)
    assert np.sqrt(np.diag(mine.covariance)) == pytest.approx(theirs.bse, rel=0.01)


def test_errors_are_those_of_leaving_people_out():
    """Forty people, each left out and the rest fitted anew."""
    happened, x, who = _complaints_of(history(5, people=40, rate=0.06, temper=0.8))
    mine = log_rates(happened, x, who)
    names = np.unique(who)
    left = np.array(
        [log_rates(happened[who != one], x[who != one], who[who != one]).beta for one in names]
    )
    spread = (left - mine.beta).T @ (left - mine.beta) * (len(names) - 1) / len(names)
    assert mine.covariance == pytest.approx(spread, rel=0.06)


def test_intervals_hold_the_planted_ratio_as_often_as_they_say():
    """1,000 made histories with 1.3 a message, people of different temper: both comparisons."""
    held, same = [], []
    for seed in range(1000):
        sent = history(seed, people=150, months=5, rate=0.03, temper=0.5)
        rows = recipients(sent, None, 28)
        who = pd.factorize(rows["who"])[0]
        happened = (rows["outcome"] == "complaint").to_numpy(dtype=float)
        excess = np.maximum(rows["in_month"] - 3, 0).to_numpy(dtype=float)
        found = ratio_of(log_rates(happened, np.column_stack([np.ones(len(who)), excess]), who), 1,
                         0.95)  # fmt: skip
        held.append(found.low <= 1.3 <= found.high)
        month = who * 10 + rows["month"].to_numpy()
        keys, place = np.unique(month, return_inverse=True)
        number = np.bincount(place).astype(float)
        one = within_person(
            number, np.bincount(place, happened), np.maximum(number - 3, 0), keys // 10, 0.95
        )
        same.append(one.low <= 1.3 <= one.high)
    assert 0.925 <= np.mean(held) <= 0.97
    assert 0.925 <= np.mean(same) <= 0.97


def test_where_each_message_counts_those_before_it_only_that_way_is_right():
    """Planted: ×1.5 for each of more than three messages in the 28 days up to this one."""
    rng = np.random.default_rng(12)
    rows = history(7, people=3000, rate=0.0)
    day = (rows["date"] - FIRST).dt.days.to_numpy()
    number = np.array(
        [
            (days[None, :] <= days[:, None]) & (days[None, :] > days[:, None] - 28)
            for days in [day[rows["customer_id"] == one] for one in rows["customer_id"].unique()]
        ],
        dtype=object,
    )
    order = pd.concat([rows[rows["customer_id"] == one] for one in rows["customer_id"].unique()])
    counts = np.concatenate([np.asarray(near).sum(axis=1) for near in number])
    chance = 0.01 * 1.5 ** np.maximum(counts - 3, 0)
    sent = order.assign(outcome=np.where(rng.random(len(order)) < chance, "complaint", "none"))
    row = contact_pressure(sent).effect("complaint")
    assert row.before_low < 1.5 < row.before_high
    assert row.high < 1.5  # by the planning month it is diluted


def test_touchy_people_who_get_more_mislead_all_but_the_same_person():
    """Nothing planted per message, but who gets more complains more: only one route is right."""
    rng = np.random.default_rng(8)
    people, months = 3000, 6
    mean = rng.uniform(1, 6, people)
    many = rng.poisson(mean[:, None], (people, months))
    person, month = (np.repeat(x, many.ravel()) for x in np.divmod(np.arange(many.size), months))
    chance = 0.01 * np.exp(0.5 * (mean - 3.5))[person]
    sent = pd.DataFrame(
        {
            "customer_id": [f"K{n}" for n in person],
            "date": FIRST + pd.to_timedelta(28 * month + rng.integers(0, 28, len(month)), unit="D"),
            "outcome": np.where(rng.random(len(person)) < chance, "complaint", "none"),
        }
    )
    row = contact_pressure(sent).effect("complaint")
    assert row.low > 1.05  # the naive comparison is sure, and wrong
    assert row.within_low < 1 < row.within_high


def test_planted_ratios_over_seeds_of_the_sample_company():
    """Complaints ×1.3 a letter above three, unsubscribing flat: five companies of 8,000 people."""
    found = []
    for seed in (1, 2, 3, 4, 5):
        block = Block(seed, size=8000)
        sent = contacts(block)
        person = block.people["person_id"].to_numpy()[block.records["person"].to_numpy()]
        names = block.records["customer_id"].fillna(block.records["record_id"])
        found.append(contact_pressure(sent, Known(dict(zip(names, person, strict=True)))))
    for outcome, planted in (("complaint", MORE_COMPLAINTS), ("unsubscribed", 1.0)):
        rows = [one.effect(outcome) for one in found]
        logs = np.log([row.ratio for row in rows])
        errors = np.array([np.log(row.high / row.low) / (2 * 1.959964) for row in rows])
        pooled = (logs / errors**2).sum() / (1 / errors**2).sum()
        error = (1 / errors**2).sum() ** -0.5
        assert abs(pooled - np.log(planted)) < 2.6 * error
        assert sum(row.low <= planted <= row.high for row in rows) >= 4
    base = np.mean([one.effect("complaint").baseline for one in found])
    assert base == pytest.approx(COMPLAINS, rel=0.1)


def test_at_kestrel_a_message_more_makes_complaints_a_third_more_frequent():
    ws = sample_company()
    sent, linkage = ws.contacts.frame(), current_linkage(ws)
    found = contact_pressure(sent, linkage)
    row = found.effect("complaint")
    assert row.low < 1.3 < row.high and row.ratio == pytest.approx(1.30, abs=0.02)
    assert found.harms and int(row.events) == (sent["outcome"] == "complaint").sum()
    flat = found.effect("unsubscribed")
    assert flat.low < 1 < flat.high
    assert found.table["messages"].sum() == len(sent) == found.months["messages"].sum()
    assert found.table["complaints"].sum() == row.events
    assert 3 in set(found.candidates.loc[found.candidates["plausible"], "borne"])
    assert "2 or 3 a month" in found.starts
    assert "(5)" in found.of("K0001514") and "K0006972" in found.of("K0001514")
    by_card = contact_pressure(sent)
    assert by_card.share_over < found.share_over and "never more than 3" in by_card.of("K0001514")
    picture = plot_contact_pressure(found)
    assert "1.30 times" in picture.alt and "8 or more" in picture.alt
    assert "88,8" in found.sentence and "1.30 times as many" in found.sentence
    assert len(found.summary().cells) == 8 and len(found.ratios().cells) == 2


def test_complaints_avoided_are_those_of_the_formula():
    """One person-month with 5 messages, a = .02 up to 3, ×1.5 above: 5·.045 − 3·.02."""
    from dataclasses import replace

    found = contact_pressure(history(1, people=200))
    assert found.model is not None
    exact = found.model._replace(beta=np.log([0.02, 1.5]), covariance=np.zeros((2, 2)), fit=0.0)
    one = replace(found, model=exact, months=pd.DataFrame({"messages": [5, 2]}))
    assert one.complaints_avoided(3) == pytest.approx((5 * 0.045 - 3 * 0.02,) * 3)
    assert one.complaints_avoided(5) == pytest.approx((0, 0, 0))
    assert one.complaints_avoided(0)[0] == pytest.approx(5 * 0.045 + 2 * 0.02)


def test_complaints_avoided_hold_what_a_cap_would_have_spared():
    """120 histories: the interval against the expected number under the planted rates."""
    held = []
    for seed in range(120):
        found = contact_pressure(history(seed, people=150, months=5, rate=0.03))
        number = found.months["messages"].to_numpy(dtype=float)
        kept = np.minimum(number, 3)
        truth = (number * 0.03 * 1.3 ** np.maximum(number - 3, 0) - kept * 0.03).sum()
        _, low, high = found.complaints_avoided(3)
        held.append(low <= truth <= high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_what_cannot_be_told_is_said():
    quiet = history(2, people=50, rate=0.0)
    found = contact_pressure(quiet)
    assert found.harms is None and "too few complaints (0)" in found.sentence
    assert np.isnan(found.complaints_avoided(3)[0]) and found.candidates.empty
    assert "cannot be told" in found.starts
    assert "Too few" in plot_contact_pressure(found).alt
    alone = pd.DataFrame({"customer_id": ["A"], "date": ["2024-05-06"], "outcome": ["complaint"]})
    assert "too few complaints (1)" in contact_pressure(alone).sentence
    with pytest.raises(DataProblem, match="date"):
        contact_pressure(pd.DataFrame({"customer_id": ["a"]}))
    with pytest.raises(DataProblem, match="what came of it"):
        contact_pressure(quiet.drop(columns="outcome"))
    with pytest.raises(DataProblem, match="names anybody"):
        contact_pressure(quiet.assign(customer_id=None))
    with pytest.raises(DataProblem, match="no message went to"):
        found.of("nobody")
    assert contact_pressure(history(2, people=300, leaves=0.01), window_days=None).effects.shape[0]


def test_the_table_that_came_is_not_changed():
    sent = history(4, people=40)
    before = sent.copy()
    contact_pressure(sent)
    pd.testing.assert_frame_equal(sent, before)
