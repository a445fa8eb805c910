"""What the next customer costs: a response curve for each channel, fitted to its weeks.

The average cost says what was paid; whoever doubles a budget pays the price of the customers who
are won last, and these are dearer. Where spend and customers of a week are known the curve of
Blattberg and Deighton (1996) can be fitted. What it cannot give is proof: nobody draws a budget by
lot. If more is spent in weeks in which more people want to come anyway, the curve looks better
than it is, and where a bill is written for each customer (pay per click, a fee a head) the spend
follows the customers and not the other way round. The fit looks for that and says so.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves as CostCurves
from cvmlab.value_of.acquisition.costs import read_costs
from cvmlab.value_of.acquisition.curve_fit import CurveFit, fit_curve
from cvmlab.value_of.acquisition.response_curve import ResponseCurve

FEWEST = 8  # weeks with customers that a curve of two numbers is fitted to


def cost_curve(
    costs: Any,
    *,
    by: str = "channel",
    phase: str | dt.date | None = None,
    given: str = "judge",
    level: float = 0.95,
    currency: str = "",
) -> CostCurves:
    """Fit each channel's response curve, and read the cost of the next customer off it.

    Parameters
    ----------
    costs : DataFrame, or a table of a workspace
        One row a channel and week: ``week, channel, spend`` (currency units), ``customers_won``.
    by : str
        The column of the channels.
    phase : date, optional
        The first day of a later phase: usual weeks are told apart, the curve is one.
    given : {"judge", "spend", "customers"}
        What was there first. "spend": the budget is set and customers vary around the curve by
        chance. "customers": the bill follows the customers, and the spend varies around the curve.
        "judge": the second where the first leaves less spread than chance must (see Notes).
    level : float
        Confidence level.
    currency : str
        ISO code, for sentences.

    Returns
    -------
    CostCurves

    Raises
    ------
    DataProblem
        When the costs cannot be read, or no channel has eight weeks with customers and different
        spends.

    Notes
    -----
    Given the spend: customers vary around the curve with a variance in proportion to their mean
    (quasi-Poisson; McCullagh and Nelder 1989, "Generalized Linear Models"), robust covariance.
    Counts of people who decide for themselves vary at least as a Poisson count does, dispersion 1.
    Where the dispersion is below that by more than one time in a thousand, the spend was not there
    first: then log spend is fitted given the customers, by least squares. Intervals of costs are
    made on the logarithm (delta method, Student's t); ``bends`` is False where the bend's own
    interval holds a straight line, and the ceiling then has no upper end.
    """
    if given not in ("judge", "spend", "customers"):
        raise ValueError('given must be "judge", "spend" or "customers"')
    if not 0 < level < 1:
        raise ValueError("level is a share, such as 0.95")
    weeks, first = read_costs(costs, by=by, phase=phase)
    fits: dict[str, CurveFit] = {}
    for channel, rows in weeks.groupby("channel", sort=False):
        spend, won = rows["spend"].to_numpy(), rows["customers_won"].to_numpy()
        usable = (won > 0) & (spend > 0)
        if usable.sum() >= FEWEST and np.ptp(won[usable]) > 0 and np.ptp(spend[usable]) > 0:
            fits[str(channel)] = fit_curve(spend, won, given)
    if not fits:
        raise one_problem(
            f"no channel has {FEWEST} weeks with customers and different spends",
            "give the weeks one by one, or use what managers know (judged_curve).",
        )
    table = _usual_weeks(weeks, fits, level)
    return CostCurves(table, _curves(fits, level), first, level, currency, fits, weeks)


def _usual_weeks(weeks: pd.DataFrame, fits: dict[str, CurveFit], level: float) -> pd.DataFrame:
    rows = []
    for channel, fit in fits.items():
        of_channel = weeks[weeks["channel"] == channel]
        for phase, found in of_channel.groupby("phase", sort=False):
            won, spend = found["customers_won"].mean(), found["spend"].mean()
            if not won or (fit.curve.bend > 0 and won >= fit.curve.ceiling):
                continue
            average = fit.amount(partial(_average, won=won), level)
            marginal = fit.amount(partial(_marginal, won=won), level)
            rows.append(
                (channel, phase, won, spend, spend / won, *average, *marginal,
                 marginal.value / average.value)
            )  # fmt: skip
    names = ["channel", "phase", "customers", "spend", "cac", "average", "average_low",
             "average_high", "marginal", "marginal_low", "marginal_high", "ratio"]  # fmt: skip
    return pd.DataFrame(rows, columns=names).astype({"phase": "str"})


def _curves(fits: dict[str, CurveFit], level: float) -> pd.DataFrame:
    rows = []
    for channel, fit in fits.items():
        _, low, high = fit.bend_interval(level)
        rows.append(
            (channel, fit.weeks, fit.curve.first_cost, fit.curve.ceiling,
             1 / high if high > 0 else np.inf, 1 / low if low > 0 else np.inf, low > 0,
             fit.dispersion, fit.follows, fit.idle)
        )  # fmt: skip
    names = ["channel", "weeks", "first_cost", "ceiling", "ceiling_low", "ceiling_high", "bends",
             "dispersion", "follows", "idle"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _average(curve: ResponseCurve, won: float) -> float:
    return float(curve.spend_for(won)) / won


def _marginal(curve: ResponseCurve, won: float) -> float:
    return float(curve.marginal(curve.spend_for(won)))
