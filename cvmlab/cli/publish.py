"""cvmlab publish: what an instructor prints before a session."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cvmlab.cli.progress import Steps


def publish(
    lesson: Annotated[
        list[str] | None,
        typer.Option("--lesson", metavar="NUMBER", help="A lesson, such as 11. Repeatable.  "
                     "[default: all]"),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("handouts"),
    to: Annotated[str, typer.Option(help="html, pdf, or html,pdf.")] = "html,pdf",
) -> None:  # fmt: skip
    """Write each lesson as a handout without code, and as an instructor's edition with answers."""
    formats = tuple(part.strip() for part in to.split(",") if part.strip())
    with Steps(last="Putting the pages in place") as steps:
        steps(0, 1, "reading the lessons")
        from cvmlab.learn.publishing import INSTRUCTOR, PARTICIPANTS, publish

        done = publish(lesson or (), out, formats=formats, on_progress=steps)
    for note in done.notes:
        typer.echo(note)
    typer.echo(
        f"Wrote {len(done.files)} files to {done.folder}: handouts in {PARTICIPANTS}, "
        f"answers and timing in {INSTRUCTOR}."
    )
