"""What a drop brings and what it costs, account by account, now and as each would like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, money
from cvmlab.value_of.right.expectation_fit_result import (
    FITS,
    GROUPS,
    MISFIT,
    UNDER,
    WOULD_PAY,
    ExpectationFit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKS = {FITS: "o", UNDER: "s", WOULD_PAY: "^", MISFIT: "v"}


def plot_expectation_fit(
    found: ExpectationFit, name: str | None = None, *, ax: Axes | None = None
) -> Picture:
    """Draw each account at what a drop brings and costs; arrows lead to what it would be as wanted.

    Parameters
    ----------
    found : ExpectationFit
    name : str, optional
        An account to name; by default the farthest of those who would not pay.
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = found.table, palette()
    tint = {FITS: GREY, UNDER: colours[1], WOULD_PAY: colours[2], MISFIT: colours[0]}
    for group in GROUPS:
        mine = table[table["group"] == group]
        if mine.empty:
            continue
        ax.plot(mine["a_drop"], mine["drop_cost"], _MARKS[group], ls="none", color=tint[group],
                ms=4 if group == FITS else 6, alpha=0.45 if group == FITS else 0.95, mec="white",
                mew=0.4, label=f"{group} ({count(len(mine))})", zorder=3)  # fmt: skip
    faster = table[table["group"].isin([WOULD_PAY, MISFIT])]
    for row in faster.itertuples():
        ax.annotate("", (max(row.a_drop + row.pays_more, 1.0), row.drop_cost_expected),
                    (row.a_drop, row.drop_cost), zorder=2,
                    arrowprops={"arrowstyle": "->", "color": tint[row.group], "lw": 1.0,
                                "alpha": 0.8, "shrinkA": 2, "shrinkB": 0})  # fmt: skip
    low = 0.8 * float(min(table["a_drop"].clip(lower=1).min(), table["drop_cost"].min()))
    high = 1.25 * float(max(table["a_drop"].max(), table["drop_cost_expected"].max()))
    ax.plot([low, high], [low, high], color=INK, lw=1, ls=(0, (4, 2)), zorder=1)
    ax.text(high * 0.93, high * 0.40, "costs what it brings", ha="right", va="top",
            fontsize=8, color=INK)  # fmt: skip
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(low, high)
    ax.set_ylim(0.85 * float(table["drop_cost"].min()),
                1.35 * float(table[["drop_cost", "drop_cost_expected"]].max().max()))  # fmt: skip
    cash = _cash(found)
    ticks = [5, 10, 20, 50, 100, 200, 500, 1000]
    for axis, ends in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        axis.set_ticks([t for t in ticks if ends[0] <= t <= ends[1]])
        axis.set_ticks([], minor=True)
        format_axis(axis, cash)
    ax.grid(visible=True, axis="both")
    misfits = found.misfits
    shown = name or (str(misfits["account_id"].iloc[0]) if len(misfits) else None)
    said = ""
    if shown is not None and (table["account_id"] == shown).any():
        one = table[table["account_id"] == shown].iloc[0]
        spot = (max(one.a_drop + one.pays_more, 1.0), one.drop_cost_expected)
        ax.annotate(f"{shown} as it wants to be served:\n{cash(one.as_wanted)} a year", spot,
                    xytext=(-8, 0), textcoords="offset points", fontsize=8, color=INK,
                    va="center", ha="right", zorder=5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})  # fmt: skip
        said = (
            f" {shown}: a drop brings {cash(one.a_drop)} and costs {cash(one.drop_cost)}; as it "
            f"wants, {cash(one.a_drop + one.pays_more)} and {cash(one.drop_cost_expected)}, "
            f"{cash(one.as_wanted)} a year."
        )
    ax.set_xlabel("Margin that a drop brings (logarithmic scale)")
    ax.set_ylabel("What a drop costs (logarithmic scale)")
    legend = ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.17), ncols=2, fontsize=8)
    legend.set_zorder(6)
    under, far = (int((table["group"] == group).sum()) for group in (UNDER, MISFIT))
    title = (
        f"{count(under)} accounts get what they want and do not pay for their drops; {count(far)} "
        "want faster and would not pay for it"
    )
    ax.set_title(title)
    groups = "; ".join(f"{g}: {count(int((table['group'] == g).sum()))} accounts" for g in GROUPS)
    alt = (
        f"{title}. {count(len(table))} accounts at what a drop brings and what it costs, arrows to "
        f"the same as wanted. {groups}.{said} Median: a drop brings "
        f"{cash(float(np.median(table['a_drop'])))} and costs "
        f"{cash(float(np.median(table['drop_cost'])))}."
    ).strip()
    return Picture(ax, alt, name="expectation-fit")


def _cash(found: ExpectationFit):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, found.currency or None, digits=0)
