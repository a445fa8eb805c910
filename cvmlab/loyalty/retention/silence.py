"""When is silence a lapse? Of those who were silent so long, how many came back by themselves.

Three months without a purchase mean nothing from somebody who comes twice a year, and everything
from somebody who came each week. A rule in days for everybody therefore writes to people who were
never gone, and too late to those who are. What a silence means is read from people who were as
silent once before, and it changes with the world: so it is read at more than one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day, interval, number, percent
from cvmlab.insight.lost.churned import PurchaseDays
from cvmlab.loyalty.retention.buying_days import as_day, buying_days, day_number
from cvmlab.stats.ratios import difference_with_interval
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

RHYTHMS = {"now and then": (1, 3), "every month or so": (4, 12), "every other week": (13, None)}
BANDS = (4, 8, 13, 26, 52)  # weeks


@dataclass(frozen=True, eq=False)
class Silence:
    """Who had been silent how long, and what share of them came back.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a day looked at, rhythm and length of silence: ``on, rhythm, low_weeks,
        high_weeks, customers, back``, the ``share`` that came back with its Wilson interval
        ``low, high``, and ``sales_before``, mean sales of the window before the last purchase, in
        currency units.
    people : pandas.DataFrame
        One row a silent customer and day: ``customer_id, on, rhythm, weeks`` of silence,
        ``trips_before, sales_before, back``.
    watch_weeks : int
        How long it was watched whether they came back; also the window before the last purchase
        from which the rhythm is read.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    people: pd.DataFrame = field(repr=False)
    watch_weeks: int
    level: float

    @property
    def days(self) -> list[pd.Timestamp]:
        """The days looked at, in their order."""
        return sorted(self.table["on"].unique())

    def of(self, rhythm: str, weeks: float, on: Any = None) -> pd.Series:
        """The row of a rhythm and a length of silence; by default on the last day looked at."""
        when = self.days[-1] if on is None else pd.Timestamp(on)
        table = self.table
        fits = (table["low_weeks"] <= weeks) & (weeks < table["high_weeks"])
        rows = table[(table["rhythm"] == rhythm) & fits & (table["on"] == when)]
        if rows.empty:
            raise one_problem(
                f'Nobody who comes "{rhythm}" had been silent for {number(weeks, 0)} weeks',
                f"take one of: {', '.join(dict.fromkeys(table['rhythm']))}; weeks from "
                f"{table['low_weeks'].min()} to {table['high_weeks'].max()}.",
            )
        return rows.iloc[0]

    def change(self, rhythm: str, weeks: float) -> tuple[float, float, float]:
        """The share that came back on the last day looked at less that on the first."""
        first, last = (self.of(rhythm, weeks, on) for on in (self.days[0], self.days[-1]))
        return difference_with_interval(
            int(last.back), int(last.customers), int(first.back), int(first.customers), self.level
        )

    @property
    def sentence(self) -> str:
        """The extremes: who mostly comes back, and who does not, after the same silence."""
        last = self.table[self.table["on"] == self.days[-1]]
        weeks = last.groupby("low_weeks")["share"].agg(lambda x: x.max() - x.min()).idxmax()
        band = last[last["low_weeks"] == weeks].sort_values("share")
        least, most = band.iloc[0], band.iloc[-1]
        return (
            f"After {interval(least.low_weeks, least.high_weeks)} weeks of silence "
            f"{self._share(most)} of those who had come {most.rhythm} bought again within "
            f"{self.watch_weeks} weeks, of those who had come {least.rhythm} "
            f"{self._share(least)} (silent on {day(self.days[-1])})."
        )

    def changed(self, rhythm: str, weeks: float) -> str:
        """What the same silence meant on the first day and on the last."""
        first, last = (self.of(rhythm, weeks, on) for on in (self.days[0], self.days[-1]))
        value, low, high = self.change(rhythm, weeks)
        points = interval(100 * low, 100 * high, partial(number, digits=0))
        verdict = (
            "the same silence means something else now"
            if low > 0 or high < 0
            else "no change is sure"
        )
        return (
            f"Of customers who had come {rhythm} and were silent for "
            f"{interval(first.low_weeks, first.high_weeks)} weeks, {self._share(first)} came "
            f"back after {day(first.on)} and {self._share(last)} after {day(last.on)}: "
            f"{number(100 * value, 0)} percentage points ({points}): {verdict}."
        )

    def _share(self, row: Any) -> str:
        return f"{percent(row.share)} ({interval(row.low, row.high, percent)})"

    def summary(self) -> Table:
        """Who came back, by rhythm and length of silence."""
        from cvmlab.figures.tables import Table

        lines = []
        for (on, rhythm), rows in self.table.groupby(["on", "rhythm"], sort=False):
            cells = {
                f"{interval(row.low_weeks, row.high_weeks)} weeks": f"{percent(row.share)} of "
                f"{count(row.customers)}"
                for row in rows.itertuples()
            }
            lines.append({"Silent on": day(on), "Had come": rhythm, **cells})
        return Table(
            pd.DataFrame(lines).fillna("–"),
            title=f"Of customers silent for so long, who bought again within {self.watch_weeks} "
            "weeks",
            note=f"How often somebody had come: purchase days in the {self.watch_weeks} weeks up "
            "to the last purchase.",
        )


