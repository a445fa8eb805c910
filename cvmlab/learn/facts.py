"""The numbers behind a lesson's exercises, worked out from the tables in use, never typed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cvmlab.data.workspace import Workspace
from cvmlab.learn.precision import written


class Facts:
    """What a lesson asks for, worked out from the tables in use; each fact when first needed.

    Parameters
    ----------
    ws : Workspace
        The tables in use.
    """

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws

    @cached_property
    def currency(self) -> str:
        """The currency of the orders, where it is known."""
        return self.ws.transactions.ledger.currency or ""

    def write(self, value: Any, to: str) -> str:
        """A value as it is written at this precision, money in the currency of the orders."""
        return written(value, to, self.currency if to in ("euro", "cent") else "")
