"""A firm's label against its customers' own answers, as dots with their intervals."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, interval, percent
from cvmlab.loyalty.called_loyal.firm_label_result import MORE, OTHERS, FirmLabel, ones
from cvmlab.loyalty.called_loyal.group_outcomes import as_written, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_SIGNS = ("o", "s", "^", "D", "v", "P")  # a group is known by its shape, not only by its colour
_APART = 0.5  # of an outcome's row, shared by the groups


def plot_firm_label(result: FirmLabel, *, ax: Axes | None = None) -> Picture:
    """Each outcome as a row, each group as a dot with its interval, the labelled first.

    Parameters
    ----------
    result : FirmLabel
        What :func:`cvmlab.loyalty.called_loyal.firm_label.firm_label` returned. Shares are drawn;
        where there is none, means.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, palette

    share = any(result.shares.values())
    outcomes = [one for one in result.outcomes if result.shares[one] == share]
    groups = _groups(result)
    write = as_written(share)
    ax = new_axes(ax)
    if share:
        ax.axvline(0.5, color=GREY, linewidth=1, linestyle="--")
    rows = np.arange(len(outcomes))
    shifts = np.linspace(-_APART / 2, _APART / 2, len(groups))
    for group, shift, sign, colour in zip(groups, shifts, _SIGNS, palette(), strict=False):
        found = [result.row(one, group) for one in outcomes]
        value, low, high = ([row[name] for row in found] for name in ("value", "low", "high"))
        of = count(max(row["customers"] for row in found))
        ax.hlines(rows + shift, low, high, color=colour, linewidth=2)
        ax.plot(value, rows + shift, sign, color=colour, markersize=6, label=f"{group} ({of})")
        for x, y, end in zip(value, rows + shift, high, strict=True):
            ax.annotate(write(x), (end, y), xytext=(5, 0), textcoords="offset points",
                        va="center", fontsize=9, color=GREY_TEXT)  # fmt: skip
    names = [textwrap.fill(words_of(one, result.words), 24) for one in outcomes]
    ax.set_yticks(rows, names)
    ax.set_ylim(len(outcomes) - 0.5, -0.5)
    ax.grid(axis="x")
    ax.grid(axis="y", visible=False)
    format_axis(ax.xaxis, write)
    if share:
        ax.set_xlim(0, 1)
    ax.set_xlabel(
        f"{'Share of the group' if share else 'Mean of the group'}; bars are "
        f"{percent(result.level)} intervals" + ("; dashed: half of them" if share else "")
    )
    ax.legend(
        title=f"{result.label.replace('_', ' ').capitalize()} (customers)",
        loc="center right",
        alignment="left",
    )
    title = _title(result, outcomes)
    ax.set_title(title)
    return Picture(ax, _alt(result, outcomes, groups, title), name="firm-label")


def _groups(result: FirmLabel) -> list[str]:
    """The labelled, then the baseline, then the other values as far as there are signs."""
    there = list(dict.fromkeys(result.table["group"]))
    wanted = [result.value, result.against, *(g for g in there if g != OTHERS)]
    return list(dict.fromkeys(wanted))[: len(_SIGNS)]


def _title(result: FirmLabel, outcomes: list[str]) -> str:
    found = result.differences[result.differences["outcome"].isin(outcomes)]
    sure, asked = int((found["verdict"] == MORE).sum()), len(found)
    against = ones(result.against)
    who = f"{result.value.capitalize()} customers are"
    if sure == 0:
        return f"{who} nowhere surely ahead of {against}"
    where = "" if sure == asked else f" in {sure} of {asked} comparisons"
    return f"{who} surely ahead of {against}{where}"


def _alt(result: FirmLabel, outcomes: list[str], groups: list[str], title: str) -> str:
    said = []
    for one in outcomes:
        write = as_written(result.shares[one])
        each = ", ".join(
            f"{group} {write(row['value'])} ({interval(row['low'], row['high'], write)})"
            for group in groups
            for row in [result.row(one, group)]
        )
        said.append(f"{words_of(one, result.words)}: {each}")
    return f"{title}. Dots with {percent(result.level)} intervals. {'. '.join(said)}."
