"""What is kept but deserves a look: zeros, repeated rows, roundings, order fields left blank."""

from __future__ import annotations

import ibis.expr.types as ir

from cvmlab.data.ledger import ADJUSTMENT, NO_CUSTOMER, PURCHASE


def flags_of(lines: ir.Table, used: ir.Table, *, may_fill_down: bool) -> tuple[str, ...]:
    """What a reader of the ledger should look at, as sentences."""
    is_used = lines.entry.isin([PURCHASE, ADJUSTMENT])
    seen = lines.agg(
        zero=(is_used & (lines.cents == 0)).sum(),
        rounded=(is_used & lines._rounded).sum(),
        differs=lines._differs.sum(),
        no_customer=(lines.entry == NO_CUSTOMER).sum(),
    )
    number = seen.to_pyarrow().to_pylist()[0]
    copies = used.group_by("_same").agg(rows=used.count())
    number["repeated"] = (copies.rows - 1).sum().execute()
    out = []
    if number["zero"]:
        out.append(f"{_rows(number['zero'])} an amount of zero; they are kept as purchases.")
    if number["repeated"]:
        out.append(
            f"{_number(number['repeated'], 'row repeats', 'rows repeat')} another row in every "
            "column; kept, since files repeat lines legitimately (--unique declares a key, "
            "and repeats of it are dropped)."
        )
    if number["rounded"]:
        out.append(f"{_rows(number['rounded'])} more than two decimals; rounded to the cent.")
    if number["differs"]:
        out.append(
            f"Of the rows that repeat the key, {int(number['differs']):,} differ from the row "
            "kept: is the key one?"
        )
    if number["no_customer"] and may_fill_down:
        out += _fill_down_hint(lines)
    return tuple(out)


def _fill_down_hint(lines: ir.Table) -> list[str]:
    nobody = lines.filter((lines.entry == NO_CUSTOMER) & lines.customer_id.isnull())
    somebody = lines.filter(lines.customer_id.notnull() & lines.order_id.notnull())
    shared = int(nobody.semi_join(somebody, "order_id").count().execute())
    # The order's number itself may stand on the first line only: then nothing of it is here.
    shared += int(nobody.filter(nobody.order_id.isnull() & nobody.date.isnull()).count().execute())
    if not shared:
        return []
    return [
        f"{_number(shared, 'row', 'rows')} without a customer seem to belong to an order above "
        "them: if order fields stand on an order's first line only, say --fill-down."
    ]


def _rows(number: int) -> str:
    return _number(number, "row has", "rows have")


def _number(number: int, one: str, many: str) -> str:
    return f"{int(number):,} {one if number == 1 else many}"
