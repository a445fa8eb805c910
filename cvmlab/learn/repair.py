"""Answers typed as people type them, made into texts that Python can read.

Only cells that check an answer are touched, and in them only what stands where an answer goes:
``share = 35 %`` becomes ``share = "35 %"``, and ``check("q1", b)`` becomes ``check("q1", "b")``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container

_ASSIGNED = re.compile(r"^(\s*[A-Za-z_]\w*\s*=\s*)(?!=)(.*?)(\s*)$")
_CHECKED = re.compile(
    r"""^(\s*(?:[A-Za-z_]\w*\s*=\s*)?check\(\s*(?:"[^"]*"|'[^']*'|\d+)\s*,\s*)(.*?)(\s*\)\s*)$"""
)
_COMMENT = re.compile(r"\s+#.*$")


def repaired(cell: str, known: Container[str]) -> str:
    """A cell's source with its answers readable; any other cell as it is.

    Parameters
    ----------
    cell : str
    known : container of str
        The names that are defined: they are not words.

    Examples
    --------
    >>> print(repaired('share = 35 %\\nshare = check(1, share)', {"check"}))
    share = '35 %'
    share = check(1, share)
    >>> repaired('check("q1", b)', {"check"})
    'check("q1", \\'b\\')'
    """
    if "check(" not in cell:
        return cell
    if not _reads(cell):
        cell = "\n".join(map(_line, cell.split("\n")))
    return _words_quoted(cell, known) if _reads(cell) else cell


def _reads(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _line(line: str) -> str:
    if _reads(line.strip()):
        return line
    for pattern in (_CHECKED, _ASSIGNED):
        found = pattern.match(_COMMENT.sub("", line))
        if found:
            before, answer, after = found.groups()
            return f"{before}{_bare(answer)!r}{after}" if answer else f"{before}____{after}"
    return line


def _bare(answer: str) -> str:
    """The answer without a quotation mark that was opened and never closed, or the reverse."""
    return answer.strip().strip("\"'“”„‘’").strip()


def _words_quoted(cell: str, known: Container[str]) -> str:
    """Single words that nobody defined, where an answer goes, as texts."""
    tree = ast.parse(cell)
    here = {node.id for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    words = [
        node
        for node in _answers(tree)
        if node.id not in here and node.id not in known and node.id.strip("_")
    ]
    lines = cell.split("\n")
    for node in sorted(words, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[node.lineno - 1].encode()
        quoted = repr(node.id).encode()
        line = line[: node.col_offset] + quoted + line[node.end_col_offset :]
        lines[node.lineno - 1] = line.decode()
    return "\n".join(lines)


def _answers(tree: ast.Module) -> list[ast.Name]:
    """The bare names that stand where an answer goes."""
    places: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            places.append(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
            places.extend(node.args[1:])
    inside = [
        part
        for place in places
        for part in (place.elts if isinstance(place, (ast.List, ast.Tuple)) else [place])
    ]
    return [part for part in inside if isinstance(part, ast.Name)]
