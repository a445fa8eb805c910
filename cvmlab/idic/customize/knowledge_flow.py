"""How far a note on a customer travels through the house: recorded, visible, used.

The chef who knows how you want your egg has not asked you this morning: somebody wrote it down
once, and it reached the kitchen. A note that nobody outside its own system can see is no knowledge
of the firm, and one that is seen and not acted upon is none either. The customer notices: she says
it again.

Sources: a common blueprint of customer value management (on internal intelligence); Davenport and
Prusak (1998), "Working Knowledge", on knowledge that does not reach those who act.
"""

from __future__ import annotations

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import one_problem
from cvmlab.idic.customize.knowledge_flow_result import (
    RECORDED,
    USED,
    VISIBLE,
    KnowledgeFlow,
    stages_of,
)

_NEEDED = ("customer_id", "preference", "visible", "used")
_HELPFUL = ("need", "recorded_on", "recorded_by", "visible_to", "asked_again")


def knowledge_flow(ws: Workspace, *, level: float = 0.95) -> KnowledgeFlow:
    """Follow every recorded preference: who wrote it down, who can see it, whether it was used.

    Parameters
    ----------
    ws : Workspace
        With ``preferences``: ``customer_id, preference, visible, used``; where there are,
        ``need, recorded_on, recorded_by, visible_to, asked_again``.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    KnowledgeFlow
        Every note stands in exactly one place: only recorded, visible and not used, or used.

    Raises
    ------
    DataProblem
        Where the table or one of its four columns is missing, or it holds no note.

    Notes
    -----
    A note that was used has been visible to whoever used it, also where a flag says otherwise; how
    many such there are is counted in ``corrected``. Shares carry Wilson intervals, counting notes
    as independent: a customer has 1.1 of them at the sample company.
    """
    lacking = ws.missing("preferences", *_NEEDED)
    if lacking:
        raise one_problem(
            lacking.rstrip("."), "collect the notes on customers from all systems into one list."
        )
    notes = ws.preferences.frame()
    notes = notes[[name for name in ("preference_id", *_NEEDED, *_HELPFUL) if name in notes]]
    return flow_of(notes, level=level)


def flow_of(notes: pd.DataFrame, *, level: float = 0.95) -> KnowledgeFlow:
    """The same from a table of notes, as ``preferences`` holds them."""
    if notes.empty:
        raise one_problem("the table preferences holds no note", "write down what customers say.")
    table = notes.copy()
    visible = table["visible"].fillna(False).astype(bool)
    used = table["used"].fillna(False).astype(bool)
    table["reached"] = RECORDED
    table.loc[visible, "reached"] = VISIBLE
    table.loc[used, "reached"] = USED
    table = table.drop(columns=["visible", "used"]).reset_index(drop=True)
    return KnowledgeFlow(
        table=table,
        stages=stages_of(table, level),
        corrected=int((used & ~visible).sum()),
        level=level,
    )
