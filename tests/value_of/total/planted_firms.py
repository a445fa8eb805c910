"""Firms whose every line of the account is planted, drawn by code that shares nothing with it.

Customers buy at their own rate until they leave, speak well of the firm now and then, and send
friends; a lot decides who may offer a reward. What truly is to be expected of them follows from the
planted laws, and what really came from the same draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.value_of.contributions.expected_contributions import expected_contributions
from cvmlab.value_of.contributions.reward_by_lot import reward_by_lot
from cvmlab.value_of.lifetime.active_time import active_time
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.total.account import as_ends, total_value
from cvmlab.value_of.total.account_result import TotalValue
from cvmlab.value_of.total.friends_by_arm import friends_by_arm

BUYING = {"r": 0.9, "alpha": 4.0, "s": 0.9, "beta": 25.0}
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.4}
TALK, SENDING = (0.6, 2.0), (0.7, 2.0)  # shape and rate of deeds a year
MARGIN, HORIZON, WEEKS = 0.25, 104.0, 365.25 / 7
SERVING, PRICE, NEWCOMER, REWARD, SAVED, ANYWAY = 0.3, 2.0, 25.0, 4.0, 6.0, 0.45


@dataclass(frozen=True)
class Firm:
    """One firm's account, and what is true."""

    account: TotalValue
    truly: pd.DataFrame  # a row a customer: what the planted laws expect, line by line
    came: pd.Series  # what every customer really brought, all lines together
    best: pd.Series  # what each was really about to bring, could one look into them
    last_year: pd.Series
    because: tuple[float, float, float]


def firm(seed: int, size: int = 1500) -> Firm:
    rng = np.random.default_rng([seed, 53])
    buying = rng.gamma(BUYING["r"], 1 / BUYING["alpha"], size)
    leaving = rng.gamma(BUYING["s"], 1 / BUYING["beta"], size)
    lives = rng.exponential(1.0, size) / np.maximum(leaving, 1e-300)
    age = rng.uniform(52, 104, size)
    here, later = np.minimum(lives, age), np.clip(lives - age, 0, HORIZON)
    mean = SPEND["p"] / rng.gamma(SPEND["q"], 1 / SPEND["gamma"], size)
    offered = np.arange(size) % 2 == 0
    ids = pd.Index([f"C{n:05d}" for n in range(size)], name="customer_id")

    when = [np.sort(rng.uniform(0, end, rng.poisson(rate * end)))
            for rate, end in zip(buying, here, strict=True)]  # fmt: skip
    counts = np.array([len(one) for one in when])
    spent = _spend(rng, counts, mean)
    base = pd.DataFrame(
        {
            "customer_id": ids,
            "frequency": counts,
            "recency": [one[-1] if len(one) else 0.0 for one in when],
            "T": age,
            "monetary_value": spent / np.maximum(counts, 1),
        }
    )
    talk, sends = (rng.gamma(shape, 1 / rate, size) for shape, rate in (TALK, SENDING))
    sends *= np.where(offered, 1.0, ANYWAY)
    said, sent = rng.poisson(talk * here / WEEKS), rng.poisson(sends * here / WEEKS)
    deeds = pd.DataFrame(
        {
            "customer_id": [*np.repeat(ids, said), *np.repeat(ids, sent)],
            "kind": ["positive talk"] * said.sum() + ["referred customer"] * sent.sum(),
        }
    )
    sender = np.repeat(np.arange(size), sent)
    referrals = pd.DataFrame(
        {
            "referrer": ids[sender],
            "referee": [f"F{n}" for n in range(len(sender))],
            "reward_offered": np.where(offered[sender], REWARD, 0.0),
            "reward_paid": np.where(offered[sender], REWARD, 0.0),
        }
    )
    lot = reward_by_lot(referrals, pd.DataFrame({"customer_id": ids, "may": offered}),
                        offered="may")  # fmt: skip

    values, whole, error = _values(base, None)
    planted, _, _ = _values(base, (BUYING, SPEND))
    given = friends_by_arm(
        expected_contributions(deeds, values, relative_error=error),
        deeds, values, pd.Series(offered, ids), relative_error=error,
    )  # fmt: skip
    account = total_value(
        values,
        contributions=given,
        cost_to_serve=values.assign(
            cost=SERVING * values["purchases"],
            low=SERVING * values["purchases"] * values["low"] / values["value"],
            high=SERVING * values["purchases"] * values["high"] / values["value"],
        )[["customer_id", "cost", "low", "high"]],
        newcomer=NEWCOMER,
        because=(lot.because, lot.low, lot.high),
        offered=pd.Series(offered, ids),
        assumptions={"positive talk": PRICE, "saved acquisition cost": SAVED,
                     "reward for a friend": REWARD},
        totals={"purchases to come": as_ends(whole)},
    )  # fmt: skip
    friend = _friend(offered)
    years = planted["weeks"].to_numpy() / WEEKS
    so_far = planted["weeks_so_far"].to_numpy() / WEEKS
    of_arm = np.where(offered, 1.0, ANYWAY)  # the law of senders who may offer nothing
    truly = pd.DataFrame(
        {
            "purchases to come": planted["value"].to_numpy(),
            "cost to serve": -SERVING * planted["purchases"].to_numpy(),
            "positive talk": PRICE * (TALK[0] + said) / (TALK[1] + so_far) * years,
            "referred customers": friend
            * (SENDING[0] + sent) / (SENDING[1] / of_arm + so_far) * years,
        },
        index=ids,
    )  # fmt: skip
    buys = rng.poisson(buying * later)
    came = (
        MARGIN * _spend(rng, buys, mean)
        - SERVING * buys
        + PRICE * rng.poisson(talk * later / WEEKS)
        + friend * rng.poisson(sends * later / WEEKS)
    )
    stays = np.where(lives > age, -np.expm1(-leaving * HORIZON) / leaving, 0.0)
    best = stays * (buying * (MARGIN * mean - SERVING) + (PRICE * talk + friend * sends) / WEEKS)
    recent = np.array([(one > end - 52).sum() for one, end in zip(when, age, strict=True)])
    last_year = MARGIN * recent * base["monetary_value"]
    return Firm(account, truly, pd.Series(came, ids), pd.Series(best, ids),
                last_year.set_axis(ids), (lot.because, lot.low, lot.high))  # fmt: skip


