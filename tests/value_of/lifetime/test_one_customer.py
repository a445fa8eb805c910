"""One customer's factors, and those whose habits changed: by hand, and planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.changed_habits import changed_habits
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.worked_value import worked_value

MAURA, DARA = "K0000001", "K0000002"


@pytest.fixture(scope="module")
def maura(kestrel, kestrel_values):
    return worked_value(kestrel_values, MAURA, kestrel.transactions, current_costs(kestrel))


def test_the_factors_make_the_value(kestrel, kestrel_values, maura):
    rows = kestrel_values.table.sample(50, random_state=1)["customer_id"]
    for one in [MAURA, *rows]:
        found = worked_value(kestrel_values, one, kestrel.transactions)
        assert found.purchases * found.sales * found.margin_rate == pytest.approx(found.value)
        assert np.isnan(found.service)
    # what the sentence shows is exact enough for a pencil
    by_hand = 93.8 * 322.28 * 0.232
    assert maura.value == pytest.approx(by_hand, rel=0.005)


def test_the_last_year_is_counted_from_the_orders_themselves(kestrel, maura):
    orders = kestrel.transactions.frame()
    mine = orders[(orders["customer_id"] == MAURA) & (orders["date"] >= "2024-01-01")]
    assert maura.year_purchases == mine.loc[mine["amount"] >= 0, "date"].nunique()
    assert maura.year_purchases * maura.year_sales == pytest.approx(mine["amount"].sum())
    by_hand = mine["amount"].sum() * maura.margin_rate * maura.weeks / 52
    assert maura.like_last_year == pytest.approx(by_hand)
    assert maura.like_last_year < maura.value / 20  # she retired, and the model does not know


def test_the_lines_beside_the_value_are_the_costs_to_come(kestrel, kestrel_values, maura):
    ahead = current_costs(kestrel).to_come(kestrel_values.table).set_index("customer_id").loc[MAURA]
    assert (maura.service, maura.contacts) == pytest.approx((ahead["service"], ahead["contacts"]))


def test_the_words_hold_the_numbers(kestrel, kestrel_values, maura):
    assert "93.8 purchases × €322.28 × 23.2% margin = €7,024" in maura.sentence
    text = str(maura.summary())
    for shown in ("93.8", "€322.28", "23.2%", "€7,024", "€251.82"):
        assert shown in text
    gone = worked_value(kestrel_values, DARA, kestrel.transactions)
    assert "= €0.00 in today's money" in gone.sentence and gone.weeks < 0.1
    silent = kestrel_values.table.query("last_year == 0")["customer_id"].iloc[0]
    said = worked_value(kestrel_values, silent, kestrel.transactions)
    assert said.sentence.endswith("In the last 52 weeks there was no purchase.")
    assert said.summary().cells
    with pytest.raises(DataProblem, match="nobody"):
        worked_value(kestrel_values, "nobody", kestrel.transactions)


def made() -> pd.DataFrame:
    """Six customers: as expected; fallen; new; gone; rare; below the list."""
    return pd.DataFrame(
        {
            "customer_id": ["same", "fallen", "new", "gone", "rare", "small"],
            "value": [900.0, 800.0, 700.0, 600.0, 500.0, 1.0],
            "weeks": 104.0,
            "purchases": [50.0, 50.0, 50.0, 50.0, 4.0, 50.0],
            "last_year": [450.0, 100.0, 10.0, 10.0, 10.0, 0.0],
            "alive": [1.0, 0.9, 1.0, 0.2, 1.0, 1.0],
            "T": [150.0, 150.0, 20.0, 150.0, 150.0, 150.0],
        }
    )


def test_only_who_surely_fell_has_changed():
    found = changed_habits(made(), top=5, currency="EUR")
    assert found.changed["customer_id"].tolist() == ["fallen"]
    row = found.table.set_index("customer_id").loc["fallen"]
    assert (row["expected_a_year"], row["ratio"]) == (pytest.approx(400), pytest.approx(0.25))
    assert found.sentence.startswith("1 of the 5 worth most left less than 50% last year")
    assert "€100 together, not €400" in found.sentence
    assert changed_habits(made(), top=5, below=0.2).sentence.startswith("None of the 5")
    assert changed_habits(made(), top=5, below=0.2).summary().cells == []


def test_the_planted_retirement_is_found_and_the_model_overrates_those_found(kestrel_values):
    person = truth().person.frame()
    slipped = set(person.loc[person["slip_week"].notna(), "customer_id"].dropna())
    everybody = changed_habits(kestrel_values, top=len(kestrel_values.table), below=0.25)
    found = set(everybody.changed["customer_id"])
    assert everybody.changed["customer_id"].iloc[0] == MAURA
    by_chance = len(slipped & set(everybody.table["customer_id"])) / len(everybody.table)
    assert len(found & slipped) / len(found) > max(0.4, 20 * by_chance)


def test_everything_that_cannot_be_is_said_at_once():
    with pytest.raises(DataProblem) as found:
        changed_habits(made().drop(columns=["alive", "T"]), top=0, below=2)
    assert len(found.value.problems) == 4
