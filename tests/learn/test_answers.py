"""Whatever people type for a number is read as they meant it, or they are asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvmlab.learn.answers import read_letter, read_names, read_number
from cvmlab.learn.blank import ____, is_blank
from cvmlab.learn.precision import PRECISIONS


@pytest.mark.parametrize(
    "typed",
    [0.35, 35, 35.0, "35%", "35 %", "0,35", "0.35", (0, 35), "35 percent", "35\u00a0%",
     np.float64(0.35), pd.Series([0.35]), " .35 ", "35,0 %", "7/20", "7 of 20", "7 out of 20"],
)  # fmt: skip
def test_a_share_is_read_from_all_its_spellings(typed):
    assert read_number(typed, "percent").values[0] == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("€1.234,50", 1234.5), ("1,234.50 €", 1234.5), ("$ 1 234.50", 1234.5), ("1'234.50", 1234.5),
     (1234.5, 1234.5), ("−12,50", -12.5), ("12,5 euros", 12.5), ((12, 5), 12.5), ("EUR 99", 99.0),
     ("1,234,567", 1234567.0), ("1.234.567", 1234567.0)],
)  # fmt: skip
def test_money_is_read_with_its_signs_and_either_decimal_mark(typed, value):
    assert read_number(typed, "cent").values == (value,)


def test_thousands_in_a_count_are_no_decimals():
    assert read_number("18,432", "whole number").values == (18432.0,)
    assert read_number((18, 432), "whole number").values == (18432.0,)


def test_an_ambiguous_amount_is_asked_about_and_never_guessed():
    reading = read_number("1,234", "cent")
    assert reading.values == () and reading.trouble == "two_readings" and reading.shown == "1,234"


def test_a_small_percentage_written_without_its_sign_has_both_readings():
    assert read_number(0.9, "tenth of a percent").values == pytest.approx((0.9, 0.009))


@pytest.mark.parametrize(
    "typed", ["about a third", "", "x", True, None, [], {}, float("nan"), float("inf"), "1.2.3,4,5"]
)
def test_what_is_no_number_is_said_to_be_none(typed):
    assert read_number(typed, "percent").trouble == "no_number"


def test_a_percent_sign_where_no_share_is_asked_is_said():
    assert read_number("12 %", "euro").trouble == "not_a_share"


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_every_number_is_read_as_itself(value):
    assert read_number(value, "cent").values == (value,)
    assert read_number(f"{value:,.2f}", "cent").values == pytest.approx((round(value, 2),))


@given(st.one_of(st.text(), st.integers(), st.lists(st.text()), st.tuples(st.text(), st.text())))
def test_nothing_that_can_be_typed_raises(typed):
    for to in PRECISIONS:
        reading = read_number(typed, to)
        assert bool(reading.values) != bool(reading.trouble)
    read_letter(typed)
    read_names(typed)


@pytest.mark.parametrize("typed", ["b", "B", " b ", "b)", "(b)", '"b"', "[b]"])
def test_a_letter_is_read_from_all_its_spellings(typed):
    assert read_letter(typed) == "b"


@pytest.mark.parametrize("typed", ["", "bc", 2, None, "2", ["b"]])
def test_what_is_no_letter_is_none(typed):
    assert read_letter(typed) == ""


def test_names_are_read_from_a_list_or_from_one_text():
    expected = ("near and quick", "menu planning")
    assert read_names(["near and quick", "menu planning"]) == expected
    assert read_names("[near and quick, menu planning]") == expected
    assert read_names("near and quick > menu planning") == expected
    assert read_names(3) == ()


# the blank


def test_a_blank_stays_blank_whatever_is_done_with_it():
    for made in (
        ____ * 2,
        2 / ____,
        -____,
        ____ - ____,
        round(____, 2),
        abs(____),
        [____, 1],
        "  ",
    ):
        assert is_blank(made)
    assert not is_blank(0) and not is_blank("a") and not is_blank([1, 2])


# precision


def test_the_tolerance_is_half_of_what_is_asked_for():
    units = {"percent": 0.01, "tenth of a percent": 0.001, "thousand": 1000, "hundred": 100,
             "ten": 10, "whole number": 1, "tenth": 0.1, "hundredth": 0.01, "euro": 1,
             "cent": 0.01}  # fmt: skip
    assert set(units) == set(PRECISIONS)
    for words, unit in units.items():
        assert PRECISIONS[words].tolerance == pytest.approx(unit / 2, rel=1e-6)
