"""Run a report notebook with papermill and hand over everything it makes, or nothing.

All is put together in a temporary folder. Only when the last page is finished does it move to where
the user wants it, so a failure leaves no half report behind.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.pages.brand import Brand
from cvmlab.pages.excel import ExcelMeanwhile
from cvmlab.pages.failures import ReportDataProblem, ReportFailed
from cvmlab.pages.folders import checked_folder, put_in_place, report_files
from cvmlab.pages.freeze import normalised, read_notebook, write_notebook
from cvmlab.pages.kernel import Kernel, start_kernel
from cvmlab.pages.parameters import checked_values, find_report

FORMATS = ("html", "pdf")
OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ReportRun:
    """What a finished report left.

    Parameters
    ----------
    folder : Path
    files : tuple of Path
        Everything written, the page first.
    notes : tuple of str
        Sentences for the user, such as that no PDF could be made.
    """

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def run_report(
    notebook: str | Path,
    parameters: Mapping[str, Any],
    out: str | Path,
    *,
    formats: Sequence[str] = ("html",),
    brand: Brand | None = None,
    kernel: Kernel | None = None,
    on_progress: OnProgress | None = None,
) -> ReportRun:
    """Run a report and write its page, notebook, charts and results to a folder.

    Parameters
    ----------
    notebook : str or path
        A report's name, or the path of a notebook with a cell tagged ``parameters``.
    parameters : mapping
        Settings by name, as typed or already of their type.
    out : path
        The folder to write to. Files of an earlier run of the same report are replaced; others are
        left alone.
    formats : sequence of {"html", "pdf"}
    brand : Brand, optional
    kernel : Kernel, optional
        One that was started before; closed afterwards in any case.
    on_progress : callable, optional
        Called with (cells done, cells in all, heading) before each code cell and at the end.

    Raises
    ------
    DataProblem
        Unknown report, parameter or format; or a cell found problems in the data.
    ReportFailed
        Any other failure. Nothing is written in either case.
    """
    with ExitStack() as cleanup:
        if kernel is not None:
            cleanup.enter_context(kernel)
        report = find_report(notebook)
        values = checked_values(report.parameters, parameters)
        check_formats(formats)
        out = checked_folder(Path(out))
        running = kernel or cleanup.enter_context(start_kernel(brand=brand))
        # The page maker takes a while to load; it does so while the kernel computes.
        loading = threading.Thread(target=importlib.import_module, args=("nbconvert",))
        source = read_notebook(report.path)
        workbook = ExcelMeanwhile(running.folder, running.excel)
        cleanup.callback(workbook.stop)

        def progress(done: int, total: int, heading: str) -> None:
            workbook.look()
            if on_progress is not None:
                on_progress(done, total, heading)

        executed = execute(source, report.path.name, values, running, progress, loading)
        loading.join()
        executed = with_segment(executed, str(values.get("mapping", "")))
        notes = _assemble(
            executed, report.name, running.folder, formats, brand or Brand(), workbook
        )
        names = put_in_place(running.folder, out, report.name)
    return ReportRun(out, tuple(out / name for name in names), tuple(notes))


def execute(
    notebook: Any,
    name: str,
    parameters: Mapping[str, Any],
    kernel: Kernel,
    on_progress: OnProgress | None,
    meanwhile: threading.Thread | None = None,
) -> Any:
    """Execute a notebook in a running kernel, by papermill, and give it back with its outputs."""
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook

    if meanwhile is not None:
        meanwhile.start()
    labels = _labels(notebook)
    total = len(labels)

    def on_cell_start(cell: Any, cell_index: int) -> None:
        if on_progress is not None and cell["id"] in labels:
            number, heading = labels[cell["id"]]
            on_progress(number - 1, total, heading)

    # Papermill's own remarks, such as on parameters it overlooks, were answered before.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        executed = execute_notebook(
            notebook,
            None,
            dict(parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            km=kernel.manager,
            on_cell_start=on_cell_start,
        )
    except PapermillExecutionError as error:
        if error.ename in ("DataProblem", "NoSuchTable"):
            raise ReportDataProblem(error.evalue) from None
        raise _failure(name, notebook, error) from None
    except (DeadKernelError, RuntimeError) as error:
        # A process that is killed for want of memory has no time for last words.
        words = kernel.last_words() or f"{error}; perhaps this computer ran out of memory"
        raise ReportFailed(name, None, "", f"the computing process died: {words}") from None
    if on_progress is not None:
        on_progress(total, total, "")
    return executed


def _labels(notebook: Any) -> dict[str, tuple[int, str]]:
    """For each code cell's id: its number among the code cells, and the heading it stands under."""
    labels: dict[str, tuple[int, str]] = {}
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#+\s+(.+?)\s*$", cell.source, flags=re.MULTILINE)
            heading = headings[-1] if headings else heading
        elif cell.cell_type == "code":
            labels[cell["id"]] = (len(labels) + 1, heading)
    return labels


