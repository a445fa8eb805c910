"""What it costs to begin: ``import cvmlab``, and whole reports from the command line."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from benchmarks.files import cdnow_csv
from benchmarks.measure import Stopwatch, measure, python, task
from benchmarks.table import Line, at_most, megabytes, seconds


def importing(runs: int) -> Iterator[Line]:
    """``import cvmlab`` over a bare Python."""
    runs = max(runs, 9)  # these are short, so more of them are needed
    bare = measure(python("-c", "pass"), runs)
    ours = measure(python("-c", "import cvmlab"), runs)
    more = (ours.wall - bare.wall) * 1000
    yield Line(
        "import cvmlab",
        f"{ours.wall * 1000:.0f} ms",
        megabytes(ours),
        f"bare Python {bare.wall * 1000:.0f} ms",
        megabytes(bare),
        f"+{more:.0f} ms",
        (at_most(more, 100, "ms more"),),
    )


def reporting(runs: int) -> Iterator[Line]:
    """Whole reports, against what any notebook costs before its first cell."""
    bare = measure(task(kernel), runs)
    reports = {
        "customer-value on the CDNOW log (69,659 orders)": ("customer-value", cdnow_csv()),
        "value-map on the sample company (3,188 ratings, 4,000 choices)": ("value-map", "kestrel"),
        "loyalty on the sample company (15,642 answers, 474,997 lines)": ("loyalty", "kestrel"),
    }
    # Latent classes need scikit-learn, which the bare kernel does not load.
    times = {"loyalty": 4}
    for work, asked in reports.items():
        ours = measure(task(report, *asked), runs)
        yield Line(
            f"cvmlab report {work}",
            seconds(ours.work),
            megabytes(ours),
            f"kernel, seaborn, statsmodels {seconds(bare.work)}",
            megabytes(bare),
            f"{ours.work / bare.work:.2f} of its time",
            (
                at_most(ours.work / bare.work, times.get(asked[0], 3), "of its time"),
                at_most(ours.work, 15, "s"),
            ),
        )


def kernel() -> dict[str, Any]:
    """A kernel started, seaborn and statsmodels imported in it: no report can be faster."""
    from jupyter_client.manager import start_new_kernel

    with Stopwatch() as watch:
        manager, client = start_new_kernel(kernel_name="python3")
        client.execute_interactive("import seaborn, statsmodels.api", output_hook=lambda _: None)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return watch.said


def report(name: str, source: str) -> dict[str, Any]:
    """A report by the command line, from the shell's point of view."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["report", name, "--data", source, "--out", folder, "--to", "html"]
        with Stopwatch() as watch:
            done = subprocess.run(
                [sys.executable, "-m", "cvmlab.cli", *command], capture_output=True, text=True
            )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return watch.said
