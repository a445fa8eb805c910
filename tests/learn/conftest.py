"""A small lesson of one exercise of each kind, on data of four orders."""

from __future__ import annotations

import copy
import sys
import types

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.figures.tables import Table
from cvmlab.learn import texts
from cvmlab.learn.exercise import Choice, Coding, Facts, Guess, Number, Plan, Ranking
from cvmlab.learn.explore import Explorer, Slider

NUMBER = "54"  # a place in the course; the sample stands in for whatever lesson is there


class SampleFacts(Facts):
    share = 0.35
    spent = 1234.5
    buyers = 13
    cities = ("Rome", "Bern", "Oslo")
    themes = ("price", "people", "place", "price")

    @property
    def missing(self) -> float:
        return float(len(self.ws.survey.frame()))


EXERCISES = (
    Guess("guess", lambda f: f.share, "percent", 0, 1),
    Guess("several", lambda f: (7, 9, 4), "whole number", 1, 10),
    Number(
        "1",
        "green",
        lambda f: f.share,
        "percent",
        {"upside_down": lambda f: 1 - f.share, "twice": lambda f: 2 * f.share},
    ),
    Number(
        "2",
        "blue",
        lambda f: f.spent,
        "cent",
        {"rounded": lambda f: 1200.0, "halved": lambda f: f.spent / 2},
    ),
    Number(
        "3",
        "black",
        lambda f: f.buyers,
        "whole number",
        {"all": lambda f: 20, "none": lambda f: 0},
    ),
    Ranking(
        "4",
        "black",
        lambda f: f.cities,
        {"backwards": lambda f: f.cities[::-1], "by_name": lambda f: tuple(sorted(f.cities))},
    ),
    Coding(
        "5",
        "blue",
        lambda f: f.themes,
        lambda f: ("price", "people", "place"),
        3,
        {
            "all_price": lambda f: ("price",) * 4,
            "first": lambda f: ("place", None, "people", "people"),
        },
    ),
    Number("6", "blue", lambda f: f.missing, "whole number"),
    Choice("a", "check", "b"),
    Choice("q1", "quiz", lambda f: "c"),
    Plan(),
)


def draw(facts: SampleFacts, weeks: int) -> tuple[Table, str]:
    return Table(pd.DataFrame({"weeks": [weeks]})), f"After {weeks} weeks."


TEXTS = {
    "title": "A sample",
    "exercises": {
        "guess": {"title": "The share", "solution": "It is {share:percent} because it is."},
        "several": {"title": "Three answers"},
        "1": {
            "title": "A share",
            "hints": ["Look at {buyers:count}.", "Divide."],
            "solution": "{answer}, that is {share:percent1}.",
            "mistakes": {"upside_down": "The other part.", "twice": "Counted twice."},
        },
        "2": {"title": "Money", "mistakes": {"rounded": "To the cent.", "halved": "All of it."}},
        "3": {"title": "Buyers", "mistakes": {"all": "Not all.", "none": "Some."}},
        "4": {"title": "Cities", "mistakes": {"backwards": "Turn it.", "by_name": "By size."}},
        "5": {"title": "Themes", "mistakes": {"all_price": "Not only.", "first": "Read again."}},
        "6": {"title": "Answers to a survey"},
        "a": {
            "title": "A check",
            "question": "Which?",
            "options": {"a": "this", "b": "that", "c": "none"},
            "why": {"a": "Not this.", "b": "That, yes.", "c": "One of them."},
        },
        "q1": {
            "title": "A question",
            "question": "Of {buyers:count}?",
            "options": {"a": "x", "b": "y", "c": "z"},
            "why": {"a": "not x", "b": "not y", "c": "z, yes"},
        },
        "plan": {
            "title": "Your firm",
            "fields": ["What?", "Who?", "When?"],
            "numbers": ["{buyers:count} buyers"],
        },
    },
    "explorer": {"title": "Weeks", "labels": {"weeks": "Weeks looked at"}},
}


@pytest.fixture
def sample(monkeypatch):
    """The sample stands in the course under its number."""
    module = types.ModuleType(f"cvmlab.learn.exercises.lesson_{NUMBER}")
    module.FACTS, module.EXERCISES = SampleFacts, EXERCISES
    module.EXPLORER = Explorer(draw, (Slider("weeks", 4, 52, 4, 8),))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    catalogue = copy.deepcopy(texts.catalogue())
    catalogue[NUMBER] = copy.deepcopy(TEXTS)
    monkeypatch.setattr(texts, "catalogue", lambda language=None: catalogue)
    return NUMBER


@pytest.fixture
def orders():
    frame = pd.DataFrame(
        {
            "customer": ["a", "a", "b", "c"],
            "date": ["2024-01-01", "2024-02-01", "2024-01-15", "2024-03-01"],
            "amount": [10.0, 12.5, 7.25, 3.0],
        }
    )
    return load(frame)


@pytest.fixture
def told(monkeypatch):
    """Every message shown, as text."""
    from cvmlab.learn.feedback import Feedback

    messages: list[str] = []
    monkeypatch.setattr(Feedback, "show", lambda self: messages.append(repr(self)))
    return messages
