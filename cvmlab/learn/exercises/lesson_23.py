"""Lesson 23, interact: what customers told us, what letters bring, how many are too many."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number
from cvmlab.figures.pictures import Picture
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.interact.contact_cap_picture import plot_contact_cap
from cvmlab.idic.interact.contact_cap_result import ContactCap
from cvmlab.idic.interact.contact_pressure_result import ContactPressure
from cvmlab.idic.interact.current_interaction import current_cap, current_holdout, current_past
from cvmlab.idic.interact.dialogue import dialogue
from cvmlab.idic.interact.dialogue_result import Dialogue
from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect
from cvmlab.idic.interact.launch_plan import launch_plan
from cvmlab.idic.interact.launch_plan_result import LaunchPlan
from cvmlab.idic.interact.next_contact import next_contacts
from cvmlab.idic.interact.next_contact_result import NOTHING, SELLS, NextContacts
from cvmlab.idic.interact.told import CANCELLED, COMMENT, COMPLAINT, WISH
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider

SERIES = 1.50  # a head: the test of exercise 3
MANY = 5  # messages in a month, in exercise 2
THOUSAND = 1_000.0


class Lesson23(Facts):
    """What was told and done, what messages bring, what too many do."""

    # the dialogue

    @property
    def talk(self) -> Dialogue:
        return dialogue(self.ws, current_linkage(self.ws))

    @cached_property
    def moves(self) -> NextContacts:
        return next_contacts(self.ws, current_linkage(self.ws), currency=self.currency or "EUR")

    @property
    def used(self) -> float:
        """The share of recorded wishes that anybody used."""
        return float(self.talk.table.loc[WISH, "acted_share"])

    @property
    def wishes(self) -> int:
        return int(self.talk.table.loc[WISH, "told"])

    @property
    def wishes_used(self) -> int:
        return int(self.talk.table.loc[WISH, "acted"])

    @property
    def again(self) -> int:
        return int(self.talk.table.loc[WISH, "again"])

    @property
    def comments(self) -> int:
        return int(self.talk.table.loc[COMMENT, "told"])

    @property
    def peace(self) -> float:
        """The share of complaints about messages that were followed by four quiet weeks."""
        return float(self.talk.table.loc[COMPLAINT, "acted_share"])

    @property
    def chance(self) -> float:
        """The same without a complaint."""
        after = self.talk.complaints
        return float("nan") if after is None else after.without

    @property
    def after_said(self) -> str:
        """What a complaint changes, in percentage points."""
        after = self.talk.complaints
        if after is None:
            return "nothing to nothing"
        ends = (100 * after.difference_low, 100 * after.difference_high)
        return interval(*ends, lambda x: number(x, 1))

    @property
    def left(self) -> float:
        """The share of channels left in peace once they were cancelled."""
        return float(self.talk.table.loc[CANCELLED, "acted_share"])

    @property
    def due(self) -> int:
        """To how many the calendar would write."""
        return int((self.moves.table["calendar"] > 0).sum())

    @property
    def sold(self) -> int:
        """How many of them should get something that sells."""
        rows = self.moves.table
        return int(((rows["calendar"] > 0) & (rows["kind"] == SELLS)).sum())

    @property
    def silent(self) -> int:
        """How many of them should be left in peace."""
        rows = self.moves.table
        return int(((rows["calendar"] > 0) & (rows["kind"] == NOTHING)).sum())

    @property
    def differing(self) -> int:
        return self.moves.differing

    @property
    def saved_said(self) -> str:
        return self._cash(self.moves.saved)

    # what letters bring

    @property
    def held(self) -> HoldoutEffect:
        return current_holdout(self.ws)

    @property
    def at_best(self) -> float:
        """What a message brings at the upper end of the lot's interval."""
        return self.held.high / self.held.letters

    @property
    def of_a_letter(self) -> float:
        return self.held.gain / self.held.letters

    @property
    def cost_of_one(self) -> float:
        return self.held.cost / self.held.letters

    @property
    def high_said(self) -> str:
        return self._cash(self.held.high)

    @property
    def letters_said(self) -> str:
        return number(self.held.letters, 1)

    @property
    def cost_of_one_said(self) -> str:
        return self._cash(self.cost_of_one)

    @property
    def lot_said(self) -> str:
        return interval(self.held.low, self.held.high, self._cash)

    @property
    def head_said(self) -> str:
        return self._cash(self.held.cost)

    @cached_property
    def small(self) -> LaunchPlan:
        """The test of exercise 3."""
        past = current_past(self.ws)
        return launch_plan(past.customers, cost=SERIES, **past.settings)

    @property
    def customers(self) -> int:
        return current_past(self.ws).customers

    @property
    def needed(self) -> float:
        """How many customers it takes to see an effect that just pays."""
        return float(self.small.needed or 0)

    @property
    def smallest_said(self) -> str:
        return self._cash(self.small.smallest)

    @property
    def plain_said(self) -> str:
        return self._cash(self.small.smallest_plain)

    @property
    def customers_said(self) -> str:
        return count(self.customers)

    # how many are too many

    @property
    def capped(self) -> ContactCap:
        return current_cap(self.ws, currency=self.currency or "EUR")

    @property
    def pressure(self) -> ContactPressure:
        found = self.capped.pressure
        if found is None:
            raise one_problem(
                "No message says what came of it", "map the column outcome of contacts."
            )
        return found

    @property
    def baseline(self) -> float:
        """Complaints of 1,000 messages up to three a month."""
        return THOUSAND * float(self.pressure.effect("complaint")["baseline"])

    @property
    def ratio(self) -> float:
        return float(self.pressure.effect("complaint")["ratio"])

    @property
    def baseline_said(self) -> str:
        return number(self.baseline, 1)

    @property
    def ratio_said(self) -> str:
        return number(self.ratio)

    def complaints_at(self, many: float) -> float:
        """Complaints of 1,000 messages, of somebody who gets so many in a month."""
        return float(self.baseline * self.ratio ** max(many - self.pressure.borne, 0))

    @property
    def slip(self) -> int:
        return int(self.capped.at(3)["slip"])

    @property
    def slip_people(self) -> int:
        return int(self.capped.at(3)["slip_people"])

    @property
    def stopped(self) -> int:
        return int(self.capped.at(3)["messages"])

    @property
    def cap_saves(self) -> str:
        return self._cash(float(self.capped.at(3)["euros"]))

    @property
    def spared(self) -> int:
        return round(float(self.capped.at(3)["complaints"]))

    @property
    def redeemed(self) -> float:
        """Piotr's figure: redemptions of all messages."""
        return float((self.ws.contacts.frame()["outcome"] == "redeemed").mean())

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)


