"""The page of the value of the customer says what the code says."""

from __future__ import annotations

import re

import pytest

import cvmlab as cvm
from cvmlab.paths import ROOT

PAGE = (ROOT / "docs" / "value-of.md").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert "customers who bought up to" in printed and "The gap holds" in printed
    assert "K0000001" in printed


def test_every_name_of_the_page_exists() -> None:
    """On top of the package, or at least in its room: columns, methods, parts of a calculation."""
    room = (ROOT / "cvmlab" / "value_of").rglob("*.py")
    inside = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in room)))
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)(?:\([^`]*\))?`", PAGE))
    assert named - inside == set()
    assert len([name for name in named if hasattr(cvm, name)]) > 40


def test_every_function_of_the_first_table_is_to_be_had_at_the_top() -> None:
    table = re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)
    assert len(table) > 20
    assert [name for name in table if not hasattr(cvm, name)] == []


def test_every_file_the_page_points_at_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)[^)]*\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
