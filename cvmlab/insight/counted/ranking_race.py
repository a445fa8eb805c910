"""Which rule would have found the best customers? Scores of then against the spend that came.

A score that ranks customers is a forecast, whether it says so or not. It can be held against what
came afterwards: take the best fifth by the score, and ask what share of everybody's later spend
those customers brought. No rule can beat the fifth that really spent most, and no rule should
lose to "who spent most last year will do so again".

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4); Malthouse & Blattberg (2005), "Can we predict
customer lifetime value?", Journal of Interactive Marketing 19(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_LARGEST_RESAMPLE = 20_000


@dataclass(frozen=True, eq=False)
class RankingRace:
    """How much of the later spend each rule's best customers brought.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a rule, best first: ``captured`` (share of the later spend) with its interval
        ``low, high``, and ``behind``, how far it lies behind the first, with ``behind_low,
        behind_high`` (paired: the same customers are drawn for both).
    possible : float
        What the best fifth by the later spend itself brought: nobody can do better.
    top : float
        The fraction chosen.
    customers : int
        All customers ranked.
    total : float
        What they spent later, in currency units.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    possible: float
    top: float
    customers: int
    total: float
    level: float

    @property
    def sentence(self) -> str:
        """Who won, and by how much, in plain words."""
        first, others = self.table.iloc[0], self.table.iloc[1:]
        text = (
            f"The best {percent(self.top)} of {count(self.customers)} customers by "
            f"{self.table.index[0]} brought {percent(first.captured)} of all that was spent "
            f"afterwards ({percent(self.level)} interval "
            f"{interval(first.low, first.high, percent)})"
        )
        rest = ", ".join(f"by {row.Index} {percent(row.captured)}" for row in others.itertuples())
        text += f"; {rest}." if rest else "."
        return f"{text} Hindsight could have reached {percent(self.possible)}."

    def summary(self) -> Table:
        """One line a rule."""
        from cvmlab.figures.tables import Table

        level = percent(self.level)
        share = partial(percent, digits=1)
        frame = pd.DataFrame({"Ranked by": self.table.index})
        frame["Captured"] = self.table["captured"].to_numpy()
        frame[f"{level} interval"] = [
            interval(row.low, row.high, share) for row in self.table.itertuples()
        ]
        frame["Behind the first"] = [
            f"{_points(row.behind)} ({interval(row.behind_low, row.behind_high, _points)})"
            if i else "–"
            for i, row in enumerate(self.table.itertuples())
        ]  # fmt: skip
        return Table(
            frame,
            title=f"Share of later spend brought by the best {percent(self.top)} of "
            f"{count(self.customers)} customers",
            note=f"Hindsight could have reached {share(self.possible)}. Distances in percentage "
            f"points with their {level} intervals.",
            formats={"Captured": share},
        )


