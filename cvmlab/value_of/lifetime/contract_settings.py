"""The settings of ``contract_value``, read and checked together: all problems in one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.contract_patterns import ContractPatterns, as_contracts
from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.value_of.lifetime.discounting import DiscountRate, discount_rate


@dataclass(frozen=True, eq=False)
class ContractSettings:
    """What was asked for, and of whom.

    Attributes
    ----------
    data : ContractPatterns
    rate : DiscountRate
    period : str or int
        Between renewals.
    worth : array of shape (n,)
        Price x margin of each customer; zero for those who were lost.
    """

    data: ContractPatterns
    rate: DiscountRate
    period: str | int
    worth: Array


def read_contract_settings(
    contracts: Any,
    frame: pd.DataFrame,
    *,
    annual: float | None,
    discount: DiscountRate | None,
    horizon: int | None,
    margin_rate: float | str | None,
    period: str | int | None,
    by: str | None,
) -> ContractSettings:
    """Read all settings.

    Raises
    ------
    DataProblem
        With every problem of every setting and column.
    """
    # Not at the top: it brings a database engine along, which nothing else here needs.
    from cvmlab.data.renewals import unusable_period

    problems: list[Problem] = []
    data = None
    try:
        data = as_contracts(frame)
    except DataProblem as found:
        problems += found.problems
    known = None if isinstance(contracts, pd.DataFrame) else getattr(contracts, "period", None)
    every = known if period is None else period
    if every is None:
        problems.append(Problem("no period between renewals", 'say it: period="M" for months.'))
    elif known is not None and every != known:
        what = f"the period is {every!r}, but the contracts are counted by {known!r}"
        problems.append(Problem(what, "leave period out: the base knows its own."))
    else:
        problems += unusable_period(every)
    rate = discount
    if (annual is None) == (discount is None):
        what = "no discount rate" if discount is None else "two discount rates"
        problems.append(Problem(what, "give annual_discount_rate=0.1 (effective) or discount=."))
    elif annual is not None:
        try:
            rate = discount_rate(annual)
        except DataProblem as found:
            problems += found.problems
    if horizon is not None and not (horizon >= 1 and float(horizon).is_integer()):
        problems.append(Problem(f"the horizon is {horizon}", "give a number of renewals."))
    elif horizon is None and rate is not None and rate.rate == 0:
        what = "without an end and without a discount, value has no bound"
        problems.append(Problem(what, "give a horizon, or a discount rate above 0."))
    there = np.ones(len(frame), bool) if data is None else data.to_rows(data.active) > 0
    price = _amounts("price", frame, there, problems)
    margin = np.ones(len(frame))
    if isinstance(margin_rate, str):
        margin = _amounts(margin_rate, frame, there, problems)
    elif margin_rate is not None:
        margin *= margin_rate
        if not (np.isfinite(margin_rate) and margin_rate > 0):
            what = f"the margin rate is {margin_rate}"
            problems.append(Problem(what, "give a share above 0, such as 0.3."))
    if by is not None and by not in frame.columns:
        remedy = f"choose a column of the contracts.{suggestion(by, map(str, frame.columns))}"
        problems.append(Problem("no column of this name to group by", remedy, by))
    if problems or data is None or rate is None or every is None:
        raise DataProblem(problems, "the settings of contract_value")
    active = data.to_rows(data.active) > 0
    return ContractSettings(data, rate, every, np.where(active, price * margin, 0.0))


def _amounts(name: str, frame: pd.DataFrame, needed: np.ndarray, problems: list[Problem]) -> Array:
    """A column of amounts, which customers who are still there must have."""
    if name not in frame.columns:
        remedy = f"the columns are: {', '.join(map(str, frame.columns[:12]))}."
        problems.append(Problem("no column of this name", remedy, name))
        return np.ones(len(frame))
    amounts = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = needed & ~(np.isfinite(amounts) & (amounts >= 0))
    if bad.any():
        where = np.flatnonzero(bad)
        examples = [f"row {row + 1}: {frame[name].iloc[row]}" for row in where[:3]]
        what = "customers who are still there without a usable amount"
        remedy = "fill it in, or leave these customers out."
        problems.append(Problem(what, remedy, name, len(where), examples))
    return amounts
