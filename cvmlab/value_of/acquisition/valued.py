"""Customers as they were valued on an earlier day: sums and values, no intervals of single ones.

An account of a change needs what customers were worth together and what each was worth, twice. The
outcomes of thousands of single customers, which take most of the time of ``customer_values``, it
does not need.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

import ibis
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem
from cvmlab.value_of.lifetime.customer_values import ANNUAL_DISCOUNT_RATE, HORIZON
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.own_margin import own_margin


class Valued(Protocol):
    """What an account of customer equity asks of valued customers."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a customer: ``customer_id, value, historic`` among others."""

    @property
    def lifetime(self) -> LifetimeValue:
        """Totals and how they were made."""

    @property
    def fit(self) -> LatentAttritionResults:
        """The purchase model."""

    @property
    def end(self) -> dt.date:
        """The last day that is known."""

    @property
    def horizon(self) -> str:
        """How far is looked ahead, in words."""

    @property
    def annual_discount_rate(self) -> float:
        """Effective per year."""

    @property
    def money_is(self) -> str:
        """What the money is: "margin" or "sales"."""

    @property
    def currency(self) -> str:
        """ISO code, or empty."""


@dataclass(frozen=True, eq=False)
class ValuedThen:
    """Customers as they were valued on a day; see ``valued_then``.

    Attributes
    ----------
    table : DataFrame
        ``customer_id, historic`` (margin so far), ``value`` (present value of margin to come).
    lifetime : LifetimeValue
    fit : LatentAttritionResults
    end : date
    currency : str
    """

    table: pd.DataFrame
    lifetime: LifetimeValue = field(repr=False)
    fit: LatentAttritionResults = field(repr=False)
    end: dt.date
    currency: str

    @property
    def horizon(self) -> str:
        """How far is looked ahead, in words."""
        return self.lifetime.span

    @property
    def annual_discount_rate(self) -> float:
        """Effective per year."""
        return self.lifetime.annual_discount_rate

    @property
    def money_is(self) -> str:
        """What the money is."""
        return "margin"


def valued_then(
    transactions: Transactions,
    customers: pd.DataFrame | None = None,
    *,
    end: str | dt.date,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
) -> ValuedThen:
    """Value customers as somebody would have on an earlier day, who knew nothing later.

    Parameters
    ----------
    transactions : Transactions
        Orders with margin.
    customers : DataFrame, optional
        ``customer_id, acquired_on``: who is older than the file.
    end : date
        The last day to know of.
    horizon, annual_discount_rate
        As in :func:`cvmlab.value_of.lifetime.customer_values.customer_values`, whose values these
        are.

    Raises
    ------
    DataProblem
        When the orders know no margin, or there are too few of them for the models.
    """
    if "margin_cents" not in transactions.table.columns:
        raise one_problem("the orders know no margin", "map a column of margin.")
    base = customer_base(transactions, end=end, customers=customers)
    lines = transactions.table.select("customer_id", "date", "cents", "margin_cents")
    margins = own_margin(lines.filter(lines["date"] <= ibis.literal(base.end)))
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    table = base.customers()
    everybody = float(margins["margin"].sum() / margins["sales"].sum())
    known = table["customer_id"]
    table = table.assign(
        historic=known.map(margins["margin"]).fillna(0.0),
        margin_rate=known.map(margins["margin_rate"]).fillna(everybody),
    )
    worth = lifetime_value(
        fit, spend, table, horizon=horizon, annual_discount_rate=annual_discount_rate,
        margin_rate="margin_rate", time_unit="W",
    )  # fmt: skip
    table = table.assign(value=worth.values.to_numpy())
    return ValuedThen(table, worth, fit, base.end, transactions.ledger.currency or "")
