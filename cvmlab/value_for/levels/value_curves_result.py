"""What was found of value curves: worths of levels, and whether a straight line is enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import money, percent
from cvmlab.stats.fieller import Fieller
from cvmlab.value_for.choices.choices import MINUTES
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, NOBODY_MINDS

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MORE = "one more"  # the level of an attribute of numbers


@dataclass(frozen=True, eq=False)
class ValueCurves:
    """What each level is worth in money against the base, by type of customer.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group, attribute and level: ``group`` ("all" first), ``attribute, label,
        minutes`` (NaN beside minutes), ``worth`` (money against the base level; NaN where money
        does not count), ``low, high`` and ``shape`` of Fieller's interval ("base" for the base
        level, which is worth 0).
    intervals : dict of (str, str, str) to Fieller
        Fieller's interval by group, attribute and label, with its gap where it has one.
    straight : pandas.DataFrame
        One row a group: ``minute`` (money for a minute less on a straight line) with ``low, high,
        shape``; ``apart`` (how far the curve leaves the line at most, money); ``departure`` (in
        units of chance) with its ``degrees`` of freedom, and ``chance``: how often a straight line
        would come out as bent.
    base : str
        The minutes the others stand against.
    base_levels : dict of str to str
        The levels the other attributes stand against.
    respondents : dict of str to int
        By group.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    intervals: dict[tuple[str, str, str], Fieller] = field(repr=False)
    straight: pd.DataFrame
    base: str
    base_levels: dict[str, str]
    respondents: dict[str, int] = field(repr=False)
    level: float
    currency: str | None

    @property
    def groups(self) -> tuple[str, ...]:
        """The types of customers; "all" where none are known."""
        return tuple(list(self.respondents)[1:]) or (EVERYBODY,)

    @property
    def attributes(self) -> tuple[str, ...]:
        """What has levels: minutes first."""
        return tuple(self.table["attribute"].unique())

    def of(self, group: str = EVERYBODY, attribute: str = MINUTES) -> pd.DataFrame:
        """The curve of one group and attribute."""
        if group not in self.respondents or attribute not in self.attributes:
            there = f"there are {list(self.respondents)} and {list(self.attributes)}"
            raise ValueError(f"no such curve: {group!r}, {attribute!r}; {there}")
        mine = (self.table["group"] == group) & (self.table["attribute"] == attribute)
        return self.table[mine].reset_index(drop=True)

    def interval_in_words(self, row: pd.Series) -> str:
        """The interval of one row of the table; "base" for the base level."""
        found = self.intervals.get((row["group"], row["attribute"], row["label"]))
        return found.in_words(self._cash) if found else "base"

    def worth_in_words(self, row: pd.Series) -> str:
        """One row's worth with its interval."""
        if np.isnan(row["worth"]):
            return f"no figure ({NOBODY_MINDS})"
        return f"{self._cash(row['worth'])} ({self.interval_in_words(row)})"

    @property
    def sentence(self) -> str:
        """The ends of the minutes, the best level of each other attribute, and the line."""
        minutes = self.of()
        best, worst = minutes.iloc[0], minutes.iloc[-1]
        text = (
            f"Against {self.base} minutes, {best['label']} minutes are worth "
            f"{self.worth_in_words(best)} and {worst['label']} minutes "
            f"{self.worth_in_words(worst)}, with {percent(self.level)} intervals."
        )
        for attribute in self.attributes[1:]:
            text += f" {self._best(attribute)}"
        return f"{text} {self.line}"

    def _best(self, attribute: str) -> str:
        rows = self.of(EVERYBODY, attribute)
        top = rows.loc[rows["worth"].fillna(-np.inf).idxmax()]
        against = self.base_levels.get(attribute)
        what = f'"{top["label"]}"' + (f' against "{against}"' if against else "")
        text = f"{attribute.capitalize()}: {what} is worth {self.worth_in_words(top)}"
        if self.groups == (EVERYBODY,):
            return f"{text}."
        by = []
        for group in self.groups:
            mine = self.of(group, attribute)
            by.append(f"{group} {self.worth_in_words(mine[mine['label'] == top['label']].iloc[0])}")
        return f"{text}; {', '.join(by)}."

    @property
    def line(self) -> str:
        """Whether a straight line through the minutes is enough."""
        rows = self.straight.set_index("group").loc[list(self.groups)]
        known = rows["chance"].dropna()
        if known.empty:
            return "Whether the minutes lie on a straight line cannot be told from these levels."
        bent = known[known < 1 - self.level]
        if len(bent):
            whom = ", ".join(everybody(name) for name in bent.index)
            return f"The curve of minutes is bent for {whom}: one price of a minute misleads there."
        return (
            "Straight lines will do: chance alone would bend them as far in at least "
            f"{percent(known.min())} of samples, and no level lies more than "
            f"{self._cash(rows['apart'].max())} from its line. One price of a minute serves, as "
            "far as these choices can tell."
        )

    @property
    def _cash(self) -> partial[str]:
        return partial(money, currency=self.currency, digits=2)

    def summary(self, group: str | None = None) -> Table:
        """The levels of one group, or of all of them side by side, as a table to read.

        Parameters
        ----------
        group : str, optional
            With one group, each worth comes with its interval.
        """
        from cvmlab.figures.tables import Table

        shown = (group,) if group else tuple(dict.fromkeys((EVERYBODY, *self.groups)))
        curves = [pd.concat([self.of(name, a) for a in self.attributes]) for name in shown]
        frame = pd.DataFrame({"Level": [_called(row) for row in curves[0].itertuples()]})
        for name, rows in zip(shown, curves, strict=True):
            frame[everybody(name).capitalize()] = [self._cash(worth) for worth in rows["worth"]]
        if group:
            frame[f"{percent(self.level)} interval"] = [
                self.interval_in_words(row) for _, row in curves[0].iterrows()
            ]
        return Table(
            frame,
            title="What each level is worth against the base",
            note=f"{self.line} Each interval stands for itself, not for a curve as a whole.",
        )


def everybody(group: str) -> str:
    """A group as people say it."""
    return "everybody" if group == EVERYBODY else group


def _called(row: Any) -> str:
    """A level with its attribute."""
    if row.attribute == MINUTES:
        return f"{row.label} minutes"
    return f"{row.attribute}: {row.label}"
