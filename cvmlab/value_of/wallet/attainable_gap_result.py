"""What customers could spend here beyond today: one by one, by size of wallet, together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, count, day, interval, money, percent
from cvmlab.value_of.wallet.tills import MONTHS_A_YEAR

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class AttainableGap:
    """What every active customer could spend here beyond what is spent now.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an active customer, all in currency units a year: ``customer_id``; ``spent``;
        ``wallet`` (expected); ``share`` (expected); ``gap`` (expected, up to what the best
        quarter give), its interval ``low``, ``high``; ``elsewhere`` (expected: up to the whole
        wallet); ``answered`` (said what the household spends; else foretold from the tills).
    best : pandas.DataFrame
        One row a size of wallet: ``from_``, ``to`` (currency units a month), ``customers`` who
        answered, ``share`` that the best quarter give at least, ``low``, ``high``.
    quarter : float
        The part of comparable customers who give less than the benchmark.
    explained : float
        Part of the differences between (log) wallets that the tills explain.
    capped_at : float
        The form's highest figure, currency units a month, where several gave it; else 0.
    end : date
        The last day looked at.
    level : float
    currency : str
    """

    table: pd.DataFrame
    best: pd.DataFrame
    quarter: float
    explained: float
    end: dt.date
    level: float
    currency: str
    capped_at: float = 0.0
    total_low: float = field(default=float("nan"))
    total_high: float = field(default=float("nan"))

    @property
    def capped(self) -> str:
        """A warning where answers stop at the form's highest figure."""
        if not self.capped_at:
            return ""
        most = money(self.capped_at, self.currency, digits=0)
        return f" Wallets above {most} a month count as {most}, so it may be more."

    @property
    def total(self) -> float:
        """The gap of all active customers together, in currency units a year."""
        return float(self.table["gap"].sum())

    @property
    def elsewhere(self) -> float:
        """All they spend elsewhere, in currency units a year."""
        return float(self.table["elsewhere"].sum())

    @property
    def sentence(self) -> str:
        """The gap beside the whole of what is spent elsewhere."""
        cash = partial(money, currency=self.currency, short=True)
        spent = cash(self.table["spent"].sum())
        answered = int(self.table["answered"].sum())
        return (
            f"The {count(len(self.table))} active customers spend {spent} "
            f"a year here and {cash(self.elsewhere)} elsewhere. Were each to give what the best "
            f"{percent(1 - self.quarter)} with wallets of the same size give, it would be "
            f"{cash(self.total)} more ({percent(self.level)} interval "
            f"{interval(self.total_low, self.total_high, cash)}). {count(answered)} of them said "
            f"what they spend; the wallets of the other {count(len(self.table) - answered)} are "
            f"foretold from the tills, which explain {percent(self.explained)} of the differences "
            f"between wallets.{self.capped}"
        )

    def of(self, customer: str) -> str:
        """One customer in a sentence.

        Raises
        ------
        DataProblem
            When the customer is not among the active ones.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"{customer} is not among the customers active on {day(self.end)}",
                "choose an id of the table.",
            )
        one, cash = row.iloc[0], partial(money, currency=self.currency, digits=0)
        source = "as the household said" if one.answered else "foretold from the tills"
        return (
            f"{customer} spends {cash(one.spent)} a year here out of about {cash(one.wallet)} "
            f"({source}). To give what the best {percent(1 - self.quarter)} with such wallets "
            f"give, {cash(one.gap)} a year more would have to come ({percent(self.level)} interval "
            f"{interval(one.low, one.high, cash)})."
        )

    def summary(self) -> Table:
        """The benchmark by size of wallet, with the gap up to it."""
        from cvmlab.figures.tables import Table

        rows = by_size(self)
        frame = pd.DataFrame(
            {
                "Wallet a month": rows["size"],
                "Customers": rows["customers"],
                "Best quarter give at least": [
                    f"{percent(r.share)} ({interval(r.low, r.high, percent)})"
                    for r in self.best.itertuples()
                ],
                "Spent here a year": rows["spent"],
                "Gap up to that": rows["gap"],
                "Spent elsewhere": rows["elsewhere"],
            }
        )
        short = partial(money, currency=self.currency, short=True)
        names = ("Spent here a year", "Gap up to that", "Spent elsewhere")
        return Table(
            frame, title="How much more could be spent here", note=self.sentence,
            formats=dict.fromkeys(names, short),
        )  # fmt: skip


def by_size(found: AttainableGap) -> pd.DataFrame:
    """One row a size of wallet: its words, the customers, what is spent where, the benchmark."""
    cash = partial(money, currency=found.currency, digits=0)
    edges = found.best["to"].to_numpy()[:-1] * MONTHS_A_YEAR
    band = np.searchsorted(edges, found.table["wallet"].to_numpy(), side="right")
    rows = found.table.groupby(band)[["spent", "gap", "elsewhere"]].sum()
    rows = rows.reindex(range(len(found.best)), fill_value=0.0)
    return rows.assign(
        size=[_size(r.from_, r.to, cash) for r in found.best.itertuples()],
        customers=np.bincount(band, minlength=len(found.best)),
        best=found.best["share"].to_numpy(),
    )


def _size(low: float, high: float, cash: Formatter) -> str:
    if low == 0:
        return f"below {cash(high)}" if np.isfinite(high) else "any"
    return f"{cash(low)} and more" if np.isinf(high) else f"{cash(low)} to {cash(high)}"
