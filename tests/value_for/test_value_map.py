"""The value map: planted places, a second route, what a change of scale leaves alone, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import BRANDS, HASSLE, PRICE, PRODUCT, SERVICE
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.draws import brand_means, respondent_draws
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.equation.value_equation import value_equation
from cvmlab.value_for.rivals.value_map import value_map, zones
from cvmlab.value_for.rivals.value_map_picture import plot_value_map
from cvmlab.value_for.weights.value_weights import value_weights

ITEMS = ["freshness", "range", "own_products", "friendliness", "helpfulness", "checkout"]
WEIGHTS = {"product": 8, "service": 8}


@pytest.fixture(scope="module")
def found(views):
    return value_map(views, resamples=400)


def planted():
    worth = 8 * PRODUCT + 8.04 * SERVICE - PRICE - 0.259 * HASSLE
    return pd.Series(worth - worth.mean(), index=list(BRANDS))


# correctness: planted truth


def test_the_planted_order_comes_back_with_kestrel_first(found):
    ranked = found.table.sort_values("advantage", ascending=False)["brand"].tolist()
    assert ranked == planted().sort_values(ascending=False).index.tolist()
    assert found["Kestrel"].zone == "better value"
    assert found["Daily Stop"].zone == "worse value"


def test_intervals_hold_what_was_planted_over_seeds():
    """With weights that are given, so that nothing but the chance of people is in."""
    worth = MEANS @ [8, 8, -1, -0.25]
    truth = pd.Series(worth - worth.mean(), index=list("ABC"))
    hits = []
    for seed in range(25):
        found = value_map(survey(seed), minute_price=0.25, weights=WEIGHTS, resamples=150)
        table = found.table.set_index("brand").loc[truth.index]
        inside = (table["low"] <= truth) & (table["high"] >= truth)
        hits.append(inside.to_numpy())
    assert 0.90 <= np.mean(hits) <= 0.99


MEANS = np.array([[6.0, 6.0, 90.0, 20.0], [4.0, 4.5, 60.0, 25.0], [7.0, 5.0, 95.0, 12.0]])


def survey(seed):
    rng = np.random.default_rng(seed)
    people, brands = 150, len(MEANS)
    person, brand = (place.ravel() for place in np.indices((people, brands)))
    known = (brand == 0) | (rng.random(brand.size) < 0.8)
    person, brand = person[known], brand[known]
    halo = rng.normal(0, 0.7, people)[person]
    table = pd.DataFrame({"respondent_id": person, "brand": np.array(["A", "B", "C"])[brand]})
    for place, name in enumerate(ITEMS):
        table[name] = MEANS[brand, place // 3] + halo + rng.normal(0, 1, brand.size)
    table["basket_price"] = MEANS[brand, 2] * np.exp(rng.normal(-0.005, 0.1, brand.size))
    table["hassle_minutes"] = MEANS[brand, 3] * rng.gamma(4, 1 / 4, brand.size)
    return brand_views(table, own="A", scale=Scale(-50, 50))


# consistency: second routes


def test_the_advantage_is_the_difference_in_money_of_the_value_equation(views, found):
    equation = value_equation(views, form="difference", resamples=400).table
    assert found.table["brand"].tolist() == equation["brand"].tolist()
    for column, other in (("advantage", "value"), ("low", "low"), ("high", "high")):
        assert_allclose(found.table[column], equation[other], atol=1e-9)


def test_the_advantage_by_hand(views):
    table = value_map(views, minute_price=0.25, weights=WEIGHTS, resamples=2).table
    means = views.rows.groupby("brand")[["product", "service", "price", "hassle"]].mean()
    worth = means @ pd.Series({"product": 8, "service": 8, "price": -1, "hassle": -0.25})
    by_hand = (worth - worth.mean())[table["brand"]]
    assert_allclose(table["advantage"], by_hand, atol=1e-9)


def test_the_line_goes_through_the_mean_and_fair_is_on_it(found):
    table = found.table
    assert found.fair_cost(table["quality"].mean()) == pytest.approx(table["cost"].mean())
    assert_allclose([found.fair_cost(q) for q in table["quality"]], table["fair_cost"])
    assert_allclose(table["fair_cost"] - table["cost"], table["advantage"])
    assert_allclose(table["price"] + table["hassle_cost"], table["cost"])
    assert found.slope == pytest.approx(found.weights.product + found.weights.service)
    assert table["advantage"].sum() == pytest.approx(0, abs=1e-9)


def test_weights_and_marks_are_drawn_together(views, found):
    """The interval knows that weights came from these people: by hand, draw by draw."""
    weights = value_weights(views, resamples=400)
    counts = respondent_draws(views, 400, 0)
    drawn = weights.draws(counts)
    terms = np.column_stack([drawn[:, :2], -np.ones(len(drawn)), -drawn[:, 2]])
    worth = (brand_means(views, counts) * terms[:, None, :]).sum(axis=2)
    worth -= worth.mean(axis=1, keepdims=True)
    low, high = np.quantile(worth[1:], [0.025, 0.975], axis=0)
    assert_allclose(found.table["low"], low, atol=1e-9)
    assert_allclose(found.table["high"], high, atol=1e-9)


# invariances


def test_another_scale_changes_the_quality_axis_and_no_money(ratings, found):
    other = ratings.copy()
    other[ITEMS] = 3 * (other[ITEMS] - 1)
    moved = value_map(brand_views(other, own="Kestrel", scale=Scale(0, 27)), resamples=400)
    money = ["cost", "fair_cost", "advantage", "low", "high"]
    assert_allclose(moved.table[money], found.table[money], atol=1e-8)
    assert moved.table["zone"].tolist() == found.table["zone"].tolist()
    assert moved.slope == pytest.approx(found.slope / 3)


def test_the_order_of_rows_changes_nothing(ratings, found):
    shuffled = brand_views(ratings.sample(frac=1, random_state=1), own="Kestrel")
    again = value_map(shuffled, resamples=400)
    assert_allclose(again.table["advantage"], found.table["advantage"], atol=1e-9)
    assert_allclose(again.table["low"], found.table["low"], atol=1e-9)


def test_input_is_left_as_it_was(views):
    before = views.rows.copy()
    value_map(views, resamples=20)
    pd.testing.assert_frame_equal(views.rows, before)


# what is said


def test_a_brand_is_fair_where_the_interval_holds_nothing():
    assert zones(np.array([1.0, 2, -3]), np.array([-1.0, 0.5, -4]), np.array([3.0, 4, -2])) == [
        "fair", "better value", "worse value",
    ]  # fmt: skip


def test_the_note_says_how_often_all_intervals_hold_at_once(found):
    note = str(found.summary())
    assert 0.5 < found.together < 0.96
    assert f"hold at once in {found.together:.0%}" in note
    assert CREDIT in note


def test_the_sentence_names_brand_money_and_interval(found):
    mine = found["Kestrel"]
    assert found.sentence.startswith(
        f"Kestrel gives €{mine.advantage:.2f} more than its price and hassle ask (95% interval "
    )
    assert found.sentence.endswith("the most of 6 brands.")


def test_a_market_typed_in_has_a_map_and_no_intervals():
    mine = market("Us; 8; 7; 90; 20", "Cheap & Co; 5; 4; 50; 30", "Fine; 9; 9; 120; 10")
    found = value_map(mine, minute_price=0.2, weights={"product": 8, "service": 6})
    assert found.table["low"].isna().all()
    assert found.table["advantage"].round(2).tolist() == [4.0, 0.0, -4.0]
    assert "your own estimates" in found.sentence
    assert "Place" not in str(found.summary())
    assert "No intervals" in plot_value_map(found).alt


def test_the_picture_tells_every_brand_and_credits_the_equation(found):
    picture = plot_value_map(found)
    for brand in BRANDS:
        assert brand in picture.alt
    assert CREDIT in picture.alt
    assert CREDIT in [text.get_text() for text in picture.axes.texts]
    assert "below the fair-value line, further than any rival" in picture.alt
    # Marks of the three zones differ in shape, not only in colour.
    marks = {line.get_marker() for line in picture.axes.lines} - {"None"}
    assert {"v", "^"} <= marks


def test_names_cover_neither_each_other_nor_a_mark(found):
    picture = plot_value_map(found)
    assert picture.png
    renderer = FigureCanvasAgg(picture.axes.get_figure(root=True)).get_renderer()
    names = [text for text in picture.axes.texts if any(b in text.get_text() for b in BRANDS)]
    boxes = [text.get_window_extent(renderer) for text in names]
    assert len(boxes) == len(BRANDS)
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


# refusals


def test_minutes_without_a_price_are_refused(views):
    with pytest.raises(DataProblem, match="nothing says what a minute costs"):
        value_map(views, weights=WEIGHTS)


def test_weights_of_nothing_are_refused(views):
    with pytest.raises(DataProblem, match="counts for nothing"):
        value_map(views, minute_price=0.2, weights={"product": 0, "service": 0})


def test_a_market_without_weights_is_refused_with_the_remedy():
    with pytest.raises(DataProblem, match="weights="):
        value_map(market("Us; 8; 7; 90; 20", "Cheap; 5; 4; 50; 30"), minute_price=0.2)
