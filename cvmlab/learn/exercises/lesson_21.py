"""Lesson 21, identify: who is who, one customer's whole story, and what not knowing costs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, money, number
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.changed_view import changed_view
from cvmlab.idic.identify.changed_view_result import ChangedView
from cvmlab.idic.identify.cost_of_not_knowing import LETTERS, WELCOME, cost_of_not_knowing
from cvmlab.idic.identify.cost_of_not_knowing_result import CostOfNotKnowing
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.linkage_result import Linkage
from cvmlab.idic.identify.linked_pairs_picture import plot_linked_pairs
from cvmlab.idic.identify.pair_weighed import PairWeighed, chance
from cvmlab.idic.identify.silo_views import silo_views
from cvmlab.idic.identify.silo_views_result import SiloViews
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider

RECORD, NEIGHBOUR = "R0002377", "R0000926"  # Mary and Gerard Duffy
PROJECT, SAVED, MONTHS = 20_000.0, 0.5, 12  # in exercise 3


class Lesson21(Facts):
    """Who is who, what cards get wrong, and the euros."""

    @property
    def linkage(self) -> Linkage:
        return current_linkage(self.ws)

    # what cards get wrong

    @cached_property
    def changed(self) -> ChangedView:
        found = changed_view(self.ws)
        if not found.leavers:
            raise one_problem("No card looks like leaving", "so there is nothing to ask here.")
        return found

    @property
    def leavers(self) -> int:
        return self.changed.leavers

    @property
    def mistaken(self) -> int:
        """Cards that look like leaving though their person does not."""
        return len(self.changed.mistaken)

    @property
    def mistaken_share(self) -> float:
        return self.mistaken / self.leavers

    @property
    def missed(self) -> int:
        """Of the best fifth of persons, how many the list of the best cards misses."""
        return len(self.changed.missed)

    @property
    def listed(self) -> int:
        return self.changed.listed

    @property
    def at_stake_said(self) -> str:
        return self._cash(self.changed.at_stake)

    # the pair of one home

    @cached_property
    def home(self) -> PairWeighed:
        """Two records of one home: Mary's and Gerard's, elsewhere the likest pair kept apart."""
        known = self.linkage.identities.index
        if RECORD in known and NEIGHBOUR in known:
            return self.linkage.explain(RECORD, NEIGHBOUR)
        pairs = self.linkage.pairs
        apart = pairs[pairs["apart"] & ~pairs["known"]]
        if apart.empty or "email" not in self.linkage.fields:
            raise one_problem(
                "No two people of a home look alike here", "so there is nothing to ask."
            )
        likest = apart.sort_values("bits", ascending=False).iloc[0]
        return self.linkage.explain(str(likest["record_a"]), str(likest["record_b"]))

    @property
    def together(self) -> float:
        """Bits of the pair, the prior included."""
        return self.home.prior_bits + self.home.bits

    @property
    def email_bits(self) -> float:
        rows: pd.DataFrame = self.home.table
        return float(rows.loc[rows["field"] == "email", "bits"].sum())

    @property
    def without_email(self) -> float:
        """The pair's match probability had the e-mail been left out."""
        return self._chance(self.together - self.email_bits)

    @property
    def together_said(self) -> str:
        return number(self.together, 1)

    @property
    def email_said(self) -> str:
        return number(self.email_bits, 1)

    @property
    def left_said(self) -> str:
        return number(self.together - self.email_bits, 1)

    @property
    def home_chance(self) -> str:
        return chance(self.home.probability)

    @property
    def joined_homes(self) -> int:
        """Pairs above the threshold that the guard keeps apart."""
        pairs = self.linkage.pairs
        return int((pairs["apart"] & (pairs["probability"] >= self.linkage.threshold)).sum())

    @staticmethod
    def _chance(bits: float) -> float:
        return 1 / (1 + 2.0**-bits)

    # the departments

    @cached_property
    def silos(self) -> SiloViews:
        return silo_views(self.ws)

    @property
    def silo_first(self) -> str:
        return str(self._by_shared.iloc[-1]["department"])

    @property
    def silo_most(self) -> int:
        return round(float(self._by_shared.iloc[-1]["shared"]))

    @property
    def silo_last(self) -> str:
        return str(self._by_shared.iloc[0]["department"])

    @property
    def silo_least(self) -> int:
        return round(float(self._by_shared.iloc[0]["shared"]))

    @property
    def by_chance_said(self) -> str:
        return number(self.silos.by_chance, 1)

    @property
    def _by_shared(self) -> pd.DataFrame:
        return self.silos.table.sort_values("shared", kind="stable")

    # the euros

    @cached_property
    def cost(self) -> CostOfNotKnowing:
        return cost_of_not_knowing(self.ws)

    @cached_property
    def lines(self) -> pd.DataFrame:
        rows = self.cost.table.set_index("what")
        if not {WELCOME, LETTERS} <= set(rows.index):
            raise one_problem(" ".join(self.cost.missing), "bring these tables to count it.")
        return rows

    @property
    def welcome_share(self) -> float:
        """Of a year's counted and estimated cost, the part spent on welcoming again."""
        return float(self.lines.loc[WELCOME, "a_year"]) / self.a_year

    @property
    def a_year(self) -> float:
        return self.cost.a_year

    @property
    def months(self) -> float:
        """Months until half of what is saved has paid the project."""
        return PROJECT / (SAVED * self.a_year / MONTHS)

    @property
    def welcome_said(self) -> str:
        return self._cash(float(self.lines.loc[WELCOME, "a_year"]))

    @property
    def a_year_said(self) -> str:
        return self._cash(self.a_year)

    @property
    def range_said(self) -> str:
        return f"{self._cash(self.cost.low)} to {self._cash(self.cost.high)}"

    @property
    def several(self) -> int:
        return self.cost.several

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)


def draw(facts: Any, threshold: float, guard: float) -> tuple[Picture, str]:
    """The same pairs, linked from another match probability, with or without the guard."""
    linkage = facts.linkage.at(threshold / 100, bool(guard))
    wrong = int((linkage.pairs["linked"] & linkage.pairs["apart"]).sum())
    said = f"{linkage.sentence} Links between two people of a home: {count(wrong)}."
    return plot_linked_pairs(linkage), said


FACTS = Lesson21
EXERCISES = (
    Guess("guess", answer=lambda f: f.mistaken_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.welcome_share,
        to="percent",
        mistakes={
            "the_letters": lambda f: 1 - f.welcome_share,
            "whole_files": lambda f: f.lines.loc[WELCOME, "euros"] / f.cost.euros,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.without_email,
        to="percent",
        mistakes={
            "odds": lambda f: 2.0 ** (f.together - f.email_bits),
            "prior_forgotten": lambda f: f._chance(f.home.bits - f.email_bits),
            "only_the_email": lambda f: f._chance(f.email_bits + f.home.prior_bits),
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.months,
        to="whole number",
        mistakes={
            "all_saved": lambda f: SAVED * f.months,
            "whole_files": lambda f: PROJECT / (SAVED * f.cost.euros / MONTHS),
            "years": lambda f: f.months / MONTHS,
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
        Slider("threshold", low=50, high=99, step=1, start=99),
        Slider("guard", low=0, high=1, step=1, start=1),
    ),
)
