"""The three columns of what a relationship pays, to be read, printed and held against a promise."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import MISSING, Formatter, count, interval, number, percent
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.fieller import Fieller, fieller
from cvmlab.stats.hazards import HazardRatio

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.loyalty.payback.programme_result import Programme

ASSOCIATION, ADJUSTED, EXPERIMENTAL = "association", "adjusted", "experimental"
COLUMNS = (ASSOCIATION, ADJUSTED, EXPERIMENTAL)


@dataclass(frozen=True, eq=False)
class Payback:
    """What customers with a strong relationship bring beyond the others.

    Attributes
    ----------
    contrasts : dict of (outcome, column) to Contrast
        Each comparison with its question.
    hazards : dict of (outcome, column) to HazardRatio
        Ratio of hazards of leaving, where time was observed.
    said : dict of str
        The outcomes in words.
    exposure : str
        The column that says who has the relationship.
    names : tuple of str
        The two that are compared.
    confounders : tuple of str
        What is adjusted for.
    customers : int
        How many customers.
    points : float or None
        How many points of the index lie between the two.
    experiment : Programme or None
        The programme given out by lot.
    level : float
        Confidence level of the intervals.
    """

    contrasts: dict[tuple[str, str], Contrast] = field(repr=False)
    hazards: dict[tuple[str, str], HazardRatio] = field(repr=False)
    said: dict[str, str]
    exposure: str
    names: tuple[str, str]
    confounders: tuple[str, ...]
    customers: int
    points: float | None
    experiment: Programme | None = field(repr=False)
    level: float

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are there."""
        there = {column for _, column in self.contrasts}
        return tuple(column for column in COLUMNS if column in there)

    def of(self, outcome: str, column: str = ADJUSTED) -> Contrast:
        """One comparison."""
        if (outcome, column) not in self.contrasts:
            known = ", ".join(f"{o} {c}" for o, c in self.contrasts)
            raise ValueError(f"there is no column {column} of {outcome}; there are: {known}")
        return self.contrasts[outcome, column]

    @property
    def table(self) -> pd.DataFrame:
        """One row an outcome and column: every measure with ``_low`` and ``_high``.

        ``group``, ``baseline``, ``difference``, ``ratio``, ``odds_ratio``, ``hazard_ratio`` (of
        leaving), ``e_value`` and ``e_value_limit``, ``customers``, ``estimand``.
        """
        rows = []
        for (outcome, column), one in self.contrasts.items():
            row: dict[str, object] = {"outcome": outcome, "column": column,
                                      "customers": one.customers}  # fmt: skip
            for line in one.table.itertuples():
                name = line.measure.replace(" ", "_")
                row |= {name: line.value, f"{name}_low": line.low, f"{name}_high": line.high}
            hazard = self.hazards.get((outcome, column))
            if hazard is not None:
                row |= {"hazard_ratio": hazard.value, "hazard_ratio_low": hazard.low,
                        "hazard_ratio_high": hazard.high}  # fmt: skip
            by_lot = column == EXPERIMENTAL  # nothing unmeasured goes with a lot
            row |= {"e_value": math.nan if by_lot else one.e_value,
                    "e_value_limit": math.nan if by_lot else one.e_value_limit,
                    "estimand": one.estimand}  # fmt: skip
            rows.append(row)
        last = ["e_value", "e_value_limit", "estimand"]
        table = pd.DataFrame(rows)
        return table[[c for c in table if c not in last] + last]

    @property
    def sentence(self) -> str:
        """For the first outcome: what is seen, and how much of it is left when made alike."""
        return self.sentence_of(next(iter(self.said)))

    def sentence_of(self, outcome: str) -> str:
        """What is seen of one outcome, what is left of it, and what the lot says."""
        seen, alike = self.of(outcome, ASSOCIATION), self.of(outcome, ADJUSTED)
        shown = partial(percent, digits=1) if seen.shares else _amount
        base, group = shown(seen["baseline"].value), shown(seen["group"].value)
        of, on_average = ("of the", "") if seen.shares else ("for the", " on average")
        text = (
            f"{_capital(self.said[outcome])}: {base}{on_average} {of} {self.names[1]} (the "
            f"baseline), {group} {of} {self.names[0]}, {_times(seen)}. "
        )
        text += f"Made alike in {len(self.confounders)} known causes: {_times(alike)}"
        left = self.left(outcome)
        if left.bounded:
            text += f", which is {left_in_words(left)} of the difference seen."
        else:
            text += "; the difference seen is too uncertain to say how much of it is left."
        if (outcome, EXPERIMENTAL) in self.contrasts:
            text += f" By lot: {_times(self.of(outcome, EXPERIMENTAL))}."
        return text

    def left(self, outcome: str) -> Fieller:
        """The share of the difference seen that is left when the customers are made alike.

        Above 1 where the known causes hid a part of it. Fieller's interval, its variances from
        the resamples that both columns share.
        """
        seen, alike = self.of(outcome, ASSOCIATION), self.of(outcome, ADJUSTED)
        assert seen.drawn is not None and alike.drawn is not None
        spread = np.cov(alike.drawn, seen.drawn)
        return fieller(
            alike["difference"].value, seen["difference"].value, spread[0, 0], spread[1, 1],
            spread[0, 1], self.level,
        )  # fmt: skip

    def summary(self) -> Table:
        """The columns side by side as a table to read."""
        from cvmlab.figures.tables import Table

        rows = []
        for (outcome, column), one in self.contrasts.items():
            shown = partial(percent, digits=1) if one.shares else _amount
            gap: Formatter = _points if one.shares else _amount
            hazard = self.hazards.get((outcome, column))
            rows.append(
                (
                    self.said[outcome], column, shown(one["baseline"].value),
                    _cell(one["difference"], gap), _cell(one["ratio"], number),
                    _cell(one["odds ratio"], number) if one.shares else MISSING,
                    f"{number(hazard.value)} ({interval(hazard.low, hazard.high, number)})"
                    if hazard else MISSING,
                    MISSING if column == EXPERIMENTAL else number(one.e_value_limit),
                )
            )  # fmt: skip
        heads = ["Outcome", "Column", "Baseline", "Difference", "Ratio", "Odds ratio",
                 "Hazard ratio of leaving", "E-value, near end"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=heads)
        if not self.hazards:
            frame = frame.drop(columns="Hazard ratio of leaving")
        return Table(
            frame,
            title=f"What the {self.names[0]} bring beyond the {self.names[1]}, {len(self.columns)} "
            "ways asked",
            note=self._note(),
        )

    def questions(self) -> Table:
        """What each column asks, and what it needs believed."""
        from cvmlab.figures.tables import Table

        rows = {one.estimand: column for (_, column), one in self.contrasts.items()}
        frame = pd.DataFrame(
            [(column, text) for text, column in rows.items()],
            columns=["Column", "The question, and what must be believed"],
        )
        return Table(frame, title="Three columns, three questions")

    def _note(self) -> str:
        text = (
            f"{count(self.customers)} customers; in brackets {percent(self.level)} intervals; "
            "differences of shares in percentage points. "
            f"Adjusted for: {', '.join(self.confounders) or 'nothing'}. E-value: so strongly would "
            "something unmeasured have to go with both, as a ratio, to explain the nearer end of "
            "the interval away; 1 means that nothing needs explaining."
        )
        if self.points is not None:
            text += f" Between the two lie {number(self.points, 1)} points of the index."
        return text


def _times(one: Contrast) -> str:
    row = one["ratio"]
    if not math.isfinite(row.value):
        gap = one["difference"]
        return f"a difference of {_cell(gap, _points if one.shares else _amount)}"
    return f"{number(row.value)} times ({interval(row.low, row.high, number)})"


def left_in_words(left: Fieller) -> str:
    """A share of a difference with its interval."""
    return f"{percent(left.ratio)} ({interval(left.low, left.high, percent)})"


def _cell(row: pd.Series, shown: Formatter) -> str:
    ends = interval(row.low, row.high, shown)
    return shown(row.value) + (f" ({ends})" if ends != MISSING else "")


def _points(x: float) -> str:
    return number(100 * x, 1)


def _amount(x: float) -> str:
    return number(x, 0 if abs(x) >= 100 else 2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
