"""The process that executes a report's cells, started early so that it warms up meanwhile.

It is an ordinary Jupyter kernel of the running Python, whatever kernels the machine has
registered, and it is shielded from the user's IPython start-up files: the same notebook and
the same data give the same report on every desk.
"""

from __future__ import annotations

import importlib
import json
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
_LONGEST_SOCKET = 85  # characters of its folder: a socket's path may have about a hundred

SAME_EVERYWHERE = {
    "PYTHONHASHSEED": "0",  # sets iterate in the same order on every run
    # One thread for sums of numbers: more of them wait for each other on a busy machine, and
    # the last digits would depend on how many there are.
    "OPENBLAS_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# What nearly every notebook of the project imports; together they take longer than most reports.
HEAVY = ("ibis.backends.duckdb", "pandas", "great_tables", "matplotlib.figure", "scipy.special")
_EVERY_REPORT = ("cvmlab.data.workspace",)


@dataclass(eq=False)
class Kernel:
    """A started kernel with its temporary folder; close it, or use it in a ``with`` block."""

    manager: Any
    scratch: tempfile.TemporaryDirectory[str]
    excel: Any = None  # a process that waits to write the workbook, where there is one

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
    provisioner: Any = None,
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
    provisioner : jupyter_client.provisioning.KernelProvisionerBase subclass, optional
        What provides the process; by default it is started.
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
        **_private_line(home),
        transport_encryption="auto",  # otherwise the kernel prints a warning on every start
    )
    if provisioner is not None:
        manager.kernel_id = home.name
        manager.provisioner = provisioner(
            kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
        )
    environment = _environment(home, brand, warm_up, delivering)
    with (home / "errors.txt").open("wb") as errors:
        manager.start_kernel(
            cwd=str(folder or Path.cwd()), env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
    return Kernel(manager, scratch)


def modules_named(path: Path) -> tuple[str, ...]:
    """The modules a report names in its metadata, to be loaded while nobody waits for them."""
    said = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("cvmlab", {})
    return (*_EVERY_REPORT, *(str(name) for name in said.get("warm_up", ())))


def _private_line(home: Path) -> dict[str, str]:
    """How the kernel is talked to: over files of its own folder, where the system has such.

    Network ports are free when they are looked for and may be another kernel's a moment later, when
    several reports start at once.
    """
    if os.name == "nt" or len(str(home)) > _LONGEST_SOCKET:
        return {}
    return {"transport": "ipc", "ip": str(home / "line")}


def _command() -> list[str]:
    # -P keeps the user's folder off the import path: a file of theirs called "calendar.py"
    # must not replace the library's.
    return [sys.executable, "-P", "-m", "cvmlab.pages.kernel", "-f", "{connection_file}"]


def _environment(
    home: Path, brand: Brand | None, warm_up: Sequence[str], delivering: bool
) -> dict[str, str]:
    environment = {
        **os.environ,
        **SAME_EVERYWHERE,
        "IPYTHONDIR": str(home / "ipython"),
        _WARM_UP_VARIABLE: " ".join([*HEAVY, *warm_up]),
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
