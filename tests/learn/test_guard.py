"""In a running notebook every slip leads to one helpful sentence, and the lesson goes on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from nbformat import v4

from cvmlab import paths
from cvmlab.learn.course import find
from cvmlab.learn.notebook_names import heading_of, names_set

OPEN = """
import cvmlab as cvm
from cvmlab.learn import ____, explorer, lesson
source = {source!r}
ws = cvm.load(source)
check, hint, solution, progress = lesson("11", ws)
"""


def run(*cells: str, folder) -> list[str]:
    """What a kernel shows for each cell, as text; an error that stops a reader raises here."""
    from nbclient import NotebookClient

    from cvmlab.pages.kernel import start_kernel

    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    with start_kernel(folder, delivering=False) as kernel:
        NotebookClient(notebook, km=kernel.manager, allow_errors=True, timeout=120).execute()
    return [_shown(cell) for cell in notebook.cells]


def _shown(cell) -> str:
    parts = []
    for output in cell.outputs:
        if output.output_type == "error":
            parts.append("STOPPED " + "\n".join(output.traceback))
        else:
            parts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    return "\n".join(parts)


@pytest.fixture(scope="module")
def orders_only(tmp_path_factory):
    """A firm that has orders and nothing else."""
    path = tmp_path_factory.mktemp("firm") / "orders.csv"
    lines = ["customer,date,amount"]
    lines += [f"C{n % 7},2024-0{1 + n % 9}-1{n % 8},{10 + n}.50" for n in range(60)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def on_orders(orders_only, tmp_path_factory):
    cells = [
        OPEN.format(source=str(orders_only)),
        "share = 35 %\nshare = check(1, share)",
        "unheard.of()",
        "answers_of_all = ws.survey.frame()\nlen(answers_of_all)",
        "answers_of_all.head(2)",
        "1 + 1",
        "x = = 3",
        "del undefined",
        "1 / 0",
    ]
    return run(*cells, folder=tmp_path_factory.mktemp("notebook"))


def test_an_answer_with_a_percent_sign_is_read_in_a_real_kernel(on_orders):
    assert "STOPPED" not in on_orders[1]
    assert "Exercise 1" in on_orders[1] or "cannot be asked of your data" in on_orders[1]


def test_a_name_that_is_not_known_is_said_in_a_sentence_without_a_traceback(on_orders):
    assert '"unheard" is not known yet.' in on_orders[2]
    assert "Run the cells above first" in on_orders[2] and "Traceback" not in on_orders[2]


def test_a_cell_without_its_table_is_left_out_and_the_lesson_goes_on(on_orders):
    assert on_orders[3].startswith("This cell was left out: ") and "survey" in on_orders[3]
    assert on_orders[4].startswith("This cell was left out as well")
    assert on_orders[5] == "2"


def test_a_line_python_cannot_read_is_shown_with_what_to_do(on_orders):
    assert "Python cannot read line 1: x = = 3" in on_orders[6]
    assert "Edit, Undo" in on_orders[6] and "Traceback" not in on_orders[6]


def test_other_errors_keep_their_own_message(on_orders):
    assert "ZeroDivisionError" in on_orders[8]


def test_a_skipped_cell_is_named_by_its_heading():
    path = find("11").path
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    known = names_set(path)
    assert {"ws", "check", "hint", "solution", "progress"} <= set(known)
    headings = {
        line.lstrip("#").strip()
        for cell in cells
        if cell["cell_type"] == "markdown"
        for line in "".join(cell["source"]).splitlines()
        if line.startswith("#")
    }
    assert set(known.values()) <= headings
    assert heading_of("no_such_name", path) == ""


def test_before_the_set_up_cell_a_working_copy_says_to_run_it(tmp_path, monkeypatch):
    startup = paths.ROOT / "cvmlab" / "learn" / "startup.py"
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    (shown,) = run('share = ____\nshare = check("1", share)', folder=tmp_path)
    assert '"____" is not known yet.' in shown and "from the top" in shown
    assert "Traceback" not in shown


def test_outside_of_a_notebook_nothing_is_watched():
    code = "from cvmlab.learn.guard import watch; print(watch())"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "None"
