"""The reports there are, the parameters each takes, and the check of what the user typed.

Papermill by itself takes a misspelt parameter as a remark in a log and turns the id ``007``
into 7. Here the notebook's own ``parameters`` cell is the declaration: name, type, default and a
comment that explains. It is read without running it, and without loading papermill.
"""

from __future__ import annotations

import ast
import io
import json
import math
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cvmlab import paths
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion

_KINDS = {"str": "text", "int": "whole number", "float": "number", "bool": "yes or no"}
_YES = {"yes", "true", "on", "y", "1"}
_NO = {"no", "false", "off", "n", "0"}


@dataclass(frozen=True)
class Parameter:
    """One setting of a report.

    Parameters
    ----------
    name : str
    type : {"str", "int", "float", "bool"}
        From the annotation, else from the default.
    default : str, int, float, bool or None
    help : str
        The comment behind it.
    optional : bool
        Whether it may be left empty (``None``).
    """

    name: str
    type: str
    default: Any
    help: str = ""
    optional: bool = False

    @property
    def kind(self) -> str:
        """The type in plain words."""
        return _KINDS[self.type]

    def cast(self, value: Any) -> Any:
        """The typed value for what was given, text or value; ``ValueError`` says what is wrong."""
        if value is None or (isinstance(value, str) and self._says_none(value)):
            if not self.optional:
                raise ValueError(f"it needs a {self.kind}")
            return None
        if self.type == "bool":
            return _boolean(value)
        if self.type == "str":
            return str(value)
        number = _number(value)
        if self.type == "float":
            return number
        if not number.is_integer():
            raise ValueError("it needs a whole number")
        return int(number)

    def _says_none(self, text: str) -> bool:
        # For text, "none" may well be a segment's name; only nothing at all means none there.
        words = {"", "none"} if self.type != "str" else {""}
        return text.strip().lower() in words and (self.type != "str" or self.optional)


@dataclass(frozen=True)
class Report:
    """A report notebook: its name on the command line, its title and its parameters."""

    name: str
    path: Path
    title: str
    parameters: tuple[Parameter, ...]


def list_reports(folder: Path | None = None) -> list[Report]:
    """All report notebooks, in order of their names."""
    folder = paths.REPORTS if folder is None else folder
    return [read_report(path) for path in sorted(folder.glob("*.ipynb"))]


def find_report(name: str | Path, folder: Path | None = None) -> Report:
    """The report of this name, or the notebook at this path.

    Raises
    ------
    DataProblem
        When there is none; with the closest name as a suggestion.
    """
    folder = paths.REPORTS if folder is None else folder
    if Path(name).suffix == ".ipynb" and Path(name).is_file():
        return read_report(Path(name))
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if str(name) in known:
        return read_report(known[str(name)])
    raise one_problem(
        f'There is no report "{name}"',
        f"choose from: {', '.join(known)}.{suggestion(str(name), known)}"
        if known
        else "give the path of a report notebook.",
    )


def read_report(path: Path) -> Report:
    """What a notebook declares about itself; its cells are read, not run."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "open it in Jupyter and save it again."
        raise one_problem(f'"{path.name}" cannot be read as a notebook', remedy) from error
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    source = "".join(tagged[0]["source"]) if tagged else ""
    title = next(_headings(cells), path.stem)
    return Report(path.stem, path, title, tuple(_declared(source)))


def checked_values(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given settings in their declared types.

    Raises
    ------
    DataProblem
        With every unknown name (and the closest known one) and every value of the wrong kind.

    Examples
    --------
    >>> weeks = Parameter("horizon_weeks", "int", 52)
    >>> checked_values([weeks], {"horizon_weeks": "1e2"})
    {'horizon_weeks': 100}
    >>> checked_values([weeks], {"horizon_week": "52"})
    Traceback (most recent call last):
    ...
    cvmlab.errors.DataProblem: There is no parameter "horizon_week".
      What to do: choose from: horizon_weeks. Did you mean "horizon_weeks"?
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        if name not in known:
            remedy = f"choose from: {', '.join(known)}.{suggestion(name, known)}"
            remedy = remedy if known else "leave it out; this report takes none."
            problems.append(Problem(f'There is no parameter "{name}"', remedy))
            continue
        try:
            values[name] = known[name].cast(value)
        except ValueError as error:
            what = f'The parameter "{name}" cannot be "{value}": {error}'
            problems.append(Problem(what, _remedy(known[name])))
    if problems:
        raise DataProblem(problems)
    return values


def _remedy(parameter: Parameter) -> str:
    example = {"bool": "yes or no", "int": "such as 52", "float": "such as 0.15"}[parameter.type]
    default = "none" if parameter.default is None else parameter.default
    if parameter.type == "bool":
        default = "yes" if parameter.default else "no"
    return f"give a {parameter.kind}, {example}; without it, {default} is used.".replace(
        "a yes or no, yes or no", "yes or no"
    )


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError("it is a switch")


def _number(value: Any) -> float:
    text = str(value).strip()
    if isinstance(value, bool):
        raise ValueError("it needs a number")
    if "," in text:
        raise ValueError("numbers are written without commas, with a point for decimals")
    if text.endswith("%"):
        raise ValueError("a share is written as a number, 15% as 0.15")
    try:
        number = float(text)
    except ValueError:
        raise ValueError("it needs a number") from None
    if not math.isfinite(number):
        raise ValueError("it needs a finite number")
    return number


def _declared(source: str) -> Iterator[Parameter]:
    """Read ``name: type = default  # help`` line by line, in order."""
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target: ast.expr = statement.target
            annotation = ast.unparse(statement.annotation).strip("'\"")
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, annotation = statement.targets[0], ""
        else:
            continue
        if not isinstance(target, ast.Name):
            continue
        assert statement.value is not None
        default = ast.literal_eval(statement.value)
        help_text = comments.get(statement.end_lineno or statement.lineno, "")
        type_name, optional = _type(annotation, default)
        yield Parameter(target.id, type_name, default, help_text, optional)


def _type(annotation: str, default: Any) -> tuple[str, bool]:
    names = annotation.replace("Optional[", "None | ").replace("]", "").split("|")
    found = [name.strip() for name in names if name.strip() in _KINDS]
    optional = default is None or "None" in (name.strip() for name in names)
    if found:
        return found[0], optional
    inferred = type(default).__name__
    return (inferred if inferred in _KINDS else "str"), optional


def _headings(cells: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("#"):
                    yield line.lstrip("#").strip()
