"""Expectations over a chance p that differs between customers, by nodes of its law.

In z = log(p / (1 - p)) a Beta law is a smooth hump with exponential tails, and what is averaged
over it here has no singularity nearer than pi to the real axis, however far it looks ahead: the
plain trapezoidal rule converges geometrically. The straight line between p = 0 and p = 1, whose
mean is known, is taken off first, so that nothing is lost in the tails.

Source: Trefethen & Weideman (2014), "The Exponentially Convergent Trapezoidal Rule", SIAM Review
56(3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, polygamma

from cvmlab.btyd.chances import AllOrNothing, BetaChances, NoChance
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.laws import Law

CHUNK = 1 << 14  # nodes of p worked on at a time
STEP, OF_WIDTH = 0.32, 0.7  # of the rule in z: at most this, and this part of the hump's width
NEGLIGIBLE = -27.0  # log of a tail that is left out


@dataclass(frozen=True, eq=False)
class ChanceNodes:
    """Chances p to leave and their weights, for customers who passed so many chances.

    Attributes
    ----------
    p, weight : arrays of shape (n, nodes)
        The first node is 0 and the last 1 where chances differ.
    """

    law: Law
    passed: Array
    p: Array
    weight: Array

    def mean(self, values: Array) -> Array:
        """Expectation over p of values at the nodes."""
        return np.einsum("ij,ij->i", self.weight, values)

    def slopes(self, values: Array, in_p: Array) -> list[Array]:
        """Derivatives of that expectation in the law's log-parameters.

        ``in_p`` are the derivatives of the values in p, needed where there is one chance only.
        """
        if isinstance(self.law, NoChance):
            return []
        if isinstance(self.law, AllOrNothing):
            odds = self.weight[:, 0] * self.weight[:, 1]
            return [odds * (values[:, 1] - values[:, 0])]
        if not isinstance(self.law, BetaChances):
            return [self.mean(self.p * (1.0 - self.p) * in_p)]
        a, b = self.law.a, self.law.b + self.passed
        inside = (self.p > 0) & (self.p < 1)
        log_p, log_q = np.log(np.where(inside, self.p, 1.0)), np.log1p(-self.p * inside)
        both, mean = digamma(a + b), self.mean(values)
        # E[f (log p - E log p)] is the same for f less its value where log p has no bound
        in_a = self.mean((values - values[:, :1]) * log_p)
        in_a -= (digamma(a) - both) * (mean - values[:, 0])
        in_b = self.mean((values - values[:, -1:]) * log_q)
        in_b -= (digamma(b) - both) * (mean - values[:, -1])
        return [a * in_a, self.law.b * in_b]

    def rows(self, place: np.ndarray) -> ChanceNodes:
        """The same for customers, by their place among these."""
        return ChanceNodes(self.law, self.passed[place], self.p[place], self.weight[place])


def chances_left(law: Law, passed: Array, reach: Array) -> Iterator[tuple[np.ndarray, ChanceNodes]]:
    """Nodes for some customers at a time.

    Parameters
    ----------
    law : law of chances
    passed : array of shape (n,)
        Chances each customer has passed.
    reach : array of shape (n,)
        How fast what is averaged may change at p = 0, as a multiple of its size.
    """
    levels, place = np.unique(passed, return_inverse=True)
    farthest = np.zeros(len(levels))
    np.maximum.at(farthest, place, reach)
    nodes = _nodes(law, levels, farthest)
    step = max(1, CHUNK // nodes.p.shape[1])
    for start in range(0, len(passed), step):
        some = np.arange(start, min(start + step, len(passed)))
        yield some, nodes.rows(place[some])


def _nodes(law: Law, passed: Array, reach: Array) -> ChanceNodes:
    size = len(passed)
    if isinstance(law, AllOrNothing):  # who passed a chance to leave has none
        leaves = np.where(passed > 0, 0.0, law.chance)
        both = np.tile([0.0, 1.0], (size, 1))
        return ChanceNodes(law, passed, both, np.stack([1.0 - leaves, leaves], axis=1))
    if not isinstance(law, BetaChances):
        p = np.full((size, 1), 0.0 if isinstance(law, NoChance) else law.chance)
        return ChanceNodes(law, passed, p, np.ones((size, 1)))
    return ChanceNodes(law, passed, *beta_nodes(law.a, law.b + passed, reach))


def beta_nodes(a: float, b: Array, reach: Array) -> tuple[Array, Array]:
    """Nodes and weights of expectations over Beta(a, b), for several b at once.

    Returns
    -------
    p, weight : arrays of shape (n, nodes)
    """
    width = np.sqrt(polygamma(1, a) + polygamma(1, b))
    low, high = (_end(sign, a, b, reach, width) for sign in (-1.0, 1.0))
    count = int(np.ceil(np.max((high - low) / np.minimum(STEP, OF_WIDTH * width)))) + 1
    z = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, count)
    step = ((high - low) / (count - 1))[:, None]
    log_p, log_q = -np.logaddexp(0.0, -z), -np.logaddexp(0.0, z)
    weight = step * np.exp(a * log_p + b[:, None] * log_q - betaln(a, b)[:, None])
    p, q, mean = np.exp(log_p), np.exp(log_q), (a / (a + b))[:, None]
    # what the rule makes of the line from p = 0 to p = 1 is put right at its two ends
    at_zero = (1.0 - mean) - np.sum(weight * q, axis=1, keepdims=True)
    at_one = mean - np.sum(weight * p, axis=1, keepdims=True)
    ends = np.zeros((len(b), 1))
    return np.hstack([ends, p, ends + 1.0]), np.hstack([at_zero, weight, at_one])


def _end(sign: float, a: float, b: Array, reach: Array, width: Array) -> Array:
    """How far out in z the law, times what may be left of the values there, is worth a node."""
    near = np.log(a / b)
    far = near + sign * (60.0 + np.log1p(reach)) * np.maximum(1.0, width)
    for _ in range(40):
        middle = 0.5 * (near + far)
        log_p, log_q = -np.logaddexp(0.0, -middle), -np.logaddexp(0.0, middle)
        left = (a + 1.0) * log_p + (b + 1.0) * log_q - betaln(a, b) + np.log1p(reach)
        nothing = left < NEGLIGIBLE
        near, far = np.where(nothing, near, middle), np.where(nothing, middle, far)
    return far
