"""What a customer has brought by each month, against what winning them cost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.figures.formats import count, day, money, percent
from cvmlab.value_of.acquisition.break_even_result import BreakEven
from cvmlab.value_of.acquisition.won import DAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

MOST = 2  # channels in one picture: each brings a curve, a band and a price


def plot_break_even(
    result: BreakEven,
    channels: str | Sequence[str] | None = None,
    *,
    phase: str | None = None,
    months: int | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Margin brought so far by month of age, with the cost of winning as a level line.

    Parameters
    ----------
    result : BreakEven
        What :func:`~cvmlab.value_of.acquisition.break_even.break_even` returned.
    channels : str or up to two of them, optional
        By default the one that pays back last.
    phase : str, optional
        "before" or "after"; by default both where one channel is shown, else the later one.
    months : int, optional
        Months shown.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    chosen = _chosen(result, channels, phase)
    cash = partial(money, currency=result.currency or None, digits=0)
    last = min(months or result.months, result.months)
    ax = new_axes(ax)
    alts, top = [], 0.0
    several = len({name for name, _ in chosen}) > 1
    looks = zip(palette(), "os", strict=False)
    prices = [result.of(*each).cac for each in chosen]
    ends = [_curve(result, each, last)["cumulative"].iloc[-1] for each in chosen]
    early = min(
        last, 6
    )  # where the marks stand, curves may lie the other way round than at the end
    heights = [_curve(result, each, early)["cumulative"].iloc[-1] for each in chosen]
    for each, (colour, marker), price, end in zip(chosen, looks, prices, ends, strict=False):
        row, rows = result.of(*each), _curve(result, each, last)
        seen, name = rows[rows["seen"]], _name(result, *each, several)
        # the higher of two lines bears its words above it, the lower one below
        over, ahead = price == max(prices), end == max(ends)
        above = _curve(result, each, early)["cumulative"].iloc[-1] == max(heights)
        ax.fill_between(
            rows["month"], rows["low"], rows["high"], color=colour, alpha=0.14, linewidth=0
        )
        ax.plot(seen["month"], seen["cumulative"], color=colour)
        ax.plot(rows["month"], rows["cumulative"], color=colour, linestyle=(0, (2, 1.5)), zorder=1)
        ax.axhline(price, color=colour, linewidth=1, linestyle="--" if over else "-.")
        ax.annotate(
            f"{name}: {cash(price)} to win one", (last, price), xytext=(0, 3 if over else -3),
            textcoords="offset points", ha="right", va="bottom" if over else "top",
            color=colour, fontsize=8,
        )  # fmt: skip
        ax.annotate(name, (last, end), xytext=(4, 1 if ahead else -1), textcoords="offset points",
                    va="bottom" if ahead else "top", color=colour, fontweight="bold",
                    fontsize=8)  # fmt: skip
        if row.month <= last:
            at = float(rows.loc[rows["month"] == row.month, "cumulative"].iloc[0])
            ax.plot([row.month], [at], marker=marker, color=colour, markersize=8, zorder=4)
            ax.annotate(
                f"month {count(row.month)}", (row.month, at), xytext=(-6, 8) if above else (8, -9),
                textcoords="offset points", ha="right" if above else "left",
                va="bottom" if above else "top", color=colour, fontweight="bold", fontsize=8,
            )  # fmt: skip
        top = max(top, float(rows["high"].max()), price)
        alts.append(_alt(result, name, row, end, last))
    ax.set_xlim(0.5, last * 1.22 + 0.5)
    ax.set_xticks(np.arange(1, last + 1, 1 if last <= 13 else 2 if last <= 26 else 4))
    ax.set_ylim(0, top * 1.04)
    format_axis(ax.yaxis, cash)
    ax.set_xlabel(
        f"Months of {DAYS} days since the first purchase (dotted: expected, not yet seen)"
    )
    ax.set_ylabel("Margin brought so far, discounted")
    ax.set_title(_title(result, chosen, several))
    ax.text(0.99, 0.02, f"bands: {percent(result.level)} interval", transform=ax.transAxes,
            ha="right", va="bottom", color=GREY_TEXT, fontsize=8)  # fmt: skip
    return Picture(ax, f"{_title(result, chosen, several)}. {' '.join(alts)}", "break-even")


def _chosen(
    result: BreakEven, channels: str | Sequence[str] | None, phase: str | None
) -> list[tuple[str, str]]:
    table = result.table
    if channels is None:
        rows = table if phase is None else table[table["phase"] == phase]
        channels = str(rows.loc[rows["month"].idxmax(), "channel"])
    names = [channels] if isinstance(channels, str) else list(channels)
    if not 0 < len(names) <= MOST:
        raise ValueError(f"one picture shows one or {MOST} channels")
    if len(names) == 1 and phase is None:
        phases = table.loc[table["channel"] == names[0], "phase"]
        return [(str(result.of(names[0], part)["channel"]), part) for part in phases] or [
            (names[0], str(result.of(names[0])["phase"]))
        ]
    return [(name, str(result.of(name, phase)["phase"])) for name in names]


def _curve(result: BreakEven, each: tuple[str, str], last: int) -> pd.DataFrame:
    of_both = result.curves["channel"].eq(each[0]) & result.curves["phase"].eq(each[1])
    return result.curves[of_both & (result.curves["month"] <= last)]


def _name(result: BreakEven, channel: str, part: str, several: bool) -> str:
    if several or result.costs.phase is None:
        return channel
    return f"{'before' if part == 'before' else 'from'} {day(result.costs.phase)}"


def _title(result: BreakEven, chosen: Sequence[tuple[str, str]], several: bool) -> str:
    rows = [result.of(channel, part) for channel, part in chosen]
    said = [
        f"not within {result.months} months" if np.isinf(row.month) else f"in month {row.month:.0f}"
        for row in rows
    ]
    if several:
        first, other = (row["channel"] for row in rows)
        return (
            f"A customer from {first} pays back {said[0]}, one from {other} {said[1]}, on average"
        )
    text = f"A customer from {rows[0]['channel']} pays back {said[0]} on average"
    if len(rows) > 1:
        since = day(result.costs.phase)
        same = said[0] == said[1]
        text += f", before {since} as after" if same else f" before {since}, {said[1]} after"
        overlap = (
            rows[0].month_low <= rows[1].month_high and rows[1].month_low <= rows[0].month_high
        )
        text += ": no clear difference" if overlap and not same else ""
    return text


def _alt(result: BreakEven, name: str, row: pd.Series, end: float, last: int) -> str:
    cash = partial(money, currency=result.currency or None)
    low, high = (
        f"after {result.months}" if np.isinf(m) else count(m)
        for m in (row.month_low, row.month_high)
    )
    return (
        f"{name}: {cash(row.cac)} to win one; "
        f"break-even month interval {low} to {high}; {cash(end)} brought by month {last}; "
        f"{count(row.seen_months)} months seen."
    )
