"""Expectations over a chance p that differs between customers, by a few nodes of its law.

Gauss-Jacobi quadrature at the Beta law itself: whatever singularity the law has at 0 or 1 is in
the weights, and only the function averaged has to be smooth.

Source: Golub & Welsch (1969), "Calculation of Gauss Quadrature Rules", Mathematics of Computation
23(106).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

from cvmlab.btyd.chances import AllOrNothing, BetaChances, NoChance
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.laws import Law
from cvmlab.btyd.quadrature import COUNTS

CHUNK = 1 << 20  # nodes worked on at a time
SIZES = np.array([12, 16, 24, 32, 48, 64])


@dataclass(frozen=True, eq=False)
class ChanceNodes:
    """Chances p to leave and their weights, for customers who passed so many chances.

    Attributes
    ----------
    p, weight : arrays of shape (n, nodes)
        The first node is 0 and the last 1, both without weight: there the slopes are anchored.
    """

    law: Law
    passed: Array
    p: Array
    weight: Array

    def mean(self, values: Array) -> Array:
        """Expectation over p of values at the nodes."""
        return np.einsum("ij,ij->i", self.weight, values)

    def slopes(self, values: Array, in_p: Callable[[], Array]) -> list[Array]:
        """Derivatives of that expectation in the law's log-parameters.

        ``in_p`` gives the derivatives of the values in p, needed where there is one chance only.
        """
        if isinstance(self.law, NoChance):
            return []
        if isinstance(self.law, AllOrNothing):
            odds = self.weight[:, 0] * self.weight[:, 1]
            return [odds * (values[:, 1] - values[:, 0])]
        if not isinstance(self.law, BetaChances):
            return [self.mean(self.p * (1.0 - self.p) * in_p())]
        a, b = self.law.a, self.law.b + self.passed
        # E[f (log p - E log p)]: taking the value at p = 0 off f changes nothing but the rate at
        # which the quadrature converges; likewise at p = 1.
        with np.errstate(divide="ignore", invalid="ignore"):
            log_p = np.where(self.weight > 0, np.log(self.p), 0.0)
            log_q = np.where(self.weight > 0, np.log1p(-self.p), 0.0)
        log_p -= (digamma(a) - digamma(a + b))[:, None]
        log_q -= (digamma(b) - digamma(a + b))[:, None]
        in_a = self.mean((values - values[:, :1]) * log_p)
        in_b = self.mean((values - values[:, -1:]) * log_q)
        return [a * in_a, self.law.b * in_b]

    def rows(self, place: np.ndarray) -> ChanceNodes:
        """The same for customers, by their place among these."""
        return ChanceNodes(self.law, self.passed[place], self.p[place], self.weight[place])


def chances_left(law: Law, passed: Array, reach: Array) -> Iterator[tuple[np.ndarray, ChanceNodes]]:
    """Nodes for some customers at a time, as many as the longest of their horizons needs.

    A factor (1 + p reach)^-power has its singularity at p = -1 / reach, which bounds the rate of
    convergence.
    """
    levels, place = np.unique(passed, return_inverse=True)
    with np.errstate(divide="ignore"):
        wanted = 14.0 / np.arcsinh(1.0 / np.sqrt(np.maximum(reach, 1e-3)))
    count = SIZES[np.minimum(np.searchsorted(SIZES, wanted), len(SIZES) - 1)]
    for nodes in np.unique(count):
        members = np.flatnonzero(count == nodes)
        used, mine = np.unique(place[members], return_inverse=True)
        few = _nodes(law, levels[used], int(nodes))
        step = max(1, CHUNK // (few.p.shape[1] * int(COUNTS[-1])))
        for i in range(0, len(members), step):
            some = slice(i, i + step)
            yield members[some], few.rows(mine[some])


def _nodes(law: Law, passed: Array, count: int) -> ChanceNodes:
    size = len(passed)
    if isinstance(law, AllOrNothing):  # who passed a chance to leave has none
        leaves = np.where(passed > 0, 0.0, law.chance)
        both = np.tile([0.0, 1.0], (size, 1))
        return ChanceNodes(law, passed, both, np.stack([1.0 - leaves, leaves], axis=1))
    if not isinstance(law, BetaChances):
        p = np.full((size, 1), 0.0 if isinstance(law, NoChance) else law.chance)
        return ChanceNodes(law, passed, p, np.ones((size, 1)))
    p, weight = beta_nodes(law.a, law.b + passed, count)
    none = np.zeros((size, 1))
    return ChanceNodes(
        law, passed, np.hstack([none, p, none + 1.0]), np.hstack([none, weight, none])
    )


def beta_nodes(a: float, b: Array, count: int) -> tuple[Array, Array]:
    """Nodes and weights of expectations over Beta(a, b), for several b at once.

    Gauss-Jacobi quadrature: eigenvalues of the matrix of the polynomials' recurrence (Golub &
    Welsch 1969), exact for polynomials in p up to degree 2 count - 1.
    """
    n = np.arange(count, dtype=float)
    low, high = a - 1.0, b[:, None] - 1.0  # exponents at p = 0 and p = 1
    both = low + high
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (low**2 - high**2) / ((2 * n + both) * (2 * n + both + 2))
        m = n[1:]
        square = 4 * m * (m + low) * (m + high) * (m + both)
        square = square / ((2 * m + both) ** 2 * ((2 * m + both) ** 2 - 1))
    centre[:, 0] = ((low - high) / (both + 2))[:, 0]
    if count > 1:  # where 2 + both - 1 may vanish, the factor (1 + both) cancels
        square[:, 0] = (4 * (1 + low) * (1 + high) / ((2 + both) ** 2 * (3 + both)))[:, 0]
    matrix = np.zeros((len(b), count, count))
    i = np.arange(count)
    matrix[:, i, i] = 0.5 * (1.0 + centre)
    matrix[:, i[1:], i[:-1]] = matrix[:, i[:-1], i[1:]] = 0.5 * np.sqrt(square)
    nodes, vectors = np.linalg.eigh(matrix)
    return np.clip(nodes, 0.0, 1.0), vectors[:, 0, :] ** 2
