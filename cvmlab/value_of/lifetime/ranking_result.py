"""Customers in the order of what they will bring, and how sure it is: the result of ``ranking``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False, repr=False)
class Ranking:
    """Customers in the order of what they are expected to bring, with how sure that order is.

    Attributes
    ----------
    table : DataFrame
        Indexed like the customers, the best first: rank (by expectation); value; rank_low,
        rank_high (where the rank by outcome will lie); chance_of_top (of belonging to the ``top``
        customers who bring most); chance_above_next (of bringing more than the customer ranked
        next, equal amounts counted half).
    top : int
        How many customers were chosen.
    expected_hits, hits_low, hits_high : float
        How many of the ``top`` customers ranked first will be among those who bring most.
    customers : int
        How many were ranked; the table may hold fewer.
    name, span : str
        What is ranked.
    alpha : float
        One minus the level of the intervals.
    draws, seed : int
    messages : tuple of str
    """

    table: pd.DataFrame
    top: int
    expected_hits: float
    hits_low: float
    hits_high: float
    customers: int
    name: str
    span: str
    alpha: float
    draws: int
    seed: int
    messages: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the order is worth, in one sentence."""
        return (
            f"Of the {count(self.top)} customers ranked first, {count(self.expected_hits)} will be "
            f"among the {count(self.top)} who bring most"
        )

    def __repr__(self) -> str:
        return str(self.summary())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.summary()._repr_mimebundle_()

    def summary(self, rows: int = 20) -> Table:
        """The first customers with their intervals and chances, as a table to read."""
        frame = self.table.head(rows)
        formats = {"rank": count, "rank_low": count, "rank_high": count, "value": number}
        formats |= {"chance_of_top": percent, "chance_above_next": percent}
        bounds = interval(self.hits_low, self.hits_high)
        note = " ".join(
            [
                f"{self.sentence} ({bounds} in {percent(1 - self.alpha)} of futures). Ranked is "
                f"what customers will bring, {self.span}; {count(self.draws)} futures drawn.",
                *self.messages,
            ]
        )
        title = f"{self.name.capitalize()}: the first {len(frame)} of {count(self.customers)}"
        return Table(frame, title, note, formats)
