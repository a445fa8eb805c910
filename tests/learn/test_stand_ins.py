"""Whom a lesson follows on a firm's own tables, and that the sample company is left as it is."""

from __future__ import annotations

import ast
import datetime as dt

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import one_problem
from cvmlab.learn.facts import Facts
from cvmlab.learn.guard import _columns_in
from cvmlab.learn.parts import PARTS
from cvmlab.learn.stand_ins import (
    LAST_DAY,
    OwnWords,
    busiest,
    find_stand_ins,
    own_day,
    own_words,
    reworded,
)


@pytest.fixture(scope="module")
def firm():
    """Three customers; "b" buys on most days, and the last day is in 2020."""
    days = pd.to_datetime(["2019-03-01", "2019-05-01", "2020-01-01", "2020-06-30", "2020-02-02"])
    orders = pd.DataFrame(
        {"customer": ["a", "b", "b", "b", "c"], "date": days, "amount": [5.0, 6.0, 7.0, 8.0, 9.0]}
    )
    return load(orders, {"currency": "SEK"})


def test_who_bought_on_most_days_stands_in(firm):
    facts = Facts(firm)
    assert busiest(facts) == "b"
    assert busiest(facts, ["a", "c"]) == "a"  # a tie goes to the first in the alphabet
    assert busiest(facts, []) is None


def test_a_part_nobody_can_play_is_left_open(firm):
    def nobody(facts):
        raise one_problem("there is no such table", "add it.")

    found: dict[str, str] = {}
    picks = {"K0000001": busiest, "K0000002": nobody, "gold": lambda facts: None}
    find_stand_ins(picks, Facts(firm), found)
    assert found == {"K0000001": "b"}


def test_on_the_sample_company_nobody_is_replaced():
    facts = Facts(load("kestrel"))
    assert facts.stand_ins == {} and facts.stands_for("K0000001") == "K0000001"
    assert facts.in_own_words("At Kestrel: 12 euros.") == "At Kestrel: 12 euros."
    assert own_day("2024-01-01", facts.ws) is None


def test_a_day_lies_as_far_from_the_end_as_on_the_sample(firm):
    moved = own_day("2024-01-01", firm)
    assert dt.date(2020, 6, 30) - dt.date.fromisoformat(moved) == LAST_DAY - dt.date(2024, 1, 1)
    assert own_day("2020-01-01", firm) is None  # a day of the firm's own stays
    assert own_day("about 2024-01-01", firm) is None


def test_cells_and_inputs_get_the_firms_words(firm):
    words = OwnWords({"K0000001": "b"}, firm)
    cell = words.visit(ast.parse('print("Maura Keane:", of("K0000001", "EUR"), 1)'))
    assert ast.unparse(cell) == "print('b:', of('b', 'SEK'), 1)"
    inputs = {"source": "K0000001", "customer": "K0000001", "mine": "a", "two": ["K0000001", "x"]}
    words.names(inputs)
    assert inputs == {"source": "K0000001", "customer": "b", "mine": "a", "two": ["b", "x"]}
    assert own_words("gold", {"gold": "Plus"}, firm) == "Plus"


def test_texts_speak_of_the_readers_firm_and_money():
    assert reworded("What counts is the next euro.", {}, "SEK") == (
        "What counts is the next unit of money."
    )
    assert reworded("40 euros", {}, "EUR") == "40 euros"
    assert reworded("golden, but gold", {"gold": "Plus"}) == "golden, but Plus"


def test_a_column_that_lacks_is_told_from_a_fault_of_ours():
    assert _columns_in(KeyError("wave")) == "wave"
    assert _columns_in(KeyError("['overall', 'wave'] not in index")) == "overall, wave"
    assert _columns_in(KeyError("no column of anybody")) == ""


def test_every_lesson_with_parts_is_a_lesson():
    from cvmlab.learn.course import lessons

    assert set(PARTS) <= {entry.number for entry in lessons()}
