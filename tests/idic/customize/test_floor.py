"""A floor for everybody: its cost by a pencil, who is left out, and whether that is even-handed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.customize.service_floor import service_floor
from cvmlab.idic.customize.service_floor_result import (
    AGE,
    BANDS,
    NOT_KNOWN,
    TIER,
    _by_chance,
    shares_by_group,
)
from tests.idic.customize.small_firm import OFFERS, TwoCards, small_firm
from tests.sample import sample_company


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def drawn(ws):
    lot = ws.assignments.frame()
    return lot[lot["experiment"] == "care programme"].set_index("customer_id")


@pytest.fixture(scope="module")
def found(ws, drawn):
    tenth = drawn["sales_26w_before"].rank(ascending=False, method="first") <= len(drawn) // 10
    return service_floor(ws, None, {"by value": tenth, "nobody": tenth & False})


def test_the_floor_of_three_customers_by_hand(tmp_path):
    floor = service_floor(small_firm(tmp_path))
    # a call back is all that is paid when it fails: twice for B; C did not come
    assert floor.floor["offer"].tolist() == ["Call back"]
    assert floor.cost == pytest.approx(2 * 2.10)
    assert floor.customers == 3 and floor.each == pytest.approx(1.40)
    assert floor.table.set_index("customer_id")["floor_cost"].to_dict() == pytest.approx(
        {"A": 0, "B": 4.2, "D": 0}
    )
    more = service_floor(small_firm(tmp_path), ["Bags, not crates", "Call back"])
    assert more.cost == pytest.approx(0.70 * (3 + 1 + 1) + 4.20)  # one use at each visit
    assert more.of("B") == "B gets the floor (4.90 last year)."


def test_what_each_customer_costs_adds_up_to_the_floor(found):
    assert found.table["floor_cost"].sum() == pytest.approx(found.cost, abs=1e-6)
    assert (found.table["floor_cost"] >= 0).all()
    assert (found.table.loc[~found.table["came"], "floor_cost"] == 0).all()


def test_policies_change_nothing_below_the_floor(ws, found):
    alone = service_floor(ws)
    assert alone.cost == pytest.approx(found.cost) and alone.customers == found.customers
    assert alone.verdict.startswith("No policy was given")


def test_who_is_left_out_is_everybody_the_policy_does_not_treat(found, drawn):
    assert found.left_out("by value") == (len(drawn) - len(drawn) // 10, len(drawn))
    assert found.left_out("nobody") == (len(drawn), len(drawn))
    assert "by value 90.0% of 8,052; nobody 100.0% of 8,052. With it, nobody." in found.verdict


def test_shares_by_group_counted_otherwise(ws, found, drawn):
    rows = found.coverage.query("policy == 'by value' and by == @TIER").set_index("group")
    tier = ws.customers.frame().set_index("customer_id")["previous_tier"]
    chosen = drawn["sales_26w_before"].rank(ascending=False, method="first") <= len(drawn) // 10
    other = chosen.groupby(drawn.index.map(tier).fillna(NOT_KNOWN)).agg(["size", "sum"])
    for group in ("gold", "silver", "bronze", NOT_KNOWN):
        assert rows.loc[group, ["customers", "treated"]].tolist() == other.loc[group].tolist()
    assert rows["customers"].sum() == len(drawn)
    assert rows.loc["gold", "share"] > 50 * rows.loc["bronze", "share"]
    ages = found.coverage.query("policy == 'by value' and by == @AGE")
    assert tuple(ages["group"]) == (*BANDS, NOT_KNOWN) and ages["customers"].sum() == len(drawn)


def test_four_fifths_by_hand_and_only_beyond_chance():
    """48 of 80 and 12 of 40, the selection rates of an example: .60 and .30, ratio .50."""
    table = pd.DataFrame({"customer_id": [str(n) for n in range(120)],
                          "p": [True] * 48 + [False] * 32 + [True] * 12 + [False] * 28,
                          "sex": ["m"] * 80 + ["f"] * 40})  # fmt: skip
    rows = shares_by_group(table, ["p"], ["sex"], 0.95).set_index("group")
    assert rows["share"].to_dict() == {"f": 0.3, "m": 0.6}
    assert rows.loc["f", "ratio"] == pytest.approx(0.5)
    # Pearson: 12²/(.5·.5·80) twice, by rows: 8²/20 + 8²/10 = 9.6, one degree of freedom: .00195
    assert _by_chance(rows.reset_index()) == pytest.approx(0.00195, abs=5e-6)


def test_by_lot_no_group_is_said_to_be_treated_unequally(ws, drawn):
    """Policies that draw by lot: a gap beyond chance and four fifths must be rare."""
    rng = np.random.default_rng(3)
    lots = {f"lot {n}": pd.Series(rng.random(len(drawn)) < 0.1, index=drawn.index)
            for n in range(20)}  # fmt: skip
    assert len(service_floor(ws, None, lots).unequal()) <= 1


def test_a_policy_by_value_is_said_to_leave_out_the_young_and_the_bronze(found):
    unequal = found.unequal().set_index("by")
    assert unequal.loc[TIER, ["group", "most"]].tolist() == ["bronze", "gold"]
    assert unequal.loc[AGE, ["group", "most"]].tolist() == ["under 40", "70 and over"]
    assert (unequal["ratio"] < 0.8).all()
    assert len(found.fairness(AGE).cells) == 2 * 5
    assert found.of("K0001514").endswith("above it: nothing under any policy.")


def test_a_person_with_two_cards_is_treated_if_one_of_them_is(tmp_path):
    firm = small_firm(tmp_path)
    rule = pd.Series({"A": False, "D": True, "B": False})
    floor = service_floor(firm, None, {"mine": rule}, linkage=TwoCards())
    assert floor.left_out("mine") == (1, 2)  # A and D are one; B is left out
    assert floor.customers == 2


def test_wrong_floors_and_policies_are_named(ws, tmp_path):
    with pytest.raises(DataProblem) as caught:
        service_floor(ws, ["Preferense card", "Loan"])
    assert len(caught.value.problems) == 2
    assert 'Did you mean "Preference card"?' in str(caught.value)
    with pytest.raises(DataProblem, match="of no customer"):
        service_floor(ws, None, {"mine": pd.Series([True], index=["nobody we know"])})
    with pytest.raises(DataProblem, match="empty"):
        service_floor(ws, [])
    firm = small_firm(tmp_path, offers=OFFERS.drop(columns="paid"))
    with pytest.raises(DataProblem, match="name the offers"):
        service_floor(firm)


def test_no_policy_of_that_name_and_no_such_group(found):
    with pytest.raises(DataProblem, match="by value"):
        found.left_out("by magic")
    with pytest.raises(DataProblem, match="age"):
        found.fairness("shoe size")
