"""From lines of orders to purchase occasions: the one definition, the same on every path.

An *occasion* is a calendar day on which a customer has at least one purchase line (amount of zero
or more) that was not cancelled in full. An *adjustment* (a return, a refund, a discount line: an
amount below zero) lowers the money of the order it names, else of the customer's latest purchase
day up to then; it is never an occasion. An order, or without order numbers a day, whose purchases
were all refunded is none. An adjustment with nothing to lower is counted as unmatched.

Everything is one Ibis expression, so that it runs where the data are. It is kept shallow: a step
is folded into its neighbour where it can be, since SQLite before 3.46 parses no deeper nesting.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

CUSTOMER, ORDER, DAY = "customer_id", "order_id", "date"


@dataclass(frozen=True)
class Occasions:
    """Purchase days and what became of the adjustments, as Ibis tables.

    Parameters
    ----------
    table : ibis Table
        ``customer_id, date, cents``: one row for each occasion, with its money after adjustments.
    adjustments : ibis Table
        ``fate, rows, cents``: adjustments matched to their order, to an earlier purchase day, or
        unmatched.
    cancelled : ibis Table
        ``purchases, cents``: baskets refunded in full, and what was refunded beyond their price
        (zero or less).
    """

    table: ir.Table
    adjustments: ir.Table
    cancelled: ir.Table


def find_occasions(lines: ir.Table) -> Occasions:
    """Purchase occasions of each customer, from lines of orders.

    Parameters
    ----------
    lines : ibis Table
        ``customer_id, date, cents`` and perhaps ``order_id``.

    Returns
    -------
    Occasions
        Together they hold every cent of the lines:
        ``table.cents + cancelled.cents + unmatched adjustments = lines.cents``.
    """
    bought = lines.filter(lines.cents >= 0)
    back = lines.filter(lines.cents < 0)
    by_order = _match_orders(bought, back) if ORDER in lines.columns else None
    by_day = _match_days(bought, back, by_order)
    days = bought.group_by(CUSTOMER, DAY).agg(gross=bought.cents.sum(), purchases=bought.count())
    lowered = _lower(days, by_order, by_day)
    return Occasions(
        table=_kept(lowered),
        adjustments=_fates(by_order, by_day),
        cancelled=_cancelled(lowered, by_order),
    )


def occasions(lines: ir.Table) -> ir.Table:
    """One row for each day a customer bought: ``customer_id, date, cents``."""
    return find_occasions(lines).table


def _match_orders(bought: ir.Table, back: ir.Table) -> ir.Table:
    """Orders with adjustments: their purchases day by day, and the day each adjustment lowers."""
    named = back.filter(back.order_id.notnull())
    refunds = named.group_by(CUSTOMER, ORDER).agg(refund=named.cents.sum(), rows=named.count())
    touched = bought.semi_join(refunds, [CUSTOMER, ORDER])
    baskets = touched.group_by(CUSTOMER, ORDER, DAY).agg(
        gross=touched.cents.sum(), purchases=touched.count()
    )
    # One order may be billed over several days; what comes back lowers the last of them.
    orders = baskets.group_by(CUSTOMER, ORDER).agg(
        order_gross=baskets.gross.sum(), last_day=baskets.date.max()
    )
    joined = baskets.join(orders, [CUSTOMER, ORDER]).join(refunds, [CUSTOMER, ORDER])
    is_cancelled = (joined.order_gross > 0) & (joined.order_gross + joined.refund <= 0)
    return joined.mutate(
        is_cancelled=is_cancelled,
        is_last=joined.date == joined.last_day,
    )


def _match_days(bought: ir.Table, back: ir.Table, by_order: ir.Table | None) -> ir.Table:
    """Adjustments without an order, each with the customer's latest purchase day up to then."""
    if by_order is not None:
        back = back.anti_join(by_order, [CUSTOMER, ORDER])
    rest = back.group_by(CUSTOMER, DAY).agg(refund=back.cents.sum(), rows=back.count())
    # Only the days of customers with such adjustments: they are few, all customers' days are many.
    theirs = bought.semi_join(rest, CUSTOMER)
    if by_order is not None:
        # Grouped in between, so that no optimiser takes cancelled orders from all lines first.
        theirs = theirs.group_by(CUSTOMER, ORDER, DAY).agg()
        theirs = theirs.anti_join(by_order.filter(by_order.is_cancelled), [CUSTOMER, ORDER])
    earlier = theirs.group_by(CUSTOMER, bought_on=theirs.date).agg()
    pairs = rest.left_join(
        earlier, [rest.customer_id == earlier.customer_id, earlier.bought_on <= rest.date]
    )
    return pairs.group_by(CUSTOMER, DAY, "refund", "rows").agg(bought_on=pairs.bought_on.max())


