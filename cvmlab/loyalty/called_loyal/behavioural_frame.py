"""Whom the files call loyal: a rule about recency and frequency, declared before it is used.

"Loyal" in most firms means: has bought lately and often. That is a description of behaviour, in
other words of retention, and where the line is drawn is somebody's choice. So the rule is written
down with the population it is applied to, and the findings are looked at under other lines too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.loyalty.called_loyal.group_outcomes import (
    as_written,
    check_columns,
    estimate,
    heading_of,
    is_share,
)
from cvmlab.stats.share_intervals import wilson

DAYS, TIMES = (14, 28, 42, 91), (12, 26, 52)


@dataclass(frozen=True, eq=False)
class BehaviouralFrame:
    """The customers within the lines, and who they were taken from.

    Attributes
    ----------
    table : pandas.DataFrame
        The rows of the customers within the lines, all columns, numbered anew.
    population : int
        Customers the rule was applied to.
    left_out : int
        Customers without recency or frequency: the rule cannot place them.
    within_days, at_least : int
        The last purchase lies no more than so many days back; so many purchase days or more.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    population: int
    left_out: int
    within_days: int
    at_least: int
    level: float
    recency: str = field(repr=False)
    frequency: str = field(repr=False)
    of: str = field(repr=False)
    _all: pd.DataFrame = field(repr=False)

    @property
    def share(self) -> float:
        """The share of the population within the lines."""
        return len(self.table) / self.population

    @property
    def sentence(self) -> str:
        """The rule, the population, and how many it calls loyal."""
        low, high = wilson(len(self.table), self.population, self.level)
        out = f" {count(self.left_out)} cannot be placed." if self.left_out else ""
        return (
            f"{count(len(self.table))} of {count(self.population)} {self.of} are loyal by what "
            f"they do: {percent(self.share)} ({percent(self.level)} interval "
            f"{interval(low, high, percent)}). The rule: last purchase at most "
            f"{self.within_days} days back, on {self.at_least} days or more in the window.{out}"
        )

    def sensitivity(
        self,
        outcome: str,
        *,
        days: Sequence[int] = DAYS,
        times: Sequence[int] = TIMES,
    ) -> pd.DataFrame:
        """The same outcome under other lines.

        Parameters
        ----------
        outcome : str
            Yes or no, or a mark.
        days, times : sequence of int
            Other limits for recency and for frequency; those in use are added.

        Returns
        -------
        DataFrame
            One row a pair of lines: ``within_days, at_least, customers, value, low, high``, and
            ``chosen`` where they are the ones in use.
        """
        check_columns(self._all, [outcome])
        share = is_share(self._all[outcome])
        rows = []
        for limit in sorted({*days, self.within_days}):
            for least in sorted({*times, self.at_least}):
                inside = self._all[_within(self._all, self.recency, limit, self.frequency, least)]
                found = estimate(inside[outcome], share, self.level)
                chosen = (limit, least) == (self.within_days, self.at_least)
                rows.append((limit, least, len(inside), *found[:3], chosen))
        names = ["within_days", "at_least", "customers", "value", "low", "high", "chosen"]
        return pd.DataFrame(rows, columns=names)

    def under_other_lines(self, outcome: str, words: Mapping[str, str] | None = None) -> str:
        """How far an outcome depends on where the lines are drawn, in words."""
        found = self.sensitivity(outcome)
        enough = found[found["customers"] >= 30]
        if enough.empty:
            return "No line leaves 30 customers: too few to compare lines."
        write = as_written(is_share(self._all[outcome]))
        own = found.loc[found["chosen"]].iloc[0]
        return (
            f"{heading_of(outcome, words)}: {write(own['value'])} "
            f"({interval(own['low'], own['high'], write)}) with these lines; under {len(enough)} "
            f"pairs of lines from {write(enough['value'].min())} to {write(enough['value'].max())}."
        )

    def summary(self, outcome: str = "move_city", words: Mapping[str, str] | None = None) -> Table:
        """An outcome under every pair of lines, as a table to read."""
        found = self.sensitivity(outcome)
        write = as_written(is_share(self._all[outcome]))
        limits = [f"{limit} days back" for limit in found["within_days"].unique()]
        frame = pd.DataFrame({"Last purchase at most": limits})
        for least, rows in found.groupby("at_least"):
            frame[f"{least} days or more"] = [
                f"{write(row.value)} of {count(row.customers)}{' *' if row.chosen else ''}"
                for row in rows.itertuples()
            ]
        return Table(
            frame,
            title=f"{heading_of(outcome, words)}, by where the lines are drawn",
            note=f"* the lines in use. {self.sentence}",
        )


def behavioural_frame(
    frame: pd.DataFrame,
    *,
    within_days: int = 42,
    at_least: int = 26,
    recency: str = "recency_days",
    frequency: str = "frequency",
    of: str = "customers",
    level: float = 0.95,
) -> BehaviouralFrame:
    """Take the customers who bought lately and often, by lines that are declared.

    Parameters
    ----------
    frame : DataFrame
        One row a customer: the population. Say whom it holds with `of`.
    within_days : int
        The last purchase lies no more than so many days back.
    at_least : int
        Purchase days in the window of the frequency.
    recency, frequency : str
        Columns: days since the last purchase, and purchase days.
    of : str
        Who the population is, in the plural: ``"respondents"``.
    level : float
        Confidence level.

    Returns
    -------
    BehaviouralFrame

    Raises
    ------
    DataProblem
        When columns are missing or hold words, or nobody lies within the lines.

    Notes
    -----
    Behaviour alone is retention; loyalty asks for an attitude too (Dick and Basu 1994, "Customer
    loyalty: toward an integrated conceptual framework"): see ``loyalty_grid``.

    Examples
    --------
    >>> customers = pd.DataFrame({"recency_days": [3, 50, 9], "frequency": [40, 60, 12]})
    >>> len(behavioural_frame(customers).table)
    1
    """
    check_columns(frame, [recency, frequency])
    known = frame[frame[recency].notna() & frame[frequency].notna()]
    inside = known[_within(known, recency, within_days, frequency, at_least)]
    if inside.empty:
        raise one_problem(
            f"nobody bought within {within_days} days and on {at_least} days or more",
            "loosen the lines, or look whether recency is in days and frequency in purchase days.",
        )
    return BehaviouralFrame(
        table=inside.reset_index(drop=True),
        population=len(known),
        left_out=len(frame) - len(known),
        within_days=within_days,
        at_least=at_least,
        level=level,
        recency=recency,
        frequency=frequency,
        of=of,
        _all=known,
    )


def _within(
    frame: pd.DataFrame, recency: str, within_days: int, frequency: str, at_least: int
) -> pd.Series:
    return (frame[recency] <= within_days) & (frame[frequency] >= at_least)
