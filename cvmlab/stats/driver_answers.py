"""The outcome and the drivers as numbers, or all that is wrong with them in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.stats.shares_of_r2 import MOST_DRIVERS


def complete_answers(
    frame: pd.DataFrame, names: Sequence[str], weights: str | Iterable[float] | None
) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the rows without a gap, and their weights.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a customer.
    names : sequence of str
        The outcome, then the drivers.
    weights : str or array-like, optional
        A column, or one number a row.

    Raises
    ------
    DataProblem
        With all problems of these columns at once.
    """
    problems = _column_problems(frame, names)
    if isinstance(weights, str) and weights not in frame.columns:
        near = suggestion(weights, frame.columns)
        problems.append(Problem(f'There is no column "{weights}".{near}', "name the weights."))
    if problems:
        raise DataProblem(problems)
    values = frame[list(names)].to_numpy(dtype=float, na_value=np.nan)
    weight = _weights(frame, weights)
    kept = np.isfinite(values).all(axis=1) & np.isfinite(weight)
    values, weight = values[kept], weight[kept]
    if (weight < 0).any() or (len(weight) and not weight.any()):
        problems.append(Problem("Weights are below zero, or all are zero", "weigh from 0 up."))
    if len(values) < len(names) + 2:
        problems.append(
            Problem(
                f"Only {count(len(values))} customers have all {len(names)} answers",
                f"at least {len(names) + 2} are needed.",
            )
        )
    else:
        problems += [
            Problem("All answers are the same", "leave it out: it explains nothing.", column=name)
            for name, spread in zip(names, np.ptp(values, axis=0), strict=True)
            if spread == 0
        ]
    if problems:
        raise DataProblem(problems)
    return values, weight


def _column_problems(frame: pd.DataFrame, names: Sequence[str]) -> list[Problem]:
    drivers = len(names) - 1
    problems = []
    if len(set(names)) < len(names):
        problems.append(Problem("A column is named twice", "name each driver once."))
    if not 2 <= drivers <= MOST_DRIVERS:
        problems.append(
            Problem(f"{drivers} drivers were named", f"name between 2 and {MOST_DRIVERS}.")
        )
    for name in names:
        if name not in frame.columns:
            near = suggestion(name, frame.columns)
            problems.append(Problem(f'There is no column "{name}".{near}', "name one there is."))
        elif not pd.api.types.is_numeric_dtype(frame[name]):
            problems.append(
                Problem("Answers are not numbers", "give grades as numbers.", column=name)
            )
    return problems


def _weights(frame: pd.DataFrame, weights: str | Iterable[float] | None) -> np.ndarray:
    if weights is None:
        return np.ones(len(frame))
    if isinstance(weights, str):
        return frame[weights].to_numpy(dtype=float, na_value=np.nan)
    given = np.asarray(list(weights), dtype=float)
    if given.size != len(frame):
        raise one_problem(
            f"{count(given.size)} weights were given for {count(len(frame))} rows",
            "give one weight a row.",
        )
    return given
