"""A small made firm in a folder: customers won all the time, two channels, the tables asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIRST = pd.Timestamp("2022-01-03")


def lives_of(customers=400, weeks=156, seed=0, older=0.0):
    """When each customer truly begins and ends, in weeks; and the chance to go on with."""
    rng = np.random.default_rng(seed)
    begun = np.where(rng.random(customers) < older, -100.0, rng.uniform(0, weeks - 1, customers))
    return begun, begun + rng.exponential(60, customers), rng


def orders_of(customers=400, weeks=156, seed=0, older=0.0, every=3.0):
    """Orders of customers won evenly; a share of them long before the file begins.

    Parameters
    ----------
    every : float
        Weeks between purchases, on average.
    """
    begun, until, rng = lives_of(customers, weeks, seed, older)
    rate = rng.gamma(2.0, 0.5 / every, customers)
    number = rng.poisson(rate * np.maximum(np.minimum(until, weeks) - begun, 0))
    who = np.concatenate([np.arange(customers), np.repeat(np.arange(customers), number)])
    span = np.minimum(until, weeks)[who] - begun[who]
    at = begun[who] + np.where(np.arange(len(who)) < customers, 0.0, rng.random(len(who)) * span)
    inside = at >= 0
    amount = (20 * rng.gamma(4, 0.25, len(who)) * rng.gamma(5, 0.2, customers)[who]).round(2)
    days = (FIRST + pd.to_timedelta(np.floor(at[inside] * 7), unit="D")).normalize()
    frame = pd.DataFrame(
        {"customer_id": np.char.add("c", who[inside].astype(str)), "date": days,
         "amount": amount[inside] + 0.01}
    )  # fmt: skip
    last = pd.DataFrame(
        {"customer_id": ["c0"], "date": [FIRST + pd.Timedelta(days=7 * weeks - 1)], "amount": [9.0]}
    )
    return pd.concat([frame, last], ignore_index=True).sort_values("date", kind="stable")


def costs_of(weeks=156, seed=0, each=(8.0, 20.0)):
    """What two channels spent and won in each week."""
    rng = np.random.default_rng(seed)
    rows = []
    for week in range(weeks):
        for channel, cost in zip(("leaflet", "search"), each, strict=True):
            spend = rng.uniform(60, 240)
            won = rng.poisson(spend / cost)
            rows.append((FIRST + pd.Timedelta(weeks=week), channel, round(spend, 2), won))
    return pd.DataFrame(rows, columns=["week", "channel", "spend", "customers_won"])


def people_of(orders, older=()):
    """Customers with the channel and day on which they were won."""
    first = orders.groupby("customer_id")["date"].min()
    table = pd.DataFrame({"customer_id": first.index, "acquired_on": first.to_numpy()})
    table.loc[table["customer_id"].isin(older), "acquired_on"] = pd.Timestamp("2020-03-02")
    table["channel"] = np.where(np.arange(len(table)) % 2, "leaflet", "search")
    return table


def written(folder, **tables):
    """The tables as files of a folder."""
    folder.mkdir()
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d")
    return folder
