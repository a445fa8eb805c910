"""What customers by contract will bring: price x margin x discounted expected residual lifetime.

Who has renewed often is likely to stay: valuing everybody with one retention rate undervalues a
base (Fader & Hardie 2010, "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring
Heterogeneity", Marketing Science 29(1)). Payments already made, that of the period now running
included, are not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.chances import CommonChance
from cvmlab.btyd.contract_results import ShiftedBetaGeometricResults
from cvmlab.btyd.fitting import Array
from cvmlab.btyd.patterns import as_frame
from cvmlab.btyd.payments import payment_weights, payments
from cvmlab.btyd.survivors import shares
from cvmlab.btyd.totals import Sums
from cvmlab.figures.formats import money as as_money
from cvmlab.figures.formats import percent
from cvmlab.value_of.lifetime.contract_result import ContractValue
from cvmlab.value_of.lifetime.contract_settings import read_contract_settings
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.lifetime_value import LIFETIME, REVENUE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

COLUMNS = ("renewals", "churned", "price")


def contract_value(
    fit: ShiftedBetaGeometricResults,
    contracts: Any,
    *,
    annual_discount_rate: float | None = None,
    discount: DiscountRate | None = None,
    horizon: int | None = None,
    margin_rate: float | str | None = None,
    period: str | int | None = None,
    by: str | None = None,
    alpha: float = 0.05,
) -> ContractValue:
    """What each customer by contract will still bring, with intervals.

    value = margin x price x v^w sum S(k + j) / S(k) v^(j - 1) over the payments j = 1, 2, ... to
    come, for a customer who has taken k renewals and comes to the next one in w periods; v =
    (1 + annual rate)^(-1 / periods in a year).

    Parameters
    ----------
    fit : ShiftedBetaGeometricResults
    contracts : ContractBase, or DataFrame
        Columns renewals, churned, price (per period); optionally next_renewal_in (w; without it,
        every renewal is due now, as in the published formula), customer_id, weight.
    annual_discount_rate : float, optional
        Effective per year: 0.1 makes 110 in a year worth 100 now. Either this or `discount`.
    discount : DiscountRate, optional
        Any other rate, with its unit of time: ``cvm.discount_rate(0.01, per="month")``.
    horizon : int, optional
        How many renewals to look ahead; without it, all to come.
    margin_rate : float or str, optional
        Margin per unit of revenue, or the column that holds each customer's. Without it the
        result is expected revenue.
    period : {"W", "M", "Q", "Y"} or int, optional
        Between renewals; a ContractBase knows its own.
    by : str, optional
        A column of segments.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    ContractValue

    Raises
    ------
    DataProblem
        When settings or columns are unusable; all problems at once.
    """
    # Not at the top: it brings a database engine along, which nothing else here needs.
    from cvmlab.data.renewals import periods_per_year

    optional = (name for name in ("next_renewal_in", margin_rate, by) if isinstance(name, str))
    there = getattr(contracts, "columns", ())
    frame = as_frame(contracts, (*COLUMNS, *(name for name in optional if name in there)))
    settings = read_contract_settings(
        contracts, frame, annual=annual_discount_rate, discount=discount, horizon=horizon,
        margin_rate=margin_rate, period=period, by=by,
    )  # fmt: skip
    data, row = settings.data, settings.data.inverse
    active = data.to_rows(data.active)
    force = settings.rate.continuous("Y") / periods_per_year(settings.period)
    weight = payment_weights(force, horizon)
    ahead = payments(fit.law, fit.edges, data.kept, weight, alpha)
    waits = "next_renewal_in" in frame.columns
    wait = frame["next_renewal_in"].fillna(0.0).to_numpy(float) if waits else np.zeros(len(frame))
    today = np.exp(-force * wait)
    worth = settings.worth * today
    low, high = ahead.interval(fit.standard_error(ahead.slope), alpha)
    value = worth * ahead.value[row]
    renewal = data.active * shares(fit.law, data.kept, np.ones(len(data)))
    table = pd.DataFrame(
        {
            "value": value, "ci_low": worth * low[row], "ci_high": worth * high[row],
            "pi_low": worth * ahead.low[row], "pi_high": worth * ahead.high[row],
            "active": active > 0, "renewals_taken": data.kept[row].astype(int),
            "probability_renewal": renewal[row],
            "discounted_payments": active * today * ahead.value[row],
            "price": frame["price"].to_numpy(),
        },
        index=data.index,
    )  # fmt: skip
    if by is not None:
        table[by] = frame[by].to_numpy()
    return ContractValue(
        name=REVENUE if margin_rate is None else LIFETIME,
        table=table,
        horizon=horizon,
        period=settings.period,
        discount=settings.rate,
        discount_per_period=float(np.expm1(force)),
        alpha=alpha,
        constant_retention_total=_with_one_rate(fit, weight, worth * data.row_weight),
        messages=tuple(str(message) for message in fit.messages),
        _by=by,
        _weight=data.row_weight,
        _worth=Sums(
            value, value[:, None] * ahead.slope[row], fit.slope_cov, worth**2 * ahead.variance[row]
        ),
    )


def plot_contract_value(
    result: ContractValue, *, currency: str | None = None, ax: Axes | None = None
) -> Picture:
    """What a customer is worth by how many renewals they have taken, with intervals.

    Parameters
    ----------
    result : ContractValue
    currency : str, optional
        ISO code for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    table, ax = result.by_renewals(), new_axes(ax)
    each = table[["value", "ci_low", "ci_high"]].div(table["customers"], axis=0)
    error = [each["value"] - each["ci_low"], each["ci_high"] - each["value"]]
    ax.bar(each.index, each["value"], color=palette()[0], width=0.8)
    ax.errorbar(each.index, each["value"], yerr=error, fmt="none", ecolor=INK, capsize=3)
    most = table.index[-1]
    amounts = [[as_money(x, currency) for x in each.iloc[place]] for place in (0, -1)]
    ax.set_title(
        f"After {most} renewals a customer is worth {amounts[1][0]}, after {table.index[0]} "
        f"{amounts[0][0]}"
    )
    ax.set_xlabel("Renewals taken")
    ax.set_ylabel(f"{result.name.capitalize()} per customer")
    ax.set_xticks(each.index)
    format_axis(ax.yaxis, lambda amount: as_money(amount, currency, short=True))
    alt = (
        f"Bars of {result.name} per customer by renewals taken: {amounts[0][0]} after "
        f"{table.index[0]} and {amounts[1][0]} after {most} ({percent(1 - result.alpha)} "
        f"confidence interval {amounts[1][1]} to {amounts[1][2]})."
    )
    return Picture(ax, alt, "contract-value")


def _with_one_rate(fit: ShiftedBetaGeometricResults, weight: Array, worth: Array) -> float:
    """The total where everybody, however long there, stays with the mean retention rate."""
    retention = fit.constant_retention().expected
    alike = CommonChance((1 - retention) / retention)
    each = payments(alike, (), np.zeros(1), weight, 0.05).value[0]
    return float(each * worth.sum())
