"""What every customer has brought and is expected to bring: the one table Part 5 stands on.

One road from orders to value, so that a lesson, its exercises and a report mean the same by it:
Pareto/NBD for purchases to come, Gamma-Gamma for what one brings, each customer's own margin rate,
discounted, with both intervals. Models are fitted to those who began inside the file; everybody is
valued.

Sources: Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science
33(1); Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.spend import GammaGammaResults
from cvmlab.data.customer_base import CustomerBase, customer_base
from cvmlab.data.transactions import Transactions
from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.active_time import active_time
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.own_margin import own_margin

HORIZON, ANNUAL_DISCOUNT_RATE = "5 years", 0.10
YEAR = 364  # days: 52 whole weeks
_FROM_LIFETIME = {
    "probability_alive": "alive", "discounted_purchases": "purchases", "value": "value",
    "ci_low": "low", "ci_high": "high", "pi_low": "outcome_low", "pi_high": "outcome_high",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class CustomerValues:
    """Every customer's past and expected future; see ``customer_values``.

    Attributes
    ----------
    table : DataFrame
        One row a customer who bought: customer_id; frequency, recency, T, monetary_value,
        first_purchase, last_purchase, inside as in a customer base; trips (days bought so far);
        historic (margin so far) and last_year (of the last 364 days); margin_rate; purchases
        (expected, discounted); weeks_so_far, weeks_to_come and weeks (as a customer, expected; the
        last: to come, discounted); alive; value (present value of the margin to come); low, high
        (confidence interval of that expectation); outcome_low, outcome_high (prediction interval
        of what will come).
    lifetime : LifetimeValue
        The same with totals, segments, rankings and their intervals.
    fit : LatentAttritionResults
    spend : GammaGammaResults
    base : CustomerBase
    is_margin : bool
        False where the orders know no margin and none was given: all money is sales then.
    currency : str
        ISO code, or empty.
    """

    table: pd.DataFrame
    lifetime: LifetimeValue
    fit: LatentAttritionResults
    spend: GammaGammaResults
    base: CustomerBase
    is_margin: bool
    currency: str

    @property
    def horizon(self) -> str:
        """How far is looked ahead, in words."""
        return self.lifetime.span

    @property
    def annual_discount_rate(self) -> float:
        """What a year's waiting costs, as a share."""
        return self.lifetime.annual_discount_rate

    @property
    def end(self) -> dt.date:
        """The last day that is known."""
        return self.base.end

    @property
    def money_is(self) -> str:
        """What the money is: "margin" or "sales"."""
        return "margin" if self.is_margin else "sales"

    def of(self, customer: str) -> str:
        """One customer in a sentence: what came, what is expected, what may come.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"no customer {customer!r} who bought up to {day(self.end)}",
                "choose an id of the table.",
            )
        one = row.iloc[0]
        outcomes = interval(one.outcome_low, one.outcome_high, self._cash)
        return (
            f"{customer} brought {self._cash(one.historic)} in {self.money_is} so far, "
            f"{self._cash(one.last_year)} of it in the last 52 weeks. Expected over the "
            f"{self.horizon}: {self._cash(one.value)} in today's money "
            f"({interval(one.low, one.high, self._cash)}); what will come lies between "
            f"{outcomes.replace(' to ', ' and ')} in {percent(1 - self.lifetime.alpha)} of cases. "
            f"Chance of still being a customer: {percent(one.alive)}."
        )

    @property
    def sentence(self) -> str:
        """What all customers together are expected to bring."""
        whole = self.lifetime.total
        known = percent(1 - self.lifetime.alpha)
        return (
            f"The {count(len(self.table))} customers who bought up to {day(self.end)} are expected "
            f"to bring {self._cash(whole.expected)} in {self.money_is} over the {self.horizon}, in "
            f"today's money ({known} confidence interval "
            f"{interval(whole.ci_low, whole.ci_high, self._cash)}); they have brought "
            f"{self._cash(self.table['historic'].sum())} so far."
        )

    def summary(self) -> Table:
        """The base by how sure it is that somebody still buys."""
        table = self.table
        sure = pd.cut(
            table["alive"], [-0.01, 0.1, 0.5, 0.9, 1.0],
            labels=["probably gone (under 10%)", "rather gone (10 to 50%)",
                    "rather here (50 to 90%)", "surely here (over 90%)"],
        )  # fmt: skip
        lines = table.groupby(sure, observed=True).agg(
            customers=("value", "size"), historic=("historic", "sum"),
            last_year=("last_year", "sum"), value=("value", "sum"),
        )  # fmt: skip
        lines.loc["all"] = lines.sum()
        frame = pd.DataFrame(
            {
                "Still a customer?": lines.index.astype(str), "Customers": lines["customers"],
                f"{self.money_is.capitalize()} so far": lines["historic"],
                "Last 52 weeks": lines["last_year"], "To come, today's money": lines["value"],
                "A customer": lines["value"] / lines["customers"],
            }
        )  # fmt: skip
        frame = frame.reset_index(drop=True)
        cash = dict.fromkeys(frame.columns[2:], self._cash)
        note = (
            f"Horizon: {self.horizon}; discounted at {percent(self.annual_discount_rate, 1)} a "
            f"year. {self.base.left_edge.sentence}"
        )
        return Table(
            frame, "What customers brought and are expected to bring", note,
            formats={"Customers": count, **cash}, total_row=True,
        )  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def customer_values(
    transactions: Any,
    customers: pd.DataFrame | None = None,
    *,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    margin_rate: float | None = None,
    end: str | dt.date | None = None,
    alpha: float = 0.05,
    currency: str = "",
) -> CustomerValues:
    """What every customer brought and is expected to bring, with intervals.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        Orders: ``customer_id, date`` and ``amount``, with ``margin`` where it is known.
    customers : DataFrame, optional
        ``customer_id, acquired_on``: who is older than the file.
    horizon : float or str
        Weeks, or a text such as "5 years"; it must end.
    annual_discount_rate : float
        Effective per year.
    margin_rate : float, optional
        Margin per unit of sales, the same for everybody, instead of the orders' own.
    end : date, optional
        The last day to know of.
    alpha : float
        One minus the level of the intervals.
    currency : str
        ISO code; by default that of the orders.

    Raises
    ------
    DataProblem
        When the orders cannot be used, or there are too few of them for the models.
    """
    base = customer_base(transactions, end=end, customers=customers)
    lines = _lines(transactions)
    lines = lines.filter(lines["date"] <= ibis.literal(base.end))
    known = margin_rate is None and "margin_cents" in lines.columns
    if not known:
        rate = 1.0 if margin_rate is None else margin_rate
        if not 0 < rate <= 1:
            raise one_problem(f"the margin rate is {rate}", "give a share: 0.3 for 30%.")
        lines = lines.mutate(margin_cents=lines["cents"] * rate)
    frame = base.customers()
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    margins = own_margin(lines) if known else _sums(lines).assign(margin_rate=margin_rate or 1.0)
    recent = _sums(lines.filter(lines["date"] > ibis.literal(base.end - dt.timedelta(days=YEAR))))
    table = frame.drop(columns="total").assign(trips=frame["frequency"] + 1)
    for name, found in (
        ("historic", margins["margin"]),
        ("last_year", recent["margin"]),
        ("margin_rate", margins["margin_rate"]),
    ):
        table[name] = table["customer_id"].map(found)
    everybody = float(margins["margin"].sum() / margins["sales"].sum())
    table = table.fillna({"historic": 0.0, "last_year": 0.0, "margin_rate": everybody})
    worth = lifetime_value(
        fit, spend, table, horizon=horizon, annual_discount_rate=annual_discount_rate,
        margin_rate="margin_rate", time_unit="W", alpha=alpha,
    )  # fmt: skip
    found = worth.table[list(_FROM_LIFETIME)].rename(columns=_FROM_LIFETIME)
    table = pd.concat([table, found.reset_index(drop=True)], axis=1)
    time = active_time(fit, table)
    table["weeks_so_far"], table["weeks"] = time["so_far"], time["to_come"]
    plain = worth.table["expected_purchases"].to_numpy()
    table["weeks_to_come"] = active_time(fit, table.assign(purchases=plain))["to_come"]
    own = transactions.ledger.currency if isinstance(transactions, Transactions) else ""
    return CustomerValues(
        table, worth, fit, spend, base, known or margin_rate is not None, currency or own or ""
    )


# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[Any, ...], CustomerValues]] = WeakKeyDictionary()


def current_values(
    ws: Workspace,
    *,
    horizon: float | str = HORIZON,
    annual_discount_rate: float = ANNUAL_DISCOUNT_RATE,
    end: str | None = None,
) -> CustomerValues:
    """The values of a workspace's customers: worked out once, then the same object again.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned, with orders, and customers where there are any.
    horizon, annual_discount_rate, end
        As in :func:`customer_values`.
    """
    known = _KEPT.setdefault(ws, {})
    asked = (horizon, annual_discount_rate, end)
    if asked not in known:
        table = ws.get("customers", "acquired_on")
        customers = None if table is None else table.frame()
        known[asked] = customer_values(
            ws.transactions, customers, horizon=horizon,
            annual_discount_rate=annual_discount_rate, end=end,
        )  # fmt: skip
    return known[asked]


def _lines(transactions: Any) -> ir.Table:
    """Every line of the orders, returns too: customer, day, money and, where known, margin."""
    if isinstance(transactions, Transactions):
        table = transactions.table
        names = ["customer_id", "date", "cents", "margin_cents"]
        return table.select([name for name in names if name in table.columns])
    frame = pd.DataFrame(
        {
            "customer_id": transactions["customer_id"].astype(str),
            "date": pd.to_datetime(transactions["date"]).dt.date,
            "cents": (transactions["amount"] * 100).round().astype("int64"),
        }
    )
    if "margin" in transactions:
        frame["margin_cents"] = (transactions["margin"] * 100).round().astype("Int64")
    return ibis.memtable(frame)


def _sums(lines: ir.Table) -> pd.DataFrame:
    """Sales and margin of each customer."""
    cents, margin = lines["cents"].sum() / 100, lines["margin_cents"].sum() / 100
    sums = lines.group_by("customer_id").agg(sales=cents, margin=margin)
    return sums.order_by("customer_id").to_pandas().set_index("customer_id")
