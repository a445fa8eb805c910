"""Two means side by side, what they would be for the same people, and how far chance carries them.

The result of every comparison in this room, so that a plain and an adjusted one read alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.figures.formats import Formatter, count, interval, number, percent
from cvmlab.stats.ratios import e_value, e_value_of_interval

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Contrast:
    """What an outcome is with more of something, and with less of it, for the same customers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a measure: ``group``, ``baseline``, ``difference``, ``ratio``, and ``odds ratio``
        where the outcome is yes or no; ``value``, ``low``, ``high``.
    outcome : str
        The column that was compared.
    names : tuple of str
        The group and those it is compared with.
    customers : int
        On how many customers it rests.
    shares : bool
        Whether the outcome is yes or no.
    estimand : str
        The question the numbers answer, in words.
    level : float
        Confidence level of the intervals.
    drawn : array of resamples, optional
        The difference in each resample of the customers.
    """

    table: pd.DataFrame
    outcome: str
    names: tuple[str, str]
    customers: int
    shares: bool
    estimand: str
    level: float
    drawn: np.ndarray | None = field(default=None, repr=False)

    def __getitem__(self, measure: str) -> pd.Series:
        """One row of the table: its ``value``, ``low`` and ``high``."""
        return self.table.set_index("measure").loc[measure]

    @property
    def e_value(self) -> float:
        """How strong something unmeasured would have to be to explain the ratio away.

        For an outcome that is yes or no (VanderWeele and Ding 2017, "Sensitivity analysis in
        observational research: introducing the E-value"); NaN for amounts.
        """
        return e_value(self["ratio"].value) if self.shares else math.nan

    @property
    def e_value_limit(self) -> float:
        """The same for the end of the interval that is nearer to no effect."""
        row = self["ratio"]
        return e_value_of_interval(row.value, row.low, row.high) if self.shares else math.nan

    @property
    def sentence(self) -> str:
        """The finding in one breath, with its baseline."""
        row, gap, shown = self["baseline"], self["difference"], self._shown
        ends = interval(gap.low, gap.high, self._shown_gap)
        text = (
            f"{self.outcome}: {shown(row.value)} {self.names[1]} (the baseline), "
            f"{shown(self['group'].value)} {self.names[0]}; difference "
            f"{self._shown_gap(gap.value)} ({percent(self.level)} interval {ends}"
            f"{', percentage points' if self.shares else ''})."
        )
        return text + (" The interval includes none at all." if gap.low <= 0 <= gap.high else "")

    def summary(self) -> Table:
        """The comparison as a table to read."""
        from cvmlab.figures.tables import Table

        shown: dict[str, Formatter] = {
            "group": self._shown, "baseline": self._shown, "difference": self._shown_gap,
        }  # fmt: skip
        words = {
            "group": self.names[0],
            "baseline": f"Baseline: {self.names[1]}",
            "difference": "Difference, in percentage points" if self.shares else "Difference",
            "ratio": "Ratio to the baseline",
            "odds ratio": "Ratio of the odds",
        }
        frame = pd.DataFrame(
            [
                (
                    words[row.measure],
                    shown.get(row.measure, number)(row.value),
                    interval(row.low, row.high, shown.get(row.measure, number)),
                )
                for row in self.table.itertuples()
            ],
            columns=["Measure", "Estimate", f"{percent(self.level)} interval"],
        )
        note = f"{count(self.customers)} customers. {self.estimand}"
        return Table(frame, title=f"{self.outcome}: {self.names[0]} and {self.names[1]}", note=note)

    @property
    def _shown(self) -> Formatter:
        return partial(percent, digits=1) if self.shares else number

    def _shown_gap(self, x: float) -> str:
        return number(100 * x, 1) if self.shares else number(x)


def measures(
    group: float, baseline: float, drawn: np.ndarray, drawn_baseline: np.ndarray, *,
    shares: bool, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Every usual way of comparing two means, with intervals from resamples.

    Parameters
    ----------
    group, baseline : float
        The two means.
    drawn, drawn_baseline : array of resamples
        The same in each resample.
    shares : bool
        Whether they are shares, so that odds have a meaning.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        As :attr:`Contrast.table`.

    Notes
    -----
    Normal intervals from the spread of the resamples, on the scale on which each measure is
    nearest to normal: shares as log odds, amounts and ratios as logs, differences as they are
    (Davison and Hinkley 1997, "Bootstrap methods and their application", chapter 5).
    """
    z = float(ndtri(0.5 + level / 2))
    scale = "odds" if shares else "log"
    rows = [
        ("group", *_ends(group, drawn, z, scale)),
        ("baseline", *_ends(baseline, drawn_baseline, z, scale)),
        ("difference", *_ends(group - baseline, drawn - drawn_baseline, z, "")),
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        rows.append(("ratio", *_ends(np.divide(group, baseline), drawn / drawn_baseline, z, "log")))
        if shares:
            odds = [x / (1 - x) for x in map(np.asarray, (group, baseline, drawn, drawn_baseline))]
            rows.append(("odds ratio", *_ends(odds[0] / odds[1], odds[2] / odds[3], z, "log")))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high"])


def _ends(value: float, drawn: np.ndarray, z: float, scale: str) -> tuple[float, float, float]:
    """A value with its interval, reached on another scale where that is nearer to normal."""
    value = float(value)
    inside = value > 0 and (scale != "odds" or value < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "odds" and inside:
            moved, centre = np.log(drawn / (1 - drawn)), math.log(value / (1 - value))
        elif scale and inside and math.isfinite(value) and (drawn > 0).mean() > 0.9:
            moved, centre = np.log(np.where(drawn > 0, drawn, np.nan)), math.log(value)
        elif scale == "" or (scale == "log" and value <= 0 and (drawn <= 0).any()):
            half = z * float(np.nanstd(drawn, ddof=1))
            return value, value - half, value + half
        else:
            return value, math.nan, math.nan
    half = z * float(np.std(moved[np.isfinite(moved)], ddof=1))
    if scale == "odds":
        low, high = (1 / (1 + math.exp(-(centre + side * half))) for side in (-1, 1))
        return value, low, high
    return value, math.exp(centre - half), math.exp(centre + half)
