"""What follows from an audit, as far as its intervals allow."""

from __future__ import annotations

from functools import partial

import numpy as np

from cvmlab.figures.advice import Advice, AdviceList
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.insight.counted.tops_result import TopsLater
from cvmlab.value_of.audit.base_health_result import BaseHealth
from cvmlab.value_of.audit.cohorts_compared_result import CohortsCompared
from cvmlab.value_of.audit.one_cohort_result import OneCohort
from cvmlab.value_of.audit.two_periods_result import TwoPeriods

_tenths = partial(percent, digits=1)


class AuditAdvice(AdviceList):
    """What the figures of an audit allow to be done, said or left."""

    @property
    def sentence(self) -> str:
        """How much can be said, in words."""
        if self.sure or not self.advice:
            return super().sentence if self.advice else "There is nothing to compare."
        return "Nothing is sure enough to act on: so few customers leave the intervals wide."


def audit_advice(
    *,
    change: TwoPeriods | None = None,
    tops: TopsLater | None = None,
    cohort: OneCohort | None = None,
    cohorts: CohortsCompared | None = None,
    health: BaseHealth | None = None,
    level: float = 0.95,
) -> AuditAdvice:
    """Sentences by rule from the parts of an audit; what is missing says nothing.

    Parameters
    ----------
    change, tops, cohort, cohorts, health
        The lenses, where they could be looked through.
    level : float
        Confidence level of their intervals.
    """
    advice = [
        *(_of_change(change) if change is not None else []),
        *([_of_tops(tops)] if tops is not None else []),
        *(_of_health(health) if health is not None else []),
        *(_of_cohort(cohort) if cohort is not None else []),
        *([_of_cohorts(cohorts)] if cohorts is not None else []),
    ]
    ordered = sorted((each for each in advice if each), key=lambda each: each.kind == "wait")
    return AuditAdvice(tuple(ordered), level, "with some customers")


def _of_change(found: TwoPeriods) -> list[Advice]:
    row = found.facts.loc["change"]
    verb = "rose" if row.value > 0 else "fell"
    if row.low * row.high <= 0:
        said = (
            f"Do not read much into {found.measure} that {verb} by {_tenths(abs(row.value))}: with "
            f"other customers like these the change could have been anything from "
            f"{interval(row.low, row.high, _tenths)}."
        )
        return [Advice("do not say", "sales", said)]
    ends = sorted([abs(row.low), abs(row.high)])
    first = Advice(
        "say", "sales",
        f"{found.measure.capitalize()} {verb} by {_tenths(abs(row.value))} "
        f"({interval(ends[0], ends[1], _tenths)}), more than chance among customers explains.",
    )  # fmt: skip
    parts = found.parts
    same = parts[np.sign(parts["change"]) == np.sign(row.value)]
    most = same.loc[same["change"].abs().idxmax()]
    if most.low * most.high <= 0:
        return [first]
    verb = "bought" if found.kind == "orders" else "paid"
    words = {
        "customers": f"at how many {verb}",
        "purchases each": f"at how often each {verb}",
        "spend per purchase": f"at what was spent per {found.one}",
    }[str(most.name)]
    share = most.change / found.table["change"].sum()
    part = "more than all" if share > 1.005 else percent(share)
    second = Advice(
        "do", "sales",
        f"Look first {words}: that accounts for {part} of the change, {found.cash(most.change)} "
        f"({interval(most.low, most.high, found.cash)}).",
    )  # fmt: skip
    return [first, second]


