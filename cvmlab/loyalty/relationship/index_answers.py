"""Which columns belong to which facet, and the answers as shares of the way up the scale."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.figures.formats import count
from cvmlab.stats.scales.score_error import ScoreError, score_error
from cvmlab.stats.scales.scores import Scale, pomp

FACETS = ("trust", "known", "belonging", "care", "meaning")
FEWEST = 10  # customers of a group: fewer could be recognised, and say little

Facets: TypeAlias = Sequence[str] | Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class IndexAnswers:
    """The answers of the customers who have a score.

    Attributes
    ----------
    values : numpy.ndarray of shape (customers, items)
        Each answer as a share of the way from the scale's bottom (0) to its top (1); NaN where
        it was not given.
    facets : dict of str to list of int
        The columns of `values` that belong to each facet.
    """

    values: np.ndarray
    facets: dict[str, list[int]]

    @property
    def complete(self) -> np.ndarray:
        """The rows in which nothing is missing."""
        return self.values[np.isfinite(self.values).all(axis=1)]

    @cached_property
    def noises(self) -> dict[str, ScoreError]:
        """How far each facet's score may lie from the true one."""
        shares = self.complete
        return {
            name: score_error(shares[:, at], [list(range(len(at)))])
            for name, at in self.facets.items()
        }


def index_answers(
    items: pd.DataFrame, groups: Mapping[str, Sequence[str]], scale: Scale
) -> IndexAnswers:
    """Answers as shares of their scale, row by row as given."""
    columns = [column for group in groups.values() for column in group]
    ends = scale if isinstance(scale, Mapping) else dict.fromkeys(columns, scale)
    shares = [
        pomp(items[name].to_numpy(dtype=float, na_value=np.nan), *ends[name]) / 100
        for name in columns
    ]
    at = {name: [columns.index(column) for column in group] for name, group in groups.items()}
    return IndexAnswers(np.column_stack(shares), at)


def facet_columns(items: pd.DataFrame, facets: Facets | None) -> dict[str, list[str]]:
    """The columns of each facet: as given, or those named facet_1, facet_2, ….

    Raises
    ------
    DataProblem
        When a facet has no columns, or a column is not there or stands in two facets.
    """
    if isinstance(facets, Mapping):
        groups = {name: list(columns) for name, columns in facets.items()}
    else:
        numbered = _numbered(items.columns)
        names = list(facets) if facets is not None else _named_here(numbered)
        groups = {name: numbered.get(name, []) for name in names}
    wanted = [column for group in groups.values() for column in group]
    problems = [
        Problem(
            f'No column belongs to the facet "{name}".{suggestion(name, _numbered(items.columns))}',
            f"name its items {name}_1, {name}_2 and so on, or give a facet's columns by name.",
        )
        for name, group in groups.items()
        if not group
    ]
    problems += [
        Problem(
            f'There is no column "{column}".{suggestion(column, items.columns)}',
            "correct the name, or leave the item out.",
        )
        for column in wanted
        if column not in items.columns
    ]
    problems += [
        Problem(f'The item "{column}" stands more than once', "give it to one facet.")
        for column in dict.fromkeys(c for c in wanted if wanted.count(c) > 1)
    ]
    if not groups:
        problems.append(
            Problem(
                "There are no items of a relationship in this table",
                f"name them {FACETS[0]}_1, {FACETS[0]}_2, … or give the facets' columns by name.",
            )
        )
    elif len(wanted) < 2 and not problems:
        problems.append(
            Problem(
                "One item makes no index",
                "ask several questions: with one, its noise cannot be told from the customer.",
            )
        )
    if problems:
        raise DataProblem(problems, "the answers")
    return groups


def _numbered(columns: Iterable[Hashable]) -> dict[str, list[str]]:
    """Columns named stem_1, stem_2, … by their stem."""
    found: dict[str, list[str]] = {}
    for column in map(str, columns):
        stem, line, number = column.rpartition("_")
        if line and stem and number.isdigit():
            found.setdefault(stem, []).append(column)
    return found


def _named_here(numbered: dict[str, list[str]]) -> list[str]:
    """Our own five facets where they are there; else whatever is numbered."""
    ours = [name for name in FACETS if name in numbered]
    return ours or list(numbered)


def names_of(items: pd.DataFrame, ids: str | Iterable[Hashable] | None) -> pd.Series:
    """Who answered, one name a row.

    Raises
    ------
    DataProblem
        When there is no such column, or names are not one a row, or stand twice.
    """
    if ids is None:
        ids = "customer_id" if "customer_id" in items.columns else items.index.to_list()
    if isinstance(ids, str):
        if ids not in items.columns:
            near = suggestion(ids, items.columns)
            raise one_problem(f'There is no column "{ids}".{near}', "name the customers' column.")
        ids = items[ids]
    names = pd.Series(list(ids), name="customer_id")
    if len(names) != len(items):
        text = f"{count(len(names))} names for {count(len(items))} rows of answers"
        raise one_problem(text, "give one name a row.")
    twice = names[names.notna()].duplicated(keep=False)
    if twice.any():
        seen = [str(x) for x in names[names.notna()][twice].unique()[:3]]
        text = "Some customers stand here more than once"
        remedy = "keep one wave, or one answer a customer."
        raise one_problem(text, remedy, column="customer_id", count=int(twice.sum()), examples=seen)
    return names
