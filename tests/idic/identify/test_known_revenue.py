"""Whose revenue it is: every cent in one box, and none counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.identify.known_revenue import CARD, LINKED, NOBODY, RECORD, known_revenue
from cvmlab.idic.identify.link_records import link_records
from tests.idic.identify.made_records import duffys

ORDERS = pd.DataFrame(
    {
        "customer_id": ["K1", "K3", None, None, None, "K1"],
        "record_id": ["R1", "R3", "R2", "R4", None, "R1"],
        "date": [
            "2024-05-06",
            "2024-05-06",
            "2024-05-14",
            "2024-05-15",
            "2024-05-22",
            "2024-05-23",
        ],
        "amount": [40.00, 20.00, 10.01, 7.00, 3.00, -1.00],
    }
)


def test_by_hand() -> None:
    stranger = {"record_id": "R4", "first_name": "Una", "surname": "Quill", "email": "u@q.example"}
    records = pd.concat([duffys(), pd.DataFrame([stranger])], ignore_index=True)
    linkage = link_records(records)
    found = known_revenue(load(ORDERS), linkage)
    euros = {way: found.euros(way) for way in (CARD, LINKED, RECORD, NOBODY)}
    assert euros == {CARD: 59.00, LINKED: 10.01, RECORD: 7.00, NOBODY: 3.00}
    assert found.share == pytest.approx(59.00 / 79.01)
    assert found.table["share"].sum() == pytest.approx(1)
    assert found.table["lines"].sum() == len(ORDERS)
    assert found.low <= found.share <= found.high
    assert "10.01 is without a card, of a person whose card is known" in found.sentence
    assert len(found.summary().frame) == 4
    without = known_revenue(load(ORDERS))
    assert without.share == found.share
    assert without.euros(RECORD) == pytest.approx(17.01)


def test_orders_that_all_name_a_customer_and_orders_without_records() -> None:
    named = ORDERS.dropna(subset="customer_id").drop(columns="record_id")
    found = known_revenue(load(named))
    assert (found.share, found.low, found.high) == (1.0, 1.0, 1.0)
    assert "Of the rest" not in found.sentence
    some = known_revenue(load(ORDERS.drop(columns="record_id")))
    assert some.euros(NOBODY) == pytest.approx(20.01)
    with pytest.raises(DataProblem, match="bring no revenue"):
        known_revenue(load(named.assign(amount=0.0)))


def test_the_interval_covers_the_share_of_the_law_that_made_the_weeks() -> None:
    rng, hits, repeats = np.random.default_rng(2), 0, 12
    day = pd.Timestamp("2024-01-01")
    for seed in range(repeats):
        weeks = np.repeat(np.arange(52), 12)
        # Weeks differ in how many give their card: beta with mean .8.
        given = rng.random(len(weeks)) < rng.beta(16, 4, 52)[weeks]
        orders = pd.DataFrame(
            {
                "customer_id": np.where(given, "K1", ""),
                "date": day + pd.to_timedelta(7 * weeks, unit="D"),
                "amount": rng.gamma(2, 10, len(weeks)).round(2) + 0.01,
            }
        )
        found = known_revenue(load(orders), seed=seed)
        hits += found.low <= 0.8 <= found.high
    assert hits >= 9
