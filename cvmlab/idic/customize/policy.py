"""A rule for whom to treat: what customers are ranked by, and where the line is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.figures.formats import percent
from cvmlab.idic.customize.group_effects import checked_scores
from cvmlab.idic.customize.leaving_risk import leaving_risk
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.uplift import uplift

Floats = np.ndarray
UPLIFT, RISK, VALUE, CHANCE = "uplift", "risk", "value", "chance"
EVERYBODY, NOBODY = "everybody", "nobody"
_SAID = {UPLIFT: "by uplift", RISK: "by risk", VALUE: "by value", CHANCE: "by lot",
         EVERYBODY: "the same for all", NOBODY: "nobody"}  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """A rule for whom to treat.

    Parameters
    ----------
    rank : str
        "uplift" (what the treatment changes), "risk" (of leaving), "value" (what each brought
        before), "chance", "everybody", "nobody", or a column of the trial: the highest first.
    share : float, optional
        At most this share is treated, such as what the staff can call.
    learner : str
        For "uplift": see :func:`uplift`.
    name : str, optional
        How it is called in tables.

    Notes
    -----
    "uplift" treats whoever is foretold to gain more than the treatment costs; the other ranks say
    nothing about gains, so they need a share.

    Examples
    --------
    >>> Policy("risk", share=.1).called, Policy("uplift").called
    ('by risk, 10%', 'by uplift')
    """

    rank: str
    share: float | None = None
    learner: str = "best"
    name: str = ""

    def __post_init__(self) -> None:
        if self.share is not None and not 0 < self.share <= 1:
            raise ValueError("share must lie between 0 and 1")
        if self.share is None and self.rank not in (UPLIFT, EVERYBODY, NOBODY):
            raise ValueError(f"by {self.rank} needs a share: it does not say whom it pays to treat")

    @property
    def called(self) -> str:
        """Its name in tables."""
        if self.name:
            return self.name
        said = _SAID.get(self.rank, f"by {self.rank}")
        return f"{said}, {percent(self.share)}" if self.share is not None else said

    def learn(self, trial: TrialData, *, seed: int = 0) -> LearnedPolicy:
        """Learn what the rule needs from these customers."""
        return LearnedPolicy(self, ranked(self, trial, seed=seed))


@dataclass(frozen=True, eq=False)
class Ranked:
    """Scores of those learned from, out of fold, and a way to score others."""

    own: Floats
    _score: object = field(repr=False)

    def of(self, trial: TrialData) -> Floats:
        """Scores of other customers."""
        return self._score(trial)  # type: ignore[operator,no-any-return]


@dataclass(frozen=True, eq=False)
class LearnedPolicy:
    """A rule ready to be applied to customers it was not learned from."""

    policy: Policy
    scores: Ranked = field(repr=False)

    @property
    def own(self) -> Floats:
        """The scores of the customers learned from, each by a model of the others."""
        return self.scores.own

    def treats(self, trial: TrialData, *, seed: int = 0) -> np.ndarray:
        """Whom of these customers the rule treats."""
        return drawn_line(self.policy, self.scores.of(trial), trial.cost, seed=seed)


def ranked(policy: Policy, trial: TrialData, *, seed: int = 0) -> Ranked:
    """Learn the scores that a rule goes by.

    Parameters
    ----------
    policy : Policy
    trial : TrialData
    seed : int

    Raises
    ------
    DataProblem
        If the trial does not know what the rule goes by.
    """
    if policy.rank == UPLIFT:
        found = uplift(trial, learner=policy.learner, seed=seed)
        return Ranked(found.scores, found.score)
    if policy.rank == RISK:
        risk = leaving_risk(trial, seed=seed)
        return Ranked(risk.scores, risk.score)
    if policy.rank in (EVERYBODY, NOBODY):
        return Ranked(np.zeros(len(trial)), lambda other: np.zeros(len(other)))
    if policy.rank == CHANCE:
        rng = np.random.default_rng(seed)
        return Ranked(rng.random(len(trial)), lambda other: rng.random(len(other)))
    column = trial.value if policy.rank == VALUE else policy.rank
    if not column or column not in trial.frame:
        raise one_problem(f'The trial does not know "{policy.rank}"',
                          "name a column of it, or give `value` to trial_data.")  # fmt: skip
    return Ranked(checked_scores(trial.frame[column], len(trial)),
                  lambda other: checked_scores(other.frame[column], len(other)))  # fmt: skip


def drawn_line(policy: Policy, scores: Floats, cost: float, *, seed: int = 0) -> np.ndarray:
    """Whom a rule treats, given everybody's score.

    Parameters
    ----------
    policy : Policy
    scores : array of customers
    cost : float
        Of treating one.
    seed : int
        Customers with the same score at the line are chosen by lot.

    Returns
    -------
    array of bool
    """
    n = len(scores)
    if policy.rank == NOBODY:
        return np.zeros(n, dtype=bool)
    wanted = scores > cost if policy.rank == UPLIFT else np.ones(n, dtype=bool)
    if policy.share is None:
        return wanted
    # Never more than the share; a rounding error of the product is no customer.
    most = int(np.floor(policy.share * n + 1e-9))
    tie = np.random.default_rng(seed).random(n)
    best = np.lexsort((tie, -scores))[:most]
    first = np.zeros(n, dtype=bool)
    first[best] = True
    return wanted & first
