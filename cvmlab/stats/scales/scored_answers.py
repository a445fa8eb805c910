"""Answers as shares of their scale, and the score they make for each person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem

Scale = tuple[float, float] | Mapping[str, tuple[float, float]]


def shares_of_scale(items: pd.DataFrame, scale: Scale) -> np.ndarray:
    """Answers as shares of their scale, 0 to 1."""
    ends = scale if isinstance(scale, Mapping) else dict.fromkeys(items.columns, scale)
    problems, columns = [], []
    for name in items.columns:
        if name not in ends:
            problems.append(Problem("Its scale is not given", "name its ends.", column=str(name)))
            continue
        low, high = ends[name]
        answers = items[name].to_numpy(dtype=float, na_value=np.nan)
        outside = answers[(answers < low) | (answers > high)]
        if outside.size:
            problems.append(
                Problem(
                    f"Answers outside the scale from {low:g} to {high:g}",
                    "give the scale of the questionnaire, or mark such codes as missing.",
                    column=str(name),
                    count=int(outside.size),
                    examples=[f"{x:g}" for x in np.unique(outside)[:3]],
                )
            )
        columns.append((answers - low) / (high - low))
    if problems:
        raise DataProblem(problems, "the items")
    return np.column_stack(columns)


def person_scores(
    shares: np.ndarray, groups: list[list[int]], least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The score, that of each facet, and how many items were answered."""
    there = np.isfinite(shares)
    by_facet = np.full((len(shares), len(groups)), np.nan)
    for at, places in enumerate(groups):
        given = there[:, places].sum(axis=1)
        enough = given >= max(least * len(places), 1)
        total = np.where(there[:, places], shares[:, places], 0).sum(axis=1)
        by_facet[enough, at] = total[enough] / given[enough]
    lengths = np.array([len(places) for places in groups])
    return by_facet @ lengths / lengths.sum(), by_facet, there.sum(axis=1)
