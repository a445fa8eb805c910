"""Ambassadors who turned: who once spoke for the firm, and of late speaks only against it.

An account of what is to come goes by what was, on average. Who changed is where it is wrong: an
airline that shut its lounge to a retired executive still had a fine customer in its files (Barnes
2003). So what the last year alone would say stands beside the account: notes for and against, and
what the last year's margin would come to for as long as somebody stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

AGAINST = "negative talk"


@dataclass(frozen=True, eq=False)
class Turned:
    """What was noted for and against the firm, before and lately, customer by customer.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer of whom anything was noted: ``customer_id``; ``for_before``,
        ``against_before``, ``for_lately``, ``against_lately`` (notes); ``last_for``, ``first_bad``
        (the last note for us, and the first bad word since ``since``); ``turned``; and where values
        are known ``value`` (purchases to come), ``last_year`` (margin) and ``at_pace`` (what that
        margin would come to, every year, for as long as they are expected to stay).
    since, until : pandas.Timestamp
        First and last day of what is called lately.
    valued : bool
        Whether values are known.
    currency : str
        ISO code, or empty.
    level : float
        Confidence level of the share.
    """

    table: pd.DataFrame
    since: pd.Timestamp
    until: pd.Timestamp
    valued: bool
    currency: str
    level: float

    @property
    def ambassadors(self) -> int:
        """Customers of whom something was noted for us before."""
        return int((self.table["for_before"] > 0).sum())

    @property
    def who(self) -> pd.DataFrame:
        """Those who turned; who had given most comes first."""
        mine = self.table[self.table["turned"]]
        order = ["for_before", "customer_id"]
        return mine.sort_values(order, ascending=[False, True], ignore_index=True)

    @property
    def given(self) -> pd.Series:
        """By customer, how many notes for us there are in all, less those against us."""
        by = self.table.set_index("customer_id")
        net = by["for_before"] + by["for_lately"] - by["against_before"] - by["against_lately"]
        return net.rename("notes for us")

    @property
    def share(self) -> tuple[float, float, float]:
        """The share of former ambassadors who turned, with its interval."""
        low, high = wilson(len(self.who), self.ambassadors, self.level)
        return len(self.who) / self.ambassadors, float(low), float(high)

    def of(self, customer: str) -> str:
        """One customer: what was noted, and when it changed.

        Raises
        ------
        DataProblem
            When nothing was noted of this customer.
        """
        found = self.table[self.table["customer_id"] == customer]
        if found.empty:
            raise one_problem(f"nothing was noted of {customer!r}", "choose an id of the table.")
        row = found.iloc[0]
        text = (
            f"{customer}: {_notes(row.for_before)} for us and {count(row.against_before)} against "
            f"before {day(self.since)}; since then {count(row.for_lately)} for us and "
            f"{count(row.against_lately)} against."
        )
        if row.turned:
            text += f" The last for us is of {day(row.last_for)}."
        return text

    @property
    def sentence(self) -> str:
        """How many turned, and what their accounts expect against the last year's pace."""
        share, low, high = self.share
        who = self.who
        text = (
            f"Of {count(self.ambassadors)} customers noted for something they did for us before "
            f"{day(self.since)}, {count(len(who))} have since spoken against us and done nothing "
            f"for us: {percent(share, 1)} ({interval(low, high, partial(percent, digits=1))})."
        )
        if self.valued and len(who):
            others = self.table[(self.table["for_before"] > 0) & ~self.table["turned"]]
            text += (
                f" Their purchases to come stand at {self._cash(who['value'].sum())}; were every "
                f"year like the last, they would be {self._cash(who['at_pace'].sum())}: "
                f"{_at_pace(who)} of it, against {_at_pace(others)} with the others."
            )
        return text

    def summary(self, largest: int = 8) -> Table:
        """Those who turned, who had given most first."""
        from cvmlab.figures.tables import Table

        some = self.who.head(largest)
        shown = {
            "Customer": some["customer_id"],
            "For us before": some["for_before"],
            "Against us since": some["against_lately"],
        }
        if self.valued:
            shown |= {
                "Purchases to come": some["value"],
                "Margin of the last year": some["last_year"],
                "Were every year like it": some["at_pace"],
            }
        cash = dict.fromkeys(list(shown)[3:], self._cash)
        return Table(
            pd.DataFrame(shown),
            title="Who spoke for us and now speaks against us",
            note=f"Lately: {day(self.since)} to {day(self.until)}. {count(len(self.who))} in all.",
            formats=cash,
        )

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)


