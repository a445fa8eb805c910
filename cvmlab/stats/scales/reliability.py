"""How far a scale's total can be trusted, and whether it is one thing.

Cronbach's alpha grows with the number of items. Twenty statements that agree only moderately reach
.95 by their number, whether they speak of one thing or of five: alpha says how well the *sum* would
come out the same again, never what it is a sum of. So it stands here beside omega total (the same
question without the assumption that all items are equally good) and omega hierarchical (how much
of the total is one thing common to all of them).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.stats.scales.factor_models import (
    FEWEST_FACETS,
    correlated_facets,
    general_and_facets,
    one_factor,
)
from cvmlab.stats.scales.item_answers import Facets, ItemAnswers, item_answers
from cvmlab.stats.scales.mean_structures import Moments
from cvmlab.stats.scales.reliability_numbers import (
    UNKNOWN,
    Estimate,
    alpha_estimate,
    alpha_of,
    facet_omega,
    omega_estimates,
)
from cvmlab.stats.scales.reliability_result import MEASURES, Reliability

_ROWS_AN_ITEM = 5  # respondents an item from which a factor model says anything


def reliability(
    items: pd.DataFrame, facets: Facets | None = None, *, level: float = 0.95
) -> Reliability:
    """Say how far the total of these items can be trusted, and how much of it is one thing.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, one numeric column an item, all pointing the same way. Respondents
        with a missing answer are left out and counted.
    facets : mapping of str to sequence of str, optional
        The items of each facet. By default read off names such as trust_1, trust_2, care_1; an
        empty mapping makes the scale one piece.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    Reliability

    Raises
    ------
    DataProblem
        With all problems at once: items that are missing, not numbers, all the same or copies; or
        fewer than ten complete respondents.

    Notes
    -----
    Alpha = k/(k−1) (1 − Σσᵢ²/σ²), with σ² the variance of the sum of k items (Cronbach 1951,
    "Coefficient alpha and the internal structure of tests"). Omega total = 1 − Σψᵢ/σ² and omega
    hierarchical = (Σλᵢ)²/σ² come from a general factor with loadings λ beside one factor a facet
    (McDonald 1999, "Test theory"; Reise 2012, "The rediscovery of bifactor measurement models").
    With fewer than three facets a general factor cannot be told from the facets: omega total then
    comes from the facets or from one factor, and omega hierarchical stays empty. Intervals are
    those of the delta method without assuming normal answers. Simulated with three facets of four
    items, they held the truth in 94 to 95% of samples of 300; at 150 that of omega hierarchical was
    too narrow (88%).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> felt = rng.normal(size=(400, 1))
    >>> answers = pd.DataFrame(felt + rng.normal(size=(400, 4)), columns=["a", "b", "c", "d"])
    >>> round(reliability(answers).alpha, 2)  # 4 · 1 / (4 · 1 + 1) = .8 in the long run
    0.78
    """
    answers = item_answers(items, facets)
    values = answers.values
    alpha = alpha_estimate(values, level)
    total, hierarchical, by_facet, why = _omegas(answers, level)
    table = pd.DataFrame(
        [
            (name, found.value, found.low, found.high)
            for name, found in zip(MEASURES, (alpha, total, hierarchical), strict=True)
        ],
        columns=["measure", "estimate", "low", "high"],
    )
    correlation = np.corrcoef(values, rowvar=False)
    return Reliability(
        table=table,
        items=_item_table(answers),
        facets=_facet_table(answers, by_facet, level),
        mean_correlation=float(correlation[np.triu_indices(len(correlation), 1)].mean()),
        rows=len(values),
        left_out=answers.left_out,
        level=level,
        why_empty=why,
    )


def _omegas(
    answers: ItemAnswers, level: float
) -> tuple[Estimate, Estimate, dict[str, Estimate], str]:
    """Omega total, omega hierarchical, omega of each facet, and why one of them is empty."""
    values = answers.values
    rows, items = values.shape
    if rows < _ROWS_AN_ITEM * items:
        return UNKNOWN, UNKNOWN, {}, f"{rows} respondents are too few to look inside {items} items"
    moments = Moments.of(values)
    if items < 3 or np.linalg.cond(np.corrcoef(values, rowvar=False)) > 1e10:
        return UNKNOWN, UNKNOWN, {}, "it takes three items that do not repeat one another"
    if not answers.facets:
        total, _ = omega_estimates(values, one_factor(answers, moments), level)
        return total, UNKNOWN, {}, "no facets were named"
    by_facet = {}
    if min(map(len, answers.facets.values())) > 1:
        apart = correlated_facets(answers, moments)
        by_facet = {
            facet: facet_omega(values, apart, answers.positions(facet), at, level)
            for at, facet in enumerate(answers.facets)
        }
    if len(answers.facets) < FEWEST_FACETS:
        total, _ = omega_estimates(
            values, apart if by_facet else one_factor(answers, moments), level
        )
        return total, UNKNOWN, by_facet, "it takes three facets to tell a common part from theirs"
    fitted = general_and_facets(answers, moments)
    if not fitted.converged:
        return UNKNOWN, UNKNOWN, by_facet, "no model with a common part fits these answers"
    return *omega_estimates(values, fitted, level), by_facet, ""


def _item_table(answers: ItemAnswers) -> pd.DataFrame:
    values = answers.values
    covariance = np.cov(values, rowvar=False)
    spread = np.sqrt(np.diag(covariance))
    with_rest = covariance.sum(axis=0) - np.diag(covariance)
    rest = covariance.sum() - 2 * covariance.sum(axis=0) + np.diag(covariance)
    without = [
        alpha_of(np.delete(np.delete(covariance, i, 0), i, 1)) if len(spread) > 2 else np.nan
        for i in range(len(spread))
    ]
    table = pd.DataFrame({"item": answers.names})
    if answers.facets:
        table["facet"] = answers.of_facet
    return table.assign(
        mean=values.mean(axis=0),
        sd=spread,
        item_rest=with_rest / (spread * np.sqrt(rest)),
        alpha_without=without,
    )


def _facet_table(
    answers: ItemAnswers, omegas: dict[str, Estimate], level: float
) -> pd.DataFrame | None:
    if not answers.facets:
        return None
    lines = []
    for facet in answers.facets:
        places = answers.positions(facet)
        found = alpha_estimate(answers.values[:, places], level) if len(places) > 1 else UNKNOWN
        omega = omegas.get(facet, UNKNOWN)
        lines.append(
            {
                "facet": facet,
                "items": len(places),
                "alpha": found.value,
                "low": found.low,
                "high": found.high,
                "omega": omega.value,
                "omega_low": omega.low,
                "omega_high": omega.high,
            }
        )
    return pd.DataFrame(lines)
