"""The four marks of a firm that is about relationships, from whatever the firm has.

What it says of itself, in one rating or in a survey of its staff, beside what its customers say and
what its board looks at. Each part may be missing; what is missing is said.

Source: Barnes (2003), "The role of customer insight in building your CRM strategy".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.blueprint.look import Look
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, one_problem
from cvmlab.insight.asked.respondents import Respondents
from cvmlab.insight.asked.survey_answers import survey_answers
from cvmlab.insight.recorded.measures import MeasureAudit, audit_measures
from cvmlab.loyalty.relationship.four_marks import (
    AGREES,
    CLAIMED,
    MARKS,
    OPEN,
    THERE,
    UNSEEN,
    FourMarks,
    four_marks,
)
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.label_against_index import label_against_index
from cvmlab.loyalty.relationship.label_against_index_result import LabelAgainstIndex

# What the firm calls a customer: as it stood when they were asked, or else as it stands today.
LABELS = ("previous_tier", "tier")
BY_SALES, BEST = "by sales", "best fifth"
FIFTH = 0.8
OWN_LINES = ("move_city", "recommend")  # by which customers themselves tell a bond from none
HALF = 0.5

# What customers and the board's page show does not depend on how the firm rates itself.
_KEPT: WeakKeyDictionary[Workspace, dict[float, Any]] = WeakKeyDictionary()


def marks_of_firm(ws: Workspace, look: Look, own: Mapping[str, float] | None = None) -> FourMarks:
    """Hold what a firm says of itself against its customers' answers and its board's page.

    Parameters
    ----------
    ws : Workspace
        With ``employee_survey``, ``survey`` or ``kpi_catalogue``; any of them may be missing.
    look : Look
        For the level of the intervals.
    own : mapping of mark to rating, optional
        How the firm rates itself, from 1 (not at all) to 5 (fully).

    Returns
    -------
    FourMarks
        With a staff survey its leaders' and others' shares; without one the firm's own rating. Its
        ``notes`` say what was missing.

    Raises
    ------
    DataProblem
        When the firm says nothing of itself and nobody else does either.

    Notes
    -----
    Customers are called loyal by their tier as it stood when they were asked, or today's; of the
    tiers the one that brings most. A firm without tiers is held to the fifth that brought most.
    One rating is no survey: it counts as a claim from four on, as more than can be seen where
    surely fewer than half of what can be seen bear it out, and as less where it is three or lower
    and surely more than half do.
    """
    rated = {mark: float(own[mark]) for mark in MARKS if own and mark in own}
    known = _KEPT.setdefault(ws, {})
    if look.level not in known:
        known[look.level] = _witnesses(ws, look.level)
    staff, label, measures, notes = known[look.level]
    if staff is None and label is None and measures is None and not rated:
        raise one_problem(
            f"nothing says how far the firm is about relationships. {' '.join(notes)}",
            "rate the firm on the four marks, from 1 to 5, under [marks] in blueprint.toml.",
        )
    itself = pd.DataFrame(columns=list(MARKS), dtype=float) if staff is None else staff
    found = four_marks(itself, label=label, measures=measures, level=look.level)
    if staff is None:
        verdicts = [_verdict(rated.get(row["mark"]), row) for _, row in found.table.iterrows()]
        found = replace(found, table=found.table.assign(verdict=verdicts))
    return replace(found, own=rated, notes=notes)


def _witnesses(
    ws: Workspace, level: float
) -> tuple[pd.DataFrame | None, LabelAgainstIndex | None, MeasureAudit | None, tuple[str, ...]]:
    """The staff, the customers and the board's page, each where it is there, and what is not."""
    notes: list[str] = []
    staff = _or_note(notes, "No staff survey", _staff, ws)
    label = _or_note(notes, "Customers cannot be heard", _bond, ws, level)
    measures = _or_note(notes, "The board's page cannot be read", _page, ws)
    return staff, label, measures, tuple(notes)


def _or_note(notes: list[str], lacks: str, part: Any, *given: Any) -> Any:
    try:
        return part(*given)
    except DataProblem as problem:
        notes.append(f"{lacks}: {problem.sentences}")
        return None


def _needed(ws: Workspace, table: str, *columns: str) -> pd.DataFrame:
    found = ws.get(table, *columns)
    if found is None:
        raise one_problem(ws.missing(table, *columns), "add it where there is one.")
    return found.frame()


def _staff(ws: Workspace) -> pd.DataFrame:
    return _needed(ws, "employee_survey", *MARKS)


def _page(ws: Workspace) -> MeasureAudit:
    return audit_measures(_needed(ws, "kpi_catalogue"))


def _bond(ws: Workspace, level: float) -> LabelAgainstIndex:
    """Whom the firm calls loyal, against who feels a bond, in the last wave of its survey."""
    if ws.missing("survey"):
        raise one_problem(ws.missing("survey"), "add it where there is one.")
    labels = [name for name in LABELS if ws.has("customers", name)]
    answers = survey_answers(ws, keep=labels[:1])
    index = relationship_index(answers.items, ids=answers.table["customer_id"], level=level)
    frame = index.beside(answers.table)
    column, value = _most_valued(answers, labels[:1])
    if column == BY_SALES:
        frame = frame.assign(**{BY_SALES: _by_sales(answers)})
    asked = [name for name in OWN_LINES if name in frame and frame[name].notna().any()]
    if not asked:
        raise one_problem(
            "no question of the survey tells where a bond begins",
            f"ask one, such as {OWN_LINES[0]}: whether they would look for you after a move.",
        )
    return label_against_index(frame, column, value, own=asked[0], level=level)


def _most_valued(answers: Respondents, labels: list[str]) -> tuple[str, str]:
    """The label whose customers bring most; the best fifth by sales where nobody has a label."""
    for label in labels:
        mean = answers.table.groupby(label, observed=True)["monetary"].mean()
        if len(mean) > 1:
            return label, str(mean.idxmax())
    return BY_SALES, BEST


def _by_sales(answers: Respondents) -> pd.Series:
    place = answers.table["monetary"].rank(pct=True, method="first")
    return (place > FIFTH).map({True: BEST, False: "others"})


def _verdict(rating: float | None, row: pd.Series) -> str:
    """What a single rating is worth beside a share with its interval."""
    if rating is None or pd.isna(row["seen"]):
        return UNSEEN
    if rating >= AGREES and row["seen_high"] < HALF:
        return CLAIMED
    return THERE if rating < AGREES and row["seen_low"] > HALF else OPEN
