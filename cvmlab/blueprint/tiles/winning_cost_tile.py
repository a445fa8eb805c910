"""The second tile: what a customer won cost on average, and whether that moved."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cvmlab.blueprint.decisions.equity_of_firm import COSTS
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.newcomers_tile import LEAST_WEEKS
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.value_of.acquisition.costs import EVERY, AcquisitionCost, acquisition_cost, read_costs

BLOCK = 28  # days: weeks next to each other are alike, blocks of four hardly


def winning_cost_tile(ws: Workspace, look: Look) -> Tile:
    """Money spent over customers won, this year beside last year.

    Parameters
    ----------
    ws : Workspace
        ``acquisition_costs``: what each channel spent and won in each week.
    look : Look

    Returns
    -------
    Tile

    Notes
    -----
    Ratio of two sums (:func:`cvmlab.acquisition_cost`) with blocks of four weeks as what varies:
    campaigns last longer than a week, and weeks taken one by one would make the interval too
    narrow. The change takes the two years as independent.
    """
    tile = Tile(
        "acquisition-cost", "Cost of a customer won", "customers", "money", "lower", "counted",
        "52", currency=look.currency,
    )  # fmt: skip
    missing = ws.missing("acquisition_costs", *COSTS)
    if missing:
        return replace(tile, missing=missing)
    try:
        weeks, _ = read_costs(ws.acquisition_costs)
        spent, earlier = (
            weeks[weeks["week"].between(pd.Timestamp(first), pd.Timestamp(last))]
            for first, last in ((look.start, look.end), (look.start_before, look.end_before))
        )
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    if not spent["customers_won"].sum() > 0:
        return replace(tile, missing=f"No customer was won in the {look.now_said} by the costs.")
    now = _reading(spent, look.level, look.now_said)
    before = change = None
    why = ""
    known = earlier.loc[earlier["customers_won"] > 0, "week"].nunique()
    if known >= LEAST_WEEKS:
        before = _reading(earlier, look.level, look.before_said)
        change = change_between(now, before)
    else:
        some = f"only {count(known)} weeks are" if known else "no week is"
        why = (
            f" Of the {look.before_said} {some} known; at least {LEAST_WEEKS} are needed to hold "
            "the two against each other."
        )
    return replace(
        tile, now=now, before=before, change=change,
        sentence=_sentence(tile, spent, earlier, now, before, look) + why,
    )  # fmt: skip


def _reading(weeks: pd.DataFrame, level: float, period: str) -> Reading:
    """The cost with its interval: none where a single block of weeks is known."""
    cost = _in_blocks(weeks, level).of(EVERY)
    if pd.isna(cost.low):
        return Reading(cost.value, period=period)
    return Reading(*cost, period=period)


def _in_blocks(weeks: pd.DataFrame, level: float) -> AcquisitionCost:
    """The costs with four weeks as one."""
    begun = weeks["week"].min()
    block = begun + (weeks["week"] - begun) // pd.Timedelta(days=BLOCK) * pd.Timedelta(days=BLOCK)
    sums = weeks.assign(week=block).groupby(["week", "channel"], sort=False, as_index=False)
    return acquisition_cost(sums[["spend", "customers_won"]].sum(), level=level)


def _sentence(
    tile: Tile,
    spent: pd.DataFrame,
    earlier: pd.DataFrame,
    now: Reading,
    before: Reading | None,
    look: Look,
) -> str:
    won, number = spent["customers_won"].sum(), spent["week"].nunique()
    weeks = "" if number >= 52 else f" in the {count(number)} weeks that are known"
    said = (
        f"{tile.write(spent['spend'].sum())} won {count(won)} customers in the {look.now_said}"
        f"{weeks}: {tile.write(now.value)} each"
    )
    if now.low is not None and now.high is not None:
        said += f" ({percent(look.level)} interval {interval(now.low, now.high, tile.write)})"
    if before is None:
        return said + "."
    said += f", {tile.write(before.value)} the year before"
    mixed = _at_old_shares(spent, earlier)
    if mixed is None:
        return said + "."
    return (
        f"{said}; had the channels kept their shares of that year, it would be {tile.write(mixed)}."
    )


def _at_old_shares(spent: pd.DataFrame, earlier: pd.DataFrame) -> float | None:
    """This year's cost with last year's channels: None where they are not the same ones."""
    one, other = (
        frame.groupby("channel")[["spend", "customers_won"]].sum() for frame in (spent, earlier)
    )
    some = other[other["customers_won"] > 0].index
    if len(some) < 2 or set(one[one["customers_won"] > 0].index) != set(some):
        return None
    share = other.loc[some, "customers_won"] / other.loc[some, "customers_won"].sum()
    return float((share * one.loc[some, "spend"] / one.loc[some, "customers_won"]).sum())
