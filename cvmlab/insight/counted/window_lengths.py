"""How concentrated the same customers look through windows of different length.

Nobody changes, only the window does: in four weeks many a steady customer happens to buy nothing,
and the few who do buy look like the pillars of the firm (Schmittlein, Cooper & Morrison 1993,
"Truth in concentration in the land of (80/20) laws", Marketing Science 12(2)). The customers
compared are therefore the same in every window, whether they bought in it or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, percent
from cvmlab.insight.counted.concentration import concentration
from cvmlab.insight.counted.purchase_windows import purchases, whole_weeks

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table

WINDOWS = (4, 13, 26, 52)


@dataclass(frozen=True, eq=False)
class WindowLengths:
    """Concentration of one set of customers, window by window.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a window, shortest first: ``weeks``, ``share`` of the spend brought by the best
        fraction with its interval ``low, high``, ``gini`` with ``gini_low, gini_high``, and
        ``idle``, the share of the customers who bought nothing in it.
    top : float
        The fraction that counts as best.
    customers : int
        How many customers are looked at in every window.
    end : datetime.date
        The last day of all windows.
    """

    table: pd.DataFrame
    top: float
    customers: int
    end: dt.date
    level: float = field(repr=False)

    @property
    def sentence(self) -> str:
        """What the shortest and the longest window make of the same customers."""
        short, long = self.table.iloc[0], self.table.iloc[-1]
        return (
            f"Over {count(short.weeks)} weeks the best {percent(self.top)} of "
            f"{count(self.customers)} customers bring {percent(short.share)} of sales "
            f"({percent(self.level)} interval {interval(short.low, short.high, percent)}), over "
            f"{count(long.weeks)} weeks {percent(long.share)} "
            f"({interval(long.low, long.high, percent)}). The customers are the same."
        )

    def summary(self) -> Table:
        """One line a window."""
        from cvmlab.figures.tables import Table

        rows = self.table
        frame = pd.DataFrame({"Weeks": rows["weeks"], "Share of sales": rows["share"]})
        frame[f"{percent(self.level)} interval"] = [
            interval(row.low, row.high, percent) for row in rows.itertuples()
        ]
        frame["Gini index"] = rows["gini"]
        frame["Bought nothing"] = rows["idle"]
        return Table(
            frame,
            title=f"What the best {percent(self.top)} of the same {count(self.customers)} "
            f"customers bring, by length of the window to {day(self.end)}",
            formats={"Share of sales": percent, "Bought nothing": percent},
        )


def concentration_by_window(
    occasions: pd.DataFrame | ir.Table,
    *,
    end: dt.date | str | None = None,
    weeks: Sequence[int] = WINDOWS,
    stayers: bool = False,
    top: float = 0.2,
    level: float = 0.95,
    resamples: int = 200,
    seed: int = 0,
) -> WindowLengths:
    """The share of sales of the best customers, by how long one looks.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    end : date or ISO text, optional
        The last day of all windows, by default the last day anybody bought.
    weeks : sequence of int
        Lengths of the windows. The customers are those who bought in the longest one *and* were
        customers before it began; without that, the newest would be idle in part of it.
    stayers : bool
        Keep only those who bought again after `end` (where the occasions go on): then nobody left
        in between either, and the windows differ in nothing but their length.
    top : float
        The fraction that counts as best.
    level, resamples, seed : float, int, int
        Of the bootstrap intervals, as in :func:`concentration`.

    Returns
    -------
    WindowLengths

    Raises
    ------
    DataProblem
        If nobody was a customer before the longest window and bought in it, or a window is empty.
    """
    import ibis

    lengths = sorted({whole_weeks(length) for length in weeks})
    days = purchases(occasions, end)
    longest = ibis.literal(days.start(lengths[-1]))
    known = days.table.group_by("customer_id").agg(begun=days.table["date"].min())
    joined = days.table.semi_join(known.filter(known["begun"] < longest), "customer_id")
    joined = joined.filter(joined["date"] >= longest)
    if stayers:
        later = purchases(occasions, None).table.filter(lambda t: t["date"] > days.end)
        joined = joined.semi_join(later, "customer_id")
    columns = {
        f"w{length}": ibis.ifelse(
            joined["date"] >= ibis.literal(days.start(length)), joined["cents"], 0
        ).sum()
        for length in lengths
    }
    sums = joined.group_by("customer_id").agg(**columns).order_by("customer_id").to_pandas()
    if sums.empty:
        raise one_problem(
            f"nobody was a customer before {day(days.start(lengths[-1]))} and bought after it",
            "choose shorter windows or a later end.",
        )
    rows = []
    for length in lengths:
        totals = sums[f"w{length}"].to_numpy(float) / 100
        found = concentration(totals, tops=(top,), level=level, resamples=resamples, seed=seed)
        best = found.table.iloc[0]
        rows.append(
            {
                "weeks": length, "share": best.share, "low": best.low, "high": best.high,
                "gini": found.gini, "gini_low": found.gini_low, "gini_high": found.gini_high,
                "idle": float((totals == 0).mean()),
            }
        )  # fmt: skip
    return WindowLengths(pd.DataFrame(rows), top, len(sums), days.end, level)


def plot_concentration_by_window(result: WindowLengths, *, ax: Axes | None = None) -> Picture:
    """The share of sales of the best customers against the length of the window.

    Parameters
    ----------
    result : WindowLengths
        What :func:`concentration_by_window` returned.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    rows = result.table
    at = np.arange(len(rows))
    spread = np.array([rows["share"] - rows["low"], rows["high"] - rows["share"]]).clip(0)
    ax.errorbar(at, rows["share"], yerr=spread, color=palette()[0], marker="o", capsize=3)
    for place, row in zip(at, rows.itertuples(), strict=True):
        ax.annotate(
            percent(row.share), (float(place), row.high), textcoords="offset points",
            xytext=(0, 5), ha="center", color=GREY_TEXT, fontweight="bold",
        )  # fmt: skip
    labels = [
        f"{count(row.weeks)}\n({percent(row.idle)} bought nothing)" for row in rows.itertuples()
    ]
    ax.set_xticks(at, labels, fontsize=8)
    ax.set_xlim(-0.5, len(rows) - 0.5)
    ax.set_ylim(0, min(1.1, rows["high"].max() + 0.12))
    format_axis(ax.yaxis, percent)
    ax.set_xlabel(f"Weeks looked at, all ending on {day(result.end)}")
    ax.set_ylabel(f"Share of sales, best {percent(result.top)} (%)")
    short, long = rows.iloc[0], rows.iloc[-1]
    title = (
        f"The same customers: the best {percent(result.top)} bring {percent(short.share)} of "
        f"sales in {count(short.weeks)} weeks, {percent(long.share)} in {count(long.weeks)}"
    )
    ax.set_title(title)
    points = ", ".join(
        f"{percent(row.share)} over {count(row.weeks)} weeks ({percent(row.idle)} bought nothing)"
        for row in rows.itertuples()
    )
    return Picture(ax, f"{title}. Share by window: {points}.", name="concentration-by-window")
