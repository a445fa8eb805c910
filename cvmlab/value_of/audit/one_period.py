"""First lens: one period. How unlike are the customers, and in what?

The mean customer does not exist: in most bases a few bring most of the sales, and most bring
little. What tells the best from the rest is asked in two parts, since they call for different
measures: do they come more often, or do they spend more each time? (Fader, Hardie & Ross 2022,
"The Customer-Base Audit").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.insight.counted.concentration import TOPS, Concentration, concentration
from cvmlab.stats.share_intervals import wilson
from cvmlab.value_of.audit.customer_periods import CustomerPeriods, Window
from cvmlab.value_of.audit.resampled import ends_of

if TYPE_CHECKING:
    from cvmlab.figures.formats import Formatter
    from cvmlab.figures.tables import Table

_GROUPS = {10: "tenth", 5: "fifth", 4: "quarter", 2: "half"}
_LARGEST_RESAMPLE = 20_000


@dataclass(frozen=True, eq=False)
class OnePeriod:
    """How customers differ in one period.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group of equally many customers, those who spend most first: ``group, customers,
        share`` (of sales), ``orders`` (a customer), ``per_order, per_customer`` (currency units)
        and, where margins are known, ``margin_rate``.
    facts : pandas.DataFrame
        Rows ``mean, median`` (currency units), ``orders`` (mean), ``once`` (share of customers
        with one purchase), ``often`` (part of the differences in spend that is due to how often
        people buy; the rest is spend per purchase); columns ``value, low, high``.
    sales : Concentration
        How concentrated sales are.
    margin : Concentration or None
        The same of margin.
    spend : numpy.ndarray
        Spend of each customer, in currency units.
    period : Window
    parts : str
        What a group is: "tenth", "fifth", "quarter" or "half".
    """

    table: pd.DataFrame
    facts: pd.DataFrame
    sales: Concentration
    margin: Concentration | None
    spend: np.ndarray = field(repr=False)
    period: Window
    parts: str
    one: str
    measure: str
    cash: Formatter
    smallest: int
    level: float

    @property
    def customers(self) -> int:
        """How many bought in the period."""
        return len(self.spend)

    @property
    def sentence(self) -> str:
        """The typical customer and the mean, in plain words."""
        mean, median, once = (self.facts.loc[name] for name in ("mean", "median", "once"))
        verb = "bought" if self.one == "purchase" else "paid"
        text = (
            f"{count(self.customers)} customers {verb} from {self.period.name}. On average they "
            f"spent {self.cash(mean.value)} ({percent(self.level)} interval "
            f"{interval(mean.low, mean.high, self.cash)}), "
            f"{'but' if median.value < mean.value else 'and'} half of them less than "
            f"{self.cash(median.value)}."
        )
        made_one = round(once.value * self.customers)
        if self.smallest <= made_one < self.customers and once.value >= 0.005:
            text += (
                f" {percent(once.value)} ({interval(once.low, once.high, percent)}) "
                f"made a single {self.one}."
            )
        return text

    @property
    def split(self) -> str:
        """Whether the best come more often or spend more each time, in plain words."""
        often = self.facts.loc["often"]
        if np.isnan(often.value):
            return f"All customers made the same number of {self.one}s, or all spent the same."
        first, last = self.table.iloc[0], self.table.iloc[-1]
        return (
            f"The first {self.parts} buy {_times(first.orders, last.orders)} as often as the last "
            f"and spend {_times(first.per_order, last.per_order)} as much each time. Of the "
            f"differences in spend {percent(often.value)} "
            f"({interval(often.low, often.high, percent)}) lie in how often people buy, the rest "
            "in what they spend each time."
        )

    @property
    def _luck(self) -> str:
        if np.isnan(self.facts.loc["often", "value"]):
            return ""
        return (
            " Ranked by the same period they are shown in, the first look better and the last "
            "worse than they are: some were just lucky."
        )

    @property
    def precision(self) -> str:
        """What so many customers can tell, and what not, in plain words."""
        low, high = wilson(self.customers / 2, self.customers, self.level)
        points = number((high - low) * 50, 0 if high - low > 0.02 else 1)
        text = (
            f"With {count(self.customers)} customers a share of one half is known to within "
            f"{points} percentage {'point' if points == '1' else 'points'} either way"
        )
        if self.customers >= 1_000:
            return f"{text}."
        return f"{text}: smaller differences mean nothing here."

    def summary(self) -> Table:
        """The groups as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.table
        share = partial(percent, digits=1 if self.customers >= 1_000 else 0)
        each = f"{self.one.capitalize()}s each"
        per_order = f"Per {self.one}"
        frame = pd.DataFrame(
            {
                self.parts.capitalize(): table["group"],
                "Customers": table["customers"],
                f"Share of {self.measure}": table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, share) for row in table.itertuples()
                ],
                each: table["orders"],
                per_order: table["per_order"],
                "Per customer": table["per_customer"],
            }
        )
        formats: dict[str, Formatter | str] = {
            f"Share of {self.measure}": share,
            each: partial(number, digits=1),
            per_order: self.cash,
            "Per customer": self.cash,
        }
        if "margin_rate" in table:
            frame["Margin"] = table["margin_rate"]
            formats["Margin"] = partial(percent, digits=1)
        return Table(
            frame,
            title=f"Customers by what they spent, {self.period.name}",
            note=f"The first {self.parts} are those who spent most.{self._luck}",
            formats=formats,
        )


