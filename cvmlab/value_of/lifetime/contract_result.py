"""What customers by contract will bring, one by one and added up: ``contract_value``'s result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.totals import Estimate, Sums
from cvmlab.figures.formats import count, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.discounting import DiscountRate


@dataclass(frozen=True, eq=False)
class ContractValue:
    """What each customer by contract, and all together, will still bring.

    Attributes
    ----------
    name : str
        "expected revenue", or with a margin "customer lifetime value".
    table : DataFrame
        One row a customer (or relationship): value; ci_low, ci_high (confidence interval of that
        expectation); pi_low, pi_high (prediction interval of what will come); active;
        renewals_taken; probability_renewal (of the next one); discounted_payments; price; and the
        segment. Value is margin x price x discounted_payments; zero for those who were lost.
    horizon : int or None
        How many renewals ahead; None without end.
    period : str or int
        Between renewals: "W", "M", "Q", "Y" or a number of days.
    discount : DiscountRate
    discount_per_period : float
        The same as an effective rate per period.
    alpha : float
        One minus the level of all intervals.
    constant_retention_total : float
        What the total would be if everybody stayed with the one retention rate seen on average.
    messages : tuple of str
        What limits the model.
    """

    name: str
    table: pd.DataFrame
    horizon: int | None
    period: str | int
    discount: DiscountRate
    discount_per_period: float
    alpha: float
    constant_retention_total: float
    messages: tuple[str, ...]
    _by: str | None
    _weight: Array
    _worth: Sums

    @property
    def span(self) -> str:
        """The horizon in words."""
        if self.horizon is None:
            return "all renewals to come"
        return "the next renewal" if self.horizon == 1 else f"the next {self.horizon:,} renewals"

    @cached_property
    def total(self) -> Estimate:
        """What all customers together bring: expectation, confidence and prediction interval."""
        return self._worth.total(self._weight, self.alpha, self.name)

    def by_segment(self) -> pd.DataFrame:
        """The same per segment, in order of value.

        Returns
        -------
        DataFrame
            customers (still there), value, ci_low, ci_high, pi_low, pi_high (of all of them
            together), value_per_customer, share of the total.

        Raises
        ------
        ValueError
            When ``contract_value`` was not given ``by=``.
        """
        if self._by is None:
            raise ValueError("name the column of segments: contract_value(..., by=...)")
        segments = self.table[self._by].astype("string").fillna("(none)")
        groups = self._groups(segments.to_numpy(), self._by)
        return groups.sort_values("value", ascending=False, kind="stable")

    def by_renewals(self) -> pd.DataFrame:
        """The same by how many renewals the customers who are still there have taken."""
        return self._groups(self.table["renewals_taken"].to_numpy(), "renewals_taken")

    def summary(self) -> Table:
        """The total with its intervals, and what one retention rate would make of it."""
        steady = (self.constant_retention_total, *[np.nan] * 4)
        columns = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
        names = [self.name.capitalize(), "With one retention rate for everybody"]
        index = pd.Index(names, name="")
        frame = pd.DataFrame([self.total.numbers, steady], index=index, columns=columns)
        note = " ".join(
            [
                f"{percent(1 - self.alpha)} intervals; discounted at {self.discount}, that is "
                f"{percent(self.discount_per_period, 2)} a period; the payment now running is not "
                "in it.",
                *self.messages,
            ]
        )
        active = self._weight[self.table["active"].to_numpy()].sum()
        return Table(frame, f"{names[0]} of {count(active)} customers, {self.span}", note)

    def _groups(self, keys: np.ndarray, name: str) -> pd.DataFrame:
        there = self.table["active"].to_numpy()
        code, labels = pd.factorize(keys[there], sort=True)
        weight, worth = self._weight[there], self._worth
        assert worth.variance is not None
        sums = Sums(worth.value[there], worth.slope[there], worth.covariance, worth.variance[there])
        groups = sums.by_group(code, weight, self.alpha).set_index(pd.Index(labels, name=name))
        customers = np.bincount(code, weight, len(labels))
        groups.insert(0, "customers", customers.round().astype(np.int64))
        groups["value_per_customer"] = groups["value"] / customers
        groups["share"] = groups["value"] / groups["value"].sum()
        return groups
