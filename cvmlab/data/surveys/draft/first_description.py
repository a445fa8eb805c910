"""A first ``survey.toml`` from what an export shows; whatever it does not show stays a question."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cvmlab.data.surveys.answers import currencies
from cvmlab.data.surveys.columns import BY_NAME
from cvmlab.data.surveys.description import OF_A_BRAND, OPEN, WIDE
from cvmlab.data.surveys.draft.questions import Seen, look
from cvmlab.data.surveys.draft.scale_lines import noted, scale_lines
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.words import several

MOST_KINDS = 12  # of customers
FEWEST_CARDS, MOST_OFFERS = 4, 4  # columns of a choice experiment, and alternatives on a card
NOTES = {
    "product": "# What is bought.",
    "service": "# How one is treated.",
    "undecided": "# Nothing in these questions says what they are about. Move each line under\n"
    "# [product], [service] or [columns], or delete it.",
}


@dataclass(eq=False)
class Draft:
    """A first description, and what was seen.

    Parameters
    ----------
    text : str
        The text of the ``survey.toml``.
    seen : tuple of str
        What the export shows, in sentences.
    open : int
        How many questions are left open in it.
    """

    text: str
    seen: tuple[str, ...]
    open: int


def first_description(export: Export, reading: Mapping[str, str | None] | None = None) -> Draft:
    """Write a first description of an export.

    Every line that rests on a word in a question says so; what no answer decides (which end of the
    scale is good, which brand is one's own) stands as "?", and is refused until it is answered.

    Parameters
    ----------
    export : Export
    reading : mapping of str to str, optional
        How the file had to be read, to be kept: sheet, header, encoding, delimiter.

    Raises
    ------
    DataProblem
        When no question is asked of several brands.
    """
    seen = look(export)
    kept = [f"{key} = {_text(value)}" for key, value in (reading or {}).items() if value]
    told = ["", "[reading]", *kept] if kept else []
    text = "\n".join([*_lines(seen), *told]) + "\n"
    left = [line for line in text.splitlines() if f' = "{OPEN}' in line and line[0] != "#"]
    undecided = [question for question in seen.questions if question.role == "undecided"]
    return Draft(text, tuple(_told(seen)), len(left) + len(undecided))


def _lines(seen: Seen) -> Iterator[str]:
    yield f"# A first description of {seen.export.name}, from what the file shows."
    yield '# Look at every line. A "?" is a question only you can answer; the reader asks for it.'
    yield ""
    yield from _survey_lines(seen)
    yield ""
    yield noted("[brands]", "how the file writes it = the brand's name")
    for code, name in seen.brands.items():
        why = "the file does not say it" if name == OPEN else ""
        if seen.layout == WIDE and not code.isdigit():
            why = "from the columns' names: is it a brand?"
        yield noted(f"{_key(code)} = {_text(name)}", why)
    yield ""
    ratings = [q for q in seen.questions if q.role in NOTES and q.profile.is_rating]
    yield from scale_lines([q.profile for q in ratings])
    yield ""
    yield from _column_lines(seen)
    for section, note in NOTES.items():
        lines = [q for q in seen.questions if q.role == section]
        if lines or section != "undecided":
            yield from ("", note, f"[{section}]")
        for question in lines:
            why = f'by the word "{question.why}"' if question.why else ""
            yield noted(f"{question.key} = {_text(question.place)}", why)
    labels = [q for q in seen.questions if q.text and q.role in NOTES and q.role != "undecided"]
    if labels:
        yield ""
        yield noted("[labels]", "what a picture calls the questions: shorten them")
        for question in labels:
            yield f"{question.key} = {_text(question.text.rpartition(' – ')[2][:60])}"
    yield from _unused_lines(seen)


def _unused_lines(seen: Seen) -> Iterator[str]:
    """What nothing above speaks of, so that no column goes missing unseen."""
    possible = set(_kinds_of_people(seen)[:5])
    stems: dict[str, list[str]] = {}
    for column in (name for name in seen.others if name not in possible):
        stems.setdefault(re.sub(r"_[0-9]+$", "", column), []).append(column)
    if not stems:
        return
    spans = [
        ", ".join(found) if len(found) < 3 else f"{found[0]} to {found[-1]}"
        for found in stems.values()
    ]
    yield ""
    yield f"# Not used: {', '.join(spans)}."
    for found in stems.values():
        answers = pd.concat([seen.export.cells[column] for column in found])
        if len(found) >= FEWEST_CARDS and 2 <= answers[answers != ""].nunique() <= MOST_OFFERS:
            yield f"# If {found[0]} to {found[-1]} are choice cards, say under [choices] what each"
            yield "# card offered, as in docs/value-survey.toml: they price a minute."


def _survey_lines(seen: Seen) -> Iterator[str]:
    by_role = {role: [q for q in seen.questions if q.role == role] for role in OF_A_BRAND}
    yield "[survey]"
    names = ", ".join(name for name in seen.brands.values() if name != OPEN)
    yield noted(f'own = "{OPEN}"', f"your own brand{', one of: ' * bool(names)}{names}")
    row = "a respondent" if seen.layout == WIDE else "a respondent and brand"
    yield noted(f'layout = "{seen.layout}"', f"one row is {row}")
    texts = [pd.concat([q.answers, pd.Series([q.text], dtype="str")]) for q in by_role["price"]]
    found = {code for text in texts for code in currencies(text)}
    if len(found) == 1:
        yield noted(f'currency = "{found.pop()}"', "as written beside the prices")
    else:
        yield noted(f'currency = "{OPEN}"', 'of the prices, as EUR; "" where there is none')
    if any("minute" in f"{q.text} {q.place}".lower() for q in by_role["hassle"]):
        yield noted('hassle_unit = "minutes"', "the question says so")
    else:
        yield noted(f'hassle_unit = "{OPEN}"', '"minutes" or "money"')
    if by_role["share"]:
        top = max(q.profile.numbers.max() for q in by_role["share"])
        unit = "percent" if top > 1 else "part"
        yield noted(f'share_in = "{unit}"', f"the largest answer is {top:g}")


def _column_lines(seen: Seen) -> Iterator[str]:
    yield "[columns]"
    if seen.respondent:
        yield f"respondent = {_text(seen.respondent)}"
    if seen.brand:
        yield f"brand = {_text(seen.brand)}"
    for role in OF_A_BRAND:
        found = next((q for q in seen.questions if q.role == role), None)
        if found:
            yield noted(f"{role} = {_text(found.place)}", f'by the word "{found.why}"')
        elif role != "share":
            yield noted(f'{role} = "{OPEN}"', f"no question is plainly about the {role}")
    for role, name in BY_NAME.items():
        if name in seen.export.columns and seen.export.header_rows > 1:
            yield f"{role} = {_text(name)}"
    for column in _kinds_of_people(seen)[:5]:
        said = seen.export.texts.get(column, "")[:50]
        why = f"perhaps this one{': ' * bool(said)}{said}"
        yield noted(f"# customer_type = {_text(column)}", why)


def _kinds_of_people(seen: Seen) -> list[str]:
    """Columns of few answers that may say what kind of customer a respondent is."""
    stems = [re.sub(r"_[0-9]+$", "", column) for column in seen.others]
    found = []
    for column, stem in zip(seen.others, stems, strict=True):
        answers = seen.export.cells[column]
        if stems.count(stem) == 1 and 2 <= answers[answers != ""].nunique() <= MOST_KINDS:
            found.append(column)
    return found


def _told(seen: Seen) -> Iterator[str]:
    export, roles = seen.export, [q.role for q in seen.questions]
    yield f"{export.name}: {several(len(export.cells), 'row')}, {' '.join(export.notes)}"
    named = [name for name in seen.brands.values() if name != OPEN]
    known = f": {', '.join(named)}" if named else ", whose names the file does not say"
    yield f"{several(len(seen.brands), 'brand')}{known}."
    yield (
        f"{several(len(roles), 'question')} asked of every brand: {roles.count('product')} on the "
        f"product, {roles.count('service')} on the service, {roles.count('undecided')} undecided"
        + "".join(f", {role}" for role in ("price", "hassle", "share") if role in roles)
        + "."
    )
    if left := [q.place for q in seen.questions if q.role == "left out"]:
        yield f"Left out, since the answers are no ratings and no numbers: {', '.join(left)}."


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
