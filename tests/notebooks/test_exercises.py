"""Every lesson runs to its last cell unfilled, solved, and with every known mistake made in it.

Answers are put into the lesson as it stands, where its blanks are, and the notebook is run: what a
reader sees is what is tested. The k-th mistakes of all exercises share one run. The unfilled lesson
is not run here: its outputs are stored, and strict nbval holds every run of it to them. All runs
take turns in one kernel, emptied before each, and share a workspace with what it has worked out:
the numbers of a lesson are strict nbval's, which gives every lesson a kernel of its own. The charts
are painted when the lesson is solved; a mistake changes none of them, since a lesson goes on with
the right answer.
"""

from __future__ import annotations

import ast
import copy
from typing import Any

import pytest

from cvmlab.learn.course import lessons
from cvmlab.learn.exercise import Choice, Coding, Guess, Number, Plan
from cvmlab.learn.lesson import exercises_of, facts_of
from cvmlab.learn.precision import PRECISIONS
from cvmlab.learn.texts import exercise_texts, lesson_texts
from cvmlab.learn.wording import Wording
from cvmlab.pages.freeze import read_notebook
from tests.sample import sample_company

LESSONS = {entry.number: entry for entry in lessons()}


def exercises(number: str) -> tuple[Any, ...]:
    return exercises_of(number).EXERCISES


def facts(number: str) -> Any:
    return facts_of(number, sample_company())


def checked(source: str) -> list[tuple[str, list[str]]]:
    """The exercises a cell asks for, each with the names it hands over."""
    if "check(" not in source:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
            which, *answers = node.args
            found.append((str(ast.literal_eval(which)), [ast.unparse(one) for one in answers]))
    return [(id_, names) for id_, names in found if names]


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def filled(number: str, answers: dict[str, Any]) -> Any:
    """The lesson with answers in its blanks, by exercise id; blanks without one stay."""
    notebook = copy.deepcopy(read_notebook(LESSONS[number].path))
    for cell in code_cells(notebook):
        for id_, names in checked(cell.source):
            if id_ in answers:
                cell.source = put_in(cell.source, id_, names, answers[id_])
    return notebook


def put_in(source: str, id_: str, names: list[str], answer: Any) -> str:
    values = answer if len(names) > 1 else [answer]
    lines = source.splitlines()
    for name, value in zip(names, values, strict=True):
        for position, line in enumerate(lines):
            if name == "____" and f'check("{id_}", ____)' in line:
                lines[position] = line.replace("____", repr(value))
            elif line.replace(" ", "") == f"{name}=____":
                lines[position] = f"{name} = {value!r}"
    assert "\n".join(lines) != source, f"no blank for {id_}"
    return "\n".join(lines)


EMPTY = """
get_ipython().reset(new_session=True)
import functools, os
import cvmlab
from cvmlab.figures.pictures import Picture
os.chdir({folder!r})
if not hasattr(cvmlab.load, "cache_info"):
    cvmlab.load = functools.cache(cvmlab.load)
    Picture.painted = Picture.png
Picture.png = Picture.painted if {painting} else b""
del functools, os, cvmlab, Picture
"""


def run(notebook: Any, kernel: Any, folder: Any, *, painting: bool = True) -> dict[str, str]:
    """Each exercise's message; raises at the first cell that fails."""
    from nbformat.v4 import new_code_cell

    from cvmlab.pages.run import execute

    emptied = EMPTY.format(folder=str(folder), painting=painting)
    notebook.cells.insert(0, new_code_cell(emptied))
    return said_in(execute(notebook, "lesson", {}, kernel, None))


def said_in(notebook: Any) -> dict[str, str]:
    """Each exercise's message in a notebook that was run."""
    said: dict[str, str] = {}
    for cell in code_cells(notebook):
        asked = [id_ for id_, _ in checked(cell.source)]
        told = [
            output.data["text/plain"]
            for output in cell.outputs
            if 'class="feedback' in output.get("data", {}).get("text/html", "")
        ]
        if asked:
            assert len(told) == len(asked), (asked, told)
            said.update(zip(asked, told, strict=True))
    return said


@pytest.fixture(scope="module", params=LESSONS)
def number(request) -> str:
    """A lesson; all tests of one lesson come together."""
    return request.param


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    from cvmlab.pages.kernel import start_kernel

    with start_kernel(tmp_path_factory.mktemp("lessons"), delivering=False) as kernel:
        yield kernel


def plain(value: Any) -> Any:
    """A value as a reader would type it."""
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value


