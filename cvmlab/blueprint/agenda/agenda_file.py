"""Reading a ``blueprint.toml``: everything that is wrong in it, said at once."""

from __future__ import annotations

import datetime as dt
import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cvmlab.blueprint.agenda.agenda import Agenda, PlanLine, no_such_tile, plan_text
from cvmlab.blueprint.decisions.planned_decision import PlannedDecision
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.loyalty.relationship.four_marks import MARKS, SCALE
from cvmlab.value_of.acquisition.decision import Estimate

_PARTS = ("firm", "tiles", "marks", "decisions", "plan")
_OF_TILE = ("owner", "target")
_OF_PLAN = ("what", "who", "by", "sign")
_TEXTS = ("name", "owner", "basis", "channel", "letters")
_NUMBERS = ("customers", "cost_each", "spend_times", "cost")
_ESTIMATES = ("stay", "fewer_leave", "kept", "margin")
_OF_DECISION = (*_TEXTS, *_ESTIMATES, *_NUMBERS, "won")


def agenda_content(given: Mapping[str, Any] | str | Path) -> tuple[dict[str, Any], str]:
    """What an agenda says, and what it is called in a message.

    Parameters
    ----------
    given : mapping, str or Path
        The content, its JSON, or the path of a TOML file.

    Examples
    --------
    >>> agenda_content('{"firm": "Kestrel Foods"}')
    ({'firm': 'Kestrel Foods'}, 'the agenda')
    """
    if isinstance(given, Mapping):
        return dict(given), "the agenda"
    if str(given).lstrip().startswith("{"):
        try:
            return dict(json.loads(str(given))), "the agenda"
        except ValueError as error:
            raise one_problem(f"the agenda is no readable JSON: {error}", "mend it.") from None
    path = Path(given)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), path.name
    except OSError as error:
        raise one_problem(
            f'the agenda "{path}" cannot be read',
            "check its path and name, or write a first one: cvmlab agenda FOLDER.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataProblem(
            [Problem(f"It is not valid TOML: {error}", 'write lines such as owner = "Ann Byrne".')],
            path.name,
        ) from error


def read_agenda(
    content: Mapping[str, Any], source: str, keys: Iterable[str] | Mapping[str, str] = ()
) -> Agenda:
    """Check the content of an agenda and make one of it.

    Parameters
    ----------
    content : mapping
    source : str
        What it is called in a message.
    keys : iterable of str, or mapping of key to unit
        The tiles there are.

    Raises
    ------
    DataProblem
        With all that is wrong.
    """
    reading = _Reading()
    reading.unknown(content, _PARTS, "")
    agenda = Agenda(
        firm=reading.text(content.get("firm", ""), '"firm"'),
        tiles=reading.tiles(content.get("tiles", {}), keys),
        decisions=reading.decisions(content.get("decisions", [])),
        marks=reading.marks(content.get("marks", {})),
        plan=reading.plan(content.get("plan", [])),
        source=source,
    )
    if reading.problems:
        raise DataProblem(reading.problems, source)
    return agenda


