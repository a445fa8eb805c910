"""Shares, their differences and their ratios, each with its interval and its limit."""

from __future__ import annotations

import math

from scipy.special import ndtri

from cvmlab.figures.formats import is_missing
from cvmlab.stats.share_intervals import wilson


def possible_ratio(baseline: float) -> float:
    """The largest risk ratio that any group can reach: nobody can pass 100%.

    "30% more likely to stay" is a risk ratio of 1.3, and no such ratio exists above a baseline of
    1/1.3 = 76.9%.

    Parameters
    ----------
    baseline : float
        Share of the others who do it, above 0 and at most 1.

    Examples
    --------
    >>> possible_ratio(0.8)
    1.25
    """
    if not 0 < baseline <= 1:
        raise ValueError("a baseline is a share above 0 and at most 1")
    return 1 / baseline


def e_value(risk_ratio: float) -> float:
    """How strong an unmeasured cause would have to be to explain a risk ratio away.

    Parameters
    ----------
    risk_ratio : float
        Above 0; NaN, 0 and infinity have no E-value.

    Returns
    -------
    float
        The risk ratio that the unmeasured cause would need both with the group and with the
        outcome (VanderWeele and Ding 2017); 1 means nothing needs explaining.

    Examples
    --------
    >>> round(e_value(3.9), 2), e_value(1.0)
    (7.26, 1.0)
    """
    if not risk_ratio > 0 or math.isinf(risk_ratio):
        return math.nan
    strong = max(risk_ratio, 1 / risk_ratio)
    return strong + math.sqrt(strong * (strong - 1))


def e_value_of_interval(ratio: float, low: float, high: float) -> float:
    """The E-value of the end of an interval that is nearer to no effect."""
    if is_missing(ratio) or is_missing(low):
        return math.nan
    return 1.0 if low <= 1 <= high else e_value(low if ratio > 1 else high)


def share_with_interval(events: int, of: int, level: float) -> tuple[float, float, float]:
    """A share with its Wilson interval."""
    low, high = wilson(events, of, level)
    return events / of, float(low), float(high)


def difference_with_interval(
    a: int, n: int, b: int, m: int, level: float
) -> tuple[float, float, float]:
    """The difference of two shares, a of n and b of m, with Newcombe's interval."""
    p, p_low, p_high = share_with_interval(a, n, level)
    q, q_low, q_high = share_with_interval(b, m, level)
    low = p - q - math.hypot(p - p_low, q_high - q)
    return p - q, low, p - q + math.hypot(p_high - p, q - q_low)


def ratio_with_interval(
    a: int, n: int, b: int, m: int, compare: str, level: float
) -> tuple[float, float, float]:
    """The ratio of two shares ("ratio") or of two odds ("odds-ratio") with its interval."""
    if compare == "ratio":
        above, below = a * m, b * n
    else:
        above, below = a * (m - b), b * (n - a)
    if above == below == 0:
        return math.nan, math.nan, math.nan
    value = above / below if below else math.inf
    empty = 0 in (a, b, n - a, m - b)
    if empty and compare == "ratio":
        return value, *_from_wilson(a, n, b, m, level)
    if compare == "ratio":
        centre, variance = math.log(value), 1 / a - 1 / n + 1 / b - 1 / m
    else:  # half a case more in each cell where one is empty (Haldane and Anscombe)
        cells = [x + (0.5 if empty else 0) for x in (a, n - a, b, m - b)]
        centre = math.log(cells[0] * cells[3] / (cells[1] * cells[2]))
        variance = sum(1 / x for x in cells)
    half = float(ndtri(0.5 + level / 2)) * math.sqrt(variance)
    low, high = math.exp(centre - half), math.exp(centre + half)
    return value, low if value else 0.0, high if below else math.inf


def _from_wilson(a: int, n: int, b: int, m: int, level: float) -> tuple[float, float]:
    """Ends of the ratio p/q from those of p and q, which stand where logs do not."""
    p, p_low, p_high = share_with_interval(a, n, level)
    q, q_low, q_high = share_with_interval(b, m, level)
    both = (p * q) ** 2
    near = math.sqrt(max(both - p_low * q_high * (2 * p - p_low) * (2 * q - q_high), 0))
    far = math.sqrt(max(both - p_high * q_low * (2 * p - p_high) * (2 * q - q_low), 0))
    below = q_high * (2 * q - q_high)
    low = max((p * q - near) / below, 0.0) if p and below else 0.0
    return low, (p * q + far) / (q_low * (2 * q - q_low)) if q else math.inf
