"""Which segments a column makes, what each holds, and that together they are the whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

import ibis

from cvmlab.data.ledger import ADJUSTMENT, PURCHASE, Ledger
from cvmlab.data.mapping_text import mapping_content
from cvmlab.data.one_segment import OF_CUSTOMERS, SEGMENT
from cvmlab.data.workspace import Workspace, load
from cvmlab.errors import DataProblem, one_problem, suggestion
from cvmlab.figures.formats import count

MOST = 200
NONE = "(none)"


@dataclass(frozen=True)
class Segment:
    """One segment: its value, its rows and its money, and a mark of all that is in its rows.

    Parameters
    ----------
    value : str
        As the column says it; "" for rows that say nothing.
    rows, used, cents, customers : int
        Rows read, rows used, their money, and who bought.
    mark : str
        Another one as soon as a row is another, is added, is gone or stands elsewhere.
    """

    value: str
    rows: int
    used: int
    cents: int
    customers: int
    mark: str

    @property
    def name(self) -> str:
        """What it is called where people read it."""
        return self.value or NONE


@dataclass(frozen=True)
class Segments:
    """The segments of a source by a column.

    Parameters
    ----------
    column : str
        The column as the mapping says it: ``channel``, or ``customers.region``.
    mapping : dict
        How the source is read, without the segment.
    ledger : Ledger
        That of the whole.
    parts : tuple of Segment
        In the order of their names.
    shared : int
        Customers who are in more than one segment.
    evidence : str
        How the whole file is read, as far as a segment's report shows it.
    """

    column: str
    mapping: Dict[str, Any]
    ledger: Ledger
    parts: tuple[Segment, ...]
    shared: int
    evidence: str

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the whole: the same for all, so that they can be compared."""
        return self.ledger.last_day

    @property
    def label(self) -> str:
        """The column as people read it."""
        return self.column.removeprefix(OF_CUSTOMERS)

    def mapping_for(self, segment: Segment) -> str:
        """How one segment is read, as a report takes it."""
        said = {**self.mapping, "each": self.column, "only": segment.value}
        return json.dumps(said, ensure_ascii=False)


def find_segments(source: Any, mapping: Any, column: str, *, customers: Any = "") -> Segments:
    """Read the whole once, and divide it by a column of the orders or of the customers.

    Parameters
    ----------
    source, mapping, customers
        As for :func:`cvmlab.data.workspace.load`.
    column : str
        A column of the orders, in the file's words or the contract's; else of the table customers.

    Raises
    ------
    DataProblem
        When there is no such column, or it makes more than 200 segments.
    """
    content, _ = mapping_content(mapping or None)
    content = {k: v for k, v in content.items() if k not in ("each", "only")}
    firm, each = _divided(source, content, column, customers)
    orders = firm.transactions
    lines = orders.lines
    kinds = int(lines[SEGMENT].nunique().execute())
    if kinds > MOST:
        raise one_problem(
            f'the column "{column}" makes {count(kinds)} segments: a report for each of them is '
            "more than anybody reads, and most would hold too few customers",
            f"name a column of at most {MOST} different values, such as a channel, a country or a "
            "region; where yours is finer, add a coarser column to the file.",
        )
    used = lines.entry.isin([PURCHASE, ADJUSTMENT])
    place = ibis.row_number().over(group_by=lines[SEGMENT], order_by=[lines._part, lines._line])
    content_of = {n: lines[n] for n in lines.columns if n not in ("_part", "_line")}
    marked = lines.mutate(_used=used, _mark=ibis.struct({**content_of, "_place": place}).hash())
    found = marked.group_by(SEGMENT).agg(
        rows=marked.count(),
        used=marked._used.sum(),
        cents=marked.cents.sum(where=marked._used),
        customers=marked.customer_id.nunique(where=marked._used),
        mark=marked._mark.bit_xor(),
    )
    bad = len(orders._source.bad_lines)  # physical lines that are no rows: of no segment
    rows = {row[SEGMENT]: row for row in found.to_pyarrow().to_pylist()}
    if bad and "" not in rows:
        rows[""] = {"rows": 0, "used": 0, "cents": 0, "customers": 0, "mark": 0}
    parts = tuple(
        Segment(
            value,
            int(row["rows"]) + (0 if value else bad),
            int(row["used"] or 0),
            int(row["cents"] or 0),
            int(row["customers"]),
            f"{int(row['mark']) & (2**64 - 1):016x}" + ("" if value else f"-{bad}"),
        )
        for value, row in sorted(rows.items(), key=lambda item: (item[0] == "", item[0].lower()))
    )
    ledger = orders.ledger
    evidence = [ledger.source, ledger.mapped, ledger.notes, ledger.currency, ledger.basis]
    shared = sum(part.customers for part in parts)
    if shared > ledger.customers:
        own = lines.filter(used).group_by("customer_id").agg(kinds=lines[SEGMENT].nunique())
        shared = int(own.filter(own.kinds > 1).count().execute())
    else:
        shared = 0
    return Segments(each, content, ledger, parts, shared, json.dumps(evidence, default=str))


def _divided(
    source: Any, content: dict[str, Any], column: str, customers: Any
) -> tuple[Workspace, str]:
    """The source divided by a column: by one of the orders, else by one of the customers."""
    firm = load(source, {**content, "each": column}, customers=customers)
    own = () if "customers" not in firm.tables else _columns_of_customers(firm)
    name = column.removeprefix(OF_CUSTOMERS)
    try:
        firm.transactions  # noqa: B018  it is read now
    except DataProblem as problem:
        missing = any("to divide the rows by" in each.what for each in problem.problems)
        if not missing or len(problem.problems) > 1 or not own:
            raise
        if name not in own:
            raise one_problem(
                f'neither the orders nor the customers have a column "{column}"',
                f"{problem.problems[0].remedy.partition(' Did you mean')[0]} "
                f"Of the customers: {', '.join(own)}.{suggestion(name, own)}",
            ) from None
    else:
        return firm, column
    each = OF_CUSTOMERS + name
    firm = load(source, {**content, "each": each}, customers=customers)
    firm.transactions  # noqa: B018
    return firm, each


def _columns_of_customers(firm: Workspace) -> tuple[str, ...]:
    """The columns customers can be divided by."""
    try:
        columns = firm.customers.columns
    except DataProblem:
        return ()
    contract = {c.name: c.kind for c in firm.contracts["customers"].columns}
    return tuple(n for n in columns if contract.get(n, "text") not in ("id", "date", "money"))
