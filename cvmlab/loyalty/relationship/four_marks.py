"""Four marks of a firm that is about relationships: what it says of itself, what can be seen.

Barnes (2003) asks four things of such a firm: it takes a long view; it accepts that the customer
decides when there is a relationship; it knows that a relationship is a matter of feeling; and it
sets soft measures beside the hard ones. A firm can say all four of itself. Its own customers, and
the page its board looks at, are the other witness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import MISSING, count, interval, number, percent
from cvmlab.insight.recorded.measures import MeasureAudit
from cvmlab.loyalty.relationship.label_against_index_result import LabelAgainstIndex
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MARKS = {
    "long_term_view": "takes a long view of customers",
    "customer_decides": "lets the customer decide when there is a relationship",
    "feelings_count": "knows that it is a matter of feeling",
    "soft_measures": "sets soft measures beside the hard ones",
}
AGREES, SCALE = 4, (1, 5)
CLAIMED, THERE, OPEN, UNSEEN = "more claimed than seen", "more seen than claimed", "no sure gap", ""


@dataclass(frozen=True, eq=False)
class FourMarks:
    """What leaders and staff say of the firm, beside what customers and the board's page show.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a mark: ``mark``; ``leaders``, the share of them that agrees, with ``leaders_low``
        and ``leaders_high``; the same for ``staff`` (NaN where there are none); ``seen``, a share
        of customers or of the board's figures, with ``seen_low``, ``seen_high``, ``of`` (how
        many) and ``what``; ``verdict``.
    leaders, staff : int
        How many answered.
    level : float
        Confidence level of the intervals.
    own : mapping of mark to rating
        One rating of the firm by itself, from 1 to 5; empty where there is none.
    notes : tuple of str
        What could not be held against anything, and why, a sentence each.
    """

    table: pd.DataFrame
    leaders: int
    staff: int
    level: float
    own: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def claimed(self) -> list[str]:
        """The marks that are claimed more than they can be seen, surely."""
        return list(self.table.loc[self.table["verdict"] == CLAIMED, "mark"])

    @property
    def sentence(self) -> str:
        """Where the firm's own view and what can be seen part."""
        seen = self.table[self.table["seen"].notna()]
        if self.own and not self.leaders:
            return self._own_sentence(len(seen))
        if seen.empty:
            return "Nothing was given that the four marks could be held against."
        if not self.claimed:
            return (
                f"On none of the {count(len(seen))} marks that can be held against something do "
                "leaders surely claim more than can be seen."
            )
        widest = seen.loc[(seen["leaders"] - seen["seen"]).idxmax()]
        return (
            f"On {count(len(self.claimed))} of {count(len(seen))} marks leaders claim more than "
            f"can be seen. The widest gap: {_share(widest, 'leaders')} of "
            f"{count(self.leaders)} leaders say the firm {MARKS[widest['mark']]}; "
            f"{_share(widest, 'seen')} of {count(widest['of'])} {widest['what']}."
        )

    def summary(self) -> Table:
        """The four marks as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [row for _, row in self.table.iterrows()]
        columns = {"The firm …": [MARKS[row["mark"]] for row in rows]}
        if self.own:
            columns["Rates itself"] = [
                f"{number(self.own[mark], 0)} of {SCALE[1]}" if mark in self.own else MISSING
                for mark in self.table["mark"]
            ]
        if self.leaders:
            agree = f"Leaders who agree (of {count(self.leaders)})"
            columns[agree] = [_share(row, "leaders") for row in rows]
        if self.staff:
            columns[f"Others (of {count(self.staff)})"] = [_share(row, "staff") for row in rows]
        columns["What can be seen"] = [
            f"{_share(row, 'seen')} of {count(row['of'])} {row['what']}"
            if row["of"]
            else "nothing that was given"
            for row in rows
        ]
        columns["Verdict"] = [row["verdict"] or MISSING for row in rows]
        return Table(
            pd.DataFrame(columns),
            title="Four marks of a firm that is about relationships (Barnes 2003)",
            note=f"{percent(self.level)} intervals in brackets. A gap is named where they do not "
            "meet. The two columns ask different things: a gap is a question to the firm, no mark "
            f"for it.{''.join(f' {note}' for note in self.notes)}",
        )

    def _own_sentence(self, seen: int) -> str:
        marks = [mark for mark in MARKS if mark in self.own]
        rated = ", ".join(f"{number(self.own[mark], 0)} ({MARKS[mark]})" for mark in marks)
        said = f"The firm rates itself, of {SCALE[1]}: {rated}. It is one rating, no survey."
        if not seen:
            return f"{said} Nothing was given that it could be held against."
        names = ", ".join(MARKS[mark] for mark in self.claimed)
        return f"{said} More claimed than can be seen: {names or 'nothing, for sure'}."


def four_marks(
    itself: pd.DataFrame | Mapping[str, float],
    *,
    label: LabelAgainstIndex | None = None,
    measures: MeasureAudit | None = None,
    leader: str = "leader",
    site: str = "site",
    level: float = 0.95,
) -> FourMarks:
    """Hold what a firm says of itself against its customers' answers and its board's page.

    Parameters
    ----------
    itself : DataFrame or mapping
        One row a member of staff, from 1 (not at all) to 5 (fully agree): ``long_term_view,
        customer_decides, feelings_count, soft_measures``, and, where there are, `leader` (yes or
        no) and `site`. Or one's own four marks, as a mapping.
    label : LabelAgainstIndex, optional
        Whom the firm calls loyal and who feels a bond: for what customers decide and feel.
    measures : MeasureAudit, optional
        The audit of the board's page: for the long view and the soft measures.
    leader, site : str
        Columns of `itself`; without the first everybody counts as a leader.
    level : float
        Confidence level.

    Returns
    -------
    FourMarks

    Raises
    ------
    DataProblem
        When one of the four is missing, or an answer is off the scale.

    Notes
    -----
    Agreeing is four or five. Wilson's intervals (1927), for as many independent answers as people
    of one site leave: they answer alike (Kish 1965, "Survey sampling", the design effect). The
    board's figures are counted in full; their interval is that of a page made anew by the same
    hands.

    Examples
    --------
    >>> own = {"long_term_view": 4, "customer_decides": 5, "feelings_count": 3, "soft_measures": 2}
    >>> four_marks(own).sentence
    'Nothing was given that the four marks could be held against.'
    """
    said = pd.DataFrame([dict(itself)]) if isinstance(itself, Mapping) else itself
    _check(said)
    leads = said[leader].astype(bool) if leader in said else pd.Series(True, index=said.index)
    if not leads.any():
        leads = ~leads
    seen = _seen(label, measures)
    rows = []
    for mark in MARKS:
        ours = _agreeing(said[leads], mark, site, level)
        others = _agreeing(said[~leads], mark, site, level)
        yes, of, what = seen.get(mark, (0, 0, ""))
        found = (yes / of, *map(float, wilson(yes, of, level))) if of else (np.nan,) * 3
        rows.append((mark, *ours, *others, *found, of, what, _verdict(ours, found)))
    names = [f"{who}{end}" for who in ("leaders", "staff", "seen") for end in ("", "_low", "_high")]
    table = pd.DataFrame(rows, columns=["mark", *names, "of", "what", "verdict"])
    return FourMarks(table, int(leads.sum()), int((~leads).sum()), level)


def _seen(
    label: LabelAgainstIndex | None, measures: MeasureAudit | None
) -> dict[str, tuple[int, int, str]]:
    found = {}
    if measures is not None and measures.board:
        short = int(measures.table.loc["short-term", "board"])
        page = "figures on the board's page"
        found["long_term_view"] = (
            measures.board - short,
            measures.board,
            f"{page} look further than a year",
        )
        found["soft_measures"] = (len(measures.soft_on_board), measures.board, f"{page} are soft")
    if label is not None:
        ours, others = label.customers(True, True), label.customers(False, True)
        everybody = label.customers(True) + label.customers(False)
        bond = "customers have a close bond"
        found["customer_decides"] = (ours, label.customers(True), f"{label.value} {bond}")
        found["feelings_count"] = (ours + others, everybody, f"{bond} of their own")
    return found


def _agreeing(
    staff: pd.DataFrame, mark: str, site: str, level: float
) -> tuple[float, float, float]:
    known = staff[staff[mark].notna()]
    if known.empty:
        return np.nan, np.nan, np.nan
    yes = (known[mark].astype(float) >= AGREES).to_numpy(float)
    share, n = float(yes.mean()), float(len(yes))
    if site in known and known[site].nunique() > 1 and 0 < share < 1:
        off = pd.Series(yes - share).groupby(known[site].to_numpy()).sum()
        variance = (off**2).sum() / n**2 * len(off) / (len(off) - 1)
        n = float(min(n, share * (1 - share) / variance)) if variance > 0 else n
    low, high = wilson(share * n, n, level)
    return share, float(low), float(high)


def _verdict(ours: tuple[float, ...], seen: tuple[float, ...]) -> str:
    if np.isnan(seen[0]) or np.isnan(ours[0]):
        return UNSEEN
    if ours[1] > seen[2]:
        return CLAIMED
    return THERE if ours[2] < seen[1] else OPEN


def _check(said: pd.DataFrame) -> None:
    problems = [
        Problem("this mark is not there", f"give all four: {', '.join(MARKS)}.", mark)
        for mark in MARKS
        if mark not in said
    ]
    for mark in (mark for mark in MARKS if mark in said):
        given = said[mark]
        numbers = pd.to_numeric(given, errors="coerce").astype(float)
        off = given.notna() & ~numbers.between(*SCALE)
        if off.any():
            seen = [str(x) for x in given[off].unique()[:3]]
            text = f"Some answers are no marks from {SCALE[0]} to {SCALE[1]}"
            problems.append(Problem(text, "use that scale.", mark, int(off.sum()), seen))
    if problems:
        raise DataProblem(problems, "the four marks")


def _share(row: Any, who: str) -> str:
    if pd.isna(row[who]):
        return MISSING
    return f"{percent(row[who])} ({interval(row[f'{who}_low'], row[f'{who}_high'], percent)})"
