"""A Czech plant nursery with nothing but its orders: another country, currency and way of writing.

Text with semicolons, decimal commas, days first and Czech headers; customers' numbers as
"12-00417". Its ``mapping.toml`` says which column is which and that money is in Czech crowns.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

MAPPING = """[reading]
currency = "CZK"
basis = "gross"

[columns]
customer_id = "Zákazník"
date = "Den prodeje"
amount = "Částka s DPH"
order_id = "Účtenka"
"""
START = np.datetime64("2019-03-18", "D")
DAYS = 900


def write_orders_firm(folder: Path, customers: int = 1_500, seed: int = 31) -> Path:
    """Write ``prodej.csv`` and its ``mapping.toml``; more in spring, and few in winter."""
    rng = np.random.default_rng(seed)
    begin = rng.integers(0, DAYS - 30, customers)
    rate = rng.gamma(1.4, 1 / 60, customers)  # purchases a day
    stays = np.minimum(rng.exponential(500, customers), DAYS - begin)
    times = rng.poisson(rate * stays)
    who = np.repeat(np.arange(customers), times + 1)
    day = begin[who] + (rng.random(len(who)) * stays[who]).astype(int)
    first = np.r_[True, who[1:] != who[:-1]]
    day[first] = begin
    month = (START + day).astype("datetime64[M]").astype(int) % 12 + 1
    kept = first | (rng.random(len(who)) < np.where((month < 3) | (month > 10), 0.35, 1.0))
    who, day = who[kept], day[kept]
    level = rng.gamma(6, 160, customers)
    amount = np.round(level[who] * rng.gamma(3, 1 / 3, len(who)), 1) + 20
    back = rng.random(len(who)) < 0.015
    table = pd.DataFrame({
        "Účtenka": [f"U{number:06d}" for number in range(len(who))],
        "Zákazník": [f"12-{number + 100:05d}" for number in who],
        "Den prodeje": pd.Series(START + day).dt.strftime("%d.%m.%Y"),
        "Částka s DPH": amount,
    })  # fmt: skip
    returned = table[back].assign(**{"Částka s DPH": -amount[back] / 2})
    table = pd.concat([table, returned])
    money = table["Částka s DPH"].map("{:.2f}".format).str.replace(".", ",")
    folder.mkdir(parents=True, exist_ok=True)
    table.assign(**{"Částka s DPH": money}).to_csv(
        folder / "prodej.csv", sep=";", index=False, encoding="utf-8"
    )
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    return folder
