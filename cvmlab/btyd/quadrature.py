"""Integrals over the moment of dropping out, by Gauss-Legendre in logarithmic time.

The integrands are positive products of (scale + y)^-power: in u = log(scale + y) they are close to
exponentials, which a dozen nodes integrate to nine digits. Everything stays positive, so nothing
cancels, unlike the hypergeometric form, which overflows for heavy buyers.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.rates import Rates

NEGLIGIBLE = 40.0  # exp(-40) of the start is below rounding
COUNTS = np.array([4, 6, 8, 12, 16, 24, 32])
TINY = 1e-12
LINEAR = 1e6  # a scale this many times the interval makes logarithmic time linear


@lru_cache(maxsize=16)
def _rule(count: int) -> tuple[Array, Array]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def log_nodes(start: Array, end: Array, scale: float | Array, count: int) -> tuple[Array, Array]:
    """Nodes y and weights w, each of shape (n, count): sum(w f(y)) is the integral of f."""
    positions, weights = _rule(count)
    offset = np.asarray(scale + start)[:, None]
    length = np.log1p((end - start)[:, None] / offset)
    grown = np.exp(length * positions)  # times faster than expm1, and as good at these lengths
    return start[:, None] + offset * (grown - 1.0), offset * grown * (length * weights)


def nodes_needed(length: Array, drop: Array) -> Array:
    """How many nodes an integral needs for about nine digits.

    Parameters
    ----------
    length : array
        Extent of the interval in logarithmic time. A factor (other + y)^-power with a larger
        scale has its singularity at a distance of pi from the real axis, which bounds the rate of
        convergence by the length.
    drop : array
        Fall of the log of the integrand over the interval.
    """
    with np.errstate(divide="ignore"):
        for_bend = 10.0 / np.arcsinh(2 * np.pi / length)
    wanted = np.maximum(np.maximum(for_bend, 5.0 + 0.35 * drop), 4.0)
    return COUNTS[np.minimum(np.searchsorted(COUNTS, wanted), len(COUNTS) - 1)]


def while_alive(
    dropout: Rates, age: Array, horizon: Array, discount: float
) -> tuple[Array, Array, Array, Array]:
    """Discounted time a customer who is active now stays so over a horizon, and its square.

    With S(v) = m(0, age + v) / m(0, age) the chance to be still active after v:

    Parameters
    ----------
    dropout : Rates
    age : array of shape (n,)
        How long the customers have been known.
    horizon : array of shape (n,)
        Length of the future; infinity is allowed when discounted.
    discount : float
        Continuous rate per unit of time.

    Returns
    -------
    time : array of shape (n,)
        Integral of exp(-discount v) S(v).
    gradient : array of shape (n, number of parameters)
        Its derivatives in the law's log-parameters.
    own : array of shape (n,)
        Integral of exp(-2 discount v) S(v): a purchase counted with itself.
    pairs : array of shape (n,)
        2 * integral over u < v of exp(-discount (u + v)) S(v): purchases counted with each other.
    """
    end = np.minimum(horizon, NEGLIGIBLE / discount if discount > 0 else np.inf)
    end = np.minimum(end, dropout.falls_until(0.0, age, NEGLIGIBLE) - age)
    scale = np.minimum(dropout.scale + age, LINEAR * np.maximum(end, TINY))
    v, weight = log_nodes(np.zeros(len(age)), end, scale, COUNTS[-1])
    now, later = age[:, None], age[:, None] + v
    decline = dropout.log_moment(0.0, later) - dropout.log_moment(0.0, now)
    flow = weight * np.exp(decline - discount * v)
    slopes = zip(*(dropout.derivatives(0.0, y)[0] for y in (now, later)), strict=True)
    gradient = [np.sum(flow * (then - today), axis=1) for today, then in slopes]
    own = np.sum(flow * np.exp(-discount * v), axis=1)
    before = -np.expm1(-discount * v) / discount if discount > 0 else v
    return flow.sum(axis=1), columns(gradient, len(age)), own, 2.0 * np.sum(flow * before, axis=1)


def columns(arrays: list[Array], rows: int) -> Array:
    """Arrays as the columns of a matrix, also when there are none."""
    return np.stack(arrays, axis=1) if arrays else np.empty((rows, 0))
