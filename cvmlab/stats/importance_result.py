"""What was found about drivers: shares with intervals and places, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_HALO = 0.5  # from this share on, one common opinion speaks in all drivers


@dataclass(frozen=True, eq=False)
class Importance:
    """How the explained part of an outcome divides over its drivers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a driver, largest share first: ``driver``, ``share`` of R² with ``low`` and
        ``high``, ``rank`` with ``rank_low`` and ``rank_high`` (1 is the largest share),
        ``correlation`` with the outcome, regression ``coefficient`` (units of the outcome per unit
        of the driver, the others held) with ``coefficient_low`` and ``coefficient_high``, and
        ``vif``, the variance inflation factor.
    outcome : str
        The column explained.
    r2, r2_low, r2_high : float
        Share of the outcome's variance that goes with all drivers together.
    halo, halo_low, halo_high : float
        Share of the drivers' variance that is one common factor: with unrelated drivers, one
        divided by their number; near 1, all of them say the same.
    halo_r2 : float
        Share of the outcome's variance that goes with this common factor alone.
    rows, left_out : int
        Customers used, and customers left out because an answer is missing.
    level : float
        Confidence level of the intervals.
    draws : numpy.ndarray of shape (resamples, drivers)
        The resampled shares, in the table's order.
    labels : mapping of column to text
        What columns are called in sentences, tables and pictures.
    """

    table: pd.DataFrame
    outcome: str
    r2: float
    r2_low: float
    r2_high: float
    halo: float
    halo_low: float
    halo_high: float
    halo_r2: float
    rows: int
    left_out: int
    level: float
    draws: np.ndarray = field(repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    def called(self, column: str) -> str:
        """What a column is called in a sentence."""
        return self.labels.get(column, column.replace("_", " "))

    @property
    def is_noise(self) -> bool:
        """Whether chance alone would explain as much (F test of R², at the result's level)."""
        from scipy.special import fdtrc

        drivers = len(self.table)
        free = self.rows - drivers - 1
        ratio = (self.r2 / drivers) / (max(1 - self.r2, 1e-300) / free)
        return bool(fdtrc(drivers, free, ratio) > 1 - self.level)

    @property
    def sentence(self) -> str:
        """The finding in one breath: how much is explained, what leads, and how surely."""
        if self.is_noise:
            return f"{self._no_finding()}."
        first = self.table.iloc[0]
        ends = interval(first.low, first.high, percent)
        place = (
            "It leads in nearly every resample."
            if first.rank_high == 1
            else f"Its place is not certain: anywhere from 1 to {first.rank_high} of "
            f"{len(self.table)}."
        )
        return (
            f"{percent(self.r2)} of the differences in {self.called(self.outcome)} go with these "
            f"{len(self.table)} drivers ({percent(self.level)} interval "
            f"{interval(self.r2_low, self.r2_high, percent)}); {self.called(first.driver)} has the "
            f"largest share of that, {percent(first.share)} ({ends}). {place}"
        )

    def summary(self) -> Table:
        """The drivers as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Driver": [self.called(name) for name in table["driver"]],
                "Share of R²": table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
                "Place": [_places(row.rank_low, row.rank_high) for row in table.itertuples()],
                "Goes with more or less": [_sign(r) for r in table["correlation"]],
                "Correlation": table["correlation"],
                "Coefficient": [_slope(row) for row in table.itertuples()],
                "VIF": table["vif"],
            }
        )
        return Table(
            frame,
            title=f"What goes with {self.called(self.outcome)}",
            note=self._note(),
            formats={"Share of R²": percent, "VIF": partial(number, digits=1)},
        )

    def _no_finding(self) -> str:
        return (
            f"These {len(self.table)} drivers explain no more of the differences in "
            f"{self.called(self.outcome)} than chance would ({percent(self.r2, 1)} among "
            f"{count(self.rows)} customers), so their shares divide up noise"
        )

    def _note(self) -> str:
        parts = [
            f"{count(self.rows)} customers; R² {percent(self.r2)} "
            f"({interval(self.r2_low, self.r2_high, percent)}).",
            *([f"{self._no_finding()}."] if self.is_noise else []),
            f"One common factor holds {percent(self.halo)} of the drivers' variance "
            f"({interval(self.halo_low, self.halo_high, percent)}) and alone would explain "
            f"{percent(self.halo_r2)} of the outcome's.",
        ]
        if self.halo >= _HALO:
            parts.append("Much of what the drivers say is one general opinion of the firm.")
        if turned := self._turned:
            names = ", ".join(self.called(name) for name in turned)
            parts.append(
                f"Beside the others the sign turns: {names}. Read the correlation, and do not "
                "build on the coefficient."
            )
        if self.left_out:
            parts.append(f"{count(self.left_out)} customers left out: an answer is missing.")
        parts.append("Shares divide up what goes together; they do not show what causes what.")
        return " ".join(parts)

    @property
    def _turned(self) -> list[str]:
        """Drivers whose coefficient is surely of the other sign than their correlation."""
        return [
            row.driver
            for row in self.table.itertuples()
            if (row.coefficient_high < 0 < row.correlation)
            or (row.correlation < 0 < row.coefficient_low)
        ]


def _places(low: int, high: int) -> str:
    return str(low) if low == high else interval(low, high)


def _slope(row: Any) -> str:
    ends = interval(row.coefficient_low, row.coefficient_high, number)
    return f"{number(row.coefficient)} ({ends})"


def _sign(correlation: float) -> str:
    return "more (+)" if correlation >= 0 else "less (−)"
