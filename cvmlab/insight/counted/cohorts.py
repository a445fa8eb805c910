"""Which year's or month's new customers today's sales come from, and who of them still buys.

A cohort is everybody whose first purchase fell into the same period. Two traps are built in: the
oldest cohort of a file may hold customers who were customers before it begins, and the share that
still buys falls ever more slowly with age even if nobody becomes more loyal, because those who
leave early leave the cohort to the others (Vaupel and Yashin 1985, "Heterogeneity's ruses").
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.insight.counted.cohort_cells import (
    PERIODS,
    acquisition_bounds,
    add_shares,
    finest_period,
    full_grid,
    observed_days,
    period_label,
    sums_by_cohort,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class CohortSales:
    """Sales and active customers of each acquisition cohort, period by period.

    Attributes
    ----------
    table : pandas.DataFrame
        Sales in currency units, one row a cohort, one column a calendar period; blank before the
        cohort was acquired and where a group is too small to show.
    cells : pandas.DataFrame
        One row for each cohort and period: ``cohort, period, age`` (in periods), ``customers``
        (size of the cohort), ``active`` (who bought in the period), their ``share`` with its
        Wilson interval ``low, high``, ``sales`` and ``complete``.
    period : {"M", "Q", "Y"}
        Calendar month, quarter or year.
    end : datetime.date
        Last day observed.
    incomplete : str or None
        The last period, where ``end`` is not its last day: its sales are not those of a whole one.
    compared : str
        The last complete period, the one findings speak of (the only one, if none is complete).
    from_earlier : float
        Share of its sales that came from customers acquired in earlier periods.
    suppressed : int
        Cells left blank because fewer than ``minimum_group`` customers stand behind them.
    """

    table: pd.DataFrame
    cells: pd.DataFrame = field(repr=False)
    period: Literal["M", "Q", "Y"]
    end: dt.date
    incomplete: str | None
    compared: str
    from_earlier: float
    suppressed: int
    level: float

    @property
    def active(self) -> pd.DataFrame:
        """The triangle: share of a cohort that buys, by age in periods; what is not over is blank.

        The acquisition period itself is age 0, where everybody is active by definition.
        """
        return self.cells.pivot(index="cohort", columns="age", values="share")

    def summary(self) -> Table:
        """One line a cohort: its size, its sales so far, and how many still buy."""
        from cvmlab.figures.tables import Table

        last = self.cells[self.cells["period"] == self.compared].set_index("cohort")
        sizes = self.cells.groupby("cohort", sort=False)["customers"].first()
        sales = self.table.sum(axis=1, min_count=1)
        frame = pd.DataFrame({"Acquired in": self.table.index}).set_index("Acquired in")
        frame["Customers"] = sizes
        frame["Sales to date"] = sales
        frame[f"Active in {self.compared}"] = last["share"]
        frame[f"{percent(self.level)} interval"] = [
            interval(row.low, row.high, percent) for row in last.reindex(frame.index).itertuples()
        ]
        return Table(
            frame,
            title=f"Customers by the {PERIODS[self.period]} of their first purchase",
            note=self._note(),
            formats={
                "Customers": count,
                "Sales to date": partial(money, digits=0),
                f"Active in {self.compared}": percent,
            },
        )

    def _note(self) -> str | None:
        notes = []
        if self.incomplete:
            notes.append(f"{self.incomplete} is not complete: the data end on {self.end}.")
        if self.suppressed:
            noun = "cell is" if self.suppressed == 1 else "cells are"
            notes.append(f"{count(self.suppressed)} {noun} blank: too few customers to show.")
        return " ".join(notes) or None


def sales_by_cohort(
    occasions: pd.DataFrame | ir.Table,
    period: Literal["auto", "M", "Q", "Y"] = "auto",
    end: dt.date | str | None = None,
    *,
    minimum_group: int = 1,
    level: float = 0.95,
) -> CohortSales:
    """How much each period's new customers buy, then and later.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``. A table is summed
        where it is stored.
    period : {"auto", "M", "Q", "Y"}
        Months, quarters or years; "auto" takes the finest that gives at most 12 cohorts.
    end : date or ISO text, optional
        Last day observed, by default the last day anybody bought. Without it the last period
        counts as complete only if somebody bought on its last day.
    minimum_group : int
        Cells behind which fewer customers stand are left blank, so that nobody can be singled out.
    level : float
        Confidence level of the shares' Wilson intervals (Wilson 1927, "Probable inference, the
        law of succession, and statistical inference").

    Returns
    -------
    CohortSales

    Raises
    ------
    DataProblem
        If nobody bought up to ``end``.

    Examples
    --------
    >>> import pandas as pd
    >>> bought = pd.DataFrame({"customer_id": ["a", "a", "b"], "cents": [1000, 500, 2000],
    ...                        "date": pd.to_datetime(["2024-01-05", "2024-02-03", "2024-02-10"])})
    >>> sales_by_cohort(bought, "M", end="2024-02-29").table
    period   2024-01  2024-02
    cohort
    2024-01     10.0      5.0
    2024-02      NaN     20.0
    """
    if period not in ("auto", *PERIODS):
        raise ValueError(f'period must be "auto", "M", "Q" or "Y", not {period!r}')
    lines, last_day = observed_days(occasions, end)
    known = lines.group_by("customer_id").agg(acquired=lines["date"].min())
    bounds = acquisition_bounds(lines, known)
    chosen = finest_period(bounds) if period == "auto" else period
    cells = full_grid(sums_by_cohort(lines, known, chosen), chosen)
    closing = last_day or bounds["last"]
    cells["complete"] = cells["period"].dt.end_time.dt.date <= closing
    incomplete = None if cells["complete"].iloc[-1] else period_label(cells["period"].iloc[-1])
    complete = cells.loc[cells["complete"], "period"]
    compared = complete.max() if len(complete) else cells["period"].max()
    of_compared = cells[cells["period"] == compared]
    earlier = of_compared.loc[of_compared["cohort"] < compared, "sales"].sum()
    everything = of_compared["sales"].sum()

    add_shares(cells, level)
    small = cells["active"].between(1, minimum_group - 1) | (cells["customers"] < minimum_group)
    cells.loc[small, ["active", "share", "low", "high", "sales"]] = np.nan
    cells.loc[cells["customers"] < minimum_group, "customers"] = np.nan
    for name in ("cohort", "period"):
        cells[name] = cells[name].map(period_label)
    return CohortSales(
        table=cells.pivot(index="cohort", columns="period", values="sales"),
        cells=cells,
        period=chosen,
        end=closing,
        incomplete=incomplete,
        compared=period_label(compared),
        from_earlier=earlier / everything if everything else float("nan"),
        suppressed=int(small.sum()),
        level=level,
    )


def plot_sales_by_cohort(
    result: CohortSales, *, ax: Axes | None = None, currency: str | None = None
) -> Picture:
    """Sales period by period, stacked by when the buyers became customers.

    Parameters
    ----------
    result : CohortSales
        What :func:`sales_by_cohort` returned.
    ax : matplotlib Axes, optional
        Where to draw.
    currency : str, optional
        ISO 4217 code for the axis.

    Returns
    -------
    Picture
    """
    from matplotlib.colors import LinearSegmentedColormap

    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    # Cohorts have an order, so their colours have one too: one hue from dark (oldest) to pale
    # stays in order in grey print and with every form of colour blindness.
    hue = LinearSegmentedColormap.from_list("cohorts", [INK, palette()[0], "#D6E6F2"])
    shades = hue(np.linspace(0, 1, max(2, len(result.table))))
    height = np.zeros(result.table.shape[1])
    positions = np.arange(height.size)
    for (cohort, sales), shade in zip(result.table.iterrows(), shades, strict=False):
        bars = ax.bar(
            positions, sales.fillna(0), 0.86, bottom=height, color=shade, label=cohort,
            edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        if result.incomplete:
            bars[-1].set_hatch("////")
        height += sales.fillna(0).to_numpy()
    ax.set_ylim(0, max(1.0, height.max()) * 1.05)
    step = -(-height.size // 7)
    ax.set_xticks(positions[::step], result.table.columns[::step])
    format_axis(ax.yaxis, partial(money, currency=currency, short=True))
    unit = PERIODS[result.period]
    ax.set_ylabel(f"Sales per {unit}" + (f" ({currency})" if currency else ""))
    unfinished = " (the last one, hatched, is not complete)" if result.incomplete else ""
    ax.set_xlabel(unit.capitalize() + unfinished)
    _legend(ax, unit)
    title = _finding(result)
    ax.set_title(title)
    return Picture(ax, _alt(result, title, currency), name="sales-by-cohort")


def _finding(result: CohortSales) -> str:
    unit = PERIODS[result.period]
    newest = result.table.index[-1]
    if np.isnan(result.from_earlier):
        return f"Sales by the {unit} in which the buyers became customers"
    if newest < result.compared:
        return f"All sales in {result.compared} came from customers acquired by {newest}"
    return (
        f"{percent(result.from_earlier)} of sales in {result.compared} came from customers "
        f"acquired before that {unit}"
    )


def _alt(result: CohortSales, title: str, currency: str | None) -> str:
    cash = partial(money, currency=currency, short=True)
    by_cohort = result.table.sum(axis=1)
    by_period = result.table.sum()
    text = (
        f"{title}. Stacked bars by {PERIODS[result.period]}, {by_period.index[0]} to "
        f"{by_period.index[-1]}: {cash(by_period.iloc[0])} in the first, "
        f"{cash(by_period[result.compared])} in {result.compared}, most in {by_period.idxmax()} "
        f"({cash(by_period.max())}). Of {len(by_cohort)} cohorts the one of {by_cohort.idxmax()} "
        f"bought most, {cash(by_cohort.max())} in all."
    )
    note = result._note()
    return f"{text} {note}" if note else text


def _legend(ax: Axes, unit: str) -> None:
    handles, labels = ax.get_legend_handles_labels()
    every = -(-len(handles) // 12)
    chosen = slice(None, None, -every)  # the newest is the top of the stack
    ax.legend(
        handles[chosen], labels[chosen], title=f"First bought\nin {unit}",
        loc="upper left", bbox_to_anchor=(1.0, 1.0), alignment="left", borderaxespad=0,
    )  # fmt: skip