class _Reading:
    """The parts of an agenda, and what is wrong in any of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, what: str, remedy: str) -> None:
        self.problems.append(Problem(what, remedy))

    def unknown(self, given: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for name in given:
            if name not in known:
                hint = suggestion(name, known)
                self.wrong(f'{where}"{name}" is not known here', f"use {', '.join(known)}.{hint}")

    def text(self, given: Any, where: str) -> str:
        if isinstance(given, str):
            return given.strip()
        self.wrong(f"{where} is not text: {given}", "put it in quotation marks.")
        return ""

    def number(self, given: Any, where: str, *, remedy: str = "give a number.") -> float:
        """A number, also where it stands in quotation marks, as the first file has them."""
        try:
            value = math.nan if isinstance(given, bool) else float(given)
        except (TypeError, ValueError):
            value = math.nan
        if math.isfinite(value):
            return value
        self.wrong(f'{where} is no number: "{given}"', remedy)
        return 0.0

    def section(self, given: Any, name: str) -> dict[str, Any]:
        if isinstance(given, Mapping):
            return dict(given)
        self.wrong(f'"{name}" is no section', f"write [{name}], and lines such as a = 1 below it.")
        return {}

    def lines(self, given: Any, name: str) -> list[dict[str, Any]]:
        if isinstance(given, (list, tuple)) and all(isinstance(one, Mapping) for one in given):
            return [dict(one) for one in given]
        self.wrong(f'"{name}" is no list', f"write [[{name}]] above each of them.")
        return []

    def tiles(
        self, given: Any, keys: Iterable[str] | Mapping[str, str]
    ) -> dict[str, tuple[str, float | None]]:
        units = dict(keys) if isinstance(keys, Mapping) else dict.fromkeys(keys, "")
        found = {}
        for key, said in self.section(given, "tiles").items():
            if units and key not in units:
                self.problems.append(no_such_tile(key, units))
                continue
            tile = self.section(said, f"tiles.{key}")
            self.unknown(tile, _OF_TILE, f"Tile {key}: ")
            owner = self.text(tile.get("owner", ""), f"Tile {key}: the owner")
            found[key] = (owner, self.target(tile.get("target", ""), key, units.get(key, "")))
        return found

    def target(self, given: Any, key: str, unit: str) -> float | None:
        """A number; or a percentage as people write it, for shares."""
        where, remedy = f"Tile {key}: the target", 'give a number: 0.8 or "80%" for a share.'
        if isinstance(given, str):
            written = given.strip()
            if not written:
                return None
            if written.endswith("%"):
                if unit not in ("", "share"):
                    what = f'{where} is a percentage: "{given}"'
                    self.wrong(what, "this figure is no share: give it in its own unit.")
                value = self.number(written[:-1], where, remedy=remedy) / 100
                return self.within(value, given, where, unit)
        return self.within(self.number(given, where, remedy=remedy), given, where, unit)

    def within(self, value: float, given: Any, where: str, unit: str) -> float:
        """A share lies between 0 and 1."""
        if unit == "share" and not 0 <= value <= 1:
            self.wrong(
                f"{where} is {given}, and the figure is a share", 'write 0.8 or "80%" for 80%.'
            )
        return value

    def marks(self, given: Any) -> dict[str, float] | None:
        found = {}
        low, high = SCALE
        section = self.section(given, "marks")
        self.unknown(section, tuple(MARKS), "Marks: ")
        for name, value in section.items():
            if name not in MARKS or value == "":
                continue
            remedy = f"rate from {low} (not at all) to {high} (fully)."
            before = len(self.problems)
            found[name] = self.number(value, f"Mark {name}", remedy=remedy)
            if len(self.problems) == before and not low <= found[name] <= high:
                self.wrong(f"Mark {name} is {value}", remedy)
        return found or None

    def plan(self, given: Any) -> tuple[PlanLine, ...]:
        found = []
        for i, one in enumerate(self.lines(given, "plan"), start=1):
            where = f"Line {i} of the plan"
            self.unknown(one, _OF_PLAN, f"{where}: ")
            what, who, sign = (
                self.text(one.get(name, ""), f'{where}: "{name}"')
                for name in ("what", "who", "sign")
            )
            by = one.get("by", "")
            if not isinstance(by, (str, dt.date)):
                by = self.text(by, f'{where}: "by"')
            line = PlanLine(what, who, plan_text(by), sign)
            if line == PlanLine(""):  # left empty, as in the first file
                continue
            lacks = [
                meaning
                for value, meaning in (
                    (line.what, "what is done"), (line.who, "who does it"), (line.by, "by when")
                )
                if not value
            ]  # fmt: skip
            if lacks:
                called = f' ("{what}")' if what else ""
                self.wrong(
                    f"{where}{called} does not say {' and '.join(lacks)}",
                    'a line of a plan has what, who and by: by = 2025-03-31 or "end of March".',
                )
            found.append(line)
        return tuple(found)

    def decisions(self, given: Any) -> tuple[PlannedDecision, ...]:
        """Decisions as they are written; whether they make sense is said when they are valued."""
        found = []
        for i, one in enumerate(self.lines(given, "decisions"), start=1):
            where = f"Decision {i}" + (f' ("{one["name"]}")' if one.get("name") else "")
            self.unknown(one, _OF_DECISION, f"{where}: ")
            won = one.get("won", {})
            if not isinstance(won, Mapping):
                self.wrong(f'{where}: "won" names no channel', "write won = { referral = 120 }.")
                won = {}
            said: dict[str, Any] = {"name": ""}
            for name in [name for name in one if name in _OF_DECISION and name != "won"]:
                reading = (
                    self.text if name in _TEXTS
                    else self.number if name in _NUMBERS
                    else self.estimate
                )  # fmt: skip
                said[name] = reading(one[name], f'{where}: "{name}"')
            if not said["name"]:
                self.wrong(f"{where} has no name", 'say what is decided: name = "…".')
            said["won"] = {n: self.estimate(v, f'{where}: won by "{n}"') for n, v in won.items()}
            found.append(PlannedDecision(**said))
        names = [one.name for one in found]
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self.wrong(f'Two decisions are called "{name}"', "rename one.")
        return tuple(found)

    def estimate(self, given: Any, where: str) -> Estimate:
        """A number, or one with its interval."""
        remedy = "give a number, or [estimate, low, high]."
        if not isinstance(given, (list, tuple)):
            return self.number(given, where, remedy=remedy)
        values = [self.number(value, where, remedy=remedy) for value in given]
        if len(values) != 3:
            self.wrong(f"{where} has {len(values)} numbers", remedy)
            return 0.0
        middle, low, high = values
        if not low <= middle <= high:
            self.wrong(f"{where} is {list(given)}: the estimate lies outside its interval", remedy)
        return middle, low, high
