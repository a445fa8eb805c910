"""Answers are kept in the reader's own copy, leave it without a name, and make an action plan."""

from __future__ import annotations

import json

import pytest

from cvmlab.learn import record
from cvmlab.learn.action_plan import PAGE
from cvmlab.learn.lesson import lesson
from cvmlab.learn.working_copy import MARKER


@pytest.fixture
def copy_of_course(tmp_path, monkeypatch):
    folder = tmp_path / "my-course"
    (folder / MARKER).mkdir(parents=True)
    monkeypatch.setattr(record, "course_folder", lambda: folder)
    return folder


@pytest.fixture
def opened(sample, orders, copy_of_course, told):
    return lesson(sample, orders)


def test_answers_are_there_again_in_the_next_session(opened, sample, orders):
    opened.check(1, 0.35), opened.check("guess", 0.6), opened.check("q1", "a")
    again = lesson(sample, orders)
    assert again.record.status("1") == "right" and again.record.status("q1") == "not yet"
    assert again.record.entries["guess"]["answer"] == 0.6


def test_outside_a_working_copy_nothing_is_written(sample, orders, told, tmp_path, monkeypatch):
    monkeypatch.setattr(record, "course_folder", lambda: None)
    monkeypatch.chdir(tmp_path)
    opened = lesson(sample, orders)
    opened.check(1, 0.35), opened.check("plan", "a", "b", "c")
    assert "In your own copy" in told[-1]
    assert "cvmlab lab" in str(opened.progress(export=True))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_record_is_no_obstacle(opened, copy_of_course, sample, orders):
    opened.check(1, 0.35)
    (file,) = (copy_of_course / MARKER / "answers").glob("*.json")
    file.write_text('{"1": {"ans', encoding="utf-8")
    assert lesson(sample, orders).record.entries == {}


def test_exported_answers_hold_no_name_and_no_plan(opened, copy_of_course):
    opened.check("guess", 0.6), opened.check(1, 0.65), opened.check("q1", "b")
    opened.check("plan", "Call Maura", "me", "May")
    assert "without your name" in str(opened.progress(export=True))
    opened.progress(export=True)  # who sends them twice counts once
    (file,) = (copy_of_course / "answers").glob("lesson-54-*.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    assert set(content) == {"lesson", "answers", "statuses", "truth"}
    assert content["answers"] == {"guess": 0.6, "1": 0.65, "q1": "b"}
    assert content["statuses"] == {"guess": "noted", "1": "not yet", "q1": "not yet"}
    assert content["truth"]["1"] == 0.35 and content["truth"]["q1"] == "c"
    assert "Maura" not in file.read_text(encoding="utf-8")


def test_the_action_plan_gathers_words_numbers_and_guess_on_one_page(opened, copy_of_course, told):
    opened.check("guess", "60%")
    opened.check("plan", "Stop ranking <b>by</b> last year", "", "by May")
    page = (copy_of_course / PAGE).read_text(encoding="utf-8")
    for part in ("My action plan", "Lesson 54: A sample", "What?", "by May", "13 buyers",
                 "My first guess was 60%; it was 35%.", "still to be written"):  # fmt: skip
        assert part in page
    assert "&lt;b&gt;by&lt;/b&gt;" in page and "<b>by</b>" not in page
    assert "my-course/action-plan.html" in told[-1]
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_the_same_words_give_the_same_page(opened, copy_of_course):
    opened.check("plan", "a", "b", "c")
    first = (copy_of_course / PAGE).read_bytes()
    opened.check("plan", "a", "b", "c")
    assert (copy_of_course / PAGE).read_bytes() == first


def test_a_plan_may_be_filled_bit_by_bit(opened, told):
    opened.check("plan", "", "", "")
    assert "· to do" in told[-1] and "1) What?" in told[-1]
    opened.check("plan", "", "somebody", "")
    assert "· noted" in told[-1]
