"""Contract customers reduced to what a model of churn can see of them.

A customer by contract is known by the number of renewals that have come up (the lost one
included) and by whether one was lost. Customers who share both are one pattern with a weight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.patterns import as_frame
from cvmlab.errors import DataProblem, Problem

COLUMNS = ("renewals", "churned")


@dataclass(frozen=True, eq=False)
class ContractPatterns:
    """Distinct (renewals, churned) with how many customers show each.

    Attributes
    ----------
    renewals : array of shape (n_patterns,)
        Renewals that have come up until now, or until the loss, the lost one included.
    churned : array of shape (n_patterns,)
        1 where the last of them was lost, 0 for those who are still customers.
    weight : array of shape (n_patterns,)
        Customers with that pattern.
    inverse : array of int, shape (n_rows,)
        For each row handed in, its pattern.
    index : Index of length n_rows
        Customer ids where the data had them, else the index of the frame.
    row_weight : array of shape (n_rows,)
    """

    renewals: Array
    churned: Array
    weight: Array
    inverse: np.ndarray
    index: pd.Index
    row_weight: Array

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def kept(self) -> Array:
        """Renewals that were taken."""
        return self.renewals - self.churned

    @property
    def active(self) -> Array:
        """1 for those who are still customers."""
        return 1.0 - self.churned

    def to_rows(self, values: Array) -> Array:
        """One value a pattern -> one value a row handed in."""
        return np.asarray(values)[self.inverse]

    @cached_property
    def by_renewal(self) -> pd.DataFrame:
        """For each renewal 1, 2, ...: customers for whom it came up, and how many were lost."""
        longest = int(self.renewals.max(initial=0))
        number = np.arange(1, longest + 1)
        seen = self.renewals.astype(int)
        came_up = np.bincount(seen, self.weight, longest + 1)[::-1].cumsum()[::-1][1:]
        lost = np.bincount(seen, self.weight * self.churned, longest + 1)[1:]
        index = pd.Index(number, name="renewal")
        return pd.DataFrame({"at_risk": came_up, "churned": lost}, index=index)

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is the same for the same customers only."""
        columns = np.stack([self.renewals, self.churned, self.weight])
        return hashlib.sha256(np.round(columns, 9).tobytes()).hexdigest()[:16]


def as_contracts(contracts: Any) -> ContractPatterns:
    """Reduce contract customers to weighted patterns, after checking them.

    Parameters
    ----------
    contracts : DataFrame, Ibis table, object with ``.frame()``, or ContractPatterns
        Columns renewals (that have come up, the lost one included), churned (bool or 0/1);
        optionally ``weight`` and ``customer_id``. Other columns are ignored. A whole number, or
        several, stands for customers who have taken that many renewals and are still there.

    Returns
    -------
    ContractPatterns

    Raises
    ------
    DataProblem
        All problems at once: missing columns, gaps, counts that are negative or not whole,
        losses without a renewal, no rows.

    Examples
    --------
    >>> seen = pd.DataFrame({"renewals": [3, 1, 3], "churned": [False, True, False]})
    >>> as_contracts(seen).weight
    array([1., 2.])
    """
    if isinstance(contracts, ContractPatterns):
        return contracts
    if isinstance(contracts, (int, float, list, tuple, np.generic, np.ndarray, pd.Series)):
        return _still_there(contracts)
    frame = as_frame(contracts, COLUMNS)
    problems = _problems(frame)
    if problems:
        raise DataProblem(problems, "the contracts")
    renewals, churned = (_numbers(frame[name]) for name in COLUMNS)
    weight = _numbers(frame["weight"]) if "weight" in frame.columns else np.ones(len(frame))
    index = pd.Index(frame["customer_id"]) if "customer_id" in frame.columns else frame.index
    return _reduced(renewals, churned, weight, index)


def _still_there(renewals: Any) -> ContractPatterns:
    """Customers who have taken so many renewals and are still there, one row each."""
    taken = np.atleast_1d(np.asarray(renewals, dtype=float))
    if taken.ndim != 1 or not np.all((taken >= 0) & (taken % 1 == 0)):
        raise ValueError(f"numbers of renewals are whole and at least 0; got {renewals}")
    index = renewals.index if isinstance(renewals, pd.Series) else pd.RangeIndex(len(taken))
    return _reduced(taken, np.zeros(len(taken)), np.ones(len(taken)), index)


