"""``python -m cvmlab.pages.batch.nursery``: imports what reports need, once, and forks the reports.

It takes lines of JSON (a list of jobs) from its input and writes what happens to its output, a line
each. It never runs a report itself, so it stays as it was after its imports; when its input ends
while reports are running, it ends them.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from cvmlab.pages.batch.forked import ForkedProvisioner, Waiting, be_excel, be_kernel
from cvmlab.pages.batch.one_report import DONE, FAILED, REFUSED, Job, do_job, teller
from cvmlab.pages.brand import Brand
from cvmlab.pages.kernel import HEAVY, Kernel, start_kernel

# Beside what kernels load: what runs a notebook, makes its page and writes its workbook.
_RUNNING = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "papermill.execute",
    "nbclient.client", "nbconvert.exporters", "nbconvert.filters", "cvmlab.pages.export",
    "cvmlab.pages.markdown", "latex2mathml.converter", "pyarrow.parquet", "pyarrow.dataset",
    "xlsxwriter", "cvmlab.pages.excel", "cvmlab.pages.pdf", "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline", "matplotlib.pyplot", "scipy.stats", "scipy.optimize",
    "scipy.integrate", "seaborn", "great_tables", "asyncio", "zmq.asyncio",
)  # fmt: skip
_LINES = 65_536


@dataclass
class Running:
    """A report at work: its process, and what it has told that is no whole line yet."""

    pid: int
    number: int
    text: bytes = b""
    finished: bool = False


@dataclass
class Nursery:
    """The reports that wait, and those at work.

    Parameters
    ----------
    at_once : int
        How many may be at work.
    """

    at_once: int
    waiting: deque[Job] = field(default_factory=deque)
    running: dict[int, Running] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._out = os.dup(1)
        os.dup2(2, 1)  # what libraries print must not get among what is told
        self._tell = teller(self._out)
        self._watch = selectors.DefaultSelector()
        self._watch.register(0, selectors.EVENT_READ)
        self._orders = b""

    def serve(self) -> None:
        """Take jobs and do them until the input ends."""
        while True:
            while self.waiting and len(self.running) < self.at_once:
                self._start(self.waiting.popleft())
            for key, _ in self._watch.select():
                text = os.read(key.fd, _LINES)
                if key.fd == 0:
                    if not text:
                        self._stop()
                        return
                    self._take(text)
                else:
                    self._hear(key.fd, text)

    def _take(self, text: bytes) -> None:
        *lines, self._orders = (self._orders + text).split(b"\n")
        for line in lines:
            self.waiting.extend(json.loads(line))

    def _hear(self, pipe: int, text: bytes) -> None:
        report = self.running[pipe]
        if text:
            *lines, report.text = (report.text + text).split(b"\n")
            for line in lines:
                event = json.loads(line)
                report.finished |= event["event"] in (DONE, REFUSED, FAILED)
                self._tell(event)
            return
        self._watch.unregister(pipe)
        os.close(pipe)
        del self.running[pipe]
        _end(report.pid)  # a kernel or a browser it may have left behind
        os.waitpid(report.pid, 0)
        if not report.finished:
            why = "the computing process died; perhaps this computer ran out of memory"
            self._tell({"number": report.number, "event": FAILED, "why": why})

    def _start(self, job: Job) -> None:
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            self._be_report(job, write)
        os.close(write)
        with suppress(OSError):  # it does the same for itself; whoever comes first
            os.setpgid(pid, pid)
        self.running[read] = Running(pid, job["number"])
        self._watch.register(read, selectors.EVENT_READ)

    def _be_report(self, job: Job, pipe: int) -> None:
        """The life of a forked process that runs one report."""
        code = 1
        try:
            os.setpgid(0, 0)
            os.close(0)
            os.open(os.devnull, os.O_RDONLY)
            os.close(self._out)
            # Before this process has threads. They must not hold its pipe open after its end.
            kernel, excel = (Waiting(be, close=(pipe,)) for be in (be_kernel, be_excel))
            provisioner = type("Forked", (ForkedProvisioner,), {"waiting": kernel})

            def start(brand: Brand) -> Kernel:
                started = start_kernel(brand=brand, provisioner=provisioner)
                started.excel = excel
                return started

            do_job(job, teller(pipe), start)
            code = 0
        finally:
            os._exit(code)

    def _stop(self) -> None:
        for report in self.running.values():
            _end(report.pid)
            os.waitpid(report.pid, 0)


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def main(arguments: Sequence[str]) -> None:
    """Import what the reports need, then serve."""
    at_once, *modules = arguments
    for name in (*HEAVY, *_RUNNING, *modules):
        # A library that will not load is the report's news to tell, in the cell that needs it.
        with suppress(Exception):
            importlib.import_module(name)
    nursery = Nursery(int(at_once))
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the forks: no collection writes to it
    nursery.serve()


if __name__ == "__main__":
    main(sys.argv[1:])
