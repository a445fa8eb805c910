"""Where a bond is weak: one customer, or one kind of customer, facet by facet beside all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.relationship.index_answers import FEWEST
from cvmlab.loyalty.relationship.index_result import RelationshipIndex
from cvmlab.stats.scales.weighted_means import weighted_mean

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

one_digit = partial(number, digits=1)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The facets of one customer's bond, or of some customers', beside everybody's.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a facet: ``facet``, ``score`` with ``low`` and ``high``, ``everybody`` (the mean of
        all), and ``apart``: how far the facet lies from what this bond's other facets would let
        expect (the profile of all, moved up or down), with ``apart_low`` and ``apart_high``.
    weak, strong : list of str
        The facets that surely lie below, or above, that.
    name : str
        Who they are, as the subject of a sentence.
    customers : int
        How many.
    everybody : int
        How many all are.
    level : float
        Confidence level; the intervals of ``apart`` allow for as many looks as there are facets.
    """

    table: pd.DataFrame
    weak: list[str]
    strong: list[str]
    name: str
    customers: int
    everybody: int
    level: float
    one: bool = field(default=False)

    @property
    def sentence(self) -> str:
        """What stands apart in this bond, or that nothing surely does."""
        who = self.name if self.one else f"the {count(self.customers)} {self.name}"
        if not self.weak and not self.strong:
            widest = ((self.table["apart_high"] - self.table["apart_low"]) / 2).max()
            return (
                f"No facet surely stands apart in the bond of {who}: a difference of up to "
                f"{one_digit(widest)} points could be chance."
            )
        parts = [_apart(row) for row in self.table.itertuples() if row.facet in self._named]
        return (
            f"Beside the other facets of the same bond, and beside everybody, {who} "
            f"{'stands' if self.one else 'stand'} " + ", and ".join(parts) + "."
        )

    @property
    def _named(self) -> list[str]:
        return [*self.weak, *self.strong]

    def summary(self) -> Table:
        """The facets as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Facet": [name.replace("_", " ").capitalize() for name in table["facet"]],
                "Score of 100": table["score"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, one_digit) for row in table.itertuples()
                ],
                "Everybody": table["everybody"],
                "Apart by": table["apart"],
                "Interval of that": [
                    interval(row.apart_low, row.apart_high, one_digit) for row in table.itertuples()
                ],
            }
        )
        return Table(
            frame,
            title=f"Where the bond of {self.name} is strong or weak",
            note=self.sentence,
            formats=dict.fromkeys(("Score of 100", "Everybody", "Apart by"), one_digit),
        )


def diagnose(
    index: RelationshipIndex,
    of: Hashable | Iterable[bool],
    name: str | None = None,
) -> Diagnosis:
    """Hold the facets of one customer, or of some, against everybody's.

    Parameters
    ----------
    index : RelationshipIndex
        What :func:`cvmlab.loyalty.relationship.index.relationship_index` returned.
    of : customer's id, or iterable of bool
        One customer, or yes and no for each row of ``index.table``.
    name : str, optional
        What to call them in sentences: by default the id, or "customers chosen".

    Returns
    -------
    Diagnosis

    Raises
    ------
    DataProblem
        When the customer has no score, a facet is a single item (whose noise is not known), or
        fewer than ten customers are chosen.

    Notes
    -----
    A close bond is high in every facet. What diagnoses is the *profile*: a facet against the mean
    of the same bond's facets, less the same difference for everybody. For a customer the noise is
    that of the facet's few items; for a group it is who happened to be asked. Intervals of the
    profile are widened for the number of facets (Bonferroni).
    """
    if isinstance(of, str) or not isinstance(of, Iterable):
        return _of_one(index, of, str(of) if name is None else name)
    return _of_some(index, np.asarray(list(of), dtype=bool), name or "customers chosen")


def _of_one(index: RelationshipIndex, customer: Hashable, name: str) -> Diagnosis:
    row = index.row(customer)
    single = [name for name, at in index.answers.facets.items() if len(at) < 2]
    if single:
        raise one_problem(
            f"The facet {single[0]} is a single item: its noise is not known",
            "look at a group of customers, or ask more items a facet.",
        )
    scores = row[index.names].to_numpy(float)
    noise = [index.answers.noises[facet] for facet in index.names]
    ends = np.array(
        [
            np.ravel(kind.intervals(np.array([score / 100]), level=index.level)) * 100
            for kind, score in zip(noise, scores, strict=True)
        ]
    )
    # The noise where the facets' true scores most likely are: at the customer's own index.
    variance = np.array([1e4 * kind.sem(row["score"] / 100) ** 2 for kind in noise])
    return _diagnosis(index, scores, ends, _of_profile(variance), name, 1)


def _of_some(index: RelationshipIndex, chosen: np.ndarray, name: str) -> Diagnosis:
    if len(chosen) != len(index.table):
        raise one_problem(
            f"{count(len(chosen))} yes and no for {count(len(index.table))} customers with a score",
            "give one for each row of the index's table.",
        )
    if chosen.sum() < FEWEST:
        raise one_problem(
            f"Only {count(chosen.sum())} customers are chosen",
            f"choose at least {FEWEST}: fewer could be recognised, and say little.",
        )
    table, weights = index.table[chosen], index.weights[chosen]
    means = [weighted_mean(table[facet], weights, index.level) for facet in index.names]
    profile = table[index.names].sub(table[index.names].mean(axis=1), axis=0)
    w = weights / weights.sum()
    off = profile.to_numpy() - w @ profile.to_numpy()
    variance = (w**2) @ off**2 * len(table) / (len(table) - 1)
    scores, ends = np.array([m.mean for m in means]), np.array([m[1:3] for m in means])
    return _diagnosis(index, scores, ends, variance, name, int(chosen.sum()))


def _of_profile(variance: np.ndarray) -> np.ndarray:
    """The variance of each facet less the mean of all, when facets' noises are independent."""
    k = len(variance)
    return np.asarray(variance * (1 - 2 / k) + variance.sum() / k**2)


def _diagnosis(
    index: RelationshipIndex,
    scores: np.ndarray,
    ends: np.ndarray,
    variance: np.ndarray,
    name: str,
    customers: int,
) -> Diagnosis:
    from scipy.special import ndtri

    everybody = index.facets["mean"].to_numpy()
    apart = (scores - scores.mean()) - (everybody - everybody.mean())
    reach = ndtri(1 - (1 - index.level) / (2 * len(scores))) * np.sqrt(variance)
    table = pd.DataFrame(
        {
            "facet": index.names,
            "score": scores,
            "low": ends[:, 0],
            "high": ends[:, 1],
            "everybody": everybody,
            "apart": apart,
            "apart_low": apart - reach,
            "apart_high": apart + reach,
        }
    )
    return Diagnosis(
        table=table,
        weak=list(table.loc[table["apart_high"] < 0, "facet"]),
        strong=list(table.loc[table["apart_low"] > 0, "facet"]),
        name=name,
        customers=customers,
        everybody=len(index.table),
        level=index.level,
        one=customers == 1,
    )


def _apart(row: Any) -> str:
    size = one_digit(abs(row.apart))
    near, far = sorted((abs(row.apart_low), abs(row.apart_high)))
    where = "lower" if row.apart < 0 else "higher"
    facet = row.facet.replace("_", " ")
    return f"{size} points {where} in {facet} ({interval(near, far, one_digit)})"
