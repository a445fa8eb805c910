"""What an export asks of every brand: the questions, their answers, what each is probably about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from cvmlab.data.contracts.brands import BRAND_PERCEPTIONS
from cvmlab.data.surveys.description import LONG, OPEN, WIDE
from cvmlab.data.surveys.draft.families import Families, find_families
from cvmlab.data.surveys.draft.guesses import Profile, profile, subject
from cvmlab.data.surveys.export import Export
from cvmlab.errors import one_problem

# Columns in which survey tools write about the answer sheet, never about a brand.
SHEET = re.compile(
    r"(?i)^(start|end|recorded) ?date|^ip ?address|^duration|^recipient|^external|^location"
    r"|^distribution|^user ?language|^progress$|^collector|^date (created|modified)|^email"
    r"|^(first|last) name|^status$|^finished$|^response ?id|^respondent ?id|^custom data|_do$"
    r"|^v[0-9]+$"
)
_RESPONDENT = re.compile(r"(?i)^(response ?id|respondent([ _]?id)?|case ?id|resp ?id|participant)$")


@dataclass(eq=False)
class Question:
    """One question about a brand: where it stands, what was said, and what it is taken for."""

    key: str
    place: str
    text: str
    answers: pd.Series
    profile: Profile
    role: str = ""
    why: str = ""


@dataclass(eq=False)
class Seen:
    """What an export shows, before anybody has said anything about it."""

    export: Export
    layout: str
    families: Families
    questions: list[Question] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    brand: str = ""
    respondent: str = ""
    brands: dict[str, str] = field(default_factory=dict)


def look(export: Export) -> Seen:
    """What an export holds: its layout, its brands, its questions.

    Raises
    ------
    DataProblem
        When no question is asked of several brands.
    """
    columns = [c for c in export.columns if not SHEET.search(c)]
    respondent = next((c for c in export.columns if _RESPONDENT.match(c)), "")
    brand = [c for c in columns if BRAND_PERCEPTIONS["brand"].is_known_as(c)]
    if len(brand) == 1 and respondent and export.cells[respondent].duplicated().any():
        return _look_long(export, columns, respondent, brand[0])
    families = find_families(columns, export.texts)
    if not families.patterns:
        raise one_problem(
            "no question is asked of several brands, or its columns' names do not show it",
            "name the columns by brand (1_Q3, 2_Q3, … or fresh_Us, fresh_Rival), or write a "
            "row for each respondent and brand; docs/value-survey.md has a questionnaire to copy.",
            examples=tuple(columns[:3]),
        )
    seen = Seen(export, WIDE, families, respondent=respondent)
    seen.brands = {code: families.names.get(code, OPEN) for code in families.codes}
    taken = {column for found in families.patterns.values() for column in found.values()}
    seen.others = [c for c in columns if c not in taken]
    for pattern, found in families.patterns.items():
        answers = pd.concat([export.cells[column] for column in found.values()])
        _add(seen, pattern, families.texts.get(pattern, ""), answers)
    return seen


def _look_long(export: Export, columns: list[str], respondent: str, brand: str) -> Seen:
    seen = Seen(export, LONG, Families(), respondent=respondent, brand=brand)
    names = [name for name in export.cells[brand].str.strip().unique() if name]
    seen.brands = {name: name for name in names}
    people = export.cells.groupby(respondent)
    for column in columns:
        if column in (respondent, brand):
            continue
        if (people[column].nunique() <= 1).all():
            seen.others.append(column)  # of the respondent, not of the brand
        else:
            _add(seen, column, export.texts.get(column, ""), export.cells[column])
    return seen


def _add(seen: Seen, place: str, text: str, answers: pd.Series) -> None:
    name = re.sub(r"^[\W_]+|[\W_]+$", "", place.replace("{brand}", ""))
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or f"question_{len(seen.questions)}"
    key = key if key not in [q.key for q in seen.questions] else f"{key}_{len(seen.questions)}"
    question = Question(key, place, text, answers, profile(answers))
    _decide(question, [q.role for q in seen.questions])
    seen.questions.append(question)


def _decide(question: Question, taken: list[str]) -> None:
    """What the question is taken for: its answers rule out much, its words decide the rest."""
    rating = question.profile.is_rating
    if not question.profile.filled or not (rating or question.profile.is_numeric):
        question.role = "left out"
        return
    among = ("service", "product") if rating else ("share", "hassle", "price")
    # The statement of a matrix stands last; what stands above it is the same for all.
    places = [question.text.rpartition(" – ")[2], question.place.replace("_", " "), question.text]
    for words in places:
        role, why = subject(words, among)
        if role and (rating or role not in taken):
            question.role, question.why = role, why
            return
    question.role = "undecided"
