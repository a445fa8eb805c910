"""Who takes an offer at which price: planted chances, prices and what nobody was asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.special import expit

from cvmlab.errors import DataProblem
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.mixed_logit import mixed_logit
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, MixedLogit
from cvmlab.value_for.hassle.hassle_spread import hassle_spread
from cvmlab.value_for.levels.price_expectations import price_expectations
from cvmlab.value_for.levels.price_expectations_picture import plot_price_expectations
from cvmlab.value_for.levels.service_offers import beyond_shown, gaps_shown, offer_design
from tests.sample import sample_company
from tests.value_for.planted_fits import KINDS, felt, planted_fits, planted_people

OFFER = {"minutes": 15, "warmth": "warm and knows you"}
AGAINST = {"minutes": 35, "warmth": "polite", "price": 32}


@pytest.fixture(scope="module")
def fit() -> MixedLogit:
    return mixed_logit(choice_sets(sample_company().choice_tasks.frame()))


@pytest.fixture(scope="module")
def expected(fit):
    return price_expectations(fit, OFFER, AGAINST)


def planted_chance(price: float) -> dict[str, float]:
    """The mean chance of a yes among people drawn from what is planted."""
    kind, minute, money = planted_people(200_000)
    better = felt("warm and knows you", kind) - felt("polite", kind)
    yes = expit(better - money * (price - 32 + minute * (15 - 35)))
    chance = {name: yes[kind == place].mean() for place, name in enumerate(KINDS)}
    return chance | {EVERYBODY: yes.mean()}


# planted truth


def test_intervals_hold_the_planted_chances_and_the_price_of_half():
    """Sixteen companies, four groups of people: chances at two prices, and where half say no."""
    names = (EVERYBODY, *KINDS)
    truth = {price: planted_chance(price) for price in (36.0, 40.0)}
    half = {
        name: brentq(lambda price, name=name: planted_chance(price)[name] - 0.5, 34, 46, xtol=0.01)
        for name in names
    }
    held, missed = [], []
    for seed, one in enumerate(planted_fits()):
        found = price_expectations(one, OFFER, AGAINST, prices=[36], resamples=300, seed=seed)
        row = found.half.set_index("customer_type")
        for name in names:
            held.append(row.loc[name, "low"] < half[name] < row.loc[name, "high"])
            missed.append(row.loc[name, "price"] - half[name])
            for price, chances in truth.items():
                estimate = found.at(price, name)
                held.append(estimate.low < chances[name] < estimate.high)
    assert 0.89 < np.mean(held) < 0.99
    assert abs(np.mean(missed)) < 0.25


# consistency


def test_half_say_no_where_the_chance_is_one_half(expected):
    for row in expected.half.itertuples():
        assert expected.at(row.price, row.customer_type).value == pytest.approx(0.5, abs=1e-4)
        quarter = expected.price_where(0.25, row.customer_type)
        assert expected.at(quarter.value, row.customer_type).value == pytest.approx(0.25, abs=1e-4)
        assert quarter.low < quarter.value < quarter.high and quarter.value > row.price


def test_the_grid_is_fine_enough(fit, monkeypatch):
    """Also where an hour lies between the two and people stand far apart: no steps in the curve."""
    far = AGAINST | {"minutes": 70}
    ours = [price_expectations(fit, OFFER, one, resamples=20) for one in (AGAINST, far)]
    monkeypatch.setattr("cvmlab.value_for.levels.takers._GRID", (81, 21))
    for one, against in zip(ours, (AGAINST, far), strict=True):
        prices = one.table["price"].unique()
        fine = price_expectations(fit, OFFER, against, prices=prices, resamples=20)
        assert_allclose(fine.half["price"], one.half["price"], atol=0.05)
        assert_allclose(fine.table["chance"], one.table["chance"], atol=0.004)


def test_the_chance_falls_with_the_price_and_intervals_hold_it(expected):
    for _, rows in expected.table.groupby("customer_type"):
        assert rows["chance"].is_monotonic_decreasing
        assert ((rows["low"] <= rows["chance"]) & (rows["chance"] <= rows["high"])).all()
    of_all = expected.table[expected.table["customer_type"] == EVERYBODY]["chance"]
    assert of_all.iloc[0] > 0.94 and of_all.iloc[-1] < 0.06


def test_everybody_is_the_types_together(fit, expected):
    share = fit.respondents / fit.respondents.sum()
    by_type = [expected.at(38, name).value for name in fit.types]
    assert expected.at(38).value == pytest.approx(share @ by_type)


def test_turned_round_the_other_offer_is_taken(fit):
    one = price_expectations(fit, OFFER, AGAINST, resamples=20).at(38)
    other = price_expectations(fit, AGAINST, OFFER | {"price": 38}, resamples=20).at(32)
    assert one.value + other.value == pytest.approx(1)


def test_other_units_change_units_only():
    tasks = sample_company().choice_tasks.frame()
    cents = choice_sets(tasks.assign(price=tasks["price"] * 100))
    euros = choice_sets(tasks)
    one = price_expectations(euros, OFFER, AGAINST, prices=[36]).half
    other = price_expectations(cents, OFFER, AGAINST | {"price": 3200}, prices=[3600]).half
    assert_allclose(other["price"], one["price"] * 100, rtol=1e-4)
    assert_allclose(other["low"], one["low"] * 100, rtol=1e-2)


def test_a_spread_or_its_choices_serve_as_well(fit):
    from_spread = price_expectations(hassle_spread(fit), OFFER, AGAINST, prices=[36], resamples=9)
    from_fit = price_expectations(fit, OFFER, AGAINST, prices=[36], resamples=9)
    pd.testing.assert_frame_equal(from_spread.half, from_fit.half)


# what nobody was asked


def test_gaps_larger_than_any_shown_are_marked(fit, expected):
    assert gaps_shown(fit.sets).tolist() == [9, 40]
    beyond = expected.table["price"].sub(32).abs() > 9
    assert (expected.table["shown"] == ~beyond).all() and beyond.any()
    far = price_expectations(fit, OFFER, AGAINST | {"minutes": 60}, prices=[36], resamples=20)
    assert not far.half["shown"].any() and not far.table["shown"].any()
    assert "beyond what people were asked: gaps of at most €9.00 and 40 minutes" in far.sentence
    assert "beyond" not in expected.sentence
    assert beyond_shown(fit.sets, np.array([[9, 40], [9.5, 0], [0, -41]])).tolist() == [
        False, True, True,
    ]  # fmt: skip


# words, pictures and inputs


def test_sentence_and_table_say_the_same(expected):
    row = expected.half.iloc[0]
    assert f"at €{row['price']:.2f} (95% interval €{row['low']:.2f} to" in expected.sentence
    assert '"35 minutes, polite" for €32.00' in expected.sentence
    text = str(expected.summary())
    assert f"€{row['price']:.2f}" in text and "Yes at €" in text and "on paper" in text


def test_an_offer_may_have_a_name(fit):
    named = price_expectations(
        fit, OFFER | {"name": "click and collect"}, AGAINST | {"name": "the shop"}, resamples=20
    )
    assert 'Against "the shop" for €32.00' in named.sentence
    assert 'no to "click and collect"' in named.sentence


def test_the_picture_says_what_it_shows(expected):
    picture = plot_price_expectations(expected)
    assert picture.png[:4] == b"\x89PNG" and picture.name == "price-expectations"
    for row in expected.half.itertuples():
        assert f"{row.customer_type} €{row.price:.2f}" in picture.alt
    legend = [text.get_text() for text in picture.axes.get_legend().get_texts()]
    assert len(legend) == 4 and all("half say no at €" in line for line in legend)


def test_what_is_missing_is_said_at_once(fit):
    with pytest.raises(DataProblem) as problem:
        price_expectations(fit, {"minuts": 5, "warmth": "warm and knows yu"}, {"warmth": "polite"})
    text = str(problem.value)
    assert "4 problems" in text and '"the offer" has no number' in text
    assert 'Did you mean "warm and knows you"?' in text
    assert '"the alternative" has no number' in text


def test_shares_and_types_that_are_none_are_refused(expected):
    with pytest.raises(ValueError, match="no such type"):
        expected.at(36, "student")
    with pytest.raises(ValueError, match="between 0 and 1"):
        expected.price_where(0)


def test_an_offer_becomes_the_models_numbers(fit):
    design = offer_design(fit.sets, [OFFER | {"price": 36}, AGAINST], ["one", "other"])
    assert fit.sets.names == ("price", "minutes", "warmth: brisk", "warmth: warm and knows you")
    assert design.tolist() == [[36, 15, 0, 1], [32, 35, 0, 0]]
