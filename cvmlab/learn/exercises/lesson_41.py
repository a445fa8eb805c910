"""Lesson 41, the value equation: what customers get for what they give."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.value_for.brands.brand_views import BrandViews, brand_views
from cvmlab.value_for.brands.market import market
from cvmlab.value_for.equation.one_shopper import OneShopper, one_shopper
from cvmlab.value_for.equation.rank_reversals import rank_reversals
from cvmlab.value_for.equation.rank_reversals_result import HOLDS, TURNS, RankReversals
from cvmlab.value_for.equation.what_if import what_if
from cvmlab.value_for.equation.what_if_picture import plot_what_if
from cvmlab.value_for.equation.what_if_result import WhatIf
from cvmlab.value_for.rivals.relative_value import relative_value
from cvmlab.value_for.rivals.relative_value_result import RelativeValue
from cvmlab.value_for.rivals.value_map import value_map
from cvmlab.value_for.rivals.value_map_result import ValueMap
from cvmlab.value_for.weights.value_weights import value_weights
from cvmlab.value_for.weights.weights_result import ValueWeights

OWN, SHOPPER = "Kestrel", "Q0000593"
MINUTE = 0.25  # what the lesson's second input says a minute counts
RAISED = 5.0  # by how much the rival of exercise 2 raises its price, and by a point its service
EXAMPLE = """
Our firm; 7; 7; 95; 25
Cheapside; 5; 5; 55; 30
The Best; 9; 9; 118; 20
Next Door; 7; 6; 94; 5
"""  # the market that the page is filled with, so that it runs: it is nobody's


class Lesson41(Facts):
    """Marks, prices and minutes of six grocers, one shopper, and the map in money."""

    mine: Lesson41 | None = None  # the facts of the market that the reader typed

    # the ratings, or what the reader typed

    @cached_property
    def views(self) -> BrandViews:
        table = self.ws.brand_perceptions.frame()
        rated = table["brand"].value_counts()
        return brand_views(table, own=OWN if OWN in rated else str(rated.index[0]))

    @cached_property
    def weights(self) -> ValueWeights | Any:
        return value_weights(self.views)

    def bringing(self, views: BrandViews, weights: Any) -> Lesson41:
        """The facts of the reader's own market; the action plan hears of it too."""
        self.mine = copy.copy(self)
        self.mine.__dict__ = {"ws": self.ws, "views": views, "weights": weights}
        return self.mine

    # readings of the same answers

    @cached_property
    def readings(self) -> RankReversals:
        return rank_reversals(self.views, minute_price=MINUTE)

    @cached_property
    def as_it_is(self) -> WhatIf:
        return what_if(self.views, weights=self.weights)

    @property
    def winner(self) -> str:
        """Who is first by the ratio of the answers as given."""
        return self.as_it_is.first["ratio"]

    @property
    def worst_place(self) -> int:
        """The worst place of that brand in any reading."""
        return int(self.readings.table.set_index("brand").loc[self.winner].max())

    @property
    def brands(self) -> int:
        return len(self.views.brands)

    @property
    def pairs(self) -> int:
        return len(self.readings.pairs)

    @property
    def holding(self) -> int:
        return int((self.readings.pairs["verdict"] == HOLDS).sum())

    @property
    def turning(self) -> int:
        return int((self.readings.pairs["verdict"] == TURNS).sum())

    # one shopper

    @cached_property
    def by_hand(self) -> OneShopper:
        asked = set(self.views.rows["respondent"].astype(str))
        who = SHOPPER if SHOPPER in asked else str(self.views.rows["respondent"].iloc[0])
        return one_shopper(self.views, who, minute_price=MINUTE)

    @property
    def who(self) -> str:
        return self.by_hand.respondent

    @property
    def own(self) -> str:
        return self.views.own

    @cached_property
    def ours(self) -> pd.Series:
        """The own brand as this shopper sees it."""
        return self.by_hand.table.set_index("brand").loc[self.views.own]

    @cached_property
    def theirs(self) -> pd.Series:
        """The rival that gives this shopper most points for money."""
        rivals = self.by_hand.table[self.by_hand.table["brand"] != self.views.own]
        if rivals.empty:
            raise one_problem("The shopper worked by hand knows no rival", "take another one.")
        return rivals.iloc[0].rename(str(rivals.iloc[0]["brand"]))

    @property
    def rival_by_hand(self) -> str:
        return str(self.theirs["brand"])

    @property
    def without_hassle(self) -> float:
        """Points for 100 of money at the own brand, had it no hassle."""
        return 100 * float(self.ours.points / self.ours.price)

    @property
    def zero(self) -> float:
        """Which mark, counted as nothing, makes the two alike for this shopper."""
        return self._meet("cost")

    def _meet(self, cost: str) -> float:
        ours, theirs = self.ours, self.theirs
        above = ours.points * theirs[cost] - theirs.points * ours[cost]
        below = 2 * (theirs[cost] - ours[cost])
        if not below:
            raise one_problem("Both brands cost this shopper the same", "take another one.")
        return float(above / below)

    # in money

    @cached_property
    def map(self) -> ValueMap:
        return value_map(self.views, weights=self.weights)

    @cached_property
    def advantages(self) -> pd.Series:
        """What each brand gives beyond the fair-value line, by brand."""
        return self.map.table.set_index("brand")["advantage"]

    @property
    def strongest(self) -> str:
        """The rival that gives most in money."""
        return str(self.advantages.drop(self.views.own).idxmax())

    @property
    def lead(self) -> float:
        """How much more the own brand gives than the strongest rival."""
        return float(self.advantages[self.views.own] - self.advantages[self.strongest])

    @property
    def point(self) -> float:
        """Money a point of service."""
        return float(self.weights.service)

    @property
    def lead_after(self) -> float:
        """The lead when that rival has a point more of service and raises its price."""
        return self.lead - self.point + RAISED

    # against the rivals that each shopper knows

    @cached_property
    def relative(self) -> RelativeValue:
        return relative_value(self.views)

    @property
    def best_for(self) -> float:
        """For which share the own brand gives most of all brands they know."""
        return float(self.relative.best["share"].iloc[0])

    @property
    def better_elsewhere(self) -> float:
        return 1 - self.best_for

    # how it is said

    def _said(self, amount: float, digits: int = 2) -> str:
        return money(amount, self.views.currency, digits=digits)

    @property
    def lead_said(self) -> str:
        return self._said(self.lead)

    @property
    def point_said(self) -> str:
        return self._said(self.point)

    @property
    def raised_said(self) -> str:
        return self._said(RAISED, 0)

    @property
    def minute_said(self) -> str:
        return self._said(MINUTE)

    @property
    def price_said(self) -> str:
        return self._said(float(self.ours.price))

    @property
    def our_points(self) -> float:
        return float(self.ours.points)

    @property
    def their_points(self) -> float:
        return float(self.theirs.points)

    @property
    def our_cost(self) -> float:
        return float(self.ours.cost)

    @property
    def their_cost(self) -> float:
        return float(self.theirs.cost)

    @property
    def our_minutes(self) -> float:
        return float(self.ours.hassle)

    @property
    def their_value(self) -> float:
        return float(self.theirs.value)

    @property
    def map_said(self) -> str:
        return self.map.sentence

    @property
    def own_market(self) -> str:
        """What the reader's own market says, and what in it turns; the example is nobody's."""
        if self.mine is None or self.mine.views.rows.equals(market(EXAMPLE).rows):
            return "still to be typed in."
        turns = rank_reversals(self.mine.views, weights=self.mine.weights)
        return f"{self.mine.as_it_is.sentence} {turns.sentence}"


