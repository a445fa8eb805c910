"""`make` says what is missing in plain words, and finds its way in any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["setup", "report", "lab", "test", "check", "notebooks", "bench"]

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "a folder with spaces"
    place.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, place)
    return place


@pytest.fixture
def only(tmp_path):
    """A search path on which there is no Python but the one a test puts there."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "cat", "bash", "awk", "tail", "tee"):
        (tools / name).symlink_to(shutil.which(name))
    return tools


def run_make(command: str, folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", command], cwd=folder, env={"PATH": str(path)}, capture_output=True, text=True
    )


@needs_make
@pytest.mark.parametrize("command", COMMANDS)
def test_without_python_every_command_says_what_to_install(command, folder, only):
    asked = run_make(command, folder, only)
    assert asked.returncode != 0
    assert "cvmlab needs Python 3.11 or newer, and none was found" in asked.stderr
    assert "python3-venv" in asked.stderr
    assert not (folder / ".venv").exists()


@needs_make
def test_a_python_without_venv_is_told_how_to_get_it(folder, only):
    fake = only / "python3"
    fake.write_text('#!/bin/bash\n[[ "$*" != *ensurepip* ]]\n', encoding="utf-8")
    fake.chmod(0o755)
    asked = run_make("report", folder, only)
    assert asked.returncode != 0
    assert "Run: apt install python3-venv" in asked.stderr
    assert not (folder / ".venv").exists()


@needs_make
def test_set_up_once_means_once(folder):
    """With its stamp in place make goes straight to work, unless the folder was moved."""
    (folder / ".venv").mkdir()
    stamp = folder / ".venv" / ".ready"
    env = {**os.environ, "PWD": str(folder)}

    def planned() -> str:
        return subprocess.run(
            ["make", "-n", "report"], cwd=folder, env=env, capture_output=True, text=True
        ).stdout

    assert "Setting up" in planned()
    stamp.write_text(f"{folder}\n", encoding="utf-8")
    assert "Setting up" not in planned() and "customer-value" in planned()
    stamp.write_text("somewhere else\n", encoding="utf-8")
    assert "Setting up" in planned()
    stamp.write_text(f"{folder}\n", encoding="utf-8")
    later = stamp.stat().st_mtime + 10
    os.utime(folder / "requirements.lock", (later, later))
    assert "Setting up" in planned(), "another lock needs another set-up"


def test_continuous_integration_reads_as_bash():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_jupyterlab_finds_the_projects_settings():
    code = (
        "import json; from jupyter_server.services.config.manager import ConfigManager;"
        "found = ConfigManager(config_dir_name='labconfig');"
        "print(json.dumps(found.get('default_setting_overrides')))"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "JUPYTER_CONFIG_PATH": str(ROOT / ".jupyter")},
        capture_output=True,
        text=True,
        check=True,
    )
    settings = json.loads(asked.stdout)
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news["fetchNews"] == "false" and news["checkForUpdates"] is False
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers["markdown"] == "Markdown Preview"