def _of_tops(found: TopsLater) -> Advice:
    best, beyond = found.table.loc["best"], found.table.loc["beyond chance"]
    if best.fall <= 0:
        said = (
            f"Do not say that the best customers are leaving: the best {percent(found.top)} of "
            f"the period before spend {_tenths(-best.fall)} more than then."
        )
        return Advice("do not say", "best customers", said)
    fall = f"The best {percent(found.top)} spend {_tenths(best.fall)} less than a period ago"
    span = interval(beyond.low * 100, beyond.high * 100, _one)
    everybody = found.table.loc["everybody", "fall"]
    if beyond.low > 0 and best.low <= everybody:
        said = (
            f"Do not say that it is the best customers who leave. {fall} "
            f"({interval(best.low, best.high, percent)}), and so do all who were customers then: "
            f"together {_tenths(everybody)} less."
        )
        return Advice("do not say", "best customers", said)
    if beyond.low > 0:
        said = (
            f"{fall}, and {_one(beyond.fall * 100)} points of that are not chance ({span}); all "
            f"who were customers then spend {_tenths(everybody)} less."
        )
        return Advice("say", "best customers", said)
    said = (
        f"Do not say that the best customers are leaving. {fall}, but chance alone makes "
        f"{_tenths(found.by_chance)}: some were at the top by luck. What is left, "
        f"{_one(beyond.fall * 100)} points ({span}), may be nothing."
    )
    return Advice("do not say", "best customers", said)


def _of_health(found: BaseHealth) -> list[Advice]:
    signs = found.table
    advice = []
    if "new customers" in signs.index and signs.loc["new customers", "verdict"] in ("rose", "fell"):
        row = signs.loc["new customers"]
        ends = sorted([abs(float(row["low"])), abs(float(row["high"]))])
        more = "more" if row["verdict"] == "rose" else "fewer"
        advice.append(
            Advice("say", "new customers", _nobody_won(float(row["before"])))
            if row["now"] == 0
            else Advice(
                "say", "new customers",
                f"{percent(abs(row['change']))} {more} customers were won than in the period "
                f"before ({interval(ends[0], ends[1], percent)}): {count(row['now'])} after "
                f"{count(row['before'])}.",
            )
        )  # fmt: skip
    row = signs.loc["kept"] if "kept" in signs.index else None
    if row is None or np.isnan(row["change"]):
        return advice
    bought = "bought" if found.kind == "orders" else "paid"
    span = interval(row["low"] * 100, row["high"] * 100, _one)
    text = (
        f"{percent(row['now'])} of the customers of the period before {bought} again, "
        f"{percent(row['before'])} a period earlier ({_one(row['change'] * 100)} points, {span})"
    )
    if row["verdict"] == "no sure change":
        return [*advice, Advice("wait", "keeping", f"{text}: no sure change in how many stay.")]
    more = "more" if row["verdict"] == "rose" else "fewer"
    return [*advice, Advice("say", "keeping", f"{text}: {more} stay, surely.")]


def _nobody_won(before: float) -> str:
    return f"No customer was won in the latest period; {count(before)} were in the one before."


def _of_cohort(found: OneCohort) -> list[Advice]:
    first, last = found.table.iloc[0], found.table.iloc[-1]
    row = found.change.loc["buyers"]
    total = found.change["value"].sum()
    if total >= 0 or row.high >= 0 or row.value / total < 0.5:
        return []
    part = "nearly all" if row.value / total > 0.9 else percent(row.value / total)
    said = (
        f"Work on keeping customers before selling more to each: what the cohort of "
        f"{found.cohort} brings fell from {found.cash(first.spend)} to {found.cash(last.spend)} a "
        f"customer, {part} of it because fewer of them {'buy' if found.kind == 'orders' else 'pay'}"
        f" ({found.cash(row.value)}, {interval(row.low, row.high, found.cash)})."
    )
    return [Advice("do", "keeping", said)]


def _of_cohorts(found: CohortsCompared) -> Advice:
    row = found.trend.loc["spend"]
    span = interval(row.low, row.high, found.cash)
    if found.worth == "not surely":
        return Advice(
            "wait", "new customers",
            f"Whether the customers won later are worth less cannot be told from "
            f"{count(len(found.table))} cohorts: {found.cash(row.change)} from year to year "
            f"({span}).",
        )  # fmt: skip
    if found.worth == "less":
        span = interval(-row.high, -row.low, found.cash)
        said = (
            f"Look at how customers are won: those of a later year bring "
            f"{found.cash(-row.change)} less each {found.span} ({span}), or something has struck "
            "all customers since."
        )
        return Advice("do", "new customers", said)
    return Advice(
        "say", "new customers",
        f"Customers won later bring more: {found.cash(row.change)} each from year to year "
        f"{found.span} ({span}).",
    )  # fmt: skip


def _one(x: float) -> str:
    return number(x, 1)
