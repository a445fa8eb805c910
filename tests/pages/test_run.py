"""A report is written whole or not at all, the same every time, and says why when it fails."""

from __future__ import annotations

import json
import os
import re
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.pages import pdf as pdf_module
from cvmlab.pages.brand import Brand
from cvmlab.pages.kernel import start_kernel
from cvmlab.pages.run import ReportFailed, run_report

needs_browser = pytest.mark.skipif(
    pdf_module.find_browser() is None, reason="no Chromium, Chrome or Edge on this machine"
)


def written(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_everything_a_reader_needs_is_written(finished):
    names = set(written(finished.folder)) - {"value.pdf"}
    assert names == {
        "value.html",
        "value.ipynb",
        "metrics.json",
        "customers.parquet",
        "customers.xlsx",
        "charts/01-orders.png",
        "charts/02-chart.png",
    }
    assert set(finished.files) == {finished.folder / name for name in written(finished.folder)}
    metrics = json.loads((finished.folder / "metrics.json").read_text())
    assert metrics == {"customers": 3, "weeks": 104, "nothing": None}


def test_a_rerun_gives_the_same_bytes_and_takes_away_only_its_own_leftovers(
    finished, report_notebook, tmp_path
):
    out = tmp_path / "out"
    (out / "charts").mkdir(parents=True)
    leftovers = {
        "charts/05-old.png": True,
        "value.pdf": True,
        "charts/mine.png": False,
        "a.txt": False,
    }
    for name in leftovers:
        (out / name).write_bytes(b"before")
    listed = [name for name, own in leftovers.items() if own] + ["a.txt", "../outside.txt"]
    (tmp_path / "outside.txt").write_text("untouched")
    earlier = {"metadata": {"cvmlab": {"files": listed}}}
    (out / "value.ipynb").write_text(json.dumps(earlier))
    formats = ["html", "pdf"] if (finished.folder / "value.pdf").exists() else ["html"]
    brand = Brand(name="K & <Co>", accent="#0B6E4F", confidentiality='For "us" </style> only')

    run_report(report_notebook, {"weeks": 104}, out, formats=formats, brand=brand)

    now = written(out)
    assert (now.pop("a.txt"), now.pop("charts/mine.png")) == (b"before", b"before")
    assert now == written(finished.folder)
    assert (tmp_path / "outside.txt").read_text() == "untouched"


def test_the_stored_notebook_holds_no_clock_and_no_chance(finished):
    text = (finished.folder / "value.ipynb").read_text()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "papermill" not in text.replace("injected-parameters", "")
    assert not re.search(r"20\d\d-\d\d-\d\dT", text)
    assert [
        c["id"] for c in notebook.cells if c.metadata.get("tags") == ["injected-parameters"]
    ] == ["injected-parameters"]
    assert "weeks = 104" in text


def test_text_from_the_data_is_text_in_excel_and_in_order_in_parquet(finished):
    customers = pd.read_parquet(finished.folder / "customers.parquet")
    assert customers.customer_id.tolist() == sorted(customers.customer_id)
    with zipfile.ZipFile(finished.folder / "customers.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()
    assert "=HYPERLINK(" in texts
    assert 'state="frozen"' in sheet


def test_no_file_is_named_by_the_data(finished):
    allowed = re.compile(
        r"[a-z0-9-]+\.(html|pdf|ipynb|json|parquet|xlsx)|charts/\d\d-[a-z0-9-]+\.png"
    )
    assert all(allowed.fullmatch(name) for name in written(finished.folder))


@pytest.mark.usefixtures("quick_kernel")
def test_a_failing_cell_is_named_with_its_cause_in_one_line_and_nothing_is_written(
    write_notebook, tmp_path
):
    path = write_notebook(
        "# Value",
        "1",
        "## The holdout",
        "1 / (weeks - weeks)",
        "print('never')",
        parameters="weeks = 3",
    )
    seen = []
    with pytest.raises(ReportFailed) as caught:
        run_report(
            path, {"weeks": 4}, tmp_path / "out", on_progress=lambda *step: seen.append(step)
        )
    # Counted as in the notebook on disk: parameters, 1, the division.
    assert str(caught.value) == (
        'small.ipynb stopped in code cell 3 under "The holdout": '
        "ZeroDivisionError: division by zero"
    )
    assert caught.value.cell == 3
    assert not (tmp_path / "out").exists()
    assert seen == [(0, 4, "Value"), (1, 4, "Value"), (2, 4, "The holdout")]


@pytest.mark.usefixtures("quick_kernel")
def test_a_data_problem_keeps_all_its_words(write_notebook, tmp_path):
    path = write_notebook(
        "# Value",
        "from cvmlab.errors import DataProblem, Problem\n"
        "two = Problem('Two', 'drop it', 'day', 3, ['a'])\n"
        "raise DataProblem([Problem('One', 'mend it'), two], 'x.csv')",
    )
    with pytest.raises(DataProblem) as caught:
        run_report(path, {}, tmp_path / "out")
    assert str(caught.value) == (
        '2 problems in x.csv:\n1. One.\n  What to do: mend it\n2. Column "day": Two (3 rows).\n'
        "  For example: a.\n  What to do: drop it"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick_kernel")
def test_a_process_that_dies_is_one_line_too(write_notebook, tmp_path):
    path = write_notebook("# Value", "import os\nos._exit(1)")
    with pytest.raises(ReportFailed, match="the computing process died") as caught:
        run_report(path, {}, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick_kernel")
def test_copies_of_the_data_that_a_notebook_leaves_are_cleared_away(write_notebook, tmp_path):
    path = write_notebook("# Value", "import tempfile\nprint(tempfile.mkdtemp())")
    page = run_report(path, {}, tmp_path / "out").files[0].read_text(encoding="utf-8")
    left = re.search(r"<p>(.+)</p>", page)
    assert left is not None
    assert Path(left[1]).parent.name == "temporary"
    assert not Path(left[1]).exists()


@pytest.mark.usefixtures("quick_kernel")
def test_the_notebook_runs_where_the_user_stands_and_free_of_their_files(
    write_notebook, tmp_path, monkeypatch
):
    here = tmp_path / "here"
    here.mkdir()
    (here / "statistics.py").write_text("raise ImportError('the user has a file of this name')")
    (here / "orders.csv").write_text("id")
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("print('started by the user')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.chdir(here)
    path = write_notebook(
        "# Value",
        "import statistics\nprint(open(source).read(), repr(source))",
        parameters="source = 'x'",
    )
    with start_kernel() as kernel:
        assert not kernel.folder.parent.is_relative_to(here)
        run = run_report(path, {"source": "orders.csv"}, "out", kernel=kernel)
    assert not kernel.folder.exists()
    page = (here / "out" / "small.html").read_text(encoding="utf-8")
    assert "id &#x27;orders.csv&#x27;" in page or "id &#39;orders.csv&#39;" in page
    assert "started by the user" not in page
    assert run.files[0] == Path("out/small.html")


def test_odd_requests_are_refused_before_anything_runs(write_notebook, tmp_path, monkeypatch):
    def never(**options):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr("cvmlab.pages.run.start_kernel", never)
    path = write_notebook("# Value", "1", parameters="weeks = 3")
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(DataProblem, match='Did you mean "weeks"'):
        run_report(path, {"week": 3}, tmp_path / "out")
    with pytest.raises(DataProblem, match=r'no format "pfd".*\n.*Did you mean "pdf"'):
        run_report(path, {}, tmp_path / "out", formats=["pfd"])
    with pytest.raises(DataProblem, match="is a file"):
        run_report(path, {}, taken)
    with pytest.raises(DataProblem, match="is a file"):
        run_report(path, {}, taken / "below")
    assert taken.read_text() == "a file"


def test_a_folder_that_may_not_be_written_is_refused(write_notebook, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *asked: False)
    path = write_notebook("# Value", "1")
    with pytest.raises(DataProblem, match="may not be written"):
        run_report(path, {}, tmp_path)


@pytest.mark.usefixtures("quick_kernel")
def test_without_a_browser_the_page_is_written_and_one_sentence_says_so(
    write_notebook, tmp_path, monkeypatch
):
    monkeypatch.setattr(pdf_module, "find_browser", lambda: None)
    path = write_notebook("# Value", "print('done')")
    run = run_report(path, {}, tmp_path / "out", formats=["html", "pdf"])
    assert len(run.notes) == 1
    assert run.notes[0].startswith("No PDF was made: it needs Chromium, Chrome or Edge")
    assert [f.name for f in run.files] == ["small.html", "small.ipynb"]


@needs_browser
def test_the_pdf_holds_its_title_and_no_date(finished):
    pdf = (finished.folder / "value.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"CreationDate" not in pdf
    assert b"ModDate" not in pdf


@needs_browser
def test_a_browser_that_fails_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_module, "find_browser", lambda: "/nowhere/chromium")
    page = tmp_path / "a.html"
    page.write_text("x")
    note = pdf_module.write_pdf(page, tmp_path / "a.pdf")
    assert note is not None
    assert note.startswith("No PDF was made: chromium could not print")
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize(
    ("system", "variable", "program"),
    [("Windows", "PROGRAMFILES", r"Microsoft\Edge\Application\msedge.exe")],
)
def test_browsers_are_found_where_windows_keeps_them(
    tmp_path, monkeypatch, system, variable, program
):
    monkeypatch.setattr(pdf_module.shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf_module.platform, "system", lambda: system)
    monkeypatch.setenv(variable, str(tmp_path))
    assert pdf_module.find_browser() is None
    (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / program).write_bytes(b"")
    assert pdf_module.find_browser() == str(tmp_path / program)
