"""The change of a rate in two parts, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.figures.tables import Table

Triple = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class MixChange:
    """How much of a change is mix and how much is real; see ``mix_change``.

    Attributes
    ----------
    table : DataFrame
        One row a group: ``group``, cases ``before`` and ``after``, ``share_before, share_after``,
        ``rate_before, rate_after`` (missing where there were no cases), ``mix, real`` (its part of
        the change).
    parts : DataFrame
        ``part`` ("change", "mix", "real"), ``value, low, high``.
    rates : (float, float)
        The rate of everybody, before and after.
    by : str
    names : (str, str)
    level : float
    """

    table: pd.DataFrame
    parts: pd.DataFrame
    rates: tuple[float, float]
    by: str
    names: tuple[str, str]
    level: float

    def _part(self, name: str) -> Triple:
        row = self.parts.set_index("part").loc[name]
        return float(row.value), float(row.low), float(row.high)

    @property
    def change(self) -> Triple:
        """After less before, with its interval."""
        return self._part("change")

    @property
    def mix(self) -> Triple:
        """What another mix of groups did to it."""
        return self._part("mix")

    @property
    def real(self) -> Triple:
        """What changed within the groups."""
        return self._part("real")

    @property
    def sentence(self) -> str:
        """The change and its two parts."""
        value, low, high = self.change
        text = (
            f"The rate went from {percent(self.rates[0], 2)} ({self.names[0]}) to "
            f"{percent(self.rates[1], 2)} ({self.names[1]}): {_points(value)} percentage points "
            f"({percent(self.level)} interval {interval(low, high, _points)}). "
        )
        mix, mix_low, mix_high = self.mix
        real, real_low, real_high = self.real
        text += (
            f"{_points(mix)} of it is another mix by {self.by} "
            f"({interval(mix_low, mix_high, _points)}), {_points(real)} is change within "
            f"({interval(real_low, real_high, _points)})."
        )
        if real_low <= 0 <= real_high:
            text += " Within the groups nothing need have changed."
        elif (value < 0 < real_low) or (value > 0 > real_high):
            text += " Within the groups it went the other way."
        return text

    def summary(self) -> Table:
        """Group by group, with the sum."""
        table = self.table
        frame = pd.DataFrame(
            {
                self.by.capitalize(): [*table["group"], "all"],
                f"Cases {self.names[0]}": [*table["before"], table["before"].sum()],
                f"Cases {self.names[1]}": [*table["after"], table["after"].sum()],
                f"Rate {self.names[0]}": [*table["rate_before"], self.rates[0]],
                f"Rate {self.names[1]}": [*table["rate_after"], self.rates[1]],
                "Mix (points)": [*table["mix"], self.mix[0]],
                "Real (points)": [*table["real"], self.real[0]],
            }
        )
        formats = dict.fromkeys(frame.columns[1:3], count)
        formats |= dict.fromkeys(frame.columns[3:5], partial(percent, digits=2))
        formats |= dict.fromkeys(frame.columns[5:], _points)
        note = (
            f"Points are percentage points. Mix and real add up to the change: "
            f"{_points(self.change[0])}."
        )
        return Table(frame, f"How much of the change is another mix by {self.by}", note,
                     formats=formats, total_row=True)  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def _points(x: float) -> str:
    return number(100 * x, 2)
