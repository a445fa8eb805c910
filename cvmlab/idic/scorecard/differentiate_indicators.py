"""Differentiate, measured: do contacts vary with value, and how stable are value tiers?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count, interval, money
from cvmlab.idic.differentiate.contacts_by_value import contacts_by_value
from cvmlab.idic.differentiate.contacts_by_value_result import ContactsByValue
from cvmlab.idic.differentiate.tier_stability import tier_stability
from cvmlab.idic.differentiate.value_tiers_result import MOST_VALUABLE
from cvmlab.idic.scorecard.indicator import Indicator, Move
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.right.letters_by_lot import HOLDOUT, letters_by_lot

CONTACTS, STABILITY = "Share of contacts that vary with value", "Value-tier stability"
TWICE = "Tiers are drawn up twice, half a year apart. "
LATEST_LOT = 28  # days into the year, after which the year is not that of the lot


def differentiate_indicators(
    ws: Workspace, *, level: float = 0.95, currency: str = "EUR"
) -> list[Indicator]:
    """The two indicators of the step, with intervals, or what is missing to measure them.

    Parameters
    ----------
    ws : Workspace
        Orders, contacts, and a lot of customers left alone where there was one.
    level : float
        Of the intervals.
    currency : str
        ISO code.

    Returns
    -------
    list of Indicator
        Two: nothing is raised for tables that are not there.
    """
    return [_contacts(ws, level, currency), _stability(ws, level)]


def _contacts(ws: Workspace, level: float, currency: str) -> Indicator:
    try:
        found = contacts_by_value(ws, level=level, currency=currency)
    except DataProblem as problem:
        return Indicator("differentiate", CONTACTS, "known", "share", missing=problem.sentences)
    return Indicator(
        "differentiate", CONTACTS, "known", "share", *found.share, sentence=found.sentence,
        move=write_to_the_best(ws, found, level, currency), currency=currency,
    )  # fmt: skip


def _stability(ws: Workspace, level: float) -> Indicator:
    try:
        found = tier_stability(ws, level=level)
    except DataProblem as problem:
        return Indicator(
            "differentiate", STABILITY, "known", "share", missing=TWICE + problem.sentences
        )
    return Indicator(
        "differentiate", STABILITY, "known", "share", *found.kept, sentence=found.sentence
    )


def write_to_the_best(
    ws: Workspace, found: ContactsByValue, level: float, currency: str
) -> Move | None:
    """Stop letters to the tiers below the best in which a lot shows that they do not pay.

    Parameters
    ----------
    ws : Workspace
        With a lot of customers left alone for the year, begun with it.
    found : ContactsByValue
        The tiers at the beginning of that year.
    level : float
        Of the interval.
    currency : str
        ISO code.

    Returns
    -------
    Move or None
        None without such a lot, or where letters may pay in every tier.

    Notes
    -----
    Of each tier: customers the lot lets be written to × (cost of letters − margin they brought by
    lot), a year. Tiers are
    taken in whose interval lies above zero; tiers are independent samples, so the distances to the
    ends add up by squares.
    """
    if not ws.has("assignments", "customer_id", "experiment", "treated"):
        return None
    lot = ws.assignments.frame()
    lot = lot[lot["experiment"] == HOLDOUT]
    if lot.empty or _late(lot, found.first):
        return None
    values = current_values(ws)
    parts, said = [], []
    for tier, rows in found.customers.groupby("tier"):
        if tier == MOST_VALUABLE:
            continue
        mine = lot[lot["customer_id"].isin(rows.index)]
        try:
            tried = letters_by_lot(values, current_costs(ws), mine, level=level)
        except DataProblem:
            continue
        if tried.high >= tried.cost:
            continue
        net = np.array([tried.cost - tried.gain, tried.cost - tried.high, tried.cost - tried.low])
        written = len(rows) * float(mine["treated"].astype(bool).mean())
        parts.append(written * net)
        cash = _cash(currency)
        said.append(
            f"{count(written)} {tier}: letters for {cash(tried.cost)} each brought "
            f"{cash(tried.gain)} ({interval(tried.low, tried.high, cash)})"
        )
    if not parts:
        return None
    middle = sum(part[0] for part in parts)
    below, above = (
        float(np.sqrt(sum((part[end] - part[0]) ** 2 for part in parts))) for end in (1, 2)
    )
    why = (
        f"By lot, in the year from the tiers of its beginning: {'; '.join(said)}. Whether letters "
        "work beyond the year the lot does not tell, so some are still drawn to be written to."
    )
    return Move(
        "Write to the most valuable only", float(middle), float(middle - below),
        float(middle + above), why,
    )  # fmt: skip


def _late(lot: pd.DataFrame, first: dt.date) -> bool:
    """Whether the lot was drawn after the year had begun."""
    if "assigned_on" not in lot:
        return False
    drawn = pd.to_datetime(lot["assigned_on"]).min()
    return bool(drawn > pd.Timestamp(first) + pd.Timedelta(days=LATEST_LOT))


def _cash(currency: str):  # type: ignore[no-untyped-def]
    return lambda amount: money(amount, currency or None)
