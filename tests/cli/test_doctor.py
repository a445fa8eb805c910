"""The doctor tells what a laptop lacks for the course, in words and with what to do."""

from __future__ import annotations

import errno
import json
import socket
import subprocess
import sys
from collections import namedtuple
from importlib import metadata
from types import SimpleNamespace

import nbformat
import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from cvmlab.cli import checkup, doctor, first_cell
from cvmlab.cli.app import app
from cvmlab.cli.doctor import FINE, LOOK, MEND
from cvmlab.learn import course

GB = 1024**3


def found(check):
    """The single finding of a check, which says what to do unless all is fine."""
    (finding,) = check()
    assert bool(finding.remedy) == (finding.state != FINE)
    return finding


def nothing():
    yield doctor.Finding(FINE, "All is well")


# the whole


def test_this_machine_is_looked_at_from_python_to_a_lessons_first_cells(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cvmlab.cli", "doctor"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("Python 3.", "packages are there", "sliders", "GB of disk", "GB of memory",
                  "browser", "port", "can be written", "customers", "can be opened",
                  "first cells", "This laptop is ready"):  # fmt: skip
        assert words in done.stdout
    assert not list(tmp_path.iterdir())


def test_nothing_is_asked_of_the_network(monkeypatch):
    asked = []

    def connect(self, address):
        asked.append(address)
        raise OSError(errno.ENETUNREACH, "no network in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: asked.append(a) or [])
    for check in checkup.checks(quick=True):
        assert list(check())
    assert not asked


@pytest.fixture
def looking(monkeypatch):
    """The command, over checks of the test's own."""

    def look(*checks):
        monkeypatch.setattr(checkup, "checks", lambda quick: list(checks))
        return CliRunner().invoke(app, ["doctor"])

    return look


def test_what_must_be_mended_fails_the_command_and_the_rest_does_not(looking):
    def broken():
        yield doctor.Finding(MEND, "The package pandas is missing", "Install it.")

    def odd():
        yield doctor.Finding(LOOK, "Port 8888 is taken", "Nothing to do.")

    done = looking(nothing, odd)
    assert done.exit_code == 0
    assert "look at this" in done.output and "One thing is worth a look" in done.output
    done = looking(broken, nothing)
    assert done.exit_code == 2
    assert "must be mended  The package pandas is missing." in done.output
    assert "Install it." in done.output and "All is well" in done.output
    assert "one thing must be mended" in done.output


def test_a_check_that_breaks_off_is_a_finding_and_the_others_go_on(looking):
    def sample_company():
        raise ImportError("DLL load failed")
        yield

    done = looking(sample_company, nothing)
    assert done.exit_code == 2
    assert "The check of the sample company broke off (ImportError: DLL load" in done.output
    assert "All is well" in done.output and "Traceback" not in done.output


def test_quick_leaves_out_the_kernel_alone():
    left_out = set(checkup.checks()) - set(checkup.checks(quick=True))
    assert left_out == {checkup.kernel}


# python and packages


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    assert found(checkup.python).state == FINE
    monkeypatch.setattr(checkup.sys, "version_info", (3, 9, 18, "final", 0))
    finding = found(checkup.python)
    assert finding.state == MEND
    assert "Python 3.9.18 is too old: the course needs 3.11 or newer" in finding.what


def test_every_package_the_project_names_is_looked_at(monkeypatch):
    asked = []
    monkeypatch.setattr(checkup.metadata, "version", lambda name: asked.append(name) or "0.0.1")
    wrong = list(checkup.packages())
    needed = [Requirement(text) for text in metadata.requires("cvmlab")]
    plain = {one.name for one in needed if one.marker is None}
    assert set(asked) == plain and len(plain) > 15
    bounded_below = [one.name for one in needed if one.marker is None and ">=" in str(one)]
    assert len(wrong) == len(bounded_below)


def test_a_missing_and_an_outdated_package_are_both_named(monkeypatch):
    real = metadata.version

    def version(name):
        if name == "seaborn":
            raise metadata.PackageNotFoundError(name)
        return "2.3.1" if name == "pandas" else real(name)

    monkeypatch.setattr(checkup.metadata, "version", version)
    wrong = list(checkup.packages())
    assert [finding.state for finding in wrong] == [MEND, MEND]
    text = "\n".join(map(str, wrong))
    assert "package seaborn is missing" in text
    assert "pandas has version 2.3.1; the course needs 3.1 or newer, but older than 4" in text
    assert "make setup" in text


def test_jupyterlab_without_its_part_for_sliders_must_be_mended(monkeypatch, tmp_path):
    import jupyter_core.paths

    assert found(checkup.sliders).state == FINE
    monkeypatch.setattr(jupyter_core.paths, "jupyter_path", lambda *parts: [str(tmp_path)])
    assert found(checkup.sliders).state == MEND


# the machine


@pytest.mark.parametrize(("free", "state"), [(50, FINE), (1, LOOK), (0.1, MEND)])
def test_disk_is_enough_tight_or_too_little(free, state, monkeypatch):
    usage = namedtuple("usage", "total used free")(0, 0, free * GB)
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda path: usage)
    assert found(checkup.disk).state == state


