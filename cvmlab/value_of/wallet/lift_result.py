"""What a programme given out by lot adds, group by group: the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import interval, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Floats = np.ndarray


@dataclass(frozen=True, eq=False)
class LiftByGroup:
    """What a programme adds, group by group.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group: ``group`` (in words), ``customers``, ``control`` (margin of a customer
        without the programme over `weeks`), ``added`` (by the programme, in currency units),
        ``lift`` (added over control), ``low``, ``high`` of the lift, ``pooled`` (the lift after it
        has leant on the mean of all groups) with its standard error ``pooled_se``, ``cost``.
    edges : array
        Where one group ends and the next begins, in what `by` measures.
    chosen_by, valued_by : array of halvings × groups
        Pooled lifts of the one half and of the other, halving by halving, each half once in
        either part.
    cost : float
        What the programme costs for a customer over `weeks`.
    weeks : int
        How long it was tried.
    by : str
        What the groups were made from.
    overall, overall_low, overall_high : float
        The lift of everybody together.
    sizes : tuple of int
        Customers drawn for the programme, and not.
    level : float
    currency : str
    """

    table: pd.DataFrame
    edges: Floats
    chosen_by: Floats = field(repr=False)
    valued_by: Floats = field(repr=False)
    cost: float
    weeks: int
    by: str
    overall: float
    overall_low: float
    overall_high: float
    sizes: tuple[int, int]
    level: float
    currency: str

    def group_of(self, amounts: pd.Series) -> Floats:
        """The group of each customer, by the same measure as `by`."""
        return np.searchsorted(self.edges, amounts.to_numpy(dtype=float), side="right")

    @property
    def sentence(self) -> str:
        """What the programme adds altogether, beside what it costs."""
        control = float(np.average(self.table["control"], weights=self.table["customers"]))
        cash = partial(money, currency=self.currency)
        said = (
            f"Over {self.weeks} weeks the programme added {percent(self.overall, 1)} "
            f"({percent(self.level)} interval "
            f"{interval(self.overall_low, self.overall_high, partial(percent, digits=1))}) to the "
            f"{cash(control)} of margin that a customer brings without it, so "
            f"{cash(self.overall * control)}; it costs {cash(self.cost)} a customer."
        )
        if self.overall_low <= 0:
            said += " That it adds nothing cannot be ruled out."
        return said

    def summary(self) -> Table:
        """The groups as a table to read."""
        from cvmlab.figures.tables import Table

        rows, cash = self.table, partial(money, currency=self.currency, digits=2)
        frame = pd.DataFrame(
            {
                "Before the lot": rows["group"],
                "Customers": rows["customers"],
                "Margin without": rows["control"],
                "Added": rows["added"],
                "Lift": rows["lift"],
                f"{percent(self.level)} interval": [
                    interval(r.low, r.high, partial(percent, digits=1)) for r in rows.itertuples()
                ],
                "Leant on all": rows["pooled"],
                "Cost": rows["cost"],
            }
        )
        share = partial(percent, digits=1)
        formats = {"Margin without": cash, "Added": cash, "Cost": cash}
        return Table(
            frame, title=f"What the programme adds over {self.weeks} weeks", note=self.sentence,
            formats={**formats, "Lift": share, "Leant on all": share},
        )  # fmt: skip
