"""Which hassle is cheapest to take away: what a minute removed costs, beside what it is worth.

Some remedies are paid only when something goes wrong, as a call back. Others are paid every time so
that it goes wrong no more, as shoe covers at every door. Of these, a hundred are bought to spare
one customer the failure where one in a hundred fails: it is that share, and not what one use costs,
that makes them dear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.value_for.hassle.hassle_removals_result import HassleRemovals, valued
from cvmlab.value_for.hassle.removal_inputs import (
    DAYS,
    EVERY_TIME,
    read_failures,
    read_minute,
    read_remedies,
)
from cvmlab.value_for.hassle.removal_times import WHERE, times_a_year


def hassle_removals(
    failures: pd.DataFrame,
    remedies: pd.DataFrame | Iterable[Mapping[str, Any]],
    receipts: Any = None,
    *,
    minute_price: Any,
    where: Mapping[str, tuple[str, ...]] = WHERE,
    days: int = DAYS,
    currency: str = "EUR",
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> HassleRemovals:
    """Which hassle is cheapest to take away, and whether that is worth what it costs.

    Parameters
    ----------
    failures : pandas.DataFrame
        One row a failure: ``code``, ``minutes_lost``, ``date``; ``customer_id`` and ``touchpoint``
        where known.
    remedies : pandas.DataFrame or iterable of mappings
        One row a remedy: ``name``, ``removes`` (a code), ``paid`` ("when it fails" or "every
        time"), ``cost_per_use``. If there: ``works``, the part of the minutes it takes away (else
        all of them); ``times``, how often a year it would be paid (else from the receipts);
        ``price``, which the customer pays.
    receipts : pandas.DataFrame or Ibis table, optional
        One row a purchase: ``date``, ``amount`` (or ``cents``), ``channel``: how often something
        could go wrong. Needed for what is paid every time.
    minute_price : float, (price, low, high) or PriceOfHassle
        What a minute is worth, in money.
    where : mapping
        For each touchpoint the sales channels in which it is met.
    days : int
        The last so many days are counted, and scaled to 364: 52 weeks.
    currency : str
        ISO 4217 code, "" when unknown.
    level : float
        Confidence level of the intervals.
    resamples : int
        How often customers are drawn anew.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    HassleRemovals

    Raises
    ------
    DataProblem
        With everything missing from the tables, a code nobody knows (with a suggestion), a way of
        paying that is neither, and when no remedy is left to count.

    Notes
    -----
    A minute removed costs c / (p m w): c the cost of one use, m the minutes a failure takes, w the
    part the remedy spares, and p the share of times it fails where it is paid every time, 1 where
    it is paid only then. The rest follows: value per euro is the price of a minute over it. This is
    the cost-effectiveness ratio against doing nothing (Drummond and others 2015, "Methods for the
    economic evaluation of health care programmes").

    Intervals: each customer's failures together get a Poisson(1) weight, because how many customers
    fail is chance as well; the price of a minute is drawn from a normal distribution with the width
    of its interval. A remedy pays, or does not, when the interval of its net value says so.

    Examples
    --------
    >>> failed = pd.DataFrame({"code": ["mud", "no call"] * 50, "minutes_lost": [20, 30] * 50,
    ...                        "customer_id": range(100), "date": pd.Timestamp("2024-06-01")})
    >>> ways = [
    ...     {"name": "covers", "removes": "mud", "paid": "every time", "cost_per_use": 1.0,
    ...      "times": 5000},
    ...     {"name": "call", "removes": "no call", "paid": "when it fails", "cost_per_use": 3.0}]
    >>> result = hassle_removals(failed, ways, minute_price=0.25)
    >>> result.table[["name", "cost_a_minute", "verdict"]].round(2).values.tolist()
    [['call', 0.1, 'pays'], ['covers', 5.0, 'does not pay']]
    """
    currency = currency_of_tables(currency, failures, remedies)
    rows, aside = read_failures(failures, days)
    ways, ways_aside = read_remedies(remedies, rows["code"])
    minute = read_minute(minute_price, level)
    times = times_a_year(ways, rows, receipts, where, days)
    rng = np.random.default_rng(seed)
    codes = pd.Index(ways["removes"])
    places = codes.unique().get_indexer_for(rows["code"])
    used = rows[places >= 0]
    # A customer's failures belong together: whoever is drawn twice has them all twice.
    person, names = pd.factorize(used["customer"])
    weights = np.vstack([np.ones(len(names)), rng.poisson(1.0, (resamples, len(names)))])
    many, lost = (
        _totals(used, codes.unique(), person, len(names), column)
        for column in (None, "minutes_lost")
    )
    at = codes.unique().get_indexer_for(codes)
    a_year = 364 / days
    failed = (weights @ many)[:, at] * a_year
    minutes = (weights @ lost)[:, at] * a_year * ways["works"].to_numpy()
    each = ways["cost_per_use"].to_numpy(dtype=float)
    always = (ways["paid"] == EVERY_TIME).to_numpy()
    costs = np.where(always, each * times, each * failed)
    table = pd.DataFrame(
        {
            "name": ways["name"],
            "removes": ways["removes"],
            "paid": ways["paid"],
            "failures": failed[0],
            "minutes": minutes[0] / failed[0],
            "minutes_a_year": minutes[0],
            "times": times,
            "share": failed[0] / times,
            "cost_per_use": each,
            "cost_a_year": costs[0],
        }
    )
    normal = np.append(0, rng.standard_normal(resamples))
    table = valued(table, minute, minutes, costs, normal, level)
    order = table["cost_a_minute"].argsort(kind="stable")
    return HassleRemovals(
        table=table.iloc[order].reset_index(drop=True),
        minute=minute,
        set_aside=pd.concat([aside, ways_aside], ignore_index=True),
        level=level,
        currency=currency,
        _minutes=minutes[:, order],
        _costs=costs[:, order],
        _normal=normal,
    )


def _totals(
    rows: pd.DataFrame, codes: pd.Index, person: np.ndarray, people: int, column: str | None
) -> np.ndarray:
    """Failures (or a column of theirs) by person and code."""
    place = person * len(codes) + codes.get_indexer_for(rows["code"])
    values = None if column is None else rows[column].to_numpy(dtype=float)
    flat = np.bincount(place, weights=values, minlength=people * len(codes))
    return flat.reshape(people, len(codes)).astype(float)
