"""What customers will bring: expected purchases x expected spend (x margin), discounted.

Without a margin the result is called expected revenue, never lifetime value. Past sales are not in
it. Spend and purchases are taken as unrelated, as Gamma-Gamma assumes.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_frame
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.figures.formats import money as as_money
from cvmlab.figures.formats import percent
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.holdout_check import holdout_check
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_settings import COLUMNS, read_settings
from cvmlab.value_of.lifetime.valuation import patterns_of, valuation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

REVENUE, LIFETIME = "expected revenue", "customer lifetime value"
WIDE_SPEND = "Spend varies too widely for a prediction interval of totals (q is below 2)."
NO_END = (
    "Without an end there is no prediction interval of a single customer; totals and groups have "
    "theirs."
)


def lifetime_value(
    fit: LatentAttritionResults,
    spend: GammaGammaResults,
    customers: Any,
    *,
    horizon: float | str | None,
    annual_discount_rate: float | None = None,
    discount: DiscountRate | None = None,
    margin_rate: float | str | None = None,
    time_unit: str | None = None,
    by: str | Sequence[str] | None = None,
    holdout: Any = None,
    holdout_length: float | str | None = None,
    alpha: float = 0.05,
) -> LifetimeValue:
    """What each customer is expected to bring over a horizon, with intervals.

    value = margin x expected spend x sum over future purchases of exp(-rate x time), with
    rate = log(1 + annual rate) / units of time in a year.

    Parameters
    ----------
    fit : LatentAttritionResults
        Such as a fitted ``ParetoNBD`` or ``BetaGeoNBD``.
    spend : GammaGammaResults
    customers : CustomerBase, DataFrame or Ibis table
        Columns frequency, recency, T, monetary_value; optionally customer_id, weight.
    horizon : float, str or None
        Length of the future: in the models' units of time, or with its own as "12 months". None
        looks ahead without end, which needs a discount rate above 0.
    annual_discount_rate : float, optional
        Effective per year: 0.15 makes 115 in a year worth 100 now.
    discount : DiscountRate, optional
        Any other rate, such as ``cvm.discount_rate(0.003, per="week")``, instead of it.
    margin_rate : float or str, optional
        Margin per unit of revenue, or the column that holds each customer's. Without it the
        result is expected revenue.
    time_unit : {"D", "W", "M", "Y"}, optional
        The unit the models were fitted in (of an opportunity, where a model counts those). A
        customer base knows its own; for a DataFrame it is weeks by default.
    by : str or sequence of str, optional
        Columns of segments.
    holdout : CustomerBase or DataFrame, optional
        The customers as of an earlier day, with what came since, such as
        ``cvm.customer_base(orders, end=..., holdout_end=...)``: both models are fitted to it and
        their forecast held against what came.
    holdout_length : float or str, optional
        Of a holdout given as a DataFrame.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    LifetimeValue

    Raises
    ------
    DataProblem
        When settings or columns are unusable: all of them at once.
    """
    groups = (by,) if isinstance(by, str) else tuple(by or ())
    margins = (margin_rate,) if isinstance(margin_rate, str) else ()
    frame = as_frame(customers, (*COLUMNS, *groups, *margins))
    asked = read_settings(
        customers, frame, horizon=horizon, annual_discount_rate=annual_discount_rate,
        discount=discount, margin_rate=margin_rate, time_unit=time_unit, by=groups,
        whole=fit.model_class.counts_opportunities, fitted_unit=fit.time_unit,
    )  # fmt: skip
    worth = valuation(
        fit, spend, patterns_of(fit, frame),
        frame["monetary_value"].to_numpy(float), asked.margin,
        horizon=asked.span.length, rate=asked.rate, alpha=alpha,
    )  # fmt: skip
    messages = [str(message) for message in (*fit.messages, *spend.messages)]
    if not worth.has_variance:
        messages.append(WIDE_SPEND)
    if not np.isfinite(asked.span.length):
        messages.append(NO_END)
    check = None
    if holdout is not None:
        unit = time_unit or (asked.time_unit if isinstance(holdout, pd.DataFrame) else None)
        check = holdout_check(fit, holdout, length=holdout_length, time_unit=unit, alpha=alpha)
    return LifetimeValue(
        name=REVENUE if margin_rate is None else LIFETIME,
        horizon=asked.span.length,
        span=asked.span.words,
        time_unit=asked.time_unit,
        discount=asked.discount,
        alpha=alpha,
        messages=tuple(messages),
        holdout=check,
        valuation=worth,
        segments=frame[list(groups)],
    )


def plot_value_by_decile(
    result: LifetimeValue, *, currency: str | None = None, ax: Axes | None = None
) -> Picture:
    """How much of the expected value each tenth of the customers holds, with its interval.

    Parameters
    ----------
    result : LifetimeValue
    currency : str, optional
        ISO code for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    table = result.by_decile()
    colours = palette()
    ax = new_axes(ax)
    error = [table["value"] - table["ci_low"], table["ci_high"] - table["value"]]
    ax.bar(table.index, table["value"], color=colours[0], width=0.8)
    ax.errorbar(table.index, table["value"], yerr=error, fmt="none", ecolor=INK, capsize=3)
    top, bottom = float(table["share"].iloc[0]), float(table["share"].iloc[-5:].sum())
    half = len(table) == 10
    ax.set_title(f"The top tenth of customers holds {percent(top)} of {result.name}")
    ax.set_xlabel("Tenth of the customers, the most valuable first")
    ax.set_ylabel(f"{result.name.capitalize()}, {result.span}")
    ax.set_xticks(table.index)
    format_axis(ax.yaxis, lambda amount: as_money(amount, currency, short=True))
    first = table.iloc[0]
    amounts = (as_money(first[name], currency) for name in ("value", "ci_low", "ci_high"))
    alt = (
        f"Bars of {result.name} by tenth of the customers. The top tenth is expected to bring "
        "{} ({level} confidence interval {} to {}), {} of the total".format(
            *amounts, percent(top), level=percent(1 - result.alpha)
        )
    )
    alt += f"; the lower half together {percent(bottom)}." if half else "."
    return Picture(ax, alt, "value-by-decile")


