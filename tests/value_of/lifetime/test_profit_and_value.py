"""Profit and value: both lists as by hand, every customer in one corner, the interval covered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.profit_and_value import profit_and_value
from cvmlab.value_of.lifetime.profit_and_value_picture import plot_profit_and_value
from cvmlab.value_of.lifetime.profit_and_value_result import AHEAD, BOTH, CORNERS, NEITHER, PAST


def five() -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": list("abcde"), "last_year": [90.0, 80.0, 70.0, 20.0, 0.0],
         "value": [300.0, 0.0, 100.0, 200.0, 1.0]}
    )  # fmt: skip


def test_a_case_worked_by_hand():
    found = profit_and_value(five(), {"a": 5.0, "c": 1.0}, top=2, resamples=50, currency="EUR")
    rows = found.table.set_index("customer_id")
    assert rows["profit"].tolist() == [85.0, 80.0, 69.0, 20.0, 0.0]
    assert rows["corner"].tolist() == [BOTH, PAST, NEITHER, AHEAD, NEITHER]
    assert rows["place_by_value"].tolist() == [1, 5, 3, 2, 4]
    assert (found.shared, found.swapped, found.given_up) == (1, 1, 200.0)
    assert found.of("b") == (
        "b: €80 of profit last year, place 2 of 5; €0 expected, place 5; last year's only."
    )


def test_costs_may_come_as_a_table_or_not_at_all():
    table = pd.DataFrame({"customer_id": ["a"], "cost": [85.0]})
    dear = profit_and_value(five(), table, top=2, resamples=20)
    assert dear.table["profit"].tolist()[0] == 5.0 and dear.shared == 0
    assert profit_and_value(five(), top=2, resamples=20).shared == 1


def test_every_customer_and_every_cent_is_in_one_corner(kestrel, kestrel_values):
    found = profit_and_value(kestrel_values, current_costs(kestrel))
    assert list(found.corners.index) == list(CORNERS)
    rows = kestrel_values.table
    assert found.corners["customers"].sum() == len(rows)
    assert found.corners["value"].sum() == pytest.approx(kestrel_values.lifetime.total.expected)
    costs = current_costs(kestrel).by_customer(rows["customer_id"])["cost"].sum()
    assert found.corners["profit"].sum() == pytest.approx(rows["last_year"].sum() - costs)
    assert found.corners.loc[PAST, "customers"] == found.corners.loc[AHEAD, "customers"]
    assert (found.corners["low"] < found.corners["value"]).all()
    assert (found.corners["high"] > found.corners["value"]).all()


def test_a_second_route_finds_the_same_lists(kestrel, kestrel_values):
    found = profit_and_value(kestrel_values, current_costs(kestrel), resamples=20)
    rows = found.table.set_index("customer_id")
    past, ahead = (set(rows[name].nlargest(500).index) for name in ("profit", "value"))
    assert found.shared == len(past & ahead)
    worth = rows["value"]
    given = worth[list(ahead - past)].sum() - worth[list(past - ahead)].sum()
    assert found.given_up == pytest.approx(given)


def test_the_interval_holds_the_share_of_the_population_as_often_as_it_says():
    """What a sample's two lists share, against the same tenths of two million."""
    rng = np.random.default_rng(11)

    def people(n: int) -> pd.DataFrame:
        steady = rng.normal(size=n)
        return pd.DataFrame(
            {"customer_id": np.arange(n), "last_year": np.exp(steady + rng.normal(size=n)),
             "value": np.exp(steady + 0.5 * rng.normal(size=n))}
        )  # fmt: skip

    crowd = people(2_000_000)
    cut = crowd[["last_year", "value"]].quantile(0.9)
    truth = ((crowd[["last_year", "value"]] > cut).all(axis=1)).mean() / 0.1
    held, runs = 0, 200
    for seed in range(runs):
        found = profit_and_value(people(1_500), top=150, resamples=150, seed=seed)
        held += found.shared_low <= truth * 150 <= found.shared_high
    assert 0.89 <= held / runs <= 0.99


def test_lists_by_value_find_more_of_the_truly_best(kestrel, kestrel_values):
    """Planted truth: the rates customers were made with, over the same horizon and discount."""
    person = truth().person.frame()
    person = person.dropna(subset="customer_id").set_index("customer_id")
    there = person["left_week"].isna() | (person["left_week"] > 155)
    slowed = np.where(person["slip_week"].notna(), 0.1, 1.0)
    fall = person["dropout_a_week"] + np.log(1.1) / 52.18
    worth = person["trips_a_week"] * slowed * person["spend_a_trip"] * person["margin_rate"]
    person["truth"] = np.where(there, worth * -np.expm1(-260.9 * fall) / fall, 0.0)
    found = profit_and_value(kestrel_values, current_costs(kestrel), resamples=20)
    rows = found.table.set_index("customer_id").join(person["truth"], how="inner")
    best = set(rows["truth"].nlargest(500).index)
    hits = {name: len(best & set(rows[name].nlargest(500).index)) for name in ("value", "profit")}
    assert hits["value"] >= hits["profit"] + 40
    each = rows.groupby("corner")["truth"].mean()
    assert each[AHEAD] > 2 * each[PAST]  # those left out are truly worth more


def test_everything_that_cannot_be_is_said_at_once():
    bad = five().assign(value=[np.nan, 1, 1, 1, 1], customer_id=list("aacde"))
    with pytest.raises(DataProblem) as found:
        profit_and_value(bad, top=9)
    assert len(found.value.problems) == 3
    with pytest.raises(DataProblem, match="value"):
        profit_and_value(five().drop(columns="value"), top=2)
    with pytest.raises(DataProblem, match="nobody"):
        profit_and_value(five(), top=2, resamples=5).of("nobody")


def test_the_picture_shows_every_customer_of_either_list(kestrel, kestrel_values):
    found = profit_and_value(kestrel_values, current_costs(kestrel), resamples=20)
    picture = plot_profit_and_value(found, {"K0000001": "Maura Keane", "X": "nobody"})
    drawn = [len(shown.get_offsets()) for shown in picture.axes.collections]
    assert drawn[1:4] == found.corners.loc[[BOTH, PAST, AHEAD], "customers"].tolist()
    assert "Maura Keane" in picture.alt and "nobody" not in picture.alt
    assert found.of("K0000001").split(": ", 1)[1] in picture.alt


def test_a_list_below_zero_can_be_drawn():
    rows = five().assign(last_year=[-1.0, -2.0, -3.0, -4.0, -5.0], value=0.0)
    picture = plot_profit_and_value(profit_and_value(rows, top=2, resamples=5))
    assert picture.png and "100% of last year's best 2" in picture.alt


def test_nothing_given_is_changed():
    rows = five()
    profit_and_value(rows, {"a": 1.0}, top=2, resamples=5)
    pd.testing.assert_frame_equal(rows, five())
