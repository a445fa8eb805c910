"""The own brand's lead over each rival, by type of customers, as dots with their intervals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import interval, percent
from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.equation.credit_line import add_credit
from cvmlab.value_for.rivals.relative_value_result import AHEAD, BEHIND, RelativeValue
from cvmlab.value_for.rivals.value_map_result import amounts, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_SIGNS = ("o", "s", "^", "D", "v", "P")  # a type is known by its shape, not only by its colour
_APART = 0.6  # of a rival's row, shared by the types


def plot_relative_value(
    result: RelativeValue, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """What the own brand gives beyond each rival; thick lines one interval, thin all at once.

    Parameters
    ----------
    result : RelativeValue
        What :func:`cvmlab.value_for.rivals.relative_value.relative_value` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code; without it that of the result.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, palette

    ax = new_axes(ax)
    unit = currency or result.currency
    cash = amounts(unit, [0.0, *result.table["lead"]])
    groups = [group for group in result.groups if group != ALL][: len(_SIGNS)] or [ALL]
    rivals = result.of(ALL)["rival"].tolist()
    shifts = np.linspace(-_APART / 2, _APART / 2, len(groups)) if len(groups) > 1 else np.zeros(1)
    ax.axvline(0, color=GREY, linewidth=1)
    for group, shift, sign, colour in zip(groups, shifts, _SIGNS, palette(), strict=False):
        rows = result.of(group).set_index("rival").reindex(rivals)
        at = np.arange(len(rivals)) + shift
        if result.asked:
            ax.hlines(at, rows["joint_low"], rows["joint_high"], color=colour, linewidth=1)
            ax.hlines(at, rows["low"], rows["high"], color=colour, linewidth=3)
        ax.plot(rows["lead"], at, sign, color=colour, markersize=7, markeredgecolor="white",
                markeredgewidth=0.8, label=group, linestyle="")  # fmt: skip
    ax.set_yticks(range(len(rivals)), rivals)
    ax.set_ylim(len(rivals) - 0.5, -0.5)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, partial(signed, cash=cash))
    ax.set_xlabel(f"What {result.own} gives beyond the rival" + (f" ({unit})" if unit else ""))
    if len(groups) > 1:
        ax.legend(loc="best", handletextpad=0.2)
    add_credit(ax)
    title = _title(result, cash)
    ax.set_title(title)
    return Picture(ax, _alt(result, groups, title, cash), name="relative-value")


def _title(result: RelativeValue, cash: partial[str]) -> str:
    kinds = [group for group in result.groups if group != ALL] or [ALL]
    rows = result.table[result.table["customer_type"].isin(kinds)]
    places = set(rows["place"])
    least = rows.loc[rows["lead"].idxmin()]
    to = f" ({least.customer_type})" if least.customer_type != ALL else ""
    if not result.asked:
        verb = "leads" if least.lead >= 0 else "trails"
        return f"{result.own} {verb} {least.rival} by {cash(abs(least.lead))}, as you see it"
    if places == {AHEAD}:
        return (
            f"{result.own} gives more than every rival; least over {least.rival}{to}, "
            f"{cash(least.lead)}"
        )
    if least.place == BEHIND:
        return f"{result.own} gives {cash(-least.lead)} less than {least.rival}{to}"
    if AHEAD not in places:
        return f"No lead of {result.own} over a rival is sure"
    return f"{result.own} leads some rivals; over {least.rival}{to} no lead is sure"


def _alt(result: RelativeValue, groups: list[str], title: str, cash: partial[str]) -> str:
    sign = partial(signed, cash=cash)
    said = []
    for group in groups:
        rows = "; ".join(
            f"{row.rival} {sign(row.lead)}"
            + (f" ({interval(row.low, row.high, sign)})" if result.asked else "")
            for row in result.of(group).itertuples()
        )
        said.append(f"{group}: {rows}" if group != ALL else rows)
    sure = f"{percent(result.level)} intervals in brackets" if result.asked else "no intervals"
    return (
        f"{title}. Dots for what {result.own} gives beyond each rival, {sure}. {'. '.join(said)}. "
        f"{result.credit}."
    )
