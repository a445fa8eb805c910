"""Committed notebooks hold their outputs, all of them, without an error or a warning.

Strict nbval passes a cell that was never run, so this is asked here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(
    path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
MAY_IGNORE = "widget"
IGNORED = "nbval-ignore-output"


def cells(path: Path) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", ()))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_was_run_in_order(path):
    counts = [cell["execution_count"] for cell in cells(path) if "".join(cell["source"]).strip()]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_an_error_or_a_warning(path):
    for number, cell in enumerate(cells(path), start=1):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"code cell {number}"
            assert output.get("name") != "stderr", f"code cell {number}: {output['text']}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs_on_the_projects_own_kernel(path):
    kernel = json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]
    assert kernel == "python3"


def test_only_widgets_are_left_uncompared(capsys):
    ignoring = [(path.stem, cell) for path in NOTEBOOKS for cell in cells(path)]
    marked = [(name, tags(cell)) for name, cell in ignoring if IGNORED in tags(cell)]
    with capsys.disabled():
        print(f"\n{len(marked)} of {len(ignoring)} notebook cells are not compared by nbval")
    assert all(MAY_IGNORE in found for _, found in marked), marked


def test_no_cell_is_skipped_by_a_comment():
    for path in NOTEBOOKS:
        assert "NBVAL_" not in path.read_text(encoding="utf-8"), path.name
