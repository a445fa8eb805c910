"""What stands below the tiles: decisions in customer equity, the four marks, the plan."""

from __future__ import annotations

import html
from collections.abc import Sequence

from cvmlab.blueprint.agenda.agenda import PlanLine
from cvmlab.blueprint.board_result import Blueprint
from cvmlab.blueprint.page.interval_strip import Scale, zero_strip
from cvmlab.blueprint.tiles.tile import NOBODY
from cvmlab.figures.formats import MISSING, count, interval, is_missing, money, percent
from cvmlab.loyalty.relationship.four_marks import MARKS, SCALE

MOST_DECISIONS, MOST_LINES = 5, 5  # as many as one printed page holds
_NOBODY = f'<b class="nobody">{NOBODY}</b>'


def decisions_block(board: Blueprint) -> str:
    """Each decision with its owner and what it does to customer equity, the surest gain first."""
    if board.decisions is None:
        return _why(board.no_decisions or "No decision was given.")
    result = board.decisions
    table = result.table.sort_values("low", ascending=False, kind="stable")
    shown = table.head(MOST_DECISIONS)
    at = Scale([0.0, *shown["low"], *shown["high"]], width=110, edge=6)

    def cash(amount: float) -> str:
        return html.escape(money(amount, result.currency or None, short=True))

    ends = [interval(row.low, row.high, cash) for row in shown.itertuples()]
    wide = max(9.0, 0.55 * max(map(len, ends), default=0)) + 0.9  # in letters; the rest may wrap
    rows = "".join(
        f"<tr><td>{_clipped(row.decision[:1].upper() + row.decision[1:])}</td>"
        f"<td>{_clipped(row.owner) or _NOBODY} <span>{_text(row.basis)}</span></td>"
        f'<td class="n"><b>{cash(row.euros)}</b> '
        f"<span>{end}</span></td>"
        f"<td>{zero_strip(row.euros, row.low, row.high, at)}</td></tr>"
        for row, end in zip(shown.itertuples(), ends, strict=True)
    )
    more = len(table) - len(shown)
    # No sum of them all: a board weighs doing a thing against leaving it, and both stand here.
    apart = " Not to be added up: they work on the same customers." if len(table) > 1 else ""
    base = f"On {cash(result.equity)} of customer equity without any of them.{apart}"
    left = f" {count(more)} more, less sure, are not shown." if more else ""
    change = f'<th class="n" style="width:{wide:.1f}em">Change'
    head = ("Decision for a year", "Owner, basis", change, "")
    return f"{_table(head, rows, 'decisions')}<p>{base}{left}</p>"


def marks_block(board: Blueprint) -> str:
    """What leaders and others say of the firm, beside what can be seen."""
    if board.marks is None:
        return _why(board.no_marks or "The firm has not marked itself.")
    marks = board.marks
    records = marks.table.to_dict("records")
    seen = [row for row in records if row["of"]]
    who = [
        ("leaders", f"Leaders ({count(marks.leaders)})") if marks.leaders else None,
        ("staff", f"Others ({count(marks.staff)})") if marks.staff else None,
        ("own", "Own") if marks.own else None,
        ("seen", "Seen") if seen else None,
    ]
    shown = [one for one in who if one is not None]
    rows = ""
    for row in records:
        row["own"] = marks.own.get(row["mark"])
        cells = "".join(f'<td class="n">{_share(row, name)}</td>' for name, _ in shown)
        gap = f" <b>{html.escape(row['verdict'])}</b>" if row["verdict"] else ""
        rows += f"<tr><td>{html.escape(MARKS[row['mark']])}{gap}</td>{cells}</tr>"
    head = ("The firm …", *(f'<th class="n">{said}' for _, said in shown))
    what = "; ".join(f"{count(row['of'])} {row['what']}" for row in seen)
    below = f'<p class="fine" title="{html.escape(what)}">Seen: of {html.escape(what)}.</p>'
    return _table(head, rows, "marks") + (below if seen else "")


def plan_block(lines: Sequence[PlanLine]) -> str:
    """Who does what by when, and how we shall know."""
    if not lines:
        return "<p>No plan yet: what will be done first, by whom, by when?</p>"
    shown = "".join(f'<li><div class="fine">{_line(one)}</div></li>' for one in lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    left = f"<p>{count(more)} more lines are in the plan.</p>" if more > 0 else ""
    return f"<ol>{shown}</ol>{left}"


def _line(one: PlanLine) -> str:
    who = f"<b>{_text(one.who)}</b>" if one.who else _NOBODY
    when = f", by {_text(str(one.by))}" if one.by else ", no day yet"
    sign = f' <span class="sign">We shall know: {_text(one.sign)}</span>' if one.sign else ""
    return f"{_text(one.what)}: {who}{when}.{sign}"


def _table(head: Sequence[str], rows: str, kind: str) -> str:
    cells = "".join(f"{'' if text.startswith('<th') else '<th>'}{text}</th>" for text in head)
    head_and_body = f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody>"
    return f'<table class="lines {kind}">{head_and_body}</table>'


def _share(row: dict[str, object], who: str) -> str:
    value = row[who]
    if is_missing(value):
        return MISSING
    if who == "own":
        return f"<b>{value:g} of {SCALE[1]}</b>"
    low, high = row[f"{who}_low"], row[f"{who}_high"]
    return f"<b>{percent(value)}</b> <span>{percent(low)} to {percent(high)}</span>"  # type: ignore[arg-type]


def _text(words: str) -> str:
    """A firm's own words as text, in whichever direction its letters run."""
    return f"<bdi>{html.escape(words)}</bdi>" if words else ""


def _clipped(words: str) -> str:
    """The same on two lines at most; what does not fit is told by the pointer."""
    return f'<div class="fine" title="{html.escape(words)}">{_text(words)}</div>' if words else ""


def _why(reason: str) -> str:
    return f'<p class="fine long">{html.escape(reason)}</p>'
