"""One report for each segment of a column: only what is missing or changed, and a page of all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.pages.batch.fingerprint import common_part, fingerprint
from cvmlab.pages.batch.index_page import write_index
from cvmlab.pages.batch.names import folder_names
from cvmlab.pages.batch.pool import checked_jobs, open_pool
from cvmlab.pages.batch.record import Record
from cvmlab.pages.batch.segments import Segment, Segments, find_segments
from cvmlab.pages.brand import Brand
from cvmlab.pages.folders import checked_folder
from cvmlab.pages.kernel import modules_named
from cvmlab.pages.parameters import Report, checked_values, find_report
from cvmlab.pages.run import check_formats

SMALLEST = 10  # customers; smaller groups are not shown
OnProgress = Callable[[int, int, str], None]


@dataclass
class Outcome:
    """What became of the segments.

    Parameters
    ----------
    folder, index : Path
        Where the reports are, and the page of all of them.
    segments : Segments
    folders : dict of str to str
        The folder of each finished report, by segment.
    unchanged, written : list of str
        Segments whose report was there, and those whose report was made.
    failed : dict of str to str
        Why a segment has no report.
    hidden : list of Segment
        Those too small to be shown.
    left : list of (str, str)
        Reports of segments that are none any more: value and folder.
    notes : list of str
        Remarks of the reports, such as that no PDF could be made.
    other_tables : bool
        Whether the report reads more than orders and customers.
    """

    folder: Path
    index: Path
    segments: Segments
    folders: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    hidden: list[Segment] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    other_tables: bool = False

    @property
    def sentence(self) -> str:
        """How many were done, and how many need not be."""
        parts = [f"{count(len(self.unchanged))} unchanged", f"{count(len(self.written))} written"]
        parts += [f"{count(len(self.failed))} failed"] if self.failed else []
        if self.hidden:
            parts.append(f"{count(len(self.hidden))} with under {SMALLEST} customers not shown")
        return f"{', '.join(parts)}."


def run_each(
    notebook: str | Path,
    given: Mapping[str, Any],
    column: str,
    out: str | Path,
    *,
    formats: Sequence[str] = ("html",),
    brand: Brand | None = None,
    jobs: int | None = None,
    on_progress: OnProgress | None = None,
    forking: bool | None = None,
) -> Outcome:
    """Make a report for each segment that a column makes, and a page that compares and links them.

    Parameters
    ----------
    notebook : str or path
        A report's name, or the path of a notebook.
    given : mapping
        Its parameters; ``source`` and ``mapping`` say what is divided.
    column : str
        A column of the orders, else of the table customers.
    out : path
        The folder to write to; each segment gets a folder in it.
    formats : sequence of {"html", "pdf"}
    brand : Brand, optional
    jobs : int, optional
        How many reports are made at once; by default as many as there are cores.
    on_progress : callable, optional
        Called with (parts done, parts in all, what is at work).
    forking : bool, optional
        Whether reports are forked from one process; by default where the system does it safely.

    Raises
    ------
    DataProblem
        When the request itself is wrong. What befalls one segment is in the outcome.
    """
    report, at_once, brand = find_report(notebook), checked_jobs(jobs), brand or Brand()
    other_tables = _check(report)
    checked_values(report.parameters, given)
    check_formats(formats)
    out = checked_folder(Path(out))
    tell = on_progress or (lambda done, total, label: None)
    with open_pool(at_once, modules_named(report.path), forking=forking) as pool:
        tell(0, 100, "Reading the data")
        source, mapping = given.get("source", "kestrel"), given.get("mapping", "")
        segments = find_segments(source, mapping, column, customers=given.get("customers", ""))
        record = Record.read(out, report.name, segments.column)
        found = Outcome(out, out / "index.html", segments, other_tables=other_tables)
        common = common_part(report, segments, given, formats, brand)
        todo = _plan(report, segments, given, common, record, found)
        out.mkdir(parents=True, exist_ok=True)
        plain = [
            {
                "number": number,
                "notebook": str(report.path.resolve()),
                "parameters": parameters,
                "out": str((out / folder).resolve()),
                "formats": list(formats),
                "brand": asdict(brand),
            }
            for number, (_, folder, _, parameters) in enumerate(todo)
        ]
        part = dict.fromkeys(range(len(todo)), 0.0)
        finished = 0
        for event in pool.run(plain):
            number = event["number"]
            segment, folder, mark, _ = todo[number]
            part[number] = event.get("part", 1.0)
            if event["event"] == "done":
                record.add(segment.value, folder, mark, event)
                found.written.append(segment.value)
                found.folders[segment.value] = folder
                found.notes += [n for n in event["notes"] if n not in found.notes]
            elif event["event"] != "progress":
                found.failed[segment.value] = event["why"]
            finished += event["event"] != "progress"
            label = f"{finished} of {len(todo)} · {segment.name}: {event.get('at', 'done')}"
            tell(int(100 * sum(part.values())), 100 * len(todo) + 1, label)
        tell(1, 1, "")
    found.left = [
        (value, folder) for value, folder in record.left(part.value for part in segments.parts)
    ]
    hidden = {each.value for each in found.hidden}
    found.left += [
        (value, made.folder) for value, made in record.made.items()
        if value in hidden and (out / made.folder).is_dir()
    ]  # fmt: skip
    write_index(found, report, formats=formats, brand=brand, smallest=SMALLEST)
    return found


def _check(report: Report) -> bool:
    """Only a report of orders can be divided; whether it reads further tables."""
    said = json.loads(report.path.read_text(encoding="utf-8")).get("metadata", {}).get("cvmlab", {})
    declared = {parameter.name for parameter in report.parameters}
    needs = said.get("needs", {"transactions": ()})
    if not {"source", "mapping"} <= declared or "transactions" not in needs:
        raise one_problem(
            f"The report {report.name} is made of a survey, not of orders: --each cannot divide it",
            "leave out --each, or choose a report of orders, such as customer-value.",
        )
    return bool({*needs, *said.get("helps", {})} - {"transactions", "customers", "b2b_accounts"})


def _plan(
    report: Report,
    segments: Segments,
    given: Mapping[str, Any],
    common: str,
    record: Record,
    found: Outcome,
) -> list[tuple[Segment, str, str, dict[str, Any]]]:
    """What is to be done: segment, folder, mark and parameters; what need not be is noted."""
    earlier = {value: made.folder for value, made in record.made.items()}
    values = [part.value for part in segments.parts]
    folders = folder_names(values, earlier)
    declared = {parameter.name for parameter in report.parameters}
    shows_all = bool(given.get("identify"))
    todo = []
    # The largest first: so that no core has one long report left when the others are done.
    for segment in sorted(segments.parts, key=lambda part: (-part.rows, part.value)):
        if segment.customers < SMALLEST and not shows_all:
            found.hidden.append(segment)
            continue
        parameters = {**given, "mapping": segments.mapping_for(segment)}
        if "observation_end" in declared and not given.get("observation_end"):
            # One last day for all: a segment without sales in the last weeks has lost customers.
            parameters["observation_end"] = str(segments.last_day)
        mark = fingerprint(common, segment, parameters)
        folder = folders[segment.value]
        if record.is_current(segment.value, mark):
            found.unchanged.append(segment.value)
            found.folders[segment.value] = folder
            found.notes += [n for n in record.made[segment.value].notes if n not in found.notes]
        else:
            todo.append((segment, folder, mark, parameters))
    return todo
