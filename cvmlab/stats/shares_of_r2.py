"""R² of every set of drivers, and what each driver adds to it on average over all orders.

Everything is done for many correlation matrices at once, one a resample: that is what makes
intervals for shares and ranks affordable.
"""

from __future__ import annotations

from math import comb

import numpy as np

MOST_DRIVERS = 15  # 2^15 sets; each further driver doubles the time
_NOTHING_LEFT = 1e-9  # of a driver's variance: it repeats those already in
_BLOCK = 4_000_000  # numbers held at a time


def moments(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sums of 1, of each column and of each product of two columns.

    Parameters
    ----------
    values : array of shape (rows, columns)
    weights : array of shape (rows,) or (resamples, rows)

    Returns
    -------
    array of shape (resamples, sums)
    """
    return np.atleast_2d(weights) @ _products(values)


def resampled_moments(
    values: np.ndarray, weights: np.ndarray, resamples: int, seed: int
) -> np.ndarray:
    """The same sums in bootstrap samples of the rows, drawn with replacement."""
    rng = np.random.default_rng(seed)
    rows = len(values)
    products = _products(values) * weights[:, None]
    at_once = max(1, _BLOCK // rows)
    parts = []
    for start in range(0, resamples, at_once):
        many = min(at_once, resamples - start)
        drawn = rng.integers(0, rows, (many, rows), dtype=np.int64)
        drawn += np.arange(many)[:, None] * rows
        times = np.bincount(drawn.ravel(), minlength=many * rows).reshape(many, rows)
        parts.append(times.astype(float) @ products)
    return np.concatenate(parts)


def covariances(sums: np.ndarray) -> np.ndarray:
    """Covariance matrices, one for each row of :func:`moments`."""
    width = int((np.sqrt(8 * sums.shape[1] + 1) - 1) / 2)
    first, second = np.triu_indices(width)
    square = np.empty((len(sums), width, width))
    square[:, first, second] = square[:, second, first] = sums
    square /= square[:, :1, :1]
    mean = square[:, 0, 1:]
    return square[:, 1:, 1:] - mean[:, :, None] * mean[:, None, :]


def correlations(covariance: np.ndarray) -> np.ndarray:
    """Correlation matrices; a column that is constant in a resample goes with nothing there."""
    spread = np.sqrt(np.maximum(np.diagonal(covariance, axis1=1, axis2=2), 0))
    scale = np.where(spread > 1e-12, spread, np.inf)
    matrix = covariance / (scale[:, :, None] * scale[:, None, :])
    at = np.arange(matrix.shape[1])
    matrix[:, at, at] = 1.0
    return matrix


def shares_of_r2(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each driver adds to R², averaged over all orders of entry.

    Parameters
    ----------
    matrix : array of shape (resamples, 1 + drivers, 1 + drivers)
        Correlations; the outcome comes first.

    Returns
    -------
    shares : array of shape (resamples, drivers)
        In units of R²: they add up to it.
    r2 : array of shape (resamples,)

    Notes
    -----
    With S a set of drivers without j and p drivers in all, the share of j is
    Σ_S |S|!(p−1−|S|)!/p! · [R²(S ∪ j) − R²(S)] (Lindeman, Merenda and Gold 1980; Shapley 1953).
    """
    resamples, drivers = len(matrix), matrix.shape[1] - 1
    sets = 1 << drivers
    weights = _set_weights(drivers)
    shares, r2 = np.empty((resamples, drivers)), np.empty(resamples)
    at_once = max(1, _BLOCK // sets)
    for start in range(0, resamples, at_once):
        block = slice(start, start + at_once)
        explained = _r2_of_sets(matrix[block])
        shares[block] = (weights @ explained).T
        r2[block] = explained[-1]
    return shares, r2


def ranks_of(shares: np.ndarray) -> np.ndarray:
    """1 for the largest share of each row."""
    return np.argsort(np.argsort(-shares, axis=1, kind="stable"), axis=1) + 1


def common_factor(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first principal component's share of the drivers' variance, and of the outcome's."""
    size, direction = np.linalg.eigh(matrix[:, 1:, 1:])
    largest, first = size[:, -1], direction[:, :, -1]
    with_outcome = (first * matrix[:, 1:, 0]).sum(axis=1)
    return largest / first.shape[1], with_outcome**2 / largest


def slopes_of(covariance: np.ndarray) -> np.ndarray:
    """Regression coefficients, one row a resample."""
    # A resample of few rows may hold a driver that repeats another: the pseudo-inverse shares.
    inverse = np.linalg.pinv(covariance[:, 1:, 1:], hermitian=True)
    return (inverse @ covariance[:, 1:, :1])[:, :, 0]


def _products(values: np.ndarray) -> np.ndarray:
    columns = np.column_stack([np.ones(len(values)), values])
    first, second = np.triu_indices(columns.shape[1])
    return columns[:, first] * columns[:, second]


def _set_weights(drivers: int) -> np.ndarray:
    """One row a driver: how R² of each set counts in its share."""
    numbers = np.arange(1 << drivers)
    member = (numbers[None, :] >> np.arange(drivers)[:, None]) & 1
    size = member.sum(axis=0)
    before = np.where(member == 1, size - 1, size)  # drivers that stood there before it
    per_order = np.array([1 / (drivers * comb(drivers - 1, k)) for k in range(drivers)] + [0.0])
    return np.where(member == 1, 1.0, -1.0) * per_order[before]


def _r2_of_sets(matrix: np.ndarray) -> np.ndarray:
    """R² of every set of drivers, one row a set: bit j of its number says whether j is in.

    Sets grow by one driver at a time. What is left of the outcome and of the later drivers, once
    those in the set are taken out, is handed on, so that each set costs one step.
    """
    resamples, width = len(matrix), matrix.shape[1]
    drivers = width - 1
    explained = np.zeros((1 << drivers, resamples))
    # Resamples last: numpy then works on long rows. The outcome goes last among the columns.
    left = np.roll(matrix, -1, axis=(1, 2)).transpose(1, 2, 0)
    stack = [(0, 0, left)]  # set, first driver that may still join, what is left of the rest
    while stack:
        chosen, start, rest = stack.pop()
        for j in range(start, drivers):
            here = j - start
            pivot = rest[here, here]
            alive = pivot > _NOTHING_LEFT
            column = rest[here, here + 1 :]
            factor = np.where(alive, column / np.where(alive, pivot, 1.0), 0.0)
            grown = chosen | 1 << j
            explained[grown] = explained[chosen] + factor[-1] * column[-1]
            if j + 1 < drivers:
                after = rest[here + 1 :, here + 1 :] - factor[:, None] * column[None, :]
                stack.append((grown, j + 1, after))
    return explained
