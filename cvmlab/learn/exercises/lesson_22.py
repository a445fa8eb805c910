"""Lesson 22, differentiate: what customers are worth, how sure that is, and what they need."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.figures.formats import money, number, percent
from cvmlab.figures.pictures import Picture
from cvmlab.idic.differentiate.current_tiers import current_tiers
from cvmlab.idic.differentiate.need_evidence import MOTIVE, WISH
from cvmlab.idic.differentiate.needs import customer_needs
from cvmlab.idic.differentiate.needs_by_tier import needs_by_tier
from cvmlab.idic.differentiate.needs_by_tier_result import NeedsByTier
from cvmlab.idic.differentiate.needs_result import CustomerNeeds
from cvmlab.idic.differentiate.tier_lists import SURE, TierLists, plot_tier_lists, tier_lists
from cvmlab.idic.differentiate.value_tiers_result import MOST_VALUABLE, ValueTiers
from cvmlab.idic.identify.current_linkage import current_linkage
from cvmlab.idic.identify.linkage_result import Linkage
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.value_of.right.expectation_fit import expectation_fit
from cvmlab.value_of.right.expectation_fit_result import ExpectationFit

CUSTOMER, ACCOUNT = "K0001514", "F0420"
COST, GAIN = 12.0, 20.0  # of exercise 3: a year of the service, and what it brings at the right one
PLACES, COUNTED = 1_100, 50  # where the lever starts: names, and percent of the potential


class Lesson22(Facts):
    """Tiers with their chances, the potential seen and won, and needs beside them."""

    # value

    @property
    def linkage(self) -> Linkage:
        return current_linkage(self.ws)

    @property
    def tiers(self) -> ValueTiers:
        return current_tiers(self.ws, self.linkage, friends=False)

    @property
    def top(self) -> pd.Series:
        """The most valuable: how many by name, how many truly."""
        return self.tiers.row(MOST_VALUABLE)

    @property
    def named(self) -> int:
        return int(self.top["customers"])

    @property
    def truly(self) -> float:
        return float(self.top["truly"])

    @property
    def sure(self) -> int:
        """Named most valuable with a chance above 90%."""
        rows = self.tiers.table
        mine = (rows["tier"] == MOST_VALUABLE) & (rows["p_most_valuable"] > SURE)
        return int(mine.sum())

    @property
    def sure_share(self) -> float:
        return self.sure / self.named

    @property
    def wrong_share(self) -> float:
        """Part of the names that are expected not to belong there."""
        return 1 - self.truly / self.named

    @property
    def left_over(self) -> float:
        """What the service leaves in a year if all who are named get it."""
        return GAIN * self.truly - COST * self.named

    @property
    def pays_from(self) -> float:
        """The chance from which a name pays."""
        return COST / GAIN

    @cached_property
    def hero(self) -> pd.Series:
        """The customer of the story; on other data somebody near the border of the top."""
        rows = self.tiers.table
        mine = rows[rows["customer_id"] == CUSTOMER]
        if mine.empty:
            near = (rows["p_most_valuable"] - 0.3).abs().idxmin()
            return rows.loc[near]
        return mine.iloc[0]

    @property
    def hero_chances(self) -> str:
        """The chances of the story's customer, the highest first."""
        one = self.hero
        named = {
            "most valuable": one["p_most_valuable"],
            "most growable": one["p_most_growable"],
            "in between": one["p_in_between"],
        }
        order = sorted(named.items(), key=lambda item: -item[1])
        return ", ".join(f"{percent(p)} {name}" for name, p in order)

    @property
    def hero_potential(self) -> str:
        return self._cash(float(self.hero["potential"]))

    # potential

    @property
    def seen(self) -> str:
        return self._short(float(self.tiers.table["potential"].sum()))

    @property
    def won(self) -> str:
        total = self.tiers.winnable_total
        if total is None:
            return "nothing that a lot has shown"
        return f"{self._short(total[0])} (at most {self._short(total[2])})"

    @cached_property
    def lists(self) -> TierLists:
        return tier_lists(self.tiers, potential=COUNTED / 100)

    @property
    def by_last_year(self) -> float:
        return float(self.lists.table["truly"].iloc[0])

    @property
    def by_actual(self) -> float:
        return float(self.lists.table["truly"].iloc[1])

    @property
    def changed(self) -> int:
        """Names that potential puts on the list."""
        return int(self.lists.table["new"].iloc[-1])

    @property
    def with_potential(self) -> float:
        return float(self.lists.table["truly"].iloc[-1])

    # needs

    @property
    def needs(self) -> CustomerNeeds:
        return customer_needs(self.ws, self.linkage)

    @cached_property
    def by_tier(self) -> NeedsByTier:
        return needs_by_tier(self.needs, self.tiers.table, currency=self.currency)

    @property
    def unknown_share(self) -> float:
        return self.needs.unknown / len(self.needs.customers)

    @property
    def told_share(self) -> float:
        """Customers who ever told a wish."""
        told = self.needs.leading(WISH).index.isin(self.needs.customers)
        return float(told.sum()) / len(self.needs.customers)

    @property
    def wish_lasts(self) -> str:
        return number(self.needs.persistence[WISH].value)

    @property
    def motive_lasts(self) -> str:
        return number(self.needs.persistence[MOTIVE].value)

    @property
    def guess_alone(self) -> float:
        return self.by_tier.guess_alone

    @property
    def guess_by_tier(self) -> float:
        return self.by_tier.guess_by_tier

    # what does not fit

    @cached_property
    def fit(self) -> ExpectationFit:
        return expectation_fit(
            self.ws.b2b_accounts.frame(), self.ws.b2b_orders.frame(), currency=self.currency
        )

    @cached_property
    def account(self) -> pd.Series:
        """The account of the story; on other data the farthest from what is offered."""
        rows = self.fit.table
        mine = rows[rows["account_id"] == ACCOUNT]
        return mine.iloc[0] if len(mine) else self.fit.misfits.iloc[0]

    @property
    def account_name(self) -> str:
        return str(self.account["account_id"])

    @property
    def as_is(self) -> float:
        return float(self.account["after_drops"])

    @property
    def as_wanted(self) -> float:
        return float(self.account["as_wanted"])

    @property
    def lost(self) -> float:
        """What meeting the wish takes from a year."""
        return self.as_is - self.as_wanted

    @property
    def as_is_said(self) -> str:
        return self._cash(self.as_is)

    @property
    def as_wanted_said(self) -> str:
        return self._cash(self.as_wanted)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def _short(self, amount: float) -> str:
        return money(amount, self.currency or None, short=True)


def draw(facts: Any, places: float, potential: float) -> tuple[Picture, str]:
    """So many names, with so much of the potential counted."""
    possible = min(int(places), len(facts.tiers.table))
    found = tier_lists(facts.tiers, possible, potential=potential / 100)
    return plot_tier_lists(found), found.sentence


FACTS = Lesson22
EXERCISES = (
    Guess("guess", answer=lambda f: f.sure_share, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.wrong_share,
        to="percent",
        mistakes={
            "the_right_ones": lambda f: 1 - f.wrong_share,
            "of_the_right_ones": lambda f: f.named / f.truly - 1,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.lost,
        to="ten",
        mistakes={
            "sign_lost": lambda f: f.as_is + f.as_wanted,
            "end_only": lambda f: -f.as_wanted,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.left_over,
        to="hundred",
        mistakes={
            "all_are_right": lambda f: (GAIN - COST) * f.named,
            "only_the_right_cost": lambda f: (GAIN - COST) * f.truly,
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
        Slider("places", low=100, high=3_000, step=100, start=PLACES),
        Slider("potential", low=0, high=100, step=10, start=COUNTED),
    ),
)
