"""``survey.toml`` of a customer survey -> a checked description; all that is wrong is told at once.

A description says what it is about under ``[about] kind = "loyalty"``; without that line it is one
of a survey of brands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cvmlab.data.mapping import Mapping
from cvmlab.data.mapping_text import mapping_content
from cvmlab.data.surveys.customers.customer_description import (
    LOYALTY,
    NO,
    ON_A_SCALE,
    ROLES,
    YES,
    CustomerDescription,
)
from cvmlab.data.surveys.customers.customer_scales import scales_of
from cvmlab.data.surveys.customers.customer_survey import BATTERIES, SINGLES
from cvmlab.data.surveys.description_scale import is_open
from cvmlab.data.surveys.description_sections import DescriptionSections, description_content
from cvmlab.data.surveys.words import plain
from cvmlab.errors import DataProblem, one_problem, suggestion

SETTINGS: dict[str, tuple[str, ...]] = {
    "about": ("kind",),
    "survey": ("own", "asked_on", "keep_unfinished"),
    "columns": tuple(ROLES),
    "answers": ("yes", "no", "no_opinion"),
    "reading": ("sheet", "header", "encoding", "delimiter", "decimal", "header_rows", "dates"),
}
FREE = (*BATTERIES, "scale", "labels", "codes", "undecided")
COMMAND = "cvmlab survey FILE --about loyalty"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Columns that the table has anyway: no group of questions can be called so.
TAKEN = ("response_id", "customer_id", "wave", "date", "relationship", *SINGLES)


def kind_of(given: Any) -> str:
    """What a description is about: "loyalty", or "brands" where it does not say.

    Examples
    --------
    >>> kind_of({"about": {"kind": "loyalty"}}), kind_of({"survey": {}})
    ('loyalty', 'brands')
    """
    if isinstance(given, CustomerDescription):
        return LOYALTY
    try:
        about = mapping_content(given)[0].get("about", {})
    except DataProblem:  # its reader says what is wrong with it
        return "brands"
    return str(about.get("kind", "brands")) if isinstance(about, dict) else "brands"


def parse(given: dict[str, Any] | str | Path) -> CustomerDescription:
    """The checked description; see :meth:`CustomerDescription.read`."""
    content, name = description_content(given, COMMAND)
    if "about" not in content and ("brands" in content or "product" in content):
        raise one_problem(
            f"{name} describes a survey of brands, and not one of your customers",
            "read it with cvmlab report value-map, or read_survey; docs/loyalty-survey.md has a "
            "questionnaire for customers.",
        )
    found = _Checked(content, (*SETTINGS, *FREE))
    description = found.description(name)
    if found.problems:
        raise DataProblem(found.problems, name)
    return description


class _Checked(DescriptionSections):
    """One pass over a description."""

    def description(self, name: str) -> CustomerDescription:
        self._names()
        self._open()
        columns, batteries = self._columns(), self._batteries()
        self._labels([g for groups in batteries.values() for g in groups])
        reading = {k: v for k, v in self.parts["reading"].items()
                   if k not in ("header_rows", "dates")}  # fmt: skip
        asked = {"yes": YES, "no": NO, "no_opinion": frozenset[str]()}
        said = {key: self._list(key, default) for key, default in asked.items()}
        survey = self.parts["survey"]
        told = CustomerDescription(
            name=name,
            columns=columns,
            batteries=batteries,
            scales={},
            labels={str(k): str(v) for k, v in self.parts["labels"].items()},
            yes=said["yes"] - (said["no"] if "yes" not in self.parts["answers"] else frozenset()),
            no=said["no"] - (said["yes"] if "no" not in self.parts["answers"] else frozenset()),
            no_opinion=said["no_opinion"],
            codes=self._codes(),
            own="" if is_open(own := str(survey.get("own", ""))) else own,
            asked_on=self._day(survey.get("asked_on")),
            keep_unfinished=survey.get("keep_unfinished") is True,
            reading=Mapping.read({"reading": reading}),
            dates=self.parts["reading"].get("dates"),
            header_rows=self.parts["reading"].get("header_rows"),
        )
        singles = [role for role in ON_A_SCALE if role in columns]
        scales = scales_of(self.parts["scale"], told, singles, self.problems)
        return replace(told, scales=scales)

    def _names(self) -> None:
        for section in self.content:
            if section not in self.parts:
                known = (*SETTINGS, *FREE)
                self.say(
                    f'"{section}" is no section of a customer survey\'s description',
                    f"use one of: {', '.join(known)}.{suggestion(section, known)}",
                )
        for section, names in SETTINGS.items():
            for key in self.parts[section]:
                if key not in names:
                    self.say(
                        f'"{key}" is no setting of [{section}]',
                        f"use one of: {', '.join(names)}.{suggestion(key, names)}",
                    )
        kind = self.parts["about"].get("kind")
        if kind not in (None, LOYALTY):
            self.say(f'kind = "{kind}" is not known', f'write kind = "{LOYALTY}" under [about].')
        rows = self.parts["reading"].get("header_rows")
        if rows is not None and (type(rows) is not int or not 1 <= rows <= 3):
            self.say(f"header_rows = {rows!r} is not known", "use 1, 2 or 3 (Qualtrics writes 3).")
        if self.parts["reading"].get("dates") not in (None, "dmy", "mdy", "ymd", "excel"):
            self.say("dates under [reading] is not known", 'write "dmy", "mdy", "ymd" or "excel".')

    def _open(self) -> None:
        """Questions the first draft has left open."""
        for place in _open_places({k: v for k, v in self.content.items() if k != "survey"}):
            self.say(f"{place} is still open", 'put the answer in the place of the "?".')
        if undecided := self.parts["undecided"]:
            self.say(
                f"it is open what these columns are: {', '.join(undecided)}",
                "move each under [satisfaction], [relationship], [motives] or [columns], or "
                "delete it.",
            )

    def _columns(self) -> dict[str, str]:
        for role, column in self.parts["columns"].items():
            if not isinstance(column, str):
                self.say(f"{role} = {column!r} is no column", f'write {role} = "COLUMN".')
        return {r: c for r, c in self.parts["columns"].items() if isinstance(c, str) and r in ROLES}

    def _batteries(self) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        seen: dict[str, str] = {}
        for battery in BATTERIES:
            for group, given in self.parts[battery].items():
                columns = (given,) if isinstance(given, str) else given
                if group in seen or group in TAKEN or not _NAME.fullmatch(group):
                    why = f"stands under [{seen[group]}] too" if group in seen else (
                        "is the name of another column" if group in TAKEN
                        else "is no plain name"
                    )  # fmt: skip
                    remedy = "give it another name, in small letters; [labels] says how it is shown"
                    self.say(f'the group "{group}" {why}', remedy)
                elif not isinstance(columns, (list, tuple)) or not columns or not all(
                    isinstance(c, str) for c in columns
                ):  # fmt: skip
                    self.say(f"{group} names no columns", f'write {group} = ["COLUMN", "COLUMN"].')
                else:
                    seen[group] = battery
                    found.setdefault(battery, {})[group] = tuple(columns)
        scores = [role for role in ON_A_SCALE if role in self.parts["columns"]]
        if not found and not scores:
            self.say(
                "no question is named",
                "name one at least: overall or recommend_score under [columns], or questions "
                "under [satisfaction], [relationship] or [motives].",
            )
        return found

    def _labels(self, groups: list[str]) -> None:
        for key in self.parts["labels"]:
            if key not in groups and key not in SINGLES:
                self.say(
                    f'the label of "{key}" belongs to nothing',
                    f"groups are: {', '.join(groups)}.{suggestion(key, groups)}",
                )

    def _list(self, key: str, default: frozenset[str]) -> frozenset[str]:
        given = self.parts["answers"].get(key)
        if given is None or is_open(given):
            return default
        if not isinstance(given, (list, tuple)):
            self.say(f"{key} is no list", f'write {key} = ["…"] under [answers].')
            return default
        return frozenset(map(plain, given))

    def _codes(self) -> dict[str, dict[str, str]]:
        codes = {}
        for key, table in self.parts["codes"].items():
            if key not in ("label", "wave") or not isinstance(table, dict):
                self.say(f"codes.{key} is not known", "write [codes.label] or [codes.wave].")
            else:
                codes[key] = {plain(code): str(value) for code, value in table.items()}
        return codes

    def _day(self, given: Any) -> dt.date | None:
        if given is None or is_open(given):
            return None
        try:
            return given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
        except ValueError:
            self.say(f'asked_on = "{given}" is no day', "write asked_on = 2025-03-31.")
            return None


def _open_places(part: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, value in part.items():
        if isinstance(value, dict):
            yield from _open_places(value, f"{above}{key}.")
        elif is_open(value):
            yield f"{above}{key}"
