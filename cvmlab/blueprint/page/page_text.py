"""The board page in plain text: what a screen reader hears, and what a test compares."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cvmlab.blueprint.agenda.agenda import PlanLine
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.tiles.tile import NOBODY
from cvmlab.figures.formats import MISSING
from cvmlab.figures.tables import Table


def page_text(title: str, standing: str, board: Blueprint, plan: Sequence[PlanLine]) -> str:
    """The whole page as aligned text, part by part."""
    decisions = board.decisions.summary(together=False) if board.decisions else board.no_decisions
    marks = board.marks.summary() if board.marks else board.no_marks
    parts = [f"{title}\n{standing}", board.summary(), decisions, marks]
    if plan:
        parts.append(plan_table(plan))
    return "\n\n".join(str(part) for part in parts if part)


def plan_table(plan: Sequence[PlanLine]) -> Table:
    """The plan as a table to read."""
    frame = pd.DataFrame(
        {
            "What": [one.what for one in plan],
            "Who": [one.who or NOBODY for one in plan],
            "By": [one.by or MISSING for one in plan],
            "How we shall know": [one.sign or MISSING for one in plan],
        }
    )
    return Table(frame, "The plan")
