"""Customer equity of the firm at hand: customers of today, and those to be won where costs are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.blueprint.decisions.values_of_firm import values_of_firm
from cvmlab.blueprint.look import Look
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.costs import AcquisitionCost, acquisition_cost
from cvmlab.value_of.acquisition.customer_equity import COLUMNS, customer_equity, customers_to_win
from cvmlab.value_of.acquisition.customer_equity_result import CustomerEquity
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues

# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[Any, CustomerEquity]] = WeakKeyDictionary()
DRAWS = 4000  # plausible values: the ends of an interval then move by a hundredth of its width
COSTS = ("week", "channel", "spend", "customers_won")


def equity_of_firm(ws: Workspace, look: Look) -> CustomerEquity:
    """What customers are worth, those of today alone where nothing is known of winning others.

    Parameters
    ----------
    ws : Workspace
        Orders suffice; with ``acquisition_costs`` and the channel of ``customers`` those who are
        still to be won are added.
    look : Look

    Raises
    ------
    DataProblem
        When there are too few orders for the models of buying and leaving.
    """
    known = _KEPT.setdefault(ws, {})
    if look not in known:
        values = values_of_firm(ws, look.end)
        newcomers = _to_be_won(ws, look, values)
        known[look] = customer_equity(values, newcomers, level=look.level, draws=DRAWS)
    return known[look]


def why_none_are_won(ws: Workspace, look: Look) -> str:
    """What is missing to say what customers still to be won would bring, in a sentence."""
    if not values_of_firm(ws, look.end).is_margin:
        return "The orders know no margin, and sales pay no bill."
    lacks = (ws.missing("acquisition_costs", *COSTS), ws.missing("customers", "channel"))
    return next(filter(None, lacks), "Too few customers of any channel are known from the start.")


def _to_be_won(ws: Workspace, look: Look, values: CustomerValues) -> pd.DataFrame:
    """A row a channel: how many a year, at what cost, worth what; empty where nobody can say."""
    nobody = pd.DataFrame({name: pd.Series(dtype="float64") for name in COLUMNS})
    nobody = nobody.astype({"channel": "str"})
    lacks = ws.missing("acquisition_costs", *COSTS) or ws.missing("customers", "channel")
    if lacks or not values.is_margin:
        return nobody
    try:
        people = ws.customers.frame()
        worth = new_customer_value(values, people)
        costs = _last_year(ws, look)
    except DataProblem:
        return nobody
    told = worth.table.loc[worth.table["value"] > 0, worth.by]  # neither too few nor at a loss
    table = costs.table
    usable = table["channel"].isin(told) & (table["customers"] > 0)
    if not usable.any():
        return nobody
    return customers_to_win(replace(costs, table=table[usable]), worth)


def _last_year(ws: Workspace, look: Look) -> AcquisitionCost:
    """What customers of each channel cost in this period, or in all weeks if it holds none."""
    weeks = ws.acquisition_costs.frame()
    weeks = weeks[pd.to_datetime(weeks["week"]) <= pd.Timestamp(look.end)]
    try:
        return acquisition_cost(weeks, phase=look.start)
    except DataProblem:
        return acquisition_cost(weeks)
