"""A description of a customer survey: which column is which, from where to where people answered.

Nothing is taken for granted that a file does not decide: which end of a scale is the good one,
whether 8 is a "don't know", which column names the customer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cvmlab.data.mapping import Mapping
from cvmlab.data.surveys.scale import Scale

LOYALTY = "loyalty"
# What a column can be, besides a question on a scale, and what each is called in a message.
ROLES = {
    "respondent": "the number of the answer sheet",
    "customer": "your number of the customer, as in your orders",
    "date": "the day of the answers",
    "wave": "which wave the answers are of",
    "overall": "satisfaction all in all",
    "recommend_score": "how likely the respondent is to recommend you",
    "recommend": "whether the respondent would recommend you, yes or no",
    "move": "whether the respondent would look for you after a move, yes or no",
    "stays": "whether the customer was still one later, yes or no, from your files",
    "label": "what your files call the customer: gold, loyal, lapsing",
    "status": "how the answer came in (previews are set aside)",
    "finished": "whether the questionnaire was finished",
}
ON_A_SCALE = ("overall", "recommend_score")
YES_OR_NO = ("recommend", "move", "stays")
YES = frozenset(("yes", "y", "true", "1", "ja", "oui", "sí", "si", "wahr"))
NO = frozenset(("no", "n", "false", "0", "nein", "non", "falsch"))


@dataclass(frozen=True)
class OneScale:
    """How the questions of a battery, or one question, were answered.

    Parameters
    ----------
    scale : Scale
        From where to where.
    best : {"high", "low"}
        Which end is the good one.
    words : dict of str to float
        The words of the answers, plain, and their numbers.
    dont_know, slips : frozenset of str
        Answers that are no opinion; slips of typing.
    reversed : frozenset of str
        Questions in which a high answer is a bad one.
    codes : dict
        Question -> answer, plain -> what it stands for.
    reading : Mapping
        How the file is written.
    """

    scale: Scale
    best: str = "high"
    words: dict[str, float] = field(default_factory=dict)
    dont_know: frozenset[str] = frozenset()
    slips: frozenset[str] = frozenset()
    reversed: frozenset[str] = frozenset()
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    reading: Mapping = field(default_factory=Mapping)


@dataclass(frozen=True, eq=False)
class CustomerDescription:
    """What stands in the ``survey.toml`` of a customer survey, checked.

    Parameters
    ----------
    name : str
        What the description is called in a message.
    columns : dict of str to str
        Role -> column.
    batteries : dict
        ``satisfaction``, ``relationship``, ``motives`` -> group -> the columns of its questions.
    scales : dict of str to OneScale
        Battery, ``overall`` or ``recommend_score`` -> how it was answered.
    labels : dict of str to str
        What a picture calls a group.
    yes, no : frozenset of str
        Answers, plain, that are a yes and a no.
    no_opinion : frozenset of str
        Answers, plain, that are neither.
    codes : dict of dict
        ``label`` or ``wave`` -> answer, plain -> what it stands for.
    asked_on : date, optional
        The day of the answers where no column says it.
    """

    name: str
    columns: dict[str, str]
    batteries: dict[str, dict[str, tuple[str, ...]]]
    scales: dict[str, OneScale]
    labels: dict[str, str] = field(default_factory=dict)
    yes: frozenset[str] = YES
    no: frozenset[str] = NO
    no_opinion: frozenset[str] = frozenset()
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    own: str = ""
    asked_on: dt.date | None = None
    keep_unfinished: bool = False
    reading: Mapping = field(default_factory=Mapping)
    dates: str | None = None
    header_rows: int | None = None

    @property
    def items(self) -> dict[str, str]:
        """The questions of all batteries: ``trust_1`` -> its column in the file."""
        return {
            f"{group}_{n}": column
            for groups in self.batteries.values()
            for group, columns in groups.items()
            for n, column in enumerate(columns, start=1)
        }

    @classmethod
    def read(cls, given: CustomerDescription | dict[str, Any] | str | Path) -> CustomerDescription:
        """A description from what a person gives: a dict, or the path of a ``survey.toml``.

        Raises
        ------
        DataProblem
            With everything that is unknown, contradictory or still open.
        """
        if isinstance(given, CustomerDescription):
            return given
        from cvmlab.data.surveys.customers.customer_file import parse

        return parse(given)
