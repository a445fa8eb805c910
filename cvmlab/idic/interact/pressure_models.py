"""How fast complaints rise with the number of messages: two regressions of a few lines.

The first compares all messages; the second only months of the same person, so that nothing that
stays the same about a person (temper, taste, how often he comes) can make the difference.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri, xlogy

from cvmlab.stats.adjusted.canonical_glm import fit

Floats = NDArray[np.float64]


_DRAWS = 4_000


class LogRates(NamedTuple):
    """Logs of rates and ratios, how they vary, and how well they fit."""

    beta: Floats
    covariance: Floats
    fit: float


class Ratio(NamedTuple):
    """A ratio a message with its interval."""

    value: float
    low: float
    high: float


NO_RATIO = Ratio(np.nan, np.nan, np.nan)


def log_rates(happened: Floats, x: Floats, who: NDArray[np.int64]) -> LogRates:
    """A rate that changes by a constant factor with each unit of something.

    Parameters
    ----------
    happened : array of n
        0 or 1 for each message.
    x : array of n × p
        A constant first.
    who : array of n
        Code of the person: rows of one person may hang together.

    Notes
    -----
    Poisson regression: for something rare its coefficient is the log of a ratio of rates (Zou
    2004, "A modified Poisson regression approach to prospective studies with binary data"). The
    variance is that of leaving out one person after the other, in one step of Newton's method: (B
    − B_g)⁻¹ s_g with the information and the score of each person (the jackknife of clusters;
    Bell and McCaffrey 2002, "Bias reduction in standard errors for linear regression with
    multi-stage samples"). With few people the plain sandwich of Liang and Zeger (1986) is too
    narrow, as few of them have the most messages; with many the two are the same.
    """
    beta = fit(x, happened, "amount", np.ones((1, len(happened))))[0]
    mean = np.exp(x @ beta)
    p, people = x.shape[1], int(who.max()) + 1
    upper = np.triu_indices(p)
    rows = np.column_stack([x * (happened - mean)[:, None],
                            x[:, upper[0]] * x[:, upper[1]] * mean[:, None]])  # fmt: skip
    sums = np.column_stack([np.bincount(who, column, people) for column in rows.T])
    each = np.zeros((people, p, p))
    each[:, upper[0], upper[1]] = each[:, upper[1], upper[0]] = sums[:, p:]
    total = each.sum(axis=0)
    # A breath of a ridge: where one person alone tells a coefficient, leaving him out tells none.
    rest = total - each + 1e-9 * np.diag(np.maximum(np.diag(total), 1e-12))
    moved = np.linalg.solve(rest, sums[:, :p, None])[..., 0]
    met = int((np.bincount(who, minlength=people) > 0).sum())
    covariance = moved.T @ moved * (met - 1) / met
    return LogRates(beta, covariance, float(xlogy(happened, mean).sum() - mean.sum()))


def ratio_of(found: LogRates, place: int, level: float) -> Ratio:
    """The factor of one column with its interval."""
    return _around(float(found.beta[place]), float(found.covariance[place, place]), level)


def within_person(
    messages: Floats, happened: Floats, excess: Floats, who: NDArray[np.int64], level: float
) -> Ratio:
    """The same factor from months of the same person only.

    Parameters
    ----------
    messages, happened, excess : array of person-months
        Messages sent, how many were followed by it, and how many of them were above the cap.
    who : array of person-months
        Code of the person.

    Returns
    -------
    Ratio
        NaN where no person with an event has months that differ.

    Notes
    -----
    Given how often it happened to a person, in which month it did follows a multinomial law with
    weights mᵢₜ exp(β·excessᵢₜ) (conditional Poisson regression: Hausman, Hall and Griliches 1984,
    "Econometric models for count data with an application to the patents-R&D relationship").
    """
    people = int(who.max()) + 1 if len(who) else 0
    events = np.bincount(who, happened, people)
    use = events[who] > 0
    messages, happened, excess, who = messages[use], happened[use], excess[use], who[use]
    beta = 0.0
    for _ in range(50):
        weight = messages * np.exp(beta * excess)
        total, first, second = (
            np.bincount(who, weight * excess**power, people) for power in (0, 1, 2)
        )
        inside = np.where(total > 0, total, 1.0)
        mean = first / inside
        information = float((events * (second / inside - mean**2)).sum())
        scores = np.bincount(who, happened * excess, people) - events * mean
        if information < 1e-9:
            return NO_RATIO
        step = float(np.clip(scores.sum() / information, -1.0, 1.0))
        beta += step
        if abs(step) < 1e-9:
            break
    return _around(beta, float((scores**2).sum()) / information**2, level)


def spared(
    model: LogRates, months: pd.Series, cap: int, borne: int, level: float
) -> tuple[float, float, float]:
    """How many events a cap on messages would have spared, with its interval.

    Parameters
    ----------
    model : LogRates
        Log of the rate up to `borne` messages a month, and of the factor for each one above.
    months : Series
        Messages in each person's month.
    cap, borne : int
    level : float

    Notes
    -----
    Messages in a month with n bring a·rᵉ events each, e the number above `borne`. What a cap spares
    is that sum over all months less the same for min(n, cap) messages. Interval: the same for
    draws of (log a, log r) from their estimated normal distribution, seeded.
    """
    counts = months.value_counts().sort_index()
    n, times = counts.index.to_numpy(dtype=float), counts.to_numpy(dtype=float)
    rng = np.random.default_rng(0)
    drawn = rng.multivariate_normal(model.beta, model.covariance, _DRAWS)
    beta = np.vstack([model.beta, drawn])

    def expected(number: Floats) -> Floats:
        above = np.maximum(number - borne, 0)
        return np.exp(beta[:, :1] + beta[:, 1:] * above) @ (times * number)

    avoided = expected(n) - expected(np.minimum(n, cap))
    low, high = np.quantile(avoided[1:], [(1 - level) / 2, (1 + level) / 2])
    return float(avoided[0]), float(low), float(high)


def _around(beta: float, variance: float, level: float) -> Ratio:
    reach = float(ndtri(0.5 + level / 2)) * variance**0.5
    with np.errstate(over="ignore"):
        return Ratio(*(float(end) for end in np.exp([beta, beta - reach, beta + reach])))
