"""Does it matter how the facets are weighted? Who would stand elsewhere, and how many.

Every index weights its parts, and equal weights are a choice like any other. If customers' places
hung on it, the index would be an opinion. So all weightings are tried, and what they move is held
against what the items' noise moves anyway.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.relationship.index_result import RelationshipIndex

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

ANY = "any weights at all"


@dataclass(frozen=True, eq=False)
class IndexWeights:
    """What other weights would do to customers' places.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a weighting: ``weights`` in words, ``rank_correlation`` with the index as it is,
        ``kept`` (the share of the top customers who stay among them), ``moved`` (the mean change
        of a score, in points). The last row holds the worst of many weightings drawn at random.
    noise_kept : float
        How many of the top customers would stay among them if the same questions were asked
        again: what noise alone moves.
    top : float
        Which share of customers counts as top.
    lowest, highest : pandas.Series
        By customer: the lowest and the highest score under the weightings drawn.
    draws : int
        How many were drawn.
    """

    table: pd.DataFrame
    noise_kept: float
    top: float
    lowest: pd.Series = field(repr=False)
    highest: pd.Series = field(repr=False)
    draws: int

    @property
    def matters(self) -> bool:
        """Whether some weighting moves more of the top customers than noise does."""
        return bool(self.table["kept"].min() < self.noise_kept)

    @property
    def sentence(self) -> str:
        """What weights move, beside what noise moves."""
        named, worst = self.table.iloc[:-1], self.table.iloc[-1]
        low = named.loc[named["kept"].idxmin()]
        return (
            f"Of the top {percent(self.top)} of customers {percent(low.kept)} stay on top "
            f"{low.weights}, and {percent(worst.kept)} under the worst of {count(self.draws)} "
            f"weightings drawn at random; were the same questions asked again, noise alone would "
            f"keep {percent(self.noise_kept)}."
        )

    def of(self, customer: Hashable) -> str:
        """Between which scores one customer moves."""
        if customer not in self.lowest.index:
            raise one_problem(f'"{customer}" has no score', "look up another customer.")
        ends = interval(self.lowest[customer], self.highest[customer], count)
        return f"Under {count(self.draws)} weightings the score of {customer} runs from {ends}."

    def summary(self) -> Table:
        """The weightings as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Weights": [text[0].upper() + text[1:] for text in self.table["weights"]],
                "Rank correlation": self.table["rank_correlation"],
                f"Top {percent(self.top)} that stay": self.table["kept"],
                "A score moves by (points, mean)": self.table["moved"],
            }
        )
        return Table(
            frame,
            title="What other weights of the facets would do",
            note=self.sentence,
            formats={
                f"Top {percent(self.top)} that stay": percent,
                "A score moves by (points, mean)": partial(number, digits=1),
            },
        )


def index_weights(
    index: RelationshipIndex,
    weights: Mapping[str, float] | None = None,
    *,
    top: float = 0.25,
    draws: int = 200,
    seed: int = 0,
) -> IndexWeights:
    """Weight the facets otherwise, and see whose place changes.

    Parameters
    ----------
    index : RelationshipIndex
        What :func:`cvmlab.loyalty.relationship.index.relationship_index` returned.
    weights : mapping of facet to number, optional
        Your own weights, tried beside the others; facets not named count nothing.
    top : float
        Which share of customers counts as top.
    draws : int
        How many weightings are drawn at random.
    seed : int
        Makes them reproducible.

    Returns
    -------
    IndexWeights

    Raises
    ------
    DataProblem
        When the index has a single facet, or weights name none of the facets or are below zero.

    Notes
    -----
    Weightings are drawn evenly from all there are (Dirichlet with ones). What noise moves is the
    share of the top that two normal scores correlated by the reliability have in common.
    """
    names, facets = index.names, index.table[index.names].to_numpy(float)
    k = len(names)
    if k < 2:
        raise one_problem("There is one facet only", "nothing can be weighted otherwise.")
    tried: list[tuple[str, np.ndarray]] = []
    if weights is not None:
        tried.append(("with your weights", _own(weights, names)))
    for at, name in enumerate(names):
        word = name.replace("_", " ")
        tried.append((f"with {word} counting double", _scaled(np.where(np.arange(k) == at, 2, 1))))
    for at, name in enumerate(names):
        word = name.replace("_", " ")
        tried.append((f"without {word}", _scaled(np.where(np.arange(k) == at, 0, 1))))
    equal = index.table["score"].to_numpy(float)
    rows = [(text, *_moved(equal, (facets @ w).round(9), top)) for text, w in tried]
    drawn = np.random.default_rng(seed).dirichlet(np.ones(k), draws)
    scores = (facets @ drawn.T).round(9)
    each = np.array([_moved(equal, column, top) for column in scores.T])
    rows.append((ANY, each[:, 0].min(), each[:, 1].min(), each[:, 2].max()))
    ids = index.table["customer_id"]
    return IndexWeights(
        table=pd.DataFrame(rows, columns=["weights", "rank_correlation", "kept", "moved"]),
        noise_kept=_kept_by_noise(index.reliability, top),
        top=top,
        lowest=pd.Series(scores.min(axis=1), index=ids),
        highest=pd.Series(scores.max(axis=1), index=ids),
        draws=draws,
    )


def _own(weights: Mapping[str, float], names: list[str]) -> np.ndarray:
    unknown = [name for name in weights if name not in names]
    given = np.array([float(weights.get(name, 0)) for name in names])
    if unknown or (given < 0).any() or not given.any():
        raise one_problem(
            f"These weights do not fit: {dict(weights)}",
            f"give numbers from zero up for some of: {', '.join(names)}.",
        )
    return _scaled(given)


def _scaled(weights: np.ndarray) -> np.ndarray:
    return np.asarray(weights / weights.sum(), dtype=float)


def _moved(equal: np.ndarray, other: np.ndarray, top: float) -> tuple[float, float, float]:
    """Rank correlation, the share of the top that stays, the mean change of a score."""
    place, elsewhere = _places(equal), _places(other)
    n = max(round(top * len(equal)), 1)
    kept = float(((place >= len(equal) - n) & (elsewhere >= len(equal) - n)).sum() / n)
    return float(np.corrcoef(place, elsewhere)[0, 1]), kept, float(np.abs(other - equal).mean())


def _places(scores: np.ndarray) -> np.ndarray:
    """Places from the bottom; equal scores stand as the customers do in the table."""
    places = np.empty(len(scores), dtype=int)
    places[np.argsort(scores, kind="stable")] = np.arange(len(scores))
    return places


def _kept_by_noise(reliability: float, top: float) -> float:
    """P(second score in the top, given the first is): both normal, correlated by `reliability`."""
    from scipy.special import ndtr, ndtri

    if not reliability > 0:
        return top
    if reliability >= 1:
        return 1.0
    at = ndtri(1 - (np.arange(2_000) + 0.5) / 2_000 * top)  # evenly over the top of the first
    line = ndtri(1 - top)
    return float(ndtr((reliability * at - line) / np.sqrt(1 - reliability**2)).mean())
