"""The ledger of the orders as a table to read: what became of every row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, money

if TYPE_CHECKING:
    from cvmlab.data.ledger import Ledger
    from cvmlab.figures.tables import Table


def ledger_table(ledger: Ledger) -> Table:
    """What became of every row and all money of a source, adding up to the last cent.

    Parameters
    ----------
    ledger : Ledger
        As in ``ws.transactions.ledger``.

    Returns
    -------
    Table
        One line a kind of row, and the total.
    """
    from cvmlab.figures.tables import Table

    lines = [
        (
            entry.kind if entry.kind == entry.reason else f"{entry.kind}: {entry.reason}",
            entry.rows,
            float("nan") if entry.cents is None else entry.cents / 100,
        )
        for entry in ledger.entries
    ]
    lines.append(("in all", ledger.rows, ledger.cents / 100))
    worth = f"Money ({ledger.currency})" if ledger.currency else "Money"
    return Table(
        pd.DataFrame(lines, columns=["What became of a row", "Rows", worth]),
        title=f"Every row of {count(ledger.rows)} is accounted for",
        formats={worth: partial(money, digits=0)},
        total_row=True,
    )
