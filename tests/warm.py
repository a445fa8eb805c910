"""The command line in a process that is forked from one which has imported everything.

A report takes two processes, the command and its kernel, and they import for six seconds what they
compute with for two. So the tests of reports start one such process a session, and each run is a
fork of it: a process of its own all the same, in the folder it is called from, that has seen no
other run. That it does what ``python -m cvmlab.cli`` does, byte by byte, is tested
(``test_customer_value.py``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

from cvmlab.pages.kernel import SAME_EVERYWHERE, modules_named
from cvmlab.paths import REPORTS

TIMEOUT = 600  # seconds: the machine may be busy
LOADED = [
    "cvmlab.pages.batch.nursery", "cvmlab.cli.app", "papermill.execute", "nbconvert",
    "cvmlab.pages.run", "cvmlab.pages.export", "cvmlab.data.workspace", "ibis.backends.duckdb",
    "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline", "great_tables",
    "scipy.special", "scipy.stats", "scipy.optimize", "seaborn", "pyarrow.parquet", "xlsxwriter",
    "ipykernel.kernelapp", "ipykernel.ipkernel", "cvmlab.btyd.scoring",
]  # fmt: skip


def cvmlab(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line from a folder, as ``python -m cvmlab.cli`` does."""
    command = [str(one) for one in arguments]
    if sys.platform != "linux":
        return plainly(command, cwd)
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / "out.txt", Path(folder) / "errors.txt"]
        process = _context().Process(target=_be_command, args=(command, cwd or Path.cwd(), said))
        process.start()
        process.join(TIMEOUT)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(command, TIMEOUT)
        out, errors = (file.read_text(encoding="utf-8") for file in said)
    return subprocess.CompletedProcess(command, process.exitcode, out, errors)


def plainly(arguments: Sequence[object], cwd: Path | None = None) -> Any:
    """The same as a person does it, in a new interpreter."""
    command = [sys.executable, "-m", "cvmlab.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


def _context() -> Any:
    """Where processes are forked; it starts at the first call."""
    context = get_context("forkserver")
    named = {name for path in REPORTS.glob("*.ipynb") for name in modules_named(path)}
    context.set_forkserver_preload([*LOADED, *sorted(named)])
    before = dict(os.environ)
    os.environ.update(SAME_EVERYWHERE)
    try:
        forkserver.ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return context


def _be_command(arguments: list[str], cwd: Path, said: list[Path]) -> None:
    """The life of a forked process; its kernel is forked too, before it has threads."""
    from functools import partial

    from cvmlab.cli import main
    from cvmlab.pages import kernel as kernels
    from cvmlab.pages.batch.forked import ForkedProvisioner, Waiting, be_kernel

    for target, file in zip((1, 2), said, strict=True):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), target)
    os.chdir(cwd)
    provisioner = type("Forked", (ForkedProvisioner,), {"waiting": Waiting(be_kernel)})
    kernels.start_kernel = partial(kernels.start_kernel, provisioner=provisioner)
    sys.argv = ["cvmlab", *arguments]
    main()
