"""From pairs to persons: strongest link first, and none that would make two people one.

A pair is judged alone; a person is not. If A is like B and B like C, all three are put together,
whether or not A and C can be one. So links are taken strongest first, and one that would bring two
contradicting records together is refused: the chain breaks at its weakest link.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cvmlab.idic.identify.household_guard import contradictions

Places = NDArray[np.int64]


def components(size: int, one: Places, two: Places) -> Places:
    """Which records hang together, by the links alone: a number for each record."""
    graph = coo_array((np.ones(len(one), dtype=bool), (one, two)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def clusters(
    links: pd.DataFrame, records: pd.DataFrame, fields: tuple[str, ...], *, guard: bool
) -> tuple[Places, Places]:
    """Put records together by their links.

    Parameters
    ----------
    links : DataFrame
        ``one, two`` (places of records), ``bits``, ``known``; known links are never refused.
    records : DataFrame
        The prepared records.
    fields : tuple of str
    guard : bool
        Whether contradicting records are kept apart.

    Returns
    -------
    labels : array
        A number for each record; the same number, the same person.
    refused : array
        Rows of `links` that were not followed.
    """
    size, none = len(records), np.empty(0, dtype=np.int64)
    one, two = links["one"].to_numpy(), links["two"].to_numpy()
    labels = components(size, one, two)
    if not guard:
        return labels, none
    many = np.flatnonzero(np.bincount(labels)[labels] > 2)
    asked = records.iloc[many].assign(group=labels[many], place=many)
    apart = contradictions(asked, fields)
    if apart.empty:
        return labels, none
    torn = np.isin(labels[one], np.unique(labels[apart["one"].to_numpy()]))
    rows = np.flatnonzero(torn)
    order = np.lexsort((rows, -links["bits"].to_numpy()[rows], ~links["known"].to_numpy()[rows]))
    refused = _strongest_first(links.iloc[rows[order]], apart)
    refused = rows[order][refused]
    kept = np.ones(len(links), dtype=bool)
    kept[refused] = False
    return components(size, one[kept], two[kept]), np.sort(refused)


def _strongest_first(links: pd.DataFrame, apart: pd.DataFrame) -> Places:
    """Follow links in their order; the positions of those that would join a contradiction."""
    enemies: dict[int, set[int]] = {}
    for a, b in zip(apart["one"].tolist(), apart["two"].tolist(), strict=True):
        enemies.setdefault(a, set()).add(b)
        enemies.setdefault(b, set()).add(a)
    home: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    refused = []
    rows = zip(links["one"].tolist(), links["two"].tolist(), links["known"].tolist(), strict=True)
    for at, (a, b, known) in enumerate(rows):
        here, there = home.setdefault(a, a), home.setdefault(b, b)
        if here == there:
            continue
        mine, theirs = members.get(here, {a}), members.get(there, {b})
        if len(mine) < len(theirs):
            here, mine, there, theirs = there, theirs, here, mine
        if not known and any(enemies.get(one, set()) & mine for one in theirs):
            refused.append(at)
            continue
        members[here] = mine | theirs
        members.pop(there, None)
        for one in theirs:
            home[one] = here
    return np.array(refused, dtype=np.int64)
