"""A contract: the columns a table has, in words a manager and a reader program both understand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "date", "money", "text", "count", "number", "flag"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        The name used everywhere inside.
    kind : {"id", "date", "money", "text", "count", "number", "flag"}
        Ids stay text (leading zeros count); dates are calendar days; money is exact cents; a count
        is a whole number; a flag is yes or no.
    sentence : str
        What it holds, in one plain sentence.
    required : bool
        Whether the table is useless without it.
    unit : str
        The unit of its values, if any.
    allowed : str
        The range of its values, in words; made from `low`, `high` and `choices` where those are
        given.
    known_as : tuple of str
        Names under which files commonly carry it; upper case, spaces and punctuation do not matter.
    low, high : float, optional
        The smallest and the largest value there can be.
    choices : tuple of str
        The only values there can be.
    empty : str
        What an empty cell means, as the end of a sentence ("bought without a card"); where nothing
        is said, no cell is empty.
    refers_to : str
        The column in which each value is found again, as "customers.customer_id".
    """

    name: str
    kind: Kind
    sentence: str
    required: bool = False
    unit: str = ""
    allowed: str = ""
    known_as: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    empty: str = ""
    refers_to: str = ""

    @property
    def extent(self) -> str:
        """Which values there can be, in words; empty where anything can be.

        Examples
        --------
        >>> Column("overall", "count", "How satisfied, all in all.", low=1, high=10).extent
        '1 to 10'
        """
        if self.allowed:
            return self.allowed
        if self.choices:
            return ", ".join(self.choices)
        low, high = (None if end is None else f"{end:g}" for end in (self.low, self.high))
        if low and high:
            return f"{low} to {high}"
        return f"{low} or more" if low else f"up to {high}" if high else ""

    @property
    def unit_and_range(self) -> str:
        """Unit and range in words, for a page to read; what kind it is where it has neither."""
        known = "; ".join(filter(None, (self.unit, self.extent)))
        return known or {"flag": "yes or no", "id": "text"}.get(self.kind, self.kind)

    def is_known_as(self, header: str) -> bool:
        """Whether a file's column name is a well-known name of this column."""
        return plain_name(header) in {plain_name(n) for n in (self.name, *self.known_as)}


@dataclass(frozen=True)
class Contract:
    """A table: its name, what one row is, and its columns.

    Parameters
    ----------
    name : str
        The table's name, in the plural.
    one_row : str
        What one row is, as the end of a sentence.
    columns : tuple of Column
        In their order.
    key : tuple of str
        The columns that together name a row; none where rows have no name.
    called : str
        What a firm would call such a table, and in which system it is found.
    made : str
        How the sample company's table was made: in sentences.
    good_for, not_for : str
        What the sample company's table may be used for, and what not: in sentences.
    """

    name: str
    one_row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    called: str = ""
    made: str = ""
    good_for: str = ""
    not_for: str = ""

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def called_briefly(self) -> str:
        """What a firm would call such a table, without where it is found.

        Examples
        --------
        >>> Contract("bids", "a bid", (), called="The list of quotes; in the CRM.").called_briefly
        'The list of quotes'
        """
        return re.split(r"[;.:(]|, (?=from |in |at |with |by |as |if )", self.called)[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns the table cannot do without."""
        return tuple(column.name for column in self.columns if column.required)


def plain_name(header: str) -> str:
    """A header without case, accents, spaces and punctuation, for comparing names.

    Examples
    --------
    >>> plain_name(" Order-Date ")
    'orderdate'
    """
    letters = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters.lower())
