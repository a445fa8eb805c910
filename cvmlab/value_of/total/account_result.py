"""All accounts together: a row a customer, a column a line, and totals that agree to the cent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_of.lifetime.cents import in_euros
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.assumptions import Assumptions
from cvmlab.value_of.total.entries import Entry, stops_with_purchases
from cvmlab.value_of.total.one_account import Account, why
from cvmlab.value_of.total.spread import Ends, added

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.value_of.total.reconcile import Reconciliation


@dataclass(frozen=True, eq=False, repr=False)
class TotalValue:
    """The accounts of all customers; see ``total_value``.

    Attributes
    ----------
    customers : Index
        Everybody with an account.
    entries : tuple of Entry
        The lines, with intervals and what they rest on.
    cents : DataFrame
        Whole cents, a row a customer and a column a priced line.
    historic : Series
        What came so far: beside, never in.
    assumptions : Assumptions
    horizon, currency : str
    level : float
    later : callable, optional
        Between which ends purchases of the customers asked for will turn out; without it the
        entries say so.
    """

    customers: pd.Index
    entries: tuple[Entry, ...]
    cents: pd.DataFrame
    historic: pd.Series = field(repr=False)
    assumptions: Assumptions
    horizon: str
    currency: str
    level: float
    later: Callable[[pd.Index], pd.DataFrame] | None = None

    def entry(self, line: str) -> Entry:
        """One line for all customers."""
        found = [entry for entry in self.entries if entry.name == line]
        if not found:
            raise ValueError(f"no line {line}; there are: {', '.join(of.LINES)}")
        return found[0]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a customer: a column a line in euros (blank where not priced), and the total.

        ``low, high`` is the confidence interval of the total as an expectation; where it will turn
        out stands in ``outcomes``. ``historic value`` stands last, not in the total.
        """
        columns: dict[str, Any] = {"customer_id": self.customers.to_numpy()}
        for name in of.LINES:
            priced = name in self.cents
            columns[name] = in_euros(self.cents[name]) if priced else np.nan
        columns[of.TOTAL] = in_euros(self.cents.sum(axis=1))
        ends = self._ends
        # Cents are given out by remainder: ends move with them, so that they still enclose.
        moved = np.asarray(columns[of.TOTAL]) - ends.value
        columns["low"], columns["high"] = ends.low + moved, ends.high + moved
        columns[of.HISTORIC] = self.historic.to_numpy()
        return pd.DataFrame(columns).reset_index(drop=True)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """A row a customer: outcome_low, outcome_high, between which the account will turn out.

        It takes some seconds for twenty thousand customers; ``of`` asks for one.
        """
        ends = self._outcomes(np.arange(len(self.customers)))
        columns = {"outcome_low": ends.low, "outcome_high": ends.high}
        return pd.DataFrame(columns, index=self.customers)

    @cached_property
    def totals(self) -> pd.Series:
        """What each customer is worth, in euros."""
        return pd.Series(self.table[of.TOTAL].to_numpy(), index=self.customers, name=of.TOTAL)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """A row a customer, a column a line that counts something: expected over the horizon."""
        found = {e.name: e.count for e in self.entries if e.count is not None}
        return pd.DataFrame(found, index=self.customers)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """A row a line: count, seen, euros, low, high, basis, assumed, rests_on."""
        rows = []
        for entry in self.entries:
            ends = (np.nan, np.nan) if entry.total is None else (entry.total.low, entry.total.high)
            euros = np.nan
            if entry.name in self.cents:
                euros = float(in_euros(self.cents[entry.name].sum()))
            rows.append(
                (entry.name, _sum(entry.count), _sum(entry.seen), euros, *map(float, ends),
                 entry.basis, 0.0 if entry.assumed is None else entry.assumed.sum(),
                 entry.rests_on)
            )  # fmt: skip
        heads = ["line", "count", "seen", "euros", "low", "high", "basis", "assumed", "rests_on"]
        return pd.DataFrame(rows, columns=heads)

    @property
    def equity_cents(self) -> int:
        """What all customers are worth together, in whole cents."""
        return int(self.cents.to_numpy().sum())

    @property
    def equity(self) -> float:
        """Customer equity: what all customers are worth together, in euros."""
        return self.equity_cents / 100

    @cached_property
    def equity_interval(self) -> tuple[float, float]:
        """The interval of customer equity; transfers cancel, so they do not widen it."""
        parts = [
            e.total for e in self.entries if e.total is not None and e.name not in of.TRANSFERS
        ]
        whole = added(parts)
        moved = self.equity - float(whole.value)
        return float(whole.low) + moved, float(whole.high) + moved

    @property
    def assumed(self) -> float:
        """How many euros, up and down, rest on assumptions; transfers cancel and do not count."""
        return float(self.lines["assumed"].abs()[~self.lines["line"].isin(of.TRANSFERS)].sum())

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Lines that are counted and have no price: the total is without them."""
        return tuple(e.name for e in self.entries if e.basis == of.NOT_PRICED)

    def of(self, customer: str) -> Account:
        """The account of one customer.

        Raises
        ------
        DataProblem
            When nobody has this id.
        """
        if customer not in self.customers:
            raise one_problem(f"no account of {customer!r}", "choose an id of the table.")
        at = int(self.customers.get_indexer([customer])[0])
        rows = []
        for entry in self.entries:
            number_, seen = (_at(part, at) for part in (entry.count, entry.seen))
            euros = low = high = np.nan
            if entry.euros is not None:
                euros = float(in_euros(self.cents[entry.name].iloc[at]))
                moved = euros - float(entry.euros.value[at])
                low, high = (float(end[at]) + moved for end in (entry.euros.low, entry.euros.high))
            told = entry.rests_on
            rows.append((entry.name, number_, seen, euros, low, high, entry.basis, told))
        heads = ["line", "count", "seen", "euros", "low", "high", "basis", "rests_on"]
        row, turns_out = self.table.iloc[at], self._outcomes(np.array([at]))
        return Account(
            customer=customer,
            table=pd.DataFrame(rows, columns=heads),
            total=float(row[of.TOTAL]),
            low=float(row["low"]),
            high=float(row["high"]),
            assumed=self._assumed_of(at),
            historic=float(row[of.HISTORIC]),
            outcome=(float(turns_out.low[0]), float(turns_out.high[0])),
            horizon=self.horizon,
            currency=self.currency,
            level=self.level,
        )

    @property
    def reconciles(self) -> str:
        """That lines and accounts come to the same cent, in a sentence."""
        return self.reconcile().sentence

    def reconcile(self) -> Reconciliation:
        """From purchases to come to customer equity, step by step, with its checks."""
        from cvmlab.value_of.total.reconcile import reconcile

        return reconcile(self)

    @property
    def sentence(self) -> str:
        """What all customers are worth, and how much of it is assumed."""
        cash = self._cash
        text = (
            f"{count(len(self.customers))} accounts come to {cash(self.equity)} over the "
            f"{self.horizon}, in today's money ({percent(self.level)} interval "
            f"{interval(*self.equity_interval, cash)}). "
        )
        bought = self.cents[of.PURCHASES].sum() / 100
        text += f"{cash(bought)} of it is purchases to come"
        text += (
            f"; {cash(self.assumed)}, up or down, is assumed."
            if self.assumed
            else "; none is assumed."
        )
        if self.unpriced:
            text += f" Counted, not priced, and so not in it: {', '.join(self.unpriced)}."
        return text

    def summary(self) -> Table:
        """The lines as a table to read: counts in one column, money in the other."""
        from cvmlab.figures.tables import Table

        rows = [
            (
                row.line.capitalize(),
                _or_blank(row.seen, count),
                _or_blank(row.number, count),
                _or_blank(row.euros, self._cash),
                "" if np.isnan(row.euros) else interval(row.low, row.high, self._cash),
                row.basis,
                _or_blank(row.assumed or np.nan, self._cash),
            )
            for row in self.lines.rename(columns={"count": "number"}).itertuples()
        ]
        ends = interval(*self.equity_interval, self._cash)
        rows.append(("Total", "", "", self._cash(self.equity), ends, "", self._cash(self.assumed)))
        heads = ["Line", "Noted so far", "Expected", "Worth", f"{percent(self.level)} interval",
                 "Rests on", "Of it assumed"]  # fmt: skip
        note = (
            f"Expected over the {self.horizon}; worth in today's money. Historic value, "
            f"{self._cash(self.historic.sum())}, is sunk and not in it."
        )
        if self.unpriced:
            note += f" Not priced, so not in the total: {', '.join(self.unpriced)}."
        title = f"What {count(len(self.customers))} customers are worth, line by line"
        return Table(pd.DataFrame(rows, columns=heads), title, note, total_row=True)

    def why(self) -> Table:
        """What each line rests on, in words: the answers to whoever doubts it."""
        return why(self.lines, "What the lines rest on")

    @cached_property
    def _ends(self) -> Ends:
        """Each customer's total with the confidence interval of the expectation.

        All lines rest on how long the customer stays, so their ends are added.
        """
        return _end_to_end([e.euros for e in self.entries if e.euros is not None])

    def _outcomes(self, places: np.ndarray) -> Ends:
        """The totals of some customers with the ends between which they will turn out.

        Lines end together when somebody leaves, so their ends are added and not averaged out.
        """
        parts = {
            e.name: replace(e, euros=_some(e.euros, places), outcome=_some(e.outcome, places))
            for e in self.entries if e.outcome is not None
        }  # fmt: skip
        bought = parts[of.PURCHASES]
        if self.later is not None and bought.euros is not None:
            ends = self.later(self.customers[places]).to_numpy(float)
            value = bought.euros.value
            parts[of.PURCHASES] = replace(bought, outcome=Ends(value, ends[:, 0], ends[:, 1]))
            if of.SERVING in parts:
                served = stops_with_purchases(parts[of.SERVING], parts[of.PURCHASES])
                parts[of.SERVING] = served
        return _end_to_end([e.outcome for e in parts.values() if e.outcome is not None])

    def _assumed_of(self, at: int) -> float:
        """How many euros of one account, up and down, rest on assumptions."""
        found = (e.assumed for e in self.entries if e.assumed is not None)
        return float(sum(abs(part[at]) for part in found))

    @property
    def _cash(self) -> Any:
        return partial(money, currency=self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def _some(ends: Ends | None, places: np.ndarray) -> Ends | None:
    return None if ends is None else Ends(*(part[places] for part in ends))


def _end_to_end(parts: list[Ends]) -> Ends:
    return Ends(*(np.sum(ends, axis=0) for ends in zip(*parts, strict=True)))


def _sum(part: Any) -> float:
    return np.nan if part is None else float(part.sum())


def _at(part: Any, at: int) -> float:
    return np.nan if part is None else float(part[at])


def _or_blank(value: float, formatter: Any) -> str:
    return "" if np.isnan(value) else str(formatter(value))
