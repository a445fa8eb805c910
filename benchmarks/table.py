"""The lines of the table, and the limits some of them have to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.table import Table

from benchmarks.measure import Failed, Measured

COLUMNS = ("work", "cvmlab", "memory", "beside it", "memory", "ratio", "limit", "")


@dataclass(frozen=True)
class Limit:
    """What was to be reached, and whether it was."""

    text: str
    kept: bool


def at_most(value: float, limit: float, unit: str) -> Limit:
    """A limit from above."""
    return Limit(f"≤ {limit:,g} {unit}", value <= limit)


def at_least(value: float, limit: float, unit: str) -> Limit:
    """A limit from below."""
    return Limit(f"≥ {limit:,g} {unit}", value >= limit)


@dataclass(frozen=True)
class Line:
    """One line of the table: cvmlab, what stands beside it, and the limits that were set.

    ``records`` are the same figures for the file of results.
    """

    work: str
    cvmlab: str
    memory: str = ""
    beside: str = ""
    memory_beside: str = ""
    ratio: str = ""
    limits: tuple[Limit, ...] = ()
    records: tuple[dict[str, Any], ...] = ()

    @property
    def kept(self) -> bool:
        """Whether all its limits were."""
        return all(limit.kept for limit in self.limits)

    def cells(self) -> list[str]:
        """The line as the table shows it."""
        limits = ", ".join(limit.text for limit in self.limits)
        verdict = ("kept" if self.kept else "[bold]missed[/]") if self.limits else ""
        return [
            self.work, self.cvmlab, self.memory, self.beside, self.memory_beside, self.ratio,
            limits, verdict,
        ]  # fmt: skip


def new_table(title: str) -> Table:
    """An empty table with the columns of a line."""
    table = Table(title=title, title_justify="left")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name in ("work", "beside it", "") else "right")
    return table


def seconds(value: float) -> str:
    """Seconds with two digits that say something.

    Examples
    --------
    >>> seconds(0.0421), seconds(1.26), seconds(571.3)
    ('0.042 s', '1.3 s', '571 s')
    """
    digits = 3 if value < 0.1 else 2 if value < 1 else 1 if value < 100 else 0
    return f"{value:,.{digits}f} s"


def both_times(measured: Measured) -> str:
    """Wall time, with the processor time of all cores."""
    return f"{seconds(measured.work)} ({seconds(measured.cpu)} cpu)"


def megabytes(measured: Measured) -> str:
    """Peak memory."""
    return f"{measured.peak:,.0f} MB"


def share(ours: float, other: float) -> str:
    """cvmlab's time as a part of the other's."""
    return f"{ours / other:.2f} of its time"


def faster(ours: float, other: float) -> str:
    """How many times as fast cvmlab is."""
    times = other / ours
    return f"{times:,.{1 if times < 10 else 0}f} × as fast"


def against(
    work: str,
    ours: Measured,
    peer: Measured | Failed,
    name: str,
    *,
    limits: tuple[Limit, ...] = (),
    records: tuple[dict[str, Any], ...] = (),
) -> Line:
    """A line of cvmlab beside a peer, who may have failed."""
    if isinstance(peer, Failed):
        beside, memory, ratio = f"{name} fails: {str(peer)[:120]}", "", ""
    else:
        beside, memory = f"{name} {both_times(peer)}", megabytes(peer)
        ratio = faster(ours.work, peer.work)
    return Line(work, both_times(ours), megabytes(ours), beside, memory, ratio, limits, records)
