"""A fitted model's answers for any number of customers, in the engine that holds them.

A hundred million customers show some hundred thousand patterns. Every answer is computed once a
pattern and joined back in the engine (DuckDB, SQLite, a warehouse) as one lazy Ibis expression:
written to Parquet or a table, no customer ever passes through Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.btyd.engine_patterns import engine_patterns
from cvmlab.btyd.latent_attrition import LatentAttritionResults

if TYPE_CHECKING:
    import ibis.expr.types as ir

CONFIDENCE, PREDICTION = ("ci_low", "ci_high"), ("pi_low", "pi_high")


def score(
    fit: LatentAttritionResults,
    customers: Any,
    *,
    t: float | None = None,
    discount_rate: float | None = None,
    horizon: float | None = None,
    alpha: float = 0.05,
) -> ir.Table:
    """Who is still there and who will buy how often, for customers who stay in their engine.

    The answers are those of the fit's own verbs, interval by interval. Patterns are counted at
    once; the rest happens when the result is asked for (``.to_parquet(path)``, ``.to_pandas()``).
    An expression that takes long is better stored before (``.cache()``), since it is computed
    for the patterns and again for the result.

    Parameters
    ----------
    fit : LatentAttritionResults
        Such as a fitted ``ParetoNBD``.
    customers : Ibis table or CustomerBase
        One row a customer: frequency, recency, T in the units of the fit. Further columns are
        kept. Of a CustomerBase, all customers are scored, those older than the file as well.
    t : float, optional
        With it, purchases in the next ``t`` units of time.
    discount_rate : float, optional
        With it, discounted expected residual transactions; continuous, per unit of time.
    horizon : float, optional
        How far these look; without it, without end.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    ibis Table
        The columns of the customers, then ``probability_alive`` with ``..._ci_low, ..._ci_high``;
        with `t`, ``expected_purchases`` with the same and ``..._pi_low, ..._pi_high``; with
        `discount_rate`, ``expected_residual_transactions`` with the former. Customers added to
        the table after patterns were counted may have NULL in these.

    Raises
    ------
    DataProblem
        All that is wrong with the customers at once.
    """
    if horizon is not None and discount_rate is None:
        raise ValueError("horizon belongs to discount_rate; for undiscounted purchases give t")
    names = _names(t is not None, discount_rate is not None)
    whole = fit.model_class.counts_opportunities
    found = engine_patterns(customers, adding=names, whole_time=whole)
    patterns = found.patterns
    answers = [fit.probability_alive(patterns, alpha=alpha)]
    if t is not None:
        answers.append(fit.expected_purchases(t, patterns, alpha=alpha))
    if discount_rate is not None:
        dert = fit.expected_residual_transactions(discount_rate, horizon, patterns, alpha=alpha)
        answers.append(dert)
    values = pd.concat(answers, axis=1).to_numpy(float).T
    return found.with_results(dict(zip(names, values, strict=True)))


def _names(purchases: bool, residual: bool) -> list[str]:
    """The columns of the answers, in the order in which the verbs give them."""
    asked: dict[str, tuple[str, ...]] = {"probability_alive": CONFIDENCE}
    if purchases:
        asked["expected_purchases"] = (*CONFIDENCE, *PREDICTION)
    if residual:
        asked["expected_residual_transactions"] = CONFIDENCE
    return [
        name for verb, bounds in asked.items() for name in (verb, *(f"{verb}_{b}" for b in bounds))
    ]
