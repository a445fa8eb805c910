"""What the money follows: a second route, the planted company over seeds, and bad input."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import PRODUCT_ITEMS, SERVICE_ITEMS, brand_perceptions
from cvmlab.stats.importance import importance
from cvmlab.value_for.brands.brand_views import MEASURES, brand_views
from cvmlab.value_for.report.driver_map import driver_map
from cvmlab.value_for.weights.value_drivers import plot_value_drivers, value_drivers

ITEMS = (*PRODUCT_ITEMS, *SERVICE_ITEMS)


@pytest.fixture(scope="module")
def ratings():
    return brand_perceptions(7)


@pytest.fixture(scope="module")
def views(ratings):
    return brand_views(ratings, own="Kestrel")


def test_a_second_route_gives_the_same_shares(views):
    """Taken less each person's mean by pandas, the general method finds the same estimates."""
    rows = views.rows.copy()
    rows = rows[rows.groupby("respondent")["brand"].transform("size") > 1]
    rows["log share"] = np.log(rows["share"].where(rows["share"] > 0))
    smallest = rows.loc[rows["share"] > 0, "share"].min()
    rows["log share"] = rows["log share"].fillna(np.log(smallest / 2))
    columns = ["log share", *MEASURES]
    within = rows[columns] - rows.groupby("respondent")[columns].transform("mean")
    other = importance(within, "log share", list(MEASURES), resamples=20)
    found = value_drivers(views, by="parts", resamples=20)
    expected = other.table.set_index("driver")["share"]
    assert found.table.set_index("driver")["share"].to_dict() == pytest.approx(expected.to_dict())
    assert found.r2 == pytest.approx(other.r2)


def test_intervals_cover_what_many_surveys_say():
    """24 surveys of 600; the truth is what all of them together say (95% intervals)."""
    found = []
    for seed in range(24):
        views = brand_views(brand_perceptions(seed), own="Kestrel")
        found.append(value_drivers(views, by="parts", resamples=200).table.set_index("driver"))
    truth = sum(table["share"] for table in found) / len(found)
    for driver in MEASURES:
        covered = sum(
            table.loc[driver, "low"] <= truth[driver] <= table.loc[driver, "high"]
            for table in found
        )
        assert covered >= 19, driver  # of 24 at 95%: fewer than 19 happen once in 600 times


def test_the_planted_company_is_recovered(ratings):
    """Quality draws, price and hassle repel; service counts most for older couples, as planted."""
    shares = {}
    for kind, rows in ratings.groupby("shopper"):
        table = value_drivers(brand_views(rows, own="Kestrel"), by="parts").table.set_index(
            "driver"
        )
        assert (table.loc[["product", "service"], "correlation"] > 0).all()
        assert (table.loc[["price", "hassle"], "correlation"] < 0).all()
        shares[kind] = table
    older, busy = shares["older couple"], shares["busy family"]
    assert older.loc["service", "low"] > busy.loc["service", "high"]
    assert busy.loc["hassle", "low"] > older.loc["hassle", "high"]


def test_a_question_that_says_nothing_gets_nothing(ratings):
    rng = np.random.default_rng(3)
    noisy = ratings.assign(parking=rng.integers(1, 11, len(ratings)))
    found = value_drivers(brand_views(noisy, own="Kestrel", product=[*PRODUCT_ITEMS, "parking"]))
    parking = found.table.set_index("driver").loc["parking"]
    assert parking["share"] < 0.002 and parking["rank"] == len(found.table)


def test_shares_add_up_to_one_in_every_resample(views):
    found = value_drivers(views, resamples=50)
    assert found.draws.sum(axis=1) == pytest.approx(np.ones(51))
    assert set(found.table["driver"]) == {*ITEMS, "price", "hassle"}


def test_how_generously_a_person_marks_and_in_which_units_changes_nothing(ratings, views):
    """Everybody's marks shifted, stretched, prices in cents: the same shares."""
    other = ratings.copy()
    generous = other["respondent_id"].str[-1].astype(int).to_numpy()
    other[list(ITEMS)] = other[list(ITEMS)].mul(3).add(generous, axis=0)
    other["basket_price"] *= 100
    moved = value_drivers(brand_views(other, own="Kestrel", scale=Scale(0, 60)), resamples=20)
    there = value_drivers(views, resamples=20)
    pd.testing.assert_frame_equal(there.table, moved.table)


