"""Small notebooks to run, freeze and export."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest

from cvmlab.pages import kernel as kernel_module
from cvmlab.pages.brand import Brand
from cvmlab.pages.run import ReportRun, run_report

Write = Callable[..., Path]
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

# Text as an unfriendly data file might hold it.
HOSTILE = """names = ["<script>alert(1)</script>", '=HYPERLINK("http://x.invalid")', "../../x"]"""
REPORT = (
    "# What our *customers* are worth\n\nRead on 1 July. Between $5 and $7 stays money.",
    "import pandas as pd\nfrom cvmlab.figures import Headline, Picture, Table, new_axes\n"
    "from cvmlab.pages.delivery import deliver\n" + HOSTILE,
    "## Who they are\n\nThe mean is $\\bar{x}$; see `$HOME`.",
    "frame = pd.DataFrame({'customer_id': names, 'orders': [3, 1, 2], 'value': [1.5, 2.5, 0.1]})\n"
    "Table(frame, title=names[0], note=names[2])",
    "print(f'The first is {names[0]}, over {weeks} weeks.')",
    "ax = new_axes()\nax.bar(names, frame.orders)\nax.set_title(names[0])\n"
    "Picture(ax, f'Orders by {names[0]}.', name='../orders')",
    "## And a formula\n\n$$\\sum_i x_i$$",
    "from IPython.display import Markdown\nMarkdown(f'- **first:** {names[0]}')",
    "Headline([('3', names[0])])",
    "ax = new_axes(size='square')\nax.plot([1, 2])\nPicture(ax, 'A rising line.')",
    "import sys\nprint('a warning', file=sys.stderr)\n"
    "deliver({'customers': len(frame), 'weeks': weeks, 'nothing': float('nan')}, frame)",
)
PARAMETERS = "weeks = 52  # how far ahead\nsource: str = 'kestrel'  # the file"


def write_cells(
    folder: Path, *sources: str, parameters: str | None = None, name: str = "small"
) -> Path:
    """A notebook of these cells; text that starts with a heading is Markdown."""
    cells = [
        v4.new_markdown_cell(source)
        if source.startswith(("# ", "## "))
        else v4.new_code_cell(source)
        for source in sources
    ]
    if parameters is not None:
        cells.insert(1, v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    path = folder / f"{name}.ipynb"
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    return path


@pytest.fixture
def write_notebook(tmp_path: Path) -> Write:
    """Write a notebook of the given cells to the test's folder."""
    return partial(write_cells, tmp_path)


@pytest.fixture
def quick_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels that load nothing beforehand, for notebooks that need nothing."""
    monkeypatch.setattr(kernel_module, "HEAVY", ())


@pytest.fixture(scope="session")
def report_notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with everything in it, and hostile text everywhere."""
    folder = tmp_path_factory.mktemp("notebooks")
    return write_cells(folder, *REPORT, parameters=PARAMETERS, name="value")


@pytest.fixture(scope="session")
def finished(report_notebook: Path, tmp_path_factory: pytest.TempPathFactory) -> ReportRun:
    """That report, run once."""
    formats = ("html", "pdf") if shutil.which("chromium") else ("html",)
    brand = Brand(name="K & <Co>", accent="#0B6E4F", confidentiality='For "us" </style> only')
    out = tmp_path_factory.mktemp("out")
    return run_report(report_notebook, {"weeks": "104"}, out, formats=formats, brand=brand)
