"""The likelihood of each pattern of customers, and what it is made of.

Every buy-till-you-die likelihood is a sum over what may have happened unseen: the customer is
still active, or dropped out at one of several moments. The share of the first part is P(alive);
gradient and Hessian of the logarithm of a sum are moments over the shares of its parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cvmlab.btyd.fitting import Array, weighted_sum
from cvmlab.btyd.parallel import in_threads
from cvmlab.btyd.patterns import Patterns

BLOCK = 1 << 13  # patterns worked on at a time: their arrays fit the processor's cache


@dataclass(frozen=True)
class Terms:
    """The likelihood of each pattern and its derivatives.

    Attributes
    ----------
    log_likelihood : array of shape (n,)
    alive : array of shape (n,)
        P(alive): the share of the part in which the customer is still active.
    score : array of shape (n, number of parameters)
        Gradient of ``log_likelihood`` in log-parameters.
    alive_score : array of shape (n, number of parameters)
        Gradient of the log of that first part alone.
    hessian : array
        Of the weighted sum of ``log_likelihood``; zeros unless asked for.
    """

    log_likelihood: Array
    alive: Array
    score: Array
    alive_score: Array
    hessian: Array


def in_blocks(one_block: Callable[[Patterns], Terms], patterns: Patterns) -> Terms:
    """Work through the patterns block by block, on the available cores.

    Blocks and the order in which they are added up do not depend on the number of cores, so
    neither do the results.
    """
    starts = range(0, len(patterns), BLOCK)
    if len(starts) == 1:
        return one_block(patterns)
    parts = in_threads(one_block, [patterns.block(slice(start, start + BLOCK)) for start in starts])
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("log_likelihood", "alive", "score", "alive_score")
    }
    return Terms(**joined, hessian=np.sum([part.hessian for part in parts], axis=0))


def mixture(
    log_parts: Array,
    slopes: list[Array],
    bends: tuple[list[list[Array]], ...],
    weight: Array,
    *,
    hessian: bool,
) -> Terms:
    """Likelihood of patterns as a sum of parts, the first of which is "still active".

    Parameters
    ----------
    log_parts : array of shape (n, parts)
        -inf where a part is impossible.
    slopes : list of arrays that broadcast to (n, parts)
        Gradient of each part's logarithm, one array a parameter.
    bends : tuple of lists of lists of arrays that broadcast to (n, parts)
        Its Hessian: a block for each law, as the laws share no parameter.
    weight : array of shape (n,)
    hessian : bool
        Whether the Hessian of the weighted sum is wanted.
    """
    top = log_parts.max(axis=1, keepdims=True)
    share = np.exp(log_parts - top)
    total = share.sum(axis=1, keepdims=True)
    share /= total
    score = np.stack([np.sum(share * slope, axis=1) for slope in slopes], axis=1)
    curved = np.zeros((len(slopes),) * 2)
    if hessian:
        weighted = weight[:, None] * share
        for i, slope in enumerate(slopes):
            pushed = weighted * slope
            for j in range(i + 1):
                curved[i, j] = curved[j, i] = np.sum(pushed * slopes[j])
        curved += curvature(weighted, *bends) - outer_sum(weight, score)
    return Terms(
        log_likelihood=(top + np.log(total))[:, 0],
        alive=share[:, 0],
        score=score,
        alive_score=np.stack([_first(slope, share) for slope in slopes], axis=1),
        hessian=curved,
    )


def outer_sum(weight: Array, rows: Array) -> Array:
    """Weighted sum of the outer products of rows with themselves."""
    return np.stack([weighted_sum(weight * one, rows) for one in rows.T])


def curvature(weight: Array, *blocks: list[list[Array]]) -> Array:
    """Weighted sums of the second derivatives of two laws, which share no parameter."""
    size = sum(map(len, blocks))
    total, start = np.zeros((size, size)), 0
    for block in blocks:
        for i, row in enumerate(block):
            for j, second in enumerate(row):
                total[start + i, start + j] = np.sum(weight * second)
        start += len(block)
    return total


def _first(values: Array, like: Array) -> Array:
    return np.broadcast_to(values, like.shape)[:, 0]