def ranking_race(
    rules: pd.DataFrame | Mapping[str, Iterable[float]],
    later: Iterable[float],
    *,
    top: float = 0.2,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> RankingRace:
    """Hold rankings of then against what customers spent afterwards.

    Parameters
    ----------
    rules : DataFrame or mapping of name to array, each of shape (customers,)
        The scores each rule gave at the earlier day, more is better: an RFM score, a forecast in
        money, last year's spend.
    later : array-like of shape (customers,)
        What each of the same customers spent afterwards, in currency units.
    top : float
        The fraction chosen by each rule.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Returns
    -------
    RankingRace

    Raises
    ------
    DataProblem
        When lengths differ, values are missing, or nothing was spent later.

    Notes
    -----
    Customers with equal scores are chosen at random in thought: of a tie only part of which fits
    into the top, that part of its spend counts. Percentile bootstrap; beyond 20,000 customers as
    in :func:`~cvmlab.insight.counted.concentration.concentration`.

    Examples
    --------
    >>> race = ranking_race({"last year": [9, 5, 3, 1, 0]}, [50, 40, 5, 5, 0], resamples=50)
    >>> float(race.table.loc["last year", "captured"])
    0.5
    """
    scores, spent = _checked(rules, later, top)
    names = [*scores, ""]  # the last is hindsight: later spend ranked by itself
    every = [*scores.values(), spent]
    captured = np.array([_captured(score, spent, top) for score in every])
    drawn = _bootstrap(every, spent, top, resamples, seed)
    order = np.argsort(-captured[:-1], kind="stable")
    first = order[0]
    behind = captured[first] - captured
    low, high = _ends(captured, drawn, spent.size, level)
    behind_low, behind_high = _ends(behind, drawn[:, [first]] - drawn, spent.size, level)
    table = pd.DataFrame(
        {
            "captured": captured, "low": low, "high": high,
            "behind": behind, "behind_low": behind_low, "behind_high": behind_high,
        },
        index=pd.Index(names, name="rule"),
    ).iloc[order]  # fmt: skip
    return RankingRace(
        table, float(captured[-1]), top, spent.size, float(spent.sum()), level
    )  # fmt: skip


def _checked(
    rules: pd.DataFrame | Mapping[str, Iterable[float]], later: Iterable[float], top: float
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    if not 0 < top < 1:
        raise ValueError(f"top must be a fraction between 0 and 1, not {top}")
    spent = np.asarray(later, dtype=float).ravel()
    scores = {str(name): np.asarray(rules[name], dtype=float).ravel() for name in rules}
    problems = [
        Problem("the rule scores another number of customers", "score each customer once.", name)
        for name, score in scores.items()
        if score.size != spent.size
    ]
    for name, values in {**scores, "later spend": spent}.items():
        if missing := int((~np.isfinite(values)).sum()):
            remedy = "give every customer a number; 0 for one who bought nothing."
            problems.append(Problem("some customers have no value", remedy, name, missing))
    if not scores:
        problems.append(Problem("no rule is given", "name at least one ranking."))
    if not problems and spent.sum() <= 0:
        what = "nothing was spent later, so no rule can find those who did"
        problems.append(Problem(what, "check the holdout and the customers looked at."))
    if problems:
        raise DataProblem(problems)
    return scores, spent


def _captured(score: np.ndarray, spent: np.ndarray, top: float) -> float:
    """The share of spend brought by the best by a score, ties taken in part."""
    return float(_taken(*_grouped(score), spent, np.ones(spent.size), top))


def _grouped(score: np.ndarray) -> tuple[np.ndarray, int]:
    """The place of each customer's score among the different scores, best first."""
    levels, place = np.unique(-score, return_inverse=True)
    return place.ravel(), levels.size


def _taken(
    place: np.ndarray, levels: int, spent: np.ndarray, weight: np.ndarray, top: float
) -> float:
    heads = np.bincount(place, weight, levels)
    sums = np.bincount(place, weight * spent, levels)
    before = np.cumsum(heads) - heads
    room = top * weight.sum() - before
    part = np.clip(room / np.where(heads > 0, heads, 1), 0, 1)
    total = sums.sum()
    return float((part * sums).sum() / total) if total > 0 else float("nan")


def _bootstrap(
    every: list[np.ndarray], spent: np.ndarray, top: float, resamples: int, seed: int
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    grouped = [_grouped(score) for score in every]
    size = min(spent.size, _LARGEST_RESAMPLE)
    drawn = np.empty((resamples, len(every)))
    for i in range(resamples):
        picked = rng.integers(0, spent.size, size, dtype=np.int32)
        ones = np.ones(size)
        drawn[i] = [_taken(place[picked], n, spent[picked], ones, top) for place, n in grouped]
    return drawn


def _ends(
    estimate: np.ndarray, drawn: np.ndarray, customers: int, level: float
) -> tuple[np.ndarray, np.ndarray]:
    scale = np.sqrt(min(customers, _LARGEST_RESAMPLE) / customers)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.nanquantile((drawn - estimate) * scale, tails, axis=0)
    return estimate + low, estimate + high


def _points(share: float) -> str:
    return number(share * 100, 1)
