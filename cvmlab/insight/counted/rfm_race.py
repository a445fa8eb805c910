"""RFM, last year's spend and a forecast, held against what customers spent afterwards.

All three know the same days up to the same end, and choose among the same customers. RFM was not
made to forecast, but that is how it is used: who scores high today is treated as who will bring
most tomorrow (Fader, Hardie & Lee 2005, "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4)).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import day
from cvmlab.insight.counted.purchase_windows import purchases
from cvmlab.insight.counted.ranking_race import RankingRace, ranking_race
from cvmlab.insight.counted.rfm import rfm

if TYPE_CHECKING:
    import ibis.expr.types as ir

RFM_SCORE, FORECAST = "RFM score", "the forecast"


def rfm_race(
    occasions: pd.DataFrame | ir.Table,
    forecast: pd.Series,
    *,
    end: dt.date | str,
    holdout_end: dt.date | str | None = None,
    weeks: int = 52,
    top: float = 0.2,
    resamples: int = 500,
    seed: int = 0,
) -> RankingRace:
    """Whose best customers brought most afterwards: those of RFM, of last year, of a forecast?

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``; it must go on after
        `end`.
    forecast : pandas.Series
        What each customer is expected to spend after `end`, by customer id, made from the days up
        to `end` only. Compared are the customers it holds who bought in the window.
    end, holdout_end : date or ISO text
        The last day the rules know, and the last day of what came (by default the last there is).
    weeks : int
        Length of RFM's window, and of "last year".
    top, resamples, seed : float, int, int
        As in :func:`~cvmlab.insight.counted.ranking_race.ranking_race`.

    Returns
    -------
    RankingRace
        Rules "RFM score" (r + f + m), "spend of the last 52 weeks" and "the forecast".

    Raises
    ------
    DataProblem
        If nothing comes after `end`, or no customer with a forecast bought in the window.
    """
    whole = purchases(occasions, holdout_end)
    last = pd.Timestamp(end).date()
    later = whole.table.filter(lambda t: t["date"] > last)
    spent = later.group_by("customer_id").agg(cents=later["cents"].sum()).to_pandas()
    if spent.empty:
        raise one_problem(
            f"nobody bought anything after {day(last)}",
            "choose an earlier end: the rest checks it.",
        )
    active = rfm(occasions, end=end, weeks=weeks).table["customer_id"]
    both = active[active.isin(forecast.index)]
    if both.empty:
        raise one_problem(
            "no customer with a forecast bought in the window",
            "index the forecast by customer_id, as the models' results are.",
        )
    # Fifths of the customers compared, not of others whom the forecast says nothing about.
    table = rfm(occasions, end=end, weeks=weeks, population=both).table.set_index("customer_id")
    rules = pd.DataFrame(
        {
            RFM_SCORE: table["score"],
            f"spend of the last {weeks} weeks": table["monetary"],
            FORECAST: forecast.reindex(table.index),
        }
    )
    came = spent.set_index("customer_id")["cents"].reindex(table.index).fillna(0) / 100
    return ranking_race(rules, came, top=top, resamples=resamples, seed=seed)
