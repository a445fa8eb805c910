"""Where each customer stands on the index, how surely, and what all of them together say."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.relationship.index_answers import IndexAnswers

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

BAND = 10  # points
SPIRIT = (
    "In the spirit of Barnes (2003), whose own Relationship Equity Index is not published: these "
    "items and this score are our own."
)
one_digit = partial(number, digits=1)


@dataclass(frozen=True, eq=False)
class RelationshipIndex:
    """Every customer's place on a scale from 0 to 100, and how exact it is.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer: ``customer_id``, ``score`` from 0 (the lowest answer to everything) to
        100 (the highest), ``low`` and ``high`` of the interval in which the customer's score would
        lie if noise were taken away, and the score of each facet in a column of its name.
    facets : pandas.DataFrame
        One row a facet: ``facet``, ``items``, ``mean`` with ``low`` and ``high``, ``spread``
        (standard deviation between customers), ``alpha``.
    distribution : pandas.DataFrame
        One row a band of ten points: ``band``, ``from``, ``to``, ``customers``, ``share`` with
        ``low`` and ``high``.
    mean, mean_low, mean_high : float
        The mean score and its interval.
    spread : float
        Standard deviation between customers, noise included.
    error : float
        Standard deviation of the noise in one score, on average.
    reliability : float
        The share of the scores' variance that is no noise.
    alpha : float
        Cronbach's alpha of all items.
    left_out : int
        Customers without enough answers.
    weights : numpy.ndarray
        What each customer counts for in means and shares.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    facets: pd.DataFrame
    distribution: pd.DataFrame
    mean: float
    mean_low: float
    mean_high: float
    spread: float
    error: float
    reliability: float
    alpha: float
    left_out: int
    weights: np.ndarray = field(repr=False)
    level: float
    answers: IndexAnswers = field(repr=False)

    @cached_property
    def names(self) -> list[str]:
        """The facets."""
        return list(self.facets["facet"])

    def row(self, customer: Hashable) -> pd.Series:
        """One customer's row of the table.

        Raises
        ------
        DataProblem
            When this customer has no score.
        """
        found = self.table[self.table["customer_id"] == customer]
        if found.empty:
            raise one_problem(
                f'"{customer}" has no score: not asked, no answer, or left out',
                "look up another customer; most of a firm's customers were never asked.",
            )
        return found.iloc[0]

    def above(self, customer: Hashable) -> float:
        """The share of customers with a lower score."""
        score = self.row(customer)["score"]
        lower = self.table["score"].to_numpy() < score
        return float(self.weights[lower].sum() / self.weights.sum())

    def of(self, customer: Hashable) -> str:
        """Where one customer stands, in a sentence."""
        row = self.row(customer)
        return (
            f"{customer} stands at {count(row['score'])} of 100 ({percent(self.level)} interval "
            f"{interval(row['low'], row['high'], count)}), above {percent(self.above(customer))} "
            f"of the {count(len(self.table))} customers with a score."
        )

    def worked(self, customer: Hashable) -> str:
        """One customer's score by hand: the facets, and their mean.

        The mean of all items is that of the facets where each has as many items.
        """
        row = self.row(customer)
        parts = " + ".join(one_digit(row[name]) for name in self.names)
        sizes = self.facets["items"]
        how = "their mean" if sizes.nunique() == 1 else "their mean, weighted by the items of each"
        return (
            f"{customer}: {parts} is {one_digit(sum(row[self.names]))} for "
            f"{count(len(self.names))} facets; {how} is {one_digit(row['score'])} of 100."
        )

    def beside(self, frame: pd.DataFrame, on: str = "customer_id") -> pd.DataFrame:
        """The scores beside what else is known of the same customers; both must be there.

        Columns of `frame` that a column of the scores would overwrite are left out.
        """
        scores = self.table.rename(columns={"customer_id": on})
        kept = [name for name in frame.columns if name == on or name not in scores.columns]
        return scores.merge(frame[kept], on=on, validate="one_to_one")

    @property
    def sentence(self) -> str:
        """The mean, the spread and the noise, in plain words."""
        from scipy.special import ndtri

        margin = ndtri(0.5 + self.level / 2) * self.error
        return (
            f"{count(len(self.table))} customers stand at {one_digit(self.mean)} of 100 on average "
            f"({percent(self.level)} interval {self._ends()}), with a standard deviation of "
            f"{one_digit(self.spread)} points; {percent(self.reliability)} of their differences "
            f"are no noise, and one customer's score is good to {count(margin)} "
            "points either way."
        )

    def _ends(self) -> str:
        return interval(self.mean_low, self.mean_high, one_digit)

    def summary(self) -> Table:
        """The facets as a table to read."""
        from cvmlab.figures.tables import Table

        facets = self.facets
        frame = pd.DataFrame(
            {
                "Facet": [name.replace("_", " ").capitalize() for name in facets["facet"]],
                "Items": facets["items"],
                "Mean of 100": facets["mean"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, one_digit) for row in facets.itertuples()
                ],
                "Spread": facets["spread"],
                "Alpha": facets["alpha"],
            }
        )
        total = pd.DataFrame(
            [["The index", facets["items"].sum(), self.mean, self._ends(), self.spread, self.alpha]]
        )
        frame = pd.concat([frame, total.set_axis(frame.columns, axis=1)], ignore_index=True)
        return Table(
            frame,
            title=f"The bond of {count(len(self.table))} customers, from 0 to 100",
            note=self._note(),
            formats={"Mean of 100": one_digit, "Spread": one_digit},
            total_row=True,
        )

    def _note(self) -> str:
        parts = [
            "Spread is the standard deviation between customers, in points.",
            f"Reliability {number(self.reliability)}. An alpha of {number(self.alpha)} with "
            f"{count(self.facets['items'].sum())} items shows that there are many, and not that "
            "they measure one thing.",
        ]
        if self.left_out:
            parts.append(f"{count(self.left_out)} left out: too few answers.")
        if np.ptp(self.weights) > 0:
            parts.append("Means and shares are weighted; it cannot mend who does not answer why.")
        return " ".join([*parts, SPIRIT])
