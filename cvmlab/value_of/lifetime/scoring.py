"""What any number of customers will bring, computed in the engine that holds them.

Purchases to come depend on a customer's pattern, so they are computed once a pattern and joined
back. Spend depends on money as well, which no two customers share; but it is a short formula in
(frequency, monetary_value), which the engine computes itself. The numbers are those of
``lifetime_value``.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4); Fader & Hardie (2013), "The Gamma-Gamma Model of
Monetary Value".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.btyd.engine_patterns import EnginePatterns, engine_patterns
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.results import Z95
from cvmlab.btyd.spend import COMMON_MEAN, FULL, GammaGammaResults
from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.lifetime_settings import read_settings
from cvmlab.value_of.lifetime.valuation import Valuation, valuation

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONEY = "monetary_value"
FILL = "fill them (0 for customers without a repeat purchase) or remove the rows."
LARGEST = 1e300  # anything finite
RESULTS = (
    "value", "ci_low", "ci_high", "pi_low", "pi_high", "probability_alive", "expected_purchases",
    "discounted_purchases", "expected_spend",
)  # fmt: skip


def score_value(
    fit: LatentAttritionResults,
    spend: GammaGammaResults,
    customers: Any,
    *,
    horizon: float | str | None,
    annual_discount_rate: float | None = None,
    discount: DiscountRate | None = None,
    margin_rate: float | str | None = None,
    time_unit: str | None = None,
    alpha: float = 0.05,
) -> ir.Table:
    """What each customer is expected to bring, for customers who stay in their engine.

    Parameters
    ----------
    fit : LatentAttritionResults
        Such as a fitted ``ParetoNBD``.
    spend : GammaGammaResults
    customers : Ibis table or CustomerBase
        One row a customer: frequency, recency, T, monetary_value. Further columns are kept.
    horizon : float, str or None
        As in ``lifetime_value``: units of time of the fit, "12 months", or None for no end.
    annual_discount_rate : float, optional
        Effective per year: 0.15 makes 115 in a year worth 100 now.
    discount : DiscountRate, optional
        Any other rate, instead of it.
    margin_rate : float or str, optional
        Margin per unit of revenue, or the column that holds each customer's. Without it `value`
        is expected revenue.
    time_unit : {"W", "D", "M", "Y"}, optional
        The unit the models were fitted in; a CustomerBase knows its own, else it is weeks.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    ibis Table
        The columns of the customers, then value, ci_low, ci_high (confidence interval of the
        expectation), pi_low, pi_high (prediction interval of the outcome), probability_alive,
        expected_purchases, discounted_purchases, expected_spend. Computed when it is asked for.
        Intervals of totals are not in it: customers share the errors of the parameters.

    Raises
    ------
    DataProblem
        All that is wrong with the customers, or with the settings, at once.
    """
    whole = fit.model_class.counts_opportunities
    found = _customers(customers, margin_rate, whole)
    asked = read_settings(
        customers, _as_settings_read(found), horizon=horizon, discount=discount,
        annual_discount_rate=annual_discount_rate, time_unit=time_unit, by=None, whole=whole,
        margin_rate=None if isinstance(margin_rate, str) else margin_rate,
        fitted_unit=fit.time_unit,
    )  # fmt: skip
    rows = len(found.patterns)
    worth = valuation(
        fit, spend, found.patterns, np.zeros(rows), np.ones(rows),
        horizon=asked.span.length, rate=asked.rate, alpha=alpha,
    )  # fmt: skip
    laws = [spend, *(replace(spend, names=FULL, theta=edge, edges=()) for edge in spend.edges)]
    joined = found.with_results({**_purchases(worth), **_spend(laws, found.patterns.frequency)})
    margin = joined[margin_rate] if isinstance(margin_rate, str) else (margin_rate or 1.0)
    valued = _valued(joined, laws, margin, float(ndtri(1.0 - alpha / 2.0)))
    return valued.select(*found.customers.columns, *RESULTS)


def _purchases(worth: Valuation) -> dict[str, Array]:
    """What depends on purchases only, for each pattern."""
    low, high = worth.prediction
    plain, ahead = worth.plain, worth.ahead
    return {
        "probability_alive": ahead.alive,
        "expected_purchases": np.full(len(low), np.nan) if plain is None else plain.expected,
        "discounted_purchases": ahead.expected,
        "_error_of_purchases": worth.fit.standard_error(ahead.slope),
        # Bounds in units of b, which is a customer's own: see ``money_quantiles``.
        "_low": low / worth.money.b,
        "_high": high / worth.money.b,
    }


def _spend(laws: list[GammaGammaResults], x: Array) -> dict[str, Array]:
    """What expected spend and its error are made of, for each pattern.

    The mean is p / (a - 1) times b, and a depends on frequency only. The gradient of its logarithm
    depends on money only through gamma / b, its last entry, so the variance is a square in that.
    """
    known = laws[0].spend(x, np.zeros(len(x)))
    covariance = laws[0].theta_cov
    slope = known.slope[:, : len(covariance)].copy()  # at no money gamma / b is one
    of_gamma = np.zeros(len(covariance))
    if _grows(laws[0]):
        of_gamma[-1] = 1.0
        slope -= of_gamma
    rates = [one.mean / one.b for one in (law.spend(x, np.zeros(len(x))) for law in laws)]
    return {
        "_variance": np.einsum("ni,ij,nj->n", slope, covariance, slope),
        "_with_gamma": 2.0 * slope @ covariance @ of_gamma,
        "_of_gamma": np.full(len(x), of_gamma @ covariance @ of_gamma),
        **{_rate(i): np.where(np.isfinite(rate), rate, np.nan) for i, rate in enumerate(rates)},
    }


def _valued(joined: ir.Table, laws: list[GammaGammaResults], margin: Any, z: float) -> ir.Table:
    """The formulas of ``lifetime_value`` in the engine."""
    import ibis

    total = joined.frequency * joined[MONEY].cast("float64").clip(lower=0.0)
    scales = [_scale(law, total) for law in laws]
    means = [joined[_rate(i)] * scale for i, scale in enumerate(scales)]
    share = _scale(laws[0], 0.0) / scales[0]
    variance = joined._variance + share * (joined._with_gamma + share * joined._of_gamma)
    variance = ibis.greatest(variance, 0.0)
    for other in means[1:]:  # as ``with_edges``: how far a law the data still allow moves the mean
        move = (other / means[0]).ln().coalesce(0.0) / Z95
        variance += move * move
    priced = joined.mutate(
        expected_spend=means[0],
        value=joined.discounted_purchases * means[0] * margin,
        _half=(
            z * (joined._error_of_purchases * joined._error_of_purchases + variance).sqrt()
        ).exp(),
        pi_low=joined._low * scales[0] * margin,
        pi_high=joined._high * scales[0] * margin,
    )
    return priced.mutate(ci_low=priced.value / priced._half, ci_high=priced.value * priced._half)


def _grows(law: GammaGammaResults) -> bool:
    """Whether a customer's own money changes what is expected of the customer."""
    return law.names != COMMON_MEAN


