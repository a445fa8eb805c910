"""cvmlab survey: what the export of a survey holds, and the survey.toml that says so."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cvmlab.cli import options as opt
from cvmlab.errors import one_problem


class About(StrEnum):
    """What a survey is about."""

    brands = "brands"
    loyalty = "loyalty"


def survey(
    export: Annotated[str, typer.Argument(help="What the survey tool exported: csv or xlsx.")],
    description: Annotated[
        Path | None,
        typer.Option("--description", metavar="FILE",
                     help="A survey.toml: read the survey by it and show what became of every "
                     "answer."),
    ] = None,
    about: Annotated[
        About,
        typer.Option(help="For a first description: you and your rivals as people see them, or "
                     "your customers' satisfaction, relationship and motives."),
    ] = About.brands,
    out: Annotated[
        Path, typer.Option(help="The first description to write, where none is given.")
    ] = Path("survey.toml"),
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE",
                     help="Write the survey to this csv file: one row a respondent and brand, or "
                     "one row a respondent."),
    ] = None,
    sheet: opt.Sheet = None,
    header: opt.Header = None,
    encoding: opt.Encoding = None,
    delimiter: opt.Delimiter = None,
) -> None:  # fmt: skip
    """Describe a survey's export, or read it by its description."""
    if description is None:
        _describe(export, out, about, sheet, header, encoding, delimiter)
    else:
        _read(export, description, save, any((sheet, header, encoding, delimiter)))


def _describe(
    export: str,
    out: Path,
    about: About,
    sheet: str | None,
    header: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> None:
    from cvmlab.data.mapping import Mapping
    from cvmlab.data.surveys.export import open_export

    if out.exists():
        raise one_problem(
            f'there is a "{out}" already, and what you have put into it is not to be lost',
            f"read the survey by it: cvmlab survey {export} --description {out}; or choose another "
            "name: --out NAME.",
        )
    settings = {"sheet": sheet, "header": header, "encoding": encoding, "delimiter": delimiter}
    opened = open_export(export, Mapping().with_settings(**settings))
    draft: Any
    if about is About.loyalty:
        from cvmlab.data.surveys.customers.customer_draft import first_customer_description

        draft = first_customer_description(opened, settings)
    else:
        from cvmlab.data.surveys.draft.first_description import first_description

        draft = first_description(opened, settings)
    out.write_text(draft.text, encoding="utf-8")
    for sentence in draft.seen:
        typer.echo(sentence)
    left = f'{draft.open} question{"s" if draft.open != 1 else ""} left open ("?")'
    typer.echo(
        f"\nWrote {out}, {left}. Look at every line of it, then:\n"
        f"cvmlab survey {export} --description {out}"
    )


def _read(export: str, description: Path, save: Path | None, told_how: bool) -> None:
    from cvmlab.data.surveys.customers.customer_file import kind_of
    from cvmlab.data.surveys.customers.read_customers import read_customer_survey
    from cvmlab.data.surveys.read_survey import read_survey

    if told_how:
        raise one_problem(
            "the description says how the file is read, and so does the command line",
            "say it under [reading] of the description.",
        )
    is_loyalty = kind_of(description) == About.loyalty
    found: Any = (read_customer_survey if is_loyalty else read_survey)(export, description)
    typer.echo(found.ledger.summary())
    typer.echo("")
    typer.echo(str(found.summary()))
    if save is not None:
        found.table.to_csv(save, index=False)
        typer.echo(f"\nWrote {len(found.table):,} rows to {save}.")
    if is_loyalty:
        orders = "" if found.is_anonymous else " --orders ORDERS"
        typer.echo(f"\nNext: cvmlab report loyalty --data {export} --survey {description}{orders}")
    else:
        typer.echo(f"\nNext: cvmlab report value-map --data {export} --survey {description}")
