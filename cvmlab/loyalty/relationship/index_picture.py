"""How bonds are spread over the scale, and where one customer stands among them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.relationship.diagnosis import Diagnosis
from cvmlab.loyalty.relationship.index_result import RelationshipIndex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_index(
    index: RelationshipIndex,
    customer: Hashable | None = None,
    *,
    name: str | None = None,
    ax: Axes | None = None,
) -> Picture:
    """The customers in each band of ten points, and one of them with the margin of the score.

    Parameters
    ----------
    index : RelationshipIndex
        What :func:`cvmlab.loyalty.relationship.index.relationship_index` returned.
    customer : id, optional
        Whom to mark.
    name : str, optional
        What to call this customer in the picture; by default the id.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    bands = index.distribution
    colour = palette()[0]
    middle = (bands["from"] + bands["to"]) / 2
    ax.bar(middle, bands["share"], width=9.2, color=colour, alpha=0.55)
    ax.vlines(middle, bands["low"], bands["high"], color=INK, linewidth=1)
    top = float(bands["high"].max())
    ax.axvline(index.mean, color=GREY_TEXT, linewidth=1, linestyle="--")
    ax.text(index.mean, top * 1.05, f" mean {count(index.mean)}", color=GREY_TEXT)
    title = (
        f"The bonds of {count(len(index.table))} customers: {count(index.mean)} of 100 on "
        f"average, {percent(_share(index, 80))} at 80 or above"
    )
    if customer is not None:
        title = _mark(index, customer, name or str(customer), ax, top)
    ax.set_ylim(0, top * (1.34 if customer is not None else 1.14))
    ax.set_xlim(0, 100)
    ax.set_xticks(range(0, 101, 10))
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Relationship index (0: the lowest answer to everything; 100: the highest)")
    ax.set_ylabel("Customers in each band (%)")
    ax.set_title(title)
    return Picture(ax, _alt(index, title), name="relationship-index")


def _mark(index: RelationshipIndex, customer: Hashable, name: str, ax: Axes, top: float) -> str:
    from cvmlab.figures.style import INK, palette

    row, at = index.row(customer), top * 1.19
    ax.plot([row["low"], row["high"]], [at, at], color=palette()[1], linewidth=3)
    ax.plot([row["score"]], [at], marker="D", markersize=7, color=palette()[1])
    ax.vlines(row["score"], 0, at, color=palette()[1], linewidth=1, linestyle=":")
    ax.text(row["score"], at * 1.05, name, ha="center", color=INK, weight="bold")
    return (
        f"{name} stands at {count(row['score'])} of 100 "
        f"({interval(row['low'], row['high'], count)}), above "
        f"{percent(index.above(customer))} of customers"
    )


def _share(index: RelationshipIndex, least: float) -> float:
    chosen = index.table["score"].to_numpy() >= least
    return float(index.weights[chosen].sum() / index.weights.sum())


def _alt(index: RelationshipIndex, title: str) -> str:
    bars = ", ".join(
        f"{row.band} {percent(row.share, 1)} ({interval(row.low * 100, row.high * 100, _one)})"
        for row in index.distribution.itertuples()
        if row.customers
    )
    return (
        f"{title}. Bars of the share of customers by band of the index, with "
        f"{percent(index.level)} intervals: {bars}. The mean is {_one(index.mean)}."
    )


def _one(x: float) -> str:
    return f"{x:.1f}"


def plot_diagnosis(result: Diagnosis, *, ax: Axes | None = None) -> Picture:
    """The facets of one bond beside everybody's.

    Parameters
    ----------
    result : Diagnosis
        What :func:`cvmlab.loyalty.relationship.diagnosis.diagnose` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table.iloc[::-1].reset_index(drop=True)
    for at, row in table.iterrows():
        weak, strong = row.facet in result.weak, row.facet in result.strong
        colour = palette()[1] if weak else palette()[2] if strong else palette()[0]
        marker = "v" if weak else "^" if strong else "o"
        ax.plot([row.everybody], [at], marker="|", markersize=16, color=GREY_TEXT)
        ax.plot([row.low, row.high], [at, at], color=colour, linewidth=2.5)
        ax.plot([row.score], [at], marker=marker, color=colour, clip_on=False)
        mark = "  weak" if weak else "  strong" if strong else ""
        ax.text(101, at, f"{row.score:.0f}{mark}", va="center", color=INK)
    first = table.iloc[-1]
    ax.annotate(
        f"all {count(result.everybody)}: {count(first.everybody)}",
        (first.everybody, len(table) - 1),
        xytext=(0, 12),
        textcoords="offset points",
        ha="center",
        color=GREY_TEXT,
    )
    ax.set_yticks(range(len(table)), [n.replace("_", " ").capitalize() for n in table["facet"]])
    ax.set_ylim(-0.6, len(table) - 0.3)
    ax.set_xlim(0, 100)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.set_xlabel(f"Score of the facet (0 to 100, with {percent(result.level)} interval)")
    ax.set_title(title := _diagnosis_title(result))
    points = "; ".join(
        f"{row.facet.replace('_', ' ')} {_one(row.score)} "
        f"({interval(row.low, row.high, _one)}; all {_one(row.everybody)})"
        for row in result.table.itertuples()
    )
    return Picture(
        ax,
        f"{title}. Points with {percent(result.level)} intervals by facet: {points}. "
        f"{result.sentence}",
        name="facets",
    )


def _diagnosis_title(result: Diagnosis) -> str:
    who = result.name[0].upper() + result.name[1:]
    if not result.weak and not result.strong:
        return f"{who}: no facet of the bond surely stands apart from the others"
    said = [f"weak in {', '.join(result.weak)}"] if result.weak else []
    said += [f"strong in {', '.join(result.strong)}"] if result.strong else []
    return f"{who}: {' and '.join(said)}, beside the other facets".replace("_", " ")
