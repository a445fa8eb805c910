"""Does one thing that a customer says foretell the next? Only then is it a segment.

Two records of the same customer concern the same need more often than two of different customers,
if needs stay with people. How much more often is the persistence: 0 where the first record tells
nothing of the second, 1 where a customer only ever speaks of one need. A segment formed on records
without persistence is a list of what was said, and no forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem


@dataclass(frozen=True)
class Persistence:
    """How far one record of a customer foretells another; see ``need_persistence``.

    Attributes
    ----------
    records, customers, pairs : int
        Pairs are of two records of the same customer.
    match : float
        Part of these pairs that concern the same need.
    by_chance : float
        The same for two customers.
    value, low, high : float
        The persistence with its interval; NaN where nobody has two records.
    """

    records: int
    customers: int
    pairs: int
    match: float
    by_chance: float
    value: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether the whole interval lies above zero."""
        return bool(self.low > 0)

    @property
    def weight(self) -> float:
        """What the first record of a customer weighs in a forecast of the next: 0 to 1."""
        return float(np.clip(np.nan_to_num(self.value), 0.0, 1.0))


def need_persistence(records: pd.DataFrame, *, level: float = 0.95) -> Persistence:
    """Measure how much more often two records of one customer agree than those of two customers.

    Parameters
    ----------
    records : DataFrame
        One row a record: ``customer_id, need``, and ``words`` where the same words are written
        down once a customer at most (a wish): pairs of the same words are then left out.
    level : float
        Confidence level.

    Raises
    ------
    DataProblem
        When columns are missing, or there are no records.

    Notes
    -----
    persistence ρ = (M − M₀)/(1 − M₀), M the part of pairs within customers that match, M₀ the part
    between customers: Σp² with p the shares of the needs; where pairs of the same words cannot be,
    (Σp² − Σq²)/(1 − Σq²) with q the shares of the words. It is the agreement beyond chance of
    Fleiss (1971, "Measuring nominal scale agreement among many raters") and the 1/(1 + A) of a
    Dirichlet-multinomial of weight A (Mosimann 1962, "On the compound multinomial distribution").
    Interval: ρ ± z·se with the infinitesimal jackknife over customers (Efron 1982).

    Examples
    --------
    Four customers with two wishes each; three pairs match, and there are as many "time" as "money".

    >>> said = ["time", "time", "time", "time", "money", "money", "time", "money"]
    >>> rows = pd.DataFrame({"customer_id": list("aabbccdd"), "need": said})
    >>> found = need_persistence(rows)
    >>> found.pairs, found.match, round(found.by_chance, 3), round(found.value, 3)
    (4, 0.75, 0.531, 0.467)
    """
    missing = [name for name in ("customer_id", "need") if name not in records]
    if missing:
        raise DataProblem(
            [Problem("this column is not there", "map it.", name) for name in missing],
            "the records of needs",
        )
    if records.empty:
        raise DataProblem([Problem("there are no records of needs", "bring at least one.")])
    who = pd.factorize(records["customer_id"], sort=True)[0]
    needs = _counts(who, records["need"])
    n = needs.sum(axis=1)
    share = needs.sum(axis=0) / n.sum()
    square, pull = _self_match(needs, n, share)
    same, own_match, own_pairs = 0.0, needs * (needs - 1.0), n * (n - 1.0)
    matched = own_match.sum(axis=1)
    drift = np.zeros(len(n))
    if "words" in records:
        words = _counts(who, records["words"])
        same, drift = _self_match(words, n, words.sum(axis=0) / n.sum())
        again = (words * (words - 1.0)).sum(axis=1)
        matched, own_pairs = matched - again, own_pairs - again
    chance = (square - same) / (1 - same) if same < 1 else 1.0
    pairs = own_pairs.sum()
    nan = float("nan")
    if pairs == 0 or chance >= 1:
        match = float(matched.sum() / pairs) if pairs else nan
        return Persistence(len(records), len(n), int(pairs // 2), match, chance, nan, nan, nan)
    match = matched.sum() / pairs
    value = (match - chance) / (1 - chance)
    in_chance = pull / (1 - same) - (1 - square) / (1 - same) ** 2 * drift
    moves = (matched - match * own_pairs) / pairs / (1 - chance)
    moves = moves - (1 - match) / (1 - chance) ** 2 * in_chance
    reach = float(ndtri(0.5 + level / 2) * np.sqrt((moves**2).sum()))
    return Persistence(
        len(records), len(n), int(pairs // 2), float(match), float(chance), float(value),
        float(value - reach), float(value + reach),
    )  # fmt: skip


def _counts(who: np.ndarray, labels: pd.Series) -> np.ndarray:
    """Customers × labels: how many records."""
    column, names = pd.factorize(labels, sort=True)
    found = np.zeros((who.max() + 1, len(names)))
    np.add.at(found, (who, column), 1)
    return found


def _self_match(counts: np.ndarray, n: np.ndarray, share: np.ndarray) -> tuple[float, np.ndarray]:
    """The sum of squared shares, and how each customer moves it."""
    return float((share**2).sum()), 2 * (counts - n[:, None] * share) @ share / n.sum()
