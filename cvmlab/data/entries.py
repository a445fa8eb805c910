"""Each row typed, and its place in the ledger: purchase, adjustment, or why it is neither."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cvmlab.data import ledger as led
from cvmlab.data.contracts.transactions import TRANSACTIONS
from cvmlab.data.currencies import converted
from cvmlab.data.expressions import columns_of
from cvmlab.data.mapping import Mapped
from cvmlab.data.one_segment import SEGMENT
from cvmlab.data.typed import Typing, trimmed

PLACEHOLDER = (
    r"(?i)^(0+|[-?.]+|\(?(blank|leer|empty|none|null|nil|guest|gast|guest checkout|invité|unknown"
    r"|unbekannt|anonymous|anonym|n/?a|#n/?a|nan|not set|no customer|cash customer|walk-?in"
    r"|undefined)\)?)$"
)
TOTALS_TEXT = (
    r"(?i)^((grand|sub|sous|overall|report|gesamt|zwischen|end)[ -]?)?"
    r"(totals?|totale|totaux|totaal|total g[ée]n[ée]ral|totale generale|sums?|summe|gesamt"
    r"|insgesamt|somme|suma|soma|summa)( \(.*\))?:?$"
)


def typed_lines(
    typing: Typing,
    mapped: dict[str, Mapped],
    columns: tuple[str, ...],
    key: list[str] | None = None,
) -> ir.Table:
    """Every row of a source, typed, with its entry in the ledger.

    Parameters
    ----------
    typing : Typing
        How the columns are read; its table may carry ``_rate``, the exchange rate of each row, and
        ``_kept``, whether the declared filter keeps it.
    mapped : dict of str to Mapped
        The contract columns found.
    columns : tuple of str
        The source's own columns.
    key : list of str, optional
        The declared unique key.

    Returns
    -------
    ibis Table
        ``_part, _line, customer_id, date, cents, …, entry, _rounded, _same`` and perhaps ``_key``.
    """
    table = typing.table
    customer, day = typing.identity(mapped["customer_id"]), typing.day(mapped["date"])
    own = typing.money(mapped["amount"])
    amount = converted(table, own)
    no_date, no_amount = (
        _is_empty(table[columns_of(mapped[name].tree)[0]]) for name in ("date", "amount")
    )
    entry = ibis.cases(
        (_is_totals(table, columns, mapped), led.TOTALS),
        *([(~table._kept, led.FILTERED)] if "_kept" in table.columns else []),
        (customer.isnull() | _is_placeholder(customer), led.NO_CUSTOMER),
        (no_date, led.NO_DATE),
        (day.isnull(), led.BAD_DATE),
        ((day.year() < 1900) | (day.year() > 2099), led.FAR_DATE),
        (no_amount, led.NO_AMOUNT),
        (own.isnull(), led.BAD_AMOUNT),
        (amount.isnull(), led.NO_RATE),
        (amount.round(2) < 0, led.ADJUSTMENT),
        else_=led.PURCHASE,
    )
    typed: dict[str, ir.Value] = {
        "customer_id": customer,
        "date": day,
        "cents": _cents(amount),
    }
    for name, item in mapped.items():
        if name in typed or name in ("amount", "currency"):
            continue
        kind = TRANSACTIONS[name].kind if name in TRANSACTIONS.names else "text"
        if kind == "money":
            typed[f"{name}_cents"] = _cents(converted(table, typing.money(item)))
        else:
            typed[name] = typing.identity(item) if kind == "id" else typing.text(item)
    typed |= _attributes(table, columns, mapped, set(typed))
    if SEGMENT in table.columns:
        typed[SEGMENT] = table[SEGMENT]
    typed["entry"] = entry
    typed["_rounded"] = amount.round(2) != amount
    typed["_differs"] = ibis.literal(False)
    typed["_same"] = ibis.struct({name: _comparable(table[name]) for name in columns}).hash()
    if key:
        parts = [trimmed(table[name]) for name in key]
        is_empty = ibis.and_(*(part.isnull() for part in parts))
        typed["_key"] = ibis.ifelse(is_empty, ibis.null("string"), _joined(table, key))
    return table.select("_part", "_line", **typed)


def _cents(amount: ir.Value) -> ir.Value:
    # Two digits wider first: a product that overflows would abort the whole table.
    return (amount.cast("decimal(24, 6)") * 100).round(0).cast("int64")


def _is_totals(
    table: ir.Table, columns: tuple[str, ...], mapped: dict[str, Mapped]
) -> ir.BooleanValue:
    places = [columns_of(mapped[name].tree)[0] for name in ("customer_id", "date")]
    places += [columns_of(mapped["order_id"].tree)[0]] if "order_id" in mapped else []
    names = [
        name for name in dict.fromkeys([columns[0], *places]) if table[name].type().is_string()
    ]
    # A search in every cell takes longer than reading it; words of totals never end in a figure.
    found = [
        ibis.ifelse(
            _ends_in_figure(table[name]), False, trimmed(table[name]).re_search(TOTALS_TEXT)
        ).fill_null(False)
        for name in names
    ]
    return ibis.or_(*found) if found else ibis.literal(False)


def _is_placeholder(customer: ir.StringValue) -> ir.BooleanValue:
    # As above: of the placeholders only "0" ends in a figure.
    real = _ends_in_figure(customer) & (customer.right(1) != "0")
    return ibis.ifelse(real, False, customer.re_search(PLACEHOLDER))


def _ends_in_figure(text: ir.StringValue) -> ir.BooleanValue:
    return text.right(1).between("0", "9")


def _attributes(
    table: ir.Table, columns: tuple[str, ...], mapped: dict[str, Mapped], taken: set[str]
) -> dict[str, ir.Value]:
    """Columns that are no part of the contract, under their own names."""
    plain = {columns_of(item.tree)[0] for item in mapped.values() if item.is_plain}
    result = {}
    for name in columns:
        if name in plain:
            continue
        value = table[name]
        is_taken = name.lower() in taken | {"entry", "cents"} or name.startswith("_")
        free = f"{name} (file)" if is_taken else name
        result[free] = trimmed(value) if value.type().is_string() else value
    return result


def _is_empty(value: ir.Value) -> ir.BooleanValue:
    return trimmed(value).isnull() if value.type().is_string() else value.isnull()


def _comparable(value: ir.Value) -> ir.Value:
    """No text and an empty text are the same cell."""
    return value.fill_null("") if value.type().is_string() else value


def _joined(table: ir.Table, columns: tuple[str, ...] | list[str]) -> ir.StringValue:
    texts = [table[name].cast("string").fill_null("") for name in columns]
    return ibis.literal("\x1f").join(texts) if len(texts) > 1 else texts[0]


def without_repeats(lines: ir.Table) -> ir.Table:
    """Rows that repeat a declared key are set aside, all but the first usable one."""
    usable = lines.entry.isin([led.PURCHASE, led.ADJUSTMENT])
    window = ibis.window(group_by=[lines._key, usable], order_by=[lines._part, lines._line])
    # A row without a key repeats nothing.
    repeats = usable & lines._key.notnull() & (ibis.row_number().over(window) > 0)
    return lines.mutate(
        entry=ibis.ifelse(repeats, led.REPEATED, lines.entry),
        _differs=repeats & (lines._same != lines._same.first().over(window)),
    )
