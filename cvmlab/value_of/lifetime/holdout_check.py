"""Would the forecast have been right? Part of every lifetime value, as its intervals are.

Both models are fitted again to what was known at an earlier day; their forecast of purchases and
of money up to now is held against what came. A forecast that went wrong then is no better now:
something has changed, or customers follow a rhythm (a season, a contract) the models do not know.

Source: Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4), section on holdout validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import weighted_sum
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import as_frame
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.btyd.totals import Sums
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.value_of.lifetime.discounting import UNITS, Span, days, read_length
from cvmlab.value_of.lifetime.holdout_result import SAID_AS, HoldoutCheck, compared, off
from cvmlab.value_of.lifetime.lifetime_settings import COLUMNS, customer_problems, unit_of
from cvmlab.value_of.lifetime.valuation import valuation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture

CAME = {"purchases": "frequency_holdout", "money": "total_holdout"}


def holdout_check(
    fit: LatentAttritionResults,
    earlier: Any,
    *,
    length: float | str | None = None,
    time_unit: str | None = None,
    alpha: float = 0.05,
) -> HoldoutCheck:
    """Fit the models again as of an earlier day and hold their forecast against what came.

    Parameters
    ----------
    fit : LatentAttritionResults
        A fit of the kind to be checked; only its kind is used.
    earlier : CustomerBase or DataFrame
        The customers as of the earlier day, such as ``cvm.customer_base(orders, end=...,
        holdout_end=...)``: frequency, recency, T, monetary_value, frequency_holdout and, for
        money, total_holdout.
    length : float or str, optional
        Of the holdout, in units of the fit or as "26 weeks"; a base with a holdout knows it.
    time_unit : {"D", "W", "M", "Y"}, optional
        The unit of a DataFrame; weeks by default. A base knows its own.
    alpha : float
        One minus the level of the intervals.

    Raises
    ------
    DataProblem
        When the holdout is missing or its length unknown.
    """
    unit = unit_of(earlier, time_unit)
    frame = as_frame(earlier, COLUMNS)
    span = _span(earlier, frame, length, unit)
    model = fit.model_class
    if model.counts_opportunities and span.length % 1:
        what = f"the holdout is {span.length:,.6g} opportunities long"
        raise one_problem(what, "this model counts opportunities: give a whole number.")
    again = model(frame).fit()
    sums = {"purchases": _purchases(again, span.length)}
    messages = [str(message) for message in again.messages]
    if CAME["money"] in frame.columns:
        try:
            spend = GammaGamma(frame).fit()
            sums["money"] = _money(again, spend, frame, span.length)
            messages += [str(message) for message in spend.messages]
        except DataProblem as found:
            messages.append(f"Money is not checked: {found.problems[0].what}.")
    weight = again.patterns.row_weight
    actual = {name: frame[CAME[name]].to_numpy(float) for name in sums}
    totals = [sums[name].total(weight, alpha).numbers for name in sums]
    columns = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
    table = pd.DataFrame(totals, columns=columns, index=pd.Index(list(sums), name="of"))
    came = np.array([weighted_sum(weight, actual[name]) for name in sums])
    return HoldoutCheck(
        compared(table, came), span.length, span.words, again.nobs, alpha, tuple(messages), again,
        weight, sums, actual,
    )  # fmt: skip


def _purchases(fit: LatentAttritionResults, length: float) -> Sums:
    """The purchases forecast of each customer of a fit, ready to be added up."""
    ahead, row = fit.forecast(fit.patterns, length), fit.patterns.inverse
    slope = ahead.expected[:, None] * ahead.slope
    return Sums(ahead.expected[row], slope[row], fit.slope_cov, ahead.variance[row])


def _money(
    fit: LatentAttritionResults, spend: GammaGammaResults, frame: pd.DataFrame, length: float
) -> Sums:
    """The sales forecast of each customer, before any margin and discount."""
    return valuation(
        fit, spend, fit.patterns, frame["monetary_value"].to_numpy(float), np.ones(len(frame)),
        horizon=length, rate=0.0, alpha=0.05,
    ).sums  # fmt: skip


def plot_holdout_check(
    check: HoldoutCheck, *, of: str = "purchases", ax: Axes | None = None
) -> Picture:
    """Predicted and actual by predicted tenth of the customers, with prediction intervals.

    Parameters
    ----------
    check : HoldoutCheck
    of : {"purchases", "money"}
    ax : matplotlib Axes, optional
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    table = check.by_decile(of)
    ax, colour, level = new_axes(ax), palette()[0], percent(1 - check.alpha)
    error = [table["expected"] - table["pi_low"], table["pi_high"] - table["expected"]]
    ax.errorbar(
        table.index, table["expected"], yerr=error, color=colour, marker="o", capsize=3,
        label=f"Expected, with {level} prediction interval",
    )  # fmt: skip
    ax.plot(table.index, table["actual"], color=INK, marker="s", linestyle="--", label="Actual")
    ax.set_xticks(table.index)
    ax.set_xlabel("Tenth of the customers, the largest prediction first")
    ax.set_ylabel(f"{'Purchases' if of == 'purchases' else 'Sales'}, {check.span} held back")
    format_axis(ax.yaxis, count)
    ax.legend()
    whole = check.table.loc[of]
    held = f"{int(table['inside'].sum())} of {len(table)}"
    ax.set_title(f"The forecast was {off(float(whole['error']))}; {held} tenths came as predicted")
    first, last = table.iloc[0], table.iloc[-1]
    what = SAID_AS[of]
    alt = (
        f"Expected and actual {of} over {check.span} held back, by predicted tenth of "
        f"{count(check.customers)} customers. In all {count(whole['expected'])} {what} were "
        f"expected ({level} prediction interval {interval(whole['pi_low'], whole['pi_high'])}), "
        f"{count(whole['actual'])} came; {held} tenths lie in their interval. The first tenth: "
        f"{count(first['expected'])} expected, {count(first['actual'])} came; the last: "
        f"{number(last['expected'], 1)} and {count(last['actual'])}."
    )
    return Picture(ax, alt, f"holdout-{of}")


