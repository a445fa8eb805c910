"""The reader's own copy of the course: made for them, renewed for them, never written over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from cvmlab import paths
from cvmlab.cli import lab as command
from cvmlab.cli.app import app
from cvmlab.errors import DataProblem
from cvmlab.learn.course import lessons
from cvmlab.learn.working_copy import MARKER, course_folder, prepare

FIRST, SECOND = "00-start-here.ipynb", "1-insight/11-data.ipynb"
THIRD = "1-insight/12-information.ipynb"


def lesson(*cells: str, run: bool = True) -> nbformat.NotebookNode:
    """A lesson of these cells, the first one prose, as it is published: with its outputs."""
    made = [nbformat.v4.new_markdown_cell(cells[0], id="cell-0")]
    for number, source in enumerate(cells[1:], start=1):
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        if run:
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="The truth is 47.\n")]
        made.append(cell)
    return nbformat.v4.new_notebook(cells=made, metadata={"cvmlab": {"lesson": "11"}})


def publish(project: Path, name: str, *cells: str) -> None:
    path = project / "notebooks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(lesson(*cells), path)


@pytest.fixture
def project(tmp_path):
    place = tmp_path / "project"
    publish(place, FIRST, "# 00 · Start")
    publish(
        place, SECOND, "# 11 · Data\n\n[Term](../../docs/glossary.md#term)", "share = ____", "1"
    )
    publish(place, "reports/customer-value.ipynb", "# A report", "1")
    (place / "docs").mkdir()
    (place / "docs" / "glossary.md").write_text("### Term\n", encoding="utf-8")
    return place


@pytest.fixture
def made(project):
    """The project with a copy in it."""
    ours(project)
    return project


def ours(project: Path, folder: Path | None = None):
    return prepare(folder or project / "my-course", project / "notebooks")


def read(project: Path, name: str = SECOND) -> nbformat.NotebookNode:
    return nbformat.read(project / "my-course" / name, as_version=4)


def write(project: Path, name: str, cell: int, source: str) -> None:
    """What a reader does to a lesson."""
    notebook = read(project, name)
    notebook.cells[cell].source = source
    nbformat.write(notebook, project / "my-course" / name)


# the copy


def test_the_lessons_are_copied_without_their_outputs_and_the_reports_are_not(project):
    prepared = ours(project)
    assert prepared.lessons == prepared.added == (FIRST, SECOND)
    assert prepared.start == project / "my-course" / FIRST
    copy = read(project)
    assert [cell.source for cell in copy.cells][1:] == ["share = ____", "1"]
    for cell in copy.cells[1:]:
        assert cell.execution_count is None and cell.outputs == []
    assert copy.metadata["cvmlab"] == {"lesson": "11"}
    assert "The truth" not in (project / "my-course" / SECOND).read_text("utf-8")
    found = {path.name for path in (project / "my-course").rglob("*.ipynb")}
    assert found == {"00-start-here.ipynb", "11-data.ipynb"}


def test_the_originals_stay_as_they_are(project):
    before = {p: p.read_bytes() for p in (project / "notebooks").rglob("*.ipynb")}
    ours(project)
    write(project, SECOND, 1, "share = 0.5")
    ours(project)
    assert {p: p.read_bytes() for p in (project / "notebooks").rglob("*.ipynb")} == before


def test_a_second_time_changes_nothing_and_says_so(made):
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in made.rglob("*.ipynb")}
    again = ours(made)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in made.rglob("*.ipynb")} == before
    assert "up to date" in " ".join(again.sentences())


# what the reader wrote


def test_what_the_reader_wrote_is_never_overwritten_and_the_newer_version_is_told(made):
    write(made, SECOND, 1, "share = 0.35")
    publish(made, SECOND, "# 11 · Data, mended", "share = ____", "2")
    mine = (made / "my-course" / SECOND).read_bytes()
    for _ in range(3):
        again = ours(made)
        assert (made / "my-course" / SECOND).read_bytes() == mine
        assert again.kept_with_newer == (SECOND,) and not again.renewed
    (sentence,) = again.sentences()
    for words in (SECOND, "newer version", "left as it is", "rename or delete yours"):
        assert words in sentence


@pytest.mark.parametrize("how", ["delete", "rename"])
def test_doing_what_that_sentence_says_brings_the_newer_version(how, made):
    write(made, SECOND, 1, "share = 0.35")
    publish(made, SECOND, "# 11 · Data, mended", "share = ____")
    mine = made / "my-course" / SECOND
    mine.unlink() if how == "delete" else mine.rename(mine.with_name("11-mine.ipynb"))
    assert ours(made).restored == (SECOND,)
    assert "mended" in read(made).cells[0].source
    if how == "rename":
        assert "share = 0.35" in mine.with_name("11-mine.ipynb").read_text("utf-8")


def test_an_edited_lesson_without_a_newer_version_is_left_without_a_word(made):
    write(made, SECOND, 1, "share = 0.35")
    again = ours(made)
    assert not again.kept_with_newer and "up to date" in again.sentences()[0]
    assert read(made).cells[1].source == "share = 0.35"


def test_a_newer_version_that_says_the_same_is_no_news_for_who_works_on(made):
    """Minutes and tags of a cell are no matter of the reader's."""
    write(made, SECOND, 1, "share = 0.35")
    path = made / "notebooks" / SECOND
    original = nbformat.read(path, as_version=4)
    original.cells[0].metadata["cvmlab"] = {"minutes": 3}
    nbformat.write(original, path)
    assert "up to date" in ours(made).sentences()[0]


