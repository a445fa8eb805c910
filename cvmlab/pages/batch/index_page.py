"""The page of all segments: what was read and how it split, each report's link, what differs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cvmlab.data.one_segment import OF_CUSTOMERS
from cvmlab.figures.formats import count, interval, money
from cvmlab.pages.batch.comparison import (
    Comparison,
    compare,
    compared_by,
    figures_table,
    key_figure,
)
from cvmlab.pages.batch.segments import Segment
from cvmlab.pages.brand import Brand
from cvmlab.pages.delivery import METRICS, plain
from cvmlab.pages.parameters import Report

if TYPE_CHECKING:
    from cvmlab.pages.batch.run_each import Outcome

SUMMARY = "summary.csv"


def write_index(
    found: Outcome, report: Report, *, formats: Sequence[str], brand: Brand, smallest: int
) -> None:
    """Write ``index.html`` (and ``index.pdf``), ``summary.csv`` and ``metrics.json``.

    Parameters
    ----------
    found : Outcome
        What became of the segments; remarks on the page are added to its notes.
    report : Report
    formats : sequence of {"html", "pdf"}
    brand : Brand
    smallest : int
        Customers of the smallest group that is shown.
    """
    from cvmlab.pages.export import written_page

    segments = found.segments
    figures, shown = {}, {part.value: part for part in segments.parts}
    for value, folder in sorted(found.folders.items()):
        figure = key_figure(report.path, found.folder / folder)
        if figure is not None:
            figures[shown[value].name] = figure
    comparison = compare(
        figures,
        unit=compared_by(report.path).get("unit", ""),
        currency=segments.ledger.currency,
        customers={part.name: part.customers for part in segments.parts},
    )
    title = f"{report.title} by {segments.label}"
    rows = [_row(found, part, report, formats, comparison) for part in _ordered(found, comparison)]
    content = {
        "title": title,
        "read": _read(found, smallest),
        "rows": rows,
        "totals": _totals(found, smallest),
        "comparison": comparison,
        "multiplicity": _multiplicity(comparison),
        "picture": _picture(comparison),
        "failed": [(_name(shown, value), why) for value, why in sorted(found.failed.items())],
        "left": [(value or "(none)", folder) for value, folder in found.left],
        "many": len(segments.parts),
    }
    page = written_page("each.html.j2", content, title=title, brand=brand, sheet="each.css")
    _write(found.index, page)
    if "pdf" in formats:
        from cvmlab.pages.pdf import write_pdf

        note = write_pdf(found.index, found.folder / "index.pdf")
        found.notes += [note] if note and note not in found.notes else []
    else:
        (found.folder / "index.pdf").unlink(missing_ok=True)
    _write(found.folder / SUMMARY, _csv(found, comparison))
    said = json.dumps(plain(_metrics(found, report, comparison)), indent=2, ensure_ascii=False)
    _write(found.folder / METRICS, said + "\n")


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def _ordered(found: Outcome, comparison: Comparison | None) -> list[Segment]:
    """Shown segments: in the order of what is believed of them, else of their money."""
    hidden = {part.value for part in found.hidden}
    parts = [part for part in found.segments.parts if part.value not in hidden]
    believed: dict[str, float] = {}
    if comparison is not None and comparison.together is not None:
        believed = comparison.together.table["shrunken"].to_dict()
    low = float("-inf")
    return sorted(parts, key=lambda p: (-believed.get(p.name, low), -p.cents, p.value))


def _row(
    found: Outcome,
    part: Segment,
    report: Report,
    formats: Sequence[str],
    comparison: Comparison | None,
) -> dict[str, Any]:
    folder = found.folders.get(part.value)
    pages = [(k, f"{quote(folder)}/{report.name}.{k}") for k in formats] if folder else []
    place = found.folder / str(folder)
    pages = [(k, link) for k, link in pages if (place / f"{report.name}.{k}").is_file()]
    row: dict[str, Any] = {
        "name": part.name,
        "link": pages[0][1] if pages else "",
        "others": pages[1:],
        "customers": count(part.customers),
        "money": _money(found, part.cents),
        "value": "", "range": "", "shrunken": "", "shrunken_range": "", "differs": "",
    }  # fmt: skip
    if comparison is None or part.name not in comparison.figures:
        row["value"] = "–" if folder else ("failed" if part.value in found.failed else "")
        return row
    figure, form = comparison.figures[part.name], comparison.form
    row["value"], row["range"] = form(figure.value), interval(figure.low, figure.high, form)
    if comparison.together is not None:
        one = comparison.together.table.loc[part.name]
        row["shrunken"] = form(one.shrunken)
        row["shrunken_range"] = interval(one.shrunken_low, one.shrunken_high, form)
        if one.differs:
            row["differs"] = "▲ above" if one.z > 0 else "▼ below"
    return row


def _read(found: Outcome, smallest: int) -> list[str]:
    """What was read and how it split, in sentences."""
    segments, ledger = found.segments, found.segments.ledger
    parts = segments.parts
    rows, used, cents = (sum(getattr(p, n) for p in parts) for n in ("rows", "used", "cents"))
    whole = (rows, used, cents) == (ledger.rows, ledger.rows_used, ledger.cents_used)
    said = [
        ledger.sentences()[0],
        f"The column {segments.label} divides them into {count(len(parts))} "
        f"{'segment' if len(parts) == 1 else 'segments'}. Their rows ({count(rows)}, of which "
        f"{count(used)} are used) and their money ({_money(found, cents)}) "
        + ("add up to the whole, to the cent." if whole else "do not add up to the whole."),
    ]
    nameless = next((p for p in parts if not p.value), None)
    if nameless is not None:
        said.append(
            f"{count(nameless.rows)} rows say nothing in this column: they are the segment "
            f"{nameless.name}."
        )
    if segments.shared:
        said.append(
            f"{count(segments.shared)} of {count(ledger.customers)} customers are in more than one "
            "segment, and counted in each of them: customers do not add up, rows and money do."
        )
    if segments.last_day is not None:
        from cvmlab.figures.formats import day

        said.append(
            f"Every report looks back from {day(segments.last_day)}, the last day of the whole, "
            "unless another day was named: a segment that sold nothing lately shows it."
        )
    if not segments.column.startswith(OF_CUSTOMERS) and found.other_tables:
        said.append(
            "Only the orders are divided: other tables of the folder are read whole for every "
            "segment. A column of the table customers divides them all."
        )
    if found.hidden:
        said.append(
            f"Segments not shown, with under {smallest} customers: {count(len(found.hidden))}."
        )
    return said


def _totals(found: Outcome, smallest: int) -> list[dict[str, str]]:
    """Below the line: what is not shown, and all together."""
    ledger = found.segments.ledger
    lines = []
    if found.hidden:
        cents = sum(part.cents for part in found.hidden)
        name = f"not shown, under {smallest} customers ({count(len(found.hidden))})"
        lines.append({"name": name, "customers": "", "money": _money(found, cents)})
    whole = {"customers": count(ledger.customers), "money": _money(found, ledger.cents_used)}
    return [*lines, {"name": "the whole", **whole}]


def _multiplicity(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return []
    if comparison.together is None:
        return ["With so few segments nothing is drawn together; the intervals hold one by one."]
    said = [
        comparison.together.sentence,
        "Each segment is compared with the mean of all others' customers. Shrunken estimates are "
        "drawn towards the mean of all segments, the more the less is known of one: of many "
        "segments the best looks better than it is, since it is also the luckiest.",
    ]
    if comparison.on_logs:
        said.append("The intervals reach further up than down, so ratios were compared.")
    if comparison.other:
        said.append(
            f"Not compared, since their reports give another figure: {', '.join(comparison.other)}."
        )
    return said


def _picture(comparison: Comparison | None) -> dict[str, str] | None:
    if comparison is None or comparison.together is None:
        return None
    from base64 import b64encode

    from cvmlab.stats.shrinkage_picture import plot_shrunken

    drawn = plot_shrunken(
        comparison.together, form=comparison.form, name=comparison.label, logs=comparison.on_logs
    )
    return {"image": b64encode(drawn.png).decode(), "alt": drawn.alt}


def _csv(found: Outcome, comparison: Comparison | None) -> str:
    table = figures_table(comparison)
    hidden = {part.value for part in found.hidden}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = ["segment", "report", "rows", "rows_used", "money", "customers"]
    writer.writerow([*names, *table.columns])
    for part in found.segments.parts:
        if part.value in hidden:
            continue
        own = table.loc[part.name].tolist() if part.name in table.index else [""] * table.shape[1]
        cells = [f"{each:.10g}" if isinstance(each, float) else each for each in own]
        name = f"'{part.name}" if part.name[:1] in ("=", "+", "-", "@", "\t") else part.name
        folder = found.folders.get(part.value, "")
        money_of = f"{part.cents / 100:.2f}"
        writer.writerow([name, folder, part.rows, part.used, money_of, part.customers, *cells])
    return stream.getvalue()


def _metrics(found: Outcome, report: Report, comparison: Comparison | None) -> dict[str, Any]:
    together = comparison.together if comparison is not None else None
    ledger = found.segments.ledger
    return {
        "report": report.name,
        "column": found.segments.column,
        "rows": {"read": ledger.rows, "used": ledger.rows_used},
        "sales": ledger.cents_used / 100,
        "customers": ledger.customers,
        "customers_in_several_segments": found.segments.shared,
        "segments": len(found.segments.parts),
        "not_shown": len(found.hidden),
        "reports": len(found.folders),
        "without_report": {value or "(none)": why for value, why in sorted(found.failed.items())},
        "figure": comparison and comparison.label,
        "comparison": together
        and {
            "mean": together.mean,
            "between": together.spread,
            "on_logarithms": comparison.on_logs if comparison else False,
            "by_chance": together.by_chance,
            "looked_different": together.looked,
            "differ": together.differ,
            "segments": together.table.rename_axis("segment").reset_index().to_dict("records"),
        },
    }


def _money(found: Outcome, cents: int) -> str:
    return money(cents / 100, found.segments.ledger.currency or None, digits=2)


def _name(shown: dict[str, Segment], value: str) -> str:
    return shown[value].name
