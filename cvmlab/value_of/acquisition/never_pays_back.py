"""How many customers never bring back what winning them cost, though the average does.

Most who try a shop come a few times and are gone; a few stay for years and pay for all the others.
So lives are drawn from the fitted models, one customer after the other, and those are counted
whose margin stays below the cost. That is no reason not to win them: nobody can tell beforehand
which they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.laws import Pair
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.order_lines import day_given
from cvmlab.errors import one_problem
from cvmlab.value_of.acquisition.costs import AFTER, ALL, BEFORE, EVERY, acquisition_cost
from cvmlab.value_of.acquisition.never_pays_back_result import NeverPaysBack as NeverPaysBack
from cvmlab.value_of.acquisition.newcomers import FEWEST, margin_of_a_purchase, newcomers_of
from cvmlab.value_of.lifetime.customer_values import (
    ANNUAL_DISCOUNT_RATE,
    HORIZON,
    CustomerValues,
)
from cvmlab.value_of.lifetime.discounting import discount_rate, read_horizon

_LIVES = 20_000  # drawn at the estimates; the share then varies by a third of a percent
_FEWER = 2_500  # for each draw of the parameters


def never_pays_back(
    values: CustomerValues,
    customers: pd.DataFrame | None,
    costs: Any,
    *,
    by: str = "channel",
    phase: str | dt.date | None = None,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    level: float = 0.95,
    draws: int = 40,
    seed: int = 0,
) -> NeverPaysBack:
    """Which share of a channel's customers never bring back the cost of winning them.

    Parameters
    ----------
    values : CustomerValues
        From :func:`~cvmlab.value_of.lifetime.customer_values.customer_values`.
    customers : DataFrame
        ``customer_id`` and the column `by`.
    costs : DataFrame, or a table of a workspace
        ``week``, the column `by`, ``spend``, ``customers_won``.
    by : str
        The column of the channels.
    phase : date, optional
        The first day of a later phase.
    horizon : float or str
        Weeks, or a text such as "5 years"; it must end.
    annual_discount_rate : float
        Effective per year.
    level : float
        Confidence level.
    draws, seed : int
        Draws of the parameters for the interval, and what makes everything reproducible.

    Returns
    -------
    NeverPaysBack

    Raises
    ------
    DataProblem
        When a table cannot be used, the money is not margin, or no channel has both a cost and
        100 customers.

    Notes
    -----
    A life: purchases and their end from Pareto/NBD of the channel and phase, spend from
    Gamma-Gamma of all customers (its shape; the mean margin of a purchase is the channel's own).
    The purchases of one customer share the mean discount of their dates. Interval: the share is
    drawn again with parameters, margin and cost from the laws of their estimates, with the same
    random numbers, so that it shows what is not known and not the luck of the draw; its spread
    makes a normal interval.
    """
    from scipy.special import ndtri

    if not 0 < level < 1:
        raise ValueError("level is a share, such as 0.95")
    span = read_horizon(horizon, "W")
    if not np.isfinite(span.length):
        raise one_problem('lives have to end somewhere: the horizon is "None"', "give one.")
    if not values.is_margin:
        raise one_problem(
            "the orders know no margin, and sales pay no bill",
            "map a column of margin, or give margin_rate to customer_values.",
        )
    first = day_given(phase, "phase")
    spent = acquisition_cost(costs, by=by, phase=phase, level=level)
    frame = newcomers_of(values, customers, by=by)
    later = np.zeros(len(frame), dtype=bool)
    if first is not None:
        later = (pd.to_datetime(frame["first_purchase"]) >= pd.Timestamp(first)).to_numpy()
    parts = np.where(later, AFTER, BEFORE if first is not None else ALL)
    rate = discount_rate(annual_discount_rate).continuous("W")
    rows, lives, messages = [], {}, []
    for cost in spent.table[spent.table["channel"] != EVERY].itertuples():
        members = frame[(frame[by] == cost.channel) & (parts == cost.phase)]
        if len(members) < FEWEST or not cost.cac > 0:
            messages.append(f"{cost.channel} ({cost.phase}): too few customers or no cost.")
            continue
        fit = ParetoNBD(members).fit()
        messages += [f"{cost.channel} ({cost.phase}): {text}" for text in fit.messages]
        life = _Life(values.spend.params, span.length, rate, seed)
        each, spread = margin_of_a_purchase(members)
        worth, once = life.draw(fit.pair, each, _LIVES)
        share = float((worth < cost.cac).mean())
        moved = _moved(fit, life, (each, spread), cost, draws, seed)
        reach = float(ndtri(0.5 + level / 2)) * float(np.sqrt(np.mean(moved**2)))
        low, high = max(share - reach, 0.0), min(share + reach, 1.0)
        rows.append((cost.channel, cost.phase, len(members), cost.cac, share, low, high, once,
                     float(np.median(worth)), float(worth.mean())))  # fmt: skip
        lives[cost.channel, cost.phase] = np.sort(worth)
    if not rows:
        raise one_problem(
            f"no channel has both a cost of winning and {FEWEST} customers",
            "check that the channels bear the same names in both tables.",
        )
    names = ["channel", "phase", "customers", "cac", "share", "low", "high", "once", "middle",
             "mean"]  # fmt: skip
    return NeverPaysBack(
        pd.DataFrame(rows, columns=names), lives, first, span.words, annual_discount_rate, level,
        tuple(messages), values.currency,
    )  # fmt: skip


@dataclass(frozen=True)
class _Life:
    """Draws lives: what customers just won bring over a horizon, in today's money."""

    spend: pd.Series
    horizon: float
    rate: float
    seed: int

    def draw(self, pair: Pair, margin: float, number: int) -> tuple[np.ndarray, float]:
        """Discounted margin of each, and the share who bought once only."""
        rng = np.random.default_rng([self.seed, number])
        bought, last = ParetoNBD.draw(pair, np.full(number, self.horizon), rng)
        p, q = float(self.spend["p"]), float(self.spend["q"])
        # nu ~ Gamma(q, 1): with mean spend p / (q - 1) in units that the mean margin sets
        scale = margin * (q - 1) / p / rng.standard_gamma(q, number)
        today = _today(bought, last, self.rate)
        money = rng.standard_gamma(p, number) + today * rng.standard_gamma(p * bought)
        return scale * money, float((bought == 0).mean())


def _today(bought: np.ndarray, last: np.ndarray, rate: float) -> np.ndarray:
    """What a purchase is worth today on average: the last one's day is known, others are spread."""
    reach = rate * last
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.where(reach > 1e-9, -np.expm1(-reach) / reach, 1.0)
    return (np.exp(-reach) + np.maximum(bought - 1, 0) * spread) / np.maximum(bought, 1)


def _moved(
    fit: LatentAttritionResults,
    life: _Life,
    margin: tuple[float, float],
    cost: Any,
    draws: int,
    seed: int,
) -> np.ndarray:
    """By how much the share moves with the parameters."""
    rng = np.random.default_rng([seed, 1])
    each, spread = margin
    base = life.draw(fit.pair, each, _FEWER)[0]
    here = float((base < cost.cac).mean())
    values, basis = np.linalg.eigh(fit.theta_cov)
    root = basis * np.sqrt(np.maximum(values, 0.0))
    first = len(fit.purchase.params)
    doubt = 0.0 if np.isnan(cost.se_log) else cost.se_log
    found = np.empty(draws)
    for i in range(draws):
        theta = np.exp(fit.theta + root @ rng.standard_normal(len(root)))
        pair = type(fit.purchase)(*theta[:first]), type(fit.dropout)(*theta[first:])
        worth = life.draw(pair, each * np.exp(spread * rng.standard_normal()), _FEWER)[0]
        price = cost.cac * np.exp(doubt * rng.standard_normal())
        found[i] = float((worth < price).mean()) - here
    return found
