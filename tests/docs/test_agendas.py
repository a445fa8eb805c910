"""The agendas add up, follow the clock, and promise no lesson that is not there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

from cvmlab.cli.app import app
from cvmlab.learn.course import COURSE, find
from cvmlab.paths import ROOT

FOLDER = ROOT / "instructor"
AGENDAS = sorted(FOLDER.glob("agenda-*.md"))
PAGES = sorted(FOLDER.glob("*.md"))
HEAD = "| from | to | minutes | what | material | who does what |"
CORE = re.compile(r"^\*\*Lesson (\d\d) · ([^*]+)\*\*: manager core$")
IDLE = ("break", "lunch")


@dataclass(frozen=True)
class Slot:
    begins: int
    ends: int
    minutes: int
    what: str


def tables(path: Path) -> list[list[Slot]]:
    """The timetables of an agenda."""
    found = []
    for block in path.read_text(encoding="utf-8").split(HEAD)[1:]:
        slots = []
        for row in block.strip().splitlines()[1:]:
            if not row.startswith("|"):
                break
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            assert len(cells) == 6, row
            slots.append(Slot(_minute(cells[0]), _minute(cells[1]), int(cells[2]), cells[3]))
        found.append(slots)
    return found


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def cores(slots: list[Slot]) -> list[tuple[Slot, re.Match[str]]]:
    return [(slot, found) for slot in slots if (found := CORE.match(slot.what))]


def in_class(slots: list[Slot]) -> int:
    return sum(slot.minutes for slot in slots if slot.what not in IDLE)


@pytest.mark.parametrize("path", AGENDAS, ids=lambda path: path.stem)
def test_the_clock_runs_without_a_gap_or_an_overlap(path):
    assert tables(path)
    for slots in tables(path):
        assert len(slots) >= 4
        assert [slot.ends - slot.begins for slot in slots] == [slot.minutes for slot in slots]
        assert [slot.ends for slot in slots[:-1]] == [slot.begins for slot in slots[1:]]


@pytest.mark.parametrize("path", AGENDAS, ids=lambda path: path.stem)
def test_the_minutes_an_agenda_states_are_the_minutes_of_its_table(path):
    text = path.read_text(encoding="utf-8")
    stated = re.findall(r"In the room: (\d+) minutes[^,]*, of which (\d+) in the notebooks", text)
    found = [
        (str(in_class(slots)), str(sum(slot.minutes for slot, _ in cores(slots))))
        for slots in tables(path)
    ]
    assert stated == found


def test_the_lengths_are_those_of_their_names():
    assert [in_class(slots) for slots in tables(FOLDER / "agenda-90-minutes.md")] == [90] * 7
    (morning,) = tables(FOLDER / "agenda-half-day.md")
    assert 3 * 60 <= sum(slot.minutes for slot in morning) <= 4 * 60
    days = tables(FOLDER / "agenda-two-days.md")
    assert len(days) == 2
    assert sum(map(in_class, days)) == 11 * 60
    assert max(day[-1].ends - day[0].begins for day in days) <= 8 * 60


def test_nobody_sits_for_more_than_two_hours():
    for path in AGENDAS:
        for slots in tables(path):
            stretch = 0
            for slot in slots:
                stretch = 0 if slot.what in IDLE else stretch + slot.minutes
                assert stretch <= 120, (path.name, slot.what)


def test_each_agenda_holds_its_lessons_in_the_order_of_the_course():
    def taught(name: str) -> list[str]:
        slots = [slot for day in tables(FOLDER / name) for slot in day]
        return [found[1] for _, found in cores(slots)]

    assert taught("agenda-half-day.md") == ["00", "11", "12", "13", "14"]
    assert taught("agenda-two-days.md") == [entry.number for entry in COURSE]
    for slots in tables(FOLDER / "agenda-90-minutes.md"):
        numbers = [found[1] for _, found in cores(slots)]
        assert numbers == sorted(numbers) and 2 <= len(numbers) <= 3


@pytest.mark.parametrize("path", AGENDAS, ids=lambda path: path.stem)
def test_lessons_are_called_as_in_the_course(path):
    text = path.read_text(encoding="utf-8")
    for slots in tables(path):
        for slot, found in cores(slots):
            assert found[2] == find(found[1]).title, slot.what
    assert all(find(number) for number in re.findall(r"[Ll]esson (\d\d)", text))
    named = re.findall(r"\*\*Lesson", text)
    assert len(named) == sum(len(cores(slots)) for slots in tables(path))


@pytest.mark.parametrize("path", AGENDAS, ids=lambda path: path.stem)
def test_core_minutes_are_those_of_the_notebooks(path):
    for slots in tables(path):
        for slot, found in cores(slots):
            notebook = json.loads(find(found[1]).path.read_text(encoding="utf-8"))
            assert slot.minutes == notebook["metadata"]["cvmlab"]["core"], slot.what


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_of_the_instructors_pages_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, part = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), target
        if part:
            headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_every_command_the_instructors_pages_name_exists():
    commands = typer.main.get_command(app).commands
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"(?:^|`)cvmlab ([a-z]+)([^`\n]*)", text, re.MULTILINE)
        assert used or path in AGENDAS
        for name, rest in used:
            assert name in commands, f"{path.name}: cvmlab {name}"
            known = {option for p in commands[name].params for option in p.opts}
            assert set(re.findall(r"--[a-z-]+", rest)) <= known, rest
