"""The drivers' shares as bars, with their intervals, their places and their signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cvmlab.figures.formats import interval, percent
from cvmlab.stats.importance_result import Importance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_importance(
    result: Importance, labels: Mapping[str, str] | None = None, *, ax: Axes | None = None
) -> Picture:
    """What goes with the outcome: each driver's share of what is explained.

    Parameters
    ----------
    result : Importance
        What :func:`cvmlab.stats.importance.importance` returned.
    labels : mapping of column to text, optional
        What columns are called, the outcome too; by default as in the result.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
        Its title names the outcome: drivers of satisfaction are not drivers of behaviour.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    names = {name: result.called(name) for name in (result.outcome, *result.table["driver"])}
    names |= dict(labels or {})
    ax = new_axes(ax)
    table = result.table.iloc[::-1].reset_index(drop=True)  # the first bar stands at the top
    reach = table["high"].max()
    for at, row in table.iterrows():
        less = row.correlation < 0
        ax.barh(
            at,
            row.share,
            height=0.62,
            color="white" if less else palette()[0],
            edgecolor=palette()[1] if less else palette()[0],
            hatch="///" if less else None,
        )
        ax.plot([row.low, row.high], [at, at], color=INK, linewidth=1.2)
        ax.text(
            reach * 1.04,
            at,
            f"{percent(row.share)} · {_place(row.rank_low, row.rank_high)}"
            + ("\nmore of it goes with less" if less else ""),
            va="center",
            color=INK,
        )
    ax.set_yticks(range(len(table)), [names[name] for name in table["driver"]])
    ax.set_xlim(0, reach * 1.5)
    ax.set_ylim(-0.6, len(table) - 0.05)
    ax.grid(axis="y", visible=False)
    ax.axvline(1 / len(table), color=GREY, linewidth=1, linestyle=":")
    ax.text(1 / len(table), len(table) - 0.4, " equal shares", color=GREY_TEXT, va="center")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(f"Share of what is explained (% of R², with {percent(result.level)} interval)")
    first = result.table.iloc[0]
    title = (
        f"What goes with {names[result.outcome]}: {names[first.driver]} most, "
        f"with {percent(first.share)} of what is explained"
    )
    if result.is_noise:
        title = f"What goes with {names[result.outcome]}: nothing that chance would not explain"
    ax.set_title(title)
    return Picture(ax, _alt(result, title, names), name="importance")


def _alt(result: Importance, title: str, names: Mapping[str, str]) -> str:
    bars = "; ".join(
        f"{names[row.driver]} {percent(row.share)} ({interval(row.low, row.high, percent)}, "
        f"{_place(row.rank_low, row.rank_high)}"
        f"{', more of it with less of the outcome' if row.correlation < 0 else ''})"
        for row in result.table.itertuples()
    )
    return (
        f"{title}. Bars of the share of R² ({percent(result.r2)} in all) by driver, with "
        f"{percent(result.level)} intervals: {bars}."
    )


def _place(low: int, high: int) -> str:
    return f"place {low}" if low == high else f"place {low} to {high}"
