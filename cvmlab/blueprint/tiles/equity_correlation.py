"""How much two valuations of the same customers err together.

Who was a customer a year ago is one today, and the models of both days have learnt from the same
purchases. What makes the one too high makes the other too high, so that their difference is surer
than either. Taken as independent, the change would look like chance when it is none.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from cvmlab.value_of.lifetime.influences import error_of_sum, influences
from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue


class ValuedBase(Protocol):
    """What is asked of customers that were valued."""

    @property
    def table(self) -> pd.DataFrame:
        """``customer_id, frequency, recency, T, monetary_value, inside``."""

    @property
    def lifetime(self) -> LifetimeValue:
        """Totals and how they were made."""


def equity_correlation(now: ValuedBase, then: ValuedBase) -> float:
    """Correlation of the errors of two sums of customer values.

    Parameters
    ----------
    now, then : CustomerValues
        Of the same orders on two days.

    Returns
    -------
    float
        0 where the two have no customer in common whose purchases entered both fits.

    Notes
    -----
    Each customer moves the sum through the parameters by ψ = g′·C·s: the gradient of the sum, the
    covariance of the log-parameters and the customer's own score (the influence function; Hampel
    1974, "The Influence Curve and its Role in Robust Estimation", JASA 69(346)). The correlation is
    Σ ψ(now)·ψ(then) / √(Σ ψ(now)² · Σ ψ(then)²), customers of one day only having no ψ on the
    other. Where one law held throughout, the covariance of the two estimates of the parameters is
    that of the later one (Hausman 1978, "Specification Tests in Econometrics", Econometrica 46(6));
    here laws may have changed in between. Where a limit of a model was fitted, the part of the
    error that no customer accounts for is taken as independent.
    """
    one, other = (influences(day.lifetime.valuation, day.table) for day in (now, then))
    size = error_of_sum(now.lifetime.valuation, one) * error_of_sum(then.lifetime.valuation, other)
    if not size > 0 or not np.isfinite(size):
        return 0.0
    both = one.index.intersection(other.index)
    return float((one.loc[both] * other.loc[both]).sum()) / size