def turned(
    contributions: pd.DataFrame,
    values: pd.DataFrame | None = None,
    *,
    until: str | pd.Timestamp | None = None,
    days: int = 364,
    currency: str = "",
    level: float = 0.95,
) -> Turned:
    """Find who spoke for the firm and now speaks only against it, beside what they are to bring.

    Parameters
    ----------
    contributions : DataFrame
        One row a note: ``customer_id``, ``date``, ``kind`` ("negative talk" counts against).
    values : DataFrame, optional
        ``customer_id``, ``value`` (margin to come), ``last_year`` (margin) and ``weeks`` (to come
        as a customer, discounted), as the table of ``customer_values`` has them.
    until : day, optional
        The last day looked at; that of the last note by default.
    days : int
        How many days up to then are "lately".
    currency : str
        ISO code, for sentences.
    level : float
        Confidence level of the share.

    Returns
    -------
    Turned

    Raises
    ------
    DataProblem
        If columns are missing, or nobody was noted for anything before that.

    Notes
    -----
    Turned: something for us before, at least one bad word and nothing for us lately. At pace: the
    last year's margin times weeks/52. Bad words are noted where somebody hears them: a floor.

    Examples
    --------
    >>> notes = pd.DataFrame({"customer_id": ["A", "A", "B"], "kind": ["other", AGAINST, "other"],
    ...                       "date": pd.to_datetime(["2023-05-01", "2024-06-01", "2023-06-01"])})
    >>> turned(notes).sentence.split(": ")[-1]
    '50.0% (9.5% to 90.5%).'
    """
    problems = _problems(contributions, values)
    if problems:
        raise DataProblem(problems)
    last = pd.Timestamp(until) if until is not None else contributions["date"].max()
    since = last - pd.Timedelta(days=days - 1)
    notes = contributions.loc[contributions["date"] <= last, ["customer_id", "date", "kind"]]
    bad, late = notes["kind"] == AGAINST, notes["date"] >= since
    sums = {"for_before": ~bad & ~late, "against_before": bad & ~late,
            "for_lately": ~bad & late, "against_lately": bad & late}  # fmt: skip
    grouped = pd.DataFrame(sums).groupby(notes["customer_id"]).sum().astype(int)
    grouped["last_for"] = notes[~bad].groupby("customer_id")["date"].max()
    grouped["first_bad"] = notes[bad & late].groupby("customer_id")["date"].min()
    grouped["turned"] = (
        (grouped["for_before"] > 0) & (grouped["against_lately"] > 0) & (grouped["for_lately"] == 0)
    )
    if not (grouped["for_before"] > 0).any():
        what = f"nothing was noted for the firm before {day(since)}"
        raise one_problem(what, "choose fewer days, or wait.")
    table = grouped.reset_index()
    if values is not None:
        known = values.drop_duplicates("customer_id").set_index("customer_id")
        for name in ("value", "last_year", "weeks"):
            table[name] = table["customer_id"].map(known[name].astype(float))
        table["at_pace"] = table["last_year"] * table.pop("weeks") / 52
    return Turned(table, since, last, values is not None, currency, level)


def _at_pace(rows: pd.DataFrame) -> str:
    """What the last year's pace makes of purchases to come, as a share of them."""
    whole = float(rows["value"].sum())
    return percent(float(rows["at_pace"].sum()) / whole if whole else float("nan"))


def _notes(number: float) -> str:
    return f"{count(number)} note{'' if number == 1 else 's'}"


def _problems(contributions: pd.DataFrame, values: pd.DataFrame | None) -> list[Problem]:
    needed: list[tuple[str, pd.DataFrame | None, tuple[str, ...]]] = [
        ("contributions", contributions, ("customer_id", "date", "kind")),
        ("values", values, ("customer_id", "value", "last_year", "weeks")),
    ]
    return [
        Problem(f"the table of {name} has no such column", "map it.", column)
        for name, frame, columns in needed
        if frame is not None
        for column in columns
        if column not in frame
    ]
