"""Columns of text turned into ids, days, numbers and answers, as the evidence of each one says."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from cvmlab.data.amounts import COMMA, POINT, Writing, amount_writing, parse_amount
from cvmlab.data.contracts.table import Contract
from cvmlab.data.dates import Days, day_writing, parse_date
from cvmlab.data.expressions import arithmetic, columns_of
from cvmlab.data.mapping import Mapped, Mapping
from cvmlab.errors import DataProblem, Problem

YES = ("yes", "y", "ja", "j", "true", "t", "wahr", "1", "1.0", "x", "✓", "oui", "o", "si", "sí")
NO = ("no", "n", "nein", "false", "f", "falsch", "0", "0.0", "non")


class Typing:
    """How the columns of one source are read; what cannot be decided is kept in ``problems``.

    Parameters
    ----------
    table : ibis Table
        The source, with ``_line``.
    settings : Mapping
        What the reader of the file has declared.
    """

    def __init__(self, table: ir.Table, settings: Mapping) -> None:
        self.table = table
        self.settings = settings
        self.problems: list[Problem] = []
        self.amounts: dict[str, Writing] = {}
        self.days: dict[str, Days] = {}

    def study(self, mapped: Iterable[Mapped], contract: Contract) -> None:
        """Look at the columns of dates and numbers as a whole before any value is read."""
        kinds = {column.name: column.kind for column in contract.columns}
        for item in mapped:
            if kinds.get(item.name) == "date":
                self._study_dates(columns_of(item.tree)[0])
            elif kinds.get(item.name) in ("money", "count", "number"):
                for column in columns_of(item.tree):
                    self.study_numbers(column)

    def study_numbers(self, column: str) -> None:
        """Decide the decimal mark of one column."""
        if column in self.amounts or not self.table[column].type().is_string():
            return
        self.amounts[column] = Writing()
        try:
            self.amounts[column] = amount_writing(self.table, column, self.settings.decimal)
        except DataProblem as problem:
            self.problems += problem.problems

    def _study_dates(self, column: str) -> None:
        if column in self.days or not self.table[column].type().is_string():
            return
        try:
            self.days[column] = day_writing(self.table, column, self.settings.dates)
        except DataProblem as problem:
            self.problems += problem.problems

    def number(self, column: str) -> ir.Value:
        """A column as an exact decimal."""
        bare = self.amounts.get(column, Writing()).bare
        return parse_amount(self.table[column], self._mark(column), bare)

    def _mark(self, column: str) -> str:
        """The decimal mark of a column; one without marks is written as its neighbours are."""
        known = {writing.mark for writing in self.amounts.values() if writing.mark}
        fallback = known.pop() if len(known) == 1 else POINT
        return self.amounts.get(column, Writing()).mark or fallback

    def money(self, item: Mapped) -> ir.Value:
        """A mapped amount as an exact decimal."""
        return arithmetic(item.tree, self.number)

    def day(self, item: Mapped) -> ir.DateValue:
        """A mapped date as a calendar day; null where unreadable or out of all reason."""
        column = columns_of(item.tree)[0]
        return parse_date(self.table[column], self.days.get(column, Days()))

    def identity(self, item: Mapped) -> ir.StringValue:
        """A mapped id as text: leading zeros stay, a spreadsheet's "12345.0" is 12345."""
        return identity(self.table[columns_of(item.tree)[0]])

    def text(self, item: Mapped) -> ir.StringValue:
        """A mapped text, trimmed; null where empty."""
        return trimmed(self.table[columns_of(item.tree)[0]])

    def whole(self, item: Mapped) -> ir.IntegerValue:
        """A mapped count; null where it is no whole number."""
        value = arithmetic(item.tree, self.number)
        return ibis.ifelse(value == value.floor(), value.try_cast("int64"), ibis.null("int64"))

    def measure(self, item: Mapped) -> ir.FloatingValue:
        """A mapped number, with decimals."""
        column = self.table[columns_of(item.tree)[0]]
        if item.is_plain and column.type().is_numeric():
            return column.cast("float64")
        found = arithmetic(item.tree, self.number).cast("float64")
        if not item.is_plain:
            return found
        # Money has six decimals at most; a measurement keeps all that were written.
        text = trimmed(column)
        if self._mark(column.get_name()) == COMMA:
            is_exact, text = text.re_search(r"^[-+]?[0-9]*,[0-9]+$"), text.replace(",", ".")
        else:
            is_exact = text.re_search(r"^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$")
        is_exact = is_exact.fill_null(False) & found.notnull()
        return ibis.ifelse(is_exact, text.try_cast("float64"), found)

    def flag(self, item: Mapped) -> ir.BooleanValue:
        """A mapped yes or no; null where it is neither."""
        column = self.table[columns_of(item.tree)[0]]
        if column.type().is_boolean():
            return column
        word = trimmed(column).lower()
        return ibis.cases((word.isin(YES), True), (word.isin(NO), False), else_=ibis.null("bool"))

    def value(self, item: Mapped, kind: str) -> ir.Value:
        """A mapped column of this kind; null where it is empty or cannot be read."""
        if kind == "money":
            # Two digits wider first: what overflows would abort the whole table.
            return self.money(item).cast("decimal(24, 6)").round(2).cast("decimal(20, 2)")
        readers = {
            "id": self.identity, "date": self.day, "count": self.whole, "number": self.measure,
            "flag": self.flag,
        }  # fmt: skip
        return readers.get(kind, self.text)(item)


def identity(value: ir.Value) -> ir.StringValue:
    """An id of any type as text; null where empty."""
    if value.type().is_floating():
        value = ibis.ifelse(
            value == value.floor(), value.cast("int64").cast("string"), value.cast("string")
        )
    text = value if value.type().is_string() else value.cast("string")
    # Cleaning ten million ids takes longer than grouping by them, so it is done where an id begins
    # or ends with a blank (all blanks come before "!"), is empty, or ends like a number.
    is_odd = (text < "!") | (text.right(1) < "!") | text.endswith(".0")
    whole = text.re_replace(r"^\s*([0-9]+)\.0\s*$", r"\1")
    return ibis.ifelse(is_odd, trimmed(whole), text)


def trimmed(value: ir.Value) -> ir.StringValue:
    """Text without blanks around it; null where nothing is left."""
    text = value if value.type().is_string() else value.cast("string")
    return text.strip().nullif("")