def draw(
    facts: Any, brand: str, quality: float, price: float, hassle: float, zero: float
) -> tuple[Picture, str]:
    """The map and the places when one brand changes, and when the scale begins elsewhere.

    Price and hassle change by so many percent, so that the same lever fits any market.
    """
    now = facts.as_it_is.table.set_index("brand").loc[brand]
    result = what_if(
        facts.views,
        brand,
        product=quality,
        service=quality,
        price=float(now.price) * price / 100,
        hassle=float(now.hassle) * hassle / 100,
        zero=zero,
        weights=facts.weights,
    )
    return plot_what_if(result), result.sentence


FACTS = Lesson41
EXERCISES = (
    Guess("guess", answer=lambda f: f.worst_place, to="whole number", low=1, high=20),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Number(
        "1",
        "green",
        answer=lambda f: f.without_hassle,
        to="tenth",
        mistakes={
            "still_there": lambda f: float(f.ours.value),
            "minutes_as_money": lambda f: (
                100 * float(f.ours.points / (f.ours.cost - f.ours.hassle))
            ),
            "off_the_price": lambda f: (
                100 * float(f.ours.points / (2 * f.ours.price - f.ours.cost))
            ),
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.lead_after,
        to="euro",
        mistakes={
            "price_forgotten": lambda f: f.lead - f.point,
            "price_turned": lambda f: f.lead - f.point - RAISED,
            "quality_turned": lambda f: f.lead + f.point + RAISED,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.zero,
        to="tenth",
        mistakes={
            "once_for_both": lambda f: 2 * f.zero,
            "hassle_forgotten": lambda f: f._meet("price"),
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="c"),
    Choice("q3", "quiz", right="a"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Pick("brand", lambda facts: facts.views.brands),
        Slider("quality", low=-2, high=2, step=0.5, start=0),
        Slider("price", low=-20, high=20, step=1, start=0),
        Slider("hassle", low=-100, high=100, step=10, start=0),
        Slider("zero", low=0, high=2, step=0.1, start=0),
    ),
)
