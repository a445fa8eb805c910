"""Sentences are set as prose where a reader works, and stored notebooks know nothing of it."""

from __future__ import annotations

import json

from nbformat import v4

from cvmlab.learn.course import lessons
from cvmlab.learn.working_copy import MARKER
from cvmlab.pages.kernel import start_kernel

OPEN = """
import cvmlab as cvm
from cvmlab.learn import lesson
check, hint, solution, progress = lesson("11", cvm.load())
"""


def shown(folder):
    from nbclient import NotebookClient

    notebook = v4.new_notebook(cells=[v4.new_code_cell(OPEN)])
    with start_kernel(folder, delivering=False) as kernel:
        NotebookClient(notebook, km=kernel.manager, timeout=120).execute()
    return [output.data for output in notebook.cells[0].outputs]


def test_a_working_copy_sets_printed_sentences_as_prose_and_the_original_does_not(tmp_path):
    assert shown(tmp_path) == []
    (tmp_path / MARKER).mkdir()
    (tmp_path / MARKER / "course.json").write_text("{}", encoding="utf-8")
    (data,) = shown(tmp_path)
    assert "word-break: normal" in data["text/html"] and data["text/plain"] == ""


def test_no_stored_lesson_holds_a_style_of_the_screen():
    for entry in lessons():
        text = json.dumps(json.loads(entry.path.read_text(encoding="utf-8")))
        assert "jp-OutputArea-output" not in text, entry.name
