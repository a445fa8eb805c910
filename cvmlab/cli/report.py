"""cvmlab report: a report on the firm's own data, as a page to mail."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cvmlab.cli import options as opt
from cvmlab.cli.progress import Steps
from cvmlab.errors import one_problem
from cvmlab.pages.failures import ReportFailed as ReportFailed
from cvmlab.pages.parameters import Report, checked_values, find_report, list_reports

STOPPED = 130
_READING = (
    "mapping", "source", "customers", "currency", "identify", "survey", "choices", "orders",
    "contracts", "accounts",
)  # fmt: skip


def report(
    name: Annotated[
        str | None, typer.Argument(help="The report; without it, all are listed.")
    ] = None,
    data: Annotated[
        str, typer.Option(help="A file, a folder of parts, a database address, or kestrel.")
    ] = "kestrel",
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to.  [default: reports/NAME]")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the report. Repeatable."),
    ] = None,
    to: Annotated[str, typer.Option(help="html, or html,pdf.")] = "html",
    each: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="A report for each value of a column, and an index."),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="COLUMN=VALUE", help="A report on one of these segments alone."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="With --each: reports at once.  [default: the cores]")
    ] = None,
    customers: Annotated[
        str | None, typer.Option(help="A table with customer_id and acquired_on.")
    ] = None,
    survey: Annotated[
        str | None, typer.Option(help="A survey.toml: which column of a survey is which.")
    ] = None,
    choices: Annotated[
        str | None, typer.Option(help="A file of choice tasks: price, minutes, chosen.")
    ] = None,
    orders: Annotated[
        str | None, typer.Option(help="The orders of those who were asked, beside a survey.")
    ] = None,
    contracts: Annotated[
        str | None, typer.Option(help="Contracts in place of orders: customer_id, start, end.")
    ] = None,
    accounts: Annotated[
        str | None, typer.Option(help="Who pays for whom: account_id, bill_to.")
    ] = None,
    brand: Annotated[Path | None, typer.Option(help="A brand.toml: name, logo, colours.")] = None,
    identify: Annotated[
        bool, typer.Option("--identify", help="Show customer ids and groups under 10.")
    ] = False,
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
) -> None:
    """Write a report on your data: a page to mail, its charts, its figures and customers."""
    if name is None:
        _list(list_reports())
        return
    chosen = find_report(name)
    given: dict[str, Any] = dict(opt.pairs(set_, "--set"))
    checked_values(chosen.parameters, given)
    beside = {
        "customers": customers, "survey": survey, "choices": choices, "orders": orders,
        "contracts": contracts, "accounts": accounts,
    }  # fmt: skip
    _taken(chosen, beside)
    for place in (data, survey, choices, orders, contracts, accounts):
        if place:
            _must_exist(place)
    settings = opt.reading_settings(
        mapping, map_, dates=dates, decimal=decimal, where=where, fill_down=fill_down,
        unique=unique, basis=basis, currency=currency, rates=rates, sheet=sheet, header=header,
        encoding=encoding, delimiter=delimiter,
    )  # fmt: skip
    settings |= _one_segment(only, each, jobs)
    declared = {parameter.name for parameter in chosen.parameters}
    for key, value in {
        "source": data,
        "mapping": json.dumps(settings, ensure_ascii=False) if settings else "",
        **{key: value or "" for key, value in beside.items()},
        "currency": currency or "",
        "identify": identify,
    }.items():
        if key in declared and value:
            given.setdefault(key, value)
    if each is not None:
        _run_each(chosen, given, each, out, to, _look(brand), jobs)
        return
    _run(chosen, given, out or Path("reports") / chosen.name, to, _look(brand))


def _one_segment(only: str | None, each: str | None, jobs: int | None) -> dict[str, str]:
    """The settings of reading one segment; what does not go together is said."""
    if each is None and jobs is not None:
        raise one_problem("--jobs is for several reports", "say --each COLUMN, or leave it out.")
    if only is None:
        return {}
    if each is not None:
        raise one_problem("--each and --only do not go together", "leave out one of them.")
    column, sign, value = only.partition("=")
    if not sign or not column.strip():
        raise one_problem(f'--only "{only}" is not COLUMN=VALUE', "write --only channel=web.")
    return {"each": column.strip(), "only": value.strip()}


def _look(brand: Path | None) -> Any:
    if brand is None:
        return None
    from cvmlab.pages.brand import read_brand

    return read_brand(brand)


def _formats(to: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in to.split(",") if part.strip())


def _run_each(
    chosen: Report, given: dict[str, Any], each: str, out: Path | None, to: str, look: Any,
    jobs: int | None,
) -> None:  # fmt: skip
    from cvmlab.pages.batch.run_each import run_each
    from cvmlab.pages.export import slug

    place = out or Path("reports") / f"{chosen.name}-by-{slug(each) or 'column'}"
    try:
        with Steps(last="Making the index page") as steps:
            done = run_each(
                chosen.path, given, each, place, formats=_formats(to), brand=look, jobs=jobs,
                on_progress=steps,
            )  # fmt: skip
    except KeyboardInterrupt:
        said = f"Stopped; what is finished stays in {place}. The same command does the rest."
        print(said, file=sys.stderr)
        sys.exit(STOPPED)
    for value, folder in done.left:
        typer.echo(f'Not linked, from an earlier run: "{value or "(none)"}" in {place / folder}')
    for value, why in sorted(done.failed.items()):
        typer.echo(f"{value or '(none)'}: {why}", err=True)
    for note in done.notes:
        typer.echo(note)
    typer.echo(f"{done.sentence} Open {done.index}")
    if done.failed:
        sys.exit(1)


def _run(chosen: Report, given: dict[str, Any], out: Path, to: str, look: Any) -> None:
    # The kernel starts first: it warms up while this process loads what it needs itself.
    from cvmlab.pages.kernel import modules_named, start_kernel

    kernel = start_kernel(brand=look, warm_up=modules_named(chosen.path))
    from cvmlab.pages.run import run_report

    with Steps(last="Making the page") as steps:
        done = run_report(
            chosen.path,
            given,
            out,
            formats=_formats(to),
            brand=look,
            kernel=kernel,
            on_progress=steps,
        )
    for note in done.notes:
        typer.echo(note)
    page = next((file for file in done.files if file.suffix == ".html"), done.folder)
    typer.echo(f"Wrote {len(done.files)} files to {done.folder}. Open {page}")


def _taken(chosen: Report, given: dict[str, str | None]) -> None:
    """An option the report has no use for is said, not swallowed."""
    declared = {parameter.name for parameter in chosen.parameters}
    unused = [f"--{name}" for name, value in given.items() if value and name not in declared]
    if unused:
        raise one_problem(
            f"The report {chosen.name} makes no use of {' or '.join(unused)}",
            "leave it out; cvmlab report shows what each report takes.",
        )


def _must_exist(data: str) -> None:
    """A missing file is said at once, before anything starts."""
    if data != "kestrel" and "://" not in data and not Path(data).exists():
        near = sorted(p.name for p in Path(data).parent.glob("*") if Path(data).parent.is_dir())
        from cvmlab.errors import suggestion

        raise one_problem(
            f'there is no file or folder "{data}"',
            f"check the path.{suggestion(Path(data).name, near)}",
        )


def _list(reports: list[Report]) -> None:
    for item in reports:
        typer.echo(f"{item.name}: {item.title}")
        for p in item.parameters:
            if p.name in _READING:
                continue  # these have options of their own
            default = "none" if p.default in (None, "") else p.default
            typer.echo(f"    --set {p.name}={default}".ljust(40) + f"  {p.help} ({p.kind})")
    if sys.stdout.isatty():
        typer.echo("\nRun one on your data: cvmlab report customer-value --data orders.csv")
        typer.echo("one a segment: cvmlab report customer-value --data orders.csv --each channel")
        typer.echo("or: cvmlab report value-map --data answers.csv --survey survey.toml")
        typer.echo("or: cvmlab report loyalty --data answers.csv --survey survey.toml")
        typer.echo("or: cvmlab report customer-base-audit --contracts contracts.csv")
        typer.echo("or: cvmlab report idic-scorecard --data my-folder")
