"""Contracts as what customers pay, period by period, so that one audit reads orders and contracts.

A contract that is renewed every year is a payment on the day it begins and one on every
anniversary on which it still runs. Written so, a base by contract has the shape of a base of
orders: a customer, a day, an amount. One thing it has that orders never have: whoever has left is
known to have left.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.contract_base import contract_base
from cvmlab.data.contract_rows import contract_rows
from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.order_lines import day_given
from cvmlab.data.renewals import MONTHS, WORDS, every
from cvmlab.data.tables import read_table
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count, day
from cvmlab.value_of.audit.calendar_months import months_later

CONTRACTS = Contract(
    name="contracts",
    one_row="one contract or subscription",
    columns=(
        Column("customer_id", "id", "Who has it.",
               known_as=("customer", "customer no", "client", "client id", "account id", "member",
                         "member id", "kundennummer")),
        Column("subscription_id", "id", "Its number, where customers have none.",
               known_as=("subscription", "contract id", "contract no", "membership id", "policy")),
        Column("start", "date", "The day it began.", required=True,
               known_as=("start date", "started_on", "begin", "subscribed on", "contract start",
                         "valid from")),
        Column("end", "date", "The day it ended.", empty="still running",
               known_as=("end date", "ended_on", "cancelled on", "expired on", "churn date",
                         "valid to")),
        Column("plan", "text", "What was agreed.",
               known_as=("product", "tariff", "package", "contract type")),
        Column("price", "money", "What a period costs.",
               known_as=("fee", "annual fee", "monthly fee", "subscription price", "rate",
                         "amount")),
    ),
)  # fmt: skip
_RHYTHMS = {12: "Y", 3: "Q", 1: "M"}
_FEWEST_LOSSES = 20


@dataclass(frozen=True, eq=False)
class ContractPayments:
    """What customers under contract have paid, and how it was read.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id, date, cents`` and, where a column was named to group by, that.
    end : date
        The day as of which contracts are looked at.
    period : {"W", "M", "Q", "Y"}
        How often they are renewed, and what their price is for.
    priced : bool
        Whether there is a price; without one every payment is 1, so that money counts renewals.
    sentences : tuple of str
        What was read, and how.
    """

    table: pd.DataFrame
    end: dt.date
    period: str
    priced: bool
    sentences: tuple[str, ...]


def contract_payments(
    contracts: Any,
    *,
    end: str | dt.date | None = None,
    period: str = "",
    by: str = "",
    mapping: Any = None,
) -> ContractPayments:
    """Turn contracts into payments: one on the first day, one on every anniversary.

    Parameters
    ----------
    contracts : str, Path, DataFrame or Ibis table
        One row a contract: ``customer_id`` (or ``subscription_id``), ``start, end`` (empty: still
        running) and perhaps ``price`` and ``plan``.
    end : str or date, optional
        As of when; by default the last day on which a contract begins or ends.
    period : {"", "W", "M", "Q", "Y"}
        How often contracts are renewed, and what the price is for. Left empty, it is taken from
        the days on which contracts end, where these tell it.
    by : str
        A further column to keep, such as ``plan``.
    mapping : Mapping, dict or path, optional
        Which column is which.

    Raises
    ------
    DataProblem
        If contracts cannot be read, or nothing says how often they are renewed.

    Examples
    --------
    >>> passes = pd.DataFrame({"customer_id": ["a", "b"], "start": ["2022-03-01", "2023-05-01"],
    ...                        "end": ["2024-03-01", None], "price": [30.0, 40.0]})
    >>> contract_payments(passes, end="2024-12-31", period="Y").table["cents"].to_list()
    [3000, 3000, 4000, 4000]
    """
    if period and period not in WORDS:
        words = ", ".join(f"{letter} ({word})" for letter, word in WORDS.items())
        raise one_problem(f'renewed = "{period}" is no period between renewals', f"use {words}.")
    frame, said = _frame(contracts, mapping)
    if by and by not in frame.columns:
        known = [str(name) for name in frame.columns]
        remedy = f"choose one of: {', '.join(known)}.{suggestion(by, known)}"
        raise one_problem("there is no such column to group by", remedy, column=by)
    read = contract_rows(frame, day_given(end, "observation_end"), by or None, [])
    chosen = period or _seen_period(frame, read.end)
    rows = read.table.order_by("customer_id", "start", "end", "price", "segment").to_pandas()
    priced = bool(rows["price"].notna().any())
    unpriced = int(rows["price"].isna().sum()) if priced else 0
    rows = rows[rows["price"].notna()] if priced else rows.assign(price=1.0)
    table = _paid(rows, read.end, chosen)
    table = table.rename(columns={"segment": by}) if by else table.drop(columns="segment")
    aside = "".join(f"; {count(n)} set aside ({why})" for why, n in read.set_aside.items())
    sentences = [
        *said,
        f"{count(read.rows)} contracts of {count(rows['customer_id'].nunique())} customers as of "
        f"{day(read.end)}, renewed {every(chosen)}{'' if period else ' (seen from their ends)'}"
        f"{aside}.",
        f"Every contract is a payment on the day it begins and one {every(chosen)} as long as it "
        f"runs: {count(len(table))} payments.",
    ]
    if unpriced:
        sentences.append(f"{count(unpriced)} contracts without a price are left out.")
    if not priced:
        sentences.append("There is no price, so money here counts payments: each is 1.")
    return ContractPayments(table, read.end, chosen, priced, tuple(sentences))


def _frame(contracts: Any, mapping: Any) -> tuple[pd.DataFrame, list[str]]:
    """The contracts under the names of the house, and what became of the rows of a file."""
    if isinstance(contracts, pd.DataFrame):
        return contracts, []
    read = read_table(contracts, CONTRACTS, mapping)
    frame = read.frame()
    if "customer_id" not in frame:
        if "subscription_id" not in frame:
            problem = Problem(
                "no column says whose contract it is",
                f"name it: --map customer_id=COLUMN; there are: {', '.join(read.columns)}.",
                "customer_id",
            )
            raise DataProblem([problem], read.ledger.source)
        frame = frame.rename(columns={"subscription_id": "customer_id"})
    if "end" not in frame:
        frame["end"] = pd.Series([None] * len(frame), dtype="str")
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%d")
    return frame.drop(columns="subscription_id", errors="ignore"), list(read.ledger.sentences())


def _seen_period(frame: pd.DataFrame, end: dt.date) -> str:
    """How often contracts are renewed, as far as the days on which they end tell it."""
    months = contract_base(frame, end=end, period="M").facts
    if months["churned"] >= _FEWEST_LOSSES and (found := _RHYTHMS.get(months["rhythm"] or 1)):
        return found
    raise one_problem(
        "the days on which contracts end do not tell how often they are renewed",
        "say for how long the price is: --set renewed=Y (a year), Q, M or W.",
    )


def _paid(rows: pd.DataFrame, end: dt.date, period: str) -> pd.DataFrame:
    """One row a payment."""
    start = rows["start"].to_numpy("datetime64[D]")
    stop = pd.to_datetime(rows["end"]).to_numpy("datetime64[D]")
    last = np.datetime64(end, "D")
    open_end = np.isnat(stop) | (stop > last)
    # What ends on an anniversary was not renewed on it; what runs on the last day still is.
    until = np.where(open_end, last, np.maximum(stop - 1, start))
    span = (until - start).astype(int)
    most = span // 7 + 1 if period == "W" else span // 28 // MONTHS[period] + 1
    row = np.repeat(np.arange(len(rows)), most)
    number = np.arange(len(row)) - np.repeat(np.cumsum(most) - most, most)
    if period == "W":
        days = start[row] + 7 * number
    else:
        days = months_later(start[row], MONTHS[period] * number)
    kept = days <= until[row]
    row, days = row[kept], days[kept]
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"].to_numpy()[row],
            "date": days.astype("datetime64[s]"),
            "cents": np.rint(rows["price"].to_numpy(float)[row] * 100).astype("int64"),
            "segment": rows["segment"].to_numpy()[row],
        }
    )
