"""One row a customer: what they bought in the latest period, in the one before, and earlier.

Both periods are equally long and end on the same day of the year where the data allow it, so that
a season is compared with the same season.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import ibis
import numpy as np
import pandas as pd

from cvmlab.data.left_edge import LeftEdge, mark_inside
from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day
from cvmlab.value_of.audit.audit_source import AuditSource

LENGTHS = (12, 6, 3, 1)  # months
_SLACK = 7  # days a file may lack at its beginning: shops are closed at New Year
FEWEST = 20  # customers below which nothing is said of a base


@dataclass(frozen=True)
class Window:
    """A period: its first and last day.

    Examples
    --------
    >>> Window(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).name
    '1 Jan 2024 to 31 Dec 2024'
    """

    start: dt.date
    end: dt.date

    @property
    def name(self) -> str:
        """From when to when."""
        return f"{day(self.start)} to {day(self.end)}"


@dataclass(frozen=True, eq=False)
class CustomerPeriods:
    """Every customer in two periods.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id, first_purchase, last_purchase, inside`` (begun inside the file), ``earlier``
        (bought before the first period), ``orders_before, orders_now`` (days on which they bought,
        or payments), ``cents_before, cents_now`` and, where margins are known,
        ``margin_before, margin_now`` in cents.
    now, before : Window
        The latest period, and the one before; ``before`` is None where the data do not reach back.
    months : int
        How long each is.
    edge : LeftEdge
        Who is older than the file, and how that is known.
    occasions : pandas.DataFrame
        ``customer_id, date, cents``.
    source : AuditSource
        What it comes from.
    """

    table: pd.DataFrame
    now: Window
    before: Window | None
    months: int
    edge: LeftEdge
    source: AuditSource
    occasions: pd.DataFrame = field(repr=False)

    @property
    def length(self) -> str:
        """How long a period is, in words."""
        return "year" if self.months == 12 else f"{self.months} months" if self.months > 1 else (
            "month"
        )  # fmt: skip

    @property
    def reaches_back(self) -> bool:
        """Whether the file holds anything before the first of the two periods."""
        first = self.occasions["date"].min().date()
        return self.before is not None and first < self.before.start

    @property
    def active(self) -> pd.DataFrame:
        """Those who bought in the latest period."""
        return self.table[self.table["orders_now"] > 0]

    @property
    def sentence(self) -> str:
        """The two periods, and who is older than the file, in plain words."""
        text = f"The latest period is {self.now.name}"
        if self.before is None:
            text += "; the file does not reach back to a whole one before."
        else:
            text += f", compared with {self.before.name}."
            if self.months < 12:
                text += " They lie in different seasons: part of any difference is the season."
        edge, all_ = self.edge, self.edge.older + self.edge.inside
        if edge.how == "known" and edge.older:
            text += (
                f" {count(edge.older)} of {count(all_)} customers are older than the file; what "
                "they bought before it is not known, and they are no cohort here."
            )
        elif edge.how == "detected":
            text += (
                f" Many customers appear in the file's first weeks who must have bought before: "
                f"cohorts are made of the {count(edge.inside)} who first appear on "
                f"{day(edge.since)} or later."
            )
        return text


def customer_periods(source: AuditSource, *, months: int | None = None) -> CustomerPeriods:
    """Sum up every customer in the latest period and the one before.

    Parameters
    ----------
    source : AuditSource
        What :func:`~cvmlab.value_of.audit.audit_source.open_customer_base` returned.
    months : int, optional
        How long a period is; by default a year, or the longest of 6, 3 and 1 months of which the
        data hold two.

    Raises
    ------
    DataProblem
        If fewer than 20 customers bought in the latest period, or there is no whole one.
    """
    occasions = source.occasions.order_by("customer_id", "date").to_pandas()
    occasions["date"] = pd.to_datetime(occasions["date"]).astype("datetime64[s]")
    occasions = occasions[occasions["date"] <= pd.Timestamp(source.end)]
    first = occasions["date"].min().date()
    chosen, now, before = _windows(first, source.end, months)
    named = occasions.assign(
        n=1, orders_now=_within(occasions, now), orders_before=_within(occasions, before)
    )
    for name in ("now", "before"):
        named[f"cents_{name}"] = named["cents"] * named[f"orders_{name}"]
    table = named.groupby("customer_id", sort=True).agg(
        first_purchase=("date", "min"),
        last_purchase=("date", "max"),
        orders_before=("orders_before", "sum"),
        orders_now=("orders_now", "sum"),
        cents_before=("cents_before", "sum"),
        cents_now=("cents_now", "sum"),
    )
    table["earlier"] = table["first_purchase"] < pd.Timestamp((before or now).start)
    table, edge = _with_edge(table.reset_index(), source)
    if source.margins is not None:
        table = _with_margins(table, source.margins, now, before)
    if source.segments is not None:
        table = table.merge(source.segments, on="customer_id", how="left")
    active = int((table["orders_now"] > 0).sum())
    if active < FEWEST:
        raise one_problem(
            f"only {count(active)} customers bought from {now.name}",
            f"an audit of fewer than {FEWEST} customers is a list: read it as one.",
        )
    return CustomerPeriods(table, now, before, chosen, edge, source, occasions)


def _windows(first: dt.date, end: dt.date, months: int | None) -> tuple[int, Window, Window | None]:
    def start(back: int) -> dt.date:
        return (pd.Timestamp(end) + pd.Timedelta(days=1) - pd.DateOffset(months=back)).date()

    reach = first - dt.timedelta(days=_SLACK)
    lengths = LENGTHS if months is None else (months,)
    for length in lengths:
        if start(2 * length) >= reach:
            border = start(length)
            before = Window(start(2 * length), border - dt.timedelta(days=1))
            return length, Window(border, end), before
    # No two whole periods: one, as long as there is.
    for length in lengths:
        if start(length) >= reach:
            return length, Window(start(length), end), None
    raise one_problem(
        f"the data reach from {day(first)} to {day(end)}, less than one period of "
        f"{lengths[-1]} {'month' if lengths[-1] == 1 else 'months'}",
        "choose a shorter period with months, or take a longer export.",
    )


def _within(occasions: pd.DataFrame, window: Window | None) -> np.ndarray:
    if window is None:
        return np.zeros(len(occasions), dtype="int64")
    dates = occasions["date"]
    inside = (dates >= pd.Timestamp(window.start)) & (dates <= pd.Timestamp(window.end))
    return inside.to_numpy("int64")


def _with_edge(table: pd.DataFrame, source: AuditSource) -> tuple[pd.DataFrame, LeftEdge]:
    firsts = table[["customer_id", "first_purchase"]].assign(
        first_purchase=table["first_purchase"].dt.date
    )
    # Contracts say when they began: a crowd on the first day is a first cohort, and no burn-in.
    marked, edge = mark_inside(
        ibis.memtable(firsts), source.end, source.acquired, detect=source.kind == "orders"
    )
    inside = marked.select("customer_id", "inside").to_pandas()
    return table.merge(inside, on="customer_id", how="left"), edge


def _with_margins(
    table: pd.DataFrame, margins: pd.DataFrame, now: Window, before: Window | None
) -> pd.DataFrame:
    margins = margins.assign(date=pd.to_datetime(margins["date"]))
    for name, window in (("now", now), ("before", before)):
        part = margins[_within(margins, window) == 1]
        sums = part.groupby("customer_id")["margin_cents"].sum()
        table[f"margin_{name}"] = table["customer_id"].map(sums).fillna(0).astype("int64")
    return table