def _span(earlier: Any, frame: pd.DataFrame, length: float | str | None, unit: str) -> Span:
    """How long the holdout is, after checking that there is one."""
    problems = customer_problems(frame)
    start, end = getattr(earlier, "end", None), getattr(earlier, "holdout_end", None)
    known = None if isinstance(earlier, pd.DataFrame) or end is None else (end - start).days
    span = None
    if known is not None and length is not None:
        what = "the length of the holdout is given, but the customer base knows it"
        problems.append(Problem(what, "leave holdout_length out."))
    elif known is not None:
        size = known / days(unit)
        span = Span(size, f"{size:,.4g} {UNITS[unit]}{'' if size == 1 else 's'}")
    elif length is None:
        remedy = 'give holdout_length="26 weeks", or a customer base made with holdout_end.'
        problems.append(Problem("the length of the holdout is not known", remedy))
    else:
        try:
            span = read_length(length, unit, "holdout length")
        except DataProblem as found:
            problems += found.problems
    wanted = [CAME["purchases"], *([CAME["money"]] if CAME["money"] in frame.columns else [])]
    for name in wanted:
        if name not in frame.columns:
            remedy = "make the base with cvm.customer_base(orders, end=..., holdout_end=...)."
            problems.append(Problem("there is no holdout in these customers", remedy, name))
            continue
        bad = ~np.isfinite(pd.to_numeric(frame[name], errors="coerce").to_numpy(float))
        if bad.any():
            what = "values that are missing or no numbers"
            problems.append(Problem(what, "fill or remove them.", name, int(bad.sum())))
    if problems or span is None:
        raise DataProblem(problems, "the holdout")
    return span