def plot_value_by_segment(
    result: LifetimeValue,
    *,
    most: int = 15,
    currency: str | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Value per customer of each segment, with the intervals of its expectation and its outcome.

    The intervals hold for all segments together (see ``LifetimeValue.by_segment``), and the title
    names a best segment only where its outcome stands clear of the others.

    Parameters
    ----------
    result : LifetimeValue
        Made with ``by=``.
    most : int
        Segments shown, those with most customers.
    currency : str, optional
        ISO code for the axis.
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY, INK, palette

    table = result.by_segment(together=True)
    names = ["value", "ci_low", "ci_high", "pi_low", "pi_high"]
    each = table[names].div(table["customers"], axis=0)
    each = each.loc[table["customers"].nlargest(most, keep="all").index[:most]]
    each = each.sort_values("value", ascending=False, kind="stable")
    labels = [" / ".join(map(str, np.atleast_1d(np.array(key, object)))) for key in each.index]
    ax, place = new_axes(ax), np.arange(len(each))
    ax.bar(place, each["value"], color=palette()[0], width=0.7)
    for low, high, width, colour in (("pi_low", "pi_high", 1, GREY), ("ci_low", "ci_high", 3, INK)):
        ax.vlines(place, each[low], each[high], color=colour, linewidth=width, label=_KINDS[low])
    ax.set_xticks(place, labels, rotation=30 if len("".join(labels)) > 80 else 0)
    ax.set_ylabel(f"{result.name.capitalize()} per customer")
    ax.legend()
    format_axis(ax.yaxis, lambda amount: as_money(amount, currency, short=True))
    best, last = each.iloc[0], each.iloc[-1]
    clear = len(each) > 1 and best["pi_low"] > each["pi_high"].iloc[1:].max()
    amount = as_money(best["value"], currency)
    if clear:
        ax.set_title(f"Most per customer: {labels[0]}, {amount} ({result.span})")
    else:
        ax.set_title("No segment stands clear of all others by more than chance")
    hidden = len(table) - len(each)
    alt = (
        f"Bars of {result.name} per customer by segment, {result.span}, with intervals that hold "
        f"for all segments together. {labels[0]}: {amount} (outcomes "
        f"{as_money(best['pi_low'], currency)} to {as_money(best['pi_high'], currency)}); "
        f"{labels[-1]}: {as_money(last['value'], currency)} "
        f"({as_money(last['pi_low'], currency)} to {as_money(last['pi_high'], currency)})"
    )
    alt += f"; {hidden} segments with fewer customers are not shown." if hidden else "."
    return Picture(ax, alt, "value-by-segment")


_KINDS = {"pi_low": "Outcomes", "ci_low": "Confidence in the expectation"}
