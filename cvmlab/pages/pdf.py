"""The page as a PDF, printed by whichever Chromium, Chrome or Edge the machine has."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
_SECONDS = 60


def find_browser() -> str | None:
    """The program that can print a page, or ``None``."""
    return next(_browsers(), None)


def write_pdf(page: Path, pdf: Path) -> str | None:
    """Print an HTML page to a PDF file; the same page gives the same bytes.

    Returns
    -------
    str or None
        A sentence when no PDF could be made, else ``None``.
    """
    browser = find_browser()
    if browser is None:
        return (
            "No PDF was made: it needs Chromium, Chrome or Edge on this computer. "
            "The page can be printed from any browser instead."
        )
    with tempfile.TemporaryDirectory(prefix="cvmlab-", ignore_cleanup_errors=True) as profile:
        command = [
            browser,
            "--headless=new",
            "--disable-gpu",
            "--disable-extensions",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={pdf.resolve()}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start for root without it
        try:
            subprocess.run(
                command,
                check=True,
                timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            pdf.write_bytes(without_clock(pdf.read_bytes()))
        except (OSError, subprocess.SubprocessError):
            pdf.unlink(missing_ok=True)
            return (
                f"No PDF was made: {Path(browser).stem} could not print the page. "
                "The HTML page can be printed by hand instead."
            )
    return None


def without_clock(pdf: bytes) -> bytes:
    """Blank out when a PDF was made, keeping every position in the file.

    Examples
    --------
    >>> without_clock(b"/CreationDate (D:20260101)/Producer (x)")
    b'                          /Producer (x)'
    """
    clock = rb"/(?:CreationDate|ModDate)\s*\([^)]*\)"
    random_id = rb"/ID\s*\[\s*<[0-9A-Fa-f]*>\s*<[0-9A-Fa-f]*>\s*\]"
    return re.sub(clock + b"|" + random_id, lambda found: b" " * len(found[0]), pdf)


def _browsers() -> Iterator[str]:
    for name in _ON_PATH:
        found = shutil.which(name)
        if found:
            yield found
    system = platform.system()
    if system == "Darwin":
        yield from _installed([Path("/Applications"), Path.home() / "Applications"], _MAC)
    elif system == "Windows":
        variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        places = [Path(os.environ[v]) for v in variables if v in os.environ]
        yield from _installed(places, _WINDOWS)


def _installed(places: Sequence[Path], programs: Sequence[str]) -> Iterator[str]:
    for place in places:
        for program in programs:
            if (place / program).is_file():
                yield str(place / program)
