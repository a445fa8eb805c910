"""A report's page as its reader sees it."""

from __future__ import annotations

import html
import re
from pathlib import Path


def page_of(folder: Path) -> str:
    """The page of a report, as it is written."""
    (page,) = folder.glob("*.html")
    return page.read_text(encoding="utf-8")


def words_of(folder: Path) -> str:
    """The words on it, as they are read."""
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", page_of(folder), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text))
