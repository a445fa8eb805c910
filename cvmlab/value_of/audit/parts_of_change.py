"""A change split over the factors of a product, without a rest."""

from __future__ import annotations

import numpy as np


def parts_of_change(before: np.ndarray, now: np.ndarray) -> np.ndarray:
    """What each factor contributes to the change of their product.

    ``part = L(now, before) ln(factor now / factor before)`` with the logarithmic mean
    ``L(a, b) = (a - b) / ln(a / b)`` of the products: the parts add up to the change, whichever
    way round it is looked at (Ang 2005, "The LMDI approach to decomposition analysis: a practical
    guide", Energy Policy 33(7)).

    Parameters
    ----------
    before, now : array of shape (..., factors)
        The factors then and now, above zero.

    Returns
    -------
    array of the same shape

    Examples
    --------
    >>> parts_of_change(np.array([100.0, 2.0]), np.array([200.0, 1.0])).round(2)
    array([ 138.63, -138.63])
    """
    first, last = before.prod(axis=-1), now.prod(axis=-1)
    same = np.isclose(first, last, rtol=1e-12, atol=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (last - first) / np.where(same, 1, np.log(last / first))
        mean = np.where(same, first, slope)
        return np.asarray(mean[..., None] * np.log(now / before))
