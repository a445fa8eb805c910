"""Did winning customers become cheaper, or are only fewer of them bought?

A falling average cost looks like a better price. On a curve with diminishing returns it falls
whenever less is spent, because the dear last customers are no longer bought. So the curve is
fitted to the weeks before a change only, and asked what the customers of the weeks after it should
cost. What it foretells is the same price list; what differs from it is news.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.acquisition.cost_curve import cost_curve
from cvmlab.value_of.acquisition.costs import AFTER, BEFORE, EVERY, acquisition_cost, read_costs
from cvmlab.value_of.acquisition.curve_fit import CurveFit
from cvmlab.value_of.acquisition.response_curve import ResponseCurve


@dataclass(frozen=True, eq=False)
class ForetoldCost:
    """What customers cost after a change, beside what the curve before it foretells.

    Attributes
    ----------
    table : DataFrame
        One row a channel: ``channel``; ``before`` and ``after`` (average cost of a customer),
        ``foretold`` for the weeks after with its interval ``low, high``; ``ratio`` (after over
        foretold) with ``ratio_low, ratio_high``; ``same`` (whether the interval holds 1).
    phase : date
        First day after the change.
    level : float
    currency : str
    """

    table: pd.DataFrame
    phase: dt.date
    level: float
    currency: str

    def says(self, channel: str) -> str:
        """One channel in a sentence.

        Raises
        ------
        DataProblem
            When no curve could be fitted for it.
        """
        known = list(self.table["channel"])
        if channel not in known:
            raise one_problem(
                f"no curve was fitted for {channel!r}",
                f"choose from: {', '.join(known)}.{suggestion(channel, known)}",
            )
        row = self.table.set_index("channel").loc[channel]
        cash = partial(money, currency=self.currency or None)
        text = (
            f"{channel.capitalize()}: a customer cost {cash(row.before)} before "
            f"{day(self.phase)} and {cash(row.after)} from then on. For as few customers the old "
            f"curve foretells {cash(row.foretold)} ({percent(self.level)} interval "
            f"{interval(row.low, row.high, cash)})"
        )
        if row.same:
            return f"{text}: the prices are the old ones, only fewer customers are bought."
        word = "less" if row.ratio < 1 else "more"
        return (
            f"{text}: beyond that, customers cost {percent(abs(row.ratio - 1), 1)} {word} "
            "than they would have."
        )

    @property
    def sentence(self) -> str:
        """The channel whose average cost fell most."""
        fell = self.table["after"] / self.table["before"]
        return self.says(str(self.table.loc[fell.idxmin(), "channel"]))

    def summary(self) -> Table:
        """Channel by channel, in the words of a report."""
        table = self.table
        cash = partial(money, currency=self.currency or None)
        frame = pd.DataFrame(
            {
                "Channel": table["channel"],
                f"Before {day(self.phase)}": table["before"],
                "From then on": table["after"],
                "Foretold by the old curve": table["foretold"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, cash) for row in table.itertuples()
                ],
                "Prices": np.where(table["same"], "as before", "moved"),
            }
        )
        return Table(
            frame, "Cheaper, or only fewer? What a customer cost, and what the old curve foretells",
            "The curve is fitted to the weeks before and asked for the customers of the weeks "
            "after.",
            formats=dict.fromkeys(frame.columns[1:4], cash),
        )  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def foretold_cost(
    costs: Any,
    phase: str | dt.date,
    *,
    by: str = "channel",
    level: float = 0.95,
    currency: str = "",
) -> ForetoldCost:
    """Compare what customers cost after a day with what the curve of the weeks before foretells.

    Parameters
    ----------
    costs : DataFrame, or a table of a workspace
        One row a channel and week: ``week, channel, spend`` (currency units), ``customers_won``.
    phase : date
        First day after the change.
    by : str
        The column of the channels.
    level : float
        Confidence level.
    currency : str
        ISO code, for sentences.

    Returns
    -------
    ForetoldCost

    Raises
    ------
    DataProblem
        When the costs cannot be read, or no curve can be fitted to the weeks before.

    Notes
    -----
    The weeks after take no part in the fit. Where the spend follows the customers, foretold =
    Σ spend the curve asks for each week's customers / Σ customers; else Σ spend / Σ customers it
    gives for each week's spend. The interval of the ratio adds up the squared relative errors of
    the forecast and of the average after.
    """
    from scipy.special import ndtri

    weeks, first = read_costs(costs, by=by, phase=phase)
    assert first is not None  # a phase was given
    curves = cost_curve(weeks[weeks["phase"] == BEFORE], level=level)
    spent = acquisition_cost(weeks, phase=phase, level=level)
    told = spent.table[spent.table["channel"] != EVERY].set_index(["channel", "phase"])
    z = float(ndtri(0.5 + level / 2))
    rows = []
    for channel, fit in curves.fits.items():
        later = weeks[(weeks["channel"] == channel) & (weeks["phase"] == AFTER)]
        if not later["customers_won"].sum() or not _reaches(fit, later):
            continue
        foretold = fit.amount(partial(_asked, given=fit.given, weeks=later), level)
        after = told.loc[(channel, AFTER)]
        error = np.hypot(np.log(foretold.high / foretold.value) / z, after.se_log)
        ratio = after.cac / foretold.value
        low, high = ratio * np.exp(-z * error), ratio * np.exp(z * error)
        rows.append((channel, told.loc[(channel, BEFORE)].cac, after.cac, *foretold, ratio, low,
                     high, bool(low <= 1 <= high)))  # fmt: skip
    if not rows:
        raise one_problem(
            "no channel won customers within reach of its curve after the day",
            "choose an earlier day, or compare the curves of both phases (cost_curve).",
        )
    names = ["channel", "before", "after", "foretold", "low", "high", "ratio", "ratio_low",
             "ratio_high", "same"]  # fmt: skip
    return ForetoldCost(pd.DataFrame(rows, columns=names), first, level, currency)


def _reaches(fit: CurveFit, weeks: pd.DataFrame) -> bool:
    """Whether the curve can win as many as came in each of the weeks."""
    return fit.given == "spend" or bool(weeks["customers_won"].max() < 0.98 * fit.curve.ceiling)


def _asked(curve: ResponseCurve, given: str, weeks: pd.DataFrame) -> float:
    spend, won = weeks["spend"].to_numpy(), weeks["customers_won"].to_numpy()
    if given == "spend":
        return float(spend.sum() / curve.customers(spend).sum())
    return float(curve.spend_for(won).sum() / won.sum())
