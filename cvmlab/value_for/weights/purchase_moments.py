"""What purchases tell of weights, as sums over each respondent's brands.

Only differences between the brands one respondent rates are used: whoever rates everything high,
or spends much, takes nothing away and adds nothing. The sums stand respondent by respondent, so a
resample of respondents is one product of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from cvmlab.value_for.weights.item_noise import PARTS, item_noise, sums_by

if TYPE_CHECKING:
    from cvmlab.value_for.brands.brand_views_result import BrandViews

CAUSES = ("product", "service", "price", "hassle")
# Noise may be at most this part of any mixture of causes. Up to three quarters corrected weights
# lie within 4% of planted ones; beyond, the correction takes away nearly all there is to go by.
_MOST_NOISE = 0.8


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over the brands of each respondent, each brand less the respondent's mean.

    Attributes
    ----------
    causes : numpy.ndarray of shape (respondents, 4, 4)
        Cross products of product, service, price and hassle.
    with_share : numpy.ndarray of shape (respondents, 4)
        Cross products of the four with the logarithm of the share bought.
    share : numpy.ndarray of shape (respondents,)
        Squares of that logarithm.
    noise, freedom : numpy.ndarray of shape (respondents, 2)
        Squares, and their degrees of freedom, of the answers to the items of a part around the
        part's mean and around what the item is for the brand.
    exposure : numpy.ndarray of shape (respondents, 2)
        What an item variance of 1 adds to the squares of a part.
    zero : numpy.ndarray of shape (respondents,)
        Shares of 0, which were read as half of the smallest share above 0.
    brands : numpy.ndarray of shape (respondents,)
        Brands a respondent tells about: 0 with fewer than two shares, or none above 0.
    names : numpy.ndarray of shape (respondents,)
        Who they are, in the order of the draws.
    """

    causes: np.ndarray
    with_share: np.ndarray
    share: np.ndarray
    noise: np.ndarray
    freedom: np.ndarray
    exposure: np.ndarray
    zero: np.ndarray
    brands: np.ndarray
    names: np.ndarray

    @property
    def zeros(self) -> int:
        """How many shares of 0 there are."""
        return int(self.zero.sum())

    @property
    def telling(self) -> int:
        """How many respondents tell something."""
        return int((self.brands > 0).sum())

    @property
    def alone(self) -> int:
        """How many tell nothing."""
        return len(self.brands) - self.telling

    def only(self, respondents: np.ndarray) -> Moments:
        """The sums of some respondents, given as a mask or as positions."""
        return Moments(
            **{each.name: getattr(self, each.name)[respondents] for each in fields(self)}
        )


def purchase_moments(views: BrandViews) -> Moments:
    """The sums that weights are solved from.

    Parameters
    ----------
    views : BrandViews
        With ``share`` among its rows.

    Returns
    -------
    Moments
        Respondents in the order of :func:`cvmlab.value_for.brands.draws.respondent_draws`.
    """
    everybody, respondents, rows = views.respondent_codes, views.respondents, views.rows
    share = rows["share"].to_numpy(dtype=float)
    usable = np.isfinite(share) & np.isin(everybody, _telling(everybody, share, respondents))
    code, x = everybody[usable], rows.loc[usable, list(CAUSES)].to_numpy(dtype=float)
    x = x - _mean_by(code, x, respondents)[code]
    log_share, zero = _logs(share[usable])
    y = log_share - _mean_by(code, log_share[:, None], respondents)[code, 0]
    causes = sums_by(code, x[:, :, None] * x[:, None, :], respondents)
    noise, freedom, exposure = item_noise(views, usable, code, respondents)
    return Moments(
        causes=causes,
        with_share=sums_by(code, x * y[:, None], respondents),
        share=sums_by(code, y**2, respondents),
        noise=noise,
        freedom=freedom,
        exposure=exposure,
        zero=sums_by(code, zero, respondents),
        brands=np.bincount(code, minlength=respondents),
        names=np.unique(rows["respondent"].to_numpy()),
    )


def noise_left(moments: Moments, counts: np.ndarray) -> np.ndarray:
    """What chance in single answers adds to the squares of product and of service, each draw."""
    freedom = counts @ moments.freedom
    item = np.divide(
        counts @ moments.noise, freedom, out=np.zeros(freedom.shape), where=freedom > 0
    )
    return item * (counts @ moments.exposure)


