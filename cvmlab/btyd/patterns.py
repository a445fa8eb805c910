"""Customers reduced to what a buy-till-you-die model can see of them.

Such a model knows a customer only by frequency (repeat purchase occasions), recency (age at the
last purchase) and T (age at the end of observation). Customers who share all three are one
pattern with a weight: a million customers become some tens of thousands of patterns, and every
result is computed once a pattern and joined back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.customer_checks import checked, missing_column
from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem, one_problem

COLUMNS = ("frequency", "recency", "T")
DENSE = 1 << 26  # possible combinations that are marked in a table rather than sorted
SMALL = 1 << 12  # whole numbers below it are their own place


@dataclass(frozen=True)
class Patterns:
    """Distinct (frequency, recency, T) with how many customers show each.

    Attributes
    ----------
    frequency, recency, T : array of shape (n_patterns,)
        Sorted by frequency, recency, T; recency and T in the unit of time of the data.
    weight : array of shape (n_patterns,)
        Customers with that pattern.
    inverse : array of int, shape (n_rows,)
        For each row handed in, its pattern: ``values[patterns.inverse]`` joins results back.
    index : Index of length n_rows
        Customer ids where the data had them, else the index of the frame.
    row_weight : array of shape (n_rows,)
        The weight each row came with; ones for plain customers.
    time_unit : str, optional
        "D", "W", "M" or "Y" where the customers came from a base that knows it.
    """

    frequency: Array
    recency: Array
    T: Array
    weight: Array
    inverse: np.ndarray
    index: pd.Index
    row_weight: Array
    time_unit: str | None = None

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def customers(self) -> float:
        """How many customers there are in all."""
        return float(self.weight.sum())

    def to_rows(self, values: Array) -> Array:
        """One value a pattern -> one value a row handed in."""
        return np.asarray(values)[self.inverse]

    def block(self, some: slice | np.ndarray) -> Patterns:
        """Some of the patterns by themselves, each as one row."""
        weight = self.weight[some]
        rows = np.arange(len(weight))
        return Patterns(
            self.frequency[some], self.recency[some], self.T[some], weight,
            rows, pd.RangeIndex(len(rows)), weight, self.time_unit,
        )  # fmt: skip

    def thinned(self, step: int) -> Patterns:
        """One of every few neighbours, by a lot that heavy ones win more often, for all of them.

        The same for the same patterns. What is estimated from it is close to what all would give.
        """
        size = len(self) // step * step  # the last few, rare and heavy buyers all, are left out
        weight = self.weight[:size].reshape(-1, step)
        ladder = np.cumsum(weight, axis=1)
        lot = np.random.default_rng(0).random((len(ladder), 1)) * ladder[:, -1:]
        chosen = np.arange(len(ladder)) * step + np.sum(ladder <= lot, axis=1)
        return replace(self.block(chosen), weight=ladder[:, -1], row_weight=ladder[:, -1])

    @cached_property
    def states(self) -> tuple[Array, Array, np.ndarray]:
        """Distinct (frequency, T), and each pattern's place among them.

        What an *active* customer will do next depends on these two alone.
        """
        (frequency, age), place = _distinct(self.frequency, self.T)
        return frequency, age, place

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is the same for the same customers only."""
        columns = np.stack([self.frequency, self.recency, self.T, self.weight])
        return hashlib.sha256(np.round(columns, 9).tobytes()).hexdigest()[:16]


def as_frame(customers: Any, columns: tuple[str, ...] = COLUMNS) -> pd.DataFrame:
    """A frame of customers from whatever holds them.

    A DataFrame is taken as it is; an object with ``.frame()`` is asked for its frame; an Ibis
    table is grouped by the columns in its own engine, so only weighted patterns are fetched.
    """
    if isinstance(customers, pd.DataFrame):
        return customers
    if hasattr(customers, "frame"):
        frame = customers.frame()
        older = getattr(getattr(customers, "left_edge", None), "older", 0)
        if frame.empty and older:
            raise one_problem(
                f"all {older:,} customers are older than the file, so nobody's whole history is in "
                "it to fit a model to",
                "bring orders of the years before as well, or check the days of acquisition.",
            )
        return frame
    if hasattr(customers, "group_by") and hasattr(customers, "to_pandas"):
        missing = [name for name in columns if name not in customers.columns]
        if missing:
            raise DataProblem([missing_column(name, customers.columns) for name in missing])
        weight = customers.weight.sum() if "weight" in customers.columns else customers.count()
        return customers.group_by(list(columns)).aggregate(weight=weight).to_pandas()
    raise TypeError(
        "customers must be a DataFrame, an Ibis table or an object with .frame(); "
        f"this is a {type(customers).__name__}"
    )


