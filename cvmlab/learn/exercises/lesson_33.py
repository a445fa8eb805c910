"""Lesson 33, relationship equity: where customers stand, and which promise a board may use."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.insight.asked.respondents import Respondents
from cvmlab.insight.asked.survey_answers import survey_answers
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.loyalty.payback.bond_payback import PROMISED, bond_payback, programme_behind
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION, EXPERIMENTAL, Payback
from cvmlab.loyalty.payback.programme_result import WORTH, Programme
from cvmlab.loyalty.payback.promises import Promises, promises
from cvmlab.loyalty.relationship.bond_line import bond_line, plot_bond_line
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_result import RelationshipIndex
from cvmlab.loyalty.relationship.label_against_index import label_against_index
from cvmlab.loyalty.relationship.label_against_index_result import LabelAgainstIndex

CATERER = "K0000001"
LABEL, VALUE = "previous_tier", "gold"
LIFT = 12.0  # points, in exercise 3
REGULAR, ALL = "regular customers", "customers who answered"


class Lesson33(Facts):
    """The index of the last wave that leaves time to see who stays, and what a bond pays."""

    @cached_property
    def answers(self) -> Respondents:
        wanted = (LABEL, "channel", "acquired_on")
        kept = [name for name in wanted if self.ws.has("customers", name)]
        return survey_answers(self.ws, keep=kept)  # the page asks for the same

    @cached_property
    def index(self) -> RelationshipIndex:
        return relationship_index(self.answers.items, ids=self.answers.table["customer_id"])

    # one customer

    @cached_property
    def hers(self) -> pd.Series:
        return self.index.row(self.stands_for(CATERER))

    @property
    def place(self) -> float:
        """Where the retired caterer stands."""
        return float(self.hers["score"])

    @property
    def place_low(self) -> float:
        return float(self.hers["low"])

    @property
    def place_high(self) -> float:
        return float(self.hers["high"])

    @property
    def above(self) -> float:
        return self.index.above(self.stands_for(CATERER))

    @property
    def lowest(self) -> list[str]:
        """Her two lowest facets."""
        return [str(name) for name in self.hers[self.index.names].astype(float).nsmallest(2).index]

    @property
    def aim(self) -> float:
        """The lowest of her other facets, to which both are to be raised."""
        others = [name for name in self.index.names if name not in self.lowest]
        return float(self.hers[others].astype(float).min())

    def raised(self, facets: list[str]) -> float:
        """Her score with some facets at the aim."""
        row = self.hers[self.index.names].astype(float)
        row[facets] = self.aim
        return float(row.mean())

    @property
    def mended(self) -> float:
        return self.raised(self.lowest)

    # the label

    @cached_property
    def line(self) -> LabelAgainstIndex:
        return label_against_index(
            self.index.beside(self.answers.table), LABEL, self.stands_for(VALUE)
        )

    @property
    def close(self) -> float:
        return self.line.close

    @property
    def gold_close(self) -> float:
        return self.line.close_of_labelled[0]

    @property
    def others_close(self) -> float:
        return self.line.close_of_others[0]

    @property
    def close_without(self) -> float:
        """Of those with a close bond, the share without the label."""
        return 1 - self.line.labelled_of_close[0]

    @property
    def line_said(self) -> str:
        return self.line.sentence

    # what it pays

    @cached_property
    def paid(self) -> Payback:
        return bond_payback(self.ws, self.answers, self.index, self.line.close, outcomes=["stays"])

    @cached_property
    def held(self) -> Promises:
        return promises(self.paid, {k: v for k, v in PROMISED.items() if k in self.paid.said})

    @property
    def stays_said(self) -> str:
        return self.held.board["stays"]

    @property
    def base(self) -> float:
        """Of the regular customers without a close bond, who still buys at the end."""
        return float(self.paid.of("stays", ASSOCIATION)["baseline"].value)

    @property
    def with_bond(self) -> float:
        return float(self.paid.of("stays", ASSOCIATION)["group"].value)

    @property
    def seen_times(self) -> float:
        return float(self.paid.of("stays", ASSOCIATION)["ratio"].value)

    @property
    def alike_low(self) -> float:
        return float(self.paid.of("stays", ADJUSTED)["ratio"].low)

    @property
    def alike_high(self) -> float:
        return float(self.paid.of("stays", ADJUSTED)["ratio"].high)

    @property
    def promise_reached(self) -> float:
        """The share that would have to stay for "30% likelier"."""
        return PROMISED["stays"] * self.base

    @property
    def ceiling(self) -> float:
        """The baseline above which nobody can be 30% likelier."""
        return 1 / PROMISED["stays"]

    # the programme given out by lot

    @property
    def care(self) -> Programme:
        return programme_behind(self.paid)

    @property
    def moved(self) -> float:
        """By how many points the programme moved the index."""
        return float(self.care.points["difference"].value)

    @property
    def stayed(self) -> float:
        """And staying, as a share."""
        return float(self.care.effect("stays")["difference"].value)

    @property
    def lifted(self) -> float:
        """What a lift by twelve points would do to staying, by lot."""
        return LIFT * float(self.care.a_point("stays").ratio)

    @property
    def by_lot(self) -> float:
        """What the whole distance between the two groups would do, by lot."""
        return float(self.paid.of("stays", EXPERIMENTAL)["difference"].value)

    @property
    def gap(self) -> float:
        """How many points of the index lie between the two groups."""
        return float(self.paid.points or 0.0)

    @property
    def gap_seen(self) -> float:
        return float(self.paid.of("stays", ASSOCIATION)["difference"].value)

    @property
    def worth_said(self) -> str:
        """Margin less cost, a customer."""
        row = self.care.effect(WORTH)["difference"]
        value, low, high = (
            money(x, self.currency, digits=2) for x in (row.value, row.low, row.high)
        )
        return f"{value} a customer ({low} to {high})"


def draw(facts: Any, among: str, line: float) -> tuple[Picture, str]:
    """Who is likelier to what, and how much, with the line drawn elsewhere."""
    rows = facts.answers.regulars() if among == REGULAR else facts.answers.table
    result = bond_line(
        facts.index.beside(rows), line, promised={"stays": 1.3, "recommend": 1.5}, who=among
    )
    return plot_bond_line(result), result.sentence


FACTS = Lesson33
EXERCISES = (
    Guess("guess", answer=lambda f: f.place, to="whole number", low=0, high=100),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Number(
        "1",
        "green",
        answer=lambda f: f.mended,
        to="whole number",
        mistakes={
            "one_only": lambda f: f.raised(f.lowest[:1]),
            "not_shared": lambda f: f.place + f.aim - float(f.hers[f.lowest[0]]),
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.promise_reached,
        to="percent",
        mistakes={
            "points": lambda f: f.base + PROMISED["stays"] - 1,
            "of_the_leavers": lambda f: f.base + (PROMISED["stays"] - 1) * (1 - f.base),
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.lifted,
        to="percent",
        mistakes={
            "as_seen": lambda f: LIFT * f.gap_seen / f.gap,
            "whole_distance": lambda f: f.by_lot,
            "the_programmes_own": lambda f: f.stayed,
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
        Pick("among", lambda facts: (REGULAR, ALL)),
        Slider("line", low=40, high=85, step=5, start=70),
    ),
)
