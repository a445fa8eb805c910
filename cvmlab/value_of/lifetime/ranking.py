"""Who will bring most, and how sure that order is: no ranking without its overlap.

Ranked is what each customer will really bring over the horizon (the outcome, not the expectation:
one never meets an expectation). Many futures are drawn (see ``outcomes``); in each every customer
has a rank, and a customer who brings nothing stands, in no particular order, behind all who bring
something and belongs to no top.

Sources: Goldstein & Spiegelhalter (1996), "League Tables and Their Limitations", Journal of the
Royal Statistical Society A 159(3); Vargha & Delaney (2000), "A Critique and Improvement of the CL
Common Language Effect Size Statistics", Journal of Educational and Behavioral Statistics 25(2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.outcomes import draw_outcomes
from cvmlab.value_of.lifetime.ranking_result import Ranking
from cvmlab.value_of.lifetime.valuation import Valuation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

HELD = 20_000_000  # ranks held at a time: 80 MB
LISTED = 100_000  # customers whose own ranks anybody will look at


def rank_customers(
    result: LifetimeValue,
    top: int | None = None,
    *,
    share: float | None = None,
    draws: int = 400,
    seed: int = 0,
) -> Ranking:
    """Rank customers by what they will bring, with the overlap of their outcomes.

    Parameters
    ----------
    result : LifetimeValue
        Over a horizon that ends.
    top : int, optional
        How many customers are chosen.
    share : float, optional
        Which share of them instead; a tenth by default.
    draws : int
        Futures drawn; a chance of one half is then known to about 1 / (2 sqrt(draws)).
    seed : int
        The same seed, the same futures.

    Raises
    ------
    DataProblem
        All unusable settings at once: both top and share, no end, rows that stand for several
        customers.
    """
    worth = result.valuation
    size = len(worth.row)
    top = _top(result, top, share, draws, size)
    best = np.argsort(-worth.value, kind="stable")
    chosen = best[: min(size, LISTED, max(HELD // draws, 1))]
    seen = _futures(worth, best, len(chosen), top, draws, seed)
    levels = [result.alpha / 2, 1 - result.alpha / 2]
    low, high = np.quantile(seen.ranks, levels, axis=0, method="nearest", overwrite_input=True)
    table = pd.DataFrame(
        {
            "rank": np.arange(1, len(chosen) + 1), "value": worth.value[chosen],
            "rank_low": low.astype(np.int64), "rank_high": high.astype(np.int64),
            "chance_of_top": seen.in_top / draws, "chance_above_next": seen.above_next / draws,
        },
        index=worth.patterns.index[chosen],
    )  # fmt: skip
    hits_low, hits_high = np.quantile(seen.hits, levels, method="nearest")
    return Ranking(
        table, top, float(seen.hits.mean()), float(hits_low), float(hits_high), size, result.name,
        result.span, result.alpha, draws, seed, _messages(worth, len(chosen)),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Seen:
    """What was counted over the futures, of the customers listed."""

    ranks: np.ndarray  # a row a future
    in_top: Array
    above_next: Array
    hits: Array  # one a future


def _futures(
    worth: Valuation, best: np.ndarray, listed: int, top: int, draws: int, seed: int
) -> _Seen:
    """Draw the futures and rank the customers in each."""
    size, rng = len(best), np.random.default_rng(seed)
    place = np.empty(size, dtype=np.int64)
    place[best] = np.arange(size)
    ranks = np.empty((draws, listed), dtype=np.int32)
    in_top, above, hits = np.zeros(listed), np.zeros(listed), np.zeros(draws)
    amounts = np.zeros(size)
    for future, (rows, brought) in enumerate(draw_outcomes(worth, draws, rng)):
        amounts[:] = 0.0
        amounts[place[rows]] = brought
        ordered, some = np.sort(brought), len(brought)
        own, after = amounts[:listed], amounts[1 : listed + 1]
        ranks[future] = 1 + some + rng.random(listed) * (size - some)  # of nothing, in no order
        bringing = np.flatnonzero(own)
        ranks[future, bringing] = 1 + some - np.searchsorted(ordered, own[bringing], "right")
        enough = ordered[max(some - top, 0)] if some else np.inf
        in_top += own >= enough
        hits[future] = np.count_nonzero(amounts[:top] >= enough)
        before = own[: len(after)]
        above[: len(after)] += (before > after) + 0.5 * (before == after)
    if listed == size:
        above[-1] = np.nan  # nobody comes next
    return _Seen(ranks, in_top, above, hits)


def _messages(worth: Valuation, listed: int) -> tuple[str, ...]:
    said, size = [], len(worth.row)
    if listed < size:
        said.append(f"Listed are the first {listed:,} of {size:,} customers; all were ranked.")
    if not all(np.all(np.isfinite(fit.slope_cov)) for fit in (worth.fit, worth.spend)):
        said.append("The errors of some parameters are unknown: they were taken as certain.")
    return tuple(said)


def plot_ranking(ranking: Ranking, *, most: int = 20, ax: Axes | None = None) -> Picture:
    """The customers ranked first, with where their rank by outcome will lie.

    Parameters
    ----------
    ranking : Ranking
    most : int
        Customers shown.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    table = ranking.table.head(most)
    ax, place, level = new_axes(ax), np.arange(1, len(table) + 1), percent(1 - ranking.alpha)
    ax.vlines(place, table["rank_low"], table["rank_high"], color=GREY, linewidth=3)
    ax.plot(place, table["rank"], "o", color=palette()[0])
    ax.axhline(ranking.top, color=GREY, linewidth=1, linestyle=":")
    ax.set_yscale("log")
    ax.invert_yaxis()
    ax.set_xlabel(
        f"Customers by expectation, the best first (dotted: rank {count(ranking.top)} by outcome)"
    )
    ax.set_ylabel(f"Rank by outcome ({level} interval)")
    format_axis(ax.yaxis, count)
    ax.set_xticks(place)
    ax.set_title(ranking.sentence)
    first, last = table.iloc[0], table.iloc[-1]
    alt = (
        f"Ranks of the first {len(table)} of {count(ranking.customers)} customers with {level} "
        f"intervals. {ranking.sentence} ({interval(ranking.hits_low, ranking.hits_high)}). The "
        f"customer ranked first will stand between {_between(first)} and brings more than the next "
        f"one with a chance of {percent(first['chance_above_next'])}; number {len(table)} between "
        f"{_between(last)}."
    )
    return Picture(ax, alt, "ranking")


