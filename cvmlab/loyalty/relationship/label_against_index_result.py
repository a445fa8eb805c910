"""Whom the firm calls loyal and who has a close bond: four cells, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

WORDS = {
    "move_city": "would look for us after a move",
    "recommend": "would recommend us",
    "stays": "bought in the last weeks on record",
}


@dataclass(frozen=True, eq=False)
class LabelAgainstIndex:
    """Customers by what the firm calls them and by the bond they feel.

    Attributes
    ----------
    table : pandas.DataFrame
        Four rows: ``labelled`` and ``close`` (yes or no), ``cell`` in words, ``customers``,
        ``share`` of all with ``low`` and ``high``, and, where an answer of the customers' own was
        given, ``own``: the share that says yes, with ``own_low`` and ``own_high``.
    close : float
        From this score on a bond counts as close.
    close_low, close_high : float
        Its interval where it was found from answers; equal to it where it was given.
    found : bool
        Whether it was found from answers.
    close_of_labelled, close_of_others : tuple of (float, float, float)
        The share with a close bond among those with the label and among the others, with interval.
    difference : tuple of (float, float, float)
        The first less the second.
    labelled_of_close : tuple of (float, float, float)
        The share of those with a close bond that carries the label.
    label, value, own : str
        The column, the label that is looked at, and the customers' own answer.
    left_out : int
        Rows in which something is missing.
    level : float
        Confidence level of the intervals.
    scores : tuple of numpy.ndarray
        The scores of those with the label, and of the others.
    """

    table: pd.DataFrame
    close: float
    close_low: float
    close_high: float
    found: bool
    close_of_labelled: tuple[float, float, float]
    close_of_others: tuple[float, float, float]
    difference: tuple[float, float, float]
    labelled_of_close: tuple[float, float, float]
    label: str
    value: str
    own: str | None
    left_out: int
    level: float
    scores: tuple[np.ndarray, np.ndarray] = field(repr=False)
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def customers(self, labelled: bool, close: bool | None = None) -> int:
        """How many there are in a cell, or with and without the label."""
        rows = self.table[self.table["labelled"] == labelled]
        if close is not None:
            rows = rows[rows["close"] == close]
        return int(rows["customers"].sum())

    @property
    def said(self) -> str:
        """The customers' own answer as the end of a sentence."""
        return self.words.get(self.own or "", (self.own or "").replace("_", " "))

    @property
    def line(self) -> str:
        """Where the line is drawn, and by whom."""
        if not self.found:
            return f"A bond counts as close from {count(self.close)} of 100 on, as it was set."
        return (
            f"The customers draw the line: at {count(self.close)} of 100 "
            f"({percent(self.level)} interval {interval(self.close_low, self.close_high, count)}) "
            f"half of them {self.said}."
        )

    @property
    def sentence(self) -> str:
        """What the label is worth as a word for a bond."""
        ours, others, gap = self.close_of_labelled, self.close_of_others, self.difference
        missed = 1 - self.labelled_of_close[0]
        return (
            f"Of {count(self.customers(True))} {self.value} customers {_share(ours)} have a close "
            f"bond, of {count(self.customers(False))} others {_share(others)}: "
            f"{_points(gap)}. Of all with a close bond {percent(missed)} are not {self.value}."
        )

    @property
    def verdict(self) -> str:
        """What may be said, by rule from the intervals."""
        low, high = self.close_of_labelled[1:]
        if high < 0.5:
            told = f"most {self.value} customers would not call it a relationship"
        elif low > 0.5:
            told = f"most {self.value} customers have a bond"
        else:
            told = f"whether most {self.value} customers have a bond cannot be told"
        if self.difference[1] > 0:
            beside = "more often than the others they have one"
        elif self.difference[2] < 0:
            beside = "they have one less often than the others"
        else:
            beside = "that they have one more often than the others is not shown"
        return f"{told[0].upper()}{told[1:]}; {beside}."

    def summary(self) -> Table:
        """The four cells as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        columns = {
            "Who": table["cell"],
            "Customers": table["customers"],
            f"Share of all ({percent(self.level)} interval)": [
                _share((row.share, row.low, row.high)) for row in table.itertuples()
            ],
        }
        if self.own:
            columns[f"Of these, {self.said}"] = pd.Series(
                [_share((row.own, row.own_low, row.own_high)) for row in table.itertuples()]
            )
        left = f" {count(self.left_out)} rows left out." if self.left_out else ""
        return Table(
            pd.DataFrame(columns),
            title=f'Whom the firm calls "{self.value}", and who has a close bond',
            note=f"{self.line} {self.verdict}{left}",
        )


def _share(found: tuple[float, float, float]) -> str:
    return f"{percent(found[0])} ({interval(found[1], found[2], percent)})"


def _points(gap: tuple[float, float, float]) -> str:
    more = "more" if gap[0] >= 0 else "fewer"
    near, far = (gap[1], gap[2]) if gap[0] >= 0 else (-gap[2], -gap[1])
    return f"{_in_points(abs(gap[0]))} points {more} ({interval(near, far, _in_points)})"


def _in_points(x: float) -> str:
    return number(x * 100, 1)
