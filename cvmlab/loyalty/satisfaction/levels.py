"""The five levels at which satisfaction arises, from the core product up to how people feel.

The lower ones are hard: the product, the processes around it, whether things come out right. The
upper ones are soft: how staff treat people, and how they are made to feel (Barnes 2003, "Getting to
know them better: the role of customer insight in building your CRM strategy").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cvmlab.errors import one_problem, suggestion

HARD = ("core", "process", "technical")
SOFT = ("interaction", "emotional")
LEVELS = (*HARD, *SOFT)  # from the bottom of the cone to its top

WORDS: Mapping[str, str] = {
    "core": "core product",
    "process": "process and support",
    "technical": "getting things right",
    "interaction": "how staff treat people",
    "emotional": "how people are made to feel",
    "overall": "overall satisfaction",
    "stays": "staying",
    "move_city": "looking for us after a move",
    "recommend": "recommending",
    "relationship": "the relationship",
}


def called(column: str, labels: Mapping[str, str] | None = None) -> str:
    """What a column is called in a sentence."""
    return dict(labels or {}).get(column, WORDS.get(column, column.replace("_", " ")))


def labels_of(columns: Sequence[str], labels: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each of some columns is called."""
    return {column: called(column, labels) for column in columns}


def soft_and_hard(
    levels: Sequence[str], soft: Sequence[str], hard: Sequence[str] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The soft and the hard ones among some levels.

    Parameters
    ----------
    levels : sequence of str
        All levels.
    soft : sequence of str
        The soft ones; names that are no level are passed over where `hard` is not given.
    hard : sequence of str, optional
        The hard ones; by default all others.

    Raises
    ------
    DataProblem
        If a level that is named is not among the levels, or is named as both.
    """
    if hard is None:
        upper = tuple(one for one in levels if one in soft)
        return upper, tuple(one for one in levels if one not in upper)
    for name in (*soft, *hard):
        if name not in levels:
            raise one_problem(
                f'"{name}" is none of the levels.{suggestion(name, levels)}',
                f"name soft and hard ones among {', '.join(levels)}.",
            )
    if both := sorted(set(soft) & set(hard)):
        raise one_problem(f'"{both[0]}" is named soft and hard', "choose one of the two.")
    return tuple(soft), tuple(hard)


def in_a_row(values: Sequence[str]) -> str:
    """Names in a row: "a, b and c"."""
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"
