"""A made firm whose customers' rates are known, and what is true of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.integrate import quad

from cvmlab.value_of.acquisition.won import DAYS, Won
from cvmlab.value_of.lifetime.discounting import discount_rate

R, ALPHA, S, BETA = 0.9, 2.2, 1.3, 30.0  # purchases and leaving, a week
P, Q, MARGIN = 4.0, 5.0, 6.5  # spend by Gamma-Gamma; mean margin of a purchase
A_WEEK = discount_rate(0.10).continuous("W")


def survival(t):
    """Share still customers after so many weeks."""
    return (BETA / (BETA + t)) ** S


def purchases(start, end, rate=0.0):
    """Expected purchases of a customer between two ages, discounted."""
    return quad(lambda t: R / ALPHA * survival(t) * np.exp(-rate * t), start, end)[0]


def true_value(weeks):
    """What a customer just won brings, the first purchase included."""
    return MARGIN * (1 + purchases(0, weeks, A_WEEK))


def true_curve(months):
    """What has come by each month of age, each month discounted from its middle."""
    step = DAYS / 7
    each = [purchases(step * m, step * (m + 1)) for m in range(months)]
    each[0] += 1
    middle = step * (np.arange(months) + 0.5)
    return np.cumsum(MARGIN * np.array(each) * np.exp(-A_WEEK * middle))


def draw_purchases(rng, ages):
    """Purchases of customers known for so many weeks: whose, at which age, and the margin."""
    n = len(ages)
    rate, leave = rng.gamma(R, 1 / ALPHA, n), rng.gamma(S, 1 / BETA, n)
    until = np.minimum(rng.exponential(1 / leave), ages)
    number = rng.poisson(rate * until)
    who = np.concatenate([np.arange(n), np.repeat(np.arange(n), number)])
    at = np.concatenate([np.zeros(n), rng.uniform(0, np.repeat(until, number))])
    level = MARGIN * (Q - 1) / P / rng.gamma(Q, 1, n)
    margin = rng.gamma(P, 1, len(who)) * level[who]
    return pd.DataFrame({"who": who, "at": at, "margin": margin})


def customers_of(bought, ages, channel="search"):
    """One row a customer, as a customer base with margins has it."""
    each = bought.groupby("who").agg(last=("at", "max"), trips=("at", "size"),
                                     historic=("margin", "sum"))  # fmt: skip
    return pd.DataFrame(
        {
            "customer_id": [f"{channel}{i:05d}" for i in range(len(ages))],
            "frequency": each["trips"] - 1, "recency": each["last"], "T": ages,
            "trips": each["trips"], "historic": each["historic"], "inside": True,
            "margin_rate": 1.0, "channel": channel, "phase": "all",
        }
    )  # fmt: skip


def won_of(bought, ages, months):
    """The same customers with their margin by month of age."""
    frame = customers_of(bought, ages)
    month = (bought["at"] * 7 // DAYS).astype(int)
    margin, times = np.zeros((2, len(ages), months + 1))
    place = bought["who"], np.minimum(month, months)
    np.add.at(margin, place, bought["margin"])
    np.add.at(times, place, 1)
    seen = np.minimum(ages * 7 // DAYS, months).astype(int)
    return Won(frame, margin[:, :-1], times[:, :-1] > 0, seen, "")
