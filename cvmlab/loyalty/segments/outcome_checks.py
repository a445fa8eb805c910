"""Outcomes that cannot test segments, refused: above all the motives that made them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.loyalty.segments.segments_result import Segments

Floats = NDArray[np.float64]
_SAME = 0.95  # a correlation at which an outcome is a motive under another name


def check_outcomes(
    segments: Segments, frame: pd.DataFrame, outcomes: Sequence[str], motives: Floats
) -> None:
    """Refuse outcomes that cannot test the segments, all of them at once."""
    if not outcomes:
        raise one_problem("no outcome is named", "name columns that tell what segments lead to.")
    problems = []
    for name in outcomes:
        if name not in frame:
            near = suggestion(name, map(str, frame.columns))
            problems.append(Problem(f"this column is not there.{near}", "name the outcomes.", name))
            continue
        column = frame[name]
        if not (types.is_numeric_dtype(column) or types.is_bool_dtype(column)):
            problems.append(
                Problem(
                    "it holds words, not numbers",
                    "make a column that is true where the word stands, false elsewhere.",
                    name,
                )
            )
            continue
        y = column.to_numpy(dtype=float, na_value=np.nan)
        known = y[np.isfinite(y)]
        if known.size == 0 or np.ptp(known) == 0:
            problems.append(
                Problem("everybody has the same value", "leave this outcome out.", name)
            )
            continue
        motive = _made_from(name, y, segments.motives, motives)
        if motive:
            problems.append(
                Problem(
                    f'it is the motive "{motive}" that made the segments, or part of it: they '
                    "must differ in it, so it proves nothing",
                    "choose an outcome that had no part in the segments.",
                    name,
                )
            )
    if problems:
        raise DataProblem(problems, "the outcomes")


def _made_from(name: str, y: Floats, names: Sequence[str], motives: Floats) -> str:
    """The motive that an outcome is, is an item of, or copies; empty if none."""
    stem, _, tail = name.rpartition("_")
    for motive, answers in zip(names, motives.T, strict=True):
        if name == motive or (stem == motive and tail.isdigit()):
            return motive
        both = np.isfinite(y) & np.isfinite(answers)
        if both.sum() > 2 and np.ptp(y[both]) > 0 and np.ptp(answers[both]) > 0:
            together = np.corrcoef(y[both], answers[both])[0, 1]
            if abs(together) > _SAME:
                return motive
    return ""
