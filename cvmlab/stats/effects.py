"""How two groups differ: the baseline first, then the difference, then the ratios.

"30% more likely to remain" is no statement until somebody says: more likely than what? Where 80%
remain anyway, a third more would be 104 of every 100 customers. So a comparison here always names
its baseline, and gives the difference in percentage points beside every ratio.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import Formatter, count, interval, is_missing, number, percent
from cvmlab.stats.hazards import HazardRatio
from cvmlab.stats.ratios import (
    difference_with_interval,
    e_value,
    e_value_of_interval,
    possible_ratio,
    ratio_with_interval,
    share_with_interval,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_COMMON = 0.5  # from this baseline on, the largest ratio possible is worth a sentence


@dataclass(frozen=True, eq=False)
class Effect:
    """Two shares side by side, and every usual way of comparing them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a measure (``share``, ``baseline``, ``difference``, ``risk ratio``,
        ``odds ratio``, and ``hazard ratio`` where one was given), with ``value``, ``low`` and
        ``high``. Shares and their difference are fractions, not percent.
    names : tuple of str
        The group and those it is compared with.
    outcome : str
        What was counted, as the end of a sentence: "bought again".
    events, of, baseline_events, baseline_of : int
        The counts.
    e_value, e_value_limit : float
        How strongly something unmeasured would have to go with both the group and the outcome
        (as a risk ratio) to explain away the risk ratio, and the nearer end of its interval.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    names: tuple[str, str]
    outcome: str
    events: int
    of: int
    baseline_events: int
    baseline_of: int
    e_value: float
    e_value_limit: float
    level: float

    def __getitem__(self, measure: str) -> pd.Series:
        """One row of the table: its ``value``, ``low`` and ``high``."""
        return self.table.set_index("measure").loc[measure]

    @property
    def sentence(self) -> str:
        """The finding in one breath, with its baseline."""
        share, base, gap = (self[m] for m in ("share", "baseline", "difference"))
        group, others = self.names
        points = f"{number(abs(gap.value) * 100, 1)} percentage points"
        more = "more" if gap.value >= 0 else "fewer"
        ends = interval(gap.low * 100, gap.high * 100, partial(number, digits=1))
        ratio = self["risk ratio"]
        times = (
            f", or {number(ratio.value)} times the baseline ({_range(ratio)})"
            if math.isfinite(ratio.value)
            else ""
        )
        text = (
            f"Of {count(self.baseline_of)} {others}, {percent(base.value, 1)} {self.outcome} "
            f"(the baseline); of {count(self.of)} {group}, {percent(share.value, 1)}: "
            f"{points} {more} ({percent(self.level)} interval {ends}){times}."
        )
        if gap.low <= 0 <= gap.high:
            text += " The interval includes no difference at all."
        return f"{text} {self._ceiling()}" if base.value >= _COMMON else text

    def _ceiling(self) -> str:
        base = self["baseline"].value
        return (
            f"From a baseline of {percent(base, 1)} no group can reach more than "
            f"{number(_floored(possible_ratio(base)))} times it."
        )

    def summary(self) -> Table:
        """The comparison as a table to read."""
        from cvmlab.figures.tables import Table

        group, others = self.names
        in_percent = partial(percent, digits=1)
        measures: dict[str, tuple[str, Formatter]] = {
            "share": (f"Share of {group} who {self.outcome}", in_percent),
            "baseline": (f"Baseline: share of {others}", in_percent),
            "difference": ("Difference, in percentage points", _in_points),
            "risk ratio": ("Risk ratio: share divided by baseline", number),
            "odds ratio": ("Odds ratio: odds divided by odds", number),
            "hazard ratio": ("Hazard ratio: chance at any moment", number),
        }
        lines = [(*measures[row.measure], row) for row in self.table.itertuples()]
        frame = pd.DataFrame(
            {
                "Measure": [label for label, _, _ in lines],
                "Estimate": [shown(row.value) for _, shown, row in lines],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, shown) for _, shown, row in lines
                ],
            }
        )
        return Table(frame, title=f"How {group} and {others} differ", note=self._note())

    def _note(self) -> str:
        parts = [
            f"{count(self.events)} of {count(self.of)} {self.names[0]} and "
            f"{count(self.baseline_events)} of {count(self.baseline_of)} {self.names[1]} "
            f"{self.outcome}.",
        ]
        if self["baseline"].value > 0:
            parts.append(self._ceiling())
        if not is_missing(self.e_value):
            parts.append(
                f"E-value {number(self.e_value)} (nearer end of the interval "
                f"{number(self.e_value_limit)}): so strongly would something unmeasured have to "
                "go with both the group and the outcome to explain the ratio away."
            )
        if self._has_empty_cell:
            parts.append(
                "Somewhere nobody, or everybody, did it: the odds ratio's interval is reached by "
                "adding a half to each count, and a ratio of nothing to nothing is left open."
            )
        return " ".join(parts)

    @property
    def _has_empty_cell(self) -> bool:
        without = (self.of - self.events, self.baseline_of - self.baseline_events)
        return 0 in (self.events, self.baseline_events, *without)