def _reduced(renewals: Array, churned: Array, weight: Array, index: pd.Index) -> ContractPatterns:
    codes, inverse = np.unique(2 * renewals + churned, return_inverse=True)
    totals = np.bincount(inverse, weight, len(codes)).astype(float)
    return ContractPatterns(codes // 2, codes % 2, totals, inverse, index, weight)


def survivors_as_contracts(survivors: Sequence[float]) -> pd.DataFrame:
    """Counts of survivors of one cohort, 1000, 869, 743, ..., as weighted contracts.

    Raises
    ------
    DataProblem
        When they are not two or more numbers of customers that never rise.
    """
    counts = pd.to_numeric(pd.Series(list(survivors), dtype=object), errors="coerce").to_numpy(
        dtype=float
    )
    bad, rising = ~np.isfinite(counts) | (counts < 0), np.append(False, np.diff(counts) > 0)
    problems = []
    if len(counts) < 2:
        remedy = "give the customers at the start and after each renewal."
        problems.append(Problem("fewer than two counts of survivors", remedy))
    elif counts[0] <= 0:
        problems.append(Problem("the cohort has no customers", "begin with its size."))
    for where, what, remedy in (
        (bad, "counts that are missing or negative", "give numbers of customers."),
        (rising, "counts that rise", "survivors of one cohort only: nobody joins it later."),
    ):
        if where.any():
            examples = [f"place {i + 1}: {counts[i]:,g}" for i in np.flatnonzero(where)[:3]]
            count = int(where.sum())
            problems.append(Problem(what, remedy, "survivors", count, examples))
    if problems:
        raise DataProblem(problems, "the survivors")
    end = len(counts) - 1
    renewals, churned = np.append(np.arange(1, end + 1), end), np.append(np.ones(end), 0.0)
    weight = np.append(-np.diff(counts), counts[-1])
    frame = pd.DataFrame({"renewals": renewals, "churned": churned, "weight": weight})
    return frame[frame["weight"] > 0].reset_index(drop=True)


def _numbers(column: pd.Series) -> Array:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _problems(frame: pd.DataFrame) -> list[Problem]:
    """Everything that is wrong with a table of contract customers."""
    have = ", ".join(map(str, frame.columns[:8])) or "none"
    missing = [
        Problem("no column of this name", f"the columns are: {have}.", name)
        for name in COLUMNS
        if name not in frame.columns
    ]
    if missing:
        return missing
    if len(frame) == 0:
        return [Problem("there are no customers", "check the file, the dates and any filter.")]
    names = [*COLUMNS, *(["weight"] if "weight" in frame.columns else [])]
    values = {name: _numbers(frame[name]) for name in names}
    n, lost = values["renewals"], values["churned"]
    checks = [
        (name, ~np.isfinite(values[name]), "values that are missing or no numbers",
         "fill or remove them.")
        for name in names
    ]  # fmt: skip
    checks += [
        ("renewals", n < 0, "negative counts", "count the renewals that came up: at least 0."),
        ("renewals", n % 1 > 0, "counts that are not whole", "count renewals, not time."),
        (
            "churned", np.isfinite(lost) & ~np.isin(lost, (0.0, 1.0)), "neither yes nor no",
            "say 1 for a customer who was lost, 0 for one who is still there.",
        ),
        (
            "renewals", (lost == 1) & (n == 0), "lost customers without any renewal",
            "count the renewal that was not taken: at least 1.",
        ),
    ]  # fmt: skip
    if "weight" in values:
        remedy = "leave such rows out."
        checks.append(("weight", values["weight"] <= 0, "weights that are not positive", remedy))
    problems = []
    for name, bad, what, remedy in checks:
        where = np.flatnonzero(bad)
        if len(where):
            examples = [f"row {row + 1}: {frame[name].iloc[row]}" for row in where[:3]]
            problems.append(Problem(what, remedy, name, len(where), examples))
    return problems
