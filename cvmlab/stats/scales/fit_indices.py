"""How well a factor model fits: chi-squared and the usual four indices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chndtrinc

from cvmlab.stats.scales.mean_structures import Fitted, Moments


@dataclass(frozen=True)
class FitIndices:
    """How far the model's moments lie from those observed.

    Attributes
    ----------
    chi2, df, p : float, int, float
        Likelihood-ratio test against the moments as they are. With thousands of respondents it
        rejects every simple model: read the indices.
    cfi, tli : float
        Share of the way from "no item has to do with another" to a perfect fit (Bentler 1990,
        "Comparative fit indexes in structural models"; Tucker and Lewis 1973, "A reliability
        coefficient for maximum likelihood factor analysis").
    rmsea, rmsea_low, rmsea_high : float
        Misfit per degree of freedom, with its 90% interval (Steiger and Lind 1980; Browne and
        Cudeck 1993, "Alternative ways of assessing model fit").
    srmr : float
        Root mean square of the correlations not accounted for (and of means, where modelled).
    bic : float
        Smaller is better, less a constant that is the same for all models of these data.
    """

    chi2: float
    df: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float
    bic: float


def fit_indices(fitted: Fitted, moments: list[Moments]) -> FitIndices:
    """The indices of a fitted model, in one group or several.

    Notes
    -----
    χ² = n F with n respondents and F the discrepancy at its least; the baseline model lets items
    vary and correlate with nothing. RMSEA = √(G max(χ² − df, 0) / (n df)) for G groups (Steiger
    1998, "A note on multiple sample extensions of the RMSEA fit index").
    """
    rows = sum(group.rows for group in moments)
    groups, items = len(moments), len(moments[0].mean)
    with_means = fitted.groups[0].mean is not None
    seen = groups * (items * (items + 1) // 2 + (items if with_means else 0))
    free = len(fitted.parameters)
    df = seen - free
    chi2 = rows * fitted.discrepancy
    base, base_df = _baseline(moments)
    over = max(chi2 - df, 0.0)
    base_over = max(base - base_df, over, 1e-12)
    tli = 1.0
    if df:
        tli = (base / base_df - chi2 / df) / (base / base_df - 1)
    error, low, high = _rmsea(chi2, df, rows, groups)
    return FitIndices(
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)) if df else float("nan"),
        cfi=1 - over / base_over,
        tli=tli,
        rmsea=error,
        rmsea_low=low,
        rmsea_high=high,
        srmr=_srmr(fitted, moments, with_means),
        bic=chi2 + free * np.log(rows),
    )


def _baseline(moments: list[Moments]) -> tuple[float, int]:
    """Chi-squared and degrees of freedom when no item has to do with another."""
    total = 0.0
    for group in moments:
        logs = np.log(np.diag(group.covariance)).sum()
        total += group.rows * (logs - np.linalg.slogdet(group.covariance)[1])
    items = len(moments[0].mean)
    return float(total), len(moments) * items * (items - 1) // 2


def _rmsea(chi2: float, df: int, rows: int, groups: int) -> tuple[float, float, float]:
    if df == 0:
        return 0.0, 0.0, 0.0
    unit = rows * df / groups
    centre = np.sqrt(max(chi2 - df, 0.0) / unit)
    ends = []
    for tail in (0.95, 0.05):  # which noncentrality would put χ² at this quantile
        least = 1 - float(chdtrc(df, chi2))
        away = float(chndtrinc(chi2, df, tail)) if least > tail else 0.0
        ends.append(np.sqrt(max(away, 0.0) / unit))
    return float(centre), float(ends[0]), float(ends[1])


def _srmr(fitted: Fitted, moments: list[Moments], with_means: bool) -> float:
    rows = sum(group.rows for group in moments)
    total = 0.0
    for model, seen in zip(fitted.groups, moments, strict=True):
        spread = np.sqrt(np.diag(seen.covariance))
        left = (seen.covariance - model.covariance) / np.outer(spread, spread)
        square = (left[np.tril_indices(len(left))] ** 2).sum()
        cells = len(left) * (len(left) + 1) // 2
        if with_means:
            assert model.mean is not None
            square += (((seen.mean - model.mean) / spread) ** 2).sum()
            cells += len(left)
        total += seen.rows / rows * np.sqrt(square / cells)
    return float(total)
