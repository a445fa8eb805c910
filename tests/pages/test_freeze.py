"""A stored notebook changes only when its results change, and strict nbval agrees with it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import nbformat
import nbformat.v4 as v4
import pytest

from cvmlab.pages.freeze import freeze_notebook, main, normalised

FROZEN = (
    "# A lesson",
    "import pandas as pd\nfrom cvmlab.figures import Headline, Picture, Table, new_axes",
    "Table(pd.DataFrame({'a': [1.5, 2.5], 'b': ['<x>', 'y']}), title='T')",
    "Headline([('3', 'customers')])",
    "ax = new_axes()\nax.plot([1, 2])\nax.set_title('Up')\nPicture(ax, 'From 1 to 2.')",
    "from cvmlab.pages.delivery import deliver\ndeliver({'a': 1})",
)


def test_freezing_twice_changes_no_byte_and_strict_nbval_is_green_twice(write_notebook, tmp_path):
    path = write_notebook(*FROZEN)
    assert freeze_notebook(path)
    first = path.read_bytes()
    assert not freeze_notebook(path)
    assert path.read_bytes() == first
    assert b"Nothing was written" in first
    # Another number in a stored chart's sentence: nbval is not green by itself.
    wrong = first.replace(b'"From 1 to 2."', b'"From 1 to 3."')
    assert wrong != first
    (tmp_path / "again.ipynb").write_bytes(first)
    (tmp_path / "wrong.ipynb").write_bytes(wrong)
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command = [sys.executable, "-m", "pytest", *options, "--rootdir", str(tmp_path), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "1 failed, 14 passed" in run.stdout, run.stdout
    assert "FAILED wrong.ipynb::Cell 3" in run.stdout


@pytest.mark.usefixtures("quick_kernel")
def test_a_notebook_without_ids_or_with_two_alike_freezes_the_same_way(write_notebook):
    path = write_notebook("# Old", "1", "2", "3")
    old = json.loads(path.read_text())
    old["nbformat_minor"] = 4
    del old["cells"][1]["id"]
    old["cells"][3]["id"] = "c2"
    frozen = set()
    for _ in range(2):
        path.write_text(json.dumps(old))
        freeze_notebook(path)
        frozen.add(path.read_bytes())
    assert len(frozen) == 1
    assert [c["id"] for c in json.loads(path.read_text())["cells"]] == [
        "c0",
        "cell-2",
        "c2",
        "cell-4",
    ]


@pytest.mark.usefixtures("quick_kernel")
def test_the_command_freezes_in_order_and_leaves_a_failing_notebook_alone(
    write_notebook, tmp_path, capsys
):
    bad = write_notebook("# Bad", "1 / 0", name="a-bad")
    write_notebook("# Good", "print(1)", name="b-good")
    before = bad.read_bytes()
    assert main([str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0].rsplit("/", 1)[-1] for line in lines] == ["a-bad.ipynb", "b-good.ipynb"]
    assert "FAILED: a-bad.ipynb stopped in code cell 1" in lines[0]
    assert lines[1].endswith("changed")
    assert bad.read_bytes() == before


def test_what_is_of_the_run_is_taken_out_and_what_is_written_stays():
    stream = {"output_type": "stream", "name": "stdout"}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1f"}, "text/plain": "slider"}
    cell = v4.new_code_cell(
        "1",
        id="mine",
        metadata={
            "tags": ["widget"],
            "execution": {"iopub.execute_input": "2026"},
            "papermill": {},
        },
        outputs=[
            nbformat.from_dict({**stream, "text": "a\n"}),
            nbformat.from_dict({**stream, "text": "b\n"}),
            v4.new_output("display_data", data=view),
        ],
    )
    injected = v4.new_code_cell("weeks = 3", metadata={"tags": ["injected-parameters"]})
    twin = v4.new_code_cell("2")
    notebook = v4.new_notebook(
        cells=[cell, injected, twin],
        metadata={
            "widgets": {"application/vnd.jupyter.widget-state+json": {}},
            "papermill": {"start_time": "2026"},
            "language_info": {"name": "python", "version": "3.11.7"},
            "lesson": "32",
        },
    )
    twin["id"] = "mine"  # only now, as building a notebook mends it
    before = copy.deepcopy(notebook)
    clean = normalised(notebook)
    assert notebook == before
    assert [c["id"] for c in clean.cells] == ["mine", "injected-parameters", "cell-3"]
    assert clean.cells[0].metadata == {"tags": ["widget"]}
    assert clean.cells[0].outputs[0].text == "a\nb\n"
    assert clean.cells[0].outputs[1].data == {"text/plain": "slider"}
    assert set(clean.metadata) == {"kernelspec", "language_info", "lesson"}
    assert "version" not in clean.metadata.language_info
    nbformat.validate(clean)
