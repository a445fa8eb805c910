"""What rolling accounts up to their payers changes: how concentrated the base really is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.insight.counted.concentration import concentration
from cvmlab.value_of.audit.customer_periods import CustomerPeriods

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Payers:
    """The same sales by the accounts that order and by the accounts that pay.

    Attributes
    ----------
    table : pandas.DataFrame
        Rows ``accounts`` and ``payers``: ``number``, the ``share`` of sales the best fifth bring,
        and its interval ``low, high``.
    """

    table: pd.DataFrame
    measure: str
    level: float

    @property
    def sentence(self) -> str:
        """How much more hangs on few customers than it seems, in plain words."""
        accounts, payers = self.table.loc["accounts"], self.table.loc["payers"]
        tenths = partial(percent, digits=1)
        return (
            f"By the {count(accounts.number)} accounts that order, the best fifth bring "
            f"{tenths(accounts.share)} of {self.measure}; by the {count(payers.number)} that pay, "
            f"{tenths(payers.share)} ({interval(payers.low, payers.high, tenths)}). Who decides "
            "pays, so the second figure says how much hangs on how few."
        )

    def summary(self) -> Table:
        """Both counts as a table to read."""
        from cvmlab.figures.tables import Table

        tenths = partial(percent, digits=1)
        frame = pd.DataFrame(
            {
                "Counted by": ["accounts that order", "accounts that pay"],
                "Number": self.table["number"].to_numpy(),
                f"Best fifth's share of {self.measure}": self.table["share"].to_numpy(),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, tenths) for row in self.table.itertuples()
                ],
            }
        )
        return Table(frame, formats={f"Best fifth's share of {self.measure}": tenths})


def by_payer(
    customers: CustomerPeriods, *, level: float = 0.95, resamples: int = 500, seed: int = 0
) -> Payers:
    """How concentrated the sales of the latest period are, by account and by payer.

    Parameters
    ----------
    customers : CustomerPeriods
        Read with a table of accounts.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, and what makes them reproducible.

    Raises
    ------
    DataProblem
        If no table of accounts was given.
    """
    source = customers.source
    if source.by_account is None:
        raise one_problem(
            "nothing says who pays for whom", "give a table of accounts: account_id, bill_to."
        )
    days = source.by_account.to_pandas()
    date = pd.to_datetime(days["date"])
    now = days[(date >= pd.Timestamp(customers.now.start)) & (date <= pd.Timestamp(source.end))]
    counted = {
        "accounts": now.groupby("customer_id")["cents"].sum().to_numpy(float),
        "payers": customers.active["cents_now"].to_numpy(float),
    }
    rows = {}
    for name, cents in counted.items():
        found = concentration(cents, tops=[0.2], level=level, resamples=resamples, seed=seed)
        rows[name] = [len(cents), *found.table.loc[0, ["share", "low", "high"]]]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["number", "share", "low", "high"])
    return Payers(table, source.measure, level)
