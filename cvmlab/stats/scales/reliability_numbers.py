"""Alpha and both omegas, and how far each would move with other respondents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from cvmlab.stats.scales.mean_structures import FIXED, Fitted


@dataclass(frozen=True)
class Estimate:
    """A reliability with its interval; the interval is missing where it cannot be known."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


def alpha_of(covariance: np.ndarray) -> float:
    """Cronbach's alpha, from the covariances of the items."""
    items = len(covariance)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def alpha_estimate(values: np.ndarray, level: float) -> Estimate:
    """Alpha, with an interval that does not need normal answers.

    Maydeu-Olivares, Coffman and Hartmann (2007, "Asymptotically distribution-free (ADF) interval
    estimation of coefficient alpha").
    """
    centred = values - values.mean(axis=0)
    covariance = centred.T @ centred / len(values)
    items, total = len(covariance), covariance.sum()
    slope = -items / (items - 1) * (np.eye(items) / total - np.trace(covariance) / total**2)
    return _with_interval(alpha_of(covariance), centred, slope, level)


def omega_estimates(values: np.ndarray, fitted: Fitted, level: float) -> tuple[Estimate, Estimate]:
    """Omega total and omega hierarchical of a model whose first factor is the general one.

    Omega total is the share of the total's variance that comes from all factors, omega
    hierarchical the share from the first (McDonald 1999, "Test theory"; Zinbarg, Revelle, Yovel
    and Li 2005, "Cronbach's α, Revelle's β, and McDonald's ωH").
    """
    model = fitted.groups[0]
    everything = np.ones(len(model.own))
    return tuple(  # type: ignore[return-value]
        _omega(values, fitted, everything, factors, level)
        for factors in (list(range(len(model.factors))), [0])
    )


def facet_omega(
    values: np.ndarray, fitted: Fitted, places: list[int], at: int, level: float
) -> Estimate:
    """Omega of one facet's items, from the model of facets that correlate."""
    member = np.zeros(values.shape[1])
    member[places] = 1
    return _omega(values, fitted, member, [at], level)


def _omega(
    values: np.ndarray, fitted: Fitted, member: np.ndarray, factors: list[int], level: float
) -> Estimate:
    """The share of the variance of some items' sum that some factors account for."""
    model = fitted.groups[0]
    loading = member @ model.loadings[:, factors]
    between = model.factors[np.ix_(factors, factors)]
    common = float(loading @ between @ loading)
    total = float(member @ model.covariance @ member)
    # How it moves with each parameter: through the total's variance, and through the common part.
    moves_total = np.einsum("i,aij,j->a", member, model.slopes, member)
    moves_common = _moves_common(fitted, member, factors)
    slope = moves_common / total - common / total**2 * moves_total
    centred = values - values.mean(axis=0)
    inverse = np.linalg.inv(model.covariance)
    direction = np.linalg.pinv(fitted.information, rcond=1e-10, hermitian=True) @ slope
    form = inverse @ np.tensordot(direction, model.slopes, axes=1) @ inverse / 2
    return _with_interval(common / total, centred, form, level)


def _moves_common(fitted: Fitted, member: np.ndarray, factors: list[int]) -> np.ndarray:
    """How the common part of some items' sum moves with each parameter."""
    model, cells = fitted.groups[0], fitted.cells[0]
    used = np.isin(np.arange(len(model.factors)), factors)
    loading = np.where(used, member @ model.loadings, 0.0)
    through = model.factors @ loading
    slopes = np.zeros(len(fitted.parameters))
    item, factor = np.nonzero((cells.loadings != FIXED) & used)
    np.add.at(slopes, cells.loadings[item, factor], 2 * member[item] * through[factor])
    first, second = np.nonzero(np.tril(cells.factors != FIXED, -1))
    np.add.at(slopes, cells.factors[first, second], 2 * loading[first] * loading[second])
    return slopes


def _with_interval(value: float, centred: np.ndarray, form: np.ndarray, level: float) -> Estimate:
    """The interval of a number that moves with the answers x by the quadratic form x′Ax.

    On the scale of log(1 − reliability), on which it is nearly normal (Bonett 2002, "Sample size
    requirements for testing and estimating coefficient alpha").
    """
    pull = np.einsum("ni,ij,nj->n", centred, form, centred, optimize=True)
    error = float(pull.std(ddof=1) / np.sqrt(len(centred)))
    rest = 1 - value
    if not rest > 0 or not np.isfinite(error):
        return Estimate(value, float("nan"), float("nan"))
    reach = float(ndtri(0.5 + level / 2)) * error / rest
    return Estimate(value, 1 - rest * np.exp(reach), 1 - rest * np.exp(-reach))
