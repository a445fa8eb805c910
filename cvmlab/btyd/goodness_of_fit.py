"""Does a histogram differ from what a model expects by more than chance?

The familiar sum of (actual - expected)^2 / expected has a known law only when the parameters are
estimated from those very groups and all customers have the same chances. Here parameters come
from whole histories and customers differ, so differences d are weighed by their own covariance,

    X^2 = d' (C - J V J')^-1 d   for the data the model was fitted to,
    X^2 = d' (C + J V J')^-1 d   for later data,

C being the covariance of the counts by chance, V that of the parameters and J the gradient of the
expected counts: fitted parameters take part of the chance out of the differences, and add their
error to forecasts. X^2 is chi-squared with one degree of freedom less than there are groups, and
one less again for each direction in which fitting leaves no difference to look at. The familiar
sum is given as well, with its usual degrees of freedom (groups less 1 less parameters); its real
law lies between the chi-squared ones with and without the parameters taken off.

Sources: Chernoff & Lehmann (1954), "The Use of Maximum Likelihood Estimates in chi^2 Tests for
Goodness of Fit", Annals of Mathematical Statistics 25(3); Rao & Robson (1974), "A Chi-Square
Statistic for Goodness-of-Fit Tests within the Exponential Family", Communications in Statistics
3(12); Andrews (1988), "Chi-Square Diagnostic Tests for Econometric Models", Journal of
Econometrics 37(1).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.sensitivity import slopes
from cvmlab.btyd.totals import Sums

ENOUGH = 5.0  # customers expected in a group, for its count to be near Normal
LEFT = 0.05  # of its chance variance has to be left in a direction: where fitting takes all, none


def compared(
    fit: LatentAttritionResults,
    actual: Array,
    chances: Callable[[LatentAttritionResults], Array],
    weight: Array,
    alpha: float,
    *,
    fitted: bool,
) -> pd.DataFrame:
    """Customers by group, actual and expected with intervals, and the test in ``attrs``.

    Parameters
    ----------
    actual : array of shape (groups,)
    chances : callable
        A fit -> the chances of each kind of customer to be in each group but the last, of shape
        (kinds, groups - 1).
    weight : array of shape (kinds,)
        Customers of each kind.
    fitted : bool
        Whether the model was fitted to these customers' counts.
    """
    expected, slope = slopes(fit, lambda each: _expected(chances(each), weight))
    share = _all_groups(chances(fit))
    spread = np.diag(expected) - np.einsum("i,ij,ik->jk", weight, share, share)
    sums = Sums(expected, slope, fit.slope_cov, np.diag(spread))
    table = sums.by_group(np.arange(len(actual)), np.ones(len(actual)), alpha)
    table = table.rename(columns={"value": "expected"})
    table.insert(0, "actual", actual)
    estimated = slice(0, len(fit.theta))  # edges of a limit model are not
    if fitted:
        covariance = spread - _spread_over(slope[:, estimated], fit.theta_cov)
    else:
        covariance = spread + _spread_over(slope, fit.slope_cov)
    taken = fit.df_model if fitted else 0
    table.attrs |= _chi_square(actual, expected, spread, covariance, taken)
    return table


def _spread_over(slope: Array, covariance: Array) -> Array:
    return np.einsum("ai,ij,bj->ab", slope, covariance, slope)


def _expected(chances: Array, weight: Array) -> Array:
    return np.einsum("i,ij->j", weight, _all_groups(chances))


def _all_groups(chances: Array) -> Array:
    """The last group takes the rest."""
    rest = np.maximum(1.0 - chances.sum(axis=1), 0.0)
    return np.column_stack([chances, rest])


def _chi_square(
    actual: Array, expected: Array, spread: Array, covariance: Array, parameters: int
) -> dict[str, float]:
    """The statistic, its degrees of freedom and p-value; and the familiar sum, for comparison."""
    into = _enough_in_each(expected)
    seen, wanted = into @ actual, into @ expected
    spread, covariance = (into @ matrix @ into.T for matrix in (spread, covariance))
    pearson = float(np.sum((seen - wanted) ** 2 / wanted))
    value, df = np.nan, 0
    if len(into) > 1 and np.all(np.isfinite(covariance)):
        # the last group follows from the others; directions are scaled by what chance does in them
        root = np.linalg.inv(np.linalg.cholesky(spread[:-1, :-1]))
        left, basis = np.linalg.eigh(root @ covariance[:-1, :-1] @ root.T)
        kept = left > LEFT
        scores = (basis.T @ root @ (seen - wanted)[:-1])[kept] / np.sqrt(left[kept])
        value, df = float(np.sum(scores**2)), int(kept.sum())
    usual = len(into) - 1 - parameters
    return {
        "chi_square": value,
        "df": df,
        "p_value": float(chdtrc(df, value)) if df else np.nan,
        "pearson": pearson,
        "pearson_df": usual,
        "pearson_p_value": float(chdtrc(usual, pearson)) if usual > 0 else np.nan,
    }


def _enough_in_each(expected: Array) -> Array:
    """Groups joined to their neighbours until enough customers are expected in each."""
    joined = [[0]]
    for group in range(1, len(expected)):
        if min(expected[joined[-1]].sum(), expected[group:].sum()) < ENOUGH:
            joined[-1].append(group)
        else:
            joined.append([group])
    into = np.zeros((len(joined), len(expected)))
    for row, groups in enumerate(joined):
        into[row, groups] = 1.0
    return into
