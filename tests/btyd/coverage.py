"""Studies of coverage: what is planted in simulated bases, and whether intervals hold it.

A study is one row a base, computed on two cores. Where a limit model is reported there are no
whole parameters to judge; such bases are counted, and stay in for everything else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from scipy.stats import binom

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from tests.btyd import simulated

SOME = 40  # customers of each base whose own intervals are looked at
SPEND = {"p": 6.25, "q": 3.74, "gamma": 15.4}
ANNUAL_RATE = 0.15


@dataclass(frozen=True)
class Plan:
    """A model, what is planted, in how many bases of how many customers."""

    model: Any
    draw: Callable[..., pd.DataFrame]
    truth: dict[str, float]
    window: dict[str, float]
    bases: int = 500
    size: int = 2000

    def base(self, seed: int) -> pd.DataFrame:
        """A base; its customers come in no order, so the first ones are as good as any."""
        rng = np.random.default_rng([seed, *self.model.name.encode()])
        return self.draw(rng, self.size, **self.truth, **self.window)


YEAR = {"shortest": 39, "longest": 78, "grid": 13.0, "holdout": 26}  # known for 52, 65, 78 weeks
SIX_YEARS = {"shortest": 6, "longest": 10, "holdout": 5}
AT_PURCHASE = {"r": 0.7, "alpha": 6.0, "a": 0.8, "b": 2.5}
PLANS = {
    "Pareto/NBD": Plan(
        ParetoNBD, simulated.pareto_nbd, {"r": 0.7, "alpha": 8.0, "s": 0.8, "beta": 12.0}, YEAR
    ),
    "BG/NBD": Plan(BetaGeoNBD, simulated.bg_nbd, AT_PURCHASE, YEAR),
    "MBG/NBD": Plan(ModifiedBetaGeoNBD, simulated.mbg_nbd, AT_PURCHASE, YEAR),
    "BG/BB": Plan(
        BetaGeoBetaBinomial, simulated.bg_bb,
        {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.78}, SIX_YEARS,
    ),
}  # fmt: skip


def study(one_base: Callable[..., dict[str, Any]], *args: Any, bases: int) -> pd.DataFrame:
    """One row a base: which of its intervals held the truth, or which share of them."""
    # fresh processes, which read how many threads to use when they start
    with (
        patch.dict(os.environ, OPENBLAS_NUM_THREADS="1"),
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
    ):
        rows = list(pool.map(partial(one_base, *args), range(bases), chunksize=10))
    return pd.DataFrame(rows).astype(float)


def within(bases: int) -> tuple[float, float]:
    """Shares of bases that 95% intervals stay between in all but one study of a thousand."""
    low, high = binom.ppf([0.0005, 0.9995], bases, 0.95) / bases
    return float(low), float(high)


def inside(truth: Any, low: Any, high: Any) -> Any:
    slack = 1e-9
    return (np.asarray(low) - slack <= truth) & (truth <= np.asarray(high) + slack)


def parameters(fit: Any, truth: dict[str, float], names: Sequence[str]) -> dict[str, Any]:
    """Whether the intervals of parameters held them; unknown where others were reported."""
    if tuple(fit.names) != tuple(names):
        return dict.fromkeys(names, np.nan)
    bounds = fit.conf_int()
    return {name: bool(inside(truth[name], *bounds.loc[name])) for name in names}


def of_model(name: str, seed: int) -> dict[str, Any]:
    """A base of one of the plans, fitted and held against what was planted."""
    plan = PLANS[name]
    base, horizon = plan.base(seed), plan.window["holdout"]
    fit = plan.model(base).fit()
    planted = plan.model(fit.patterns).fit(hold=plan.truth)
    ahead = planted.forecast(fit.patterns, horizon)
    expected, alive = (fit.patterns.to_rows(one) for one in (ahead.expected, ahead.alive))
    newcomer = planted.newcomers(np.array([horizon])).expected.item()
    return {
        "limit": fit.laws.is_limit,
        **parameters(fit, plan.truth, plan.model.laws.names),
        **totals(fit, base, expected.sum(), alive.sum(), newcomer, horizon),
        **customers(fit, base.head(SOME), expected[:SOME], alive[:SOME], horizon),
    }


def totals(
    fit: LatentAttritionResults,
    base: pd.DataFrame,
    expected: float,
    alive: float,
    newcomer: float,
    horizon: float,
) -> dict[str, Any]:
    """All customers together, and one who has just come, against what is truly to be expected."""
    total, active = fit.expected_total(horizon), fit.expected_alive()
    new = fit.expected_purchases_new(horizon).iloc[0]
    return {
        "total expected": inside(expected, total.ci_low, total.ci_high),
        "total outcome": inside(base["frequency_holdout"].sum(), total.pi_low, total.pi_high),
        "active expected": inside(alive, active.ci_low, active.ci_high),
        "active outcome": inside(base["active"].sum(), active.pi_low, active.pi_high),
        "newcomer expected": inside(newcomer, new["ci_low"], new["ci_high"]),
        "ratio": total.expected / expected,
    }


def customers(
    fit: LatentAttritionResults,
    some: pd.DataFrame,
    expected: np.ndarray,
    alive: np.ndarray,
    horizon: float,
) -> dict[str, Any]:
    """Shares of some customers whose intervals held."""
    table, active = fit.expected_purchases(horizon, some), fit.probability_alive(some)
    came = some["frequency_holdout"]
    return {
        "customer expected": inside(expected, table["ci_low"], table["ci_high"]).mean(),
        "customer alive": inside(alive, active["ci_low"], active["ci_high"]).mean(),
        "customer outcome": inside(came, table["pi_low"], table["pi_high"]).mean(),
    }


def of_worth(seed: int) -> dict[str, Any]:
    """Customers with money: what they will bring, by one and all together."""
    plan = PLANS["Pareto/NBD"]
    rng, horizon = np.random.default_rng([11, seed]), plan.window["holdout"]
    discount = DiscountRate(ANNUAL_RATE).continuous("W")
    base = plan.draw(rng, plan.size, **plan.truth, **plan.window, **SPEND, discount=discount)
    fit, spend = plan.model(base).fit(), GammaGamma(base).fit()
    value = lifetime_value(fit, spend, base, horizon=horizon, annual_discount_rate=ANNUAL_RATE)
    worth = base["worth_holdout"]
    planted = plan.model(fit.patterns).fit(hold=plan.truth)
    planted_spend = GammaGamma(base).fit(hold=SPEND)
    truly = lifetime_value(
        planted, planted_spend, base, horizon=horizon, annual_discount_rate=ANNUAL_RATE
    )
    table, total = value.table, value.total
    each = truly.table["value"].to_numpy()
    return {
        **parameters(spend, SPEND, tuple(SPEND)),
        "total worth expected": inside(truly.total.expected, total.ci_low, total.ci_high),
        "total worth": inside(worth.sum(), total.pi_low, total.pi_high),
        "customer worth expected": inside(each, table["ci_low"], table["ci_high"]).mean(),
        "customer worth": inside(worth.to_numpy(), table["pi_low"], table["pi_high"]).mean(),
    }


SPLIT = {"r": 0.9, "alpha": 8.0, "dropout_odds": 0.6}
SPLIT_MODELS = {model.name: model for model in (ParetoNBD, ModifiedBetaGeoNBD)}


def of_split(name: str, seed: int) -> dict[str, Any]:
    """Customers of whom some leave after their first purchase and the others never."""
    model, horizon = SPLIT_MODELS[name], YEAR["holdout"]
    rng = np.random.default_rng([seed, 7])
    base = simulated.at_once_or_never(rng, 2000, **SPLIT, **YEAR)
    fit = model(base).fit()
    laws = model.laws.with_split_dropout()
    said = any("at their first chance or never" in str(message) for message in fit.messages)
    pair = laws.at(np.log(list(SPLIT.values())))
    alive = model.terms(pair, fit.patterns).alive
    x, age, place = fit.patterns.states
    span = np.full(len(x), float(horizon))
    truly = alive * model.ahead(pair, x, age, span, 0.0).expected[place]
    total, active = fit.expected_total(horizon), fit.expected_alive()
    return {
        "named": said and fit.laws == laws,
        "gain": fit.llf - model(fit.patterns).fit(dropout="none").llf,
        **parameters(fit, SPLIT, laws.names),
        "total expected": inside(np.sum(truly * fit.patterns.weight), total.ci_low, total.ci_high),
        "total outcome": inside(base["frequency_holdout"].sum(), total.pi_low, total.pi_high),
        "active outcome": inside(base["active"].sum(), active.pi_low, active.pi_high),
    }
