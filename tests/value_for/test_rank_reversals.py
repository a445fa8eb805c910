"""Rank reversals: what turns when the same answers are read otherwise, and what may be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import PRODUCT_ITEMS, SERVICE_ITEMS, brand_perceptions
from cvmlab.kestrel.choices import choice_tasks
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.equation.rank_pairs import HOLDS, PERHAPS, TURNS
from cvmlab.value_for.equation.rank_reversals import rank_reversals
from cvmlab.value_for.equation.rank_reversals_picture import plot_rank_reversals
from cvmlab.value_for.equation.value_equation import value_equation
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle

POINT = {"product": 8, "service": 8}
ITEMS = [*PRODUCT_ITEMS, *SERVICE_ITEMS]
THREE = ("Us; 7; 6; 90; 20", "They; 5; 4; 50; 25", "Those; 8; 7; 120; 15")


@pytest.fixture(scope="module")
def table():
    return brand_perceptions(1)


@pytest.fixture(scope="module")
def views(table):
    return brand_views(table, own="Kestrel")


@pytest.fixture(scope="module")
def result(views):
    return rank_reversals(views, minute_price=0.25, weights=POINT, resamples=300)


def winner(result, reading):
    return result.first.set_index("reading").loc[reading, "first"]


# Correctness: what was planted


def test_the_planted_reversal_is_found(result):
    assert winner(result, "ratio, answers as given") == "Pfennig"
    assert winner(result, "ratio, scale begun at 0") == "Kestrel"
    assert winner(result, "logarithms, answers as given") == "Daily Stop"
    assert winner(result, "standardised marks") == "Kestrel"
    assert winner(result, "difference in money") == "Kestrel"
    ranks = result.table.set_index("brand")["standardised marks"]
    assert ranks["Pfennig"] == 6


def test_what_holds_is_a_short_list(result):
    assert result.holds == (
        "Kestrel ahead of Brannock's, Meadow & Mill and Larder Box",
        "Brannock's ahead of Larder Box",
    )
    assert result.pairs["verdict"].value_counts()[TURNS] == 11
    assert 0.9 < result.together <= 1
    assert all(said in result.sentence for said in result.holds)


def test_what_holds_in_one_survey_is_not_turned_by_the_next(result):
    """The short list of one survey against the orders of six others, in all their readings."""
    kept = result.pairs[result.pairs["verdict"] == HOLDS]
    for seed in range(2, 8):
        other = brand_views(brand_perceptions(seed), own="Kestrel")
        again = rank_reversals(other, minute_price=0.25, weights=POINT, resamples=1)
        ranks = again.table.set_index("brand")
        for pair in kept.itertuples():
            both = ranks.loc[[pair.ahead, pair.behind]].dropna(axis=1)
            assert (both.loc[pair.ahead] < both.loc[pair.behind]).all()


def test_each_reading_is_what_the_equation_says(table, views, result):
    """Second route: value_equation, with a true zero said where the form asks for one."""
    zero = Scale(1, 10, true_zero=True)
    lower = table.assign(**{item: table[item] - 1 for item in ITEMS})
    cases = {
        "difference in money": (views, "difference"),
        "standardised marks": (views, "standardised"),
        "ratio, answers as given": (brand_views(table, own="Kestrel", scale=zero), "ratio"),
        "logarithms, answers as given": (brand_views(table, own="Kestrel", scale=zero), "log"),
        "ratio, scale begun at 0": (
            brand_views(lower, own="Kestrel", scale=Scale(0, 9, true_zero=True)), "ratio",
        ),
        "logarithms, scale begun at 0": (
            brand_views(lower, own="Kestrel", scale=Scale(0, 9, true_zero=True)), "log",
        ),
    }  # fmt: skip
    for reading, (seen, form) in cases.items():
        weights = POINT if form == "difference" else None
        equation = value_equation(seen, minute_price=0.25, form=form, weights=weights, resamples=5)
        assert list(equation.table["rank"]) == list(result.table[reading]), reading


def test_a_brand_left_out_may_turn_two_others(views, result):
    without = [name for name in result.table if str(name).startswith("standardised, without")]
    assert without == ["standardised, without Daily Stop", "standardised, without Larder Box"]
    assert result.table.set_index("brand").loc["Daily Stop", without].isna().tolist() == [
        True,
        False,
    ]
    assert result.left_out["standardised, without Pfennig"] == "nothing more turns"


# Correctness: where ranks cross


def test_at_the_zero_of_the_crossing_the_two_tie(views, result):
    zero = result.crossing.set_index("what").loc["zero of the scale"]
    assert zero["rival"] == "Pfennig"
    assert 0 < zero["low"] < zero["at"] < zero["high"] < 1
    for at, first in ((zero["at"] - 0.02, "Pfennig"), (zero["at"] + 0.02, "Kestrel")):
        moved = rank_reversals(views, minute_price=0.25, weights=POINT, zeros=[at], resamples=1)
        assert moved.first["first"].iloc[0] == first


def test_at_the_minute_of_the_crossing_the_two_tie(views, result):
    minute = result.crossing.set_index(["what", "form"]).loc[("price of a minute", "ratio")]
    assert minute["low"] < minute["at"] < minute["high"]
    for at, first in ((minute["at"] - 0.01, "Pfennig"), (minute["at"] + 0.01, "Kestrel")):
        moved = rank_reversals(views, minute_price=at, weights=POINT, resamples=1)
        assert winner(moved, "ratio, answers as given") == first


def test_at_the_worth_of_the_crossing_the_two_tie(views, result):
    share = result.crossing.set_index("what").loc["worth of a point", "at"]
    for factor, first in ((share - 0.01, "Pfennig"), (share + 0.01, "Kestrel")):
        weights = {part: worth * factor for part, worth in POINT.items()}
        moved = rank_reversals(views, minute_price=0.25, weights=weights, resamples=1)
        assert winner(moved, "difference in money") == first


def test_at_the_minute_where_the_difference_crosses_the_two_tie():
    mine = market("Us; 7; 6; 90; 5", "They; 5; 4; 50; 25")
    crossing = rank_reversals(mine, minute_price=0.2, weights=POINT).crossing
    at = crossing.set_index(["what", "form"]).loc[("price of a minute", "difference"), "at"]
    assert_allclose(at, 0.4)  # 32 of quality = 40 of price − 20 minutes
    for minute, first in ((0.39, "They"), (0.41, "Us")):
        moved = rank_reversals(mine, minute_price=minute, weights=POINT)
        assert winner(moved, "difference in money") == first


def test_intervals_of_the_crossings_hold():
    """20 surveys; the truth is the mean of where they cross."""
    found = []
    for seed in range(1, 21):
        other = brand_views(brand_perceptions(seed), own="Kestrel")
        turned = rank_reversals(other, minute_price=0.25, weights=POINT, resamples=100, seed=seed)
        found.append(turned.crossing.dropna()[["at", "low", "high"]].to_numpy())
    at, low, high = np.moveaxis(np.array(found), -1, 0)
    assert at.shape == (20, 3)  # no price of a minute turns the difference
    truth = at.mean(axis=0)
    assert 0.85 < ((low <= truth) & (truth <= high)).mean() <= 1


def test_where_no_assumption_can_turn_the_order_it_is_said():
    better = market("Us; 9; 9; 50; 5", "They; 5; 4; 90; 25")
    result = rank_reversals(better, minute_price=0.2, weights=POINT)
    assert result.crossing["at"].isna().all()
    assert "keep their order at any price of a minute" in result.turning_points
    assert result.holds == ("Us ahead of They",)
    assert result.sentence.startswith("Us comes first in all")


# Consistency


def test_the_ends_of_the_price_of_a_minute_are_read_too(views):
    price = price_of_hassle(choice_tasks(1), resamples=100)
    names = rank_reversals(views, minute_price=price, weights=POINT, resamples=20).left_out
    ends = [name for name in names if "a minute at" in name]
    assert len(ends) == 2  # and nothing turns at either
    wide = replace(price, table=price.table.assign(low=0.01, high=8.0))
    turned = rank_reversals(views, minute_price=wide, weights=POINT, resamples=20)
    assert winner(turned, "difference, a minute at €8.00") == "Daily Stop"


def test_answers_on_another_scale_are_read_the_same_way(table, views):
    """1-10 written as 0-9: the same zeros, counted from elsewhere, turn the same things."""
    lower = table.assign(**{item: table[item] - 1 for item in ITEMS})
    first = rank_reversals(views, minute_price=0.25, zeros=[0, 1], resamples=100)
    second = rank_reversals(brand_views(lower, own="Kestrel", scale=Scale(0, 9)),
                            minute_price=0.25, zeros=[-1, 0], resamples=100)  # fmt: skip
    for one, other in zip(first.readings, second.readings, strict=True):
        assert one.form == other.form
        assert_allclose(one.values, other.values, atol=1e-8)


def test_the_order_of_rows_changes_nothing(table, result):
    shuffled = brand_views(table.sample(frac=1, random_state=5), own="Kestrel")
    again = rank_reversals(shuffled, minute_price=0.25, weights=POINT, resamples=300)
    pd.testing.assert_frame_equal(again.table, result.table)
    pd.testing.assert_frame_equal(again.pairs, result.pairs)


def test_every_pair_stands_once(result):
    brands = len(result.table)
    assert len(result.pairs) == brands * (brands - 1) // 2
    assert {frozenset(pair) for pair in result.pairs[["ahead", "behind"]].to_numpy()} == {
        frozenset((a, b)) for a in result.table["brand"] for b in result.table["brand"] if a != b
    }
    whole = result.pairs["readings_ahead"] == result.pairs["readings"]
    assert (whole == (result.pairs["verdict"] != TURNS)).all()


def test_with_few_people_a_pair_that_holds_may_be_chance(views):
    thin = views.among(views.respondent_codes < 12)
    result = rank_reversals(thin, minute_price=0.25, weights=POINT, resamples=300)
    unsure = result.pairs[result.pairs["verdict"] == PERHAPS]
    assert len(unsure) > 0 and (unsure["chance"] < 0.95).all()
    assert "may be chance" in result.sentence


# Input


def test_what_cannot_be_read_is_left_out_with_its_reason():
    bare = rank_reversals(market("Us; 7; 6; 90; 0", *THREE[1:]))
    assert bare.left_out["ratio, answers as given"] == "minutes lack a price"
    assert "0 has no logarithm" in bare.left_out["logarithms, answers as given"]
    assert bare.left_out["difference in money"] == "what a point is worth is not known"
    assert list(bare.first["reading"]) == ["ratio, hassle forgotten", "standardised marks"]
    assert "minutes lack a price" in str(bare.summary())
    assert bare.crossing.empty


def test_weights_without_a_price_of_a_minute_leave_the_difference_out():
    unpriced = rank_reversals(market(*THREE), weights=POINT)
    assert "difference in money" in unpriced.left_out


def test_purchases_that_do_not_tell_leave_the_difference_out(table):
    same = table.assign(share_bought=0.2 + 0.001 * table["basket_price"])  # the dearer, the more
    result = rank_reversals(brand_views(same, own="Kestrel"), minute_price=0.25, resamples=100)
    assert "price does not come out as a cost" in result.left_out["difference in money"]


def test_true_zeros_leave_one_ratio(table):
    seen = brand_views(table, own="Kestrel", scale=Scale(1, 10, true_zero=True))
    names = rank_reversals(seen, minute_price=0.25, weights=POINT, resamples=5).first["reading"]
    assert sum(name.startswith("ratio, ") for name in names) == 2  # as given, and without hassle


def test_two_scales_are_not_added_to_a_ratio(table):
    scales = {"product": Scale(1, 10), "service": Scale(0, 10)}
    seen = brand_views(table, own="Kestrel", scale=scales)
    result = rank_reversals(seen, minute_price=0.25, weights=POINT, resamples=5)
    assert "two scales" in result.left_out["ratio, answers as given"]
    assert "zero of the scale" not in set(result.crossing["what"])


def test_weights_that_are_none_are_refused(views):
    with pytest.raises(DataProblem, match="service"):
        rank_reversals(views, minute_price=0.25, weights={"product": 8})


# Words


def test_a_market_typed_in_is_read_without_chances():
    result = rank_reversals(market(*THREE), minute_price=0.3, weights=POINT)
    assert result.pairs["chance"].isna().all() and result.first["chance"].isna().all()
    assert set(result.pairs["verdict"]) <= {HOLDS, TURNS}
    assert "resamples" not in result.sentence
    assert "no chance can be given" in str(result.summary())


@pytest.mark.parametrize(
    ("rival", "said"),
    [
        ("They; 5; 4; 95; 25", "Us is ahead of They in every reading."),
        ("They; 5; 4; 50; 25", "turns with the reading"),
    ],
)
def test_of_two_brands_it_is_said_whether_their_order_holds(rival, said):
    result = rank_reversals(market(THREE[0], rival), minute_price=0.3, weights=POINT)
    assert said in result.sentence


def test_a_long_list_is_cut_to_what_holds_of_the_own_brand(table):
    """Ten brands of one order: every pair holds, too many to read."""
    lines = [f"Shop {n}; {9 - 0.5 * n}; {9 - 0.5 * n}; {50 + 5 * n}; {5 + n}" for n in range(10)]
    own = lines.pop(4)
    result = rank_reversals(market(own, *lines), minute_price=0.3, weights=POINT)
    assert (result.pairs["verdict"] == HOLDS).all()
    assert "Shop 4 ahead of Shop 5" in result.sentence
    assert "Shop 4 behind Shop 0, Shop 1, Shop 2 and Shop 3" in result.sentence
    assert "and 36 between rivals" in result.sentence


def test_the_picture_holds_every_rank_and_the_credit(result):
    picture = plot_rank_reversals(result)
    texts = [text.get_text() for text in picture.axes.texts]
    ranks = result.table.drop(columns="brand").fillna(0).to_numpy()
    assert CREDIT in texts and CREDIT in picture.alt
    for rank in range(1, 7):
        assert texts.count(str(rank)) == (ranks == rank).sum()
    assert "4 of 15 pairs hold" in picture.alt
    assert CREDIT in str(result.summary()) and CREDIT in str(result.pair_summary())


def test_an_unsure_first_place_carries_a_question_mark(views):
    thin = views.among(views.respondent_codes < 12)
    result = rank_reversals(thin, minute_price=0.25, weights=POINT, resamples=200)
    texts = [text.get_text() for text in plot_rank_reversals(result).axes.texts]
    assert texts.count("1?") == (result.first["chance"] < 0.975).sum() > 0
