"""What one customer of a base is worth on average, as a figure to compare bases by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cvmlab.value_of.lifetime.lifetime_result import LifetimeValue


@dataclass(frozen=True)
class ValuePerCustomer:
    """The mean value of a customer, with the interval of a comparison.

    Attributes
    ----------
    name : str
        "expected revenue", or with a margin "customer lifetime value".
    expected, low, high : float
        Currency units a customer.
    """

    name: str
    expected: float
    low: float
    high: float


def value_per_customer(value: LifetimeValue) -> ValuePerCustomer:
    """What a customer is worth on average, and how far chance alone moves that.

    Two things are not known: the model's parameters, and who happens to be a customer. A base is
    compared with others, so both count; the interval of the total, for these very customers, holds
    the first alone.

    Parameters
    ----------
    value : LifetimeValue
        What :func:`cvmlab.value_of.lifetime.lifetime_value.lifetime_value` returned.

    Returns
    -------
    ValuePerCustomer
        mean ± z sqrt(se_total^2 / n^2 + s^2 / n), with s the standard deviation of the customers'
        values and se_total from the confidence interval of their sum. NaN ends where either is not
        known.
    """
    each = value.values.to_numpy(float)
    n, z = len(each), float(stats.norm.ppf(1 - value.alpha / 2))
    of_model = (value.total.ci_high - value.total.ci_low) / (2 * z) / n
    spread = float(np.var(each, ddof=1)) if n > 1 else float("nan")
    error = z * float(np.sqrt(of_model**2 + spread / n))
    mean = float(each.mean())
    return ValuePerCustomer(value.name, mean, mean - error, mean + error)
