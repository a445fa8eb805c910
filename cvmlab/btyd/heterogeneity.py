"""How much customers differ: purchase rates and dropout rates by the fitted laws.

A buy-till-you-die model is a statement about differences between customers: some buy often and
some hardly ever, some leave soon and some stay. The fitted Gamma or Beta law says how many of
each there are. A limit model says that the data show no such difference, and no curve is drawn as
if they did.

Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1); Fader, Hardie & Lee
(2005), Marketing Science 24(2); Fader, Hardie & Shang (2010), Marketing Science 29(6). Gini
coefficients: McDonald (1984), "Some Generalized Functions for the Size Distribution of Income",
Econometrica 52(3).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import betaln, gammaln

from cvmlab.btyd.chances import BetaChances, CommonChance, NoChance
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.laws import Law
from cvmlab.btyd.rate_limits import NoRate
from cvmlab.btyd.rates import GammaRates
from cvmlab.btyd.results import positive_interval, share_interval
from cvmlab.btyd.sensitivity import slopes

Side = Literal["purchase", "dropout"]
DRAWS = 2000  # of a law's parameters, for the band around its density


def heterogeneity(fit: LatentAttritionResults, *, alpha: float = 0.05) -> pd.DataFrame:
    """How purchase rates and dropout rates differ between customers, by the fitted laws.

    Parameters
    ----------
    fit : LatentAttritionResults
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        Rows ``purchase`` and ``dropout``: law; mean, with its confidence interval ci_low, ci_high;
        variance; p10, median, p90 (so many of the customers are below); gini (0: all alike, near
        1: few have it all). Rates are per unit of time; chances are per opportunity or, of
        dropout in the BG/NBD models, per purchase.
    """
    rows = {side: _row(fit, side, alpha) for side in ("purchase", "dropout")}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("of")


def density_of(
    fit: LatentAttritionResults, side: Side, at: Array, *, alpha: float = 0.05
) -> pd.DataFrame:
    """Density of a law over rates or chances, with its pointwise confidence interval.

    The interval holds the middle of the densities at parameters drawn from the Normal law of
    their logarithms' estimates: in the tails, where a density is next to nothing, the delta method
    would go astray. The draws are the same every time.

    Parameters
    ----------
    side : {"purchase", "dropout"}
        Which law; it must be one by which customers differ.
    at : array
        Rates above 0, or chances between 0 and 1.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    DataFrame
        density, ci_low, ci_high, by rate or chance.
    """
    law = getattr(fit, side)
    if not differs(law):
        raise ValueError(f"in this limit model all customers share one {side} rate: no density")
    first = 0 if side == "purchase" else len(fit.theta) - 2
    theta, cov = fit.theta[first : first + 2], fit.theta_cov[first : first + 2, first : first + 2]
    spread, basis = np.linalg.eigh(cov)
    root = (basis * np.sqrt(np.maximum(spread, 0.0))) @ basis.T
    draws = theta + np.random.default_rng(0).standard_normal((DRAWS, 2)) @ root
    low, high = np.quantile(_density(law, draws, at), [alpha / 2, 1 - alpha / 2], axis=0)
    values = {"density": _density(law, theta[None], at)[0], "ci_low": low, "ci_high": high}
    return pd.DataFrame(values, index=pd.Index(at, name=side))


def differs(law: Law) -> bool:
    """Whether customers differ by this law; by its limits they do not."""
    return isinstance(law, GammaRates | BetaChances)


def is_chance(law: Law) -> bool:
    """Whether the law is one of chances, not of rates."""
    return isinstance(law, BetaChances | CommonChance | NoChance)


def distribution(law: Law) -> stats.rv_continuous:
    """The law as one of scipy's distributions."""
    if isinstance(law, GammaRates):
        return stats.gamma(law.shape, scale=1.0 / law.rate)
    return stats.beta(law.a, law.b)


def _density(law: Law, log_params: Array, at: Array) -> Array:
    """Densities of laws of this kind, one row for each row of log-parameters."""
    one, two = np.exp(log_params).T[:, :, None]
    if isinstance(law, GammaRates):
        log_density = one * np.log(two) - gammaln(one) + (one - 1.0) * np.log(at) - two * at
    else:
        log_density = (one - 1.0) * np.log(at) + (two - 1.0) * np.log1p(-at) - betaln(one, two)
    return np.exp(log_density)


def _row(fit: LatentAttritionResults, side: Side, alpha: float) -> dict[str, object]:
    law = getattr(fit, side)
    mean, low, high = _mean(fit, side, alpha)
    row: dict[str, object] = {"law": _name(law), "mean": mean, "ci_low": low, "ci_high": high}
    if not differs(law):
        return {**row, "variance": 0.0, "p10": mean, "median": mean, "p90": mean, "gini": 0.0}
    spread = distribution(law)
    p10, median, p90 = spread.ppf([0.1, 0.5, 0.9])
    return {
        **row, "variance": spread.var(), "p10": p10, "median": median, "p90": p90,
        "gini": gini(law),
    }  # fmt: skip


def _mean(fit: LatentAttritionResults, side: Side, alpha: float) -> tuple[float, float, float]:
    """The mean over all customers, with its confidence interval."""
    if isinstance(getattr(fit, side), NoRate | NoChance):
        return 0.0, 0.0, 0.0
    log_mean, slope = slopes(fit, lambda each: np.log(getattr(each, side).mean(np.zeros(1), 0.0)))
    interval = share_interval if is_chance(getattr(fit, side)) else positive_interval
    low, high = interval(np.exp(log_mean), fit.standard_error(slope), alpha)
    return float(np.exp(log_mean[0])), float(low[0]), float(high[0])


def gini(law: Law) -> float:
    """Gini coefficient of the rates or chances of customers who differ by this law."""
    if isinstance(law, GammaRates):
        return float(np.exp(gammaln(law.shape + 0.5) - gammaln(law.shape + 1.0)) / np.sqrt(np.pi))
    a, b = law.a, law.b
    return float(2.0 / a * np.exp(betaln(2 * a, 2 * b) - 2 * betaln(a, b)))


def _name(law: Law) -> str:
    if isinstance(law, NoRate | NoChance):
        return "none"
    if not differs(law):
        return f"one common {'chance' if is_chance(law) else 'rate'}"
    return "Beta" if is_chance(law) else "Gamma"
