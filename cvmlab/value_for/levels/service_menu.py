"""Levels of service typed in by hand, one line a level, ready to be laid before customers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from cvmlab.errors import DataProblem, Problem

ATTRIBUTES = ("minutes", "warmth", "price")
_NUMBER = re.compile(r"[^\d]*(\d+(?:[.,]\d+)?)[^\d]*")
_WORDS = ("warmth",)


def service_menu(
    *lines: str, attributes: Sequence[str] = ATTRIBUTES, words: Sequence[str] = _WORDS
) -> pd.DataFrame:
    """A table of service levels from lines such as "by name; 25; warm and knows you; 35".

    Parameters
    ----------
    *lines : str
        One a level, or one text of several lines: its name and a value for each attribute, with
        semicolons between them; what follows a # is a remark. The one customers have today first.
    attributes : sequence of str
        What the values are, in their order.
    words : sequence of str
        Attributes that are words; all others are numbers, with or without their unit.

    Returns
    -------
    pandas.DataFrame
        One row a level: ``name`` and the attributes.

    Raises
    ------
    DataProblem
        With every line that has too many or too few values, or words for a number.

    Examples
    --------
    >>> service_menu("today; 25 min; polite; €33", "quick; 5; brisk; 37,50").values.tolist()
    [['today', 25.0, 'polite', 33.0], ['quick', 5.0, 'brisk', 37.5]]
    """
    problems, rows = [], []
    form = "; ".join(("name", *attributes))
    for typed in "\n".join(lines).splitlines():
        line = typed.partition("#")[0]
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split(";")]
        if len(parts) != len(attributes) + 1:
            problems.append(
                Problem(
                    f'"{line.strip()}" has {len(parts)} values', f"write each level as: {form}."
                )
            )
            continue
        row: dict[str, object] = {"name": parts[0]}
        for name, part in zip(attributes, parts[1:], strict=True):
            found = _NUMBER.fullmatch(part)
            if name in words:
                row[name] = part
            elif found:
                row[name] = float(found[1].replace(",", "."))
            else:
                problems.append(Problem(f'"{part}" is no number', f"write {name} in digits.", name))
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem("no level is given", f"write each level as: {form}."))
    if problems:
        raise DataProblem(problems, "the levels of service")
    return pd.DataFrame(rows, columns=["name", *attributes])
