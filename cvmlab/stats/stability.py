"""Whether segments would be found again with other customers.

A clustering method always returns clusters, in noise too. Segments that fall apart when some
customers are drawn twice and others not at all are no finding about customers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

STABLE = 0.75
DISSOLVED = 0.5
Labels = Sequence[Hashable] | np.ndarray


@dataclass(frozen=True, eq=False)
class Stability:
    """How surely each segment is found again.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a segment: ``cluster``, ``size`` (customers), ``jaccard`` (mean likeness to its
        best match over the resamples, 0 to 1), ``low`` and ``high`` (the middle 90% of the
        resamples), ``recovered`` and ``dissolved`` (share of resamples in which the likeness was
        at least .75, and at most .5) and ``stable`` (whether the mean is at least .75).
    resamples : int
        How often customers were drawn.
    """

    table: pd.DataFrame
    resamples: int

    @property
    def stable(self) -> bool:
        """Whether every segment is stable."""
        return bool(self.table["stable"].all())

    @property
    def sentence(self) -> str:
        """The verdict in one breath."""
        few = int(self.table["stable"].sum())
        weakest = self.table.loc[self.table["jaccard"].idxmin()]
        return (
            f"{count(few)} of {count(len(self.table))} segments are found again (mean likeness of "
            f"{number(STABLE)} or more over {count(self.resamples)} resamples); the weakest is "
            f"{weakest.cluster}, with {number(weakest.jaccard)} and dissolved in "
            f"{percent(weakest.dissolved)} of them."
        )

    def summary(self) -> Table:
        """The segments as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "Segment": table["cluster"].astype(str),
                "Customers": table["size"],
                "Likeness": table["jaccard"],
                "Found again": table["recovered"],
                "Dissolved": table["dissolved"],
                "Stable": table["stable"],
            }
        )
        return Table(
            frame,
            title=f"Which segments are found again in {count(self.resamples)} resamples",
            note=f"Stable means a mean likeness of {number(STABLE)} or more (Hennig 2007).",
            formats={"Found again": percent, "Dissolved": percent},
        )


def cluster_stability(
    values: Any,
    cluster: Callable[[Any], Labels],
    *,
    resamples: int = 100,
    seed: int = 0,
) -> Stability:
    """Cluster resampled customers again and again, and see which segments come back.

    Parameters
    ----------
    values : DataFrame or array of shape (customers, variables)
        What the clustering sees.
    cluster : callable
        From such a table to one label a row. A missing label means: in no segment.
    resamples : int
        How often customers are drawn.
    seed : int
        Makes the result reproducible.

    Returns
    -------
    Stability

    Raises
    ------
    DataProblem
        If there are fewer than two customers, or labels do not fit the rows.

    Notes
    -----
    For each resample a segment is compared, on the customers that were drawn (once each), with
    every new cluster by Jaccard's |A ∩ B| / |A ∪ B|, and the best match counts (Hennig 2007,
    "Cluster-wise assessment of cluster stability").

    Examples
    --------
    >>> spend = np.array([[1.0], [2.0], [1.5], [90.0], [95.0], [99.0]] * 10)
    >>> cluster_stability(spend, lambda rows: rows[:, 0] > 50).table["jaccard"].tolist()
    [1.0, 1.0]
    """
    rows = len(values)
    if rows < 2:
        raise one_problem("There are fewer than two customers", "clusters need several.")
    take = values.iloc if isinstance(values, pd.DataFrame) else np.asarray(values)
    kinds, original = _coded(cluster(values), rows)
    rng = np.random.default_rng(seed)
    likeness = np.full((resamples, len(kinds)), np.nan)
    for i in range(resamples):
        drawn = rng.integers(0, rows, rows)
        found, again = _coded(cluster(take[drawn]), rows)
        once = np.unique(drawn, return_index=True)[1]
        likeness[i] = _best_matches(original[drawn[once]], again[once], len(kinds), len(found))
    columns = [_described(draws[np.isfinite(draws)]) for draws in likeness.T]
    table = pd.DataFrame(
        {"cluster": kinds, "size": np.bincount(original[original >= 0], minlength=len(kinds))}
    )
    table = table.join(pd.DataFrame(columns))
    table["stable"] = table["jaccard"] >= STABLE
    return Stability(table, resamples)


def _coded(labels: Labels, rows: int) -> tuple[list[Hashable], np.ndarray]:
    """The kinds of labels, and each row's as a number; -1 for a row in no segment."""
    codes, kinds = pd.factorize(np.asarray(labels), sort=True)
    if codes.size != rows:
        raise one_problem(
            f"The clustering gave {count(codes.size)} labels for {count(rows)} customers",
            "return one label a row.",
        )
    if not len(kinds):
        raise one_problem("The clustering put nobody in a segment", "look at its settings.")
    return list(kinds), codes


def _best_matches(first: np.ndarray, second: np.ndarray, few: int, many: int) -> np.ndarray:
    """For each segment of the first grouping, its likeness to the nearest of the second."""
    # One more row and column take those in no segment.
    both = np.zeros((few + 1, many + 1))
    np.add.at(both, (first, second), 1)
    sizes, others = both.sum(axis=1)[:few, None], both.sum(axis=0)[None, :many]
    shared = both[:few, :many]
    best = (shared / np.maximum(sizes + others - shared, 1)).max(axis=1)
    return np.where(sizes[:, 0] > 0, best, np.nan)  # nobody of it was drawn: no verdict


def _described(draws: np.ndarray) -> dict[str, float]:
    if not draws.size:
        return dict.fromkeys(("jaccard", "low", "high", "recovered", "dissolved"), np.nan)
    low, high = np.quantile(draws, (0.05, 0.95))
    return {
        "jaccard": draws.mean(),
        "low": low,
        "high": high,
        "recovered": (draws >= STABLE).mean(),
        "dissolved": (draws <= DISSOLVED).mean(),
    }
