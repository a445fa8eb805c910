"""Where the Gamma-Gamma likelihood is highest, and which limit of the model to report instead.

On some bases the likelihood rises along a ridge: q and gamma grow together without end (everybody
has the same mean spend), or p grows (a customer's purchases never vary). Where the data cannot
tell such a limit from the whole model, the limit is reported, with a message (see ``ridges``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cvmlab.btyd.fitting import Array, Maximum, Message, Objective, hold, maximise, with_held
from cvmlab.btyd.repeat_buyers import RepeatBuyers
from cvmlab.btyd.ridges import ALLOWED, LOOSE, NO_GAIN, edge
from cvmlab.btyd.spend import COMMON_MEAN, FULL, NO_SPREAD, STEADY

Derivatives = tuple[float, Array, Array]  # value, gradient, Hessian
Likelihood = Callable[[RepeatBuyers, Array], Derivatives]
SAMPLE = 20_000  # buyers enough for a start from which two or three steps are left
FAR = np.array([np.log(10 * STEADY), np.log(10 * STEADY), np.inf])  # gamma is money: any size
LIMITS = {
    COMMON_MEAN: "one mean spend for everybody (q and gamma without limit)",
    NO_SPREAD: f"purchases that never vary for one customer (p without limit; {STEADY:,.0f} used)",
}


@dataclass(frozen=True, eq=False)
class Found:
    """Names of the parameters, their best log-values with covariance, and what to say about them.

    ``edges`` are, for a limit, log-parameters of the whole model as far away as the data allow.
    """

    names: tuple[str, ...]
    best: Maximum
    covariance: Array
    messages: tuple[Message, ...] = ()
    edges: tuple[Array, ...] = ()


def search(
    differing: Likelihood, common: Likelihood, buyers: RepeatBuyers, held: Mapping[str, float]
) -> Found:
    """Fit the whole model, and report a limit of it where the data cannot tell the two apart.

    Parameters
    ----------
    differing, common : callable
        The likelihood where customers differ in their mean spend, and where they do not.
    buyers : RepeatBuyers
    held : mapping
        Parameters to hold at a value; then no limit is taken.
    """
    places = {FULL.index(name): float(np.log(value)) for name, value in held.items()}
    whole = climb(differing, buyers, places)
    covariance = whole.covariance(list(places))
    if whole.converged and np.all(np.sqrt(np.diag(covariance)) < LOOSE):
        return Found(FULL, whole, covariance)
    for names, what in LIMITS.items() if not held else ():
        limit = at_limit(differing, common, buyers, names)
        if limit.best.value > whole.value - NO_GAIN:
            text = f"The data fit as well with {what}. That limit model is reported."
            allowed = _edge(differing, buyers, names, limit.best)
            return replace(limit, messages=(Message("limit", text),), edges=(allowed,))
    text = "The spend model is loosely determined by these data: its intervals are very wide."
    said = (Message("loose" if whole.converged else "convergence", text),)
    return Found(FULL, whole, covariance, said)


def at_limit(
    differing: Likelihood, common: Likelihood, buyers: RepeatBuyers, names: tuple[str, ...]
) -> Found:
    """Fit a limit of the model, named by the parameters it has."""
    if names == COMMON_MEAN:
        start = np.log([2.0, 2.0 / buyers.mean_spend])
        best = maximise(_in_logs(common, buyers), start)
    else:
        best = climb(differing, buyers, {0: float(np.log(STEADY))})
        best = replace(best, theta=best.theta[1:])
    return Found(names, best, best.covariance())


def climb(
    differing: Likelihood,
    buyers: RepeatBuyers,
    held: Mapping[int, float],
    start: Array | None = None,
) -> Maximum:
    """The maximum of the whole model, over the log-parameters that are not held.

    A large base is climbed from where a systematic sample of it has its maximum.
    """
    places, values = np.array(list(held), dtype=int), np.array(list(held.values()))
    theta, far = start, np.full(3, np.inf)
    if theta is None:
        theta, far = _crude(buyers.mean_spend, held), FAR
        if len(buyers) > 2 * SAMPLE:
            few = climb(differing, buyers.every(len(buyers) // SAMPLE), held)
            theta = few.theta if np.all(few.theta < far) else theta
    objective = _in_logs(differing, buyers)
    if held:
        objective = hold(objective, list(held), list(held.values()))
    found = maximise(objective, np.delete(theta, places), far=np.delete(far, places))
    return replace(found, theta=with_held(found.theta, list(held), values)[0])


def _in_logs(likelihood: Likelihood, buyers: RepeatBuyers) -> Objective:
    """The likelihood as a function of log-parameters."""

    def objective(theta: Array) -> Derivatives:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            params = np.exp(theta)
            value, gradient, hessian = likelihood(buyers, params)
            slope = gradient * params
            return value, slope, hessian * np.outer(params, params) + np.diag(slope)

    return objective


def _crude(mean_spend: float, held: Mapping[int, float]) -> Array:
    """Log-parameters to start from, of about the mean spend."""
    p, q = (np.exp(held.get(place, np.log(2.0))) for place in (0, 1))
    gamma = mean_spend * max(q - 1.0, 0.5) / p
    return np.array([np.log(p), np.log(q), held.get(2, np.log(gamma))])


def _edge(
    differing: Likelihood, buyers: RepeatBuyers, names: tuple[str, ...], limit: Maximum
) -> Array:
    """How far from a limit the data still allow the parameters to be (see ``ridges``)."""
    far = float(np.log(STEADY))
    if names == COMMON_MEAN:  # shrink q from where everybody has the same mean
        start, place = np.array([limit.theta[0], far, far - limit.theta[1]]), 1
    else:  # shrink p from where purchases never vary
        start, place = np.array([far, *limit.theta]), 0

    def profile(theta: Array) -> Maximum:
        return climb(differing, buyers, {place: float(theta[place])}, theta)

    return edge(profile, start, place, 0.0, far, limit.value - ALLOWED)
