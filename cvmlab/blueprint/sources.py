"""Which tables the board page reads, what each is for, and what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cvmlab.data.workspace import Workspace
from cvmlab.idic.scorecard.sources import tables_read

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

# A table, and what stands on the page because of it.
USED_FOR = {
    "transactions": "what customers are worth, what new ones bring, who still comes",
    "acquisition_costs": "what winning one costs, who paid back, more spend on a channel",
    "customers": "since when and by which channel they came, and whom we call loyal",
    "b2b_accounts": "what clients expect of us",
    "b2b_orders": "whether they pay for it",
    "survey": "how close customers feel",
    "brand_perceptions": "what they get for their money, beside rivals",
    "preferences": "what customers told us, and whether anybody acted",
    "service_events": "what went wrong, and whether it was put right",
    "bids": "which bids were won",
    "assignments": "who was drawn by lot, for what letters bring",
    "contacts": "what letters cost",
    "employee_survey": "how leaders and others see the firm",
    "kpi_catalogue": "which figures the board looks at today",
}


def blueprint_sources(ws: Workspace) -> Table:
    """The tables the board page looks for, with the rows used and set aside.

    Parameters
    ----------
    ws : Workspace

    Returns
    -------
    Table
        One line a table; one that is not there, or cannot be read, says so.
    """
    return tables_read(ws, USED_FOR, "the board page")
