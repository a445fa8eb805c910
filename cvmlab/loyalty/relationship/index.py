"""One number from 0 to 100 for the bond a customer feels, with its margin.

Jim Barnes told of a hundred-point scale that "can pinpoint where each customer lies" (Barnes 2003,
"Getting to know them better"). His Relationship Equity Index is his own and unpublished. This is an
index in its spirit: our own items, in facets that can be looked at one by one, and a margin around
every score, because a point without one pins nothing down.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.loyalty.relationship.index_answers import (
    Facets,
    IndexAnswers,
    facet_columns,
    index_answers,
    names_of,
)
from cvmlab.loyalty.relationship.index_result import BAND, RelationshipIndex
from cvmlab.stats.scales.reliability_numbers import alpha_of
from cvmlab.stats.scales.scores import Scale, scale_scores
from cvmlab.stats.scales.weighted_means import effective_size, weighted_mean
from cvmlab.stats.share_intervals import wilson


def relationship_index(
    items: pd.DataFrame,
    facets: Facets | None = None,
    *,
    scale: Scale = (1, 7),
    ids: str | Iterable[Hashable] | None = None,
    weights: str | Iterable[float] | None = None,
    level: float = 0.95,
) -> RelationshipIndex:
    """Place every customer on a scale from 0 to 100 by what they say of their bond.

    Parameters
    ----------
    items : DataFrame
        One row a customer; the answers, higher for a closer bond. Other columns are ignored.
    facets : mapping of name to columns, or sequence of names, optional
        What belongs together. Names stand for columns named name_1, name_2, …; by default trust,
        known, belonging, care and meaning, or whatever is numbered so.
    scale : (float, float), or mapping of column to such a pair
        The lowest and the highest answer that could be given.
    ids : str or iterable, optional
        Who answered: a column or one name a row; by default ``customer_id`` or the row's label.
    weights : str or iterable of float, optional
        What each row counts for in means and shares, such as weights for those who did not answer.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    RelationshipIndex

    Raises
    ------
    DataProblem
        With everything that is wrong: columns that are not there, answers off the scale, customers
        named twice, fewer than ten of them.

    Notes
    -----
    A score is the mean of the answers in percent of the maximum possible, and a customer's interval
    holds the true scores that it does not contradict: narrower at the ends of the scale, where an
    answer cannot slip both ways. See :func:`cvmlab.stats.scales.scores.scale_scores`.

    Examples
    --------
    >>> answers = pd.DataFrame({"trust_1": [1, 3, 4, 5, 7] * 4, "trust_2": [1, 4, 4, 6, 7] * 4})
    >>> [round(score) for score in relationship_index(answers).table["score"][:5]]
    [0, 42, 50, 75, 100]
    """
    groups = facet_columns(items, facets)
    columns = [column for group in groups.values() for column in group]
    names, weight = names_of(items, ids), _weights(items, weights)
    scores = scale_scores(items[columns], groups, scale=scale, ids=names, level=level)
    kept = scores.table["score"].notna().to_numpy()
    table = scores.table.loc[kept, ["id", "score", "low", "high"]].set_axis(
        ["customer_id", "score", "low", "high"], axis=1
    )
    table = table.join(scores.facets[kept]).reset_index(drop=True)
    points = list(table.columns[1:])
    table[points] = table[points].round(9)  # 60 is 60, and not the last digit below it
    answers = index_answers(items[kept], groups, scale)
    weight = weight[kept]
    mean = weighted_mean(table["score"], weight, level)
    return RelationshipIndex(
        table=table,
        facets=_facets(answers, table, weight, level),
        distribution=distribution(table["score"], weight, level),
        mean=mean.mean,
        mean_low=mean.low,
        mean_high=mean.high,
        spread=spread_of(table["score"], weight),
        error=float(100 * np.sqrt(1 / scores.reliability - 1) * scores.error.spread),
        reliability=scores.reliability,
        alpha=_alpha(answers.complete),
        left_out=int((~kept).sum()),
        weights=weight,
        level=level,
        answers=answers,
    )


def distribution(scores: pd.Series, weights: np.ndarray, level: float) -> pd.DataFrame:
    """How many customers stand in each band of ten points."""
    lowest = np.arange(0, 100, BAND)
    band = np.minimum(scores.to_numpy() // BAND, len(lowest) - 1).astype(int)
    total = weights.sum()
    share = np.bincount(band, weights, minlength=len(lowest)) / total
    alike = effective_size(weights)
    low, high = wilson(share * alike, alike, level)
    return pd.DataFrame(
        {
            "band": [f"{start} to {start + BAND}" for start in lowest],
            "from": lowest,
            "to": lowest + BAND,
            "customers": np.bincount(band, minlength=len(lowest)),
            "share": share,
            "low": low,
            "high": high,
        }
    )


def spread_of(values: pd.Series, weights: np.ndarray) -> float:
    """The standard deviation between customers."""
    x, w = values.to_numpy(float), weights / weights.sum()
    return float(np.sqrt(len(x) / (len(x) - 1) * (w @ (x - w @ x) ** 2)))


def _alpha(values: np.ndarray) -> float:
    return alpha_of(np.cov(values, rowvar=False)) if values.shape[1] > 1 else float("nan")


def _facets(
    answers: IndexAnswers, table: pd.DataFrame, weights: np.ndarray, level: float
) -> pd.DataFrame:
    rows = []
    for name, at in answers.facets.items():
        mean = weighted_mean(table[name], weights, level)
        alpha = _alpha(answers.complete[:, at])
        spread = spread_of(table[name], weights)
        rows.append((name, len(at), mean.mean, mean.low, mean.high, spread, alpha))
    return pd.DataFrame(rows, columns=["facet", "items", "mean", "low", "high", "spread", "alpha"])


def _weights(items: pd.DataFrame, weights: str | Iterable[float] | None) -> np.ndarray:
    if weights is None:
        return np.ones(len(items))
    if isinstance(weights, str):
        if weights not in items.columns:
            raise one_problem(f'There is no column "{weights}"', "name the column of weights.")
        weights = items[weights]
    given = np.asarray(list(weights), dtype=float)
    if len(given) != len(items) or not np.isfinite(given).all() or (given <= 0).any():
        raise one_problem(
            "The weights are not one number above zero for each row",
            "leave rows without a weight out first.",
        )
    return given
