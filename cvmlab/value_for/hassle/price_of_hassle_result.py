"""What was found of the price of a minute: figures, intervals, and whether types differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, money, percent
from cvmlab.stats.fieller import Fieller, in_words
from cvmlab.value_for.choices.between_types import BetweenTypes
from cvmlab.value_for.choices.conditional_logit import ConditionalLogit

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

EVERYBODY = "all"
FEW = 30  # below, intervals that know of respondents are too narrow (Cameron & Miller 2015)
NOBODY_MINDS = "the dearer way was taken as readily as the cheaper"
NO_END = (
    "Price hardly moves these choices, so the interval has no two ends; values below zero stand "
    "for people who would rather pay more."
)


@dataclass(frozen=True, eq=False)
class PriceOfHassle:
    """Money a minute, for everybody and by type of customer.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group, ``group`` "all" first, then the types: ``respondents, choices, minute``
        (money for a minute less), ``low, high`` with their ``shape`` (Fieller's interval;
        infinite where it has no end), ``boot_low, boot_high`` (respondents drawn again),
        ``pulled`` (towards the other types; NaN for everybody).
    intervals : dict of str to Fieller
        Fieller's interval of each group, with its gap where it has one.
    fits : dict of str to ConditionalLogit
        The weights behind each group's figure.
    draws : pandas.DataFrame
        Money a minute in each resample (rows), by group; infinite where money did not count.
    between : BetweenTypes or None
        Whether the types differ by more than chance.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    intervals: dict[str, Fieller]
    fits: dict[str, ConditionalLogit] = field(repr=False)
    draws: pd.DataFrame = field(repr=False)
    between: BetweenTypes | None
    level: float
    currency: str | None

    def of(self, group: str = EVERYBODY) -> pd.Series:
        """The row of one type, or of everybody."""
        if group not in self.intervals:
            raise ValueError(f"no such group: {group!r}; there are {list(self.intervals)}")
        return self.table.set_index("group").loc[group]

    @property
    def minute(self) -> float:
        """Money for a minute less, one figure for everybody."""
        return float(self.of()["minute"])

    @property
    def low(self) -> float:
        """The lower end of Fieller's interval for everybody; −∞ where it has none."""
        return float(self.of()["low"])

    @property
    def high(self) -> float:
        """The upper end of Fieller's interval for everybody; ∞ where it has none."""
        return float(self.of()["high"])

    @cached_property
    def by_type(self) -> dict[str, float]:
        """Money a minute by type of customer; empty if nobody asked for it."""
        rows = self.table[self.table["group"] != EVERYBODY]
        return dict(zip(rows["group"], rows["minute"], strict=True))

    def in_words(self, group: str = EVERYBODY) -> str:
        """One group's figure with its interval."""
        row, ends = self.of(group), self.intervals[group].in_words(self._cash)
        if np.isnan(row["minute"]):
            return f"no figure ({NOBODY_MINDS})"
        return f"{self._cash(row['minute'])} ({ends})"

    @property
    def sentence(self) -> str:
        """The finding in words, with what an hour comes to and whether types differ."""
        made = (
            f"{count(self.of()['respondents'])} respondents made {count(self.of()['choices'])} "
            "choices"
        )
        if np.isnan(self.minute):
            text = f"What a minute is worth cannot be said: {NOBODY_MINDS}; {made}."
        else:
            hour = money(60 * self.minute, self.currency)
            text = (
                f"A minute less is worth {self.in_words()}, or {hour} an hour, with "
                f"{percent(self.level)} intervals; {made}."
            )
            if not self.intervals[EVERYBODY].bounded:
                text += f" {NO_END}"
        if self.between is None:
            return text
        listed = "; ".join(f"{name} {self.in_words(name)}" for name in self.by_type)
        return f"{text} By type: {listed}. {self._differ}"

    @property
    def _differ(self) -> str:
        same = np.nan if self.between is None else self.between.same
        if np.isnan(same):
            return "Whether the types differ cannot be told."
        often = "fewer than 1 in 1,000" if same < 0.001 else f"{percent(same, 1)} of"
        verdict = "they do differ" if same < 1 - self.level else "it may be chance"
        return f"Were the types alike, {often} samples would show such differences: {verdict}."

    @property
    def _cash(self) -> partial[str]:
        return partial(money, currency=self.currency, digits=2)

    def summary(self) -> Table:
        """Money a minute with both intervals, as a table to read."""
        from cvmlab.figures.tables import Table

        cash = self._cash
        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Who": ["everybody" if row.group == EVERYBODY else row.group for row in rows],
                "Respondents": self.table["respondents"],
                "A minute less": self.table["minute"],
                f"{percent(self.level)} interval": [
                    self.intervals[row.group].in_words(cash) for row in rows
                ],
                "Respondents drawn again": [
                    in_words(row.boot_low, row.boot_high, cash) for row in rows
                ],
            }
        )
        formats = {"A minute less": cash}
        if self.between is not None and len(self.by_type) > 2:
            frame["Pulled to the others"] = self.table["pulled"]
            formats["Pulled to the others"] = cash
        return Table(frame, title="What a minute less is worth", note=self._note(), formats=formats)

    def _note(self) -> str:
        notes = [
            "The first interval is Fieller's, the second comes from drawing respondents again "
            f"{count(len(self.draws))} times. One figure for a group hides how its people differ: "
            "as a rule it lies between what the middle person and what the average person would "
            "pay. What people choose on paper is not what they pay in the shop."
        ]
        if not all(ends.bounded for ends in self.intervals.values()):
            notes.append(NO_END)
        if self.between is not None:
            notes.append(self._differ)
        failed = int(self.draws.isna().any(axis=1).sum())
        if failed:
            notes.append(f"In {count(failed)} of the draws the choices could not be weighed.")
        few = self.table.loc[self.table["respondents"] < FEW, "group"]
        if len(few):
            notes.append(f"Below {FEW} respondents ({', '.join(few)}) intervals are too narrow.")
        return " ".join(notes)


def whose(group: str) -> str:
    """What messages call the choices of a group.

    Examples
    --------
    >>> whose("single"), whose(EVERYBODY)
    ('the choice tasks of "single"', 'the choice tasks')
    """
    return "the choice tasks" if group == EVERYBODY else f'the choice tasks of "{group}"'


def most_and_least(groups: Sequence[str], room: int) -> tuple[str, ...]:
    """As many groups as a picture has room for: those at both ends of the order.

    Examples
    --------
    >>> most_and_least(["a", "b", "c", "d", "e"], 4)
    ('a', 'b', 'd', 'e')
    """
    if len(groups) <= room:
        return tuple(groups)
    return (*groups[: room - room // 2], *groups[-(room // 2) :])


def left_out(groups: Sequence[str], room: int) -> str:
    """A sentence on the groups a picture has no room for; empty where all are shown."""
    hidden = len(groups) - room
    return f" {count(hidden)} types in the middle are not shown." if hidden > 0 else ""
