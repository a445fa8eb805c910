"""Order fields that stand on an order's first line only, carried to the lines below it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped
from cvmlab.data.typed import trimmed
from cvmlab.errors import Problem

ORDER_FIELDS = ("customer_id", "date", "channel", "currency")


def fill_down(table: ir.Table, mapped: dict[str, Mapped]) -> tuple[ir.Table, list[Problem]]:
    """Give every line of an order the fields of its order.

    The order's number itself may stand on the first line only; then it holds until the next one.

    Parameters
    ----------
    table : ibis Table
        The source, with ``_part`` and ``_line``.
    mapped : dict of str to Mapped
        The contract columns found; ``order_id`` must be among them.
    """
    if "order_id" not in mapped:
        return table, [
            Problem(
                "filling down needs the number of the order, and no column is known to be it",
                "say which: --map order_id=COLUMN.",
            )
        ]
    order = columns_of(mapped["order_id"].tree)[0]
    lines = [table._part, table._line]
    down = ibis.window(group_by=table._part, order_by=lines, preceding=None, following=0)
    # The lines from one order number to the next are numbered alike.
    table = table.mutate(_stretch=trimmed(table[order]).count().over(down))
    stretch = ibis.window(group_by=[table._part, table._stretch])
    table = table.mutate(**{order: trimmed(table[order]).max().over(stretch)}).drop("_stretch")
    whole = ibis.window(
        group_by=[table._part, table[order]],
        order_by=[table._part, table._line],
        preceding=None,
        following=None,
    )
    filled = {}
    for name in ORDER_FIELDS:
        if name in mapped:
            column = columns_of(mapped[name].tree)[0]
            own = table[column]
            known = trimmed(own) if own.type().is_string() else own
            # A line before any order number belongs to no order: nothing is carried to it.
            carried = ibis.ifelse(table[order].isnull(), known, known.first().over(whole))
            filled[column] = known.coalesce(carried)
    return table.mutate(**filled), []