def test_a_note_in_a_new_cell_is_the_readers_work_too(made):
    notebook = read(made)
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell("Ask Aoife about this."))
    nbformat.write(notebook, made / "my-course" / SECOND)
    publish(made, SECOND, "# 11 · Data, mended", "share = ____")
    assert ours(made).kept_with_newer == (SECOND,)
    assert "Ask Aoife" in (made / "my-course" / SECOND).read_text("utf-8")


def test_a_file_that_cannot_be_read_is_the_readers_own(made):
    (made / "my-course" / SECOND).write_text("{half a notebook", encoding="utf-8")
    publish(made, SECOND, "# 11 · Data, mended", "share = ____")
    assert ours(made).kept_with_newer == (SECOND,)
    assert (made / "my-course" / SECOND).read_text("utf-8") == "{half a notebook"


def test_a_copy_that_lost_its_memory_is_not_taken_for_untouched(made):
    write(made, SECOND, 1, "share = 0.35")
    (made / "my-course" / MARKER / "course.json").write_text("{", encoding="utf-8")
    assert ours(made).kept_with_newer == (SECOND,)
    (made / "my-course" / MARKER / "course.json").unlink()
    again = ours(made)
    assert again.kept_with_newer == (SECOND,) and not again.added
    assert any("left as it is" in sentence for sentence in again.sentences())
    assert read(made).cells[1].source == "share = 0.35"


# what is not the reader's work


