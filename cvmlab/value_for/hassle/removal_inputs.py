"""Failures, remedies and the price of a minute as the sum over hassles needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import number

DAYS = 364
WHEN_IT_FAILS, EVERY_TIME = "when it fails", "every time"


@dataclass(frozen=True)
class Minute:
    """What a minute is worth.

    Parameters
    ----------
    price, low, high : float
        Money a minute and its interval.
    error : float
        Its standard error; 0 where it is given as known.
    by_type : mapping
        Money a minute by type of customer; empty where unknown.
    """

    price: float
    low: float
    high: float
    error: float = 0.0
    by_type: Mapping[str, float] = field(default_factory=dict)


def read_minute(given: Any, level: float = 0.95) -> Minute:
    """The price of a minute from a number, a (price, low, high), or a price of hassle.

    Raises
    ------
    DataProblem
        When it is not above zero, or its interval does not hold it.
    """
    if isinstance(given, Minute):
        return given
    by_type: dict[str, float] = {}
    if isinstance(given, (int, float, np.number)):
        price = low = high = float(given)
    elif isinstance(given, (tuple, list)) and len(given) == 3:
        price, low, high = map(float, given)
    else:
        price, low, high, by_type = _of_choices(given)
    if not (np.isfinite(price) and price > 0 and low <= price <= high):
        raise one_problem(
            f"a minute cannot be worth {number(price)} ({number(low)} to {number(high)})",
            "give money a minute above zero, alone or as (price, low, high).",
        )
    # An interval that has no end says nothing about the middle: take the end that is there.
    reach = [abs(end - price) for end in (low, high) if np.isfinite(end)]
    width = float(np.mean(reach)) if reach else 0.0
    return Minute(price, low, high, width / NormalDist().inv_cdf(0.5 + level / 2), by_type)


def _of_choices(given: Any) -> tuple[float, float, float, dict[str, float]]:
    """Price, interval and types of a :class:`HassleSpread` (its means) or a :class:`PriceOfHassle`.

    Minutes of many people are added up: what they are worth together is the mean, not the median.
    """
    try:
        if hasattr(given, "pooled"):
            everybody, *types = given.table.itertuples()
            by_type = {row.customer_type: float(row.mean) for row in types}
            return everybody.mean, everybody.mean_low, everybody.mean_high, by_type
        return float(given.minute), float(given.low), float(given.high), dict(given.by_type)
    except (AttributeError, TypeError, ValueError) as error:
        raise one_problem(
            f"a price of a minute cannot be read from {type(given).__name__}",
            "give a number, (price, low, high), or what price_of_hassle or hassle_spread returned.",
        ) from error


def read_failures(failures: pd.DataFrame, days: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The failures of the last days that count, and how many do not, with the reason.

    Returns
    -------
    rows : pandas.DataFrame
        ``code, minutes_lost, customer, touchpoint, date``; ``customer`` is a number of its own
        where nobody is named.
    set_aside : pandas.DataFrame
        ``reason, rows``.
    """
    problems = missing(failures, ("code", "minutes_lost", "date"), "failures")
    if problems:
        raise DataProblem(problems, "the failures")
    day = pd.to_datetime(failures["date"])
    if failures.empty or day.isna().all():
        raise one_problem("there are no failures", "bring a list of what went wrong, with dates.")
    recent = failures[day > day.max() - pd.Timedelta(days=days)]
    minutes = pd.to_numeric(recent["minutes_lost"], errors="coerce")
    named = recent["customer_id"].notna() if "customer_id" in recent else recent["code"].notna()
    reasons = pd.Series("", index=recent.index, dtype=object)
    reasons[~named] = "failures that name no customer (nor are such purchases counted)"
    reasons[minutes.isna() | (minutes < 0)] = "failures without minutes"
    reasons[recent["code"].isna()] = "failures without a code"
    kept = reasons == ""
    rows = pd.DataFrame(
        {
            "code": recent["code"].astype(str),
            "minutes_lost": minutes,
            "customer": recent["customer_id"]
            if "customer_id" in recent
            else np.arange(len(recent)),
            "touchpoint": recent.get("touchpoint"),
            "date": recent["date"],
        }
    )[kept]
    if rows.empty:
        raise one_problem(
            "no failure has a code, minutes and a customer", "fill in these three columns."
        )
    return rows, _aside(reasons[~kept])


