"""Money spent elsewhere: a planted half, a second route, what may not change it, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.rivals.money_elsewhere import money_elsewhere
from cvmlab.value_for.rivals.money_elsewhere_picture import plot_money_elsewhere

WEIGHTS = {"product": 8, "service": 8}
HALF = 5.0  # planted: with a lead of 5 half of the money comes home


@pytest.fixture(scope="module")
def found(ratings):
    return money_elsewhere(brand_views(ratings, own="Kestrel"), resamples=300)


def shoppers(seed: int, people: int = 400, steep: float = 0.02):
    """Two brands; the part spent at A rises in a straight line with A's lead."""
    rng = np.random.default_rng(seed)
    product = rng.normal(6, 1, (people, 2))
    price = np.array([80.0, 78.0]) + rng.normal(0, 5, (people, 2))
    lead = 8 * (product[:, 0] - product[:, 1]) - (price[:, 0] - price[:, 1])
    at_own = np.clip(0.5 + steep * (lead - HALF) + rng.normal(0, 0.05, people), 0, 1)
    table = pd.DataFrame(
        {
            "respondent_id": np.repeat(np.arange(people), 2),
            "brand": np.tile(["A", "B"], people),
            "p": product.ravel(),
            "s": 5.0,
            "basket_price": price.ravel(),
            "hassle_minutes": 10.0,
            "share_bought": np.column_stack([at_own, 1 - at_own]).ravel(),
        }
    )
    return brand_views(table, own="A", product=["p"], service=["s"], scale=Scale(-20, 40))


def test_the_planted_half_is_found_and_its_interval_covers_it():
    half, inside = [], []
    for seed in range(30):
        result = money_elsewhere(shoppers(seed), minute_price=0.2, weights=WEIGHTS, resamples=200)
        half.append(result.half)
        inside.append(result.half_low <= HALF <= result.half_high)
    assert np.mean(half) == pytest.approx(HALF, abs=0.25)
    assert np.mean(inside) >= 0.83  # 95% expected; chance of 30 surveys goes down to 83%


def test_bands_are_those_of_a_plain_cut_into_equal_groups(ratings):
    views = brand_views(ratings, own="Kestrel")
    found = money_elsewhere(views, minute_price=0.25, weights=WEIGHTS, resamples=2).table
    worth = views.rows[["product", "service", "price", "hassle"]] @ np.array([8, 8, -1, -0.25])
    wide = worth.groupby([views.rows["respondent"], views.rows["brand"]]).first().unstack()
    lead = wide["Kestrel"] - wide.drop(columns="Kestrel").max(axis=1)
    own = views.rows[views.rows["brand"] == "Kestrel"].set_index("respondent")
    people = pd.DataFrame({"lead": lead, "elsewhere": 1 - own["share"]}).dropna()
    bands = people.groupby(pd.qcut(people["lead"], 5), observed=True)
    assert_allclose(found["lead"], bands["lead"].mean(), atol=0.2)
    assert_allclose(found["elsewhere"], bands["elsewhere"].mean(), atol=0.003)
    assert found["people"].sum() == len(people)


def test_kestrel_is_not_left_alone_however_large_its_lead(found):
    spent = found.table["elsewhere"]
    assert (spent.diff().dropna() < 0).all()
    assert found.table["high"].iloc[-1] < 0.5
    assert found.table["low"].iloc[-1] > 0.3
    assert found.table["hardly"].max() < 0.02


def test_a_rival_never_gets_half(ratings):
    theirs = money_elsewhere(brand_views(ratings, own="Larder Box"), resamples=100)
    assert np.isinf(theirs.half)
    assert "No lead seen brings half of the money to Larder Box." in theirs.sentence
    assert plot_money_elsewhere(theirs).png


def test_an_interval_without_an_upper_end_is_said_to_have_none():
    """A lead that hardly matters: in some resamples no band of people gets to a half."""
    found = money_elsewhere(shoppers(1, people=50, steep=0.006), minute_price=0.2,
                            weights=WEIGHTS, bands=2, resamples=200)  # fmt: skip
    assert np.isfinite(found.half)
    assert np.isinf(found.half_high)
    assert "without an end" in found.sentence


def test_another_scale_and_another_order_change_nothing(ratings, found):
    items = ["freshness", "range", "own_products", "friendliness", "helpfulness", "checkout"]
    other = ratings.sample(frac=1, random_state=4)
    other[items] = 2 * other[items]
    again = money_elsewhere(brand_views(other, own="Kestrel", scale=Scale(2, 20)), resamples=300)
    assert_allclose(again.table, found.table, atol=1e-8)
    assert again.half == pytest.approx(found.half)


def test_the_sentence_gives_both_ends_with_intervals(found):
    last = found.table.iloc[-1]
    assert f"{last['elsewhere']:.0%} of the money still goes elsewhere" in found.sentence
    assert "at least half of it comes to Kestrel" in found.sentence
    assert CREDIT in str(found.summary())
    assert "Who spends much at a shop may also mark it higher" in str(found.summary())


def test_the_picture_credits_the_equation_and_tells_its_numbers(found):
    picture = plot_money_elsewhere(found)
    assert CREDIT in [text.get_text() for text in picture.axes.texts]
    assert f"{found.table['elsewhere'].iloc[0]:.0%} (" in picture.alt


def test_without_shares_or_with_too_few_people_it_is_refused(ratings):
    with pytest.raises(DataProblem, match="was not asked"):
        money_elsewhere(market("Us; 8; 7; 90; 20", "Cheap; 5; 4; 50; 30"), minute_price=0.2,
                        weights=WEIGHTS)  # fmt: skip
    few = brand_views(ratings[ratings["respondent_id"] <= "Q0000060"], own="Kestrel")
    with pytest.raises(DataProblem, match="make fewer bands"):
        money_elsewhere(few)
