"""How the board looks: which two periods are held against each other, how surely, in what money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cvmlab.data.workspace import Workspace
from cvmlab.figures.formats import day

YEAR = dt.timedelta(weeks=52)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """The two periods of the page, and what every tile has in common.

    Parameters
    ----------
    end : date
        The last day of this period; it is 52 weeks long, and so is the one before it.
    level : float
        Confidence level of the intervals.
    currency : str
        ISO code; empty where none is known.
    """

    end: dt.date
    level: float = 0.95
    currency: str = ""

    @property
    def start(self) -> dt.date:
        """The first day of this period."""
        return self.end - YEAR + ONE_DAY

    @property
    def end_before(self) -> dt.date:
        """The last day of the period before."""
        return self.end - YEAR

    @property
    def start_before(self) -> dt.date:
        """The first day of the period before."""
        return self.end_before - YEAR + ONE_DAY

    @property
    def now_said(self) -> str:
        """This period in words."""
        return f"year to {day(self.end)}"

    @property
    def before_said(self) -> str:
        """The last period in words."""
        return f"year to {day(self.end_before)}"


def look_at(ws: Workspace, *, level: float = 0.95, currency: str = "") -> Look:
    """The two last years of a workspace's orders.

    Parameters
    ----------
    ws : Workspace
    level : float
    currency : str
        By default that of the orders.

    Raises
    ------
    DataProblem
        Without orders, or with orders that cannot be read.
    """
    from cvmlab.value_of.right.window import last_day

    orders = ws.transactions
    return Look(last_day(orders), level, currency or orders.ledger.currency or "")
