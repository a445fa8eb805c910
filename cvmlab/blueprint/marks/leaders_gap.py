"""Whether leaders and the rest of a firm see the same firm: 63% against 41%, and one's own gap.

Shaun Smith (2008, "Where value comes from (Part 2)") tells of a survey of 550 executives in Poland:
63% of the senior managers agree that leaders decide in line with the customer strategy, and 41% of
those who manage nobody. How many of each were asked he does not say. So what the two shares can say
is worked out for every way in which 550 people may have been divided; and the firm's own staff, of
whom it is known who leads and who works where, is held beside them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.blueprint.marks.leaders_gap_result import LeadersGap
from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.loyalty.relationship.four_marks import AGREES, SCALE
from cvmlab.stats.clustered_gap import ClusteredGap, clustered_gap
from cvmlab.stats.experiments.power import customers_needed
from cvmlab.stats.experiments.unknown_sizes import unknown_sizes

REPORTED = (0.63, 0.41)
ASKED = 550
ITEM = "leaders_consistent"
SHARES = np.arange(1, 20) / 20  # of leaders among those asked
INDEPENDENT = "who answer independently"
SAME = "of the same sites, as alike as here"
APART = "of different sites, as alike as here"


def leaders_gap(
    staff: Workspace | pd.DataFrame | None = None,
    *,
    item: str = ITEM,
    leader: str = "leader",
    site: str = "site",
    reported: tuple[float, float] = REPORTED,
    asked: int = ASKED,
    level: float = 0.95,
) -> LeadersGap:
    """Hold a reported gap between leaders and others against what its missing sizes allow.

    Parameters
    ----------
    staff : Workspace or DataFrame, optional
        The firm's own staff survey (``employee_survey``), one row a person; without it only what
        was reported is looked at.
    item, leader, site : str
        Columns: the answer from 1 to 5, whether the person leads, and where they work. Without
        the last one, or where it is empty for all, people count as independent.
    reported : (float, float)
        The shares of leaders and of others who agree, as reported.
    asked : int
        How many were asked in all.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    LeadersGap

    Raises
    ------
    DataProblem
        All that is wrong at once: columns that are missing, answers off the scale, nobody who
        leads or nobody else.

    Notes
    -----
    Agreeing is four or five. The reported shares: :func:`cvmlab.unknown_sizes`, once as if all
    answered independently, once with the design effects of the firm's own two shares. The firm's
    own gap: :func:`cvmlab.stats.clustered_gap.clustered_gap`. The people needed: Cohen (1988),
    "Statistical power analysis", for a chance of 80% to see the reported gap, times the design
    effect, but never fewer than independent people. A design effect grows with the people asked a
    site: it is that of this survey.
    """
    table = _staff(staff)
    own, left_out = (None, 0) if table is None else _own(table, item, leader, site, level)
    one, other = reported
    plain = unknown_sizes(one, other, asked, divisions=_divisions(asked), level=level)
    designs = own.designs if own is not None and all(map(math.isfinite, own.designs)) else None
    alike = None
    if designs is not None:
        alike = unknown_sizes(
            one, other, asked, divisions=_divisions(asked), designs=designs, level=level
        )
    rows = plain.table[["leaders", "others", "difference", "low", "high", "differs"]]
    lines = pd.DataFrame({"low": np.nan, "high": np.nan}, index=rows.index)
    if alike is not None:
        lines = alike.table[["low", "high"]]
    table_of = rows.assign(alike_low=lines["low"], alike_high=lines["high"])
    return LeadersGap(
        table_of, reported, asked, plain, alike, own, left_out, _needed(reported, own, level), level
    )


def _divisions(asked: int) -> list[int]:
    return sorted({min(max(round(asked * share), 1), asked - 1) for share in SHARES})


def _staff(given: Workspace | pd.DataFrame | None) -> pd.DataFrame | None:
    if not isinstance(given, Workspace):
        return given
    found = given.get("employee_survey")
    return None if found is None else found.frame()


def _needed(
    reported: tuple[float, float], own: ClusteredGap | None, level: float
) -> dict[str, tuple[int, int]]:
    """How many leaders and others show a gap as large as the reported one, four times in five."""
    one, other = reported
    if one == other:
        return {}
    each = math.ceil(customers_needed(other, one, level=level) / 2)
    found = {INDEPENDENT: (each, each)}
    if own is not None and math.isfinite(own.design):
        same = math.ceil(each * max(own.design, 1.0))
        found[SAME] = (same, same)
    if own is not None and all(map(math.isfinite, own.designs)):
        leaders, others = (math.ceil(each * max(design, 1.0)) for design in own.designs)
        found[APART] = (leaders, others)
    return found


def _own(
    table: pd.DataFrame, item: str, leader: str, site: str, level: float
) -> tuple[ClusteredGap, int]:
    problems = [
        Problem(
            f"this column is not there.{suggestion(name, map(str, table.columns))}",
            f"it says {meaning}; map it, or name another one.",
            name,
        )
        for name, meaning in ((item, "how far people agree, from 1 to 5"), (leader, "who leads"))
        if name not in table
    ]
    if problems:
        raise DataProblem(problems, "the staff survey")
    known = table.dropna(subset=[item, leader])
    answers = pd.to_numeric(known[item], errors="coerce").astype(float)
    off = ~answers.between(*SCALE)
    if off.any():
        seen = [str(value) for value in known.loc[off, item].unique()[:3]]
        problems.append(
            Problem("some answers are no marks from 1 to 5", "use that scale.", item,
                    int(off.sum()), seen)
        )  # fmt: skip
    leads = known[leader].astype(bool).to_numpy()
    if leads.all() or not leads.any():
        who = "nobody who answered leads others" if not leads.any() else "everybody leads others"
        problems.append(Problem(who, "mark who leads and who does not.", leader))
    if problems:
        raise DataProblem(problems, "the staff survey")
    where: Any = None
    if site in table and known[site].notna().any():
        kept = known[site].notna()  # a voice without a place cannot be put beside its neighbours
        known, answers, leads = known[kept], answers[kept], leads[kept.to_numpy()]
        if leads.all() or not leads.any():
            raise one_problem(
                "leaders or others name no site", "fill the column, or leave it out.", column=site
            )
        where = known[site].astype(str).to_numpy()
    found = clustered_gap(answers.to_numpy() >= AGREES, leads, where, level=level)
    return found, len(table) - len(known)
