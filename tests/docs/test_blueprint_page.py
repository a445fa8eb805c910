"""The page of the blueprint says what its code says."""

from __future__ import annotations

import re

from cvmlab.paths import ROOT
from tests.sample import sample_company

PAGE = (ROOT / "docs" / "blueprint.md").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cvmlab.load", sample_company)
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(block, {})
    printed = capsys.readouterr().out
    assert "12 of 12 figures" in printed
    assert (tmp_path / "blueprint.html").read_text(encoding="utf-8").count("<svg") >= 12


def test_every_figure_of_the_page_stands_on_the_board():
    from cvmlab.blueprint.board import current_blueprint

    rows = re.findall(r"^\| `([a-z-]+)` \|", PAGE.split("## The twelve figures")[1], re.MULTILINE)
    assert rows == [tile.key for tile in current_blueprint(sample_company()).tiles]


def test_every_name_of_the_page_exists():
    room = [path.read_text(encoding="utf-8") for path in (ROOT / "cvmlab").rglob("*.py")]
    inside = set(re.findall(r"\w+", " ".join(room)))
    named = set(re.findall(r"`(?:cvm\.)?([a-z]+(?:_[a-z]+)+)(?:\([^`]*\))?`", PAGE))
    assert len(named) > 10 and named - inside == set()
