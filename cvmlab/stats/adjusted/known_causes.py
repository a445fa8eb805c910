"""What is known about each customer, as numbers a regression can use; nothing is filled in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api import types

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import count

FEWEST_OF_A_KIND = 10  # a rarer kind joins the others that are rare
EVENTS_A_NUMBER = 3
FEWEST_EVENTS = 5  # with and without the outcome, in each group
_VALUES_OF_A_CURVE = 8  # a number with fewer values gets a straight line


def known_causes(frame: pd.DataFrame, columns: Sequence[str], *, curved: bool = True) -> np.ndarray:
    """Columns of a table as numbers in standard deviations, words as one column a word.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    columns : sequence of str
        Numbers, flags, words or dates. Rare words (fewer than ten customers) are taken together.
    curved : bool
        Numbers of eight values and more also enter as squares, because few causes work in a
        straight line.

    Returns
    -------
    array of customers × numbers
        Without a constant; every column has mean 0, none is constant.

    Examples
    --------
    >>> table = pd.DataFrame({"age": [30, 40, 50], "gold": [True, False, True]})
    >>> known_causes(table, ["age"]).round(2).ravel().tolist()
    [-1.22, 0.0, 1.22]
    """
    made: list[np.ndarray] = []
    for name in columns:
        values = frame[name]
        if types.is_bool_dtype(values) or not (
            types.is_numeric_dtype(values) or types.is_datetime64_any_dtype(values)
        ):
            made += _kinds(values)
            continue
        if types.is_datetime64_any_dtype(values):
            values = (values - values.min()).dt.days
        number = _standard(values.to_numpy(dtype=float))
        if number is None:
            continue
        made.append(number)
        square = _standard(number**2) if curved else None
        if square is not None and values.nunique() >= _VALUES_OF_A_CURVE:
            made.append(square)
    return np.column_stack(made) if made else np.empty((len(frame), 0))


def _kinds(values: pd.Series) -> list[np.ndarray]:
    words = values.astype("object").to_numpy()
    sizes = pd.Series(words).value_counts()
    common = [kind for kind, size in sizes.items() if size >= FEWEST_OF_A_KIND]
    own = [_standard((words == kind).astype(float)) for kind in common[1:]]
    if len(common) < len(sizes) and common:
        own.append(_standard((~np.isin(words.astype(str), [str(c) for c in common])).astype(float)))
    return [column for column in own if column is not None]


def _standard(values: np.ndarray) -> np.ndarray | None:
    spread = values.std()
    if not spread > 1e-12 * (1 + np.abs(values).max(initial=0.0)):
        return None
    return (values - values.mean()) / spread


def check_columns(frame: pd.DataFrame, columns: Sequence[str], numeric: Sequence[str] = ()) -> None:
    """Say everything that is wrong with the columns a comparison needs.

    Parameters
    ----------
    frame : DataFrame
        The customers.
    columns : sequence of str
        Columns that must be there without a gap.
    numeric : sequence of str
        Those of them that must be numbers or flags.

    Raises
    ------
    DataProblem
        With all problems at once.
    """
    problems = []
    for name in dict.fromkeys(columns):
        if name not in frame.columns:
            near = suggestion(name, map(str, frame.columns))
            problems.append(Problem(f"this column is not there.{near}", "map it, or leave it out "
                                    "of the call.", name))  # fmt: skip
            continue
        values = frame[name]
        missing = int(values.isna().sum())
        if missing:
            problems.append(
                Problem("values are missing", "leave these customers out, and say how many they "
                        "are: a value made up would look known.", name, missing)
            )  # fmt: skip
        if name not in numeric:
            continue
        try:
            numbers = numbers_of(values.dropna())
        except (TypeError, ValueError):
            examples = [str(x) for x in values.dropna().unique()[:3]]
            problems.append(
                Problem("these are words, and a number or yes/no is needed",
                        "turn them into numbers first.", name, examples=examples)
            )  # fmt: skip
            continue
        if not np.isfinite(numbers).all():
            problems.append(Problem("some values are infinite", "leave them out.", name))
    if problems:
        raise DataProblem(problems)


def numbers_of(values: pd.Series) -> np.ndarray:
    """Numbers and flags as floats, missing as NaN; flags with gaps come as objects from a join.

    Examples
    --------
    >>> numbers_of(pd.Series([True, None, False], dtype=object))
    array([ 1., nan,  0.])
    """
    known = values.notna()
    if not (types.is_numeric_dtype(values) or types.is_bool_dtype(values[known].infer_objects())):
        raise TypeError("these are no numbers")
    return values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def check_enough(groups: dict[str, int], fewest: int) -> None:
    """Refuse a comparison of groups so small that any answer would be noise."""
    small = {name: size for name, size in groups.items() if size < fewest}
    if small:
        raise DataProblem(
            [
                Problem(
                    f"{name} has {count(size)} customers, and at least {count(fewest)} are needed",
                    "ask or wait for more customers; until then compare the plain shares."
                    if size
                    else "compare groups with members.",
                )
                for name, size in small.items()
            ]
        )


def check_events(outcome: np.ndarray, groups: dict[str, np.ndarray], numbers: int) -> None:
    """Refuse to adjust an outcome so rare, or so usual, that a regression would be sure of it.

    Parameters
    ----------
    outcome : array of customers
        0 or 1.
    groups : dict of name to array of bool
        Who belongs to each.
    numbers : int
        How many numbers the causes make: each needs three customers with the outcome and three
        without (Vittinghoff and McCulloch 2007, "Relaxing the rule of ten events per variable in
        logistic and Cox regression").
    """
    problems = []
    for name, who in groups.items():
        with_it, of = int(outcome[who].sum()), int(who.sum())
        fewer = min(with_it, of - with_it)
        needed = max(FEWEST_EVENTS, EVENTS_A_NUMBER * numbers)
        if fewer < needed:
            problems.append(
                Problem(
                    f"of {name}, {count(with_it)} of {count(of)} have the outcome: too few, or "
                    f"nearly all, to make them alike in {count(numbers)} numbers",
                    f"adjust for less, or wait until {count(needed)} have it and as many have "
                    "not; until then compare the plain shares.",
                )
            )
    if problems:
        raise DataProblem(problems)
