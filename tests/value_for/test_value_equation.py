"""The value equation: its forms, what they refuse, and money that no scale can change."""

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
from cvmlab.value_for.brands.draws import brand_means, respondent_draws
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import (
    CREDIT,
    FORMS,
    difference,
    log_difference,
    ratio,
    standardised,
)
from cvmlab.value_for.equation.value_equation import value_equation
from cvmlab.value_for.equation.value_equation_picture import plot_value_equation
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle
from cvmlab.value_for.weights.given_weights import given_weights
from cvmlab.value_for.weights.value_weights import value_weights

POINT = {"product": 8, "service": 8}
TRUE_ZERO = Scale(1, 10, true_zero=True)
ITEMS = [*PRODUCT_ITEMS, *SERVICE_ITEMS]


@pytest.fixture(scope="module")
def table():
    return brand_perceptions(1)


@pytest.fixture(scope="module")
def views(table):
    return brand_views(table, own="Kestrel")


def values(result):
    return result.table.set_index("brand")[["value", "low", "high"]]


def refused(views, **settings):
    with pytest.raises(DataProblem) as caught:
        value_equation(views, **settings)
    return [str(problem) for problem in caught.value.problems]


# Correctness


def test_the_forms_are_what_their_formulas_say():
    p, s, c, h = np.array([[8.0, 5, 6], [7, 4, 6], [90, 50, 75], [5, 6, 7]])
    assert_allclose(ratio(p, s, c, h).value, 100 * (p + s) / (c + h))
    money = 8 * p + 6 * s - c - h
    assert_allclose(difference(p, s, c, h, 8, 6).value, money - money.mean())
    logs = np.log(p * s / (c * h))
    assert_allclose(log_difference(p, s, c, h).value, logs - logs.mean())

    def z(x):
        return (x - x.mean()) / x.std(ddof=1)

    assert_allclose(standardised(p, s, c, h).value, z(p) + z(s) - z(c) - z(h))


def test_the_logarithm_of_the_ratio_would_only_repeat_its_ranks_but_the_log_form_does_not():
    marks = np.array([[7.9, 5.9], [7.7, 7.0], [88.0, 92], [5.0, 2]])
    assert np.argmax(ratio(*marks).value) == np.argmax(np.log(ratio(*marks).value)) == 0
    assert np.argmax(log_difference(*marks).value) == 1


def test_a_part_in_which_all_brands_are_alike_decides_nothing():
    p, s = np.array([8.0, 5, 6]), np.array([7.0, 4, 6])
    same = np.full(3, 33.3)
    plain = standardised(p, s, same, same).value
    assert_allclose(plain, standardised(p, s, same / 3, same * 7).value)
    assert plain.argmax() == 0


def test_kestrel_gives_most_in_money_and_pfennig_by_the_ratio(views, table):
    money = value_equation(views, minute_price=0.25, weights=POINT, resamples=50)
    assert money.ranked["brand"].tolist()[:2] == ["Kestrel", "Pfennig"]
    by_ratio = value_equation(brand_views(table, own="Kestrel", scale=TRUE_ZERO),
                              minute_price=0.25, form="ratio", resamples=50)  # fmt: skip
    assert by_ratio.ranked["brand"].tolist()[:2] == ["Pfennig", "Kestrel"]


