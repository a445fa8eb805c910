"""The IDIC scorecard, end to end: a whole company, a small one, and a file of orders alone."""

from __future__ import annotations

import re
from functools import partial

import nbformat
import pandas as pd
import pytest

from cvmlab.paths import REPORTS
from tests.reports.pages import words_of

NAME = "idic-scorecard"
STEPS = {"identify", "differentiate", "interact", "customize"}


@pytest.fixture(scope="module")
def run(run_report):
    """The report of this file."""
    return partial(run_report, NAME)


@pytest.fixture(scope="module")
def kestrel(run):
    """With nothing said, the report is on the sample company."""
    return run()


@pytest.fixture(scope="module")
def small(run, cvmlab, tmp_path_factory):
    """A company of 800 people, with all its tables."""
    folder = tmp_path_factory.mktemp("small")
    made = cvmlab("kestrel", "--people", "800", "--out", "firm", cwd=folder)
    assert made.returncode == 0, made.stderr
    return run("--data", folder / "firm", "--identify")


@pytest.fixture(scope="module")
def orders_alone(run):
    day = pd.date_range("2023-01-02", periods=900, freq="D").strftime("%Y-%m-%d")
    orders = pd.DataFrame({"client": [f"c{n * n % 97}" for n in range(900)], "day": day,
                           "amount": [5.0 + n % 11 for n in range(900)]})  # fmt: skip
    return run("--data", "orders.csv", "--currency", "EUR", files={"orders.csv": orders})


def test_everything_to_mail_is_there_and_nobody_is_named(kestrel):
    names = {str(path.relative_to(kestrel)) for path in kestrel.rglob("*") if path.is_file()}
    assert {f"{NAME}.html", f"{NAME}.ipynb", "metrics.json"} <= names
    assert "customers.parquet" not in names
    assert not re.search(r"\b[KR]0\d{6}\b", words_of(kestrel))


def test_the_sample_company_measures_all_eight_figures_two_a_step(kestrel, metrics):
    found = metrics(kestrel)
    figures = found["indicators"]
    assert found["measured"] == len(figures) == 8
    assert {step: sum(one["step"] == step for one in figures) for step in STEPS} == dict.fromkeys(
        STEPS, 2
    )
    for one in figures:
        assert one["low"] <= one["value"] <= one["high"], one["name"]
        assert one["low"] < one["high"], one["name"]
    assert found["missing"] == []
    assert "Nothing: all figures could be measured." in words_of(kestrel)


def test_the_next_move_is_the_surest_gain_and_every_move_stands_with_its_interval(kestrel, metrics):
    found = metrics(kestrel)
    moves = found["moves"]
    assert len(moves) >= 3
    assert [one["low"] for one in moves] == sorted((one["low"] for one in moves), reverse=True)
    sure = [one["what"] for one in moves if one["low"] > 0]
    assert found["next_move"] == (sure[0] if sure else None)
    words = words_of(kestrel)
    assert all(one["what"] in words for one in moves)


def test_planted_figures_are_found_again(kestrel, metrics):
    """One person in ten of the sample company holds a second card: 1,785 of 19,430 holders."""
    figures = {one["name"]: one for one in metrics(kestrel)["indicators"]}
    duplicates = figures["Duplicate rate"]
    assert duplicates["low"] <= 1_785 / 21_215 <= duplicates["high"]


def test_with_orders_alone_the_report_says_what_it_would_take(orders_alone, metrics):
    found = metrics(orders_alone)
    assert 0 < found["measured"] < 8
    assert found["missing"]
    words = words_of(orders_alone)
    assert "1 of 10 tables" in words
    for sentence in found["missing"]:
        assert sentence in words
    assert "Traceback" not in words


def test_a_small_company_gets_wide_intervals_and_the_list_of_who_is_who(small, metrics):
    found = metrics(small)
    assert found["measured"] >= 6
    listed = pd.read_parquet(small / "customers.parquet")
    assert {"record_id", "customer_id", "identity"} <= set(listed)
    assert listed["record_id"].is_unique
    duplicates = next(one for one in found["indicators"] if one["name"] == "Duplicate rate")
    assert duplicates["high"] - duplicates["low"] > 0.01


def test_a_level_beyond_its_range_is_refused_in_one_sentence(run):
    said = run("--set", "level=95", code=2)
    assert "level" in said and "Traceback" not in said


def test_the_notebook_holds_no_error(kestrel):
    notebook = nbformat.read(kestrel / f"{NAME}.ipynb", as_version=4)
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    assert all(one["output_type"] != "error" for one in outputs)
    assert all(one.get("name") != "stderr" for one in outputs)
    source = nbformat.read(REPORTS / f"{NAME}.ipynb", as_version=4)
    assert "widgets" not in source.metadata


@pytest.mark.parametrize("which", ["kestrel", "orders_alone"])
def test_in_a_browser_the_page_asks_for_nothing_outside_and_its_pictures_speak(
    which, in_browser, request
):
    folder = request.getfixturevalue(which)
    outside, images, width = in_browser(folder / f"{NAME}.html")
    assert outside == []
    assert all(len(alt) > 60 for alt, _ in images)
    assert width <= 905
