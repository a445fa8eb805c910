"""How far an assumption must move before one's own brand and a rival change places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cvmlab.figures.formats import Formatter, money, number, percent
from cvmlab.stats.fieller import Fieller, fieller
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.equation.forms import sides_of
from cvmlab.value_for.equation.money_terms import MoneyTerms


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where two brands change places.

    Parameters
    ----------
    what : {"zero of the scale", "price of a minute", "worth of a point"}
        Which assumption moves; the worth of a point as a multiple of the weights.
    form : {"ratio", "difference"}
        By which form.
    rival : str
        With whom the own brand changes places.
    found : Fieller
        Where, with its interval.
    now : float
        What is assumed now.
    possible : bool
        Whether the assumption can be moved there at all.
    sentence : str
        The finding in words.
    """

    what: str
    form: str
    rival: str
    found: Fieller = field(repr=False)
    now: float
    possible: bool
    sentence: str

    @property
    def row(self) -> dict[str, object]:
        """The crossing as a row of a table; NaN where it cannot be."""
        known = self.possible and self.found.level > 0
        ends = (self.found.low, self.found.high) if known else (np.nan, np.nan)
        return {
            "what": self.what, "form": self.form, "rival": self.rival,
            "at": self.found.ratio if self.possible else np.nan,
            "low": ends[0], "high": ends[1], "now": self.now,
        }  # fmt: skip


def rank_crossings(
    views: BrandViews, means: np.ndarray, terms: MoneyTerms, level: float = 0.95
) -> tuple[Crossing, ...]:
    """Where the own brand changes places with the brand it stands next to at the top.

    Parameters
    ----------
    views : BrandViews
        What people think.
    means : array of shape (draws, brands, 4)
        From :func:`cvmlab.value_for.brands.draws.brand_means`.
    terms : MoneyTerms
        What a minute costs and what a point is worth; without a price of a minute nothing crosses.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    tuple of Crossing
        The rival is the first by the form, or the second where the own brand is first.

    Notes
    -----
    With Q quality, p price, h minutes, C cost of own (a) and rival (b): the zero z solves
    (Qa − 2z) / Ca = (Qb − 2z) / Cb, the ratio's minute m solves Qa (pb + m hb) = Qb (pa + m ha),
    the difference's minute w·(Qa − Qb) = pa − pb + m (ha − hb), and the multiple f of the weights
    f w·(Qa − Qb) = Ca − Cb. Each is a ratio of two estimates whose variances come from the
    resamples: Fieller's interval (1954, "Some problems in interval estimation").
    """
    if terms.minute is None:
        return ()
    found = []
    whole = means[:, :, 0] + means[:, :, 1]
    price, hassle = means[:, :, 2], means[:, :, 3]
    cost = price + terms.minute[:, None] * hassle
    minutes = views.hassle_unit == "minutes"
    if (means[0, :, :2] > 0).all() and views.service_scale is None:
        b = _next_to_own(whole[0] / cost[0])
        zero = _met(
            whole[:, 0] * cost[:, b] - whole[:, b] * cost[:, 0],
            2 * (cost[:, b] - cost[:, 0]),
            level,
        )
        dearer, cheaper = (0, b) if cost[0, 0] > cost[0, b] else (b, 0)
        least = float(means[0, [0, b], :2].min())
        found.append(_of_zero(views, b, views.brands[dearer], views.brands[cheaper], zero, least))
        if minutes:
            at = _met(
                whole[:, b] * price[:, 0] - whole[:, 0] * price[:, b],
                whole[:, 0] * hassle[:, b] - whole[:, b] * hassle[:, 0],
                level,
            )
            found.append(_of_minute(views, b, "ratio", at, float(terms.minute[0])))
    if terms.points is not None:
        sides = sides_of("difference", means, terms.minute, terms.points)
        b = _next_to_own(sides.value[0])
        better = sides.quality[:, 0] - sides.quality[:, b]
        if minutes:
            at = _met(better - price[:, 0] + price[:, b], hassle[:, 0] - hassle[:, b], level)
            found.append(_of_minute(views, b, "difference", at, float(terms.minute[0])))
        share = _met(cost[:, 0] - cost[:, b], better, level)
        found.append(_of_points(views, b, share, terms.points[0]))
    return tuple(found)


def _next_to_own(value: np.ndarray) -> int:
    """The first by value, or the second where the own brand (place 0) is first."""
    return 1 + int(np.nanargmax(value[1:]))


def _met(above: np.ndarray, below: np.ndarray, level: float) -> Fieller:
    """Where two lines meet; one of level 0 where nothing was resampled."""
    pair = np.stack([above, below])
    drawn = pair[:, 1:][:, np.isfinite(pair[:, 1:]).all(axis=0)]
    if drawn.shape[1] < 2:
        with np.errstate(divide="ignore", invalid="ignore"):
            at = float(above[0] / below[0])
        return Fieller(at, ((at, at),), "bounded", 0.0)
    spread = np.cov(drawn)
    return fieller(above[0], below[0], spread[0, 0], spread[1, 1], spread[0, 1], level)


def _said(at: Fieller, formatter: Formatter) -> str:
    """A crossing with its interval, where it has one."""
    if not at.level:
        return formatter(at.ratio)
    return f"{formatter(at.ratio)} ({percent(at.level)} interval {at.in_words(formatter)})"


def _of_zero(
    views: BrandViews, place: int, dearer: str, cheaper: str, at: Fieller, least: float
) -> Crossing:
    rival = views.brands[place]
    possible = bool(np.isfinite(at.ratio)) and at.ratio < least
    if possible:
        text = (
            f"By the ratio, {cheaper} gives more than {dearer} only as long as no quality at all "
            f"is put below {_said(at, partial(number, digits=2))} on the scale of {views.scale}; "
            f"put higher, {dearer} gives more."
        )
    else:
        text = f"Wherever the scale begins, the ratio keeps {views.own} and {rival} in their order."
    return Crossing("zero of the scale", "ratio", rival, at, 0.0, possible, text)


def _of_minute(views: BrandViews, place: int, form: str, at: Fieller, now: float) -> Crossing:
    rival = views.brands[place]
    cash = partial(money, currency=views.currency)
    possible = bool(np.isfinite(at.ratio)) and at.ratio > 0
    by = "By the ratio" if form == "ratio" else "By the difference in money"
    if possible:
        text = (
            f"{by}, {views.own} and {rival} change places at {_said(at, cash)} a minute; "
            f"{cash(now)} is taken here."
        )
    else:
        text = f"{by}, {views.own} and {rival} keep their order at any price of a minute."
    return Crossing("price of a minute", form, rival, at, now, possible, text)


def _of_points(views: BrandViews, place: int, at: Fieller, points: np.ndarray) -> Crossing:
    rival = views.brands[place]
    cash = partial(money, currency=views.currency)
    possible = bool(np.isfinite(at.ratio)) and at.ratio > 0
    text = "By the difference in money, "
    if possible:
        product, service = (cash(at.ratio * worth) for worth in points)
        text += (
            f"{views.own} and {rival} change places if points are worth {_said(at, percent)} of "
            f"what they are taken to be: {product} for one of product, {service} for one of "
            "service."
        )
    else:
        text += f"{views.own} and {rival} keep their order whatever a point is worth."
    return Crossing("worth of a point", "difference", rival, at, 1.0, possible, text)
