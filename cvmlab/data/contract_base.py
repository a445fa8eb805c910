"""Contracts -> one row a relationship: renewals that came up, lost or not, price, age.

Contracts of one customer that follow on without a gap are one relationship. At every period after
its start a renewal comes up: the customer stays or is lost. This is what models of churn by
contract see (Fader & Hardie 2007, "How to Project Customer Retention", Journal of Interactive
Marketing 21(1)).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from cvmlab.data.contract_rows import contract_rows
from cvmlab.data.order_lines import day_given
from cvmlab.data.relationships import facts_of, numbers, relationships, with_renewals
from cvmlab.data.renewals import every, periods_per_year, unusable_period
from cvmlab.errors import Problem, one_problem
from cvmlab.figures.formats import count, day

FEW_LOSSES, REGULAR = 20, 0.95  # losses it takes to see a rhythm, and their share that keep it


@dataclass(frozen=True, eq=False)
class ContractBase:
    """One row a relationship, as of a day.

    A model takes the base itself; given its ``table``, it groups in the engine and fetches nothing
    but patterns.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, relationship`` (1, 2, ... where a customer came back after a gap),
        ``renewals`` (that came up; the lost one included), ``churned, price`` (per period, of the
        contracts running; of the last one where none is), ``start, ended, T`` (age in periods),
        ``next_renewal_in`` (periods until then; null for the lost), ``contracts`` (rows chained)
        and the column of `by`.
    end : date
        As of when.
    period : str or int
        Between renewals: "W", "M", "Q", "Y" or a number of days.
    rows, set_aside
        How many rows there were, and how many were set aside for which reason.
    facts : dict of str to number
        customers, relationships, churned, chained, gaps, longest_gap (days), undecided, unpriced,
        too_faithful (renewals before the first loss, where too many without one), rhythm (losses
        come at every so many periods only).
    """

    table: ir.Table
    end: dt.date
    period: str | int
    rows: int
    set_aside: dict[str, int]
    facts: dict[str, int]

    def frame(self) -> pd.DataFrame:
        """All relationships, in the order of the customers' ids."""
        frame = self.table.order_by("customer_id", "relationship").to_pandas()
        for name in ("start", "ended"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        return frame

    def patterns(self) -> pd.DataFrame:
        """The distinct (renewals, churned), with how many relationships share each."""
        grouped = self.table.group_by("renewals", "churned").agg(weight=self.table.count())
        return grouped.order_by("renewals", "churned").to_pandas()

    @property
    def periods_per_year(self) -> float:
        """How many renewals a year has."""
        return periods_per_year(self.period)

    @property
    def ledger(self) -> pd.DataFrame:
        """What became of every row: what, rows."""
        used = self.rows - sum(self.set_aside.values())
        lines = [("used", used), *((f"set aside: {k}", n) for k, n in self.set_aside.items())]
        return pd.DataFrame(lines, columns=["what", "rows"])

    def summary(self) -> str:
        """The base in a few sentences."""
        facts, used = self.facts, self.rows - sum(self.set_aside.values())
        aside = "".join(f"; {count(n)} set aside ({why})" for why, n in self.set_aside.items())
        text = [
            f"{_of(facts['relationships'], 'relationship')} of "
            f"{_of(facts['customers'], 'customer')} as of {day(self.end)}, renewed "
            f"{every(self.period)}; {count(facts['churned'])} lost.",
            f"{count(used)} of {_of(self.rows, 'row')} used{aside}.",
        ]
        notes = {
            "chained": "following on without a gap.",
            "gaps": f"begun after a gap (the longest {count(facts['longest_gap'])} days): a loss, "
            "and a customer who came back.",
            "undecided": "ended so lately that they may still be followed on.",
            "unpriced": "running without a price.",
        }
        text += [f"{_of(facts[n], 'contract')} {what}" for n, what in notes.items() if facts[n]]
        if facts["too_faithful"]:
            text.append(
                f"{_of(facts['too_faithful'], 'renewal')} came up before the first loss in the "
                "table: losses of that time are probably not in it, which overstates retention; "
                "since= leaves older relationships out."
            )
        if facts["rhythm"] > 1:
            text.append(
                f"Nearly all losses come at multiples of {facts['rhythm']} periods, so contracts "
                "are probably renewed that seldom: choose a longer period."
            )
        return " ".join(text)

    def __repr__(self) -> str:
        return self.summary()


def contract_base(
    contracts: Any,
    *,
    end: str | dt.date | None = None,
    period: str | int = "M",
    gap_days: int = 1,
    since: str | dt.date | None = None,
    by: str | None = None,
) -> ContractBase:
    """Sum up each customer's contracts as of a day.

    A contract that is running on `end` has been renewed at every anniversary up to then. One that
    has ended was lost at the renewal its end belongs to: an anniversary, or the next one after the
    end. What ended less than `gap_days` ago may still be followed on: it counts as running, with
    its last renewal undecided.

    Parameters
    ----------
    contracts : FirmTable, pandas DataFrame or Ibis table
        One row a contract: ``customer_id, start, end`` (empty: still running; subscription_id,
        started_on and ended_on are understood too) and, to value them, ``price`` per period. Days
        are dates or ISO text. Prices of contracts that run side by side are added up.
    end : str or date, optional
        As of when; by default the last day on which a contract begins or ends. Give it where the
        table holds ends in the future.
    period : {"W", "M", "Q", "Y"} or int
        Between renewals: week, month, quarter, year, or a number of days.
    gap_days : int
        Contracts follow on when they begin at most so many days after the one before has ended.
    since : str or date, optional
        Relationships that began before are set aside.
    by : str, optional
        A further column; a relationship has its value in the first contract.

    Returns
    -------
    ContractBase

    Raises
    ------
    DataProblem
        All problems at once: missing columns or days, days that are no ISO days, ends before
        starts, negative prices; an unknown period.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "customer_id": ["a", "b", "b"], "start": ["2022-03-01", "2022-05-01", "2023-05-01"],
    ...     "end": [None, "2023-04-30", "2024-04-30"], "price": [10.0, 8.0, 9.0]})
    >>> base = contract_base(table, end="2024-06-30", period="Y")
    >>> base.frame()[["customer_id", "renewals", "churned", "price"]]
      customer_id  renewals  churned  price
    0           a         2    False   10.0
    1           b         2     True    9.0
    """
    as_of, first = day_given(end, "end"), day_given(since, "since")
    problems = unusable_period(period)
    if gap_days < 0:
        problems.append(Problem(f"gap_days is {gap_days}", "give a number of days, at least 0."))
    read = contract_rows(contracts, as_of, by, problems)
    chained, gaps = relationships(read.table, read.end, gap_days)
    aside = dict(read.set_aside)
    if first is not None:
        before = chained.filter(chained.start < ibis.literal(first))
        if rows := numbers(before.agg(rows=before.contracts.sum()))["rows"]:
            aside[f"of relationships begun before {first}"] = rows
        chained = chained.filter(chained.start >= ibis.literal(first))
    table = with_renewals(chained, read.end, period, gap_days)
    table = (table.drop("segment") if by is None else table.rename({by: "segment"})).cache()
    facts = facts_of(table, period) | gaps | {"rhythm": _rhythm(table)}
    if not facts["relationships"]:
        raise one_problem(f"no relationship began since {first}", "choose an earlier since.")
    if as_of is None and facts["churned"] + facts["undecided"] == facts["relationships"]:
        raise one_problem(
            f"every contract has ended by {read.end}, the last day in the table",
            "where ends lie in the future, say with end= as of when to look.", column="end",
        )  # fmt: skip
    return ContractBase(table, read.end, period, read.rows, aside, facts)


def _of(number: float, noun: str) -> str:
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def _rhythm(table: ir.Table) -> int:
    """The largest number of periods at whose multiples alone customers are lost; 1 without one."""
    churned = table.filter(table.churned)
    lost = churned.group_by("renewals").agg(losses=churned.count()).to_pandas()
    total = lost["losses"].sum()
    for periods in (12, 6, 4, 3, 2):
        regular = lost.loc[lost["renewals"] % periods == 0, "losses"].sum()
        if total >= FEW_LOSSES and regular >= REGULAR * total:
            return periods
    return 1
