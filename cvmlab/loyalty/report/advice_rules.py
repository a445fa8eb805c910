"""The rules behind what follows from a loyalty report: an interval decides, or one waits.

Each rule looks at the ends of an interval and at nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd

from cvmlab.figures.advice import Advice
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.called_loyal.firm_label import FirmLabel
from cvmlab.loyalty.called_loyal.group_outcomes import words_of
from cvmlab.loyalty.relationship.label_against_index import LabelAgainstIndex
from cvmlab.loyalty.relationship.validity_result import IndexValidity
from cvmlab.loyalty.report.two_scores import PROMOTER_SCORE, TwoScores
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers
from cvmlab.loyalty.satisfaction.levels import in_a_row
from cvmlab.loyalty.satisfaction.penalty_reward_result import DELIGHT, TABLE_STAKE, PenaltyReward
from cvmlab.loyalty.segments.outcomes_result import SegmentOutcomes
from cvmlab.stats.ratios import difference_with_interval

_WHOLE = partial(number, digits=0)
_WIDE = 10  # points of a net promoter score, from one end of its interval to the other


def about_label(label: FirmLabel) -> Iterator[Advice]:
    """Whether the firm's label may be read as loyalty."""
    said = "; ".join(
        f"{percent(row.value)} {words_of(one, label.words)} "
        f"({interval(row.low, row.high, percent)}), of those called {label.against} "
        f"{percent(label.row(one, label.against).value)}"
        if label.shares[one]
        else f"{words_of(one, label.words)} {number(row.value)} ({interval(row.low, row.high)})"
        for one in label.outcomes
        for row in [label.row(one)]
    )
    of = f"of {count(label.customers)} customers called {label.value}"
    many = len(label.outcomes)
    if not label.sure:
        yield Advice(
            "do not",
            "the label",
            f"Do not read {label.value} as loyal: {of}, {said}. In none of {count(many)} "
            "comparisons are they surely ahead." if many > 1 else
            f"Do not read {label.value} as loyal: {of}, {said}; they are not surely ahead.",
        )  # fmt: skip
    elif len(label.sure) == many:
        yield Advice(
            "say", "the label", f"{label.value} does pick out the more loyal: {of}, {said}."
        )
    else:
        sure = in_a_row([words_of(one, label.words) for one in label.sure])
        yield Advice(
            "say",
            "the label",
            f"{label.value} says something of one side only ({sure}), and not of loyalty as a "
            f"whole: {of}, {said}.",
        )


def about_label_and_bond(found: LabelAgainstIndex) -> Iterator[Advice]:
    """Who has a bond and not the label."""
    _, low, high = found.labelled_of_close
    if high < 0.5:
        yield Advice(
            "do",
            "the label",
            f"Look for loyal customers outside of {found.value} too: most of those with a close "
            f"bond do not carry the label, which reaches {percent(found.labelled_of_close[0])} of "
            f"them ({interval(low, high, percent)}).",
        )


def about_segments(found: SegmentOutcomes) -> Iterator[Advice]:
    """Which reason to come goes with staying and following, and which does not."""
    shares = [one for one in found.outcomes if found.rows(one)["is_share"].all()]
    ahead: dict[str, list[str]] = {}
    for outcome in shares if len(found.segments) > 1 else ():
        rows, words = found.rows(outcome), found.labels[outcome]
        for name, row in rows.iterrows():
            others = rows.drop(index=name)
            if (row.low > others["high"]).all():
                said = in_a_row([f"{other} {_with_ends(one)}" for other, one in others.iterrows()])
                ahead.setdefault(str(name), []).append(
                    f"{_with_ends(row)} of them {words}, of the others: {said}"
                )
        if not rows["sure"].any():
            said = in_a_row([f"{name} {_with_ends(row)}" for name, row in rows.iterrows()])
            yield Advice(
                "wait",
                "segments",
                f"Make no difference between segments for the sake of this yet, {words}: {said}.",
            )
    for name, sentences in ahead.items():
        yield Advice(
            "do",
            "segments",
            f"Treat those who come for {name} as a segment of their own: {'; '.join(sentences)}.",
        )


def _with_ends(row: pd.Series) -> str:
    return f"{percent(row['estimate'])} ({interval(row['low'], row['high'], percent)})"


