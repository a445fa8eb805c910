"""Ridges of the likelihood, named: which limit model to report when heterogeneity cannot be seen.

On many small bases the likelihood of a Gamma law rises along a ridge: shape and rate grow together
without end (everybody has one common rate), or the mean rate goes to zero (it never happens). The
numbers found far out on a ridge mean nothing. A fit that ends in such a place is compared with the
limits themselves; the smallest one that fits as well is what is reported, with a message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from cvmlab.btyd.fitting import Array, Maximum, Message
from cvmlab.btyd.rates import CommonRate, GammaRates, NoRate, Rates

LARGE = 12.0  # a shape beyond this: rates vary by less than 30% around their mean
NO_GAIN = 0.05  # log-likelihood by which two fits are as good as each other
NO_NEED = 1.0  # log-likelihood that one more parameter has to earn (Akaike 1974)
LOOSE = 1.0  # standard error of a log-parameter: an interval over a factor of 50
ALLOWED = 1.92  # half the 95% point of chi-squared with one degree of freedom
SHAPES = (np.log(0.02), np.log(1e4))
RATES = (5.0, -20.0)  # logs, as multiples of the purchase rate


@dataclass(frozen=True)
class Laws:
    """Which law the purchase rates follow and which the dropout rates."""

    purchase: type[Rates]
    dropout: type[Rates]

    @property
    def is_limit(self) -> bool:
        """Whether one of the laws is a limit of Gamma rates."""
        return bool(self.collapses)

    @property
    def collapses(self) -> set[str]:
        """Which of the laws is at a limit."""
        laws = {"purchase": self.purchase, "dropout": self.dropout}
        return {name for name, law in laws.items() if law is not GammaRates}

    @property
    def far(self) -> Array | float:
        """Log-parameters at which a climb ends up on a ridge: a shape of ten thousand."""
        return np.array([SHAPES[1], np.inf, SHAPES[1], np.inf]) if not self.is_limit else np.inf

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        buying = {GammaRates: ("r", "alpha"), CommonRate: ("purchase_rate",)}
        leaving = {GammaRates: ("s", "beta"), CommonRate: ("dropout_rate",)}
        return buying[self.purchase] + leaving.get(self.dropout, ())

    def at(self, theta: Array) -> tuple[Rates, Rates]:
        """The two laws at given log-parameters."""
        params, split = np.exp(theta), len(fields(self.purchase))  # type: ignore[arg-type]
        return self.purchase(*params[:split]), self.dropout(*params[split:])

    def start(self, buying: float, leaving: float) -> Array:
        """Log-parameters to start from, given crude mean rates."""
        return np.log(_crude(self.purchase, buying) + _crude(self.dropout, leaving))


Fit = Callable[..., Maximum]  # laws; optionally a start, and the place of a parameter to hold
BOTH_DIFFER = Laws(GammaRates, GammaRates)
LIMITS = (  # from the fewest parameters to the most
    Laws(CommonRate, NoRate),
    Laws(GammaRates, NoRate),
    Laws(CommonRate, CommonRate),
    Laws(GammaRates, CommonRate),
    Laws(CommonRate, GammaRates),
)


def with_limits(fit: Fit) -> tuple[Laws, Maximum, tuple[Message, ...]]:
    """Fit Gamma laws, and report a limit of them where the data cannot tell the two apart.

    Parameters
    ----------
    fit : callable
        Laws -> the maximum of their likelihood.
    """
    laws, best = BOTH_DIFFER, fit(BOTH_DIFFER)
    messages: list[Message] = []
    doubtful = _doubtful(best)
    for limit in filter(lambda limit: limit.collapses <= doubtful, LIMITS):
        candidate = fit(limit)
        if candidate.value > best.value - _worth_giving_up(limit, best):
            laws, best, messages = limit, candidate, [_limit_message(limit)]
            break
    else:
        if doubtful:
            messages.append(_loose_message(laws, best))
    if not best.converged:
        text = "The search stopped before reaching a maximum: treat the estimates as rough."
        messages.append(Message("convergence", text))
    return laws, best, tuple(messages)


def edges_of_ridges(fit: Fit, laws: Laws, best: Maximum) -> list[tuple[Rates, Rates]]:
    """How far from the limit the data still allow the laws to be: one pair for each limit taken.

    The limit is the most likely point of a ridge, but its standard errors know nothing of the
    ridge. The other end of a 95% profile-likelihood interval, where the log-likelihood has fallen
    by 1.92, shows what the customers' differences may still be.
    """
    enough = best.value - ALLOWED
    edges = []
    for wider, start, place, outside, inside in _ways_back(laws, best.theta):
        climb = partial(fit, wider, held=place)
        edges.append(wider.at(edge(climb, start, place, outside, inside, enough)))
    return edges


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
    if laws.purchase is CommonRate:
        start = np.concatenate([[SHAPES[1], SHAPES[1] - theta[0]], theta[1:]])
        ways.append((Laws(GammaRates, laws.dropout), start, 0, *SHAPES))
    if laws.dropout is CommonRate:
        start = np.concatenate([theta[:-1], [SHAPES[1], SHAPES[1] - theta[-1]]])
        ways.append((Laws(laws.purchase, GammaRates), start, size - 1, *SHAPES))
    if laws.dropout is NoRate:
        buying = float(np.log(laws.at(theta)[0].mean(0.0, 0.0)))
        outside, inside = (buying + bound for bound in RATES)
        ways.append(
            (Laws(laws.purchase, CommonRate), np.append(theta, inside), size, outside, inside)
        )
    return ways


def _worth_giving_up(limit: Laws, found: Maximum) -> float:
    """How much log-likelihood a limit may cost and still be the one to report.

    Near a limit already, or without dropout, as much as a parameter has to earn; elsewhere, where
    customers may differ a lot, next to nothing.
    """
    r, s = np.exp(found.theta[[0, 2]])
    near = (limit.purchase is not CommonRate or r > LARGE) and (
        limit.dropout is not CommonRate or s > LARGE
    )
    fewer = len(BOTH_DIFFER.names) - len(limit.names)
    return NO_NEED * fewer if near else NO_GAIN


def _doubtful(found: Maximum) -> set[str]:
    """Which laws may as well be at a limit: by a large shape or a loosely determined parameter."""
    spread = np.sqrt(np.diag(found.covariance()))
    shapes = np.exp(found.theta[[0, 2]])
    known = bool(found.converged and np.all(np.isfinite(spread)))
    doubts = set()
    if shapes[0] > LARGE or (known and np.any(spread[:2] > LOOSE)):
        doubts.add("purchase")
    if shapes[1] > LARGE or not known or np.any(spread[2:] > LOOSE):
        doubts.add("dropout")
    return doubts


def _crude(law: type[Rates], rate: float) -> list[float]:
    """Parameters that give a law a mean rate."""
    return {GammaRates: [1.0, 1.0 / rate], CommonRate: [rate], NoRate: []}[law]


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
    said = []
    if laws.purchase is CommonRate:
        said.append("one common purchase rate for everybody (r and alpha without limit)")
    if laws.dropout is CommonRate:
        said.append("exponential dropout with one common rate (s and beta without limit)")
    if laws.dropout is NoRate:
        said.append("no dropout, so that every customer counts as active (s / beta at zero)")
    text = (
        f"The data fit as well with {' and '.join(said)}. That limit model is reported: how "
        "customers differ in this respect cannot be seen in these data."
    )
    return Message("limit", text)
