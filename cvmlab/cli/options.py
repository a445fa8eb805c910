"""The options that say how a source is to be read; the same for every command that reads one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cvmlab.errors import DataProblem, Problem

_PANEL = "How the data are read"


def _option(*names: str, help: str, metavar: str) -> Any:
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=_PANEL)


Map = Annotated[
    list[str] | None,
    _option("--map", help='Which column is which: amount="Quantity * UnitPrice". Repeatable.',
            metavar="NAME=COLUMN"),
]  # fmt: skip
MappingFile = Annotated[
    Path | None, _option("--mapping", help="A mapping.toml (see cvmlab map).", metavar="FILE")
]
Dates = Annotated[
    str | None, _option("--dates", help="Order of the parts of dates: dmy, mdy, ymd; or excel.",
                        metavar="ORDER")
]  # fmt: skip
Decimal = Annotated[
    str | None, _option("--decimal", help="The decimal mark: point or comma.", metavar="MARK")
]
Where = Annotated[
    str | None, _option("--where", help="Keep only these rows: \"status != 'cancelled'\".",
                        metavar="CONDITION")
]  # fmt: skip
FillDown = Annotated[
    bool, typer.Option("--fill-down", rich_help_panel=_PANEL,
                       help="Order fields stand on an order's first line only.")
]  # fmt: skip
Unique = Annotated[
    list[str] | None, _option("--unique", help="A column of the unique key: repeats are dropped. "
                              "Repeatable.", metavar="COLUMN")
]  # fmt: skip
Basis = Annotated[
    str | None, _option("--basis", help="Amounts are net or gross of sales tax.", metavar="WORD")
]
Currency = Annotated[
    str | None, _option("--currency", help="The currency of the report, such as EUR.",
                        metavar="CODE")
]  # fmt: skip
Rates = Annotated[
    str | None, _option("--rates", help="Exchange rates: date, currency, rate.", metavar="FILE")
]
Sheet = Annotated[str | None, _option("--sheet", help="The sheet of a workbook.", metavar="NAME")]
Header = Annotated[
    str | None, _option("--header", help="The header's line, or none.", metavar="LINE")
]
Encoding = Annotated[
    str | None, _option("--encoding", help="The encoding of a text file.", metavar="NAME")
]
Delimiter = Annotated[
    str | None, _option("--delimiter", help="comma, semicolon, tab, bar or blanks.", metavar="MARK")
]


def pairs(given: Sequence[str] | None, option: str) -> dict[str, str]:
    """``name=value`` texts as a dict.

    Examples
    --------
    >>> pairs(["amount=Price * Qty", "date=Day"], "--map")
    {'amount': 'Price * Qty', 'date': 'Day'}
    """
    result: dict[str, str] = {}
    problems = []
    for text in given or []:
        name, sign, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not sign or not name or not value:
            problems.append(Problem(f'{option} "{text}" is not NAME=VALUE', "write NAME=VALUE."))
        elif name in result:
            problems.append(Problem(f'{option} gives "{name}" twice', "give it once."))
        result[name] = value
    if problems:
        raise DataProblem(problems)
    return result


def reading_settings(
    mapping_file: Path | None, columns: Sequence[str] | None, **settings: Any
) -> dict[str, Any]:
    """What was said about reading, the command line over ``mapping.toml``; empty when nothing."""
    said = {"columns": pairs(columns, "--map"), **settings}
    said = {key: value for key, value in said.items() if value not in (None, {}, [], False)}
    if mapping_file is None and not said:
        return {}
    from cvmlab.data.mapping import Mapping

    told = Mapping.read({**said, "unique": tuple(said.get("unique", ()))})
    return Mapping.read(mapping_file).with_settings(**told.to_dict()).to_dict()
