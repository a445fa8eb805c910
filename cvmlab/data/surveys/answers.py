"""Answers -> numbers, each with its fate: used, "don't know", empty, or not understood.

An answer to a closed question that the description does not foresee is never passed over: it would
mean that the scale, its words or the "don't know" was described wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from cvmlab.data.amounts import currency_in
from cvmlab.data.mapping import Mapping
from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.data.surveys.numbers import numbers_of
from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.words import SHOWN, is_nothing, plain, quoted, several
from cvmlab.errors import Problem

USED, DONT_KNOW, EMPTY, NOT_UNDERSTOOD = "used", "don't know", "empty", "not understood"
FATES = (USED, DONT_KNOW, EMPTY, NOT_UNDERSTOOD)
_ODD = "unforeseen"  # a problem, not a fate
# "10 - excellent", "excellent (10)": one number, and words around it without another one.
_NUMBER_IN_WORDS = re.compile(r"^\D*?(?<![\d.,-])(-?\d+)(?![.,]?\d)\D*$")
MOST_NOT_UNDERSTOOD = 0.2  # from this share on, the wrong column or unit is more likely
Known = dict[str, tuple[float, str]]


class Answering(Protocol):
    """What a description says about answers on one scale: all that reading them takes."""

    @property
    def scale(self) -> Scale:
        """From where to where people answered."""

    @property
    def best(self) -> str:
        """Which end is the good one: "high" or "low"."""

    @property
    def words(self) -> dict[str, float]:
        """The words of the answers, plain, and their numbers."""

    @property
    def dont_know(self) -> frozenset[str]:
        """Answers that are no opinion."""

    @property
    def slips(self) -> frozenset[str]:
        """Answers that are slips of typing."""

    @property
    def reversed(self) -> frozenset[str]:
        """Questions in which a high answer is a bad one."""

    @property
    def codes(self) -> dict[str, dict[str, Any]]:
        """Question -> answer, plain -> what it stands for."""

    @property
    def reading(self) -> Mapping:
        """How the file is written."""


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers to one question.

    Parameters
    ----------
    values : Series of float
        NaN where there is no answer to use.
    fate : Series of str
        One of ``FATES``.
    texts : Series of str
        As they stand in the file.
    """

    values: pd.Series
    fate: pd.Series
    texts: pd.Series


def rated(
    texts: dict[str, pd.Series],
    lines: pd.Series,
    description: Answering,
    problems: list[Problem],
    section: str = "[scale]",
) -> tuple[dict[str, Answers], list[str]]:
    """The answers to the items on the scale; high is good in all of them.

    Parameters
    ----------
    texts : dict of str to Series
        Item -> its answers, as texts.
    lines : Series of int
        Where they stand.
    description : SurveyDescription, or another that says as much about answers
    problems : list of Problem
        Told all answers that are unforeseen.
    section : str
        Where the description speaks of the scale.

    Returns
    -------
    answers : dict of str to Answers
    notes : list of str
        What was read by the number in it.
    """
    scale = description.scale
    first = _first_lines(texts.values(), lines)
    open_ = {text: line for text, line in first.items() if text}
    numbers, trouble = numbers_of(open_, description.reading.decimal, "the answers on the scale")
    problems += trouble
    in_words: list[str] = []
    shared = {text: _on_scale(text, numbers, description, in_words) for text in first}
    unforeseen: dict[str, list[tuple[str, int]]] = {}
    answers = {}
    for item, column in texts.items():
        codes = description.codes.get(item, {})
        known = dict(shared)
        for text in pd.unique(column):
            if plain(text) in codes:
                known[text] = (float(codes[plain(text)]), USED)
        # Which end is the good one, and what is asked the other way round, in one step.
        turned = (description.best == "low") != (item in description.reversed)
        read = _of(column, known)
        for text, rows in column[read.fate == _ODD].value_counts().items():
            unforeseen.setdefault(str(text), []).append((item, int(rows)))
        values = scale.low + scale.high - read.values if turned else read.values
        answers[item] = Answers(values, read.fate, column)
    if not trouble:
        problems += _unforeseen(unforeseen, first, description, section)
    notes = []
    if in_words:
        shown = ", ".join(f'"{text}"' for text in in_words[:3])
        notes.append(f"Answers such as {shown} were read by the number in them.")
    return answers, notes


def _on_scale(
    text: str, numbers: dict[str, float], description: Answering, in_words: list[str]
) -> tuple[float, str]:
    word, scale = plain(text), description.scale
    if word in description.dont_know:
        return np.nan, DONT_KNOW
    if word in description.slips:
        return np.nan, NOT_UNDERSTOOD
    if word in description.words:
        return description.words[word], USED
    if is_nothing(text):
        return np.nan, EMPTY
    number = numbers.get(text)
    if number is None and (found := _NUMBER_IN_WORDS.match(text)):
        if found[1] in description.dont_know:
            return np.nan, DONT_KNOW
        number = float(found[1])
        if scale.low <= number <= scale.high:
            in_words.append(text)
    if number is None:
        return np.nan, _ODD
    if plain(number) in description.dont_know:
        return np.nan, DONT_KNOW
    if plain(number) in description.slips:
        return np.nan, NOT_UNDERSTOOD
    return (number, USED) if scale.low <= number <= scale.high else (np.nan, _ODD)


