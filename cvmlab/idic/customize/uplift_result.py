"""The uplift of each customer, with what the lot says about groups of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.foretold import Foretold
from cvmlab.idic.customize.group_effects import GroupEffects
from cvmlab.idic.customize.trial_data import TrialData
from cvmlab.idic.customize.uplift_learners import Learned

_NAMES = {
    "dr": "DR-learner, share of what a customer brings",
    "dr plain": "DR-learner, any sum",
    "t": "T-learner",
}


@dataclass(frozen=True, eq=False)
class Uplift:
    """What a treatment changes for each customer; see ``uplift``.

    Attributes
    ----------
    trial : TrialData
    scores : array of customers
        Uplift of each, by a model that did not see that customer.
    expected : array of customers
        What each was expected to bring, whatever the arm.
    tenth : array of customers
        1 to 10, the highest uplift last.
    learner : str
        Which learner made the scores.
    learned : Learned
        The same learner fitted to all, for customers who were not drawn.
    groups : GroupEffects
        What the treatment did in each tenth, by lot.
    average : tuple of float
        Mean effect, low, high.
    slope : tuple of float
        Best linear predictor: 1 if scores are right, 0 if they say nothing; low, high.
    losses : dict of str to float
        Each learner's loss on customers it did not see, less that of "no effect": lower is better.
    """

    trial: TrialData = field(repr=False)
    scores: np.ndarray = field(repr=False)
    expected: np.ndarray = field(repr=False)
    tenth: np.ndarray = field(repr=False)
    learner: str
    learned: Learned = field(repr=False)
    groups: GroupEffects = field(repr=False)
    average: tuple[float, float, float]
    slope: tuple[float, float, float]
    losses: dict[str, float]
    foretold: Foretold = field(repr=False)
    level: float

    @property
    def table(self) -> pd.DataFrame:
        """One row a customer: ``customer_id, uplift, expected, tenth, pays`` (beats its cost)."""
        return pd.DataFrame({
            "customer_id": self.trial.customer_id.to_numpy(), "uplift": self.scores,
            "expected": self.expected, "tenth": self.tenth,
            "pays": self.scores > self.trial.cost,
        })  # fmt: skip

    @property
    def differ(self) -> bool | None:
        """Whether the lot shows that effects differ as foretold; None where it cannot tell."""
        _, low, high = self.slope
        if math.isnan(low):
            return None
        return True if low > 0 else (False if high < 0 else None)

    def score(self, trial: TrialData) -> np.ndarray:
        """The uplift of other customers, by the learner fitted to all of these."""
        return self.learned.score(trial)

    def of(self, customer: str) -> pd.Series:
        """One customer: uplift, and what the lot shows for the tenth the customer is in."""
        table = self.table.set_index("customer_id")
        if customer not in table.index:
            raise one_problem(f"{customer} was not drawn", "name a customer of the lot.")
        own = table.loc[customer]
        own = own.iloc[0] if isinstance(own, pd.DataFrame) else own
        group = self.groups.table.set_index("group").loc[own["tenth"], ["effect", "low", "high"]]
        return pd.concat([own, group])

    @property
    def sentence(self) -> str:
        """The mean effect against the cost, and whom it is worth it for."""
        mean, low, high = self.average
        pays = float((self.scores > self.trial.cost).mean())
        text = (
            f"On average the treatment brought {self._cash(mean)} a customer "
            f"({percent(self.level)} interval {interval(low, high, self._cash)}) and cost "
            f"{self._cash(self.trial.cost)}. For {percent(pays)} of the customers more is foretold "
            "than it costs."
        )
        slope, low, high = self.slope
        if self.differ:
            return (
                f"{text} The lot bears out that effects differ as foretold (slope "
                f"{number(slope)}, {interval(low, high, number)}; 1 would be exact, 0 worthless)."
            )
        if self.differ is False:
            return f"{text} The lot says the opposite of what is foretold: do not go by it."
        return f"{text} That effects differ as foretold, the lot alone cannot show."

    def summary(self) -> Table:
        """Tenths by predicted uplift: foretold and found."""
        table = self.groups.table.iloc[::-1]
        frame = pd.DataFrame({
            "Tenth": [count(x) for x in table["group"]],
            "Customers": table["customers"].to_numpy(),
            "Foretold": table["score"].to_numpy(),
            "By lot": table["effect"].to_numpy(),
            f"{percent(self.level)} interval": [
                interval(row.low, row.high, self._cash) for row in table.itertuples()
            ],
        })  # fmt: skip
        note = f"{_NAMES[self.learner]}; each customer scored by a model of the others."
        return Table(frame, "Uplift a customer, highest tenth first", note,
                     formats={"Foretold": self._cash, "By lot": self._cash})  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.trial.currency or None)

    def __repr__(self) -> str:
        return self.sentence
