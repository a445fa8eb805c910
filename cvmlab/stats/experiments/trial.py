"""The result of an experiment: what each arm did, and whether the lot was kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.experiments.arm_means import ArmMeans

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_ALARM = 0.001  # a chance so small that the lot did not make these arms


@dataclass(frozen=True, eq=False)
class Trial:
    """Arms that a lot made, outcome by outcome.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an outcome: ``outcome``, ``treated``, ``control``, ``difference``, ``low``,
        ``high``, ``ratio``, ``ratio_low``, ``ratio_high``, ``customers`` (with a known outcome),
        ``missing`` (share of all for whom it is not known).
    means : dict of str to ArmMeans
        The arms' means with each customer's influence.
    sizes : tuple of int
        Customers drawn: treated, control.
    expected : float
        How many treated the lot's chances would give; NaN where they are not logged.
    chance : float
        Chance that a fair lot gives arms as uneven as these; NaN likewise.
    names : tuple of str
        What the arms are called.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    means: dict[str, ArmMeans] = field(repr=False)
    sizes: tuple[int, int]
    expected: float
    chance: float
    names: tuple[str, str]
    level: float

    @property
    def mismatch(self) -> bool:
        """Whether the arms' sizes cannot have come from the lot."""
        return self.chance < _ALARM

    @property
    def customers(self) -> int:
        """Everybody drawn."""
        return sum(self.sizes)

    def effect(self, outcome: str) -> Contrast:
        """One outcome with every measure, its baseline the control arm."""
        if outcome not in self.means:
            raise ValueError(f"no outcome {outcome}; there are: {', '.join(self.means)}")
        found = self.means[outcome]
        return Contrast(
            table=measures_of(found, found.shares, self.level),
            outcome=outcome,
            names=self.names,
            customers=int(found.known.sum()),
            shares=found.shares,
            estimand=f"What {self.names[0]} was worth to those drawn for it, whatever they made "
            "of it. Believed: the lot was kept.",
            level=self.level,
        )

    def covariance(self, one: str, other: str) -> float:
        """The covariance of the effects on two outcomes."""
        a, b = self.means[one].of_difference, self.means[other].of_difference
        return float(a @ b) / len(a) ** 2

    @property
    def sentence(self) -> str:
        """Whether the lot was kept, and the first outcome's effect."""
        row = self.table.iloc[0]
        text = self.lot
        shares = self.means[row.outcome].shares
        scale, unit = (100, " percentage points") if shares else (1, "")
        shown = partial(number, digits=1 if shares else 2)
        text += (
            f" {row.outcome}: {number(scale * row.difference, 1 if shares else 2)}{unit} "
            f"({percent(self.level)} interval "
            f"{interval(scale * row.low, scale * row.high, shown)}) on top of "
            f"{percent(row.control, 1) if shares else number(row.control)} in the control arm."
        )
        if row.low <= 0 <= row.high:
            text += " The interval includes no effect at all."
        return text

    @property
    def lot(self) -> str:
        """Whether the arms' sizes are those the lot would give."""
        drawn = f"{count(self.sizes[0])} were drawn for {self.names[0]}, {count(self.sizes[1])} "
        text = f"{drawn}for {self.names[1]}"
        if math.isnan(self.expected):
            return f"{text}; the chances of the lot are not known."
        text += f"; {count(self.expected)} were to be expected"
        if self.mismatch:
            return (
                f"{text}: no fair lot gives that. Find out who went missing before anything is "
                "compared."
            )
        return f"{text}: the lot was kept."

    def summary(self) -> Table:
        """The effects as a table to read."""
        from cvmlab.figures.tables import Table

        rows = []
        for row in self.table.itertuples():
            share = self.means[row.outcome].shares
            mean = partial(percent, digits=1) if share else number
            gap = partial(_in_points, share=share)
            rows.append(
                (row.outcome, row.customers, mean(row.control), mean(row.treated),
                 gap(row.difference), interval(row.low, row.high, gap), number(row.ratio),
                 interval(row.ratio_low, row.ratio_high, number))
            )  # fmt: skip
        ends = f"{percent(self.level)} interval"
        heads = ["Outcome", "Customers", self.names[1].capitalize(), self.names[0].capitalize(),
                 "Difference", ends, "Ratio", f"{ends} of the ratio"]  # fmt: skip
        note = f"{self.lot} Differences of shares in percentage points."
        title = f"What {self.names[0]} changed, by lot"
        return Table(pd.DataFrame(rows, columns=heads), title=title, note=note)


def measures_of(found: ArmMeans, shares: bool, level: float) -> pd.DataFrame:
    """Every usual way of comparing two arms, as :class:`Contrast` holds it.

    Parameters
    ----------
    found : ArmMeans
        The arms.
    shares : bool
        Whether their means are shares.
    level : float
        Confidence level.
    """
    z = float(ndtri(0.5 + level / 2))
    one, other = found.treated, found.control
    rows = [
        ("group", *_on_its_scale(one, found.of_treated, z, shares)),
        ("baseline", *_on_its_scale(other, found.of_control, z, shares)),
        ("difference", found.difference, *_around(found.difference, found.of_difference, z)),
        ("ratio", *_ratio(one, other, found.of_treated, found.of_control, z)),
    ]
    if shares:
        odds = [
            (x / (1 - x), influence / (1 - x) ** 2)
            for x, influence in ((one, found.of_treated), (other, found.of_control))
            if 0 < x < 1
        ]
        line = (math.nan,) * 3
        if len(odds) == 2:
            line = _ratio(odds[0][0], odds[1][0], odds[0][1], odds[1][1], z)
        rows.append(("odds ratio", *line))
    return pd.DataFrame(rows, columns=["measure", "value", "low", "high"])


def error_of(influence: np.ndarray) -> float:
    """The standard error of a mean from each customer's influence on it."""
    return float(np.sqrt((influence**2).sum())) / len(influence)


def _around(value: float, influence: np.ndarray, z: float) -> tuple[float, float]:
    half = z * error_of(influence)
    return value - half, value + half


def _on_its_scale(
    value: float, influence: np.ndarray, z: float, shares: bool
) -> tuple[float, float, float]:
    """Shares by their log odds: an interval that stays between none and all."""
    if not shares or not 0 < value < 1:
        return value, *_around(value, influence, z)
    half = z * error_of(influence) / (value * (1 - value))
    centre = math.log(value / (1 - value))
    low, high = (1 / (1 + math.exp(-(centre + side * half))) for side in (-1, 1))
    return value, low, high


def _ratio(
    one: float, other: float, of_one: np.ndarray, of_other: np.ndarray, z: float
) -> tuple[float, float, float]:
    if not (one > 0 and other > 0):
        return (one / other if other else math.nan), math.nan, math.nan
    half = z * error_of(of_one / one - of_other / other)
    return one / other, one / other * math.exp(-half), one / other * math.exp(half)


def _in_points(x: float, share: bool) -> str:
    return number(100 * x, 1) if share else number(x)
