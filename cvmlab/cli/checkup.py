"""What the doctor looks at: one function a question, each with what to do about the answer."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from cvmlab.cli.doctor import FINE, LOOK, MEND, Check, Finding
from cvmlab.paths import DATASETS, ROOT

_GB = 1024**3
_DISK_LEAST, _DISK_GOOD = 0.3, 2.0  # GB free: copies, pages and DuckDB's own files
_MEMORY_GOOD, _MEMORY_LEFT = 3.5, 1.0  # GB: in all, and free at the moment
_PORT, _PORTS = 8888, 50  # where JupyterLab starts to look, and how far it goes
_SOON, _LONG = 15, 60  # seconds until a first cell has run
_AFRESH = "Set the course up afresh: delete the folder .venv, then run: make setup"


def checks(*, quick: bool = False) -> list[Check]:
    """All looks at the laptop, in the order they are told."""
    slow = [] if quick else [kernel]
    return [
        python, packages, sliders, disk, memory, browser, port, folder, sample_company, lessons,
        *slow,
    ]  # fmt: skip


def python() -> Iterator[Finding]:
    """The version of Python against what the project says it needs."""
    from packaging.specifiers import SpecifierSet

    version = ".".join(map(str, sys.version_info[:3]))
    wanted = metadata.metadata("cvmlab")["Requires-Python"]
    if SpecifierSet(wanted).contains(version):
        yield Finding(FINE, f"Python {version}")
    else:
        yield Finding(
            MEND,
            f"Python {version} is too old: the course needs {_bounds(wanted)}",
            "Install a newer Python (python.org has it), delete the folder .venv, then run: "
            "make setup",
        )


def packages() -> Iterator[Finding]:
    """Every package the project names, against the version it names."""
    from packaging.requirements import Requirement

    needed = [Requirement(text) for text in metadata.requires("cvmlab") or ()]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = []
    for one in needed:
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"The package {one.name} is missing")
            continue
        if not one.specifier.contains(version, prereleases=True):
            bounds = _bounds(str(one.specifier))
            wrong.append(f"The package {one.name} has version {version}; the course needs {bounds}")
    if not wrong:
        yield Finding(FINE, f"All {len(needed)} packages are there, in versions that fit")
    for what in wrong:
        yield Finding(MEND, what, f"{_AFRESH}.")


def sliders() -> Iterator[Finding]:
    """The part of JupyterLab that shows sliders; without it a lesson shows their names."""
    from jupyter_core.paths import jupyter_path

    for place in jupyter_path("labextensions"):
        if (Path(place) / "@jupyter-widgets" / "jupyterlab-manager" / "package.json").is_file():
            yield Finding(FINE, "JupyterLab can show sliders")
            return
    yield Finding(
        MEND,
        "JupyterLab cannot show sliders: its part for them (jupyterlab_widgets) is missing",
        f"{_AFRESH}.",
    )


def disk() -> Iterator[Finding]:
    """Room for the reader's copy, their reports, and the files of the calculations."""
    free = shutil.disk_usage(ROOT).free / _GB
    said = f"{free:,.1f} GB of disk are free"
    if free < _DISK_LEAST:
        remedy = f"Make room: {_DISK_GOOD:.0f} GB are comfortable."
        yield Finding(MEND, f"Only {said}", remedy)
    elif free < _DISK_GOOD:
        yield Finding(LOOK, f"Only {said}", "It will do for the course; not for large files.")
    else:
        yield Finding(FINE, said)


def memory() -> Iterator[Finding]:
    """Memory in all, and what other programs have left of it."""
    try:
        import psutil  # type: ignore[import-untyped]
    except ImportError:
        yield Finding(LOOK, "How much memory there is could not be seen", "4 GB are enough.")
        return
    found = psutil.virtual_memory()
    total, left = found.total / _GB, found.available / _GB
    said = f"{total:,.1f} GB of memory, of which {left:,.1f} GB are free now"
    if total < _MEMORY_GOOD:
        yield Finding(LOOK, said, "The lessons will run, but slowly; close all other programs.")
    elif left < _MEMORY_LEFT:
        yield Finding(LOOK, said, "Close other programs before the class begins.")
    else:
        yield Finding(FINE, said)


def browser() -> Iterator[Finding]:
    """A browser to work in, and one that can print a report as a PDF."""
    from cvmlab.pages.pdf import find_browser

    printing = find_browser()
    if printing:
        name = Path(printing).stem
        yield Finding(FINE, f"There is a browser, and it can print reports as PDF ({name})")
        return
    try:
        webbrowser.get()
    except webbrowser.Error:
        yield Finding(
            LOOK,
            "No browser was found",
            "If you use one all the same, open the address that cvmlab lab prints; "
            "otherwise install Chrome, Chromium, Edge or Firefox.",
        )
        return
    yield Finding(
        LOOK,
        "There is a browser, but none that cvmlab can print a PDF with",
        "The lessons work. For PDF reports install Chrome, Chromium or Edge, or print the page "
        "by hand.",
    )


