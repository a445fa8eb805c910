"""A label against its customers: the result, its sentences and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.called_loyal.group_outcomes import (
    as_points,
    as_written,
    words_of,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

OTHERS = "all others"
MORE, FEWER, UNSURE = "surely more", "surely fewer", "no sure difference"
MOST, LEAST, HALF = "surely more than half", "surely fewer than half", "no sure majority"


@dataclass(frozen=True, eq=False)
class FirmLabel:
    """The customers who carry a label, beside those they are compared with.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an outcome and group, the labelled first: ``outcome, group, customers`` (with an
        answer), ``value`` (a share, or a mean) with ``low, high``; ``than_half`` says for a share
        whether its interval lies above or below a half.
    differences : pandas.DataFrame
        One row an outcome: ``outcome, difference`` (labelled less baseline), ``low, high``, which
        hold for all outcomes together, and ``verdict``.
    label, value, against : str
        The column, the value of it that is looked at, and the group it is compared with.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    differences: pd.DataFrame
    label: str
    value: str
    against: str
    level: float
    shares: dict[str, bool] = field(repr=False)
    words: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What was looked at, in the order given."""
        return tuple(self.differences["outcome"])

    @cached_property
    def customers(self) -> int:
        """How many carry the label (of the outcome with most answers)."""
        return int(self.table.loc[self.table["group"] == self.value, "customers"].max())

    def row(self, outcome: str, group: str | None = None) -> pd.Series:
        """One line of the table; without a group that of the labelled customers."""
        wanted = self.value if group is None else group
        return self.table.set_index(["outcome", "group"]).loc[(outcome, wanted)]

    @property
    def sure(self) -> tuple[str, ...]:
        """The outcomes in which the labelled surely have more than the baseline."""
        found = self.differences
        return tuple(found.loc[found["verdict"] == MORE, "outcome"])

    @property
    def sentence(self) -> str:
        """Whether the label tells loyal customers from the others, in words."""
        asked, sure = len(self.differences), len(self.sure)
        text = f"The label sets {self.value} customers surely above {ones(self.against)}"
        if asked == 1:
            text += " in the one comparison made" if sure else " in no comparison made"
        else:
            many = {0: "none", asked: "all"}.get(sure, count(sure))
            text += f" in {many} of {asked} comparisons"
        if sure == asked:
            return f"{text}."
        if sure:
            return f"{text} ({', '.join(words_of(one, self.words) for one in self.sure)})."
        top = self.differences.loc[self.differences["high"].idxmax()]
        outcome = str(top["outcome"])
        share = self.shares[outcome]
        return (
            f"{text}. The most that the answers leave room for is "
            f"{as_points(top['high'], share)}{' points' if share else ''} "
            f"({words_of(outcome, self.words)}; {percent(self.level)} for all comparisons "
            "together)."
        )

    def of(self, outcome: str) -> str:
        """One outcome in words: the labelled, their interval, the baseline, the difference."""
        if outcome not in self.outcomes:
            raise ValueError(f"outcome must be one of {', '.join(self.outcomes)}")
        own, base = self.row(outcome), self.row(outcome, self.against)
        share = self.shares[outcome]
        write, say = as_written(share), words_of(outcome, self.words)
        gap = self.differences.set_index("outcome").loc[outcome]
        ends = interval(gap.low, gap.high, partial(as_points, share=share))
        unit = " points" if share else ""
        subject = f"{write(own.value)} {say}" if share else f"{say} is {write(own.value)}"
        half = f", {own.than_half}" if share else ""
        return (
            f"Of {count(own.customers)} {self.value} customers {subject} "
            f"({percent(self.level)} interval {interval(own.low, own.high, write)}{half}); of "
            f"{count(base.customers)} {ones(self.against)} {write(base.value)}. Difference "
            f"{as_points(gap.difference, share)}{unit} ({ends}): {gap.verdict}."
        )

    def summary(self) -> Table:
        """What the label promises, what the customers answer, and what may be said."""
        from cvmlab.figures.tables import Table

        rows = []
        for outcome in self.outcomes:
            share = self.shares[outcome]
            write = as_written(share)
            own, base = self.row(outcome), self.row(outcome, self.against)
            gap = self.differences.set_index("outcome").loc[outcome]
            rows.append(
                {
                    "Asked or seen": words_of(outcome, self.words),
                    self.value: f"{write(own.value)} ({interval(own.low, own.high, write)})",
                    self.against: f"{write(base.value)} ({interval(base.low, base.high, write)})",
                    "Difference": f"{as_points(gap.difference, share)} "
                    f"({interval(gap.low, gap.high, partial(as_points, share=share))})",
                    "May be said": gap.verdict,
                }
            )
        return Table(
            pd.DataFrame(rows),
            title=f"{self.value} against {self.against}: {count(self.customers)} customers with "
            "the label",
            note=f"{percent(self.level)} intervals in brackets; the differences, in points of a "
            "hundred for shares, hold all together.",
        )


def ones(group: str) -> str:
    """A group of customers inside a sentence: "silver ones", "others"."""
    return "others" if group == OTHERS else f"{group} ones"
