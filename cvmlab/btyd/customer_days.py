"""One customer's purchases as times: what may be handed in, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.data.time_units import DAYS
from cvmlab.errors import DataProblem, Problem


def purchase_times(
    purchases: Any, end: Any, time_unit: str, *, whole: bool
) -> tuple[Array, dt.date | None]:
    """Distinct times of purchase since the first one, in order, and after them the end.

    Parameters
    ----------
    purchases : DataFrame with a column ``date``, or list of days or of numbers
    end : day or number
    time_unit : str
        The unit days are turned into.
    whole : bool
        Whether times have to be whole numbers (of opportunities).

    Returns
    -------
    times : array
        The first is 0, the last the end.
    first_day : date or None
        The day of the first purchase, where days were given.

    Raises
    ------
    DataProblem
    """
    if time_unit not in DAYS:
        raise ValueError(f"time_unit is one of {', '.join(DAYS)}; got {time_unit!r}")
    values, problems = _values(purchases)
    if problems:
        raise DataProblem(problems, "the customer's purchases")
    numbers = pd.api.types.is_numeric_dtype(values)
    read = _numbers if numbers else _days
    moments, until = read(values), read(pd.Series([end])).iloc[0]
    problems = _wrong(values, moments, end, until, numbers, whole)
    if problems:
        raise DataProblem(problems, "the customer's purchases")
    first = moments.min()
    times = pd.Series([*moments, until]) - first
    if not numbers:
        times = times.dt.days / DAYS[time_unit]
    ends = np.append(np.unique(times.iloc[:-1]), times.iloc[-1]).astype(float)
    return ends, None if numbers else first.date()


def _values(purchases: Any) -> tuple[pd.Series, list[Problem]]:
    """The column of purchases, and what is wrong with the table it came in."""
    if hasattr(purchases, "to_pandas"):
        purchases = purchases.to_pandas()
    if not isinstance(purchases, pd.DataFrame):
        values = pd.Series(list(purchases))
        return values, [] if len(values) else [_none()]
    problems = []
    if "date" not in purchases.columns:
        have = ", ".join(map(str, purchases.columns))
        problems.append(Problem("no column of this name", f"the columns are: {have}.", "date"))
    if "customer_id" in purchases.columns and purchases["customer_id"].nunique() > 1:
        names = [str(name) for name in purchases["customer_id"].unique()]
        what, remedy = f"purchases of {len(names):,} customers", "choose the rows of one of them."
        problems.append(Problem(what, remedy, "customer_id", examples=names))
    money = next((name for name in ("amount", "cents") if name in purchases.columns), None)
    if money and (back := purchases[money] < 0).any():
        what = "amounts below zero: returns are no purchases"
        remedy = "leave them out, and purchases returned in full; cvm.occasions does both."
        problems.append(Problem(what, remedy, money, int(back.sum())))
    if len(purchases) == 0:
        problems.append(_none())
    return (purchases["date"] if not problems else pd.Series(dtype=float)), problems


def _none() -> Problem:
    return Problem("there are no purchases", "a history starts with the first one.")


def _numbers(values: pd.Series) -> pd.Series:
    """Numbers; NaN where a value is none."""
    return pd.to_numeric(values, errors="coerce")


def _days(values: pd.Series) -> pd.Series:
    """Calendar days; NaT where a value is none. A number is no day, whatever pandas makes of it."""
    values = values.where([not isinstance(value, (int, float)) for value in values], None)
    days = pd.to_datetime(values, format="ISO8601", errors="coerce")
    return days.dt.tz_localize(None).dt.normalize()


def _wrong(
    values: pd.Series, moments: pd.Series, end: Any, until: Any, numbers: bool, whole: bool
) -> list[Problem]:
    """Everything that is wrong with the moments themselves."""
    kind = "numbers" if numbers else "days"
    bad = moments.isna() | ~np.isfinite(moments.to_numpy(float)) if numbers else moments.isna()
    problems = []
    if bad.any():
        remedy = "fill or remove them." if numbers else "write days as 2024-12-31."
        problems.append(_rows(f"values that are missing or no {kind}", remedy, bad, values))
    if pd.isna(until):
        remedy = f"give the end as {kind} like the purchases{'' if numbers else ': 2024-12-31'}."
        problems.append(Problem(f'end = "{end}" is none of the {kind}', remedy))
    elif (late := moments > until).any():
        remedy = "choose a later end, or leave them out."
        problems.append(_rows(f"purchases after the end ({end})", remedy, late, values))
    if whole and not numbers:
        what = "days, but this model counts opportunities"
        problems.append(Problem(what, "number the opportunities, the first purchase's included."))
    elif whole and ((part := moments % 1 > 0).any() or until % 1 > 0):
        what, remedy = "times that are not whole", "this model counts opportunities: number them."
        problems.append(_rows(what, remedy, part, values))
    return problems


def _rows(what: str, remedy: str, bad: pd.Series, values: pd.Series) -> Problem:
    where = np.flatnonzero(bad)
    examples = [f"row {row + 1}: {values.iloc[row]}" for row in where[:3]]
    return Problem(what, remedy, None, len(where) or None, examples)
