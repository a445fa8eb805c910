"""Long talks with regular customers first: what brings them back, and what to ask everybody next.

A handful of talks finds the reasons nobody thought of asking about. They cannot say how many
customers have each reason: they were chosen, not drawn by lot. So their themes are turned into
sentences that a survey of everybody can refute, and only then counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.loyalty.called_loyal.interview_themes_result import InterviewThemes
from cvmlab.stats.agreement import agreement

CODERS = ("coder_a", "coder_b")
MOTIVES: dict[str, tuple[str, ...]] = {
    "enjoyment": ("known by the staff", "meets people"),
    "convenience": ("near and quick",),
    "points": ("points and offers",),
}
_ASKED = re.compile(r"\[([^\[\]]+)\]\s*")


def interview_themes(
    interviews: pd.DataFrame,
    *,
    kind: str | None = "shopper",
    coders: tuple[str, str] = CODERS,
    motives: Mapping[str, Sequence[str]] | None = None,
) -> InterviewThemes:
    """Gather what talks with customers are about, and what reason stands behind each theme.

    Parameters
    ----------
    interviews : DataFrame
        One row a talk: ``interview_id, excerpt``, the themes of two readers, and where known
        ``customer_id`` and ``kind``. A question put to everybody stands in brackets in the
        excerpt: ``[If you moved?]``.
    kind : str, optional
        Only the talks of this kind.
    coders : tuple of two str
        The columns with the themes of the two readers.
    motives : mapping, optional
        From a reason to the themes behind which it stands: a judgement, yours to make. A talk
        counts for a reason when both readers' themes belong to it.

    Returns
    -------
    InterviewThemes

    Raises
    ------
    DataProblem
        When columns are missing or there is no talk of this kind.

    Notes
    -----
    Themes come first and the list of motives is made from them, not the other way around (Glaser
    and Strauss 1967, "The discovery of grounded theory"). Barnes (2003) began so with a retailer:
    some thirty talks of two hours with customers alike in their behaviour, validated by numbers
    afterwards.

    Examples
    --------
    >>> talks = pd.DataFrame({
    ...     "interview_id": ["a", "b"], "excerpt": ["I know them. [If you moved?] I'd drive.", "-"],
    ...     "coder_a": ["meets people", "near and quick"],
    ...     "coder_b": ["known by the staff", "near and quick"],
    ... })
    >>> interview_themes(talks, kind=None).talks["motive"].tolist()
    ['enjoyment', 'convenience']
    """
    needed = ["interview_id", "excerpt", *coders, *(["kind"] if kind else [])]
    problems = [
        Problem("the interviews do not have this column", "name it in the mapping.", name)
        for name in needed
        if name not in interviews.columns
    ]
    if problems:
        raise DataProblem(problems, "interviews")
    talks = interviews if kind is None else interviews[interviews["kind"] == kind]
    talks = talks[talks[list(coders)].notna().all(axis=1)].reset_index(drop=True)
    if talks.empty:
        whose = f' of "{kind}"' if kind else ""
        raise one_problem(
            f"no talk{whose} has the themes of two readers",
            "let two people read every talk, each alone, and write down its theme.",
        )
    behind = {theme: name for name, themes in (motives or MOTIVES).items() for theme in themes}
    first, second = (talks[coder].astype(object) for coder in coders)
    pulled = talks["excerpt"].map(_last_question)
    reasons = first.map(behind.get).where(first.map(behind.get) == second.map(behind.get), None)
    talks = talks.assign(
        theme=first.where(first == second, None),
        motive=reasons.astype(object).where(reasons.notna(), None),
        asked=[asked for asked, _ in pulled],
        answered=[answered for _, answered in pulled],
    )
    for name, unknown in (("customer_id", None), ("kind", "customer")):
        if name not in talks:
            talks = talks.assign(**{name: unknown})
    themes = sorted({*first, *second}, key=lambda name: (-int((first == name).sum()), str(name)))
    table = pd.DataFrame(
        {
            "theme": themes,
            "first": [int((first == name).sum()) for name in themes],
            "second": [int((second == name).sum()) for name in themes],
            "both": [int(((first == name) & (second == name)).sum()) for name in themes],
            "motive": [behind.get(name, "") for name in themes],
        }
    )
    readers = agreement(
        first.to_list(),
        second.to_list(),
        items=talks["interview_id"].to_list(),
        names=("the first reader", "the second"),
    )
    return InterviewThemes(table, talks, readers)


def _last_question(excerpt: object) -> tuple[str, str]:
    """The last question in brackets, and what was said after it; empty where there is none."""
    found = list(_ASKED.finditer(str(excerpt)))
    return (found[-1][1], str(excerpt)[found[-1].end() :].strip()) if found else ("", "")
