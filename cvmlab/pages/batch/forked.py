"""Processes that wait until they are told what to be, forked from one that has imported everything.

A kernel takes three seconds to start and a workbook one, nearly all of it imports. A process that
is forked from one with these imports begins at once, in the state of a fresh interpreter that has
imported them: nothing of an earlier report is in it.

Forking is safe only before a process has threads, so whatever a report will need is forked first
and told later: through a pipe, as a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

Told = dict[str, Any]


class Waiting:
    """A forked process that waits to be told; it behaves as ``subprocess.Popen`` does.

    Parameters
    ----------
    be : callable
        What it is to do when told, with what it was told.
    close : sequence of int
        Files that are the parent's alone.
    """

    stdin = stdout = stderr = None

    def __init__(self, be: Callable[[Told], None], close: Sequence[int] = ()) -> None:
        self.returncode: int | None = None
        self._errors: Path | None = None
        read, self._write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for file in (self._write, *close):
                os.close(file)
            _wait(read, be)
        os.close(read)

    def tell(self, told: Told) -> None:
        """Say what it is to be; ``errors`` among it is the file its complaints go to."""
        self._errors = Path(told["errors"])
        with os.fdopen(self._write, "w", encoding="utf-8") as pipe:
            pipe.write(json.dumps(told) + "\n")

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        if self.returncode is None:
            try:
                found, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                found, status = self.pid, 0
            if found:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        while (code := self.poll()) is None:
            time.sleep(0.005)
        return code

    def communicate(self) -> tuple[None, str]:
        """Wait for its end, and give back its complaints."""
        self.wait()
        known = self._errors is not None and self._errors.exists()
        return None, self._errors.read_text(errors="replace") if known and self._errors else ""

    def send_signal(self, number: int) -> None:
        """Signal it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _wait(pipe: int, be: Callable[[Told], None]) -> None:
    """The life of a forked process: wait, be what one is told, leave without clearing up."""
    code = 1
    try:
        with os.fdopen(pipe, encoding="utf-8") as stream:
            text = stream.readline()  # not to its end: a sibling may hold the pipe open
        if text:
            told = json.loads(text)
            _take_place(told)
            be(told)
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0) if isinstance(stop.code, int | None) else 1
    except BaseException:  # what the process it stands for would print as its last words
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _take_place(told: Told) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    errors = os.open(told["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for target, source in ((0, nothing), (1, nothing), (2, errors)):
        os.dup2(source, target)
    os.chdir(told["cwd"])
    if "env" in told:
        os.environ.clear()
        os.environ.update(told["env"])
        tempfile.tempdir = None  # it is found anew, where the environment says


class ForkedProvisioner(LocalProvisioner):
    """Lets Jupyter's kernel manager use a process that waits in place of one it starts."""

    waiting: Waiting | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Tell the waiting process to be the kernel of this connection."""
        assert self.waiting is not None
        self.waiting.tell(
            {
                "argv": cmd[cmd.index("-f") :],
                "env": kwargs["env"],
                "cwd": kwargs["cwd"],
                "errors": kwargs["stderr"].name,
            }
        )
        self.process = self.waiting  # type: ignore[assignment]
        self.pid, self.pgid = self.waiting.pid, None
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        code = 0
        if self.process is not None:
            while (found := self.process.poll()) is None:
                await asyncio.sleep(0.01)
            code, self.process = found, None
        return code


def be_kernel(told: Told) -> None:
    """Be a report's kernel; its libraries are loaded already."""
    from cvmlab.pages import kernel

    sys.argv = ["kernel", *told["argv"]]
    kernel.main()


def be_excel(told: Told) -> None:
    """Write a workbook of customers."""
    from cvmlab.pages.excel import write_excel

    write_excel(Path(told["parquet"]), Path(told["path"]))
