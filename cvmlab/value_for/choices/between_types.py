"""Whether groups differ by more than chance, and how far each is to be believed on its own.

Among forty groups one is the dearest by chance alone. Two safeguards: one test of all groups
together, and each group's figure pulled towards the others, the further the less it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class BetweenTypes:
    """What groups have in common and what sets them apart.

    Attributes
    ----------
    same : float
        How often differences as large as these would come by chance if all groups were alike.
    spread : float
        Standard deviation of what the groups truly are, as far as the data can tell; 0 where
        chance is enough to explain the differences.
    pulled : numpy.ndarray
        Each group's figure, pulled towards the others; NaN for a group without a figure.
    pairs : pandas.DataFrame
        ``one, other, difference, low, high``: all pairs, with intervals that hold all at once.
    """

    same: float
    spread: float
    pulled: np.ndarray = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)


def between_types(
    names: list[str], estimates: np.ndarray, errors: np.ndarray, level: float = 0.95
) -> BetweenTypes:
    """Compare the figures of groups of different people.

    Parameters
    ----------
    names : list of str
        The groups.
    estimates, errors : numpy.ndarray of shape (groups,)
        Their figures and standard errors; NaN where a group has none.
    level : float
        Confidence level of the pairs, all together.

    Returns
    -------
    BetweenTypes

    Notes
    -----
    With w = 1/error² and m the weighted mean, Q = Σ w (x − m)² is compared with χ² of one degree
    less than there are groups (Cochran 1954, "The combination of estimates from different
    experiments"). The true spread is max(0, (Q − (k − 1)) / (Σw − Σw²/Σw)) under the root
    (DerSimonian and Laird 1986, "Meta-analysis in clinical trials"), and a figure is pulled to
    m* + B (x − m*) with B = spread²/(spread² + error²) and m* the mean under that spread. Pairs
    share the error rate out among them (Bonferroni).

    Examples
    --------
    >>> found = between_types(["a", "b", "c"], np.array([1.0, 2.0, 3.0]), np.full(3, 0.5))
    >>> round(found.same, 3), found.pulled.round(2).tolist()
    (0.018, [1.25, 2.0, 2.75])
    """
    from scipy.special import chdtrc, ndtri

    known = np.isfinite(estimates) & np.isfinite(errors) & (errors > 0)
    number = int(known.sum())
    pulled = np.full(len(estimates), np.nan)
    same, spread = np.nan, np.nan
    if number >= 2:
        x, variance = estimates[known], errors[known] ** 2
        w = 1 / variance
        q = float(w @ (x - w @ x / w.sum()) ** 2)
        same = float(chdtrc(number - 1, q))
        spread = np.sqrt(max(0.0, (q - (number - 1)) / (w.sum() - w @ w / w.sum())))
        wider = 1 / (variance + spread**2)
        middle = wider @ x / wider.sum()
        pulled[known] = middle + spread**2 / (spread**2 + variance) * (x - middle)
    pairs = list(combinations(np.flatnonzero(known), 2))
    reach = ndtri(1 - (1 - level) / 2 / max(len(pairs), 1))
    lines = []
    for i, j in pairs:
        gap, half = estimates[i] - estimates[j], reach * np.hypot(errors[i], errors[j])
        lines.append((names[i], names[j], gap, gap - half, gap + half))
    columns = ["one", "other", "difference", "low", "high"]
    return BetweenTypes(same, float(spread), pulled, pd.DataFrame(lines, columns=columns))
