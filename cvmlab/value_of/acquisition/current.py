"""Winning customers at the firm at hand, from its own tables, worked out once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from weakref import WeakKeyDictionary

from cvmlab.data.order_lines import day_given
from cvmlab.data.workspace import Workspace
from cvmlab.value_of.acquisition.break_even import break_even
from cvmlab.value_of.acquisition.break_even_result import BreakEven
from cvmlab.value_of.acquisition.equity_movement import EquityMovement, equity_movement
from cvmlab.value_of.acquisition.never_pays_back import never_pays_back
from cvmlab.value_of.acquisition.never_pays_back_result import NeverPaysBack
from cvmlab.value_of.acquisition.valued import valued_then
from cvmlab.value_of.lifetime.customer_values import current_values

# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()


def current_break_even(ws: Workspace, *, phase: str | None = None) -> BreakEven:
    """When the customers of each channel pay back, by the workspace's own tables.

    Parameters
    ----------
    ws : Workspace
        With orders, customers and acquisition_costs.
    phase : str, optional
        The first day of a later phase.
    """
    known = _KEPT.setdefault(ws, {})
    if ("break even", phase) not in known:
        people, costs = ws.customers.frame(), ws.acquisition_costs.frame()  # said first if missing
        known["break even", phase] = break_even(
            ws.transactions, people, costs, values=current_values(ws), phase=phase
        )
    found: BreakEven = known["break even", phase]
    return found


def current_never_pays_back(ws: Workspace) -> NeverPaysBack:
    """Who never brings back the cost of winning, over all that is in the file."""
    known = _KEPT.setdefault(ws, {})
    if ("never",) not in known:
        people, costs = ws.customers.frame(), ws.acquisition_costs.frame()
        known["never",] = never_pays_back(current_values(ws), people, costs)
    found: NeverPaysBack = known["never",]
    return found


def current_movement(ws: Workspace, *, since: str) -> EquityMovement:
    """How customer equity moved from the eve of a day to the end of the file.

    Parameters
    ----------
    ws : Workspace
    since : str
        The first day of the time looked at.
    """
    known = _KEPT.setdefault(ws, {})
    if ("movement", since) not in known:
        first = day_given(since, "since")
        eve = None if first is None else str(first - dt.timedelta(days=1))
        then = valued_then(ws.transactions, ws.customers.frame(), end=eve or since)
        known["movement", since] = equity_movement(then, current_values(ws))
    found: EquityMovement = known["movement", since]
    return found
