"""Lesson 42, the price of hassle: what a minute is worth, and what it costs to spare it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Slider
from cvmlab.value_for.hassle.hassle_removals import hassle_removals
from cvmlab.value_for.hassle.hassle_removals_picture import plot_removal_break_even
from cvmlab.value_for.hassle.hassle_removals_result import HassleRemovals
from cvmlab.value_for.hassle.hassle_spread import HassleSpread, hassle_spread
from cvmlab.value_for.hassle.removal_break_even import cost_of_a_minute, removal_break_even
from cvmlab.value_for.hassle.removal_inputs import EVERY_TIME

MEMO = "Spotless doorstep"  # the remedy the memo asks for
MINUTES = 30  # lost by one failure, for the lever


class Lesson42(Facts):
    """The price of a minute, the remedies, and what they cost and return in a year."""

    # a text before the van comes: the first exercise's own numbers

    text_cost, text_share, text_minutes = 0.06, 0.02, 35.0

    @property
    def text_a_minute(self) -> float:
        return cost_of_a_minute(self.text_cost, self.text_minutes, self.text_share)

    # what a minute is worth

    @cached_property
    def spread(self) -> HassleSpread:
        return hassle_spread(self.ws.choice_tasks.frame())

    @property
    def mean(self) -> float:
        return self.spread.row()["mean"]

    @property
    def median(self) -> float:
        return self.spread.row()["median"]

    # the remedies

    @cached_property
    def removals(self) -> HassleRemovals:
        ws = self.ws
        return hassle_removals(
            ws.service_events.frame(),
            ws.offers.frame(),
            ws.transactions.table,
            minute_price=self.spread,
            currency=self.currency,
        )

    @property
    def remedies(self) -> int:
        return len(self.removals.table)

    @property
    def paying(self) -> int:
        return int((self.removals.table["verdict"] == "pays").sum())

    @property
    def best(self) -> Any:
        return self.removals.table.iloc[0]

    @property
    def best_name(self) -> str:
        return str(self.best["name"])

    @property
    def best_cost(self) -> float:
        return float(self.best.cost_a_year)

    @property
    def best_worth(self) -> float:
        return float(self.best.worth_a_year)

    @property
    def best_net(self) -> float:
        return float(self.best.net)

    @property
    def best_per_euro(self) -> float:
        return float(self.best.per_euro)

    @cached_property
    def memo(self) -> Any:
        """The memo's remedy; on other tables the dearest minute of those paid every time."""
        table = self.removals.table
        named = table[table["name"] == MEMO]
        always = table[table["paid"] == EVERY_TIME]
        return (named if len(named) else always if len(always) else table).iloc[-1]

    @property
    def memo_name(self) -> str:
        return str(self.memo["name"])

    @property
    def memo_use(self) -> float:
        return float(self.memo.cost_per_use)

    @property
    def memo_share(self) -> float:
        return float(self.memo.share)

    @property
    def memo_in_thousand(self) -> float:
        return 1000 * self.memo_share

    @property
    def memo_minutes(self) -> float:
        return float(self.memo.minutes)

    @property
    def memo_needed(self) -> float:
        return cost_of_a_minute(self.memo_use, self.memo_minutes) / self.mean


def draw(facts: Any, minute: float, failing: float, cost: float) -> tuple[Picture, str]:
    """What a minute removed costs at this share of failures, and from which share on it pays.

    ``minute`` and ``cost`` are in cents, ``failing`` in percent.
    """
    case = removal_break_even(
        cost / 100, MINUTES, failing / 100, minute / 100, currency=facts.currency
    )
    return plot_removal_break_even(case), case.sentence


FACTS = Lesson42
EXERCISES = (
    Guess("guess", answer=lambda f: f.paying, to="whole number", low=0, high=8),
    Choice("a", "check", right="c"),
    Choice("b", "check", right="b"),
    Number(
        "1",
        "green",
        answer=lambda f: f.text_a_minute,
        to="cent",
        mistakes={
            "no_base_rate": lambda f: f.text_cost / f.text_minutes,
            "a_failure": lambda f: f.text_cost / f.text_share,
            "multiplied": lambda f: f.text_cost * f.text_share * f.text_minutes,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.memo_needed,
        to="percent",
        mistakes={
            "no_price": lambda f: f.memo_use / f.memo_minutes,
            "as_it_is": lambda f: f.memo_share,
            "not_the_cost": lambda f: 1 / (f.memo_minutes * f.mean),
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.best_worth,
        to="thousand",
        mistakes={
            "same_money": lambda f: f.best_cost,
            "net": lambda f: f.best_net,
            "twice_multiplied": lambda f: f.best_worth * f.best_per_euro,
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
        Slider("minute", low=5, high=60, step=5, start=20),
        Slider("failing", low=1, high=50, step=1, start=5),
        Slider("cost", low=10, high=500, step=10, start=100),
    ),
)
