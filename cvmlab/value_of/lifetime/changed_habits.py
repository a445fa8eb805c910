"""Customers whose last year is not what the model goes on from: ask before you believe the value.

A model of habit takes all purchases of a customer together. Who retired, moved or had a child buys
differently now, and the model will notice in years. The last year notices at once, and is a worse
guide to everybody else; so the two are held against each other, and a person looks at those who
differ most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

NEEDED = ("customer_id", "value", "weeks", "purchases", "last_year", "alive", "T")
YEAR_IN_WEEKS = 52


@dataclass(frozen=True, eq=False)
class ChangedHabits:
    """The best by value, and what they left in the last year against what is expected of a year.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer of the list, the most valuable first: ``customer_id, value``,
        ``expected_a_year`` (margin a year while a customer), ``last_year``, ``ratio`` and
        ``changed``.
    top : int
        How long the list is.
    below : float
        The share of the expected year under which a customer counts as changed.
    """

    table: pd.DataFrame
    top: int
    below: float
    currency: str

    @property
    def changed(self) -> pd.DataFrame:
        """Those to ask, the most valuable first."""
        return self.table[self.table["changed"]].reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """How many of the list have changed, and how much of its value hangs on them."""
        some, cash = self.changed, partial(money, currency=self.currency or None, digits=0)
        if some.empty:
            return (
                f"None of the {count(self.top)} worth most left less than {percent(self.below)} "
                "last year of what a year is expected to bring."
            )
        return (
            f"{count(len(some))} of the {count(self.top)} worth most left less than "
            f"{percent(self.below)} last year of what a year is expected to bring: "
            f"{cash(some['last_year'].sum())} together, not {cash(some['expected_a_year'].sum())}. "
            f"{cash(some['value'].sum())} of {cash(self.table['value'].sum())} expected hang on "
            f"them; {some['customer_id'].iloc[0]} is the first of them. Ask before you believe it."
        )

    def summary(self, most: int = 5) -> Table:
        """Those to ask first."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency or None, digits=0)
        some = self.changed.head(most)
        frame = pd.DataFrame(
            {
                "Customer": some["customer_id"],
                "Value to come": some["value"],
                "Expected in a year": some["expected_a_year"],
                "Last 52 weeks": some["last_year"],
                "Share of it": some["ratio"],
            }
        )
        money_columns = ["Value to come", "Expected in a year", "Last 52 weeks"]
        return Table(
            frame,
            title="Whom to ask before the list is used",
            note=self.sentence,
            formats={**dict.fromkeys(money_columns, cash), "Share of it": percent},
        )

    def __repr__(self) -> str:
        return self.sentence


def changed_habits(
    values: Any, *, top: int = 500, below: float = 0.5, least: float = 6.0, currency: str = ""
) -> ChangedHabits:
    """Find those among the most valuable whose last year says otherwise.

    Parameters
    ----------
    values : CustomerValues or DataFrame
        ``customer_id, value, weeks, purchases, last_year, alive, T``, as ``customer_values`` has
        them: money in currency units, time in weeks.
    top : int
        How many of the most valuable are looked at.
    below : float
        Who left less than this share of the expected year has changed.
    least : float
        Purchases expected in a year below which a quiet year is no sign of anything: only chance.
    currency : str
        ISO code for the words.

    Returns
    -------
    ChangedHabits

    Raises
    ------
    DataProblem
        When columns are missing or nobody is to be looked at.

    Notes
    -----
    Expected in a year: value / weeks to come × 52, both discounted. Only customers on file for
    longer than a year, and rather here than gone (alive of one half or more), can have changed:
    of the others the model itself says that they have left.
    """
    frame = values if isinstance(values, pd.DataFrame) else values.table
    problems = [
        Problem("this column is not there", "give what customer_values returns.", name)
        for name in NEEDED
        if name not in frame
    ]
    if not 0 < below <= 1:
        problems.append(Problem(f"below is {below}", "give a share: 0.5 for half."))
    if top < 1 or frame.empty:
        problems.append(Problem(f"{count(top)} customers are looked at", "choose 1 or more."))
    if problems:
        raise DataProblem(problems, "changed habits")
    best = frame.nlargest(top, "value")[list(NEEDED)].reset_index(drop=True)
    a_year = YEAR_IN_WEEKS / best["weeks"].where(best["weeks"] > 0)
    expected = best["value"] * a_year
    ratio = best["last_year"] / expected
    known = (best["T"] >= YEAR_IN_WEEKS) & (best["alive"] >= 0.5)
    known &= best["purchases"] * a_year >= least
    table = pd.DataFrame(
        {
            "customer_id": best["customer_id"], "value": best["value"],
            "expected_a_year": expected, "last_year": best["last_year"], "ratio": ratio,
            "changed": known & (ratio < below),
        }
    )  # fmt: skip
    own = currency or getattr(values, "currency", "")
    return ChangedHabits(table, min(int(top), len(frame)), below, own)
