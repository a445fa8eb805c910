"""Who brought most last year, and who is worth most from now on: two lists of customers.

Profitability looks back: margin less the cost to serve, over a year that is closed. Value looks
ahead. A list made by the one is a good list by the other where customers go on as they are; it is
wrong about two kinds: those who brought much and have gone, and those who came late or come
steadily for many years. Here both lists of the same length are laid over each other.

Source: the distinction is that of the Peppers & Rogers Group's interview with Duke University's
executive course "Managing Customer Value"; Malthouse & Blattberg (2005), "Can we predict customer
lifetime value?", Journal of Interactive Marketing 19(1), on how far the best of one year are those
of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.lifetime.profit_and_value_result import CORNERS, ProfitAndValue

__all__ = ["ProfitAndValue", "profit_and_value"]

NEEDED = ("customer_id", "last_year", "value")
_LARGEST_RESAMPLE = 20_000


def profit_and_value(
    values: Any,
    cost: CostToServe | pd.DataFrame | pd.Series | Mapping[str, float] | None = None,
    *,
    top: int = 500,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    currency: str = "",
) -> ProfitAndValue:
    """Lay the list of last year's most profitable over the list of those worth most from now on.

    Parameters
    ----------
    values : CustomerValues or DataFrame
        One row a customer: ``customer_id, last_year`` (margin) and ``value`` (to come), in
        currency units. What :func:`~cvmlab.value_of.lifetime.customer_values.customer_values`
        returned also gives the intervals of the corners.
    cost : CostToServe, DataFrame, Series or mapping, optional
        The cost to serve of each customer last year: what
        :func:`~cvmlab.value_of.lifetime.cost_to_serve.cost_to_serve` returned, a table with
        ``customer_id, cost``, or money by id. Who is not in it cost nothing.
    top : int
        How long each list is.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.
    currency : str
        ISO code for the words; by default that of the values.

    Returns
    -------
    ProfitAndValue

    Raises
    ------
    DataProblem
        When columns are missing, customers twice, or there are too few of them.

    Notes
    -----
    Of equals at a list's end those are chosen who come first in the table. The interval of the
    shared customers is a percentile bootstrap in which the lists keep their share of the base;
    beyond 20,000 customers each resample draws 20,000, and deviations are scaled by √(m/n).

    Examples
    --------
    >>> two = pd.DataFrame({"customer_id": list("abcd"), "last_year": [9.0, 8.0, 2.0, 1.0],
    ...                     "value": [30.0, 0.0, 20.0, 1.0]})
    >>> found = profit_and_value(two, top=2, resamples=20)
    >>> found.shared, found.given_up, found.corners["customers"].tolist()
    (1, 20.0, [1, 1, 1, 1])
    """
    frame = values if isinstance(values, pd.DataFrame) else values.table
    _refuse(frame, top)
    profit = frame["last_year"].to_numpy(float) - _costs(cost, frame["customer_id"])
    value = frame["value"].to_numpy(float)
    places = [_places(one) for one in (profit, value)]
    on_past, on_ahead = (place <= top for place in places)
    code = np.select([on_past & on_ahead, on_past, on_ahead], [0, 1, 2], 3)
    table = pd.DataFrame(
        {
            "customer_id": frame["customer_id"].to_numpy(), "profit": profit, "value": value,
            "place_by_profit": places[0], "place_by_value": places[1],
            "corner": np.array(CORNERS)[code],
        }
    )  # fmt: skip
    corners = pd.DataFrame(
        {
            "customers": np.bincount(code, minlength=4),
            "profit": np.bincount(code, profit, 4),
            "value": np.bincount(code, value, 4),
        },
        index=pd.Index(CORNERS, name="corner"),
    )
    worth = getattr(values, "lifetime", None)
    if worth is not None:
        groups = worth.valuation.sums.by_group(code, np.ones(len(code)), 1 - level)
        corners["low"] = groups["ci_low"].to_numpy()
        corners["high"] = groups["ci_high"].to_numpy()
    low, high = _shared_interval(profit, value, top, level, resamples, seed)
    own = currency or getattr(values, "currency", "")
    shared = int((on_past & on_ahead).sum())
    return ProfitAndValue(table, corners, int(top), shared, low, high, level, own)


def _places(measure: np.ndarray) -> np.ndarray:
    """1 for the largest; equals in the order of the table."""
    places = np.empty(measure.size, dtype=np.int64)
    places[np.argsort(-measure, kind="stable")] = np.arange(1, measure.size + 1)
    return places


def _shared_interval(
    profit: np.ndarray, value: np.ndarray, top: int, level: float, resamples: int, seed: int
) -> tuple[float, float]:
    """Where the number on both lists would lie with other customers like these."""
    size, rng = profit.size, np.random.default_rng(seed)
    drawn_size = min(size, _LARGEST_RESAMPLE)
    length = max(1, round(top * drawn_size / size))
    drawn = np.empty(resamples)
    for i in range(resamples):
        picked = rng.integers(0, size, drawn_size, dtype=np.int32)
        past, ahead = (
            np.argpartition(one[picked], drawn_size - length)[drawn_size - length :]
            for one in (profit, value)
        )
        drawn[i] = np.intersect1d(past, ahead, assume_unique=True).size / length
    whole = _share_of(profit, value, top)
    tails = [(1 - level) / 2, (1 + level) / 2]
    ends = whole + (np.quantile(drawn, tails) - whole) * np.sqrt(drawn_size / size)
    low, high = np.clip(ends, 0, 1) * top
    return float(low), float(high)


def _share_of(profit: np.ndarray, value: np.ndarray, top: int) -> float:
    return float(((_places(profit) <= top) & (_places(value) <= top)).sum() / top)


def _costs(cost: Any, customers: pd.Series) -> np.ndarray:
    """What each customer cost, in their order; nothing for those who are not named."""
    if cost is None:
        return np.zeros(len(customers))
    cost = cost.table if isinstance(cost, CostToServe) else cost
    if isinstance(cost, pd.DataFrame):
        missing = [name for name in ("customer_id", "cost") if name not in cost]
        if missing:
            raise one_problem("the table of costs lacks this", "name it.", column=missing[0])
        cost = cost.set_index("customer_id")["cost"]
    return customers.map(pd.Series(cost, dtype=float)).fillna(0.0).to_numpy(float)


def _refuse(frame: pd.DataFrame, top: int) -> None:
    problems = [
        Problem("this column is not there", "give what customer_values returns.", name)
        for name in NEEDED
        if name not in frame
    ]
    if not problems:
        for name in NEEDED[1:]:
            if bad := int((~np.isfinite(frame[name].to_numpy(float))).sum()):
                problems.append(Problem("some have no number", "give every customer one.",
                                        name, bad))  # fmt: skip
        if twice := int(frame["customer_id"].duplicated().sum()):
            problems.append(Problem("some customers stand there twice", "give one row each.",
                                    "customer_id", twice))  # fmt: skip
    if not 1 <= top < len(frame):
        what = f"a list of {count(top)} is to be chosen from {count(len(frame))} customers"
        problems.append(Problem(what, "choose a shorter list, of 1 or more."))
    if problems:
        raise DataProblem(problems, "profit and value")
