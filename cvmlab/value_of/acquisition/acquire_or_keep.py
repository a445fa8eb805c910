"""How to split money between winning customers and keeping them.

Money should go where the next euro brings most, until it brings the same everywhere. That is not
where a customer is cheapest on average, and not where there are most to win. Past the point where
the next euro brings back less than itself, the best use of the money is not to spend it.

Source: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.acquisition.acquire_or_keep_result import AcquireOrKeep
from cvmlab.value_of.acquisition.response import STRAIGHTEST, Response

_STEPS = 80  # halvings of the search: far below a cent


def acquire_or_keep(
    responses: Sequence[Response],
    *,
    budget: float | None = None,
    level: float = 0.95,
    period: str = "year",
    currency: str = "",
) -> AcquireOrKeep:
    """Find the best spend on each way of winning or keeping customers, and the split of a budget.

    Parameters
    ----------
    responses : sequence of Response
        What each use of the money wins; see :func:`cvmlab.value_of.acquisition.response.response`.
    budget : float, optional
        The money to split; by default what is spent now.
    level : float
        Confidence level.
    period : str
        What spend and wins are counted over.
    currency : str
        ISO 4217 code.

    Returns
    -------
    AcquireOrKeep

    Raises
    ------
    DataProblem
        When there is no response, two have one name, or the budget is no amount.

    Notes
    -----
    With first cost f, k and worth w the next unit of money brings (w/f)·exp(−k·spend). Alone,
    spending ends where this is 1: best = log(w/f)/k. With a budget too small for all of them it
    ends where it is the same λ > 1 everywhere: spend = max(0, log(w/(f·λ))/k), λ found by
    halving; no use gets more than was ever tried. Intervals solve this anew for every plausible
    curve. The gain takes the split chosen at the estimates and values it at every plausible curve:
    a split is not judged by the curves it was chosen on.
    """
    _check(responses, budget)
    rows = tuple(responses)
    now = np.array([one.spend for one in rows])
    money_there = float(now.sum()) if budget is None else float(budget)
    curves = np.array([_three(one) for one in rows])[None]
    tried = np.array([one.tried for one in rows])
    split, last = best_split(curves, money_there, tried)
    best, _ = best_split(curves, np.inf)
    gain = _net(curves, split) - _net(curves, now[None])
    drawn = _draws(rows)
    ends = {name: np.full((2, len(rows)), np.nan) for name in ("best", "split")}
    gains = (np.nan, np.nan)
    if drawn is not None:
        tails = [(1 - level) / 2, (1 + level) / 2]
        ends["best"] = np.quantile(best_split(drawn, np.inf)[0], tails, axis=0)
        ends["split"] = np.quantile(best_split(drawn, money_there, tried)[0], tails, axis=0)
        low, high = np.quantile(_net(drawn, split) - _net(drawn, now[None]), tails)
        gains = (float(low), float(high))
    table = pd.DataFrame(
        {
            "name": [one.name for one in rows],
            "keeps": [one.keeps for one in rows],
            "now": now,
            "tried": tried,
            "won_now": [one.won for one in rows],
            "cost_each": [float(one.curve.average(one.spend)) for one in rows],
            "cost_next": [one.next_costs for one in rows],
            "worth": [one.worth for one in rows],
            "brings_next": [one.next_brings for one in rows],
            "best": best[0], "best_low": ends["best"][0], "best_high": ends["best"][1],
            "split": split[0], "split_low": ends["split"][0], "split_high": ends["split"][1],
            "won_split": [
                float(one.curve.customers(x)) for one, x in zip(rows, split[0], strict=True)
            ],
        }
    )  # fmt: skip
    return AcquireOrKeep(
        table, money_there, float(split.sum()), float(last[0]), float(gain[0]), *gains,
        responses=rows, level=level, known=drawn is not None, period=period, currency=currency,
    )  # fmt: skip


def best_split(
    curves: np.ndarray, budget: float, most: np.ndarray | float = np.inf
) -> tuple[np.ndarray, np.ndarray]:
    """Spend on each use, for one or many sets of curves, and what the last unit of money brings.

    Parameters
    ----------
    curves : array of shape (sets, uses, 3)
        First cost, bend (above 0), worth.
    budget : float
        Infinite, where nothing but the curves ends the spending.
    most : array of shape (uses,)
        Not beyond this on any one use.

    Returns
    -------
    spend : array of shape (sets, uses)
    last : array of shape (sets,)
        At least 1; less is not spent.
    """
    cost, bend, worth = np.moveaxis(np.asarray(curves, float), -1, 0)
    k = bend / cost
    with np.errstate(divide="ignore"):
        first = np.log(worth / cost)  # log of what the first unit of money brings

    def spend(log_last: np.ndarray) -> np.ndarray:
        return np.minimum(np.maximum(first - log_last[:, None], 0.0) / k, most)

    low = np.zeros(len(first))
    high = np.maximum(first.max(axis=1), 0.0)
    tight = spend(low).sum(axis=1) > budget
    for _ in range(_STEPS):
        middle = (low + high) / 2
        too_much = spend(middle).sum(axis=1) > budget
        low, high = np.where(too_much, middle, low), np.where(too_much, high, middle)
    last = np.where(tight, high, 0.0)
    return spend(last), np.exp(last)


def _net(curves: np.ndarray, spend: np.ndarray) -> np.ndarray:
    """What all uses together are worth, less what was spent, for each set of curves."""
    cost, bend, worth = np.moveaxis(curves, -1, 0)
    return (-worth / bend * np.expm1(-bend / cost * spend) - spend).sum(axis=1)


def _draws(rows: Sequence[Response]) -> np.ndarray | None:
    """Plausible curves of all uses, of shape (draws, uses, 3); None where all are known."""
    sizes = {len(one.draws) for one in rows if one.draws is not None}
    if not sizes:
        return None
    size = min(sizes)
    return np.stack(
        [
            np.tile(_three(one), (size, 1))
            if one.draws is None
            else np.asarray(one.draws, float)[:size]
            for one in rows
        ],
        axis=1,
    )


def _three(one: Response) -> tuple[float, float, float]:
    return one.curve.first_cost, max(one.curve.bend, STRAIGHTEST), one.worth


def _check(responses: Sequence[Response], budget: float | None) -> None:
    problems = []
    names = [one.name for one in responses]
    if not names:
        problems.append(Problem("there is nothing to spend money on", "give a response or more."))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problems.append(
            Problem(f"two uses of the money are called {', '.join(twice)}", "rename one.")
        )
    if budget is not None and not budget > 0:
        problems.append(Problem(f"the budget is {budget}", "give an amount above 0."))
    if problems:
        raise DataProblem(problems, "the split of the money")
