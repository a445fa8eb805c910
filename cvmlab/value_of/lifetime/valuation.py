"""Expected purchases x expected spend x margin of every customer, and how sure each of them is.

What depends on a customer's pattern only (purchases to come) is computed once a pattern and joined
to the customers; what is not asked for is not computed: a million expectations are made in a
fraction of the time that their intervals take.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.forecasting import Forecast
from cvmlab.btyd.latent_attrition import LatentAttritionResults
from cvmlab.btyd.money import money_quantiles, money_variance
from cvmlab.btyd.patterns import COLUMNS, Patterns, as_patterns
from cvmlab.btyd.results import positive_interval
from cvmlab.btyd.spend import GammaGammaResults, Spend
from cvmlab.btyd.totals import Sums
from cvmlab.errors import one_problem

Bounds = tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Valuation:
    """What each customer is worth, from two fitted models.

    Attributes
    ----------
    fit : LatentAttritionResults
    spend : GammaGammaResults
    patterns : Patterns
    horizon : float
        In units of time; infinite where there is no end.
    margin : array of shape (n,)
    ahead : Forecast
        Discounted purchases of each pattern.
    money : Spend
        What is known of each customer's spend.
    rate : float
        Continuous discount rate per unit of time.
    alpha : float
    """

    fit: LatentAttritionResults
    spend: GammaGammaResults
    patterns: Patterns
    horizon: float
    margin: Array
    ahead: Forecast
    money: Spend
    rate: float
    alpha: float

    @property
    def row(self) -> np.ndarray:
        """The pattern of each customer."""
        return self.patterns.inverse

    @property
    def weight(self) -> Array:
        """How many customers each row stands for."""
        return self.patterns.row_weight

    @cached_property
    def plain(self) -> Forecast | None:
        """Purchases of each pattern without a discount; None where there is no end."""
        if self.rate == 0:
            return self.ahead
        endless = not np.isfinite(self.horizon)
        return None if endless else self.fit.forecast(self.patterns, self.horizon)

    @cached_property
    def per_purchase(self) -> Array:
        """What one purchase of each customer is expected to bring."""
        return self.margin * self.money.mean

    @cached_property
    def value(self) -> Array:
        """What each customer is expected to bring."""
        return self.per_purchase * self.ahead.expected[self.row]

    @cached_property
    def confidence(self) -> Bounds:
        """Confidence interval of each customer's expectation."""
        purchases = self.fit.standard_error(self.ahead.slope)[self.row]
        spread = np.hypot(purchases, self.spend.standard_error(self.money.slope))
        return positive_interval(self.value, spread, self.alpha)

    @cached_property
    def prediction(self) -> Bounds:
        """Prediction interval of what each customer will bring; NaN where there is no end."""
        if self.plain is None:
            never = np.full(len(self.row), np.nan)
            return never, never
        blocks = self.fit.count_blocks(self.patterns, self.plain, self.horizon, self.alpha)
        x = self.patterns.frequency
        low, high = money_quantiles(blocks, x, self.spend.spend(x, np.zeros(len(x))), self.alpha)
        scale = self.margin * self.money.b
        return (low * self.today)[self.row] * scale, (high * self.today)[self.row] * scale

    @cached_property
    def today(self) -> Array:
        """What a purchase of each pattern is worth today, on average over the horizon."""
        if self.plain is None:
            raise ValueError("without an end, purchases to come have no average worth today")
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.ahead.expected / self.plain.expected
        return np.where(self.plain.expected > 0, ratio, 0.0)

    @property
    def has_variance(self) -> bool:
        """Whether spend is tame enough for prediction intervals of totals."""
        return bool(np.all(np.isfinite(self.money.square)))

    @cached_property
    def sums(self) -> Sums:
        """What customers bring, ready to be added up."""
        slope = np.hstack([self.ahead.slope[self.row], self.money.slope])
        variance = self.margin**2 * money_variance(self.ahead, self.row, self.money)
        return Sums(self.value, self.value[:, None] * slope, self._covariance, variance)

    @cached_property
    def sums_at_risk(self) -> Sums:
        """(1 - P(alive)) x value if alive of customers, ready to be added up."""
        ahead, row = self.ahead, self.row
        gone, if_alive = 1.0 - ahead.alive, ahead.if_alive
        in_purchases = gone[:, None] * ahead.if_alive_slope
        in_purchases -= ahead.alive[:, None] * ahead.alive_slope
        slope = np.hstack([in_purchases[row], gone[row, None] * self.money.slope])
        worth = self.per_purchase * if_alive[row]
        return Sums(worth * gone[row], worth[:, None] * slope, self._covariance)

    @property
    def _covariance(self) -> Array:
        return block_diag(self.fit.slope_cov, self.spend.slope_cov)


def patterns_of(fit: LatentAttritionResults, frame: pd.DataFrame) -> Patterns:
    """The patterns of customers: those of the fit where it was made of the very same rows.

    Comparing them takes a tenth of the time that finding patterns does, and what the fit knows of
    its own patterns need not be computed again.
    """
    known: object = fit.patterns
    # a fit read from a file holds none
    if isinstance(known, Patterns) and len(known.inverse) == len(frame) and _same(known, frame):
        return known
    return as_patterns(frame, whole_time=fit.model_class.counts_opportunities)


def _same(known: Patterns, frame: pd.DataFrame) -> bool:
    """Whether a frame has the rows, weights and ids the patterns were made of."""
    index = pd.Index(frame["customer_id"]) if "customer_id" in frame.columns else frame.index
    weight = frame["weight"].to_numpy() if "weight" in frame.columns else 1.0
    return (
        all(
            np.array_equal(getattr(known, name)[known.inverse], frame[name].to_numpy())
            for name in COLUMNS
        )
        and bool(np.all(known.row_weight == weight))
        and index.equals(known.index)
    )


def valuation(
    fit: LatentAttritionResults,
    spend: GammaGammaResults,
    patterns: Patterns,
    value_seen: Array,
    margin: Array,
    *,
    horizon: float,
    rate: float,
    alpha: float,
) -> Valuation:
    """Forecast purchases and spend of customers.

    Parameters
    ----------
    value_seen : array of shape (n,)
        Mean value of each customer's repeat purchases.
    rate : float
        Continuous discount rate per unit of time.

    Raises
    ------
    DataProblem
        When no mean spend exists.
    ValueError
        When alpha is no share.
    """
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha is one minus the level of intervals, between 0 and 1; got {alpha}")
    ahead = fit.forecast(patterns, horizon, rate)
    money = spend.spend(patterns.frequency[patterns.inverse], value_seen)
    worth = Valuation(fit, spend, patterns, horizon, margin, ahead, money, rate, alpha)
    if not np.all(np.isfinite(worth.per_purchase)):
        what = "the mean spend per purchase cannot be estimated: a few purchases dominate it"
        raise one_problem(what, "look at the largest amounts first.", column="monetary_value")
    return worth
