"""The answers on motives as numbers, with everything that is wrong with them said at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.loyalty.segments.answer_models import AnswerModel, answer_model

Floats = NDArray[np.float64]


def answers_to(frame: pd.DataFrame, motives: Sequence[str]) -> Floats:
    """The columns of the motives as an array of customers × motives; NaN where not answered.

    Raises
    ------
    DataProblem
        For every column that is not there or holds something else than numbers.
    """
    problems = []
    columns = []
    for motive in motives:
        if motive not in frame:
            near = suggestion(motive, map(str, frame.columns))
            problems.append(
                Problem(f"this column is not there.{near}", "name the columns of motives.", motive)
            )
            continue
        column = frame[motive]
        if not (types.is_numeric_dtype(column) or types.is_bool_dtype(column)):
            words = column.dropna().astype(str).unique()[:3]
            problems.append(
                Problem("it holds words, not numbers", "write the answers as 1, 2, 3 …", motive,
                        examples=list(words))
            )  # fmt: skip
            continue
        columns.append(column.to_numpy(dtype=float, na_value=np.nan))
    if problems:
        raise DataProblem(problems, "the answers on motives")
    return np.column_stack(columns)


def usable_answers(
    frame: pd.DataFrame, motives: Sequence[str], classes: int, categorical: bool = False
) -> tuple[AnswerModel, Floats, NDArray[np.bool_]]:
    """A model for the complete answers, these, and their rows; refused where they are too few.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    motives : sequence of str
        Columns.
    classes : int
        How many segments they are to carry: five customers for each number to be estimated are
        the least.
    categorical : bool
        Whether answers are taken as categories.
    """
    values = answers_to(frame, motives)
    whole = np.asarray(np.isfinite(values).all(axis=1), dtype=bool)
    complete = values[whole]
    problems = [
        Problem("everybody gave the same answer", "leave this motive out.", motive)
        for motive, column in zip(motives, complete.T, strict=True)
        if len(complete) and np.ptp(column) == 0
    ]
    kinds = np.array([len(np.unique(column)) for column in complete.T])
    each = int((kinds - 1).sum()) if categorical else 2 * len(motives)
    least = 5 * (classes - 1 + classes * each)
    if len(complete) < max(least, 2):
        problems.append(
            Problem(
                f"{len(complete)} customers answered everything: too few for {classes} segments by "
                f"{len(motives)} motives",
                f"ask at least {least}, or look for fewer segments.",
            )
        )
    if problems:
        raise DataProblem(problems, "the answers on motives")
    return answer_model(complete, categorical), complete, whole
