"""Bases of customers who are all alike in some respect, and the limit models they lead to."""

from __future__ import annotations

from functools import cache

import numpy as np

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from tests.btyd import simulated

MANY = 1e6  # a shape at which customers hardly differ
SEED = 1  # of bases that do end at a limit: about half of those with one dropout rate do not
WINDOW = {"shortest": 52.0, "longest": 78.0, "grid": 1.0}
ALIKE = {"r": MANY, "alpha": MANY / 0.12, **WINDOW}
DIFFER = {"r": 1.0, "alpha": 8.0, **WINDOW}
BASES = {
    "one purchase rate": (ParetoNBD, simulated.pareto_nbd, ALIKE),
    "one dropout rate": (
        ParetoNBD, simulated.pareto_nbd, {**DIFFER, "s": MANY, "beta": MANY / 0.03}
    ),
    "no dropout": (ParetoNBD, simulated.pareto_nbd, {**DIFFER, "s": 1e-9, "beta": 1.0}),
    "one dropout chance": (
        BetaGeoNBD, simulated.bg_nbd, {**DIFFER, "a": MANY, "b": 4 * MANY}
    ),
    "no chance to drop out": (
        ModifiedBetaGeoNBD, simulated.mbg_nbd, {**DIFFER, "a": 1e-9, "b": 1.0}
    ),
    "one chance to buy": (
        BetaGeoBetaBinomial, simulated.bg_bb, {"alpha": MANY, "beta": MANY, "longest": 10}
    ),
}  # fmt: skip
KINDS = tuple(BASES)


@cache
def limit_fits() -> dict[str, LatentAttritionResults]:
    """A fit for each kind of limit, none of them asked for."""
    fits = {
        kind: model(draw(np.random.default_rng(SEED), 2000, **planted)).fit()
        for kind, (model, draw, planted) in BASES.items()
    }
    assert all(fit.laws.is_limit for fit in fits.values())
    return fits
