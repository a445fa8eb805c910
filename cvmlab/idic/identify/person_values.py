"""What every person brought and is expected to bring: the same road to value, over identities.

A card is not a customer. Who holds two is two small customers to a firm that counts cards; here
the orders of all records of a person are put together before anything is worked out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from cvmlab.idic.identify.kept import kept
from cvmlab.idic.identify.lines_of_records import lines_of_records
from cvmlab.value_of.lifetime.customer_values import CustomerValues, customer_values

if TYPE_CHECKING:
    from cvmlab.data.transactions import Transactions
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage


@kept
def person_values(ws: Workspace, linkage: Linkage) -> CustomerValues:
    """The values of persons instead of cards, worked out once for each linkage.

    Parameters
    ----------
    ws : Workspace
        Orders, and records that can be linked.
    linkage : Linkage, optional
        Who is who; by default :func:`cvmlab.current_linkage`.

    Returns
    -------
    CustomerValues
        As :func:`cvmlab.current_values`, ``customer_id`` being the identity: its earliest card,
        else its earliest record. Purchases on accounts without a card are in.

    Raises
    ------
    DataProblem
        When the orders cannot be used, or nothing can be linked.

    Notes
    -----
    Not one cent is added or lost: historic margin over identities is that over cards and over
    lines without a card together. The linkage is taken as certain here; how far it is not, says
    :func:`cvmlab.linkage_in_value`.
    """
    return customer_values(orders_of_persons(ws, linkage), acquired_of_persons(ws, linkage))


def orders_of_persons(ws: Workspace, linkage: Linkage) -> Transactions:
    """The orders with the identity in place of the card.

    Returns
    -------
    Transactions
        The firm's, with ``customer_id`` the identity; the ledger is still that of the cards.
    """
    lines = lines_of_records(ws)
    keys = lines.select(key=lines.key).distinct().to_pyarrow().to_pandas()["key"]
    persons = pd.DataFrame({"key": keys, "identity": linkage.identity_of(keys)}).astype("str")
    named = lines.join(ibis.memtable(persons), "key")
    table = named.mutate(customer_id=named.identity).select(*ws.transactions.table.columns)
    return replace(ws.transactions, table=table.cache())


def acquired_of_persons(ws: Workspace, linkage: Linkage) -> pd.DataFrame | None:
    """Since when each person is known: the earliest of the cards, else of the records."""
    found = []
    for name, own, since in (
        ("customers", "customer_id", "acquired_on"), ("source_records", "record_id", "created"),
    ):  # fmt: skip
        table = ws.get(name, own, since)
        if table is not None:
            rows = table.frame()
            found.append(pd.DataFrame({"id": rows[own], "acquired_on": rows[since]}))
    if ws.get("customers", "customer_id", "acquired_on") is None:
        return None
    cards, *records = found
    cards["customer_id"] = linkage.identity_of(cards["id"])
    first = cards.groupby("customer_id")["acquired_on"].min()
    for rows in records:
        rows["customer_id"] = linkage.identity_of(rows["id"])
        without = rows[~rows["customer_id"].isin(first.index)]
        first = pd.concat([first, without.groupby("customer_id")["acquired_on"].min()])
    return first.rename_axis("customer_id").reset_index()
