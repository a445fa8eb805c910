"""Who is who, drawn many times: each pair linked as often as its match probability says.

A threshold turns a probability into a fact. To carry the doubt along, the pairs are drawn: one with
a probability of .7 is linked in seven draws of ten, and whatever is worked out of the identities is
worked out in each draw. What comes out is only as good as the probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.clusters import Places, components
from cvmlab.idic.identify.kept import decided
from cvmlab.idic.identify.linkage_result import KEPT_FROM

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

SURE = 0.9999  # from here on a pair is linked in every draw


@dataclass(frozen=True, eq=False)
class LinkageDraws:
    """Identities drawn again and again; see ``linkage_draws``.

    Attributes
    ----------
    blocks : Series
        ``record_id`` → block: a number for records that are together in every draw.
    unsure : array of shape (blocks in doubt,)
        Blocks that some pair in doubt touches.
    drawn : array of shape (draws, blocks in doubt)
        In each draw, the block under which a block stands.
    """

    blocks: pd.Series
    unsure: Places
    drawn: Places

    @cached_property
    def number(self) -> Places:
        """How many identities there are in each draw."""
        settled = int(self.blocks.max()) + 1 - len(self.unsure)
        return np.array([settled + len(np.unique(one)) for one in self.drawn])

    def labels(self) -> Iterator[Places]:
        """For each draw the identity of every block, as the number of one of its blocks."""
        own = np.arange(int(self.blocks.max()) + 1)
        for one in self.drawn:
            found = own.copy()
            found[self.unsure] = one
            yield found


def linkage_draws(linkage: Linkage, *, draws: int = 200, seed: int = 0) -> LinkageDraws:
    """Draw the identities anew from the pairs' match probabilities.

    Parameters
    ----------
    linkage : Linkage
        With its pairs; those the guard keeps apart, or refused, stay so.
    draws : int
        How often.
    seed : int
        Makes the draws reproducible.

    Returns
    -------
    LinkageDraws

    Raises
    ------
    DataProblem
        When fewer than two draws are asked for.

    Notes
    -----
    Pairs are drawn independently, which they are not: three records of one person stand and fall
    together. Pairs below a probability of one half are not kept by a linkage, so people found
    nowhere are not drawn. Both make the interval too narrow rather than too wide.
    """
    if draws < 2:
        raise one_problem(f"{draws} draws give no interval", "draw twice or more, such as 200.")
    # Linked from the lowest threshold on they contradict each other nowhere: nor does any part.
    pairs = decided(linkage, KEPT_FROM).pairs
    open_ = pairs[pairs["linked"]]
    place = pd.Series(np.arange(len(linkage.identities)), linkage.identities.index)
    one = place.loc[open_["record_a"]].to_numpy()
    two = place.loc[open_["record_b"]].to_numpy()
    chance = np.where(open_["known"], 1.0, open_["probability"])
    sure = chance >= SURE
    block = components(len(place), one[sure], two[sure])
    one, two, chance = block[one[~sure]], block[two[~sure]], chance[~sure]
    unsure = np.unique(np.concatenate([one, two]))
    a, b = np.searchsorted(unsure, one), np.searchsorted(unsure, two)
    rng = np.random.default_rng(seed)
    drawn = np.empty((draws, len(unsure)), dtype=np.int64)
    for at in range(draws):
        tied = rng.random(len(chance)) < chance
        group = components(len(unsure), a[tied], b[tied])
        _, first = np.unique(group, return_index=True)
        drawn[at] = unsure[first[group]]
    return LinkageDraws(pd.Series(block, linkage.identities.index), unsure, drawn)