def reliabilities(moments: Moments) -> dict[str, float]:
    """How much of the squares of each part is more than chance; NaN where nothing tells."""
    everybody = np.ones((1, len(moments.share)))
    noise = noise_left(moments, everybody)[0]
    squares = np.einsum("rii->i", moments.causes)[: len(PARTS)]
    return {
        part: float(1 - noise[i] / squares[i]) if noise[i] > 0 else float("nan")
        for i, part in enumerate(PARTS)
    }


def can_be_corrected(moments: Moments) -> bool:
    """Whether in every mixture of the causes enough is left when the noise is taken out.

    The largest root of A⁻¹U, with A the cross products of the causes and U the noise in them.
    """
    everybody = np.ones((1, len(moments.share)))
    noise = np.append(noise_left(moments, everybody)[0], [0, 0])
    if not noise.any():
        return False
    summed = moments.causes.sum(axis=0)
    roots = np.linalg.eigvals(np.linalg.solve(summed, np.diag(noise)))
    return bool(roots.real.max() <= _MOST_NOISE)


def slopes(moments: Moments, counts: np.ndarray, into: np.ndarray, correct: bool) -> np.ndarray:
    """Least-squares slopes of the log share, draw by draw.

    Parameters
    ----------
    moments : Moments
        The sums.
    counts : numpy.ndarray of shape (draws, respondents)
        How often each respondent is in each draw.
    into : numpy.ndarray of shape (4, causes)
        How the four causes are put together: the identity, or price and hassle as one.
    correct : bool
        Whether the noise in single answers is taken out of the squares.

    Returns
    -------
    numpy.ndarray of shape (draws, causes)
        NaN for a draw that cannot be solved.
    """
    counts = np.asarray(counts, dtype=float)
    size = len(CAUSES)
    summed = (counts @ moments.causes.reshape(-1, size**2)).reshape(-1, size, size)
    if correct:
        parts = np.arange(len(PARTS))
        summed[:, parts, parts] -= noise_left(moments, counts)
    summed = into.T @ summed @ into
    right = counts @ moments.with_share @ into
    broken = np.linalg.matrix_rank(summed, hermitian=True) < summed.shape[1]
    summed[broken] = np.eye(summed.shape[1])
    found = np.linalg.solve(summed, right[:, :, None])[:, :, 0]
    found[broken] = np.nan
    return found


def in_money(slope: np.ndarray) -> np.ndarray:
    """Slopes over that of price: money a point of product and service, and a minute.

    Examples
    --------
    >>> in_money(np.array([[0.8, 0.4, -0.1, -0.02]])).round(3)
    array([[8. , 4. , 0.2]])
    """
    minute = slope[:, 3] / slope[:, 2] if slope.shape[1] > 3 else np.full(len(slope), np.nan)
    return np.column_stack([-slope[:, 0] / slope[:, 2], -slope[:, 1] / slope[:, 2], minute])


def explained(moments: Moments, into: np.ndarray) -> float:
    """How much of the differences in log share the causes go with, as answered: R²."""
    everybody = np.ones((1, len(moments.share)))
    slope = slopes(moments, everybody, into, correct=False)[0]
    return float(slope @ (moments.with_share.sum(axis=0) @ into) / moments.share.sum())


def _telling(code: np.ndarray, share: np.ndarray, respondents: int) -> np.ndarray:
    """Respondents with two shares or more, one of them above 0."""
    known = np.bincount(code, np.isfinite(share), respondents)
    above = np.bincount(code, np.nan_to_num(share) > 0, respondents)
    return np.flatnonzero((known > 1) & (above > 0))


def _logs(share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of shares, and which of them were 0."""
    zero = share <= 0
    if zero.any() and not zero.all():
        share = np.where(zero, share[~zero].min() / 2, share)
    return np.log(share), zero.astype(float)


def _mean_by(code: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """Means of rows that belong together; NaN for a group without rows."""
    size = np.bincount(code, minlength=groups).astype(float)
    size[size == 0] = np.nan
    return sums_by(code, values, groups) / size[:, None]
