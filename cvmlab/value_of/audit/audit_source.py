"""From whatever a reader has to one shape: who bought what on which day, or paid for a contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.first_day import text_on_first_day
from cvmlab.data.order_lines import day_given
from cvmlab.data.sources import SAMPLES
from cvmlab.data.transactions import Transactions, occasions_in_memory
from cvmlab.data.workspace import load
from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import Formatter, count, money
from cvmlab.figures.tables import Table
from cvmlab.value_of.audit.bill_to import RolledUp, read_bill_to, roll_up
from cvmlab.value_of.audit.contract_payments import contract_payments

_ENOUGH_MARGINS = 0.95  # of the lines


@dataclass(frozen=True, eq=False)
class AuditSource:
    """A customer base to be looked at: what was bought, or paid, by whom and when.

    Attributes
    ----------
    occasions : ibis Table
        ``customer_id, date, cents``, one row for each day a customer bought or paid.
    margins : pandas.DataFrame or None
        ``customer_id, date, margin_cents``, where nearly all lines carry a margin.
    kind : {"orders", "contracts"}
        Whether leaving is silent, or known.
    end : date
        The last day looked at.
    sentences : tuple of str
        What was read, and how.
    rows : Table or None
        What became of the rows of the orders.
    currency : str
        ISO 4217 code; "" where nobody says it.
    acquired : object or None
        ``customer_id, acquired_on``: who is older than the file, where that is known.
    segments : pandas.DataFrame or None
        ``customer_id, segment``: the group of each customer when they first bought.
    rolled : RolledUp or None
        Where accounts were put together under their payer.
    priced : bool
        Whether amounts are money; else each payment counts 1.
    read : dict of str to int
        Rows read and used, and the cents of the used ones.
    """

    occasions: ir.Table
    kind: str
    end: dt.date
    sentences: tuple[str, ...]
    margins: pd.DataFrame | None = None
    rows: Table | None = None
    currency: str = ""
    acquired: Any = None
    segments: pd.DataFrame | None = None
    rolled: RolledUp | None = None
    priced: bool = True
    step: int = 0
    by_account: ir.Table | None = field(default=None, repr=False)
    read: dict[str, int] = field(default_factory=dict)

    @property
    def one(self) -> str:
        """What a row of ``occasions`` is called."""
        return "purchase" if self.kind == "orders" else "payment"

    @property
    def measure(self) -> str:
        """What the money is called."""
        return "sales" if self.priced else "payments"

    @property
    def brief(self) -> Formatter:
        """The same in thousands and millions, for headlines and intervals."""
        if not self.priced:
            return count
        return partial(money, currency=self.currency or None, short=True)

    @property
    def cash(self) -> Formatter:
        """An amount as a manager reads it."""
        return partial(money, currency=self.currency or None) if self.priced else count


def open_customer_base(
    source: Any = "kestrel",
    mapping: Any = None,
    *,
    contracts: Any = "",
    accounts: Any = "",
    customers: Any = "",
    end: str | dt.date | None = None,
    renewed: str = "",
    by: str = "",
    currency: str = "",
) -> AuditSource:
    """Read orders or contracts, put accounts under their payer, and say what was read.

    Parameters
    ----------
    source : str, Path or DataFrame
        "kestrel" (the sample company), a file of orders, a folder, or a database address.
    mapping : Mapping, dict or path, optional
        How the orders, or the contracts, are read.
    contracts : str, Path or DataFrame
        Contracts in place of orders: customer_id, start, end, and perhaps plan and price.
    accounts : str, Path or DataFrame
        Who pays for which account: account_id, bill_to.
    customers : str, Path or DataFrame
        A table with customer_id and acquired_on.
    end : str or date, optional
        The last day to use; by default the last one there is.
    renewed : {"", "W", "M", "Q", "Y"}
        How often contracts are renewed, and what their price is for.
    by : str
        A column to compare customers by, as of their first purchase or contract.
    currency : str
        ISO 4217 code; by default what the orders say.

    Returns
    -------
    AuditSource

    Raises
    ------
    DataProblem
        If something cannot be read; with the remedy.
    """
    if _is_given(contracts):
        if _is_given(source) and not _is_sample(source):
            raise one_problem(
                "both orders and contracts were given", "give one of them: --data or --contracts."
            )
        return _contracts(contracts, mapping, accounts, customers, end, renewed, by, currency)
    # A table at hand is taken as it is; a file of customers is read with its ledger.
    at_hand = isinstance(customers, pd.DataFrame)
    firm = load(source, mapping, customers="" if at_hand else customers)
    orders = firm.transactions
    ledger = orders.ledger
    last = day_given(end, "observation_end") or ledger.last_day
    code = currency or ledger.currency or ""
    assert last is not None  # a ledger without a usable row is refused before
    lines = orders.table.filter(orders.table.date <= ibis.literal(last))
    if not int(lines.count().execute()):
        raise one_problem(f"nobody bought up to {last}", "choose a later observation_end.")
    _must_have(lines, by)
    sentences = list(ledger.sentences())
    acquired: Any = customers if at_hand else firm.get("customers", "acquired_on")
    rolled, by_account = None, None
    if _is_given(accounts):
        by_account = _days(orders, lines, last)
        bill_to = read_bill_to(accounts)
        rolled = roll_up(lines, bill_to)
        lines = rolled.lines
        # What is known of the accounts says since when; a table of customers goes by other ids.
        acquired = acquired if _is_given(customers) else bill_to.acquired
        sentences.append(rolled.says(code or None))
        days = occasions_in_memory(lines)
    else:
        days = _days(orders, lines, last)
    return AuditSource(
        occasions=days,
        kind="orders",
        end=last,
        sentences=tuple(sentences),
        margins=_margins(lines),
        rows=_rows(orders, code),
        currency=code,
        acquired=acquired,
        segments=_segments(lines, by),
        rolled=rolled,
        by_account=by_account,
        read={"rows": ledger.rows, "rows_used": ledger.rows_used, "cents": ledger.cents_used},
    )


def _contracts(
    contracts: Any, mapping: Any, accounts: Any, customers: Any, end: Any, renewed: str, by: str,
    currency: str,
) -> AuditSource:  # fmt: skip
    paid = contract_payments(contracts, end=end, period=renewed, by=by, mapping=mapping)
    lines, rolled, acquired, by_account = ibis.memtable(paid.table), None, None, None
    sentences = list(paid.sentences)
    if _is_given(accounts):
        by_account = occasions_in_memory(lines)
        bill_to = read_bill_to(accounts)
        rolled = roll_up(lines, bill_to)
        lines, acquired = rolled.lines, bill_to.acquired
        sentences.append(rolled.says(currency or None))
    if isinstance(customers, pd.DataFrame):
        acquired = customers
    elif _is_given(customers):
        acquired = load(paid.table.assign(amount=1.0), customers=customers).get(
            "customers", "acquired_on"
        )
    return AuditSource(
        occasions=occasions_in_memory(lines),
        kind="contracts",
        end=paid.end,
        sentences=tuple(sentences),
        currency=currency,
        acquired=acquired,
        segments=_segments(lines, by),
        rolled=rolled,
        priced=paid.priced,
        step={"Y": 12, "Q": 3, "M": 1, "W": 1}[paid.period],
        by_account=by_account,
        read={"rows_used": len(paid.table), "cents": int(paid.table["cents"].sum())},
    )


def _days(orders: Transactions, lines: ir.Table, last: dt.date) -> ir.Table:
    if (
        orders.ledger.last_day is None or last >= orders.ledger.last_day
    ):  # worked out once, and shared with whoever asks again
        return orders.occasions
    return occasions_in_memory(lines)


def _margins(lines: ir.Table) -> pd.DataFrame | None:
    if "margin_cents" not in lines.columns:
        return None
    share = float(lines.margin_cents.notnull().cast("int64").mean().execute() or 0)
    if share < _ENOUGH_MARGINS:
        return None
    sums = lines.group_by("customer_id", "date").agg(margin_cents=lines.margin_cents.sum())
    return sums.order_by("customer_id", "date").to_pandas()


def _segments(lines: ir.Table, by: str) -> pd.DataFrame | None:
    if not by:
        return None
    bought = lines.filter(lines.cents >= 0)
    bought = bought.mutate(date=bought.date.cast("date"))
    value = bought[by].cast("string").fill_null("(not given)")
    found = bought.group_by("customer_id").agg(segment=text_on_first_day(bought, value))
    return found.order_by("customer_id").to_pandas()


def _rows(orders: Transactions, currency: str) -> Table:
    ledger = orders.ledger
    what = [e.kind if e.kind == e.reason else f"set aside: {e.reason}" for e in ledger.entries]
    frame = ledger.table.assign(what=what)[["what", "rows", "money"]]
    frame.loc[len(frame)] = ["in all", ledger.rows, ledger.cents / 100]
    named = ", ".join(f"{name} from {column}" for name, column, _ in ledger.mapped)
    return Table(
        frame.rename(columns=str.capitalize),
        note=" ".join([f"Read as: {named}.", *ledger.notes]),
        formats={"Rows": count, "Money": partial(money, currency=currency or None, digits=2)},
        total_row=True,
    )


def _must_have(lines: ir.Table, by: str) -> None:
    if by and by not in lines.columns:
        own = [name for name in lines.columns if not name.startswith("_") and name != "cents"]
        remedy = f"choose one of: {', '.join(own)}.{suggestion(by, own)}"
        raise one_problem("there is no such column to compare customers by", remedy, column=by)


def _is_given(what: Any) -> bool:
    return not (isinstance(what, (str, Path)) and str(what) == "") and what is not None


def _is_sample(source: Any) -> bool:
    return isinstance(source, (str, Path)) and str(source) in SAMPLES
