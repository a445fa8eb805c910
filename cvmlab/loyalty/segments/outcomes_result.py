"""What segments lead to: the result, its sentences and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import Formatter, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class SegmentOutcomes:
    """Outcomes of each segment, and how far they are from those of one segment.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an outcome and segment: ``outcome``, ``segment``, ``is_share``, ``customers``
        (likeliest there), ``estimate`` with ``low`` and ``high``, ``uncorrected`` (counting
        everybody where they likeliest belong), ``everybody`` (all customers together),
        ``difference`` to the segment of reference with ``difference_low`` and
        ``difference_high``, and ``sure`` (it stands after allowing for all comparisons made).
    outcomes, segments : tuple of str
        In order.
    reference : str
        The segment the others are compared with.
    labels : mapping
        What each outcome is called.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    outcomes: tuple[str, ...]
    segments: tuple[str, ...]
    reference: str
    labels: Mapping[str, str] = field(repr=False)
    level: float = 0.95

    def rows(self, outcome: str) -> pd.DataFrame:
        """The rows of one outcome, by segment."""
        if outcome not in self.outcomes:
            near = suggestion(outcome, self.outcomes)
            raise one_problem(
                f'there is no outcome "{outcome}".{near}',
                f"the outcomes are: {', '.join(self.outcomes)}.",
            )
        return self.table[self.table["outcome"] == outcome].set_index("segment")

    def of(self, outcome: str) -> str:
        """What one outcome is in each segment, and whether the segments differ, in a sentence."""
        rows = self.rows(outcome)
        form = self._format(rows)
        values = ", ".join(
            f"{name} {form(row['estimate'])} ({interval(row['low'], row['high'], form)})"
            for name, row in rows.iterrows()
        )
        return f"{_capital(self.labels[outcome])}: {values}. {self._verdict(rows)}"

    @property
    def sentence(self) -> str:
        """All outcomes, one after the other."""
        return " ".join(self.of(outcome) for outcome in self.outcomes)

    def _verdict(self, rows: pd.DataFrame) -> str:
        others = rows.drop(index=self.reference)
        if others.empty:
            return "There is no other segment to compare with."
        sure = others[others["sure"]]
        if sure.empty:
            reach = others[["difference_low", "difference_high"]]
            ends = reach.to_numpy().min(), reach.to_numpy().max()
            return (
                f"No other segment differs surely from {self.reference} (the differences may be "
                f"anything from {self._gap(rows, ends[0])} to {self._gap(rows, ends[1])})."
            )
        parts = [
            f"{'above' if row['difference'] > 0 else 'below'} {self.reference} is {name}, by "
            f"{self._gap(rows, row['difference'], signed=False)} ({self._ends(rows, row)})"
            for name, row in sure.iterrows()
        ]
        return f"Surely {'; '.join(parts)}."

    def _ends(self, rows: pd.DataFrame, row: Any) -> str:
        low, high = sorted((abs(row["difference_low"]), abs(row["difference_high"])))
        return interval(low, high, partial(self._size, rows))

    def _gap(self, rows: pd.DataFrame, gap: float, signed: bool = True) -> str:
        sign = "" if not signed else "+" if gap > 0 else "−" if gap < 0 else ""
        return f"{sign}{self._size(rows, abs(gap))}{self._unit(rows)}"

    def _size(self, rows: pd.DataFrame, gap: float) -> str:
        return number(100 * gap, 0) if rows["is_share"].all() else self._format(rows)(gap)

    @staticmethod
    def _unit(rows: pd.DataFrame) -> str:
        return " percentage points" if rows["is_share"].all() else ""

    def written(self, outcome: str) -> Formatter:
        """How values of an outcome are written: in percent, or as numbers."""
        return self._format(self.rows(outcome))

    @staticmethod
    def _format(rows: pd.DataFrame) -> Formatter:
        if rows["is_share"].all():
            return percent
        return partial(number, digits=0 if rows["estimate"].abs().max() >= 100 else 2)

    def summary(self) -> Table:
        """Outcomes in rows, segments in columns, each with its interval."""
        from cvmlab.figures.tables import Table

        lines = []
        for outcome in self.outcomes:
            rows = self.rows(outcome)
            form = self._format(rows)
            line = {"Outcome": _capital(self.labels[outcome])}
            for name, row in rows.iterrows():
                mark = " *" if row["sure"] else ""
                ends = interval(row["low"], row["high"], form)
                line[_capital(str(name))] = f"{form(row['estimate'])} ({ends}){mark}"
            lines.append({**line, "Everybody": form(rows["everybody"].iloc[0])})
        starred = f" * surely not the same as {self.reference}, all comparisons allowed for."
        return Table(
            pd.DataFrame(lines),
            title="What the segments lead to",
            note=(
                f"Corrected for customers in the wrong segment; {percent(self.level)} intervals."
                + (starred if self.table["sure"].any() else "")
                + " None of these outcomes had a part in making the segments."
            ),
        )

    def comparison(self) -> Table:
        """Beside the corrected figures those of counting everybody where they likeliest belong."""
        from cvmlab.figures.tables import Table

        forms = {name: self._format(self.rows(name)) for name in self.outcomes}
        frame = pd.DataFrame(
            {
                "Outcome": [_capital(self.labels[n]) for n in self.table["outcome"]],
                "Segment": self.table["segment"],
                "Customers": self.table["customers"],
                "Counted": self._column("uncorrected", forms),
                "Corrected": self._column("estimate", forms),
                f"{percent(self.level)} interval": [
                    interval(low, high, forms[n])
                    for n, low, high in zip(
                        self.table["outcome"], self.table["low"], self.table["high"], strict=True
                    )
                ],
            }
        )
        return Table(
            frame,
            title="Counted where they likeliest belong, and corrected",
            note="Customers in the wrong segment make segments look more alike than they are.",
        )

    def _column(self, name: str, forms: Mapping[str, Formatter]) -> list[str]:
        pairs = zip(self.table["outcome"], self.table[name], strict=True)
        return [forms[outcome](value) for outcome, value in pairs]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
