"""A made firm whose every customer's true worth is known: Pareto/NBD purchases, Gamma-Gamma spend.

No orders are written and read: frequency, recency and age are drawn at once, so that a firm takes a
quarter of a second and many can be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value

R, ALPHA, S, BETA = 0.9, 2.2, 1.1, 35.0
P, Q, GAMMA = 4.0, 5.0, 60.0
MARGIN, WEEKS, RATE = 0.2, 260.0, 0.10
DELTA = np.log(1 + RATE) / (365.25 / 7)


@dataclass(frozen=True)
class People:
    """Values as the firm sees them, and what each customer is truly expected to bring."""

    values: Any
    true: np.ndarray
    weeks: np.ndarray
    rate: np.ndarray
    alive: np.ndarray


def made_people(seed: int, customers: int = 1200, oldest: float = 156.0) -> People:
    rng = np.random.default_rng(seed)
    age = rng.uniform(4, oldest, customers).round(2)
    rate, leaving = rng.gamma(R, 1 / ALPHA, customers), rng.gamma(S, 1 / BETA, customers)
    mean = P / rng.gamma(Q, 1 / GAMMA, customers)
    stays = rng.exponential(1 / np.maximum(leaving, 1e-12))
    active = np.minimum(stays, age)
    x = rng.poisson(rate * active)
    last = np.where(x > 0, active * rng.random(customers) ** (1 / np.maximum(x, 1)), 0.0)
    spent = np.where(x > 0, rng.gamma(P * np.maximum(x, 1), mean / P) / np.maximum(x, 1), 0.0)
    alive = stays > age
    weeks = np.where(alive, -np.expm1(-(leaving + DELTA) * WEEKS) / (leaving + DELTA), 0.0)
    base = pd.DataFrame(
        {"customer_id": [f"C{one:05d}" for one in range(customers)], "frequency": x,
         "recency": last, "T": age, "monetary_value": spent, "margin_rate": MARGIN}
    )  # fmt: skip
    return People(values_of(base), MARGIN * mean * rate * weeks, weeks, rate, alive)


def values_of(base: pd.DataFrame, currency: str = "EUR") -> Any:
    """What the firm makes of it: fits both models, expects, and knows no truth."""
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    worth = lifetime_value(
        fit, spend, base, horizon=WEEKS, annual_discount_rate=RATE, margin_rate="margin_rate",
        time_unit="W",
    )  # fmt: skip
    future = worth.valuation
    purchases = future.ahead.expected[future.row]
    table = base.assign(
        value=future.value, purchases=purchases, alive=future.ahead.alive[future.row],
        weeks=purchases / fit.pair[0].mean(base["frequency"].to_numpy(), base["T"].to_numpy()),
        last_year=0.0,
    )  # fmt: skip
    return SimpleNamespace(
        table=table, lifetime=worth, fit=fit, spend=spend, horizon="5 years", money_is="margin",
        end=pd.Timestamp(2024, 12, 29).date(), currency=currency, stated={},
    )  # fmt: skip
