"""What a scorecard holds: figures by step, moves by what they are surely worth, and the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, money
from cvmlab.idic.scorecard.indicator import Indicator, Move

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_BETTER = {"lower": "less is better", "higher": "more is better", "known": "neither"}


@dataclass(frozen=True, eq=False)
class Scorecard:
    """The figures of the four steps; see :func:`cvmlab.idic_scorecard`.

    Attributes
    ----------
    indicators : tuple of Indicator
        In the order of the steps.
    level : float
        Confidence level of the intervals.
    currency : str
    """

    indicators: tuple[Indicator, ...]
    level: float
    currency: str

    @property
    def table(self) -> pd.DataFrame:
        """One row a figure: ``step, name, unit, better, value, low, high, sentence, missing``."""
        columns = ["step", "name", "unit", "better", "value", "low", "high", "sentence", "missing"]
        rows = [[getattr(one, column) for column in columns] for one in self.indicators]
        return pd.DataFrame(rows, columns=columns)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What to do, the surest gain first: ordered by the lower end of its interval."""
        given = [one.move for one in self.indicators if one.move is not None]
        return tuple(sorted(dict.fromkeys(given), key=lambda move: -move.low))

    @property
    def next_move(self) -> Move | None:
        """The move worth most at the lower end of its interval; None where none is above zero."""
        return next((move for move in self.moves if move.sure), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing to measure the rest, a sentence each, none twice."""
        return tuple(dict.fromkeys(one.missing for one in self.indicators if one.missing))

    @property
    def measured(self) -> int:
        """How many of the figures could be measured."""
        return sum(one.measured for one in self.indicators)

    def of_step(self, step: str) -> tuple[Indicator, ...]:
        """The figures of one step."""
        return tuple(one for one in self.indicators if one.step == step)

    @property
    def sentence(self) -> str:
        """How much can be measured, and what comes next."""
        many = len(self.indicators)
        text = f"{count(self.measured)} of {count(many)} figures can be measured from these tables."
        return f"{text} {self.next_sentence}"

    @property
    def next_sentence(self) -> str:
        """The next best move, in money a year, or why there is none."""
        move = self.next_move
        if move is not None:
            return (
                f"Next best move: {_small(move.what)}, worth {self.cash(move.euros)} a year "
                f"({interval(move.low, move.high, self.cash)}). {move.why}"
            )
        if not self.moves:
            return "No move can be put in money yet."
        best = max(self.moves, key=lambda one: one.euros)
        return (
            "No move is surely worth its cost. The most promising one is to "
            f"{_small(best.what)}: {self.cash(best.euros)} a year, but the interval runs from "
            f"{self.cash(best.low)} to {self.cash(best.high)}. Try it with some customers, drawn "
            "by lot."
        )

    @property
    def next_fact(self) -> tuple[str, str, str]:
        """The next best move as a tile: the sum, what it is, its interval."""
        move = self.next_move
        if move is None:
            return "none", "move is surely worth its cost", ""
        return (
            self.cash(move.euros),
            "a year from the next best move",
            interval(move.low, move.high, self.cash),
        )

    def summary(self) -> Table:
        """The scorecard as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Step": [one.step.capitalize() for one in self.indicators],
                "Figure": [one.name for one in self.indicators],
                "Now": [one.said for one in self.indicators],
                f"{self.level:.0%} interval": [one.range_said or "–" for one in self.indicators],
                "Which way is better": [_BETTER[one.better] for one in self.indicators],
            }
        )
        return Table(frame, "The IDIC scorecard: two figures a step")

    def moves_table(self) -> Table:
        """The moves that can be put in money, the surest first."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Move": [move.what for move in self.moves],
                "A year": [self.cash(move.euros) for move in self.moves],
                f"{self.level:.0%} interval": [
                    interval(move.low, move.high, self.cash) for move in self.moves
                ],
            }
        )
        note = "Ordered by the lower end of the interval. Moves may overlap: do not add them up."
        return Table(frame, "What to do next, in money", note)

    def cash(self, amount: float) -> str:
        """An amount as it is written here: three figures, since no estimate is sharper."""
        return money(amount, self.currency or None, short=True)

    def __repr__(self) -> str:
        return self.sentence


def _small(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")
