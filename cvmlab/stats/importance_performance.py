"""What matters and how well it is done, in four fields; and which answers hang on the cross-hair.

Importance up, performance across: what is important and done badly is where to begin. The map is
read at a glance and drawn with one arbitrary stroke: where the two lines cross. Move them from
the mean to the median or to the middle of the scale, and other things are "important" and "badly
done". So every item is placed under each cross-hair, and those that move are named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import Formatter, count, number
from cvmlab.stats.importance_performance_result import QUADRANTS, ImportancePerformance

Scale = tuple[float, float] | None
Line = Callable[[np.ndarray], np.ndarray]
Crosshair = tuple[Line, Line]


def importance_performance(
    importance: Mapping[str, float] | pd.Series,
    performance: Mapping[str, float] | pd.Series,
    *,
    crosshair: str = "mean",
    scale: Scale | tuple[Scale, Scale] = None,
    given: Mapping[str, tuple[float, float]] | None = None,
    importance_draws: np.ndarray | None = None,
    performance_draws: np.ndarray | None = None,
    level: float = 0.95,
    labels: Mapping[str, str] | None = None,
    names: tuple[str, str] = ("Importance", "Performance"),
    formats: tuple[Formatter, Formatter] = (number, number),
) -> ImportancePerformance:
    """Place items by how much they matter and how well they are done; say what is not settled.

    Parameters
    ----------
    importance, performance : mapping of item to number, or pandas.Series
        Two or more items, the same in both.
    crosshair : {"mean", "median", "midpoint"} or a name in ``given``
        Where the lines cross; the others that can be computed are shown beside it.
    scale : (float, float), or two such pairs, optional
        Worst and best answer, of both or of each: needed for the midpoint. ``None`` for one of
        the pairs leaves the midpoint out.
    given : mapping of name to (float, float), optional
        Cross-hairs of one's own, such as ``{"rival's mark": (share, 0)}`` where performance is a
        lead over a rival.
    importance_draws, performance_draws : array of shape (draws, items), optional
        Resamples in the order of ``importance``, for intervals. The lines move with them.
    level : float
        Confidence level of the intervals.
    labels : mapping of item to text, optional
        What items are called.
    names : (str, str)
        What the axes are called, with their units.
    formats : (callable, callable)
        How numbers of each axis are written.

    Returns
    -------
    ImportancePerformance

    Raises
    ------
    DataProblem
        If items of the two differ, numbers are missing, or fewer than two items are given.
    ValueError
        If the cross-hair has another name or its settings are missing.

    Notes
    -----
    Martilla and James (1977), "Importance-performance analysis". What lies on a line counts as
    above it. That the same data say different things under different lines is part of the method,
    not an error in it, so it is reported.

    Examples
    --------
    >>> placed = importance_performance({"fresh": 9, "late": 8, "bags": 3},
    ...                                 {"fresh": 8, "late": 4, "bags": 6})
    >>> placed.items("concentrate here")
    ('late',)
    """
    wanted, done = _as_numbers(importance), _as_numbers(performance)
    _check(wanted, done)
    done = done[wanted.index]
    up, across = wanted.to_numpy(dtype=float), done.to_numpy(dtype=float)
    lines = _crosshairs(scale, given)
    if crosshair not in lines:
        raise ValueError(f"the cross-hair must be one of {', '.join(lines)}, not {crosshair!r}")
    draws = _draws(importance_draws, up), _draws(performance_draws, across)
    if 1 < len(draws[0]) != len(draws[1]) > 1:
        raise ValueError("give as many draws of importance as of performance, or of one only")
    placed = {name: _fields(up[None], across[None], *rule)[0] for name, rule in lines.items()}
    drawn = _fields(*draws, *lines[crosshair]) if len(draws[0]) * len(draws[1]) > 1 else None
    names_of = dict(labels or {})
    order = np.argsort(-up, kind="stable")
    table = pd.DataFrame(
        {
            "item": wanted.index,
            "label": [names_of.get(item, str(item).replace("_", " ")) for item in wanted.index],
            "importance": up,
            **_bounds("importance", draws[0], level),
            "performance": across,
            **_bounds("performance", draws[1], level),
            "quadrant": np.array(QUADRANTS, dtype=object)[placed[crosshair]],
            "chance": np.nan if drawn is None else (drawn == placed[crosshair]).mean(axis=0),
            "moves": np.any([at != placed[crosshair] for at in placed.values()], axis=0),
        }
    )
    placements = pd.DataFrame(
        {name: np.array(QUADRANTS, dtype=object)[at] for name, at in placed.items()}
    )
    return ImportancePerformance(
        table=table.iloc[order].reset_index(drop=True),
        placements=placements.iloc[order].reset_index(drop=True),
        crosshair=crosshair,
        lines={
            name: (float(rule[0](up[None])[0, 0]), float(rule[1](across[None])[0, 0]))
            for name, rule in lines.items()
        },
        level=level,
        names=names,
        formats=formats,
    )


def _as_numbers(values: Mapping[str, float] | pd.Series) -> pd.Series:
    series = values if isinstance(values, pd.Series) else pd.Series(dict(values))
    return pd.to_numeric(series, errors="coerce")


def _check(wanted: pd.Series, done: pd.Series) -> None:
    problems = []
    for one, other, lacks in ((wanted, done, "performance"), (done, wanted, "importance")):
        for item in one.index.difference(other.index, sort=False):
            near = suggestion(str(item), map(str, other.index))
            problems.append(Problem(f'"{item}" has no {lacks}.{near}', "give both for each item."))
    for name, values in (("importance", wanted), ("performance", done)):
        if values.index.has_duplicates:
            twice = list(map(str, values.index[values.index.duplicated()].unique()))
            problems.append(
                Problem(f"Items stand twice in {name}", "name each once.", examples=twice)
            )
        if empty := [str(item) for item in values.index[~np.isfinite(values.astype(float))]]:
            problems.append(Problem(f"The {name} is no number", "give a number.", examples=empty))
    if problems:
        raise DataProblem(problems)
    if len(wanted) < 2:
        raise one_problem(
            f"{count(len(wanted))} items make no map", "give two or more: lines need a middle."
        )


def _crosshairs(
    scale: Scale | tuple[Scale, Scale], given: Mapping[str, tuple[float, float]] | None
) -> dict[str, Crosshair]:
    """Each cross-hair as two rules from values (draws, items) to its line (draws, 1)."""
    lines: dict[str, Crosshair] = {"mean": (_mean, _mean), "median": (_median, _median)}
    both = scale if scale is not None and not np.isscalar(scale[0]) else (scale, scale)
    middles = [sum(one) / 2 for one in cast("tuple[Scale, Scale]", both) if one is not None]
    if len(middles) == 2:
        lines["midpoint"] = (partial(_fixed, at=middles[0]), partial(_fixed, at=middles[1]))
    for name, (up, across) in (given or {}).items():
        lines[name] = (partial(_fixed, at=up), partial(_fixed, at=across))
    return lines


def _mean(values: np.ndarray) -> np.ndarray:
    return np.mean(values, axis=1, keepdims=True)


def _median(values: np.ndarray) -> np.ndarray:
    return np.median(values, axis=1, keepdims=True)


def _fixed(values: np.ndarray, at: float) -> np.ndarray:
    return np.full((len(values), 1), at)


def _draws(draws: np.ndarray | None, estimate: np.ndarray) -> np.ndarray:
    if draws is None:
        return estimate[None]
    draws = np.asarray(draws, dtype=float)
    if draws.ndim != 2 or draws.shape[1] != len(estimate):
        raise ValueError(f"draws have shape {draws.shape}, not (draws, {len(estimate)})")
    return draws


def _fields(up: np.ndarray, across: np.ndarray, line_up: Line, line_across: Line) -> np.ndarray:
    """Which of the four fields each item of each draw lies in, as its place in QUADRANTS."""
    matters, well = up >= line_up(up), across >= line_across(across)
    return np.where(matters, np.where(well, 1, 0), np.where(well, 3, 2))


def _bounds(name: str, draws: np.ndarray, level: float) -> dict[str, np.ndarray]:
    ends = (
        np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        if len(draws) > 1
        else np.full((2, draws.shape[1]), np.nan)
    )
    return {f"{name}_low": ends[0], f"{name}_high": ends[1]}
