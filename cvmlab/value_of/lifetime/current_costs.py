"""The cost to serve of the firm at hand, from its own tables, worked out once."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe, cost_to_serve

# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, CostToServe] = WeakKeyDictionary()
_WANTED = ("customer_id", "date", "cost")


def current_costs(ws: Workspace) -> CostToServe:
    """What serving each customer cost in the last year, from the contacts and failures on file.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned. Where it holds neither contacts nor service events,
        serving counts as nothing, and the sentence says so.

    Raises
    ------
    DataProblem
        When a table cannot be used, or nobody bought.
    """
    if ws not in _KEPT:
        tables = [ws.get(name, *_WANTED) for name in ("service_events", "contacts")]
        service, contacts = (None if table is None else table.frame() for table in tables)
        if service is None and contacts is None:
            contacts = pd.DataFrame(
                {
                    "customer_id": pd.Series(dtype="str"),
                    "date": pd.Series(dtype="datetime64[s]"),
                    "cost": pd.Series(dtype="float64"),
                }
            )
        currency = ws.transactions.ledger.currency or ""
        _KEPT[ws] = cost_to_serve(service, contacts, ws.transactions, currency=currency)
    return _KEPT[ws]
