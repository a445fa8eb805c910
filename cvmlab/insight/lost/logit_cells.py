"""A logit over cells of like rows, fitted to many resamples at once.

Rows that agree in every cause are one cell with a number and a number of hits. A whole bootstrap is
then one array: the same cells with other numbers, and Newton's steps for all of them together.
The coefficients are those of statsmodels' ``Logit`` (a test holds them side by side).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

# A prior so weak that it moves no coefficient that data speak about (a standard deviation of ten
# on the scale of log odds), but a cause met by five people who all gave up stays finite.
_PRECISION = 0.01
_STEPS, _CLOSE = 50, 1e-8


def fit_logit(design: np.ndarray, number: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Coefficients of a logit for each resample.

    Parameters
    ----------
    design : numpy.ndarray of shape (cells, coefficients)
        The first column is the constant.
    number, hits : numpy.ndarray of shape (resamples, cells)
        How many rows each cell has, and how many of them are hits.

    Returns
    -------
    numpy.ndarray of shape (resamples, coefficients)

    Notes
    -----
    Newton's method on the log-likelihood minus 0.005 times the squared coefficients, the constant
    left free.

    Examples
    --------
    >>> design = np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> fit_logit(design, np.array([[1e6, 1e6]]), np.array([[4e5, 6e5]])).round(3)
    array([[-0.405,  0.811]])
    """
    cells, width = design.shape
    products = (design[:, :, None] * design[:, None, :]).reshape(cells, width * width)
    weight = np.full(width, _PRECISION)
    weight[0] = 1e-9
    total = np.maximum(number.sum(axis=1), 1)
    mean = np.clip(hits.sum(axis=1) / total, 1e-6, 1 - 1e-6)
    beta = np.zeros((len(number), width))
    beta[:, 0] = np.log(mean / (1 - mean))
    for _ in range(_STEPS):
        chance = chances(design, beta)
        slope = (hits - number * chance) @ design - weight * beta
        curve = ((number * chance * (1 - chance)) @ products).reshape(-1, width, width)
        step = np.linalg.solve(curve + np.diag(weight), slope[:, :, None])[:, :, 0]
        largest = np.abs(step).max(axis=1, keepdims=True)
        beta += step * np.minimum(1, 2 / np.maximum(largest, 1e-12))  # no leap beyond the data
        if largest.max() < _CLOSE:
            break
    return beta


def chances(design: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Probability in each cell, for each set of coefficients: resamples × cells."""
    return np.asarray(1 / (1 + np.exp(-np.clip(beta @ design.T, -500, 500))))


def design_of(rows: pd.DataFrame, flags: Sequence[str], beside: Sequence[str]) -> np.ndarray:
    """A constant, the causes as numbers, and one column for each further word of the others.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a cell or an observation.
    flags : sequence of str
        Columns of numbers or of yes and no.
    beside : sequence of str
        Columns of words held constant; an empty cell is a value of its own.
    """
    parts = [np.ones((len(rows), 1)), rows[list(flags)].to_numpy(dtype=float)]
    for name in beside:
        words = rows[name].astype(object).where(rows[name].notna(), "(none)").astype(str)
        parts.append(pd.get_dummies(words, drop_first=True).to_numpy(dtype=float))
    return np.hstack(parts)


def cells_of(rows: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's cell, and one row for each cell.

    Examples
    --------
    >>> number, cells = cells_of(pd.DataFrame({"a": [1, 0, 1]}), ["a"])
    >>> number.tolist(), cells["a"].tolist()
    ([0, 1, 0], [1, 0])
    """
    number = rows.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(number, return_index=True)[1]
    return number, rows.iloc[first][list(columns)].reset_index(drop=True)


def poisson_counts(
    state: np.ndarray, key: np.ndarray, states: int, resamples: int, seed: int
) -> np.ndarray:
    """How many rows of each state a resample of persons holds: resamples × states.

    Parameters
    ----------
    state, key : numpy.ndarray of int
        What each row is, and whose it is.
    states : int
        How many states there are.
    resamples, seed : int
        How many resamples, and the seed.

    Notes
    -----
    Every person is drawn a Poisson(1) number of times (Hanley and MacGibbon 2006, "Creating
    non-parametric bootstrap samples using Poisson frequencies"). Persons with one row in the same
    state are drawn together, which makes the work the same for a thousand and a million rows.
    """
    rng = np.random.default_rng(seed)
    often = np.bincount(key)[key]
    once = np.bincount(state[often == 1], minlength=states)
    counts = rng.poisson(once, (resamples, states)).astype(float)
    several = np.flatnonzero(often > 1)
    if several.size:
        from scipy.sparse import coo_matrix

        person, place = np.unique(key[several], return_inverse=True)
        entries = (np.ones(several.size), (state[several], place))
        of = coo_matrix(entries, shape=(states, person.size)).tocsr()
        for start in range(0, resamples, 50):  # a block at a time keeps memory bounded
            part = slice(start, min(start + 50, resamples))
            drawn = rng.poisson(1.0, (person.size, part.stop - part.start)).astype(float)
            counts[part] += (of @ drawn).T
    return counts
