"""The sections of a description about answers: the scale, its words, codes and limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cvmlab.data.surveys.description import OPEN
from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.words import plain
from cvmlab.errors import DataProblem, Problem, suggestion

LISTS = ("dont_know", "slips", "reversed")


def is_open(value: Any) -> bool:
    """Whether a setting is a question still: "?", or "? " and what is asked."""
    return isinstance(value, str) and (value == OPEN or value.startswith(f"{OPEN} "))


def is_number(value: Any) -> bool:
    """Whether a setting is a number, and not true or false."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def scale_of(part: dict[str, Any], problems: list[Problem]) -> Scale | None:
    """The scale; None where it is not said, or is none."""
    low, high, words = part.get("low"), part.get("high"), part.get("words", ())
    if low in (None, OPEN) or high in (None, OPEN):
        return None
    if not is_number(low) or not is_number(high):
        remedy = "write them bare: low = 1, high = 10."
        problems.append(Problem("low and high are no numbers", remedy))
        return None
    labels = [str(word) for word in words] if isinstance(words, (list, tuple)) else []
    if part.get("best") == "low":
        labels.reverse()
    try:
        return Scale(low, high, tuple(labels), bool(part.get("true_zero", False)))
    except DataProblem as problem:
        problems += problem.problems
        return None


def words_of(
    part: dict[str, Any], scale: Scale | None, problems: list[Problem]
) -> dict[str, float]:
    """The words of the answers, plain, and the number each stands for."""
    words = part.get("words", ())
    if is_open(words) or scale is None:
        return {}
    if isinstance(words, dict):
        off = [w for w, v in words.items() if not is_number(v) or not scale.low <= v <= scale.high]
        if off:
            what = f"these words have no number on the scale from {scale}: {', '.join(off)}"
            problems.append(Problem(what, 'give each its number, bare: "good" = 4.'))
            return {}
        return {plain(word): float(value) for word, value in words.items()}
    if not isinstance(words, (list, tuple)):
        remedy = 'write words = ["very poor", …, "excellent"].'
        problems.append(Problem("words is no list", remedy))
        return {}
    if words and len(words) != round(scale.high - scale.low) + 1:
        problems.append(
            Problem(
                f"there are {len(words)} words for a scale from {scale}",
                "name one for each answer, from the low end to the high end; or give each word "
                'its number: words = { "very poor" = 1, "excellent" = 10 }.',
            )
        )
        return {}
    return {plain(word): scale.low + place for place, word in enumerate(words)}


def plain_set(part: dict[str, Any], key: str) -> frozenset[str]:
    """A list of answers, plain."""
    return frozenset(map(plain, part.get(key, ())))


def reversed_of(
    part: dict[str, Any], known: Iterable[str], problems: list[Problem]
) -> frozenset[str]:
    """The questions in which a high answer is a bad one."""
    names = tuple(known)
    for key in part.get("reversed", ()):
        if key not in names:
            problems.append(
                Problem(
                    f'the reversed question "{key}" is not there',
                    f"questions are: {', '.join(names)}.{suggestion(str(key), names)}",
                )
            )
    return frozenset(map(str, part.get("reversed", ())))


def codes_of(
    part: dict[str, Any], items: Iterable[str], scale: Scale | None, problems: list[Problem]
) -> dict[str, dict[str, Any]]:
    """Column -> answer, plain -> what it stands for."""
    questions = tuple(items)
    known = (*questions, "customer_type", "price", "hassle", "share")
    codes = {}
    for key, table in part.items():
        if key not in known or not isinstance(table, dict):
            problems.append(
                Problem(
                    f"codes.{key} is not known",
                    f"write [codes.NAME], NAME one of: {', '.join(known)}.{suggestion(key, known)}",
                )
            )
            continue
        numbers = [value for value in table.values() if is_number(value)]
        if key != "customer_type" and len(numbers) < len(table):
            remedy = 'write "half an hour" = 30, a line each.'
            problems.append(Problem(f"codes.{key} must give numbers", remedy))
            continue
        if key in questions and scale and any(not scale.low <= n <= scale.high for n in numbers):
            remedy = f"give each answer a number from {scale}."
            problems.append(Problem(f"codes.{key} gives numbers outside of the scale", remedy))
        codes[key] = {plain(code): value for code, value in table.items()}
    return codes


def limits_of(part: dict[str, Any], problems: list[Problem]) -> dict[str, tuple[float, float]]:
    """The smallest and the largest price, or hassle, there can be."""
    limits = {}
    for key, ends in part.items():
        if key not in ("price", "hassle"):
            remedy = "price and hassle can have limits."
            problems.append(Problem(f"limits of {key} are not known", remedy))
        elif not (isinstance(ends, (list, tuple)) and len(ends) == 2 and all(map(is_number, ends))):
            remedy = f"write {key} = [20, 200] under [limits]."
            problems.append(Problem(f"the limits of {key} are no two numbers", remedy))
        else:
            limits[key] = (float(ends[0]), float(ends[1]))
    return limits