def read_remedies(
    remedies: pd.DataFrame | Iterable[Mapping[str, Any]], codes: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The remedies that take a failure away, and those that could not be counted.

    Raises
    ------
    DataProblem
        All at once: missing columns, costs below zero, a code nobody knows, a way of paying that is
        none, a name twice, and when nothing is left.
    """
    table = remedies if isinstance(remedies, pd.DataFrame) else pd.DataFrame(list(remedies))
    problems = missing(table, ("name", "removes", "paid", "cost_per_use"), "remedies")
    if problems:
        raise DataProblem(problems, "the remedies")
    table = table[table["removes"].notna()].reset_index(drop=True)
    cost = pd.to_numeric(table["cost_per_use"], errors="coerce")
    works = _numbers(table, "works", 1.0)
    times = _numbers(table, "times", np.nan)
    known = list(dict.fromkeys(codes))
    words = table["removes"].astype(str)
    checks = [
        ("paid", ~table["paid"].isin((WHEN_IT_FAILS, EVERY_TIME)), "a way of paying that is none",
         f'write "{WHEN_IT_FAILS}" or "{EVERY_TIME}".'),
        ("cost_per_use", ~(cost > 0), "a cost that is no amount above zero",
         "write what one use costs the firm; what costs nothing needs no sum."),
        ("works", ~((works > 0) & (works <= 1)), "a part of the minutes that is none",
         "write a share above 0 and up to 1."),
        ("times", ~((times > 0) | times.isna()), "a number of times that is none",
         "write how often a year it would be paid, or leave it empty."),
        ("name", table["name"].isna() | table["name"].duplicated(), "a name missing or given twice",
         "give each remedy a name of its own."),
    ]  # fmt: skip
    for column, bad, what, remedy in checks:
        if bad.any():
            shown = table.get(column, works)
            examples = [f"{name}: {value}" for name, value in zip(
                table["name"][bad], shown[bad], strict=True)]  # fmt: skip
            problems.append(Problem(what, remedy, column, int(bad.sum()), examples))
    unknown = ~words.isin(known)
    near = [f"{word}.{suggestion(word, known)}" for word in words[unknown]]
    if any("Did you mean" in text for text in near):
        problems.append(Problem("a failure nobody has written down under this name",
                                "use a code of the list of failures.", "removes",
                                int(unknown.sum()), near))  # fmt: skip
    if problems:
        raise DataProblem(problems, "the remedies")
    price = _numbers(table, "price", 0.0).fillna(0)
    reasons = pd.Series("", index=table.index, dtype=object)
    reasons[unknown] = "remedies for what has not gone wrong in this time"
    reasons[price > 0] = "remedies the customer pays for, which move the cost and remove none"
    kept = reasons == ""
    ways = pd.DataFrame(
        {"name": table["name"].astype(str), "removes": words, "paid": table["paid"],
         "cost_per_use": cost, "works": works, "times": times}
    )[kept]  # fmt: skip
    if ways.empty:
        raise one_problem(
            "no remedy takes a failure of this list away",
            'fill the columns "removes" (a code of the failures) and "paid" for at least one.',
        )
    return ways.reset_index(drop=True), _aside(reasons[~kept])


def _numbers(table: pd.DataFrame, column: str, else_: float) -> pd.Series:
    if column not in table:
        return pd.Series(else_, index=table.index, dtype=float)
    values = pd.to_numeric(table[column], errors="coerce")
    return values.fillna(else_)


def missing(table: Any, needed: tuple[str, ...], name: str) -> list[Problem]:
    return [
        Problem(f"the column is missing from the {name}",
                f"map a column of your {name} to it.{suggestion(c, map(str, table.columns))}", c)
        for c in needed
        if c not in table.columns
    ]  # fmt: skip


def _aside(reasons: pd.Series) -> pd.DataFrame:
    many = reasons.value_counts()
    return pd.DataFrame({"reason": many.index.astype(str), "rows": many.to_numpy(dtype=int)})
