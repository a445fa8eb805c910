"""From purchases to come to customer equity, line by line, and three checks that it holds.

Accounts that double-count a friend look better than the firm is. So the account is checked as a
bookkeeper would: lines and customers come to the same cent, transfers cancel, and what a naive
account would have made of the same friends stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, money
from cvmlab.value_of.total import lines as of

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.value_of.total.account_result import TotalValue


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """How the accounts add up.

    Attributes
    ----------
    steps : DataFrame
        One row a priced line: ``line``, ``cents`` and ``so_far`` (both whole cents).
    by_line, by_account : int
        Customer equity in cents, added up over lines and over customers.
    transfers : int
        What is credited and owed together, in cents: 0 where nothing is lost or doubled.
    purchases_apart : float
        By how many euros the line of purchases differs from the values it came from.
    doubled : float
        By how many euros the sum would be too high if senders were credited and nobody owed.
    customers : int
    currency : str
    """

    steps: pd.DataFrame
    by_line: int
    by_account: int
    transfers: int
    purchases_apart: float
    doubled: float
    customers: int
    currency: str

    @property
    def holds(self) -> bool:
        """Whether every check holds to the cent."""
        return (
            self.by_line == self.by_account
            and self.transfers == 0
            and abs(self.purchases_apart) <= 0.005 + 1e-9
        )

    @property
    def sentence(self) -> str:
        """Whether the accounts add up, and what counting friends twice would have made of it."""
        cash = partial(money, currency=self.currency or None, digits=2)
        if not self.holds:
            return (
                f"The accounts do not add up: lines {cash(self.by_line / 100)}, accounts "
                f"{cash(self.by_account / 100)}, transfers {cash(self.transfers / 100)}, purchases "
                f"off by {cash(self.purchases_apart)}."
            )
        text = (
            f"{count(self.customers)} accounts and {count(len(self.steps))} lines come to the same "
            f"{cash(self.by_line / 100)}, to the cent; what passes between customers adds up to "
            f"{cash(0)}."
        )
        if self.doubled >= 0.005:
            text += (
                f" Crediting senders and taking nothing from their friends would show "
                f"{cash(self.doubled)} more than there is."
            )
        return text

    def summary(self) -> Table:
        """The way from the first line to customer equity, to the cent."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency or None, digits=2)
        rows: list[tuple[Any, ...]] = [
            (row.line.capitalize(), cash(row.cents / 100), cash(row.so_far / 100))
            for row in self.steps.itertuples()
        ]
        rows.append(("Customer equity", cash(self.by_account / 100), cash(self.by_line / 100)))
        frame = pd.DataFrame(rows, columns=["Line", "All customers", "So far"])
        return Table(frame, "From purchases to come to customer equity", self.sentence,
                     total_row=True)  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def reconcile(total: TotalValue) -> Reconciliation:
    """Add the accounts up in two directions and hold them against each other.

    Parameters
    ----------
    total : TotalValue
        From ``total_value``.
    """
    cents = total.cents
    by_line = cents.sum(axis=0)
    steps = pd.DataFrame({"line": by_line.index, "cents": by_line.to_numpy()})
    steps["so_far"] = steps["cents"].cumsum()
    # Python's own integers: neither direction can overflow or round.
    accounts = sum(int(one) for one in cents.sum(axis=1))
    transfers = sum(int(by_line[name]) for name in of.TRANSFERS if name in by_line)
    purchases = total.entry(of.PURCHASES).euros
    assert purchases is not None  # total_value always fills it
    exact = float(purchases.value.sum())
    return Reconciliation(
        steps=steps,
        by_line=sum(int(one) for one in by_line),
        by_account=accounts,
        transfers=transfers,
        purchases_apart=int(by_line[of.PURCHASES]) / 100 - exact,
        doubled=int(by_line.get(of.HERE, 0)) / 100,
        customers=len(total.customers),
        currency=total.currency,
    )