def test_the_order_of_rows_and_the_names_of_brands_change_nothing(ratings, views):
    shuffled = ratings.sample(frac=1, random_state=1).assign(
        brand=lambda frame: frame["brand"].map(lambda name: f"Z{name}"[::-1])
    )
    moved = value_drivers(brand_views(shuffled, own="lertseKZ"), resamples=20)
    there = value_drivers(views, resamples=20)
    pd.testing.assert_frame_equal(there.table, moved.table)


def test_views_are_used_or_left_out_and_zeros_are_said(ratings):
    holes = ratings.copy()
    holes.loc[holes.index[:50], "freshness"] = np.nan
    holes.loc[holes.index[100:400:30], "share_bought"] = 0.0
    views = brand_views(holes, own="Kestrel")
    found = value_drivers(views, resamples=20)
    assert found.views + found.left_out == len(views.rows)
    assert found.left_out >= 50 and found.zeros == 10
    assert "shares of 0 were read as" in str(found.summary())


def test_with_more_questions_than_can_be_taken_apart_the_parts_are_used(ratings):
    rng = np.random.default_rng(0)
    more = {f"q{n}": rng.integers(1, 11, len(ratings)) for n in range(9)}
    views = brand_views(ratings.assign(**more), own="Kestrel", service=[*SERVICE_ITEMS, *more])
    assert set(value_drivers(views, resamples=10).table["driver"]) == set(MEASURES)


def test_what_is_said_carries_its_interval(views):
    found = value_drivers(views)
    assert found.sentence.count(" to ") >= 2 and "Price has the largest part" in found.sentence
    assert "95% interval" in str(found.summary())
    assert "price 6" in plot_value_drivers(found).alt.lower()


def test_noise_is_called_noise(ratings):
    rng = np.random.default_rng(5)
    random = ratings.assign(share_bought=rng.uniform(0.1, 0.2, len(ratings)))
    found = value_drivers(brand_views(random, own="Kestrel"))
    assert found.is_noise and "divide up noise" in found.sentence


def test_bad_input_is_said_in_plain_words(ratings, views):
    with pytest.raises(DataProblem, match="was not asked"):
        value_drivers(brand_views(ratings.drop(columns="share_bought"), own="Kestrel"))
    few = ratings[ratings["respondent_id"].isin(ratings["respondent_id"].unique()[:2])]
    with pytest.raises(DataProblem, match="comparisons within a person"):
        value_drivers(brand_views(few, own="Kestrel"))
    flat = ratings.assign(hassle_minutes=10)
    with pytest.raises(DataProblem, match="nobody sees a difference between brands in hassle"):
        value_drivers(brand_views(flat, own="Kestrel"))
    with pytest.raises(ValueError, match="items"):
        value_drivers(views, by="questions")


def test_the_map_of_drivers_compares_with_the_best_or_a_named_rival(ratings, views):
    """A lead by pandas: the mean difference of those who marked both."""
    drivers = value_drivers(views, resamples=50)
    best = driver_map(views, drivers)
    assert best.names[1] == "Lead over Meadow & Mill, points"
    assert set(best.table["item"]) == set(ITEMS)
    against = driver_map(views, drivers, rival="Pfennig").table.set_index("item")
    wide = ratings.pivot(index="respondent_id", columns="brand", values="checkout")
    gap = (wide["Kestrel"] - wide["Pfennig"]).mean()
    assert against.loc["checkout", "performance"] == pytest.approx(gap)
    assert against.loc["checkout", "performance_low"] < gap < against.loc[
        "checkout", "performance_high"
    ]  # fmt: skip
    with pytest.raises(DataProblem, match='Did you mean "Pfennig"'):
        driver_map(views, drivers, rival="Pfenig")
    with pytest.raises(DataProblem, match="parts of quality"):
        driver_map(views, value_drivers(views, by="parts", resamples=10))


def test_where_the_best_differs_by_question_it_is_named(ratings):
    """Daily Stop is made best at the till: its name stands with that question only."""
    fast = ratings.copy()
    fast.loc[fast["brand"] == "Daily Stop", "checkout"] = 10
    views = brand_views(fast, own="Kestrel")
    labels = driver_map(views, value_drivers(views, resamples=20)).table.set_index("item")["label"]
    assert labels["checkout"] == "checkout (Daily Stop)"
    assert labels["range"] == "range (Meadow & Mill)"
