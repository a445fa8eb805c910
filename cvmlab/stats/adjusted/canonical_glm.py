"""Regressions of yes or no, of money and of scores, fitted many times over in one go.

A bootstrap fits one regression hundreds of times. One at a time that takes minutes; here all
resamples are fitted together, as a few products of large matrices.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Family = Literal["yes or no", "amount", "score"]

_AT_ONCE = 250_000  # cells of resamples × customers at a time: as many as stay in the cache
_FARTHEST = 30.0  # of a linear predictor: e^30 is as good as certain
_LONGEST_STEP = 4.0
_RIDGE = 1e-7  # a share of each column's own information: nothing, unless a column has none


def family_of(outcome: Floats) -> Family:
    """Which regression suits an outcome: yes or no, an amount from zero on, or a score.

    Examples
    --------
    >>> import numpy as np
    >>> family_of(np.array([0.0, 1.0, 1.0])), family_of(np.array([0.0, 12.5, 3.0]))
    ('yes or no', 'amount')
    """
    if np.isin(outcome, (0.0, 1.0)).all():
        return "yes or no"
    return "amount" if (outcome >= 0).all() else "score"


def mean_of(predictor: Floats, family: Family) -> Floats:
    """The mean that belongs to a linear predictor."""
    if family == "score":
        return predictor
    held = np.clip(predictor, -_FARTHEST, _FARTHEST)
    return 1 / (1 + np.exp(-held)) if family == "yes or no" else np.exp(held)


def fit(
    design: Floats, outcome: Floats, family: Family, counts: Floats, start: Floats | None = None
) -> Floats:
    """Coefficients of one regression for each row of counts.

    Parameters
    ----------
    design : array of n × p
        The first column is the constant.
    outcome : array of n
        From 0 to 1 for yes or no, from 0 on for an amount.
    family : {"yes or no", "amount", "score"}
        Logit; log link with variance in proportion to the mean; least squares.
    counts : array of B × n
        How often each customer counts in each of B resamples.
    start : array of p, optional
        Where to begin, such as the coefficients on all customers.

    Returns
    -------
    array of B × p

    Notes
    -----
    Newton's method on the quasi-likelihood of the canonical link (McCullagh and Nelder 1989,
    "Generalized linear models"): the score is X'c(y − μ), the information X'cvX. With an amount
    the variance may be anything; the mean is estimated rightly all the same (Gourieroux, Monfort
    and Trognon 1984, "Pseudo maximum likelihood methods"). Where a column tells yes from no
    exactly, its coefficient has no finite value: steps are short and the last one counts.
    """
    if design.shape[1] == 1:  # means need no steps
        return _constant(counts @ outcome / counts.sum(axis=1), family)[:, None]
    rows = max(1, _AT_ONCE // max(len(outcome), 1))
    parts = [
        _fit(design, outcome, family, counts[first : first + rows], start)
        for first in range(0, len(counts), rows)
    ]
    return np.concatenate(parts)


def _fit(
    design: Floats, outcome: Floats, family: Family, counts: Floats, start: Floats | None
) -> Floats:
    p = design.shape[1]
    upper = np.triu_indices(p)
    squares = design[:, upper[0]] * design[:, upper[1]]
    beta = np.zeros((len(counts), p))
    if start is None:
        beta[:, 0] = _constant(counts @ outcome / counts.sum(axis=1), family)
    else:
        beta[:] = start
    # All start alike when a start is given: one line of means serves every resample at first.
    predictor = (beta if start is None else beta[:1]) @ design.T
    for _ in range(25):
        mean = mean_of(predictor, family)
        slope = _slope(mean, family)
        score = (counts * (outcome - mean)) @ design
        step = np.linalg.solve(_information(counts * slope, squares, upper, p), score[..., None])
        step = step[..., 0]
        move = step @ design.T
        if family != "score":
            longest = np.abs(move).max(axis=1, initial=0.0)
            share = np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-12))[:, None]
            step, move = step * share, move * share
        beta += step
        predictor = predictor + move
        if (
            family == "score" or np.abs(move).max(initial=0.0) < 1e-3
        ):  # the next would be its square
            break
    return beta


def _information(weights: Floats, squares: Floats, upper: tuple, p: int) -> Floats:
    matrix = np.zeros((len(weights), p, p))
    matrix[:, upper[0], upper[1]] = weights @ squares
    matrix[:, upper[1], upper[0]] = matrix[:, upper[0], upper[1]]
    own = np.arange(p)
    matrix[:, own, own] += _RIDGE * np.maximum(matrix[:, own, own], 1.0)
    return matrix


def _slope(mean: Floats, family: Family) -> Floats:
    if family == "score":
        return np.ones_like(mean)
    return mean * (1 - mean) if family == "yes or no" else mean


def _constant(mean: Floats, family: Family) -> Floats:
    if family == "score":
        return mean
    if family == "amount":
        return np.log(np.maximum(mean, 1e-9))
    held = np.clip(mean, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))
