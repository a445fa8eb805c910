"""The risk that a customer leaves, as firms score it; and why that is no list of whom to call.

The score is learned from those who were left alone: what became of the others may be the
treatment's doing. It may be very good at saying who will be gone, and useless for choosing whom to
treat: many at the top have gone already in all but name, and most of them never brought much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.foretold import FOLDS, expectation, parts
from cvmlab.idic.customize.group_effects import GroupEffects, group_effects, tenths
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.stats.share_intervals import wilson

GONE = "gone"


@dataclass(frozen=True, eq=False)
class LeavingRisk:
    """Each customer's risk of leaving if left alone; see ``leaving_risk``.

    Attributes
    ----------
    trial : TrialData
    scores : array of customers
        The risk, by a model that did not see that customer.
    table : DataFrame
        One row a tenth, the safest first: ``tenth, customers, foretold``, and of those left alone
        ``controls, left, low, high`` (share gone at the end).
    auc : float
        Of two customers left alone, one gone and one not, how often the one gone had the higher
        risk.
    effects : GroupEffects
        What the treatment brought in each tenth by risk.
    """

    trial: TrialData = field(repr=False)
    scores: np.ndarray = field(repr=False)
    table: pd.DataFrame
    auc: float
    effects: GroupEffects = field(repr=False)
    _model: object = field(repr=False)

    def score(self, trial: TrialData) -> np.ndarray:
        """The risk of other customers."""
        return self._model(trial.frame)  # type: ignore[operator]

    @property
    def sentence(self) -> str:
        """How well it foretells, and what the treatment does to the riskiest."""
        top = self.table.iloc[-1]
        return (
            f"The score is good at its task: in the riskiest tenth {percent(top.left)} of those "
            f"left alone were gone, and of two customers the one who left had the higher risk in "
            f"{percent(self.auc)} of pairs. {self.effects.sentence}"
        )

    def summary(self) -> Table:
        """Tenths by risk: gone if left alone, and what the treatment brought."""
        effects = self.effects.table
        frame = pd.DataFrame({
            "Tenth by risk": self.table["tenth"],
            "Customers": self.table["customers"],
            "Gone if left alone": self.table["left"],
            "Gain from treatment": effects["effect"],
            "From": effects["low"], "To": effects["high"],
        })  # fmt: skip
        cash = self.effects._cash
        note = f"Of two customers, the one who left had the higher risk: {number(self.auc)}."
        formats: dict[str, Formatter | str] = {
            "Gone if left alone": percent, "Gain from treatment": cash, "From": cash, "To": cash,
        }  # fmt: skip
        return Table(frame.iloc[::-1].reset_index(drop=True), "Who leaves, and whom it helps", note,
                     formats=formats)  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def leaving_risk(
    trial: TrialData, *, folds: int = FOLDS, level: float = 0.95, seed: int = 0
) -> LeavingRisk:
    """Score who leaves if left alone, and see what the treatment brings by that score.

    Parameters
    ----------
    trial : TrialData
        With a column that says whether each still bought at the end (``lately``).
    folds : int
        Parts: each customer is scored by a model of the others.
    level : float
        Confidence level.
    seed : int
        Makes the parts reproducible.

    Returns
    -------
    LeavingRisk

    Raises
    ------
    DataProblem
        If nobody recorded who still buys, or in the control arm nobody left or all did.

    Notes
    -----
    Logistic regression on the control arm. That a high risk is a poor reason to treat: Ascarza
    (2018, "Retention futility: targeting high-risk customers might be ineffective", Journal of
    Marketing Research 55(1)).
    """
    if not trial.lately:
        raise one_problem("It is not on record who still bought at the end",
                          "name that column as `lately`.")  # fmt: skip
    gone = 1.0 - trial.frame[trial.lately].astype(float)
    told = TrialData(**{**trial.__dict__, "frame": trial.frame.assign(**{GONE: gone}),
                        "result": GONE, "cost": 0.0})  # fmt: skip
    alone = ~trial.treated
    if gone[alone].nunique() < 2:
        raise one_problem("In the control arm nobody left, or everybody did",
                          "take a longer time, or an outcome that differs.")  # fmt: skip
    part = parts(trial, folds, seed)
    scores = np.zeros(len(trial))
    for k in range(folds):
        model = expectation(told.of(alone & (part != k)))
        scores[part == k] = model(trial.frame[part == k])
    tenth, z = tenths(scores), gone.to_numpy()
    rows = []
    for number_ in np.unique(tenth):
        mine = tenth == number_
        left, of = int(z[mine & alone].sum()), int((mine & alone).sum())
        low, high = wilson(left, of, level) if of else (np.nan, np.nan)
        share = left / of if of else np.nan
        rows.append((int(number_), int(mine.sum()), scores[mine].mean(), of, share, float(low),
                     float(high)))  # fmt: skip
    columns = ["tenth", "customers", "foretold", "controls", "left", "low", "high"]
    rank = pd.Series(scores[alone]).rank().to_numpy()
    left_now = z[alone] == 1
    n1, n0 = int(left_now.sum()), int((~left_now).sum())
    auc = (rank[left_now].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)
    effects = group_effects(scores, trial, by="risk of leaving", level=level, seed=seed)
    return LeavingRisk(trial, scores, pd.DataFrame(rows, columns=columns), float(auc), effects,
                       expectation(told.of(alone)))  # fmt: skip
