"""Whether what is spent on customers brings anything: those left alone by lot against the others.

Before customers are let go because letters to them do not pay, somebody should ask what letters
bring at all. Where some customers were drawn by lot and never written to, no model is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.stats.experiments.randomised import randomised
from cvmlab.stats.experiments.trial import Trial
from cvmlab.value_of.lifetime.cost_to_serve import CONTACTS, CostToServe
from cvmlab.value_of.lifetime.customer_values import CustomerValues

HOLDOUT = "universal holdout"


@dataclass(frozen=True, eq=False)
class LettersByLot:
    """What letters brought a customer, and what they cost; see ``letters_by_lot``.

    Attributes
    ----------
    table : DataFrame
        One row an arm: ``arm, customers, margin, spent`` (a customer).
    gain, low, high : float
        Margin a customer that the letters brought, with its interval.
    cost : float
        What they cost for each customer drawn to be written to.
    trial : Trial
        The comparison behind it.
    currency : str
    """

    table: pd.DataFrame
    gain: float
    low: float
    high: float
    cost: float
    trial: Trial = field(repr=False)
    currency: str

    @property
    def pays(self) -> bool | None:
        """Whether it pays: None where the interval holds both."""
        if self.low <= self.cost <= self.high:
            return None
        return self.low > self.cost

    @property
    def sentence(self) -> str:
        """What the lot says, against what was spent."""
        written, alone = self.table.itertuples()
        text = (
            f"By lot {count(alone.customers)} customers got no letters for a year: they "
            f"brought {self._cash(alone.margin)} of margin each (the baseline). The "
            f"{count(written.customers)} others brought {self._cash(self.gain)} more "
            f"({percent(self.trial.level)} interval {interval(self.low, self.high, self._cash)}), "
            f"and their letters cost {self._cash(self.cost)} each."
        )
        if self.gain < 0:
            text = text.replace(f"{self._cash(self.gain)} more", f"{self._cash(-self.gain)} less")
            text = text.replace("interval ", "interval of the difference ", 1)
        if self.pays is None:
            return f"{text} Whether that pays, the lot cannot tell."
        if self.pays:
            return f"{text} That pays, even at the lower end."
        return f"{text} Even at the upper end that does not pay."

    def summary(self) -> Table:
        """The arms as a table to read."""
        frame = pd.DataFrame(
            {
                "Drawn to be": self.table["arm"],
                "Customers": self.table["customers"],
                "Margin a customer": self.table["margin"],
                "Letters a customer": self.table["spent"],
            }
        )
        note = (
            f"Difference in margin, with sales before the lot made equal: {self._cash(self.gain)} "
            f"({interval(self.low, self.high, self._cash)})."
        )
        formats = dict.fromkeys(frame.columns[2:], self._cash)
        return Table(frame, "A year with and without letters", note, formats=formats)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def letters_by_lot(
    values: CustomerValues,
    costs: CostToServe,
    assignments: pd.DataFrame,
    *,
    experiment: str = HOLDOUT,
    level: float = 0.95,
) -> LettersByLot:
    """What a year of letters brought, by those who were drawn to be left alone.

    Parameters
    ----------
    values : CustomerValues
        What each brought in the last 52 weeks.
    costs : CostToServe
        What letters and other contacts to each cost in the same weeks.
    assignments : DataFrame
        ``customer_id, experiment, treated``, and where there are ``propensity`` and
        ``sales_26w_before``. The year has to be the one after the lot.
    experiment : str
        The lot's name in ``assignments``.
    level : float
        Confidence level.

    Returns
    -------
    LettersByLot

    Raises
    ------
    DataProblem
        If there is no such lot, or too few customers are in an arm.

    Notes
    -----
    Intention to treat: whoever was drawn counts, written to or not. Sales before the lot narrow the
    interval (:func:`cvmlab.stats.experiments.randomised.randomised`).
    """
    drawn = assignments[assignments["experiment"] == experiment]
    drawn = drawn[drawn["customer_id"].notna()].drop_duplicates("customer_id")
    if drawn.empty:
        known = ", ".join(sorted(assignments["experiment"].unique()))
        raise one_problem(f'No lot is called "{experiment}"', f"choose one of: {known}.")
    margin = values.table.set_index("customer_id")["last_year"]
    frame = drawn.assign(
        margin=drawn["customer_id"].map(margin).fillna(0.0),
        spent=costs.by_customer(drawn["customer_id"])[CONTACTS].to_numpy(),
    )
    before = [c for c in ("sales_26w_before",) if c in frame and frame[c].notna().all()]
    trial = randomised(
        frame, "treated", ["margin"], before=before,
        propensity="propensity" if "propensity" in frame else None,
        names=("being written to", "being left alone"), level=level,
    )  # fmt: skip
    row = trial.table.iloc[0]
    arms = frame.groupby("treated")
    table = pd.DataFrame(
        {
            "arm": ["written to", "left alone"],
            "customers": [int(arms.size().get(one, 0)) for one in (True, False)],
            "margin": [float(row.treated), float(row.control)],
            "spent": [float(arms["spent"].mean().get(one, 0.0)) for one in (True, False)],
        }
    )
    cost = float(table["spent"].iloc[0] - table["spent"].iloc[1])
    return LettersByLot(
        table, float(row.difference), float(row.low), float(row.high), cost, trial, values.currency
    )
