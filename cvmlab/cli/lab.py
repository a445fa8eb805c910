"""cvmlab lab: JupyterLab with the course's settings, open in the reader's own copy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from cvmlab.learn.working_copy import MARKER, MY_COURSE, Prepared, prepare
from cvmlab.paths import ROOT

# What every kernel runs first, so that a mistake before the set-up cell gets a sentence too.
_STARTUP = ROOT / "cvmlab" / "learn" / "startup.py"


def lab(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            help="Where your copy of the lessons stands: one folder for each class.",
            show_default="my-course, beside notebooks",
        ),
    ] = MY_COURSE,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Make the copy, and do not start JupyterLab.")
    ] = False,
) -> None:
    """Open the course in JupyterLab, in a copy of the lessons that is yours to write in.

    What you wrote is never overwritten. Further options go to JupyterLab (--port 9999, say).
    """
    prepared = prepare(folder)
    for sentence in prepared.sentences():
        typer.echo(sentence)
    if prepare_only:
        return
    raise typer.Exit(run_to_its_end(command(prepared, context.args), environment(prepared)))


def command(prepared: Prepared, further: list[str]) -> list[str]:
    """How JupyterLab is started: at the first lesson, seeing the pages that lessons link to."""
    root = ROOT if prepared.folder.is_relative_to(ROOT) else prepared.folder
    opened = prepared.start or ROOT / "README.md"
    page = [str(opened)] if opened.is_relative_to(root) else []
    # In a container the only user is often root, and Jupyter refuses it unless told.
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [
        sys.executable, "-m", "jupyterlab", *page, f"--ServerApp.root_dir={root}", *as_root,
        *further,
    ]  # fmt: skip


def run_to_its_end(words: list[str], settings: dict[str, str]) -> int:
    """Run a program in the course's folder until it ends by itself; its exit code."""
    program = subprocess.Popen(words, cwd=ROOT, env=settings)
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab has heard it too, and asks whether it should stop


def environment(prepared: Prepared) -> dict[str, str]:
    """The course's settings for JupyterLab and its kernels, beside the reader's own."""
    here = str(ROOT / ".jupyter")
    paths = [here, *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    settings = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}
    own = settings.get("PYTHONSTARTUP")
    if own and Path(own).is_file() and not Path(own).samefile(_STARTUP):
        settings["PYTHONSTARTUP"] = str(_both(prepared.folder / MARKER / "startup.py", Path(own)))
    else:
        settings["PYTHONSTARTUP"] = str(_STARTUP)
    return settings


def _both(file: Path, own: Path) -> Path:
    """Python takes one start-up file; this one runs the reader's, then the course's."""
    if own == file:  # JupyterLab was started from a terminal inside JupyterLab
        return file
    lines = [
        "# Written by cvmlab lab. Python runs one file at its start; this one runs two.",
        "from pathlib import Path as _Path",
        "",
        f"for _file in {[str(own.resolve()), str(_STARTUP)]!r}:",
        '    exec(compile(_Path(_file).read_text(encoding="utf-8"), _file, "exec"))',
        "del _file, _Path",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
