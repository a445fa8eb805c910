"""Shifted-beta-geometric: how long customers by contract stay, and why retention seems to rise.

At every renewal a customer churns with a chance of their own, which never changes; chances differ
between customers as Beta(alpha, beta). With the moments m(j, k) = B(alpha + j, beta + k) /
B(alpha, beta), churning at the t-th renewal has probability m(1, t - 1), and being still a customer
after n renewals

    S(n) = m(0, n),  so that  r(t) = S(t) / S(t - 1) = (beta + t - 1) / (alpha + beta + t - 1)

rises with t: not because anybody becomes more faithful, but because those likely to churn leave
first.

Source: Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive
Marketing 21(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from cvmlab.btyd.chances import BetaChances, CommonChance
from cvmlab.btyd.contract_patterns import ContractPatterns, as_contracts, survivors_as_contracts
from cvmlab.btyd.contract_results import NAMES, ShiftedBetaGeometricResults
from cvmlab.btyd.contract_ridges import ALIKE, FLOOR, Law, edges_of_ridge, rising_churn, with_limits
from cvmlab.btyd.fitting import Array, Maximum, Message, hold, maximise, weighted_sum
from cvmlab.errors import DataProblem, Problem


class ShiftedBetaGeometric:
    """Model of renewals by contract (Fader & Hardie 2007).

    Parameters
    ----------
    contracts : DataFrame, Ibis table, or object with ``.frame()``
        Columns renewals (that have come up, until now or until the loss, the lost one included)
        and churned; optionally ``weight`` and ``customer_id``.

    Examples
    --------
    >>> fit = ShiftedBetaGeometric.from_survivors([1000, 631, 468, 382, 326]).fit()
    >>> fit.params.round(2).to_dict()
    {'alpha': 0.76, 'beta': 1.3}
    """

    def __init__(self, contracts: Any) -> None:
        self.contracts = as_contracts(contracts)

    @classmethod
    def from_survivors(cls, survivors: Sequence[float]) -> ShiftedBetaGeometric:
        """The model for one cohort: its size, then how many were left after each renewal."""
        return cls(survivors_as_contracts(survivors))

    def loglike(self, params: Array) -> float:
        """Log-likelihood at given (alpha, beta)."""
        law = BetaChances(*np.asarray(params, dtype=float))
        terms = law.log_moment(self.contracts.churned, self.contracts.kept)
        return float(weighted_sum(self.contracts.weight, terms))

    def fit(self, *, churn: str = "differs") -> ShiftedBetaGeometricResults:
        """Estimate by maximum likelihood.

        Parameters
        ----------
        churn : {"differs", "common"}
            Whether customers differ in their chance to churn (where it cannot be seen that they
            do, the limit is reported and said), or all have the same: one constant retention.

        Raises
        ------
        DataProblem
            When nobody, or everybody at the first renewal, has churned.
        """
        if churn not in ("differs", "common"):
            raise ValueError(f'churn is "differs" or "common"; got {churn!r}')
        data = self.contracts
        _require_both_kinds(data)
        search = partial(climb, data)
        if churn == "differs":
            law, best, messages = with_limits(search)
        else:
            law, best, messages = CommonChance, search(CommonChance), []
        if law is CommonChance:
            messages += rising_churn(law(*np.exp(best.theta)), data)
        new = float(data.weight[data.renewals == 0].sum())
        if new:
            text = f"{new:,.0f} customers have not come to a first renewal: they tell nothing yet."
            messages.append(Message("data", text))
        return ShiftedBetaGeometricResults(
            model="Shifted-beta-geometric" + ("" if law is BetaChances else ", limit model"),
            names=NAMES[law],
            theta=best.theta,
            theta_cov=best.covariance(),
            llf=best.value,
            nobs=float(data.weight.sum()) - new,
            messages=tuple(messages),
            law=law(*np.exp(best.theta)),
            edges=edges_of_ridge(search, law, best) if churn == "differs" else (),
            contracts=data,
            fingerprint=data.fingerprint,
        )


def climb(
    data: ContractPatterns, law: Law, start: Array | None = None, held: Sequence[int] = ()
) -> Maximum:
    """Maximum of the likelihood under a law of chances, perhaps with log-parameters held.

    Churning at the t-th renewal is one opportunity taken after t - 1 passed.

    Parameters
    ----------
    data : ContractPatterns
    law : type
        BetaChances or a limit of it.
    start : array, optional
        Log-parameters; those whose places are in ``held`` stay.
    held : sequence of int
    """
    lost, kept, weight = data.churned, data.kept, data.weight

    def objective(theta: Array) -> tuple[float, Array, Array]:
        chances = law(*np.exp(theta))
        gradient, hessian = chances.derivatives(lost, kept)
        value = float(weighted_sum(weight, chances.log_moment(lost, kept)))
        slope = np.array([weighted_sum(weight, one) for one in gradient])
        return (
            value,
            slope,
            np.array([[weighted_sum(weight, one) for one in row] for row in hessian]),
        )

    if start is not None:
        places, theta = list(held), np.array(start, dtype=float)
        free = np.setdiff1d(np.arange(len(theta)), places)
        found = maximise(
            hold(objective, places, [float(theta[place]) for place in places]), theta[free]
        )
        theta[free] = found.theta
        return replace(found, theta=theta)
    odds = float(weighted_sum(weight, lost) / weighted_sum(weight, kept))
    if law is BetaChances:
        return maximise(objective, np.log([1.0, 1.0 / odds]), far=ALIKE, nothing=FLOOR)
    return maximise(objective, np.log([odds]))


def _require_both_kinds(data: ContractPatterns) -> None:
    problems = []
    if not np.any(data.renewals > 0):
        remedy = "look again after the first renewals, or choose a shorter period."
        problems.append(Problem("no customer has come to a renewal", remedy, "renewals"))
    elif not np.any(data.churned > 0):
        remedy = "bring ended contracts too: a list of running ones does not show who left."
        problems.append(Problem("nobody has churned", remedy, "churned"))
    elif not np.any(data.kept > 0):
        remedy = "bring customers who renewed at least once."
        problems.append(Problem("everybody churned at the first renewal", remedy, "churned"))
    if problems:
        raise DataProblem(problems, "the contracts")
