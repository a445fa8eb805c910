"""What lessons and reports need: declared once, in each notebook's own metadata.

A notebook says ``"cvmlab": {"needs": {"transactions": ["customer_id", "date", "amount"]}}`` in its
metadata; ``"helps"`` names, in the same way, what it uses where it is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cvmlab import paths


@dataclass(frozen=True)
class Notebook:
    """A lesson or a report, and the tables and columns it needs.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    title : str
        Its first heading.
    kind : {"lesson", "report"}
    needs, helps : dict of str to tuple of str
        Table -> columns it cannot do without; and those it uses where they are there.
    """

    name: str
    title: str
    kind: str
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    helps: dict[str, tuple[str, ...]] = field(default_factory=dict)


def notebooks(folder: Path | None = None) -> list[Notebook]:
    """All lessons and reports that say what they need, in their order; reports last."""
    folder = paths.NOTEBOOKS if folder is None else folder
    found = [
        notebook
        for path in sorted(folder.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts and (notebook := _declared(path))
    ]
    return sorted(found, key=lambda notebook: notebook.kind == "report")


def _declared(path: Path) -> Notebook | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        said = content.get("metadata", {}).get("cvmlab", {})
        title = next(_headings(content.get("cells", [])), path.stem)
    except (OSError, ValueError, AttributeError):
        return None  # a notebook of the reader's own that is broken is not our matter
    if not isinstance(said, dict) or "needs" not in said:
        return None
    kind = "report" if path.parent.name == paths.REPORTS.name else "lesson"
    return Notebook(path.stem, title, kind, _tables(said["needs"]), _tables(said.get("helps", {})))


def _tables(said: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(table): tuple(map(str, columns)) for table, columns in said.items()}


def _headings(cells: list[dict[str, Any]]) -> Iterator[str]:
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("#"):
                    yield line.lstrip("#").strip()
