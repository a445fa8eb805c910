"""An account as a waterfall: from purchases to come to the total, each line with its basis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, number
from cvmlab.value_of.total import lines as of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.value_of.total.account_result import TotalValue
    from cvmlab.value_of.total.one_account import Account

HATCHES = {of.ESTIMATED: "", of.BY_LOT: "///", of.ASSUMPTION: "..."}


def plot_account(account: Account, *, ax: Axes | None = None) -> Picture:
    """What one customer is worth, line by line, and what each line rests on.

    Parameters
    ----------
    account : Account
        From ``total_value(...).of(customer)``.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
        Bars go from the sum so far to the sum with the line; lines without a price show their
        count. Below the total stand the confidence interval of the expectation (thick) and where it
        may turn out (thin).
    """
    cash = partial(money, currency=account.currency or None)
    largest = account.table.dropna(subset="euros").iloc[1:]
    moved = ""
    if len(largest):
        top = largest.loc[largest["euros"].abs().idxmax()]
        if abs(top["euros"]) >= 0.005:
            moved = f": after purchases, most is {top['line']} ({_signed(top['euros'], cash)})"
    title = f"{account.customer} is worth {cash(account.total)}{moved}"
    return _waterfall(
        account.table, account.total, (account.low, account.high), title, account.currency,
        ax, "account", count_digits=1, horizon=account.horizon,
        outcome=account.outcome if account.has_outcome else None,
    )  # fmt: skip


def plot_total_value(total: TotalValue, *, ax: Axes | None = None) -> Picture:
    """What all customers are worth together, line by line, and what each line rests on.

    Parameters
    ----------
    total : TotalValue
        From ``total_value``.
    ax : matplotlib Axes, optional
        Where to draw.
    """
    cash = partial(money, currency=total.currency or None, short=True)
    unpriced = len(total.unpriced)
    title = f"{count(len(total.customers))} customers are worth {cash(total.equity)} together"
    if unpriced:
        noun = "line is" if unpriced == 1 else "lines are"
        title += f"; {count(unpriced)} {noun} counted and not priced"
    return _waterfall(
        total.lines, total.equity, total.equity_interval, title, total.currency, ax,
        "total-value", count_digits=0, horizon=total.horizon, short=True,
    )  # fmt: skip


def _waterfall(
    table: pd.DataFrame, total: float, ends: tuple[float, float], title: str, currency: str,
    ax: Axes | None, name: str, *, count_digits: int, horizon: str, short: bool = False,
    outcome: tuple[float, float] | None = None,
) -> Picture:  # fmt: skip
    from matplotlib.patches import Patch

    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, GREY_TEXT, INK, palette

    ax = _tall(ax, new_axes, len(table))
    colours = palette()
    fills = {of.ESTIMATED: colours[0], of.BY_LOT: colours[2], of.ASSUMPTION: colours[5]}
    cash: Any = partial(money, currency=currency or None, short=short)
    so_far, priced = 0.0, table["euros"].notna().tolist()
    widest = outcome or ends
    reach = _reach(table, total, (min(ends[0], widest[0]), max(ends[1], widest[1])))
    gap = 0.012 * (reach[1] - reach[0])
    for place, row in enumerate(table.rename(columns={"count": "number"}).itertuples()):
        if np.isnan(row.euros):
            text = row.basis
            if row.basis == of.NOT_PRICED:
                text = f"{number(row.number, count_digits)} expected, no price"
            ax.text(so_far + gap, place, text, va="center", color=GREY_TEXT, fontsize=8,
                    fontstyle="italic")  # fmt: skip
            continue
        ax.barh(place, row.euros, left=so_far, height=0.66, color=fills[row.basis],
                hatch=HATCHES[row.basis], edgecolor="white", linewidth=0)  # fmt: skip
        after = so_far + row.euros
        until = next((i for i in range(place + 1, len(table)) if priced[i]), len(table))
        ax.plot([after, after], [place - 0.33, until + 0.33], color=GREY, linewidth=0.7)
        right = max(so_far, after)
        ax.text(right + gap, place, _signed(row.euros, cash) if place else cash(row.euros),
                va="center", fontsize=8)  # fmt: skip
        so_far = after
    last = len(table)
    ax.barh(last, total, height=0.66, color=INK)
    # Below the bar, where nothing hides them: thick for the expectation, thin for the outcome.
    if outcome is not None:
        ax.plot(outcome, [last + 0.5, last + 0.5], color=GREY, linewidth=1)
        ax.text(max(*outcome, 0.0) + gap, last + 0.5, "may turn out", va="center", fontsize=7.5,
                color=GREY_TEXT)  # fmt: skip
    ax.plot(ends, [last + 0.5, last + 0.5], color=INK, linewidth=3, solid_capstyle="butt")
    ax.text(max(total, 0.0) + gap, last, cash(total), va="center", fontsize=8, fontweight="bold")
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_yticks(range(last + 1), [*(line.capitalize() for line in table["line"]), "Total"])
    ax.set_ylim(last + 0.8, -0.6)
    ax.set_xlim(*reach)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    format_axis(ax.xaxis, partial(money, currency=currency or None, short=True))
    ax.set_xlabel(f"Worth over the {horizon}, in today's money")
    used = [basis for basis in HATCHES if basis in set(table.loc[table["euros"].notna(), "basis"])]
    keys = [Patch(facecolor=fills[b], hatch=HATCHES[b], edgecolor="white", label=b) for b in used]
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.35, -0.14), ncols=len(keys))
    ax.set_title(title)
    return Picture(ax, _alt(table, total, ends, outcome, title, cash, count_digits), name)


def _tall(ax: Axes | None, new_axes: Any, lines: int) -> Axes:
    """Axes high enough for a dozen lines; axes that are given stay as they are."""
    if ax is not None:
        return ax
    drawn: Axes = new_axes(None)
    figure = drawn.get_figure()
    if figure is not None:
        figure.set_size_inches(7.2, 1.4 + 0.26 * (lines + 1))  # type: ignore[union-attr]
    return drawn


def _reach(table: pd.DataFrame, total: float, ends: tuple[float, float]) -> tuple[float, float]:
    """From where to where the axis goes: room for every bar, and for the words beside it."""
    so_far = table["euros"].fillna(0.0).cumsum()
    low = min(0.0, float(so_far.min()), total, ends[0])
    high = max(0.0, float(so_far.max()), total, ends[1])
    span = (high - low) or 1.0
    return low - (0.04 * span if low < 0 else 0.0), high + 0.24 * span


def _signed(euros: float, cash: Any) -> str:
    return f"+{cash(euros)}" if euros >= 0.005 else str(cash(euros))


def _alt(
    table: pd.DataFrame, total: float, ends: tuple[float, float],
    outcome: tuple[float, float] | None, title: str, cash: Any, digits: int,
) -> str:  # fmt: skip
    """The lines in words, with their basis; the lines without a price with their count."""
    priced = [f"{row.line} {cash(row.euros)} ({row.basis})"
              for row in table[table["euros"].notna()].itertuples()]  # fmt: skip
    counted = [f"{row.line} {number(row.number, digits)}"
               for row in table[table["basis"] == of.NOT_PRICED]
               .rename(columns={"count": "number"}).itertuples()]  # fmt: skip
    text = f"{title}. Waterfall of lines: {'; '.join(priced)}. "
    text += f"Total {cash(total)} (interval {interval(*ends, cash)}"
    text += f"; it may turn out at {interval(*outcome, cash)})." if outcome else ")."
    if counted:
        text += f" Counted without a price: {'; '.join(counted)}."
    return text
