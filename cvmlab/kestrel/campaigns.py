"""The firm's campaigns of three years: what was sent or shown, to what end, at which price.

40 campaigns. Up to week 104 most money goes into winning customers (door-drops, radio, paid search,
the marketplace); then the budget moves to writing to the ones there are: of the campaigns that
begin before week 104, 14 of 21 are to win customers; afterwards 1 of 19. From week 104 on there is
on every day at least one campaign to existing customers in each of the channels letter, e-mail,
text and app.

Planted: a contact costs the channel's COST_OF times uniform(.9, 1.1), to a tenth of a cent.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cvmlab.kestrel.seeds import generator

COST_OF = {
    "door-drop": 0.18, "radio": 0.012, "paid search": 0.55, "marketplace": 0.90,
    "letter": 0.95, "e-mail": 0.020, "text": 0.065, "app": 0.008,
}  # fmt: skip
WIN, KEEP, MORE = "acquisition", "retention", "cross-sell"
# Name, goal, channel, first and last day.
CAMPAIGNS: tuple[tuple[str, str, str, str, str], ...] = (
    ("First basket, ten euros off", WIN, "paid search", "2022-01-03", "2022-12-31"),
    ("Welcome to Kestrel", WIN, "door-drop", "2022-01-10", "2022-02-20"),
    ("Kestrel on the marketplace", WIN, "marketplace", "2022-03-01", "2022-08-31"),
    ("Spring leaflet", WIN, "door-drop", "2022-03-21", "2022-04-17"),
    ("Bring a neighbour", WIN, "e-mail", "2022-05-02", "2022-06-12"),
    ("The smell of bread at seven", WIN, "radio", "2022-06-06", "2022-07-31"),
    ("Wine for the Sunday roast", MORE, "e-mail", "2022-09-05", "2022-10-16"),
    ("Autumn leaflet", WIN, "door-drop", "2022-09-12", "2022-10-09"),
    ("Thank you, gold card", KEEP, "letter", "2022-11-07", "2022-11-27"),
    ("Christmas hampers", MORE, "letter", "2022-11-14", "2022-12-18"),
    ("First basket, again", WIN, "paid search", "2023-01-02", "2023-12-31"),
    ("New year leaflet", WIN, "door-drop", "2023-01-09", "2023-02-05"),
    ("Marketplace days", WIN, "marketplace", "2023-03-06", "2023-05-28"),
    ("Spring leaflet, coast towns", WIN, "door-drop", "2023-03-20", "2023-04-16"),
    ("We have missed you", KEEP, "letter", "2023-04-24", "2023-05-28"),
    ("Ten towns, one market", WIN, "radio", "2023-06-05", "2023-07-30"),
    ("Try click and collect", MORE, "e-mail", "2023-08-07", "2023-09-17"),
    ("Autumn leaflet, inland towns", WIN, "door-drop", "2023-09-11", "2023-10-08"),
    ("Double points weekend", KEEP, "app", "2023-10-13", "2023-10-29"),
    ("Friends of the deli counter", MORE, "letter", "2023-11-06", "2023-11-26"),
    ("Last leaflet before Christmas", WIN, "door-drop", "2023-11-20", "2023-12-17"),
    ("The Kestrel letter, winter", KEEP, "letter", "2024-01-01", "2024-03-31"),
    ("The week at Kestrel", KEEP, "e-mail", "2024-01-01", "2024-12-29"),
    ("Two days only", KEEP, "text", "2024-01-01", "2024-12-29"),
    ("Offers near you", KEEP, "app", "2024-01-01", "2024-12-29"),
    ("Still here, still local", KEEP, "letter", "2024-01-29", "2024-05-26"),
    ("We hold our prices", KEEP, "letter", "2024-02-05", "2024-06-30"),
    ("Recipe box, the first one on us", MORE, "e-mail", "2024-02-26", "2024-06-16"),
    ("First basket, what is left of it", WIN, "paid search", "2024-01-02", "2024-06-30"),
    ("Your points are waiting", KEEP, "letter", "2024-03-11", "2024-12-29"),
    ("The Kestrel letter, spring", KEEP, "letter", "2024-04-01", "2024-06-30"),
    ("Fish on Fridays", MORE, "letter", "2024-04-15", "2024-08-04"),
    ("Double points on your birthday", KEEP, "app", "2024-05-06", "2024-12-29"),
    ("The Kestrel letter, summer", KEEP, "letter", "2024-07-01", "2024-09-29"),
    ("Barbecue packs", MORE, "text", "2024-06-03", "2024-08-25"),
    ("Is it something we did?", KEEP, "letter", "2024-07-15", "2024-12-29"),
    ("School lunch planner", MORE, "e-mail", "2024-08-12", "2024-10-13"),
    ("The Kestrel letter, autumn", KEEP, "letter", "2024-09-30", "2024-12-29"),
    ("Your gold card for another year", KEEP, "letter", "2024-10-14", "2024-11-24"),
    ("Christmas, order by the tenth", MORE, "letter", "2024-11-04", "2024-12-15"),
)


def campaigns(seed: int) -> pd.DataFrame:
    """The firm's campaigns, in the order of their first days.

    Parameters
    ----------
    seed : int
        The seed of the whole company.
    """
    rng = generator(seed, "campaigns")
    table = pd.DataFrame(CAMPAIGNS, columns=["name", "goal", "channel", "first_day", "last_day"])
    for day in ("first_day", "last_day"):
        table[day] = pd.to_datetime(table[day]).astype("datetime64[s]")
    cost = table["channel"].map(COST_OF).to_numpy() * rng.uniform(0.9, 1.1, len(table))
    table["cost_per_contact"] = np.round(cost, 3)
    table = table.sort_values("first_day", kind="stable", ignore_index=True)
    table.insert(0, "campaign_id", [f"C{n:03d}" for n in range(1, len(table) + 1)])
    return table


def live_to_customers(table: pd.DataFrame, channel: str, start: dt.date, days: int) -> np.ndarray:
    """Which campaigns to existing customers run in a channel, day by day.

    Parameters
    ----------
    table : DataFrame
        As :func:`campaigns` gives it.
    start : date
        The first day.
    days : int
        How many days from it.

    Returns
    -------
    array of days × campaigns of bool
    """
    day = np.datetime64(start, "s") + np.arange(days) * np.timedelta64(1, "D")
    mine = ((table["channel"] == channel) & (table["goal"] != WIN)).to_numpy()
    first, last = table["first_day"].to_numpy(), table["last_day"].to_numpy()
    return (first <= day[:, None]) & (day[:, None] <= last) & mine