def test_there_are_lessons():
    assert {"00", "11", "14", "31", "34", "41", "42", "51", "52", "53", "54"} <= set(LESSONS)


def test_every_exercise_stands_in_its_notebook_once(number):
    asked = [id_ for cell in code_cells(filled(number, {})) for id_, _ in checked(cell.source)]
    assert sorted(asked) == sorted(one.id for one in exercises(number))


def test_unfilled_every_exercise_is_to_do(number):
    said = said_in(read_notebook(LESSONS[number].path))
    assert said and all("· to do" in text for text in said.values()), said


def test_solved_every_exercise_is_right(number, kernel, tmp_path):
    answers: dict[str, Any] = {}
    for one in exercises(number):
        is_plan = isinstance(one, Plan)
        words = ["first", "second", "third"]
        answers[one.id] = words if is_plan else plain(one.reference(facts(number)))
    said = run(filled(number, answers), kernel, tmp_path)
    for one in exercises(number):
        wanted = "· noted" if isinstance(one, Guess | Plan) else "· right"
        assert wanted in said[one.id], said[one.id]


@pytest.mark.parametrize("k", range(3))
def test_every_known_mistake_hears_its_own_words(number, k, kernel, tmp_path):
    answers, expected = {}, {}
    for one in exercises(number):
        mistakes = list(one.wrong(facts(number)).items())
        assert len(mistakes) <= 3, f"{one.id}: its last mistakes are tried by no run"
        if k < len(mistakes):
            name, value = mistakes[k]
            answers[one.id] = plain(value)
            texts = exercise_texts(number, one.id)
            expected[one.id] = texts["why" if isinstance(one, Choice) else "mistakes"][name]
    said = run(filled(number, answers), kernel, tmp_path, painting=False) if answers else {}
    for id_, words in expected.items():
        assert "· not yet" in said[id_], said[id_]
        beginning = words.split("{")[0][:60]  # up to the first number that is put in
        assert beginning and beginning in said[id_]


def test_every_exercise_has_its_words_its_hints_and_two_mistakes(number):
    assert lesson_texts(number)["title"]
    known = lesson_texts(number)["exercises"]
    assert set(known) == {one.id for one in exercises(number)}
    for one in exercises(number):
        texts = known[one.id]
        assert texts["title"], one.id
        if isinstance(one, Choice):
            assert set(texts["options"]) == set(texts["why"]) == set(one.options)
            assert len(one.options) >= 3
        elif isinstance(one, Plan):
            assert len(texts["fields"]) == one.fields and texts["numbers"]
        elif not isinstance(one, Guess):
            assert len(texts["hints"]) == 2 and texts["solution"], one.id
            assert set(texts["mistakes"]) == set(one.mistakes) and len(one.mistakes) >= 2


def test_there_are_three_exercises_of_three_colours_and_a_quiz_of_three(number):
    levels = [one.level for one in exercises(number)]
    for colour in ("green", "blue", "black"):
        assert colour in levels
    assert levels.count("quiz") == 3 and levels.count("guess") >= 1


def test_mistakes_are_no_answers_and_not_each_other(number):
    for one in exercises(number):
        wrong = list(one.wrong(facts(number)).values())
        everything = [one.reference(facts(number)), *wrong] if wrong else []
        if isinstance(one, Number):
            near = PRECISIONS[one.to].tolerance
            for i, first in enumerate(everything):
                for second in everything[i + 1 :]:
                    assert abs(first - second) > 2 * near, (one.id, everything)
        else:
            assert len({str(value) for value in everything}) == len(everything), one.id


def test_the_page_says_how_exactly_an_answer_is_wanted(number):
    notebook = filled(number, {})
    known = {one.id: one for one in exercises(number)}
    for position, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            for id_, _ in checked(cell.source):
                if isinstance(known[id_], Number):
                    above = notebook.cells[position - 1].source
                    assert f"to the nearest {known[id_].to}" in above, (id_, above)


def test_every_text_can_be_filled_on_the_sample_company(number):
    wording = Wording(number, facts(number))
    for one in exercises(number):
        told = [*wording.to_do(one), *wording.solution(one)]
        told += [line for given in (0, 1) for line in wording.hint(one, given)[1]]
        if isinstance(one, Guess):
            told += wording.reveal(one, None)
        if isinstance(one, Plan):
            told += wording.numbers(one)
        if isinstance(one, Coding):
            assert set(one.reference(facts(number))) <= set(one.labels(facts(number)))
        assert not any("{" in line or "nan" in line.lower().split() for line in told), told
