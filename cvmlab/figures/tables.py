"""The one table display: the same formatted cells as HTML and as aligned text."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from cvmlab.figures.formats import MISSING, Formatter, count, is_missing, number

if TYPE_CHECKING:
    import pandas as pd


# One number as the formatters write it, or two with "to" between; an id such as 007 is none.
_AMOUNT = r"−?(?:[A-Z]{3}\s|[€$£¥₹])?(?:0|[1-9][\d,]*)(?:\.\d+)?(?:%|k|m|bn)?"
_LIKE_NUMBERS = re.compile(f"{_AMOUNT}(?: to {_AMOUNT})?")


@dataclass(frozen=True, eq=False)
class Table:
    """A table to read: rounded, unit-bearing cells that look the same on every run.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a line; a named or labelled index becomes the first column.
    title, note : str, optional
        A sentence above and one below.
    formats : mapping of column name to formatter, optional
        A function from a value to text, such as ``percent`` or ``partial(money, currency="EUR")``,
        or a format specification such as ``",.1f"``. Other columns are formatted by their type.
    total_row : bool
        Whether the last row is a total, set apart by weight and a line.

    Examples
    --------
    >>> import pandas as pd
    >>> from cvmlab.figures.formats import percent
    >>> shares = pd.DataFrame({"Group": ["Top tenth", "Others"], "Sales": [0.456, 0.544]})
    >>> Table(shares, title="Who buys", formats={"Sales": percent})
    Who buys
    <BLANKLINE>
    Group      Sales
    ---------  -----
    Top tenth    46%
    Others       54%
    """

    frame: pd.DataFrame
    title: str | None = None
    note: str | None = None
    formats: Mapping[str, Formatter | str] = field(default_factory=dict)
    total_row: bool = False

    def __post_init__(self) -> None:
        unknown = [name for name in self.formats if name not in self._data.columns]
        if unknown:
            raise ValueError(f"formats for columns the table does not have: {unknown}")

    @cached_property
    def _data(self) -> pd.DataFrame:
        import pandas as pd

        index = self.frame.index
        labelled = index.name is not None or not isinstance(index, pd.RangeIndex)
        return self.frame.reset_index() if labelled else self.frame

    @cached_property
    def cells(self) -> list[list[str]]:
        """The text of every cell, row by row."""
        data = self._data
        columns = []
        for position, name in enumerate(data.columns):
            values = data.iloc[:, position]
            formatter = self._formatter(name, values)
            columns.append([_one_line(formatter(value)) for value in values])
        return [list(row) for row in zip(*columns, strict=True)]

    @cached_property
    def header(self) -> list[str]:
        """The column headings."""
        return [_one_line(str(name)) for name in self._data.columns]

    @cached_property
    def _to_the_right(self) -> list[bool]:
        """Which columns hold numbers, as values or as text, and so line up on the right."""
        from pandas.api import types

        kinds = (self._data.iloc[:, i] for i in range(self._data.shape[1]))
        numeric = [types.is_numeric_dtype(v) and not types.is_bool_dtype(v) for v in kinds]
        texts = [
            [row[i] for row in self.cells if row[i] not in ("", MISSING)]
            for i in range(len(numeric))
        ]
        written = [bool(cells) and all(map(_LIKE_NUMBERS.fullmatch, cells)) for cells in texts]
        return [value or text for value, text in zip(numeric, written, strict=True)]

    def _formatter(self, name: Any, values: pd.Series) -> Formatter:
        chosen = self.formats.get(name)
        if isinstance(chosen, str):
            return lambda value: MISSING if is_missing(value) else format(value, chosen)
        return chosen or _by_type(values)

    def __str__(self) -> str:
        lines = _aligned(self.header, self.cells, self._to_the_right, self.total_row)
        above = [_one_line(self.title), ""] if self.title else []
        below = ["", _one_line(self.note)] if self.note else []
        return "\n".join([*above, *lines, *below])

    __repr__ = __str__

    @cached_property
    def html(self) -> str:
        """The table as HTML with its style: text escaped, and an id that depends on it alone."""
        import great_tables as gt
        import pandas as pd

        names = [f"c{i}" for i in range(len(self.header))]
        frame = pd.DataFrame(self.cells, columns=names, dtype=str)
        right = [n for n, is_number in zip(names, self._to_the_right, strict=True) if is_number]
        left = [n for n in names if n not in right]
        table = gt.GT(frame, id="t" + hashlib.sha256(str(self).encode()).hexdigest()[:10])
        table = table.cols_label(
            cases={n: _escaped(text) for n, text in zip(names, self.header, strict=True)}
        )
        if left:
            table = table.cols_align("left", columns=left)
        if right:
            table = table.cols_align("right", columns=right)
        if self.title:
            table = table.tab_header(title=gt.html(f"<strong>{_escaped(self.title).text}</strong>"))
        if self.note:
            table = table.tab_source_note(_escaped(self.note))
        if self.total_row and self.cells:
            table = table.tab_style(
                [gt.style.text(weight="bold"), gt.style.borders("top", color="#1F2933")],
                gt.loc.body(rows=[len(self.cells) - 1]),
            )
        return table.tab_options(**_LOOK).as_raw_html()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": str(self)}


_LOOK: dict[str, Any] = {
    "table_font_size": "14px",
    "table_font_color": "#1F2933",
    "table_margin_left": "0px",
    "table_border_top_style": "none",
    "table_border_bottom_style": "none",
    "heading_align": "left",
    "heading_title_font_size": "15px",
    "heading_border_bottom_style": "none",
    "heading_padding": "6px",
    "heading_padding_horizontal": "10px",
    "column_labels_font_weight": "bold",
    "column_labels_font_size": "13px",
    "column_labels_border_top_style": "none",
    "column_labels_border_bottom_color": "#1F2933",
    "column_labels_border_bottom_width": "2px",
    "column_labels_padding_horizontal": "10px",
    "table_body_border_top_color": "#1F2933",
    "table_body_border_top_width": "2px",
    "table_body_border_bottom_color": "#1F2933",
    "table_body_border_bottom_width": "2px",
    "table_body_hlines_color": "#E4E7EB",
    "data_row_padding": "6px",
    "data_row_padding_horizontal": "10px",
    "source_notes_font_size": "12.5px",
    "source_notes_padding_horizontal": "10px",
}


def _by_type(values: pd.Series) -> Formatter:
    from pandas.api import types

    if types.is_bool_dtype(values):
        return lambda value: MISSING if is_missing(value) else ("yes" if value else "no")
    if types.is_integer_dtype(values):
        return count
    if types.is_float_dtype(values):
        large = values.abs().min() >= 100  # decimals on every number, or on none
        return partial(number, digits=0 if large else 2)
    return _plain


def _plain(value: Any) -> str:
    if is_missing(value):
        return MISSING
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split(" ")) if text.isprintable() else " ".join(text.split())


def _escaped(text: str) -> Any:
    import great_tables as gt

    # Own escaping, because great_tables reads Markdown and "{{…}}" in the labels it is given.
    return gt.html(html.escape(_one_line(text)).replace("{", "&#123;"))


def _aligned(
    header: list[str], cells: list[list[str]], to_the_right: list[bool], total_row: bool
) -> list[str]:
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]

    def line(row: list[str]) -> str:
        placed = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, to_the_right, strict=True)
        ]
        return "  ".join(placed).rstrip()

    rule = "  ".join("-" * width for width in widths)
    rows = [line(row) for row in cells]
    if total_row and rows:
        rows.insert(-1, rule)
    return [line(header), rule, *rows]
