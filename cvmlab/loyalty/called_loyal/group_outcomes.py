"""What a group of customers did or said, and how it differs from another, each with its interval.

An outcome is a share where it is answered with yes or no (or 1 and 0), else a mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import Formatter, is_missing, number, percent
from cvmlab.stats.ratios import difference_with_interval, share_with_interval

WORDS = {
    "stays": "bought in the last weeks on record",
    "move_city": "would look for us after a move",
    "recommend": "would recommend us",
    "discount_per_100": "discount in every 100 of full price",
    "spent_here_per_100": "of every 100 spent on food, spent with us",
    "overall": "overall satisfaction",
    "relationship": "strength of the relationship",
}


class Estimate(NamedTuple):
    """A number with its interval, and from how many customers."""

    value: float
    low: float
    high: float
    customers: int


def words_of(outcome: str, words: Mapping[str, str] | None = None) -> str:
    """What an outcome is called inside a sentence."""
    return {**WORDS, **(words or {})}.get(outcome, outcome.replace("_", " "))


def heading_of(outcome: str, words: Mapping[str, str] | None = None) -> str:
    """What an outcome is called where a line begins; names keep their capitals."""
    text = words_of(outcome, words)
    return text[:1].upper() + text[1:]


def is_share(values: pd.Series) -> bool:
    """Whether a column answers yes or no."""
    return bool(values.dropna().astype(float).isin([0.0, 1.0]).all())


def as_written(share: bool) -> Formatter:
    """How a value of an outcome is written."""
    return percent if share else number


def as_points(difference: float, share: bool = True) -> str:
    """A difference with its sign, in points of a hundred where it is one of shares.

    Examples
    --------
    >>> as_points(0.012), as_points(-0.038), as_points(0.25, share=False)
    ('+1', '−4', '+0.25')
    """
    text = number(difference * 100, 0) if share else number(difference)
    return text if text.startswith("−") or is_missing(difference) else f"+{text}"


def estimate(values: pd.Series, share: bool, level: float) -> Estimate:
    """The share (Wilson interval) or the mean (Student's t) of those who have an answer."""
    known = values.dropna().astype(float).to_numpy()
    n = known.size
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    if share:
        return Estimate(*share_with_interval(int(known.sum()), n, level), n)
    if n == 1:
        return Estimate(float(known[0]), -math.inf, math.inf, 1)
    mean = float(known.mean())
    half = float(stdtrit(n - 1, 0.5 + level / 2) * known.std(ddof=1) / math.sqrt(n))
    return Estimate(mean, mean - half, mean + half, n)


def difference(a: pd.Series, b: pd.Series, share: bool, level: float) -> tuple[float, float, float]:
    """How much more the first group has than the second, with its interval.

    Shares: Newcombe's hybrid score interval (1998, method 10). Means: Welch's t (1947, "The
    generalization of Student's problem when several different population variances are involved").
    """
    x, y = (v.dropna().astype(float).to_numpy() for v in (a, b))
    if not x.size or not y.size:
        return math.nan, math.nan, math.nan
    if share:
        return difference_with_interval(int(x.sum()), x.size, int(y.sum()), y.size, level)
    gap = float(x.mean() - y.mean())
    if min(x.size, y.size) < 2:
        return gap, -math.inf, math.inf
    u, v = x.var(ddof=1) / x.size, y.var(ddof=1) / y.size
    if u + v == 0:
        return gap, gap, gap
    freedom = (u + v) ** 2 / (u**2 / (x.size - 1) + v**2 / (y.size - 1))
    half = float(stdtrit(freedom, 0.5 + level / 2) * np.sqrt(u + v))
    return gap, gap - half, gap + half


def joint_level(level: float, comparisons: int) -> float:
    """The level of each of several intervals that hold all together (Bonferroni's inequality).

    Examples
    --------
    >>> round(joint_level(0.95, 3), 4)
    0.9833
    """
    return 1 - (1 - level) / max(comparisons, 1)


def check_columns(frame: pd.DataFrame, numeric: Sequence[str], other: Sequence[str] = ()) -> None:
    """Refuse a table that lacks columns, holds words where numbers belong, or has no row.

    Raises
    ------
    DataProblem
        With all that is wrong.
    """
    problems = []
    for name in dict.fromkeys([*numeric, *other]):
        if name not in frame.columns:
            near = suggestion(name, [str(column) for column in frame.columns])
            problems.append(
                Problem(f"this column is not there.{near}", "map it, or name another one.", name)
            )
        elif name in numeric and not _counts(frame[name]):
            examples = [str(x) for x in frame[name].dropna().unique()[:3]]
            problems.append(
                Problem(
                    "this column holds words where numbers, or yes and no, belong",
                    "write 1 for yes and 0 for no, or the mark itself.",
                    name,
                    examples=examples,
                )
            )
    if not problems and frame.empty:
        problems.append(Problem("the table has no customer", "give at least one row."))
    if problems:
        raise DataProblem(problems, "the customers")


def _counts(values: pd.Series) -> bool:
    kinds = pd.api.types
    if kinds.is_bool_dtype(values) or kinds.is_numeric_dtype(values):
        return True
    return all(isinstance(x, bool | int | float | np.number | np.bool_) for x in values.dropna())