def test_planted_value_is_found_and_its_intervals_hold():
    """16 surveys, weights given and estimated; 100 surveys gave 94.3% and 95.3% (95% nominal)."""
    given, estimated = [], []
    for seed in range(1, 17):
        views = brand_views(brand_perceptions(seed), own="Kestrel")
        draws = {"resamples": 120, "seed": seed}
        first = value_equation(views, minute_price=0.25, weights=POINT, **draws)
        given.append(values(first).sort_index().to_numpy())
        estimated.append(values(value_equation(views, **draws)).sort_index().to_numpy())
    for found in (np.array(given), np.array(estimated)):
        truth = found[:, :, 0].mean(axis=0)
        inside = (found[:, :, 1] <= truth) & (truth <= found[:, :, 2])
        assert 0.88 < inside.mean() < 0.99
        # Brannock's, Daily Stop, Kestrel, Larder Box, Meadow & Mill, Pfennig: planted means
        planted = 8 * np.array([6.9 + 6.2, 5.9 + 7, 7.9 + 7.7, 8 + 6.3, 8.7 + 8.1, 5.5 + 4.4])
        planted -= np.array([78, 92, 88, 95, 112, 50]) + 0.25 * np.array([26, 9, 20, 34, 24, 25])
        assert_allclose(
            truth, planted - planted.mean(), atol=2.5
        )  # answers end at 10: up to .2 off


def test_intervals_agree_with_the_linearised_standard_error(views):
    """Second route for the difference with given weights: influence of each respondent."""
    result = value_equation(views, minute_price=0.25, weights=POINT, resamples=2_000)
    rows = views.rows
    worth = 8 * (rows["product"] + rows["service"]) - rows["price"] - 0.25 * rows["hassle"]
    brands = len(views.brands)
    influence = np.zeros((views.respondents, brands))
    for place in range(brands):
        mine = views.brand_codes == place
        off = (worth[mine] - worth[mine].mean()) / mine.sum()
        influence[views.respondent_codes[mine], place] = off
    influence -= influence.mean(axis=1, keepdims=True)
    spread = np.sqrt((influence**2).sum(axis=0))
    table = result.table
    assert_allclose((table["high"] - table["low"]) / 2, 1.96 * spread, rtol=0.08)


def test_estimated_weights_are_drawn_with_the_marks_they_came_from(views):
    """Second route: weights and means of each resample put together by hand."""
    weights = value_weights(views, resamples=50)
    result = value_equation(views, weights=weights, resamples=50, seed=4)
    assert result.minute_source == "purchases"
    counts = respondent_draws(views, 50, seed=4)
    means, worth = brand_means(views, counts), weights.draws(counts)
    gets = (means[:, :, :2] * worth[:, None, :2]).sum(axis=2)
    gets -= means[:, :, 2] + worth[:, 2:] * means[:, :, 3]
    assert_allclose(result.drawn, gets - gets.mean(axis=1, keepdims=True))
    assert worth[1:].std(axis=0).min() > 0


def test_a_price_of_a_minute_from_choices_brings_its_interval(views):
    price = price_of_hassle(choice_tasks(1), resamples=200)
    chosen = value_equation(views, minute_price=price, weights=POINT)
    given = value_equation(views, minute_price=price.minute, weights=POINT)
    assert_allclose(chosen.table["value"], given.table["value"])
    far = chosen.table["brand"] == "Daily Stop"  # 9 minutes where others take 20 and more
    width = [(t["high"] - t["low"])[far].item() for t in (chosen.table, given.table)]
    assert width[0] > width[1]
    assert "from choices" in str(chosen.summary())


# Invariances


def test_answers_on_another_scale_give_the_same_money(table, views):
    """Rescaled answers rescale the worth of a point; the values and intervals stay."""
    other = table.copy()
    other[ITEMS] = 10 * (other[ITEMS] - 1) + 5
    rescaled = brand_views(other, own="Kestrel", scale=Scale(5, 95))
    for form in ("difference", "standardised"):
        first, second = (value_equation(v, form=form, resamples=100) for v in (views, rescaled))
        assert_allclose(values(first), values(second), atol=1e-8)


def test_parts_on_two_scales_give_the_same_money(table, views):
    other = table.copy()
    other[list(SERVICE_ITEMS)] = other[list(SERVICE_ITEMS)] / 2
    halved = brand_views(other, own="Kestrel",
                         scale={"product": Scale(1, 10), "service": Scale(0.5, 5)})  # fmt: skip
    first, second = (value_equation(v, resamples=50) for v in (views, halved))
    assert_allclose(values(first), values(second), atol=1e-8)


