"""cvmlab kestrel: a company on command, never over somebody's files."""

from __future__ import annotations

import json
import sys

import pandas as pd
import pytest

from cvmlab.cli import kestrel as command
from cvmlab.cli.app import main


def run(monkeypatch, capsys, *arguments) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["cvmlab", "kestrel", *map(str, arguments)])
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(autouse=True)
def few_tables(monkeypatch):
    """The tables of one size take longer than 200 people: most are left out here."""
    monkeypatch.setattr("cvmlab.kestrel.company.OF_THE_FIRM", {})


@pytest.mark.parametrize("form", ["parquet", "csv", "xlsx"])
def test_it_writes_a_company_and_says_how_to_open_it(monkeypatch, capsys, tmp_path, form):
    out = tmp_path / "a" / "company"
    code, said, _ = run(monkeypatch, capsys, "--people", 200, "--format", form, "--out", out)
    assert code == 0
    assert f'cvm.load("{out}")' in said and "200 people" in said
    assert (out / f"transactions.{form}").exists() and (out / "truth" / f"person.{form}").exists()
    assert json.loads((out / "kestrel.json").read_text(encoding="utf-8"))["people"] == 200
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == ["company"]


def test_an_earlier_company_is_replaced_whole(monkeypatch, capsys, tmp_path):
    out = tmp_path / "company"
    run(monkeypatch, capsys, "--people", 300, "--format", "csv", "--out", out)
    code, _, _ = run(monkeypatch, capsys, "--people", 200, "--out", out)
    assert code == 0
    assert not list(out.rglob("*.csv"))
    assert len(pd.read_parquet(out / "truth" / "person.parquet")) == 200


def test_a_folder_with_anything_else_in_it_is_left_alone(monkeypatch, capsys, tmp_path):
    out = tmp_path / "company"
    run(monkeypatch, capsys, "--people", 200, "--out", out)
    (out / "my notes.txt").write_text("mine", encoding="utf-8")
    code, _, error = run(monkeypatch, capsys, "--people", 300, "--out", out)
    assert code == 2
    assert "my notes.txt" in error and "nothing was written" in error
    assert len(pd.read_parquet(out / "truth" / "person.parquet")) == 200


def test_a_file_is_no_folder(monkeypatch, capsys, tmp_path):
    (tmp_path / "company").write_text("mine", encoding="utf-8")
    code, _, error = run(monkeypatch, capsys, "--people", 200, "--out", tmp_path / "company")
    assert code == 2 and "is a file" in error


def test_all_that_is_wrong_is_said_at_once(monkeypatch, capsys, tmp_path):
    out = tmp_path / "company"
    code, _, error = run(
        monkeypatch, capsys, "--people", 3, "--seed", -1, "--format", "xls", "--out", out
    )
    assert code == 2
    assert error.count("What to do") == 3 and "Traceback" not in error
    assert not out.exists()


def test_a_sheet_of_excel_has_an_end(monkeypatch, capsys, tmp_path):
    code, _, error = run(
        monkeypatch, capsys, "--people", 100_000, "--format", "xlsx", "--out", tmp_path / "c"
    )
    assert code == 2 and "do not fit on a sheet" in error and "--people 40000" in error


def test_stopped_half_way_nothing_has_changed(monkeypatch, capsys, tmp_path):
    out = tmp_path / "company"
    run(monkeypatch, capsys, "--people", 200, "--out", out)
    before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}

    def stop(self, done, total, label):
        raise KeyboardInterrupt

    monkeypatch.setattr(command.Steps, "__call__", stop)
    code, _, error = run(monkeypatch, capsys, "--people", 300, "--out", out)
    assert code == 130 and "nothing was written" in error
    assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["company"]
