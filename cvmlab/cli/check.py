"""cvmlab check: what a file holds, row by row, before any report is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cvmlab.cli import options as opt


def check(
    data: Annotated[str, typer.Argument(help="A file, a folder of parts, a database address.")],
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
    """Read a file and show its ledger: every row used, or set aside with its reason."""
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
        transactions = workspace.transactions
    typer.echo(transactions.ledger.summary())
    if set_aside is not None:
        written = transactions.write_set_aside(set_aside)
        typer.echo(f"\nWrote {written:,} rows to {set_aside}.")
