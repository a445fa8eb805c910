"""What stands beside cvmlab's models: the lifetimes package, called as its users call it.

``fit_all_rows`` hands it one row a customer; ``fit_patterns`` uses its ``weights=``, which its
users seldom do. Its search for the Pareto/NBD starts at random; here always at the same place, one
from which it arrives soon. Predictions start from given parameters, so that no fit is repeated.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.measure import Stopwatch

PATTERN = ["frequency", "recency", "T"]
MONTH = 4.345  # weeks, as customer_lifetime_value has it


def fit_all_rows(source: str, model: str) -> dict[str, Any]:
    """Parameters from one row a customer."""
    base, fitter = _customers(source), _fitter(model)
    with Stopwatch() as watch:
        fitter.fit(*(base[name] for name in PATTERN))
    return {**watch.said, "params": fitter.params_.to_dict()}


def fit_patterns(source: str, model: str) -> dict[str, Any]:
    """Parameters from weighted patterns, made before the clock starts."""
    base, fitter = _customers(source), _fitter(model)
    patterns = base.groupby(PATTERN).size().reset_index(name="weight")
    with Stopwatch() as watch:
        fitter.fit(*(patterns[name] for name in PATTERN), weights=patterns["weight"])
    return {**watch.said, "params": fitter.params_.to_dict()}


def score(source: str, model: str, params: str, weeks: str) -> dict[str, Any]:
    """P(alive) and expected purchases of every customer; it has no intervals."""
    base, fitter = _customers(source), _fitted(model, params)
    seen = [base[name] for name in PATTERN]
    with Stopwatch() as watch:
        alive = fitter.conditional_probability_alive(*seen)
        expected = fitter.conditional_expected_number_of_purchases_up_to_time(float(weeks), *seen)
    return {**watch.said, "sums": [float(alive.sum()), float(expected.sum())]}


def fit_spend(source: str) -> dict[str, Any]:
    """Parameters of the Gamma-Gamma model from the repeat buyers."""
    from lifetimes import GammaGammaFitter

    base = _customers(source)
    with Stopwatch() as watch:
        buyers = base[base["frequency"] > 0]
        fitter = GammaGammaFitter().fit(buyers["frequency"], buyers["monetary_value"])
    params = fitter.params_.rename({"v": "gamma"})  # two names of one parameter in the papers
    return {**watch.said, "params": params.to_dict()}


def value(source: str, model: str, params: str, spend: str, months: str) -> dict[str, Any]:
    """Lifetime value of every customer at 10% a year; it has no intervals."""
    import pandas as pd
    from lifetimes import GammaGammaFitter

    base, fitter = _customers(source), _fitted(model, params)
    fitter.predict = fitter.conditional_expected_number_of_purchases_up_to_time
    money = GammaGammaFitter()
    money.params_ = pd.Series(json.loads(spend)).rename({"gamma": "v"})
    with Stopwatch() as watch:
        worth = money.customer_lifetime_value(
            fitter, *(base[name] for name in [*PATTERN, "monetary_value"]),
            time=int(months), discount_rate=1.10 ** (1 / 12) - 1, freq="W",
        )  # fmt: skip
    return {**watch.said, "sums": [float(worth.sum())]}


def _customers(source: str) -> Any:
    import pandas as pd

    return pd.read_parquet(source)


def _fitter(model: str) -> Any:
    import lifetimes
    import numpy as np

    np.random.seed(0)  # noqa: NPY002 - the generator lifetimes draws its start from
    names = {"ParetoNBD": "ParetoNBDFitter", "BetaGeoNBD": "BetaGeoFitter"}
    return getattr(lifetimes, names[model])()


def _fitted(model: str, params: str) -> Any:
    import pandas as pd

    fitter = _fitter(model)
    fitter.params_ = pd.Series(json.loads(params))
    return fitter
