"""The linkage of a workspace: made once, then the same object again."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.idic.identify.link_records import THRESHOLD, link_records
from cvmlab.idic.identify.linkage_result import Linkage

# Kept as long as the workspace is: what was read for one is of no use to another.
_KEPT: WeakKeyDictionary[Workspace, dict[tuple[float, bool], Linkage]] = WeakKeyDictionary()


def current_linkage(ws: Workspace, *, threshold: float = THRESHOLD, guard: bool = True) -> Linkage:
    """Who is who in a workspace.

    Parameters
    ----------
    ws : Workspace
        What :func:`cvmlab.load` returned, with the table ``source_records``.
    threshold, guard
        As in :func:`link_records`.

    Raises
    ------
    DataProblem
        When there are no records of the systems, or too little in them.
    """
    known = _KEPT.setdefault(ws, {})
    if (threshold, guard) not in known:
        if known:
            known[threshold, guard] = next(iter(known.values())).at(threshold, guard)
        else:
            found = ws.get("source_records", "record_id")
            if found is None:
                raise one_problem(
                    ws.missing("source_records", "record_id"),
                    "add the customer lists of your systems, a row a record.",
                )
            known[threshold, guard] = link_records(found.frame(), threshold=threshold, guard=guard)
    return known[threshold, guard]
