"""The lines of an action plan: in full from the last lesson, in short from the others."""

from __future__ import annotations

import json

import pytest

from cvmlab.blueprint.agenda.agenda import PlanLine
from cvmlab.errors import DataProblem
from cvmlab.learn.plan_lines import plan_lines
from cvmlab.learn.record import Record
from cvmlab.learn.working_copy import MARKER


@pytest.fixture
def copy(tmp_path):
    """A working copy in which three lessons' plans were filled in, one of them without words."""
    folder = tmp_path / "my-course"
    (folder / MARKER).mkdir(parents=True)
    (folder / MARKER / "course.json").write_text("{}", encoding="utf-8")
    write(folder, "11", "Count calls", "me", "May")
    write(folder, "61", "Put failures\n right", "Noreen, by 1 June", "bids lost again")
    write(folder, "34", "Ring back", "", "")
    write(folder, "41", "", "somebody", "one day")
    return folder


def write(folder, number: str, *fields: str) -> None:
    Record(number, folder).note("plan", "noted", fields)


def test_the_last_lesson_comes_first_and_in_full_then_the_others_from_the_end(copy):
    assert plan_lines(copy) == (
        PlanLine("Put failures right", "Noreen", "1 June", "bids lost again"),
        PlanLine("Lesson 34: Ring back"),
        PlanLine("Lesson 11: Count calls"),
    )


@pytest.mark.parametrize(
    ("typed", "who", "by"),
    [
        ("Noreen, by 1 June", "Noreen", "1 June"),
        ("Noreen Costello by the next board", "Noreen Costello", "the next board"),
        ("Bybrook and Ultan; BY Friday", "Bybrook and Ultan", "Friday"),
        ("Noreen", "Noreen", ""),
        ("by 1 June", "", "1 June"),
        ("by", "by", ""),
    ],
)
def test_who_answers_is_told_from_the_day(copy, typed, who, by):
    write(copy, "61", "Put failures right", typed, "")
    assert plan_lines(copy)[0] == PlanLine("Put failures right", who, by, "")


def test_a_last_lesson_without_a_first_field_still_says_who(copy):
    write(copy, "61", "", "Noreen", "")
    assert plan_lines(copy)[0] == PlanLine("", "Noreen", "", "")


def test_a_folder_in_the_copy_and_the_folder_one_works_in_will_do(copy, monkeypatch):
    (copy / "3-loyalty").mkdir()
    assert plan_lines(str(copy / "3-loyalty")) == plan_lines(copy)
    monkeypatch.chdir(copy / "3-loyalty")
    assert plan_lines() == plan_lines(copy)


def test_nothing_written_gives_no_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert plan_lines() == plan_lines(tmp_path) == ()
    (tmp_path / MARKER).mkdir()
    (tmp_path / MARKER / "course.json").write_text("{}", encoding="utf-8")
    assert plan_lines(tmp_path) == ()


@pytest.mark.parametrize("content", ['{"plan": {"ans', "[]", '{"plan": 3}', '{"plan": {}}'])
def test_a_broken_record_is_left_out(copy, content):
    (copy / MARKER / "answers" / "lesson-61.json").write_text(content, encoding="utf-8")
    assert [line.what[:9] for line in plan_lines(copy)] == ["Lesson 34", "Lesson 11"]


def test_answers_of_one_text_are_no_fields(copy):
    entries = {"plan": {"answer": "typed by hand"}}
    path = copy / MARKER / "answers" / "lesson-61.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    assert [line.what[:9] for line in plan_lines(copy)] == ["Lesson 34", "Lesson 11"]


def test_a_wrong_path_is_said(tmp_path):
    with pytest.raises(DataProblem, match="no folder"):
        plan_lines(tmp_path / "my-curse")
