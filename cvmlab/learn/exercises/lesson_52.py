"""Lesson 52, acquisition: what winning customers costs, when it pays back, who answers for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import day, money
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.value_of.acquisition.acquire_or_keep import acquire_or_keep
from cvmlab.value_of.acquisition.acquire_or_keep_result import AcquireOrKeep
from cvmlab.value_of.acquisition.break_even_result import BreakEven
from cvmlab.value_of.acquisition.channel_response import responses_of_channels
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves
from cvmlab.value_of.acquisition.costs_result import EVERY
from cvmlab.value_of.acquisition.current import (
    current_break_even,
    current_movement,
    current_never_pays_back,
)
from cvmlab.value_of.acquisition.customer_equity import customer_equity, customers_to_win
from cvmlab.value_of.acquisition.customer_equity_result import CustomerEquity
from cvmlab.value_of.acquisition.decision import Decision, spend_more
from cvmlab.value_of.acquisition.equity_by_decision import equity_by_decision
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision
from cvmlab.value_of.acquisition.equity_movement import LOST, EquityMovement
from cvmlab.value_of.acquisition.if_spend_more import (
    IfSpendMore,
    if_spend_more,
    plot_if_spend_more,
)
from cvmlab.value_of.acquisition.keeping import keeping, worth_of_active
from cvmlab.value_of.acquisition.never_pays_back_result import NeverPaysBack
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from cvmlab.value_of.lifetime.customer_values import CustomerValues, current_values

CHANGED = "2024-01-01"
SLOW, FAST, LEAFLET = "marketplace", "paid search", "door-drop"
TIMES = 2.0
CARED_FOR, CARE_COST = 4150, 6.60  # the care programme by lot: lesson 33
KEPT, MOST_KEPT = (0.025, 0.004, 0.046), 0.10
OWED, MENDED = (0.10, 0.04, 0.16), (0.09, 0.02, 0.17)  # of all leaving: lesson 34
REPAIR, SAVE = 14_100.0, 23_300.0  # a year: to put all failures right; saved by stopping
TENTH = 0.10
WEEKS = 52.0


class Lesson52(Facts):
    """Costs of winning, break-even, curves, customer equity, and what decisions do to it."""

    @cached_property
    def values(self) -> CustomerValues:
        return current_values(self.ws)

    @cached_property
    def won(self) -> BreakEven:
        return current_break_even(self.ws, phase=self.changed)

    @cached_property
    def lost(self) -> NeverPaysBack:
        return current_never_pays_back(self.ws)

    def _said(self, amount: float, digits: int = 2) -> str:
        return money(amount, self.currency or None, digits=digits)

    # what they are called here

    @property
    def changed(self) -> str:
        """The day on which the later phase begins."""
        return self.stands_for(CHANGED)

    @property
    def slow_channel(self) -> str:
        return self.stands_for(SLOW)

    @property
    def fast_channel(self) -> str:
        return self.stands_for(FAST)

    @property
    def leaflet(self) -> str:
        return self.stands_for(LEAFLET)

    # who pays back

    @cached_property
    def slow(self) -> pd.Series:
        """The marketplace over all that is in the file."""
        return self.lost.of(self.slow_channel)

    @property
    def never(self) -> float:
        """Share of its customers who never bring back the cost of winning one."""
        return float(self.slow["share"])

    @property
    def never_fast(self) -> float:
        return float(self.lost.of(self.fast_channel)["share"])

    @property
    def slow_cost(self) -> float:
        return float(self.slow["cac"])

    @property
    def slow_cost_said(self) -> str:
        return self._said(self.slow_cost)

    @property
    def middle_said(self) -> str:
        """What the customer in the middle brings."""
        return self._said(float(self.slow["middle"]))

    @property
    def mean_said(self) -> str:
        return self._said(float(self.slow["mean"]))

    @property
    def of_one_who_pays(self) -> float:
        """What it costs to win one customer who brings the money back."""
        return self.slow_cost / (1 - self.never)

    @property
    def slow_month(self) -> float:
        return float(self.won.of(self.slow_channel)["month"])

    # what the next one costs

    @cached_property
    def curves(self) -> CostCurves:
        return cost_curve(self.ws.acquisition_costs, phase=self.changed, currency=self.currency)

    @property
    def cac_now(self) -> float:
        """What a customer cost on average since the change, over all channels."""
        return self.won.costs.of(EVERY).value

    @property
    def cac_then(self) -> float:
        return self.won.costs.of(EVERY, "before").value

    @property
    def cac_now_said(self) -> str:
        return self._said(self.cac_now)

    @property
    def cac_then_said(self) -> str:
        return self._said(self.cac_then)

    @property
    def fast_next(self) -> str:
        """What the next customer of paid search costs now."""
        return self._said(float(self.curves.usual(self.fast_channel)["marginal"]), 0)

    @property
    def fast_next_then(self) -> str:
        """What the next customer of paid search cost at the volume of before."""
        return self._said(float(self.curves.usual(self.fast_channel, "before")["marginal"]), 0)

    @property
    def fast_average(self) -> str:
        return self._said(self.won.costs.of(self.fast_channel).value, 0)

    @property
    def fast_average_then(self) -> str:
        return self._said(self.won.costs.of(self.fast_channel, "before").value, 0)

    def if_more(self, channel: str, times: float) -> IfSpendMore:
        """What another budget for a channel would win."""
        return if_spend_more(self.curves, self.won, channel, times=times)

    @cached_property
    def doubled(self) -> IfSpendMore:
        return self.if_more(self.slow_channel, TIMES)

    @property
    def additional_said(self) -> str:
        """What each additional customer of a doubled marketplace costs."""
        return self._said(self.doubled.cost_each.value)

    # winning or keeping

    @cached_property
    def to_win(self) -> pd.DataFrame:
        return customers_to_win(
            self.won.costs, new_customer_value(self.values, self.ws.customers.frame())
        )

    @cached_property
    def slow_worth(self) -> float:
        """What a customer of the marketplace is expected to bring in five years."""
        return float(self.to_win.set_index("channel").loc[self.slow_channel, "worth"])

    @property
    def slow_worth_said(self) -> str:
        return self._said(self.slow_worth)

    @property
    def left_to_serve(self) -> float:
        """What an additional customer leaves for serving her, all five years together."""
        return self.slow_worth - self.doubled.cost_each.value

    @property
    def left_at_average(self) -> float:
        return self.slow_worth - self.won.costs.of(self.slow_channel).value

    @property
    def letters_said(self) -> str:
        """What letters cost a year for each customer the marketplace won since the change."""
        contacts = self.ws.get("contacts", "customer_id", "cost")
        if contacts is None:
            return ""
        known = self.ws.customers.frame()[["customer_id", "channel"]]
        table = self.values.table.merge(known, on="customer_id")
        begun = pd.to_datetime(table["first_purchase"])
        mine = table[
            (table["channel"] == self.slow_channel) & (begun >= pd.Timestamp(self.changed))
        ]
        paid = contacts.frame().groupby("customer_id")["cost"].sum()
        years = float((mine["T"] / WEEKS).sum())
        each = float(mine["customer_id"].map(paid).fillna(0.0).sum()) / years
        return (
            f"In {self.changed[:4]} letters alone cost {self._said(each)} a year for each of them. "
        )

    @cached_property
    def split(self) -> AcquireOrKeep:
        care = keeping(
            "care programme", customers=CARED_FOR, cost_each=CARE_COST, kept=KEPT,
            most=MOST_KEPT, worth=worth_of_active(self.values),
        )  # fmt: skip
        channels = [self.fast_channel, self.leaflet, self.slow_channel]
        return acquire_or_keep(
            [*responses_of_channels(self.curves, self.to_win, channels), care],
            currency=self.currency,
        )

    # customer equity

    @cached_property
    def equity(self) -> CustomerEquity:
        return customer_equity(self.values, self.to_win)

    @property
    def stay(self) -> float:
        """Of customers still here, the share that is in a year."""
        return self.equity.ahead.stay

    @property
    def stay_better(self) -> float:
        """The same if a tenth of those who leave stayed."""
        return self.stay + TENTH * (1 - self.stay)

    @property
    def tenth_worth_said(self) -> str:
        """What that would add to customer equity, were it so every year."""
        share = self.equity.stay_if_fewer_leave((TENTH, TENTH, TENTH))[0]
        more = float(self.equity.revalued(stay=share)[0]) - self.equity.equity
        return self._said(more, 0)

    @property
    def a_percent_said(self) -> str:
        """What one percent more who stay adds."""
        found = self.equity.elasticities.set_index("lever")
        return self._said(float(found.loc["customers who stay", "euros"]), 0)

    @cached_property
    def moved(self) -> EquityMovement:
        return current_movement(self.ws, since=self.changed)

    @property
    def lost_said(self) -> str:
        """What was lost beyond what had been foretold."""
        return self._said(abs(float(self.moved.line(LOST)["euros"])), 0)

    @property
    def then_said(self) -> str:
        return day(self.moved.then)

    # decisions

    @cached_property
    def decided(self) -> EquityByDecision:
        equity = self.equity
        fewer = equity.stay_if_fewer_leave
        more = (-MENDED[0], -MENDED[2], -MENDED[1])
        return equity_by_decision(
            equity,
            [
                spend_more(self.curves, self.slow_channel, times=TIMES, owner="Piotr Zawadzki"),
                spend_more(self.curves, self.fast_channel, times=TIMES, owner="Piotr Zawadzki"),
                Decision("put every failure right", "Noreen Costello", stay=fewer(OWED),
                         cost=REPAIR, basis="association"),
                Decision("stop putting failures right", "Ultan Brehony", stay=fewer(more),
                         cost=-SAVE, basis="association"),
            ],
        )  # fmt: skip

    def _decided(self, name: str, column: str) -> float:
        return float(self.decided.of(name)[column])

    @property
    def saved_said(self) -> str:
        """What stopping to put failures right brings within the year."""
        return self._said(self._decided("stop putting failures right", "this_year"), 0)

    @property
    def saved_in_all_said(self) -> str:
        return self._said(self._decided("stop putting failures right", "euros"), 0)

    @property
    def mended_said(self) -> str:
        return self._said(self._decided("put every failure right", "euros"), 0)


def draw(facts: Any, channel: str, times: float) -> tuple[Picture, str]:
    """What a bigger budget for a channel wins, at which price, and when that is paid back."""
    if channel not in facts.curves.fits:
        raise one_problem(f"no curve of {channel}", "choose another channel.")
    result = facts.if_more(channel, float(times))
    return plot_if_spend_more(result), result.sentence


FACTS = Lesson52
EXERCISES = (
    Guess("guess", answer=lambda f: f.never, to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="a"),
    Number(
        "1",
        "green",
        answer=lambda f: f.of_one_who_pays,
        to="ten",
        mistakes={
            "all_of_them": lambda f: f.slow_cost,
            "those_who_never": lambda f: f.slow_cost / f.never,
            "more_on_top": lambda f: f.slow_cost * (1 + f.never),
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.stay_better,
        to="percent",
        mistakes={
            "ten_points": lambda f: f.stay + TENTH,
            "of_those_who_stay": lambda f: f.stay * (1 + TENTH),
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.left_to_serve,
        to="euro",
        mistakes={
            "average_cost": lambda f: f.left_at_average,
            "next_cost": lambda f: f.slow_worth - f.curves.usual(f.slow_channel)["marginal"],
        },
    ),
    Choice("q1", "quiz", right="c"),
    Choice("q2", "quiz", right="b"),
    Choice("q3", "quiz", right="a"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Pick("channel", lambda facts: (facts.slow_channel, facts.fast_channel, facts.leaflet)),
        Slider("times", low=1, high=2.5, step=0.25, start=TIMES),
    ),
)
