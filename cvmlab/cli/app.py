"""The commands put together, and the one place where a user's mistake becomes a plain message."""

from __future__ import annotations

import sys

import typer

from cvmlab.cli import agenda, check, debrief, doctor, kestrel, lab, mapper, publish, report, survey
from cvmlab.errors import DataProblem

_STOPPED = 130

app = typer.Typer(
    help="Customer value management: reports on a firm's own orders, and the course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("report")(report.report)
app.command("check")(check.check)
app.command("map")(mapper.map_file)
app.command("survey")(survey.survey)
app.command("agenda")(agenda.agenda)
app.command("kestrel")(kestrel.kestrel)
app.command("lab", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    lab.lab
)
app.command("doctor")(doctor.doctor)
app.command("debrief")(debrief.debrief)
app.command("publish")(publish.publish)


def version(show: bool) -> None:
    """Print the version and stop."""
    if show:
        from importlib.metadata import version as installed

        typer.echo(f"cvmlab {installed('cvmlab')}")
        raise typer.Exit


@app.callback()
def common(
    show_version: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Customer value management: reports on a firm's own orders, and the course."""


def main() -> None:
    """Run the command line.

    Exit codes: 0 success; 1 a report failed while running; 2 something about the data or the
    settings is to be mended; 130 stopped by the user.
    """
    try:
        app()
    except DataProblem as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except report.ReportFailed as failure:
        print(failure, file=sys.stderr)
        sys.exit(1)
    except SystemExit as stop:
        if stop.code == _STOPPED:  # typer has taken the interrupt and left a blank line
            print("Stopped; nothing was written.", file=sys.stderr)
        raise
