"""Each line of the account for all customers at once: counts, euros, intervals, and its basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import percent
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.spread import Ends


@dataclass(frozen=True, eq=False)
class Entry:
    """One line of the account, for every customer.

    Attributes
    ----------
    name : str
    basis : str
        "estimated", "by lot", "assumption", "counted, not priced", or "not given".
    euros : Ends or None
        One amount a customer with the confidence interval of the expectation; None where nothing is
        priced.
    outcome : Ends or None
        The same with the ends between which it will turn out.
    total : Ends or None
        Of all customers, with the interval of the total.
    count, seen : array or None
        Expected over the horizon, and noted so far.
    assumed : array or None
        How many of each customer's euros rest on assumptions; None: none.
    rests_on : str
        What the line rests on, in words.
    """

    name: str
    basis: str
    euros: Ends | None = None
    outcome: Ends | None = None
    total: Ends | None = None
    count: Array | None = None
    seen: Array | None = None
    assumed: Array | None = None
    rests_on: str = field(default="")


def not_given(name: str) -> Entry:
    """A line nothing is known of: blank, and said so."""
    return Entry(name, of.NOT_GIVEN, rests_on="nothing was given for it")


def as_table(found: Any) -> pd.DataFrame:
    """The table of a result, or the table itself."""
    table = found if isinstance(found, pd.DataFrame) else found.table
    return table


def check(table: pd.DataFrame, needed: Sequence[str], what: str, once: Sequence[str]) -> None:
    """Refuse a table without its columns, with amounts missing, or with repeated rows."""
    problems = [
        Problem("no column of this name", f"{what}: give {', '.join(needed)}.", name)
        for name in needed if name not in table.columns
    ]  # fmt: skip
    if problems:
        raise DataProblem(problems, what)
    for name in needed:
        missing = table[name].isna()
        if pd.api.types.is_float_dtype(table[name]):
            missing |= ~np.isfinite(table[name])
        if missing.any():
            ids = table.loc[missing, "customer_id"].astype(str).head(3).tolist()
            problems.append(Problem("not filled in", "give every amount, 0 where there is none.",
                                    name, int(missing.sum()), ids))  # fmt: skip
    twice = table.duplicated(list(once))
    if twice.any():
        ids = table.loc[twice, "customer_id"].astype(str).head(3).tolist()
        what_is = f"the same {' and '.join(once)} stands twice"
        problems.append(
            Problem(what_is, "give one row each.", "customer_id", int(twice.sum()), ids)
        )
    if problems:
        raise DataProblem(problems, what)


def spread_of(table: pd.DataFrame, value: str, low: str, high: str, at: pd.Index) -> Ends:
    """An amount with its ends, in the order of the customers; 0 for those who are not in it."""
    names = [value, low if low in table else value, high if high in table else value]
    rows = table[list(dict.fromkeys(names))].astype(float)
    ids = pd.Index(table["customer_id"])
    if not ids.equals(at):  # most tables come in the order of the values: nothing to look up
        rows = rows.set_axis(ids).reindex(at, fill_value=0.0)
    return Ends(*(rows[name].to_numpy() for name in names))


def amounts(
    name: str, table: Any, at: pd.Index, *, column: str, basis: str, sign: float = 1.0,
    total: Ends | None = None, rests_on: str = "", what: str = "",
) -> Entry:  # fmt: skip
    """A line that comes in euros: one row a customer, with the ends there are."""
    if table is None:
        return not_given(name)
    frame = as_table(table)
    check(frame, ("customer_id", column), what or name, ("customer_id",))
    euros = spread_of(frame, column, "low", "high", at).times(sign)
    whole = euros.together if total is None else total.times(sign)
    ends = spread_of(frame, column, "outcome_low", "outcome_high", at).times(sign)
    outcome = ends if "outcome_low" in frame and "outcome_high" in frame else euros
    return Entry(name, basis, euros, outcome, whole, rests_on=rests_on)


def transfer_entries(table: Any, at: pd.Index, owed: float) -> list[Entry]:
    """What friends already here bring to the one who sent them, and what they leave for it."""
    if table is None:
        return [not_given(of.HERE), not_given(of.OWED)]
    frame = as_table(table)
    what = "the chains of referrals"
    check(frame, ("customer_id", "credited", "owed_to_senders"), what, ("customer_id",))
    given, taken = frame["credited"].sum(), -frame["owed_to_senders"].sum()
    if abs(given - taken) > 0.005 * max(len(frame), 1):
        what_is = f"senders are credited {given:,.2f}, and friends owe {taken:,.2f}"
        raise DataProblem([Problem(what_is, "a transfer takes from one what it gives another.")],
                          what)  # fmt: skip
    basis, told = of.BY_LOT, "the part of a friend's purchases that is there because of a reward"
    if owed:
        basis = of.ASSUMPTION
        told += f", and {percent(owed)} of what the other friends bring, by assumption"
    credited = spread_of(frame, "credited", "credited_low", "credited_high", at)
    friends = None
    if "friends" in frame:
        friends = spread_of(frame, "friends", "", "", at).value
    gone = spread_of(frame, "owed_to_senders", "owed_low", "owed_high", at)
    assumed: dict[str, Array | None] = {"credited": None, "owed": None}
    for name, amount in (("credited", credited), ("owed", gone)):
        if owed and f"{name}_by_lot" in frame:
            assumed[name] = amount.value - spread_of(frame, f"{name}_by_lot", "", "", at).value
    return [
        Entry(of.HERE, basis, credited, credited, credited.together, friends, friends,
              assumed["credited"], told),
        Entry(of.OWED, basis, gone, gone, gone.together, assumed=assumed["owed"], rests_on=told),
    ]  # fmt: skip


def stops_with_purchases(serving: Entry, purchases: Entry) -> Entry:
    """Serving costs less where less is bought than expected: who has left costs nothing."""
    if serving.euros is None or purchases.euros is None or purchases.outcome is None:
        return serving
    value, cost = purchases.euros.value, serving.euros.value

    def at(end: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(value > 0, np.clip(end / value, 0.0, 1.0), 1.0)
        return np.asarray(cost * part)

    outcome = Ends(cost, at(purchases.outcome.low), at(purchases.outcome.high))
    return replace(serving, outcome=outcome)