def _lower(days: ir.Table, by_order: ir.Table | None, by_day: ir.Table) -> ir.Table:
    """Each purchase day with what is left of it."""
    matched = by_day.filter(by_day.bought_on.notnull())
    none = ibis.literal(0, "int64")
    changes = matched.select(
        CUSTOMER, date=matched.bought_on, refund=matched.refund, gone=none, purchases_gone=none
    )
    if by_order is not None:
        changes = changes.union(_changes_by_order(by_order))
    sums = changes.group_by(CUSTOMER, DAY).agg(
        refund=changes.refund.sum(),
        gone=changes.gone.sum(),
        purchases_gone=changes.purchases_gone.sum(),
    )
    joined = days.left_join(sums, [CUSTOMER, DAY])
    refund = joined.refund.coalesce(0)
    purchases = joined.purchases - joined.purchases_gone.coalesce(0)
    gross = joined.gross - joined.gone.coalesce(0)
    refunded_in_full = (refund < 0) & (gross > 0) & (gross + refund <= 0)
    return joined.select(
        CUSTOMER,
        DAY,
        purchases=purchases,
        cents=(gross + refund).cast("int64"),
        is_occasion=(purchases > 0) & ~refunded_in_full,
    )


def _changes_by_order(by_order: ir.Table) -> ir.Table:
    """What an order's adjustments take from its days: all of them, or money from the last one.

    Cancelled orders are taken off the sums of their days, since days are far fewer to go through
    than lines.
    """
    some = by_order.filter(by_order.is_cancelled | by_order.is_last)
    return some.select(
        CUSTOMER,
        DAY,
        refund=ibis.ifelse(some.is_cancelled, 0, some.refund),
        gone=ibis.ifelse(some.is_cancelled, some.gross, 0),
        purchases_gone=ibis.ifelse(some.is_cancelled, some.purchases, 0),
    )


def _kept(lowered: ir.Table) -> ir.Table:
    return lowered.filter(lowered.is_occasion).select(CUSTOMER, DAY, "cents")


def _fates(by_order: ir.Table | None, by_day: ir.Table) -> ir.Table:
    fate = ibis.ifelse(by_day.bought_on.isnull(), "unmatched", "earlier purchase")
    fates = by_day.select(fate=fate, rows=by_day.rows, cents=by_day.refund)
    if by_order is not None:
        named = by_order.filter(by_order.is_last)
        fates = fates.union(
            named.select(fate=ibis.literal("order"), rows=named.rows, cents=named.refund)
        )
    return fates.group_by("fate").agg(
        rows=fates.rows.sum().cast("int64"), cents=fates.cents.sum().cast("int64")
    )


def _cancelled(lowered: ir.Table, by_order: ir.Table | None) -> ir.Table:
    # A day without a purchase left was cancelled with its orders, which are counted as such.
    days = lowered.filter(~lowered.is_occasion & (lowered.purchases > 0))
    counted = days.select("purchases", "cents")
    if by_order is not None:
        whole = by_order.filter(by_order.is_cancelled)
        beyond = ibis.ifelse(whole.is_last, whole.order_gross + whole.refund, 0)
        counted = counted.union(whole.select(purchases=whole.purchases, cents=beyond.cast("int64")))
    return counted.agg(
        purchases=counted.purchases.sum().coalesce(0).cast("int64"),
        cents=counted.cents.sum().coalesce(0).cast("int64"),
    )
