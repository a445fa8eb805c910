"""cvmlab survey as a person meets it: from the export to a description, and through it."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest

from tests.data import survey_files as files
from tests.data.surveys import customer_files


def cvmlab(*arguments, cwd):
    command = [sys.executable, "-m", "cvmlab.cli", "survey", *map(str, arguments)]
    environment = os.environ | {"PYTHONUTF8": "1", "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=300, env=environment
    )


@pytest.fixture
def folder(tmp_path):
    frame = files.sheets(files.truth(), files.choices())
    files.written(tmp_path, files.as_csv(files.qualtrics(frame)))
    return tmp_path


def test_from_an_export_to_a_survey_in_two_answers(folder):
    first = cvmlab("export.csv", cwd=folder)
    assert first.returncode == 0, first.stderr
    assert "2 questions left open" in first.stdout and "5 brands: Our brand" in first.stdout
    again = cvmlab("export.csv", "--description", "survey.toml", cwd=folder)
    assert again.returncode == 2 and "Traceback" not in again.stderr
    assert "own is still open" in again.stderr and "best is still open" in again.stderr
    path = folder / "survey.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('own = "?"', 'own = "Our brand"').replace('best = "?"', 'best = "high"')
    path.write_text(text, encoding="utf-8")
    read = cvmlab(
        "export.csv", "--description", "survey.toml", "--save", "views.csv", cwd=folder
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
    assert "60 rows, all are used" in read.stdout and "answers asked for = " in read.stdout
    assert len(pd.read_csv(folder / "views.csv")) == len(files.truth())


def test_a_description_somebody_has_worked_on_is_not_overwritten(folder):
    (folder / "survey.toml").write_text("# mine", encoding="utf-8")
    done = cvmlab("export.csv", cwd=folder)
    assert done.returncode == 2 and "already" in done.stderr and "Traceback" not in done.stderr
    assert (folder / "survey.toml").read_text(encoding="utf-8") == "# mine"


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["exprot.csv"], ['no file or folder "exprot.csv"']),
        (["export.csv", "--description", "no.toml"], ["no.toml", "cvmlab survey FILE"]),
        (["empty.csv"], ["empty"]),
        (["orders.csv"], ["no question is asked of several brands"]),
        (["export.csv", "--description", "survey.toml", "--sheet", "A"], ["[reading]"]),
    ],
)
def test_a_mistake_is_a_plain_message_and_nothing_is_written(arguments, says, folder):
    (folder / "empty.csv").write_text("", encoding="utf-8")
    (folder / "orders.csv").write_text("customer,date,amount\nA,2024-01-05,3\n", encoding="utf-8")
    before = sorted(folder.iterdir())
    done = cvmlab(*arguments, cwd=folder)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for words in says:
        assert words in done.stderr
    assert sorted(folder.iterdir()) == before


def test_a_customer_survey_goes_from_export_to_answers_in_the_same_two_steps(tmp_path):
    customer_files.exported(customer_files.sheets(customer_files.truth(60)), tmp_path)
    first = cvmlab("export.csv", "--about", "loyalty", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "15 questions on satisfaction" in first.stdout and "left open" in first.stdout
    assert "ExternalReference is taken for your number of the customer" in first.stdout
    again = cvmlab("export.csv", "--description", "survey.toml", cwd=tmp_path)
    assert again.returncode == 2 and "best is still open" in again.stderr
    assert "Traceback" not in again.stderr
    (tmp_path / "survey.toml").write_bytes(customer_files.TOML.read_bytes())
    read = cvmlab(
        "export.csv", "--description", "survey.toml", "--save", "answers.csv", cwd=tmp_path
    )
    assert read.returncode == 0, read.stderr
    assert "60 rows, all are used" in read.stdout and "answers asked for = " in read.stdout
    assert "60 answer sheets of 60 name their customer" in read.stdout
    assert "cvmlab report loyalty --data export.csv --survey survey.toml --orders" in read.stdout
    assert len(pd.read_csv(tmp_path / "answers.csv")) == 60
