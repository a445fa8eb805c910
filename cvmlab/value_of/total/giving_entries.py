"""The seven lines of what customers do for the firm besides buying, and against it.

Each is counted; it stands in euros only where a price is stated, or, for friends to come, where a
lot has shown which of them come because of a reward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.btyd.fitting import Array
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import percent
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.assumptions import OWED_SHARE, SAVED, Assumptions
from cvmlab.value_of.total.entries import Entry, as_table, check, not_given, spread_of
from cvmlab.value_of.total.friends import friend_worth
from cvmlab.value_of.total.spread import Ends, added, exactly, multiplied


@dataclass(frozen=True, eq=False)
class Counted:
    """A kind of contribution, counted: expected, discounted, and how far off that may be.

    Attributes
    ----------
    blank : Entry
        The line without a price.
    mean, outcome : Ends
        A customer's discounted number: confidence interval of the expectation, and where the count
        will lie.
    summed : Ends
        The same of all customers.
    """

    blank: Entry
    mean: Ends
    outcome: Ends
    summed: Ends


def contribution_entries(
    found: Any,
    at: pd.Index,
    assumptions: Assumptions,
    newcomer: Ends | None,
    because: Ends | None,
    offered: pd.Series | None,
    years: Array | None = None,
    purchases: Ends | None = None,
) -> list[Entry]:
    """The seven lines of what customers do for the firm, and against it, over the horizon.

    With the years that each has been a customer so far, and how far off their purchases to come may
    be (so is the time that they stay), an expectation's own error is known too.
    """
    if found is None:
        return [not_given(name) for name in of.CONTRIBUTIONS]
    frame = as_table(found)
    what = "the expected contributions"
    check(frame, ("customer_id", "kind", "expected", "today"), what, ("customer_id", "kind"))
    unknown = sorted(set(frame["kind"].unique()) - set(of.LINE_OF_KIND))
    if unknown:
        remedy = f"name the kinds: {', '.join(of.LINE_OF_KIND)}."
        problem = Problem(f"unknown kinds: {', '.join(map(str, unknown))}", remedy, "kind")
        raise DataProblem([problem], what)
    lines = []
    for kind, name in of.LINE_OF_KIND.items():
        counted = _counted(found, frame[frame["kind"] == kind], kind, name, at, years, purchases)
        if name == of.FRIENDS:
            lines.append(_friends(counted, assumptions, newcomer, because, offered, at))
        else:
            lines.append(_priced(counted, assumptions))
    return lines


def _counted(
    found: Any,
    rows: pd.DataFrame,
    kind: str,
    name: str,
    at: pd.Index,
    years: Array | None,
    purchases: Ends | None,
) -> Counted:
    plain = spread_of(rows, "expected", "low", "high", at)
    today = spread_of(rows, "today", "", "", at).value
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(plain.value > 0, today / plain.value, 0.0)
    outcome = Ends(today, plain.low * worth, plain.high * worth)
    seen = spread_of(rows, "seen", "", "", at).value if "seen" in rows else None
    blank = Entry(name, of.NOT_PRICED, count=plain.value, seen=seen,
                  rests_on="no price is stated: the count stands alone")  # fmt: skip
    totals = getattr(found, "totals", None)
    if totals is None or kind not in totals.index or not today.sum():
        # Nothing is known of the expectation's own error: customers' chance is all there is.
        return Counted(blank, exactly(today), outcome, outcome.apart)
    row = totals.loc[kind]
    summed = exactly(today.sum())._replace(low=np.asarray(row["today_low"]),
                                           high=np.asarray(row["today_high"]))  # fmt: skip
    off = _stretch(found, kind, seen, years, purchases, row)
    mean = Ends(today, today / off, today * off)
    return Counted(blank, mean, outcome, summed)


def _stretch(
    found: Any, kind: str, seen: Array | None, years: Array | None, purchases: Ends | None,
    row: pd.Series,
) -> Array | float:  # fmt: skip
    """By which factor each customer's expectation may be off, either way.

    Rates are learnt from all customers: each expectation errs as the total does, and that of
    somebody whose own deeds say little errs more.
    """
    whole = float(np.sqrt(row["today_high"] / row["today_low"]))
    law = getattr(found, "rates", {}).get(kind)
    if law is None or seen is None or years is None or purchases is None:
        return whole
    slope = law.slope(seen, years)
    error = np.sqrt(np.einsum("ij,jk,ik->i", slope, law.covariance, slope))
    rate = float(ndtri((1 + found.level) / 2)) * error / law.expected(seen, years)
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.log(purchases.high / purchases.low) / 2
    off = np.hypot(rate, np.where(np.isfinite(time), time, 0.0))
    return np.maximum(np.exp(off), whole)


def _priced(counted: Counted, assumptions: Assumptions) -> Entry:
    """A kind at its stated price; without one it stays a count."""
    blank = counted.blank
    price = assumptions.price(blank.name)
    if price is None:
        return blank
    euros = multiplied(counted.mean, price)
    said = assumptions.entries[blank.name].in_words(assumptions.currency)
    return replace(
        blank, basis=of.ASSUMPTION, euros=euros, outcome=multiplied(counted.outcome, price),
        total=multiplied(counted.summed, price), assumed=euros.value,
        rests_on=f"assumed price of one, {said}",
    )  # fmt: skip


def _friends(
    counted: Counted, assumptions: Assumptions, newcomer: Ends | None, because: Ends | None,
    offered: pd.Series | None, at: pd.Index,
) -> Entry:  # fmt: skip
    """Friends to come: priced where the worth of a new customer and the lot are known."""
    if newcomer is None or because is None:
        return counted.blank
    may = np.ones(len(at), dtype=bool)
    if offered is not None:
        may = offered.reindex(at, fill_value=False).to_numpy(dtype=bool)
    arms = {arm: friend_worth(newcomer, because, assumptions, offered=arm) for arm in (True, False)}
    ends = [np.where(may, one, other)
            for one, other in zip(arms[True].ends, arms[False].ends, strict=True)]  # fmt: skip
    worth = Ends(*ends)
    number = counted.mean.value
    euros = multiplied(counted.mean, worth)
    # Every friend's worth errs alike; their number by what the counts are off.
    by_worth = Ends(*(np.asarray((number * end).sum()) for end in worth))
    each = float(by_worth.value / number.sum()) if number.sum() > 0 else 0.0
    by_number = counted.summed.times(each)
    total = added([by_worth, Ends(*(end - by_number.value for end in by_number))])
    assumed = np.where(may, arms[True].assumed, arms[False].assumed)
    said = (
        assumptions.entries[name].in_words(assumptions.currency) for name in (OWED_SHARE, SAVED)
    )
    return replace(
        counted.blank,
        basis=of.ASSUMPTION if assumptions.owed > 0 else of.BY_LOT,
        euros=euros, outcome=multiplied(counted.outcome, worth), total=total,
        assumed=number * assumed,
        rests_on=f"{percent(float(because.value))} of rewarded friends came because of the reward, "
        f"by lot; what of the others is owed to the sender is assumed: {'; '.join(said)}",
    )  # fmt: skip
