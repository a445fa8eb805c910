"""What if a brand changed: money moves by what the weights say, ranks turn with the scale."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import FORMS
from cvmlab.value_for.equation.what_if import what_if
from cvmlab.value_for.equation.what_if_picture import plot_what_if
from cvmlab.value_for.rivals.value_map import value_map
from cvmlab.value_for.weights.value_weights import value_weights

WORTH = {"product": 8, "service": 6, "minute": 0.25}
MINE = market("Us; 8; 7; 86; 16", "Cheap & Co; 5; 4; 45; 28", "The Best; 9; 9; 130; 20")


@pytest.fixture(scope="module")
def kestrel():
    return brand_views(brand_perceptions(1), own="Kestrel")


@pytest.fixture(scope="module")
def weights(kestrel):
    return value_weights(kestrel, resamples=50)


def value(result, brand):
    return float(result.table.set_index("brand").loc[brand, "value"])


# the same market by other routes


def test_without_a_change_it_is_the_value_map(kestrel, weights):
    result = what_if(kestrel, weights=weights)
    drawn = value_map(kestrel, weights=weights, resamples=50)
    for brand in kestrel.brands:
        assert value(result, brand) == pytest.approx(drawn[brand].advantage)
    assert result.slope == pytest.approx(drawn.slope)
    assert result.turned == () and result.change_said == ""


@pytest.mark.parametrize(
    ("change", "worth"),
    [({"product": 1}, 8), ({"service": 1}, 6), ({"price": -5}, 5), ({"hassle": -8}, 2)],
)
def test_a_change_moves_the_value_by_what_it_is_worth(change, worth):
    # Against the mean of three brands, of which the changed one is a third.
    moved = value(what_if(MINE, "Us", weights=WORTH, **change), "Us")
    assert moved - value(what_if(MINE, weights=WORTH), "Us") == pytest.approx(worth * 2 / 3)


def test_a_change_of_a_rival_is_a_change_against_it():
    before, after = (what_if(MINE, "The Best", price=by, weights=WORTH) for by in (0, -9))
    gap = value(before, "Us") - value(before, "The Best")
    assert value(after, "Us") - value(after, "The Best") == pytest.approx(gap - 9)


def test_the_scales_beginning_moves_the_ratio_and_never_the_money():
    results = [what_if(MINE, weights=WORTH, zero=zero) for zero in (0, 1, 2)]
    assert [r.first["ratio"] for r in results] == ["Cheap & Co", "Us", "Us"]
    for form in ("difference", "standardised"):
        for result in results[1:]:
            assert result.ranks[form].equals(results[0].ranks[form])


def test_the_first_by_the_ratio_turns_on_kestrels_scale(kestrel, weights):
    given, from_0 = (what_if(kestrel, weights=weights, zero=zero) for zero in (0, 1))
    assert given.first["ratio"] == "Pfennig" and from_0.first["ratio"] == "Kestrel"
    assert from_0.turned and "ratio" in from_0.turned
    assert from_0.place("Kestrel", "ratio") == "1 (was 2)"


def test_the_order_of_rows_changes_nothing(kestrel, weights):
    table = brand_perceptions(1).sample(frac=1, random_state=3)
    again = what_if(brand_views(table, own="Kestrel"), weights=WORTH)
    one = what_if(kestrel, weights=WORTH)
    for brand in kestrel.brands:
        assert value(again, brand) == pytest.approx(value(one, brand))
        assert again.ranks.loc[brand].equals(one.ranks.loc[brand])


# limits


def test_marks_stay_on_their_scale_and_hassle_above_nothing():
    result = what_if(MINE, "The Best", product=5, service=5, hassle=-99, weights=WORTH)
    row = result.table.set_index("brand").loc["The Best"]
    assert (row["product"], row["service"], row["hassle"]) == (10, 10, 0)
    assert np.isnan(result.ranks["log"]).all() and "log" not in result.first
    assert "No order by logarithms" in result.sentence


def test_a_mark_counted_as_less_than_nothing_leaves_the_ratio_without_an_order():
    result = what_if(MINE, weights=WORTH, zero=5)
    assert set(result.first) == {"difference", "standardised"}
    assert "No order by the ratio and by logarithms" in result.sentence
    assert result.place("Us", "ratio") == "– (was 2)"


def test_a_price_of_nothing_is_refused_with_the_price():
    with pytest.raises(DataProblem, match=r"take less than its price of €86\.00 off"):
        what_if(MINE, "Us", price=-86, weights=WORTH)


def test_an_unknown_brand_is_refused_with_the_nearest():
    with pytest.raises(DataProblem, match=r'no brand "The best".*Did you mean "The Best"'):
        what_if(MINE, "The best", weights=WORTH)


def test_without_weights_a_typed_market_says_what_is_missing():
    with pytest.raises(DataProblem, match="weights="):
        what_if(MINE)


# words and picture


def test_the_sentence_says_what_changed_and_who_is_first():
    said = what_if(MINE, "Us", service=1, price=-4, hassle=-1, zero=1, weights=WORTH).sentence
    assert said.startswith(
        "Us with 1 point more of service quality, a price €4.00 lower and 1 minute less hassle "
        "gives €"
    )
    assert "(before: +€" in said and "a mark of 1 counted as nothing" in said


def test_hassle_in_money_is_said_in_money():
    mine = market("A; 8; 7; 86; 4", "B; 5; 4; 45; 7", hassle_unit="money", scale=Scale(1, 10))
    result = what_if(mine, hassle=-2, weights={"product": 8, "service": 8})
    assert "€2.00 less hassle" in result.sentence
    assert value(result, "A") - result.table.set_index("brand").loc["A", "value_before"] == 1


def test_the_table_credits_the_equation_and_shows_what_turned():
    shown = str(what_if(MINE, weights=WORTH, zero=1).summary())
    assert "Shaun Smith" in shown and "1 (was 2)" in shown


def test_the_picture_tells_every_place_and_credits_the_equation():
    result = what_if(MINE, "Cheap & Co", price=5, zero=1, weights=WORTH)
    picture = plot_what_if(result)
    assert result.sentence in picture.alt and "The Best " in picture.alt
    texts = [text.get_text() for ax in picture.axes.figure.axes for text in ax.texts]
    assert any("Shaun Smith" in text for text in texts) and any("was " in text for text in texts)
    places = [text for text in texts if text.isdigit()]
    assert len(places) == len(FORMS) * len(MINE.brands)


def test_names_on_the_map_do_not_cover_each_other():
    close = market("Us; 7; 6; 90; 20", "Near; 7; 6; 91; 20", "Close by; 7; 6; 92; 21")
    picture = plot_what_if(what_if(close, weights=WORTH))
    assert len(picture.png) > 10_000
    names = [text for text in picture.axes.texts if text.get_text() in close.brands]
    boxes = [text.get_window_extent() for text in names]
    assert len(boxes) == 3
    for one, other in [(0, 1), (0, 2), (1, 2)]:
        assert not boxes[one].overlaps(boxes[other]), (one, other)
