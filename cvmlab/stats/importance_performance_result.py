"""Items in the four fields of importance and performance, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import Formatter, count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

# The names of the four fields are Martilla and James's (1977).
BEGIN, KEEP, LATER, TOO_MUCH = (
    "concentrate here",
    "keep up the good work",
    "low priority",
    "possible overkill",
)
QUADRANTS = (BEGIN, KEEP, LATER, TOO_MUCH)


@dataclass(frozen=True, eq=False)
class ImportancePerformance:
    """Items on the map of importance and performance, under each cross-hair.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an item, most important first: ``item``, ``label``, ``importance`` and
        ``performance`` with ``_low`` and ``_high`` (missing without draws), ``quadrant`` under the
        chosen cross-hair, ``chance`` (how often resamples place it there; missing without draws)
        and ``moves`` (whether another cross-hair places it elsewhere).
    placements : pandas.DataFrame
        One row an item, one column a cross-hair: the field it lies in.
    crosshair : str
        The one chosen.
    lines : mapping of cross-hair to (importance, performance)
        Where each cross-hair's lines are.
    level : float
        Confidence level of the intervals.
    names : tuple of str
        What the two axes are called.
    """

    table: pd.DataFrame
    placements: pd.DataFrame
    crosshair: str
    lines: Mapping[str, tuple[float, float]]
    level: float
    names: tuple[str, str] = ("Importance", "Performance")
    formats: tuple[Formatter, Formatter] = field(default=(number, number), repr=False)

    def items(self, quadrant: str, *, crosshair: str | None = None) -> tuple[str, ...]:
        """The items of one field, most important first."""
        placed = self.placements[crosshair or self.crosshair].to_numpy()
        return tuple(self.table["item"][placed == quadrant])

    @property
    def moves(self) -> tuple[str, ...]:
        """Items that another cross-hair places in another field."""
        return tuple(self.table["item"][self.table["moves"]])

    @property
    def sentence(self) -> str:
        """Where to begin, and how much of that hangs on where the lines cross."""
        rows = self.table.set_index("item")
        labels = rows["label"]
        begin = [labels[item] for item in self.items(BEGIN)]
        said = (
            f"To begin with, important and below the line: {_listed(begin)}."
            if begin
            else "Nothing is both important and below the line."
        )
        if rows["chance"].notna().any():
            sure = [labels[i] for i in self.items(BEGIN) if rows["chance"][i] >= self.level]
            unsure = f"none of the {count(len(rows))} items" if not sure else _listed(sure)
            said += f" In {percent(self.level)} of resamples or more that holds for {unsure}."
        others = [name for name in self.lines if name != self.crosshair]
        if not others:
            return said
        always = [labels[item] for item in self.items(BEGIN) if item not in self.moves]
        held = f" Under any of them: {_listed(always)}." if always else ""
        if begin and not always:
            held = " None of these stays there under all of them."
        many = len(self.moves)
        return (
            f"{said} The lines cross at the {self.crosshair}; at the {' or the '.join(others)}, "
            f"{count(many) if many else 'none'} of {count(len(self.table))} items would lie in "
            f"another field.{held if many else ''}"
        )

    def summary(self) -> Table:
        """The items with their field under each cross-hair."""
        from cvmlab.figures.tables import Table

        up, across = self.names
        table, (up_format, across_format) = self.table, self.formats
        frame = pd.DataFrame({"Item": table["label"], up: table["importance"]})
        ends = f"{percent(self.level)} interval"
        if table["importance_low"].notna().any():
            frame[ends] = _ends(table, "importance", up_format)
        frame[across] = table["performance"]
        if table["performance_low"].notna().any():  # a heading stands once: the second has a space
            frame[f"{ends} " if ends in frame else ends] = _ends(
                table, "performance", across_format
            )
        for name in self.lines:
            frame[f"At the {name}"] = self.placements[name].to_numpy()
        formats = {up: up_format, across: across_format}
        note = f"{self._lines_said}. "
        if table["chance"].notna().any():
            frame["Sure of it"], formats["Sure of it"] = table["chance"], percent
            note += (
                "Sure of it: how often resamples place the item in the same field as at the "
                f"{self.crosshair}. "
            )
        return Table(
            frame,
            title="What to begin with, and whether the cross-hair decides it",
            note=f"{note}The fields are Martilla and James's (1977).",
            formats=formats,
        )

    @property
    def _lines_said(self) -> str:
        up, across = self.formats
        return "Lines cross at " + "; ".join(
            f"{name}: {up(at[0])} and {across(at[1])}" for name, at in self.lines.items()
        )


def _ends(table: pd.DataFrame, name: str, form: Formatter) -> list[str]:
    pairs = zip(table[f"{name}_low"], table[f"{name}_high"], strict=True)
    return [interval(low, high, form) for low, high in pairs]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
