"""Value curves: the planted worth of every level, and a straight line that is tested fairly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.conditional_logit import conditional_logit
from cvmlab.value_for.levels.straight_line import straight_line
from cvmlab.value_for.levels.value_curves import value_curves
from cvmlab.value_for.levels.value_curves_picture import plot_level_worths, plot_value_curves
from tests.value_for.made_choices import PRICE, WARM, made_choices


def patience(minutes: np.ndarray) -> np.ndarray:
    """Half an hour costs little; every minute beyond it costs a lot."""
    return -0.03 * minutes - 0.25 * np.maximum(minutes - 30, 0)


@pytest.fixture(scope="module")
def curves(tasks):
    return value_curves(tasks)


# correctness


def test_every_level_is_worth_what_was_planted():
    """A curve with a bend: nine levels, held by their intervals as often as these say."""
    levels, held = np.arange(5, 50, 5.0), []
    truth = (patience(levels) - patience(np.array(25.0))) / -PRICE
    for seed in range(40):
        rows = value_curves(made_choices(seed, minutes=patience)).of()
        inside = (rows["low"] <= truth + 1e-9) & (truth - 1e-9 <= rows["high"])
        held.append(inside[rows["shape"] != "base"])
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


def test_warmth_is_worth_what_was_planted():
    held = []
    for seed in range(30):
        rows = value_curves(made_choices(seed)).of("all", "warmth").set_index("label")
        warm = rows.loc["warm and knows you"]
        held.append(warm["low"] <= WARM / -PRICE <= warm["high"])
    assert 0.85 <= np.mean(held) <= 1


def test_a_straight_line_is_rarely_called_bent_and_a_bent_one_is():
    straight = [
        value_curves(made_choices(seed)).straight["chance"].iloc[0] for seed in range(1, 41)
    ]
    assert np.mean(np.array(straight) < 0.05) <= 0.15
    assert np.mean(straight) == pytest.approx(0.5, abs=0.15)
    bent = [
        value_curves(made_choices(seed, minutes=patience)).straight["chance"].iloc[0]
        for seed in range(3)
    ]
    assert max(bent) < 0.001


def test_the_test_of_the_line_keeps_its_level_with_few_people():
    """Weights of 25 people and their estimated spread: chi-squared would cry wolf."""
    from scipy.stats import chi2

    rng = np.random.default_rng(6)
    x, hotelling, plain = np.arange(1, 8.0), [], []
    for _ in range(600):
        people = 0.3 * x + rng.normal(size=(25, 7))
        found = straight_line(people.mean(axis=0), np.cov(people.T) / 25, x, 25)
        hotelling.append(found.chance < 0.05)
        plain.append(chi2.sf(found.departure, found.degrees) < 0.05)
    assert np.mean(hotelling) == pytest.approx(0.05, abs=0.03)
    assert np.mean(plain) > 0.12


# consistency


def test_the_slope_is_that_of_the_price_of_a_minute(tasks, curves):
    sets = choice_sets(tasks)
    for row in curves.straight.itertuples():
        part = sets if row.group == "all" else sets.of(row.group)
        minute = conditional_logit(part).ratio("minutes", "price")
        assert (row.minute, row.low, row.high) == pytest.approx(
            (minute.ratio, minute.low, minute.high)
        )


def test_another_base_moves_the_whole_curve_and_not_the_verdict(tasks, curves):
    other = value_curves(tasks, base=5)
    for group in ("all", *curves.groups):
        ours, theirs = curves.of(group)["worth"], other.of(group)["worth"]
        assert_allclose(ours - ours.iloc[0], theirs, atol=1e-6)
    assert_allclose(other.straight["chance"], curves.straight["chance"], rtol=1e-6)
    assert (other.base, other.of().iloc[0]["shape"]) == ("5", "base")


def test_dummies_of_the_library_give_the_same_worths(tasks, curves):
    """Two alternatives are a logit of their difference, without a constant."""
    from statsmodels.discrete.discrete_model import Logit

    table = tasks.sort_values(["respondent_id", "task", "alternative"])
    flags = pd.get_dummies(table["minutes"], dtype=float).drop(columns=25)
    words = pd.get_dummies(table["warmth"], dtype=float).drop(columns="polite")
    design = pd.concat([table["price"], flags, words], axis=1).to_numpy()
    first = table["chosen"].to_numpy()[::2].astype(float)
    params = Logit(first, design[::2] - design[1::2]).fit(disp=0).params
    ours = curves.of()
    worths = ours.loc[ours["shape"] != "base", "worth"]
    assert_allclose(worths, -params[1:9] / params[0], rtol=1e-6)


def test_rows_in_another_order_change_nothing(tasks, curves):
    again = value_curves(tasks.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(again.table, curves.table, rtol=1e-6)


def test_several_types_share_the_error_rate(tasks, curves):
    alone = value_curves(tasks[tasks["shopper"] == "single"], by=None).straight["chance"].iloc[0]
    among = curves.straight.set_index("group")["chance"]
    assert alone < 0.06  # on its own it would almost have passed for a bend
    assert among["single"] == pytest.approx(min(1, 3 * alone))


# what is read, and what is refused


def test_many_different_minutes_are_put_together_in_bands():
    table = made_choices(1, people=300)
    table["minutes"] = table["minutes"] + np.random.default_rng(1).uniform(0, 4.9, len(table))
    curves = value_curves(table)
    rows = curves.of()
    assert len(rows) == 6 and rows["minutes"].is_monotonic_increasing
    assert " to " in rows["label"].iloc[0]
    slope = np.polyfit(rows["minutes"], rows["worth"], 1)[0]
    assert -slope == pytest.approx(0.25, abs=0.06)


def test_kestrels_curves_read_as_sentences(curves):
    assert curves.groups == ("busy family", "single", "older couple")
    assert "Against 25 minutes, 5 minutes are worth €4.82 (€4.22 to €5.43)" in curves.sentence
    assert '"warm and knows you" against "polite" is worth €1.67' in curves.sentence
    assert "older couple €2.57 (€2.00 to €3.20)" in curves.sentence
    assert "in at least 16% of samples, and no level lies more than €0.63" in curves.line
    text = str(curves.summary("older couple"))
    assert "base" in text and "€2.00 to €3.20" in text
    assert "Everybody" in str(curves.summary())


def test_a_bend_is_said():
    bent = value_curves(made_choices(1, minutes=patience))
    assert "bent for everybody: one price of a minute misleads" in bent.sentence


def test_the_pictures_say_what_they_show(curves):
    minutes = plot_value_curves(curves)
    assert minutes.alt.startswith("5 minutes instead of 25: busy family €6.62, older couple €3.28")
    assert minutes.png
    warmth = plot_level_worths(curves)
    assert 'What "warm and knows you" is worth: older couple €2.57' in warmth.alt
    assert "busy family −€1.69 (−€2.33 to −€1.08)" in warmth.alt
    alone = plot_value_curves(value_curves(made_choices(1)))
    assert "everybody" in alone.alt


def test_a_picture_with_too_many_types_shows_both_ends_and_says_so():
    table = made_choices(1, people=360)
    table["shopper"] = "type " + (pd.factorize(table["respondent_id"])[0] % 6).astype(str)
    curves = value_curves(table)
    alt = plot_value_curves(curves).alt
    assert curves.groups[0] in alt and curves.groups[-1] in alt and curves.groups[2] not in alt
    assert "2 types in the middle are not shown" in alt


def test_without_a_price_that_counts_there_is_no_worth():
    keen = value_curves(made_choices(3, people=60, price=0.2))
    assert keen.of()["worth"].isna().sum() == 8
    assert "no figure" in keen.sentence
    assert "cannot be said" in plot_value_curves(keen).alt
    assert plot_level_worths(keen).png


def test_what_cannot_be_asked_is_refused(tasks, curves):
    with pytest.raises(DataProblem, match="12 minutes were never shown"):
        value_curves(tasks, base=12)
    with pytest.raises(ValueError, match="no such curve"):
        curves.of("student")
    with pytest.raises(ValueError, match="customer_type"):
        value_curves(tasks, by="household")
    bare = value_curves(tasks.drop(columns="warmth"))
    with pytest.raises(ValueError, match="nothing beside"):
        plot_level_worths(bare)
    few = tasks["respondent_id"].isin(tasks.loc[tasks["shopper"] == "single", "respondent_id"][:17])
    with pytest.raises(DataProblem, match='choice tasks of "single"'):
        value_curves(tasks[few | (tasks["shopper"] != "single")])
