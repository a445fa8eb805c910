"""One customer's way to break-even, and what a bigger budget would win: by hand and at Kestrel."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.current import current_break_even, current_never_pays_back
from cvmlab.value_of.acquisition.if_spend_more import if_spend_more, plot_if_spend_more
from cvmlab.value_of.acquisition.one_pays_back import one_pays_back
from tests.value_of.acquisition.conftest import PHASE_CHANGE

ORDERS = pd.DataFrame(
    {
        "customer_id": ["A", "A", "A", "B"],
        "date": ["2024-01-01", "2024-01-28", "2024-01-29", "2024-12-30"],
        "margin": [4.0, 5.0, 3.0, 1.0],
    }
)


@pytest.fixture(scope="module")
def won(firm):
    return current_break_even(firm, phase=PHASE_CHANGE)


@pytest.fixture(scope="module")
def curves(costs):
    return cost_curve(costs, phase=PHASE_CHANGE, currency="EUR")


def test_a_month_has_twenty_eight_days():
    found = one_pays_back(ORDERS, "A", cost=9, annual_discount_rate=0.0)
    assert found.table["margin"].head(2).tolist() == [9.0, 3.0] and found.month == 1
    assert len(found.table) == 14  # to the last day known of anybody
    assert one_pays_back(ORDERS, "A", cost=9.01, annual_discount_rate=0.0).month == 2


def test_money_that_waits_pays_back_later():
    found = one_pays_back(ORDERS, "A", cost=9)
    assert found.month == 2
    assert found.table["discounted"][0] == pytest.approx(9 * 1.1 ** (-14 / 365.25), rel=1e-6)


def test_who_has_not_paid_back_is_told_so():
    found = one_pays_back(ORDERS, "A", cost=100)
    assert math.isinf(found.month) and "still less than the 100.00" in found.sentence
    assert "after 14 months" in found.sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [({"customer": "Z"}, "no customer"), ({"cost": 0}, "cost"),
     ({"transactions": ORDERS.drop(columns="margin")}, "no column margin")],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(change, said):
    asked = {"transactions": ORDERS, "customer": "A", "cost": 5.0} | change
    with pytest.raises(DataProblem, match=said):
        one_pays_back(asked.pop("transactions"), asked.pop("customer"), **asked)


def test_a_customer_of_kestrel_adds_up_to_her_margin(firm, values):
    found = one_pays_back(firm.transactions, "K0018964", cost=46.27)
    row = values.table.set_index("customer_id").loc["K0018964"]
    assert found.table["margin"].sum() == pytest.approx(row["historic"])
    reached = found.table.set_index("month")["so_far"]
    assert reached[found.month] >= 46.27 > reached[found.month - 1]
    assert "month" in str(found.summary()).lower()


def test_a_bigger_budget_pays_the_price_of_its_own_customers(curves, won):
    found = if_spend_more(curves, won, "marketplace", times=2)
    curve, usual = curves.curve("marketplace"), curves.usual("marketplace")
    more = float(curve.customers(2 * found.spend)) - usual.customers
    assert found.additional.value == pytest.approx(more)
    assert found.cost_each.value == pytest.approx(found.spend / more)
    assert found.cost_each.value > usual.marginal > found.average
    assert found.month.value >= found.now.value
    assert "2 times the spend" in found.sentence and "€" in found.sentence


def test_at_one_times_the_spend_it_is_the_next_customer(curves, won):
    found = if_spend_more(curves, won, "paid search", times=1)
    assert found.cost_each.value == pytest.approx(curves.usual("paid search").marginal)
    assert found.additional.value == 0 and found.sentence.startswith("One more customer a week")
    with pytest.raises(DataProblem, match="less than now"):
        if_spend_more(curves, won, "paid search", times=0.5)


def test_its_picture_marks_both_prices(curves, won):
    found = if_spend_more(curves, won, "marketplace", times=2)
    shown = plot_if_spend_more(found)
    assert found.sentence in shown.alt
    levels = [line.get_ydata()[0] for line in shown.axes.lines if len(set(line.get_ydata())) == 1]
    assert (
        np.isclose(levels, found.cost_each.value).any() and np.isclose(levels, found.average).any()
    )


def test_what_is_asked_again_is_not_worked_out_again(firm, won):
    assert current_break_even(firm, phase=PHASE_CHANGE) is won
    assert current_break_even(firm) is not won
    assert current_never_pays_back(firm) is current_never_pays_back(firm)
