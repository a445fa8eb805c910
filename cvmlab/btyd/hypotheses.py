"""Tests of hypotheses about a fit: Wald, likelihood ratio, and fits side by side.

Wald tests look at log-parameters, so that a result does not depend on the unit of time or money.
A likelihood ratio usually follows chi-squared. Where the simpler model lies at the edge of the
fuller one (everybody has the same rate, nobody leaves), a parameter can move to one side only and
half of the time not at all: the law is a mixture of chi-squareds, "chi-bar-squared".

Sources: Wald (1943), "Tests of Statistical Hypotheses Concerning Several Parameters", Transactions
of the AMS 54(3); Self & Liang (1987), "Asymptotic Properties of Maximum Likelihood Estimators and
Likelihood Ratio Tests under Nonstandard Conditions", JASA 82(398).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.nesting import Restrictions, asked_for, require_same_family, restrictions
from cvmlab.errors import DataProblem, Problem, one_problem

if TYPE_CHECKING:
    from cvmlab.btyd.results import FitResults

ROUNDING = 1e-4  # by which twice the log-likelihood of two searches for one maximum may differ


@dataclass(frozen=True, repr=False)
class HypothesisTest:
    """What a test of a hypothesis found.

    Attributes
    ----------
    test : str
        "Wald test" or "Likelihood-ratio test".
    hypothesis : str
        What was tested, in words.
    statistic : float
    df : int
        How many restrictions were tested.
    p_value : float
        How often a statistic at least as large comes about if the hypothesis holds.
    distribution : str
        Of the statistic under the hypothesis, in words.
    note : str
        What else the reader has to know.
    """

    test: str
    hypothesis: str
    statistic: float
    df: int
    p_value: float
    distribution: str
    note: str = ""

    def summary(self) -> str:
        """The result as a sentence."""
        p = "p < 0.0001" if self.p_value < 1e-4 else f"p = {self.p_value:.4f}"
        found = f"statistic {self.statistic:,.3f} ({self.distribution}), {p}"
        return f"{self.test} of {self.hypothesis}: {found}.{self.note and ' '}{self.note}"

    def __repr__(self) -> str:
        return self.summary()


def wald_test(fit: FitResults, values: Mapping[str, float]) -> HypothesisTest:
    """Whether parameters may have certain values: d' V^-1 d with d the distance of their logs.

    Examples
    --------
    >>> from cvmlab.btyd.shifted_beta_geometric import ShiftedBetaGeometric
    >>> fit = ShiftedBetaGeometric.from_survivors([1000, 631, 468, 382, 326]).fit()
    >>> wald_test(fit, {"alpha": 1.0, "beta": 1.0})
    Wald test of alpha = 1, beta = 1 in Shifted-beta-geometric: statistic ...
    """
    places = _estimated(fit, list(values))
    wanted = np.array([float(value) for value in values.values()])
    if not np.all((wanted > 0) & np.isfinite(wanted)):
        raise ValueError(f"these parameters are positive numbers; got {dict(values)}")
    said = ", ".join(f"{name} = {value:g}" for name, value in values.items())
    covariance = fit.theta_cov[np.ix_(places, places)]
    return _wald(fit.theta[places] - np.log(wanted), covariance, f"{said} in {fit.model}")


def wald_test_of_difference(fit: FitResults, other: FitResults) -> HypothesisTest:
    """Whether two groups of different customers share all parameters.

    Both fits must have the same parameters; covariances add up, as the groups are independent.
    """
    if fit.model != other.model or fit.names != other.names:
        raise ValueError(
            f"the two fits have different parameters ({fit.model}: {', '.join(fit.names)}; "
            f"{other.model}: {', '.join(other.names)}); fit both with the same laws, such as "
            'fit(dropout="common")'
        )
    if fit.fingerprint and fit.fingerprint == other.fingerprint:
        raise one_problem(
            "both fits are of the same customers, so there is no difference to test",
            "fit two groups of different customers, such as two segments.",
        )
    free = [name for name in fit.names if name not in (*fit.held, *other.held)]
    places, also = _estimated(fit, free), _estimated(other, free)
    covariance = fit.theta_cov[np.ix_(places, places)] + other.theta_cov[np.ix_(also, also)]
    hypothesis = f"the same {', '.join(free)} in both groups ({fit.model})"
    return _wald(fit.theta[places] - other.theta[also], covariance, hypothesis)


def lr_test(full: FitResults, restricted: FitResults) -> HypothesisTest:
    """Whether a simpler model does as well: twice the difference of the log-likelihoods.

    The law of the statistic, and what is refused, is worked out in ``nesting``.
    """
    require_same_family(full, restricted)
    require_same_data([full, restricted])
    tested = restrictions(full, restricted)
    best, note = asked_for(full)
    statistic = 2.0 * (best - restricted.llf)
    if statistic < -ROUNDING * max(1.0, 1e-4 * abs(full.llf)):
        raise one_problem(
            f"the simpler fit is the more likely one (log-likelihood {restricted.llf:,.4f} against "
            f"{best:,.4f}): a search ended before its maximum",
            "look at the messages of both fits.",
        )
    statistic = statistic if statistic > ROUNDING else 0.0
    p, law = tested.tail(statistic)
    fuller = full.family if full.is_reported_limit else label(full)
    return HypothesisTest(
        test="Likelihood-ratio test",
        hypothesis=f"{tested.said} against {fuller}",
        statistic=statistic,
        df=tested.df,
        p_value=p,
        distribution=law,
        note=note,
    )


def compare_fits(*fits: FitResults) -> pd.DataFrame:
    """Several fits to the same customers side by side, the one with the lowest AIC first.

    Parameters
    ----------
    *fits : FitResults

    Returns
    -------
    DataFrame
        Indexed by model: k (estimated parameters), llf, AIC, BIC, and ``above_best``, the AIC
        beyond the lowest.

    Raises
    ------
    DataProblem
        When they are not of the same customers, or one counts opportunities where another
        measures time: such likelihoods cannot be compared.
    """
    if not fits:
        raise ValueError("give at least one fit")
    require_same_data(fits)
    rows = [(fit.df_model, fit.llf, fit.aic, fit.bic) for fit in fits]
    index = pd.Index([label(fit) for fit in fits], name="model")
    table = pd.DataFrame(rows, columns=["k", "llf", "AIC", "BIC"], index=index)
    return table.assign(above_best=table["AIC"] - table["AIC"].min()).sort_values("AIC")


def require_same_data(fits: Sequence[FitResults]) -> None:
    """Stop in plain words where likelihoods are not of the same customers."""
    problems = []
    if len({(fit.fingerprint, fit.nobs) for fit in fits}) > 1:
        sizes = ", ".join(f"{fit.model}: {fit.nobs:,.0f} customers" for fit in fits)
        what = f"the fits are not of the same customers ({sizes}), so likelihoods do not compare"
        problems.append(Problem(what, "fit every model to one and the same base."))
    if len({_counts_opportunities(fit) for fit in fits}) > 1:
        what = "one model counts opportunities and another measures time"
        remedy = "compare models of the same kind; across kinds, compare their holdout forecasts."
        problems.append(Problem(f"{what}, so their likelihoods do not compare", remedy))
    if problems:
        raise DataProblem(problems, "the comparison" if len(problems) > 1 else None)


def _counts_opportunities(fit: FitResults) -> bool:
    return getattr(getattr(fit, "model_class", None), "counts_opportunities", False)


def label(fit: FitResults) -> str:
    """The model's name, with what is special about this fit."""
    laws = ", ".join(fit.names) if fit.model != fit.family else ""
    held = f"{', '.join(fit.held)} held" if fit.held else ""
    added = "; ".join(part for part in (laws, held) if part)
    return f"{fit.model} ({added})" if added else fit.model


def _estimated(fit: FitResults, names: Sequence[str]) -> list[int]:
    """Places of parameters that were estimated, with a covariance."""
    unknown = [name for name in names if name not in fit.names]
    if unknown or not names:
        raise ValueError(
            f"name parameters of {fit.model} ({', '.join(fit.names)}); "
            f"got {', '.join(unknown) or 'none'}"
        )
    held = [name for name in names if name in fit.held]
    if held:
        raise ValueError(f"{', '.join(held)} was held, not estimated: there is nothing to test")
    places = [fit.names.index(name) for name in names]
    if not np.all(np.isfinite(fit.theta_cov[np.ix_(places, places)])):
        raise one_problem(
            f"the parameters of this fit ({', '.join(names)}) have no standard errors",
            "look at the messages of the fit; bring more customers or a longer window.",
        )
    return places


def _wald(distance: Array, covariance: Array, hypothesis: str) -> HypothesisTest:
    statistic = float(distance @ np.linalg.solve(covariance, distance))
    df = len(distance)
    p, law = Restrictions(hypothesis, inside=df, edges=0).tail(statistic)
    return HypothesisTest("Wald test", hypothesis, statistic, df, p, law)
