"""What every description of a survey has in common: where it lies, its sections, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cvmlab.data.mapping_text import mapping_content
from cvmlab.errors import DataProblem, Problem, one_problem

BESIDE = "survey.toml"


def description_beside(given: Any, command: str) -> Path:
    """The description that lies beside an export, where none is given.

    Parameters
    ----------
    given : path, DataFrame or other
        The export.
    command : str
        What writes a first description, for the remedy: ``"cvmlab survey FILE"``.

    Raises
    ------
    DataProblem
        When there is none.
    """
    path = Path(given).parent / BESIDE if isinstance(given, (str, Path)) else None
    if path is None or not path.is_file():
        raise one_problem(
            "nobody says which column of the survey is which",
            f"have a first description written, {command} --out {BESIDE}, look it over, and give "
            "it along.",
        )
    return path


def description_content(given: dict[str, Any] | str | Path, command: str) -> tuple[Any, str]:
    """The content of a description and what to call it; a broken file is a problem in plain words.

    Raises
    ------
    DataProblem
        When the file is not there or is no TOML.
    """
    try:
        content, name = mapping_content(given)
    except DataProblem as problem:
        remedy = f"mend that line, or have a first one written: {command} --out {BESIDE}"
        told = [replace(p, what=p.what.replace("mapping file", "description"), remedy=remedy)
                for p in problem.problems]  # fmt: skip
        raise DataProblem(told) from None
    return content, "the description" if name == "the mapping" else name


class DescriptionSections:
    """The sections of a description; what is wrong with them is collected in ``problems``.

    Parameters
    ----------
    content : dict
        What the file holds.
    sections : iterable of str
        Those that may be there.
    """

    def __init__(self, content: dict[str, Any], sections: Iterable[str]) -> None:
        self.problems: list[Problem] = []
        self.content = content
        self.parts: dict[str, dict[str, Any]] = {}
        for section in sections:
            part = content.get(section, {})
            if not isinstance(part, dict):
                self.say(f"{section} is no section", f"write [{section}] on a line of its own.")
                part = {}
            self.parts[section] = part

    def say(self, what: str, remedy: str, **details: Any) -> None:
        """Note one problem."""
        self.problems.append(Problem(what, remedy, **details))
