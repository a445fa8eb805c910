"""The value equation of Shaun Smith, in the four forms people compute it in.

    (product quality + service quality) / (price + hassle)

Smith (smith+co, 2008) says what counts: quality of two kinds above, price and hassle below. He
does not say that answers from 1 to 10 may be divided by euros. A ratio needs a zero that means
nothing at all on both sides; a difference needs one unit for both sides; standardised marks need
neither, but hang on which brands stand beside. The four can put different brands first, and
:func:`cvmlab.value_for.equation.rank_reversals.rank_reversals` shows which conclusions turn.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from cvmlab.figures.formats import money

CREDIT = "Value equation: Shaun Smith (smith+co, 2008)"
FORMULA = "(product quality + service quality) / (price + hassle)"
FEWEST_BRANDS = 3  # for standard deviations: of two, each lies as far from their mean as the other
FormName = Literal["difference", "ratio", "log", "standardised"]
FORMS: tuple[FormName, ...] = ("difference", "ratio", "log", "standardised")


class Sides(NamedTuple):
    """The two sides of the equation and what comes of them, brand by brand (the last axis)."""

    quality: np.ndarray
    cost: np.ndarray
    value: np.ndarray


def ratio(
    product: np.ndarray, service: np.ndarray, price: np.ndarray, hassle_cost: np.ndarray
) -> Sides:
    """Points of quality for 100 of money: 100 (product + service) / (price + hassle).

    Parameters
    ----------
    product, service : array of shape (…, brands)
        Points on a scale on which 0 is no quality at all.
    price, hassle_cost : array of shape (…, brands)
        Money.

    Examples
    --------
    >>> ratio(np.array([8.0]), np.array([7.0]), np.array([90.0]), np.array([10.0])).value
    array([15.])
    """
    quality, cost = product + service, price + hassle_cost
    return Sides(quality, cost, _over(100 * quality, cost))


def difference(
    product: np.ndarray,
    service: np.ndarray,
    price: np.ndarray,
    hassle_cost: np.ndarray,
    product_weight: float | np.ndarray,
    service_weight: float | np.ndarray,
) -> Sides:
    """Money: what the quality is worth less what it costs, against the mean of the brands.

    Parameters
    ----------
    product, service : array of shape (…, brands)
        Points; the zero of their scale falls out against the mean.
    price, hassle_cost : array of shape (…, brands)
        Money.
    product_weight, service_weight : float or array broadcast against the marks
        Money a point.

    Examples
    --------
    >>> two = (np.array([8.0, 5]), np.array([7.0, 4]), np.array([90.0, 50]), np.array([5.0, 6]))
    >>> difference(*two, 8, 8).value
    array([ 4.5, -4.5])
    """
    quality = product_weight * product + service_weight * service
    cost = price + hassle_cost
    return Sides(quality, cost, _against_mean(quality - cost))


def log_difference(
    product: np.ndarray, service: np.ndarray, price: np.ndarray, hassle_cost: np.ndarray
) -> Sides:
    """Σ log quality − Σ log cost against the mean of the brands: one percent counts as one percent.

    A percent of product, of service, of price and of hassle weigh the same, whatever a minute
    costs. (The log of the ratio itself would only repeat the ratio's ranks.)

    Parameters
    ----------
    product, service, price, hassle_cost : array of shape (…, brands)
        Above 0; their units fall out against the mean.

    Examples
    --------
    >>> log_difference(*(np.array([2.0, 1]) for _ in range(4))).value
    array([0., 0.])
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        quality, cost = np.log(product) + np.log(service), np.log(price) + np.log(hassle_cost)
        return Sides(quality, cost, _against_mean(quality - cost))


def standardised(
    product: np.ndarray, service: np.ndarray, price: np.ndarray, hassle_cost: np.ndarray
) -> Sides:
    """Standard deviations: how far each part lies from the mean of these brands, added up.

    One standard deviation over the brands that happen to be compared counts the same in each part.
    Leave a brand out and the deviations change, and with them perhaps the ranks of the others.

    Parameters
    ----------
    product, service, price, hassle_cost : array of shape (…, brands)
        In any units.

    Examples
    --------
    >>> one = np.array([1.0, 3.0])
    >>> standardised(one, one, one, np.array([5.0, 5.0])).value.round(2)
    array([-0.71,  0.71])
    """
    quality = _deviations(product) + _deviations(service)
    cost = _deviations(price) + _deviations(hassle_cost)
    return Sides(quality, cost, _against_mean(quality - cost))


def sides_of(
    form: FormName,
    means: np.ndarray,
    minute_price: float | np.ndarray = 1.0,
    weights: np.ndarray | None = None,
) -> Sides:
    """The sides of the equation in one form, from the brands' means.

    Parameters
    ----------
    form : {"difference", "ratio", "log", "standardised"}
        Which form.
    means : array of shape (draws, brands, 4)
        Product, service, price, hassle, as from
        :func:`cvmlab.value_for.brands.draws.brand_means`.
    minute_price : float, or array of shape (draws,)
        Money a unit of hassle: 1 where hassle is money already.
    weights : array of shape (draws, 2), optional
        Money a point of product and of service, for the difference.
    """
    product, service, price, hassle = np.moveaxis(means, -1, 0)
    cost = hassle * np.asarray(minute_price, dtype=float)[..., None]
    if form == "difference":
        if weights is None:
            raise ValueError("the difference in money needs weights")
        return difference(product, service, price, cost, weights[..., :1], weights[..., 1:2])
    form_of = {"ratio": ratio, "log": log_difference, "standardised": standardised}
    return form_of[form](product, service, price, cost)


def unit_of(form: FormName, currency: str) -> str:
    """What the value of a form is counted in.

    Examples
    --------
    >>> unit_of("ratio", "EUR"), unit_of("difference", "")
    ('points of quality for €100', 'money, against the mean of the brands')
    """
    return {
        "ratio": f"points of quality for {money(100, currency, digits=0)}",
        "difference": f"{currency or 'money'}, against the mean of the brands",
        "log": "log points, against the mean of the brands",
        "standardised": "standard deviations, against the mean of the brands",
    }[form]


def _over(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A quotient; NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over the brands known, kept as a last axis of one."""
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=-1, keepdims=True)
    return _over(total, known.sum(axis=-1, keepdims=True))


def _against_mean(values: np.ndarray) -> np.ndarray:
    return values - _mean(values)


def _deviations(values: np.ndarray) -> np.ndarray:
    """Standard deviations from the mean of the brands; 0 in a part in which all are alike."""
    off = _against_mean(np.asarray(values, dtype=float))
    known = np.isfinite(off)
    spread = np.sqrt(
        _over(
            np.where(known, off**2, 0.0).sum(axis=-1, keepdims=True),
            known.sum(axis=-1, keepdims=True) - 1.0,
        )
    )
    # Beside marks of 8 or prices of 90 a spread of rounding errors is no spread.
    size = np.where(known, np.abs(values), 0.0).max(axis=-1, keepdims=True)
    alike = ~(spread > 1e-12 * size)
    return np.where(alike & known, 0.0, off / np.where(alike, 1.0, spread))
