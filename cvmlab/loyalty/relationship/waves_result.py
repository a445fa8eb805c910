"""What is known of an index over waves, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.scales.invariance_result import Invariance

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_tenth = partial(number, digits=1)


def _signed(x: float) -> str:
    return ("+" if x > 0 else "") + _tenth(x)


@dataclass(frozen=True, eq=False)
class IndexWaves:
    """An index over waves, compared as far as it may be.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a ``wave``: whether it is ``named``, ``answers`` used and ``hasty`` ones left out,
        whether it is ``weighted`` for those who did not answer, the mean ``index`` with ``low`` and
        ``high``, and its mean ``unweighted``.
    changes : pandas.DataFrame
        One row a named wave (``after``) and the one ``before`` it: ``change`` of the mean with
        ``low`` and ``high``; and among those who answered ``both`` times, compared with
        themselves, ``same`` with ``same_low`` and ``same_high``.
    facets : pandas.DataFrame
        The same, one row a ``facet`` and change.
    invariance : Invariance or None
        Whether the named waves may be compared; None where a wave is too small to see it.
    named, anonymous, weighted : tuple
        Which waves are which.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    changes: pd.DataFrame
    facets: pd.DataFrame = field(repr=False)
    invariance: Invariance | None
    named: tuple[Any, ...]
    anonymous: tuple[Any, ...]
    weighted: tuple[Any, ...]
    level: float

    @property
    def comparable(self) -> bool:
        """Whether a trend may be drawn through the named waves."""
        return self.invariance is not None and self.invariance.verdict == "levels"

    @property
    def sentence(self) -> str:
        """The last change, of the whole and of the same people; or why there is none."""
        if self.invariance is None:
            return (
                "No trend is drawn: a wave has too few answers to see whether its questions were "
                "understood as those of the others were. Read each wave by itself."
            )
        if not self.comparable:
            return f"No trend is drawn. {self.invariance.sentence}"
        return " ".join([self.change_in_words(len(self.changes) - 1), *self._apart()])

    def change_in_words(self, at: int) -> str:
        """One change in a sentence: of the whole, and of those who answered both times."""
        row: Any = list(self.changes.itertuples())[at]
        sure = row.low > 0 or row.high < 0
        way = ("rises" if row.change > 0 else "falls") if sure else "has not surely moved"
        text = (
            f"From wave {row.before} to wave {row.after} the index {way}: {_signed(row.change)} of "
            f"100 points ({percent(self.level)} interval {interval(row.low, row.high, _signed)})."
        )
        if row.both < 2:
            return f"{text} Nobody answered both times."
        own = interval(row.same_low, row.same_high, _signed)
        text += (
            f" The {count(row.both)} customers who answered both times moved by "
            f"{_signed(row.same)} ({own})"
        )
        rise, fall = row.low > 0, row.high < 0
        if (rise and row.same_high < row.change) or (fall and row.same_low > row.change):
            return f"{text}: the rest is who was there to be asked."
        if (rise and row.same_low > 0) or (fall and row.same_high < 0):
            return f"{text}: people moved, and not only who was asked."
        return f"{text}."

    def summary(self) -> Table:
        """The waves as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Wave": [
                    f"{row.wave}" + ("" if row.named else " (no names asked)")
                    for row in self.table.itertuples()
                ],
                "Answers": self.table["answers"],
                "Left out as hasty": self.table["hasty"],
                "Index (0 to 100)": self.table["index"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, _tenth) for row in self.table.itertuples()
                ],
                "Unweighted": self.table["unweighted"],
            }
        )
        return Table(
            frame,
            title="The index, wave by wave",
            note=self.sentence,
            formats=dict.fromkeys(["Index (0 to 100)", "Unweighted"], _tenth),
        )

    def change_summary(self) -> Table:
        """The changes as a table to read: of the whole, and of the same people."""
        from cvmlab.figures.tables import Table

        ends = f"{percent(self.level)} interval"
        frame = pd.DataFrame(
            {
                "From wave, to wave": [
                    f"{row.before} to {row.after}" for row in self.changes.itertuples()
                ],
                "Change of the whole": [_signed(x) for x in self.changes["change"]],
                ends: [interval(row.low, row.high, _signed) for row in self.changes.itertuples()],
                "Answered both times": self.changes["both"],
                "Change of the same people": [_signed(x) for x in self.changes["same"]],
                f"{ends}, same people": [
                    interval(row.same_low, row.same_high, _signed)
                    for row in self.changes.itertuples()
                ],
            }
        )
        return Table(frame, title="What changed, and in whom", note=self.sentence)

    def _apart(self) -> list[str]:
        parts = []
        if self.anonymous:
            waves = ", ".join(str(w) for w in self.anonymous)
            parts.append(
                f"Wave {waves} asked no names and stands apart: people say other things when "
                "nobody can tell who they are."
            )
        if not self.weighted:
            parts.append("Those who did not answer are not weighed for.")
        return parts
