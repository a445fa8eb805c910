"""Amounts in whole cents whose sum is the sum: no cent is lost between lines and customers.

Rounding every customer's euros by itself leaves a few cents between the sum of the accounts and the
total. Here the total is rounded once, and the cents are given out by largest remainder (Hamilton's
method of apportionment; Balinski and Young 1982, "Fair Representation").
"""

from __future__ import annotations

import math

import numpy as np

from cvmlab.btyd.fitting import Array


def whole_cents(euros: Array, total: int | None = None) -> np.ndarray:
    """Euros as whole cents that add up to the rounded sum, each at most a cent off.

    Parameters
    ----------
    euros : array of shape (n,)
        Finite amounts.
    total : int, optional
        What they have to add up to, in cents; the rounded sum by default.

    Raises
    ------
    ValueError
        When the total lies further off than rounding explains.

    Examples
    --------
    >>> whole_cents([33.333, 33.333, 33.334]).tolist(), whole_cents([100 / 3] * 3).tolist()
    ([3333, 3333, 3334], [3334, 3333, 3333])
    """
    exact = np.asarray(euros, dtype=float) * 100
    if total is None:
        total = round(math.fsum(exact))
    floor = np.floor(exact)
    missing = total - int(floor.sum())
    if not 0 <= missing <= len(exact):
        raise ValueError(f"{total} cents are not the sum of these amounts")
    cents = floor.astype(np.int64)
    # Of equal remainders the first is served first, so that the same table gives the same cents.
    cents[np.argsort(floor - exact, kind="stable")[:missing]] += 1
    return cents


def in_euros(cents: np.ndarray) -> Array:
    """Whole cents as euros."""
    return np.asarray(cents) / 100
