"""Value beside the rivals: planted leads, joint intervals, second routes, invariances, words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import BRANDS
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.rivals.relative_value import relative_value
from cvmlab.value_for.rivals.relative_value_picture import plot_relative_value
from cvmlab.value_for.rivals.value_map import value_map
from cvmlab.value_for.weights.value_weights import value_weights

WEIGHTS = {"product": 8, "service": 8}
NAMES = ["p", "s"]
MEANS = np.array([[6.0, 6.0, 90.0, 20.0], [4.0, 4.5, 60.0, 25.0], [7.0, 5.0, 95.0, 12.0]])
TERMS = np.array([8, 8, -1, -0.25])


def survey(seed: int, *, noise: float = 1.0, people: int = 180):
    """Three types of shoppers who see the same; not everybody knows every rival."""
    rng = np.random.default_rng(seed)
    person, brand = (place.ravel() for place in np.indices((people, len(MEANS))))
    known = (brand == 0) | (rng.random(brand.size) < 0.8)
    person, brand = person[known], brand[known]
    halo = rng.normal(0, 0.7, people)[person]
    table = pd.DataFrame({"respondent_id": person, "brand": np.array(["A", "B", "C"])[brand]})
    table["shopper"] = rng.choice(["old", "young", "rich"], people)[person]
    for place, name in enumerate(NAMES):
        table[name] = MEANS[brand, place] + halo + rng.normal(0, noise, brand.size)
    table["basket_price"] = MEANS[brand, 2] * np.exp(rng.normal(-0.005, 0.1, brand.size))
    table["hassle_minutes"] = MEANS[brand, 3] * rng.gamma(4, 1 / 4, brand.size)
    return brand_views(table, own="A", product=["p"], service=["s"], scale=Scale(-50, 50))


@pytest.fixture(scope="module")
def found(views):
    return relative_value(views, resamples=400)


# correctness: planted truth


@pytest.fixture(scope="module")
def planted():
    """The tables of forty surveys, and what the leads in them truly are."""
    tables = [
        relative_value(survey(seed), minute_price=0.25, weights=WEIGHTS, resamples=150).table
        for seed in range(40)
    ]
    truth = pd.Series((MEANS[0] - MEANS[1:]) @ TERMS, index=["B", "C"])
    return [table.assign(true=truth[table["rival"]].to_numpy()) for table in tables]


def test_single_intervals_cover_each_lead_and_joint_ones_cover_all_at_once(planted):
    each = [t["true"].between(t["low"], t["high"]).mean() for t in planted]
    together = [t["true"].between(t["joint_low"], t["joint_high"]).all() for t in planted]
    assert 0.91 <= np.mean(each) <= 0.98
    assert np.mean(together) >= 0.85  # 95% expected; chance of 40 surveys goes down to 85%


def test_types_that_are_alike_are_drawn_together_and_come_nearer_the_truth(planted):
    types = pd.concat([table[table["customer_type"] != "all"] for table in planted])
    raw, shrunk = (((types[name] - types["true"]) ** 2).mean() for name in ("lead", "shrunk"))
    assert shrunk < 0.75 * raw


def test_kestrels_planted_leads_come_back(found):
    """By type: the weights planted for it times the planted means; 8 a point of product."""
    planted = {
        ("busy family", "Pfennig"): 8 * 2.4 + 6.4 * 3.3 - 38 + 0.375 * 5,
        ("older couple", "Pfennig"): 8 * 2.4 + 10.4 * 3.3 - 38 + 0.15 * 5,
        ("older couple", "Meadow & Mill"): 8 * -0.8 + 10.4 * -0.4 + 24 + 0.15 * 4,
    }
    rows = found.table.set_index(["customer_type", "rival"])
    for key, lead in planted.items():
        row = rows.loc[key]
        assert row["joint_low"] - 0.5 < lead < row["joint_high"] + 0.5, key
    assert (found.table["place"] == "ahead").all()


# consistency: second routes


def test_a_lead_is_the_mean_over_people_who_know_both(views):
    table = relative_value(views, minute_price=0.25, weights=WEIGHTS, resamples=2).table
    worth = views.rows[["product", "service", "price", "hassle"]] @ TERMS
    wide = worth.groupby([views.rows["respondent"], views.rows["brand"]]).first().unstack()
    kind = views.rows.drop_duplicates("respondent").set_index("respondent")["customer_type"]
    for row in table.itertuples():
        some = wide if row.customer_type == "all" else wide[kind == row.customer_type]
        gap = (some["Kestrel"] - some[row.rival]).dropna()
        assert row.lead == pytest.approx(gap.mean(), abs=1e-9)
        assert row.people == len(gap)


def test_the_parts_of_a_lead_add_up_to_it(found):
    total = found.parts.groupby(["customer_type", "rival"])["worth"].sum()
    table = found.table.set_index(["customer_type", "rival"])["lead"]
    assert_allclose(total[table.index], table, atol=1e-9)


def test_where_everybody_knows_every_brand_a_lead_is_a_distance_on_the_map(ratings):
    known = ratings.groupby("respondent_id")["brand"].transform("size") == len(BRANDS)
    views = brand_views(ratings[known], own="Kestrel")
    weights = value_weights(views, resamples=2)
    leads = relative_value(views, weights=weights, resamples=2).of("all").set_index("rival")["lead"]
    places = value_map(views, weights=weights, resamples=2).table.set_index("brand")["advantage"]
    expected = places["Kestrel"] - places[leads.index]
    assert_allclose(leads, expected, atol=1e-9)


def test_who_is_best_is_counted_person_by_person(views):
    found = relative_value(views, minute_price=0.25, weights=WEIGHTS, resamples=50)
    worth = views.rows[["product", "service", "price", "hassle"]] @ TERMS
    wide = worth.groupby([views.rows["respondent"], views.rows["brand"]]).first().unstack()
    wide = wide[wide.notna().sum(axis=1) > 1]
    best = wide.eq(wide.max(axis=1), axis=0)
    share = (best["Kestrel"] / best.sum(axis=1)).mean()
    row = found.best.iloc[0]
    assert row["share"] == pytest.approx(share, abs=1e-9)
    assert row["people"] == len(wide)
    assert row["by_chance"] == pytest.approx((1 / wide.notna().sum(axis=1)).mean())
    assert row["low"] < share < row["high"]


# invariances


def test_another_scale_changes_no_lead(ratings, found):
    items = ["freshness", "range", "own_products", "friendliness", "helpfulness", "checkout"]
    other = ratings.copy()
    other[items] = 10 * (other[items] - 1)
    again = relative_value(brand_views(other, own="Kestrel", scale=Scale(0, 90)), resamples=400)
    columns = ["lead", "low", "high", "joint_low", "joint_high", "shrunk"]
    assert_allclose(again.table[columns], found.table[columns], atol=1e-8)
    assert_allclose(again.best["share"], found.best["share"], atol=1e-12)


def test_the_order_of_rows_changes_nothing(ratings, found):
    again = relative_value(
        brand_views(ratings.sample(frac=1, random_state=2), own="Kestrel"), resamples=400
    )
    assert_allclose(again.table[["lead", "low"]], found.table[["lead", "low"]], atol=1e-9)


def test_two_brands_see_the_same_gap_from_either_side(views, ratings):
    mine = relative_value(views, minute_price=0.25, weights=WEIGHTS, resamples=2)
    theirs = relative_value(brand_views(ratings, own="Pfennig"), minute_price=0.25,
                            weights=WEIGHTS, resamples=2)  # fmt: skip
    over = mine.of("all").set_index("rival")["lead"]["Pfennig"]
    assert theirs.of("all").set_index("rival")["lead"]["Kestrel"] == pytest.approx(-over)


# what is said


def test_joint_intervals_are_wider_and_decide_who_is_ahead(found):
    table = found.table
    assert (table["joint_low"] < table["low"]).all()
    assert (table["joint_high"] > table["high"]).all()
    assert set(table.loc[table["joint_low"] > 0, "place"]) == {"ahead"}


def test_a_trailing_brand_is_told_so(ratings):
    theirs = relative_value(brand_views(ratings, own="Daily Stop"), resamples=200)
    assert "behind" in set(theirs.table["place"])
    assert "surely ahead in none" in theirs.sentence
    title = plot_relative_value(theirs).alt
    assert title.startswith("Daily Stop gives €")
    assert "less than Kestrel" in title


def test_the_sentence_counts_comparisons_and_names_the_smallest_lead(found):
    least = found.table[found.table["customer_type"] != "all"].nsmallest(1, "lead").iloc[0]
    assert found.sentence.startswith(
        "In 15 comparisons with a rival Kestrel is surely ahead in all"
    )
    assert f"over {least['rival']} ({least['customer_type']}) is +€{least['lead']:.2f}" in (
        found.sentence
    )
    assert "95% for all comparisons together" in found.sentence
    assert CREDIT in str(found.summary())


def test_the_picture_tells_types_by_shape_and_credits_the_equation(found):
    picture = plot_relative_value(found)
    marks = [line.get_marker() for line in picture.axes.lines if line.get_marker() != "None"]
    assert len(set(marks)) == 3
    assert CREDIT in [text.get_text() for text in picture.axes.texts]
    for brand in BRANDS[1:]:
        assert brand in picture.alt


def test_without_types_there_is_one_group(ratings):
    bare = brand_views(ratings.drop(columns="shopper"), own="Kestrel")
    found = relative_value(bare, resamples=60)
    assert found.groups == ("all",)
    assert_allclose(found.table["shrunk"], found.table["lead"])
    assert plot_relative_value(found).png


def test_a_market_typed_in_has_leads_and_no_intervals():
    mine = market("Us; 8; 7; 90; 20", "Cheap & Co; 5; 4; 50; 30", "Fine; 9; 9; 120; 10")
    found = relative_value(mine, minute_price=0.2, weights={"product": 8, "service": 6})
    leads = found.table.set_index("rival")["lead"]
    assert leads.round(2).to_dict() == {"Cheap & Co": 4.0, "Fine": 8.0}
    assert found.table["joint_low"].isna().all()
    assert "your own estimates, so no interval" in found.sentence
    assert "as you see it" in plot_relative_value(found).alt


def test_a_price_of_a_minute_from_choices_keeps_its_uncertainty_and_its_types(views):
    from cvmlab.kestrel.choices import choice_tasks
    from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle

    choices = price_of_hassle(choice_tasks(1), by="customer_type", resamples=100)
    found = relative_value(views, minute_price=choices, resamples=100)
    for kind, price in choices.by_type.items():
        assert found.weights.of(kind).minute == pytest.approx(price)
    drawn = found.weights.draws_among(found.weights.moments.names, np.ones((50, views.respondents)))
    assert drawn[0, 2] == pytest.approx(choices.minute)
    assert drawn[1:, 2].std() > 0


def test_nobody_who_knows_two_brands_is_refused():
    one_each = pd.DataFrame(
        {"respondent_id": range(8), "brand": ["A", "B"] * 4, "p": 5.0, "s": 5.0,
         "basket_price": 50.0, "hassle_minutes": 10.0}
    )  # fmt: skip
    views = brand_views(one_each, own="A", product=["p"], service=["s"])
    with pytest.raises(DataProblem, match="nobody rates both A and a rival"):
        relative_value(views, minute_price=0.2, weights=WEIGHTS)
