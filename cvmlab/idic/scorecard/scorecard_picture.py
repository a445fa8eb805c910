"""The scorecard as pictures: shares on one scale, and what each move would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.figures.formats import interval, money, percent
from cvmlab.idic.scorecard.scorecard_result import Scorecard

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

_ARROWS = {"lower": "←", "higher": "→", "known": ""}


def plot_scorecard(card: Scorecard, *, ax: Axes | None = None) -> Picture:
    """Draw the figures that are shares on one scale, with an arrow to the better side.

    Parameters
    ----------
    card : Scorecard
    ax : matplotlib Axes, optional

    Raises
    ------
    DataProblem
        When no share could be measured.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    shares = [one for one in card.indicators if one.unit == "share" and one.value is not None]
    if not shares:
        raise one_problem("no figure of the scorecard could be measured as a share", _BRING)
    ax, colours = new_axes(ax), palette()
    steps = list(dict.fromkeys(one.step for one in shares))
    for place, one in enumerate(shares):
        colour = colours[steps.index(one.step)]
        value = one.value or 0.0
        if one.low is not None and one.high is not None:
            ax.hlines(place, one.low, one.high, color=colour, lw=5, alpha=0.45, zorder=2)
        ax.plot(value, place, "o", color=colour, ms=7, zorder=3)
        ax.annotate(
            f"{one.said} {_ARROWS[one.better]}", (max(value, one.high or value), place),
            xytext=(9, 0), textcoords="offset points", va="center", fontsize=8.5, color=INK,
        )  # fmt: skip
    ax.set_yticks(
        range(len(shares)), [f"{one.step.capitalize()}: {_small(one.name)}" for one in shares]
    )
    ax.set_ylim(len(shares) - 0.5, -0.5)
    ax.set_xlim(0, max(1.0, *(one.high or one.value or 0.0 for one in shares)) * 1.14)
    ax.set_xticks(np.linspace(0, 1, 5))
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    format_axis(ax.xaxis, percent)
    ax.set_xlabel("Share, with its interval; the arrow points to the better side", loc="right")
    title = f"{len(shares)} shares of the four steps, each with its interval"
    ax.set_title(title)
    parts = "; ".join(
        f"{one.step}, {_small(one.name)}: {one.said}"
        + (f" ({one.range_said})" if one.range_said else "")
        + ("" if one.better == "known" else f", {one.better} is better")
        for one in shares
    )
    return Picture(ax, f"{title}. {parts}.", name="idic-scorecard")


def plot_moves(card: Scorecard, *, ax: Axes | None = None) -> Picture:
    """Draw what a year of each move would bring, with its interval against zero.

    Parameters
    ----------
    card : Scorecard
    ax : matplotlib Axes, optional

    Raises
    ------
    DataProblem
        When no move could be put in money.
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    if not card.moves:
        raise one_problem("no move could be put in money", _BRING)
    ax, colours = new_axes(ax), palette()
    for place, move in enumerate(card.moves):
        colour = colours[0] if move.sure else GREY
        ax.hlines(place, move.low, move.high, color=colour, lw=5, alpha=0.45, zorder=2)
        ax.plot(move.euros, place, "o" if move.sure else "D", color=colour, ms=7, zorder=3)
        ax.annotate(
            _short(move.euros, card.currency), (max(move.high, 0), place), xytext=(8, 0),
            textcoords="offset points", va="center", fontsize=8.5, color=INK,
        )  # fmt: skip
    ax.axvline(0, color=INK, lw=1)
    ax.margins(x=0.12)
    ax.set_yticks(range(len(card.moves)), [_two_lines(move.what) for move in card.moves])
    ax.set_ylim(len(card.moves) - 0.5, -0.6)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    format_axis(ax.xaxis, lambda amount: _short(amount, card.currency))
    ax.set_xlabel("A year, after its cost; round: surely above zero, diamond: not")
    best = card.next_move
    title = (
        f"{best.what}: {_short(best.euros, card.currency)} a year"
        if best is not None
        else "No move is surely worth its cost"
    )
    ax.set_title(title)
    parts = "; ".join(
        f"{move.what}: {card.cash(move.euros)} ({interval(move.low, move.high, card.cash)})"
        for move in card.moves
    )
    return Picture(ax, f"{title}. {parts}.", name="idic-moves")


_BRING = "bring the tables that the scorecard names as missing."


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _short(amount: float, currency: str) -> str:
    return money(amount, currency or None, short=True)


def _two_lines(words: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(words, 34))
