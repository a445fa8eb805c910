"""What an export of a customer survey asks: its columns by what they are probably about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cvmlab.data.contracts.survey import SURVEY
from cvmlab.data.surveys.customers.customer_description import NO, YES
from cvmlab.data.surveys.customers.customer_file import TAKEN
from cvmlab.data.surveys.customers.customer_survey import MOTIVES, RELATIONSHIP, SATISFACTION
from cvmlab.data.surveys.draft.guesses import Profile, profile
from cvmlab.data.surveys.draft.questions import SHEET
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.words import plain
from cvmlab.errors import one_problem

# Words that tell which battery a question is of, the more certain ones first.
_BATTERY = {
    MOTIVES: r"\bwhy\b|reason|because|motive|warum|grund",
    SATISFACTION: r"satisf|pleased|happy with|how good|zufrieden",
    RELATIONSHIP: r"trust|they know me|knows me|belong|care (about|how)|rely|at home|would miss"
    r"|keeps? (its|their|your) word|stand up for|relationship|vertrau",
}
_SINGLE = {
    "recommend": r"recommend|weiterempf|promoter|\bnps\b",
    "move": r"\bmov(e|ed|ing)\b|another town|umzug",
    "overall": r"\boverall\b|all in all|in general|insgesamt|alles in allem",
}
_CONTRACT = {
    "respondent": "response_id", "customer": "customer_id", "date": "date", "wave": "wave",
    "overall": "overall", "recommend_score": "recommend_score", "recommend": "recommend",
    "move": "move_city",
}  # fmt: skip
_TOOL = {
    "respondent": ("ResponseId",), "customer": ("ExternalReference",), "date": ("RecordedDate",),
    "status": ("Status",), "finished": ("Finished",),
}  # fmt: skip


@dataclass(eq=False)
class Seen:
    """What an export of a customer survey shows."""

    export: Export
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    batteries: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    undecided: dict[str, list[str]] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def look(export: Export) -> Seen:
    """What an export holds: who answered, the batteries, the single questions.

    Parameters
    ----------
    export : Export

    Raises
    ------
    DataProblem
        When no column holds answers on a scale.
    """
    seen = Seen(export)
    for role, names in _TOOL.items():
        if found := [name for name in names if name in export.columns]:
            seen.roles[role] = (found[0], "the tool calls it so")
    for role, name in _CONTRACT.items():
        if role not in seen.roles:
            found = [c for c in export.columns if SURVEY[name].is_known_as(c)]
            if len(found) == 1:
                seen.roles[role] = (found[0], "by its name")
    taken = {column for column, _ in seen.roles.values()}
    columns = [c for c in export.columns if c not in taken and not SHEET.search(c)]
    for column in columns:
        seen.profiles[column] = profile(export.cells[column])
        _place(seen, column)
    if not seen.batteries and not seen.undecided and "overall" not in seen.roles and (
        "recommend_score" not in seen.roles
    ):  # fmt: skip
        raise one_problem(
            "no column holds answers on a scale",
            "check that this is the export of a survey; docs/loyalty-survey.md has a questionnaire "
            "to copy.",
            examples=tuple(export.columns[:3]),
        )
    return seen


def _place(seen: Seen, column: str) -> None:
    """What a column is taken for: its answers rule out much, its words decide the rest."""
    found, text = seen.profiles[column], f"{column.replace('_', ' ')} {asked_in(seen, column)}"
    answers = {plain(a) for a in seen.export.cells[column].unique() if a}
    if len(answers) == 2 and (answers <= YES | NO or answers == {"1", "2"}):
        for role in ("recommend", "move"):
            if role not in seen.roles and (word := _word(_SINGLE[role], text)):
                seen.roles[role] = (column, f'by the word "{word}"')
                return
        seen.others.append(column)
        return
    if not found.is_rating:
        seen.others.append(column)
        return
    contract = _of_contract(column)
    if contract:
        battery, group = contract
        seen.batteries.setdefault(battery, {}).setdefault(group, []).append(column)
        return
    if "recommend_score" not in seen.roles and (word := _word(_SINGLE["recommend"], text)):
        seen.roles["recommend_score"] = (column, f'by the word "{word}"')
        return
    if "overall" not in seen.roles and (word := _word(_SINGLE["overall"], text)):
        seen.roles["overall"] = (column, f'by the word "{word}"')
        return
    for battery, pattern in _BATTERY.items():
        if _word(pattern, text):
            stem = plain_key(re.sub(r"[ _.]*[0-9]+$", "", column))
            group = stem if battery == RELATIONSHIP else plain_key(column)
            group = group if group not in TAKEN else f"{group}_questions"
            seen.batteries.setdefault(battery, {}).setdefault(group, []).append(column)
            return
    seen.undecided.setdefault(plain_key(column), []).append(column)


def _of_contract(column: str) -> tuple[str, str] | None:
    """The battery and group of a column under one of the names of the house."""
    for contract in SURVEY.columns:
        if contract.name[-1].isdigit() and contract.is_known_as(column):
            group = contract.name.rpartition("_")[0]
            starts = {"Satisfaction": SATISFACTION, "Relationship": RELATIONSHIP}
            word = re.match(r"\w+", contract.sentence)
            return starts.get(word[0] if word else "", MOTIVES), group
    return None


def asked_in(seen: Seen, column: str) -> str:
    """The text of a column's question; empty where the file holds none."""
    return seen.export.texts.get(column, "")


def _word(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.IGNORECASE)
    return found[0].lower() if found else ""


def plain_key(name: str) -> str:
    """A column's name as the name of a group.

    Examples
    --------
    >>> plain_key("Q3_1 Trust"), plain_key("3.1")
    ('q3_1_trust', 'q_3_1')
    """
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return key if re.match("[a-z]", key) else f"q_{key}"
