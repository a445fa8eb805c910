"""Satisfied with what? Which levels go with satisfaction, and which with what customers then do.

One mark for everything hides what it is made of. And a level that moves the mark need not move the
customer: people can be satisfied with what any other shop would do as well. So no driver is named
here without its outcome, and the same levels are held against several of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.satisfaction.levels import LEVELS, SOFT, in_a_row, labels_of, soft_and_hard
from cvmlab.stats.importance import importance
from cvmlab.stats.importance_result import Importance

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class SatisfactionDrivers:
    """How what goes with one outcome divides over the levels, hard and soft.

    Attributes
    ----------
    importance : Importance
        Shares, intervals, places and signs, level by level.
    levels : tuple of str
        The levels from the bottom of the cone to its top, as they were given.
    soft, hard : tuple of str
        Which of them are soft and which hard.
    soft_share, soft_low, soft_high : float
        What the soft ones have together of what is explained.
    """

    importance: Importance
    levels: tuple[str, ...]
    soft: tuple[str, ...]
    hard: tuple[str, ...]
    soft_share: float
    soft_low: float
    soft_high: float

    @property
    def table(self) -> pd.DataFrame:
        """One row a level, largest share first; ``kind`` says whether it is soft or hard."""
        table = self.importance.table
        kind = np.where(table["driver"].isin(self.soft), "soft", "hard")
        return table.assign(kind=kind)

    @property
    def outcome(self) -> str:
        """The column explained."""
        return self.importance.outcome

    @property
    def level(self) -> float:
        """Confidence level of the intervals."""
        return self.importance.level

    @property
    def is_noise(self) -> bool:
        """Whether chance alone would explain as much."""
        return self.importance.is_noise

    def called(self, column: str) -> str:
        """What a column is called in a sentence."""
        return self.importance.called(column)

    def of(self, driver: str) -> pd.Series:
        """One level's row."""
        return self.table.set_index("driver").loc[driver]

    @property
    def backwards(self) -> tuple[str, ...]:
        """Levels of which more surely goes with less of the outcome, the others held."""
        table = self.table
        return tuple(table["driver"][table["coefficient_high"] < 0])

    @property
    def sentence(self) -> str:
        """What leads, what the soft ones have together, and how much is explained at all."""
        found = self.importance
        outcome = self.called(self.outcome)
        if found.is_noise:
            return f"For {outcome}: {_lower(found.sentence)}"
        first = self.table.iloc[0]
        ends = interval(first.low, first.high, percent)
        place = (
            ""
            if first.rank_high == 1
            else f", though its place could be any from 1 to {first.rank_high}"
        )
        turned = ""
        if self.backwards:
            names = in_a_row([self.called(name) for name in self.backwards])
            turned = f" More of {names} goes with less of it."
        together = (
            f" The soft levels together have {percent(self.soft_share)} "
            f"({interval(self.soft_low, self.soft_high, percent)})."
            if self.soft and self.hard
            else ""
        )
        return (
            f"For {outcome}, {self.called(first.driver)} has the largest share of what goes with "
            f"it: {percent(first.share)} ({percent(self.level)} interval {ends}){place}."
            f"{together}{turned} All levels together explain {percent(found.r2, _digits(found))} "
            f"of the differences in it among {count(found.rows)} customers."
        )

    def summary(self) -> Table:
        """The levels as a table to read."""
        return self.importance.summary()


def satisfaction_drivers(
    frame: pd.DataFrame,
    outcome: str = "overall",
    levels: Sequence[str] = LEVELS,
    *,
    soft: Sequence[str] = SOFT,
    weights: str | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    labels: Mapping[str, str] | None = None,
) -> SatisfactionDrivers:
    """Divide what goes with one outcome over the levels of satisfaction.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a customer. Rows with a missing answer are left out and counted.
    outcome : str
        What is to be explained: a mark, or something customers did (yes and no, or 1 and 0).
    levels : sequence of str
        The mean mark of each level, from the hardest to the softest.
    soft : sequence of str
        Which of them are soft.
    weights : str, optional
        A column of weights, such as those for nonresponse.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by customer.
    seed : int
        Makes the intervals reproducible.
    labels : mapping of column to text, optional
        What columns are called.

    Returns
    -------
    SatisfactionDrivers

    Raises
    ------
    DataProblem
        If columns are missing, not numeric or constant, or too few rows are complete.

    Notes
    -----
    LMG shares of R², see :func:`cvmlab.stats.importance.importance`. For something people did or
    did not do that is a linear probability model; :func:`ordinal_check
    <cvmlab.loyalty.satisfaction.ordinal_check.ordinal_check>` asks whether order and sign hold
    without it. The five levels: Barnes (2003).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> marks = pd.DataFrame(rng.normal(7, 1, (500, 2)), columns=["technical", "emotional"])
    >>> marks["stays"] = marks["emotional"] + rng.normal(size=500) > 7
    >>> satisfaction_drivers(marks, "stays", ["technical", "emotional"]).table["driver"].tolist()
    ['emotional', 'technical']
    """
    found = importance(
        numeric_outcome(frame, outcome),
        outcome,
        levels,
        weights=weights,
        level=level,
        resamples=resamples,
        seed=seed,
        labels=labels_of([outcome, *levels], labels),
    )
    upper, lower = soft_and_hard(levels, soft)
    is_soft = found.table["driver"].isin(upper).to_numpy()
    low, high = np.quantile(found.draws[:, is_soft].sum(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return SatisfactionDrivers(
        importance=found,
        levels=tuple(levels),
        soft=upper,
        hard=lower,
        soft_share=float(found.table["share"][is_soft].sum()),
        soft_low=float(low),
        soft_high=float(high),
    )


def numeric_outcome(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The same table with yes and no of the outcome as 1 and 0."""
    if outcome in frame and pd.api.types.is_bool_dtype(frame[outcome]):
        return frame.assign(**{outcome: frame[outcome].astype("Float64").astype(float)})
    return frame


def _digits(found: Importance) -> int:
    return 0 if found.r2 >= 0.1 else 1


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
