"""Lesson 51, lifetime value: who brought most, who is worth most, and for whom it is not so."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.insight.counted.survivors import Survivors, survivors
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.value_of.lifetime.changed_habits import ChangedHabits, changed_habits
from cvmlab.value_of.lifetime.cost_to_serve_result import CostToServe
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import CustomerValues, current_values
from cvmlab.value_of.lifetime.margin_multiple import MultipleOfMargin, multiple_of_orders
from cvmlab.value_of.lifetime.opening_example import TwoCustomers, two_customers
from cvmlab.value_of.lifetime.opening_example_picture import plot_two_customers
from cvmlab.value_of.lifetime.profit_and_value import profit_and_value
from cvmlab.value_of.lifetime.profit_and_value_result import AHEAD, PAST, ProfitAndValue
from cvmlab.value_of.lifetime.worked_value import WorkedValue, worked_value

SLOTS = 500
MAURA = "K0000001"
ONCE, FIRST, MONTHLY = 600.0, 250.0, 50.0  # of exercise 2, in whatever currency
DISCOUNT = 0.10


class Lesson51(Facts):
    """Profit of last year, value to come, and the models' view of single customers."""

    @cached_property
    def values(self) -> CustomerValues:
        return current_values(self.ws)

    @cached_property
    def cost(self) -> CostToServe:
        return current_costs(self.ws)

    @cached_property
    def lists(self) -> ProfitAndValue:
        return profit_and_value(self.values, self.cost, top=SLOTS)

    @property
    def shared_share(self) -> float:
        """Of last year's best, the share that is also among those worth most from now on."""
        return self.lists.shared / self.lists.top

    @property
    def shared(self) -> int:
        return self.lists.shared

    @property
    def swapped(self) -> int:
        return self.lists.swapped

    @property
    def slots(self) -> int:
        return self.lists.top

    @property
    def given_up(self) -> float:
        return self.lists.given_up

    @property
    def given_up_each(self) -> float:
        """Value to come that is given up with each slot that goes to the other list."""
        return self.given_up / self.swapped

    @property
    def given_up_a_slot(self) -> float:
        """The same, spread over all slots."""
        return self.given_up / self.slots

    @property
    def profit_apart(self) -> float:
        """Last year's profit of each of the ones, less that of each of the others."""
        rows = self.lists.corners
        return float(rows.loc[PAST, "profit"] - rows.loc[AHEAD, "profit"]) / self.swapped

    @property
    def ahead_each(self) -> float:
        """Value to come of each customer whom only the list by value holds."""
        return float(self.lists.corners.loc[AHEAD, "value"]) / self.swapped

    @property
    def past_each(self) -> float:
        """Value to come of each customer whom only last year's list holds."""
        return float(self.lists.corners.loc[PAST, "value"]) / self.swapped

    # two customers

    @property
    def needed(self) -> float:
        """The share that must stay each month in the example of exercise 2."""
        return two_customers(ONCE, FIRST, MONTHLY).break_even

    # the shortcut

    @cached_property
    def multiple(self) -> MultipleOfMargin:
        return multiple_of_orders(self.ws.transactions, annual_discount_rate=DISCOUNT)

    @property
    def kept(self) -> float:
        return self.multiple.retention

    @property
    def times(self) -> float:
        """Value customer by customer, in margins of the last year."""
        table = self.values.table
        return float(table["value"].sum() / table["last_year"].sum())

    @property
    def kept_needed(self) -> float:
        """The retention at which the shortcut would give the same: r/(1 + i − r) turned round."""
        return self.times * (1 + DISCOUNT) / (1 + self.times)

    @property
    def kept_undiscounted(self) -> float:
        return self.times / (1 + self.times)

    # single customers

    @cached_property
    def maura(self) -> WorkedValue:
        return worked_value(self.values, self.stands_for(MAURA), self.ws.transactions, self.cost)

    @cached_property
    def habits(self) -> ChangedHabits:
        return changed_habits(self.values, top=SLOTS)

    @property
    def changed(self) -> int:
        return len(self.habits.changed)

    @property
    def changed_others(self) -> int:
        """The same without the first of them."""
        return max(self.changed - 1, 0)

    # the same in the currency of the orders, in whole units

    @property
    def maura_value_said(self) -> str:
        return self._cash(self.maura.value)

    @property
    def maura_last_said(self) -> str:
        return self._cash(self.maura.like_last_year)

    @property
    def given_up_said(self) -> str:
        return self._cash(self.given_up)

    @property
    def given_up_each_said(self) -> str:
        return self._cash(self.given_up_each)

    @property
    def ahead_said(self) -> str:
        return self._cash(self.ahead_each)

    @property
    def past_said(self) -> str:
        return self._cash(self.past_each)

    @property
    def past_profit_said(self) -> str:
        return self._cash(self.lists.corners.loc[PAST, "profit"] / self.swapped)

    @property
    def first_said(self) -> str:
        return self._cash(self.ages.table["per_active"].iloc[0])

    @property
    def last_said(self) -> str:
        return self._cash(self.ages.table["per_active"].iloc[-1])

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    # who stays

    @cached_property
    def ages(self) -> Survivors:
        return survivors(
            self.ws.transactions.occasions, weeks=52, periods=2, customers=self.values.base.inside
        )


def draw(facts: Any, first: float, monthly: float, stay: float, discount: float) -> Any:
    """The two customers under other terms."""
    pair: TwoCustomers = two_customers(
        1000, float(first), float(monthly), stay / 100, annual_discount_rate=discount / 100
    )
    picture: Picture = plot_two_customers(pair)
    return picture, pair.sentence


FACTS = Lesson51
EXERCISES = (
    Guess("guess", answer=lambda f: f.shared_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Number(
        "1",
        "green",
        answer=lambda f: f.given_up_each,
        to="euro",
        mistakes={
            "all_slots": lambda f: f.given_up_a_slot,
            "last_year": lambda f: f.profit_apart,
            "one_list": lambda f: f.ahead_each,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.needed,
        to="tenth of a percent",
        mistakes={
            "first_forgotten": lambda f: (ONCE / MONTHLY) / (1 + ONCE / MONTHLY),
            "months_not_chance": lambda f: 1 - MONTHLY / (ONCE - FIRST),
            "of_the_example": lambda f: 5 / 6,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.kept_needed,
        to="percent",
        mistakes={
            "not_discounted": lambda f: f.kept_undiscounted,
            "as_measured": lambda f: f.kept,
        },
    ),
    Choice("q1", "quiz", right="a"),
    Choice("q2", "quiz", right="c"),
    Choice("q3", "quiz", right="b"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Slider("first", low=0, high=900, step=50, start=500),
        Slider("monthly", low=20, high=300, step=10, start=100),
        Slider("stay", low=50, high=100, step=1, start=90),
        Slider("discount", low=0, high=30, step=1, start=10),
    ),
)