def port() -> Iterator[Finding]:
    """A free door for JupyterLab on this computer."""
    for number in range(_PORT, _PORT + _PORTS):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
            if os.name != "nt":  # as JupyterLab itself does: a door just closed is free
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", number))
            except OSError:
                continue
        if number == _PORT:
            yield Finding(FINE, f"JupyterLab will be at 127.0.0.1, port {number}")
        else:
            yield Finding(
                LOOK,
                f"Port {_PORT} is taken, so JupyterLab will be at port {number}",
                "Nothing to do; perhaps a JupyterLab is still running in another window.",
            )
        return
    yield Finding(
        MEND,
        f"JupyterLab finds no free port from {_PORT} to {_PORT + _PORTS - 1}",
        "Close other programs, or start with another port: cvmlab lab --port 9999",
    )


def folder() -> Iterator[Finding]:
    """Whether the reader's copy can be written beside the originals."""
    try:
        with tempfile.NamedTemporaryFile(dir=ROOT, prefix=".cvmlab-"):
            pass
    except OSError as error:
        yield Finding(
            MEND,
            f"The folder of the course cannot be written to ({error.strerror or error})",
            "Move it to a place of your own (Documents, say), or keep your copy elsewhere: "
            "cvmlab lab --folder my-course",
        )
    else:
        yield Finding(FINE, "Your copy of the course can be written")


def sample_company() -> Iterator[Finding]:
    """Kestrel, on which all lessons run."""
    from cvmlab.data.workspace import load
    from cvmlab.errors import DataProblem

    started = time.monotonic()
    try:
        firm = load("kestrel")
        people = len(firm.customers.frame())
        rows = firm.transactions.ledger.rows
    except (OSError, DataProblem) as error:
        first = str(error).splitlines()[0].rstrip(".:")
        shown = DATASETS.relative_to(ROOT)
        yield Finding(
            MEND,
            f"The sample company cannot be read ({first})",
            f"Fetch the course again, its folder {shown} whole, or make it anew: make datasets",
        )
        return
    seconds = time.monotonic() - started
    yield Finding(
        FINE,
        f"Kestrel, the sample company, is there: {people:,} customers with {rows:,} rows of "
        f"orders, read in {seconds:.1f} s",
    )


def lessons() -> Iterator[Finding]:
    """Whether the lessons are there and hold together."""
    import nbformat

    from cvmlab.learn.course import lessons as written
    from cvmlab.pages.freeze import read_notebook

    broken = []
    for entry in written():
        try:
            nbformat.validate(read_notebook(entry.path))
        except Exception as error:  # any damage there can be in a file
            broken.append(f"{entry.place.as_posix()} ({type(error).__name__})")
    number = len(written())
    remedy = "Fetch the course again, with its folder notebooks."
    if broken:
        yield Finding(MEND, f"Lessons that cannot be opened: {', '.join(broken)}", remedy)
    elif not number:
        yield Finding(MEND, "The lessons are not there", remedy)
    else:
        yield Finding(FINE, f"{number} lesson{'s' if number > 1 else ''} can be opened")


def kernel() -> Iterator[Finding]:
    """Python started as a lesson starts it, and the first cells of a lesson run in it."""
    from cvmlab.cli.first_cell import run_first_cells

    seconds, trouble = run_first_cells(_LONG)
    if trouble:
        yield Finding(MEND, f"A lesson does not start: {trouble}", f"{_AFRESH}.")
    elif seconds > _SOON:
        yield Finding(
            LOOK,
            f"A lesson's first cells took {seconds:.0f} s to run",
            "Close other programs. If a virus scanner checks the folder .venv, ask your IT "
            "department to leave it out.",
        )
    else:
        yield Finding(FINE, f"A lesson starts, and its first cells ran within {seconds:.1f} s")


def _bounds(specifier: str) -> str:
    """Bounds as one says them.

    Examples
    --------
    >>> _bounds("<4,>=3.1"), _bounds("<30.18")
    ('3.1 or newer, but older than 4', 'older than 30.18')
    """
    words = {">=": "{} or newer", "<": "older than {}", "==": "exactly {}", ">": "newer than {}"}
    said = []
    for part in sorted(specifier.split(","), key=lambda text: ">" not in text):
        mark = part.strip()[: 2 if part.strip()[1:2] == "=" else 1]
        said.append(words.get(mark, mark + " {}").format(part.strip()[len(mark) :].strip()))
    return ", but ".join(said)
