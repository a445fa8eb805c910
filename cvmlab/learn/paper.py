"""A lesson's notebook read for paper: its sections and minutes, what it asks and reveals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cvmlab.learn.paper_text import ITEM, plain

_HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*$", flags=re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A stretch of a lesson that has minutes of its own.

    Parameters
    ----------
    heading : str
    minutes : float
    is_core : bool
        Whether it belongs to the 25-minute manager core.
    asks : tuple of str
        The ids of the exercises in it.
    """

    heading: str
    minutes: float
    is_core: bool
    asks: tuple[str, ...] = ()


def tags(cell: Any) -> set[str]:
    """The tags of a cell."""
    return set(cell.metadata.get("tags", []))


def asked(source: str) -> list[str]:
    """The ids of the exercises that a cell asks, in their order.

    Examples
    --------
    >>> asked("share = ____\\nshare = check(1, share)"), asked('check("guess")')
    (['1'], [])
    """
    return [name for name, answers in _checks(source) if answers]


def revealed(source: str) -> list[str]:
    """The ids of the guesses that a cell reveals.

    Examples
    --------
    >>> revealed('check("guess")'), revealed('check("a", ____)')
    (['guess'], [])
    """
    return [name for name, answers in _checks(source) if not answers]


def only_calls(source: str, *names: str) -> bool:
    """Whether a cell does nothing but call these functions, such as the reader's own progress.

    Examples
    --------
    >>> only_calls("progress()", "progress"), only_calls("x = 1", "progress")
    (True, False)
    """
    statements = _parsed(source)
    called = [s.value.func for s in statements if _is_call(s)]  # type: ignore[attr-defined]
    found = [f.id for f in called if isinstance(f, ast.Name)]
    return bool(found) and len(found) == len(statements) and set(found) <= set(names)


def sections(notebook: Any) -> list[Section]:
    """The sections of a lesson: each begins with the cell that carries its minutes."""
    found: list[Section] = []
    heading = ""
    for cell in notebook.cells:
        headings = _HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
        heading = plain(headings[0][1].replace("▶", "")) if headings else heading
        minutes = cell.metadata.get("cvmlab", {}).get("minutes")
        if minutes:
            found.append(Section(heading, minutes, "core" in tags(cell)))
        if cell.cell_type == "code" and found:
            last = found[-1]
            asks = (*last.asks, *asked(cell.source))
            found[-1] = Section(last.heading, last.minutes, last.is_core, asks)
    return found


def questions(notebook: Any) -> dict[str, str]:
    """The Markdown that leads up to each exercise, without its heading, by the exercise's id."""
    found: dict[str, str] = {}
    above = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            above = _HEADING.split(cell.source)[-1].strip()
            continue
        for exercise in asked(cell.source):
            found[exercise] = above
        above = ""
    return found


def prompts(notebook: Any) -> list[str]:
    """The discussion prompts: the list items of the cells tagged ``discuss``."""
    found: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown" or "discuss" not in tags(cell):
            continue
        is_open = False  # whether the line before belongs to an item
        for line in cell.source.splitlines():
            item = ITEM.match(line)
            if item:
                found.append(item[1].strip())
            elif is_open and line.strip():
                found[-1] += " " + line.strip()
            is_open = bool(item) or (is_open and bool(line.strip()))
    return found


def title_of(notebook: Any) -> str:
    """The first heading of a notebook."""
    for cell in notebook.cells:
        found = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if found:
            return plain(found[2])
    return ""


def _checks(source: str) -> Iterator[tuple[str, int]]:
    """Each call of check: which exercise, and how many answers it is given."""
    for node in (n for statement in _parsed(source) for n in ast.walk(statement)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        which = node.args[0]
        if node.func.id == "check" and isinstance(which, ast.Constant):
            yield str(which.value), len(node.args) - 1


def _parsed(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # a cell with a magic asks nothing
        return []


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