def as_jupyterlab_saves_it(path: Path) -> None:
    """Run to the end and saved, nothing written: outputs, another layout, an empty last cell."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 7
            cell.outputs = [nbformat.v4.new_output("stream", text="mine\n")]
            cell.metadata["scrolled"] = True
    notebook.cells.append(nbformat.v4.new_code_cell(""))
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.9"}
    path.write_text(json.dumps(notebook, indent=4), encoding="utf-8")


def test_a_lesson_that_was_only_run_is_renewed(made):
    path = made / "my-course" / SECOND
    as_jupyterlab_saves_it(path)
    run = path.read_bytes()
    assert "up to date" in ours(made).sentences()[0]
    assert path.read_bytes() == run, "without a newer version its outputs stay"
    publish(made, SECOND, "# 11 · Data, mended", "share = ____")
    again = ours(made)
    assert again.renewed == (SECOND,) and not again.kept_with_newer
    assert "1-insight/11-data" in again.sentences()[0]
    assert "mended" in read(made).cells[0].source and read(made).cells[1].outputs == []


def test_new_lessons_are_added_and_deleted_ones_come_back(made):
    publish(made, THIRD, "# 12 · Information")
    (made / "my-course" / FIRST).unlink()
    again = ours(made)
    assert again.added == (THIRD,) and again.restored == (FIRST,)
    assert (made / "my-course" / FIRST).exists() and (made / "my-course" / THIRD).exists()
    said = " ".join(again.sentences())
    assert "New in" in said and "12-information" in said and "Put back" in said


def test_a_notebook_of_the_readers_own_is_let_be(made):
    mine = made / "my-course" / "1-insight" / "my-notes.ipynb"
    nbformat.write(lesson("# Notes", "1 + 1"), mine)
    before = mine.read_bytes()
    ours(made)
    assert mine.read_bytes() == before


# links


def test_links_lead_where_they_led(project):
    text = (
        "[a](../../docs/glossary.md#term) [b](../reports/customer-value.ipynb) [c](11-data.ipynb)"
    )
    publish(project, THIRD, f"# 12\n\n{text} [d](#here) [e](https://doi.org/10.1000/1)", "1")
    ours(project)
    source = read(project, THIRD).cells[0].source
    assert "[a](../../docs/glossary.md#term)" in source and "[c](11-data.ipynb)" in source
    assert "[b](../../notebooks/reports/customer-value.ipynb)" in source
    assert "[d](#here) [e](https://doi.org/10.1000/1)" in source


def test_a_copy_elsewhere_takes_the_pages_along_and_does_not_write_over_them(project, tmp_path):
    elsewhere = tmp_path / "class of May"
    ours(project, elsewhere)
    source = nbformat.read(elsewhere / SECOND, as_version=4).cells[0].source
    assert "[Term](../docs/glossary.md#term)" in source
    page = elsewhere / "docs" / "glossary.md"
    assert page.read_text("utf-8") == "### Term\n"
    (project / "docs" / "glossary.md").write_text("### Term, newer\n", encoding="utf-8")
    ours(project, elsewhere)
    assert page.read_text("utf-8") == "### Term, newer\n"
    page.write_text("my words", encoding="utf-8")
    (project / "docs" / "glossary.md").write_text("### Term, newest\n", encoding="utf-8")
    ours(project, elsewhere)
    assert page.read_text("utf-8") == "my words"


# where it stands


def test_the_copy_is_found_from_every_folder_in_it_and_from_none_beside_it(made):
    folder = (made / "my-course").resolve()
    assert course_folder(folder) == course_folder(folder / "1-insight") == folder
    assert course_folder(made) is None and course_folder(made / "notebooks") is None


@pytest.mark.parametrize("where", ["notebooks", "notebooks/mine", ".", "docs/glossary.md"])
def test_a_folder_that_cannot_hold_a_copy_is_refused_and_nothing_is_written(where, project):
    before = sorted(project.rglob("*"))
    with pytest.raises(DataProblem, match="--folder"):
        ours(project, project / where)
    assert sorted(project.rglob("*")) == before


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write wherever it likes"
)
def test_a_folder_that_may_not_be_written_to_is_told_in_words(project, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(DataProblem, match="cannot be written to"):
        ours(project, locked / "my-course")


def test_a_disk_that_is_full_is_told_in_words(project, monkeypatch):
    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataProblem, match=r"No space left on device[\s\S]*--folder"):
        ours(project)


# the command


def test_the_command_prepares_a_copy_of_every_lesson_of_the_course(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cvmlab.cli", "lab", "--prepare-only", "--folder", "mine"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Your own copy of the course is ready" in done.stdout and "mine" in done.stdout
    found = {p.relative_to(tmp_path / "mine") for p in (tmp_path / "mine").rglob("*.ipynb")}
    assert {entry.place for entry in lessons()} <= found
    assert course_folder(tmp_path / "mine") == tmp_path / "mine"


@pytest.fixture
def started(monkeypatch, made):
    """What the command would have started."""
    calls = []

    def run(words, settings):
        calls.append((words, settings))
        return 0

    monkeypatch.setattr(command, "run_to_its_end", run)
    monkeypatch.setattr(command, "ROOT", made)
    monkeypatch.setattr(command, "prepare", lambda folder: ours(made, folder))
    monkeypatch.delenv("PYTHONSTARTUP", raising=False)

    def lab(*arguments):
        result = CliRunner().invoke(app, ["lab", *map(str, arguments)])
        assert result.exit_code == 0, result.output
        return calls[-1]

    return lab


def test_jupyterlab_opens_at_the_first_lesson_and_sees_the_pages_it_links_to(started, made):
    words, settings = started("--folder", made / "my-course", "--port", "9999", "--no-browser")
    assert words[1:4] == ["-m", "jupyterlab", str(made / "my-course" / FIRST)]
    assert f"--ServerApp.root_dir={made}" in words
    assert words[-3:] == ["--port", "9999", "--no-browser"]
    assert settings["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(made / ".jupyter")


def test_a_copy_elsewhere_is_served_from_there(started, tmp_path):
    words, _ = started("--folder", tmp_path / "mine")
    assert str(tmp_path / "mine" / FIRST) in words
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in words


def test_as_long_as_the_first_lesson_is_missing_the_readme_opens(started, made):
    (made / "notebooks" / FIRST).unlink()
    words, _ = started("--folder", made / "my-course")
    assert words[3] == str(made / "README.md")


def test_the_kernels_run_the_courses_start_up_file(started, made):
    _, settings = started("--folder", made / "my-course")
    assert Path(settings["PYTHONSTARTUP"]) == command._STARTUP
    assert command._STARTUP.is_relative_to(paths.ROOT) and command._STARTUP.is_file()


def test_a_start_up_file_of_the_readers_own_still_runs(started, made, monkeypatch, tmp_path):
    for name, line in (("own.py", "mine = 1"), ("course.py", "ours = mine + 1")):
        (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    monkeypatch.setattr(command, "_STARTUP", tmp_path / "course.py")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "own.py"))
    _, settings = started("--folder", made / "my-course")
    both = Path(settings["PYTHONSTARTUP"])
    assert both.parent == made / "my-course" / MARKER
    names = {}
    exec(both.read_text("utf-8"), names)
    assert (names["mine"], names["ours"]) == (1, 2)
    monkeypatch.setenv("PYTHONSTARTUP", str(both))  # started again from inside
    _, settings = started("--folder", made / "my-course")
    assert Path(settings["PYTHONSTARTUP"]) == both
    assert str(tmp_path / "own.py") in both.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console only")
def test_ctrl_c_is_jupyterlabs_to_answer():
    """It asks whether to stop; killed by its parent it would leave its kernels behind."""
    asks = (
        "import time\nfor left in (1, 0):\n    try:\n        print('asked', flush=True)\n"
        "        time.sleep(30)\n    except KeyboardInterrupt:\n        pass\nraise SystemExit(7)"
    )
    code = (
        "import os, sys; from cvmlab.cli.lab import run_to_its_end;"
        f"sys.exit(run_to_its_end([sys.executable, '-c', {asks!r}], dict(os.environ)))"
    )
    lab = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    with lab:
        for _ in range(2):
            assert lab.stdout.readline() == "asked\n"
            os.killpg(lab.pid, signal.SIGINT)
        assert lab.wait(30) == 7