def one_period(
    customers: CustomerPeriods,
    *,
    smallest_group: int = 10,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> OnePeriod:
    """How customers differ in the latest period.

    Parameters
    ----------
    customers : CustomerPeriods
        From :func:`~cvmlab.value_of.audit.customer_periods.customer_periods`.
    smallest_group : int
        Groups of fewer customers are not shown: tenths become fifths, quarters or halves.
    level : float
        Confidence level.
    resamples, seed : int
        Bootstrap samples, drawn by customer, and what makes them reproducible.

    Notes
    -----
    With spend = orders × spend per order, the variance of log spend is cov(log orders, log spend)
    + cov(log spend per order, log spend); ``often`` is the first part over the whole. It lies
    outside 0 to 1 where the two work against each other.

    Raises
    ------
    DataProblem
        If nobody spent anything.
    """
    active = customers.active
    spend = active["cents_now"].to_numpy(float) / 100
    orders = active["orders_now"].to_numpy(float)
    margin = active["margin_now"].to_numpy(float) / 100 if "margin_now" in active else None
    settings = {"level": level, "resamples": resamples, "seed": seed}
    n = len(spend)
    tops = [top for top in TOPS if round(top * n) >= smallest_group] or [0.5]
    sales = concentration(spend, tops=tops, **settings)  # type: ignore[arg-type]
    of_margin = None
    if margin is not None and margin.sum() > 0:
        of_margin = concentration(margin, tops=tops, **settings)  # type: ignore[arg-type]
    many = next((k for k in _GROUPS if n // k >= smallest_group), 2)
    order = np.argsort(-spend, kind="stable")
    group = np.empty(n, dtype=int)
    group[order] = np.arange(n) * many // n
    table = _groups(group, many, spend, orders, margin)
    rng = np.random.default_rng(seed)
    size = min(n, _LARGEST_RESAMPLE)
    drawn = np.empty((resamples, 4))
    shares = np.empty((resamples, many))
    for i in range(resamples):
        picked = rng.integers(0, n, size, dtype=np.int32)
        drawn[i] = _facts(spend[picked], orders[picked])
        best_first = np.sort(spend[picked])[::-1]
        parts = np.add.reduceat(best_first, np.arange(many) * size // many)
        shares[i] = parts / max(parts.sum(), 1e-9)
    estimate, scale = _facts(spend, orders), np.sqrt(size / n)
    low, high = estimate + scale * ends_of(drawn - estimate, level)
    bounds = table["share"].to_numpy() + scale * ends_of(shares - table["share"].to_numpy(), level)
    table["low"], table["high"] = np.clip(bounds, 0, 1)
    facts = pd.DataFrame(
        {"value": estimate, "low": low, "high": high}, index=["mean", "median", "orders", "often"]
    )
    once = int((orders == 1).sum())
    facts.loc["once"] = [once / n, *wilson(once, n, level)]
    return OnePeriod(
        table, facts, sales, of_margin, spend, customers.now, _GROUPS[many],
        customers.source.one, customers.source.measure, customers.source.cash,
        smallest_group, level,
    )  # fmt: skip


def _groups(
    group: np.ndarray, many: int, spend: np.ndarray, orders: np.ndarray, margin: np.ndarray | None
) -> pd.DataFrame:
    sizes = np.bincount(group, minlength=many)
    money = np.bincount(group, spend, many)
    bought = np.bincount(group, orders, many)
    table = pd.DataFrame(
        {
            "group": [f"{place}." for place in range(1, many + 1)],
            "customers": sizes,
            "share": money / spend.sum(),
            "orders": bought / sizes,
            "per_order": money / bought,
            "per_customer": money / sizes,
        }
    )
    if margin is not None:
        sums = np.bincount(group, margin, many)
        table["margin_rate"] = np.divide(sums, money, out=np.full(many, np.nan), where=money > 0)
    return table


def _facts(spend: np.ndarray, orders: np.ndarray) -> np.ndarray:
    return np.array([spend.mean(), np.median(spend), orders.mean(), _often(spend, orders)])


def _often(spend: np.ndarray, orders: np.ndarray) -> float:
    paid = spend > 0
    log_spend, log_orders = np.log(spend[paid]), np.log(orders[paid])
    if log_spend.size < 2:
        return float("nan")
    spread = log_spend - log_spend.mean()
    total = spread @ spread
    if total <= 1e-12 or np.ptp(log_orders) == 0:
        return float("nan")
    return float(spread @ log_orders / total)


def _times(first: float, last: float) -> str:
    ratio = first / last if last else np.nan
    return f"{number(ratio, 0 if ratio >= 10 else 1)} times"
