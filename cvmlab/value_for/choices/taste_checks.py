"""Does the shape hold: are people's prices of time really spread as the model takes them to be?

The model takes the logs of money a minute as normal within a type, and as independent of how hard
money counts. What it says of the median leans on that. Each of these can be bent a little, and the
choices say whether they would rather have it bent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.value_for.choices.mixed_logit_result import SPREADS, MixedLogit
from cvmlab.value_for.choices.taste_likelihood import likelihood, posterior

SKEW, TAILS, LINK = "one-sided", "heavy or missing ends", "hurried people mind money more or less"


def taste_checks(fit: MixedLogit) -> pd.DataFrame:
    """Whether the choices contradict the shape in which people's tastes are spread.

    Parameters
    ----------
    fit : MixedLogit
        The fitted model.

    Returns
    -------
    pandas.DataFrame
        One row a way to be wrong: ``check``, ``statistic`` (chi-squared with one degree of
        freedom where the shape holds), ``p``; NaN where no spread is seen that could be bent.

    Notes
    -----
    Score tests. The normal density is bent by Hermite's polynomials of order three and four
    (Gallant and Nychka 1987, "Semi-nonparametric maximum likelihood estimation") or tilted by the
    product of both tastes; the slope of the log-likelihood in each bend is the sum of posterior
    means, made independent of the estimated parameters by regressing it on their slopes.
    """
    from scipy.special import chdtrc  # of scipy.stats, whose import takes longer than all the rest

    z, v = fit.grid.minute, fit.grid.money
    bends = np.stack([z**3 - 3 * z, z**4 - 6 * z**2 + 3, z * v], axis=1)
    slopes = posterior(fit.tastes, fit.choices, fit.grid) @ bends
    of_model = likelihood(fit.theta, fit.choices, fit.place, fit.grid).slope
    left = slopes - of_model @ np.linalg.lstsq(of_model, slopes, rcond=None)[0]
    square = (left**2).sum(axis=0)
    flat = [SPREADS[0] in fit.no_spread] * 2 + [bool(fit.no_spread)]
    statistic = np.where(flat, np.nan, slopes.sum(axis=0) ** 2 / np.maximum(square, 1e-300))
    return pd.DataFrame(
        {"check": [SKEW, TAILS, LINK], "statistic": statistic, "p": chdtrc(1, statistic)}
    )
