"""Customer bases to fit models to: CDNOW's, and simulated ones of any size and two grains.

The simulated customers follow the Pareto/NBD and the Gamma-Gamma model with parameters near
CDNOW's (Fader & Hardie 2005, 2013), and are drawn with numpy alone. Times are rounded up to whole
weeks or whole days: that decides how many different patterns there are among many customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.files import CACHE, lifetimes_data, made

if TYPE_CHECKING:
    import pandas as pd

SEED = 20_240_101
CDNOW = 2_357  # customers in the sample of the published tables
BUYING, LEAVING = (0.55, 10.6), (0.61, 11.7)  # shape and rate of the two laws, per week
SPEND = (6.25, 3.74, 15.4)  # p, q, gamma


@dataclass(frozen=True)
class Grain:
    """How finely time is told, and how long customers have been watched.

    Attributes
    ----------
    per_week : int
        Units of time in a week.
    youngest, oldest : int
        Ages at the end of observation, in weeks.
    words : str
    """

    per_week: int
    youngest: int
    oldest: int
    words: str


GRAINS = {
    "weeks": Grain(1, 26, 78, "a year and a half of weeks"),
    "days": Grain(7, 52, 104, "two years of days"),
}


def customers_parquet(number: int, grain: str) -> Path:
    """Columns ``frequency, recency, T`` (in weeks), ``monetary_value``; CDNOW's at its size."""
    name = "cdnow-sample" if number == CDNOW else f"customers-{grain}-{number}"
    return made(CACHE / f"{name}.parquet", write_customers, number, grain)


def write_customers(to: str, number: str, grain: str) -> dict[str, Any]:
    """CDNOW's customers where as many are asked for, else simulated ones."""
    size = int(number)
    base = cdnow_sample() if size == CDNOW else simulated(size, GRAINS[grain])
    base.to_parquet(to)
    return {}


def cdnow_sample() -> pd.DataFrame:
    """The 2,357 customers of the published CDNOW tables, from the lifetimes package."""
    import pandas as pd

    base = pd.read_csv(lifetimes_data() / "cdnow_customers_summary_with_transactions.csv")
    names = {"x": "frequency", "t_x": "recency", "zbar": "monetary_value"}
    return base.rename(columns=names)[["frequency", "recency", "T", "monetary_value"]]


def simulated(number: int, grain: Grain) -> pd.DataFrame:
    """So many customers drawn from the models; the same number gives the same customers."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(SEED)
    buying = rng.gamma(BUYING[0], 1 / BUYING[1], number)
    leaving = np.maximum(rng.gamma(LEAVING[0], 1 / LEAVING[1], number), 1e-300)
    units = rng.integers(grain.youngest * grain.per_week, grain.oldest * grain.per_week + 1, number)
    age = units / grain.per_week
    active = np.minimum(rng.exponential(1.0, number) / leaving, age)
    frequency = rng.poisson(buying * active)
    again = frequency > 0
    purchases = np.maximum(frequency, 1)
    last = active * rng.random(number) ** (1 / purchases)  # the latest of so many uniform times
    recency = np.where(again, np.ceil(last * grain.per_week) / grain.per_week, 0.0)
    p, q, gamma = SPEND
    value = rng.gamma(p * purchases) / purchases / rng.gamma(q, 1 / gamma, number)
    value = np.where(again, np.maximum(np.round(value, 2), 0.01), 0.0)
    return pd.DataFrame(
        {"frequency": frequency, "recency": recency, "T": age, "monetary_value": value}
    )
