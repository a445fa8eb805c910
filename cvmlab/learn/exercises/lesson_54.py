"""Lesson 54, the right customers: who would be let go wrongly, who fits, whom we keep."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import CustomerValues, current_values
from cvmlab.value_of.right.expectation_fit import expectation_fit
from cvmlab.value_of.right.expectation_fit_result import UNDER, WOULD_PAY, ExpectationFit
from cvmlab.value_of.right.let_go import let_go
from cvmlab.value_of.right.let_go_picture import plot_ways_of_counting
from cvmlab.value_of.right.let_go_result import COSTS, GONE, PAYS, LetGo
from cvmlab.value_of.right.letters_by_lot import LettersByLot, letters_by_lot
from cvmlab.value_of.right.right_retention import RightRetention, right_retention

OVERHEAD = 250_000.0  # head office and systems, a year: assumed
EFFORT = 40.0  # a year's effort for one customer, in exercise 3
THOUSAND, YEAR_IN_HALVES = 1_000.0, 2


class Lesson54(Facts):
    """The memo's customers below zero, the accounts' expectations, who left and with how much."""

    # the right customers

    @property
    def values(self) -> CustomerValues:
        return current_values(self.ws)

    @property
    def costs(self) -> CostToServe:
        return current_costs(self.ws)

    @cached_property
    def found(self) -> LetGo:
        return let_go(
            self.values,
            self.costs,
            overhead=OVERHEAD,
            contributions=self.ws.contributions.frame(),
            referrals=self.ws.referrals.frame(),
        )

    @property
    def below(self) -> int:
        """The memo's count: customers below zero by every cost that bears their name."""
        return len(self.found.below)

    @property
    def gone(self) -> int:
        return int(self.found.groups.loc[GONE, "customers"])

    @property
    def pays(self) -> int:
        return int(self.found.groups.loc[PAYS, "customers"])

    @property
    def others(self) -> int:
        """Who bought and would lie below zero without letters too."""
        return int(self.found.groups.loc[COSTS, "customers"])

    @property
    def others_share(self) -> float:
        return self.others / self.below

    @property
    def still(self) -> float:
        """How many of those who pay their way are still customers, as far as the model knows."""
        return float(self.found.groups.loc[PAYS, "alive"])

    @property
    def gone_letters(self) -> str:
        return self._cash(float(self.found.groups.loc[GONE, "stoppable"]))

    @property
    def again(self) -> float:
        """Chance that one who bought lies below zero next year too."""
        return float(self.found.wrongly["chance_below"].mean())

    @property
    def margin(self) -> float:
        """What those below zero brought in the year."""
        return float(self.found.below["margin"].sum())

    @property
    def letters(self) -> float:
        """What letters to them cost."""
        return self.found.saved

    @property
    def failures(self) -> float:
        """What ends with them: failures put right."""
        return float(self.found.below["ends"].sum())

    @property
    def bearable(self) -> float:
        """The share of the letters at which they stand at zero."""
        return (self.margin - self.failures) / self.letters

    @property
    def margin_said(self) -> str:
        return self._cash(self.margin)

    @property
    def letters_said(self) -> str:
        return self._cash(self.letters)

    @property
    def failures_said(self) -> str:
        return self._cash(self.failures)

    @property
    def saved_said(self) -> str:
        return self._cash(self.found.saved)

    @property
    def lost_said(self) -> str:
        return self._cash(self.found.lost)

    @cached_property
    def by_lot(self) -> LettersByLot:
        return letters_by_lot(self.values, self.costs, self.ws.assignments.frame())

    @property
    def lot_said(self) -> str:
        lot = self.by_lot
        return f"{self._cash(lot.low)} to {self._cash(lot.high)}"

    @property
    def lot_cost(self) -> str:
        return self._cash(self.by_lot.cost)

    @property
    def overhead_said(self) -> str:
        return money(OVERHEAD, self.currency or None, digits=0)

    @property
    def by_head(self) -> int:
        """How many lie below zero when the overhead is shared out by head."""
        ways = self.found.ways.set_index("way")["customers"]
        return int(ways["overhead by head"])

    # the right relationships

    @cached_property
    def fit(self) -> ExpectationFit:
        return expectation_fit(
            self.ws.b2b_accounts.frame(), self.ws.b2b_orders.frame(), currency=self.currency
        )

    @property
    def under(self) -> int:
        """Accounts that get what they want and bring less than their drops cost."""
        return int((self.fit.table["group"] == UNDER).sum())

    @property
    def under_said(self) -> str:
        rows = self.fit.table
        return self._cash(float(rows.loc[rows["group"] == UNDER, "after_drops"].sum()))

    @property
    def would_pay(self) -> int:
        return int((self.fit.table["group"] == WOULD_PAY).sum())

    @cached_property
    def farthest(self) -> pd.Series:
        """The account that is farthest from what is offered."""
        rows = self.fit.misfits
        if rows.empty:
            raise one_problem(
                "No account wants faster delivery than it would pay for",
                "so there is nothing to ask here.",
            )
        return rows.iloc[0]

    @property
    def far_name(self) -> str:
        return str(self.farthest["account_id"])

    @property
    def far_rate(self) -> float:
        return float(self.farthest["margin"] / self.farthest["amount"])

    @property
    def far_cost(self) -> float:
        """What a drop would cost as this account wants it."""
        return float(self.farthest["drop_cost_expected"])

    @property
    def far_order(self) -> float:
        """The smallest order that would carry such a drop."""
        return self.far_cost / self.far_rate

    @property
    def far_cost_said(self) -> str:
        return self._cash(self.far_cost)

    @property
    def far_more_said(self) -> str:
        return self._cash(float(self.farthest["costs_more"]))

    @property
    def far_now_said(self) -> str:
        return self._cash(float(self.farthest["after_drops"]))

    @property
    def far_wanted_said(self) -> str:
        return self._cash(float(self.farthest["as_wanted"]))

    @property
    def far_usual_order(self) -> str:
        return self._cash(float(self.farthest["amount"] / self.farthest["orders"]))

    # the right retention

    @cached_property
    def kept(self) -> RightRetention:
        return right_retention(self.ws.transactions, self.ws.contacts.frame())

    @property
    def heads_kept(self) -> float:
        return 1 - self.kept.heads[0]

    @property
    def margin_kept(self) -> float:
        return 1 - self.kept.value[0]

    @property
    def heads_left(self) -> float:
        return self.kept.heads[0]

    @property
    def margin_left(self) -> float:
        return self.kept.value[0]

    def must_keep(self, fifth: int) -> float:
        """The share of a fifth's leavers that an effort for all of the fifth must keep to pay."""
        row = self.kept.table.iloc[fifth]
        return float(EFFORT * row["customers"] / (YEAR_IN_HALVES * row["gone"]))

    @property
    def best_must_keep(self) -> float:
        return self.must_keep(0)

    @property
    def last_must_keep(self) -> float:
        return self.must_keep(-1)

    @property
    def best_customers(self) -> int:
        return int(self.kept.table.iloc[0]["customers"])

    @property
    def best_gone(self) -> str:
        return self._cash(float(self.kept.table.iloc[0]["gone"]))

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)


def draw(facts: Any, overhead: float, letters: float) -> tuple[Picture, str]:
    """How many lie below zero at another overhead, with only a share of the letters."""
    result = facts.found.counted(THOUSAND * overhead, letters / 100)
    return plot_ways_of_counting(result), result.counting


FACTS = Lesson54
EXERCISES = (
    Guess("guess", answer=lambda f: f.others_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.bearable,
        to="percent",
        mistakes={
            "to_stop": lambda f: 1 - f.bearable,
            "failures_forgotten": lambda f: f.margin / f.letters,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.far_order,
        to="ten",
        mistakes={
            "only_what_is_more": lambda f: f.farthest["costs_more"] / f.far_rate,
            "as_it_is": lambda f: f.farthest["drop_cost"] / f.far_rate,
            "margin_forgotten": lambda f: f.far_cost,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.best_must_keep,
        to="percent",
        mistakes={
            "half_a_year": lambda f: YEAR_IN_HALVES * f.best_must_keep,
            "leavers_only": lambda f: f.best_must_keep * f.kept.table.iloc[0]["share"],
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="c"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Slider("overhead", low=0, high=1_000, step=50, start=OVERHEAD / THOUSAND),
        Slider("letters", low=0, high=100, step=10, start=100),
    ),
)