def as_patterns(customers: Any, *, whole_time: bool = False) -> Patterns:
    """Reduce customers to weighted patterns, after checking them.

    Parameters
    ----------
    customers : DataFrame, Ibis table, object with ``.frame()``, or Patterns
        Columns frequency, recency, T; optionally ``weight`` (customers a row stands for) and
        ``customer_id``. Other columns are ignored. Nothing is changed.
    whole_time : bool
        Whether recency and T count opportunities, of which a customer takes one at most.

    Returns
    -------
    Patterns

    Raises
    ------
    DataProblem
        All problems at once: missing columns, gaps, negative values, recency beyond T, a
        recency without a repeat purchase, fractional counts, no rows.

    Examples
    --------
    >>> base = pd.DataFrame({"frequency": [0, 2, 0], "recency": [0, 5.0, 0], "T": [9.0, 9, 9]})
    >>> as_patterns(base).weight
    array([2., 1.])
    """
    if isinstance(customers, Patterns):
        return customers
    frame = as_frame(customers)
    numbers = checked(frame, COLUMNS, whole_time=whole_time)
    x, recency, age = (numbers[name] for name in COLUMNS)
    recency = np.minimum(recency, age)
    weight = numbers.get("weight")
    distinct, inverse = _distinct(x, recency, age)
    totals = np.bincount(inverse, weights=weight).astype(float)
    has_id = "customer_id" in frame.columns
    index = pd.Index(frame["customer_id"]) if has_id else frame.index
    weight = np.broadcast_to(1.0, len(frame)) if weight is None else weight
    unit = getattr(customers, "time_unit", None)  # a column of that name is none
    unit = unit if isinstance(unit, str) else None
    x, recency, age = distinct
    return Patterns(x, recency, age, totals, inverse, index, weight, unit)


def _distinct(*columns: Array) -> tuple[list[Array], np.ndarray]:
    """Each distinct combination, in sorted order, as columns; and each row's place among them.

    Every combination has a number, its digits the levels of the columns: marking the numbers that
    occur is many times faster than sorting the rows.
    """
    coded = [_levels(column) for column in columns]
    number = np.zeros(len(columns[0]), dtype=np.int64)
    for codes, levels in coded:
        number = number * max(len(levels), 1) + codes
    possible = int(np.prod([float(len(levels)) for _, levels in coded]))
    if possible <= DENSE:
        place: np.ndarray
        occurs = np.zeros(possible, dtype=bool)
        occurs[number] = True
        found = np.flatnonzero(occurs)
        numbered = np.empty(possible, dtype=np.int32)
        numbered[found] = np.arange(len(found), dtype=np.int32)
        place = numbered[number]
    else:
        found, place = np.unique(number, return_inverse=True)
    distinct = []
    for _, levels in reversed(coded):
        found, digit = np.divmod(found, max(len(levels), 1))
        distinct.append(levels[digit])
    return distinct[::-1], place


def _levels(column: Array) -> tuple[np.ndarray, Array]:
    """Each value's place among the distinct values, and these in order."""
    if len(column) and column.min() >= 0 and column.max() < SMALL:
        whole = column.astype(np.int64)
        if np.array_equal(whole, column):
            return whole, np.arange(whole.max() + 1.0)
    codes, values = pd.factorize(column)
    order = np.argsort(values)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[codes], values[order]


def require_repeat_buyers(patterns: Patterns) -> None:
    """Stop in plain words where a model cannot learn anything.

    Raises
    ------
    DataProblem
        With fewer than two customers, without a repeat purchase, or without any time observed.
    """
    problems = []
    if patterns.customers < 2:
        remedy = "bring a base of customers; some hundreds give usable intervals."
        problems.append(Problem("there is only one customer", remedy))
    elif not np.any(patterns.frequency > 0):
        remedy = "choose a longer window, or check that customer ids repeat across orders."
        problems.append(Problem("no customer has bought twice", remedy, "frequency"))
    if not np.any(patterns.T > 0):
        remedy = "move the end of observation after the first purchases."
        problems.append(Problem("nobody is observed for any time after buying", remedy, "T"))
    if problems:
        raise DataProblem(problems, "the customer base")