def draw(facts: Any, cap: float) -> tuple[Picture, str]:
    """What a cap would have stopped, spared and let through."""
    row, cash = facts.capped.at(int(cap)), facts._cash
    said = (
        f"A cap of {count(cap)} a month, counted by person, stops {count(row.messages)} messages "
        f"to {count(row.people_over)} people: {cash(row.euros)} not spent, about "
        f"{count(row.complaints)} complaints spared "
        f"({interval(row.complaints_low, row.complaints_high)}). Counted by card it would let "
        f"{count(row.slip)} of these messages through. By the lot the stopped ones brought "
        f"{cash(row.brought)} ({interval(row.brought_low, row.brought_high, cash)})."
    )
    return plot_contact_cap(facts.capped, cap=int(cap)), said


FACTS = Lesson23
EXERCISES = (
    Guess("guess", answer=lambda f: f.used, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.at_best,
        to="cent",
        mistakes={
            "the_middle": lambda f: f.of_a_letter,
            "what_it_costs": lambda f: f.cost_of_one,
            "a_head": lambda f: f.held.high,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.complaints_at(MANY),
        to="tenth",
        mistakes={
            "all_of_them": lambda f: f.baseline * f.ratio**MANY,
            "added_up": lambda f: f.baseline * f.ratio * (MANY - f.pressure.borne),
            "only_once": lambda f: f.baseline * f.ratio,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.needed,
        to="thousand",
        mistakes={
            "in_proportion": lambda f: f.customers * f.small.smallest / SERIES,
            "upside_down": lambda f: f.customers * (SERIES / f.small.smallest) ** 2,
            "past_forgotten": lambda f: f.customers * (f.small.smallest_plain / SERIES) ** 2,
        },
    ),
    Choice("q1", "quiz", right="c"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="b"),
    Plan("plan"),
)
EXPLORER = Explorer(draw, (Slider("cap", low=0, high=6, step=1, start=3),))
