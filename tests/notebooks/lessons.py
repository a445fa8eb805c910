"""The lesson notebooks as the tests see them: cells with their place, tags and printed outputs.

``made_up`` builds a notebook of a few cells, so that every rule can be seen to fail.
"""

from __future__ import annotations

import ast
import html
import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from cvmlab.paths import ROOT

NOTEBOOKS = ROOT / "notebooks"
FENCED = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$\w])\$(?![\s$]).+?(?<![\s\\])\$(?![\d$])", re.DOTALL)
# A picture is looked for first: it may stand inside a link.
LINK = re.compile(r"!?\[((?:!\[[^\]]*\]\([^)]*\)|[^\[\]])*)\]\(\s*<?([^)\s>]+)>?[^)]*\)")


@dataclass(frozen=True)
class Cell:
    """One cell: its place (from 1), kind, text, tags, own metadata and outputs."""

    number: int
    kind: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    outputs: tuple[dict[str, Any], ...] = ()

    @property
    def tags(self) -> set[str]:
        return set(self.metadata.get("tags", ()))

    @property
    def own(self) -> dict[str, Any]:
        return self.metadata.get("cvmlab", {})

    @property
    def is_code(self) -> bool:
        return self.kind == "code"

    @property
    def is_markdown(self) -> bool:
        return self.kind == "markdown"

    @property
    def where(self) -> str:
        """The cell as a person finds it: its number, its kind and how it begins."""
        first = next((line.strip() for line in self.text.splitlines() if line.strip()), "empty")
        begins = first if len(first) <= 50 else f"{first[:47]}..."
        return f'cell {self.number} ({self.kind}, "{begins}")'

    @property
    def lines(self) -> int:
        """Lines of code, empty ones not counted."""
        return sum(bool(line.strip()) for line in self.text.splitlines())

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each heading."""
        if not self.is_markdown:
            return []
        return [(len(m[1]), m[2]) for m in HEADING.finditer(FENCED.sub("", self.text))]

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code as Python reads it; None where it does not."""
        try:
            return ast.parse(self.text)
        except SyntaxError:
            return None

    @property
    def checks(self) -> list[Any]:
        """What the cell asks ``check`` about: exercise ids, in their order."""
        return [
            str(call.args[0].value)
            for call in ast.walk(self.tree or ast.Module([], []))
            if isinstance(call, ast.Call)
            and ast.unparse(call.func) == "check"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The metadata of each image among the outputs."""
        return [
            output.get("metadata", {}).get(kind, {})
            for output in self.outputs
            for kind in output.get("data", {})
            if kind.startswith("image/")
        ]

    @cached_property
    def printed(self) -> str:
        """Everything the outputs say, as text."""
        parts = []
        for output in self.outputs:
            data = output.get("data", {})
            for kind in ("text/plain", "text/markdown", "text/latex"):
                parts.append("".join(data.get(kind, ())))
            markup = re.sub(r"(?s)<(style|script).*?</\1>", " ", "".join(data.get("text/html", ())))
            parts.append(html.unescape(re.sub(r"<[^>]+>", " ", markup)))
            parts.append("".join(output.get("text", ())))
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Lesson:
    """One notebook: its name, the course's own metadata and its cells."""

    path: Path
    metadata: dict[str, Any]
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def own(self) -> dict[str, Any]:
        return self.metadata.get("cvmlab", {})

    @property
    def code(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_code]

    @property
    def markdown(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_markdown]

    def tagged(self, tag: str) -> list[Cell]:
        return [cell for cell in self.cells if tag in cell.tags]

    def first(self, tag: str) -> Cell | None:
        return next(iter(self.tagged(tag)), None)

    @cached_property
    def sections(self) -> dict[int, int]:
        """For each cell's number, the number of the cell whose ``##`` heading it stands under."""
        found, start = {}, 0
        for cell in self.cells:
            if any(level <= 2 for level, _ in cell.headings):
                start = cell.number
            found[cell.number] = start
        return found

    def at(self, cell: Cell | None, what: str) -> str:
        """A violation as it is reported: notebook, cell, what to do."""
        return f"{self.name}: {what}" if cell is None else f"{self.name}, {cell.where}: {what}"


def read(path: Path) -> Lesson:
    """A notebook from its file."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = tuple(
        Cell(
            number,
            cell["cell_type"],
            "".join(cell["source"]),
            cell.get("metadata", {}),
            tuple(cell.get("outputs", ())),
        )
        for number, cell in enumerate(notebook["cells"], start=1)
    )
    return Lesson(path, notebook["metadata"], cells)


@cache
def lessons() -> tuple[Lesson, ...]:
    """Every notebook of the course, reports left out, in the order of their numbers."""
    paths = (
        path
        for path in NOTEBOOKS.rglob("*.ipynb")
        if not {"reports", ".ipynb_checkpoints"} & set(path.relative_to(NOTEBOOKS).parts)
    )
    return tuple(read(path) for path in sorted(paths, key=lambda path: path.name))


def names(lesson: Lesson) -> str:
    """How pytest calls a lesson."""
    return lesson.name


def hold(found: list[str]) -> None:
    """Fail with what was found, a line each, and without a traceback."""
    if found:
        noun = "1 thing" if len(found) == 1 else f"{len(found)} things"
        pytest.fail("\n".join([f"{noun} to put right:", *found]), pytrace=False)


# notebooks made up for the tests of the rules


def md(text: str, *tags: str, **own: Any) -> dict[str, Any]:
    """A Markdown cell; named values go to the course's own metadata."""
    return {"kind": "markdown", "text": text, "metadata": {"tags": list(tags), "cvmlab": own}}


def code(text: str, *tags: str, printed: str = "", picture: str | None = None, **own: Any) -> dict:
    """A code cell; ``printed`` is its text output, ``picture`` the alt sentence of its chart."""
    outputs: list[dict[str, Any]] = []
    if printed:
        outputs.append({"output_type": "stream", "name": "stdout", "text": [printed]})
    if picture is not None:
        data = {"image/png": "iVBORw0KGgo=", "text/plain": [picture]}
        outputs.append({"data": data, "metadata": {"image/png": {"alt": picture}}})
    metadata = {"tags": list(tags), "cvmlab": own}
    return {"kind": "code", "text": text, "metadata": metadata, "outputs": tuple(outputs)}


def made_up(*cells: dict[str, Any], name: str = "11-data", **own: Any) -> Lesson:
    """A notebook of these cells, standing where lesson 11 stands."""
    numbered = tuple(Cell(number, **cell) for number, cell in enumerate(cells, start=1))
    return Lesson(NOTEBOOKS / "1-insight" / f"{name}.ipynb", {"cvmlab": own}, numbered)


def words(text: str) -> int:
    """Words a person reads: link targets, tags and fences are none."""
    text = LINK.sub(r"\1", FENCED.sub(" ", text))
    text = re.sub(r"<[^>]+>", " ", text)
    return sum(any(mark.isalnum() for mark in word) for word in text.split())
