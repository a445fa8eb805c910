"""Who keeps a value tier for half a year, who changes it, and who is only known better now.

A list that never changes is a list nobody looks at; one that changes every month is made of noise.
So stability by itself is neither good nor bad. What matters is how many of the moves are customers
who changed, for those deserve another treatment, and how many are the estimate finding its feet.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.figures.formats import count, day
from cvmlab.idic.differentiate.tier_draws import highest
from cvmlab.idic.differentiate.tier_stability_result import HERE, NAMES, TierStability
from cvmlab.idic.differentiate.two_dates import draw_two_dates
from cvmlab.idic.differentiate.value_tiers import TOP, value_tiers
from cvmlab.idic.differentiate.value_tiers_result import BETWEEN, GONE, MOST_VALUABLE, ValueTiers
from cvmlab.idic.identify.person_values import acquired_of_persons, orders_of_persons
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.lifetime.customer_values import current_values, customer_values
from cvmlab.value_of.right.window import last_day

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage
    from cvmlab.value_of.lifetime.customer_values_result import CustomerValues

FEWEST = 30  # customers called anything but gone


def tier_stability(
    source: Any,
    linkage: Linkage | None = None,
    *,
    weeks: int = 26,
    end: str | dt.date | None = None,
    most_valuable: float = TOP,
    draws: int = 200,
    level: float = 0.95,
    seed: int = 0,
) -> TierStability:
    """Draw up tiers by actual value on two days and follow every customer from one to the other.

    Parameters
    ----------
    source : Workspace, Transactions or DataFrame
        Orders, as ``customer_values`` takes them.
    linkage : Linkage, optional
        Tiers of persons instead of cards (with a workspace).
    weeks : int
        How far apart the days are.
    end : date, optional
        The later day; the last of the orders.
    most_valuable : float
        Share of those expected to be here that are called most valuable, on either day.
    draws : int
        Of who customers truly are.
    level : float
        Of the intervals.
    seed : int
        The same seed, the same draws.

    Returns
    -------
    TierStability

    Raises
    ------
    DataProblem
        When arguments are off, or too few customers were here on the earlier day.

    Notes
    -----
    *Kept*: of those called most valuable or in between then, the share with the same name now
    (Wilson's interval). *Truly changed*: the same persons drawn for both days
    (:func:`~cvmlab.idic.differentiate.two_dates.draw_two_dates`) and sorted on each by the same
    rule; of those whose name changed, the share whose true tier did. In the model only leaving, and
    the places others make, changes what a customer is worth: habits that change are not in it.
    """
    _check(weeks, most_valuable, draws)
    earlier, later = _values(source, linkage, weeks, end)
    then, now = (
        value_tiers(one, most_valuable=most_valuable, draws=max(draws, 200), seed=seed)
        for one in (earlier, later)
    )
    return compare_tiers(then, now, later, weeks=weeks, draws=draws, level=level, seed=seed)


def compare_tiers(
    then: ValueTiers,
    now: ValueTiers,
    values: CustomerValues,
    *,
    weeks: int,
    draws: int = 200,
    level: float = 0.95,
    seed: int = 0,
) -> TierStability:
    """Two lists of tiers, and the values of the later day: what changed between them.

    Parameters
    ----------
    then, now : ValueTiers
        By actual value alone.
    values : CustomerValues
        Behind the later list.
    weeks, draws, level, seed
        As in :func:`tier_stability`.
    """
    before = then.table.set_index("customer_id")[["tier", "certainty"]]
    table = now.table[["customer_id", "tier", "certainty"]].merge(
        before, left_on="customer_id", right_index=True, suffixes=("_now", "_then"), how="left"
    )
    old = table["tier_then"].notna().to_numpy()
    ks = int(then.cuts.most_valuable), int(now.cuts.most_valuable)
    here = old & table["tier_then"].isin(HERE).to_numpy()
    if here.sum() < FEWEST:
        raise one_problem(
            f"Only {count(here.sum())} customers were still here on {day(then.end)}, and how many "
            f"keep their tier takes {FEWEST} or more",
            "take days less far apart, or more customers.",
        )
    moved = here & (table["tier_then"] != table["tier_now"]).to_numpy()
    kept = here & ~moved
    changed = np.zeros(len(table))
    truth = np.zeros((draws, len(NAMES), len(NAMES)))
    shares = np.empty((draws, 3))
    rng = np.random.default_rng(seed)
    names_then = table["tier_then"].to_numpy()
    for one, amounts in enumerate(
        draw_two_dates(values.lifetime.valuation, float(weeks), draws, rng)
    ):
        first, last = (_named(x, k) for x, k in zip(amounts, ks, strict=True))
        other = first != last
        changed += other
        shares[one] = (
            1 - other[here].mean(),
            other[moved].mean() if moved.any() else np.nan,
            other[kept].mean() if kept.any() else np.nan,
        )
        for row, name in enumerate(NAMES):
            mine = here & (names_then == name)
            truth[one, row] = [(last[mine] == column).sum() for column in range(len(NAMES))]
    table["chance_changed"] = changed / draws
    counts = pd.crosstab(table.loc[old, "tier_then"], table.loc[old, "tier_now"])
    counts = counts.reindex(index=NAMES, columns=NAMES, fill_value=0)
    low, high = wilson(int(kept.sum()), int(here.sum()), level)
    tail = [(1 - level) / 2, (1 + level) / 2]

    def with_ends(column: int) -> tuple[float, float, float]:
        bottom, top = np.quantile(shares[:, column], tail)
        return float(shares[:, column].mean()), float(bottom), float(top)

    return TierStability(
        table=table.loc[old, ["customer_id", "tier_then", "tier_now", "certainty_then",
                              "certainty_now", "chance_changed"]].reset_index(drop=True),
        counts=counts, kept=(float(kept.sum() / here.sum()), float(low), float(high)),
        kept_truly=with_ends(0), real=with_ends(1), missed=with_ends(2), moved=int(moved.sum()),
        here=int(here.sum()), newcomers=int((~old).sum()), then=then.end, now=now.end, level=level,
    )  # fmt: skip


def _named(amounts: np.ndarray, number: int) -> np.ndarray:
    """Place in NAMES of each customer in one draw; −1 for who had not bought yet."""
    known = ~np.isnan(amounts)
    found = np.full(len(amounts), -1, dtype=np.int8)
    some = np.nan_to_num(amounts)
    found[known] = np.where(some[known] > 0, NAMES.index(BETWEEN), NAMES.index(GONE))
    found[highest(some, number) & known] = NAMES.index(MOST_VALUABLE)
    return found


def _values(
    source: Any, linkage: Linkage | None, weeks: int, end: str | dt.date | None
) -> tuple[CustomerValues, CustomerValues]:
    """What was expected of everybody on the earlier and on the later day."""
    orders = source.transactions if isinstance(source, Workspace) else source
    until = pd.Timestamp(end).date() if end is not None else last_day(orders)
    days = [until - dt.timedelta(weeks=weeks), until]
    if not isinstance(source, Workspace):
        earlier, later = (customer_values(orders, end=one) for one in days)
    elif linkage is None:
        given = [days[0].isoformat(), None if end is None else until.isoformat()]
        earlier, later = (current_values(source, end=one) for one in given)
    else:
        orders, known = orders_of_persons(source, linkage), acquired_of_persons(source, linkage)
        earlier, later = (customer_values(orders, known, end=one) for one in days)
    return earlier, later


def _check(weeks: int, most_valuable: float, draws: int) -> None:
    problems = []
    if weeks < 1:
        problems.append(Problem(f"the days are {weeks} weeks apart", "give 1 or more."))
    if not 0 < most_valuable < 1:
        what = f"most_valuable is {most_valuable}"
        problems.append(Problem(what, "give a share between 0 and 1."))
    if draws < 50:
        problems.append(Problem(f"{count(draws)} draws", "take 50 or more."))
    if problems:
        raise DataProblem(problems, "the stability of tiers")
