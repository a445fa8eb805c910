"""The value tiers of the firm at hand, by card or by person, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.transactions import Transactions
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.idic.differentiate.value_tiers import TOP, value_tiers
from cvmlab.idic.differentiate.value_tiers_result import ValueTiers
from cvmlab.idic.identify.linkage_result import Linkage
from cvmlab.idic.identify.person_values import orders_of_persons, person_values
from cvmlab.idic.interact.told import who_is
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe, cost_to_serve
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.lifetime.customer_values_result import CustomerValues
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.firm_account import firm_account
from cvmlab.value_of.total.firm_lines import serving_of
from cvmlab.value_of.wallet.attainable_gap import attainable_gap
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap
from cvmlab.value_of.wallet.current import (
    current_gap,
    current_lift,
    current_potential,
    recent_sales,
)
from cvmlab.value_of.wallet.potential import attainable_value
from cvmlab.value_of.wallet.potential_result import AttainableValue
from cvmlab.value_of.wallet.share import share_of_wallet

# Kept as long as the workspace is.
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[Any, ...], ValueTiers]] = WeakKeyDictionary()
Made = TypeVar("Made")


def current_tiers(
    ws: Workspace,
    linkage: Linkage | None = None,
    *,
    friends: bool = True,
    most_valuable: float = TOP,
    most_growable: float = TOP,
    draws: int = 400,
) -> ValueTiers:
    """Value tiers after friends sent and at marginal cost, with the wallet's potential.

    Parameters
    ----------
    ws : Workspace
        Orders; and where there are any: survey, referrals, contacts, service events, assignments.
        What is missing is left out, and the sentences say so.
    linkage : Linkage, optional
        Tiers of persons instead of cards: all cards and accounts of one person count together.
    friends : bool
        Whether friends that will be sent count: they need the whole account of the firm, which
        takes some seconds.
    most_valuable, most_growable, draws
        As in :func:`value_tiers`.

    Returns
    -------
    ValueTiers

    Raises
    ------
    DataProblem
        When the orders cannot be valued.
    """
    kept = _KEPT.setdefault(ws, {})
    asked = (linkage, friends, most_valuable, most_growable, draws)
    if asked not in kept:
        values = current_values(ws) if linkage is None else person_values(ws, linkage)
        known = _by_card(ws, values) if linkage is None else _by_person(ws, values, linkage)
        kept[asked] = value_tiers(
            values, potential=known.gap, winnable=known.winnable, costs=known.costs,
            brings=_friends(ws, linkage) if friends else None,
            most_valuable=most_valuable, most_growable=most_growable, draws=draws,
        )  # fmt: skip
    return kept[asked]


@dataclass(frozen=True, eq=False)
class _Known:
    gap: AttainableGap | None
    winnable: AttainableValue | None
    costs: CostToServe | None


def _by_card(ws: Workspace, values: CustomerValues) -> _Known:
    gap = winnable = None
    if ws.get("survey", "customer_id", "reported_wallet") is not None:
        gap = _or_none(lambda: current_gap(ws))
        if ws.get("assignments") is not None:
            winnable = _or_none(
                lambda: current_potential(ws, values.table, currency=values.currency)
            )
    return _Known(gap, winnable, serving_of(ws))


def _by_person(ws: Workspace, values: CustomerValues, linkage: Linkage) -> _Known:
    orders = orders_of_persons(ws, linkage)
    service, contacts = (_of_persons(ws, name, linkage) for name in ("service_events", "contacts"))
    costs = None
    if service is not None or contacts is not None:
        costs = cost_to_serve(service, contacts, orders, currency=values.currency)
    survey = _of_persons(ws, "survey", linkage, "reported_wallet")
    gap = None if survey is None else _or_none(lambda: _gap(survey, orders, values.currency))
    winnable = None
    if gap is not None and ws.get("assignments") is not None:
        found = gap
        winnable = _or_none(lambda: _winnable(ws, found, orders, values.table, values.currency))
    return _Known(gap, winnable, costs)


def _friends(ws: Workspace, linkage: Linkage | None) -> pd.Series | None:
    """Expected euros of friends each customer will send; None where no table tells."""
    found = firm_account(ws).account.table.set_index("customer_id")[of.FRIENDS]
    if found.isna().all():
        return None
    if linkage is None:
        return found
    return found.groupby(linkage.identity_of(found.index.to_series()).to_numpy()).sum()


def _of_persons(ws: Workspace, name: str, linkage: Linkage, *needed: str) -> pd.DataFrame | None:
    """A table with the person in place of the card; without a card, by its record."""
    table = ws.get(name, "customer_id", *needed)
    if table is None:
        return None
    rows = table.frame()
    return rows.assign(customer_id=who_is(rows, linkage))


def _gap(survey: pd.DataFrame, orders: Transactions, currency: str) -> AttainableGap:
    # Who answered with two cards in one wave is one household: the last answer counts.
    once = survey.sort_values("date", kind="stable")
    twice = once["customer_id"].notna() & once.duplicated(["customer_id", "wave"], keep="last")
    return attainable_gap(share_of_wallet(once[~twice], orders, currency=currency), orders)


def _winnable(
    ws: Workspace, gap: AttainableGap, orders: Transactions, values: pd.DataFrame, currency: str
) -> AttainableValue:
    lift = current_lift(ws, currency=currency)
    recent = recent_sales(orders, gap.end, lift.weeks)
    return attainable_value(gap, lift, values, recent, currency=currency)


def _or_none(work: Callable[[], Made]) -> Made | None:
    """What a table gives; None where it holds too little for it."""
    try:
        return work()
    except DataProblem:
        return None
