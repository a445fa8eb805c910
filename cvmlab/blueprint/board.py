"""The board page of the firm at hand, from whatever tables it has, with whoever answers for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cvmlab.blueprint.agenda.agenda import Agenda, agenda_of
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.decisions.decisions_in_equity import decisions_in_equity
from cvmlab.blueprint.look import Look, look_at
from cvmlab.blueprint.marks.marks_of_firm import marks_of_firm
from cvmlab.blueprint.tiles.right_customers import customer_tiles
from cvmlab.blueprint.tiles.right_relationships import relationship_tiles
from cvmlab.blueprint.tiles.right_retention import retention_tiles
from cvmlab.blueprint.tiles.tile import Tile
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem

# Tiles cost calculations and do not depend on who owns them: kept as long as the workspace is.
_KEPT: WeakKeyDictionary[Workspace, dict[Look, tuple[Tile, ...]]] = WeakKeyDictionary()


def current_blueprint(
    ws: Workspace,
    agenda: Agenda | dict[str, Any] | str | Path | None = None,
    *,
    level: float = 0.95,
    currency: str = "",
) -> Blueprint:
    """Draw up the board page: right customers, right relationships, right retention.

    Parameters
    ----------
    ws : Workspace
        Any table beside the orders may be missing: what then cannot be measured says so.
    agenda : Agenda, dict or path, optional
        Owners, targets, decisions, the firm's own marks and the plan: a ``blueprint.toml``. By
        default the one in the firm's folder, where there is one.
    level : float
        Confidence level of the intervals.
    currency : str
        By default that of the orders.

    Returns
    -------
    Blueprint

    Raises
    ------
    DataProblem
        With all that is wrong in the agenda; or where the orders cannot be read.
    """
    look = look_at(ws, level=level, currency=currency)
    known = _KEPT.setdefault(ws, {})
    if look not in known:
        known[look] = (
            *customer_tiles(ws, look), *relationship_tiles(ws, look), *retention_tiles(ws, look),
        )  # fmt: skip
    tiles = known[look]
    plan = agenda_of(ws, agenda, {tile.key: tile.unit for tile in tiles})
    owned = tuple(tile.owned(*plan.of_tile(tile.key)) for tile in tiles)
    decisions, no_decisions = _or_why(decisions_in_equity, ws, look, plan.decisions)
    marks, no_marks = _or_why(marks_of_firm, ws, look, plan.marks)
    return Blueprint(owned, look, plan, decisions, no_decisions, marks, no_marks)


def _or_why(function: Any, *given: Any) -> tuple[Any, str]:
    """What a function finds; or, in a sentence, what it lacks."""
    try:
        return function(*given), ""
    except DataProblem as problem:
        return None, problem.sentences
