"""The reports at work: as many at once as there are cores, what happens told as it happens."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.pages.kernel import SAME_EVERYWHERE

Event = dict[str, Any]
_PATIENCE = 10  # seconds for reports at work to be ended


def cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked_jobs(at_once: int | None) -> int:
    """How many reports are made at once; by default as many as there are cores.

    Raises
    ------
    DataProblem
        When it is none.

    Examples
    --------
    >>> checked_jobs(3)
    3
    """
    if at_once is not None and at_once < 1:
        raise one_problem(
            f"--jobs {at_once} is no number of reports at once",
            "give 1 or more; without it, as many are made at once as this computer has cores.",
        )
    return at_once or cores()


class ForkingPool:
    """Reports forked from one process that has imported everything; it starts importing at once.

    Parameters
    ----------
    at_once : int
        How many reports may be at work.
    modules : sequence of str
        What the report imports beside what all reports do.
    """

    def __init__(self, at_once: int, modules: Sequence[str] = ()) -> None:
        self._is_busy = False
        self._scratch = tempfile.TemporaryDirectory(prefix="cvmlab-", ignore_cleanup_errors=True)
        home = self._scratch.name
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), home)
        command = [sys.executable, "-P", "-m", "cvmlab.pages.batch.nursery", str(at_once), *modules]
        self._errors = Path(home) / "errors.txt"
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **SAME_EVERYWHERE, **temporary},
                start_new_session=True,  # an interrupt from the keyboard is this process's affair
            )

    def run(self, jobs: Sequence[Event]) -> Iterator[Event]:
        """Do the jobs; what happens to each, as it happens."""
        assert self._process.stdin is not None and self._process.stdout is not None
        left = {job["number"] for job in jobs}
        if left:
            self._is_busy = True
            self._process.stdin.write((json.dumps(list(jobs)) + "\n").encode())
            self._process.stdin.flush()
        while left:
            line = self._process.stdout.readline()
            if not line:
                words = self._errors.read_text(errors="replace").strip().splitlines()[-1:]
                why = " ".join(["the process of the reports died.", *words])
                yield from ({"number": n, "event": "failed", "why": why} for n in sorted(left))
                return
            event = json.loads(line)
            if event["event"] != "progress":
                left.discard(event["number"])
            self._is_busy = bool(left)
            yield event

    def close(self) -> None:
        """End it, and reports still at work with it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        if not self._is_busy:  # it may still be importing: nothing is lost
            self._process.kill()
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._scratch.cleanup()

    def __enter__(self) -> ForkingPool:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


class PlainPool:
    """Each report in an interpreter of its own, started for it: slower, and possible everywhere.

    Parameters
    ----------
    at_once : int
        How many reports may be at work.
    """

    def __init__(self, at_once: int, modules: Sequence[str] = ()) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(at_once)
        self._processes: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def run(self, jobs: Sequence[Event]) -> Iterator[Event]:
        """Do the jobs; what happens to each, as it happens."""
        for job in jobs:
            self._threads.submit(self._do, job)
        left = len(jobs)
        while left:
            event = self._events.get()
            left -= event["event"] != "progress"
            yield event

    def _do(self, job: Event) -> None:
        finished = self._stopped
        if self._stopped:
            return
        command = [sys.executable, "-P", "-m", "cvmlab.pages.batch.one_report"]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        ) as process:
            self._processes.add(process)
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(job))
            process.stdin.close()
            for line in process.stdout:
                event = json.loads(line)
                finished |= event["event"] != "progress"
                self._events.put(event)
        self._processes.discard(process)
        if not finished:
            why = "the computing process died; perhaps this computer ran out of memory"
            self._events.put({"number": job["number"], "event": "failed", "why": why})

    def close(self) -> None:
        """End it, and reports still at work with it."""
        self._stopped = True
        for process in tuple(self._processes):
            process.terminate()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> PlainPool:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def open_pool(
    at_once: int, modules: Sequence[str] = (), *, forking: bool | None = None
) -> ForkingPool | PlainPool:
    """The fastest way this system has to run several reports."""
    forks = hasattr(os, "fork") and sys.platform.startswith("linux") if forking is None else forking
    return (ForkingPool if forks else PlainPool)(at_once, modules)
