"""Wall time, processor time and peak memory of one piece of work in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere


class Failed(RuntimeError):
    """A piece of work did not come to its end; the message is its last line."""


@dataclass(frozen=True)
class Measured:
    """What the runs of one piece of work took.

    Attributes
    ----------
    wall : float
        Seconds from starting the process to its end, median over runs.
    peak : float
        Largest resident memory of any run, in megabytes, with libraries and input; never below
        that of the measuring process (about 25), which a new process shares until it starts its
        own program.
    runs : tuple of dict
        What each run printed as its result.
    """

    wall: float
    peak: float
    runs: tuple[dict[str, Any], ...]

    @property
    def said(self) -> dict[str, Any]:
        """What the last run printed as its result."""
        return self.runs[-1]

    @property
    def work(self) -> float:
        """Seconds the task itself measured, without imports; NaN if it did not."""
        return self.typical("seconds")

    @property
    def cpu(self) -> float:
        """Seconds of processor time in it, all cores together; NaN if it was not measured."""
        return self.typical("cpu")

    def typical(self, name: str) -> float:
        """The median over runs of a number that they printed."""
        return median(run.get(name, float("nan")) for run in self.runs)


class Stopwatch:
    """Times the block it stands around: ``{**watch.said}`` goes into a task's result."""

    def __enter__(self) -> Stopwatch:
        self._started = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *problem: object) -> None:
        wall, cpu = self._started
        self.said = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def measure(command: Sequence[str], runs: int) -> Measured:
    """Run a command several times, each in a fresh process."""
    results = [_once(command) for _ in range(runs)]
    return Measured(
        wall=median(wall for wall, _, _ in results),
        peak=max(peak for _, peak, _ in results),
        runs=tuple(said for _, _, said in results),
    )


def attempt(command: Sequence[str], runs: int) -> Measured | Failed:
    """The same, but a failure is a result: a peer that cannot do it gets a line too."""
    try:
        return measure(command, runs)
    except Failed as error:
        return error


def python(*arguments: str) -> list[str]:
    """A command for this Python."""
    return [sys.executable, *arguments]


def task(function: Callable[..., dict[str, Any]], *arguments: object) -> list[str]:
    """The command that runs one function of these modules and prints its result as JSON."""
    return python(
        "-m", "benchmarks.task", function.__module__, function.__name__, *map(str, arguments)
    )


def _once(command: Sequence[str]) -> tuple[float, float, dict[str, Any]]:
    started = time.perf_counter()
    # Errors go to a file: a pipe that nobody empties while the results are read would fill up.
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as child,
    ):
        assert child.stdout is not None
        out = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        complaint = errors.read().strip()
    wall = time.perf_counter() - started
    if child.returncode:
        no_word = f"it ended with status {child.returncode} and without a word"
        raise Failed((complaint or out.strip() or no_word).splitlines()[-1])
    last = out.strip().splitlines()[-1:]
    said = json.loads(last[0]) if last and last[0].startswith("{") else {}
    return wall, used.ru_maxrss * _RSS_UNIT / 1e6, said
