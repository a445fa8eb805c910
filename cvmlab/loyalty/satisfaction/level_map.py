"""What matters and how well it is done, level by level, for an outcome that stands in the title.

Importance is derived, not asked: a level's share of what goes with the outcome. So the map of
satisfaction and the map of staying are two maps, and a level can be where to begin on one of them
and not worth a cent on the other. Where the lines cross is anybody's choice, and both maps say what
hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import number, percent
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers, numeric_outcome
from cvmlab.loyalty.satisfaction.levels import called, in_a_row
from cvmlab.stats.driver_answers import complete_answers
from cvmlab.stats.importance_performance import importance_performance
from cvmlab.stats.importance_performance_picture import plot_importance_performance
from cvmlab.stats.importance_performance_result import BEGIN, ImportancePerformance
from cvmlab.stats.shares_of_r2 import resampled_moments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


_IMPORTANCE = "Share of what goes with "


@dataclass(frozen=True, eq=False)
class LevelMap(ImportancePerformance):
    """The levels on the map of importance and performance, for one outcome.

    As :class:`cvmlab.stats.importance_performance_result.ImportancePerformance`, and:

    Attributes
    ----------
    backwards : tuple of str
        Levels of which more goes with less of the outcome: important, and nowhere to begin.
    is_noise : bool
        Whether chance alone would explain the outcome as well: then the map is one of noise.
    """

    backwards: tuple[str, ...] = ()
    is_noise: bool = False

    @property
    def outcome(self) -> str:
        """What the importance is importance for."""
        return self.names[0].removeprefix(_IMPORTANCE)

    @property
    def sentence(self) -> str:
        """Where to begin, for this outcome, and how much of that hangs on the lines."""
        if self.is_noise:
            return (
                f"For {self.outcome}: the levels explain no more than chance would, so a map of "
                "their shares would be one of noise."
            )
        said = super().sentence
        said = f"For {self.outcome}: {said[:1].lower()}{said[1:]}"
        labels = self.table.set_index("item")["label"]
        turned = [labels[one] for one in self.items(BEGIN) if one in self.backwards]
        if turned:
            said += (
                f" A share has no sign: more of {in_a_row(turned)} goes with less of "
                f"{self.outcome}, so that is nowhere to begin."
            )
        return said

    def summary(self) -> Table:
        """The levels with their field under each cross-hair."""
        table = super().summary()
        return replace(table, title=f"For {self.outcome}: what to begin with, and what decides it")


def level_map(
    frame: pd.DataFrame,
    drivers: SatisfactionDrivers,
    *,
    crosshair: str = "mean",
    scale: tuple[float, float] | None = None,
    given: Mapping[str, tuple[float, float]] | None = None,
    weights: str | None = None,
    seed: int = 0,
) -> LevelMap:
    """Place the levels by how much goes with the outcome and by the marks they get.

    Parameters
    ----------
    frame : pandas.DataFrame
        The customers behind `drivers`.
    drivers : SatisfactionDrivers
        What :func:`cvmlab.loyalty.satisfaction.drivers.satisfaction_drivers` returned.
    crosshair : {"mean", "median", "equal shares"} or a name in ``given``
        Where the lines cross; all others are shown beside it.
    scale : (float, float), optional
        Worst and best mark: with it the lines of equal shares and the middle of the scale are
        tried, too.
    given : mapping of name to (float, float), optional
        Cross-hairs of one's own: a share and a mark, such as the mark of a rival.
    weights : str, optional
        The column of weights that `drivers` was made with.
    seed : int
        The seed that `drivers` was made with.

    Returns
    -------
    LevelMap

    Notes
    -----
    Martilla and James (1977), "Importance-performance analysis", who asked for importance; here it
    is derived. Shares and marks are resampled together.

    Examples
    --------
    >>> from cvmlab.loyalty.satisfaction.drivers import satisfaction_drivers
    >>> rng = np.random.default_rng(1)
    >>> marks = pd.DataFrame(rng.normal([8, 6], 1, (500, 2)), columns=["technical", "emotional"])
    >>> marks["stays"] = marks["emotional"] + rng.normal(size=500) > 6
    >>> drivers = satisfaction_drivers(marks, "stays", ["technical", "emotional"])
    >>> level_map(marks, drivers).items("concentrate here")
    ('emotional',)
    """
    found = drivers.importance
    names = list(found.table["driver"])
    order = [drivers.outcome, *drivers.levels]
    values, weight = complete_answers(numeric_outcome(frame, drivers.outcome), order, weights)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    # The same rows are drawn again as for the shares: the seed, and the values, are the same.
    sums = resampled_moments((values - mean) / spread, weight, len(found.draws), seed)
    marks = np.average(values, axis=0, weights=weight)
    width = len(order) + 1
    drawn = mean + spread * sums[:, 1:width] / sums[:, :1]
    at = [order.index(name) for name in names]
    lines = dict(given or {})
    if scale is not None:
        lines = {"equal shares": (1 / len(names), sum(scale) / 2), **lines}
    placed = importance_performance(
        dict(zip(names, found.table["share"], strict=True)),
        dict(zip(names, marks[at], strict=True)),
        crosshair=crosshair,
        given=lines,
        importance_draws=found.draws,
        performance_draws=drawn[:, at],
        level=found.level,
        labels={name: called(name, found.labels) for name in names},
        names=(f"{_IMPORTANCE}{drivers.called(drivers.outcome)}", "Mean mark, points"),
        formats=(percent, partial(number, digits=1)),
    )
    signs = found.table.set_index("driver")["correlation"]
    return LevelMap(
        **{one.name: getattr(placed, one.name) for one in fields(placed)},
        backwards=tuple(name for name in names if signs[name] < 0),
        is_noise=found.is_noise,
    )


def plot_level_map(result: LevelMap, *, ax: Axes | None = None) -> Picture:
    """The levels on the map, the outcome in its title.

    Parameters
    ----------
    result : LevelMap
        What :func:`level_map` returned.
    ax : matplotlib Axes, optional
        Where to draw; the key of the numbers stands to its right.

    Returns
    -------
    Picture
    """
    picture = plot_importance_performance(result, ax=ax)
    before = picture.axes.get_title("left") or picture.axes.get_title()
    title = f"For {result.outcome}: {before[:1].lower()}{before[1:]}"
    if turned := set(result.items(BEGIN)) & set(result.backwards):
        labels = result.table.set_index("item")["label"]
        names = in_a_row([labels[one] for one in result.items(BEGIN) if one in turned])
        title += f" (more of {names} goes with less)"
    picture.axes.set_title(title)
    return replace(picture, alt=picture.alt.replace(before, title, 1), name="level-map")
