"""One question and what a class made of it: the answers read, a chart, and the finding in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from cvmlab.figures.formats import interval
from cvmlab.figures.pictures import Picture
from cvmlab.learn import answers
from cvmlab.learn.class_answers import Given, Question
from cvmlab.learn.class_charts import far_off, plot_bars, plot_numbers, plot_rows
from cvmlab.learn.exercise import Choice, Coding, Guess, Number, Ranking
from cvmlab.learn.precision import PRECISIONS, written
from cvmlab.learn.texts import exercise_texts, fill

FEW = 5
_WIDE = 0.3  # shares that differ by less are seen better on an axis of their own
_NEAR_SHARE = 0.10  # a guess within ten percentage points of a share …
_NEAR = 0.25  # … or within a quarter of any other number counts as near


@dataclass(frozen=True)
class View:
    """What is shown of a question.

    Parameters
    ----------
    picture : Picture or None
        None where no answer could be read.
    sentences : tuple of str
        The finding, with what was left out.
    """

    picture: Picture | None
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """What is right, and on whose data.

    Parameters
    ----------
    value : object
        As an exercise's reference.
    is_ours : bool
        Whether it is that of the sample company, to which the course's own explanations belong.
    """

    value: Any
    is_ours: bool


def view(lesson: str, exercise: Question, given: Sequence[Given], truth: Truth, facts: Any) -> View:
    """A question's chart and sentences.

    Parameters
    ----------
    lesson : str
    exercise : Guess, Number, Choice, Ranking or Coding
    given : sequence of Given
        At least one, all of them from the data that `truth` is of.
    truth : Truth
    facts : Facts
        Of the sample company, for the words of the catalogue.
    """
    typed = [one.answer for one in given for _ in range(one.times)]
    read = [value for one in typed if (value := _read(exercise, one, truth.value)) is not None]
    said: list[str] = []
    if not read:
        picture = None
    elif isinstance(exercise, Guess) and isinstance(truth.value, list | tuple):
        picture, said = _several(exercise, read, truth, facts)
    elif isinstance(exercise, Guess):
        picture, said = _guesses(exercise, read, truth, facts)
    elif isinstance(exercise, Number):
        picture, said = _numbers(lesson, exercise, read, typed, truth, facts)
    elif isinstance(exercise, Choice):
        picture, said = _letters(lesson, exercise, read, truth, facts)
    else:
        picture, said = _names(exercise, read, truth)
    lost = len(typed) - len(read)
    if lost:
        said.append(f"{_people(lost, 'answer')} could not be read and {_is(lost)} not shown.")
    if 0 < len(read) < FEW:
        only = _people(len(read), "answer")
        said.append(f"Only {only}: too few to speak of the class.")
    return View(picture, tuple(said))


# the kinds of question


def _guesses(exercise: Guess, read: list[float], truth: Truth, facts: Any) -> Any:
    write = _writer(exercise.to, truth, facts)
    right, middle = float(truth.value), float(np.median(read))
    title = f"The middle guess was {write(middle)}; it is {write(right)}"
    limits = (exercise.low, exercise.high) if PRECISIONS[exercise.to].is_share else None
    picture = plot_numbers(read, right, write, title=title, limits=limits, guessed=True)
    said = [f"{_people(len(read), 'guess')}, {_spread(read, write)}. It is {write(right)}."]
    near, words = _nearness(right, PRECISIONS[exercise.to].is_share)
    if near:
        close = sum(abs(value - right) <= near * (1 + 1e-9) for value in read)
        said.append(f"{close} of {len(read)} came within {words} of it.")
    return picture, said + _far(read, right, limits)


def _several(exercise: Guess, read: list[tuple[float, ...]], truth: Truth, facts: Any) -> Any:
    write = _writer(exercise.to, truth, facts)
    limits = (exercise.low, exercise.high) if PRECISIONS[exercise.to].is_share else None
    rows = [([one[place] for one in read], float(right)) for place, right in enumerate(truth.value)]
    low = sum(float(np.median(values)) < right for values, right in rows)
    title = f"The class guessed {low} of {len(rows)} too low"
    picture = plot_rows(rows, write, title=title, limits=limits)
    said = [
        f"Guess {number}: the middle is {write(float(np.median(values)))}; it is {write(right)}."
        for number, (values, right) in enumerate(rows, start=1)
    ]
    return picture, said


def _numbers(
    lesson: str, exercise: Number, read: list[float], typed: list[Any], truth: Truth, facts: Any
) -> Any:
    write = _writer(exercise.to, truth, facts)
    right, near = float(truth.value), PRECISIONS[exercise.to].tolerance
    found = sum(abs(value - right) <= near for value in read)
    title = f"{found} of {len(read)} found {write(right)}"
    wide = max(*read, right) - min(*read, right) > _WIDE
    limits = (0.0, 1.0) if PRECISIONS[exercise.to].is_share and wide else None
    said = [f"{found} of {len(read)} answers are right: {write(right)}."]
    if truth.is_ours:
        made = Counter(exercise.judge(one, facts).message for one in typed)
        texts = exercise_texts(lesson, exercise.id).get("mistakes", {})
        for name, text in texts.items():
            if number := made.get(f"mistakes.{name}", 0):
                said.append(f"{number} of {len(read)} made this mistake: {fill(text, facts)}")
    return plot_numbers(read, right, write, title=title, limits=limits), said + _far(
        read, right, limits
    )


def _letters(lesson: str, exercise: Choice, read: list[str], truth: Truth, facts: Any) -> Any:
    options = exercise_texts(lesson, exercise.id).get("options", {})
    shown = {
        letter: f"{letter}) {fill(options[letter], facts)}" if letter in options else letter
        for letter in exercise.options
    }
    numbers, right = Counter(read), str(truth.value)
    title = f"{numbers[right]} of {len(read)} chose {right}, which is right"
    favourite, most = max(numbers.items(), key=lambda one: (one[1], one[0] == right))
    if favourite != right and most > numbers[right]:
        title = f"Most chose {favourite}; right is {right}"
    bars = {shown[letter]: numbers[letter] for letter in exercise.options}
    picture = plot_bars(bars, title=title, people=len(read), right=shown[right])
    return picture, [f"{numbers[right]} of {len(read)} chose the right one, {right}."]


def _names(exercise: Ranking | Coding, read: list[tuple[str, ...]], truth: Truth) -> Any:
    """How many put each name in its place, or gave each text the other reader's label."""
    right = tuple(truth.value)
    agreed = [sum(one[place] == name for one in read) for place, name in enumerate(right)]
    whole = sum(one == right for one in read)
    if isinstance(exercise, Ranking):
        title = f"{whole} of {len(read)} put all {len(right)} in their order"
        labels = [f"{place}. {name}" for place, name in enumerate(right, start=1)]
        of = "People who put it in this place"
    else:
        shared = sum(agreed) / len(right)
        title = f"On average {shared:.0f} of {len(read)} chose the other reader's label"
        labels = [f"text {place}: {name}" for place, name in enumerate(right, start=1)]
        of = "People who chose this label"
    bars = dict(zip(labels, agreed, strict=True))
    picture = plot_bars(bars, title=title, people=len(read), of=of)
    hardest = labels[int(np.argmin(agreed))]
    return picture, [f"{title}. Fewest agreed on “{hardest}”: {min(agreed)} of {len(read)}."]


