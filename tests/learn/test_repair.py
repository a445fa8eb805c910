"""A cell with an answer typed as people type it is read; every other cell is left alone."""

from __future__ import annotations

import ast

import pytest

from cvmlab.learn.repair import repaired

KNOWN = {"check", "spend", "____"}


def answered(cell: str) -> object:
    """What the checked answer is, once the cell is repaired."""
    names: dict[str, object] = {"check": lambda which, answer=None: answer, "spend": 5.0}
    exec(repaired(cell, KNOWN), names)
    return names.get("share", names.get("codes"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("35 %", "35 %"),
        ("35%  # my answer", "35%"),
        ("€12", "€12"),
        ("a third", "a third"),
        ("twelve", "twelve"),
        ('"35%', "35%"),
        ("35%'", "35%"),
        ("“35%”", "35%"),
        ("0,05", "0,05"),
        ("1 234", "1 234"),
        ("12 euros", "12 euros"),
        ("= 3", "= 3"),
        ("0.35", 0.35),
        ("0,35", (0, 35)),
        ('"b"', "b"),
        ("spend", 5.0),
        ("spend / 2", 2.5),
        ("100 * 0.2", 20.0),
    ],
)
def test_an_answer_is_read_however_it_is_typed(typed, expected):
    assert answered(f"share = {typed}\nshare = check(1, share)") == expected


def test_a_forgotten_answer_is_a_blank():
    cell = repaired("share = \nshare = check(1, share)", KNOWN)
    assert cell.startswith("share = ____")


@pytest.mark.parametrize("typed", ["b", "B", '"b"', "b)", "(b"])
def test_a_letter_needs_no_quotation_marks(typed):
    made = repaired(f'check("q1", {typed})', KNOWN)
    (call,) = (n for n in ast.walk(ast.parse(made)) if isinstance(n, ast.Call))
    assert ast.literal_eval(call.args[1]).strip("()").lower() == "b"


def test_a_list_of_words_needs_none_either():
    assert answered("codes = [price, people]\ncodes = check(5, codes)") == ["price", "people"]
    text = answered("codes = [near and quick, menu planning]\ncodes = check(5, codes)")
    assert text == "[near and quick, menu planning]"


def test_each_line_of_a_cell_is_read_for_itself():
    cell = 'one = stop ranking\ntwo = ____\nthree = me, by May\ncheck("plan", one, two, three)'
    names: dict[str, object] = {"check": lambda *given: given, "____": "blank"}
    exec(repaired(cell, {"check", "____"}), names)
    assert (names["one"], names["two"], names["three"]) == ("stop ranking", "blank", "me, by May")


@pytest.mark.parametrize(
    "cell",
    [
        "share = 35 %",
        "import cvmlab as cvm\nws = cvm.load(source)",
        "cvm.plot_concentration(result)",
        "x = = 3",
        "",
        "print(price)",
    ],
)
def test_a_cell_that_checks_nothing_is_left_alone(cell):
    assert repaired(cell, KNOWN) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "share = ____\nshare = check(1, share)",
        'check("q1", ____)\ncheck("q2", ____)',
        "share = 0.5\nshare = check(1, share)",
        "share = (\n    spend\n    / 2\n)\nshare = check(1, share)",
    ],
)
def test_a_cell_that_python_can_read_keeps_every_character(cell):
    assert repaired(cell, KNOWN) == cell


def test_letters_outside_of_ascii_do_not_shift_the_repair():
    cell = 'share = "é€"; codes = [prix]\ncodes = check(5, codes)'
    assert answered(cell) == "é€"
    assert "['prix']" in repaired(cell, KNOWN)
