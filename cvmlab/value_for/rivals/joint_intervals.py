"""Many comparisons at once: intervals that hold together, and leads drawn towards each other.

Of twenty intervals at 95% one misses by chance. Whoever reads a table for its sure rows needs
intervals that hold for all rows at once; whoever compares types needs to know how far chance alone
may have set them apart.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.value_for.brands.draws import standard_errors
from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.choices.between_types import between_types


def joint_ends(drawn: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Intervals that hold for all columns at once, as wide as the largest deviation asks.

    Parameters
    ----------
    drawn : numpy.ndarray of shape (1 + resamples, columns)
        Estimate first.
    level : float
        Confidence level of all together.

    Returns
    -------
    low, high : numpy.ndarray of shape (columns,)
        NaN without resamples.
    """
    error = standard_errors(drawn)
    known = error > 0
    if not known.any():
        return np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    far = np.abs(drawn[1:, known] - drawn[0, known]) / error[known]
    reach = np.quantile(np.nanmax(far, axis=1), level)
    return drawn[0] - reach * error, drawn[0] + reach * error


def drawn_together(table: pd.DataFrame, drawn: np.ndarray) -> np.ndarray:
    """Each type's lead over a rival, pulled towards the other types as far as chance may part them.

    Parameters
    ----------
    table : pandas.DataFrame
        ``customer_type, rival, lead``; rows of "all" stay as they are.
    drawn : numpy.ndarray of shape (1 + resamples, rows)
        The leads, estimate first.

    Returns
    -------
    numpy.ndarray of shape (rows,)
        See :func:`cvmlab.value_for.choices.between_types.between_types`.
    """
    lead, error = drawn[0].copy(), standard_errors(drawn)
    types = table["customer_type"] != ALL
    for rival in table["rival"].unique():
        rows = (types & (table["rival"] == rival)).to_numpy()
        names = [str(name) for name in table.loc[rows, "customer_type"]]
        pulled = between_types(names, lead[rows], error[rows]).pulled
        lead[rows] = np.where(np.isfinite(pulled), pulled, lead[rows])
    return lead
