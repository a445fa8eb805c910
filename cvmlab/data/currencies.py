"""One currency, or dated rates: money of two kinds is never added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

from cvmlab.data.amounts import currency_in, currency_of
from cvmlab.data.contracts.exchange_rates import EXCHANGE_RATES
from cvmlab.data.engine import Engine
from cvmlab.data.evidence import collect
from cvmlab.data.expressions import NUMBER, columns_of
from cvmlab.data.mapping import Mapped, Mapping, resolve
from cvmlab.data.sources import open_source
from cvmlab.data.typed import Typing
from cvmlab.errors import DataProblem, Problem


@dataclass(frozen=True)
class Conversion:
    """How the money of a source becomes money of one currency.

    Parameters
    ----------
    currency : str
        The currency of the result; empty where the source does not say.
    written : ibis column, optional
        The currency of each row.
    rates : ibis Table, optional
        ``_code, _since, _until, _rate``: what one unit of a currency was worth, and when.
    problems, notes
        What stands against it, and what a reader should know.
    """

    currency: str = ""
    written: ir.StringValue | None = None
    rates: ir.Table | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def converted(table: ir.Table, amount: ir.Value) -> ir.Value:
    """An amount in the report's currency; null where no rate is known."""
    return (amount * table._rate).try_cast(NUMBER) if "_rate" in table.columns else amount


def attach_rates(
    exchange: Conversion, typing: Typing, mapped: dict[str, Mapped], engine: Engine
) -> ir.Table:
    """The source with the exchange rate of each row as ``_rate``, where money is converted."""
    if exchange.rates is None or exchange.written is None:
        return typing.table
    rates = exchange.rates
    dated = typing.table.mutate(_own=exchange.written, _day=typing.day(mapped["date"]))
    joined = dated.left_join(
        rates,
        [
            dated._own == rates._code,
            dated._day >= rates._since,
            (dated._day < rates._until) | rates._until.isnull(),
        ],
    )
    is_home = joined._own.isin(["", exchange.currency])
    rate = ibis.ifelse(is_home, ibis.literal("1").cast(NUMBER), joined._rate)
    joined = joined.mutate(_rate=rate)
    return engine.store(joined.select(*typing.table.columns, "_rate"))


def conversion(
    mapped: dict[str, Mapped], settings: Mapping, typing: Typing, engine: Engine
) -> Conversion:
    """Find the currencies of a source, and how to make one of them.

    Mixed currencies without rates are a problem, never a sum.
    """
    found = _find(mapped, typing)
    if found is None:
        return Conversion(currency=(settings.currency or "").upper())
    written, rows, unsaid = found
    target = (settings.currency or "").upper()
    foreign = {code: n for code, n in rows.items() if code != target}
    if not target and len(rows) <= 1:
        target = next(iter(rows), "")
        foreign = {}
    notes = []
    if unsaid and rows:
        notes.append(
            f"{unsaid:,} amount{'s carry' if unsaid != 1 else ' carries'} no currency; "
            f"taken as {target or 'the same'}."
        )
    if not foreign:
        return Conversion(currency=target, notes=tuple(notes))
    if not settings.rates or not target:
        return Conversion(problems=(_mixed(rows, target, settings),))
    try:
        rates = _read_rates(settings.rates, engine)
    except DataProblem as problem:
        name = Path(settings.rates).name
        return Conversion(
            problems=tuple(replace(p, what=f"{name}: {p.what}") for p in problem.problems)
        )
    known = set(rates.distinct()._code.to_pyarrow().to_pylist())
    missing = sorted(set(foreign) - known)
    if missing:
        return Conversion(
            problems=(
                Problem(
                    f"the rates lack {', '.join(missing)}",
                    f"add rows for them to {Path(settings.rates).name}.",
                    count=sum(foreign[code] for code in missing),
                ),
            )
        )
    counts = ", ".join(
        f"{n:,} row{'s' * (n != 1)} in {code}" for code, n in sorted(foreign.items())
    )
    notes.append(
        f"Converted to {target} at the latest rate of {Path(settings.rates).name} "
        f"up to each day: {counts}."
    )
    return Conversion(target, written, rates, notes=tuple(notes))


def _find(
    mapped: dict[str, Mapped], typing: Typing
) -> tuple[ir.StringValue, dict[str, int], int] | None:
    """The currency of each row, how many rows each has, and how many say nothing."""
    if "currency" in mapped:
        column = columns_of(mapped["currency"].tree)[0]

        def of(text: ir.StringValue) -> ir.StringValue:
            known = currency_of(text)
            return ibis.ifelse(known == "", text.strip().upper(), known).fill_null("")

        def in_text(text: str) -> str:
            return currency_in(text) or text.strip().upper()
    elif "amount" in mapped:
        texts = [c for c in columns_of(mapped["amount"].tree) if typing.table[c].type().is_string()]
        if len(texts) != 1 or not mapped["amount"].is_plain:
            return None
        column = texts[0]
        if typing.amounts[column].bare:
            return None  # plain numbers: no sign of a currency stands beside them

        def of(text: ir.StringValue) -> ir.StringValue:
            return currency_of(text).fill_null("")

        in_text = currency_in
    else:
        return None
    table = typing.table
    kept = table.filter(table._kept) if "_kept" in table.columns else table
    shapes = collect(kept, column, in_text).shapes
    rows = {code: shape.rows for code, shape in shapes.items() if code}
    return of(typing.table[column].cast("string")), rows, shapes[""].rows if "" in shapes else 0


def _mixed(rows: dict[str, int], target: str, settings: Mapping) -> Problem:
    counts = ", ".join(f"{code} {n:,} row{'s' * (n != 1)}" for code, n in sorted(rows.items()))
    if len(rows) == 1 and target:
        what = f"the money is in {next(iter(rows))}, but the report is to be in {target}"
    else:
        what = f"currencies are mixed: {counts}"
    return Problem(
        what,
        "keep one with --where, or give --currency EUR and --rates FILE "
        "with the columns date, currency, rate (what one unit was worth in the report's currency).",
    )


def _read_rates(path: str, engine: Engine) -> ir.Table:
    settings = Mapping()
    source = open_source(path, settings, engine)
    mapped, problems = resolve(settings, EXCHANGE_RATES, source.columns)
    typing = Typing(source.table, settings)
    typing.study(mapped.values(), EXCHANGE_RATES)
    problems += typing.problems
    if problems:
        raise DataProblem(problems, source.name)
    dated = engine.store(
        source.table.select(
            _since=typing.day(mapped["date"]),
            _code=typing.text(mapped["currency"]).upper(),
            _rate=typing.money(mapped["rate"]),
        )
    )
    good = dated._since.notnull() & dated._code.notnull() & (dated._rate > 0).fill_null(False)
    bad = int(dated.filter(~good).count().execute())
    if bad:
        raise DataProblem(
            [
                Problem(
                    "rates without a day, a currency or a rate above zero", "mend them.", count=bad
                )
            ],
            source.name,
        )
    dated = dated.distinct()
    days = dated.group_by("_code", "_since").agg(rates=dated.count())
    if several := int(days.filter(days.rates > 1).count().execute()):
        raise DataProblem(
            [
                Problem(
                    "some currencies have more than one rate for a day",
                    "keep one rate for each currency and day.",
                    count=several,
                )
            ],
            source.name,
        )
    window = ibis.window(group_by=dated._code, order_by=dated._since)
    return engine.store(dated.mutate(_until=dated._since.lead().over(window)))
