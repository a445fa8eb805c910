"""Which levels are table stakes and which delight: the result, its sentence and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import Formatter, count, interval, number, percent
from cvmlab.loyalty.satisfaction.levels import called, in_a_row

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

TABLE_STAKE, DELIGHT, PLAIN, UNSETTLED = "table stake", "delight", "plain", "not settled"
_MANY_AT_TOP = 0.2


@dataclass(frozen=True, eq=False)
class PenaltyReward:
    """What a point below and a point above the turning point go with, level by level.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a level: ``driver``; ``name`` ("table stake", "delight", "plain" or "not settled");
        ``holds``, whether all other turning points give it that name; ``below`` and ``above``, what
        a point of the mark goes with on either side of the turning point, in units of the outcome,
        with ``_low`` and ``_high``; ``gap``, the second less the first, with an interval for all
        levels at once; ``twice``, whether the larger is surely more than twice the other; ``mean``
        mark; ``below_share`` of customers below the turning point; and ``shortfall``, points a
        customer that are missing to it.
    sensitivity : pandas.DataFrame
        One row a level, one column another way to tell low from high: the name it gives.
    outcome : str
        The column explained.
    turn : float
        The mark at which good begins.
    is_share : bool
        Whether the outcome is something people did or did not do.
    at_top : float
        Share of customers with the best outcome there is: where it is large, no reward can show.
    rows, left_out : int
        Customers used, and customers left out because an answer is missing.
    level : float
        Confidence level of the intervals.
    labels : mapping of column to text
        What columns are called.
    """

    table: pd.DataFrame
    sensitivity: pd.DataFrame
    outcome: str
    turn: float
    is_share: bool
    at_top: float
    rows: int
    left_out: int
    level: float
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    def called(self, column: str) -> str:
        """What a column is called in a sentence."""
        return called(column, self.labels)

    def of(self, driver: str) -> pd.Series:
        """One level's row."""
        return self.table.set_index("driver").loc[driver]

    def named(self, name: str) -> tuple[str, ...]:
        """The levels of one name."""
        return tuple(self.table["driver"][self.table["name"] == name])

    @property
    def unit(self) -> str:
        """What the outcome is counted in."""
        return "percentage points" if self.is_share else "points"

    @property
    def form(self) -> Formatter:
        """How slopes are written."""
        return _in_percentage_points if self.is_share else number

    @property
    def sentence(self) -> str:
        """Which levels are table stakes and which delight, with the clearest of each in numbers."""
        outcome = self.called(self.outcome)
        parts = []
        stakes, delights = self.clearest(TABLE_STAKE), self.clearest(DELIGHT)
        if stakes is not None:
            parts.append(
                f"{_capital(self.called(stakes.driver))} is a table stake for {outcome}: a point "
                f"lost below {number(self.turn)} goes with {self._lost(stakes)}, a point gained "
                f"above it with {self._gained(stakes)}."
            )
        if delights is not None:
            parts.append(
                f"{_capital(self.called(delights.driver))} delights: a point gained goes with "
                f"{self._gained(delights)}, a point lost with {self._lost(delights)}."
            )
        for name, also in ((TABLE_STAKE, stakes), (DELIGHT, delights)):
            rest = [one for one in self.named(name) if also is None or one != also.driver]
            if rest:
                verb = "is" if len(rest) == 1 else "are"
                word = {TABLE_STAKE: "a table stake", DELIGHT: "a delight"}[name]
                parts.append(
                    f"{_capital(in_a_row(list(map(self.called, rest))))} {verb} {word}, too."
                )
        if not parts:
            parts.append(
                f"For {outcome}, no level is surely a table stake and none surely a delight."
            )
            parts += self._steepest()
        many = len(self.sensitivity.columns)
        if many and (stakes is not None or delights is not None):
            kept = self.table[self.table["holds"] & self.table["name"].isin([TABLE_STAKE, DELIGHT])]
            names = in_a_row(list(map(self.called, kept["driver"]))) if len(kept) else "none"
            parts.append(
                f"In all {count(many)} other ways to tell low from high the name stays for {names}."
            )
        return " ".join(parts)

    def _steepest(self) -> list[str]:
        """The largest of the slopes that surely are not nothing, where no level has a name."""
        gained = self.table[(self.table["above_low"] > 0) | (self.table["above_high"] < 0)]
        lost = self.table[(self.table["below_low"] > 0) | (self.table["below_high"] < 0)]
        sides = [(abs(row["above"]), True, row) for _, row in gained.iterrows()]
        sides += [(abs(row["below"]), False, row) for _, row in lost.iterrows()]
        if not sides:
            return ["No slope surely differs from nothing."]
        _, upwards, row = max(sides, key=lambda side: side[0])
        turn, level = number(self.turn), self.called(row["driver"])
        if upwards:
            return [f"Steepest: a point gained above {turn} in {level}, {self._gained(row)}."]
        return [f"Steepest: a point lost below {turn} in {level}, {self._lost(row)}."]

    def clearest(self, name: str) -> pd.Series | None:
        """The level of one name whose two sides differ most; None where no level has it."""
        here = self.table[self.table["name"] == name]
        return None if here.empty else here.loc[here["gap"].abs().idxmax()]

    def _gained(self, row: pd.Series) -> str:
        ends = interval(row["above_low"], row["above_high"], self.form)
        return f"{_signed(self.form(row['above']))} {self.unit} ({ends})"

    def _lost(self, row: pd.Series) -> str:
        ends = interval(-row["below_high"], -row["below_low"], self.form)
        return f"{_signed(self.form(-row['below']))} {self.unit} ({ends})"

    def summary(self) -> Table:
        """Two slopes and a name for each level."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        ends = f"{percent(self.level)} interval"
        lost, gained = f"A point lost below {number(self.turn)}", "A point gained above it"
        frame = pd.DataFrame(
            {
                "Level": [self.called(row.driver) for row in rows],
                lost: [-row.below for row in rows],
                ends: [interval(-r.below_high, -r.below_low, self.form) for r in rows],
                gained: self.table["above"],
                f"{ends} ": [interval(r.above_low, r.above_high, self.form) for r in rows],
                "It is": self.table["name"],
                "Below it": self.table["below_share"],
                "Missing to it, points a customer": self.table["shortfall"],
            }
        )
        return Table(
            frame,
            title=f"What a point goes with in {self.called(self.outcome)}, in {self.unit}",
            note=self._note(),
            formats={
                lost: self.form,
                gained: self.form,
                "Below it": percent,
                "Missing to it, points a customer": number,
            },
        )

    def names_elsewhere(self) -> Table:
        """What each level would be called with other turning points, and with groups."""
        from cvmlab.figures.tables import Table

        frame = self.sensitivity.reset_index(drop=True)
        frame.insert(0, "Level", [self.called(name) for name in self.table["driver"]])
        frame.insert(1, f"from {number(self.turn)} on (chosen)", self.table["name"])
        return Table(
            frame,
            title=f"Names for {self.called(self.outcome)} if good begins elsewhere",
            note="Groups: low and high marks against those between (Brandt 1988).",
        )

    def _note(self) -> str:
        parts = [
            f"{count(self.rows)} customers. Names are given where they hold for all "
            f"{count(len(self.table))} levels at once; plain: surely neither side counts twice as "
            "much as the other.",
            "A point goes with more or less of the outcome; that is not what it would bring.",
        ]
        if self.at_top >= _MANY_AT_TOP and not self.is_share:
            parts.append(
                f"{percent(self.at_top)} of customers already stand at the top of the outcome: "
                "there no reward can show."
            )
        if self.left_out:
            parts.append(f"{count(self.left_out)} customers left out: an answer is missing.")
        return " ".join(parts)


def _in_percentage_points(x: float) -> str:
    return partial(number, digits=1)(100 * x)


def _signed(text: str) -> str:
    return text if text.startswith("−") else f"+{text}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
