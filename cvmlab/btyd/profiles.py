"""Profile-likelihood intervals: values of a parameter at which the best fit is still good enough.

The interval ends where twice the log-likelihood, maximised over all other parameters, has fallen by
the quantile of chi-squared with one degree of freedom. It is the same for a parameter and for its
logarithm, and shows a ridge for what it is: an end that never comes is 0 or infinite.

Source: Venzon & Moolgavkar (1988), "A Method for Computing Profile-Likelihood-Based Confidence
Intervals", Applied Statistics 37(1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from cvmlab.btyd.fitting import Array, Maximum

if TYPE_CHECKING:
    from cvmlab.btyd.results import FitResults

FARTHEST = 10.0  # a log-parameter this far off, a factor of 22,000, is as good as 0 or infinite
PRECISE = 1e-4  # of a log-parameter: a hundredth of a percent

Climb = Callable[[Array, list[int]], Maximum]  # start, places held


def profile_intervals(fit: FitResults, climb: Climb, z: float) -> pd.DataFrame:
    """Lower and upper ends for each parameter; one that was held has no spread.

    Parameters
    ----------
    fit : FitResults
    climb : callable
        Log-parameters and places to hold -> the maximum over the others.
    z : float
        Half the width of the interval in standard errors, if the likelihood were Normal.
    """
    held = [fit.names.index(name) for name in fit.held]
    ends = np.column_stack([fit.theta, fit.theta])
    for place in set(range(len(fit.theta))) - set(held):
        for column, side in enumerate((-1.0, 1.0)):
            ends[place, column] = _end(fit, climb, place, held, side, z)
    bounds = {"lower": np.exp(ends[:, 0]), "upper": np.exp(ends[:, 1])}
    return pd.DataFrame(bounds, index=list(fit.names))


def _end(
    fit: FitResults, climb: Climb, place: int, held: list[int], side: float, z: float
) -> float:
    """Where the profile has fallen by z^2 / 2 on one side."""
    enough, best = fit.llf - 0.5 * z * z, float(fit.theta[place])
    start = fit.theta.copy()

    def above(distance: float) -> float:
        start[place] = best + side * distance
        found = climb(start, [*held, place])
        start[:] = found.theta
        return found.value - enough

    spread = float(np.sqrt(fit.theta_cov[place, place]))
    inside, outside = 0.0, z * spread if np.isfinite(spread) else 1.0
    while above(outside) > 0:
        if outside >= FARTHEST:
            return side * np.inf
        inside, outside = outside, min(2.0 * outside, FARTHEST)
    return best + side * float(brentq(above, inside, outside, xtol=PRECISE))