def test_the_order_of_rows_and_the_names_of_brands_change_nothing(table, views):
    first = value_equation(views, resamples=100)
    shuffled = brand_views(table.sample(frac=1, random_state=2), own="Kestrel")
    assert_allclose(values(value_equation(shuffled, resamples=100)), values(first))
    renamed = {brand: f"Shop {place}" for place, brand in enumerate(views.brands)}
    other = brand_views(table.assign(brand=table["brand"].map(renamed)), own="Shop 0")
    again = values(value_equation(other, resamples=100)).rename(
        index={new: old for old, new in renamed.items()}
    )
    assert_allclose(again.loc[list(views.brands)], values(first))


def test_prices_in_cents_give_cents(table, views):
    cents = brand_views(table.assign(basket_price=table["basket_price"] * 100), own="Kestrel")
    first, second = value_equation(views, resamples=50), value_equation(cents, resamples=50)
    assert_allclose(100 * values(first), values(second))


def test_hassle_in_money_needs_no_price_of_a_minute(table, views):
    paid = table.assign(hassle_minutes=table["hassle_minutes"] * 0.25)
    in_money = brand_views(paid, own="Kestrel", hassle_unit="money")
    first = value_equation(views, minute_price=0.25, weights=POINT, resamples=50)
    second = value_equation(in_money, weights=POINT, resamples=50)
    assert_allclose(values(first), values(second))
    assert second.minute_source == "in money"


def test_a_ratio_with_a_true_zero_does_not_mind_the_unit_of_the_answers(table):
    tenfold = table.assign(**{item: 10 * table[item] for item in ITEMS})
    scale = Scale(10, 100, true_zero=True)
    small, large = (
        value_equation(brand_views(t, own="Kestrel", scale=s), minute_price=0.25, form="ratio",
                       resamples=20)
        for t, s in ((table, TRUE_ZERO), (tenfold, scale))
    )  # fmt: skip
    assert_allclose(10 * values(small), values(large))


# Refusals


def test_a_ratio_without_a_true_zero_in_two_units_is_refused_for_both_reasons(views):
    zero, minutes = refused(views, form="ratio")
    assert "no true zero" in zero and 'form="difference"' in zero and "rank_reversals" in zero
    assert "hassle in minutes" in minutes and "price_of_hassle" in minutes


def test_a_log_without_a_true_zero_is_refused(views):
    (problem,) = refused(views, form="log")
    assert "a logarithm" in problem


def test_points_of_two_sizes_are_not_added(table):
    scales = {"product": TRUE_ZERO, "service": Scale(0, 10, true_zero=True)}
    mixed = brand_views(table, own="Kestrel", scale=scales)
    (problem,) = refused(mixed, form="ratio", minute_price=0.25)
    assert "two sizes" in problem


def test_a_difference_without_the_worth_of_a_point_is_refused():
    mine = market("Us; 7; 6; 90; 20", "They; 5; 4; 50; 25")
    minutes, worth = refused(mine)
    assert "minute_price" in minutes
    assert "weights=" in worth


def test_no_logarithm_of_no_hassle():
    mine = market("Us; 7; 6; 90; 0", "They; 5; 4; 50; 25", scale=Scale(0, 10, true_zero=True))
    (problem,) = refused(mine, form="log")
    assert "hassle of Us is 0" in problem


@pytest.mark.parametrize("price", [-0.1, float("nan"), float("inf")])
def test_no_price_of_a_minute_below_nothing(views, price):
    with pytest.raises(DataProblem, match="money a minute"):
        value_equation(views, minute_price=price)


def test_choices_that_leave_a_minute_without_a_price_are_refused(views):
    price = price_of_hassle(choice_tasks(1), resamples=20)
    endless = replace(price, table=price.table.assign(low=-np.inf))
    with pytest.raises(DataProblem, match="without an end"):
        value_equation(views, minute_price=endless)


