"""From the readers' own copies to the class's page: what a lesson exports, the debrief takes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cvmlab.data.workspace import load
from cvmlab.figures.pictures import Picture
from cvmlab.learn.class_answers import questions
from cvmlab.learn.class_files import read_class
from cvmlab.learn.course import lessons
from cvmlab.learn.debrief import debrief_page
from cvmlab.learn.exercise import Guess, Plan
from cvmlab.learn.lesson import lesson
from cvmlab.learn.tally_sheet import tally_page
from cvmlab.learn.wording import Wording
from cvmlab.learn.working_copy import prepare

NUMBERS = [entry.number for entry in lessons()]


@pytest.fixture(scope="module")
def kestrel():
    return load("kestrel")


@pytest.fixture
def told(monkeypatch):
    """What the lesson says is no matter here."""
    from cvmlab.learn.feedback import Feedback

    monkeypatch.setattr(Feedback, "show", lambda self: None)


def answers_of(opened, mistaken: bool):
    """Every exercise with what a reader types who is right, or who makes its first mistake."""
    for exercise in opened.exercises.values():
        right = exercise.reference(opened.facts)
        if isinstance(exercise, Plan):
            yield exercise.id, ["Ask Maura Keane."] * exercise.fields
        elif isinstance(exercise, Guess):
            several = isinstance(right, list | tuple)
            guess = exercise.high if mistaken else exercise.low
            yield exercise.id, [[guess] * len(right) if several else guess]
        else:
            wrong = list(exercise.wrong(opened.facts).values())
            yield exercise.id, [wrong[0] if mistaken and wrong else right]


@pytest.fixture
def export(kestrel, told, tmp_path, monkeypatch):
    """Answer a lesson in a copy of one's own and export it, as its last cell does."""

    def answer(number, reader, mistaken):
        folder = prepare(tmp_path / f"reader-{reader}").folder
        monkeypatch.chdir(folder)
        opened = lesson(number, kestrel)
        for exercise, given in answers_of(opened, mistaken):
            opened.check(exercise, *given)
        opened.progress(export=True)
        (exported,) = (folder / "answers").glob("*.json")
        (tmp_path / "class").mkdir(exist_ok=True)
        exported.rename(tmp_path / "class" / exported.name)
        return opened

    return answer


@pytest.mark.parametrize("number", NUMBERS)
def test_what_readers_export_becomes_a_page_with_a_chart_for_each_question(
    number, export, kestrel, tmp_path, monkeypatch
):
    if number != "11":  # drawing them once is enough
        monkeypatch.setattr(Picture, "png", b"not drawn")
    for reader in range(3):
        opened = export(number, reader, mistaken=reader == 0)
    found = read_class(tmp_path / "class")
    asked = questions(number)
    assert found.files[number] == 3 and not found.notes
    page = debrief_page(found, kestrel)
    alts = re.findall(r'<img src="data:image/png[^>]*alt="([^"]+)"', page)
    assert len(alts) == len(asked)
    assert "could not be read" not in page and "other data" not in page
    assert "Nobody answered" not in page and "Ask Maura" not in page
    for exercise in asked.values():
        assert f"<h3>{Wording(number, opened.facts).name(exercise)}" in page
        if not isinstance(exercise, Guess) and exercise.kind in ("number", "choice"):
            assert any(alt.startswith("2 of 3") for alt in alts)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_lesson_has_a_tally_sheet_that_gives_no_answer_away(number, kestrel):
    sheet = tally_page(number, kestrel)
    for exercise in questions(number).values():
        assert f"question = {exercise.id}<" in sheet
    assert "Not yet" not in sheet


def test_the_command_makes_a_page_from_paper_alone(tmp_path):
    """Typed in with a semicolon, as many a spreadsheet saves it."""
    lines = ["lesson;question;answer;count", "11;guess;40%;3", "11;guess;70%;4", "11;q1;b;5"]
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "paper.csv").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cvmlab.cli", "debrief", "class", "--out", "page.html"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Wrote page.html: 12 answers to 2 questions, without names.\n"
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "12 answers from paper" in page and "7 guesses, from 40% to 70%" in page
    assert "5 of 5 chose" in page


def test_all_that_is_wrong_in_a_folder_is_one_plain_message(tmp_path):
    (tmp_path / "one.json").write_text("{", encoding="utf-8")
    (tmp_path / "two.csv").write_text("lesson,question,answer\n11,q9,b\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cvmlab.cli", "debrief", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "2 problems" in done.stderr and 'no question "q9"' in done.stderr
    assert not (tmp_path / "debrief.html").exists()
