"""Which ups and downs of a figure mean something, and which are only noise.

Every week a rate is a little higher or lower than the week before, and somebody asks why. How much
it moves from one week to the next when nothing has happened says how far it may wander without
anybody having to explain it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.idic.interact.process_chart_result import ProcessChart

OF_THE_MEAN, OF_THE_RANGE = 2.66, 3.268  # 3/d₂ and D₄ for ranges of two values (d₂ = 1.128)
_FEWEST = 5


def process_chart(
    series: pd.Series,
    *,
    baseline: int | None = None,
    run: int = 8,
    low: float | None = None,
    high: float | None = None,
    name: str = "",
) -> ProcessChart:
    """Natural limits of a figure that is measured again and again, and what lies beyond them.

    Parameters
    ----------
    series : Series
        One value a period, in order; the index says which.
    baseline : int, optional
        The limits come from so many first values and stay as they are; by default from all.
    run : int
        So many values in a row on one side of the mean are a signal too.
    low, high : float, optional
        What the figure cannot go beyond, such as 0 for a rate.
    name : str
        What the figure is called; by default the series' name.

    Returns
    -------
    ProcessChart

    Raises
    ------
    DataProblem
        When there are too few values, or some are missing.

    Notes
    -----
    Individuals and moving range (XmR): mean ± 2.66 times the mean moving range, which is the mean
    distance of a value from the one before; the moving ranges' own upper limit is 3.268 times
    their mean (Shewhart 1931, "Economic control of quality of manufactured product"; Wheeler 1993,
    "Understanding variation: the key to managing chaos"). The moving range and not the standard
    deviation, because a change in level would widen the latter and so hide itself. Values that
    hang together (seasons, trends) give more signals than these limits promise.

    Examples
    --------
    >>> chart = process_chart(pd.Series([10.0, 12.0, 11.0, 13.0, 12.0]))
    >>> chart.centre, chart.range_mean, [round(x, 2) for x in chart.limits]
    (11.6, 1.5, [7.61, 15.59])
    """
    values = _checked(series, baseline, run)
    first = values if baseline is None else values[:baseline]
    moving = np.abs(np.diff(values, prepend=np.nan))
    centre = float(first.mean())
    range_mean = float(np.abs(np.diff(first)).mean())
    limits = centre - OF_THE_MEAN * range_mean, centre + OF_THE_MEAN * range_mean
    if low is not None:
        limits = max(limits[0], low), limits[1]
    if high is not None:
        limits = limits[0], min(limits[1], high)
    beyond = np.where(values > limits[1], "above", np.where(values < limits[0], "below", ""))
    table = pd.DataFrame(
        {
            "period": [_said(label) for label in series.index],
            "value": values,
            "moving_range": moving,
            "beyond": beyond,
            "run": _runs(values, centre, run),
            "jump": moving > OF_THE_RANGE * range_mean,
        }
    )
    return ProcessChart(
        table, centre, (float(limits[0]), float(limits[1])), range_mean,
        OF_THE_RANGE * range_mean, len(first), run, name or str(series.name or "The figure"),
    )  # fmt: skip


def contact_rates(
    contacts: pd.DataFrame,
    outcome: str = "complaint",
    every: Literal["week", "month"] = "week",
    *,
    settle_days: int = 0,
) -> pd.Series:
    """How many of 1,000 messages came to something, week by week or month by month.

    Parameters
    ----------
    contacts : DataFrame
        One row a message: ``date``, ``outcome``.
    outcome : str
        Which outcome.
    every : {"week", "month"}
        Whole periods only: a week has to begin and end within the messages.
    settle_days : int
        How many days an outcome may take to come. Periods that end so shortly before the last
        message are left out: what has not happened yet looks like a fall.

    Returns
    -------
    Series
        Rate by the first day of the period.

    Raises
    ------
    DataProblem
        When a column is missing, or no message had that outcome.
    """
    lacking = [name for name in ("date", "outcome") if name not in contacts]
    if lacking:
        raise DataProblem([Problem("this column is not there", "map it.", x) for x in lacking])
    if not (contacts["outcome"] == outcome).any():
        known = ", ".join(sorted(contacts["outcome"].dropna().unique()))
        raise DataProblem(
            [Problem(f'no message has the outcome "{outcome}"', f"choose one of: {known}.")]
        )
    date = pd.to_datetime(contacts["date"])
    period = date.dt.to_period("W" if every == "week" else "M")
    happened = (contacts["outcome"] == outcome).groupby(period).agg(["sum", "size"])
    # One day less at either end: no message is sent on a Sunday.
    margin = pd.Timedelta(days=1)
    starts, ends = happened.index.start_time, happened.index.end_time.normalize()
    settled = date.max() - pd.Timedelta(days=settle_days)
    whole = (starts + margin >= date.min()) & (ends - margin <= settled)
    happened = happened[whole]
    rate = 1000 * happened["sum"] / happened["size"]
    return rate.set_axis(happened.index.start_time.date).rename(f"{outcome} of 1,000 messages")


def _runs(values: np.ndarray, centre: float, run: int) -> np.ndarray:
    """Whether a value belongs to so many in a row on one side of the mean."""
    side = np.sign(values - centre)
    starts = np.flatnonzero(np.diff(side, prepend=np.nan) != 0)
    lengths = np.diff(np.append(starts, len(side)))
    long = (lengths >= run) & (side[starts] != 0)
    return np.repeat(long, lengths)


def _said(label: object) -> str:
    import datetime as dt

    from cvmlab.figures.formats import day

    if isinstance(label, (dt.date, pd.Timestamp)):
        return day(label)
    return str(label)


def _checked(series: pd.Series, baseline: int | None, run: int) -> np.ndarray:
    problems = []
    values = pd.to_numeric(series, errors="coerce").to_numpy(dtype=float)
    bad = int((~np.isfinite(values)).sum())
    if bad:
        problems.append(
            Problem("some values are missing or no numbers", "leave out periods without a value.",
                    count=bad)
        )  # fmt: skip
    if len(values) < _FEWEST:
        problems.append(
            Problem(f"{len(values)} values are too few for limits", f"bring at least {_FEWEST}.")
        )
    if baseline is not None and not _FEWEST <= baseline <= len(values):
        problems.append(
            Problem(f"a baseline of {baseline} values cannot be had",
                    f"choose from {_FEWEST} to {len(values)}.")
        )  # fmt: skip
    if run < 2:
        problems.append(Problem("a run is at least two values", "8 is usual."))
    if problems:
        raise DataProblem(problems, "the process chart")
    return values
