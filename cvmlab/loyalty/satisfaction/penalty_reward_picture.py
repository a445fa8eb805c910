"""What a point lost costs and a point gained brings, level by level, on either side of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import number, percent
from cvmlab.loyalty.satisfaction.penalty_reward_result import (
    DELIGHT,
    TABLE_STAKE,
    PenaltyReward,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_penalty_reward(result: PenaltyReward, *, ax: Axes | None = None) -> Picture:
    """A bar to the left for a point lost, one to the right for a point gained, and a name.

    Parameters
    ----------
    result : PenaltyReward
        What :func:`cvmlab.loyalty.satisfaction.penalty_reward.penalty_reward` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, INK, palette

    ax = new_axes(ax)
    table = result.table
    blue, vermilion = palette()[:2]
    left = min(0.0, -table["below_high"].max(), table["above_low"].min())
    right = max(0.0, table["above_high"].max(), -table["below_low"].min())
    for at, row in table.iterrows():
        ax.barh(
            at, -row.below, height=0.58, color="white", edgecolor=vermilion, linewidth=1.2,
            hatch="///",
        )  # fmt: skip
        ax.barh(at, row.above, height=0.58, color=blue)
        # Two bars of one level may lie on the same side: their intervals must not hide each other.
        ax.plot([-row.below_high, -row.below_low], [at - 0.14] * 2, color=INK, linewidth=1.2)
        ax.plot([row.above_low, row.above_high], [at + 0.14] * 2, color=INK, linewidth=1.2)
        said = row["name"] + ("\n(another name elsewhere)" if _moves(result, row) else "")
        named = row["name"] in (TABLE_STAKE, DELIGHT)
        ax.text(
            right + 0.06 * (right - left), at, said, va="center", fontsize=8.5,
            color=INK if named else GREY_TEXT, fontweight="bold" if named else "normal",
        )  # fmt: skip
    ax.plot([0, 0], [-0.6, len(table) - 0.5], color=INK, linewidth=0.8)  # below the key
    ax.set_yticks(range(len(table)), [result.called(name) for name in table["driver"]])
    ax.set_xlim(left - 0.05 * (right - left), right + 0.5 * (right - left))
    ax.set_ylim(-0.6, len(table) + 0.1)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    turn = number(result.turn)
    ax.barh(-9, 0, color="white", edgecolor=vermilion, linewidth=1.2, hatch="///",
            label=f"a point lost below {turn}")  # fmt: skip
    ax.barh(-9, 0, color=blue, label="a point gained above it")
    ax.legend(loc="upper left", ncols=2, fontsize=8.5, borderaxespad=0.1)
    ax.set_xticks([at for at in ax.get_xticks() if left * 1.2 <= at <= right * 1.2])
    format_axis(ax.xaxis, result.form)
    ax.set_xlabel(
        f"{_capital(result.called(result.outcome))}, {result.unit} "
        f"(lines: {percent(result.level)} intervals)"
    )
    title = _title(result)
    ax.set_title(title)
    return Picture(ax, f"{title}. {_alt(result)}", name="penalty-reward")


def _moves(result: PenaltyReward, row: object) -> bool:
    return not row.holds and row["name"] in (TABLE_STAKE, DELIGHT)  # type: ignore[attr-defined,index]


def _title(result: PenaltyReward) -> str:
    outcome = result.called(result.outcome)
    found = [
        (result.called(row.driver), {TABLE_STAKE: "is a table stake", DELIGHT: "delights"}[name])
        for name in (TABLE_STAKE, DELIGHT)
        if (row := result.clearest(name)) is not None
    ]
    if not found:
        return f"For {outcome}, no level is surely a table stake or a delight"
    return f"For {outcome}, {', '.join(f'{level} {does}' for level, does in found)}"


def _alt(result: PenaltyReward) -> str:
    form = result.form
    bars = "; ".join(
        f"{result.called(row.driver)} {form(-row.below)} and {form(row.above)} ({row.name})"
        for row in (row for _, row in result.table.set_index("name", drop=False).iterrows())
    )
    return (
        f"Bars of what a point lost below {number(result.turn)} and a point gained above it go "
        f"with, in {result.unit}: {bars}."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
