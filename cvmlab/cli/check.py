"""cvmlab check: what a file holds, row by row, before any report is made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cvmlab.cli import options as opt
from cvmlab.errors import DataProblem, Problem


def check(
    data: Annotated[str, typer.Argument(help="A file, a folder, a database address.")],
    set_aside: Annotated[
        Path | None,
        typer.Option("--set-aside", metavar="FILE",
                     help="Write the rows set aside, with their reasons, to this csv file."),
    ] = None,
    map_: opt.Map = None,
    mapping: opt.MappingFile = None,
    dates: opt.Dates = None,
    decimal: opt.Decimal = None,
    where: opt.Where = None,
    fill_down: opt.FillDown = False,
    unique: opt.Unique = None,
    basis: opt.Basis = None,
    currency: opt.Currency = None,
    rates: opt.Rates = None,
    sheet: opt.Sheet = None,
    header: opt.Header = None,
    encoding: opt.Encoding = None,
    delimiter: opt.Delimiter = None,
) -> None:  # fmt: skip
    """Read a file, or a folder of tables, and show what became of every row, and why."""
    settings = opt.reading_settings(
        mapping, map_, dates=dates, decimal=decimal, where=where, fill_down=fill_down,
        unique=unique, basis=basis, currency=currency, rates=rates, sheet=sheet, header=header,
        encoding=encoding, delimiter=delimiter,
    )  # fmt: skip
    from rich.console import Console

    with Console(stderr=True).status("Reading …") as status:
        from cvmlab.data.workspace import load

        workspace = load(
            data, settings, progress=lambda rows: status.update(f"Reading … {rows:,} rows")
        )
        if workspace.folder is not None:
            pages, problems = _of_folder(workspace)
        else:
            pages, problems = [workspace.transactions.ledger.summary()], []
    typer.echo("\n\n".join(pages))
    if problems:
        raise DataProblem(problems, f'folder "{data}"')
    if set_aside is not None:
        transactions = workspace.transactions
        written = transactions.write_set_aside(set_aside)
        typer.echo(f"\nWrote {written:,} rows to {set_aside}.")


def _of_folder(workspace: Any) -> tuple[list[str], list[Problem]]:
    """The ledger of every table, what they suffice for, and what could not be read."""
    pages, problems = [], []
    for name in workspace.tables:
        try:
            pages.append(getattr(workspace, name).ledger.summary())
        except DataProblem as problem:
            problems += [replace(p, what=f"{problem.source}: {p.what}") for p in problem.problems]
    return [*pages, str(workspace.describe())], problems
