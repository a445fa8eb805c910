"""What a treatment did, group by group: the groups may come from any score known before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.foretold import foretold
from cvmlab.idic.customize.trial_data import TrialData

Floats = np.ndarray


@dataclass(frozen=True, eq=False)
class GroupEffects:
    """Effects of groups of customers; see ``group_effects``.

    Attributes
    ----------
    table : DataFrame
        One row a group, lowest score first: ``group, customers, score`` (mean), ``effect, low,
        high`` (a head, before the treatment's cost), ``pays`` (True, False, or None where the
        interval holds the cost).
    cost : float
        Of treating one customer.
    by : str
        What the groups are made by.
    level : float
    currency : str
    """

    table: pd.DataFrame
    cost: float
    by: str
    level: float
    currency: str

    @property
    def top(self) -> pd.Series:
        """The group with the highest scores."""
        return self.table.iloc[-1]

    @property
    def sentence(self) -> str:
        """What the treatment did to those with the highest scores."""
        row = self.top
        text = (
            f"The {count(row.customers)} with the highest {self.by} gained "
            f"{self._cash(row.effect)} each ({percent(self.level)} interval "
            f"{interval(row.low, row.high, self._cash)}), and treating one costs "
            f"{self._cash(self.cost)}: "
        )
        said = {True: "it pays.", False: "even at the upper end it does not pay."}
        return text + said.get(row.pays, "whether it pays, the lot cannot tell.")

    def summary(self) -> Table:
        """The groups as a table to read."""
        said = {True: "yes", False: "no"}
        frame = pd.DataFrame({
            "Group": self.table["group"],
            "Customers": self.table["customers"],
            "Gain a customer": self.table["effect"],
            f"{percent(self.level)} interval": [
                interval(row.low, row.high, self._cash) for row in self.table.itertuples()
            ],
            f"Pays its {self._cash(self.cost)}": [
                said.get(x, "not known") for x in self.table["pays"]
            ],
        })  # fmt: skip
        return Table(frame, f"What the treatment brought, by {self.by}",
                     "By lot, before the treatment's cost.",
                     formats={"Gain a customer": self._cash})  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def group_effects(
    scores: Sequence[float] | Floats,
    trial: TrialData,
    *,
    groups: int = 10,
    by: str = "score",
    level: float = 0.95,
    seed: int = 0,
    pseudo: Floats | None = None,
) -> GroupEffects:
    """The effect of the treatment in groups of customers, lowest score first.

    Parameters
    ----------
    scores : array of customers
        Known before the lot, or from models that did not see the customer's outcome.
    trial : TrialData
    groups : int
        Of equal size; customers with the same score stay together.
    by : str
        What the score is, as it is written: "risk of leaving".
    level : float
        Confidence level.
    seed : int
        Makes the parts reproducible.
    pseudo : array of customers, optional
        Pseudo-outcomes, where they are already worked out.

    Returns
    -------
    GroupEffects

    Raises
    ------
    DataProblem
        If the scores are not one a customer, or some are missing.

    Notes
    -----
    Means of the doubly robust pseudo-outcome with their normal intervals: sorted group average
    treatment effects (Chernozhukov, Demirer, Duflo and Fernández-Val, "Generic machine learning
    inference on heterogeneous treatment effects in randomized experiments", 2018).
    """
    scores = checked_scores(scores, len(trial))
    psi = foretold(trial, seed=seed).pseudo if pseudo is None else pseudo
    group = tenths(scores, groups)
    z = float(ndtri(0.5 + level / 2))
    rows = []
    for number in np.unique(group):
        mine = psi[group == number]
        effect = float(mine.mean())
        half = z * float(mine.std(ddof=1)) / np.sqrt(len(mine)) if len(mine) > 1 else np.inf
        low, high = effect - half, effect + half
        pays = None if low <= trial.cost <= high else bool(low > trial.cost)
        rows.append((int(number), len(mine), float(scores[group == number].mean()), effect, low,
                     high, pays))  # fmt: skip
    columns = ["group", "customers", "score", "effect", "low", "high", "pays"]
    table = pd.DataFrame(rows, columns=columns).astype({"pays": object})
    return GroupEffects(table, trial.cost, by, level, trial.currency)


def tenths(scores: Floats, groups: int = 10) -> np.ndarray:
    """Groups of equal size from 1, the highest scores last; equal scores stay together.

    Parameters
    ----------
    scores : array
    groups : int

    Examples
    --------
    >>> tenths(np.array([3., 1., 2., 9.]), 2)
    array([2, 1, 1, 2])
    """
    rank = pd.Series(scores).rank(method="average").to_numpy()
    return np.ceil(rank / len(scores) * groups - 1e-9).astype(int)


def checked_scores(scores: Sequence[float] | Floats, customers: int) -> Floats:
    """Scores as numbers, one a customer, none missing.

    Parameters
    ----------
    scores : array
    customers : int

    Raises
    ------
    DataProblem
    """
    found = np.asarray(scores, dtype=float)
    if found.shape != (customers,):
        raise one_problem(f"There are {count(found.size)} scores for {count(customers)} customers",
                          "give one score a customer, in their order.")  # fmt: skip
    if np.isnan(found).any():
        raise one_problem("scores are missing", "leave these customers out of both.",
                          count=int(np.isnan(found).sum()))  # fmt: skip
    return found
