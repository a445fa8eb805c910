"""Whether the weights of the levels of an amount lie on a straight line, chance set aside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class StraightLine(NamedTuple):
    """How far weights lie from the best straight line through the base.

    Attributes
    ----------
    departure : float
        Squared distance in units of its own spread.
    degrees : int
        Levels that a straight line leaves free.
    chance : float
        How often weights that do lie on a line would come out as far from it; NaN where there are
        too few levels or people to tell.
    """

    departure: float
    degrees: int
    chance: float


def straight_line(
    weights: np.ndarray, covariance: np.ndarray, x: np.ndarray, people: int
) -> StraightLine:
    """Test that the weight of each level is a multiple of how far it lies from the base.

    Parameters
    ----------
    weights : numpy.ndarray of shape (levels,)
        Of all levels but the base.
    covariance : numpy.ndarray of shape (levels, levels)
        Of the weights, clustered by respondent.
    x : numpy.ndarray of shape (levels,)
        How far each level lies from the base.
    people : int
        Respondents the covariance rests on.

    Notes
    -----
    W = min over s of (b − s x)′ V⁻¹ (b − s x), with q = levels − 1 degrees of freedom. As V comes
    from G respondents only, (G − q)/(q (G − 1)) W is compared with F of q and G − q degrees of
    freedom (Hotelling 1931, "The generalization of Student's ratio").

    Examples
    --------
    >>> b, x = np.array([1.0, 2.1, 2.9]), np.array([1.0, 2.0, 3.0])
    >>> found = straight_line(b, 0.01 * np.eye(3), x, 500)
    >>> found.degrees, round(found.chance, 2)
    (2, 0.38)
    """
    from scipy.special import fdtrc

    inverse = np.linalg.inv(covariance)
    slope = (x @ inverse @ weights) / (x @ inverse @ x)
    left = weights - slope * x
    departure, degrees = float(left @ inverse @ left), len(x) - 1
    if not 0 < degrees < people:
        return StraightLine(departure, degrees, np.nan)
    f = departure * (people - degrees) / (degrees * (people - 1))
    return StraightLine(departure, degrees, float(fdtrc(degrees, people - degrees, f)))
