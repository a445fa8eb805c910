"""Every way somebody may read the same answers as value: forms, zeros, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cvmlab.figures.formats import money
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.equation.forms import FEWEST_BRANDS, FormName, sides_of
from cvmlab.value_for.equation.money_terms import MoneyTerms

UNPRICED = "minutes lack a price"
NOTHING_TURNS = "nothing more turns"
_FORM_SAID = {"ratio": "ratio", "log": "logarithms", "standardised": "standardised marks"}


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read the answers.

    Parameters
    ----------
    name : str
        What it is called.
    form : {"difference", "ratio", "log", "standardised"}
        How the sides are put together.
    values : array of shape (draws, brands)
        What each brand gives, the estimate first; NaN for a brand that is left out.
    """

    name: str
    form: FormName
    values: np.ndarray = field(repr=False)

    @property
    def order(self) -> np.ndarray:
        """Which brand is ahead of which, by the estimate: shape (brands, brands)."""
        value = self.values[0]
        return value[:, None] > value[None, :]


def readings_of(
    views: BrandViews, means: np.ndarray, terms: MoneyTerms, zeros: Sequence[float] | None = None
) -> tuple[list[Reading], dict[str, str]]:
    """All readings that can be computed, and why the others cannot.

    Parameters
    ----------
    views : BrandViews
        What people think.
    means : array of shape (draws, brands, 4)
        From :func:`cvmlab.value_for.brands.draws.brand_means`.
    terms : MoneyTerms
        What a minute costs and what a point is worth.
    zeros : sequence of float, optional
        Where on the scale no quality at all may lie; by default where the numbers say it (0), and
        at the worst answer.

    Returns
    -------
    readings : list of Reading
    left_out : dict of name to reason
    """
    readings: list[Reading] = []
    left_out: dict[str, str] = {}
    places = zeros_of(views) if zeros is None else [(zero, zero) for zero in zeros]
    forms: tuple[FormName, ...] = ("ratio", "log")
    for form in forms:
        for zero in places:
            name = f"{_FORM_SAID[form]}, {_begun(zero, views)}"
            why = _why_not(form, views, means[0], zero, terms)
            if why:
                left_out[name] = why
            else:
                minute = 1.0 if terms.minute is None else terms.minute
                values = sides_of(form, means - [*zero, 0.0, 0.0], minute).value
                readings.append(Reading(name, form, values))
        if form == "ratio" and not _why_not("ratio", views, means[0], places[0]):
            values = sides_of("ratio", means - [*places[0], 0.0, 0.0], 0.0).value
            readings.append(Reading("ratio, hassle forgotten", "ratio", values))
    if readings and len(views.brands) < FEWEST_BRANDS:
        left_out["standardised marks"] = (
            "with two brands alone they only count who is ahead in what"
        )
    else:
        full = Reading("standardised marks", "standardised", sides_of("standardised", means).value)
        readings.append(full)
        _keep_what_turns(readings, left_out, full, _without_each(views, means))
    if terms.points is None or terms.minute is None:
        why = "what a point is worth is not known" if terms.points is None else UNPRICED
        return readings, left_out | {"difference in money": why}
    value = sides_of("difference", means, terms.minute, terms.points).value
    middle = Reading("difference in money", "difference", value)
    readings.append(middle)
    at_ends = (
        Reading(
            f"difference, a minute at {money(minute, views.currency)}",
            "difference",
            sides_of("difference", means, minute, terms.points).value,
        )
        for minute in terms.ends or ()
    )
    _keep_what_turns(readings, left_out, middle, at_ends)
    return readings, left_out


def _keep_what_turns(
    readings: list[Reading], left_out: dict[str, str], of: Reading, others: Iterable[Reading]
) -> None:
    """Variants of a reading count only as far as they turn something more: none votes twice."""
    turned = {}
    for other in others:
        both = np.isfinite(other.values[0])
        turned[other] = (other.order != of.order) & both & both[:, None]
    seen = np.zeros_like(of.order)
    for other in sorted(turned, key=lambda each: -int(turned[each].sum())):
        if (turned[other] & ~seen).any():
            seen |= turned[other]
            readings.append(other)
        else:
            left_out[other.name] = NOTHING_TURNS


def zeros_of(views: BrandViews) -> list[tuple[float, float]]:
    """Where no quality at all may lie on the scales of product and service."""
    scales = (views.scale, views.service_scale or views.scale)
    given = (0.0, 0.0)
    if all(scale.true_zero for scale in scales):
        return [given]
    # A scale from 0 to 10 could as well have been numbered from 1 to 11.
    product, service = (scale.low or -0.1 * scale.high for scale in scales)
    return [given, (product, service)]


def _begun(zero: tuple[float, float], views: BrandViews) -> str:
    """How a zero is named: by the number that the worst answer then has."""
    if zero == (0.0, 0.0):
        return "answers as given"
    return f"scale begun at {views.scale.low - zero[0]:g}"


def _why_not(
    form: FormName,
    views: BrandViews,
    means: np.ndarray,
    zero: tuple[float, float],
    terms: MoneyTerms | None = None,
) -> str:
    """Why a ratio or logarithms cannot be computed with this zero; empty where they can."""
    if (means[:, :2] <= np.array(zero)).any():
        return "some brand's quality would be 0 or less"
    if form == "ratio" and views.service_scale is not None:
        return "product and service were answered on two scales"
    if form == "ratio" and terms is not None and terms.minute is None:
        return UNPRICED
    if form == "log" and (means[:, 3] <= 0).any():
        return "some brand costs no hassle, and 0 has no logarithm"
    return ""


def _without_each(views: BrandViews, means: np.ndarray) -> Iterator[Reading]:
    """Standardised marks without each rival in turn."""
    if len(views.brands) < 4:  # with two left, every part only says which of them is better
        return
    for place, brand in enumerate(views.brands[1:], start=1):
        fewer = means.copy()
        fewer[:, place] = np.nan
        values = sides_of("standardised", fewer).value
        yield Reading(f"standardised, without {brand}", "standardised", values)
