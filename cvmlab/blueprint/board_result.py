"""What the board page holds: tiles with owners, decisions in customer equity, marks, a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.blueprint.agenda.agenda import Agenda
from cvmlab.blueprint.look import Look
from cvmlab.blueprint.tiles.tile import AREAS, Area, Tile
from cvmlab.figures.formats import MISSING, count
from cvmlab.loyalty.relationship.four_marks import FourMarks
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Blueprint:
    """The board page of one firm; see :func:`cvmlab.current_blueprint`.

    Attributes
    ----------
    tiles : tuple of Tile
        In the order of the three considerations.
    look : Look
        The two periods, the level of the intervals and the currency.
    agenda : Agenda
        Owners, targets, decisions and plan, as the firm wrote them.
    decisions : EquityByDecision, optional
        What each decision does to customer equity; None where that cannot be said.
    no_decisions : str
        Why not, in a sentence; empty where it can.
    marks : FourMarks, optional
        What the firm says of itself, beside what can be seen.
    no_marks : str
        Why there are none, in a sentence.
    """

    tiles: tuple[Tile, ...]
    look: Look
    agenda: Agenda
    decisions: EquityByDecision | None = None
    no_decisions: str = ""
    marks: FourMarks | None = None
    no_marks: str = ""
    notes: tuple[str, ...] = field(default=())

    def of_area(self, area: Area) -> tuple[Tile, ...]:
        """The tiles of one consideration."""
        return tuple(tile for tile in self.tiles if tile.area == area)

    def tile(self, key: str) -> Tile:
        """The tile of a short name."""
        return next(tile for tile in self.tiles if tile.key == key)

    @property
    def measured(self) -> tuple[Tile, ...]:
        """The tiles that hold a figure."""
        return tuple(tile for tile in self.tiles if tile.measured)

    @property
    def without_owner(self) -> tuple[Tile, ...]:
        """Measured tiles that nobody answers for."""
        return tuple(tile for tile in self.measured if not tile.owner)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing to measure the rest, a sentence each, none twice."""
        return tuple(dict.fromkeys(tile.missing for tile in self.tiles if tile.missing))

    @property
    def sentence(self) -> str:
        """How much stands on the page, what surely changed, and who answers for none of it."""
        shown = self.measured
        better = [tile for tile in shown if tile.verdict == "better"]
        worse = [tile for tile in shown if tile.verdict == "worse"]
        said = [
            f"{count(len(shown))} of {count(len(self.tiles))} figures can be measured from these "
            "tables.",
            f"Since the year before {_names(better)} surely got better and {_names(worse)} surely "
            "got worse.",
        ]
        if self.without_owner:
            said.append(f"Nobody answers for {_names(list(self.without_owner))}.")
        return " ".join(said)

    @property
    def table(self) -> pd.DataFrame:
        """One row a tile: what it is, both periods, the change, owner, target, evidence, lesson."""
        rows = [
            (
                tile.area, tile.key, tile.name, tile.unit, tile.better, tile.evidence, tile.lesson,
                *_reading(tile, "now"), *_reading(tile, "before"),
                *(tile.change or (None, None, None)), tile.verdict, tile.owner, tile.target,
                tile.against_target, tile.sentence, tile.missing,
            )
            for tile in self.tiles
        ]  # fmt: skip
        columns = [
            "area", "key", "name", "unit", "better", "evidence", "lesson", "now", "now_low",
            "now_high", "before", "before_low", "before_high", "change", "change_low",
            "change_high", "verdict", "owner", "target", "against_target", "sentence", "missing",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> Table:
        """The tiles as a table to read."""
        from cvmlab.figures.tables import Table

        shown = self.measured
        frame = pd.DataFrame(
            {
                "": [AREAS[tile.area][0] for tile in shown],
                "Figure": [tile.name for tile in shown],
                f"Y{self.look.now_said[1:]}": [_with_range(tile) for tile in shown],
                "Year before": [tile.before_said or MISSING for tile in shown],
                "Since then": [_since(tile) for tile in shown],
                "Owner": [tile.owned_by for tile in shown],
                "Target": [_target(tile) for tile in shown],
                "Evidence": [tile.evidence for tile in shown],
                "Lesson": [tile.lesson for tile in shown],
            }
        )
        note = f"{self.look.level:.0%} intervals in brackets. {' '.join(self.missing)}"
        return Table(frame, "The blueprint: what the board looks at, and who answers", note.strip())

    def __repr__(self) -> str:
        return self.sentence


def _reading(tile: Tile, when: str) -> tuple[float | None, float | None, float | None]:
    reading = getattr(tile, when)
    return (None, None, None) if reading is None else (reading.value, reading.low, reading.high)


def _with_range(tile: Tile) -> str:
    return f"{tile.said} ({tile.range_said})" if tile.range_said else tile.said


def _since(tile: Tile) -> str:
    return f"{tile.verdict}: {tile.change_said}" if tile.change_said else MISSING


def _target(tile: Tile) -> str:
    return f"{tile.target_said}: {tile.against_target}" if tile.target_said else MISSING


def _names(tiles: list[Tile]) -> str:
    names = [tile.name[:1].lower() + tile.name[1:] for tile in tiles] or ["nothing"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