def _scale(law: GammaGammaResults, total: Any) -> Any:
    """b of customers with so much money: gamma and the money, where money plays a role."""
    start = float(law.spend(np.zeros(1), np.zeros(1)).b[0])
    return total * float(_grows(law)) + start


def _rate(number: int) -> str:
    return f"_spend_by_law_{number}"


def _customers(customers: Any, margin_rate: float | str | None, whole: bool) -> EnginePatterns:
    """The customers' patterns, after every check of their columns."""
    table = getattr(customers, "table", customers)
    problems: list[Problem] = []
    try:
        found = engine_patterns(table, adding=RESULTS, whole_time=whole)
    except DataProblem as others:
        problems += others.problems
    problems += _unusable(table, MONEY, FILL)
    if isinstance(margin_rate, str):
        problems += _unusable(table, margin_rate, "give shares, such as 0.3.", above_zero=True)
    if problems:
        raise DataProblem(problems, "the customer base")
    return found


def _unusable(
    table: ir.Table, name: str, remedy: str, *, above_zero: bool = False
) -> list[Problem]:
    """Missing, infinite and (where asked) not positive numbers, counted by the engine."""
    import ibis

    if name not in table.columns:
        have = ", ".join(table.columns[:8])
        hint = f"the columns are: {have}.{suggestion(name, table.columns)}"
        return [Problem("no column of this name", hint, name)]
    if not table[name].type().is_numeric():
        what = f"its values are of type {table[name].type()}, not numbers"
        return [Problem(what, "cast it to a number.", name)]
    number = table[name].cast("float64")
    usable = (number > (0.0 if above_zero else -LARGEST)) & (number < LARGEST)
    bad = table.agg(bad=ibis.ifelse(usable, 0, 1).sum()).to_pandas()["bad"].iloc[0]
    if not bad > 0:
        return []
    what = "values that are missing or no numbers" + (", or not above 0" if above_zero else "")
    return [Problem(what, remedy, name, int(bad))]


def _as_settings_read(found: EnginePatterns) -> pd.DataFrame:
    """Patterns as a frame of customers whose columns have been checked."""
    columns = ("frequency", "recency", "T")
    return pd.DataFrame({name: getattr(found.patterns, name) for name in columns}).assign(
        **{MONEY: 0.0}
    )
