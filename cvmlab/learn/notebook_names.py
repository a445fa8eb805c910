"""Where in a lesson a name is set: so that a reader can be sent to the cell that was skipped."""

from __future__ import annotations

import ast
import json
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def names_set(path: Path) -> dict[str, str]:
    """Each name a notebook's cells set, and the heading of the first cell that does."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    heading = ""
    found: dict[str, str] = {}
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            headings = [line for line in source.splitlines() if line.startswith("#")]
            heading = headings[-1].lstrip("#").strip() if headings else heading
        elif cell["cell_type"] == "code":
            for name in _stored(source):
                found.setdefault(name, heading)
    return found


def heading_of(name: str, path: Path) -> str:
    """The heading under which a notebook sets a name; empty when it does not."""
    return names_set(path).get(name, "")


def _stored(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    names = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    imported = [
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    ]
    return names + imported
