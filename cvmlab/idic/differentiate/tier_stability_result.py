"""Two lists of tiers held against each other, to be read and shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.differentiate.value_tiers_result import BELOW_ZERO, BETWEEN, GONE, MOST_VALUABLE

NAMES = (MOST_VALUABLE, BETWEEN, BELOW_ZERO, GONE)
HERE = (MOST_VALUABLE, BETWEEN, BELOW_ZERO)  # called anything but gone
Ends = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class TierStability:
    """Who kept a tier from one day to another, and who truly changed; see ``tier_stability``.

    Attributes
    ----------
    table : DataFrame
        One row a customer known on both days: ``customer_id, tier_then, tier_now,
        certainty_then, certainty_now``; ``chance_changed`` (that the true tier is another).
    counts : DataFrame
        Customers by tier then (rows) and now (columns).
    kept : tuple of float
        Of those here then, the share with the same name now, with its interval.
    kept_truly : tuple of float
        Of the same customers, the share whose true tier is the same.
    real : tuple of float
        Of those whose name changed, the share whose true tier did; the others are only known
        better. NaN where nobody moved.
    missed : tuple of float
        Of those whose name stayed, the share whose true tier changed all the same.
    here, moved, newcomers : int
        Customers here then; of these, with another name now; customers won since.
    then, now : date
    level : float
    """

    table: pd.DataFrame = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    kept: Ends
    kept_truly: Ends
    real: Ends
    missed: Ends
    here: int
    moved: int
    newcomers: int
    then: dt.date
    now: dt.date
    level: float

    @property
    def noise(self) -> Ends:
        """Of those whose name changed, the share who are only known better."""
        middle, low, high = self.real
        return 1 - middle, 1 - high, 1 - low

    @property
    def sentence(self) -> str:
        """How many keep their tier, how many of the moves are real, and what that asks for."""
        text = (
            f"Of {count(self.here)} customers who were here on {day(self.then)}, "
            f"{self._said(self.kept)} bear the name of the same tier on {day(self.now)}."
        )
        if not self.moved:
            return f"{text} Nobody moved: was the list drawn up anew?"
        return (
            f"{text} Of the {count(self.moved)} who moved, {self._said(self.real)} truly changed; "
            f"{self._said(self.noise)} are only known better. Of those who kept the name, "
            f"{self._said(self.missed)} changed unseen. 100% is no aim: a list that "
            f"knew everybody would show {self._said(self.kept_truly)}."
        )

    def of(self, customer: str) -> str:
        """One customer's tiers, and the chance that something changed.

        Raises
        ------
        DataProblem
            When the customer was not known on both days.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(
                f"no customer {customer!r} who bought up to {day(self.then)}",
                "choose an id of the table.",
            )
        one = row.iloc[0]
        same = "still" if one.tier_then == one.tier_now else "now"
        return (
            f"{customer} was {one.tier_then} on {day(self.then)} ({percent(one.certainty_then)} "
            f"sure) and is {same} {one.tier_now} on {day(self.now)} "
            f"({percent(one.certainty_now)} sure). Chance that the true tier changed in between: "
            f"{percent(one.chance_changed)}."
        )

    def summary(self) -> Table:
        """Tier then by tier now."""
        rows = self.counts[self.counts.sum(axis=1) > 0]
        names = [name for name in rows.columns if self.counts[name].sum() > 0]
        frame = pd.DataFrame({f"On {day(self.then)}": rows.index})
        frame["Customers"] = rows.sum(axis=1).to_numpy()
        for name in names:
            frame[f"Now {name}"] = rows[name].to_numpy()
        own = [rows.loc[name, name] / max(rows.loc[name].sum(), 1) for name in rows.index]
        frame["Kept"] = own
        note = f"{self.sentence} {count(self.newcomers)} customers were won since."
        formats = {"Kept": percent, **dict.fromkeys(frame.columns[1:-1], count)}
        return Table(frame, f"Value tiers, {day(self.then)} and {day(self.now)}", note,
                     formats=formats)  # fmt: skip

    def _said(self, ends: Ends) -> str:
        return f"{percent(ends[0])} ({interval(ends[1], ends[2], percent)})"

    def __repr__(self) -> str:
        return self.sentence
