"""One run of the report on the invented shop, one on the whole CDNOW log; shared by the tests."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests import warm

Run = Callable[..., subprocess.CompletedProcess[str]]
SHOP = Path(__file__).resolve().parents[1] / "shop"


@pytest.fixture(scope="session")
def cvmlab() -> Run:
    """Run the command line from a folder."""
    return warm.cvmlab


@pytest.fixture(scope="session")
def run_report(cvmlab: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Run a report by its command, in a folder of its own: what it wrote, or what it refused."""

    def run(name: str, *options: object, files: Any = None, code: int = 0) -> Any:
        folder = tmp_path_factory.mktemp(name)
        for file, frame in (files or {}).items():
            frame.to_csv(folder / file, index=False)
        done = cvmlab("report", name, "--out", "out", *options, cwd=folder)
        assert done.returncode == code, done.stderr
        return done.stderr if code else folder / "out"

    return run


@pytest.fixture(scope="session")
def cdnow_log() -> Path:
    """The master log of CDNOW (Fader & Hardie 2001), as the peer package lifetimes ships it."""
    spec = find_spec("lifetimes")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "datasets" / "CDNOW_master.txt"


@pytest.fixture(scope="session")
def shop_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the orders of the invented shop, whose parameters are known, as a person does.

    All else runs in forks of a warm process; on this report they are held to give the same bytes.
    """
    folder = tmp_path_factory.mktemp("shop")
    command = (
        "report", "customer-value", "--data", SHOP / "orders.csv", "--mapping",
        SHOP / "mapping.toml", "--out", "report", "--set", "segment=channel",
    )  # fmt: skip
    done = warm.plainly(command, folder)
    assert done.returncode == 0, done.stderr
    return folder / "report"


@pytest.fixture(scope="session")
def cdnow_report(cvmlab: Run, cdnow_log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on 69,659 orders of 23,570 customers."""
    folder = tmp_path_factory.mktemp("cdnow")
    done = cvmlab(
        "report", "customer-value", "--data", cdnow_log, "--currency", "USD",
        "--set", "holdout_weeks=39", "--out", "report", cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "report"


@pytest.fixture(scope="session")
def metrics() -> Callable[[Path], dict[str, Any]]:
    """The figures a report has handed over."""

    def read(folder: Path) -> dict[str, Any]:
        return dict(json.loads((folder / "metrics.json").read_text(encoding="utf-8")))

    return read


@pytest.fixture
def in_browser() -> Callable[[Path], tuple[list[str], list[tuple[str, int]], int]]:
    """Open a page in a real browser: what it asked for outside, its images, its width."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: apt install chromium")

    def opened(file: Path) -> tuple[list[str], list[tuple[str, int]], int]:
        from playwright.sync_api import sync_playwright

        asked: list[str] = []
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 900, "height": 1200})
            page.on("request", lambda request: asked.append(request.url))
            page.goto(file.as_uri())
            seen = page.eval_on_selector_all("img", "all => all.map(i => [i.alt, i.naturalWidth])")
            width = page.evaluate("document.documentElement.scrollWidth")
            browser.close()
        outside = [url for url in asked if not url.startswith(("file:", "data:"))]
        return outside, [(alt, size) for alt, size in seen], width

    return opened
