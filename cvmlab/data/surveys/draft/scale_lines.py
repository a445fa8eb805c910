"""The section ``[scale]`` of a first description: what the answers show of the scale."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cvmlab.data.surveys.description import OPEN
from cvmlab.data.surveys.draft.guesses import MOST_ANSWERS, NO_OPINION, Profile, usual_words
from cvmlab.data.surveys.words import quoted, several

NOTES_FROM = 30
NO_USUAL_END = (6, 8, 11)
FAR = 2  # from so many points above the next lower answer on, a number is no point of the scale


def noted(line: str, note: str = "") -> str:
    """A line with what there is to say about it, in a column of its own."""
    return f"{line:<{NOTES_FROM - 1}} # {note}" if note else line


def scale_lines(profiles: list[Profile]) -> Iterator[str]:
    """The lines of the section.

    Parameters
    ----------
    profiles : list of Profile
        What the answers to each question on the scale look like.
    """
    yield "[scale]"
    words = list(dict.fromkeys(word for p in profiles for word in p.words))
    no_opinion = [word for word in words if NO_OPINION.search(word)]
    words = [word for word in words if word not in no_opinion]
    numbers = pd.concat([p.numbers for p in profiles]) if profiles else pd.Series(dtype="float64")
    core, odd = _core(sorted(numbers.unique()))
    if core:
        seen = f"seen: {core[0]:g} to {core[-1]:g}"
        yield noted(f"low = {core[0]:g}", f"{seen}; mend it where other answers")
        if core[0] >= 1 and core[-1] in NO_USUAL_END:
            # Tools write "cannot say", the last column of a matrix, as the next number.
            yield (
                f'high = "{OPEN} the highest number is {core[-1]:g}: the best answer, or how the '
                f"tool writes 'cannot say' (then high = {core[-1] - 1:g}, dont_know = "
                f'[{core[-1]:g}])"'
            )
        else:
            yield noted(f"high = {core[-1]:g}", "could have been chosen")
    elif usual := usual_words(words):
        yield "low = 1"
        yield f"high = {len(usual)}"
        yield noted(f"words = {quoted(usual, limit=20)}", "a usual scale")
        words = []
    else:
        yield noted(f'low = "{OPEN}"', "the number of the first word")
        yield noted(f'high = "{OPEN}"', "the number of the last word")
    # No answer says it: 1 is the best mark in some countries and the worst in others.
    yield noted(f'best = "{OPEN}"', 'the good end: "high" or "low"')
    if words and len(words) <= 2 * MOST_ANSWERS:
        listed = quoted(words, limit=20).replace('"', "'")
        yield f'words = "{OPEN} put them in order, from the low end to the high end: {listed}"'
    yield from _dont_know(numbers, odd, no_opinion)


def _dont_know(numbers: pd.Series, odd: list[float], words: list[str]) -> Iterator[str]:
    listed = quoted([f"{value:g}" for value in odd] + words, limit=20)
    if odd:
        often = numbers.value_counts()
        shown = ", ".join(f"{value:g} ({several(int(often[value]), 'time')})" for value in odd)
        yield f'dont_know = "{OPEN} does it mean no opinion: {shown}"'
        yield noted(f"# dont_know = {listed}", "if so")
    elif words:
        yield f"dont_know = {listed}"
    else:
        yield noted("dont_know = []", 'words, or a number such as 99, for "no opinion"')


def _core(values: list[float]) -> tuple[list[float], list[float]]:
    """The values of one scale, and those that lie apart from it."""
    inside: list[float] = []
    for value in values:
        if value < 0 or (inside and value - inside[-1] > FAR) or value > 100:
            continue
        inside.append(value)
    return inside, [value for value in values if value not in inside]
