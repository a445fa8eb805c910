"""One row a customer drawn by lot: what was done, what came of it, and what was known before.

Whoever asks what a treatment does to one customer and not to another needs three things in one
row: the arm with the chance it had, the outcome, and what was known *before* the lot. What became
known after it may be an effect of the treatment and would be taken for its cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, percent
from cvmlab.stats.adjusted.known_causes import check_columns, check_enough, numbers_of

Floats = np.ndarray
FEWEST = 20  # customers of an arm: fewer cannot be cut into parts that learn and parts that judge


@dataclass(frozen=True, eq=False)
class TrialData:
    """A lot with its outcome, ready to be learned from; see ``trial_data``.

    Attributes
    ----------
    frame : DataFrame
        One row a customer.
    arm, result, chance, customer : str
        Its columns: the treated flag, the outcome, the chance of treatment, the customer.
    features : tuple of str
        What was known before the lot.
    modifiers : tuple of str
        Those of them that the effect is believed to depend on, beside the customer's size.
    cost : float
        What treating one customer costs, in the outcome's unit.
    value, lately : str
        Columns with what each brought before, and whether each still bought at the end; "" if none.
    currency : str
    set_aside : dict of str to int
        Customers left out, by reason.
    """

    frame: pd.DataFrame = field(repr=False)
    arm: str
    result: str
    chance: str
    customer: str
    features: tuple[str, ...]
    modifiers: tuple[str, ...]
    cost: float
    value: str = ""
    lately: str = ""
    currency: str = "EUR"
    set_aside: dict[str, int] = field(default_factory=dict)

    @property
    def treated(self) -> np.ndarray:
        """Whether each was drawn for the treatment."""
        return self.frame[self.arm].to_numpy(dtype=bool)

    @property
    def outcome(self) -> Floats:
        """What came of each."""
        return numbers_of(self.frame[self.result])

    @property
    def propensity(self) -> Floats:
        """The chance of treatment each one had."""
        return self.frame[self.chance].to_numpy(dtype=float)

    @property
    def customer_id(self) -> pd.Series:
        """Who each row is."""
        return self.frame[self.customer]

    @property
    def table(self) -> pd.DataFrame:
        """The rows, as they are learned from."""
        return self.frame

    @property
    def sentence(self) -> str:
        """How many were drawn, and with what chances."""
        chances = np.unique(self.propensity)
        said = (
            " or ".join(percent(x) for x in chances)
            if len(chances) <= 3
            else f"{percent(chances[0])} to {percent(chances[-1])}"
        )
        text = (
            f"{count(self.treated.sum())} of {count(len(self))} customers were drawn for the "
            f"treatment, with a chance of {said} that is on record; {len(self.features)} things "
            "are known of each from before the lot."
        )
        if self.set_aside:
            why = "; ".join(f"{count(n)}: {reason}" for reason, n in self.set_aside.items())
            text += f" Left out: {why}."
        return text

    def of(self, rows: Any) -> TrialData:
        """The same lot for some of its customers: a flag a row, or row numbers."""
        rows = np.asarray(rows)
        kept = self.frame[rows] if rows.dtype == bool else self.frame.iloc[rows]
        return replace(self, frame=kept.reset_index(drop=True))

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return self.sentence


def trial_data(
    frame: pd.DataFrame,
    *,
    treated: str = "treated",
    outcome: str,
    propensity: str = "propensity",
    features: Sequence[str],
    modifiers: Sequence[str] | None = None,
    cost: float = 0.0,
    value: str = "",
    lately: str = "",
    customer: str = "customer_id",
    currency: str = "EUR",
) -> TrialData:
    """Take a table of customers drawn by lot, and say all that is wrong with it.

    Parameters
    ----------
    frame : DataFrame
        One row a customer, with everybody who was drawn.
    treated : str
        Flag: drawn for the treatment, whatever came of it.
    outcome : str
        What came of it: an amount or a flag. Customers without one are left out and counted.
    propensity : str
        The chance of treatment each one had, as it was logged when the lot was drawn.
    features : sequence of str
        Numbers known before the lot.
    modifiers : sequence of str, optional
        Which features the effect may depend on; by default all. Few, named beforehand and for a
        reason, find more than many.
    cost : float
        What treating one customer costs.
    value, lately : str
        Columns for the rules "by value" and "by risk": what each brought before the lot, and
        whether each still bought at the end.
    customer : str
        Who it is; row numbers where there is no such column.
    currency : str
        ISO code, or empty.

    Returns
    -------
    TrialData

    Raises
    ------
    DataProblem
        If columns are missing or broken, no chances are logged, some are 0 or 1, or an arm has
        fewer than twenty customers.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> drawn = pd.DataFrame({"treated": rng.random(90) < .5, "propensity": .5,
    ...                       "before": rng.gamma(2., 50., 90), "margin": rng.gamma(2., 10., 90)})
    >>> len(trial_data(drawn, outcome="margin", features=["before"]))
    90
    """
    check_logged(frame, propensity)
    frame = frame.copy()
    if customer not in frame:
        frame[customer] = [str(n) for n in range(len(frame))]
    asked = [*features, *(modifiers or ()), *([value] if value else [])]
    numeric = [treated, propensity, *asked]
    aside = {}
    if outcome in frame and (unknown := int(frame[outcome].isna().sum())):
        aside["no outcome on record"] = unknown
        frame = frame[frame[outcome].notna()].reset_index(drop=True)
    columns = [*numeric, outcome, *([lately] if lately else [])]
    check_columns(frame, columns, [*numeric, outcome])
    drawn = frame[treated].to_numpy(dtype=bool)
    check_enough({"the treated arm": int(drawn.sum()), "the control arm": int((~drawn).sum())},
                 FEWEST)  # fmt: skip
    return TrialData(
        frame=frame.reset_index(drop=True), arm=treated, result=outcome, chance=propensity,
        customer=customer, features=tuple(features),
        modifiers=tuple(features if modifiers is None else modifiers), cost=float(cost),
        value=value, lately=lately, currency=currency, set_aside=aside,
    )  # fmt: skip


def check_logged(frame: pd.DataFrame, propensity: str) -> None:
    """Refuse a table in which nobody logged the chances, or some could only be in one arm.

    Parameters
    ----------
    frame : DataFrame
    propensity : str
        The column with the chances.

    Raises
    ------
    DataProblem
    """
    if propensity not in frame:
        raise DataProblem([Problem(
            "no chances of treatment are logged, so nobody can say what another rule would have "
            "brought",
            "log each customer's chance at the moment of the lot; chances guessed afterwards "
            "from who was treated only hold if everything that decided it is known.", propensity,
        )])  # fmt: skip
    chances = pd.to_numeric(frame[propensity], errors="coerce").to_numpy(dtype=float)
    refuse_chances(chances, propensity)


def refuse_chances(chances: Floats, name: str = "propensity") -> None:
    """Refuse chances that are missing, 0 or 1, or no chances at all.

    Parameters
    ----------
    chances : array of customers
    name : str
        What the column is called.

    Raises
    ------
    DataProblem
        With all problems.
    """
    problems = []
    unknown = int(np.isnan(chances).sum())
    if unknown:
        problems.append(Problem(
            "chances of treatment are missing",
            "leave these customers out: how they came into their arm is not known.", name, unknown,
        ))  # fmt: skip
    sure = int(((chances == 0) | (chances == 1)).sum())
    if sure:
        problems.append(Problem(
            "chances are 0 or 1: these customers could only be in one arm, so nothing was tried "
            "on them", "leave them out, and say that nothing is known of them.", name, sure,
        ))  # fmt: skip
    wrong = chances[(chances < 0) | (chances > 1)]
    if len(wrong):
        problems.append(Problem("these are no chances", "give shares between 0 and 1.", name,
                                len(wrong), [str(x) for x in wrong[:3]]))  # fmt: skip
    if problems:
        raise DataProblem(problems)
