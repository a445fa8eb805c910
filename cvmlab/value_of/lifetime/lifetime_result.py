"""What customers will bring, one by one and added up: the result of ``lifetime_value``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.totals import Estimate
from cvmlab.figures.formats import count, percent
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.discounting import DiscountRate
from cvmlab.value_of.lifetime.valuation import Valuation

if TYPE_CHECKING:
    from cvmlab.value_of.lifetime.holdout_result import HoldoutCheck
    from cvmlab.value_of.lifetime.ranking_result import Ranking

SMALL = 30  # customers under which a group's figures say more about chance than about the group
NOT_CHECKED = (
    "Not held against what happened: give holdout=cvm.customer_base(orders, end=..., "
    "holdout_end=...)."
)


@dataclass(frozen=True, eq=False, repr=False)
class LifetimeValue:
    """What each customer, and all together, are expected to bring over a horizon.

    Attributes
    ----------
    name : str
        "expected revenue", or with a margin "customer lifetime value".
    horizon : float
        In units of time; infinite where there is no end.
    span : str
        The same in words.
    time_unit : str
        D, W, M, Q or Y.
    discount : DiscountRate
    alpha : float
        One minus the level of all intervals.
    messages : tuple of str
        What limits the models or the intervals.
    holdout : HoldoutCheck or None
        How a forecast made earlier in the same way came out.
    """

    name: str
    horizon: float
    span: str
    time_unit: str
    discount: DiscountRate
    alpha: float
    messages: tuple[str, ...]
    holdout: HoldoutCheck | None
    valuation: Valuation
    segments: pd.DataFrame

    @property
    def annual_discount_rate(self) -> float:
        """The discount rate, effective per year."""
        return self.discount.annual

    @property
    def discount_rate(self) -> float:
        """The same as a continuous rate per unit of time."""
        return self.discount.continuous(self.time_unit)

    @cached_property
    def values(self) -> pd.Series:
        """What each customer is expected to bring, without the intervals of ``table``."""
        worth = self.valuation
        return pd.Series(worth.value, index=worth.patterns.index, name="value")

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every customer with both intervals; computed when first looked at.

        One row a customer: value; ci_low, ci_high (confidence interval of that expectation);
        pi_low, pi_high (prediction interval of what will come); probability_alive;
        expected_purchases (not discounted; NaN where there is no end); discounted_purchases;
        expected_spend per purchase; and the segment. Value is margin x discounted_purchases x
        expected_spend.
        """
        worth = self.valuation
        row, plain = worth.row, worth.plain
        low, high = worth.confidence
        fewest, most = worth.prediction
        table = pd.DataFrame(
            {
                "value": worth.value, "ci_low": low, "ci_high": high,
                "pi_low": fewest, "pi_high": most,
                "probability_alive": worth.ahead.alive[row],
                "expected_purchases": np.nan if plain is None else plain.expected[row],
                "discounted_purchases": worth.ahead.expected[row],
                "expected_spend": worth.money.mean,
            },
            index=worth.patterns.index,
        )  # fmt: skip
        for name in self.segments.columns:
            table[name] = self.segments[name].to_numpy()
        return table

    @cached_property
    def total(self) -> Estimate:
        """What all customers together bring: expectation, confidence and prediction interval."""
        worth = self.valuation
        return worth.sums.total(worth.weight, self.alpha, self.name)

    def by_decile(self) -> pd.DataFrame:
        """Tenths of the customers by expected value, the most valuable first.

        Returns
        -------
        DataFrame
            customers, value, ci_low, ci_high, pi_low, pi_high (all of the tenth together),
            value_per_customer, share of the total, mean probability_alive.
        """
        code, labels = deciles(self.valuation.value, self.valuation.weight)
        return self._groups(code, labels, self.alpha)

    def by_segment(self, *, together: bool = False) -> pd.DataFrame:
        """The same per segment, in order of value, with ``small`` marking groups under 30.

        Each customer's expectation is drawn towards that of all by the models, so a small group is
        not extreme for want of data. Outcomes still are: of many groups the best and the worst
        look so by chance alone, and single intervals say nothing about an order.

        Parameters
        ----------
        together : bool
            Widen the intervals so that all groups lie in theirs at once with the level asked for
            (Sidak 1967, "Rectangular Confidence Regions for the Means of Multivariate Normal
            Distributions", JASA 62(318)); single ones hold one by one.

        Raises
        ------
        ValueError
            When ``lifetime_value`` was not given ``by=``.
        """
        names = list(self.segments.columns)
        if not names:
            raise ValueError("name the column of segments: lifetime_value(..., by=...)")
        said = [self.segments[name].astype("string").fillna("(none)") for name in names]
        if len(names) == 1:
            code, labels = pd.factorize(said[0], sort=True)
            index = pd.Index(labels, name=names[0])
        else:
            code, labels = pd.factorize(pd.MultiIndex.from_arrays(said, names=names), sort=True)
            index = pd.MultiIndex.from_tuples(labels, names=names)
        alpha = -np.expm1(np.log1p(-self.alpha) / len(index)) if together else self.alpha
        groups = self._groups(code, index, float(alpha))
        groups["small"] = groups["customers"] < SMALL
        return groups.sort_values("value", ascending=False, kind="stable")

    def value_at_risk(self) -> Estimate:
        """How much would come on top if every customer were still active.

        The sum of (1 - P(alive)) x value if alive: what everyone would bring if still active,
        minus what is expected. It says how much has probably been lost already, and is no list of
        targets: most of it belongs to customers who will not come back.
        """
        worth = self.valuation
        return worth.sums_at_risk.total(worth.weight, self.alpha, "value at risk")

    def ranking(
        self,
        top: int | None = None,
        *,
        share: float | None = None,
        draws: int = 400,
        seed: int = 0,
    ) -> Ranking:
        """Who will bring most, and how sure that order is: see ``rank_customers``.

        Parameters
        ----------
        top : int, optional
            How many customers are chosen.
        share : float, optional
            Which share of them instead; a tenth by default.
        draws : int
            Futures drawn.
        seed : int
            The same seed, the same futures.
        """
        from cvmlab.value_of.lifetime.ranking import rank_customers

        return rank_customers(self, top, share=share, draws=draws, seed=seed)

    def __repr__(self) -> str:
        return str(self.summary())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.summary()._repr_mimebundle_()

    def summary(self) -> Table:
        """The total and the value at risk with their intervals, as a table to read."""
        rows = [self.total, self.value_at_risk()]
        columns = ["expected", "ci_low", "ci_high", "pi_low", "pi_high"]
        index = pd.Index([row.name.capitalize() for row in rows], name="")
        frame = pd.DataFrame([row.numbers for row in rows], index=index, columns=columns)
        note = " ".join(
            [
                f"{percent(1 - self.alpha)} intervals; discounted at {self.discount}.",
                NOT_CHECKED if self.holdout is None else self.holdout.sentence,
                *self.messages,
            ]
        )
        title = f"{self.name.capitalize()} of {count(self.valuation.weight.sum())} customers"
        return Table(frame, f"{title}, {self.span}", note)

    def _groups(self, code: np.ndarray, labels: pd.Index, alpha: float) -> pd.DataFrame:
        worth = self.valuation
        weight, size = worth.weight, len(labels)
        customers = np.bincount(code, weight, size)
        alive = np.bincount(code, weight * worth.ahead.alive[worth.row], size)
        groups = worth.sums.by_group(code, weight, alpha).set_index(labels)
        groups.insert(0, "customers", customers.round().astype(np.int64))
        groups["value_per_customer"] = groups["value"] / customers
        groups["share"] = groups["value"] / groups["value"].sum()
        groups["probability_alive"] = alive / customers
        return groups


def deciles(value: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, pd.Index]:
    """The tenth of the customers each one belongs to, the largest first, and the tenths there are.

    Examples
    --------
    >>> code, labels = deciles(np.array([1.0, 9.0]), np.ones(2))
    >>> labels[code].tolist()
    [8, 3]
    """
    order = np.argsort(-value, kind="stable")
    middle = np.cumsum(weight[order]) - 0.5 * weight[order]
    decile = np.empty(len(order), dtype=int)
    decile[order] = np.minimum((10 * middle / weight.sum()).astype(int), 9)
    levels, code = np.unique(decile, return_inverse=True)
    return code, pd.Index(levels + 1, name="decile")
