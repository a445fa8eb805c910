"""Clients who fit the business: they ask for what it delivers, and pay for what they get.

A maker of small cars keeps no buyer of limousines happy, and should not try. Who asks for more than
is offered is one kind of misfit; who gets what he wants and brings less than it costs is the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import Reading, Tile
from cvmlab.blueprint.tiles.two_shares import change_of_share
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.figures.formats import count
from cvmlab.idic.interact.dialogue import clustered_share
from cvmlab.value_of.right.expectation_fit import NEEDED, ORDERED, expectation_fit
from cvmlab.value_of.right.expectation_fit_result import FITS, UNDER, ExpectationFit


def fit_tile(ws: Workspace, look: Look) -> Tile:
    """The share of accounts that ask for no more than is offered and pay for their deliveries.

    Parameters
    ----------
    ws : Workspace
        ``b2b_accounts`` and ``b2b_orders``, as
        :func:`cvmlab.value_of.right.expectation_fit.expectation_fit` takes them.
    look : Look

    Notes
    -----
    All accounts are counted; the interval is for a next year's accounts, drawn from many like
    these, kitchens with one payer (``bill_to``) going together. Expectations are those written
    down now, so only who orders and what an order brings can have changed.
    """
    tile = Tile("fit", "Clients who ask what we deliver, and pay for it", "relationships", "share",
                "higher", "counted", "54")  # fmt: skip
    missing = ws.missing("b2b_accounts", *NEEDED) or ws.missing("b2b_orders", *ORDERED)
    if missing:
        return replace(
            tile,
            missing=f"{missing} In a firm it is the master list of accounts, with what each "
            "expects and what a delivery costs.",
        )
    accounts, orders = ws.b2b_accounts.frame(), ws.b2b_orders.frame()
    payer = accounts.set_index("account_id").index.to_series()
    if "bill_to" in accounts:
        payer = accounts.set_index("account_id")["bill_to"].fillna(payer)
    try:
        now = _fit_at(accounts, orders, look, look.end)
    except DataProblem as problem:
        return replace(tile, missing=problem.sentences)
    sizes = now.table["group"].value_counts()
    fits, under = int(sizes.get(FITS, 0)), int(sizes.get(UNDER, 0))
    sentence = (
        f"{count(fits)} of {count(len(now.table))} open accounts ask for no more than we offer and "
        f"pay for their deliveries; {count(len(now.table) - fits - under)} want faster, and "
        f"{count(under)} get what they want and bring less than it costs."
    )
    marks, whose = _fitting(now, payer)
    try:
        before = _fit_at(accounts, orders, look, look.end_before)
    except DataProblem as problem:
        share = clustered_share(marks, whose, look.level)
        sentence += f" The year before is not known. {problem.sentences}"
        return replace(tile, now=Reading(*share, look.now_said), sentence=sentence)
    first, second, change = change_of_share(marks, whose, *_fitting(before, payer), look.level)
    return replace(
        tile, now=Reading(*first, look.now_said), before=Reading(*second, look.before_said),
        change=change, sentence=f"{sentence} Both years by the expectations written down now.",
    )  # fmt: skip


def _fit_at(
    accounts: pd.DataFrame, orders: pd.DataFrame, look: Look, end: dt.date
) -> ExpectationFit:
    """The fit of accounts as they stood on a day: who closed later was open then."""
    if "closed_on" in accounts:
        closed = pd.to_datetime(accounts["closed_on"])
        accounts = accounts.assign(closed_on=closed.where(closed <= pd.Timestamp(end)))
    return expectation_fit(accounts, orders, end=str(end), level=look.level, currency=look.currency)


def _fitting(found: ExpectationFit, payer: pd.Series) -> tuple[np.ndarray, pd.Series]:
    marks = (found.table["group"] == FITS).to_numpy(bool)
    return marks, found.table["account_id"].map(payer)
