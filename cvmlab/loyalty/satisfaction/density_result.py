"""Good and bad satisfaction: the result, its sentences and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, count, interval, number, percent
from cvmlab.loyalty.satisfaction.levels import called

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

FEWEST_SHOWN = 10  # customers: a smaller group could be recognised


@dataclass(frozen=True, eq=False)
class SatisfactionDensity:
    """What customers did whose satisfaction is soft or hard, at the same mark overall.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an outcome: ``outcome``, ``dense_customers`` and ``thin_customers`` compared,
        ``dense`` and ``thin`` (share or mean, both weighted alike over the marks), the matched
        ``difference`` with ``low`` and ``high``, ``with_mark`` (correlation of the outcome with
        the mark overall) and ``is_share``.
    by_mark : pandas.DataFrame
        One row an outcome and a mark overall, with the same numbers for those who gave it.
    people : pandas.DataFrame
        One row a customer: ``customer``, ``overall``, the levels and the outcomes, ``soft`` and
        ``hard`` (their means), ``density`` (soft less hard), ``denser_than`` (share of those with
        the same mark who are less dense) and ``side`` ("dense", "thin" or "between").
    soft, hard : tuple of str
        The levels.
    overall : str
        The mark on which customers are matched.
    left_out : int
        Customers without all marks.
    level : float
        Confidence level of the intervals.
    labels : mapping of column to text
        What columns are called.
    """

    table: pd.DataFrame
    by_mark: pd.DataFrame
    people: pd.DataFrame = field(repr=False)
    soft: tuple[str, ...]
    hard: tuple[str, ...]
    overall: str
    left_out: int
    level: float
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    def called(self, column: str) -> str:
        """What a column is called in a sentence."""
        return called(column, self.labels)

    @property
    def sentence(self) -> str:
        """The matched difference of each outcome, with its baseline, unit and interval."""
        return " ".join(self._said(row) for _, row in self.table.iterrows())

    def _said(self, row: pd.Series) -> str:
        form = formatter(row)
        gap = difference_said(row, self.level)
        text = (
            f"At the same mark overall, {self.called(row.outcome)}: {form(row.dense)} of "
            f"{count(row.dense_customers)} customers with the softer satisfaction, "
            f"{form(row.thin)} of {count(row.thin_customers)} with the harder; {gap}."
            if row.is_share
            else f"At the same mark overall, {self.called(row.outcome)} is {form(row.dense)} on "
            f"average among {count(row.dense_customers)} customers with the softer satisfaction, "
            f"{form(row.thin)} among {count(row.thin_customers)} with the harder; {gap}."
        )
        if row.low <= 0 <= row.high:
            text += " The interval includes no difference at all."
        return text

    def of(self, customer: str) -> str:
        """One customer's sum, worked out step by step.

        Raises
        ------
        DataProblem
            If nobody of that name answered.
        """
        row = self._row(customer)
        upper, lower = (
            f"({' + '.join(number(row[name]) for name in names)}) / {len(names)} = "
            f"{number(row[kind])}"
            for kind, names in (("soft", self.soft), ("hard", self.hard))
        )
        same = int((self.people["overall"] == row.overall).sum())
        among = (
            f"softer than {percent(row.denser_than)} of the {count(same)} customers"
            if same > 1
            else "the only one"
        )
        return (
            f"{customer}: soft {upper}; hard {lower}; soft less hard {number(row.density)} "
            f"points, {among} with the same mark overall, {number(row.overall, 0)}."
        )

    def marks_of(self, customer: str) -> str:
        """One customer's marks, without the sum: for a pencil.

        Raises
        ------
        DataProblem
            If nobody of that name answered.
        """
        row = self._row(customer)
        given = ", ".join(
            f"{self.called(name)} {number(row[name])}" for name in (*self.hard, *self.soft)
        )
        return f"{customer} gave: {given}; overall {number(row.overall, 0)}."

    def _row(self, customer: str) -> pd.Series:
        found = self.people[self.people["customer"].astype(str) == str(customer)]
        if found.empty:
            raise one_problem(f'"{customer}" is not among those who answered', "name another one.")
        return found.iloc[0]

    def summary(self) -> Table:
        """The matched differences as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [row for _, row in self.table.iterrows()]
        frame = pd.DataFrame(
            {
                "Outcome": [self.called(row.outcome) for row in rows],
                "Softer satisfaction": [formatter(row)(row.dense) for row in rows],
                "Harder satisfaction": [formatter(row)(row.thin) for row in rows],
                "Difference": [_gap(row, row.difference) for row in rows],
                f"{percent(self.level)} interval": [
                    f"{_gap(row, row.low)} to {_gap(row, row.high)}" for row in rows
                ],
                "Correlation with the mark itself": self.table["with_mark"],
            }
        )
        first = rows[0]
        return Table(
            frame,
            title="Customers with the same mark overall, softer and harder",
            note=(
                f"{count(first.dense_customers)} customers with the softer and "
                f"{count(first.thin_customers)} with the harder satisfaction. Differences go with "
                "what satisfaction is made of; who is softer may also differ in other things. "
                "Good and bad satisfaction: Barnes (2003)."
            ),
            formats={"Correlation with the mark itself": number},
        )

    def marks(self, outcome: str | None = None) -> Table:
        """The same, mark by mark, for one outcome; marks of fewer than ten customers are hidden."""
        from cvmlab.figures.tables import Table

        chosen = outcome or str(self.table["outcome"].iloc[0])
        total = self.table.set_index("outcome").loc[chosen]
        every = [row for _, row in self.by_mark[self.by_mark["outcome"] == chosen].iterrows()]
        rows = [r for r in every if r.dense_customers + r.thin_customers >= FEWEST_SHOWN]
        hidden = [number(r.mark, 0) for r in every if not any(r is one for one in rows)]
        form = formatter(total)
        frame = pd.DataFrame(
            {
                "Mark overall": [number(row.mark, 0) for row in rows],
                "Customers": [row.dense_customers + row.thin_customers for row in rows],
                "Softer satisfaction": [form(row.dense) for row in rows],
                "Harder satisfaction": [form(row.thin) for row in rows],
                "Difference": [_gap(total, row.difference) for row in rows],
                f"{percent(self.level)} interval": [
                    f"{_gap(total, row.low)} to {_gap(total, row.high)}" for row in rows
                ],
            }
        )
        note = "Differences in percentage points." if total.is_share else ""
        if hidden:
            note += f" Fewer than {FEWEST_SHOWN} customers, hidden: mark {', '.join(hidden)}."
        title = f"{self.called(chosen).capitalize()} at each mark overall"
        return Table(frame, title=title, note=note.strip())


def formatter(row: pd.Series) -> Formatter:
    """How an outcome is written."""
    return percent if row["is_share"] else number


def difference_said(row: pd.Series, level: float) -> str:
    """A difference with its unit and interval, for the middle of a sentence."""
    scale, unit, digits = (100, "percentage points", 1) if row["is_share"] else (1, "points", 2)
    more = "more" if row["difference"] >= 0 else "less"
    sign = 1 if row["difference"] >= 0 else -1
    low, high = sorted((sign * row["low"], sign * row["high"]))
    ends = interval(low * scale, high * scale, lambda x: number(x, digits))
    return (
        f"{number(abs(row['difference']) * scale, digits)} {unit} {more} "
        f"({percent(level)} interval {ends})"
    )


def _gap(total: pd.Series, value: float) -> str:
    scale, digits = (100, 1) if total["is_share"] else (1, 2)
    text = number(value * scale, digits)
    return f"+{text}" if value > 0 and not text.startswith("−") else text
