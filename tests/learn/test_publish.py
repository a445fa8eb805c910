"""What an instructor prints agrees with the notebook, and the handout gives nothing away."""

from __future__ import annotations

import copy
import html
import re
import shutil
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from cvmlab.errors import DataProblem
from cvmlab.learn import publishing
from cvmlab.learn.course import COURSE, find, lessons
from cvmlab.learn.exercise import Choice, Guess, Plan
from cvmlab.learn.feedback import Feedback
from cvmlab.learn.instructor_edition import Edition, edition
from cvmlab.learn.lesson import Lesson, lesson
from cvmlab.learn.lesson_pages import edition_page, glossary_page, handout_page
from cvmlab.learn.paper import asked, only_calls, prompts, revealed, sections, tags
from cvmlab.learn.readiness import problems_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.pages import pdf
from cvmlab.pages.freeze import read_notebook
from tests import warm
from tests.sample import sample_company

THERE = [entry.number for entry in lessons()]
TO_COME = [entry.number for entry in COURSE if not entry.is_there]
SCREEN = {"parameters", "setup", "widget", "screen"}


@dataclass(frozen=True)
class Papers:
    """A lesson with its pages."""

    notebook: Any
    opened: Lesson
    handout: str
    instructor: str
    made: Edition

    @property
    def handed_out(self) -> str:
        return words(self.handout)

    @property
    def taught(self) -> str:
        return words(self.instructor)


@cache
def papers(number: str) -> Papers:
    notebook = read_notebook(find(number).path)
    opened = lesson(number, sample_company())
    return Papers(
        notebook,
        opened,
        handout_page(notebook, opened),
        edition_page(notebook, opened),
        edition(notebook, opened),
    )


def words(page: str) -> str:
    """What a reader sees of a page, without marks and with single blanks."""
    body = re.sub(r"<(style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+([.,;:?!%)])", r"\1", " ".join(text.replace("\u2060", "").split()))


