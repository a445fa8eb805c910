"""What managers believe moves customers, held against what the answers say.

Managers lay out a hundred points over the drivers before they see the survey; the survey divides
what it explains of an outcome over the same drivers. The two are compared as shares and as ranks.
The outcome must be named each time: what goes with satisfaction is not what goes with staying, and
managers who are right about one can be far off about the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.importance import Importance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


_SOME = 0.05  # from this share on it is worth saying which way a driver points


@dataclass(frozen=True, eq=False)
class RankGap:
    """What managers believe and what answers show, driver by driver, for one outcome.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a driver, in the managers' order: ``driver``; ``believed`` (mean share of the
        managers' points) with ``believed_low`` and ``believed_high``, the lowest and highest of
        any manager, and ``believed_rank``; ``derived`` share with ``low``, ``high``,
        ``derived_rank``, ``rank_low``, ``rank_high``, ``correlation`` with the outcome; ``gap``,
        places by which managers rank it too low (negative: too high).
    outcome : str
        What the derived shares are shares of.
    managers : int
        How many laid out points.
    misplaced, misplaced_low, misplaced_high : float
        Share of the points that would have to move to a different driver for the two to agree.
    r2 : float
        How much of the outcome the drivers explain at all.
    respondents : int
        The answers behind the derived shares.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    outcome: str
    managers: int
    misplaced: float
    misplaced_low: float
    misplaced_high: float
    r2: float
    respondents: int
    level: float

    def of(self, driver: str) -> pd.Series:
        """One driver's row."""
        return self.table.set_index("driver").loc[driver]

    @property
    def widest(self) -> str:
        """The driver about which managers are furthest off."""
        off = (self.table["believed"] - self.table["derived"]).abs()
        return str(self.table.loc[off.idxmax(), "driver"])

    @property
    def backwards(self) -> tuple[str, ...]:
        """Drivers with some share of which more goes with less of the outcome."""
        some = self.table[(self.table["correlation"] < 0) & (self.table["derived"] >= _SOME)]
        return tuple(some["driver"])

    @property
    def sentence(self) -> str:
        """The finding in one breath."""
        row = self.of(self.widest)
        turned = (
            f" A share has no sign: more of {' and '.join(self.backwards)} goes with less of it."
            if self.backwards
            else ""
        )
        return (
            f"For {self.outcome}: {count(self.managers)} managers give {self.widest} "
            f"{_points(row.believed)} of 100 points (from {_points(row.believed_low)} to "
            f"{_points(row.believed_high)}); in {count(self.respondents)} answers it carries "
            f"{percent(row.derived)} of what the drivers explain ({percent(self.level)} interval "
            f"{interval(row.low, row.high, percent)}). {_points(self.misplaced)} of 100 points lie "
            f"on the wrong drivers ({_points(self.misplaced_low)} to "
            f"{_points(self.misplaced_high)}). Together the drivers explain {percent(self.r2)} of "
            f"{self.outcome}.{turned}"
        )

    def summary(self) -> Table:
        """Belief and evidence side by side, as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Driver": self.table["driver"],
                "Managers' points": [_points(row.believed) for row in rows],
                "Lowest to highest": [
                    interval(row.believed_low, row.believed_high, _points) for row in rows
                ],
                "Their rank": self.table["believed_rank"],
                "From the answers": self.table["derived"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in rows
                ],
                "Rank": self.table["derived_rank"],
                "Could be": [interval(row.rank_low, row.rank_high) for row in rows],
            }
        )
        return Table(
            frame,
            title=f"What managers believe, and what goes with {self.outcome}",
            note=self.sentence,
            formats={"From the answers": percent},
        )


def rank_gap(predictions: pd.DataFrame, derived: Importance, *, outcome: str = "") -> RankGap:
    """Hold the points that managers gave to drivers against the drivers' shares in the answers.

    Parameters
    ----------
    predictions : DataFrame
        ``manager, driver, guess``: points a manager gave a driver; rows without a driver are
        about something else and are passed over. Each manager's points are taken as shares of
        their own sum.
    derived : Importance
        What :func:`cvmlab.stats.importance.importance` returned for the same drivers.
    outcome : str, optional
        What the outcome is called, as the end of a sentence: "overall satisfaction". It stands in
        every title.

    Returns
    -------
    RankGap

    Raises
    ------
    DataProblem
        When columns are missing, no driver was predicted, or a driver of the one is not among
        those of the other.

    Notes
    -----
    Misplaced points: half of Σ|believed − derived|, the total variation between the two; its
    interval takes the resamples of the derived shares, and the managers as they are. Chance alone
    never leaves it at zero: few answers make managers look worse than they are. Of drivers with
    equal points each gets the better rank.
    """
    wide = _points_by_manager(predictions)
    drivers = list(derived.table["driver"])
    strangers = sorted(set(drivers) ^ set(wide.columns))
    if strangers:
        raise one_problem(
            f"managers and answers speak of different drivers: {', '.join(strangers)}",
            "derive importance for the drivers that managers were asked about.",
        )
    shares = wide[drivers].div(wide[drivers].sum(axis=1), axis=0)
    believed = shares.mean()
    table = derived.table.rename(columns={"share": "derived", "rank": "derived_rank"})
    table = table[["driver", "derived", "low", "high", "derived_rank", "rank_low", "rank_high",
                   "correlation"]]  # fmt: skip
    ranks = believed.rank(ascending=False, method="min").astype(int)
    table = table.assign(
        believed=believed.to_numpy(),
        believed_low=shares.min().to_numpy(),
        believed_high=shares.max().to_numpy(),
        believed_rank=ranks.to_numpy(),
    )
    table["gap"] = table["believed_rank"] - table["derived_rank"]
    drawn = np.abs(derived.draws - believed.to_numpy()).sum(axis=1) / 2
    tail = 50 * (1 - derived.level)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    table = table.sort_values(["believed", "derived"], ascending=False, ignore_index=True)
    return RankGap(
        table=table,
        outcome=outcome or derived.outcome,
        managers=len(wide),
        misplaced=float((table["believed"] - table["derived"]).abs().sum() / 2),
        misplaced_low=float(low),
        misplaced_high=float(high),
        r2=derived.r2,
        respondents=derived.rows,
        level=derived.level,
    )


def plot_rank_gap(gap: RankGap, *others: RankGap) -> Picture:
    """Managers' points and the shares in the answers, one panel an outcome.

    Parameters
    ----------
    gap : RankGap
        What :func:`rank_gap` returned.
    *others : RankGap
        The same managers against other outcomes, drawn beside it.

    Returns
    -------
    Picture
    """
    from matplotlib.figure import Figure

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.style import house_style

    gaps = (gap, *others)
    with house_style():
        panels = Figure(figsize=(7.2, 3.9)).subplots(1, len(gaps), sharey=True, squeeze=False)[0]
    order = list(gap.table["driver"])[::-1]
    for ax, one in zip(panels, gaps, strict=True):
        _panel(ax, one, order)
    panels[0].set_yticks(range(len(order)), order)
    panels[0].legend(loc="lower right" if others else "upper right", fontsize=8)
    alt = " ".join(one.sentence for one in gaps)
    return Picture(panels[0], alt, name="rank-gap")


def _panel(ax: Axes, gap: RankGap, order: list[str]) -> None:
    from cvmlab.figures.pictures import format_axis
    from cvmlab.figures.style import GREY, palette

    rows = gap.table.set_index("driver").loc[order]
    at = np.arange(len(order))
    blue, vermilion = palette()[:2]
    ax.hlines(at, rows["believed"], rows["derived"], color=GREY, linewidth=1, linestyle=":")
    ax.hlines(at, rows["low"], rows["high"], color=vermilion, linewidth=3, alpha=0.55)
    ax.plot(rows["derived"], at, "D", color=vermilion, label="in the answers", markersize=6)
    ax.plot(rows["believed"], at, "o", color=blue, label="managers' points", markersize=8,
            markerfacecolor="white", markeredgewidth=2)  # fmt: skip
    for driver in gap.backwards:
        row = rows.loc[driver]
        ax.annotate("(more: less of it)", (row["derived"], order.index(driver)), ha="center",
                    textcoords="offset points", xytext=(18, -14), fontsize=8)  # fmt: skip
    ax.set_xlim(-0.02, 1.0)
    ax.set_ylim(-0.7, len(order) - 0.4)
    ax.grid(axis="x", visible=True)
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"Share (%); bars: {percent(gap.level)} intervals")
    title = f"{gap.outcome.capitalize()}: {_points(gap.misplaced)} of 100 points misplaced"
    ax.set_title(title)


def _points_by_manager(predictions: pd.DataFrame) -> pd.DataFrame:
    problems = [
        Problem("this column is not there", "say who guessed what about which driver.", name)
        for name in ("manager", "driver", "guess")
        if name not in predictions
    ]
    if problems:
        raise DataProblem(problems, "the managers' predictions")
    about = predictions[predictions["driver"].notna()]
    if about.empty:
        raise one_problem("no manager predicted a driver", "add rows with a driver.")
    return about.pivot_table(
        index="manager", columns="driver", values="guess", aggfunc="sum", fill_value=0
    )


def _points(share: float) -> str:
    return number(share * 100, 0)
