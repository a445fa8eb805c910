"""When a customer has paid back: by hand, in a made firm whose month is known, and at Kestrel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.break_even import break_even
from cvmlab.value_of.acquisition.break_even_picture import plot_break_even
from cvmlab.value_of.acquisition.costs import acquisition_cost
from cvmlab.value_of.acquisition.margin_path import first_month, margin_path, months_of
from cvmlab.value_of.acquisition.won import DAYS, Won
from tests.value_of.acquisition.conftest import PHASE_CHANGE
from tests.value_of.acquisition.made_firm import (
    A_WEEK,
    customers_of,
    draw_purchases,
    survival,
    true_curve,
    won_of,
)

MONTHS = 24
WORTH_NOW = np.exp(-A_WEEK * DAYS / 7 * (np.arange(MONTHS) + 0.5))


@pytest.fixture(scope="module")
def found(firm, customers, costs, values):
    return break_even(firm.transactions, customers, costs, values=values, phase=PHASE_CHANGE)


def by_hand(margin, seen):
    """Customers with a margin in each month, of whom some are too young to be known to the end."""
    margin = np.asarray(margin, dtype=float)
    frame = pd.DataFrame({"channel": "a", "phase": "all"}, index=range(len(margin)))
    return Won(frame, margin, margin > 0, np.asarray(seen), "")


def test_ten_a_month_pay_back_thirty_five_in_the_fourth():
    won = by_hand(np.full((60, 6), 10.0), [6] * 60)
    path = margin_path(won, np.arange(60), np.ones(6), 50, np.random.default_rng(0))
    np.testing.assert_allclose(np.cumsum(path.margin), [10, 20, 30, 40, 50, 60])
    month, low, high, seen, modelled, never, brought, *_ = months_of(
        path, 35.0, np.full(50, 35.0), 0.95
    )
    assert (month, low, high, seen, modelled, never, brought) == (4, 4, 4, 6, False, 0, 60)
    assert months_of(path, 60.01, np.full(50, 60.01), 0.95)[0] == np.inf


def test_customers_too_young_for_a_month_do_not_count_as_zero_in_it():
    margin = np.full((90, 4), 10.0)
    margin[60:, 2:] = 0.0  # not yet lived
    won = by_hand(margin, [4] * 60 + [2] * 30)
    path = margin_path(won, np.arange(90), np.ones(4), 20, np.random.default_rng(0))
    np.testing.assert_allclose(path.margin, 10.0)
    assert path.at_risk.tolist() == [90, 90, 60, 60]


def test_waiting_makes_break_even_later():
    won = by_hand(np.full((60, 6), 10.0), [6] * 60)
    dear = 0.5 ** np.arange(6)
    path = margin_path(won, np.arange(60), dear, 20, np.random.default_rng(0))
    assert months_of(path, 19.0, np.full(20, 19.0), 0.95)[0] == 5  # 10 + 5 + 2.5 + 1.25 + .63


def test_intervals_hold_as_often_as_they_say():
    """Seen in month 6, expected by the model in month 24; and the break-even month itself."""
    curve = true_curve(MONTHS)
    price = float(curve[8] + curve[9]) / 2
    month = first_month(curve[None], np.array([price]))[0]
    rng, runs = np.random.default_rng(23), 40
    held = np.zeros(3)
    for _ in range(runs):
        ages = rng.uniform(2, 60, 500)  # nobody is 24 months old
        won = won_of(draw_purchases(rng, ages), ages, MONTHS)
        path = margin_path(won, np.arange(500), WORTH_NOW, 200, rng)
        so_far = np.quantile(np.cumsum(path.draws, axis=1), [0.025, 0.975], axis=0)
        held[:2] += [so_far[0, m] <= curve[m] <= so_far[1, m] for m in (5, 23)]
        low, high = months_of(path, price, np.full(200, price), 0.95)[1:3]
        held[2] += low <= month <= high
    assert 13 <= path.seen < 24
    assert (held / runs >= 0.87).all(), held / runs
    assert held[0] < runs  # an interval that always holds is too wide


def test_the_model_follows_margin_times_survival():
    """The second route: Σ m × S(t) / (1 + d)^t, the formula itself, with the true rates."""
    rng = np.random.default_rng(5)
    ages = rng.uniform(60, 156, 4000)
    path = margin_path(won_of(draw_purchases(rng, ages), ages, MONTHS), np.arange(4000),
                       WORTH_NOW, 50, rng)  # fmt: skip
    curve = true_curve(MONTHS)
    np.testing.assert_allclose(np.cumsum(path.by_model), curve, rtol=0.08)
    np.testing.assert_allclose(np.cumsum(path.margin)[:14], curve[:14], rtol=0.08)
    times = DAYS / 7 * np.arange(1, MONTHS + 1)
    np.testing.assert_allclose(path.alive, survival(times), atol=0.04)


def test_plain_tables_of_ones_own_give_the_same_as_counting_by_hand():
    rng = np.random.default_rng(9)
    days_known = rng.integers(60, 500, 300)
    bought = draw_purchases(rng, days_known / 7)
    first = pd.Timestamp("2024-06-30") - pd.to_timedelta(days_known, unit="D")
    orders = pd.DataFrame(
        {
            "customer_id": [f"c{who:04d}" for who in bought["who"]],
            "date": first[bought["who"]] + pd.to_timedelta(bought["at"] * 7 // 1, unit="D"),
            "amount": 4 * bought["margin"].round(2) + 0.01, "margin": bought["margin"].round(2),
        }
    )  # fmt: skip
    people = pd.DataFrame({"customer_id": [f"c{i:04d}" for i in range(300)],
                           "channel": "leaflet", "acquired_on": first})  # fmt: skip
    weeks = pd.DataFrame({"week": pd.date_range("2023-01-02", periods=8, freq="7D"),
                          "channel": "leaflet", "spend": 400.0, "customers_won": 20})  # fmt: skip
    found = break_even(orders, people, weeks, months=12, resamples=100)
    end = orders["date"].max()
    age = (orders["date"] - first[bought["who"]]).dt.days // DAYS
    known = ((end - first).days + 1) // DAYS
    so_far = 0.0
    for month, row in enumerate(found.curves.itertuples()):
        if not row.seen:
            break
        old = np.flatnonzero(known > month)
        rows = age.eq(month) & bought["who"].isin(old)
        middle = DAYS * (month + 0.5) / 365.25
        so_far += orders.loc[rows, "margin"].sum() / len(old) / 1.1**middle
        assert row.cumulative == pytest.approx(so_far, rel=1e-9)
        assert row.customers == len(old)
    assert month > 5
    assert found.of("leaflet").cac == 20.0


def test_kestrel_breaks_even_in_the_planted_month(found, costs, customers):
    """Expected margin of the people themselves, from the rates they were given."""
    person = truth().person.frame().merge(customers[["customer_id", "channel"]], on="customer_id")
    person = person[~person["legacy"] & (person["acquired_week"] < 104)]
    step, month = DAYS / 7, np.arange(25)
    spent = acquisition_cost(costs, phase=PHASE_CHANGE)
    for channel, own in person.groupby("channel"):
        each = (own["margin_rate"] * own["spend_a_trip"]).to_numpy()[:, None]
        leave = own["dropout_a_week"].to_numpy()[:, None]
        bought = own["trips_a_week"].to_numpy()[:, None] * -np.expm1(-leave * step * month) / leave
        margin = each * np.diff(bought, axis=1)
        margin[:, :1] += each
        curve = np.cumsum(margin.mean(axis=0) * WORTH_NOW)
        planted = first_month(curve[None], np.array([spent.of(channel, "before").value]))[0]
        row = found.of(channel, "before")
        # a card misses what is bought without it: at most one month later than planted
        assert row.month_low - 1 <= planted <= row.month_high
        assert row.month - planted in (0, 1)


def test_kestrel_breaks_even_where_the_people_behind_the_cards_do(found, firm, customers, costs):
    """The second route: all purchases of each person, whatever card or account they used."""
    truths = truth()
    lines = firm.transactions.table
    bought = lines.select("record_id", "date", "margin_cents").to_pandas()
    bought = bought.merge(truths.record.frame()[["record_id", "person_id"]], on="record_id")
    person = truths.person.frame().merge(customers[["customer_id", "channel"]], on="customer_id")
    person = person[~person["legacy"]]
    begun = pd.Timestamp("2022-01-03") + pd.to_timedelta(
        np.floor(7 * person["acquired_week"]), unit="D"
    )
    person = person.assign(begun=begun, late=begun >= pd.Timestamp(PHASE_CHANGE))
    rows = bought.merge(person[["person_id", "begun"]], on="person_id")
    rows["month"] = (pd.to_datetime(rows["date"]) - rows["begun"]).dt.days // DAYS
    known = ((pd.Timestamp("2024-12-29") - person["begun"]).dt.days + 1) // DAYS
    spent = acquisition_cost(costs, phase=PHASE_CHANGE)
    for (channel, late), own in person.groupby(["channel", "late"]):
        phase = "after" if late else "before"
        price, so_far = spent.of(channel, phase).value, 0.0
        for month in range(12):
            old = own[known[own.index] > month]
            here = rows[rows["month"].eq(month) & rows["person_id"].isin(old["person_id"])]
            so_far += here["margin_cents"].sum() / 100 / len(old) * WORTH_NOW[month]
            if so_far >= price:
                break
        row = found.of(channel, phase)
        assert row.month_low <= month + 1 <= row.month_high, (channel, phase)
        assert abs(row.month - (month + 1)) <= 1


def test_cards_never_used_are_no_customers(found, customers):
    """Handed out after the change they outnumber the people won by four in ten."""
    given_out = (pd.to_datetime(customers["acquired_on"]) >= pd.Timestamp(PHASE_CHANGE)).sum()
    after = found.table[found.table["phase"] == "after"]
    assert given_out > 1.35 * after["won"].sum()
    assert after["customers"].sum() < 1.1 * after["won"].sum()


def test_another_cost_is_paid_back_later(found):
    row = found.of("paid search", "before")
    assert found.at_cost("paid search", row.cac, "before").value == row.month
    dearer = found.at_cost("paid search", 1.4 * row.cac, "before")
    assert dearer.low <= dearer.value <= dearer.high
    assert dearer.value > row.month
    assert found.at_cost("marketplace", 1e6).value == np.inf


def test_what_is_only_expected_is_marked(found):
    after = found.curves[found.curves["phase"] == "after"]
    assert not after["seen"].all()
    assert after.loc[~after["seen"], "active"].isna().all()
    before = found.curves[found.curves["phase"] == "before"]
    assert before["seen"].all()
    assert before["active"].between(0, 1).all()


def test_the_same_seed_gives_the_same_and_another_hardly_differs(firm, customers, costs, values):
    of = costs[costs["channel"] == "marketplace"]
    one, two, other = (
        break_even(firm.transactions, customers, of, values=values, seed=seed, months=12)
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one.curves, two.curves)
    assert one.curves["low"].iloc[-1] == pytest.approx(other.curves["low"].iloc[-1], rel=0.03)


def test_orders_without_margin_are_refused(customers, costs, values):
    import dataclasses

    with pytest.raises(DataProblem, match="sales pay no bill"):
        break_even(None, customers, costs, values=dataclasses.replace(values, is_margin=False))


def test_other_names_of_channels_are_said(firm, customers, costs, values):
    renamed = costs.assign(channel=costs["channel"].str.upper())
    with pytest.raises(DataProblem, match="same names in both tables"):
        break_even(firm.transactions, customers, renamed, values=values)
    with pytest.raises(DataProblem, match="choose from"):
        break_even(
            firm.transactions, customers, costs[costs["channel"] == "walk-in"], values=values,
            months=6,
        ).of("market place")  # fmt: skip


def test_a_small_base_is_refused_in_plain_words():
    rng = np.random.default_rng(3)
    frame = customers_of(draw_purchases(rng, np.full(30, 60.0)), np.full(30, 60.0))
    from cvmlab.value_of.acquisition.newcomers import newcomers_of

    with pytest.raises(DataProblem, match="only 30 customers are known"):
        newcomers_of(frame, None, by="channel")


def test_month_by_month_ends_where_the_cost_is_paid_back(found):
    table = found.by_month("marketplace", "before")
    assert len(table.frame) == found.of("marketplace", "before").month
    so_far = table.frame["Brought so far"].to_numpy()
    assert so_far[-2] < found.of("marketplace", "before").cac <= so_far[-1]
    np.testing.assert_allclose(table.frame["Margin of the month"].cumsum(), so_far)
    there = table.frame["Still customers (model)"].to_numpy()
    assert (np.diff(there) < 0).all()
    assert "To be paid back: €53.60" in str(table)


def test_pictures_and_sentences_say_the_finding(found):
    alt = plot_break_even(found, "marketplace").alt
    assert alt.startswith("A customer from marketplace pays back in month 10")
    assert alt.split(". ")[0].endswith("in month 9 after: no clear difference")
    both = plot_break_even(found, ["paid search", "marketplace"], months=13)
    assert "paid search" in both.axes.get_title()
    assert "in month 9 (95% interval" in found.says("marketplace")
    assert "pays that back in month 1 " in found.says("walk-in")
    with pytest.raises(ValueError, match="one or 2 channels"):
        plot_break_even(found, ["a", "b", "c"])
