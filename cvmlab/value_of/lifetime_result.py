"""What customers will bring, one by one and added up: the result of ``lifetime_value``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.totals import Estimate, Sums
from cvmlab.figures.formats import count, percent
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class LifetimeValue:
    """What each customer, and all together, are expected to bring over a horizon.

    Attributes
    ----------
    name : str
        "expected revenue", or with a margin "customer lifetime value".
    table : DataFrame
        One row a customer: value; ci_low, ci_high (confidence interval of that expectation);
        pi_low, pi_high (prediction interval of what will come); probability_alive;
        expected_purchases (not discounted); expected_spend per purchase; and the segment.
    horizon : float
        In units of time.
    time_unit : str
    annual_discount_rate : float
        Effective per year.
    discount_rate : float
        The same as a continuous rate per unit of time.
    alpha : float
        One minus the level of all intervals.
    messages : tuple of str
        What limits the models or the intervals.
    """

    name: str
    table: pd.DataFrame
    horizon: float
    time_unit: str
    annual_discount_rate: float
    discount_rate: float
    alpha: float
    messages: tuple[str, ...]
    _by: str | None
    _weight: Array
    _worth: Sums
    _at_risk: Sums

    @property
    def span(self) -> str:
        """The horizon in words."""
        unit = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[self.time_unit]
        return f"next {self.horizon:,.6g} {unit}"

    @cached_property
    def total(self) -> Estimate:
        """What all customers together bring: expectation, confidence and prediction interval."""
        return self._worth.total(self._weight, self.alpha, self.name)

    def by_decile(self) -> pd.DataFrame:
        """Tenths of the customers by expected value, the most valuable first.

        Returns
        -------
        DataFrame
            customers, value, ci_low, ci_high, pi_low, pi_high (all of the tenth together),
            value_per_customer, share of the total, mean probability_alive.
        """
        order = np.argsort(-self.table["value"].to_numpy(), kind="stable")
        middle = np.cumsum(self._weight[order]) - 0.5 * self._weight[order]
        decile = np.empty(len(order), dtype=int)
        decile[order] = np.minimum((10 * middle / self._weight.sum()).astype(int), 9)
        levels, code = np.unique(decile, return_inverse=True)
        return self._groups(code, pd.Index(levels + 1, name="decile"))

    def by_segment(self) -> pd.DataFrame:
        """The same per segment, in order of value.

        Raises
        ------
        ValueError
            When ``lifetime_value`` was not given ``by=``.
        """
        if self._by is None:
            raise ValueError("name the column of segments: lifetime_value(..., by=...)")
        segments = self.table[self._by].astype("string").fillna("(none)")
        code, labels = pd.factorize(segments, sort=True)
        groups = self._groups(code, pd.Index(labels, name=self._by))
        return groups.sort_values("value", ascending=False, kind="stable")

    def value_at_risk(self) -> Estimate:
        """How much would come on top if every customer were still active.

        The sum of (1 - P(alive)) x value if alive: what everyone would bring if still active,
        minus what is expected. It says how much has probably been lost already, and is no list of
        targets: most of it belongs to customers who will not come back.
        """
        return self._at_risk.total(self._weight, self.alpha, "value at risk")

    def summary(self) -> Table:
        """The total and the value at risk with their intervals, as a table to read."""
        rows = [self.total, self.value_at_risk()]
        columns = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
        index = pd.Index([row.name.capitalize() for row in rows], name="")
        frame = pd.DataFrame([row.numbers for row in rows], index=index, columns=columns)
        rate = percent(self.annual_discount_rate, 1)
        note = " ".join(
            [
                f"{percent(1 - self.alpha)} intervals; discounted at {rate} a year (effective).",
                *self.messages,
            ]
        )
        title = f"{self.name.capitalize()} of {count(self._weight.sum())} customers"
        return Table(frame, f"{title}, {self.span}", note)

    def _groups(self, code: np.ndarray, labels: pd.Index) -> pd.DataFrame:
        customers = np.bincount(code, self._weight)
        alive = np.bincount(code, self._weight * self.table["probability_alive"].to_numpy())
        groups = self._worth.by_group(code, self._weight, self.alpha).set_index(labels)
        groups.insert(0, "customers", customers.round().astype(np.int64))
        groups["value_per_customer"] = groups["value"] / customers
        groups["share"] = groups["value"] / groups["value"].sum()
        groups["probability_alive"] = alive / customers
        return groups
