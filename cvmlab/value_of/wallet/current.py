"""The potential of the firm at hand, from its own tables, worked out once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.data.transactions import purchase_occasions
from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.insight.counted.purchase_windows import purchases
from cvmlab.value_of.wallet.attainable_gap import attainable_gap
from cvmlab.value_of.wallet.attainable_gap_result import AttainableGap
from cvmlab.value_of.wallet.lift import lift_by_group
from cvmlab.value_of.wallet.lift_result import LiftByGroup
from cvmlab.value_of.wallet.potential import attainable_value
from cvmlab.value_of.wallet.potential_result import AttainableValue
from cvmlab.value_of.wallet.share import share_of_wallet
from cvmlab.value_of.wallet.share_result import ShareOfWallet

TRIAL = "care programme"

_kept: WeakKeyDictionary[Workspace, dict[Any, Any]] = WeakKeyDictionary()


def current_share(ws: Workspace, *, currency: str = "EUR") -> ShareOfWallet:
    """Share of wallet of those who answered the firm's last named survey; worked out once."""
    currency = currency_of_tables(currency, ws)
    kept = _kept.setdefault(ws, {})
    key = "share", currency
    if key not in kept:
        kept[key] = share_of_wallet(ws.survey.frame(), ws.transactions, currency=currency)
    found: ShareOfWallet = kept[key]
    return found


def current_gap(ws: Workspace, *, currency: str = "EUR") -> AttainableGap:
    """The attainable gap of the firm's active customers today; worked out once."""
    currency = currency_of_tables(currency, ws)
    kept = _kept.setdefault(ws, {})
    key = "gap", currency
    if key not in kept:
        kept[key] = attainable_gap(current_share(ws, currency=currency), ws.transactions)
    found: AttainableGap = kept[key]
    return found


def current_lift(ws: Workspace, *, experiment: str = TRIAL, currency: str = "EUR") -> LiftByGroup:
    """What a programme tried by lot added, group by group; worked out once.

    Raises
    ------
    DataProblem
        When there was no such experiment.
    """
    currency = currency_of_tables(currency, ws)
    kept = _kept.setdefault(ws, {})
    key = "lift", experiment, currency
    if key not in kept:
        drawn = ws.assignments.frame()
        some = drawn[drawn["experiment"] == experiment]
        if some.empty:
            raise one_problem(
                f'no experiment is called "{experiment}"',
                f"there are: {', '.join(sorted(drawn['experiment'].unique()))}.",
            )
        kept[key] = lift_by_group(some, currency=currency)
    found: LiftByGroup = kept[key]
    return found


def current_potential(
    ws: Workspace, values: pd.DataFrame, *, limit: Any = "best quarter", currency: str = "EUR"
) -> AttainableValue:
    """What of the gap can be won at a profit by what the firm has tried, customer by customer.

    Parameters
    ----------
    ws : Workspace
        With orders, a survey that asks what the household spends in all, and an experiment.
    values : DataFrame
        The table of customer values: ``customer_id, value, weeks, margin_rate``.
    limit : {"best quarter", "whole wallet"}
        No more is won than the gap up to it.
    currency : str
        ISO code.

    Returns
    -------
    AttainableValue
    """
    currency = currency_of_tables(currency, ws)
    gaps, lift = current_gap(ws, currency=currency), current_lift(ws, currency=currency)
    return attainable_value(
        gaps, lift, values, recent_sales(ws.transactions, gaps.end, lift.weeks), limit=limit,
        currency=currency,
    )  # fmt: skip


def recent_sales(transactions: Any, end: dt.date | None, weeks: int) -> pd.Series:
    """What each customer bought in the weeks to `end`, in currency units, by customer."""
    found = purchases(purchase_occasions(transactions), end).in_window(weeks)
    return found.set_index("customer_id")["monetary"]