def _friend(offered: np.ndarray) -> np.ndarray:
    """What a friend really adds: worth a newcomer if the reward brought them, else the cost."""
    because = 1 - ANYWAY
    with_reward = because * NEWCOMER + ANYWAY * SAVED - REWARD
    return np.where(offered, with_reward, SAVED)


def _spend(rng: np.random.Generator, counts: np.ndarray, mean: np.ndarray) -> np.ndarray:
    who = np.repeat(np.arange(len(counts)), counts)
    amounts = rng.gamma(SPEND["p"], 1.0, len(who)) * mean[who] / SPEND["p"]
    return np.bincount(who, amounts, minlength=len(counts))


def _values(
    base: pd.DataFrame, truth: tuple[dict, dict] | None
) -> tuple[pd.DataFrame, tuple, float]:
    """Values as a firm would find them, or as the planted laws give them for the same customers."""
    if truth is None:
        fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    else:
        fit, spend = ParetoNBD(base).fit(hold=truth[0]), GammaGamma(base).fit(hold=truth[1])
    worth = lifetime_value(fit, spend, base, horizon=HORIZON, annual_discount_rate=0.0,
                           margin_rate=MARGIN, time_unit="W")  # fmt: skip
    names = {"ci_low": "low", "ci_high": "high", "pi_low": "outcome_low",
             "pi_high": "outcome_high", "probability_alive": "alive",
             "discounted_purchases": "purchases"}  # fmt: skip
    columns = ["value", *names] if truth is None else ["value", "probability_alive",
                                                       "discounted_purchases"]  # fmt: skip
    found = worth.table[columns].rename(columns=names).reset_index(drop=True)
    table = pd.concat([base, found], axis=1)
    time = active_time(fit, table)
    table["weeks_so_far"], table["weeks"] = time["so_far"], time["to_come"]
    table["weeks_to_come"] = table["weeks"]
    total = worth.total
    error = float(np.log(total.ci_high / total.ci_low) / 3.92) if truth is None else 0.0
    return table, (total.expected, total.ci_low, total.ci_high), error
