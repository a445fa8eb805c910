"""What a cohort's spend falls in: buyers, purchases each, spend each time, beside the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, percent
from cvmlab.value_of.audit.one_cohort_result import OneCohort

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = (("share", "o", "-"), ("orders", "s", "--"), ("per_order", "^", ":"))


def plot_one_cohort(result: OneCohort, *, ax: Axes | None = None) -> Picture:
    """Who still buys, how often and for how much, each as a part of what it was at first.

    Parameters
    ----------
    result : OneCohort
        What :func:`~cvmlab.value_of.audit.one_cohort.one_cohort` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    ax = new_axes(ax)
    table, colours = result.table, palette()
    verb = "buy" if result.kind == "orders" else "pay"
    names = (f"who still {verb}", f"{result.one}s each", f"spend per {result.one}")
    at = table["age"].to_numpy(float)
    top = 1.0
    said = []
    ax.axhline(1, color=GREY, linewidth=0.8, linestyle="--")
    for (column, mark, line), name, colour in zip(_MARKS, names, colours, strict=False):
        start = table[column].iloc[0]
        values = table[column] / start
        top = max(top, float(values.max()))
        ax.plot(at, values, marker=mark, linestyle=line, color=colour, label=name, markersize=4.5)
        if column == "share":
            ax.fill_between(
                at, table["low"] / start, table["high"] / start, color=colour, alpha=0.18,
                linewidth=0,
            )  # fmt: skip
            top = max(top, float((table["high"] / start).max()))
        said.append(f"{name} {percent(values.iloc[-1])}")
    ax.set_ylim(0, top * 1.08)
    ax.set_xticks(at, [result.months(int(age)).replace(" to ", "–") for age in table["age"]])
    ax.tick_params(axis="x", labelsize=8)
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Months since the first " + result.one)
    ax.set_ylabel("Of what it was at first")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0, fontsize=8.5)
    first, last = table.iloc[0], table.iloc[-1]
    title = (
        f"Of the cohort of {result.cohort}, {percent(first.share)} {verb} at first and "
        f"{percent(last.share)} at last"
    )
    ax.set_title(title)
    alt = (
        f"{title}. Three lines by age for {count(result.customers)} customers, each beside its "
        f"start; in months {result.months(int(last.age))}: {', '.join(said)} of what it was."
    )
    return Picture(ax, alt, "one-cohort")
