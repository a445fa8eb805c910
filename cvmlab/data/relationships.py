"""Contracts chained into relationships, and the renewals that came up in each.

A customer who comes back after a gap was lost before: that is a second relationship. All of it is
one Ibis expression, computed where the data are.
"""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir

from cvmlab.data.renewals import anniversaries, anniversary

RUNNING = dt.date(9999, 12, 31)
CHANCE = 0.001  # of so many renewals without a loss, from which on it is said


def relationships(rows: ir.Table, end: dt.date, gap_days: int) -> tuple[ir.Table, dict[str, int]]:
    """Contracts that follow on become one relationship; and what is known of the gaps."""
    day_of_base, pause = ibis.literal(end), ibis.interval(days=gap_days)
    order = {"group_by": "customer_id", "order_by": ["start", "stop"]}
    rows = rows.mutate(stop=rows.end.fill_null(ibis.literal(RUNNING)))
    rows = rows.mutate(before=rows.stop.max().over(ibis.window(preceding=(None, 1), **order)))
    returns = ((rows.start - pause).cast("date") > rows.before).fill_null(False)
    rows = rows.mutate(returns=returns, begins=(rows.before.isnull() | returns).cast("int64"))
    rows = rows.mutate(relationship=rows.begins.sum().over(ibis.cumulative_window(**order)))
    own = {"group_by": ["customer_id", "relationship"]}
    rows = rows.mutate(last=rows.stop.max().over(**own), first=rows.start.min().over(**own))
    # what a period costs now: the contracts running, or else those that ended last
    now = (rows.stop > day_of_base) | ((rows.last <= day_of_base) & (rows.stop == rows.last))
    known = rows.price.notnull()
    table = rows.group_by("customer_id", "relationship").agg(
        start=rows.start.min(),
        stop=rows.stop.max(),
        contracts=rows.count(),
        price=ibis.ifelse(
            (now & ~known).sum() > 0, ibis.null("float64"), rows.price.sum(where=now)
        ),
        segment=rows.segment.min(where=rows.start == rows.first),
    )
    back = rows.filter(rows.returns)
    gaps = back.agg(gaps=back.count(), longest_gap=back.start.delta(back.before, unit="day").max())
    return table, numbers(gaps)


def with_renewals(table: ir.Table, end: dt.date, period: str | int, gap_days: int) -> ir.Table:
    """How many renewals came up, whether the last one was lost, and when the next one is."""
    today = ibis.literal(end)
    ended, churned = table.stop <= today, table.stop <= ibis.literal(end - dt.timedelta(gap_days))
    until, on_the_day = anniversaries(table.start, ibis.least(table.stop, today), period)
    # an end within a period is the loss of the renewal at its end
    lost_at = ibis.greatest(until + (~on_the_day).cast("int64"), 1)
    renewals = ibis.ifelse(ended, lost_at - (~churned).cast("int64"), until)
    age, _ = anniversaries(table.start, today, period)
    latest, following = (anniversary(table.start, number, period) for number in (age, age + 1))
    part = today.delta(latest, unit="day") / following.delta(latest, unit="day")
    waiting = ibis.ifelse(ended, 0.0, 1.0 - part)
    return table.select(
        "customer_id", "relationship",
        renewals=renewals.cast("int64"),
        churned=churned,
        price=table.price,
        start=table.start,
        ended=ibis.ifelse(ended, table.stop, ibis.null("date")),
        T=age + part,
        next_renewal_in=ibis.ifelse(churned, ibis.null("float64"), waiting),
        contracts=table.contracts,
        segment=table.segment,
    )  # fmt: skip


def facts_of(table: ir.Table, period: str | int) -> dict[str, int]:
    """What there is to say about the relationships, as numbers."""
    lost, open_end = table.churned, table.ended.isnull()
    facts = numbers(
        table.agg(
            customers=table.customer_id.nunique(),
            relationships=table.count(),
            churned=lost.sum(),
            undecided=(~lost & ~open_end).sum(),
            chained=(table.contracts - 1).sum(),
            unpriced=(~lost & table.price.isnull()).sum(),
        )
    )
    return facts | {"too_faithful": _renewals_without_a_loss(table, period)}


def _renewals_without_a_loss(table: ir.Table, period: str | int) -> int:
    """Renewals that came up before the first loss, where so many without one cannot be chance."""
    lost = table.churned
    seen = table.agg(
        losses=lost.sum(), renewals=table.renewals.sum(), first=table.ended.min(where=lost)
    )
    losses, renewals, first = (seen.to_pyarrow()[name][0].as_py() for name in seen.columns)
    if not losses:
        return 0
    before = ibis.literal(first - dt.timedelta(days=1))
    early = table.filter(table.start < before)
    came_up, _ = anniversaries(early.start, before, period)
    count = numbers(early.agg(n=came_up.sum()))["n"]
    return count if (1 - losses / renewals) ** count < CHANCE else 0


def numbers(aggregate: ir.Table) -> dict[str, int]:
    """The one row of an aggregate; zero where there was nothing to add up."""
    row = aggregate.to_pyarrow().to_pylist()[0]
    return {name: int(value or 0) for name, value in row.items()}
