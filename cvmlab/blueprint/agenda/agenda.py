"""The agenda of the board page: who answers for which figure, and what is decided.

Figures come out of tables; owners, targets, decisions and a plan come out of heads. The firm writes
them into one file beside its tables, ``blueprint.toml``:

.. code-block:: toml

    firm = "Kestrel Market Group"

    [tiles.kept]
    owner = "Siobhán Treacy"
    target = "85%"                    # or 0.85; left out or "" where there is none

    [marks]                           # how the firm rates itself, 1 (not at all) to 5 (fully)
    long_term_view = 4

    [[decisions]]                     # see PlannedDecision for all ways to write an effect
    name = "Care programme for 4,150 customers"
    owner = "Siobhán Treacy"
    kept = [0.025, 0.004, 0.046]      # so many of them stay because of it, and the interval
    customers = 4150
    cost_each = 6.60
    basis = "by lot"

    [[plan]]
    what = "Ring ten customers who left"
    who = "Fergal Shanley"
    by = 2025-02-28
    sign = "Ten notes on one page"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import day

if TYPE_CHECKING:
    from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
    from cvmlab.data.workspace import Workspace
    from cvmlab.value_of.acquisition.decision import Decision

FILE = "blueprint.toml"


@dataclass(frozen=True)
class PlanLine:
    """What somebody does by a day, and how one will know.

    Parameters
    ----------
    what, who, by : str
    sign : str
        By what one will know that it has worked.

    Examples
    --------
    >>> print(PlanLine("Ring ten customers who left", "Fergal Shanley", "28 Feb 2025"))
    Ring ten customers who left (Fergal Shanley, by 28 Feb 2025)
    """

    what: str
    who: str = ""
    by: str = ""
    sign: str = ""

    def __str__(self) -> str:
        named = ", ".join(part for part in (self.who, self.by and f"by {self.by}") if part)
        return f"{self.what} ({named})" if named else self.what


@dataclass(frozen=True)
class Agenda:
    """What the board page holds beside its figures; see :func:`agenda_of`.

    Parameters
    ----------
    firm : str
        Its name.
    tiles : mapping of key to (owner, target)
        An owner is empty where nobody answers, a target None where there is none.
    decisions : tuple of PlannedDecision or Decision
    marks : dict, optional
        How the firm rates itself on the four marks, from 1 to 5.
    plan : tuple of PlanLine
    source : str
        The file it stands in; empty where it was given otherwise.

    Examples
    --------
    >>> agenda = Agenda(tiles={"kept": ("Siobhán Treacy", 0.85)})
    >>> agenda.of_tile("kept"), agenda.of_tile("equity")
    (('Siobhán Treacy', 0.85), ('', None))
    >>> agenda.with_plan([{"what": "Ring ten customers", "who": "Fergal Shanley"}]).plan[0].who
    'Fergal Shanley'
    """

    firm: str = ""
    tiles: Mapping[str, tuple[str, float | None]] = field(default_factory=dict)
    decisions: tuple[PlannedDecision | Decision, ...] = ()
    marks: dict[str, float] | None = None
    plan: tuple[PlanLine, ...] = ()
    source: str = ""

    def of_tile(self, key: str) -> tuple[str, float | None]:
        """Who answers for a tile, and what it is to reach; empty and None where nobody said."""
        return self.tiles.get(key, ("", None))

    def with_plan(self, lines: Iterable[PlanLine | Mapping[str, Any] | Any]) -> Agenda:
        """The same with these lines as the plan: dicts or objects with what, who, by, sign."""
        return replace(self, plan=tuple(_line(one) for one in lines))

    def __repr__(self) -> str:
        owned = sum(1 for owner, _ in self.tiles.values() if owner)
        return (
            f"Agenda{f' of {self.firm}' if self.firm else ''}: {owned} figures with an owner, "
            f"{len(self.decisions)} decisions, {len(self.plan)} lines of a plan"
        )


def agenda_of(
    ws: Workspace | None,
    given: Agenda | Mapping[str, Any] | str | Path | None = None,
    keys: Iterable[str] | Mapping[str, str] = (),
) -> Agenda:
    """The agenda of a firm, checked.

    Parameters
    ----------
    ws : Workspace, optional
        Where nothing is given, the ``blueprint.toml`` in its folder is read, if there is one.
    given : Agenda, dict, str or Path, optional
        An agenda, its content, the path of a ``blueprint.toml``, or its content as JSON.
    keys : iterable of str, or mapping of key to unit
        The tiles there are; with their units a target of 80 for a share is found out.

    Returns
    -------
    Agenda
        An empty one where there is none.

    Raises
    ------
    DataProblem
        With all that is wrong, and the file it stands in.

    Examples
    --------
    >>> agenda_of(None, {"tiles": {"kept": {"owner": "Siobhán Treacy", "target": "85%"}}}, ["kept"])
    Agenda: 1 figures with an owner, 0 decisions, 0 lines of a plan
    >>> agenda_of(None, {"tiles": {"kepd": {"owner": "Siobhán Treacy"}}}, ["kept"])
    Traceback (most recent call last):
    ...
    cvmlab.errors.DataProblem: 1 problem in the agenda:
    1. There is no tile "kepd".
      What to do: use one of: kept. Did you mean "kept"?
    """
    if isinstance(given, Agenda):
        unknown = [
            no_such_tile(key, keys) for key in given.tiles if tuple(keys) and key not in keys
        ]
        if unknown:
            raise DataProblem(unknown, given.source or "the agenda")
        return given
    from cvmlab.blueprint.agenda.agenda_file import agenda_content, read_agenda

    where = given if given else own_file(ws)
    if not where:
        return Agenda()
    return read_agenda(*agenda_content(where), keys)


def own_file(ws: Workspace | None) -> Path | None:
    """The ``blueprint.toml`` in the folder of a workspace; None where there is none."""
    if ws is None or ws.folder is None:
        return None
    path = ws.folder.path / FILE
    return path if path.is_file() else None


def no_such_tile(key: str, keys: Iterable[str]) -> Problem:
    """That the page has no tile of this name."""
    known = list(keys)
    return Problem(
        f'There is no tile "{key}"', f"use one of: {', '.join(known)}.{suggestion(key, known)}"
    )


def _line(given: Any) -> PlanLine:
    if isinstance(given, PlanLine):
        return given
    parts = (
        given.get(name, "") if isinstance(given, Mapping) else getattr(given, name, "")
        for name in ("what", "who", "by", "sign")
    )
    return PlanLine(*map(plan_text, parts))


def plan_text(value: Any) -> str:
    """What stands in a plan as text: days are written out, nothing is empty."""
    if value is None:
        return ""
    return day(value) if hasattr(value, "isoformat") else str(value).strip()
