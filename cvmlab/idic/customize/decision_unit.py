"""At which unit a decision is taken: the same for all, segment by segment, or for each customer.

One lot tells what a treatment does on average. Whoever stops there treats all or nobody: mass. Cut
the same lot by tier or need, and each segment gets its own answer. Learn from it what it does to
customers like this one, and each customer does. A finer unit knows more and errs more: which one
pays is no matter of taste, it is measured on customers who took no part in the decision.

Sources: the interview on building customer value (mass, segment, one customer); Ascarza (2018),
"Retention Futility: Targeting High-Risk Customers Might Be Ineffective", Journal of Marketing
Research 55(1).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.idic.customize.decision_rules import ALL, EACH, MASS, RISK, SEGMENT, UPLIFT, VALUE
from cvmlab.idic.customize.decision_unit_result import DecisionUnit, valued
from cvmlab.idic.customize.foretold import expectation, foretold, parts
from cvmlab.idic.customize.leaving_risk import leaving_risk
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.uplift import uplift
from cvmlab.idic.customize.uplift_learners import LEARNERS

NOT_KNOWN = "not known"
HALVES = 2


def decision_unit(
    trial: TrialData,
    segments: Mapping[str, pd.Series] | None = None,
    *,
    share: float = 0.1,
    learner: str = "dr",
    level: float = 0.95,
    seed: int = 0,
) -> DecisionUnit:
    """Decide on one half of the customers at each unit, and value the decisions on the other.

    Parameters
    ----------
    trial : TrialData
        A lot with its outcome; see :func:`trial_features`.
    segments : mapping of name to Series, optional
        How customers are cut into segments: "by tier" to ``customer_id`` to segment, known before
        the lot. A customer who is in none is in the segment "not known".
    share : float
        The share of customers that a rule by risk or by value treats: above 0, up to 1.
    learner : str
        Of the uplift; see :func:`uplift`.
    level : float
        Confidence level.
    seed : int
        Makes the halves reproducible.

    Returns
    -------
    DecisionUnit

    Raises
    ------
    DataProblem
        If the share is none, or a segmentation knows none of the customers.

    Notes
    -----
    Each half decides for the other. By segment: treat those where the mean doubly robust
    pseudo-outcome of the deciding half lies above the cost. For each one by uplift: treat where the
    learned uplift lies above the cost. By risk, by value: the highest ``share``, whatever it
    brings. Values are doubly robust, against doing nothing, per head of all customers.
    """
    marks = _marks(trial, segments or {}, share)
    half = parts(trial, HALVES, seed)
    scores = {ALL: np.full(len(trial), np.inf)}
    scores |= {name: np.full(len(trial), np.nan) for name in (*marks, RISK, VALUE, UPLIFT)}
    scores[VALUE] = trial.frame[trial.value].to_numpy(dtype=float)
    for k in range(HALVES):
        learns, judged = half != k, half == k
        ours, theirs = trial.of(learns), trial.of(judged)
        told = foretold(ours, seed=seed)
        psi = pd.Series(told.pseudo)
        for name, mark in marks.items():
            effect = psi.groupby(mark[learns]).mean()
            scores[name][judged] = pd.Series(mark[judged]).map(effect).to_numpy(dtype=float)
        scores[RISK][judged] = leaving_risk(ours).score(theirs)
        if learner in LEARNERS:
            learned = LEARNERS[learner](ours, told, expectation(ours))
        else:
            learned = uplift(ours, learner=learner, seed=seed)
        scores[UPLIFT][judged] = learned.score(theirs)
    units = {ALL: MASS} | dict.fromkeys(marks, SEGMENT) | dict.fromkeys((RISK, VALUE, UPLIFT), EACH)
    table = pd.DataFrame(scores, index=pd.Index(trial.customer_id, name="customer_id"))
    return valued(table, half, trial, foretold(trial, seed=seed), units, share, level)


def _marks(
    trial: TrialData, segments: Mapping[str, pd.Series], share: float
) -> dict[str, np.ndarray]:
    """Each customer's segment in every way of cutting."""
    problems, marks = [], {}
    if not 0 < share <= 1:
        problems.append(Problem(f"a share of {share} cannot be treated", "give one above 0, to 1."))
    for name, segment in segments.items():
        known = segment[~segment.index.duplicated()]
        mark = trial.customer_id.map(known).astype(object)
        if mark.isna().all():
            problems.append(
                Problem(f'no customer of the lot stands in a segment of "{name}"',
                        "give a Series: customer_id to segment.")
            )  # fmt: skip
        marks[name] = mark.where(mark.notna(), NOT_KNOWN).to_numpy()
    if problems:
        raise DataProblem(problems, "the units of decision")
    return marks
