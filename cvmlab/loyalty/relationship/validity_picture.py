"""Who stays, by fifths of the index and by fifths of satisfaction: the steeper line knows more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.relationship.validity_result import IndexValidity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_validity(result: IndexValidity, *, ax: Axes | None = None) -> Picture:
    """The share who did it later, from the lowest to the highest fifth of each measure.

    Parameters
    ----------
    result : IndexValidity
        What :func:`cvmlab.loyalty.relationship.validity.index_validity` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    ax = new_axes(ax)
    name = result.called(result.against)
    said = []
    looks = (
        ("index", "by the index", palette()[0], "o", "-", -0.04),
        (result.against, f"by {name}", palette()[1], "s", "--", 0.04),
    )
    for measure, label, colour, marker, line, aside in looks:
        rows = result.fifths[result.fifths["measure"] == measure]
        at = rows["fifth"] + aside
        ax.plot(at, rows["share"], color=colour, marker=marker, linestyle=line, label=label)
        ax.vlines(at, rows["low"], rows["high"], color=colour, linewidth=1)
        values = ", ".join(
            f"{percent(row.share)} ({interval(row.low, row.high, percent)})"
            for row in rows.itertuples()
        )
        said.append(f"{label}: {values}")
    ax.axhline(result.baseline[0], color=GREY, linewidth=1, linestyle=":")
    ax.text(5.25, result.baseline[0], f"all\n{percent(result.baseline[0])}", color=GREY_TEXT,
            va="center")  # fmt: skip
    ax.legend(loc="upper left")
    ax.set_xlim(0.7, 5.6)
    ax.set_ylim(0, min(1.0, float(result.fifths["high"].max()) * 1.2))
    ax.set_xticks(range(1, 6), ["lowest\nfifth", "2nd", "3rd", "4th", "highest\nfifth"])
    format_axis(ax.yaxis, percent)
    ax.set_xlabel("Customers from the lowest to the highest score when they were asked")
    ax.set_ylabel("Of these, later (%)")
    ax.set_title(title := _title(result))
    alt = (
        f"{title}. Share of {count(result.customers)} customers who "
        f"{result.called(result.outcome)}, by fifths, with {percent(result.level)} intervals; "
        f"{'; '.join(said)}. {result.verdict}"
    )
    return Picture(ax, alt, name="index-validity")


def _title(result: IndexValidity) -> str:
    ours = result.fifths[result.fifths["measure"] == "index"]["share"]
    name = result.called(result.against)
    who = f"who {result.called(result.outcome)}"
    if result.better:
        return (
            f"{who[0].upper()}{who[1:]}: {percent(ours.iloc[0])} of the lowest fifth of the index "
            f"and {percent(ours.iloc[-1])} of the highest; {name} tells less"
        )
    return f"{who[0].upper()}{who[1:]}: the index does not surely tell more than {name}"
