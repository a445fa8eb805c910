"""How large a change in level may look by chance alone, and how surely its date is known.

Whoever looks for the largest change over many dates finds one in noise too. The two laws here
allow for the search: the first for the size of the largest F, the second for where it stands.
"""

from __future__ import annotations

import numpy as np

Floats = np.ndarray


def chance_of_sup_f(sup_f: float, trim: float) -> float:
    """The probability that the largest F of one mean's change comes as high by chance.

    Parameters
    ----------
    sup_f : float
        The largest F over the dates looked at.
    trim : float
        Share of the series at each end in which no date was looked at.

    Returns
    -------
    float

    Notes
    -----
    The tail of the supremum of a squared standardised Brownian bridge between ``trim`` and
    1 − ``trim``, whose quantiles Andrews (1993, 2003, "Tests for parameter instability and
    structural change with unknown change point") tabulated:
    √(c/2) e^(−c/2) / Γ(1/2) · [(1 − 1/c) log λ + 2/c] with λ = ((1 − trim)/trim)² (Estrella 2003,
    "Critical values and p values of Bessel process distributions").

    Examples
    --------
    >>> round(chance_of_sup_f(8.68, 0.15), 3)  # Andrews (2003): .05
    0.051
    """
    if not sup_f > 0:
        return 1.0
    width = 2 * np.log((1 - trim) / trim)
    tail = np.sqrt(sup_f / 2) * np.exp(-sup_f / 2) / np.sqrt(np.pi)
    return float(np.clip(tail * ((1 - 1 / sup_f) * width + 2 / sup_f), 0, 1))


def critical_sup_f(level: float, trim: float) -> float:
    """The largest F that chance reaches in ``1 - level`` of all series without a change.

    Parameters
    ----------
    level : float
        Such as .95.
    trim : float
        As in :func:`chance_of_sup_f`.

    Returns
    -------
    float
    """
    from scipy.optimize import brentq

    return float(brentq(lambda c: chance_of_sup_f(c, trim) - (1 - level), 2.0, 200.0))


def reach_of_the_date(level: float) -> float:
    """How far to each side the date may be wrong, in units of variance / change².

    Parameters
    ----------
    level : float
        Confidence level.

    Returns
    -------
    float
        11.03 for 95%.

    Notes
    -----
    The quantile (1 + ``level``)/2 of the place where a two-sided Brownian motion less half its
    distance from zero is highest (Bai 1997, "Estimation of a change point in multiple regression
    models").

    Examples
    --------
    >>> round(reach_of_the_date(0.95), 1)  # Bai (1997) has 11.0 for 95%, 7.7 for 90%
    11.0
    """
    from scipy.optimize import brentq

    return float(brentq(lambda x: _within(x) - (1 + level) / 2, 1e-6, 400.0))


def _within(x: float) -> float:
    """The chance that the highest place stands below x, for x above zero."""
    from scipy.special import log_ndtr, ndtr

    root = np.sqrt(x)
    return float(
        1
        + root * np.exp(-x / 8) / np.sqrt(2 * np.pi)
        - (x + 5) / 2 * ndtr(-root / 2)
        + 1.5 * np.exp(x + log_ndtr(-1.5 * root))
    )


def long_run_variance(residuals: Floats) -> float:
    """The variance of a series' mean, times its length, where neighbours hang together.

    Parameters
    ----------
    residuals : array
        The series less its mean (or its means).

    Returns
    -------
    float
        Never below the plain variance: a series that swings back each time is not taken for surer.

    Notes
    -----
    Bartlett weights with the data-driven length of Andrews (1991, "Heteroskedasticity and
    autocorrelation consistent covariance matrix estimation") for a first-order autoregression,
    after the residuals were prewhitened by it (Andrews and Monahan 1992): with strong correlation
    the plain sum is far too small.
    """
    n = len(residuals)
    plain = float(residuals @ residuals / n)
    before, now = residuals[:-1], residuals[1:]
    rho = float(before @ now) / max(float(before @ before), 1e-300)
    rho = float(np.clip(rho, -0.97, 0.97))
    left = now - rho * before
    again = float(left[:-1] @ left[1:]) / max(float(left[:-1] @ left[:-1]), 1e-300)
    again = float(np.clip(again, -0.97, 0.97))
    reach = 1.1447 * (4 * again**2 / (1 - again**2) ** 2 * n) ** (1 / 3)
    lags = np.arange(1, min(int(reach), n - 2) + 1)
    weights = 1 - lags / (reach + 1) if len(lags) else np.zeros(0)
    sums = np.array([left[lag:] @ left[:-lag] for lag in lags])
    whitened = (left @ left + 2 * weights @ sums) / len(left)
    return max(float(whitened) / (1 - rho) ** 2, plain)
