"""The page of each room says what its code says."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

import cvmlab as cvm
from cvmlab.paths import ROOT


@dataclass(frozen=True)
class Page:
    """A page of docs, the room it is about, and what its example prints."""

    file: str
    room: str
    prints: tuple[str, ...]
    fewest: int  # names of it at the top of the package

    @property
    def text(self) -> str:
        return (ROOT / "docs" / self.file).read_text(encoding="utf-8")


PAGES = [
    Page(
        "value-of.md", "value_of", ("customers who bought up to", "The gap holds", "K0000001"), 40
    ),
    Page("idic.md", "idic", ("cards K0001514, K0006972", "told us", "A cap of 3"), 25),
]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.room)


@each_page
def test_the_python_of_the_page_runs(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page.text, re.DOTALL):
        exec(block, names)
    printed = capsys.readouterr().out
    assert [words for words in page.prints if words not in printed] == []


@each_page
def test_every_name_of_the_page_exists(page: Page) -> None:
    """On top of the package, or at least in its room: columns, methods, parts of a calculation."""
    room = (ROOT / "cvmlab" / page.room).rglob("*.py")
    inside = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in room)))
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)(?:\([^`]*\))?`", page.text))
    assert named - inside == set()
    assert len([name for name in named if hasattr(cvm, name)]) > page.fewest


@each_page
def test_every_function_of_the_first_table_is_to_be_had_at_the_top(page: Page) -> None:
    table = re.findall(r"^\| `(\w+)`", page.text, re.MULTILINE)
    assert len(table) > 20
    assert [name for name in table if not hasattr(cvm, name)] == []


@each_page
def test_every_file_the_page_points_at_is_there(page: Page) -> None:
    links = re.findall(r"\]\(([^)#:]+)[^)]*\)", page.text)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
