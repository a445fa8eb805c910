"""A class's answers on one page: every answer accounted for, and nobody's name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cvmlab.cli.app import app
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.learn import class_views, debrief
from cvmlab.learn.class_files import read_class
from cvmlab.learn.class_views import FEW
from cvmlab.learn.tally_sheet import tally_page
from cvmlab.pages.pdf import find_browser

TRUTH = {"guess": 0.35, "several": [7, 9, 4], "1": 0.35, "2": 1234.5, "3": 13,
         "4": ["Rome", "Bern", "Oslo"], "5": ["price", "people", "place", "price"],
         "a": "b", "q1": "c"}  # fmt: skip
CLASS = [
    {"guess": 0.30, "1": 0.35, "q1": "c", "4": ["Rome", "Bern", "Oslo"], "several": [5, 9, 2]},
    {"guess": 0.45, "1": 0.65, "q1": "a", "4": ["Oslo", "Bern", "Rome"], "several": [6, 9, 3]},
    {"guess": 0.80, "1": 0.65, "q1": "a", "5": ["price", "people", "place", "place"]},
    {"guess": 0.50, "1": 0.35, "q1": "c", "5": ["place", "people", "place", "price"]},
    {"guess": 0.10, "1": 0.20, "q1": "c", "2": 1234.5, "3": 13},
]


@pytest.fixture
def folder(sample, tmp_path):
    """What five readers exported."""
    place = tmp_path / "class"
    for number, answers in enumerate(CLASS):
        export(place, f"lesson-{sample}-{number:08x}.json", answers)
    return place


def export(folder: Path, file: str, answers: dict, **more) -> None:
    folder.mkdir(exist_ok=True)
    content = {"lesson": "54", "answers": answers, "statuses": {}, "truth": TRUTH, **more}
    (folder / file).write_text(json.dumps(content), encoding="utf-8")


def paper(folder: Path, *lines: str, header: str = "lesson,question,answer,count") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "paper.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


@pytest.fixture
def page(orders):
    """The page of a folder."""
    return lambda folder: debrief.debrief_page(read_class(folder), orders)


@pytest.fixture
def words(page, monkeypatch):
    """The same with every picture an empty one: drawing them takes most of the time."""
    monkeypatch.setattr(Picture, "png", b"not drawn")
    return page


@pytest.fixture
def views(orders, monkeypatch):
    """What is shown of each question, as the page puts it together."""

    def collect(folder):
        found = {}

        def view(lesson, exercise, *details):
            found[exercise.id] = class_views.view(lesson, exercise, *details)
            return class_views.View(None, found[exercise.id].sentences)

        monkeypatch.setattr(debrief, "view", view)
        debrief.debrief_page(read_class(folder), orders)
        return found

    return collect


def text_of(view) -> str:
    return " ".join(view.sentences)


# the charts


def test_every_question_that_was_answered_has_a_chart_with_its_alt_sentence(folder, page):
    made = page(folder)
    alts = re.findall(r'<img src="data:image/png[^>]*alt="([^"]+)"', made)
    asked = {question for answers in CLASS for question in answers}
    assert len(alts) == len(asked)
    assert all(len(alt) > 40 and alt.endswith(".") for alt in alts)
    for heading in ("Your guess: The share", "Exercise 1: A share", "Question 1: A question"):
        assert f"<h3>{heading}" in made
    assert "Of 13?" in made, "the question is asked with its own numbers"
    assert "Nobody answered: Exercise 6, Check a." in made


def test_guesses_stand_against_the_truth_with_their_spread(folder, views):
    shown = views(folder)["guess"]
    assert shown.picture.alt.startswith("The middle guess was 45%; it is 35%.")
    assert "10%, 30%, 45%, 50%, 80%" in shown.picture.alt
    said = text_of(shown)
    assert "5 guesses, from 10% to 80%; the middle one is 45%" in said
    assert "half of them lie from 30% to 50%" in said
    assert "2 of 5 came within 10 percentage points" in said
    dots = shown.picture.axes.collections[0].get_offsets()
    assert len(dots) == 5


def test_the_right_option_is_marked_by_hatch_and_word_not_by_colour_alone(folder, views):
    shown = views(folder)["q1"]
    axes = shown.picture.axes
    hatched = [bar.get_hatch() for bar in axes.patches]
    assert hatched == [None, None, "///"]
    assert [bar.get_width() for bar in axes.patches] == [2, 0, 3]
    marked = [text.get_text() for text in axes.texts if "right" in text.get_text()]
    assert marked == ["3 (60%) · right"]
    assert "a) x: 2; b) y: 0; c) z: 3, the right one" in shown.picture.alt
    assert "3 of 5 chose the right one, c." in text_of(shown)


def test_a_wrong_favourite_is_the_finding(sample, views, tmp_path):
    for number, letter in enumerate("aaabc"):
        export(tmp_path / "class", f"{number}.json", {"q1": letter})
    shown = views(tmp_path / "class")["q1"]
    assert shown.picture.alt.startswith("Most chose a; right is c.")


def test_known_mistakes_are_counted_with_what_is_said_about_them(folder, views, words):
    said = text_of(views(folder)["1"])
    assert (
        "2 of 5 answers are right: 35%." in said
        and "2 of 5 made this mistake: The other part." in said
    )
    assert "Counted twice" not in said
    assert "35%, that is 35.0%." in words(folder), "the solution is explained"


def test_orders_and_labels_are_counted_place_by_place(folder, views):
    shown = views(folder)
    assert [bar.get_width() for bar in shown["4"].picture.axes.patches] == [1, 2, 1]
    assert "1 of 2 put all 3 in their order" in text_of(shown["4"])
    assert [bar.get_width() for bar in shown["5"].picture.axes.patches] == [1, 2, 2, 1]
    assert "text 1: price" in text_of(shown["5"])


def test_several_guesses_have_a_row_each(folder, views):
    shown = views(folder)["several"]
    assert "Guess 1: the middle is 6; it is 7." in text_of(shown)
    # The middle of the second row is right, neither too low nor too high.
    assert shown.picture.alt.startswith("The class guessed 2 of 3 too low.")


def test_few_answers_are_said_and_their_middle_half_is_not(sample, views, tmp_path):
    export(tmp_path / "class", "one.json", {"guess": 0.5})
    said = text_of(views(tmp_path / "class")["guess"])
    assert "Only 1 answer: too few to speak of the class." in said
    for number in range(FEW):
        export(tmp_path / "class", f"{number}.json", {"guess": 0.1 * number})
    said = text_of(views(tmp_path / "class")["guess"])
    assert "too few" not in said and "half of them" in said


def test_a_slip_of_a_zero_does_not_flatten_all_others_and_is_said(sample, views, tmp_path):
    for number, answer in enumerate([11, 12, 13, 14, 13_000_000]):
        export(tmp_path / "class", f"{number}.json", {"3": answer})
    shown = views(tmp_path / "class")["3"]
    assert shown.picture.axes.get_xlim()[1] < 100
    assert "1 answer is too far off to be shown" in text_of(shown)
    assert "1 of 5 answers are right: 13." in text_of(shown)


@pytest.mark.parametrize("people", [1, 12, 200])
def test_any_number_of_answers_can_be_drawn(people, sample, views, tmp_path):
    paper(tmp_path / "class", *(f"54,guess,{n % 90}%,{1 + n % 7}" for n in range(people)),
          f"54,q1,b,{people}", f"54,3,13,{people}")  # fmt: skip
    for shown in views(tmp_path / "class").values():
        assert len(shown.picture.png) > 5_000


# every answer is accounted for


def test_an_answer_that_cannot_be_read_is_counted(sample, views, tmp_path):
    for number, answer in enumerate([0.3, 0.4, "about a third"]):
        export(tmp_path / "class", f"{number}.json", {"guess": answer, "q1": "?"})
    shown = views(tmp_path / "class")
    assert "2 guesses" in text_of(shown["guess"])
    assert "1 answer could not be read and is not shown." in text_of(shown["guess"])
    assert shown["q1"].picture is None
    assert "3 answers could not be read" in text_of(shown["q1"])


def test_answers_from_other_data_are_not_counted_and_that_is_said(folder, views, words):
    for number in range(2):
        export(folder, f"other-{number}.json", {"guess": 0.9}, truth={"guess": 0.88})
    assert "5 guesses" in text_of(views(folder)["guess"])
    assert "2 answers from other data, where something else is right, are not counted." in (
        words(folder)
    )


def test_a_class_on_its_own_firms_data_is_held_against_its_own_truth(
    sample, words, views, tmp_path
):
    for number in range(4):
        export(tmp_path / "class", f"{number}.json", {"guess": 0.9}, truth={"guess": "0.88"})
    paper(tmp_path / "class", "54,guess,20%,1")
    made = words(tmp_path / "class")
    assert "it is 88%" in made and "because it is" not in made, "the solution is of other data"
    assert "1 answer from other data" in made
    assert "4 guesses, all of them 90%" in text_of(views(tmp_path / "class")["guess"])


def test_one_export_saved_twice_counts_once_and_two_alike_count_twice(folder):
    first = next(folder.glob("*.json"))
    (folder / first.name.replace(".json", " (1).json")).write_bytes(first.read_bytes())
    (folder / "lesson-54-ffffffff.json").write_bytes(first.read_bytes())
    found = read_class(folder)
    assert found.files["54"] == len(CLASS) + 1
    assert sum("counted once" in note for note in found.notes) == 1


def test_other_files_are_told_and_hidden_ones_are_no_matter(folder):
    (folder / "notes.docx").write_bytes(b"PK")
    (folder / ".DS_Store").write_bytes(b"x")
    (note,) = read_class(folder).notes
    assert note == "Left out, as answers are .json or .csv files: notes.docx."
    for number in range(9):
        (folder / f"photo-{number}.jpg").write_bytes(b"x")
    (note,) = read_class(folder).notes
    assert "notes.docx, photo-0.jpg" in note and note.endswith("photo-3.jpg, and 5 more.")


# bad files


def test_all_that_is_wrong_comes_in_one_message(folder):
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "list.json").write_text("[1]", encoding="utf-8")
    export(folder, "other.json", {"9": 1})
    export(folder, "later.json", {"guess": 1}, lesson="99")
    paper(folder, "54,q1,d,1", "54,guess,many,1", "54,qq,b,1", "54,a,b,two", "54,guess,0,35,1")
    with pytest.raises(DataProblem) as caught:
        read_class(folder)
    said = str(caught.value)
    for words in ("broken.json cannot be read", "list.json holds no answers",
                  'other.json: lesson 54 has no question "9"', 'no lesson "99"',
                  'paper.csv, line 2: "d" is no answer', 'line 3: "many" is no answer',
                  'line 4: lesson 54 has no question "qq"', 'line 5: the count "two"',
                  "line 6 has 5 fields"):  # fmt: skip
        assert words in said
    assert len(caught.value.problems) == 9


@pytest.mark.parametrize("content", [None, "", "lesson,question\n54,q1\n"])
def test_a_folder_without_answers_says_what_belongs_there(content, sample, tmp_path):
    if content is not None:
        (tmp_path / "paper.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataProblem, match=r"lesson, ?question, ?answer"):
        read_class(tmp_path)
    with pytest.raises(DataProblem, match="no folder"):
        read_class(tmp_path / "nowhere")


# paper


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_paper_is_read_as_any_program_saves_it(delimiter, encoding, sample, tmp_path):
    lines = [["Lesson", "Question", "Answer", "Count"], ["54", "guess", '"0,35"', "3"],
             ["54", "q1", "B", ""], ["54", "2", '"1234,50 €"', "2"], ["", "", "", ""]]  # fmt: skip
    text = "\r\n".join(delimiter.join(line) for line in lines)
    (tmp_path / "paper.csv").write_bytes(text.encode(encoding))
    given = read_class(tmp_path).given
    assert [(one.exercise, one.times) for one in given] == [("guess", 3), ("q1", 1), ("2", 2)]


def test_paper_and_files_make_one_class(folder, views, words):
    paper(folder, "54,guess,35%,4", "54,guess,,1", "54,guess,20,0")
    assert "9 guesses" in text_of(views(folder)["guess"])
    assert "from the files of 5 readers and 4 answers from paper" in words(folder)
    (note,) = read_class(folder).notes
    assert "line 3 holds no answer" in note


# nobody's name


def test_no_name_gets_onto_the_page_whatever_the_files_hold(folder, words):
    name = "Maura Keane"
    export(folder, "maura-keane-lesson-54-0000000a.json",
           {"guess": name, "1": f"{name}: 35%", "q1": name, "4": [name, "Bern", "Oslo"],
            "5": [name] * 4, "plan": [name, name, name]},
           name=name, author={"first": "Maura"})  # fmt: skip
    paper(folder, f"54,q1,b,{name}", f"54,q1,c,{name}", header="lesson,question,answer,name")
    made = words(folder)
    assert "maura" not in made.lower() and "keane" not in made.lower()
    notes = " ".join(read_class(folder).notes)
    assert "(name, author): that was dropped unread" in notes
    assert "paper.csv holds more than answers (name)" in notes
    assert '"plan" is what a reader plans for their own firm' in notes
    assert name not in notes


# the page


def test_the_page_asks_nothing_of_any_network(folder, words):
    made = words(folder)
    assert "default-src 'none'" in made and "<script" not in made
    sources = re.findall(r'(?:src|href)="([^"]{1,20})', made)
    assert sources and all(source.startswith("data:image/png") for source in sources)


def test_the_same_answers_give_the_same_page(folder, page):
    assert page(folder) == page(folder)


@pytest.fixture
def run(monkeypatch, orders, words, tmp_path):
    """The command, with the sample standing for the sample company."""
    from cvmlab.learn import tally_sheet

    monkeypatch.chdir(tmp_path)
    for module in (debrief, tally_sheet):
        monkeypatch.setattr(module, "load", lambda source: orders)
    return lambda *typed: CliRunner().invoke(app, ["debrief", *map(str, typed)])


def test_the_command_writes_the_page_and_says_what_was_left_out(folder, run, tmp_path):
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    done = run(folder, "--out", tmp_path / "new" / "page.html")
    assert done.exit_code == 0, done.output
    assert "answers are .json or .csv files: notes.txt." in done.output
    assert re.search(r"Wrote .*page\.html: 23 answers to 8 questions, without names", done.output)
    assert "The middle guess was 45%" in (tmp_path / "new" / "page.html").read_text("utf-8")


def test_the_page_of_last_week_is_written_over_and_nothing_else_is(folder, run, tmp_path):
    assert run(folder).exit_code == 0 and run(folder).exit_code == 0
    assert (tmp_path / "debrief.html").exists()
    mine = tmp_path / "mine.html"
    mine.write_text("<p>mine</p>", encoding="utf-8")
    done = run(folder, "--out", mine)
    assert isinstance(done.exception, DataProblem) and "something else" in str(done.exception)
    assert mine.read_text("utf-8") == "<p>mine</p>"
    done = run(folder, "--out", tmp_path / "page.pdf")
    assert isinstance(done.exception, DataProblem) and ".html" in str(done.exception)


def test_the_command_wants_a_folder_or_a_sheet(run):
    for words in ((), ("class", "--sheet", "54")):
        assert "cvmlab debrief --sheet 11" in str(run(*words).exception)


# the tally sheet


def test_the_tally_sheet_asks_every_question_and_answers_none(sample, orders):
    sheet = tally_page(sample, orders)
    for words in ("Your guess", "Exercise 1", "Check a", "Question 1", "question = q1",
                  "<b>c</b> z", "Of 13?", "lesson,question,answer,count"):  # fmt: skip
        assert words in sheet
    for answer in ("35%", "1,234", "Rome", "What?", "z, yes"):
        assert answer not in sheet
    assert "<script" not in sheet and "default-src 'none'" in sheet


@pytest.mark.skipif(find_browser() is None, reason="no Chromium, Chrome or Edge on this machine")
def test_the_tally_sheet_prints_on_two_pages_of_a4_at_most(sample, run, tmp_path):
    done = run("--sheet", sample)
    assert done.exit_code == 0 and f"tally-{sample}.pdf" in done.output
    pdf = (tmp_path / f"tally-{sample}.pdf").read_bytes()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    (width, height), *_ = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert (round(float(width)), round(float(height))) == (595, 842)


def test_without_a_browser_the_sheet_is_a_page_to_print(sample, run, tmp_path, monkeypatch):
    from cvmlab.pages import pdf

    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    done = run("--sheet", sample)
    assert done.exit_code == 0 and "No PDF was made" in done.output
    assert (tmp_path / f"tally-{sample}.html").exists()
