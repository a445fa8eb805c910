"""The same by cvmlab: fits with standard errors, predictions with intervals."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import Stopwatch


def fit(source: str, model: str) -> dict[str, Any]:
    """Parameters and standard errors from one row a customer, reduced to patterns on the way."""
    from cvmlab.btyd.patterns import as_patterns

    base, kind = _customers(source), _model(model)
    with Stopwatch() as watch:
        with Stopwatch() as reduction:
            patterns = as_patterns(base)
        with Stopwatch() as climb:
            found = kind(patterns).fit()
            errors = found.bse
    return {
        **watch.said,
        "reduction": reduction.said["seconds"],
        "fit": climb.said["seconds"],
        "fit_cpu": climb.said["cpu"],
        "patterns": len(patterns),
        "params": found.params.to_dict(),
        "bse": errors.to_dict(),
    }


def score(source: str, model: str, weeks: str) -> dict[str, Any]:
    """P(alive) and expected purchases of every customer, each with its intervals."""
    fitted = _model(model)(_customers(source)).fit()
    with Stopwatch() as watch:
        alive = fitted.probability_alive()
        purchases = fitted.expected_purchases(float(weeks))
    sums = [float(alive["probability_alive"].sum()), float(purchases["expected"].sum())]
    return {**watch.said, "sums": sums, "params": fitted.params.to_dict()}


def fit_spend(source: str) -> dict[str, Any]:
    """Parameters and standard errors of the Gamma-Gamma model."""
    from cvmlab.btyd.gamma_gamma import GammaGamma

    base = _customers(source)
    with Stopwatch() as watch:
        found = GammaGamma(base).fit()
        errors = found.bse
    return {**watch.said, "params": found.params.to_dict(), "bse": errors.to_dict()}


def value(source: str, model: str, weeks: str) -> dict[str, Any]:
    """Lifetime value of every customer at 10% a year, with intervals."""
    from cvmlab.btyd.gamma_gamma import GammaGamma
    from cvmlab.value_of.lifetime.lifetime_value import lifetime_value

    base = _customers(source)
    fitted, spend = _model(model)(base).fit(), GammaGamma(base).fit()
    with Stopwatch() as watch:
        worth = lifetime_value(fitted, spend, base, horizon=float(weeks), annual_discount_rate=0.10)
    return {
        **watch.said,
        "sums": [float(worth.table["value"].sum())],
        "params": fitted.params.to_dict(),
        "spend": spend.params.to_dict(),
    }


def _customers(source: str) -> Any:
    import pandas as pd

    return pd.read_parquet(source)


def _model(name: str) -> Any:
    import cvmlab as cvm

    return getattr(cvm, name)