def about_drivers(drivers: Sequence[SatisfactionDrivers]) -> Iterator[Advice]:
    """Where what goes with satisfaction is surely not what goes with staying."""
    if not drivers:
        return
    first, *others = drivers
    if first.is_noise:
        return
    base = first.table.set_index("driver")
    ahead: dict[str, list[str]] = {}
    if noise := [other.called(other.outcome) for other in others if other.is_noise]:
        yield Advice(
            "wait",
            "satisfaction",
            f"Decide nothing about {in_a_row(noise)} from marks for satisfaction: chance alone "
            "would explain as much as they do.",
        )
    for other in others:
        what = other.called(other.outcome)
        if other.is_noise:
            continue
        rows = other.table.set_index("driver")
        for name, row in rows[rows["low"] > base.loc[rows.index, "high"]].iterrows():
            ahead.setdefault(str(name), []).append(
                f"{percent(row.share)} of what goes with {what} "
                f"({interval(row.low, row.high, percent)}; all together explain "
                f"{percent(other.importance.r2, 0 if other.importance.r2 >= 0.1 else 1)} of it)"
            )
    for name, said in ahead.items():
        mine = base.loc[name]
        yield Advice(
            "do not",
            "satisfaction",
            f"Do not steer by {first.called(first.outcome)} alone: {first.called(name)} has "
            f"{percent(mine.share)} of what goes with it ({interval(mine.low, mine.high, percent)})"
            f", but {in_a_row(said)}.",
        )


def about_stakes(found: PenaltyReward) -> Iterator[Advice]:
    """What must not fall short, and what pays beyond what is expected."""
    form = partial(number, digits=2) if not found.is_share else partial(percent, digits=1)
    for name, kind in ((TABLE_STAKE, "do not"), (DELIGHT, "do")):
        for driver in found.named(name):
            row = found.of(driver)
            if not row.holds:
                continue
            below = f"{form(row.below)} ({interval(row.below_low, row.below_high, form)})"
            above = f"{form(row.above)} ({interval(row.above_low, row.above_high, form)})"
            what = found.called(driver)
            if kind == "do not":
                text = (
                    f"Do not pay for more than enough of {what}: below {number(found.turn)} a "
                    f"point goes with {below} of {found.called(found.outcome)}, above it with "
                    f"{above}."
                )
            else:
                text = (
                    f"Raise {what} beyond what is expected: above {number(found.turn)} a point "
                    f"goes with {above} of {found.called(found.outcome)}, below it with {below}."
                )
            yield Advice("do not" if kind == "do not" else "do", "satisfaction", text)


def about_index(found: IndexValidity) -> Iterator[Advice]:
    """Whether a question on the bond belongs into the next survey."""
    ours, theirs = (_times(area) for area in (found.areas.first, found.areas.second))
    what, other = found.called(found.outcome), found.called(found.against)
    if found.better:
        yield Advice(
            "do",
            "the relationship",
            f"Keep asking about the relationship: of one customer who {what} and one who did not, "
            f"the index puts the first ahead {ours} times in 100, {other} {theirs} times "
            "(a coin: 50).",
        )
    else:
        yield Advice(
            "wait",
            "the relationship",
            f"That the index tells more than {other} does about who {what} is not shown: "
            f"{ours} times in 100 against {theirs}.",
        )


def about_scores(found: TwoScores) -> Iterator[Advice]:
    """What a net promoter score is too uncertain for."""
    if not found.has(PROMOTER_SCORE):
        return
    row = found.of(PROMOTER_SCORE)
    if row.high - row.low > _WIDE:
        yield Advice(
            "do not",
            "the scores",
            "Do not reward or blame anybody for a few points of the net promoter score: from "
            f"{count(row.people)} people it is known to lie between {_WHOLE(row.low)} and "
            f"{_WHOLE(row.high)}.",
        )


def about_silence(asked: pd.DataFrame, level: float, own: str) -> Iterator[Advice]:
    """Whether those who did not answer behave otherwise."""
    if "stays" not in asked or asked["answered"].nunique() < 2:
        return
    spoke, silent = asked[asked["answered"]]["stays"], asked[~asked["answered"]]["stays"]
    gap, low, high = difference_with_interval(
        int(silent.sum()), len(silent), int(spoke.sum()), len(spoke), level
    )
    if low <= 0 <= high:
        return
    ends = sorted((100 * abs(low), 100 * abs(high)))
    yield Advice(
        "do not",
        "who answered",
        f"Do not take these figures for all customers of {own}: of those who did not answer "
        f"{percent(silent.mean())} stay, of those who did {percent(spoke.mean())}, a difference of "
        f"{_WHOLE(100 * abs(gap))} points "
        f"({interval(ends[0], ends[1], _WHOLE)}).",
    )


def _times(area: tuple[float, float, float]) -> str:
    value, low, high = (100 * x for x in area)
    return f"{_WHOLE(value)} ({interval(low, high, _WHOLE)})"
