"""cvmlab doctor: whether a laptop is ready for the course, a week before it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import typer

State = Literal["fine", "look at this", "must be mended"]
FINE: State = "fine"
LOOK: State = "look at this"
MEND: State = "must be mended"


@dataclass(frozen=True)
class Finding:
    """What one look at the laptop found.

    Parameters
    ----------
    state : {"fine", "look at this", "must be mended"}
    what : str
        What was found, as a sentence without its stop.
    remedy : str
        What to do about it, as a sentence; empty where all is fine.
    """

    state: State
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        lines = [f"{self.state:<{len(MEND)}}  {self.what}."]
        if self.remedy:
            lines.append(" " * (len(MEND) + 2) + self.remedy)
        return "\n".join(lines)


Check = Callable[[], Iterator[Finding]]


def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out starting Python as a lesson does.")
    ] = False,
) -> None:
    """Check whether this laptop is ready for the course; do it a week ahead.

    Nothing is fetched from anywhere and nothing is changed. Exit code 0 when all that is needed is
    fine, 2 when something must be mended.
    """
    from cvmlab.cli import checkup

    findings = []
    for check in checkup.checks(quick=quick):
        for finding in _looked(check):
            typer.echo(str(finding))
            findings.append(finding)
    typer.echo("\n" + verdict(findings))
    if any(finding.state == MEND for finding in findings):
        raise typer.Exit(2)


def verdict(findings: list[Finding]) -> str:
    """All findings in a sentence.

    Examples
    --------
    >>> verdict([Finding("fine", "Python 3.11.9"), Finding("look at this", "a slow start")])
    'This laptop is ready for the course. One thing is worth a look.'
    >>> verdict([Finding("must be mended", "no pandas")])
    'This laptop is not ready yet: one thing must be mended. Then run cvmlab doctor again.'
    """
    broken = sum(finding.state == MEND for finding in findings)
    odd = sum(finding.state == LOOK for finding in findings)
    if broken:
        things = "one thing" if broken == 1 else f"{broken} things"
        return (
            f"This laptop is not ready yet: {things} must be mended. Then run cvmlab doctor again."
        )
    told = "" if not odd else " One thing is" if odd == 1 else f" {odd} things are"
    return "This laptop is ready for the course." + (f"{told} worth a look." if told else "")


def _looked(check: Check) -> Iterator[Finding]:
    """The findings of one check; one that breaks off has found something too."""
    try:
        yield from check()
    except Exception as error:  # a broken installation breaks in any way
        name = check.__name__.replace("_", " ").strip()
        yield Finding(
            MEND,
            f"The check of the {name} broke off ({type(error).__name__}: {error})",
            "Set the course up afresh (delete the folder .venv, then: make setup), or ask the "
            "person who runs the course and show them this line.",
        )
