"""Parametric bootstrap: how far estimates move when the same model is fitted to other customers.

Bases are drawn from the fitted model, with as many customers known for as long, and refitted. What
differs between the refits is what the estimate owes to chance. Nothing is assumed about the shape
of the likelihood, which the delta method takes to be quadratic; it costs as many fits as draws. On
small bases some refits come back as limit models, as the fit itself may: they count like all
others.

Source: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", sections 6.5 and 13.3.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from cvmlab.btyd.bootstrap_results import BootstrapResults
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.laws import COMMON, NONE
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.btyd.spend_bootstrap import SpendBootstrap
from cvmlab.btyd.stored_fits import require_same_customers
from cvmlab.errors import DataProblem, one_problem

if TYPE_CHECKING:
    from cvmlab.btyd.latent_attrition import LatentAttritionResults

FEWEST = 20  # draws from which a percentile means anything

One = TypeVar("One")
Many = TypeVar("Many")


def bootstrap(
    fit: LatentAttritionResults, draws: int, seed: int, *, progress: bool = True
) -> BootstrapResults:
    """Refit the model to bases drawn from a fit.

    Parameters
    ----------
    fit : LatentAttritionResults
    draws : int
    seed : int
        Draw i depends on the seed and on i only, so neither on the number of cores nor on how
        many draws are made.
    progress : bool
        Whether a person at a terminal is told how far it has come.
    """
    if draws < FEWEST or draws != int(draws):
        raise ValueError(f"draws is a whole number of at least {FEWEST}; got {draws}")
    _require_whole(fit.patterns.weight)
    refits = refitted(partial(_refit, fit, seed), int(draws), progress)
    return BootstrapResults(fit, refits, int(draws) - len(refits), seed)


def bootstrap_spend(
    fit: GammaGammaResults,
    customers: Any,
    draws: int = 200,
    seed: int = 0,
    *,
    progress: bool = True,
) -> SpendBootstrap:
    """Refit the model of spend to spend drawn from a fit.

    Parameters
    ----------
    fit : GammaGammaResults
    customers : DataFrame, Ibis table, or object with ``.frame()``
        Those the model was fitted to: how often they bought is kept, what they spent is drawn.
    draws, seed, progress
        As for ``bootstrap``.

    Raises
    ------
    DataProblem
        When the customers are others.
    """
    if draws < FEWEST or draws != int(draws):
        raise ValueError(f"draws is a whole number of at least {FEWEST}; got {draws}")
    buyers = GammaGamma(customers).buyers
    require_same_customers(fit, buyers.fingerprint, buyers.customers)
    _require_whole(buyers.weight)
    frequency = np.repeat(buyers.x, np.rint(buyers.weight).astype(int))  # a weight of 3 is three
    work = partial(_refit_spend, fit, frequency, seed)
    refits = refitted(work, int(draws), progress)
    return SpendBootstrap(fit, refits, int(draws) - len(refits), seed)


def refitted(work: Callable[[int], Many | None], draws: int, progress: bool) -> tuple[Many, ...]:
    """What came of the draws; those with nothing to fit are left out."""
    with _Told(draws, shown=progress) as told:
        found = list(told.each(_on_all_cores(work, range(draws))))
    refits = tuple(refit for refit in found if refit is not None)
    if len(refits) < FEWEST:
        raise ValueError(
            "nearly all bases drawn from this fit have no repeat buyers; use the delta method"
        )
    return refits


def _on_all_cores(work: Callable[[One], Many], items: Iterable[One]) -> Iterator[Many]:
    """Results in the order of the items; numpy lets go of Python's lock while it computes."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as threads:
        yield from threads.map(work, items)


def _require_whole(weight: Array) -> None:
    if np.any(np.abs(weight - np.rint(weight)) > 1e-6) or np.any(weight < 0.5):
        raise one_problem(
            "weights that are not whole numbers: no base of so many customers can be drawn",
            "bring whole customers, or use the intervals of the fit itself.",
            column="weight",
        )


def _refit(fit: LatentAttritionResults, seed: int, draw: int) -> LatentAttritionResults | None:
    """The fit to one base drawn from the model; None where nobody in it came back."""
    base = fit.simulate(np.random.default_rng([seed, draw]))
    try:
        refit = fit.model_class(base).fit(**_as_asked_for(fit))
    except DataProblem:
        return None
    # its verbs answer for the customers of the fit; what varies is seen between the refits
    nothing = np.zeros_like(refit.theta_cov)
    return replace(refit, patterns=fit.patterns, theta_cov=nothing, edges=(), messages=())


def _refit_spend(
    fit: GammaGammaResults, frequency: Array, seed: int, draw: int
) -> GammaGammaResults | None:
    spent = fit.simulate(np.random.default_rng([seed, draw]), frequency)
    base = pd.DataFrame({"frequency": frequency, "monetary_value": spent})
    try:
        refit = GammaGamma(base).fit(hold={name: float(fit.params[name]) for name in fit.held})
    except DataProblem:
        return None
    return replace(refit, theta_cov=np.zeros_like(refit.theta_cov), edges=(), messages=())


def _as_asked_for(fit: LatentAttritionResults) -> dict[str, Any]:
    """The same laws and held values where they were chosen; else whatever limit the data want."""
    if not fit.held and (fit.is_reported_limit or not fit.laws.is_limit):
        return {}
    kind = {**dict.fromkeys(COMMON.values(), "common"), **dict.fromkeys(NONE.values(), "none")}
    return {
        "hold": {name: float(fit.params[name]) for name in fit.held},
        "purchase": kind.get(fit.laws.purchase),
        "dropout": kind.get(fit.laws.dropout),
    }


class _Told:
    """A line about how far it has come, for a person at a terminal; nothing is left of it."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total, self._shown = total, shown and sys.stderr.isatty()

    def __enter__(self) -> _Told:
        return self

    def __exit__(self, *details: object) -> None:
        self._say("\r\033[K")

    def each(self, items: Iterable[One]) -> Iterator[One]:
        """The items, counted."""
        for number, item in enumerate(items, start=1):
            self._say(f"\rRefitting {number:,} of {self._total:,}")
            yield item

    def _say(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(text)
            sys.stderr.flush()