def _between(row: pd.Series) -> str:
    return f"{count(row['rank_low'])} and {count(row['rank_high'])}"


def _top(result: LifetimeValue, top: int | None, share: float | None, draws: int, size: int) -> int:
    """How many customers are chosen, after checking all settings."""
    problems = []
    if top is not None and share is not None:
        problems.append(Problem("both top and share are given", "choose one of them."))
    if top is not None and not 1 <= top <= size:
        remedy = f"choose a number from 1 to {size:,}, the customers there are."
        problems.append(Problem(f"top is {top}", remedy))
    if share is not None and not 0 < share <= 1:
        problems.append(Problem(f"share is {share}", "give a share above 0: 0.1 for a tenth."))
    if draws < 20:
        what = f"{draws} draws are too few for an interval"
        problems.append(Problem(what, "draw some hundreds of futures."))
    if not np.isfinite(result.horizon):
        what = "outcomes without an end cannot be ranked"
        problems.append(Problem(what, "give lifetime_value a horizon."))
    if np.any(result.valuation.weight != 1.0):
        what = "some rows stand for several customers, who cannot be told apart"
        problems.append(Problem(what, "rank one row a customer.", "weight"))
    if problems:
        raise DataProblem(problems, "the settings of ranking")
    if top is not None:
        return int(top)
    return max(1, round(size * (0.1 if share is None else share)))
