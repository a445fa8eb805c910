"""What customers will bring: expected purchases x expected spend (x margin), discounted.

Without a margin the result is called expected revenue, never lifetime value. Past sales are not in
it. Spend and purchases are taken as unrelated, as Gamma-Gamma assumes.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.money import money_quantiles, money_variance
from cvmlab.btyd.patterns import as_frame, as_patterns
from cvmlab.btyd.results import positive_interval
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.btyd.totals import Sums
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import money as as_money
from cvmlab.figures.formats import percent
from cvmlab.value_of.lifetime_result import LifetimeValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

DAYS_IN_A_YEAR = 365.2425
DAYS = {"D": 1.0, "W": 7.0, "M": DAYS_IN_A_YEAR / 12, "Y": DAYS_IN_A_YEAR}
REVENUE, LIFETIME = "expected revenue", "customer lifetime value"


def continuous_rate(annual_discount_rate: float, time_unit: str = "W") -> float:
    """The continuous discount rate per unit of time that makes up an effective annual rate.

    log(1 + annual rate) / units in a year, a year having 365.2425 days: 52.1775 weeks.

    Examples
    --------
    >>> round(continuous_rate(0.15, "W"), 5)
    0.00268
    """
    return float(np.log1p(annual_discount_rate)) * DAYS[time_unit] / DAYS_IN_A_YEAR


def lifetime_value(
    fit: LatentAttritionResults,
    spend: GammaGammaResults,
    customers: Any,
    *,
    horizon: float,
    annual_discount_rate: float,
    margin_rate: float | str | None = None,
    time_unit: str = "W",
    by: str | None = None,
    alpha: float = 0.05,
) -> LifetimeValue:
    """What each customer is expected to bring over a horizon, with intervals.

    value = margin x expected spend x sum over future purchases of exp(-rate x time), with
    rate = log(1 + annual rate) / units of time in a year.

    Parameters
    ----------
    fit : LatentAttritionResults
        Such as a fitted ``ParetoNBD``.
    spend : GammaGammaResults
    customers : DataFrame or object with ``.frame()``
        Columns frequency, recency, T, monetary_value; optionally customer_id, weight.
    horizon : float
        Length of the future, in the models' units of time.
    annual_discount_rate : float
        Effective per year: 0.15 makes 115 in a year worth 100 now.
    margin_rate : float or str, optional
        Margin per unit of revenue, or the column that holds each customer's. Without it the
        result is expected revenue.
    time_unit : {"W", "D", "M", "Y"}
        The unit the models were fitted in.
    by : str, optional
        A column of segments.
    alpha : float
        One minus the level of the intervals.

    Returns
    -------
    LifetimeValue

    Raises
    ------
    DataProblem
        When settings or columns are unusable.
    """
    _check_settings(horizon, annual_discount_rate, time_unit)
    frame = as_frame(customers, ("frequency", "recency", "T", "monetary_value"))
    margin = _margin(margin_rate, frame)
    if by is not None and by not in frame.columns:
        remedy = f"choose a column of the customers.{suggestion(by, map(str, frame.columns))}"
        raise one_problem("no column of this name to group by", remedy, column=by)
    patterns = as_patterns(frame)
    rate = continuous_rate(annual_discount_rate, time_unit)
    ahead, plain = fit.forecast(patterns, horizon, rate), fit.forecast(patterns, horizon)
    row = patterns.inverse
    value_seen = pd.to_numeric(frame["monetary_value"], errors="coerce").to_numpy(float)
    money = spend.spend(patterns.frequency[row], value_seen)
    if not np.all(np.isfinite(money.mean)):
        what = "the mean spend per purchase cannot be estimated: a few purchases dominate it"
        raise one_problem(what, "look at the largest amounts first.", column="monetary_value")

    worth = margin * money.mean
    value, if_alive = worth * ahead.expected[row], worth * ahead.if_alive[row]
    spread = fit.standard_error(ahead.slope)[row], spend.standard_error(money.slope)
    low, high = positive_interval(value, np.hypot(*spread), alpha)
    blocks = fit.count_blocks(patterns, plain, horizon, alpha)
    unit = spend.spend(patterns.frequency, np.zeros(len(patterns)))
    few, many = money_quantiles(blocks, patterns.frequency, unit, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        today = np.where(plain.expected > 0, ahead.expected / plain.expected, 0.0)
    scale = margin * money.b * today[row]

    table = pd.DataFrame(
        {
            "value": value, "ci_low": low, "ci_high": high,
            "pi_low": few[row] * scale, "pi_high": many[row] * scale,
            "probability_alive": ahead.alive[row], "expected_purchases": plain.expected[row],
            "expected_spend": money.mean,
        },
        index=patterns.index,
    )  # fmt: skip
    if by is not None:
        table[by] = frame[by].to_numpy()
    messages = [str(message) for message in (*fit.messages, *spend.messages)]
    variance = margin**2 * money_variance(ahead, row, money)
    if not np.all(np.isfinite(variance)):
        text = "Spend varies too widely for a prediction interval of totals (q is below 2)."
        messages.append(text)
    slope = np.hstack([ahead.slope[row], money.slope])
    gone = 1.0 - ahead.alive[row]
    if_gone = gone[:, None] * ahead.if_alive_slope[row]
    if_gone -= ahead.alive[row, None] * ahead.alive_slope[row]
    gone_slope = np.hstack([if_gone, gone[:, None] * money.slope])
    covariance = block_diag(fit.slope_cov, spend.slope_cov)
    return LifetimeValue(
        name=REVENUE if margin_rate is None else LIFETIME,
        table=table,
        horizon=float(horizon),
        time_unit=time_unit,
        annual_discount_rate=float(annual_discount_rate),
        discount_rate=rate,
        alpha=alpha,
        messages=tuple(messages),
        _by=by,
        _weight=patterns.row_weight,
        _worth=Sums(value, value[:, None] * slope, covariance, variance),
        _at_risk=Sums(gone * if_alive, if_alive[:, None] * gone_slope, covariance),
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


def _check_settings(horizon: float, annual_discount_rate: float, time_unit: str) -> None:
    problems = []
    if not (np.isfinite(horizon) and horizon > 0):
        problems.append(Problem(f"the horizon is {horizon}", "give a length of time above 0."))
    if not 0 <= annual_discount_rate < 10:
        what = f"the annual discount rate is {annual_discount_rate}"
        problems.append(Problem(what, "give a share: 0.15 for 15% a year."))
    if time_unit not in DAYS:
        problems.append(Problem(f"unknown time unit {time_unit!r}", "choose D, W, M or Y."))
    if problems:
        raise DataProblem(problems, "the settings of lifetime_value")


def _margin(margin_rate: float | str | None, frame: pd.DataFrame) -> Array:
    """The margin of each customer; 1 where revenue is asked for."""
    if isinstance(margin_rate, str):
        if margin_rate not in frame.columns:
            remedy = f"choose a column.{suggestion(margin_rate, map(str, frame.columns))}"
            raise one_problem("no such column of margins", remedy, column=margin_rate)
        return frame[margin_rate].to_numpy(float)
    margin = 1.0 if margin_rate is None else float(margin_rate)
    if not (np.isfinite(margin) and margin > 0):
        raise one_problem(f"the margin rate is {margin_rate}", "give a share above 0, such as 0.3.")
    return np.full(len(frame), margin)