def two_groups(
    events: int,
    of: int,
    baseline_events: int,
    baseline_of: int,
    *,
    names: Sequence[str] = ("members", "others"),
    outcome: str = "had the outcome",
    hazard: HazardRatio | None = None,
    level: float = 0.95,
) -> Effect:
    """Compare the share of one group that did something with the share of another.

    Parameters
    ----------
    events, of : int
        How many of the group did it, and how many the group is.
    baseline_events, baseline_of : int
        The same for those it is compared with.
    names : sequence of two str
        What the two are called inside a sentence, in the plural: ``("members", "others")``.
    outcome : str
        What they did, as the end of a sentence: ``"bought again within a year"``.
    hazard : HazardRatio, optional
        From :func:`cvmlab.stats.hazards.hazard_ratio`, where the time was observed.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    Effect

    Raises
    ------
    DataProblem
        If counts are missing, broken, below zero, or larger than their groups.

    Notes
    -----
    Shares: Wilson (1927) intervals. Difference p₁ − p₀: the hybrid score interval of Newcombe
    (1998), "Interval estimation for the difference between independent proportions", method 10.
    Ratios p₁/p₀ and p₁(1−p₀)/(p₀(1−p₁)): normal on the log scale (Katz and others 1978; Woolf
    1955). Where somewhere nobody or everybody did it, p₁/p₀ takes its ends from the two Wilson
    intervals (Donner and Zou 2012, "Closed-form confidence intervals for functions of the normal
    mean and standard deviation"), and the odds ratio adds a half to each count.
    E-value RR + √(RR(RR − 1)) for RR ≥ 1, of 1/RR below (VanderWeele and Ding 2017, "Sensitivity
    analysis in observational research: introducing the E-value").

    Examples
    --------
    >>> effect = two_groups(56, 70, 48, 80, names=("members", "others"), outcome="came back")
    >>> [round(float(x), 3) for x in effect["difference"]]
    [0.2, 0.052, 0.334]
    """
    _check(events, of, baseline_events, baseline_of)
    group, others = names
    a, n, b, m = int(events), int(of), int(baseline_events), int(baseline_of)
    rows = [
        ("share", *share_with_interval(a, n, level)),
        ("baseline", *share_with_interval(b, m, level)),
        ("difference", *difference_with_interval(a, n, b, m, level)),
        ("risk ratio", *ratio_with_interval(a, n, b, m, "ratio", level)),
        ("odds ratio", *ratio_with_interval(a, n, b, m, "odds-ratio", level)),
    ]
    if hazard is not None:
        rows.append(("hazard ratio", hazard.value, hazard.low, hazard.high))
    ratio, low, high = rows[3][1:]
    return Effect(
        table=pd.DataFrame(rows, columns=["measure", "value", "low", "high"]),
        names=(group, others),
        outcome=outcome,
        events=a,
        of=n,
        baseline_events=b,
        baseline_of=m,
        e_value=e_value(ratio),
        e_value_limit=e_value_of_interval(ratio, low, high),
        level=level,
    )


def _check(events: float, of: float, baseline_events: float, baseline_of: float) -> None:
    problems = []
    for who, some, many in (
        ("the group", events, of),
        ("the baseline", baseline_events, baseline_of),
    ):
        broken = [x for x in (some, many) if is_missing(x) or not float(x).is_integer() or x < 0]
        if broken:
            problems.append(
                Problem(
                    f"The counts of {who} are not whole numbers from 0 on",
                    "give numbers of customers, not shares or percentages.",
                    examples=[str(x) for x in broken],
                )
            )
        elif many == 0:
            problems.append(Problem(f"There is nobody in {who}", "compare groups with members."))
        elif some > many:
            problems.append(
                Problem(
                    f"More cases ({count(some)}) than members ({count(many)}) in {who}",
                    "give the cases first, then the size of the group.",
                )
            )
    if problems:
        raise DataProblem(problems)


def _range(row: pd.Series) -> str:
    return interval(row.low, row.high, number)


def _in_points(x: float) -> str:
    return number(x * 100, 1)


def _floored(x: float) -> float:
    return float(np.floor(x * 100) / 100)  # a limit that was rounded up would be none
