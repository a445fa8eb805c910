"""What must hold of a list of key figures before it can be audited."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion

_CHOICES: dict[str, Sequence[str | bool]] = {
    "hardness": ("hard", "soft"),
    "horizon": ("short-term", "long-term"),
    "financial": (True, False),
    "perspective": ("internal", "external"),
    "looks": ("back", "forward"),
    "to_the_board": (True, False),
}


def check_catalogue(kpis: pd.DataFrame) -> None:
    """Refuse a catalogue that cannot be counted, with all that is wrong in it.

    Parameters
    ----------
    kpis : pandas.DataFrame
        One row a key figure, with its tags.

    Raises
    ------
    DataProblem
        When columns are missing, a tag is missing or unknown, a figure stands twice, or there is
        none.
    """
    wanted = ("name", *_CHOICES, "owner")
    problems = [
        Problem(
            "this column is missing",
            f"add it, or say under which name it stands.{suggestion(name, kpis.columns)}",
            column=name,
        )
        for name in wanted
        if name not in kpis.columns
    ]
    if not len(kpis):
        problems.append(Problem("there are no key figures", "list them, one row a figure."))
    for name, choices in _CHOICES.items():
        if name in kpis.columns:
            problems += _tags(kpis[name], choices)
    if "name" in kpis.columns and kpis["name"].duplicated().any():
        twice = kpis.loc[kpis["name"].duplicated(), "name"]
        problems.append(
            Problem(
                "a key figure stands more than once", "keep one row a figure.", "name",
                len(twice), [str(x) for x in twice.unique()[:3]],
            )
        )  # fmt: skip
    if problems:
        raise DataProblem(problems, "the key figures")


def _tags(tags: pd.Series, choices: Sequence[str | bool]) -> list[Problem]:
    strange = tags[~tags.isin(choices)]
    if strange.empty:
        return []
    said = " or ".join("yes" if c is True else "no" if c is False else str(c) for c in choices)
    examples = ["(empty)" if pd.isna(x) else str(x) for x in strange.unique()[:3]]
    remedy = f"write {said}."
    return [Problem("a tag is missing or unknown", remedy, str(tags.name), len(strange), examples)]
