"""A customer survey after reading: one row a respondent, and what each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.data.surveys.scale import Scale
from cvmlab.figures.formats import count
from cvmlab.figures.tables import Table

if TYPE_CHECKING:
    from cvmlab.data.surveys.answer_ledger import SurveyLedger

SATISFACTION, RELATIONSHIP, MOTIVES = "satisfaction", "relationship", "motives"
BATTERIES = (SATISFACTION, RELATIONSHIP, MOTIVES)
# What can be asked beside the batteries, and what it is called in a table to read.
SINGLES = {
    "overall": "overall satisfaction",
    "recommend_score": "how likely to recommend",
    "recommend": "would recommend",
    "move_city": "would look for the firm after a move",
    "stays": "still a customer later, as the file says",
    "label": "what the firm's own files call the customer",
}


@dataclass(frozen=True)
class Battery:
    """Questions that are answered on one scale, in groups.

    Parameters
    ----------
    groups : dict of str to tuple of str
        A level, a facet or a motive -> the columns of its questions in the table.
    scale : Scale
        From where to where all of them were answered.
    """

    groups: Mapping[str, tuple[str, ...]]
    scale: Scale

    @property
    def items(self) -> tuple[str, ...]:
        """All columns, in the order of the description."""
        return tuple(column for columns in self.groups.values() for column in columns)


@dataclass(frozen=True, eq=False, repr=False)
class CustomerSurvey:
    """What customers said about one firm, ready to be put beside what they bought.

    Parameters
    ----------
    table : DataFrame
        One row a respondent and wave: ``response_id``, ``customer_id`` (missing where nobody is
        named), ``wave``, ``date``, the items as ``core_1, core_2, trust_1, …`` (a high answer is
        always a good one: reversed items are turned round already), and what was asked of
        ``overall, recommend_score, recommend, move_city, stays, label``. What was not answered, or
        not understood, is missing.
    batteries : dict of str to Battery
        ``satisfaction``, ``relationship``, ``motives``, as far as they were asked.
    scales : dict of str to Scale
        The scales of ``overall`` and ``recommend_score``.
    labels : dict of str to str
        What a picture calls a group or a question.
    waves : dict of int to str
        The waves, the first one 1, and what the file calls them.
    own : str
        What the firm is called; may be empty.
    ledger : SurveyLedger, optional
        What became of every row and of every answer.
    """

    table: pd.DataFrame
    batteries: Mapping[str, Battery]
    scales: Mapping[str, Scale]
    labels: Mapping[str, str] = field(default_factory=dict)
    waves: Mapping[int, str] = field(default_factory=dict)
    own: str = ""
    ledger: SurveyLedger | None = None

    def groups(self, battery: str) -> Mapping[str, tuple[str, ...]]:
        """The groups of a battery and their columns; empty where it was not asked."""
        found = self.batteries.get(battery)
        return {} if found is None else found.groups

    @cached_property
    def named(self) -> int:
        """Answer sheets that say which customer they are of."""
        return int(self.table["customer_id"].notna().sum())

    @property
    def is_anonymous(self) -> bool:
        """Whether no answer sheet can be put beside what its customer bought."""
        return self.named == 0

    @property
    def asked(self) -> tuple[str, ...]:
        """What was asked beside the batteries."""
        return tuple(name for name in SINGLES if name in self.table)

    def means(self) -> pd.DataFrame:
        """One row a respondent: the mean of each group's answers, and every single question.

        ``relationship`` is the mean of all items of the relationship; a group in which somebody
        answered nothing is missing.
        """
        names = [*(n for n in ("response_id", "customer_id", "wave", "date") if n in self.table)]
        parts = self.table[names]
        for battery in BATTERIES:
            for group, columns in self.groups(battery).items():
                parts = parts.assign(**{group: self.table[list(columns)].mean(axis=1)})
        if RELATIONSHIP in self.batteries:
            items = list(self.batteries[RELATIONSHIP].items)
            parts = parts.assign(relationship=self.table[items].mean(axis=1))
        return parts.join(self.table[list(self.asked)])

    @property
    def sentence(self) -> str:
        """Who was asked what, in a sentence."""
        questions = sum(len(b.items) for b in self.batteries.values()) + len(self.asked)
        waves = f" in {count(len(self.waves))} waves" if len(self.waves) > 1 else ""
        who = (
            "none of them says which customer it is of"
            if self.is_anonymous
            else f"{count(self.named)} of them say which customer they are of"
        )
        return (
            f"{count(len(self.table))} answer sheets{waves}, {count(questions)} questions; {who}."
        )

    def summary(self) -> Table:
        """Every question: what it is about, its answers, from where to where."""
        groups = {c: g for b in self.batteries.values() for g, cs in b.groups.items() for c in cs}
        lines = []
        for name in (*groups, *self.asked):
            values = self.table[name]
            numeric = pd.api.types.is_numeric_dtype(values)
            reach = (float(values.min()), float(values.max())) if numeric else (None, None)
            about = self.labels.get(groups.get(name, ""), groups.get(name, ""))
            said = self.labels.get(name, SINGLES.get(name, name))
            lines.append((said, about, int(values.notna().sum()), *reach))
        columns = ["Question", "About", "Answers", "Lowest", "Highest"]
        return Table(
            pd.DataFrame(lines, columns=columns),
            title=self.sentence,
            formats={"Lowest": "g", "Highest": "g"},
        )

    def __repr__(self) -> str:
        return str(self.summary())

    def _repr_html_(self) -> str:
        return self.summary().html
