"""Where a file truly begins: customers who are older than the file must not enter a fit.

A file that starts in the middle of a firm's life shows every regular as a "new" customer in its
first weeks. Their true age is unknown, and one such crowd halves the dropout parameter of a
lifetime model. The crowd gives itself away: first appearances stand high at the file's first day
and sink week by week, as old customers who buy seldom turn up one after the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from cvmlab.data.typed import identity
from cvmlab.errors import one_problem
from cvmlab.figures.formats import day

BLOCK_DAYS = 28
# How far above the half year that follows a block of first appearances must stand to be called a
# crowd. Looking no further ahead keeps a slow decline in acquisition from being taken for one.
AHEAD_BLOCKS = 6
CLEAR_EXCESS = 1.15
CLEAR_SIGMAS = 3.0


@dataclass(frozen=True)
class LeftEdge:
    """From which day on a first appearance is taken for a first purchase.

    Parameters
    ----------
    since : date
        Customers who first bought on this day or later started inside the file.
    older : int
        Customers kept out of fits.
    inside : int
        Customers who started inside.
    how : {"known", "detected", "none"}
        Whether `acquired_on` says it, the burn-in was detected, or nothing speaks for one.
    """

    since: dt.date
    older: int
    inside: int
    how: str

    @property
    def sentence(self) -> str:
        """What was done about customers older than the file, for the report."""
        if self.how == "known":
            return (
                f"{self.older:,} of {self.older + self.inside:,} customers were acquired before "
                f"the file begins; they are kept out of the fit, since their history is cut off."
            )
        if self.how == "detected":
            return (
                "The file seems to begin in the middle of the firm's life: many customers appear "
                "in its first weeks who must have bought before. "
                f"The model is fitted to the {self.inside:,} who first appear on {day(self.since)} "
                f"or later; the {self.older:,} before are kept out of the fit."
            )
        return "Nothing speaks for customers older than the file; all enter the fit."


def burn_in_end(first_days: np.ndarray, counts: np.ndarray, end: dt.date) -> dt.date | None:
    """The day on which a crowd of customers older than the file has thinned out.

    Parameters
    ----------
    first_days : array of datetime64[D], shape (n,)
        Days on which somebody appears for the first time.
    counts : array of int, shape (n,)
        How many do.
    end : date
        The last day observed.

    Returns
    -------
    date or None
        None when nothing speaks for such a crowd: first appearances are level, or they stop for
        good, as in an extract of customers acquired in one period (CDNOW's, say).
    """
    start = first_days.min()
    blocks = ((first_days - start).astype(int)) // BLOCK_DAYS
    whole = (np.datetime64(end, "D") - start).astype(int) // BLOCK_DAYS
    if whole < 4:
        return None
    per_block = np.bincount(blocks, weights=counts, minlength=whole)[:whole]
    acquiring = np.flatnonzero(per_block)[-1] + 1  # blocks until acquisition stops for good
    level_from = next(
        (
            b
            for b in range(acquiring)
            if not _is_crowd(per_block[b], _ahead(per_block, b, acquiring))
        ),
        acquiring,
    )
    if level_from == 0:
        return None
    # Where the crowd no longer shows, one newcomer in eight is still an old customer; as long again
    # halves that, and brings the dropout parameter back. Half of the file is kept in any case.
    level_from = max(level_from, min(2 * level_from, acquiring // 2))
    return (start + np.timedelta64(int(level_from) * BLOCK_DAYS, "D")).astype(dt.date)


def _ahead(per_block: np.ndarray, block: int, acquiring: int) -> np.ndarray:
    return per_block[block + 1 : min(block + 1 + AHEAD_BLOCKS, acquiring)]


def _is_crowd(block: float, later: np.ndarray) -> bool:
    """Whether a block stands clearly above what comes after it."""
    if len(later) < 2:
        return False
    level = later.mean()
    noise = np.sqrt(block + level / len(later))
    return bool(block > CLEAR_EXCESS * level and block - level > CLEAR_SIGMAS * noise)


def mark_inside(
    table: ir.Table, end: dt.date, customers: Any = None, *, detect: bool = True
) -> tuple[ir.Table, LeftEdge]:
    """Mark the customers who started inside the file as ``inside``.

    Parameters
    ----------
    table : ibis Table
        One row a customer, with ``first_purchase``.
    end : date
        The last day observed.
    customers : DataFrame or Ibis table, optional
        ``customer_id, acquired_on``: who is older by the firm's own record.
    detect : bool
        Look for a burn-in where there is no such record.
    """
    firsts = table.group_by("first_purchase").agg(customers=table.count())
    found = firsts.order_by("first_purchase").to_pandas()
    if found.empty:
        raise one_problem(f"nobody bought up to {end}", "choose a later end.")
    days = found["first_purchase"].to_numpy(dtype="datetime64[D]")
    counts = found["customers"].to_numpy(dtype="int64")
    start = days[0].astype(dt.date)
    if customers is not None:
        table = _older_by_record(table, customers, start)
        inside = int(table.inside.sum().execute())
        return table, LeftEdge(start, int(counts.sum()) - inside, inside, "known")
    since = burn_in_end(days, counts, end) if detect else None
    inside = int(counts[days >= np.datetime64(since or start, "D")].sum())
    table = table.mutate(inside=table.first_purchase >= ibis.literal(since or start))
    how = "detected" if since else "none"
    return table, LeftEdge(since or start, int(counts.sum()) - inside, inside, how)


def _older_by_record(table: ir.Table, customers: Any, start: dt.date) -> ir.Table:
    known = getattr(customers, "table", customers)
    if isinstance(known, pd.DataFrame):
        known = ibis.memtable(known)
    acquired = known.acquired_on
    days = known.select(
        customer_id=identity(known.customer_id),
        acquired_on=acquired if acquired.type().is_date() else acquired.cast("date"),
    )
    joined = table.left_join(days, "customer_id").drop("customer_id_right")
    older = (joined.acquired_on < ibis.literal(start)).fill_null(False)
    return joined.mutate(inside=~older).drop("acquired_on")
