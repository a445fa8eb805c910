"""Ridges of the likelihood, named: which limit model to report when heterogeneity cannot be seen.

On many small bases the likelihood rises along a ridge: shape and rate of a law grow together
without end (everybody has one common rate), both go to zero (customers leave at once or never), or
the mean rate does (they never leave). The numbers found far out on a ridge mean nothing. A fit that
ends in such a place is compared with the limits themselves; the smallest one that fits as well is
what is reported, with a message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from cvmlab.btyd.chances import BetaChances, CommonChance, NoChance
from cvmlab.btyd.fitting import Array, Maximum, Message
from cvmlab.btyd.laws import COMMON, LARGEST_SHAPE, SPLIT, Laws, Pair
from cvmlab.btyd.rate_limits import CommonRate, NoRate

LARGE = 12.0  # 1 / CV^2 beyond this: rates vary by less than 30% around their mean
NO_GAIN = 0.05  # log-likelihood by which two fits are as good as each other
NO_NEED = 1.0  # log-likelihood that one more parameter has to earn (Akaike 1974)
LOOSE = 1.0  # standard error of a log-parameter: an interval over a factor of 50
ALLOWED = 1.92  # half the 95% point of chi-squared with one degree of freedom
SHAPES = (np.log(0.02), LARGEST_SHAPE)
SPLIT_SHAPE = 0.02  # next to the limit in which customers leave at once or never
LEAVING = (5.0, -20.0)  # logs of a dropout rate (as multiples of the purchase rate) or of odds

Fit = Callable[..., Maximum]  # laws; optionally a start, and the place of a parameter to hold


def with_limits(fit: Fit, some: Fit, whole: Laws) -> tuple[Laws, Maximum, tuple[Message, ...]]:
    """Fit a whole model, and report a limit of it where the data cannot tell the two apart.

    Parameters
    ----------
    fit : callable
        Laws -> the maximum of their likelihood.
    some : callable
        The same for a sample of the customers, to start from; ``fit`` itself where they are few.
    whole : Laws
        In which customers differ in both respects.
    """
    laws, best = whole, _higher_hill(fit, some, whole)
    messages: list[Message] = []
    doubtful = _doubtful(whole, best)
    limits = [limit for limit in whole.limits if limit.collapses <= doubtful]
    # A search that runs away along a ridge reports a likelihood lost in rounding: it is no rival.
    fitted = [(limit, fit(limit)) for limit in limits]
    candidates = [(limit, found) for limit, found in fitted if found.converged] or fitted
    highest = max([best.value, *(candidate.value for _, candidate in candidates)])
    for limit, candidate in candidates:
        if candidate.value > highest - _worth_giving_up(whole, limit, best):
            laws, best, messages = limit, candidate, [_limit_message(limit)]
            break
    else:
        if doubtful:
            messages.append(_loose_message(laws, best))
    if not best.converged:
        text = "The search stopped before reaching a maximum: treat the estimates as rough."
        messages.append(Message("convergence", text))
    return laws, best, tuple(messages)


def _higher_hill(fit: Fit, some: Fit, whole: Laws) -> Maximum:
    """The higher of two hills: the likelihood of a base full of one-time buyers may have both.

    From a crude start the search finds customers who leave little by little. Whether they rather
    leave at the first chance or never is one quick fit of that limit away.
    """
    found, split = some(whole), some(whole.with_split_dropout())
    if split.value > found.value:
        start = np.append(split.theta[:-1], _nearly_split(whole, split.theta[-1]))
        other = some(whole, start)
        found = other if other.value > found.value else found
    if some is fit:
        return found
    return fit(whole) if np.any(found.theta > whole.far) else fit(whole, found.theta)


def _nearly_split(whole: Laws, log_odds: float) -> list[float]:
    """Log-parameters of a dropout law that nearly splits customers at these odds."""
    small = np.log(SPLIT_SHAPE)
    if whole.dropout is BetaChances:
        return [small, small - log_odds]
    # (rate / (rate + y))^shape is the chance to stay, at times y that are large against the rate
    return [small, -np.logaddexp(0.0, log_odds) / SPLIT_SHAPE]


def edges_of_ridges(fit: Fit, laws: Laws, best: Maximum) -> list[Pair]:
    """How far from the limit the data still allow the laws to be: one pair for each limit taken.

    The limit is the most likely point of a ridge, but its standard errors know nothing of the
    ridge. The other end of a 95% profile-likelihood interval, where the log-likelihood has fallen
    by 1.92, shows what the customers' differences may still be.
    """
    enough = best.value - ALLOWED
    edges = []
    for wider, start, place, outside, inside in _ways_back(laws, best.theta):
        climb = partial(fit, wider, held=place)
        if climb(_at(start, place, inside)).value < enough:
            continue  # even next to the limit the data say no
        edges.append(wider.at(edge(climb, start, place, outside, inside, enough)))
    return edges


def _at(theta: Array, place: int, value: float) -> Array:
    moved = theta.copy()
    moved[place] = value
    return moved


def edge(
    climb: Callable[[Array], Maximum],
    start: Array,
    place: int,
    outside: float,
    inside: float,
    enough: float,
) -> Array:
    """Where a profile likelihood falls below ``enough``, by bisection: all log-parameters there.

    Parameters
    ----------
    climb : callable
        Log-parameters -> the maximum over all but the one at ``place``, which is held.
    start : array
    place : int
    outside, inside : float
        Values of the held log-parameter too far from the limit, and close to it.
    enough : float
    """
    theta = start.copy()
    for _ in range(8):
        theta[place] = 0.5 * (outside + inside)
        found = climb(theta)
        if found.value > enough:
            inside, theta = theta[place], found.theta.copy()
        else:
            outside = theta[place]
    theta[place] = inside
    return climb(theta).theta


def _ways_back(laws: Laws, theta: Array) -> list[tuple[Laws, Array, int, float, float]]:
    """The laws one step back from each limit taken, with a start near it.

    Then the place of the log-parameter that leads away from the limit, a value of it too far away
    and one close to the limit.
    """
    ways, size = [], len(theta)
    if "purchase" in laws.collapses:
        start = np.concatenate([_nearly(theta[0]), theta[1:]])
        ways.append((_differing(laws, "purchase"), start, 0, *SHAPES))
    if laws.dropout in COMMON.values():
        start = np.concatenate([theta[:-1], _nearly(theta[-1])])
        ways.append((_differing(laws, "dropout"), start, size - 1, *SHAPES))
    if laws.dropout in SPLIT.values():
        wider = _differing(laws, "dropout")
        start = np.append(theta[:-1], _nearly_split(wider, theta[-1]))
        ways.append((wider, start, size - 1, np.log(LARGE), np.log(SPLIT_SHAPE)))
    if laws.dropout in (NoRate, NoChance):
        by_time = laws.dropout is NoRate
        unit = float(np.log(laws.at(theta)[0].mean(0.0, 0.0))) if by_time else 0.0
        outside, inside = (unit + bound for bound in LEAVING)
        common = replace(laws, dropout=CommonRate if by_time else CommonChance)
        ways.append((common, np.append(theta, inside), size, outside, inside))
    return ways


def _nearly(common: float) -> list[float]:
    """Log-parameters of a law so narrow that it is nearly the common rate or odds given."""
    return [LARGEST_SHAPE, LARGEST_SHAPE - common]


def _differing(laws: Laws, side: str) -> Laws:
    """The same laws, one of them letting customers differ again."""
    whole = {limit: law for limits in (COMMON, SPLIT) for law, limit in limits.items()}
    if side == "purchase":
        return replace(laws, purchase=whole[laws.purchase])
    return replace(laws, dropout=whole[laws.dropout])


def _worth_giving_up(whole: Laws, limit: Laws, found: Maximum) -> float:
    """How much log-likelihood a limit may cost and still be the one to report.

    Near a limit already, or without dropout, as much as a parameter has to earn; elsewhere, where
    customers may differ a lot, next to nothing.
    """
    purchase, dropout = whole.at(found.theta)
    near = ("purchase" not in limit.collapses or purchase.sameness > LARGE) and (
        limit.dropout not in COMMON.values() or dropout.sameness > LARGE
    )
    if limit.dropout in SPLIT.values():
        return NO_GAIN
    fewer = len(whole.names) - len(limit.names)
    return NO_NEED * fewer if near else NO_GAIN


def _doubtful(whole: Laws, found: Maximum) -> set[str]:
    """Which laws may as well be at a limit: nearly the same for all, or loosely determined."""
    spread = np.sqrt(np.diag(found.covariance()))
    purchase, dropout = whole.at(found.theta)
    known = bool(found.converged and np.all(np.isfinite(spread)))
    doubts = set()
    if purchase.sameness > LARGE or (known and np.any(spread[:2] > LOOSE)):
        doubts.add("purchase")
    if dropout.sameness > LARGE or not known or np.any(spread[2:] > LOOSE):
        doubts.add("dropout")
    return doubts


def _loose_message(laws: Laws, found: Maximum) -> Message:
    spread = np.sqrt(np.diag(found.covariance()))
    named = zip(laws.names, spread, strict=True)
    loose = [name for name, error in named if not error < LOOSE] or list(laws.names)
    text = (
        f"{' and '.join(loose)} can hardly be told from these data: their intervals are very wide, "
        "and what follows from them far into the future is as uncertain."
    )
    return Message("loose", text)


def _limit_message(laws: Laws) -> Message:
    first, second, third, fourth = laws.symbols
    said = []
    if laws.purchase is CommonRate:
        said.append(f"one common purchase rate for everybody ({first} and {second} without limit)")
    if laws.purchase is CommonChance:
        said.append(
            f"one common chance of buying for everybody ({first} and {second} without limit)"
        )
    if laws.dropout is CommonRate:
        text = "exponential dropout with one common rate"
        said.append(f"{text} ({third} and {fourth} without limit)")
    if laws.dropout is CommonChance:
        text = "one common chance of dropping out for everybody"
        said.append(f"{text} ({third} and {fourth} without limit)")
    if laws.dropout in SPLIT.values():
        text = "customers who leave at their first chance or never"
        said.append(f"{text} ({third} and {fourth} at zero)")
    if laws.dropout in (NoRate, NoChance):
        said.append(
            f"no dropout, so that every customer counts as active ({third} / {fourth} at zero)"
        )
    text = (
        f"The data fit as well with {' and '.join(said)}. That limit model is reported: how "
        "customers differ in this respect cannot be seen in these data."
    )
    return Message("limit", text)
