"""What each customer was expected to bring without knowing the arm, and what the arm added.

Customers differ far more from each other than a treatment changes any of them. So each one's
outcome is foretold first, by a model that never saw that customer, and only what was missed is
compared between the arms. Since the chances of the lot are known, a poor model costs precision and
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.stats.adjusted.canonical_glm import Family, family_of, fit, mean_of

Floats = np.ndarray
FOLDS = 5
_SKEWED = 2.0  # a longer tail than this is taken by its logarithm
_REACH = 3.0  # standard deviations; beyond them a model would guess
_MAY_BE_BELOW = 0.05  # share of outcomes below zero that an amount may have
_LEAST = 0.02  # of the mean: nobody is expected to bring less


@dataclass(frozen=True, eq=False)
class Design:
    """Features on one scale: long tails by their logarithm, then standard deviations."""

    names: tuple[str, ...]
    logs: tuple[bool, ...]
    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, frame: pd.DataFrame, names: tuple[str, ...]) -> Design:
        """The scale that these customers give.

        Parameters
        ----------
        frame : DataFrame
        names : tuple of str
            Columns.
        """
        raw = frame[list(names)].to_numpy(dtype=float)
        logs = tuple(bool(column.min() >= 0 and _skew(column) > _SKEWED) for column in raw.T)
        x = _logged(raw, logs)
        spread = x.std(axis=0)
        return cls(names, logs, x.mean(axis=0), np.where(spread > 1e-12, spread, np.inf))

    def __call__(self, frame: pd.DataFrame) -> Floats:
        """Customers on that scale; a feature that never varied is 0."""
        x = _logged(frame[list(self.names)].to_numpy(dtype=float), self.logs)
        return np.clip((x - self.middle) / self.spread, -_REACH, _REACH)


@dataclass(frozen=True, eq=False)
class Expectation:
    """A model of what a customer brings in either arm."""

    design: Design
    weights: Floats
    family: Family
    unit: float

    @property
    def scaled(self) -> bool:
        """Whether outcomes are amounts or flags, so that effects may be shares of them."""
        return self.family != "score"

    def __call__(self, frame: pd.DataFrame) -> Floats:
        """What each is expected to bring."""
        x = self.design(frame)
        line = self.weights[0] + x @ self.weights[1:]
        found = self.unit * mean_of(line, self.family)
        return np.maximum(found, _LEAST * self.unit) if self.family == "amount" else found


@dataclass(frozen=True, eq=False)
class Foretold:
    """Each customer's expected outcome by a model that did not see it, and the pseudo-outcome.

    Attributes
    ----------
    expected : array of customers
        Expected outcome in either arm.
    control, treated : array of customers
        The same without and with the treatment, if it changed everybody by the same share.
    pseudo : array of customers
        Each one's noisy effect; its mean over any group is an unbiased estimate of the group's.
    noise : array of customers
        Its variance, as far as it hangs on what was expected.
    scaled : bool
        Whether outcomes are amounts, so that effects may be shares of them.
    """

    expected: Floats = field(repr=False)
    control: Floats = field(repr=False)
    treated: Floats = field(repr=False)
    pseudo: Floats = field(repr=False)
    noise: Floats = field(repr=False)
    scaled: bool


def expectation(trial: TrialData) -> Expectation:
    """Fit what a customer is expected to bring, whatever the arm.

    Parameters
    ----------
    trial : TrialData

    Notes
    -----
    Amounts: log link, which is right for any mean above zero (Gourieroux, Monfort and Trognon
    1984, "Pseudo maximum likelihood methods"); flags: logit; outcomes that are often below zero:
    least squares. See :func:`cvmlab.stats.adjusted.canonical_glm.fit`.
    """
    design = Design.of(trial.frame, trial.features)
    y = trial.outcome
    family, unit = family_of(np.maximum(y, 0)), 1.0
    if not (y.mean() > 0 and (y < 0).mean() < _MAY_BE_BELOW):
        family = "score"
    elif family == "amount":
        unit = float(y.mean())  # measured in their mean, amounts do not hang on the currency
        y = np.maximum(y, 0) / unit
    return Expectation(design, _line(design(trial.frame), y, family), family, unit)


def foretold(trial: TrialData, *, folds: int = FOLDS, seed: int = 0) -> Foretold:
    """Foretell everybody by models fitted to the others, and form the pseudo-outcome.

    Parameters
    ----------
    trial : TrialData
    folds : int
        Parts; each is foretold by a model of the others.
    seed : int
        Makes the parts reproducible.

    Returns
    -------
    Foretold

    Notes
    -----
    ψ = m₁ − m₀ + T(y − m₁)/p − (1 − T)(y − m₀)/(1 − p), with mₐ = rₐ·m(x): the doubly robust
    pseudo-outcome of Kennedy (2023, "Towards optimal doubly robust estimation of heterogeneous
    causal effects"), cross-fitted as in Chernozhukov and others (2018, "Double/debiased machine
    learning for treatment and structural parameters"). Its variance is taken as c·mᵏ/(p(1 − p)),
    c and k by regression of ψ² on m.
    """
    n = len(trial)
    part = parts(trial, folds, seed)
    y, drawn, p = trial.outcome, trial.treated, trial.propensity
    expected, one, other = np.zeros(n), np.zeros(n), np.zeros(n)
    for k in range(folds):
        away, here = part != k, part == k
        model = expectation(trial.of(away))
        expected[here] = model(trial.frame[here])
        seen = model(trial.frame[away])
        arms = []
        for arm, chance in ((drawn[away], p[away]), (~drawn[away], 1 - p[away])):
            w = arm / chance
            missed = (w * (y[away] - seen)).sum()
            arms.append((missed / (w * seen).sum(), missed / w.sum()))
        share = 0 if model.scaled else 1
        step = expected[here] if model.scaled else 1.0
        one[here] = expected[here] + arms[0][share] * step
        other[here] = expected[here] + arms[1][share] * step
    pseudo = one - other + drawn * (y - one) / p - ~drawn * (y - other) / (1 - p)
    return Foretold(expected, other, one, pseudo, _noise(pseudo, expected, p, model.scaled),
                    model.scaled)  # fmt: skip


def parts(trial: TrialData, folds: int, seed: int) -> np.ndarray:
    """Cut customers into parts by lot, each with its share of both arms.

    Parameters
    ----------
    trial : TrialData
    folds : int
    seed : int

    Returns
    -------
    array of int
        Each customer's part, from 0.
    """
    rng = np.random.default_rng(seed)
    part = np.empty(len(trial), dtype=int)
    drawn = trial.treated
    for arm in (drawn, ~drawn):
        rows = np.flatnonzero(arm)
        part[rng.permutation(rows)] = np.arange(len(rows)) % folds
    return part


def _line(x: Floats, y: Floats, family: Family) -> Floats:
    varies = np.r_[True, x.std(axis=0) > 1e-9]
    full = np.column_stack([np.ones(len(x)), x])
    weights = np.zeros(full.shape[1])
    weights[varies] = fit(full[:, varies], y, family, np.ones((1, len(y))))[0]
    return weights


def _noise(pseudo: Floats, expected: Floats, p: Floats, scaled: bool) -> Floats:
    square = (pseudo - pseudo.mean()) ** 2 * p * (1 - p)
    level = square.mean()
    if not scaled or level == 0 or np.ptp(expected) == 0:
        return np.full(len(pseudo), max(level, 1e-12)) / (p * (1 - p))
    x = np.log(np.maximum(expected, 1e-9))
    x = ((x - x.mean()) / x.std())[:, None]
    line = _line(x, square / level, "amount")
    found = mean_of(line[0] + x[:, 0] * line[1], "amount")
    return np.maximum(found, 1e-6) * level / (p * (1 - p))


def _skew(column: Floats) -> float:
    spread = column.std()
    return float((((column - column.mean()) / spread) ** 3).mean()) if spread > 0 else 0.0


def _logged(raw: Floats, logs: tuple[bool, ...]) -> Floats:
    x = raw.copy()
    for place, taken in enumerate(logs):
        if taken:
            x[:, place] = np.log1p(np.maximum(raw[:, place], 0))
    return x
