"""The first tile: what today's customers are still worth, and what a year did to it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from scipy.special import ndtri

from cvmlab.blueprint.decisions.values_of_firm import values_of_firm
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.equity_correlation import equity_correlation
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues

LEAST_WEEKS = 26  # of orders a valuation of an earlier day is made from


def equity_tile(ws: Workspace, look: Look) -> Tile:
    """What today's customers are expected to bring, beside what those of a year ago were.

    Parameters
    ----------
    ws : Workspace
        Orders suffice; without margin the tile is of sales and says so.
    look : Look

    Returns
    -------
    Tile
        Without a figure, and with the reason, where there are too few orders for the models.

    Notes
    -----
    Values of :func:`cvmlab.current_values` (Pareto/NBD, Gamma-Gamma, five years, 10% a year) on
    both days; each day as somebody would have valued it who knew nothing later. The change takes in
    that the same customers stand behind both
    (:func:`cvmlab.blueprint.tiles.equity_correlation.equity_correlation`).
    """
    tile = Tile(
        "equity", "What today's customers are still worth", "customers", "money_short", "higher",
        "estimated", "52", currency=look.currency,
    )  # fmt: skip
    try:
        values = values_of_firm(ws, look.end)
    except DataProblem as problem:
        return replace(tile, missing=_too_few(problem))
    then, why = _valued_then(ws, look)
    now = _reading(values, look.level, look.end)
    before = change = None
    if then is not None:
        before = _reading(then, look.level, look.end_before)
        change = change_between(now, before, equity_correlation(values, then))
    said = _sentence(tile, values, now, look.level)
    if then is not None and before is not None and change is not None:
        said += " " + _since(tile, values, then, before, change)
    if not values.is_margin:
        said += " The orders know no margin, so all of it is sales."
    return replace(tile, now=now, before=before, change=change, sentence=f"{said} {why}".strip())


def _valued_then(ws: Workspace, look: Look) -> tuple[CustomerValues | None, str]:
    """The valuation of the year before, or why there is none."""
    first = ws.transactions.ledger.first_day
    weeks = 0 if first is None else ((look.end_before - first).days + 1) // 7
    if weeks < LEAST_WEEKS:
        known = "no orders were" if weeks <= 0 else f"only {count(weeks)} weeks of orders were"
        return None, (
            f"By {day(look.end_before)} {known} known, too few to say what customers were worth "
            "then."
        )
    try:
        return values_of_firm(ws, look.end_before), ""
    except DataProblem as problem:
        return None, f"What they were worth a year before cannot be said: {_first(problem)}."


def _reading(values: CustomerValues, level: float, when: dt.date) -> Reading:
    """The sum with its interval, at the level of the page."""
    total = values.lifetime.total
    wide = float(ndtri(0.5 + level / 2) / ndtri(1 - values.lifetime.alpha / 2))
    low, high = (
        total.expected * math.exp(wide * math.log(end / total.expected)) if end > 0 else end
        for end in (total.ci_low, total.ci_high)
    )
    return Reading(total.expected, low, high, f"on {day(when)}")


def _sentence(tile: Tile, values: CustomerValues, now: Reading, level: float) -> str:
    low, high = now.low or 0.0, now.high or 0.0
    cash = _cash(tile)
    return (
        f"The {count(len(values.table))} customers known on {day(values.end)} are expected to "
        f"bring {cash(now.value)} in {values.money_is} over the {values.horizon}, in today's "
        f"money ({percent(level)} interval {interval(low, high, cash)})."
    )


def _since(
    tile: Tile,
    values: CustomerValues,
    then: CustomerValues,
    before: Reading,
    change: tuple[float, float, float],
) -> str:
    """What became of the sum in the year, and how much of it was won in it."""
    new = ~values.table["customer_id"].isin(then.table["customer_id"])
    middle, low, high = change
    cash = _cash(tile)
    moved = "less" if middle < 0 else "more"
    near, far = sorted([abs(low), abs(high)])
    sure = low > 0 or high < 0
    doubt = interval(near, far, cash) if sure else "which may be chance"
    won = cash(float(values.table.loc[new, "value"].sum()))
    return (
        f"That is {cash(abs(middle))} {moved} than the {count(len(then.table))} of "
        f"{day(then.end)} were worth ({doubt}), {won} of it won since."
    )


def _cash(tile: Tile) -> Callable[[float], str]:
    """In full: a headline's three figures are too few to subtract."""
    return partial(money, currency=tile.currency or None, digits=0)


def _first(problem: DataProblem) -> str:
    return problem.problems[0].what.rstrip(".")


def _too_few(problem: DataProblem) -> str:
    return f"What customers are worth cannot be estimated: {_first(problem)}."