def silence(
    transactions: Any,
    on: Sequence[dt.date | str] | dt.date | str | None = None,
    *,
    watch_weeks: int = 26,
    bands: Sequence[int] = BANDS,
    rhythms: dict[str, tuple[int, int | None]] | None = None,
    level: float = 0.95,
) -> Silence:
    """Count who came back by themselves after a silence, by its length and by how they had come.

    Parameters
    ----------
    transactions : PurchaseDays, Transactions, DataFrame or Ibis table
        Purchases, as :func:`cvmlab.loyalty.retention.buying_days.buying_days` takes them.
    on : date or sequence of dates, optional
        The days on which somebody has been silent; by default the last day that leaves
        `watch_weeks` to see who comes back.
    watch_weeks : int
        How long they are watched.
    bands : sequence of int
        Lengths of silence, in weeks: from each to the next.
    rhythms : dict of str to (int, int or None), optional
        Names for purchase days in the `watch_weeks` up to the last purchase, from and to.
    level : float
        Confidence level.

    Returns
    -------
    Silence

    Raises
    ------
    DataProblem
        If a day leaves too few weeks before or after it, or nobody was silent.

    Notes
    -----
    Shares with Wilson's intervals. They hold for customers as silent as these on a day like that;
    people who had been sent an offer are among them.
    """
    days = buying_days(transactions)
    rhythms = RHYTHMS if rhythms is None else rhythms
    edges = list(bands)
    if len(edges) < 2 or edges != sorted(set(edges)) or edges[0] < 0:
        raise ValueError("bands are at least two numbers of weeks, in ascending order")
    wanted = [on] if on is None or isinstance(on, str | dt.date) else list(on)
    latest = days.end - 7 * watch_weeks + 1
    moments = [day_number(one, "on", latest) for one in wanted]
    first = int(days.day.min())
    problems = [
        Problem(
            f"{day(as_day(one))} leaves no {watch_weeks} weeks before it or after it",
            f"take a day from {day(as_day(first + 7 * watch_weeks))} to {day(as_day(latest))}.",
        )
        for one in moments
        if one > latest or one < first + 7 * watch_weeks
    ]
    if problems:
        raise DataProblem(problems)
    people = pd.concat(
        [_silent_on(days, one, watch_weeks, edges, rhythms) for one in moments], ignore_index=True
    )
    if people.empty:
        raise one_problem("Nobody was silent for so long", "take shorter silences.")
    cells = people.groupby(["on", "rhythm", "low_weeks", "high_weeks"], observed=True, sort=True)
    table = cells.agg(
        customers=("back", "size"), back=("back", "sum"), sales_before=("sales_before", "mean")
    ).reset_index()
    table["share"] = table["back"] / table["customers"]
    table["low"], table["high"] = wilson(
        table["back"].to_numpy(), table["customers"].to_numpy(), level
    )
    table["rhythm"] = table["rhythm"].astype(str)
    people["rhythm"] = people["rhythm"].astype(str)
    return Silence(table, people.drop(columns=["low_weeks", "high_weeks"]), watch_weeks, level)


def silent_now(
    transactions: Any,
    *,
    watch_weeks: int = 26,
    bands: Sequence[int] = BANDS,
    rhythms: dict[str, tuple[int, int | None]] | None = None,
) -> pd.DataFrame:
    """Who is silent on the day after the last of the file, with rhythm and what they had bought.

    Returns
    -------
    DataFrame
        ``customer_id, on, rhythm, weeks, trips_before, sales_before``.
    """
    days = buying_days(transactions)
    chosen = RHYTHMS if rhythms is None else rhythms
    people = _silent_on(days, days.end + 1, watch_weeks, list(bands), chosen)
    people["rhythm"] = people["rhythm"].astype(str)
    return people.drop(columns=["low_weeks", "high_weeks", "back"])


def _silent_on(
    days: PurchaseDays,
    moment: int,
    watch_weeks: int,
    edges: list[int],
    rhythms: dict[str, tuple[int, int | None]],
) -> pd.DataFrame:
    """Everybody silent at the beginning of a day, and whether they bought from it on."""
    window = 7 * watch_weeks
    customers = len(days.customers)
    rows = np.flatnonzero(days.day < moment)
    last = np.full(customers, -1)
    last[days.code[rows]] = rows  # in the order of days: the last one stays
    known = np.flatnonzero(last >= 0)
    row = last[known]
    quiet = (moment - days.day[row]) / 7
    some = (quiet >= edges[0]) & (quiet < edges[-1])
    known, row, quiet = known[some], row[some], quiet[some]
    began = np.searchsorted(
        days.code * 10**7 + days.day, known * 10**7 + days.day[row] - window + 1
    )
    trips = row - began + 1
    after = (days.day >= moment) & (days.day < moment + window)
    came = np.bincount(days.code[after], minlength=customers) > 0
    place = np.searchsorted(edges, quiet, side="right") - 1
    frame = pd.DataFrame(
        {
            "customer_id": days.customers[known],
            "on": as_day(moment),
            "rhythm": pd.Categorical(_named(trips, rhythms), list(rhythms), ordered=True),
            "weeks": quiet,
            "trips_before": trips,
            "sales_before": np.round(
                days.paid_between(row, days.day[row] - window + 1, days.day[row]), 2
            ),
            "back": came[known],
            "low_weeks": np.asarray(edges)[place],
            "high_weeks": np.asarray(edges)[place + 1],
        }
    )
    return frame[frame["rhythm"].notna()]


def _named(trips: np.ndarray, rhythms: dict[str, tuple[int, int | None]]) -> np.ndarray:
    names = np.full(len(trips), None, dtype=object)
    for name, (low, high) in rhythms.items():
        names[(trips >= low) & (trips <= (np.inf if high is None else high))] = name
    return names