def shown_outputs(notebook: Any) -> list[str]:
    """What the cells put out that belongs on paper: tables, sentences, pictures' words."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or tags(cell) & SCREEN or asked(cell.source):
            continue
        if only_calls(cell.source, "progress"):
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            rich = "".join(data.get("text/html", ""))
            if 'class="feedback' in rich:
                continue
            found.append(words(rich) if rich else squeezed(_plain(output)))
    return found


def _plain(output: Any) -> str:
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return "".join(text)


def notebook_says(number: str) -> str:
    parts = []
    for cell in papers(number).notebook.cells:
        parts.append(cell.source)
        for output in cell.get("outputs", []):
            parts.append(_plain(output))
    return squeezed(" ".join(parts))


each_lesson = pytest.mark.parametrize("number", THERE)


# the handout


@each_lesson
def test_every_number_a_cell_put_out_stands_in_the_handout_as_it_was(number):
    handout = papers(number).handout
    visible = (
        words(handout)
        + " "
        + squeezed(" ".join(html.unescape(alt) for alt in re.findall(r'alt="([^"]*)"', handout)))
    )
    outputs = shown_outputs(papers(number).notebook)
    assert len(outputs) >= 3
    assert [text for text in outputs if text not in visible] == []


@each_lesson
def test_the_handout_shows_no_code(number):
    text = papers(number).handed_out
    for cell in papers(number).notebook.cells:
        if cell.cell_type == "code":
            lines = [line.strip() for line in cell.source.splitlines() if "(" in line]
            assert [line for line in lines if squeezed(line) in text] == []
    assert "import cvmlab" not in text and "= ____" not in text


@each_lesson
def test_every_exercise_stands_in_both_with_its_name(number):
    made = papers(number)
    for exercise in made.opened.exercises.values():
        name = made.opened.wording.name(exercise)
        assert f'<p class="task-name">{html.escape(name)}' in made.handout
        if not isinstance(exercise, Plan):
            assert f"<h3>{html.escape(name)}" in made.instructor
    assert {one.id for one in made.made.exercises} == set(made.opened.exercises)


@each_lesson
def test_the_handout_gives_no_answer_away(number):
    made = papers(number)
    text = made.handed_out
    for exercise in made.opened.exercises.values():
        texts = made.opened.wording.texts(exercise)
        told = [*texts.get("hints", []), *texts.get("why", {}).values()]
        told += texts.get("mistakes", {}).values()
        told = [fill(one, made.opened.facts) for one in told]
        if not isinstance(exercise, Plan | Choice | Guess):
            told += made.opened.wording.solution(exercise)[1:]
        assert [one for one in told if squeezed(one) in text] == []


@each_lesson
def test_no_task_holds_its_own_answer(number):
    made = papers(number)
    tasks = re.findall(r'<div class="task">.*?</div>\s*(?=</div>|<)', made.handout, re.DOTALL)
    assert len(tasks) == len(made.opened.exercises)
    for exercise, task in zip(made.made.exercises, tasks, strict=True):
        if exercise.kind in ("number", "guess", "ranking", "coding"):
            assert exercise.expected not in words(task)
        for option in exercise.options:
            assert squeezed(option.text) in words(task)
            assert squeezed(option.why) not in words(task)


@each_lesson
def test_what_only_lives_on_a_screen_is_left_out(number):
    page = papers(number).handout
    assert "feedback" not in page.split("</style>")[1]
    assert "widget-view" not in page
    for cell in papers(number).notebook.cells:
        if cell.cell_type == "code" and tags(cell) & SCREEN:
            outputs = [squeezed(_plain(output)) for output in cell.outputs]
            assert [text for text in outputs if text and text in papers(number).handed_out] == []


@each_lesson
def test_links_of_the_pages_lead_to_pages_beside_them_or_nowhere(number):
    made = papers(number)
    for page, glossary in (
        (made.handout, "glossary.html#"),
        (made.instructor, "../participants/glossary.html#"),
    ):
        links = re.findall(r'href="([^"]+)"', page)
        outside = [link for link in links if link.startswith("https://doi.org/")]
        inside = [link for link in links if link not in outside and not link.startswith("#")]
        assert [link for link in inside if not link.startswith(glossary)] == []
    ids = set(re.findall(r'<h3 id="([^"]+)"', glossary_page()))
    used = set(re.findall(r'href="[^"]*glossary\.html#([^"]+)"', made.handout + made.instructor))
    assert used and used <= ids


@each_lesson
def test_pages_ask_for_nothing_from_outside(number):
    for page in (papers(number).handout, papers(number).instructor):
        assert "default-src 'none'" in page
        assert re.findall(r"<(?:script|link|iframe|object)\b", page) == []
        assert [s for s in re.findall(r'src="([^"]+)"', page) if not s.startswith("data:")] == []
        assert "url(" not in page


@each_lesson
def test_every_picture_is_there_with_its_sentence(number):
    made = papers(number)
    pictures = [
        output
        for cell in made.notebook.cells
        if cell.cell_type == "code" and not tags(cell) & SCREEN
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    alts = re.findall(r'<img [^>]*alt="([^"]*)"', made.handout)
    assert len(alts) == len(pictures) >= 3
    assert "Chart" not in alts and all(len(alt.split()) >= 5 for alt in alts)


# the instructor's edition


@each_lesson
def test_expected_answers_are_what_the_lesson_itself_says(number, monkeypatch):
    messages: list[Feedback] = []
    monkeypatch.setattr(Feedback, "show", lambda self: messages.append(self))
    made = papers(number)
    for one in made.made.exercises:
        exercise = made.opened.exercises[one.id]
        if isinstance(exercise, Plan):
            assert one.expected == ""
            continue
        reference = exercise.reference(made.opened.facts)
        assert one.expected == exercise.write(reference, made.opened.facts)
        messages.clear()
        made.opened.solution(one.id)
        said = " ".join(messages[0].lines)
        if isinstance(exercise, Choice):
            (right,) = [option for option in one.options if option.is_right]
            assert right.letter == one.expected
            assert f"{right.letter}) {right.text}" in said and said.endswith(right.why)
        else:
            assert one.expected in messages[0].lines[0]
            assert one.solution == " ".join(messages[0].lines[1:])
        assert squeezed(one.expected) in made.taught


@each_lesson
def test_the_truth_of_a_guess_is_what_the_notebook_printed(number):
    made = papers(number)
    printed = {
        name: " ".join(map(_plain, cell.outputs))
        for cell in made.notebook.cells
        if cell.cell_type == "code"
        for name in revealed(cell.source)
    }
    guesses = [one for one in made.made.exercises if one.kind == "guess"]
    assert guesses and {one.id for one in guesses} == set(printed)
    for one in guesses:
        assert one.expected in printed[one.id]
        assert one.expected in made.handed_out


@each_lesson
def test_known_mistakes_are_judged_as_the_edition_says(number):
    made = papers(number)
    seen = 0
    for one in made.made.exercises:
        exercise = made.opened.exercises[one.id]
        texts = exercise_texts(number, one.id)
        for mistake in one.mistakes:
            seen += 1
            verdict = exercise.judge(mistake.typed, made.opened.facts)
            assert verdict.message == f"mistakes.{mistake.name}", (one.id, mistake)
            assert mistake.feedback == fill(texts["mistakes"][mistake.name], made.opened.facts)
            assert squeezed(mistake.typed) in made.taught
            assert squeezed(mistake.feedback) in made.taught
    assert seen >= 6


@each_lesson
def test_the_edition_holds_hints_reasons_talk_and_stumbles(number):
    made = papers(number)
    for one in made.made.exercises:
        told = [*one.hints, *(option.why for option in one.options), *one.fields, *one.numbers]
        assert [text for text in told if squeezed(text) not in made.taught] == []
        assert all(option.why for option in one.options)
    assert len(made.made.talk) == len(prompts(made.notebook)) == 3
    for prompt, answer in made.made.talk:
        assert squeezed(prompt) in made.taught and squeezed(answer) in made.taught
    stumbles = lesson_texts(number)["teach"]["stumbles"]
    assert made.made.stumbles and len(made.made.stumbles) == len(stumbles)
    assert len(made.made.quiz) == 3


@each_lesson
def test_the_clock_runs_through_core_and_lesson(number):
    made = papers(number).made
    about = papers(number).notebook.metadata["cvmlab"]
    full = [row.full for row in made.clock]
    core = [row.core for row in made.clock if row.core]
    for spans, minutes in ((full, sum(about["minutes"].values())), (core, about["core"])):
        assert spans[0][0] == 0 and spans[-1][1] == minutes
        assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]
    asked_there = [name for row in made.clock for name in row.asks]
    assert len(asked_there) == len(made.exercises)


@each_lesson
def test_a_lesson_that_is_there_can_be_taught(number):
    assert problems_of(find(number), papers(number).notebook, sample_company()) == []


# a lesson of one exercise of each kind


@pytest.fixture
def little(sample, orders):
    """The sample lesson as a notebook, and opened."""
    from nbformat import v4

    def md(text: str, *named: str, **about: Any) -> Any:
        return v4.new_markdown_cell(text, metadata={"tags": [*named], "cvmlab": about})

    def code(text: str, *named: str, says: str = "", told: str = "") -> Any:
        outputs = [v4.new_output("stream", name="stdout", text=says)] if says else []
        if told:
            data = {"text/html": Feedback("to do", told, ()).html, "text/plain": told}
            outputs.append(v4.new_output("display_data", data=data))
        meta = {"tags": [*named]}
        return v4.new_code_cell(text, execution_count=1, outputs=outputs, metadata=meta)

    cells = [
        md("# Sample ▶", "core", minutes=2),
        code("source = 'x'", "parameters", says="never on paper"),
        md("## Guess [a word](../../docs/glossary.md#tie), [b](12-information.ipynb)", "core"),
        code('g = ____\ng = check("guess", g)', "exercise", told="☐ Your guess"),
        code('check("guess")\nws.shown()', says="Seen 35%.\n", told="No guess was made"),
        md("## Work", minutes=3),
        *(code(f"x = ____\nx = check({i}, x)", "exercise") for i in (1, 2, 3, 4, 5)),
        code('check("a", ____)\ncheck("q1", ____)', "exercise"),
        code("lever.move()", "widget", says="sliders"),
        code('check("plan", ____, ____, ____)', "exercise"),
        md("1. Why?\n2. Who\n   pays?\n\nNo prompt.\n- When?", "discuss"),
        code("progress()", says="Nothing done yet."),
    ]
    about = {"minutes": {"read": 3, "do": 2, "discuss": 0}, "core": 2}
    return v4.new_notebook(cells=cells, metadata={"cvmlab": about}), lesson(sample, orders)


def test_each_kind_of_exercise_gets_its_own_room(little):
    page = handout_page(*little)
    text = words(page)
    assert "Choose from: Bern, Oslo, Rome." in text  # by name, not in the right order
    assert "Choose from: price, people, place." in text
    assert "to the nearest percent" in text and "to the nearest cent" in text
    assert page.count('class="box"') == 6
    assert page.count('<p class="field">') == 3
    assert page.count('<p class="blank">') == 1 + 3 + 3 + 4 + 9


def test_nothing_of_the_screen_and_of_one_reader_is_on_paper(little):
    text = words(handout_page(*little))
    assert "Seen 35%." in text and "It is 35%." in text
    for gone in ("never on paper", "sliders", "Nothing done yet", "☐ Your", "No guess was made"):
        assert gone not in text


def test_links_become_words_where_there_is_no_page(little):
    notebook, opened = little
    alone = handout_page(notebook, opened)
    assert 'href="glossary.html#tie"' in alone and "12-information" not in alone
    names = {"12-information.ipynb": "12-information"}
    assert 'href="12-information.html"' in handout_page(notebook, opened, names)


def test_sections_prompts_and_mistakes_are_read_from_the_notebook(little):
    notebook, opened = little
    assert [(s.heading, s.minutes, s.is_core) for s in sections(notebook)] == [
        ("Sample", 2, True),
        ("Work", 3, False),
    ]
    assert prompts(notebook) == ["Why?", "Who pays?", "When?"]
    made = edition(notebook, opened)
    typed = {one.id: [mistake.typed for mistake in one.mistakes] for one in made.exercises}
    assert typed["1"] == ["65%", "70%"] and typed["2"] == ["1,200.00", "617.25"]
    assert typed["4"] == ["Oslo, Bern, Rome", "Bern, Oslo, Rome"]


def test_everything_that_is_missing_is_said_at_once(little):
    notebook, opened = little
    entry = find(opened.number)
    bad = copy.deepcopy(notebook)
    bad.cells[4].execution_count = None
    bad.cells[0].metadata["cvmlab"]["minutes"] = 4
    problems = " ".join(map(str, problems_of(entry, bad, opened.facts.ws)))
    for told in (
        "1 of 12 code cells have not been executed",
        '"several" is not asked',
        "core sections add up to 4, not 2",
        "all sections add up to 7, not 5",
        "3 discussion prompts, but 0 answers",
        "stumble",
    ):
        assert told in problems


# the command


def test_all_wrong_wishes_come_in_one_message_and_nothing_is_written(tmp_path):
    wishes = ["--lesson", "99", "--lesson", "61", "--to", "docx"]
    done = warm.cvmlab("publish", *wishes, "--out", "out", cwd=tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert 'no lesson "99"' in done.stderr and '"docx"' in done.stderr
    if "61" in TO_COME:
        assert "lesson 61 (The blueprint) is still to be written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_refused_before_the_work(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(DataProblem, match="is a file"):
        publishing.publish(THERE[:1], tmp_path / "out", formats=("html",))
    assert (tmp_path / "out").read_text() == "mine"


@pytest.fixture
def loaded(monkeypatch):
    """Kestrel is read once for all tests here; what is worked out from it is kept."""
    monkeypatch.setattr("cvmlab.data.workspace.load", lambda source: sample_company())


def test_progress_is_told_page_by_page(tmp_path, loaded):
    steps: list[tuple[int, int, str]] = []
    done = publishing.publish(
        THERE[:1], tmp_path, formats=("html",), on_progress=lambda *step: steps.append(step)
    )
    name = find(THERE[0]).name
    assert steps == [
        (0, 3, f"participants/{name}"),
        (1, 3, f"instructor/{name}"),
        (2, 3, "participants/glossary"),
    ]
    assert len(done.files) == 3 and done.notes == ()


def test_without_a_browser_it_says_so_and_gives_html(tmp_path, monkeypatch, loaded):
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    done = publishing.publish(THERE[:1], tmp_path, formats=("pdf",))
    assert len(done.notes) == 1 and "No PDF was made" in done.notes[0]
    assert {file.suffix for file in done.files} == {".html"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: no PDF was printed")
def test_the_command_gives_the_same_bytes_as_another_run_and_prints_them(tmp_path, loaded):
    done = warm.cvmlab("publish", "--lesson", THERE[0], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    here, name = tmp_path / "handouts", find(THERE[0]).name
    names = [f"instructor/{name}", f"participants/{name}", "participants/glossary"]
    wanted = sorted(f"{file}.{kind}" for file in names for kind in publishing.FORMATS)
    assert sorted(p.relative_to(here).as_posix() for p in here.rglob("*.*")) == wanted
    assert all((here / f"{file}.pdf").read_bytes().startswith(b"%PDF") for file in names)
    assert "Wrote 6 files to handouts" in done.stdout
    again = publishing.publish(THERE[:1], tmp_path / "again")
    assert len(again.files) == 6
    for file in again.files:
        assert file.read_bytes() == (here / file.relative_to(tmp_path / "again")).read_bytes()
        assert b"file://" not in file.read_bytes()


def test_one_format_alone_leaves_the_other_out(tmp_path, monkeypatch, loaded):
    def printed(page, target):
        target.write_bytes(b"%PDF")

    monkeypatch.setattr(pdf, "write_pdf", printed)
    done = publishing.publish(THERE[:1], tmp_path, formats=("pdf",))
    assert {file.suffix for file in done.files} == {".pdf"} and len(done.files) == 3
