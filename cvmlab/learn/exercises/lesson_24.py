"""Lesson 24, customize: what reaches those who serve, what fits whom, and whom to call."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.figures.formats import interval, money
from cvmlab.figures.pictures import Picture
from cvmlab.idic.customize.current_decision import current_decision
from cvmlab.idic.customize.decision_rules import ALL, RISK, UPLIFT, VALUE
from cvmlab.idic.customize.decision_unit_picture import plot_decision_unit
from cvmlab.idic.customize.decision_unit_result import DecisionUnit
from cvmlab.idic.customize.knowledge_flow import knowledge_flow
from cvmlab.idic.customize.knowledge_flow_result import KnowledgeFlow
from cvmlab.idic.customize.next_offer import next_offers
from cvmlab.idic.customize.next_offer_result import NextOffers
from cvmlab.idic.customize.service_floor import service_floor
from cvmlab.idic.customize.service_floor_result import AGE, BANDS, ServiceFloor
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider

SHARE = 0.10
FLOOR = ("Preference card", "Call back within the hour")
NEED, FITS = "diet and health", "Free-from shelf check"
# exercise 3: a customer who was not called, though there was a chance of 35%
CHANCE, IF_CALLED, IF_NOT, BROUGHT = 0.35, 40.0, 38.0, 59.0


class Lesson24(Facts):
    """One lot and six rules, the notes and where they stop, the offers, the floor."""

    # whom to call

    @property
    def found(self) -> DecisionUnit:
        return current_decision(self.ws, share=SHARE)

    @property
    def call(self) -> float:
        return self.found.cost

    @property
    def call_said(self) -> str:
        return self._cash(self.call)

    @property
    def risk_brought(self) -> float:
        """What a call brought from each of those most at risk."""
        return float(self.found.row(RISK)["brought"])

    @property
    def risk_brought_said(self) -> str:
        return self._cash(self.risk_brought)

    @property
    def risk_ends(self) -> str:
        row = self.found.row(RISK)
        return interval(row["brought_low"], row["brought_high"], self._cash)

    @property
    def risk_called(self) -> int:
        return int(self.found.row(RISK)["customers"])

    @property
    def drawn(self) -> int:
        return len(self.found.treats)

    @property
    def risk_lost(self) -> float:
        """What calling those most at risk loses in the half-year, all together."""
        return self.risk_called * (self.call - self.risk_brought)

    @property
    def risk_gain_said(self) -> str:
        return self._cash(float(self.found.row(RISK)["gain"]))

    @property
    def all_said(self) -> str:
        return self._gain(ALL)

    @property
    def uplift_said(self) -> str:
        return self._gain(UPLIFT)

    @property
    def value_said(self) -> str:
        return self._gain(VALUE)

    # from a note to a deed

    @cached_property
    def flow(self) -> KnowledgeFlow:
        return knowledge_flow(self.ws)

    @property
    def notes(self) -> int:
        return int(self.flow.stages["notes"].iloc[0])

    @property
    def share_visible(self) -> float:
        return float(self.flow.stages["share"].iloc[1])

    @property
    def share_used(self) -> float:
        return float(self.flow.stages["share"].iloc[2])

    @property
    def used_of_visible(self) -> float:
        return float(self.flow.stages["of_before"].iloc[2])

    @property
    def unused(self) -> int:
        return int(self.notes - self.flow.stages["notes"].iloc[2])

    # what fits whom

    @cached_property
    def offers(self) -> NextOffers:
        return next_offers(self.ws, linkage=current_linkage(self.ws))

    @property
    def uses(self) -> float:
        """How often a year the offers of that need are used, whichever it is."""
        mine = self.offers.offered
        return float(mine.loc[mine["need"] == NEED, "uses"].sum())

    @property
    def cheap(self) -> float:
        return self.uses * self.cheap_use

    @property
    def dear(self) -> float:
        return self.uses * self.dear_use

    @property
    def dearer(self) -> float:
        """What a year costs more with the offer that fits."""
        return self.dear - self.cheap

    @property
    def cheap_said(self) -> str:
        return money(self.cheap, self.currency or None, digits=0)

    @property
    def dear_said(self) -> str:
        return money(self.dear, self.currency or None, digits=0)

    @property
    def cheap_use(self) -> float:
        rows = self.offers.offer_for.set_index("answers")
        return float(rows.loc[NEED, "cost_per_use"])

    @property
    def dear_use(self) -> float:
        rows = self.ws.offers.frame().set_index("name")
        return float(rows.loc[FITS, "cost_per_use"])

    @property
    def cheap_use_said(self) -> str:
        return self._cash(self.cheap_use)

    @property
    def dear_use_said(self) -> str:
        return self._cash(self.dear_use)

    @property
    def needing(self) -> int:
        """How many get an offer for that need."""
        return int((self.offers.offered["need"] == NEED).sum())

    @property
    def asked(self) -> int:
        """Who came last year, and of whom nothing is known."""
        return int((self.offers.table["step"] == "ask").sum())

    @property
    def offered(self) -> int:
        return len(self.offers.offered)

    # the floor

    @cached_property
    def floor(self) -> ServiceFloor:
        return service_floor(
            self.ws, FLOOR, self.found.treats[[RISK, UPLIFT]], linkage=current_linkage(self.ws)
        )

    @property
    def floor_said(self) -> str:
        return money(self.floor.cost, self.currency or None, digits=0)

    @property
    def floor_each(self) -> str:
        return self._cash(self.floor.each)

    @property
    def old_by_risk(self) -> float:
        return self._treated(RISK, BANDS[-1])

    @property
    def young_by_risk(self) -> float:
        return self._treated(RISK, BANDS[0])

    @property
    def old_by_uplift(self) -> float:
        return self._treated(UPLIFT, BANDS[-1])

    @property
    def young_by_uplift(self) -> float:
        return self._treated(UPLIFT, BANDS[0])

    @property
    def left_out(self) -> float:
        """The share that gets nothing above the floor by uplift."""
        nothing, of = self.floor.left_out(UPLIFT)
        return nothing / of

    # one line by hand

    @property
    def by_hand(self) -> float:
        return IF_CALLED - (IF_NOT + (BROUGHT - IF_NOT) / (1 - CHANCE))

    def _treated(self, policy: str, band: str) -> float:
        rows = self.floor.coverage.set_index(["policy", "by", "group"])
        return float(rows.loc[(policy, AGE, band), "share"])

    def _gain(self, policy: str) -> str:
        row = self.found.row(policy)
        ends = interval(row["gain_low"], row["gain_high"], self._cash)
        return f"{self._cash(float(row['gain']))} ({ends})"

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)


def draw(facts: Any, share: float, cost: float) -> tuple[Picture, str]:
    """The six rules with another share called by risk and value, and another cost of a call."""
    found = facts.found.at(share=share / 100, cost=cost)
    return plot_decision_unit(found), found.wrong_ones


FACTS = Lesson24
EXERCISES = (
    Guess("guess", answer=lambda f: f.risk_brought, to="cent", low=-200, high=200),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.risk_lost,
        to="hundred",
        mistakes={
            "calls_only": lambda f: f.risk_called * f.call,
            "sign_lost": lambda f: f.risk_called * (f.call - abs(f.risk_brought)),
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.dearer,
        to="hundred",
        mistakes={
            "whole_line": lambda f: f.dear,
            "once_each": lambda f: f.needing * (f.dear_use - f.cheap_use),
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.by_hand,
        to="whole number",
        mistakes={
            "wrong_chance": lambda f: IF_CALLED - (IF_NOT + (BROUGHT - IF_NOT) / CHANCE),
            "not_corrected": lambda f: IF_CALLED - IF_NOT,
            "as_seen": lambda f: IF_CALLED - BROUGHT,
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
        Slider("share", low=2, high=50, step=2, start=20),
        Slider("cost", low=0.0, high=9.9, step=0.3, start=3.3),
    ),
)
