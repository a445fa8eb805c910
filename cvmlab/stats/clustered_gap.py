"""The difference of two shares among people who answer alike where they work together.

Twenty people of one store have heard the same manager and the same story: they are not twenty
voices. So a site is left out at a time, and how far the difference moves tells how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.stats.ratios import difference_with_interval


@dataclass(frozen=True)
class ClusteredGap:
    """A difference of two shares; see :func:`clustered_gap`.

    Attributes
    ----------
    people, yes : (int, int)
        Of the group and of the others: how many there are, and how many say yes.
    shares : (float, float)
    gap : float
        The first share less the second.
    low, high : float
        Its interval that knows the clusters; NaN where it cannot be known.
    naive_low, naive_high : float
        As if all answered independently.
    clusters : int
        How many; 0 where nobody says who belongs where.
    design : float
        Design effect of the gap: its variance over that of as many independent people.
    designs : (float, float)
        The same of each share by itself; NaN where it cannot be known.
    level : float
    """

    people: tuple[int, int]
    yes: tuple[int, int]
    shares: tuple[float, float]
    gap: float
    low: float
    high: float
    naive_low: float
    naive_high: float
    clusters: int
    design: float
    designs: tuple[float, float]
    level: float

    @property
    def known(self) -> bool:
        """Whether there is an interval that knows the clusters."""
        return bool(np.isfinite(self.low))


def clustered_gap(
    yes: Any, group: Any, cluster: Any = None, *, level: float = 0.95
) -> ClusteredGap:
    """How two groups differ in a share, when people of one cluster answer alike.

    Parameters
    ----------
    yes, group : array of bool
        Whether each person says yes, and belongs to the group. Both groups must have somebody.
    cluster : array, optional
        Where each person belongs, such as the site; without it no interval knows the clusters.
    level : float
        Confidence level.

    Returns
    -------
    ClusteredGap

    Notes
    -----
    Jackknife that leaves out a cluster at a time, V = (G − 1)/G Σ (d₋ₛ − d̄)², with quantiles of t
    with G − 1 degrees of freedom: of the usual ways it holds best with few and unequal clusters
    (MacKinnon, Nielsen & Webb 2023, "Cluster-robust inference: a guide to empirical practice").
    It cannot be known with fewer than three clusters, nor where one of them holds a whole group.
    Design effect: Kish (1965), "Survey sampling". What both groups of a cluster share cancels in
    the gap, so that it may even be below 1. Naive: Newcombe (1998).

    Examples
    --------
    >>> yes = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0]
    >>> found = clustered_gap(yes, [1, 1, 1, 0, 0, 0] * 2, ["a"] * 6 + ["b"] * 6)
    >>> round(found.gap, 3), found.clusters, found.known
    (0.667, 2, False)
    """
    said = np.asarray(yes, bool)
    first = np.asarray(group, bool)
    members = (first, ~first)
    people = (int(first.sum()), int((~first).sum()))
    agree = (int(said[first].sum()), int(said[~first].sum()))
    shares = (agree[0] / people[0], agree[1] / people[1])
    gap, naive_low, naive_high = difference_with_interval(
        agree[0], people[0], agree[1], people[1], level
    )
    low = high = design = np.nan
    designs: tuple[float, float] = (np.nan, np.nan)
    number = 0
    if cluster is not None:
        place, names = pd.factorize(np.asarray(cluster))
        number = len(names)
        left = [_leave_one_out(said, one, place, number) for one in members]
        alone = [share * (1 - share) / n for share, n in zip(shares, people, strict=True)]
        variances = [_jackknife(values) for values in left]
        designs = (_over(variances[0], alone[0]), _over(variances[1], alone[1]))
        variance = _jackknife(left[0] - left[1])
        design = _over(variance, sum(alone))
        if number > 2 and np.isfinite(variance):
            from scipy.stats import t

            reach = float(t.ppf(0.5 + level / 2, number - 1)) * float(np.sqrt(variance))
            low, high = max(gap - reach, -1.0), min(gap + reach, 1.0)
    return ClusteredGap(
        people, agree, shares, gap, low, high, naive_low, naive_high, number, design, designs,
        level,
    )  # fmt: skip


def _leave_one_out(
    said: np.ndarray, member: np.ndarray, place: np.ndarray, number: int
) -> np.ndarray:
    """The share of a group without each cluster in turn; NaN where a cluster is the whole group."""
    people = np.bincount(place[member], minlength=number).astype(float)
    yes = np.bincount(place[member], said[member], minlength=number)
    rest = people.sum() - people
    return np.divide(yes.sum() - yes, rest, out=np.full(number, np.nan), where=rest > 0)


def _jackknife(left: np.ndarray) -> float:
    number = len(left)
    return float((number - 1) / number * ((left - left.mean()) ** 2).sum())


def _over(variance: float, alone: float) -> float:
    return variance / alone if alone > 0 else float("nan")
