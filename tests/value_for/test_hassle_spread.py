"""What a minute is worth to whom: planted medians, means and tails; the one figure between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.kestrel.choices import BY_SHOPPER, MIDDLE, SHOPPERS, SPREAD, choice_tasks
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.conditional_logit import conditional_logit
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY
from cvmlab.value_for.choices.people import People, estimate
from cvmlab.value_for.hassle.hassle_spread import hassle_spread
from cvmlab.value_for.hassle.hassle_spread_picture import plot_hassle_spread
from tests.value_for.planted_fits import SHARES, planted_fits, planted_people

FIGURES = ("median", "mean", "p10", "p90")


@pytest.fixture(scope="module")
def spread(tasks):
    return hassle_spread(tasks)


def planted() -> People:
    """The people of the sample company, as they are drawn."""
    return People((np.log(MIDDLE) + BY_SHOPPER)[None], np.full((1, 3), SPREAD), SHARES[None])


# planted truth


def test_planted_people_have_the_figures_computed_for_them():
    """Half a million people drawn, against the formulas of the mixture."""
    people, (kind, minute, _) = planted(), planted_people(500_000)
    assert people.quantile(0.5)[0] == pytest.approx(np.median(minute), rel=0.005)
    assert people.mean()[0] == pytest.approx(minute.mean(), rel=0.005)
    assert people.quantile(0.9)[0] == pytest.approx(np.quantile(minute, 0.9), rel=0.005)
    assert people.above(0.4)[0] == pytest.approx((minute > 0.4).mean(), abs=0.003)
    means = np.array([np.log(minute[kind == one]).mean() for one in range(3)])
    within = np.mean([np.log(minute[kind == one]).var() for one in range(3)])
    among = (SHARES * (means - SHARES @ means) ** 2).sum()
    assert people.between()[0] == pytest.approx(among / (among + within), abs=0.003)


def test_intervals_hold_the_planted_median_mean_and_tails():
    """Sixteen companies: fourteen figures of all and of each type, each as often as it says."""
    truth, held, found = planted(), [], []
    for seed, fit in enumerate(planted_fits()):
        one = hassle_spread(fit, resamples=400, seed=seed)
        inside, values = [], []
        for place, name in ((None, EVERYBODY), *enumerate(SHOPPERS)):
            mine, row = truth.of(place), one.row(name)
            drawn = (mine.quantile(0.5), mine.mean(), mine.quantile(0.1), mine.quantile(0.9))
            for figure, (value,) in zip(FIGURES, drawn, strict=True):
                inside.append(row[f"{figure}_low"] < value < row[f"{figure}_high"])
                values.append(row[figure] / value - 1)
        for estimate_of, value in (
            (one.above(0.25), truth.above(0.25)),
            (one.above(0.5), truth.above(0.5)),
            (one.between, truth.between()),
            (one.spread, [SPREAD]),
        ):
            inside.append(estimate_of.low < value[0] < estimate_of.high)
        held.append(inside)
        found.append(values)
    assert 0.90 < np.mean(held) < 0.99
    assert np.mean(held, axis=0).min() >= 12 / 16
    assert np.abs(np.mean(found, axis=0)).max() < 0.05
    assert np.abs(np.mean(found, axis=0)[:2]).max() < 0.02  # median and mean of all


def test_one_figure_for_everybody_lies_between_the_median_and_the_mean():
    found = [hassle_spread(fit, resamples=2) for fit in planted_fits()]
    median, mean = (np.mean([one.row()[name] for one in found]) for name in ("median", "mean"))
    assert median < np.mean([one.pooled.ratio for one in found]) < mean


@pytest.mark.parametrize("shape", ["gamma", "two camps"])
def test_median_and_mean_hold_where_people_are_spread_in_another_shape(shape):
    """Nobody's logs need be normal: the median and the mean come out right all the same."""
    rng = np.random.default_rng(3)
    people = 1500
    minute = {
        "gamma": rng.gamma(4, 0.07, people),
        "two camps": np.where(rng.random(people) < 0.5, 0.15, 0.45),
    }[shape]
    price, minutes = rng.integers(30, 40, (people, 8, 2)), rng.integers(1, 10, (people, 8, 2)) * 5
    utility = -0.45 * (price + minute[:, None, None] * minutes) + rng.gumbel(size=price.shape)
    who, task, _ = (place.ravel() for place in np.indices(price.shape))
    table = pd.DataFrame(
        {
            "respondent_id": who,
            "task": task,
            "price": price.ravel().astype(float),
            "minutes": minutes.ravel(),
            "chosen": (utility == utility.max(axis=2, keepdims=True)).ravel(),
        }
    )
    one = hassle_spread(table)
    assert one.row()["mean"] == pytest.approx(minute.mean(), rel=0.06)
    middle = 0.15 <= one.row()["median"] <= 0.45
    assert (
        middle
        if shape == "two camps"
        else one.row()["median"] == pytest.approx(np.median(minute), rel=0.06)
    )


def test_people_who_are_alike_have_median_and_mean_in_one():
    people = People(np.log([[0.2]]), np.zeros((1, 1)), np.ones((1, 1)))
    assert people.quantile(0.1)[0] == pytest.approx(0.2)
    assert people.mean()[0] == pytest.approx(0.2)
    assert (people.above(0.19)[0], people.above(0.21)[0]) == (1.0, 0.0)


