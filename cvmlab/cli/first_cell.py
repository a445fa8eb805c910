"""A kernel started as JupyterLab starts one, to see how long a lesson's first cells take."""

from __future__ import annotations

import queue
import re
import subprocess
import tempfile
import time
from typing import Any

from cvmlab.paths import ROOT

# What a lesson's first cells come to when no lesson is there to take them from.
_CELLS = ("import cvmlab as cvm", 'ws = cvm.load("kestrel")')
_START = 60  # seconds until a kernel that does not answer is given up
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def run_first_cells(longest: float) -> tuple[float, str]:
    """Start a kernel and run the cells up to a lesson's set-up.

    Parameters
    ----------
    longest : float
        Seconds after which the cells are given up.

    Returns
    -------
    (float, str)
        The seconds it took, and what went wrong in a few words; empty where nothing did.
    """
    from jupyter_client.manager import KernelManager

    started = time.monotonic()
    # By name, as JupyterLab does: another Python registered under it is found out here.
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    client = None
    with tempfile.TemporaryFile() as errors:
        try:
            manager.start_kernel(cwd=str(ROOT), stdout=subprocess.DEVNULL, stderr=errors)
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=_START)
            until = time.monotonic() + longest
            for cell in first_cells():
                trouble = _run(client, cell, until - time.monotonic())
                if trouble:
                    return time.monotonic() - started, trouble
        except Exception as error:  # each layer below has errors of its own
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            return time.monotonic() - started, said[-1] if said else first
        finally:
            if client is not None:
                client.stop_channels()
            if manager.has_kernel:
                manager.shutdown_kernel(now=True)
            manager.cleanup_resources()
    return time.monotonic() - started, ""


def first_cells() -> tuple[str, ...]:
    """The code of the first lesson with a set-up cell, up to that cell."""
    from cvmlab.learn.course import lessons
    from cvmlab.pages.freeze import read_notebook

    for entry in lessons():
        cells = [cell for cell in read_notebook(entry.path).cells if cell.cell_type == "code"]
        for number, cell in enumerate(cells, start=1):
            if "setup" in cell.metadata.get("tags", []):
                return tuple(one.source for one in cells[:number])
    return _CELLS


def _run(client: Any, code: str, seconds: float) -> str:
    """Run a cell to its end; what went wrong, in a line."""
    try:
        reply = client.execute_interactive(
            code, timeout=max(1.0, seconds), allow_stdin=False, output_hook=lambda message: None
        )
    except (TimeoutError, queue.Empty):
        return "its first cells did not come to an end"
    content = reply["content"]
    if content["status"] == "ok":
        return ""
    last = " ".join(_COLOURS.sub("", str(content.get("evalue", ""))).split())
    return f"{content.get('ename', 'an error')}: {last[:160]}"
