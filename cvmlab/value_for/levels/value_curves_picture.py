"""The pictures of value curves: the minutes as lines, the levels of words as points."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import money, percent
from cvmlab.value_for.choices.choices import MINUTES
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY, left_out, most_and_least
from cvmlab.value_for.levels.value_curves_result import ValueCurves, everybody

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_MARKERS = ("o", "s", "^", "D", "v", "P")
_ROOM = 4  # curves in one picture: with more of them nobody can follow one


def plot_value_curves(result: ValueCurves, *, ax: Axes | None = None) -> Picture:
    """What each level of minutes is worth, by type, with the straight line of a price a minute.

    Parameters
    ----------
    result : ValueCurves
        What :func:`value_curves` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    ax = new_axes(ax)
    groups = most_and_least(result.groups, _ROOM)
    minutes = result.of(EVERYBODY)["minutes"].to_numpy()
    # Side by side, so that the intervals of one level do not hide each other.
    shift = np.diff(minutes).min() * 0.16 * (np.arange(len(groups)) - (len(groups) - 1) / 2)
    at = float(minutes[(result.of(EVERYBODY)["shape"] == "base").to_numpy()][0])
    ends = []
    for place, group in enumerate(groups):
        rows = result.of(group)
        rows = rows[rows["worth"].notna()]
        colour = palette()[place]
        for row in rows[rows["shape"] == "bounded"].itertuples():
            ax.plot([row.minutes + shift[place]] * 2, [row.low, row.high], color=colour, lw=1.5)
        ax.plot(rows["minutes"] + shift[place], rows["worth"], _MARKERS[place], color=colour, ms=6)
        line = result.straight.set_index("group").loc[group, "minute"]
        ax.plot(minutes, -line * (minutes - at), color=colour, lw=1.2, ls="--", zorder=1)
        ends.append((-line * (minutes[0] - at), group, colour))
    _name_curves(ax, minutes[0] + shift[0] - 0.03 * np.ptp(minutes), ends)
    ax.plot([], [], color=GREY, ls="--", lw=1.2, label="straight line: one price of a minute")
    ax.plot([], [], color=GREY, lw=1.5, marker="o", ms=5,
            label=f"each level on its own, {percent(result.level)} interval")  # fmt: skip
    ax.legend(loc="lower left")
    ax.axhline(0, color=INK, linewidth=1)
    ax.set_xticks(minutes, [str(label) for label in result.of(EVERYBODY)["label"]])
    ax.set_xlim(minutes[0] - 0.24 * np.ptp(minutes), minutes[-1] + 0.05 * np.ptp(minutes))
    format_axis(ax.yaxis, partial(money, currency=result.currency, digits=0))
    ax.set_xlabel("Minutes")
    unit = f" ({result.currency})" if result.currency else ""
    ax.set_ylabel(f"Worth against {result.base} minutes{unit}")
    title = _title(result)
    ax.set_title(title)
    told = "; ".join(
        f"{everybody(group)}: "
        + ", ".join(
            f"{row['label']} minutes {result.worth_in_words(row)}"
            for _, row in result.of(group).iloc[[0, -1]].iterrows()
        )
        for group in groups
    )
    alt = f"{title}. Points with intervals around straight lines: {told}. {result.line}"
    alt += left_out(result.groups, _ROOM)
    return Picture(ax, alt, name="value-curves")


def plot_level_worths(
    result: ValueCurves, attribute: str | None = None, *, ax: Axes | None = None
) -> Picture:
    """What the levels of another attribute, such as warmth, are worth to each type.

    Parameters
    ----------
    result : ValueCurves
        What :func:`value_curves` returned.
    attribute : str, optional
        Which; by default the first beside minutes.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    others = [name for name in result.attributes if name != MINUTES]
    if not others:
        raise ValueError("the choices hold nothing beside price and minutes")
    attribute = attribute or others[0]
    ax = new_axes(ax)
    cash = partial(money, currency=result.currency, digits=2)
    groups = most_and_least(result.groups, _ROOM)
    levels = result.of(EVERYBODY, attribute)
    levels = levels[levels["shape"] != "base"].sort_values("worth")["label"]
    names: list[str] = []
    for label in levels:
        for which, group in enumerate(reversed(groups)):
            row, place = result.of(group, attribute).set_index("label").loc[label], len(names)
            names.append(everybody(group))
            if row["shape"] != "bounded" or np.isnan(row["worth"]):
                ax.text(0, place, " no two ends", color=INK, va="center")
                continue
            colour = palette()[0] if row["low"] * row["high"] > 0 else GREY
            ax.plot([row["low"], row["high"]], [place, place], color=colour, lw=3)
            ax.plot([row["worth"]], [place], _MARKERS[len(groups) - 1 - which], color=colour, ms=7)
            ax.annotate(cash(row["worth"]), (row["worth"], place), xytext=(0, 8), ha="center",
                        textcoords="offset points", color=INK)  # fmt: skip
        ax.annotate(label, (0, len(names) - 0.15), xycoords=("axes fraction", "data"),
                    textcoords="offset points", xytext=(4, 0), weight="bold")  # fmt: skip
        names.append("")
    ax.axvline(0, color=INK, linewidth=1)
    against = result.base_levels.get(attribute)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.7, len(names) - 0.3)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    format_axis(ax.xaxis, cash)
    base = f' against "{against}"' if against else ""
    ax.set_xlabel(f"Worth{base}" + (f" ({result.currency})" if result.currency else ""))
    best = levels.iloc[-1]
    worths = {g: result.of(g, attribute).set_index("label").loc[best, "worth"] for g in groups}
    most, least = (pick(worths, key=worths.__getitem__) for pick in (max, min))
    title = f'What "{best}" is worth: {everybody(most)} {cash(worths[most])}'
    title += f", {everybody(least)} {cash(worths[least])}" if most != least else ""
    ax.set_title(title)
    told = "; ".join(
        f"{row['label']} {everybody(group)} {result.worth_in_words(row)}"
        for group in groups
        for _, row in result.of(group, attribute).iterrows()
        if row["shape"] != "base"
    )
    alt = f"{title}. Points with intervals{base}: {told}.{left_out(result.groups, _ROOM)}"
    return Picture(ax, alt, name="level-worths")


def _name_curves(ax: Axes, x: float, ends: list[tuple[float, str, str]]) -> None:
    """Each curve's name at its left end, kept apart from the others."""
    low, high = ax.get_ylim()
    room, last = 0.07 * (high - low), -np.inf
    for y, group, colour in sorted(ends):
        last = max(y, last + room)
        ax.text(x, last, everybody(group), ha="right", va="center", color=colour, weight="bold")


def _title(result: ValueCurves) -> str:
    """What the quickest level is worth against the base, at most and at least."""
    cash = partial(money, currency=result.currency, digits=2)
    label = next(x for x in result.of(EVERYBODY)["label"] if x != result.base)
    worths = {
        group: float(rows.loc[rows["label"] == label, "worth"].iloc[0])
        for group in result.groups
        for rows in [result.of(group)]
    }
    known = {group: worth for group, worth in worths.items() if np.isfinite(worth)}
    if not known:
        return "What the minutes are worth cannot be said: money does not count"
    most, least = (pick(known, key=lambda g: abs(known[g])) for pick in (max, min))
    text = f"{label} minutes instead of {result.base}: {everybody(most)} {cash(known[most])}"
    return text + (f", {everybody(least)} {cash(known[least])}" if most != least else "")
