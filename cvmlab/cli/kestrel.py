"""cvmlab kestrel: the sample company, in any size, as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cvmlab.cli.progress import Steps
from cvmlab.errors import DataProblem, Problem, one_problem

_SMALLEST, _LARGEST = 200, 5_000_000
_ROWS_A_PERSON = 26  # of the longest table


def kestrel(
    people: Annotated[
        int, typer.Option(help="How many people buy there: 2000 for a look, a million for a test.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 2022,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("my-kestrel"),
    format_: Annotated[
        str, typer.Option("--format", help="parquet, csv or xlsx.", metavar="FORMAT")
    ] = "parquet",
) -> None:
    """Make Kestrel Market Group, the sample company, with people of your own number.

    Everything about its customers is invented and known: the folder truth/ holds what no firm ever
    sees. Open the rest with cvm.load("FOLDER").
    """
    from cvmlab.kestrel.write import FORMATS, SHEET_ROWS, write_company

    problems = []
    if not _SMALLEST <= people <= _LARGEST:
        problems.append(
            Problem(
                f"--people {people} is not possible",
                f"choose a number from {_SMALLEST:,} to {_LARGEST:,}.",
            )
        )
    if seed < 0:
        problems.append(Problem(f"--seed {seed} is below zero", "choose a whole number from 0 on."))
    if format_ not in FORMATS:
        problems.append(
            Problem(f'--format "{format_}" is not known', f"use one of: {', '.join(FORMATS)}.")
        )
    elif format_ == "xlsx" and people * _ROWS_A_PERSON > SHEET_ROWS:
        most = SHEET_ROWS // _ROWS_A_PERSON // 1000 * 1000
        problems.append(
            Problem(
                f"the transactions of {people:,} people do not fit on a sheet of Excel",
                f"use --format parquet or csv, or at most --people {most}.",
            )
        )
    if problems:
        raise DataProblem(problems)
    _check_folder(out)

    out.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved when whole: stopped half-way, nothing has changed.
    with tempfile.TemporaryDirectory(prefix=".kestrel-", dir=out.parent) as beside:
        with Steps() as steps:
            rows = write_company(Path(beside) / "new", people, seed, format_, progress=steps)  # type: ignore[arg-type]
        if out.exists():
            out.rename(Path(beside) / "old")
        (Path(beside) / "new").rename(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    tables = sum(not name.startswith("truth_") for name in rows)
    typer.echo(
        f"Wrote {tables} tables of {people:,} people ({rows['transactions']:,} transactions, "
        f"{size / 1e6:,.1f} MB) to {out}, and the truth about them to {out / 'truth'}."
    )
    typer.echo(f'Open them with: cvm.load("{out}"); a report: cvmlab report --data {out}')


def _check_folder(out: Path) -> None:
    """Only an earlier company is overwritten, and only when nothing else lies beside it."""
    from cvmlab.kestrel.write import files_of

    if out.exists() and not out.is_dir():
        raise one_problem(f'"{out}" is a file', "name a folder with --out.")
    if not out.exists():
        return
    others = {file for file in out.rglob("*") if file.is_file()} - files_of(out)
    if others:
        shown = ", ".join(sorted(str(file.relative_to(out)) for file in others)[:3])
        raise one_problem(
            f'the folder "{out}" holds something else: {shown}',
            "name an empty or a new folder with --out; nothing was written.",
        )
