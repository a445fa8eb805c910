"""Three ways to learn whom a treatment changes, each fitted to some customers, asked of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.idic.customize.foretold import Design, Expectation, Foretold, expectation, foretold
from cvmlab.idic.customize.trial_data import TrialData

Floats = np.ndarray
_PENALTIES = np.logspace(0, 5, 11)


@dataclass(frozen=True, eq=False)
class Learned:
    """What a learner made of some customers; ask it about any others.

    Attributes
    ----------
    kind : str
        The learner's name.
    weights : dict of str to float
        What it goes by; empty for learners of which one cannot say it briefly.
    """

    kind: str
    weights: dict[str, float]
    _predict: Callable[[pd.DataFrame], Floats]

    def score(self, trial: TrialData) -> Floats:
        """The uplift of each customer, in the outcome's unit."""
        return self._predict(trial.frame)


def learn_by_share(trial: TrialData, known: Foretold, model: Expectation) -> Learned:
    """DR-learner whose effect is a share of what a customer is expected to bring.

    Parameters
    ----------
    trial : TrialData
    known : Foretold
        Of these customers.
    model : Expectation
        What a customer brings, for those asked about.

    Notes
    -----
    ψ = m(x)(b₀ + Σ bⱼzⱼ) + noise, by weighted least squares with the noise's own variance; z are
    the modifiers in standard deviations. Penalty on each of q modifiers: q times the information on
    b₀. So before the data, the q shares together are believed to differ between customers about as
    much as the average share is uncertain (a normal prior; Hoerl and Kennard 1970, "Ridge
    regression"). It needs no tuning, which on noisy effects would be luck.
    """
    names = trial.modifiers
    design = Design.of(trial.frame, names) if names else None
    m = known.expected if known.scaled else np.ones(len(trial))

    def columns(frame: pd.DataFrame, size: Floats) -> Floats:
        z = design(frame) if design is not None else np.empty((len(frame), 0))
        return size[:, None] * np.column_stack([np.ones(len(frame)), z])

    a, w = columns(trial.frame, m), 1 / known.noise
    square = (a * w[:, None]).T @ a
    penalty = np.full(a.shape[1], len(names) * square[0, 0])
    penalty[0] = 0.0
    share = np.linalg.solve(square + np.diag(penalty), (a * w[:, None]).T @ known.pseudo)

    def predict(frame: pd.DataFrame) -> Floats:
        size = model(frame) if known.scaled else np.ones(len(frame))
        return columns(frame, size) @ share

    return Learned("dr", dict(zip(["all", *names], map(float, share), strict=True)), predict)


def learn_plain(trial: TrialData, known: Foretold, model: Expectation) -> Learned:
    """DR-learner as in the textbook: pseudo-outcomes on all features by ridge regression.

    Parameters
    ----------
    trial, known, model
        As in :func:`learn_by_share`; the penalty is chosen by leaving one out.
    """
    design = Design.of(trial.frame, trial.features)
    fit = _ridge(design(trial.frame), known.pseudo)
    return Learned("dr plain", {}, lambda frame: fit.predict(design(frame)))


def learn_two(trial: TrialData, known: Foretold, model: Expectation) -> Learned:
    """T-learner: a ridge regression in each arm, and the difference of the two.

    Parameters
    ----------
    trial, known, model
        As in :func:`learn_by_share`.
    """
    design = Design.of(trial.frame, trial.features)
    x, y, drawn = design(trial.frame), trial.outcome, trial.treated
    one, other = (_ridge(x[arm], y[arm]) for arm in (drawn, ~drawn))
    return Learned("t", {}, lambda frame: one.predict(design(frame)) - other.predict(design(frame)))


def _ridge(x: Floats, y: Floats) -> Any:
    """Ridge regression with the penalty that foretells best those left out one by one."""
    from sklearn.linear_model import RidgeCV

    return RidgeCV(_PENALTIES).fit(x, y)


LEARNERS: dict[str, Any] = {"dr": learn_by_share, "dr plain": learn_plain, "t": learn_two}


def learn(trial: TrialData, kinds: tuple[str, ...], seed: int) -> dict[str, Learned]:
    """Fit learners to the same customers.

    Parameters
    ----------
    trial : TrialData
    kinds : tuple of str
        Of ``LEARNERS``.
    seed : int
        Makes the parts within them reproducible.

    Returns
    -------
    dict of str to Learned
    """
    known, model = foretold(trial, seed=seed), expectation(trial)
    return {kind: LEARNERS[kind](trial, known, model) for kind in kinds}
