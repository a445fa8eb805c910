"""The process that executes a report's cells, started early so that it warms up meanwhile.

It is an ordinary Jupyter kernel of the running Python, whatever kernels the machine has
registered, and it is shielded from the user's IPython start-up files: the same notebook and
the same data give the same report on every desk.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cvmlab.figures.style import ACCENT_VARIABLE
from cvmlab.pages.brand import Brand

FOLDER_VARIABLE = "CVMLAB_REPORT_FOLDER"  # where the report's last cell leaves its files
_WARM_UP_VARIABLE = "CVMLAB_WARM_UP"

# What nearly every notebook of the project imports; together they take longer than most reports.
_HEAVY = ("ibis.backends.duckdb", "pandas", "great_tables", "matplotlib.figure", "scipy.special")


@dataclass(eq=False)
class Kernel:
    """A started kernel with its temporary folder; close it, or use it in a ``with`` block."""

    manager: Any
    scratch: tempfile.TemporaryDirectory[str]

    @property
    def folder(self) -> Path:
        """Where the notebook leaves what it delivers."""
        return Path(self.scratch.name) / "report"

    def last_words(self) -> str:
        """The last line the process wrote to its error stream, for when it died."""
        text = (Path(self.scratch.name) / "errors.txt").read_text(errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def close(self) -> None:
        """Stop the process and remove its folder."""
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()
        self.scratch.cleanup()

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def start_kernel(
    folder: str | Path | None = None,
    *,
    brand: Brand | None = None,
    warm_up: Sequence[str] = (),
    delivering: bool = True,
) -> Kernel:
    """Launch the kernel and return at once; it loads the heavy libraries in the meantime.

    Parameters
    ----------
    folder : path, optional
        The working folder of the notebook, so that relative paths stay as typed; by default the
        current one.
    brand : Brand, optional
        Its accent colour is used by the charts.
    warm_up : sequence of str
        Further modules to load while waiting.
    delivering : bool
        Whether the notebook's last cell may write its files (see
        :func:`cvmlab.pages.delivery.deliver`).
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import KernelManager

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(**{**get_kernel_dict(), "argv": _command()})

    scratch = tempfile.TemporaryDirectory(prefix="cvmlab-", ignore_cleanup_errors=True)
    home = Path(scratch.name)
    for inner in ("report", "temporary"):
        (home / inner).mkdir()
    manager = KernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisPython(),
        connection_file=str(home / "connection.json"),
        client_class="jupyter_client.asynchronous.AsyncKernelClient",
        transport_encryption="auto",  # otherwise the kernel prints a warning on every start
    )
    environment = _environment(home, brand, warm_up, delivering)
    with (home / "errors.txt").open("wb") as errors:
        manager.start_kernel(
            cwd=str(folder or Path.cwd()), env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
    return Kernel(manager, scratch)


def _command() -> list[str]:
    # -P keeps the user's folder off the import path: a file of theirs called "calendar.py"
    # must not replace the library's.
    return [sys.executable, "-P", "-m", "cvmlab.pages.kernel", "-f", "{connection_file}"]


def _environment(
    home: Path, brand: Brand | None, warm_up: Sequence[str], delivering: bool
) -> dict[str, str]:
    environment = {
        **os.environ,
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONHASHSEED": "0",  # sets iterate in the same order on every run
        # One thread for sums of numbers: more of them wait for each other on a busy machine, and
        # the last digits would depend on how many there are.
        "OPENBLAS_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        _WARM_UP_VARIABLE: " ".join([*_HEAVY, *warm_up]),
    }
    # What the notebook leaves half done, copies of the data among it, goes when the kernel goes.
    for variable in ("TMPDIR", "TEMP", "TMP"):
        environment[variable] = str(home / "temporary")
    for variable in (FOLDER_VARIABLE, ACCENT_VARIABLE):
        environment.pop(variable, None)
    if delivering:
        environment[FOLDER_VARIABLE] = str(home / "report")
    if brand is not None and brand.chart_accent:
        environment[ACCENT_VARIABLE] = brand.chart_accent
    return environment


def main() -> None:
    """Be the kernel: open the connection, load the heavy libraries, then serve."""
    from ipykernel.kernelapp import IPKernelApp

    names = os.environ.pop(_WARM_UP_VARIABLE, "").split()
    app = IPKernelApp.instance(ignore_cwd=True)
    app.initialize()
    for name in names:
        # A library that will not load is the notebook's news to tell, in the cell that needs it.
        with suppress(Exception):
            importlib.import_module(name)
    app.start()


if __name__ == "__main__":
    main()
