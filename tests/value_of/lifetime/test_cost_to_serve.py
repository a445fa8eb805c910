"""Cost to serve: every cent is in one place, marginal and avoidable apart, the ratio covered."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.cost_to_serve import cost_per_purchase, cost_to_serve
from cvmlab.value_of.lifetime.current_costs import current_costs

DAYS = ["2024-01-05", "2024-06-05", "2024-12-30"]


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Orders, failures and contacts of three customers, one contact of nobody, one too old."""
    orders = pd.DataFrame(
        {"customer_id": ["a", "a", "a", "b"], "amount": 10.0,
         "date": pd.to_datetime([*DAYS, "2024-12-30"])}
    )  # fmt: skip
    failures = pd.DataFrame(
        {"customer_id": ["a", "b"], "date": pd.to_datetime(["2024-06-05", "2024-07-01"]),
         "cost": [3.0, 1.0], "code": ["rude", "late"]}
    )  # fmt: skip
    contacts = pd.DataFrame(
        {"customer_id": ["a", "a", "c", None, "a"],
         "date": pd.to_datetime(["2024-02-01", "2024-02-02", "2024-03-01", "2024-03-01",
                                 "2023-12-01"]),
         "cost": [0.9, 0.1, 0.9, 5.0, 7.0],
         "channel": ["letter", "e-mail", "letter", "letter", "letter"]}
    )  # fmt: skip
    return orders, failures, contacts


@pytest.fixture
def found():
    orders, failures, contacts = tables()
    return cost_to_serve(failures, contacts, orders, currency="EUR")


def test_a_case_worked_by_hand(found):
    rows = found.table.set_index("customer_id")
    assert (found.since, found.until) == (dt.date(2024, 1, 2), dt.date(2024, 12, 30))
    assert rows.loc["a"].tolist() == pytest.approx([1.0, 3.0, 4.0, 3])
    assert rows.loc["b"].tolist() == pytest.approx([0.0, 1.0, 1.0, 1])
    assert rows.loc["c"].tolist() == pytest.approx([0.9, 0.0, 0.9, 0])  # letters, no purchase
    assert found.per_purchase == pytest.approx(4.0 / 4)
    assert (found.total, found.avoidable, found.unnamed) == pytest.approx((5.9, 1.9, 5.0))


def test_every_cent_is_in_one_kind_and_with_one_customer(found):
    assert found.kinds["euros"].sum() == pytest.approx(found.table["cost"].sum())
    by_kind = found.kinds.groupby("kind")["euros"].sum()
    assert by_kind["contacts"] == pytest.approx(found.table["contacts"].sum())
    assert by_kind["service"] == pytest.approx(found.table["service"].sum())
    assert found.kinds.set_index("what")["avoidable"].to_dict() == {
        "putting failures right": False, "letter": True, "e-mail": True,
    }  # fmt: skip


def test_what_is_to_come_follows_purchases_and_weeks(found):
    values = pd.DataFrame(
        {"customer_id": ["b", "a", "x"], "purchases": [2.0, 10.0, 5.0], "weeks": [10.0, 52.0, 3.0]}
    )
    ahead = found.to_come(values).set_index("customer_id")
    assert ahead.loc["a", "service"] == pytest.approx(10.0)
    assert ahead.loc["a", "contacts"] == pytest.approx(1.0)  # a year of hers cost 1.00
    assert ahead.loc["b"].tolist()[:3] == pytest.approx([2.0, 0.0, 2.0])
    assert ahead.loc["x", "cost"] == pytest.approx(5.0)  # nobody wrote to x last year
    assert (ahead["service_low"] <= ahead["service"]).all()
    assert (ahead["service_high"] >= ahead["service"]).all()


def test_the_interval_of_the_cost_of_a_purchase_holds_the_truth_as_often_as_it_says():
    rng, held, runs, people = np.random.default_rng(5), 0, 1_000, 150
    for _ in range(runs):
        trips = 1 + rng.poisson(rng.gamma(2, 4, people))
        chance = rng.beta(2, 18, people)  # failures a purchase: a tenth on average, at 5 each
        _, low, high = cost_per_purchase(5.0 * rng.binomial(trips, chance), trips)
        held += low <= 0.5 <= high
    assert 0.92 <= held / runs <= 0.97


def test_money_of_kestrel_reconciles_with_a_plain_sum(kestrel):
    found = current_costs(kestrel)
    assert current_costs(kestrel) is found
    for table in ("service_events", "contacts"):
        rows = getattr(kestrel, table).frame()
        year = rows[rows["date"].between(pd.Timestamp(found.since), pd.Timestamp(found.until))]
        kind = found.kinds[
            found.kinds["kind"] == ("contacts" if table == "contacts" else "service")
        ]
        assert kind["euros"].sum() == pytest.approx(year.dropna(subset="customer_id")["cost"].sum())
    assert 0.8 < found.avoidable / found.total < 0.95
    assert "which the firm could stop" in found.sentence


def test_without_costs_on_file_serving_counts_as_nothing():
    orders, _, _ = tables()
    found = current_costs(load(orders))
    assert found.total == 0 and found.per_purchase == 0
    assert found.sentence.startswith("No cost of serving customers is on file")
    assert found.summary().cells[-1][0] == "all"


def test_what_is_wrong_is_said_at_once():
    orders, failures, contacts = tables()
    with pytest.raises(DataProblem) as found:
        cost_to_serve(failures.drop(columns="date"), contacts.assign(cost=-1.0), orders)
    assert len(found.value.problems) == 2
    with pytest.raises(DataProblem, match="neither"):
        cost_to_serve(None, None, orders)


def test_nothing_given_is_changed():
    orders, failures, contacts = tables()
    before = [table.copy() for table in (orders, failures, contacts)]
    cost_to_serve(failures, contacts, orders)
    for table, was in zip((orders, failures, contacts), before, strict=True):
        pd.testing.assert_frame_equal(table, was)
