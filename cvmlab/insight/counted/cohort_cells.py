"""Sales and active customers of each cohort in each period, summed where the data are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

PERIODS = {"M": "month", "Q": "quarter", "Y": "year"}
_MOST_COHORTS, _MOST_PERIODS = 12, 36  # more than that cannot be read in one picture


def observed_days(occasions: Any, end: dt.date | str | None) -> tuple[ir.Table, dt.date | None]:
    """The occasions up to ``end`` as an Ibis table with true dates."""
    import ibis

    table = ibis.memtable(occasions) if isinstance(occasions, pd.DataFrame) else occasions
    table = table.select("customer_id", "cents", date=table["date"].cast("date"))
    last_day = None if end is None else pd.Timestamp(end).date()
    if last_day is not None:
        table = table.filter(table["date"] <= ibis.literal(last_day))
    # Several sums are taken of them: who bought on which day is worked out once.
    return table.cache(), last_day


def acquisition_bounds(lines: ir.Table, known: ir.Table) -> dict[str, dt.date]:
    asked = known.agg(first=known["acquired"].min(), newest=known["acquired"].max()).cross_join(
        lines.agg(last=lines["date"].max())
    )
    row = asked.to_pandas().iloc[0]
    if pd.isna(row["first"]):
        raise one_problem(
            "Nobody bought anything up to the last day observed",
            "check the end of the observation and which rows were read.",
        )
    return {name: pd.Timestamp(row[name]).date() for name in row.index}


def finest_period(bounds: dict[str, dt.date]) -> Literal["M", "Q", "Y"]:
    for unit in ("M", "Q"):
        first, newest, last = (
            pd.Period(bounds[name], unit).ordinal for name in ("first", "newest", "last")
        )
        if newest - first < _MOST_COHORTS and last - first < _MOST_PERIODS:
            return unit  # type: ignore[return-value]
    return "Y"


def sums_by_cohort(lines: ir.Table, known: ir.Table, period: str) -> pd.DataFrame:
    """Money and buyers of each cohort in each period, summed where the data are."""
    joined = lines.join(known, "customer_id")
    cells = joined.group_by(
        cohort=joined["acquired"].truncate(period), period=joined["date"].truncate(period)
    ).agg(cents=joined["cents"].sum(), active=joined["customer_id"].nunique())
    frame = cells.to_pandas()
    for name in ("cohort", "period"):
        frame[name] = pd.to_datetime(frame[name]).dt.to_period(period)
    return frame


def full_grid(sums: pd.DataFrame, period: str) -> pd.DataFrame:
    """Every cohort in every period since its acquisition, periods without sales included."""
    periods = pd.period_range(sums["period"].min(), sums["period"].max(), freq=period)
    cohorts = pd.Index(sums["cohort"].unique(), name="cohort").sort_values()
    every = pd.MultiIndex.from_product([cohorts, periods], names=["cohort", "period"])
    cells = sums.set_index(["cohort", "period"]).reindex(every, fill_value=0).reset_index()
    cells = cells[cells["period"] >= cells["cohort"]].reset_index(drop=True)
    # Everybody buys in the period of acquisition: those active then are the cohort.
    own = cells[cells["period"] == cells["cohort"]].set_index("cohort")["active"]
    cells["age"] = _ordinal(cells["period"]) - _ordinal(cells["cohort"])
    cells["customers"] = cells["cohort"].map(own).astype(float)
    cells["active"] = cells["active"].astype(float)
    cells["sales"] = cells.pop("cents").astype(float) / 100
    return cells[["cohort", "period", "age", "customers", "active", "sales"]]


def _ordinal(periods: pd.Series) -> np.ndarray:
    return pd.PeriodIndex(periods).asi8


def period_label(period: pd.Period) -> str:
    return f"{period.year} Q{period.quarter}" if period.freqstr.startswith("Q") else str(period)


def add_shares(cells: pd.DataFrame, level: float) -> None:
    """The active share with its Wilson interval; blank while its period is not over."""
    low, high = wilson(cells["active"], cells["customers"], level)
    acquired = cells["age"] == 0  # all of them, by definition and not by chance
    columns = {"share": cells["active"] / cells["customers"], "low": low, "high": high}
    for name, values in columns.items():
        cells[name] = (
            pd.Series(values, index=cells.index).mask(acquired, 1.0).where(cells["complete"])
        )
