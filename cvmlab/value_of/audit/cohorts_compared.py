"""Fourth lens: cohorts side by side. Are the customers won lately worth less than those before?

Only the same age may be compared: an old cohort has had more time. So every cohort is looked at
over its customers' first months, and only those customers are counted who have had them in full
(Fader, Hardie & Ross 2022, "The Customer-Base Audit").
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.insight.counted.cohort_cells import period_label
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.audit.calendar_months import months_later
from cvmlab.value_of.audit.cohorts_compared_result import CohortsCompared
from cvmlab.value_of.audit.customer_periods import CustomerPeriods

_FEWEST, _COHORTS = 10, (3, 16)
_HORIZONS = (12, 6, 3, 1)


def cohorts_compared(
    customers: CustomerPeriods,
    *,
    months: int | None = None,
    smallest_group: int = 10,
    level: float = 0.95,
) -> CohortsCompared:
    """Put cohorts side by side over the same first months.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    months : int, optional
        How many months of each customer are looked at; by default the longest of 12, 6, 3 and 1
        that leaves at least half of the cohorts. Under contract: up to the first renewal.
    smallest_group : int
        Cohorts of fewer customers are not shown.
    level : float
        Confidence level.

    Notes
    -----
    The trend is a least-squares line through the customers' spend on the day they began, with
    standard errors that allow for unequal variances (White 1980, "A heteroskedasticity-consistent
    covariance matrix estimator"). ``chance`` is Cochran's Q over the cohorts' means (Cochran 1954,
    "The combination of estimates from different experiments").

    Raises
    ------
    DataProblem
        If there are no three cohorts of enough customers at the same age.
    """
    begun = customers.table[customers.table["inside"]]
    end = np.datetime64(customers.source.end, "D")
    smallest = max(_FEWEST, smallest_group)
    tried = (months,) if months else (customers.source.step or None,)
    horizons = tried if tried[0] else _HORIZONS
    for horizon in horizons:
        assert horizon is not None
        first = begun["first_purchase"].to_numpy("datetime64[D]")
        border = months_later(first, horizon)
        full = begun[border <= end]
        for unit in ("M", "Q", "Y"):
            names = full["first_purchase"].dt.to_period(unit)
            names = names[names.dt.start_time + pd.Timedelta(days=7) >= _since(customers)]
            sizes = names.value_counts()
            # Of a cohort all members must have had their time, or its last days are missing.
            over = [p for p in sizes.index if months_later(
                np.array([p.end_time], "datetime64[D]"), horizon)[0] <= end]  # fmt: skip
            large = sizes[over][sizes[over] >= smallest]
            is_readable = _COHORTS[0] <= len(over) <= _COHORTS[1] and len(large) * 2 > len(over)
            if is_readable and len(large) >= _COHORTS[0]:
                return _compared(customers, full, names, large, horizon, unit, level, len(over))
    raise one_problem(
        f"{count(len(begun))} customers began inside the file, as far as one can tell: no three "
        f"cohorts of {smallest} of them can be compared at the same age",
        "take a longer export.",
    )


def _since(customers: CustomerPeriods) -> pd.Timestamp:
    return pd.Timestamp(customers.edge.since)


def _compared(
    customers: CustomerPeriods,
    full: pd.DataFrame,
    names: pd.Series,
    large: pd.Series,
    horizon: int,
    unit: Literal["M", "Q", "Y"],
    level: float,
    cohorts: int,
) -> CohortsCompared:
    kept = names[names.isin(large.index)]
    people = full.loc[kept.index].assign(period=kept)
    spend, again = _first_months(customers, people, horizon)
    z = _normal_quantile(level)
    rows = []
    for period, part in people.assign(spend=spend, again=again).groupby("period", sort=True):
        size = len(part)
        low, high = wilson(int(part["again"].sum()), size, level)
        mean, error = part["spend"].mean(), part["spend"].std(ddof=1) / np.sqrt(size)
        rows.append(
            (period_label(period), size, part["again"].mean(), low, high,
             mean, mean - z * error, mean + z * error, error)
        )  # fmt: skip
    table = pd.DataFrame(
        rows,
        columns=["cohort", "customers", "share", "low", "high", "spend", "spend_low",
                 "spend_high", "error"],
    )  # fmt: skip
    years = people["first_purchase"].to_numpy("datetime64[D]").astype(float) / 365.25
    trend = pd.DataFrame(
        [_slope(years, values, z) for values in (spend, again.astype(float))],
        index=["spend", "share"],
        columns=["change", "low", "high"],
    )
    return CohortsCompared(
        table.drop(columns="error"),
        trend,
        _chance(table),
        float(spend.mean()),
        float(again.mean()),
        horizon,
        unit,
        cohorts - len(large),
        customers.source.one,
        customers.source.kind,
        customers.source.cash,
        level,
    )


def _first_months(
    customers: CustomerPeriods, people: pd.DataFrame, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """What each customer spent in the first months, and whether they bought again."""
    days = customers.occasions.merge(people[["customer_id", "first_purchase"]], on="customer_id")
    date, first = (days[name].to_numpy("datetime64[D]") for name in ("date", "first_purchase"))
    border = months_later(first, horizon)
    # Under contract the renewal falls on the border; what is paid on it is for the time after.
    is_contract = customers.source.kind == "contracts"
    inside, later = (date < border), (date > first) & (date <= border)
    place = pd.Categorical(days["customer_id"], categories=people["customer_id"]).codes.astype(int)
    paid = days["cents"].to_numpy(float) / 100 * (date <= border if is_contract else inside)
    again = np.bincount(place, later if is_contract else (later & inside), len(people)) > 0
    return np.bincount(place, paid, len(people)), again


def _slope(x: np.ndarray, y: np.ndarray, z: float) -> tuple[float, float, float]:
    """The slope of a least-squares line, with a standard error for unequal variances."""
    off = x - x.mean()
    spread = float(off @ off)
    if spread <= 0:
        return (float("nan"),) * 3
    slope = float(off @ y) / spread
    rest = y - y.mean() - slope * off
    error = np.sqrt(float((off**2) @ (rest**2)) * len(x) / max(len(x) - 2, 1)) / spread
    return slope, slope - z * error, slope + z * error


def _chance(table: pd.DataFrame) -> float:
    from scipy.special import chdtrc

    weights = 1 / np.maximum(table["error"], 1e-9) ** 2
    mean = np.average(table["spend"], weights=weights)
    q = float((weights * (table["spend"] - mean) ** 2).sum())
    return float(chdtrc(len(table) - 1, q))


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
