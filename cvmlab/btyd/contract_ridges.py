"""Ridges of the shifted-beta-geometric likelihood, named: which limit model to report.

Where customers' churn cannot be told apart, alpha and beta grow together without end; where all
losses come at the first renewal they go to zero together. Their values far out on such a ridge mean
nothing: the limit itself is reported, with a message, and its intervals reach back along the ridge.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cvmlab.btyd.chances import AllOrNothing, BetaChances, CommonChance
from cvmlab.btyd.contract_patterns import ContractPatterns
from cvmlab.btyd.fitting import Array, Maximum, Message, weighted_sum
from cvmlab.btyd.ridges import ALLOWED, LARGE, LOOSE, NO_GAIN, edge

NO_NEED = 1.0  # log-likelihood that the second parameter has to earn (Akaike 1974)
ALIKE, APART = np.log(1e4), np.log(1e-4)  # log alpha where a limit is as good as reached
NEARLY_APART = np.log(0.02)
FLOOR = 2 * APART  # no search goes below
RISING = -2.576  # score beyond which it is said that churn rises: one chance in two hundred
Law = type[BetaChances] | type[CommonChance] | type[AllOrNothing]
LIMITS: dict[Law, str] = {
    CommonChance: "one churn for everybody (alpha and beta without limit). That limit model is "
    "reported: how customers differ in their churn cannot be seen in these data.",
    AllOrNothing: "two kinds of customers, those who churn at the first renewal and those who "
    "never do (alpha and beta at zero). That limit model is reported: it cannot be seen in these "
    "data how those who stayed will churn later.",
}
Climb = Callable[..., Maximum]  # law; optionally a start, and the places of what is held there


def with_limits(climb: Climb) -> tuple[Law, Maximum, list[Message]]:
    """Fit Beta chances, and report a limit of them where the data cannot tell the two apart.

    Parameters
    ----------
    climb : callable
        Law -> the maximum of its likelihood.
    """
    best = climb(BetaChances)
    sure = best.converged and bool(np.all(np.sqrt(np.diag(best.covariance())) < LOOSE))
    alike = BetaChances(*np.exp(best.theta)).sameness > LARGE
    if sure and not alike:
        return BetaChances, best, []
    for law, what in LIMITS.items():
        candidate = climb(law)
        worth = NO_NEED if alike and law is CommonChance else NO_GAIN
        if candidate.value > best.value - worth:
            return law, candidate, [Message("limit", f"The data fit as well with {what}")]
    if not best.converged:
        text = "The search stopped before reaching a maximum: treat the estimates as rough."
        return BetaChances, best, [Message("convergence", text)]
    text = (
        "alpha and beta can hardly be told from these data: their intervals are very wide, and "
        "what follows from them far into the future is as uncertain."
    )
    return BetaChances, best, [] if sure else [Message("loose", text)]


def edges_of_ridge(climb: Climb, law: Law, best: Maximum) -> tuple[BetaChances, ...]:
    """How far from a limit the data still allow the chances to be (see ``ridges``)."""
    if law is BetaChances:
        return ()
    inside, outside = (ALIKE, NEARLY_APART) if law is CommonChance else (APART, ALIKE)
    start = np.array([inside, inside - best.theta[0]])  # alpha / beta are the odds of churning

    def profile(at: Array) -> Maximum:
        return climb(BetaChances, at, [0])

    theta = edge(profile, start, 0, outside, inside, best.value - ALLOWED)
    return (BetaChances(*np.exp(theta)),)


def rising_churn(law: CommonChance, data: ContractPatterns) -> list[Message]:
    """Say where churn rises with the renewals, which no mixture of steady customers can do.

    The score of heterogeneity at the common chance: the slope of the log-likelihood in the
    variance of the chances, made free of what the common chance itself could explain.
    """
    p, j, k, weight = law.chance, data.churned, data.kept, data.weight
    chance = j - (j + k) * p
    differing = 0.5 * k * (k - 1) * p / (1 - p) - j * k
    explained = weighted_sum(weight, differing * chance) / weighted_sum(weight, chance**2)
    own = differing - explained * chance
    spread = float(np.sqrt(weighted_sum(weight, own**2)))
    score = float(weighted_sum(weight, own)) / spread if spread > 0 else 0.0
    if score > RISING:
        return []
    text = (
        f"Churn rises with the number of renewals (score {score:.1f}): customers whose chances "
        "stay the same cannot do that, so survival further on is overstated."
    )
    return [Message("data", text)]
