"""A refusal is shown in its plain words; any other error stays an error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.learn.refusal import refusal


def add_up(*amounts, unit="EUR"):
    if unit != "EUR":
        raise one_problem(f"{unit} cannot be added to EUR", "change it first.")
    return SimpleNamespace(sentence=f"In all {sum(amounts)}.")


def test_what_is_refused_is_said_with_its_remedy():
    said = refusal(add_up, 1, 2, unit="minutes")
    assert said == "Refused: minutes cannot be added to EUR. What to do: change it first."


def test_every_problem_is_said_on_its_own_line():
    two = DataProblem([Problem("a is missing", "add it."), Problem("b is odd", "mend it.")], "x")

    def fail():
        raise two

    assert refusal(fail).splitlines() == [
        "Refused: a is missing. What to do: add it.",
        "Refused: b is odd. What to do: mend it.",
    ]


def test_what_can_be_done_is_said_too():
    assert refusal(add_up, 1, 2) == "This was not refused: In all 3."


def test_a_slip_in_the_call_is_no_refusal():
    with pytest.raises(TypeError):
        refusal(add_up, 1, units="EUR")
