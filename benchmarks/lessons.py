"""What a reader waits for: each lesson from its first cell to its last, kernel included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Stopwatch, measure, task
from benchmarks.starting import kernel
from benchmarks.table import Line, at_most, megabytes, seconds
from cvmlab.learn.course import find, lessons

LONGEST = 15  # seconds on two cores, imports included


def lines(runs: int) -> Iterator[Line]:
    """Every lesson, against what any notebook costs before its first cell."""
    bare = measure(task(kernel), runs)
    for entry in lessons():
        ours = measure(task(lesson, entry.number), runs)
        yield Line(
            f"lesson {entry.name}",
            seconds(ours.work),
            megabytes(ours),
            f"kernel, seaborn, statsmodels {seconds(bare.work)}",
            megabytes(bare),
            f"{ours.work / bare.work:.2f} of its time",
            (at_most(ours.work, LONGEST, "s"),),
        )


def lesson(number: str) -> dict[str, Any]:
    """A lesson run unfilled: its kernel and imports count, those of the running server do not."""
    import papermill.execute  # noqa: F401  a reader's JupyterLab stands already

    from cvmlab.pages.freeze import read_notebook
    from cvmlab.pages.kernel import start_kernel
    from cvmlab.pages.run import execute

    path = find(number).path
    notebook = read_notebook(path)
    with Stopwatch() as watch, start_kernel(path.parent, delivering=False) as started:
        execute(notebook, path.name, {}, started, None)
    return watch.said
