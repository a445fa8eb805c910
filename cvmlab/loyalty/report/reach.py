"""What answers reach and what they do not: said before any figure is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cvmlab.figures.formats import count
from cvmlab.figures.tables import Table
from cvmlab.loyalty.report.loyalty_sources import LoyaltySource

YES, PART, NO = "yes", "in part", "no"


@dataclass(frozen=True, eq=False)
class Reach:
    """The questions a loyalty report can be asked, and which of them these answers reach.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a question: ``question``, ``reached`` ("yes", "in part" or "no"), ``missing``.
    """

    table: pd.DataFrame

    @property
    def sentence(self) -> str:
        """How far the answers go, in words."""
        full = int((self.table["reached"] == YES).sum())
        part = int((self.table["reached"] == PART).sum())
        some = f" and {count(part)} in part" if part else ""
        every = len(self.table)
        if full == every:
            return f"With these answers all {count(every)} questions below can be answered."
        return (
            f"With these answers {count(full)} of {count(every)} questions below can be "
            f"answered{some}."
        )

    def summary(self) -> Table:
        """The questions as a table to read."""
        names = ["What one may want to know", "From these answers", "What is missing for it"]
        return Table(self.table.set_axis(names, axis=1), title=self.sentence)


def loyalty_reach(source: LoyaltySource) -> Reach:
    """Say what a firm's answers can tell, and what would have to be asked for the rest.

    Parameters
    ----------
    source : LoyaltySource
        What :func:`cvmlab.loyalty.report.loyalty_sources.open_loyalty_survey` returned.
    """
    return Reach(pd.DataFrame(_questions(source), columns=["question", "reached", "missing"]))


def _questions(source: LoyaltySource) -> Iterator[tuple[str, str, str]]:
    table, answers = source.table, source.answers
    later = "" if answers.sees_who_stays else answers.why_not
    words = [name for name in ("move_city", "recommend") if name in table]
    scores = [name for name in ("overall", "recommend_score") if name in table]
    yield (
        "How satisfied are customers, and would they recommend?",
        (NO, PART, YES)[len(scores)],
        {2: "", 1: "one of the two scores"}.get(len(scores), "both scores"),
    )
    levels = len(source.levels) >= 2 and "overall" in table
    missing = "" if levels else "questions on what they are satisfied with, and one all in all"
    yield "What is satisfaction made of?", YES if levels else NO, missing
    enough = len(source.levels) >= 2
    yield (
        "What goes with staying?",
        YES if enough and answers.sees_who_stays else PART if enough and words else NO,
        later if enough else "questions on what they are satisfied with",
    )
    facets = bool(source.facets)
    yield (
        "How close is the bond, and whose?",
        (YES if answers.is_linked else PART) if facets else NO,
        ("" if answers.is_linked else "the customers' names: only the whole can be seen")
        if facets
        else "questions on the relationship",
    )
    yield (
        "Does the bond tell more than satisfaction?",
        YES if facets and answers.sees_who_stays and "overall" in table
        else PART if facets and words and "overall" in table else NO,
        (later if "overall" in table else "satisfaction all in all")
        if facets else "questions on the relationship",
    )  # fmt: skip
    motives = len(source.motives) >= 2
    yield (
        "Why do customers come, and which reasons pay?",
        YES if motives and answers.sees_who_stays else PART if motives else NO,
        later if motives else "questions on why they come",
    )
    label = "label" in table
    said = answers.outcomes or facets
    yield (
        "Does the firm's own label pick out the loyal?",
        (YES if answers.sees_who_stays else PART) if label and said else NO,
        later if label and said else "the label of each customer on the day of the survey",
    )
    yield (
        "Who did not answer?",
        YES if answers.asked is not None else NO,
        "" if answers.asked is not None else "the orders of everybody who was asked",
    )
    yield "What would come of it?", NO, "a trial drawn by lot: no survey can tell"
