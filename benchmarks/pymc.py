"""The Bayesian peer, pymc-marketing, where it is installed: CDNOW's 2,357 customers only."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from benchmarks.measure import Stopwatch

CLASSES = {"ParetoNBD": "ParetoNBDModel", "BetaGeoNBD": "BetaGeoModel"}
KINDS = {"ParetoNBD": "mode alone, its default", "BetaGeoNBD": "sampled posterior, its default"}


def is_installed() -> bool:
    """Whether it can be measured here."""
    return find_spec("pymc_marketing") is not None


def fit(source: str, model: str) -> dict[str, Any]:
    """Its default fit: a sampled posterior for BG/NBD, the posterior's mode for Pareto/NBD."""
    import pandas as pd
    from pymc_marketing import clv

    base = pd.read_parquet(source).rename_axis("customer_id").reset_index()
    with Stopwatch() as watch:
        fitted = getattr(clv, CLASSES[model])(data=base)
        fitted.fit(progressbar=False)
    means = {name: float(drawn.mean()) for name, drawn in fitted.fit_result.items()}
    return {**watch.said, "params": means}
