"""One customer's bond over the years: what moved, and whether it moved by more than noise."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day, interval, percent
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_answers import Facets
from cvmlab.stats.scales.scores import Scale

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class BondHistory:
    """Where one customer stood each time the question was asked.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a wave: ``wave``, ``date``, ``score``, ``low``, ``high``, the facets, and ``moved``:
        "up", "down" or "" against the answer before, where it is more than noise.
    customer : hashable
        Who.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    customer: Hashable
    facets: tuple[str, ...]
    level: float

    @property
    def sentence(self) -> str:
        """All places in their order, and whether the last step is more than noise."""
        places = [
            f"{count(row.score)} on {day(row.date)} ({interval(row.low, row.high, count)})"
            for row in self.table.itertuples()
        ]
        if len(places) == 1:
            return f"{self.customer} stood at {places[0]}; there is no other answer."
        last = self.table["moved"].iloc[-1]
        said = {"up": "rose", "down": "fell", "": "moved by no more than noise"}[last]
        more = " by more than noise" if last else ""
        return (
            f"{self.customer} stood at {', then at '.join(places)}: the last time the bond {said}"
            f"{more}."
        )

    def summary(self) -> Table:
        """The places as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Asked": table["date"].map(day),
                "Score of 100": table["score"].map(count),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, count) for row in table.itertuples()
                ],
                **{name.replace("_", " ").capitalize(): table[name] for name in self.facets},
                "More than noise": table["moved"],
            }
        )
        formats = dict.fromkeys(
            [name.replace("_", " ").capitalize() for name in self.facets], count
        )
        return Table(frame, title=f"The bond of {self.customer}", formats=formats)


def bond_history(
    survey: pd.DataFrame,
    customer: Hashable,
    facets: Facets | None = None,
    *,
    scale: Scale = (1, 7),
    level: float = 0.95,
) -> BondHistory:
    """Follow one customer's score through the waves in which the customer is named.

    Parameters
    ----------
    survey : DataFrame
        One row an answer of a customer in a wave: ``customer_id, wave, date`` and the items.
    customer : customer's id
        Whom to follow.
    facets, scale
        As in :func:`cvmlab.loyalty.relationship.index.relationship_index`.
    level : float
        Confidence level.

    Returns
    -------
    BondHistory

    Raises
    ------
    DataProblem
        When columns are missing or the customer is named in no wave.

    Notes
    -----
    Two scores differ by more than noise where their distance is more than the root of the sum of
    the squares of their reaches towards each other (Zou and Donner 2008, "Construction of
    confidence limits about effect measures"). It is the noise of the answers: the mood of the day
    counts as change.
    """
    problems = [
        Problem("this column is not there", "map it first.", name)
        for name in ("customer_id", "wave", "date")
        if name not in survey
    ]
    if problems:
        raise DataProblem(problems, "the survey")
    rows: list[dict[str, Any]] = []
    names: tuple[str, ...] = ()
    for wave, answers in survey[survey["customer_id"].notna()].groupby("wave", sort=True):
        theirs = answers[answers["customer_id"] == customer]
        if theirs.empty:
            continue
        index = relationship_index(
            answers.drop_duplicates("customer_id"), facets, scale=scale, level=level
        )
        names = tuple(index.names)
        row = index.row(customer)
        rows.append({"wave": wave, "date": theirs["date"].iloc[0], **row.drop("customer_id")})
    if not rows:
        raise one_problem(f'"{customer}" is named in no wave', "follow another customer.")
    table = pd.DataFrame(rows)
    table["moved"] = ["", *(_moved(a, b) for a, b in pairwise(rows))]
    return BondHistory(table, customer, names, level)


def _moved(before: dict[str, Any], after: dict[str, Any]) -> str:
    gap = after["score"] - before["score"]
    ours, theirs = ("low", "high") if gap > 0 else ("high", "low")
    reach = np.hypot(after["score"] - after[ours], before["score"] - before[theirs])
    return "" if abs(gap) <= reach else "up" if gap > 0 else "down"
