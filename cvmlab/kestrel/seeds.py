"""Random numbers that belong to a table by its name, so that a new table changes no other."""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, table: str, block: int = 0) -> np.random.Generator:
    """The random numbers of one table, for one block of people.

    Parameters
    ----------
    seed : int
        The seed of the whole company.
    table : str
        The table's name: its spelling, not its place in a list, decides the numbers.
    block : int
        The block of people.

    Examples
    --------
    >>> generator(1, "survey").random() == generator(1, "survey").random()
    True
    >>> generator(1, "survey").random() == generator(1, "interviews").random()
    False
    """
    return np.random.default_rng([seed, zlib.crc32(table.encode()), block])
