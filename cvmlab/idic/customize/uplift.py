"""Whom a treatment changes: the uplift of each customer, by learners that did not see the answer.

A customer who would have come anyway, and one who leaves whatever is done, gain nothing from a
treatment, however valuable or however much at risk they are. What counts is the difference it makes
to them. Nobody sees it for one customer, who was either treated or not; a lot shows it for groups,
and a learner carries it to single ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.idic.customize.foretold import FOLDS, Foretold, foretold, parts
from cvmlab.idic.customize.group_effects import group_effects, tenths
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.uplift_learners import LEARNERS, learn
from cvmlab.idic.customize.uplift_result import Uplift

Floats = np.ndarray


def uplift(
    trial: TrialData,
    *,
    learner: str = "best",
    modifiers: Sequence[str] | None = None,
    folds: int = FOLDS,
    level: float = 0.95,
    seed: int = 0,
) -> Uplift:
    """Learn from a lot how much more each customer brings because of a treatment.

    Parameters
    ----------
    trial : TrialData
        See :func:`trial_features` and :func:`trial_data`.
    learner : {"best", "dr", "dr plain", "t"}
        "dr": doubly robust, the effect being a share of what a customer brings, which may differ
        with a few modifiers; "dr plain": doubly robust, any sum, on all features; "t": a model in
        each arm and their difference; "best": the one that foretells the pseudo-outcomes of
        customers it did not see with the smallest loss.
    modifiers : sequence of str, optional
        What the share may differ with; by default the trial's own.
    folds : int
        Parts: each customer is scored by a model of the others.
    level : float
        Confidence level.
    seed : int
        Makes the parts reproducible.

    Returns
    -------
    Uplift
        In the outcome's unit, before the treatment's cost.

    Raises
    ------
    DataProblem
        If the customers are too few for the parts.

    Notes
    -----
    T-learner: Künzel, Sekhon, Bickel and Yu (2019, "Metalearners for estimating heterogeneous
    treatment effects using machine learning"). DR-learner: Kennedy (2023, "Towards optimal doubly
    robust estimation of heterogeneous causal effects"). Whether effects differ at all: slope of
    the pseudo-outcome on the score of a model that did not see it, weighted by its precision (best
    linear predictor; Chernozhukov and others 2018): 1 if scores are right, 0 if they say nothing.
    """
    if learner not in ("best", *LEARNERS):
        raise ValueError(f"learner must be best, {', '.join(LEARNERS)}")
    if modifiers is not None:
        trial = replace(trial, modifiers=tuple(modifiers))
    if unknown := [name for name in trial.modifiers if name not in trial.frame]:
        raise one_problem(f"There is no column {', '.join(unknown)}", "name columns of the trial.")
    smallest = min(int(trial.treated.sum()), int((~trial.treated).sum()))
    if smallest < 4 * folds:
        raise one_problem(
            f"The smaller arm has {smallest} customers, too few to cut into {folds} parts",
            f"wait for {4 * folds}, or take fewer folds.",
        )
    kinds = tuple(LEARNERS) if learner == "best" else (learner,)
    part = parts(trial, folds, seed)
    scores = {kind: np.zeros(len(trial)) for kind in kinds}
    for k in range(folds):
        others, here = trial.of(part != k), trial.of(part == k)
        for kind, learned in learn(others, kinds, seed + 1 + k).items():
            scores[kind][part == k] = learned.score(here)
    known = foretold(trial, folds=folds, seed=seed)
    losses = {kind: _loss(found, known) for kind, found in scores.items()}
    chosen = min(losses, key=lambda kind: losses[kind])
    z = float(ndtri(0.5 + level / 2))
    average, error = known.pseudo.mean(), known.pseudo.std(ddof=1) / np.sqrt(len(trial))
    slope, of_slope = _slope(scores[chosen], known)
    best = scores[chosen]
    return Uplift(
        trial=trial, scores=best, expected=known.expected, tenth=tenths(best), learner=chosen,
        learned=learn(trial, (chosen,), seed)[chosen],
        groups=group_effects(best, trial, by="predicted uplift", level=level, pseudo=known.pseudo),
        average=(float(average), float(average - z * error), float(average + z * error)),
        slope=(slope, slope - z * of_slope, slope + z * of_slope), losses=losses,
        foretold=known, level=level,
    )  # fmt: skip


def _loss(scores: Floats, known: Foretold) -> float:
    """How far scores are from unseen pseudo-outcomes, less what no effect at all would miss."""
    missed = (known.pseudo - scores) ** 2 - known.pseudo**2
    return float((missed / known.noise).sum() / (1 / known.noise).sum())


def _slope(scores: Floats, known: Foretold) -> tuple[float, float]:
    """Weighted slope of the pseudo-outcome on the score, with its robust standard error."""
    w = 1 / known.noise
    x = scores - (w * scores).sum() / w.sum()
    size = (w * x**2).sum()
    if size <= 1e-12 * w.sum():
        return float("nan"), float("nan")
    slope = float((w * x * known.pseudo).sum() / size)
    left = known.pseudo - (w * known.pseudo).sum() / w.sum() - slope * x
    return slope, float(np.sqrt(((w * x * left) ** 2).sum()) / size)
