"""The change of sales, group by group: plans, channels, regions.

Look at enough groups and one has lost a great deal, by chance. So the intervals are wider the more
groups there are: all of them together hold with the level that is asked for (Bonferroni).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.value_of.audit.customer_periods import CustomerPeriods

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class SegmentChange:
    """Sales of groups of customers in two periods.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group, the largest first: customers who bought ``customers_before,
        customers_now``; sales ``before, now`` in currency units; ``change`` as a share of before,
        with its interval ``low, high`` and the ``verdict``.
    hidden : int
        Groups with too few customers to be shown.
    """

    table: pd.DataFrame
    hidden: int
    smallest: int
    measure: str
    cash: Formatter
    level: float

    @property
    def sentence(self) -> str:
        """Which groups surely changed otherwise than not at all, in plain words."""
        sure = self.table[self.table["verdict"] != "no sure change"]
        if sure.empty:
            return f"In none of {count(len(self.table))} groups have {self.measure} surely changed."
        said = ", ".join(
            f"{name} ({percent(row.change, 1)}; {interval(row.low, row.high, percent)})"
            for name, row in zip(sure.index, sure.itertuples(), strict=True)
        )
        return (
            f"In {count(len(sure))} of {count(len(self.table))} groups {self.measure} surely "
            f"changed: {said}."
        )

    def summary(self, name: str = "Group") -> Table:
        """The groups as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                name: list(table.index),
                "Customers before": table["customers_before"].to_numpy(),
                "Now": table["customers_now"].to_numpy(),
                f"{self.measure.capitalize()} before": table["before"].to_numpy(),
                f"{self.measure.capitalize()} now": table["now"].to_numpy(),
                "Change": table["change"].to_numpy(),
                f"{percent(self.level)} for all": [
                    interval(row.low, row.high, percent) for row in table.itertuples()
                ],
            }
        )
        note = f"The intervals allow for {count(len(table))} groups being looked at together."
        if self.hidden:
            note += f" Groups not shown, with under {self.smallest} customers: {self.hidden}."
        return Table(
            frame,
            note=note,
            formats={
                f"{self.measure.capitalize()} before": self.cash,
                f"{self.measure.capitalize()} now": self.cash,
                "Change": partial(percent, digits=1),
            },
        )


def change_by_segment(
    customers: CustomerPeriods, *, smallest_group: int = 10, level: float = 0.95
) -> SegmentChange:
    """How the sales of each group of customers changed from one period to the next.

    Parameters
    ----------
    customers : CustomerPeriods
        With a ``segment``, as read with ``by``.
    smallest_group : int
        Groups of fewer customers, before or now, are not shown.
    level : float
        Confidence level of all groups together.

    Notes
    -----
    The interval of a ratio of two sums over the same customers, by its linear part (Cochran 1977,
    "Sampling Techniques"), on the log scale, with Student's t.

    Raises
    ------
    DataProblem
        If there are no groups, no second period, or every group is too small.
    """
    table = customers.table
    if "segment" not in table or customers.before is None:
        raise one_problem(
            "there are no groups to compare over two periods",
            "name a column to compare customers by, and take data that hold two periods.",
        )
    rows, hidden = [], 0
    groups = list(table.groupby(table["segment"].fillna("(not given)"), sort=True))
    tail = (1 - level) / 2 / max(1, len(groups))
    for name, part in groups:
        bought = part[(part["orders_before"] > 0) | (part["orders_now"] > 0)]
        then, now = (bought["orders_before"] > 0).sum(), (bought["orders_now"] > 0).sum()
        money = bought[["cents_before", "cents_now"]].to_numpy(float) / 100
        if min(then, now) < smallest_group or money.sum(axis=0).min() <= 0:
            hidden += 1
            continue
        before, after = money.sum(axis=0)
        change = after / before - 1
        # The ratio of two sums by its linear part, one number a customer; on the log scale, since
        # a few large customers make a ratio lean to one side.
        rest = money[:, 1] / after - money[:, 0] / before
        error = np.sqrt(len(rest)) * rest.std(ddof=1)
        wide = np.exp(_quantile(tail, len(rest) - 1) * error)
        low, high = (1 + change) / wide - 1, (1 + change) * wide - 1
        verdict = "rose" if low > 0 else "fell" if high < 0 else "no sure change"
        rows.append((name, int(then), int(now), before, after, change, low, high, verdict))
    if not rows:
        raise one_problem(
            f"every group has fewer than {smallest_group} customers", "choose larger groups."
        )
    columns = ["segment", "customers_before", "customers_now", "before", "now", "change", "low",
               "high", "verdict"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns).set_index("segment")
    found = found.sort_values("before", ascending=False, kind="stable")
    source = customers.source
    return SegmentChange(found, hidden, smallest_group, source.measure, source.cash, level)


def _quantile(tail: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return -float(stdtrit(freedom, tail))
