"""Who stands on a later step without the earlier one, beside what chance would have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.called_loyal.loyalty_ladder_result import CONDITION, LoyaltyLadder

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_loyalty_ladder(result: LoyaltyLadder, *, ax: Axes | None = None) -> Picture:
    """For each pair of steps, the share of those on the later one who are without the earlier.

    Parameters
    ----------
    result : LoyaltyLadder
        What ``loyalty_ladder`` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = new_axes(ax)
    rows = list(result.table.itertuples())
    reach = max(max(row.high, row.by_chance) for row in rows)
    for at, row in enumerate(reversed(rows)):
        holds = row.verdict == CONDITION
        ax.barh(at, row.share, height=0.55, color=palette()[2 if holds else 0],
                hatch="///" if holds else None, edgecolor="white")  # fmt: skip
        ax.plot([row.low, row.high], [at, at], color=INK, linewidth=1.2)
        ax.plot([row.by_chance] * 2, [at - 0.36, at + 0.36], color=palette()[1], linewidth=2.2)
        ax.text(
            reach * 1.04, at, f"{percent(row.share)} of {count(row.on_later)}", va="center",
            color=INK,
        )  # fmt: skip
    ax.axvline(result.tolerance, color=GREY, linewidth=1, linestyle="--")
    ax.text(
        result.tolerance, len(rows) - 0.45, f" a condition: up to {percent(result.tolerance)}",
        color=GREY_TEXT, va="bottom", fontsize=8.5,
    )  # fmt: skip
    ax.set_yticks(
        range(len(rows)), [f"{row.later}\nwithout {row.earlier}" for row in reversed(rows)]
    )
    ax.set_ylim(-0.6, len(rows) + 0.1)
    ax.set_xlim(0, reach * 1.3)
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, percent)
    ax.set_xlabel(
        f"Without the earlier step (% of those on the later, {percent(result.level)} interval; "
        "upright mark: of all customers)"
    )
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title), name="loyalty-ladder")


def _title(result: LoyaltyLadder) -> str:
    if result.holds:
        return "Each step is a condition of the next"
    pairs = result.table.set_index(["earlier", "later"])
    steps = list(zip(result.steps[:-1], result.steps[1:], strict=True))
    earlier, later = max(steps, key=lambda step: pairs.loc[step, "share"])
    share = percent(pairs.loc[(earlier, later), "share"])
    return f"No staircase: {share} of those with {later} are without {earlier}"


def _alt(result: LoyaltyLadder, title: str) -> str:
    bars = "; ".join(
        f"{row.later} without {row.earlier} {percent(row.share)} "
        f"({interval(row.low, row.high, percent)}, among all {percent(row.by_chance)})"
        for row in result.table.itertuples()
    )
    return f"{title}. Bars of the share of those on the later step without the earlier: {bars}."
