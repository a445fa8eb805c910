"""A first description of a customer survey from its export; the rest stays a question."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from cvmlab.data.surveys.customers.customer_questions import Seen, asked_in, look
from cvmlab.data.surveys.customers.customer_survey import (
    BATTERIES,
    MOTIVES,
    RELATIONSHIP,
    SATISFACTION,
)
from cvmlab.data.surveys.customers.read_customers import last_part
from cvmlab.data.surveys.description import OPEN
from cvmlab.data.surveys.draft.first_description import Draft
from cvmlab.data.surveys.draft.guesses import profile
from cvmlab.data.surveys.draft.scale_lines import noted, scale_lines
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.words import plain, several

MOST_KINDS = 12
_LABEL = re.compile(r"(?i)\b(tier|segment|class|level|status|group|label|card type)\b")
NOTES = {
    SATISFACTION: "# Satisfaction. Put questions that belong together on one line, as\n"
    '# service = ["COLUMN", "COLUMN"]; what stands on one line is one driver.',
    RELATIONSHIP: "# The relationship. A line is a facet, such as trust.",
    MOTIVES: "# Reasons to be a customer. A line is one reason; segments are made of them.",
}


def first_customer_description(
    export: Export, reading: Mapping[str, str | None] | None = None
) -> Draft:
    """Write a first description of a customer survey's export.

    Every line that rests on a word in a question says so; what no answer decides (which end of a
    scale is the good one) stands as "?", and is refused until it is answered.

    Parameters
    ----------
    export : Export
    reading : mapping of str to str, optional
        How the file had to be read, to be kept: sheet, header, encoding, delimiter.

    Raises
    ------
    DataProblem
        When no column holds answers on a scale.
    """
    seen = look(export)
    kept = [f"{key} = {_text(value)}" for key, value in (reading or {}).items() if value]
    told = ["", "[reading]", *kept] if kept else []
    text = "\n".join([*_lines(seen), *told]) + "\n"
    left = [line for line in text.splitlines() if f' = "{OPEN}' in line and line[0] != "#"]
    return Draft(text, tuple(_told(seen)), len(left) + len(seen.undecided))


def _lines(seen: Seen) -> Iterator[str]:
    yield f"# A first description of {seen.export.name}, from what the file shows."
    yield '# Look at every line. A "?" is a question only you can answer; the reader asks for it.'
    yield from ("", "[about]", 'kind = "loyalty"', "", "[survey]")
    yield noted('own = ""', "what sentences call you")
    if "date" not in seen.roles:
        yield noted("# asked_on = 2025-03-31", "the day of the survey: no column says it")
    yield from ("", "[columns]")
    for role, (column, why) in seen.roles.items():
        yield noted(f"{role} = {_text(column)}", why)
    if "customer" not in seen.roles:
        yield noted('# customer = "COLUMN"', "your number of the customer; without it: anonymous")
    for column in _kinds(seen)[:5]:
        yield noted(f"# label = {_text(column)}", "perhaps what your files call a customer")
    yield from _questions(seen)
    yield from _scales(seen)
    if flags := [r for r in ("recommend", "move") if r in seen.roles]:
        columns = [seen.roles[r][0] for r in flags]
        if any({plain(a) for a in seen.export.cells[c].unique() if a} == {"1", "2"}
               for c in columns):  # fmt: skip
            yield from ("", "[answers]", f'yes = "{OPEN} [1] where 1 is yes"', 'no = ["2"]')
    labels = {
        group: last_part(asked_in(seen, columns[0]))[:60]
        for groups in seen.batteries.values()
        for group, columns in groups.items()
        if len(columns) == 1
    }
    if any(labels.values()):
        yield from ("", noted("[labels]", "what a picture calls them: shorten them"))
        yield from (f"{group} = {_text(text)}" for group, text in labels.items() if text)
    unused = [c for c in seen.others if c not in _kinds(seen)[:5]]
    if unused:
        yield from ("", f"# Not used: {', '.join(unused)}.")


def _questions(seen: Seen) -> Iterator[str]:
    for battery in BATTERIES:
        if groups := seen.batteries.get(battery):
            yield from ("", NOTES[battery], f"[{battery}]")
            for group, columns in groups.items():
                yield f"{group} = [{', '.join(map(_text, columns))}]"
    if seen.undecided:
        yield ""
        yield "# Nothing in these questions says what they are about. Move each line under"
        yield "# [satisfaction], [relationship], [motives] or [columns], or delete it."
        yield "[undecided]"
        for group, columns in seen.undecided.items():
            yield noted(f"{group} = [{', '.join(map(_text, columns))}]",
                        last_part(asked_in(seen, columns[0]))[:50])  # fmt: skip


def _scales(seen: Seen) -> Iterator[str]:
    for battery in BATTERIES:
        columns = [c for group in seen.batteries.get(battery, {}).values() for c in group]
        if columns:
            yield ""
            _, *lines = scale_lines([seen.profiles[c] for c in columns])
            yield from (f"[scale.{battery}]", *lines)
    if "overall" in seen.roles:
        yield ""
        column = seen.roles["overall"][0]
        _, *lines = scale_lines([profile(seen.export.cells[column])])
        yield from ("[scale.overall]", *lines)


def _kinds(seen: Seen) -> list[str]:
    """Columns of few answers that may say what the firm's files call a customer."""
    found = []
    for column in seen.others:
        kinds = seen.export.cells[column]
        if 2 <= kinds[kinds != ""].nunique() <= MOST_KINDS:
            found.append(column)
    return sorted(found, key=lambda c: not _LABEL.search(c.replace("_", " ")))


def _told(seen: Seen) -> Iterator[str]:
    export = seen.export
    yield f"{export.name}: {several(len(export.cells), 'row')}, {' '.join(export.notes)}"
    said = [
        f"{several(sum(map(len, groups.values())), 'question')} on {battery}"
        for battery, groups in seen.batteries.items()
    ]
    said += [role.replace("_", " ") for role in ("overall", "recommend_score", "recommend", "move")
             if role in seen.roles]  # fmt: skip
    if seen.undecided:
        said.append(f"{several(len(seen.undecided), 'question')} undecided")
    yield f"Found: {', '.join(said)}."
    if "customer" in seen.roles:
        yield f"{seen.roles['customer'][0]} is taken for your number of the customer."
    else:
        yield (
            "No column is plainly your number of the customer. Without one the answers are "
            "anonymous: they cannot be put beside what people bought."
        )


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
