"""A contract: the columns a table has, in words a manager and a reader program both understand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "date", "money", "text"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        The name used everywhere inside.
    kind : {"id", "date", "money", "text"}
        Ids stay text (leading zeros count); dates are calendar days; money is exact cents.
    sentence : str
        What it holds, in one plain sentence.
    required : bool
        Whether the table is useless without it.
    unit : str
        The unit of its values, if any.
    allowed : str
        The range of its values, in words.
    known_as : tuple of str
        Names under which files commonly carry it; upper case, spaces and punctuation do not matter.
    """

    name: str
    kind: Kind
    sentence: str
    required: bool = False
    unit: str = ""
    allowed: str = ""
    known_as: tuple[str, ...] = ()

    def is_known_as(self, header: str) -> bool:
        """Whether a file's column name is a well-known name of this column."""
        return plain_name(header) in {plain_name(n) for n in (self.name, *self.known_as)}


@dataclass(frozen=True)
class Contract:
    """A table: its name, what one row is, and its columns."""

    name: str
    one_row: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

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
