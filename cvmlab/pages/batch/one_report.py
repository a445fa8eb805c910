"""One report of several: run it, and tell how far it is and what became of it.

``python -m cvmlab.pages.batch.one_report`` takes one job from its input and does it in an
interpreter of its own: the way where no process can be forked.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cvmlab.errors import DataProblem
from cvmlab.pages.brand import Brand
from cvmlab.pages.failures import ReportFailed
from cvmlab.pages.kernel import Kernel, modules_named, start_kernel
from cvmlab.pages.run import run_report

Job = dict[str, Any]
Tell = Callable[[dict[str, Any]], None]

PROGRESS, DONE, REFUSED, FAILED = "progress", "done", "refused", "failed"


def do_job(job: Job, tell: Tell, start: Callable[[Brand], Kernel] | None = None) -> None:
    """Run one report; whatever happens is told, nothing is raised.

    Parameters
    ----------
    job : dict
        number, notebook, parameters, out, formats, brand: all of it plain, to go through a pipe.
    tell : callable
        Takes what happens: ``event`` (progress, done, refused, failed) and its details.
    start : callable, optional
        Starts the kernel; by default in an interpreter of its own.
    """
    number, notebook, brand = job["number"], Path(job["notebook"]), Brand(**job["brand"])

    def progress(done: int, total: int, heading: str) -> None:
        tell({"number": number, "event": PROGRESS, "part": done / max(total, 1), "at": heading})

    def said(event: str, **details: Any) -> None:
        tell({"number": number, "event": event, **details})

    try:
        kernel = start(brand) if start else start_kernel(
            brand=brand, warm_up=modules_named(notebook)
        )  # fmt: skip
        done = run_report(
            notebook,
            job["parameters"],
            job["out"],
            formats=job["formats"],
            brand=brand,
            kernel=kernel,
            on_progress=progress,
        )
    except DataProblem as problem:
        said(REFUSED, why=str(problem))
    except ReportFailed as failure:
        said(FAILED, why=str(failure))
    except Exception as error:  # one report must not stop the others, whatever it died of
        said(FAILED, why=f"{notebook.name} stopped: {type(error).__name__}: {error}")
    else:
        files = [path.relative_to(done.folder).as_posix() for path in done.files]
        said(DONE, files=files, notes=list(done.notes))


def teller(stream: int) -> Tell:
    """Tells by a line of JSON to an open file descriptor, whole lines at a time."""

    def tell(event: dict[str, Any]) -> None:
        line = memoryview((json.dumps(event) + "\n").encode())
        while line:
            line = line[os.write(stream, line) :]

    return tell


if __name__ == "__main__":
    # What libraries print must not get among what is told.
    out = os.dup(1)
    os.dup2(2, 1)
    do_job(json.loads(sys.stdin.read()), teller(out))
