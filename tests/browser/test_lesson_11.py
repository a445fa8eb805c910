"""Lesson 11 as a reader meets it: in JupyterLab, in their own copy, in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from cvmlab.learn.course import find
from cvmlab.learn.lesson import exercises_of, facts_of
from cvmlab.pages.pdf import find_browser
from tests.sample import sample_company

CHROMIUM = shutil.which("chromium") or find_browser()
LESSON = find("11")
HOST = "127.0.0.1"
SECONDS = 120  # a busy machine takes its time; an idle one a few seconds

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium, Chrome or Edge on this machine (apt install chromium)"
)

# Clicking through menus and watching for the kernel to be idle would race with it: the commands'
# promises resolve when the work is done.
OPENED = """async () => {
  const soon = () => new Promise(go => setTimeout(go, 100));
  while (!window.jupyterapp) await soon();
  const app = window.jupyterapp;
  await app.restored;
  const open = () => [...app.shell.widgets('main')].find(one => one.content && one.content.model);
  while (!open()) await soon();
  window.panel = open();
  await panel.context.ready;
  while (!(panel.sessionContext.session && panel.sessionContext.session.kernel)) await soon();
  await panel.sessionContext.session.kernel.info;
  app.shell.activateById(panel.id);
  while (app.shell.currentWidget !== panel) await soon();
}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
FILL_AND_RUN = """async ([number, source]) => {
  const content = panel.content;
  content.activeCellIndex = number;
  content.model.cells.get(number).sharedModel.setSource(source);
  await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
CELLS = """() => {
  const found = [];
  for (const cell of panel.content.model.cells) {
    found.push(cell.toJSON());
  }
  return found;
}"""


@pytest.fixture
def port():
    with closing(socket.socket()) as door:
        door.bind((HOST, 0))
        return door.getsockname()[1]


@pytest.fixture
def jupyterlab(tmp_path, port):
    """The course opened with the reader's own command, in a folder of the test."""
    settings = tmp_path / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # All cells are drawn, also those below the window.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    command = [
        sys.executable, "-m", "cvmlab.cli", "lab", "--folder", str(tmp_path / "my-course"),
        "--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
        f"--LabApp.user_settings_dir={tmp_path / 'settings'}",
        f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}",
    ]  # fmt: skip
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_until_it_answers(server, port, tmp_path / "server.log")
        yield f"http://{HOST}:{port}"
    finally:
        _stop(server, port)


def _answers(port):
    try:
        door = HTTPConnection(HOST, port, timeout=5)  # goes through no proxy
        door.request("GET", "/api/status")
        return door.getresponse().status == 200
    except OSError:
        return False


def _wait_until_it_answers(server, port, log):
    until = time.monotonic() + SECONDS
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > until:
            pytest.fail(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _stop(server, port):
    """Told to stop, JupyterLab stops its kernels first."""
    os.killpg(server.pid, signal.SIGTERM)
    until = time.monotonic() + 30
    while _answers(port) and time.monotonic() < until:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


@pytest.fixture
def page():
    """A window of a fresh browser, and every address it asked for."""
    from playwright.sync_api import sync_playwright

    as_root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=as_root)
        window = browser.new_page(viewport={"width": 1280, "height": 900})
        window.set_default_timeout(SECONDS * 1000)
        window.asked = []
        window.on("request", lambda request: window.asked.append(request.url))
        window.on("websocket", lambda socket: window.asked.append(socket.url))
        yield window
        browser.close()


def cells(page):
    return page.evaluate(CELLS)


def number_of(page, words):
    """The place of the one cell that holds these words."""
    (found,) = (i for i, cell in enumerate(cells(page)) if words in "".join(cell["source"]))
    return found


def text_of(cell):
    """All that stands below a cell, as text."""
    said = []
    for output in cell.get("outputs", []):
        assert output["output_type"] != "error", output
        parts = output.get("text") or output.get("data", {}).get("text/plain", "")
        said.append(parts if isinstance(parts, str) else "".join(parts))
    return "\n".join(said)


def right_answer():
    """The answer to exercise 1, as a reader would type it."""
    facts = facts_of(LESSON.number, sample_company())
    (first,) = (one for one in exercises_of(LESSON.number).EXERCISES if one.id == "1")
    return first.write(first.reference(facts), facts)


def test_a_reader_runs_lesson_11_fills_a_blank_and_moves_the_slider(jupyterlab, page, tmp_path):
    from playwright.sync_api import expect

    page.goto(f"{jupyterlab}/lab/tree/{LESSON.place.as_posix()}")
    page.evaluate(OPENED)

    # Nothing is revealed before the reader has begun.
    assert not any(cell.get("outputs") for cell in cells(page))

    # Run all: unfilled, every cell runs and nothing fails.
    page.evaluate(RUN_ALL)
    run = [cell for cell in cells(page) if cell["cell_type"] == "code" and cell["source"]]
    assert not any("Traceback" in text_of(cell) for cell in run)
    assert len(run) > 10 and all(cell["execution_count"] for cell in run)
    blank = number_of(page, "check(1, ")
    assert "to do" in text_of(cells(page)[blank])

    # Printed sentences are set as prose: no line breaks in the middle of a word.
    printed = page.locator('[data-mime-type="application/vnd.jupyter.stdout"] pre').first
    assert printed.evaluate("one => getComputedStyle(one).wordBreak") == "normal"

    # Fill a blank, as a person types it, and see "right".
    source = "".join(cells(page)[blank]["source"])
    assert source.count("____") == 1
    page.evaluate(FILL_AND_RUN, [blank, source.replace("____", right_answer())])
    said = text_of(cells(page)[blank])
    assert "right" in said and "not yet" not in said
    shown = page.locator(".jp-Notebook .jp-Cell").nth(blank).locator(".jp-OutputArea")
    assert "right" in shown.inner_text(), "it stands on the screen, not only in the file"

    # Move the slider with the keyboard, and see the number change.
    lever = page.locator(".jp-Notebook .jp-Cell").nth(number_of(page, "lever.move()"))
    sentence = lever.locator(".widget-html p").first
    sentence.wait_for()
    before = sentence.text_content()
    handle = lever.locator(".noUi-handle").first
    at = float(handle.get_attribute("aria-valuenow"))
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(sentence).not_to_have_text(before, timeout=SECONDS * 1000)
    after = sentence.text_content()
    assert float(handle.get_attribute("aria-valuenow")) > at
    assert re.findall(r"[\d.,]+", before) != re.findall(r"[\d.,]+", after)

    # What was typed is saved in the reader's copy, and no original was touched.
    page.evaluate(SAVE)
    saved = json.loads((tmp_path / "my-course" / LESSON.place).read_text(encoding="utf-8"))
    assert right_answer() in "".join(saved["cells"][blank]["source"])
    assert right_answer() not in "".join(
        json.loads(LESSON.path.read_text(encoding="utf-8"))["cells"][blank]["source"]
    )

    # All of it without asking anything of anybody outside.
    asked = {urlsplit(url).hostname for url in page.asked if not url.startswith(("data:", "blob:"))}
    assert asked == {HOST}
