"""What a rule for treating would have brought, read from a lot that followed another rule.

Some customers were treated, by lot, as the rule would have treated them. They stand for those who
were not, each for as many as had the same chance. No rule has to be tried to be valued, provided
that the chances were written down and none was 0 or 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count
from cvmlab.idic.customize.foretold import Foretold, foretold
from cvmlab.idic.customize.policy_value_result import FEWEST_EFFECTIVE, NOBODY, PolicyValue
from cvmlab.idic.customize.trial_data import TrialData, refuse_chances

Floats = np.ndarray
Method = Literal["dr", "ips", "snips"]


def policy_value(
    policies: Mapping[str, Any],
    trial: TrialData,
    *,
    method: Method = "dr",
    known: Foretold | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> PolicyValue:
    """What each customer would bring, net of the treatment's cost, were a rule followed.

    Parameters
    ----------
    policies : mapping of name to array of bool
        Whom each rule treats, a flag a customer of the trial. It must not have been learned or
        chosen from these customers' outcomes: see :func:`choose_policy`.
    trial : TrialData
        The lot, with logged chances.
    method : {"dr", "ips", "snips"}
        Doubly robust; inverse propensity score; the same self-normalised.
    known : Foretold, optional
        What each was expected to bring, where it is already worked out.
    level : float
        Confidence level.
    seed : int
        Makes the parts of the doubly robust method reproducible.

    Returns
    -------
    PolicyValue
        Values a head of all customers, beside that of treating nobody.

    Raises
    ------
    DataProblem
        If chances are missing, 0 or 1, rules are not one flag a customer, or so few customers were
        treated as a rule would that they are worth fewer than thirty.

    Notes
    -----
    With wᵢ = 1{Tᵢ = π(xᵢ)} / P(Tᵢ): IPS mean of w·y (Horvitz and Thompson 1952, "A generalization
    of sampling without replacement from a finite universe"); SNIPS Σwy/Σw (Hájek 1971; Swaminathan
    and Joachims 2015, "The self-normalized estimator for counterfactual learning"); DR mean of
    m_π + w(y − m_π) (Dudík, Langford and Li 2011, "Doubly robust policy evaluation and learning");
    each minus cost times the share treated. Effective sample size: (Σw)²/Σw² (Kish 1965). Two
    rules are compared customer by customer: where they agree, the difference is exactly 0 with IPS
    and DR. Intervals: Student's t with as many degrees of freedom as the effective sample size of
    those the rule treats; below thirty none is given.
    """
    if method not in ("dr", "ips", "snips"):
        raise ValueError('method must be "dr", "ips" or "snips"')
    refuse_chances(trial.propensity, trial.chance)
    rules = {NOBODY: np.zeros(len(trial), dtype=bool), **_rules(policies, len(trial))}
    if method == "dr" and known is None:
        known = foretold(trial, seed=seed)
    y, drawn, p = trial.outcome, trial.treated, trial.propensity
    each, rows = {}, []
    for name, treats in rules.items():
        w = np.where(drawn == treats, 1 / np.where(treats, p, 1 - p), 0.0)
        mean = None
        if known is not None:
            mean = np.where(treats, known.treated, known.control)
        each[name] = _contributions(method, w, y, mean) - trial.cost * treats
        matched = drawn == treats
        on = _effective(w[treats]) if treats.any() else np.nan
        rows.append((name, float(treats.mean()), _effective(w), on, float(matched.mean())))
    thin = [name for name, _, size, _, _ in rows if size < FEWEST_EFFECTIVE]
    if thin:
        raise DataProblem([
            Problem(f'Too few customers were treated as "{name}" would: they are worth fewer than '
                    f"{count(FEWEST_EFFECTIVE)}", "try the rule on more customers by lot.")
            for name in thin
        ])  # fmt: skip
    columns = ["policy", "treated", "effective", "effective_treated", "matched"]
    return PolicyValue(pd.DataFrame(rows, columns=columns), each, method, trial.cost, level,
                       trial.currency)  # fmt: skip


def _contributions(method: Method, w: Floats, y: Floats, mean: Floats | None) -> Floats:
    """One number a customer whose mean is the value, and whose spread is its error's."""
    if method == "ips":
        return w * y
    if method == "snips":
        centre = float((w * y).sum() / w.sum()) if w.any() else 0.0
        return centre + w * (y - centre) / max(float(w.mean()), 1e-12)
    assert mean is not None
    return mean + w * (y - mean)


def _effective(w: Floats) -> float:
    size = float((w**2).sum())
    return float(w.sum()) ** 2 / size if size > 0 else 0.0


def _rules(policies: Mapping[str, Any], customers: int) -> dict[str, np.ndarray]:
    problems, rules = [], {}
    for name, given in policies.items():
        flags = np.asarray(given)
        if flags.shape != (customers,):
            said = f'"{name}" has {count(flags.size)} flags for {count(customers)} customers'
            problems.append(Problem(said, "give one a customer."))
        elif pd.isna(flags).any() or not np.isin(flags.astype(float), (0, 1)).all():
            said = f'"{name}" is not yes or no for everybody'
            problems.append(Problem(said, "say for each whether the rule treats it."))
        else:
            rules[name] = flags.astype(bool)
    if problems:
        raise DataProblem(problems)
    return rules
