"""Many groups at once: each estimate drawn towards all of them, and what chance alone would do.

Of forty groups the best looks better than it is, since it is also the luckiest. An estimate that is
drawn towards the others, the more the less is known of it, is closer to the truth on the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cvmlab.errors import one_problem
from cvmlab.stats.shrinkage_result import Shrunken

FEWEST = 5  # groups; of fewer, how much groups differ cannot be learnt
_ROUNDS, _CLOSE = 500, 1e-12


def shrink(
    estimates: Sequence[float],
    standard_errors: Sequence[float],
    *,
    names: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    level: float = 0.95,
) -> Shrunken:
    """Estimates of many groups, each drawn towards their mean as far as chance explains it.

    Parameters
    ----------
    estimates, standard_errors : sequence of float
        One each a group, independent of each other.
    names : sequence of str, optional
        What the groups are called.
    weights : sequence of float, optional
        How large the groups are; the others of a group are their mean with these weights. By
        default each counts as much as is known of it (one over its squared standard error).
    level : float
        Confidence level of the intervals; one minus it is the share of false alarms among those
        said to differ.

    Returns
    -------
    Shrunken

    Raises
    ------
    DataProblem
        With fewer than 5 groups, or standard errors that are missing or not above zero.

    Notes
    -----
    With W = 1 / (V + A), m = sum(W y) / sum(W) and the variance A between groups from

        A = sum(W (k / (k - 1) (y - m)^2 - V)) / sum(W),  zero at least,

    the estimate is m + (1 - B)(y - m) with B = (k - 3) / (k - 1) V / (V + A), and its variance
    V (1 - (1 - W / sum(W)) B) + 2 / (k - 3) B^2 (V* + A) / (V + A) (y - m)^2, in which V* is the
    mean of V with weights W: the second part is what is not known of A. Morris (1983), "Parametric
    Empirical Bayes Inference: Theory and Applications", JASA 78(381). With equal V it is the
    estimator of Efron and Morris (1975), "Data Analysis Using Stein's Estimator and Its
    Generalizations", JASA 70(350).

    Whether a group differs is asked of what was measured, not of what was drawn together: each
    against the mean of the others, with the expected share of false alarms held (Benjamini and
    Hochberg 1995, "Controlling the False Discovery Rate", JRSS B 57(1)).

    Examples
    --------
    >>> found = shrink([10, 12, 9, 11, 14, 10], [2, 2, 2, 2, 2, 2])
    >>> found.table["shrunken"].round(1).tolist()
    [10.6, 11.4, 10.2, 11.0, 12.2, 10.6]
    """
    y, v, w, names = _checked(estimates, standard_errors, weights, names)
    k = len(y)
    between = _between(y, v)
    weight = 1 / (v + between)
    mean = float(np.sum(weight * y) / np.sum(weight))
    pull = (k - 3) / (k - 1) * v / (v + between)
    shrunken = mean + (1 - pull) * (y - mean)
    typical = np.sum(weight * v) / np.sum(weight)
    unknown = 2 / (k - 3) * pull**2 * (typical + between) / (v + between) * (y - mean) ** 2
    spread = np.sqrt(v * (1 - (1 - weight / weight.sum()) * pull) + unknown)
    z = stats.norm.ppf((1 + level) / 2)
    others, error = _others(y, v, w)
    score = (y - others) / np.sqrt(v + error)
    p = 2 * stats.norm.sf(np.abs(score))
    adjusted = stats.false_discovery_control(p)
    table = pd.DataFrame(
        {
            "estimate": y, "low": y - z * np.sqrt(v), "high": y + z * np.sqrt(v),
            "shrunken": shrunken, "shrunken_low": shrunken - z * spread,
            "shrunken_high": shrunken + z * spread, "pull": pull, "others": others,
            "z": score, "p": p, "p_adjusted": adjusted, "differs": adjusted <= 1 - level,
        },
        index=pd.Index(names, name="group"),
    )  # fmt: skip
    return Shrunken(table, mean, float(np.sqrt(between)), level)


def _checked(
    estimates: Sequence[float],
    standard_errors: Sequence[float],
    weights: Sequence[float] | None,
    names: Sequence[str] | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    y, s = np.asarray(estimates, float), np.asarray(standard_errors, float)
    if len(y) < FEWEST:
        raise one_problem(
            f"there are {len(y)} groups, too few to learn from how much groups differ",
            f"compare {FEWEST} groups or more.",
        )
    if len(s) != len(y) or not np.all(np.isfinite(y)) or not np.all(np.isfinite(s) & (s > 0)):
        raise one_problem(
            "each group needs an estimate and a standard error above zero",
            "leave out groups of which one is missing.",
        )
    w = 1 / s**2 if weights is None else np.asarray(weights, float)
    return y, s**2, w, [str(n) for n in (range(1, len(y) + 1) if names is None else names)]


def _between(y: np.ndarray, v: np.ndarray) -> float:
    """The variance between groups, beyond what chance adds to it."""
    k, between = len(y), float(max(0.0, np.var(y, ddof=1) - v.mean()))
    for _ in range(_ROUNDS):
        weight = 1 / (v + between)
        mean = np.sum(weight * y) / weight.sum()
        found = np.sum(weight * (k / (k - 1) * (y - mean) ** 2 - v)) / weight.sum()
        found = max(0.0, float(found))
        if abs(found - between) <= _CLOSE * (found + float(v.mean())):
            break
        between = found
    return found


def _others(y: np.ndarray, v: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each group the mean of all others, and its variance."""
    rest = w.sum() - w
    mean = ((w * y).sum() - w * y) / rest
    return mean, ((w**2 * v).sum() - w**2 * v) / rest**2
