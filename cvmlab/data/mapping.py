"""Which column of a file is which column of a contract, and how its text is to be read.

A mapping comes from the command line, from ``mapping.toml`` or from well-known names; several
candidates for one column are a question to the reader, never a guess.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sqlglot import exp

from cvmlab.data.contracts.table import Contract, plain_name
from cvmlab.data.expressions import columns_of, parse_arithmetic
from cvmlab.data.mapping_text import mapping_content, toml_of
from cvmlab.errors import DataProblem, Problem, one_problem, suggestion

CHOICES: dict[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy", "ymd", "excel"),
    "decimal": ("point", "comma"),
    "basis": ("net", "gross"),
}


_NUMBERS = ("money", "count", "number")
_UNSET: tuple[Any, ...] = (None, (), {}, False)


@dataclass(frozen=True)
class Mapping:
    """How a source is to be read.

    Parameters
    ----------
    columns : dict
        Contract column -> a column's name, or for money arithmetic over columns.
    dates : {"dmy", "mdy", "ymd", "excel"}, optional
        The order of day, month and year where the file does not decide it.
    decimal : {"point", "comma"}, optional
        The decimal mark where the file does not decide it.
    where : str, optional
        Keep only the rows for which this holds.
    fill_down : bool
        Order fields stand on an order's first line only; fill them down.
    unique : tuple of str
        Columns that together name a row; a repeat is dropped, and counted.
    basis : {"net", "gross"}, optional
        Whether amounts are without or with sales tax.
    currency : str, optional
        The currency the money is reported in.
    each, only : str, optional
        A column that divides the rows into segments ("customers.region": of the table customers),
        and the one segment that is read; "" are the rows without one. Unlike those that `where`
        leaves out, rows of other segments are no part of the ledger.
    rates : str, optional
        A file with the columns date, currency, rate: what one unit was worth in `currency`.
    sheet, header, encoding, delimiter : str, optional
        The sheet of a workbook; the header's line number or "none"; how a text file is written.
    """

    columns: dict[str, str] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    where: str | None = None
    fill_down: bool = False
    unique: tuple[str, ...] = ()
    basis: str | None = None
    currency: str | None = None
    each: str | None = None
    only: str | None = None
    rates: str | None = None
    sheet: str | None = None
    header: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    @classmethod
    def read(cls, given: Mapping | dict[str, Any] | str | Path | None) -> Mapping:
        """A mapping from what a person gives: nothing, a dict (or its JSON), or a TOML file's path.

        Examples
        --------
        >>> Mapping.read({"columns": {"amount": "Betrag"}, "decimal": "comma"}).decimal
        'comma'
        """
        if isinstance(given, Mapping):
            return given
        return cls._from_dict(*mapping_content(given))

    @classmethod
    def _from_dict(cls, given: dict[str, Any], source: str) -> Mapping:
        reading = given.get("reading", {})
        if not isinstance(reading, dict):
            raise one_problem(
                f'reading = "{reading}" is no table of settings',
                'write [reading] on a line of its own, and the settings below it: dates = "dmy".',
            )
        flat = {**reading, **{k: v for k, v in given.items() if k != "reading"}}
        known = {f.name for f in fields(cls)}
        if flat.pop("tables", None):
            raise one_problem(
                f"{source} is about a folder of several tables, and one table is read here",
                "point at the folder it lies in; it is found there.",
            )
        problems = [
            Problem(
                f'"{key}" is no setting of a mapping',
                f"use one of: {', '.join(sorted(known))}.{suggestion(key, known)}",
            )
            for key in flat
            if key not in known
        ]
        for key, choices in CHOICES.items():
            if flat.get(key) is not None and flat[key] not in choices:
                problems.append(
                    Problem(f'{key} = "{flat[key]}" is not known', f"use {' or '.join(choices)}.")
                )
        texts = ("sheet", "header", "where", "currency", "rates", "encoding", "delimiter")
        for key in (*texts, "each", "only"):
            if flat.get(key) is not None:
                flat[key] = str(flat[key])
        if not isinstance(flat.get("columns", {}), dict):
            problems.append(
                Problem("columns is no table of names", 'write [columns], amount = "…".')
            )
        if not isinstance(flat.get("fill_down", False), bool):
            problems.append(
                Problem(f'fill_down = "{flat["fill_down"]}" is not known', "use true or false.")
            )
        if flat.get("only") is not None and not flat.get("each"):
            remedy = 'say of which column: each = "channel" and below it only = "web".'
            problems.append(Problem(f'only = "{flat["only"]}" names a segment alone', remedy))
        unique = flat.get("unique", ())
        if not isinstance(unique, (str, list, tuple)):
            problems.append(
                Problem(f"unique = {unique} names no columns", 'write unique = ["id"].')
            )
        if problems:
            raise DataProblem(problems, source)
        flat["unique"] = (unique,) if isinstance(unique, str) else tuple(unique)
        flat["columns"] = {str(k): str(v) for k, v in flat.get("columns", {}).items()}
        return cls(**flat)

    def with_settings(self, **settings: Any) -> Mapping:
        """The same mapping with further settings; columns are added to those there are."""
        given = {key: value for key, value in settings.items() if value not in _UNSET}
        if "columns" in given:
            given["columns"] = {**self.columns, **given["columns"]}
        return replace(self, **given)

    def to_dict(self) -> dict[str, Any]:
        """Only what was set, as plain values."""
        return {
            f.name: list(value) if isinstance(value, tuple) else value
            for f in fields(self)
            if (value := getattr(self, f.name)) not in _UNSET
        }

    def to_toml(self) -> str:
        """The text of a ``mapping.toml``."""
        return toml_of(self.to_dict())


@dataclass(frozen=True)
class Mapped:
    """One contract column, found in a source."""

    name: str
    source: str
    tree: exp.Expression
    how: str

    @property
    def is_plain(self) -> bool:
        """Whether it is one column, not arithmetic over several."""
        return isinstance(self.tree, exp.Column)


def resolve(
    mapping: Mapping, contract: Contract, headers: Iterable[str]
) -> tuple[dict[str, Mapped], list[Problem]]:
    """Find each contract column in a source: as given, else by a well-known name.

    Returns
    -------
    found : dict of str to Mapped
        In the order of the contract; renamed further columns follow.
    problems : list of Problem
        Every missing, doubtful or mistyped column.
    """
    columns = list(headers)
    found: dict[str, Mapped] = {}
    problems: list[Problem] = []
    for column in contract.columns:
        try:
            mapped = _find(column.name, mapping, contract, columns)
        except DataProblem as problem:
            problems.extend(problem.problems)
            continue
        if mapped is not None:
            found[column.name] = mapped
        elif column.required and column.name not in mapping.columns:
            problems.append(_missing(column.name, column.sentence, columns))
    problems += _meant_twice(found)
    for name in mapping.columns:
        if name in contract.names:
            continue
        if close := difflib.get_close_matches(name, contract.names, n=1, cutoff=0.8):
            problems.append(
                Problem(
                    f'"{name}" is no column of the table {contract.name}',
                    f'known columns are: {", ".join(contract.names)}. Did you mean "{close[0]}"?',
                )
            )
            continue
        try:
            tree = parse_arithmetic(mapping.columns[name], columns)
            found[name] = Mapped(name, mapping.columns[name], tree, "as told")
        except DataProblem as problem:
            problems.extend(problem.problems)
    return found, problems


def _find(name: str, mapping: Mapping, contract: Contract, columns: list[str]) -> Mapped | None:
    column = contract[name]
    if name in mapping.columns:
        text = mapping.columns[name]
        tree = parse_arithmetic(text, columns)
        if column.kind not in _NUMBERS and not isinstance(tree, exp.Column):
            raise one_problem(
                f'"{text}" is arithmetic, but {name} is one column',
                f"name the column: {', '.join(columns)}.",
            )
        return Mapped(name, text, tree, "as told")
    spoken_for = {c for text in mapping.columns.values() for c in _names_in(text, columns)}
    written = {c: re.sub(r" \([0-9]+\)$", "", c) for c in columns}  # "amount (2)" repeats "amount"
    candidates = [c for c in columns if plain_name(written[c]) == plain_name(name)]
    # A column that bears another column's own name is that one, whatever else it is known as.
    others = {plain_name(other) for other in contract.names}
    free = [c for c in columns if plain_name(written[c]) not in others]
    candidates = candidates or [c for c in free if column.is_known_as(written[c])]
    candidates = [c for c in candidates if c not in spoken_for]
    if len(candidates) > 1:
        raise one_problem(
            f"{len(candidates)} columns could be the {name}: {', '.join(candidates)}",
            f'say which: --map {name}="{candidates[0]}".',
        )
    if not candidates:
        return None
    return Mapped(name, candidates[0], exp.column(candidates[0], quoted=True), "by its name")


def _meant_twice(found: dict[str, Mapped]) -> list[Problem]:
    """One column of the source, found by its name for two of the contract, is a question."""
    first: dict[str, str] = {}
    problems = []
    for name, item in found.items():
        if item.how == "by its name" and (other := first.setdefault(item.source, name)) != name:
            problems.append(
                Problem(
                    f'the column "{item.source}" could be the {other} or the {name}',
                    f'say which: --map {other}="{item.source}".',
                )
            )
    return problems


def _names_in(text: str, columns: list[str]) -> list[str]:
    try:
        return columns_of(parse_arithmetic(text, columns))
    except DataProblem:
        return []


def _missing(name: str, sentence: str, columns: list[str]) -> Problem:
    quantity = next((c for c in columns if plain_name(c) in {"quantity", "qty", "menge"}), None)
    price = next(
        (c for c in columns if plain_name(c) in {"unitprice", "price", "preis", "itemprice"}), None
    )
    if name == "amount" and quantity and price:
        remedy = f'perhaps --map amount="{quantity} * {price}".'
    else:
        remedy = f"say which column it is: --map {name}=COLUMN, one of: {', '.join(columns)}."
    return Problem(f"no column is known to be the {name} ({sentence.rstrip('.').lower()})", remedy)