def _unforeseen(
    found: dict[str, list[tuple[str, int]]],
    first: dict[str, int],
    description: Answering,
    section: str,
) -> list[Problem]:
    """Numbers outside of the scale, and words nobody has described: two problems at most."""
    is_number = {text: bool(re.fullmatch(r"[-+]?[\d.,]+", text)) for text in found}
    problems = []
    for numeric in (True, False):
        rows = {
            t: sum(n for _, n in where) for t, where in found.items() if is_number[t] is numeric
        }
        if not rows:
            continue
        often = sorted(rows, key=lambda text: -rows[text])
        examples = tuple(
            f'"{text[:SHOWN]}" {several(rows[text], "time")}, first in line {first[text]} '
            f"({', '.join(dict.fromkeys(item for item, _ in found[text][:3]))})"
            for text in often[:3]
        )
        listed = quoted(text[:SHOWN] for text in often)
        if numeric:
            what = f"answers that are not on the scale from {description.scale}"
            remedy = (
                f'if they mean "don\'t know", say dont_know = {listed} under {section}; if the '
                "scale is longer, mend low and high; if they are slips of typing, say "
                f"slips = {listed}: they are set aside."
            )
        else:
            what = "answers in words that the description does not know"
            remedy = (
                "name the words of the scale, from the low end to the high end: words = "
                f'[…] under {section}; those that mean "don\'t know": dont_know = {listed}; those '
                f"that mean nothing: slips = {listed}."
            )
        # Rows are not counted here: one row may hold several such answers.
        problems.append(Problem(f"{several(sum(rows.values()), 'answer')}: {what}", remedy,
                                examples=examples))  # fmt: skip
    return problems


def measured(
    name: str,
    texts: pd.Series,
    lines: pd.Series,
    description: SurveyDescription,
    problems: list[Problem],
) -> Answers:
    """The answers to an open question: a price, minutes, a share; never below zero.

    Parameters
    ----------
    name : {"price", "hassle", "share"}
    texts, lines : Series
        The answers, and where they stand.
    description : SurveyDescription
    problems : list of Problem
        Told when a fifth or more cannot be read.
    """
    first = _first_lines([texts], lines)
    codes = description.codes.get(name, {})
    # A 99 may be a price: what is "don't know" among words and negative numbers is so everywhere.
    not_known = {w for w in description.dont_know if not w.replace(".", "", 1).isdigit()}
    known: Known = {}
    open_: dict[str, int] = {}
    for text, line in first.items():
        word = plain(text)
        if word in codes:
            known[text] = (float(codes[word]), USED)
        elif word in not_known:
            known[text] = (np.nan, DONT_KNOW)
        elif is_nothing(text):
            known[text] = (np.nan, EMPTY)
        else:
            open_[text] = line
    numbers, trouble = numbers_of(open_, description.reading.decimal, name)
    problems += trouble
    low, high = description.limits.get(name, (0.0, np.inf))
    for text in open_:
        number = numbers.get(text, np.nan)
        is_good = max(low, 0.0) <= number <= high
        known[text] = (number, USED) if is_good else (np.nan, NOT_UNDERSTOOD)
    read = _of(texts, known)
    lost = read.fate == NOT_UNDERSTOOD
    given = int((lost | (read.fate == USED)).sum())
    if not trouble and lost.sum() > MOST_NOT_UNDERSTOOD * given:
        often = texts[lost].value_counts().index[:3]
        problems.append(
            Problem(
                f"{several(int(lost.sum()), 'answer')} of {given:,} are no number that can be used",
                f"check the column; give answers in words a number under [codes.{name}] "
                '("half an hour" = 30), or widen the limits under [limits].',
                column=name,
                examples=tuple(f'"{text[:SHOWN]}" in line {first[text]}' for text in often),
            )
        )
    return read


def currencies(texts: pd.Series) -> dict[str, str]:
    """The currencies written beside prices, each with an example."""
    seen: dict[str, str] = {}
    for text in pd.unique(texts):
        if code := currency_in(text):
            seen.setdefault(code, text)
    return seen


def _of(column: pd.Series, known: Known) -> Answers:
    values = column.map({text: value for text, (value, _) in known.items()}).astype("float64")
    fate = column.map({text: fate for text, (_, fate) in known.items()}).astype("str")
    return Answers(values, fate, column)


def _first_lines(columns: Iterable[pd.Series], lines: pd.Series) -> dict[str, int]:
    """Distinct answers, and the first line each stands on."""
    first: dict[str, int] = {}
    for column in columns:
        at = lines.groupby(column.to_numpy()).min()
        for text, line in at.items():
            first[str(text)] = min(int(line), first.get(str(text), int(line)))
    return first
