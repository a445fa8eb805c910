"""Futures drawn at random: what each customer may bring over the horizon, given both models.

A draw takes the parameters from the distribution of their estimates, the same for all customers,
and then every customer's own outcome: a number of purchases (none, where the customer has left)
and what these bring. With n purchases Gamma(p, nu) and nu ~ Gamma(a, b), they bring
b Gamma(p n) / Gamma(a) together. Parameters move a customer's expectation along its gradient, as
in all intervals here; the shape of the outcome around it is taken at the estimates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.value_of.lifetime.valuation import Valuation

# Cantelli's inequality keeps 1 - TAIL / 2 of every distribution; of those met (CDNOW's customers, a
# supermarket's) all but 1e-4 on average. What lies beyond is counted as the longest count kept.
TAIL = 0.02


@dataclass(frozen=True, eq=False)
class Counts:
    """Distribution functions of the purchases of each pattern, laid end to end.

    Pattern i has the values ``i + P(purchases <= 0), i + P(purchases <= 1), ...`` from place
    ``start[i]`` on: increasing throughout, so that one search finds the count of any pattern.
    """

    steps: Array
    start: np.ndarray
    none: Array

    def draw(self, pattern: np.ndarray, uniform: Array) -> np.ndarray:
        """Purchases of customers with these patterns at these quantiles."""
        return np.searchsorted(self.steps, pattern + uniform, side="right") - self.start[pattern]


def counts_of(worth: Valuation) -> Counts:
    """The distribution of purchases of every pattern over the horizon."""
    plain, size = worth.plain, len(worth.patterns)
    if plain is None:
        raise ValueError("outcomes have to end somewhere: give lifetime_value a horizon")
    blocks, length = [], np.empty(size, dtype=np.int64)
    for members, chances in worth.fit.count_blocks(worth.patterns, plain, worth.horizon, TAIL):
        reached = np.minimum(np.cumsum(chances[:, :-1], axis=1), 1.0)  # the last takes what is left
        blocks.append((members, members[:, None] + reached))
        length[members] = reached.shape[1]
    start = np.cumsum(length) - length
    steps = np.empty(int(length.sum()))
    for members, reached in blocks:
        steps[start[members][:, None] + np.arange(reached.shape[1])] = reached
    return Counts(steps, start, steps[start] - np.arange(size))


def draw_outcomes(
    worth: Valuation, draws: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, Array]]:
    """Futures one after the other: the rows of customers who bring anything, and how much.

    Yields
    ------
    rows : array of int
    amounts : array
    """
    counts, row, money = counts_of(worth), worth.row, worth.money
    nothing = counts.none[row]
    order = np.argsort(row, kind="stable")  # neighbours in memory search in neighbouring places
    row, nothing = row[order], nothing[order]
    scale = (worth.margin * money.b)[order] * worth.today[row]
    a, spend_slope, buying_slope = money.a[order], money.slope[order], worth.ahead.slope
    buying, spending = covariance_root(worth.fit.slope_cov), covariance_root(worth.spend.slope_cov)
    for _ in range(draws):
        in_buying = np.einsum("ij,j->i", buying_slope, buying @ rng.standard_normal(len(buying)))
        in_spending = spending @ rng.standard_normal(len(spending))
        uniform = rng.random(len(row))
        some = np.flatnonzero(uniform >= nothing)
        pattern = row[some]
        number = counts.draw(pattern, uniform[some])
        amount = rng.standard_gamma(money.p * number) / rng.standard_gamma(a[some])
        moved = np.exp(in_buying[pattern] + np.einsum("ij,j->i", spend_slope[some], in_spending))
        yield order[some], amount * scale[some] * moved


def covariance_root(covariance: Array) -> Array:
    """A square root of a covariance, also of one with directions that are known exactly."""
    if covariance.size == 0 or not np.all(np.isfinite(covariance)):
        return np.zeros_like(covariance)
    spread, basis = np.linalg.eigh(covariance)
    return basis * np.sqrt(np.maximum(spread, 0.0))
