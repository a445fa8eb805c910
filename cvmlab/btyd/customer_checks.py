"""What can be wrong with a customer base, told in plain words and all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem

ROUNDING = 1e-9  # days / 7 does not always divide back exactly
WHERE = "the customer base"


def missing_column(name: str, columns: Any) -> Problem:
    """That a column is not there, and which ones are."""
    have = ", ".join(str(column) for column in list(columns)[:8]) or "none"
    return Problem("no column of this name", f"the columns are: {have}.", name)


def checked(
    frame: pd.DataFrame, columns: tuple[str, str, str], *, whole_time: bool
) -> dict[str, Array]:
    """The columns frequency, recency and T (and weight) as numbers, after checking them.

    Raises
    ------
    DataProblem
        With everything that is wrong.
    """
    problems = [
        missing_column(name, frame.columns) for name in columns if name not in frame.columns
    ]
    if not problems and len(frame) == 0:
        remedy = "check the file, the dates and any filter."
        problems.append(Problem("there are no customers", remedy))
    if problems:
        raise DataProblem(problems, WHERE)
    numbers = {}
    for name in (*columns, *(["weight"] if "weight" in frame.columns else [])):
        numbers[name] = values = _as_numbers(frame[name])
        bad = ~np.isfinite(values)
        if bad.any():
            what = "values that are missing or no numbers"
            problems.append(_rows(what, "fill or remove them.", name, bad, frame[name]))
    for name, bad, what, remedy in _checks(numbers, whole_time):
        if bad.any():
            problems.append(_rows(what, remedy, name, bad, frame[name]))
    if problems:
        raise DataProblem(problems, WHERE)
    return numbers


def _as_numbers(column: pd.Series) -> Array:
    """Numbers as they stand, without a copy where they are floating already."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":
        return column.to_numpy(dtype=float)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)


def _checks(numbers: dict[str, Array], whole_time: bool) -> list[tuple[str, np.ndarray, str, str]]:
    """What may be wrong: column, the rows in which it is, in words, and the remedy."""
    x, recency, age = (numbers[name] for name in ("frequency", "recency", "T"))
    late = recency > age
    if late.any():
        late = recency > age + ROUNDING * np.maximum(1.0, np.abs(age))
    checks = [
        ("frequency", x < 0, "negative counts", "count repeat occasions: at least 0."),
        (
            "frequency",
            x != np.floor(x),
            "counts that are not whole",
            "count occasions, not amounts.",
        ),
        ("recency", recency < 0, "negative ages", "recency is measured from the first purchase."),
        ("T", age < 0, "negative ages", "the end of observation lies before the first purchase."),
        (
            "recency",
            late,
            "a last purchase after the end of observation (recency > T)",
            "recency is the age at the last purchase, not the time since; use one time unit.",
        ),
        (
            "recency",
            (x == 0) & (recency > 0),
            "a last purchase after the first but no repeat purchase (frequency 0, recency > 0)",
            "frequency counts repeat occasions: occasions minus one.",
        ),
        (
            "recency",
            (x > 0) & (recency == 0),
            "repeat purchases without any time after the first (frequency > 0, recency 0)",
            "merge purchases of one day into one occasion.",
        ),
    ]
    if whole_time:
        whole = "count whole opportunities (years, issues, trips), not weeks or days."
        checks += [
            ("recency", recency != np.floor(recency), "numbers that are not whole", whole),
            ("T", age != np.floor(age), "numbers that are not whole", whole),
            (
                "frequency",
                x > recency,
                "more purchases than opportunities (frequency > recency)",
                "count an opportunity once, however often the customer bought in it.",
            ),
        ]
    if "weight" in numbers:
        bad = numbers["weight"] <= 0
        checks.append(("weight", bad, "weights that are not positive", "leave such rows out."))
    return checks


def _rows(what: str, remedy: str, name: str, bad: np.ndarray, column: pd.Series) -> Problem:
    where = np.flatnonzero(bad)
    examples = [f"row {row + 1}: {column.iloc[row]}" for row in where[:3]]
    return Problem(what, remedy, name, len(where), examples)
