"""A small safe grammar for mappings and filters: parsed, never run as code.

A mapping is arithmetic over columns (``Quantity * UnitPrice``); a filter compares columns with
constants (``status != 'cancelled' and quantity > 0``). A name that exactly equals a column is that
column, so ``Price-2`` and ``Unit Price`` work unquoted when they stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import ibis
import ibis.expr.types as ir
import sqlglot
from sqlglot import exp

from cvmlab.errors import one_problem, suggestion

ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.Literal, exp.Column)
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
CONDITIONS = (
    *COMPARISONS, exp.And, exp.Or, exp.Not, exp.In, exp.Is, exp.Null, exp.Between,
    exp.Paren, exp.Literal, exp.Neg, exp.Column, exp.Boolean,
)  # fmt: skip
# Wide enough for any sum of money; a product of two is computed at twice the width, then cut back.
NUMBER = "decimal(18, 6)"
# Words of the grammar; a column so named is meant only where it is put in quotation marks.
_GRAMMAR = {"and", "or", "not", "in", "is", "null", "between", "true", "false"}

ReadNumber = Callable[[str], ir.Value]
ReadValue = Callable[[str, bool], ir.Value]


def parse_arithmetic(text: str, columns: Iterable[str]) -> exp.Expression:
    """The parsed form of an arithmetic mapping.

    Parameters
    ----------
    text : str
        A column's name, or arithmetic over columns and numbers.
    columns : iterable of str
        The columns there are.

    Raises
    ------
    DataProblem
        If it is anything else, or names a column that is not there.

    Examples
    --------
    >>> columns_of(parse_arithmetic("Quantity * (UnitPrice - 1)", ["Quantity", "UnitPrice"]))
    ['Quantity', 'UnitPrice']
    >>> columns_of(parse_arithmetic("Price-2", ["Price-2"]))
    ['Price-2']
    """
    grammar = "+ - * / and brackets over columns and numbers"
    tree = _parse(text, list(columns), ARITHMETIC, grammar)
    if any(literal.is_string for literal in tree.find_all(exp.Literal)) or not columns_of(tree):
        raise _not_allowed(text.strip(), f"allowed are {grammar}, with one column at least")
    return tree


def parse_condition(text: str, columns: Iterable[str]) -> exp.Expression:
    """The parsed form of a filter; raises as :func:`parse_arithmetic` does."""
    return _parse(
        text,
        list(columns),
        CONDITIONS,
        "comparisons of a column with a constant (= != < <= > >= in between is null), and/or/not",
    )


def columns_of(tree: exp.Expression) -> list[str]:
    """The columns an expression reads, each once, in order of appearance."""
    return list(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))


def arithmetic(tree: exp.Expression, number: ReadNumber) -> ir.Value:
    """The parsed mapping as an Ibis expression.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        From :func:`parse_arithmetic`.
    number : callable
        Turns a column's name into its exact decimal value.
    """

    def value(node: exp.Expression) -> ir.Value:
        if isinstance(node, exp.Column):
            return number(node.name)
        if isinstance(node, exp.Literal):
            return ibis.literal(node.this).cast(NUMBER)
        if isinstance(node, exp.Paren):
            return value(node.this)
        if isinstance(node, exp.Neg):
            return -value(node.this)
        left, right = value(node.this), value(node.expression)
        if isinstance(node, exp.Add):
            result = left + right
        elif isinstance(node, exp.Sub):
            result = left - right
        elif isinstance(node, exp.Mul):
            result = left * right
        else:
            result = left / right.nullif(ibis.literal("0").cast(NUMBER))
        return result.try_cast(NUMBER)

    return value(tree)


def condition(tree: exp.Expression, read: ReadValue) -> ir.BooleanValue:
    """The parsed filter as an Ibis expression.

    Parameters
    ----------
    tree : sqlglot.exp.Expression
        From :func:`parse_condition`.
    read : callable
        ``read(column, as_number)``: a column as text, or as a number where it is compared with one.
    """

    def constant(node: exp.Expression) -> tuple[object, bool]:
        if isinstance(node, exp.Neg):
            text, _ = constant(node.this)
            return f"-{text}", True
        if isinstance(node, exp.Literal):
            return node.this, not node.is_string
        raise _not_allowed(
            tree.sql(), "a comparison has a column on its left, a constant on its right"
        )

    def operand(node: exp.Expression, as_number: bool) -> ir.Value:
        if isinstance(node, exp.Paren):
            return operand(node.this, as_number)
        if isinstance(node, exp.Column):
            return read(node.name, as_number)
        text, _ = constant(node)
        return ibis.literal(str(text)).cast(NUMBER) if as_number else ibis.literal(str(text))

    def truth(node: exp.Expression) -> ir.BooleanValue:
        if isinstance(node, exp.Paren):
            return truth(node.this)
        if isinstance(node, exp.Not):
            return ~truth(node.this)
        if isinstance(node, exp.And):
            return truth(node.this) & truth(node.expression)
        if isinstance(node, exp.Or):
            return truth(node.this) | truth(node.expression)
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return _is_blank(operand(node.this, False))
        if isinstance(node, exp.In):
            pairs = [constant(item) for item in node.expressions]
            as_number = all(is_number for _, is_number in pairs)
            options = [operand(item, as_number) for item in node.expressions]
            return operand(node.this, as_number).isin(options).fill_null(False)
        if isinstance(node, exp.Between):
            ends = [node.args["low"], node.args["high"]]
            as_number = all(constant(end)[1] for end in ends)
            low, high = (operand(end, as_number) for end in ends)
            return operand(node.this, as_number).between(low, high).fill_null(False)
        if isinstance(node, COMPARISONS):
            sides = [node.this.unnest(), node.expression.unnest()]
            constants = [s for s in sides if not isinstance(s, exp.Column)]
            if len(constants) != 1:
                raise _not_allowed(tree.sql(), "it compares a column with a constant, nothing else")
            as_number = constant(constants[0])[1]
            left, right = (operand(side, as_number) for side in sides)
            return _compare(node, left, right)
        raise _not_allowed(tree.sql(), "it is not a comparison of a column with a constant")

    return truth(tree)


def _compare(node: exp.Expression, left: ir.Value, right: ir.Value) -> ir.BooleanValue:
    # An empty cell equals nothing and exceeds nothing: `status != 'cancelled'` keeps empty ones,
    # and so does `not (status = 'cancelled')`.
    if isinstance(node, exp.NEQ):
        return ~(left == right).fill_null(False)
    if isinstance(node, exp.EQ):
        holds = left == right
    elif isinstance(node, exp.GT):
        holds = left > right
    elif isinstance(node, exp.GTE):
        holds = left >= right
    else:
        holds = left < right if isinstance(node, exp.LT) else left <= right
    return holds.fill_null(False)


def _is_blank(value: ir.Value) -> ir.BooleanValue:
    return value.isnull() | (value.cast("string") == "")


def _parse(
    text: str, columns: list[str], allowed: tuple[type[exp.Expression], ...], grammar: str
) -> exp.Expression:
    whole = text.strip()
    if whole in columns:
        return exp.column(whole, quoted=True)
    try:
        tree = sqlglot.parse_one(_quote_names(whole, columns), read="duckdb")
    except sqlglot.errors.SqlglotError:
        raise _not_allowed(whole, f"it cannot be read; allowed are {grammar}") from None
    strangers = [node for node in tree.walk() if not isinstance(node, (*allowed, exp.Identifier))]
    if strangers:
        raise _not_allowed(whole, f'"{strangers[0].sql()}" is not allowed; allowed are {grammar}')
    by_lower = {name.lower(): name for name in columns}
    for column in tree.find_all(exp.Column):
        if column.table:
            raise _not_allowed(whole, f'"{column.sql()}" is not allowed; allowed are {grammar}')
        real = column.name if column.name in columns else by_lower.get(column.name.lower())
        if real is None:
            raise one_problem(
                f'"{whole}" names a column "{column.name}" that is not in the data',
                f"use one of: {', '.join(columns)}.{suggestion(column.name, columns)}",
            )
        column.set("this", exp.to_identifier(real, quoted=True))
    return tree


def _quote_names(text: str, columns: list[str]) -> str:
    """Put quotation marks around the columns' names, the longest first; constants stay as they are.

    Examples
    --------
    >>> _quote_names("Price-2 * Net Price", ["Price", "Price-2", "Net Price"])
    '"Price-2" * "Net Price"'
    """
    names = sorted((c for c in columns if c.lower() not in _GRAMMAR), key=len, reverse=True)
    name = "|".join(map(re.escape, names))
    pattern = re.compile(rf"""('(?:[^']|'')*'|"[^"]*")|(?<!\w)({name})(?!\w)""")

    def quoted(match: re.Match[str]) -> str:
        return match[1] or '"' + match[2].replace('"', '""') + '"'

    return pattern.sub(quoted, text) if names else text


def _not_allowed(text: str, why: str) -> Exception:
    return one_problem(f'the expression "{text}" cannot be used: {why}', REMEDY)


REMEDY = (
    'write a mapping like amount="Quantity * UnitPrice", a filter like "status != \'cancelled\'".'
)

__all__ = ["arithmetic", "columns_of", "condition", "parse_arithmetic", "parse_condition"]
