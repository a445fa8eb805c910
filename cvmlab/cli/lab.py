"""cvmlab lab: JupyterLab with the course's settings, open at the README."""

from __future__ import annotations

import os
import subprocess
import sys

import typer

from cvmlab.paths import ROOT


def lab(context: typer.Context) -> None:
    """Open JupyterLab at the README; further options go to JupyterLab (--port 9999, say)."""
    here = str(ROOT / ".jupyter")
    paths = [here, *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}
    # In a container the only user is often root, and Jupyter refuses it unless told.
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", "README.md", *as_root, *context.args]
    raise typer.Exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
