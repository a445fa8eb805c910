"""cvmlab survey: what the export of a survey holds, and the survey.toml that says so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cvmlab.cli import options as opt
from cvmlab.errors import one_problem


def survey(
    export: Annotated[str, typer.Argument(help="What the survey tool exported: csv or xlsx.")],
    description: Annotated[
        Path | None,
        typer.Option("--description", metavar="FILE",
                     help="A survey.toml: read the survey by it and show what became of every "
                     "answer."),
    ] = None,
    out: Annotated[
        Path, typer.Option(help="The first description to write, where none is given.")
    ] = Path("survey.toml"),
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE",
                     help="Write the survey, one row a respondent and brand, to this csv file."),
    ] = None,
    sheet: opt.Sheet = None,
    header: opt.Header = None,
    encoding: opt.Encoding = None,
    delimiter: opt.Delimiter = None,
) -> None:  # fmt: skip
    """Describe a survey's export, or read it by its description."""
    if description is None:
        _describe(export, out, sheet, header, encoding, delimiter)
    else:
        _read(export, description, save, any((sheet, header, encoding, delimiter)))


def _describe(
    export: str,
    out: Path,
    sheet: str | None,
    header: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> None:
    from cvmlab.data.mapping import Mapping
    from cvmlab.data.surveys.draft.first_description import first_description
    from cvmlab.data.surveys.export import open_export

    if out.exists():
        raise one_problem(
            f'there is a "{out}" already, and what you have put into it is not to be lost',
            f"read the survey by it: cvmlab survey {export} --description {out}; or choose another "
            "name: --out NAME.",
        )
    settings = {"sheet": sheet, "header": header, "encoding": encoding, "delimiter": delimiter}
    draft = first_description(open_export(export, Mapping().with_settings(**settings)), settings)
    out.write_text(draft.text, encoding="utf-8")
    for sentence in draft.seen:
        typer.echo(sentence)
    left = f'{draft.open} question{"s" if draft.open != 1 else ""} left open ("?")'
    typer.echo(
        f"\nWrote {out}, {left}. Look at every line of it, then:\n"
        f"cvmlab survey {export} --description {out}"
    )


def _read(export: str, description: Path, save: Path | None, told_how: bool) -> None:
    from cvmlab.data.surveys.read_survey import read_survey

    if told_how:
        raise one_problem(
            "the description says how the file is read, and so does the command line",
            "say it under [reading] of the description.",
        )
    found = read_survey(export, description)
    assert found.ledger is not None
    typer.echo(found.ledger.summary())
    typer.echo("")
    typer.echo(str(found.summary()))
    if save is not None:
        found.table.to_csv(save, index=False)
        typer.echo(f"\nWrote {len(found.table):,} rows to {save}.")
    typer.echo(f"\nNext: cvmlab report value-map --data {export} --survey {description}")