# consistency


def test_quantiles_and_shares_answer_each_other(spread):
    for name in (EVERYBODY, *SHOPPERS):
        for share in (0.05, 0.5, 0.95):
            price = spread.quantile(share, name).value
            assert spread.above(price, name).value == pytest.approx(1 - share, abs=1e-9)
        assert spread.quantile(0.5, name).value == pytest.approx(spread.row(name)["median"])
    assert spread.above(0).value == 1.0


def test_everybody_is_the_types_together(spread):
    table = spread.table
    types = table.iloc[1:]
    assert types["respondents"].sum() == table["respondents"].iloc[0] == 500
    assert types["share"].sum() == pytest.approx(1)
    assert (types["share"] * types["mean"]).sum() == pytest.approx(table["mean"].iloc[0])
    assert types["median"].is_monotonic_decreasing
    above = sum(
        row.share * spread.above(0.3, row.customer_type).value for row in types.itertuples()
    )
    assert above == pytest.approx(spread.above(0.3).value)


def test_the_pooled_figure_is_that_of_the_plain_logit(tasks, spread):
    plain = conditional_logit(choice_sets(tasks)).ratio("minutes", "price")
    assert spread.pooled == plain


def test_known_shares_move_everybody_and_no_type(spread):
    families = {"busy family": 0.9, "single": 0.05, "older couple": 0.05}
    other = hassle_spread(spread.fit, shares=families)
    assert_allclose(other.table["mean"].iloc[1:], spread.table["mean"].iloc[1:])
    assert other.row()["median"] > spread.row()["median_high"]
    assert other.table.set_index("customer_type")["share"]["busy family"] == pytest.approx(0.9)


def test_without_types_the_same_people_are_one_group(tasks, spread):
    one = hassle_spread(tasks, by_type=False)
    assert one.table["customer_type"].tolist() == [EVERYBODY]
    assert one.between.value == 0
    assert one.row()["median_low"] < spread.row()["median"] < one.row()["median_high"]
    assert one.spread.value > spread.spread.value  # types are part of the spread then
    assert "by type" not in one.sentence


def test_a_higher_level_and_fewer_people_make_wider_intervals(tasks, spread):
    wide = hassle_spread(spread.fit, level=0.99)
    assert wide.row()["mean_low"] < spread.row()["mean_low"]
    half = tasks[tasks["respondent_id"].isin(tasks["respondent_id"].unique()[:250])]
    few = hassle_spread(half).row()
    all_of = spread.row()
    ratio = (few["mean_high"] - few["mean_low"]) / (all_of["mean_high"] - all_of["mean_low"])
    assert 1.15 < ratio < 1.8  # √2


def test_the_same_seed_gives_the_same_intervals(spread):
    pd.testing.assert_frame_equal(hassle_spread(spread.fit).table, spread.table)
    assert not hassle_spread(spread.fit, seed=1).table.equals(spread.table)


# words and pictures


def test_the_sentence_says_median_mean_and_tails(spread):
    row = spread.row()
    text = spread.sentence
    assert f"more than €{row['median']:.2f} for a minute less" in text
    assert f"The mean is €{row['mean']:.2f}" in text and f"€{row['p90']:.2f}" in text
    assert f"one figure for everybody says €{spread.pooled.ratio:.2f}" in text
    assert "busy family €" in text
    table = str(spread.summary())
    assert "older couple" in table and "The type explains" in table


def test_small_money_keeps_its_figures(tasks):
    cheap = hassle_spread(choice_sets(tasks.assign(price=tasks["price"] / 10)))
    assert f"€{cheap.row()['median']:.3f}" in cheap.sentence


def test_the_picture_says_what_it_shows(spread):
    picture = plot_hassle_spread(spread)
    assert picture.name == "hassle-spread" and picture.png[:4] == b"\x89PNG"
    for name in (EVERYBODY, *SHOPPERS):
        row = spread.row(name)
        assert f"{name} €{row['median']:.2f}" in picture.alt
    lines = picture.axes.get_lines()
    drawn = {line.get_linestyle() for line in lines[:6]}
    assert len(drawn) >= 3  # told apart without colour


def test_unknown_types_are_refused(spread):
    with pytest.raises(ValueError, match="no such type: 'family'"):
        spread.above(0.25, "family")
    with pytest.raises(ValueError, match="between 0 and 1"):
        spread.quantile(1.0)


def test_types_left_out_are_said(tasks):
    few = tasks[tasks["shopper"] == "single"]["respondent_id"].unique()[:5]
    some = tasks[(tasks["shopper"] != "single") | tasks["respondent_id"].isin(few)]
    assert "too few to be judged: single (5)" in str(hassle_spread(some).summary())


def test_the_interval_is_of_the_draws_and_not_of_the_estimate():
    found = estimate(np.array([9.0, *np.arange(101)]), 0.9)
    assert found == pytest.approx((9.0, 5.0, 95.0))


def test_another_company_is_another_spread(spread):
    other = hassle_spread(choice_tasks(2))
    assert other.row()["median"] != spread.row()["median"]
