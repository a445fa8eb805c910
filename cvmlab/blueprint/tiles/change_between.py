"""A change between two periods, with an interval of its own.

Two intervals that overlap do not say that nothing changed, and two that do not overlap say too
little where the same customers stand behind both. The change has its own interval, made from the
distances of the two and from how much they move together.
"""

from __future__ import annotations

import math

from cvmlab.blueprint.tiles.tile import Reading


def change_between(
    now: Reading, before: Reading, correlation: float = 0.0
) -> tuple[float, float, float] | None:
    """The difference of two figures with its interval.

    Parameters
    ----------
    now, before : Reading
        With their intervals, of the same level.
    correlation : float
        Of the errors of the two: 0 where different customers or weeks stand behind them.

    Returns
    -------
    (float, float, float) or None
        ``now − before``, low, high; None where one of the two has no interval.

    Notes
    -----
    With distances d to the ends of the intervals, low = difference − √(d² + e² − 2·r·d·e), where d
    reaches from `now` down and e from `before` up; high the other way round (Zou and Donner 2008,
    "Construction of confidence limits about effect measures: a general approach", Statistics in
    Medicine 27(10); with r: Zou 2007, "Toward using confidence intervals to compare correlations",
    Psychological Methods 12(4)). Nothing is asked of the two but that their intervals hold, so they
    may be lopsided.

    Examples
    --------
    >>> change_between(Reading(10.0, 7.0, 13.0), Reading(6.0, 2.0, 10.0))
    (4.0, -1.0, 9.0)
    >>> change_between(Reading(10.0, 7.0, 13.0), Reading(6.0, 3.0, 9.0), 1.0)
    (4.0, 4.0, 4.0)
    """
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    middle = now.value - before.value
    down = _together(now.value - now.low, before.high - before.value, correlation)
    up = _together(now.high - now.value, before.value - before.low, correlation)
    return middle, middle - down, middle + up


def _together(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(one * one + other * other - 2 * correlation * one * other, 0.0))
