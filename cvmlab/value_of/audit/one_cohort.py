"""Third lens: one cohort over time. The same customers, from their first purchase on.

A base is a mixture of old and new customers, and its averages move when the mixture does. Whoever
wants to know what becomes of a customer follows people who began together. Their spend falls; the
question is in what: do fewer of them still buy, do those who buy come less often, or do they spend
less each time? (Fader, Hardie & Ross 2022, "The Customer-Base Audit").
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.insight.counted.cohort_cells import period_label
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.audit.calendar_months import months_between
from cvmlab.value_of.audit.customer_periods import CustomerPeriods
from cvmlab.value_of.audit.one_cohort_result import OneCohort
from cvmlab.value_of.audit.parts_of_change import parts_of_change
from cvmlab.value_of.audit.resampled import ends_of

FACTORS = ("buyers", "purchases each", "spend per purchase")
_FEWEST = 30  # customers of a cohort that is followed
_MOST_AGES = 12
_MONTHS = {"Q": 3, "Y": 12}


def one_cohort(
    customers: CustomerPeriods,
    cohort: str = "",
    *,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> OneCohort:
    """Follow customers who began together.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    cohort : str
        A quarter or a year, "2022 Q2" or "2022"; by default the oldest quarter (or year) that
        began wholly inside the file with at least 30 customers.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Raises
    ------
    DataProblem
        If there is no such cohort, it has fewer than 30 customers, or cannot be followed yet.
    """
    begun = customers.table[customers.table["inside"]]
    name, members = _chosen(begun, customers, cohort.strip())
    end = np.datetime64(customers.source.end, "D")
    first = members["first_purchase"].to_numpy("datetime64[D]")
    seen = int(months_between(first, np.full(len(first), end + 1)).min())
    step = customers.source.step or (3 if seen >= 9 else 1)
    # What is paid on the first day of an age is known on that day; what is bought, at its end.
    begun_too = customers.source.kind == "contracts"
    ages = min(seen // step + begun_too, 20 if step == 12 else _MOST_AGES)
    if ages < 2:
        raise one_problem(
            f"the cohort of {name} can be followed for {count(seen)} months only",
            "choose an older one with cohort.",
        )
    spend, orders, first_spend = _by_age(members, customers, ages, step)
    table = _ages(spend, orders, first_spend, level)
    if begun_too:  # all of them, by definition and not by chance
        table.loc[0, ["low", "high"]] = 1.0
    size = len(members)
    rng = np.random.default_rng(seed)
    stacked = np.hstack([spend, orders > 0, orders]).astype(float)
    drawn = np.array(
        [stacked[rng.integers(0, size, size, dtype=np.int32)].sum(axis=0) for _ in range(resamples)]
    )
    table["spend_low"], table["spend_high"] = ends_of(drawn[:, :ages] / size, level)
    change = _change(stacked.sum(axis=0), drawn, ages, size, level)
    source = customers.source
    return OneCohort(
        table, change, name, members["customer_id"].reset_index(drop=True), size, step,
        source.one, source.kind, source.cash, level,
    )  # fmt: skip


def _chosen(
    begun: pd.DataFrame, customers: CustomerPeriods, cohort: str
) -> tuple[str, pd.DataFrame]:
    edge = pd.Timestamp(customers.edge.since)
    for unit in ("Q", "Y"):
        periods = begun["first_purchase"].dt.to_period(unit)
        names = periods.map(period_label)
        # A cohort whose first days lie before the file begins is part of one.
        slack = pd.Timedelta(days=7)
        whole = periods.dt.start_time + slack >= edge
        if cohort:
            if (names == cohort).any():
                members = begun[names == cohort]
                if len(members) < _FEWEST:
                    raise one_problem(
                        f"only {count(len(members))} customers began in {cohort}",
                        f"choose a cohort of at least {_FEWEST}.",
                    )
                return cohort, members
            continue
        sizes = names[whole].value_counts()
        large = sorted(sizes.index[sizes >= _FEWEST])
        months = _MONTHS[unit] * 3
        for name in large:
            members = begun[names == name]
            last = members["first_purchase"].max() + pd.DateOffset(months=months)
            if last <= pd.Timestamp(customers.source.end):
                return str(name), members
    known = sorted(begun["first_purchase"].dt.to_period("Q").map(period_label).unique())
    if cohort:
        raise one_problem(
            f'nobody began in "{cohort}"',
            f"choose a quarter or year, such as {known[0] if known else '2024 Q1'}."
            f"{suggestion(cohort, known)}",
        )
    raise one_problem(
        f"{count(len(begun))} customers began inside the file, as far as one can tell; no quarter "
        f"or year brought {_FEWEST} of them who can be followed for a while",
        "take a longer export; of so few, a list tells more than a curve.",
    )


def _by_age(
    members: pd.DataFrame, customers: CustomerPeriods, ages: int, step: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spend and purchases by customer and age, and the first purchase; in currency units."""
    days = customers.occasions.merge(members[["customer_id", "first_purchase"]], on="customer_id")
    place = pd.Categorical(days["customer_id"], categories=members["customer_id"]).codes.astype(int)
    date, first = (days[name].to_numpy("datetime64[D]") for name in ("date", "first_purchase"))
    age = months_between(first, date) // step
    opening = date == first
    money = days["cents"].to_numpy(float) / 100
    first_spend = np.bincount(place, money * opening, len(members))
    # In a shop everybody has bought once: what the clock counts is what comes after.
    counted = (age < ages) & (~opening if customers.source.kind == "orders" else True)
    cell = place[counted] * ages + age[counted]
    shape = (len(members), ages)
    spend = np.bincount(cell, money[counted], len(members) * ages).reshape(shape)
    orders = np.bincount(cell, minlength=len(members) * ages).reshape(shape)
    return spend, orders, first_spend if customers.source.kind == "orders" else 0 * first_spend


def _ages(
    spend: np.ndarray, orders: np.ndarray, first_spend: np.ndarray, level: float
) -> pd.DataFrame:
    size, ages = spend.shape
    buyers, bought, money = (orders > 0).sum(axis=0), orders.sum(axis=0), spend.sum(axis=0)
    low, high = wilson(buyers, size, level)

    def ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.divide(a, b, out=np.full(ages, np.nan), where=b > 0)

    return pd.DataFrame(
        {
            "age": np.arange(ages),
            "buyers": buyers,
            "share": buyers / size,
            "low": low,
            "high": high,
            "orders": ratio(bought, buyers),
            "per_order": ratio(money, bought),
            "spend": money / size,
            "so_far": (first_spend.sum() + money.cumsum()) / size,
        }
    )


def _change(
    sums: np.ndarray, drawn: np.ndarray, ages: int, size: int, level: float
) -> pd.DataFrame:
    def factors(s: np.ndarray, age: int) -> np.ndarray:
        money, buyers, orders = s[..., age], s[..., ages + age], s[..., 2 * ages + age]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.stack([buyers / size, orders / buyers, money / orders], axis=-1)

    def parts(s: np.ndarray) -> Any:
        return parts_of_change(factors(s, 0), factors(s, ages - 1))

    value, values = parts(sums), parts(drawn)
    low, high = ends_of(values, level)
    index = pd.Index(FACTORS, name="factor")
    return pd.DataFrame({"value": value, "low": low, "high": high}, index=index)
