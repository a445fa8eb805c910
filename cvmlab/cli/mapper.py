"""cvmlab map: a few questions about a file, and the mapping.toml that answers them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cvmlab.errors import DataProblem, one_problem

_OPTIONAL = ("order_id", "transaction_id", "margin", "channel", "currency")
_SETTLES = {
    "--dates": ("dates", "Which comes first in a date: day (dmy), month (mdy) or year (ymd)?",
                "dmy"),
    "--decimal": ("decimal", "Is the decimal mark a point or a comma?", "point"),
}  # fmt: skip


def map_file(
    data: Annotated[str, typer.Argument(help="A file, a folder of parts, a database address.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("mapping.toml"),
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    header: Annotated[str | None, typer.Option(help="The header's line, or none.")] = None,
) -> None:
    """Ask which column is which, and write a mapping.toml for report and check."""
    from cvmlab.data.engine import Engine
    from cvmlab.data.mapping import Mapping
    from cvmlab.data.sources import open_source

    settings = Mapping(sheet=sheet, header=header)
    source = open_source(data, settings, Engine())
    _show(source)
    columns = _ask_columns(source.columns)
    settings = settings.with_settings(columns=columns)
    settings = _ask_until_readable(data, settings)
    if out.exists() and not typer.confirm(f"{out} is there already. Replace it?", default=False):
        typer.echo("Nothing was written.")
        return
    out.write_text(settings.to_toml(), encoding="utf-8")
    typer.echo(f"\nWrote {out}. Next: cvmlab report customer-value --data {data} --mapping {out}")


def _show(source: Any) -> None:
    """The columns with their first values, so that the questions can be answered by looking."""
    rows = source.table.order_by("_part", "_line").limit(3).to_pyarrow().to_pylist()
    typer.echo(f"{source.name}: {', '.join(source.notes) or 'a table'}\n")
    for number, name in enumerate(source.columns, start=1):
        values = " | ".join(str(row[name])[:24] for row in rows)
        typer.echo(f"  {number:>2}  {name[:28]:<28}  {values}")
    typer.echo(
        "\nAnswer with a column's number or name; an amount may be arithmetic, such as "
        "Quantity * UnitPrice. Enter takes what stands in brackets.\n"
    )


def _ask_columns(names: tuple[str, ...]) -> dict[str, str]:
    from cvmlab.data.contracts.transactions import TRANSACTIONS

    chosen: dict[str, str] = {}
    for column in TRANSACTIONS.columns:
        if not column.required and column.name not in _OPTIONAL:
            continue
        known = [n for n in names if column.is_known_as(n) and n not in chosen.values()]
        answer = _ask_one(column, names, known[0] if len(known) == 1 else "")
        if answer:
            chosen[column.name] = answer
    return chosen


def _ask_one(column: Any, names: tuple[str, ...], proposal: str) -> str:
    from cvmlab.data.expressions import parse_arithmetic

    need = "" if column.required else " (Enter for none)"
    while True:
        answer = typer.prompt(
            f"{column.name}: {column.sentence.rstrip('.')}{need}",
            default=proposal,
            show_default=bool(proposal),
        ).strip()
        if answer.isdigit() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        if not answer and not column.required:
            return ""
        if not answer:
            typer.echo("This one is needed.")
            continue
        try:
            parse_arithmetic(answer, names)
        except DataProblem as problem:
            typer.echo(str(problem))
        else:
            return answer


def _ask_until_readable(data: str, settings: Any) -> Any:
    """Read the file as told; ask what its values do not decide, and read again."""
    from cvmlab.data.reading import read_transactions

    for _ in range(3):
        try:
            ledger = read_transactions(data, settings).ledger
        except DataProblem as problem:
            text = str(problem)
            open_questions = [
                (key, question, default)
                for option, (key, question, default) in _SETTLES.items()
                if option in text and getattr(settings, key) is None
            ]
            if not open_questions:
                raise
            for each in problem.problems:
                typer.echo(f'\nColumn "{each.column}": {each.what}: {"; ".join(each.examples)}.')
            asked = {
                key: typer.prompt(text, default=default) for key, text, default in open_questions
            }
            settings = settings.with_settings(**asked)
        else:
            typer.echo("\n" + "\n".join(ledger.sentences()))
            return settings
    raise one_problem("the file is still not readable", "run cvmlab check to see why.")
