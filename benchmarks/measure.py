"""Wall time and peak memory of one piece of work in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
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
    work : float
        Seconds the task itself measured, without imports, median over runs; NaN if it did not.
    peak : float
        Largest resident memory of any run, in megabytes; never below that of the measuring
        process (about 45), which a new process shares until it starts its own program.
    said : dict
        What the last run printed as its result.
    """

    wall: float
    work: float
    peak: float
    said: dict[str, Any]


def measure(command: Sequence[str], runs: int) -> Measured:
    """Run a command several times, each in a fresh process."""
    results = [_once(command) for _ in range(runs)]
    return Measured(
        wall=median(wall for wall, _, _ in results),
        work=median(said.get("seconds", float("nan")) for _, _, said in results),
        peak=max(peak for _, peak, _ in results),
        said=results[-1][2],
    )


def python(*arguments: str) -> list[str]:
    """A command for this Python."""
    return [sys.executable, *arguments]


def task(name: str, *arguments: object) -> list[str]:
    """The command that runs one function of :mod:`benchmarks.tasks`."""
    return python("-m", "benchmarks.tasks", name, *map(str, arguments))


def _once(command: Sequence[str]) -> tuple[float, float, dict[str, Any]]:
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        out, errors = child.stdout.read(), child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if child.returncode:
        raise Failed((errors.strip() or out.strip() or "no message").splitlines()[-1])
    last = out.strip().splitlines()[-1:]
    said = json.loads(last[0]) if last and last[0].startswith("{") else {}
    return wall, used.ru_maxrss * _RSS_UNIT / 1e6, said
