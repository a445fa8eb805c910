"""Sharing a whole out among those who made it together: Shapley's value.

Each gets the average of what it adds, over all orders in which they might have come (Shapley 1953,
"A value for n-person games"). The shares add up to the whole, which single contributions do not.
"""

from __future__ import annotations

from math import factorial

import numpy as np


def shapley_weights(players: int) -> np.ndarray:
    """What the value of each set of players counts in each player's Shapley value.

    Parameters
    ----------
    players : int
        How many there are. Set number s holds player j if bit j of s is one.

    Returns
    -------
    numpy.ndarray of shape (players, 2 ** players)

    Notes
    -----
    φ_j = Σ over sets S without j of |S|! (n - |S| - 1)! / n! · (v(S and j) - v(S)).

    Examples
    --------
    One left and two right gloves, worth 1 a pair: the left one is worth two thirds.

    >>> value = np.array([0, 0, 0, 1, 0, 1, 0, 1])  # {}, L, R, LR, r, Lr, Rr, LRr
    >>> (shapley_weights(3) @ value).round(3)
    array([0.667, 0.167, 0.167])
    """
    weights = np.zeros((players, 2**players))
    for one in range(2**players):
        size = one.bit_count()
        for player in range(players):
            if one >> player & 1:
                before = size - 1
                part = factorial(before) * factorial(players - size) / factorial(players)
                weights[player, one] += part
                weights[player, one ^ 1 << player] -= part
    return weights
