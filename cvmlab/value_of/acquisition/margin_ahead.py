"""How the margin to come is spread over time: what a lever does depends on when money comes.

Money that comes late hangs on customers staying and on the price of waiting; money of next month
hardly. So every lever asks the same of the model: how much of today's value comes when.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.patterns import Patterns
from cvmlab.value_of.acquisition.valued import Valued
from cvmlab.value_of.lifetime.discounting import days

WEEKS = days("Y") / 7  # in a year


@dataclass(frozen=True, eq=False)
class MarginAhead:
    """When today's and new customers bring their margin, by the fitted model.

    Attributes
    ----------
    fit : LatentAttritionResults
        In weeks.
    patterns, per_pattern :
        Customers of today, and what a purchase of all customers of a pattern together brings.
    weeks : float
        How far is looked ahead for each customer.
    annual_rate : float
        Discount rate, effective per year.
    horizon : str
        The same in words.
    """

    fit: LatentAttritionResults = field(repr=False)
    patterns: Patterns = field(repr=False)
    per_pattern: Array = field(repr=False)
    weeks: float
    annual_rate: float
    horizon: str

    @classmethod
    def of(cls, values: Valued) -> MarginAhead:
        """From what customers are worth, valued one by one."""
        worth = values.lifetime.valuation
        each = worth.per_purchase * worth.weight
        return cls(
            fit=values.fit,
            patterns=worth.patterns,
            per_pattern=np.bincount(worth.row, each, minlength=len(worth.patterns)).astype(float),
            weeks=values.lifetime.horizon,
            annual_rate=values.annual_discount_rate,
            horizon=values.horizon.removeprefix("next "),
        )

    def _rate(self, stay: float, annual: float) -> float:
        """Continuous, per week: more who stay are like money that waits more cheaply."""
        return float(np.log1p(annual) - np.log1p(stay)) / WEEKS

    def within(self, weeks: float, rate: float = 0.0) -> tuple[float, Array]:
        """What today's customers bring within so many weeks, and the gradient of its logarithm.

        Parameters
        ----------
        weeks : float
        rate : float
            Continuous discount rate per week.
        """
        if (weeks, rate) not in self._known:
            ahead = self.fit.forecast(self.patterns, weeks, rate)
            each = ahead.expected * self.per_pattern
            total = float(each.sum())
            self._known[weeks, rate] = total, each @ ahead.slope / total
        return self._known[weeks, rate]

    @cached_property
    def _known(self) -> dict[tuple[float, float], tuple[float, Array]]:
        return {}  # the same few questions are asked again for every lever

    def _new(self, rate: float) -> tuple[float, Array]:
        """Purchases of a customer just won, the first included; and the gradient of its log."""
        ages, bought, slopes = self.purchases
        part = np.exp(-rate * ages)
        total = float(part @ bought)
        return total, part @ slopes / total

    @cached_property
    def base(self) -> tuple[float, Array]:
        """What all customers of today bring over the horizon, in today's terms, and its slope."""
        return self.within(self.weeks, self._rate(0.0, self.annual_rate))

    def chances(self, draws: int, rng: np.random.Generator) -> Array:
        """Plausible deviations of the model's parameters from their estimates."""
        values, vectors = np.linalg.eigh(self.fit.slope_cov)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        return rng.standard_normal((draws, len(root))) @ root.T

    def today(
        self, stay: float, annual: float, *, weeks: float | None = None, theta: Array | None = None
    ) -> Array:
        """Value of today's customers with levers moved, as a multiple of today's value.

        Parameters
        ----------
        stay : float
            Of those who stay a year so many more do: 0.01 for one percent.
        annual : float
            Discount rate, effective per year.
        weeks : float, optional
            Only what comes within so many.
        theta : array of shape (draws, parameters), optional
            Deviations of the parameters, see ``chances``: one multiple for each.
        """
        length = self.weeks if weeks is None else min(weeks, self.weeks)
        moved, slope = self.within(length, self._rate(stay, annual))
        return _multiples(moved / self.base[0], slope - self.base[1], theta)

    @cached_property
    def purchases(self) -> tuple[Array, Array, Array]:
        """Age in weeks, purchases around it of a customer just won (the first at 0), slopes."""
        ages = np.append(np.arange(0.0, self.weeks, 1.0), self.weeks)
        ahead = self.fit.newcomers(ages)
        sums = ahead.expected[:, None] * np.nan_to_num(ahead.slope)  # of the cumulated purchases
        slopes = np.vstack([np.zeros(sums.shape[1]), np.diff(sums, axis=0)])
        steps = np.append(1.0, np.diff(ahead.expected))
        return np.append(0.0, (ages[1:] + ages[:-1]) / 2), steps, slopes

    def new(self, stay: float, annual: float, *, theta: Array | None = None) -> Array:
        """Value of a new customer with levers moved, as a multiple of today's value."""
        moved, slope = self._new(self._rate(stay, annual))
        plain, at_rest = self._new(self._rate(0.0, self.annual_rate))
        return _multiples(moved / plain, slope - at_rest, theta)

    def new_within(self, weeks: float) -> float:
        """The share of a new customer's value that comes in so many weeks of winning, evenly.

        Who is won on the last day of them has brought little by their end, who is won on the
        first a good deal: the mean over all days.
        """
        ages, bought, _ = self.purchases
        part = np.exp(-self._rate(0.0, self.annual_rate) * ages) * bought
        return float(part @ np.clip(1 - ages / weeks, 0.0, 1.0) / part.sum())

    def arrivals(self, years: float, annual: float) -> float:
        """What one customer a year, won evenly over the years, comes to in today's terms."""
        delta = float(np.log1p(annual))
        return years if delta == 0 else -float(np.expm1(-delta * years)) / delta

    @cached_property
    def stay(self) -> float:
        """Of customers still here, weighted by what they bring now, the share that is in a year."""
        now = self.fit.forecast(self.patterns, 4.0)
        weight = now.expected * self.per_pattern
        later = self.fit.survival(self.patterns, WEEKS)[0]
        return float(weight @ later / weight.sum())


def _multiples(value: float, slope: Array, theta: Array | None) -> Array:
    return np.array([value]) if theta is None else value * np.exp(theta @ slope)
