"""Do we keep the right ones? Who left, by what they had brought, and where the money to keep went.

A retention rate counts heads. A firm that keeps its small customers and loses the large ones has a
fine rate and no future. So the same leaving is counted twice: in heads, and in the margin they
brought before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.data.transactions import Transactions
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.right.window import bought_between, last_day

HALF = 26  # weeks
FEWEST_DAYS = 6  # about once a month: half a year of silence is no accident then
FEWEST_CUSTOMERS = 50
RANKS = ("the best fifth", "the second fifth", "the third fifth", "the fourth fifth",
         "the last fifth")  # fmt: skip


@dataclass(frozen=True, eq=False)
class RightRetention:
    """Who left, in heads and in margin; see ``right_retention``.

    Attributes
    ----------
    table : DataFrame
        One row a fifth, the best first: ``group, customers, left, share, low, high, before``
        (margin before), ``gone`` (of it, with those who left), ``after`` (margin now),
        ``spent`` (to keep them, where known).
    customers : DataFrame
        One row a customer: ``customer_id, days, before, after, left, fifth, spent``.
    heads, value : (float, float, float)
        Share of customers who left, and of the margin before that left with them, with intervals.
    gap : (float, float, float)
        ``value − heads``: above zero the wrong ones leave.
    first, last : date
        The half-year before, and that of now: its last day.
    level : float
    currency : str
    """

    table: pd.DataFrame
    customers: pd.DataFrame = field(repr=False)
    heads: tuple[float, float, float]
    value: tuple[float, float, float]
    gap: tuple[float, float, float]
    first: dt.date
    last: dt.date
    level: float
    currency: str

    @property
    def sentence(self) -> str:
        """Heads and margin that left, and what that says."""
        best, last = self.table.iloc[0], self.table.iloc[-1]
        return (
            f"{count(len(self.customers))} customers bought on {FEWEST_DAYS} days or more in the "
            f"half-year from {day(self.first)}. {self._share(self.heads)} of them bought nothing "
            f"in the half-year to {day(self.last)}; with them went {self._share(self.value)} of "
            f"the margin of then. {self.verdict} Of the best fifth {percent(best.share)} left "
            f"({interval(best.low, best.high, percent)}), with {self._cash(best.gone)} of margin "
            f"in half a year; of the last fifth {percent(last.share)} "
            f"({interval(last.low, last.high, percent)}), with {self._cash(last.gone)}."
        )

    @property
    def verdict(self) -> str:
        """Whether those who leave are the ones worth less or more."""
        middle, low, high = (100 * x for x in self.gap)
        ends = interval(low, high, lambda x: f"{x:.1f}".replace("-", "−"))
        size = f"{abs(middle):.1f} percentage points"
        if low <= 0 <= high:
            return f"Margin left about as often as heads did ({ends} percentage points)."
        word = "less" if middle < 0 else "more"
        which = "rather the right ones are kept" if middle < 0 else "rather the wrong ones are kept"
        return f"That is {size} {word} than of heads ({ends}): {which}."

    @property
    def spending(self) -> str:
        """Where the money went that was to keep them."""
        if "spent" not in self.table:
            raise one_problem("No spending was given", "give spent= to right_retention.")
        table = self.table
        best, last, mine = table.iloc[0], table.iloc[-1], self.customers
        on_gone = float(mine.loc[mine["left"], "spent"].sum())
        return (
            f"To keep them we spent {self._cash(best.spent / best.customers)} on each of the best "
            f"fifth and {self._cash(last.spent / last.customers)} on each of the last, who had "
            f"brought {self._cash(best.before / best.customers)} and "
            f"{self._cash(last.before / last.customers)} in half a year. "
            f"{self._cash(on_gone)} of {self._cash(mine['spent'].sum())} went to people who left "
            "all the same."
        )

    def summary(self) -> Table:
        """The fifths as a table to read."""
        table = self.table
        frame = pd.DataFrame(
            {
                "Customers, by margin before": table["group"],
                "Customers": table["customers"],
                "Left": [percent(x) for x in table["share"]],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
                "Margin before": table["before"],
                "Gone with leavers": table["gone"],
                "Margin now": table["after"],
            }
        )
        cash = list(frame.columns[4:])
        if "spent" in table:
            frame["Spent on each"] = table["spent"] / table["customers"]
            cash.append("Spent on each")
        note = (
            f"Half a year from {day(self.first)} against the half-year to {day(self.last)}. Who "
            f"bought on {FEWEST_DAYS} days or more before and on none now has left."
        )
        return Table(frame, "Who left, by what they had brought", note,
                     formats=dict.fromkeys(cash, self._cash))  # fmt: skip

    def _share(self, found: tuple[float, float, float]) -> str:
        return f"{percent(found[0], 1)} ({interval(found[1], found[2], percent)})"

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0 if abs(amount) >= 1_000 else None)

    def __repr__(self) -> str:
        return self.sentence


def right_retention(
    transactions: Any,
    spent: pd.DataFrame | None = None,
    *,
    end: dt.date | str | None = None,
    margin_rate: float | None = None,
    fewest_days: int = FEWEST_DAYS,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    currency: str = "",
) -> RightRetention:
    """Who of last year's customers left, counted in heads and in the margin they had brought.

    Parameters
    ----------
    transactions : Transactions or DataFrame
        ``customer_id, date, amount``, and ``margin`` in currency units.
    spent : DataFrame, optional
        ``customer_id, date, cost``: what was spent to keep them, since the half-year of before.
    end : date, optional
        Last day of the half-year of now; by default that of the orders.
    margin_rate : float, optional
        Where the orders carry no margin.
    fewest_days : int
        Purchase days in the half-year before: whoever comes less often may be silent by chance.
    level, resamples, seed
        Intervals: Wilson's for shares of heads, customers drawn again for shares of margin.
    currency : str
        ISO code; by default that of the orders.

    Returns
    -------
    RightRetention

    Raises
    ------
    DataProblem
        If fewer than 50 customers came often enough, or the orders carry no margin.

    Notes
    -----
    The half-year before is the same season a year earlier. Heads: leavers ÷ customers. Margin:
    margin before of leavers ÷ margin before of all. Their difference is resampled by customer, so
    that both share the same draws.
    """
    ends = pd.Timestamp(end).date() if end is not None else last_day(transactions)
    half, year = dt.timedelta(weeks=HALF), dt.timedelta(weeks=2 * HALF)
    day_one = dt.timedelta(days=1)
    first, then_ends = ends - year - half + day_one, ends - year
    now = bought_between(transactions, ends - half + day_one, ends, margin_rate)
    then = bought_between(transactions, first, then_ends, margin_rate)
    often = then[then["days"] >= fewest_days]
    if len(often) < FEWEST_CUSTOMERS:
        raise one_problem(
            f"{count(len(often))} customers bought on {fewest_days} days or more in the half-year "
            f"to {day(then_ends)}",
            f"take a later end, or more customers: {FEWEST_CUSTOMERS} are needed.",
        )
    mine = often.rename(columns={"margin": "before"}).rename_axis("customer_id").reset_index()
    mine["after"] = mine["customer_id"].map(now["margin"]).fillna(0.0)
    mine["left"] = mine["customer_id"].map(now["days"]).fillna(0) == 0
    place = mine["before"].rank(method="first", ascending=False) - 1
    mine["fifth"] = (place * len(RANKS) // len(mine)).astype("int64")
    if spent is not None:
        days = pd.to_datetime(spent["date"])
        since = spent[(days > pd.Timestamp(then_ends)) & (days <= pd.Timestamp(ends))]
        sums = since.groupby("customer_id")["cost"].sum()
        mine["spent"] = mine["customer_id"].map(sums).fillna(0.0)
    left, before = mine["left"].to_numpy(float), mine["before"].to_numpy(float)
    heads, value, gap = _shares(left, before, level, resamples, seed)
    return RightRetention(
        table=_fifths(mine, level), customers=mine, heads=heads, value=value, gap=gap,
        first=first, last=ends, level=level, currency=currency or _currency(transactions),
    )  # fmt: skip


def _currency(transactions: Any) -> str:
    known = isinstance(transactions, Transactions)
    return (transactions.ledger.currency or "") if known else ""


def _fifths(mine: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(RANKS):
        some = mine[mine["fifth"] == place]
        low, high = wilson(int(some["left"].sum()), len(some), level)
        row = {
            "group": name, "customers": len(some), "left": int(some["left"].sum()),
            "share": float(some["left"].mean()), "low": float(low), "high": float(high),
            "before": float(some["before"].sum()),
            "gone": float(some.loc[some["left"], "before"].sum()),
            "after": float(some["after"].sum()),
        }  # fmt: skip
        if "spent" in some:
            row["spent"] = float(some["spent"].sum())
        rows.append(row)
    return pd.DataFrame(rows)


Ends = tuple[float, float, float]


def _shares(
    left: np.ndarray, before: np.ndarray, level: float, resamples: int, seed: int
) -> tuple[Ends, Ends, Ends]:
    """Shares of heads and of margin that left, and how far apart they are."""
    rng = np.random.default_rng(seed)
    found = np.empty((resamples, 2))
    for one in range(resamples):
        drawn = rng.integers(0, len(left), len(left))
        gone, worth = left[drawn], before[drawn]
        found[one] = gone.mean(), (gone * worth).sum() / worth.sum()
    heads, value = float(left.mean()), float((left * before).sum() / before.sum())
    tail = (1 - level) / 2

    def ends(middle: float, draws: np.ndarray) -> Ends:
        low, high = np.quantile(draws, [tail, 1 - tail])
        return middle, float(low), float(high)

    low, high = wilson(left.sum(), len(left), level)
    return (
        (heads, float(low), float(high)),
        ends(value, found[:, 1]),
        ends(value - heads, found[:, 1] - found[:, 0]),
    )
