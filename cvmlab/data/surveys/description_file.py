"""``survey.toml`` -> a checked description; everything wrong with it is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cvmlab.data.mapping import Mapping
from cvmlab.data.surveys.description import LONG, OPEN, ROLES, WIDE, SurveyDescription
from cvmlab.data.surveys.description_places import brands_of, items_of, roles_of
from cvmlab.data.surveys.description_scale import (
    LISTS,
    codes_of,
    is_open,
    limits_of,
    plain_set,
    reversed_of,
    scale_of,
    words_of,
)
from cvmlab.data.surveys.description_sections import DescriptionSections, description_content
from cvmlab.data.surveys.words import plain
from cvmlab.errors import DataProblem, one_problem, suggestion

SETTINGS: dict[str, tuple[str, ...]] = {
    "survey": ("own", "layout", "currency", "hassle_unit", "share_in", "keep_unfinished",
               "brands_left_out"),
    "scale": ("low", "high", "best", "words", "dont_know", "slips", "reversed", "true_zero"),
    "columns": tuple(ROLES),
    "reading": ("sheet", "header", "encoding", "delimiter", "decimal", "header_rows"),
}  # fmt: skip
FREE = ("brands", "product", "service", "labels", "codes", "limits", "choices", "undecided")
CHOICES = {
    ("survey", "layout"): (WIDE, LONG),
    ("survey", "hassle_unit"): ("minutes", "money"),
    ("survey", "share_in"): ("percent", "part"),
    ("scale", "best"): ("high", "low"),
    ("reading", "decimal"): ("point", "comma"),
}
OPEN_REMEDIES = {
    "own": 'own = "…" is your own brand, spelt as under [brands].',
    "best": 'best = "high" where a high answer is a good one, best = "low" where 1 is the best.',
    "words": "list the words of the answers from the low end to the high end.",
    "dont_know": "dont_know = [99] if it means no opinion; if it is an answer like the others, "
    "mend low and high, and write dont_know = [].",
    "currency": 'currency = "EUR", say; or "" where it is not known.',
    "hassle_unit": 'hassle_unit = "minutes", or "money" where people were asked in money.',
}
COMMAND = "cvmlab survey FILE"


def parse(given: dict[str, Any] | str | Path) -> SurveyDescription:
    """The checked description; see :meth:`SurveyDescription.read`."""
    content, name = description_content(given, COMMAND)
    about = content.get("about")
    if isinstance(about, dict) and about.get("kind", "brands") != "brands":
        raise one_problem(
            f"{name} describes a survey about {about['kind']}, and not one of brands",
            "read it with cvmlab report loyalty, or read_customer_survey; docs/value-survey.md "
            "has a questionnaire on brands.",
        )
    found = _Checked({k: v for k, v in content.items() if k != "about"}, (*SETTINGS, *FREE))
    description = found.description(name)
    if found.problems or description is None:
        raise DataProblem(found.problems, name)
    return description


class _Checked(DescriptionSections):
    """One pass over a description."""

    def description(self, name: str) -> SurveyDescription | None:
        self._names()
        self._open()
        self._choices()
        survey, answers = self.parts["survey"], self.parts["scale"]
        scale = scale_of(answers, self.problems)
        items, places = items_of(self.parts, self.problems)
        columns = roles_of(self.parts, self.problems)
        brands = brands_of(self.parts, self.problems)
        words = words_of(answers, scale, self.problems)
        reading = {k: v for k, v in self.parts["reading"].items() if k != "header_rows"}
        limits = limits_of(self.parts["limits"], self.problems)
        reversed_ = reversed_of(answers, places, self.problems)
        codes = codes_of(self.parts["codes"], places, scale, self.problems)
        if self.parts["choices"] and survey.get("layout") == LONG:
            self.say(
                "choice tasks stand in a file with a row a respondent and brand",
                "keep them in a file of their own, a row an alternative: "
                "respondent_id, task, alternative, price, minutes, chosen.",
            )
        rows = self.parts["reading"].get("header_rows")
        if rows is not None and (type(rows) is not int or not 1 <= rows <= 3):
            self.say(f"header_rows = {rows!r} is not known", "use 1, 2 or 3 (Qualtrics writes 3).")
        if self.problems or scale is None:
            return None
        return SurveyDescription(
            name=name,
            own=str(survey["own"]),
            layout=survey["layout"],
            brands=brands,
            scale=scale,
            best=answers["best"],
            columns=columns,
            items=items,
            places=places,
            words=words,
            dont_know=plain_set(answers, "dont_know"),
            slips=plain_set(answers, "slips"),
            reversed=reversed_,
            codes=codes,
            limits=limits,
            currency=str(survey.get("currency", "")).upper(),
            hassle_unit=survey.get("hassle_unit", "minutes"),
            share_in=survey.get("share_in", ""),
            keep_unfinished=bool(survey.get("keep_unfinished", False)),
            brands_left_out=frozenset(map(plain, survey.get("brands_left_out", ()))),
            reading=Mapping.read({"reading": reading}),
            header_rows=rows,
            choices=self.parts["choices"] or None,
        )

    def _names(self) -> None:
        sections = (*SETTINGS, *FREE)
        for section in self.content:
            if section not in sections:
                self.say(
                    f'"{section}" is no section of a survey\'s description',
                    f"use one of: {', '.join(sections)}.{suggestion(section, sections)}",
                )
        for section, known in SETTINGS.items():
            for key in self.parts[section]:
                if key not in known:
                    self.say(
                        f'"{key}" is no setting of [{section}]',
                        f"use one of: {', '.join(known)}.{suggestion(key, known)}",
                    )

    def _open(self) -> None:
        """Questions the first draft has left open."""
        for place in _open_places(self.content):
            remedy = OPEN_REMEDIES.get(place, f'put the answer in the place of the "{OPEN}".')
            self.say(f"{place} is still open", remedy)
        if undecided := self.parts["undecided"]:
            self.say(
                f"it is open what these columns are: {', '.join(undecided)}",
                "move each line from [undecided] to [product], [service] or [columns], "
                "or delete it.",
            )
        needed = {
            ("survey", "own"): 'say which brand is your own: own = "…" under [survey].',
            ("survey", "layout"): 'say layout = "wide" (a row a respondent) or "long" (a row a '
            "respondent and brand) under [survey].",
            ("scale", "low"): "say the lowest answer there was to choose: low = 1 under [scale].",
            ("scale", "high"): "say the highest answer there was: high = 10 under [scale].",
            ("scale", "best"): 'say which end is the good one: best = "high" or "low" '
            "under [scale].",
        }
        for (section, key), remedy in needed.items():
            if self.parts[section].get(key) is None:
                self.say(f"{key} is not said", remedy)

    def _choices(self) -> None:
        for (section, key), known in CHOICES.items():
            value = self.parts[section].get(key)
            if value not in (None, OPEN, *known):
                self.say(f'{key} = "{value}" is not known', f"use {' or '.join(known)}.")
        for section, key in (("survey", "keep_unfinished"), ("scale", "true_zero")):
            if not isinstance(self.parts[section].get(key, False), bool):
                self.say(f"{key} is neither true nor false", "write true or false, bare.")
        lists = [("survey", "brands_left_out"), *(("scale", key) for key in LISTS)]
        for section, key in lists:
            value = self.parts[section].get(key, [])
            if not isinstance(value, (list, tuple)):
                if not is_open(value):
                    self.say(f"{key} is no list", f'write {key} = ["…", "…"].')
                self.parts[section] = {**self.parts[section], key: []}


def _open_places(part: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in part.items():
        if isinstance(value, dict):
            yield from _open_places(value, f"{above}{key}.")
        elif is_open(value):
            nested = above.rstrip(".") not in ("", *SETTINGS)
            yield f"{above}{key}" if nested else str(key)
