"""Lesson 34, retention: who leaves, since when, why, and what winning back may cost."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import day, money
from cvmlab.figures.pictures import Picture
from cvmlab.insight.lost.churned import PurchaseDays
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.loyalty.retention.buying_days import buying_days
from cvmlab.loyalty.retention.historic_value import historic_value
from cvmlab.loyalty.retention.historic_value_result import HistoricValue
from cvmlab.loyalty.retention.phase_change import PhaseChange, phase_change
from cvmlab.loyalty.retention.recovery import failures_per_trip, recovery
from cvmlab.loyalty.retention.recovery_result import BAD, Recovery
from cvmlab.loyalty.retention.regular_months import RegularMonths, regular_months
from cvmlab.loyalty.retention.silence import BANDS, Silence, silence, silent_now
from cvmlab.loyalty.retention.voucher_limit import voucher_limit
from cvmlab.loyalty.retention.win_back import win_back
from cvmlab.loyalty.retention.win_back_picture import plot_win_back
from cvmlab.loyalty.retention.win_back_result import WinBack

VOUCHER, LIFT, LETTER, MEMO_WEEKS = 20.0, 0.05, 0.95, 13
LIGHT, REGULAR = "now and then", "every other week"
YEAR = 13  # months of four weeks
BLAMED = "failures for each hundred trips"


class Lesson34(Facts):
    """Regulars month by month, failures, silences, and the best who slipped."""

    @cached_property
    def days(self) -> PurchaseDays:
        return buying_days(self.ws.transactions)

    @cached_property
    def months(self) -> RegularMonths:
        return regular_months(self.days)

    @cached_property
    def failures(self) -> pd.DataFrame:
        return self.ws.service_events.frame()

    @cached_property
    def change(self) -> PhaseChange:
        return phase_change(self.months, {BLAMED: failures_per_trip(self.months, self.failures)})

    @cached_property
    def since(self) -> str:
        """The first day of the new level; where none stands out, that of the months."""
        start = self.change.since if self.change.left.found else self.months.table["begins"].iloc[0]
        return str(pd.Timestamp(start).date())

    @property
    def since_said(self) -> str:
        return day(pd.Timestamp(self.since))

    # failures

    @cached_property
    def put_right(self) -> Recovery:
        return recovery(self.months, self.failures, since=self.since)

    @property
    def explained(self) -> float:
        """Share of leaving since the change that failures not put right account for."""
        return self.put_right.explained[0]

    @property
    def explained_high(self) -> float:
        return self.put_right.explained[2]

    @cached_property
    def unmended(self) -> pd.Series:
        return self.put_right.of(BAD)

    @property
    def leavers(self) -> int:
        return int(self.put_right.table["left"].sum())

    @property
    def with_failure(self) -> int:
        """Leavers who had had a failure not put right."""
        return int(self.unmended["left"])

    @property
    def share_with_failure(self) -> float:
        return self.with_failure / self.leavers

    @property
    def middle_ratio(self) -> float:
        return float(self.unmended["ratio"])

    @property
    def worst_ratio(self) -> float:
        return float(self.unmended["ratio_high"])

    @property
    def at_worst(self) -> float:
        """The share of leaving they account for, were the ratio at its upper end."""
        return self.share_with_failure * (1 - 1 / self.worst_ratio)

    # a year at each level

    @property
    def old_share(self) -> float:
        return self.change.left.means[0]

    @property
    def new_share(self) -> float:
        return self.change.left.means[1]

    @property
    def year_now(self) -> float:
        """Of the regulars of a day, the share that is left after a year at the new level."""
        return (1 - self.new_share) ** YEAR

    @property
    def year_before(self) -> float:
        return (1 - self.old_share) ** YEAR

    # silence, and winning back

    @cached_property
    def quiet(self) -> Silence:
        return silence(self.days)

    @cached_property
    def silent(self) -> pd.DataFrame:
        return silent_now(self.days)

    @property
    def margin_rate(self) -> float:
        rate = self.ws.transactions.margin_rate
        if rate is None:
            raise one_problem("The orders carry no margin", "map a column of margin.")
        return rate

    def offer(self, voucher: float, lift: float, weeks: float) -> WinBack:
        """What a voucher to everybody silent for so long brings."""
        return win_back(
            self.quiet,
            self.silent,
            voucher=voucher,
            lift=lift,
            letter=LETTER,
            margin_rate=self.margin_rate,
            min_weeks=weeks,
            currency=self.currency or None,
        )

    @cached_property
    def memo(self) -> WinBack:
        return self.offer(VOUCHER, LIFT, MEMO_WEEKS)

    @cached_property
    def light(self) -> pd.Series:
        return self.memo.group(LIGHT, MEMO_WEEKS)

    @property
    def light_anyway(self) -> float:
        return float(self.light["anyway"])

    @property
    def light_margin(self) -> float:
        return float(self.light["margin"])

    @property
    def light_margin_said(self) -> str:
        return money(self.light_margin, self.currency or None, digits=2)

    @property
    def light_limit(self) -> float:
        """The most a voucher sent by e-mail, for nothing, may cost with them."""
        return voucher_limit(self.light_anyway, LIFT, self.light_margin)

    @property
    def memo_customers(self) -> int:
        return self.memo.customers

    @property
    def redeemed(self) -> float:
        return self.memo.redeemed

    @property
    def anyway(self) -> float:
        return self.memo.anyway

    @property
    def share_anyway(self) -> float:
        """Of those who redeem, the share that would have come without a voucher."""
        return self.anyway / self.redeemed

    # history

    @cached_property
    def history(self) -> HistoricValue:
        return historic_value(self.days, self.ws.customers.frame())

    @property
    def slipped(self) -> int:
        return len(self.history.slipped)

    @property
    def slipped_talk(self) -> float:
        return self.history.talk["slipped"][0]

    @property
    def others_talk(self) -> float:
        return self.history.talk["others"][0]

    @property
    def history_said(self) -> str:
        return self.history.says(self.currency or None)


def draw(facts: Any, voucher: float, lift: float, weeks: str) -> tuple[Picture, str]:
    """What a voucher to everybody silent for so long brings, group by group."""
    result = facts.offer(float(voucher), lift / 100, float(weeks))
    return plot_win_back(result), result.sentence


FACTS = Lesson34
EXERCISES = (
    Guess("guess", answer=lambda f: max(f.explained, 0.0), to="percent", low=0, high=1),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="c"),
    Number(
        "1",
        "green",
        answer=lambda f: f.light_limit,
        to="tenth",
        mistakes={
            "anyway_forgotten": lambda f: f.light_margin,
            "not_shared": lambda f: LIFT * f.light_margin,
            "only_anyway": lambda f: LIFT * f.light_margin / f.light_anyway,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.year_now,
        to="percent",
        mistakes={
            "added_up": lambda f: 1 - YEAR * f.new_share,
            "twelve_months": lambda f: (1 - f.new_share) ** 12,
            "old_level": lambda f: f.year_before,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.at_worst,
        to="percent",
        mistakes={
            "from_the_baseline": lambda f: f.share_with_failure * (f.worst_ratio - 1),
            "of_the_exposed": lambda f: 1 - 1 / f.worst_ratio,
            "the_middle": lambda f: f.explained,
        },
    ),
    Choice("q1", "quiz", right="c"),
    Choice("q2", "quiz", right="a"),
    Choice("q3", "quiz", right="b"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Slider("voucher", low=0, high=40, step=1, start=VOUCHER),
        Slider("lift", low=0, high=20, step=1, start=100 * LIFT),
        Pick("weeks", lambda facts: ("13", *(str(one) for one in BANDS[:-1] if one != 13))),
    ),
)
