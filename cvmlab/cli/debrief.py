"""cvmlab debrief: a class's guesses and answers, one chart for each question."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cvmlab.errors import one_problem

_OURS = '<meta name="generator" content="cvmlab">'


def debrief(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where the readers' files lie, and what was typed in from paper."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The page to write.", metavar="PAGE.html")
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(help="Instead, write the tally sheet of a lesson, to print.", metavar="11"),
    ] = None,
) -> None:
    """Make a page of what the class guessed and answered: a chart for each question, no names.

    Readers make their files with progress(export=True) in the last cell of a lesson.
    """
    if (folder is None) == (sheet is None):
        raise one_problem(
            "a folder with the class's answers is wanted, or the lesson of a tally sheet",
            "write cvmlab debrief FOLDER, or cvmlab debrief --sheet 11",
        )
    if sheet is not None:
        _write_sheet(sheet, out)
        return
    from cvmlab.learn.class_files import read_class
    from cvmlab.learn.debrief import debrief_page

    assert folder is not None  # for mypy: else there was a sheet
    out = out or Path("debrief.html")
    _check_place(out)
    found = read_class(folder)
    for note in found.notes:
        typer.echo(note)
    _write(out, debrief_page(found))
    answers = sum(one.times for one in found.given)
    asked = len({(one.lesson, one.exercise) for one in found.given})
    typer.echo(f"Wrote {out}: {answers} answers to {asked} questions, without names.")


def _write_sheet(lesson: str, out: Path | None) -> None:
    from cvmlab.learn.course import find
    from cvmlab.learn.tally_sheet import tally_page
    from cvmlab.pages.pdf import write_pdf

    out = out or Path(f"tally-{find(lesson).number}.html")
    _check_place(out)
    _write(out, tally_page(lesson))
    pdf = out.with_suffix(".pdf")
    trouble = write_pdf(out, pdf)
    typer.echo(trouble or f"Wrote {out} and {pdf}.")
    if trouble:
        typer.echo(f"Wrote {out}.")


def _check_place(out: Path) -> None:
    """Only a page of our own making is written over."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise one_problem(f'"{out}" is not the name of a page', "let it end in .html")
    if out.is_dir() or (
        out.exists() and _OURS not in out.read_text(encoding="utf-8", errors="replace")[:3000]
    ):
        raise one_problem(f'"{out}" is there already and is something else', "choose another --out")


def _write(out: Path, page: str) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
