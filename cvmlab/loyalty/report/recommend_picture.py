"""How likely customers are to recommend, answer by answer: what a net promoter score leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_KINDS = (("detractors", 0, 6, "xx"), ("in between", 7, 8, ""), ("promoters", 9, 10, "//"))


def plot_recommendation(
    scores: pd.Series, *, smallest: int = 10, level: float = 0.95, ax: Axes | None = None
) -> Picture:
    """How many gave each answer from 0 to 10; answers that few gave stand together.

    Parameters
    ----------
    scores : Series
        The answers, from 0 to 10.
    smallest : int
        The fewest people a bar may stand for.
    level : float
        Confidence level of the intervals.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture

    Raises
    ------
    DataProblem
        When there are not people enough for two bars.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    given = scores.dropna().to_numpy(float)
    bars = answers_in_large_groups(given, smallest)
    if len(bars) < 2:
        raise one_problem(
            f"{count(len(given))} people gave a recommendation score, too few for a picture",
            f"ask more: a bar stands for {count(smallest)} people or more.",
        )
    ax = new_axes(ax)
    low, high = wilson(bars["people"].to_numpy(), len(given), level)
    middle = (bars["from"] + bars["to"]) / 2
    share = bars["people"] / len(given)
    wide = bars["to"] - bars["from"] + 0.84
    for n, (kind, start, end, hatch) in enumerate(_KINDS):
        mine = (bars["from"] >= start) & (bars["to"] <= end)
        ax.bar(middle[mine], share[mine], width=wide[mine], color=palette()[n], alpha=0.6,
               hatch=hatch, edgecolor="white", label=kind)  # fmt: skip
    ax.vlines(middle, low, high, color=INK, linewidth=1)
    ax.set_xticks(middle, bars["answer"])
    format_axis(ax.yaxis, percent)
    ax.set_ylim(0, float(np.max(high)) * 1.12)
    ax.set_yticks(np.arange(0, ax.get_ylim()[1], 0.05 if ax.get_ylim()[1] < 0.4 else 0.1))
    ax.legend(loc="upper left", frameon=False)
    ax.set_xlabel("How likely to recommend, 0 to 10")
    ax.set_ylabel("People (%)")
    said = {kind: ((given >= start) & (given <= end)).mean() for kind, start, end, _ in _KINDS}
    title = (
        f"{percent(said['promoters'])} of {count(len(given))} people gave 9 or 10, "
        f"{percent(said['detractors'])} gave 6 or less"
    )
    ax.set_title(title)
    told = ", ".join(
        f"{answer} {percent(part)} ({interval(lo, hi, percent)})"
        for answer, part, lo, hi in zip(bars["answer"], share, low, high, strict=True)
    )
    alt = f"{title}. Bars of the share that gave each answer, {percent(level)} intervals: {told}."
    return Picture(ax, alt, name="recommendation")


def answers_in_large_groups(given: np.ndarray, smallest: int) -> pd.DataFrame:
    """Answers from 0 to 10, neighbours put together until each group is large enough.

    Parameters
    ----------
    given : numpy.ndarray
        The answers.
    smallest : int
        The fewest people a group may have; groups that cannot reach it are left out.

    Examples
    --------
    >>> scores = np.repeat([0, 3, 6, 7, 10], [4, 4, 12, 11, 20])
    >>> answers_in_large_groups(scores, 10)[["answer", "people"]].values.tolist()
    [['0 to 6', 20], ['7 to 8', 11], ['9 to 10', 20]]
    """
    rows = []
    for _, start, end, _ in _KINDS:
        groups = [
            [n, n, int(((given >= n) & (given < n + 1)).sum())] for n in range(start, end + 1)
        ]
        while len(groups) > 1 and min(g[2] for g in groups) < smallest:
            least = min(range(len(groups)), key=lambda i: groups[i][2])
            beside = [i for i in (least - 1, least + 1) if 0 <= i < len(groups)]
            other = min(beside, key=lambda i: groups[i][2])
            a, b = sorted((least, other))
            groups[a : b + 1] = [[groups[a][0], groups[b][1], groups[a][2] + groups[b][2]]]
        rows += [g for g in groups if g[2] >= max(smallest, 1)]
    frame = pd.DataFrame(rows, columns=["from", "to", "people"])
    names = [f"{a}" if a == b else f"{a} to {b}"
             for a, b in zip(frame["from"], frame["to"], strict=True)]  # fmt: skip
    return frame.assign(answer=pd.Series(names, dtype="str"))
