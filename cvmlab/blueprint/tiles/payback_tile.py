"""The third tile: how many of the customers won brought their cost back within a year.

An average that pays back hides that most never do. So heads are counted: of the last year's
customers who can be followed for 52 weeks, those whose margin covered what their channel paid for
one of them. That makes the figure a year old by nature; the sentence says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cvmlab.blueprint.decisions.equity_of_firm import COSTS
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.newcomers_tile import FEWEST, short_of_a_year, too_few, too_short
from cvmlab.blueprint.tiles.newly_won import WHOLE, Cohort, newly_won
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import count, money, percent
from cvmlab.stats.ratios import difference_with_interval, share_with_interval
from cvmlab.value_of.acquisition.costs import read_costs


@dataclass(frozen=True)
class _PaidBack:
    """How many of a cohort did, of how many whose channel's cost is known."""

    yes: int
    of: int
    without_cost: int
    cost: float


def payback_tile(ws: Workspace, look: Look) -> Tile:
    """The share of customers won whose first 52 weeks' margin covered their channel's cost.

    Parameters
    ----------
    ws : Workspace
        Orders with margin, ``acquisition_costs``, and ``customers`` with their channel (without it
        everybody cost what a customer cost over all channels).
    look : Look

    Returns
    -------
    Tile

    Notes
    -----
    Cohorts are those whose first 52 weeks ended inside the period, so they were won in the year
    before it. Cost: spend over customers of the channel in the weeks in which the cohort was won,
    taken as known. Share with Wilson's interval, difference with Newcombe's. Money is not
    discounted: it came within a year.
    """
    tile = Tile(
        "payback", "Customers won who paid back within a year", "customers", "share", "higher",
        "counted", "52", currency=look.currency,
    )  # fmt: skip
    missing = ws.missing("acquisition_costs", *COSTS)
    if missing:
        return replace(tile, missing=missing)
    try:
        won = newly_won(ws)
        if not won.is_margin:
            raise one_problem("The orders know no margin, and sales pay no bill", "map a margin.")
        channels, costs = _channels(ws), _costs(ws)
        cohort, earlier = won.cohort(look.end, WHOLE), won.cohort(look.end_before, WHOLE)
        found = _paid_back(cohort, channels, costs)
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    if found.of < FEWEST:
        return replace(tile, missing=_nobody(cohort, found))
    now = Reading(*share_with_interval(found.yes, found.of, look.level), cohort.said)
    before = change = None
    said = (
        f"Of {count(found.of)} customers {cohort.said}, the last ones who can be followed for "
        f"{WHOLE} weeks, {count(found.yes)} ({percent(now.value, 1)}) brought back in that time "
        f"the {_cash(found.cost, look)} that winning one cost on average"
    )
    why = too_short(earlier, FEWEST)
    was = None if why else _paid_back(earlier, channels, costs)
    if was is not None and was.of < FEWEST:
        why, was = f"What winning those {earlier.said} cost is not known.", None
    if was is not None:
        before = Reading(*share_with_interval(was.yes, was.of, look.level), earlier.said)
        change = difference_with_interval(found.yes, found.of, was.yes, was.of, look.level)
        said += (
            f"; of {count(was.of)} {earlier.said} {percent(before.value, 1)} did, at "
            f"{_cash(was.cost, look)}"
        )
    said += "." + short_of_a_year(cohort)
    if found.without_cost:
        said += f" {count(found.without_cost)} came by channels without a cost and are left out."
    return replace(
        tile, now=now, before=before, change=change, sentence=f"{said} {why}".strip()
    )  # fmt: skip


def _cash(amount: float, look: Look) -> str:
    """An amount as it is written in the sentence of a share."""
    return money(amount, look.currency or None)


def _channels(ws: Workspace) -> pd.Series | None:
    """The channel each customer came by; None where nobody knows."""
    table = ws.get("customers", "customer_id", "channel")
    if table is None:
        return None
    people = table.frame().dropna(subset="customer_id").drop_duplicates("customer_id")
    found: pd.Series = people.set_index("customer_id")["channel"].astype("str")
    return found


def _costs(ws: Workspace) -> pd.DataFrame:
    """What each channel spent and won, week by week."""
    return read_costs(ws.acquisition_costs)[0]


def _paid_back(cohort: Cohort, channels: pd.Series | None, costs: pd.DataFrame) -> _PaidBack:
    """Count those whose first 52 weeks' margin reached the cost of their channel."""
    weeks = costs["week"].between(pd.Timestamp(cohort.first), pd.Timestamp(cohort.last))
    spent = costs[weeks]
    rows = cohort.rows
    if channels is None:
        sums = spent[["spend", "customers_won"]].sum()
        each = _ratio(sums["spend"], sums["customers_won"])
        cost = pd.Series(each, index=rows.index)
    else:
        by = spent.groupby("channel")[["spend", "customers_won"]].sum()
        each = by["spend"] / by["customers_won"].where(by["customers_won"] > 0)
        cost = rows["customer_id"].map(channels).map(each)
    known = cost.notna()
    yes = (rows["whole"] >= cost) & known
    n = int(known.sum())
    mean = float(cost[known].mean()) if n else np.nan
    return _PaidBack(int(yes.sum()), n, int((~known).sum()), mean)


def _ratio(spend: float, won: float) -> float:
    return spend / won if won > 0 else np.nan


def _nobody(cohort: Cohort, found: _PaidBack) -> str:
    if len(cohort.rows) >= FEWEST:
        return (
            f"What winning the {count(len(cohort.rows))} customers {cohort.said} cost is not "
            "known: the costs name other weeks or other channels."
        )
    return too_few(cohort, WHOLE)