def with_segment(notebook: Any, mapping: str) -> Any:
    """A notebook whose title says of which segment it is, where its mapping reads one only."""
    try:
        said = json.loads(mapping) if mapping.lstrip().startswith("{") else {}
    except ValueError:  # the notebook will say what is wrong with it
        said = {}
    if said.get("only") is None:
        return notebook
    column = str(said.get("each", "")).removeprefix("customers.")
    # Signs that Markdown would take for its own are just signs here.
    name = re.sub(r"([^\w\s])", r"\\\1", " ".join(f"{column}: {said['only'] or 'none'}".split()))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"^# ", cell.source, flags=re.MULTILINE):
            cell.source = re.sub(
                r"^(# .+?)\s*$", lambda found: f"{found[1]} · {name}", cell.source, count=1,
                flags=re.MULTILINE,
            )  # fmt: skip
            break
    return notebook


def _failure(name: str, notebook: Any, error: Any) -> ReportFailed:
    cause = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
    first_line = cause.strip().splitlines()[0]
    # Counted in the notebook as it stands on disk, without papermill's own cell of parameters.
    labels = _labels(notebook)
    failed = [c["id"] for c in notebook.cells if c.source == error.source and c["id"] in labels]
    number, heading = labels[failed[0]] if failed else (None, "")
    return ReportFailed(name, number, heading, first_line)


def check_formats(formats: Iterable[str]) -> None:
    """Refuse a format there is not, with the closest one there is."""
    problems = [
        Problem(
            f'There is no format "{name}"',
            f"choose from: {', '.join(FORMATS)}.{suggestion(name, FORMATS)}",
        )
        for name in formats
        if name not in FORMATS
    ]
    if problems:
        raise DataProblem(problems)


def _assemble(
    executed: Any,
    name: str,
    folder: Path,
    formats: Sequence[str],
    brand: Brand,
    workbook: ExcelMeanwhile,
) -> list[str]:
    """Write page, PDF, charts and notebook into the report's temporary folder."""
    from cvmlab.pages.export import charts, html_page
    from cvmlab.pages.pdf import write_pdf

    notes = []
    notebook = normalised(executed)
    page = html_page(notebook, brand=brand)
    page_path = folder / f"{name}.html"
    page_path.write_text(page, encoding="utf-8", newline="\n")
    if "pdf" in formats:
        note = write_pdf(page_path, folder / f"{name}.pdf")
        notes += [note] if note else []
    if "html" not in formats:
        page_path.unlink()
    images = charts(notebook)
    try:
        workbook.finish()
    except RuntimeError as error:
        raise ReportFailed(name, None, "", str(error)) from None
    if images:
        (folder / "charts").mkdir()
    for file_name, image in images.items():
        (folder / "charts" / file_name).write_bytes(image)
    notebook.metadata["cvmlab"] = {"report": name, "files": report_files(folder, name)}
    write_notebook(notebook, folder / f"{name}.ipynb")
    return notes
