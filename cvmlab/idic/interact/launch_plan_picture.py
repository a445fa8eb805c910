"""The chance to see an effect, by its size, with the effect that pays marked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.figures.formats import percent
from cvmlab.idic.interact.launch_plan_result import LaunchPlan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


def plot_launch_plan(plan: LaunchPlan, *, ax: Axes | None = None) -> Picture:
    """Draw the power curve of a test, with and without the customers' past.

    Parameters
    ----------
    plan : LaunchPlan
    ax : matplotlib Axes, optional

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    table, colours = plan.table, palette()
    ax.plot(table["effect"], table["sharpened"], color=colours[0], lw=2,
            label="with the customers' past taken out" if plan.explained
            else "this test")  # fmt: skip
    if plan.explained:
        ax.plot(table["effect"], table["plain"], color=GREY, lw=1.5, ls=(0, (4, 2)),
                label="plain comparison")  # fmt: skip
    ax.axhline(plan.power, color=INK, lw=0.8, ls=":")
    ax.plot([plan.smallest], [plan.power], "o", color=colours[0], zorder=4)
    ax.annotate(f"smallest it could see:\n{plan.effect(plan.smallest)}",
                (plan.smallest, plan.power), xytext=(8, -4), textcoords="offset points",
                va="top", fontsize=8, color=INK, zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip
    if plan.reachable:
        ax.axvline(plan.break_even, color=colours[1], lw=1.4)
        ax.plot([plan.break_even], [plan.power_at_break_even], "D", color=colours[1], zorder=5)
        ax.annotate(f"it pays from {plan.effect(plan.break_even)}: seen with a chance of "
                    f"{percent(plan.power_at_break_even)}",
                    (plan.break_even, 0.03), xytext=(5, 0), textcoords="offset points",
                    fontsize=8, color=INK)  # fmt: skip
    ax.set_ylim(0, 1.02)
    ax.set_xlim(0, float(table["effect"].max()))
    format_axis(ax.yaxis, percent)
    if plan.shares:
        format_axis(ax.xaxis, lambda size: percent(size, 1))
        ax.set_xlabel("True effect (percentage points)")
    else:
        format_axis(ax.xaxis, plan.mean)
        ax.set_xlabel("True effect a customer")
    ax.set_ylabel("Chance to see it")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.1), fontsize=8)
    verdict = "can tell" if plan.tells else "is too small to tell"
    title = f"A test of {plan.treated + plan.control:,} customers {verdict} whether it pays"
    ax.set_title(title)
    alt = (
        f"{title}. Chance to see an effect by its size: {percent(plan.power)} at "
        f"{plan.effect(plan.smallest)} (plain: {plan.effect(plan.smallest_plain)}); an effect of "
        f"{plan.effect(plan.break_even)}, which just pays, is seen with a chance of "
        f"{percent(plan.power_at_break_even)}."
    )
    return Picture(ax, alt, name="launch-plan")
