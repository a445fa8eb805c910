"""The answers to a scale's items as numbers, and which facet each item belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import count

Facets = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class ItemAnswers:
    """Complete answers to a scale.

    Attributes
    ----------
    values : numpy.ndarray of shape (respondents, items)
        The answers of those who answered every item.
    names : tuple of str
        The items.
    facets : dict of str to tuple of str
        The items of each facet; empty where the scale is one piece.
    kept : numpy.ndarray of bool
        Which rows of the frame these are.
    """

    values: np.ndarray = field(repr=False)
    names: tuple[str, ...]
    facets: dict[str, tuple[str, ...]]
    kept: np.ndarray = field(repr=False)

    @property
    def left_out(self) -> int:
        """Rows with an answer missing."""
        return int((~self.kept).sum())

    @property
    def of_facet(self) -> list[str | None]:
        """The facet of each item, in the order of the items."""
        home = {item: facet for facet, items in self.facets.items() for item in items}
        return [home.get(name) for name in self.names]

    def positions(self, facet: str) -> list[int]:
        """Where the items of a facet stand."""
        return [self.names.index(item) for item in self.facets[facet]]


def facets_in_names(columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The facets that names such as trust_1, trust_2, care_1 speak of; none if they speak of none.

    Examples
    --------
    >>> facets_in_names(["trust_1", "trust_2", "care_1", "care_2"])
    {'trust': ('trust_1', 'trust_2'), 'care': ('care_1', 'care_2')}
    >>> facets_in_names(["q1", "q2", "q3"])
    {}
    """
    found: dict[str, list[str]] = {}
    for name in columns:
        facet, mark, last = str(name).rpartition("_")
        if not (mark and facet and last.isdigit()):
            return {}
        found.setdefault(facet, []).append(str(name))
    if len(found) < 2 or min(map(len, found.values())) < 2:
        return {}
    return {facet: tuple(items) for facet, items in found.items()}


def item_answers(
    items: pd.DataFrame, facets: Facets | None = None, *, fewest: int = 10
) -> ItemAnswers:
    """Check the items of a scale and keep the respondents who answered all of them.

    Parameters
    ----------
    items : pandas.DataFrame
        One row a respondent, one numeric column an item; with `facets`, other columns are ignored.
    facets : mapping of str to sequence of str, optional
        The items of each facet. By default they are read off the names (trust_1, trust_2, …);
        an empty mapping makes the scale one piece.
    fewest : int
        With fewer complete respondents there is a problem.

    Raises
    ------
    DataProblem
        With all problems at once: columns missing, not numbers, all the same, or a copy of another;
        too few items or respondents.
    """
    found = facets_in_names(list(items.columns)) if facets is None else facets
    grouped = {facet: tuple(names) for facet, names in found.items()}
    names = [name for group in grouped.values() for name in group] or list(items.columns)
    problems = _column_problems(items, names)
    if problems:
        raise DataProblem(problems, "the items")
    values = items[names].to_numpy(dtype=float, na_value=np.nan)
    kept = np.isfinite(values).all(axis=1)
    values = values[kept]
    if len(values) < fewest:
        problems = [
            Problem(
                f"Only {count(len(values))} respondents answered all {len(names)} items",
                f"at least {fewest} are needed.",
            )
        ]
    else:
        problems = _answer_problems(values, names)
    if problems:
        raise DataProblem(problems, "the items")
    return ItemAnswers(values, tuple(names), grouped, kept)


def _column_problems(items: pd.DataFrame, names: Sequence[str]) -> list[Problem]:
    problems = []
    if len(names) < 2:
        problems.append(Problem(f"A scale of {len(names)} items", "give at least two items."))
    if len(set(names)) < len(names):
        problems.append(Problem("An item is named twice", "give each item one facet."))
    for name in dict.fromkeys(names):
        if name not in items.columns:
            near = suggestion(str(name), [str(column) for column in items.columns])
            problems.append(Problem(f'There is no column "{name}".{near}', "name one there is."))
        elif not pd.api.types.is_numeric_dtype(items[name]):
            problems.append(
                Problem("Answers are not numbers", "give answers as numbers.", column=str(name))
            )
    return problems


def _answer_problems(values: np.ndarray, names: Sequence[str]) -> list[Problem]:
    problems = [
        Problem("All answers are the same", "leave the item out.", column=str(name))
        for name, spread in zip(names, np.ptp(values, axis=0), strict=True)
        if spread == 0
    ]
    seen: dict[bytes, str] = {}
    for name, column in zip(names, values.T, strict=True):
        first = seen.setdefault(np.ascontiguousarray(column).tobytes(), str(name))
        if first != str(name):
            problems.append(
                Problem(
                    f'Every answer repeats "{first}"',
                    "leave one of the two out.",
                    column=str(name),
                )
            )
    return problems
