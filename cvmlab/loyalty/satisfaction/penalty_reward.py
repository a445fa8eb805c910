"""What a poor mark costs and what a good one brings: table stakes, delights, and plain levels.

One slope says that a level counts alike all the way up. Often it does not: people take it for
granted that the order is complete, are angry when it is not, and not grateful when it is. So each
level has two slopes, one below and one above the mark at which good begins. Where that mark lies is
nobody's measurement. So everything is worked out again with others, and once more with groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, number
from cvmlab.loyalty.satisfaction.drivers import numeric_outcome
from cvmlab.loyalty.satisfaction.levels import LEVELS, labels_of
from cvmlab.loyalty.satisfaction.penalty_reward_result import (
    DELIGHT,
    PLAIN,
    TABLE_STAKE,
    UNSETTLED,
    PenaltyReward,
)
from cvmlab.stats.driver_answers import complete_answers

_OTHERS = (0.25, 1 / 3, 0.5, 2 / 3, 0.75)  # of all marks given: where good may begin as well
_FEWEST = 10  # customers on either side of the turning point


def penalty_reward(
    frame: pd.DataFrame,
    outcome: str = "overall",
    levels: Sequence[str] = LEVELS,
    *,
    turn: float | None = None,
    turns: Sequence[float] | None = None,
    level: float = 0.95,
    labels: Mapping[str, str] | None = None,
) -> PenaltyReward:
    """What a point below and a point above the mark where good begins go with, level by level.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a customer. Rows with a missing answer are left out and counted.
    outcome : str
        What is to be explained: a mark, or something customers did (yes and no, or 1 and 0).
    levels : sequence of str
        The mean mark of each level, all on one scale.
    turn : float, optional
        The mark at which good begins; by default the middle one of all marks given.
    turns : sequence of float, optional
        Other such marks to try; by default quartiles and thirds of all marks given.
    level : float
        Confidence level of the intervals.
    labels : mapping of column to text, optional
        What columns are called.

    Returns
    -------
    PenaltyReward

    Raises
    ------
    DataProblem
        If columns are missing, not numeric or constant, too few rows are complete, or at some
        level hardly anybody gave a mark below, or above, the turning point.

    Notes
    -----
    Outcome = a + Σ_j [b_j·min(x_j − t, 0) + c_j·max(x_j − t, 0)] by least squares with standard
    errors that do not ask for equal spread (HC3: MacKinnon and White 1985, "Some
    heteroskedasticity-consistent covariance matrix estimators with improved finite sample
    properties"). A level is a *table stake* where b_j > 0 and b_j > c_j surely, a *delight* where
    c_j > 0 and c_j > b_j surely, *plain* where neither is sure and surely neither slope is twice
    the other, else *not settled*. Surely means for all levels at once (Bonferroni).

    Two slopes: Anderson and Mittal (2000), "Strengthening the satisfaction-profit chain". Groups
    of low and high marks against those between: Brandt (1988), "How service marketers can identify
    value-enhancing service elements". Groups lose what lies within them, and what other levels
    have left in them works on both sides, so they name fewer levels.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> marks = pd.DataFrame(rng.uniform(1, 10, (400, 2)), columns=["technical", "emotional"])
    >>> marks["overall"] = np.minimum(marks["technical"], 5) + np.maximum(marks["emotional"], 5)
    >>> found = penalty_reward(marks, "overall", ["technical", "emotional"], turn=5)
    >>> found.table["name"].tolist()
    ['table stake', 'delight']
    """
    frame = numeric_outcome(frame, outcome)
    values, _ = complete_answers(frame, [outcome, *levels], None)
    y, marks = values[:, 0], values[:, 1:]
    given = marks.ravel()
    centre = float(np.median(given)) if turn is None else float(turn)
    _check(marks, levels, centre)
    table = _named(y, _two_slopes(marks, centre), level)
    tried = _tried(marks, turns, centre)
    other = {
        f"from {number(at)} on": _named(y, _two_slopes(marks, at), level)["name"] for at in tried
    }
    low, high = np.quantile(given, [0.25, 0.75])
    if low < high and (groups := _two_groups(marks, low, high)) is not None:
        name = f"groups: below {number(low)}, above {number(high)}"
        other[name] = _named(y, groups, level)["name"]
    sensitivity = pd.DataFrame(other)
    short = np.maximum(centre - marks, 0)
    table = table.assign(
        driver=list(levels),
        mean=marks.mean(axis=0),
        below_share=(short > 0).mean(axis=0),
        shortfall=short.mean(axis=0),
        holds=(sensitivity.to_numpy() == table["name"].to_numpy()[:, None]).all(axis=1)
        if len(other)
        else False,
    )
    first = ["driver", "name", "holds"]
    return PenaltyReward(
        table=table[[*first, *(c for c in table if c not in first)]],
        sensitivity=sensitivity.set_axis(list(levels)),
        outcome=outcome,
        turn=centre,
        is_share=bool(np.isin(y, (0, 1)).all()),
        at_top=float((y == y.max()).mean()),
        rows=len(y),
        left_out=len(frame) - len(y),
        level=level,
        labels=labels_of([outcome, *levels], labels),
    )


def _two_slopes(marks: np.ndarray, turn: float) -> np.ndarray:
    """A column below and one above the turning point for each level."""
    return np.hstack([np.minimum(marks - turn, 0), np.maximum(marks - turn, 0)])


def _two_groups(marks: np.ndarray, low: float, high: float) -> np.ndarray | None:
    """A column for low and one for high marks of each level, those between being the rest.

    Low counts as −1, so that what it costs has the sign of a slope. None where a group is small.
    """
    below, above = marks < low, marks > high
    sizes = np.stack([below.sum(axis=0), above.sum(axis=0), (~below & ~above).sum(axis=0)])
    return (
        np.hstack([-below.astype(float), above.astype(float)]) if sizes.min() >= _FEWEST else None
    )


def _named(y: np.ndarray, columns: np.ndarray, level: float) -> pd.DataFrame:
    """What below and above go with, their difference, and the name that these allow."""
    many = columns.shape[1] // 2
    slope, covariance, free = least_squares(columns, y)
    one = np.eye(many)
    below = np.hstack([one, 0 * one])
    above = below[:, ::-1].reshape(many, 2, many)[:, :, ::-1].reshape(many, 2 * many)

    def ends(contrast: np.ndarray, sure: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        middle = contrast @ slope
        spread = np.sqrt(((contrast @ covariance) * contrast).sum(axis=1))
        reach = stdtrit(free, 1 - (1 - sure) / 2) * spread
        return middle, middle - reach, middle + reach

    joint = 1 - (1 - level) / many
    table = pd.DataFrame()
    for name, contrast, sure in (
        ("below", below, level), ("above", above, level), ("gap", above - below, joint),
    ):  # fmt: skip
        table[name], table[f"{name}_low"], table[f"{name}_high"] = ends(contrast, sure)
    costs, brings = ends(below, joint)[1] > 0, ends(above, joint)[1] > 0
    less_than_twice = (ends(above - 2 * below, joint)[2] < 0) & (
        ends(below - 2 * above, joint)[2] < 0
    )
    table["name"] = np.select(
        [costs & (table["gap_high"] < 0), brings & (table["gap_low"] > 0), less_than_twice],
        [TABLE_STAKE, DELIGHT, PLAIN],
        UNSETTLED,
    )
    table["twice"] = np.select(
        [table["name"] == TABLE_STAKE, table["name"] == DELIGHT],
        [ends(below - 2 * above, joint)[1] > 0, ends(above - 2 * below, joint)[1] > 0],
        False,
    )
    return table


def least_squares(columns: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Slopes with their HC3 covariance, the constant left out, and the degrees of freedom."""
    design = np.column_stack([np.ones(len(y)), columns])
    inverse = np.linalg.pinv(design.T @ design)
    slope = inverse @ (design.T @ y)
    bread = design @ inverse
    leverage = (bread * design).sum(axis=1)
    scaled = (y - design @ slope) / np.maximum(1 - leverage, 1e-6)
    covariance = (bread * scaled[:, None] ** 2).T @ bread
    return slope[1:], covariance[1:, 1:], len(y) - design.shape[1]


def _tried(marks: np.ndarray, turns: Sequence[float] | None, centre: float) -> list[float]:
    """Other turning points that leave enough marks on either side."""
    wanted = np.quantile(marks, _OTHERS) if turns is None else np.asarray(turns, dtype=float)
    fit = [float(at) for at in np.unique(np.round(wanted, 6)) if not _thin(marks, float(at)).any()]
    return [at for at in fit if not np.isclose(at, centre)]


def _thin(marks: np.ndarray, turn: float) -> np.ndarray:
    """Levels with hardly a mark below, or above, the turning point."""
    return np.minimum((marks < turn).sum(axis=0), (marks > turn).sum(axis=0)) < _FEWEST


def _check(marks: np.ndarray, levels: Sequence[str], turn: float) -> None:
    needed = 4 * marks.shape[1] + 4
    problems = [
        Problem(
            f"Fewer than {_FEWEST} customers gave a mark below {number(turn)}, or above it",
            "take another turning point: turn=…",
            column=name,
        )
        for name, thin in zip(levels, _thin(marks, turn), strict=True)
        if thin
    ]
    if len(marks) < needed:
        problems.append(
            Problem(
                f"Only {count(len(marks))} customers have all answers",
                f"two slopes for {marks.shape[1]} levels need at least {needed}.",
            )
        )
    if problems:
        raise DataProblem(problems)
