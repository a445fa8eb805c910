"""Notebooks with their outputs, stored so that nothing changes when nothing changed.

Clocks, random ids, the split of printed text into pieces and the state of widgets differ from run
to run though the results do not. Without them a stored notebook can be compared, byte by byte.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LANGUAGE = {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"}
_OF_THE_RUN = ("execution", "papermill", "ExecuteTime", "widgets", "scrolled", "collapsed")
_WIDGET_TYPES = (
    "application/vnd.jupyter.widget-view+json",
    "application/vnd.jupyter.widget-state+json",
)


def normalised(notebook: Any) -> Any:
    """A copy of an executed notebook without anything that is of the run, not of the result."""
    notebook = with_stable_ids(copy.deepcopy(notebook))
    kept = {
        key: value
        for key, value in notebook.metadata.items()
        if key not in (*_OF_THE_RUN, "kernelspec", "language_info")
    }
    notebook.metadata.clear()
    notebook.metadata.update({**kept, "kernelspec": _KERNEL, "language_info": _LANGUAGE})
    for cell in notebook.cells:
        for key in _OF_THE_RUN:
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.outputs = _joined_streams(map(_without_widgets, cell.outputs))
    return notebook


def read_notebook(path: Path) -> Any:
    """A notebook from its file, its cells under the same ids at every reading."""
    from nbformat import v4

    # Not nbformat.read, which gives a random id to a cell that has none or another's.
    return with_stable_ids(v4.reads_json(path.read_text(encoding="utf-8")))


def with_stable_ids(notebook: Any) -> Any:
    """The notebook itself, every cell with an id of its own that is no accident."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        tags = cell.metadata.get("tags", [])
        wanted = "injected-parameters" if "injected-parameters" in tags else cell.get("id")
        cell["id"] = wanted if wanted and wanted not in taken else f"cell-{number}"
        taken.add(cell["id"])
    return notebook


def write_notebook(notebook: Any, path: Path) -> bool:
    """Write a notebook, unless the file already says the same; tells whether it wrote."""
    import nbformat

    text = (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8")
    if path.exists() and path.read_bytes() == text:
        return False
    path.write_bytes(text)
    return True


def freeze_notebook(path: str | Path) -> bool:
    """Execute a notebook in its own folder and store it with its outputs.

    Returns
    -------
    bool
        Whether the file changed.

    Raises
    ------
    ReportFailed
        When a cell fails; the file is left as it was.
    """
    from cvmlab.pages.kernel import start_kernel
    from cvmlab.pages.run import execute

    path = Path(path)
    # The folder is where a reader runs it, and where nbval does.
    with start_kernel(path.resolve().parent, delivering=False) as kernel:
        executed = execute(read_notebook(path), path.name, {}, kernel, None)
    return write_notebook(normalised(executed), path)


def _without_widgets(output: Any) -> Any:
    for kind in _WIDGET_TYPES:
        output.get("data", {}).pop(kind, None)
    return output


def _joined_streams(outputs: Any) -> list[Any]:
    """Printed text in one piece: how it was cut up depends on the clock."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            joined.append(output)
    return joined


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m cvmlab.pages.freeze notebooks``: every notebook below these paths, in order."""
    from cvmlab.errors import DataProblem
    from cvmlab.pages.failures import ReportFailed

    parser = argparse.ArgumentParser(
        prog="python -m cvmlab.pages.freeze",
        description="Execute notebooks and store them with stable outputs.",
    )
    parser.add_argument("paths", nargs="+", type=Path, help="notebooks, or folders of notebooks")
    failed = 0
    for path in _notebooks(parser.parse_args(arguments).paths):
        started = time.monotonic()
        try:
            outcome = "changed" if freeze_notebook(path) else "unchanged"
        except (ReportFailed, DataProblem) as error:
            outcome, failed = f"FAILED: {error}", failed + 1
        print(f"{path.as_posix()}  {time.monotonic() - started:.1f} s  {outcome}", flush=True)
    return 1 if failed else 0


def _notebooks(given: Sequence[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in given:
        inside = path.rglob("*.ipynb") if path.is_dir() else [path]
        found.update(p for p in inside if ".ipynb_checkpoints" not in p.parts)
    return sorted(found, key=lambda p: p.as_posix())


if __name__ == "__main__":
    sys.exit(main())
