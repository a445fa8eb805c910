"""What a user types is taken as the notebook declares it, or refused with all reasons at once."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from cvmlab.errors import DataProblem
from cvmlab.pages.parameters import (
    Parameter,
    checked_values,
    find_report,
    list_reports,
    read_report,
)
from cvmlab.pages.ranges import check_ranges

DECLARED = """
source = "kestrel"  # the orders file, or "kestrel"
horizon_weeks = 52  # how far ahead
annual_discount_rate = 0.15
margin_rate: float | None = None  # share of sales kept
segment: str | None = None
verbose: bool = False
fee = -2.5
"""


@pytest.fixture
def report(write_notebook):
    return read_report(write_notebook("# Customer *value*", "1", parameters=DECLARED))


def cast(report, **given):
    return checked_values(report.parameters, given)


def test_the_parameters_cell_is_the_declaration(report):
    assert report.title == "Customer *value*"
    assert report.parameters[:4] == (
        Parameter("source", "str", "kestrel", 'the orders file, or "kestrel"'),
        Parameter("horizon_weeks", "int", 52, "how far ahead"),
        Parameter("annual_discount_rate", "float", 0.15),
        Parameter("margin_rate", "float", None, "share of sales kept", optional=True),
    )
    assert [p.default for p in report.parameters[4:]] == [None, False, -2.5]


def test_it_reads_what_papermill_reads(report):
    from papermill import inspect_notebook

    theirs = inspect_notebook(report.path)
    # Papermill overlooks annotations with "|"; a report may well have them.
    ours = {p.name: p.help for p in report.parameters if p.name not in ("margin_rate", "segment")}
    assert {name: found["help"] for name, found in theirs.items()} == ours


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("source", "007", "007"),
        ("source", "none", "none"),
        ("segment", "none", "none"),
        ("segment", "", None),
        ("horizon_weeks", "104", 104),
        ("horizon_weeks", "1e2", 100),
        ("horizon_weeks", 26, 26),
        ("annual_discount_rate", "1e-1", 0.1),
        ("annual_discount_rate", "0", 0.0),
        ("margin_rate", "none", None),
        ("margin_rate", "0.3", 0.3),
        ("verbose", "no", False),
        ("verbose", "Yes", True),
        ("verbose", True, True),
    ],
)
def test_text_becomes_the_declared_type(report, name, typed, value):
    got = cast(report, **{name: typed})[name]
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("horizon_weeks", "52.5", "whole number"),
        ("horizon_weeks", "a year", "needs a number"),
        ("horizon_weeks", "", "needs a whole number"),
        ("horizon_weeks", True, "needs a number"),
        ("annual_discount_rate", "0,15", "without commas"),
        ("annual_discount_rate", "15%", "15% as 0.15"),
        ("annual_discount_rate", "nan", "finite"),
        ("verbose", "maybe", "yes or no"),
        ("verbose", "", "yes or no"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_do(report, name, typed, says):
    with pytest.raises(DataProblem) as caught:
        cast(report, **{name: typed})
    assert f'"{name}" cannot be' in str(caught.value)
    assert says in str(caught.value)


def test_all_problems_come_in_one_message_with_suggestions(report):
    with pytest.raises(DataProblem) as caught:
        cast(report, horizon_week="52", verbos="no", margin_rate="many")
    text = str(caught.value)
    assert len(caught.value.problems) == 3
    assert 'Did you mean "horizon_weeks"?' in text
    assert 'Did you mean "verbose"?' in text
    assert '"margin_rate" cannot be "many"' in text


def test_all_settings_out_of_range_come_in_one_message():
    with pytest.raises(DataProblem) as caught:
        check_ranges(weeks=(0, 1, 520), rate=(math.nan, 0, 1), fine=(1, 1, 2), unset=(None, 0, 1))
    assert len(caught.value.problems) == 2
    assert "weeks = 0 is out of range" in str(caught.value)
    assert "rate = nan is out of range" in str(caught.value)


def test_a_report_without_parameters_says_so(write_notebook):
    bare = read_report(write_notebook("# Bare", "1"))
    with pytest.raises(DataProblem, match="takes none"):
        cast(bare, weeks="1")


def test_reports_are_found_by_name_or_path_and_a_misspelling_is_met(write_notebook, tmp_path: Path):
    path = write_notebook("# Customer value", "1", name="customer-value")
    write_notebook("# Loyalty", "1", name="loyalty")
    assert [r.name for r in list_reports(tmp_path)] == ["customer-value", "loyalty"]
    assert find_report("loyalty", tmp_path).title == "Loyalty"
    assert find_report(path).name == "customer-value"
    with pytest.raises(DataProblem, match='Did you mean "customer-value"'):
        find_report("customer-valeu", tmp_path)
    (tmp_path / "broken.ipynb").write_text("{}")
    with pytest.raises(DataProblem, match="cannot be read as a notebook"):
        find_report(tmp_path / "broken.ipynb")
    with pytest.raises(DataProblem, match="no report"):
        find_report("x", tmp_path / "nowhere")
