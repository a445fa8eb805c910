"""Maximum likelihood for factor models of means and covariances, in one group or several.

In group g the items have covariance ΛΦΛ′ + Θ and means τ + Λκ. Every cell is fixed, or free under
a number; cells with the same number are equal. One search serves a single scale, facets that
correlate, a general factor beside facets, and waves whose loadings and intercepts are held equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

FIXED = -1
_STEPS = 200
_TOLERANCE, _CLOSE = 1e-11, 1e-8  # decrement of the discrepancy
_LEAST_OWN = 0.005  # of an item's variance stays its own: below lies no proper solution


@dataclass(frozen=True, eq=False)
class Cells:
    """Which parameters stand where in one group.

    Attributes
    ----------
    loadings : int array of (items, factors)
        The number of each free loading, ``FIXED`` where it is zero.
    factors : int array of (factors, factors)
        The number of each free variance or covariance; fixed cells are those of the unit matrix.
    own : int array of (items,)
        The numbers of the items' own variances.
    intercepts : int array of (items,), optional
        The numbers of the intercepts; None leaves the means out.
    means : int array of (factors,), optional
        The numbers of the factors' means; fixed ones are zero.
    """

    loadings: np.ndarray
    factors: np.ndarray
    own: np.ndarray
    intercepts: np.ndarray | None = None
    means: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Moments:
    """What a group shows: how many, their means, and their covariances (divided by n)."""

    rows: int
    mean: np.ndarray
    covariance: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, weights: np.ndarray | None = None) -> Moments:
        """The moments of a table of answers, each row weighed."""
        share = np.full(len(values), 1.0) if weights is None else np.asarray(weights, dtype=float)
        share = share / share.sum()
        mean = share @ values
        centred = values - mean
        return cls(len(values), mean, (centred * share[:, None]).T @ centred)


@dataclass(frozen=True, eq=False)
class Structure:
    """A group's matrices at some parameters, and how they move with them."""

    loadings: np.ndarray
    factors: np.ndarray
    own: np.ndarray
    covariance: np.ndarray
    mean: np.ndarray | None
    slopes: np.ndarray = field(repr=False)  # (parameters, items, items)
    mean_slopes: np.ndarray | None = field(repr=False)  # (parameters, items)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted model.

    Attributes
    ----------
    parameters : numpy.ndarray
    discrepancy : float
        Minus two log likelihood above that of the saturated model, a respondent.
    groups : tuple of Structure
        Each group's matrices.
    cells : tuple of Cells
        Which parameters stand where.
    information : numpy.ndarray
        Expected information a respondent.
    bounded : numpy.ndarray of bool
        Own variances that would have gone below zero and are held at their least value.
    converged : bool
    """

    parameters: np.ndarray
    discrepancy: float
    groups: tuple[Structure, ...]
    cells: tuple[Cells, ...] = field(repr=False)
    information: np.ndarray = field(repr=False)
    bounded: np.ndarray = field(repr=False)
    converged: bool


def fit_structures(cells: Sequence[Cells], moments: Sequence[Moments], start: np.ndarray) -> Fitted:
    """Find the parameters under which the observed moments are most likely.

    Parameters
    ----------
    cells : sequence of Cells
        One a group.
    moments : sequence of Moments
        One a group.
    start : numpy.ndarray
        First guess of the parameters.

    Notes
    -----
    Fisher scoring with halved steps on F = Σ (n_g/n) [ln|Σ| + tr(TΣ⁻¹) − ln|S| − p] with
    T = S + (m − μ)(m − μ)′ (Jöreskog 1969, "A general approach to confirmatory maximum likelihood
    factor analysis"; 1971, "Simultaneous factor analysis in several populations").
    """
    total = sum(group.rows for group in moments)
    share = [group.rows / total for group in moments]
    least = _least(cells, moments, len(start))
    parameters = np.maximum(np.asarray(start, dtype=float), least)
    value = _discrepancy(cells, moments, share, parameters)
    converged = False
    for _ in range(_STEPS):
        slope, information, _groups = _slope(cells, moments, share, parameters)
        free = ~((parameters <= least) & (slope > 0))
        step = np.zeros_like(parameters)
        step[free] = -_solved(information[np.ix_(free, free)], slope[free])
        decrement = float(-slope @ step)
        converged = decrement < _TOLERANCE
        size, reached = 1.0, np.inf
        while not converged and size > 1e-5:
            tried = np.maximum(parameters + size * step, least)
            reached = _discrepancy(cells, moments, share, tried)
            if reached < value or decrement < _CLOSE:
                break
            size /= 2
        if reached >= value:  # found, or as near as numbers of this length can come
            converged = decrement < _CLOSE
            break
        parameters, value = tried, reached
    slope, information, groups = _slope(cells, moments, share, parameters)
    return Fitted(
        parameters=parameters,
        discrepancy=value,
        groups=groups,
        cells=tuple(cells),
        information=information,
        bounded=(parameters <= least) & np.isfinite(least),
        converged=converged,
    )


def structure(cells: Cells, parameters: np.ndarray) -> Structure:
    """The matrices of a group at some parameters."""
    number = len(parameters)
    loadings = _filled(cells.loadings, parameters, np.zeros(cells.loadings.shape))
    factors = _filled(cells.factors, parameters, np.eye(len(cells.factors)))
    own = parameters[cells.own]
    items = len(own)
    through = factors @ loadings.T
    covariance = loadings @ through + np.diag(own)
    slopes = np.zeros((number, items, items))
    item, factor = np.nonzero(cells.loadings != FIXED)
    which = cells.loadings[item, factor]
    np.add.at(slopes, (which, item), through[factor])
    np.add.at(slopes.transpose(0, 2, 1), (which, item), through[factor])
    first, second = np.nonzero(np.tril(cells.factors != FIXED))
    for a, b in zip(first, second, strict=True):
        outer = np.outer(loadings[:, a], loadings[:, b])
        slopes[cells.factors[a, b]] += outer if a == b else outer + outer.T
    np.add.at(slopes, (cells.own, np.arange(items), np.arange(items)), 1.0)
    if cells.intercepts is None:
        return Structure(loadings, factors, own, covariance, None, slopes, None)
    means = np.zeros(len(factors))
    mean_slopes = np.zeros((number, items))
    np.add.at(mean_slopes, (cells.intercepts, np.arange(items)), 1.0)
    if cells.means is not None:
        means = _filled(cells.means, parameters, means)
        for at in np.flatnonzero(cells.means != FIXED):
            mean_slopes[cells.means[at]] += loadings[:, at]
        np.add.at(mean_slopes, (which, item), means[factor])
    mean = parameters[cells.intercepts] + loadings @ means
    return Structure(loadings, factors, own, covariance, mean, slopes, mean_slopes)


def _filled(index: np.ndarray, parameters: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    return np.where(index == FIXED, fixed, parameters[index])


def _least(cells: Sequence[Cells], moments: Sequence[Moments], number: int) -> np.ndarray:
    least = np.full(number, -np.inf)
    for group, seen in zip(cells, moments, strict=True):
        least[group.own] = np.fmax(least[group.own], _LEAST_OWN * np.diag(seen.covariance))
    return least


def _around(group: Structure, seen: Moments) -> np.ndarray:
    """The observed second moments around the model's means."""
    if group.mean is None:
        return seen.covariance
    away = seen.mean - group.mean
    return seen.covariance + np.outer(away, away)


def _discrepancy(
    cells: Sequence[Cells],
    moments: Sequence[Moments],
    share: Sequence[float],
    parameters: np.ndarray,
) -> float:
    total = 0.0
    for layout, seen, weight in zip(cells, moments, share, strict=True):
        group = structure(layout, parameters)
        sign, size = np.linalg.slogdet(group.covariance)
        if sign <= 0:
            return np.inf
        spread = np.linalg.solve(group.covariance, _around(group, seen))
        base = np.linalg.slogdet(seen.covariance)[1]
        total += weight * (size + np.trace(spread) - base - len(seen.mean))
    return float(total)


def _slope(
    cells: Sequence[Cells],
    moments: Sequence[Moments],
    share: Sequence[float],
    parameters: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, tuple[Structure, ...]]:
    """Half the gradient of the discrepancy, and the expected information."""
    number = len(parameters)
    slope, information = np.zeros(number), np.zeros((number, number))
    groups = []
    for layout, seen, weight in zip(cells, moments, share, strict=True):
        group = structure(layout, parameters)
        groups.append(group)
        inverse = np.linalg.inv(group.covariance)
        moved = inverse @ group.slopes
        flat = moved.reshape(number, -1)
        turned = moved.transpose(0, 2, 1).reshape(number, -1)
        information += weight * (flat @ turned.T) / 2
        gap = inverse @ (group.covariance - _around(group, seen)) @ inverse
        slope += weight * group.slopes.reshape(number, -1) @ gap.ravel() / 2
        if group.mean is not None and group.mean_slopes is not None:
            slope -= weight * group.mean_slopes @ inverse @ (seen.mean - group.mean)
            information += weight * group.mean_slopes @ inverse @ group.mean_slopes.T
    return slope, information, tuple(groups)


def _solved(information: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """The scoring step; along directions in which nothing is known it does not move."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-12))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    known = values > 1e-8
    inner = (vectors[:, known].T @ (slope / scale)) / values[known]
    return vectors[:, known] @ inner / scale