@pytest.mark.parametrize(("total", "left", "state"), [(8, 4, FINE), (2, 1.5, LOOK), (8, 0.4, LOOK)])
def test_memory_is_told_in_all_and_as_it_is_now(total, left, state, monkeypatch):
    import psutil

    memory = SimpleNamespace(total=total * GB, available=left * GB)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    finding = found(checkup.memory)
    assert finding.state == state and f"{total:.1f} GB of memory" in finding.what


def test_a_browser_that_cannot_print_is_worth_a_look_and_so_is_none(monkeypatch):
    from cvmlab.pages import pdf

    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(checkup.webbrowser, "get", lambda: object())
    finding = found(checkup.browser)
    assert finding.state == LOOK and "PDF" in finding.what

    def none():
        raise checkup.webbrowser.Error("no browser")

    monkeypatch.setattr(checkup.webbrowser, "get", none)
    finding = found(checkup.browser)
    assert finding.state == LOOK and "No browser was found" in finding.what


def test_a_port_that_is_taken_leads_to_the_next_and_none_at_all_is_said(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setattr(checkup, "_PORT", number)
        finding = found(checkup.port)
        assert finding.state == LOOK and f"Port {number} is taken" in finding.what
        monkeypatch.setattr(checkup, "_PORTS", 1)
        assert found(checkup.port).state == MEND


def test_a_folder_that_may_not_be_written_to_must_be_mended(monkeypatch):
    assert found(checkup.folder).state == FINE

    def refused(**where):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(checkup.tempfile, "NamedTemporaryFile", refused)
    finding = found(checkup.folder)
    assert finding.state == MEND and "Permission denied" in finding.what
    assert "--folder" in finding.remedy


# the course


def test_a_sample_company_that_is_not_there_is_told(monkeypatch, tmp_path):
    from cvmlab.data import sources, workspace

    def gone(source):
        raise sources.one_problem("there is no sample company", "run: make datasets")

    monkeypatch.setattr(workspace, "load", gone)
    finding = found(checkup.sample_company)
    assert finding.state == MEND and "there is no sample company" in finding.what
    assert "make datasets" in finding.remedy


def test_a_lesson_that_cannot_be_opened_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(course.paths, "NOTEBOOKS", tmp_path)
    assert found(checkup.lessons).state == MEND
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "00-start-here.ipynb")
    assert found(checkup.lessons).what == "1 lesson can be opened"
    (tmp_path / "1-insight").mkdir()
    (tmp_path / "1-insight" / "11-data.ipynb").write_text("{", encoding="utf-8")
    finding = found(checkup.lessons)
    assert finding.state == MEND and "1-insight/11-data.ipynb" in finding.what


def test_the_first_cells_are_those_of_a_lesson_up_to_its_set_up(monkeypatch, tmp_path):
    monkeypatch.setattr(course.paths, "NOTEBOOKS", tmp_path)
    assert "import cvmlab as cvm" in first_cell.first_cells()
    cells = [nbformat.v4.new_code_cell(f"x = {n}") for n in range(3)]
    cells[1].metadata["tags"] = ["setup"]
    (tmp_path / "1-insight").mkdir()
    lesson = nbformat.v4.new_notebook(cells=cells)
    nbformat.write(lesson, tmp_path / "1-insight" / "11-data.ipynb")
    assert first_cell.first_cells() == ("x = 0", "x = 1")


def test_a_kernel_really_starts_and_a_cell_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(first_cell, "first_cells", lambda: ("x = 6 * 7", "assert x == 42"))
    finding = found(checkup.kernel)
    assert finding.state == FINE and "ran within" in finding.what
    monkeypatch.setattr(checkup, "_SOON", 0)
    assert found(checkup.kernel).state == LOOK
    monkeypatch.setattr(first_cell, "first_cells", lambda: ("1 / 0",))
    finding = found(checkup.kernel)
    assert finding.state == MEND and "ZeroDivisionError: division by zero" in finding.what


def test_a_cell_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(first_cell, "first_cells", lambda: ("import time; time.sleep(60)",))
    seconds, trouble = first_cell.run_first_cells(1)
    assert seconds < 60 and "did not come to an end" in trouble


def test_another_python_under_the_kernels_name_is_found_out(monkeypatch, tmp_path):
    place = tmp_path / "kernels" / "python3"
    place.mkdir(parents=True)
    dies = [sys.executable, "-c", "raise SystemExit('No module named cvmlab')"]
    spec = {"argv": [*dies, "{connection_file}"], "display_name": "x", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    finding = found(checkup.kernel)
    assert finding.state == MEND and "No module named cvmlab" in finding.what


def test_the_check_leaves_nothing_in_the_folder_of_the_course(monkeypatch, tmp_path):
    monkeypatch.setattr(checkup, "ROOT", tmp_path)
    assert found(checkup.folder).state == FINE
    assert not list(tmp_path.iterdir())
