"""Lesson 12: what the rows say when they are counted, and what RFM makes of the retired caterer."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from cvmlab.data.customer_base import customer_base
from cvmlab.data.occasions import occasions
from cvmlab.figures.pictures import Picture
from cvmlab.insight.counted.lorenz import top_share
from cvmlab.insight.counted.purchase_windows import last_day_leaving
from cvmlab.insight.counted.rfm import rfm
from cvmlab.insight.counted.rfm_result import RFM
from cvmlab.insight.counted.rfm_windows import RFMWindows, plot_rfm_by_window, rfm_by_window
from cvmlab.insight.counted.survivors import Survivors, survivors
from cvmlab.insight.counted.tops import tops_later
from cvmlab.insight.counted.tops_result import TopsLater
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider

WEEKS, WEEKS_AFTER = 52, 39
MAURA = "K0000001"
ASKED = {"r": 13, "f": 6, "m": 202}  # days, purchases, euros: what Maura Keane had 13 weeks later
ESTIMATES_ONLY = 20  # resamples: no exercise asks for an interval


class Lesson12(Facts):
    """The customers of a year, seen from 39 weeks before the orders end."""

    @cached_property
    def bought(self) -> Any:
        """One row for each day a customer bought."""
        return occasions(self.ws.transactions.table).cache()

    @cached_property
    def today(self) -> dt.date:
        """The last day that is looked at; what came afterwards checks the rankings."""
        return last_day_leaving(self.bought, WEEKS_AFTER)

    @cached_property
    def cells(self) -> RFM:
        """Everybody's cell."""
        return rfm(self.bought, end=self.today, weeks=WEEKS)

    @property
    def customers(self) -> int:
        """Who bought in the window."""
        return len(self.cells.table)

    @cached_property
    def best_fifth(self) -> float:
        """Share of the spend of the window that the best fifth brought."""
        return top_share(self.cells.table["monetary"], 0.2)

    def looked_up(self, letter: str) -> int:
        """The score of the customer asked for, from the table of fifths."""
        names = {"r": "recency_days", "f": "frequency", "m": "monetary"}
        groups = self.cells.table.groupby(letter)[names[letter]]
        value = ASKED[letter]
        fits = groups.max() >= value if letter == "r" else groups.min() <= value
        return int(fits.index[fits].max()) if fits.any() else 1

    @cached_property
    def scores(self) -> dict[str, int]:
        """The three scores of the customer asked for."""
        return {letter: self.looked_up(letter) for letter in ASKED}

    @property
    def score(self) -> int:
        """Their sum."""
        return sum(self.scores.values())

    @property
    def asked_r(self) -> int:
        """Its recency score."""
        return self.scores["r"]

    @property
    def asked_f(self) -> int:
        """Its frequency score."""
        return self.scores["f"]

    @property
    def asked_m(self) -> int:
        """Its money score."""
        return self.scores["m"]

    @property
    def score_upside_down(self) -> int:
        """The sum, with recency read as if long ago were good."""
        return self.score - self.asked_r + (6 - self.asked_r)

    @property
    def score_multiplied(self) -> int:
        """The product instead of the sum."""
        return self.asked_r * self.asked_f * self.asked_m

    @cached_property
    def luck(self) -> TopsLater:
        """What becomes of the best tenth of four weeks in the next four."""
        return tops_later(self.bought, end=self.today, weeks=4, resamples=ESTIMATES_ONLY)

    @property
    def fall(self) -> float:
        """How far they fall."""
        return self.luck.fall

    @property
    def by_chance(self) -> float:
        """How far they would by chance alone."""
        return self.luck.by_chance

    @property
    def share_of_chance(self) -> float:
        """Which part of the fall is chance."""
        return self.luck.by_chance / self.luck.fall

    @property
    def everybody_of_fall(self) -> float:
        """The fall of the whole base as part of that of the best."""
        return float(self.luck.table.loc["everybody", "fall"]) / self.luck.fall

    @cached_property
    def ages(self) -> Survivors:
        """Spend by age of the customers who began inside the file."""
        known = self.ws.get("customers", "acquired_on")
        base = customer_base(self.ws.transactions, end=self.today, customers=known)
        return survivors(
            self.bought, end=self.today, weeks=26, periods=3, customers=base.inside,
            resamples=ESTIMATES_ONLY,
        )  # fmt: skip

    def changed(self, column: str) -> float:
        """Change of a mean from the first age to the last, as a share of the first."""
        values = self.ages.table[column]
        return float(values.iloc[-1] / values.iloc[0] - 1)

    @property
    def same_customers_less(self) -> float:
        """How much less the same customers spend at the end."""
        return -self.changed("followed")

    @property
    def mean_rose(self) -> float:
        """How far spend per active customer rose."""
        return self.changed("per_active")

    @property
    def acquired_less(self) -> float:
        """How much less is spent per customer acquired."""
        return -self.changed("per_acquired")

    @property
    def followed_first(self) -> float:
        """Mean spend of the same customers at the first age."""
        return float(self.ages.table["followed"].iloc[0])

    @property
    def followed_last(self) -> float:
        """The same at the last."""
        return float(self.ages.table["followed"].iloc[-1])

    @property
    def stayed(self) -> int:
        """How many they are."""
        return self.ages.stayed

    @cached_property
    def customer(self) -> str:
        """Maura Keane; on other data whoever brought most before the window and in it."""
        known = rfm(self.bought, end=self.today, weeks=2 * WEEKS, population="known").table
        if (known["customer_id"] == MAURA).any():
            return MAURA
        return str(known.loc[known["monetary"].idxmax(), "customer_id"])

    @cached_property
    def windows(self) -> RFMWindows:
        """The customer's cell for windows of every length the slider has."""
        return rfm_by_window(self.bought, self.customer, end=self.today)


def draw(facts: Lesson12, weeks: int) -> tuple[Picture, str]:
    """The customer's scores by length of the window, with one window marked."""
    currency = facts.currency or None
    picture = plot_rfm_by_window(facts.windows, weeks=weeks, currency=currency)
    return picture, facts.windows.says(weeks, currency)


FACTS = Lesson12
EXERCISES = (
    Guess("guess", answer=lambda f: f.best_fifth, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Choice("c", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.score,
        to="whole number",
        mistakes={
            "upside_down": lambda f: f.score_upside_down,
            "multiplied": lambda f: f.score_multiplied,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.share_of_chance,
        to="percent",
        mistakes={
            "beyond": lambda f: 1 - f.share_of_chance,
            "everybody": lambda f: f.everybody_of_fall,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.same_customers_less,
        to="percent",
        mistakes={
            "mean": lambda f: f.mean_rose,
            "acquired": lambda f: f.acquired_less,
        },
    ),
    Choice("q1", "quiz", right="c"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="b"),
    Plan("plan"),
)
EXPLORER = Explorer(draw, (Slider("weeks", low=4, high=104, step=4, start=WEEKS),))
