"""How many things a scale measures: as many as stand out from what chance would show.

Any table of answers has a first component, and a second. The question is whether they are larger
than those of the same answers shuffled, where nothing has to do with anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, number, percent
from cvmlab.stats.scales.chance_eigenvalues import (
    after_one_factor,
    eigenvalues,
    shuffled_correlations,
)
from cvmlab.stats.scales.item_answers import item_answers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

_MOST_BEYOND = 12  # components shown beyond the first


@dataclass(frozen=True, eq=False)
class ParallelAnalysis:
    """Eigenvalues of the correlations against those of shuffled answers.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a ``component``: ``eigenvalue``, its ``share`` of all variance, ``by_chance`` (mean
        over shuffled answers), ``limit`` (their upper quantile) and ``stands_out``.
    beyond : pandas.DataFrame
        The same after one common factor has been taken out, against answers made of that one
        factor and chance alone: is anything left that hangs together?
    components : int
        How many of the first stand out, one after the other.
    beyond_one : int
        How many stand out after one factor has been taken out.
    rows, left_out : int
        Respondents used, and those left out because an answer is missing.
    quantile : float
        Which quantile of chance is the limit.
    """

    table: pd.DataFrame
    beyond: pd.DataFrame = field(repr=False)
    components: int
    beyond_one: int
    rows: int
    left_out: int
    quantile: float

    @property
    def sentence(self) -> str:
        """How many things stand out, how large the first is, and what is left after it."""
        first = self.table.iloc[0]
        if not self.components:
            return (
                f"Nothing stands out: the first of {len(self.table)} components is no larger than "
                "in shuffled answers. Do not add these items up."
            )
        noun = "component stands out" if self.components == 1 else "components stand out"
        text = (
            f"{self.components} {noun} from shuffled answers; the first holds "
            f"{percent(first.share)} of the differences between {count(self.rows)} respondents."
        )
        if self.beyond_one:
            noun = "group" if self.beyond_one == 1 else "groups"
            return (
                f"{text} After it is taken out, {self.beyond_one} more {noun} of items "
                f"{'hangs' if self.beyond_one == 1 else 'hang'} together beyond chance: facets, or "
                "things of their own."
            )
        return f"{text} After it is taken out, nothing hangs together beyond chance."

    def summary(self) -> Table:
        """The first components as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table.head(max(self.components + 2, 4))
        frame = pd.DataFrame(
            {
                "Component": table["component"],
                "Eigenvalue": table["eigenvalue"],
                "Share of the differences": table["share"],
                f"Chance reaches ({percent(self.quantile)})": table["limit"],
                "Stands out": np.where(table["stands_out"], "yes", "no"),
            }
        )
        return Table(
            frame,
            title="How many things these items measure",
            note=self.sentence,
            formats={"Share of the differences": percent},
        )


def parallel_analysis(
    items: pd.DataFrame,
    *,
    resamples: int = 100,
    quantile: float = 0.95,
    seed: int = 0,
) -> ParallelAnalysis:
    """Say how many things the items measure, by setting them against shuffled answers.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, one numeric column an item.
    resamples : int
        How often answers are shuffled.
    quantile : float
        A component stands out if it is larger than this quantile of the shuffled ones.
    seed : int
        Makes the limits reproducible.

    Returns
    -------
    ParallelAnalysis

    Raises
    ------
    DataProblem
        If items are missing, not numbers, constant or copies, or fewer than twice as many
        respondents as items, and ten, are complete.

    Notes
    -----
    Horn (1965, "A rationale and test for the number of factors in factor analysis"); answers are
    shuffled item by item, so that each keeps its distribution (Buja and Eyuboglu 1992, "Remarks on
    parallel analysis"). Beside a strong first factor small ones do not show in this way, so what is
    left after one factor is set against data made of that factor and chance (Green, Levy,
    Thompson, Lu and Lo 2012, "A proposed solution to the problem with using completely random data
    to assess the number of factors").

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> felt = rng.normal(size=(300, 1))
    >>> answers = pd.DataFrame(felt + rng.normal(size=(300, 6)))
    >>> result = parallel_analysis(answers)
    >>> result.components, result.beyond_one
    (1, 0)
    """
    answers = item_answers(items, {}, fewest=2 * items.shape[1] + 10)
    rng = np.random.default_rng(seed)
    values = (answers.values - answers.values.mean(axis=0)) / answers.values.std(axis=0)
    rows, number_of = values.shape
    seen = eigenvalues(values.T @ values / rows)
    chance = np.empty((resamples, number_of))
    for i in range(resamples):
        chance[i] = eigenvalues(shuffled_correlations(values, rng))
    table = _compared(seen, chance, quantile).assign(share=seen / number_of)
    left, left_by_chance = after_one_factor(answers, values, resamples, rng)
    beyond = _compared(left, left_by_chance, quantile).head(_MOST_BEYOND)
    return ParallelAnalysis(
        table=table[["component", "eigenvalue", "share", "by_chance", "limit", "stands_out"]],
        beyond=beyond,
        components=_in_a_row(table["stands_out"]),
        beyond_one=_in_a_row(beyond["stands_out"]),
        rows=rows,
        left_out=answers.left_out,
        quantile=quantile,
    )


def plot_parallel_analysis(result: ParallelAnalysis, *, ax: Axes | None = None) -> Picture:
    """Components of the answers beside those of shuffled ones, largest first.

    Parameters
    ----------
    result : ParallelAnalysis
        What :func:`parallel_analysis` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    ax = new_axes(ax)
    table = result.table.head(10)
    ax.plot(table["component"], table["limit"], color=GREY, linestyle="--", marker="s",
            markersize=4)  # fmt: skip
    ax.plot(table["component"], table["eigenvalue"], color=palette()[0], marker="o")
    last = table.iloc[-1]
    ax.text(last.component, last.limit + 0.04 * table["eigenvalue"].max(), "shuffled answers",
            color=GREY_TEXT, ha="right", va="bottom")  # fmt: skip
    first = table.iloc[0]
    ax.annotate(
        f"{number(first.eigenvalue, 1)}: {percent(first.share)} of the differences",
        (first.component, first.eigenvalue),
        textcoords="offset points",
        xytext=(10, -2),
        va="center",
    )
    ax.set_xticks(table["component"])
    format_axis(ax.xaxis, count)
    format_axis(ax.yaxis, count)
    ax.set_ylim(0, None)
    ax.set_xlabel("Component, largest first")
    ax.set_ylabel("Eigenvalue (variance in items' worth)")
    noun = "component stands" if result.components == 1 else "components stand"
    title = f"{result.components} {noun} out from what chance would show"
    ax.set_title(title)
    values = ", ".join(number(x) for x in table["eigenvalue"].head(4))
    alt = (
        f"{title}. Line of eigenvalues, the first four {values}, beside those of shuffled answers "
        f"({percent(result.quantile)} limit {number(first.limit)} for the first). "
        f"{result.sentence}"
    )
    return Picture(ax, alt, name="parallel-analysis")


def _compared(seen: np.ndarray, chance: np.ndarray, quantile: float) -> pd.DataFrame:
    limit = np.quantile(chance, quantile, axis=0)
    return pd.DataFrame(
        {
            "component": np.arange(1, len(seen) + 1),
            "eigenvalue": seen,
            "by_chance": chance.mean(axis=0),
            "limit": limit,
            "stands_out": seen > limit,
        }
    )


def _in_a_row(stands_out: pd.Series) -> int:
    return int(stands_out.astype(int).cumprod().sum())