def test_an_unknown_form_is_a_slip(views):
    with pytest.raises(ValueError, match="form must be"):
        value_equation(views, form="quotient")


# Words


@pytest.mark.parametrize("form", FORMS)
def test_every_form_credits_its_author_and_says_its_unit(table, form):
    views = brand_views(table, own="Kestrel", scale=TRUE_ZERO)
    result = value_equation(views, minute_price=0.25, form=form, resamples=50)
    picture = plot_value_equation(result)
    texts = [text.get_text() for text in picture.axes.texts]
    assert CREDIT in texts and CREDIT in picture.alt and CREDIT in str(result.summary())
    assert result.credit == CREDIT
    assert "95% interval" in result.sentence
    assert "Kestrel" in result.sentence


def test_the_picture_says_what_the_table_says(views):
    result = value_equation(views, minute_price=0.25, resamples=100)
    picture = plot_value_equation(result)
    for row in result.table.itertuples():
        assert f"{row.brand} {result.shown(row.value)}" in picture.alt
    own = result.table.iloc[0]
    assert result.shown(own["value"]) in picture.axes.get_title()


def test_a_market_typed_in_gets_values_and_no_interval():
    mine = market("Us; 7; 6; 90; 20", "They; 5; 4; 50; 25", "Those; 8; 7; 99; 15")
    result = value_equation(mine, minute_price=0.3, weights=POINT)
    assert result.table[["low", "high", "chance_first"]].isna().all(axis=None)
    assert "your own estimates: no interval" in result.sentence.lower()
    assert "interval" not in " ".join(map(str, result.summary().frame.columns))
    assert "No intervals" in plot_value_equation(result).alt


def test_chances_of_first_places_add_up(views):
    thin = views.among(views.respondent_codes < 40)
    result = value_equation(thin, minute_price=0.25, weights=given_weights(6.3, 6.3))
    assert_allclose(result.table["chance_first"].sum(), 1)
    assert 0.05 < result.table.set_index("brand").loc["Pfennig", "chance_first"] < 0.95
    assert "of 1,000 resamples" in result.sentence


def test_a_brand_few_people_know_is_named_under_the_table(table):
    rare = table[(table["brand"] != "Pfennig") | (table.index < 100)]
    views = brand_views(rare, own="Kestrel")
    result = value_equation(views, minute_price=0.25, weights=POINT, resamples=50)
    assert "Rated by fewer than 30 people, so unsure: Pfennig." in str(result.summary())


def test_weights_of_everybody_serve_for_one_type(views):
    everybody = value_weights(views, resamples=50)
    single = views.of("single")
    result = value_equation(single, weights=everybody, resamples=50)
    assert_allclose(result.minute_price, everybody.minute)
    assert pd.notna(result.table["low"]).all()


def test_weights_of_another_survey_keep_their_uncertainty(views):
    """As many other people as here: their weights are drawn on their own, not taken for certain."""
    other = value_weights(brand_views(brand_perceptions(2), own="Kestrel"), resamples=50)
    certain = {"product": other.product, "service": other.service, "minute": other.minute}
    drawn, fixed = (
        value_equation(views, weights=each, resamples=400).table.set_index("brand")
        for each in (other, certain)
    )
    assert drawn["value"].to_numpy() == pytest.approx(fixed["value"].to_numpy())
    wider = (drawn["high"] - drawn["low"]) / (fixed["high"] - fixed["low"])
    assert wider["Pfennig"] > 1.1 and (wider > 0.9).all()


def test_of_two_brands_standard_deviations_say_nothing():
    mine = market("Us; 7; 6; 90; 20", "They; 5; 4; 50; 25")
    with pytest.raises(DataProblem, match="two brands alone"):
        value_equation(mine, form="standardised")
