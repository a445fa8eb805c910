"""Did as many customers stay as was forecast? Contracts as of a day against those of a later one.

The model is fitted to what was known on the earlier day; who took the next renewals is known on the
later one. Customers are told apart by how many renewals they had taken: a model that ignores how
they differ is wrong at both ends, however right in the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.contract_patterns import as_contracts
from cvmlab.btyd.contract_results import ShiftedBetaGeometricResults
from cvmlab.btyd.patterns import as_frame
from cvmlab.btyd.totals import Estimate
from cvmlab.data.masking import mask
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, percent

KEYS = ("customer_id", "relationship")


@dataclass(frozen=True, eq=False)
class ContractHoldout:
    """Who was still there after some more renewals, expected and actual.

    Attributes
    ----------
    t : int
        How many renewals after the end of calibration.
    total : Estimate
        Customers expected to be still there, with both intervals.
    actual : float
        Those who were.
    table : DataFrame
        By renewals taken at the end of calibration: customers, expected, ci_low, ci_high, pi_low,
        pi_high, actual.
    alpha : float
        One minus the level of the intervals.
    """

    t: int
    total: Estimate
    actual: float
    table: pd.DataFrame
    alpha: float

    @property
    def error(self) -> float:
        """Relative error of the forecast: expected / actual - 1."""
        return self.total.expected / self.actual - 1.0

    @property
    def sentence(self) -> str:
        """The finding in words."""
        total = self.total
        inside = total.pi_low <= self.actual <= total.pi_high
        return (
            f"After {_renewals(self.t)} {count(total.expected)} customers were expected to be "
            f"still there ({percent(1 - self.alpha)} prediction interval {count(total.pi_low)} to "
            f"{count(total.pi_high)}); {count(self.actual)} were, "
            f"{'inside' if inside else 'outside'} the interval."
        )

    def __repr__(self) -> str:
        return self.sentence


def contract_holdout(
    fit: ShiftedBetaGeometricResults, t: int, contracts: Any, later: Any, *, alpha: float = 0.05
) -> ContractHoldout:
    """Hold the forecast of survivors against what came.

    Parameters
    ----------
    fit : ShiftedBetaGeometricResults
        Fitted to `contracts`.
    t : int
        How many renewals after the end of calibration, at least 1.
    contracts, later : ContractBase or DataFrame
        The same customers as of a day and as of a later one, at least `t` periods after; columns
        customer_id, renewals, churned, perhaps relationship. Customers who began in between are
        left out.
    alpha : float
        One minus the level of the intervals.

    Raises
    ------
    DataProblem
        When customers are missing on the later day, or their `t` renewals have not all come up.
    """
    if t < 1 or t % 1:
        raise ValueError(f"t is a whole number of renewals, at least 1; got {t}")
    before, after = _kept(contracts), _kept(later)
    there = before[before["active"]]
    then = after.reindex(there.index)
    taken = (then["kept"] - there["kept"]).to_numpy(float)
    waiting = then["active"].eq(True).to_numpy() & (taken < t)
    _require_later(there.index, taken, waiting, t)
    kept, stayed = there["kept"].to_numpy(float), taken >= t
    levels, code = np.unique(kept, return_inverse=True)
    rows = [
        (
            *fit.expected_survivors(t, kept[code == i], alpha=alpha).numbers,
            float(stayed[code == i].sum()),
        )
        for i in range(len(levels))
    ]
    names = ["expected", "ci_low", "ci_high", "pi_low", "pi_high", "actual"]
    index = pd.Index(levels.astype(int), name="renewals_taken")
    table = pd.DataFrame(rows, columns=names, index=index)
    table.insert(0, "customers", np.bincount(code, minlength=len(levels)))
    total = fit.expected_survivors(t, kept, alpha=alpha)
    return ContractHoldout(int(t), total, float(stayed.sum()), table, alpha)


def _require_later(customers: pd.Index, taken: np.ndarray, waiting: np.ndarray, t: int) -> None:
    """Stop where the later day does not say of everybody whether t renewals were taken."""
    same = "bring the same table of contracts as of a later day."
    problems = []
    for bad, what, remedy in (
        (np.isnan(taken), "customers who are not there on the later day", same),
        (waiting, f"customers for whom {_renewals(t)} cannot have come up yet",
         "choose a smaller t, or a later day."),
        (taken < 0, "customers with fewer renewals on the later day", "exchange the two days."),
    ):  # fmt: skip
        if bad.any():
            examples = [mask(key[0]) for key in customers[bad][:3]]
            problems.append(Problem(what, remedy, "customer_id", int(bad.sum()), examples))
    if problems:
        raise DataProblem(problems, "the later contracts")


def _kept(contracts: Any) -> pd.DataFrame:
    """Renewals taken and whether still there, by customer (and relationship)."""
    frame = as_frame(contracts, ("customer_id", "renewals", "churned"))
    data = as_contracts(frame)
    if "customer_id" not in frame.columns:
        remedy = "the two days can only be joined by customer."
        raise DataProblem([Problem("no column of this name", remedy, "customer_id")])
    index = pd.MultiIndex.from_frame(frame[[name for name in KEYS if name in frame.columns]])
    values = {"kept": data.to_rows(data.kept), "active": data.to_rows(data.active) > 0}
    if index.has_duplicates:
        remedy = "one row a customer, or a column relationship: see contract_base."
        twice = int(index.duplicated().sum())
        raise DataProblem([Problem("customers that occur again", remedy, "customer_id", twice)])
    return pd.DataFrame(values, index=index)


def _renewals(number: int) -> str:
    return "1 renewal" if number == 1 else f"{number} renewals"
