"""Which drivers go with an outcome, how strongly, and how sure their order is.

In a survey everything goes with everything: who likes the firm likes its counters, its clerks and
its parcels. A regression coefficient then says little about a driver, since it depends on which
others happen to stand beside it. So each driver is credited with what it adds to R² on average
over all orders in which the drivers could be entered. That divides up an association; it does not
say what would happen if a driver were improved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.stats.driver_answers import complete_answers
from cvmlab.stats.importance_result import Importance
from cvmlab.stats.shares_of_r2 import (
    common_factor,
    correlations,
    covariances,
    moments,
    ranks_of,
    resampled_moments,
    shares_of_r2,
    slopes_of,
)

_REPEATED = 1e-8  # of a driver's variance left beside the others: it repeats them


def importance(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    weights: str | Iterable[float] | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    labels: Mapping[str, str] | None = None,
) -> Importance:
    """Divide what is explained of an outcome over its drivers, with intervals for the order too.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a customer. Rows with a missing answer are left out and counted.
    outcome : str
        The numeric column to explain.
    drivers : sequence of str
        Two to fifteen numeric columns.
    weights : str or array-like, optional
        A column, or one number a row: how many customers each row stands for.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by row.
    seed : int
        Makes the intervals reproducible.
    labels : mapping of column to text, optional
        What columns are called in sentences, tables and pictures.

    Returns
    -------
    Importance

    Raises
    ------
    DataProblem
        If columns are missing, not numeric or constant, a driver repeats others, weights are
        negative, or too few rows are complete.

    Notes
    -----
    A driver's share is its mean increase of R² over all orders of entry (Lindeman, Merenda and
    Gold 1980, "Introduction to bivariate and multivariate analysis"; Grömping 2006, "Relative
    importance for linear regression in R: the package relaimpo"), divided by R²: the Shapley value
    of R². Intervals are percentiles of resamples. R² is too high in a sample and higher still in
    its resamples: its interval is that of the adjusted R² (Ezekiel 1930, "Methods of correlation
    analysis"), less the bias that the resamples show (Efron and Tibshirani 1993, "An introduction
    to the bootstrap", chapter 10).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> counter, parcel = rng.normal(size=(2, 1000))
    >>> answers = pd.DataFrame({"counter": counter, "parcel": parcel, "overall": 2 * counter})
    >>> answers["overall"] += parcel + rng.normal(size=1000)
    >>> importance(answers, "overall", ["counter", "parcel"]).table["driver"].tolist()
    ['counter', 'parcel']
    """
    names = [outcome, *drivers]
    values, weight = complete_answers(frame, names, weights)
    scale = values.std(axis=0)
    values = (values - values.mean(axis=0)) / scale
    covariance = covariances(moments(values, weight))[0]
    matrix = correlations(covariance[None])
    vif = _inflation(matrix[0, 1:, 1:], names[1:])
    estimate, r2 = _divided(matrix)
    resampled = covariances(resampled_moments(values, weight, resamples, seed))
    drawn = correlations(resampled)
    draws, drawn_r2 = _divided(drawn)
    (halo, halo_r2), (drawn_halo, _) = common_factor(matrix), common_factor(drawn)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(draws, ends, axis=0)
    places = np.quantile(ranks_of(draws), ends, axis=0, method="inverted_cdf").astype(int)
    units = scale[0] / scale[1:]
    slope_low, slope_high = np.quantile(slopes_of(resampled), ends, axis=0) * units
    table = pd.DataFrame(
        {
            "driver": list(drivers),
            "share": estimate[0],
            "low": low,
            "high": high,
            "rank": ranks_of(estimate)[0],
            "rank_low": places[0],
            "rank_high": places[1],
            "correlation": matrix[0, 1:, 0],
            "coefficient": slopes_of(covariance[None])[0] * units,
            "coefficient_low": slope_low,
            "coefficient_high": slope_high,
            "vif": vif,
        }
    )
    order = np.argsort(-estimate[0], kind="stable")
    r2_low, r2_high = _interval_of_r2(drawn_r2, float(r2[0]), len(values), len(drivers), level)
    halo_low, halo_high = np.quantile(drawn_halo, ends)
    return Importance(
        table=table.iloc[order].reset_index(drop=True),
        outcome=outcome,
        r2=float(r2[0]),
        r2_low=r2_low,
        r2_high=r2_high,
        halo=float(halo[0]),
        halo_low=float(halo_low),
        halo_high=float(halo_high),
        halo_r2=float(halo_r2[0]),
        rows=len(values),
        left_out=len(frame) - len(values),
        level=level,
        draws=draws[:, order],
        labels=dict(labels or {}),
    )


def _divided(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares that add up to one, and the R² they divide."""
    shares, r2 = shares_of_r2(matrix)
    return shares / np.maximum(r2, 1e-300)[:, None], r2


def _interval_of_r2(
    draws: np.ndarray, estimate: float, rows: int, drivers: int, level: float
) -> tuple[float, float]:
    """An interval for R², which is too high in a sample, and higher still in a resample of it."""
    adjusted = 1 - (1 - draws) * (rows - 1) / (rows - drivers - 1)
    level_again = adjusted - (draws.mean() - estimate)
    low, high = np.quantile(level_again, [(1 - level) / 2, (1 + level) / 2])
    return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))


def _inflation(matrix: np.ndarray, drivers: Sequence[str]) -> np.ndarray:
    """How much wider each coefficient's interval is than if the drivers were unrelated."""
    for i in range(1, len(drivers)):
        left = 1 - matrix[i, :i] @ np.linalg.lstsq(matrix[:i, :i], matrix[:i, i])[0]
        if left < _REPEATED:
            raise one_problem(
                f'"{drivers[i]}" says nothing that the drivers before it do not say',
                "leave it out, or one of those it is made of.",
            )
    return np.diagonal(np.linalg.inv(matrix))