# reading


def _read(exercise: Question, given: Any, truth: Any) -> Any:
    """An answer as a value that can be counted; None where it is none, whatever was written."""
    if isinstance(exercise, Choice):
        letter = answers.read_letter(given)
        return letter if letter in exercise.options else None
    if isinstance(exercise, Number):
        return _number(given, exercise.to, nearest=float(truth))
    if isinstance(exercise, Guess):
        if not isinstance(truth, list | tuple):
            return _number(given, exercise.to, exercise.low, exercise.high)
        parts = [_number(one, exercise.to, exercise.low, exercise.high) for one in _parts(given)]
        return tuple(parts) if len(parts) == len(truth) and None not in parts else None
    names, right = answers.read_names(given), tuple(truth)
    spelt = {name.casefold(): name for name in right}
    matched = tuple(spelt.get(name.casefold(), "") for name in names)
    if isinstance(exercise, Ranking):
        return matched if sorted(matched) == sorted(right) else None
    return matched if len(matched) == len(right) else None


def _number(
    given: Any,
    to: str,
    low: float = -math.inf,
    high: float = math.inf,
    nearest: float | None = None,
) -> float | None:
    values = [v for v in answers.read_number(given, to).values if low <= v <= high]
    if nearest is not None:  # 0.35 may have been meant as 35% or as 0.35%
        near = PRECISIONS[to].tolerance
        values = [v for v in values if abs(v - nearest) <= near] or values
    return values[0] if values else None


def _parts(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else str(given).split(";")


# wording


def _writer(to: str, truth: Truth, facts: Any) -> Any:
    """How values are written; the currency is known of the sample company alone."""
    if to in ("euro", "cent") and truth.is_ours:
        return partial(written, to=to, currency=facts.currency)
    return partial(written, to=to)


def _spread(read: list[float], write: Any) -> str:
    low, high = min(read), max(read)
    if low == high:
        return f"all of them {write(low)}" if len(read) > 1 else write(low)
    said = f"from {interval(low, high, write)}; the middle one is {write(float(np.median(read)))}"
    if len(read) >= FEW:
        quarter, three = np.quantile(read, [0.25, 0.75])
        said += f", and half of them lie from {interval(float(quarter), float(three), write)}"
    return said


def _nearness(right: float, is_share: bool) -> tuple[float, str]:
    if is_share:
        return _NEAR_SHARE, "10 percentage points"
    return abs(right) * _NEAR, "a quarter"


def _far(read: list[float], right: float, limits: tuple[float, float] | None) -> list[str]:
    far = far_off(read, right, limits)
    if not far:
        return []
    return [f"{_people(far, 'answer')} {_is(far)} too far off to be shown in the picture."]


def _people(number: int, noun: str) -> str:
    plural = "guesses" if noun == "guess" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
