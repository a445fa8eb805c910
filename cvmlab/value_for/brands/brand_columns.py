"""Which column of a table of brand ratings says what, and everything that can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.survey import Item, Part
from cvmlab.errors import Problem, suggestion


@dataclass(frozen=True)
class BrandColumns:
    """The roles of the columns; ``share`` and ``customer_type`` are None where a table has none."""

    items: tuple[Item, ...]
    price: str
    hassle: str
    share: str | None
    customer_type: str | None
    brand: str
    respondent: str
    scales: Mapping[Part, Scale]

    def of(self, part: Part) -> list[str]:
        """The columns of one part of quality."""
        return [item.column for item in self.items if item.part == part]

    @property
    def numbers(self) -> list[str]:
        """Every column that must hold numbers."""
        share = [self.share] if self.share else []
        return [*(item.column for item in self.items), self.price, self.hassle, *share]


def items_of(names: Sequence[str] | Mapping[str, str], part: Part) -> tuple[Item, ...]:
    """Questions by column name, or by column name with a label each.

    Examples
    --------
    >>> items_of(["own_products"], "product")
    (Item(column='own_products', label='own products', part='product'),)
    """
    if isinstance(names, str):
        raise ValueError(f"{part}= takes a list of columns, not one text")
    if isinstance(names, Mapping):
        return tuple(Item(name, label, part) for name, label in names.items())
    return tuple(Item(name, name.replace("_", " "), part) for name in names)


def with_names(table: pd.DataFrame, columns: BrandColumns) -> pd.DataFrame:
    """The table with brands, respondents and types as clean text; empty text is no answer."""
    named = [columns.brand, columns.respondent]
    named += [columns.customer_type] if columns.customer_type else []
    texts = {name: table[name].astype("str").str.strip() for name in named}
    return table.assign(**{name: text.mask(text == "") for name, text in texts.items()})


def column_problems(table: pd.DataFrame, columns: BrandColumns) -> list[Problem]:
    """No rows, missing columns, and columns that stand for two things."""
    if table.empty:
        return [Problem("there are no rows", "one row for each respondent and brand.")]
    kinds = [columns.customer_type] if columns.customer_type else []
    needed = [*columns.numbers, columns.brand, columns.respondent, *kinds]
    here = [str(name) for name in table.columns]
    problems = [
        Problem(
            f"no column of this name.{suggestion(name, here)}",
            f"name the column yourself; the table has: {', '.join(here[:12])}.",
            column=name,
        )
        for name in dict.fromkeys(needed)
        if name not in here
    ]
    problems += [
        Problem("stands for two things at once", "give every part its own columns.", column=name)
        for name in dict.fromkeys(needed)
        if needed.count(name) > 1
    ]
    problems += [
        Problem("two columns have this name", "rename one of them.", column=name)
        for name in dict.fromkeys(needed)
        if here.count(name) > 1
    ]
    problems += [
        Problem(
            f"no question about {part} quality is named",
            f"name at least one column: {part}=[…].",
        )
        for part in ("product", "service")
        if not columns.of(part)  # type: ignore[arg-type]
    ]
    return problems


def numbers_in(table: pd.DataFrame, columns: BrandColumns) -> tuple[pd.DataFrame, list[Problem]]:
    """The columns of numbers as numbers, and what in them cannot be right."""
    read, problems = {}, []
    for name in columns.numbers:
        values = pd.to_numeric(table[name], errors="coerce").astype(float)
        words = values.isna() & table[name].notna()
        if words.any():
            problems.append(
                Problem(
                    "holds words where numbers are needed",
                    "say what the words mean in a survey.toml and read the file with read_survey.",
                    column=name, count=int(words.sum()), examples=_examples(table.loc[words, name]),
                )
            )  # fmt: skip
        elif values.isna().all():
            problems.append(
                Problem("nobody answered", "leave the column out, or name another.", column=name)
            )
        read[name] = values
        problems += _out_of_range(name, values, columns)
    return pd.DataFrame(read, index=table.index), problems


def row_problems(table: pd.DataFrame, columns: BrandColumns, own: str | None) -> list[Problem]:
    """Views given twice, people of two types, and an own brand nobody rated."""
    key = [columns.respondent, columns.brand]
    named = table[table[key].notna().all(axis=1)]
    problems = []
    twice = named.duplicated(key, keep=False)
    if twice.any():
        first = named.loc[twice, key].drop_duplicates().head(3)
        problems.append(
            Problem(
                "the same respondent rates the same brand more than once",
                "keep one row for each respondent and brand.",
                count=int(twice.sum()),
                examples=[f"{row[0]} on {row[1]}" for row in first.itertuples(index=False)],
            )
        )
    if columns.customer_type:
        types = named.groupby(columns.respondent, sort=False)[columns.customer_type].nunique()
        if (types > 1).any():
            problems.append(
                Problem(
                    "the same respondent has two types",
                    "give each respondent one type on all rows.",
                    column=columns.customer_type, count=int((types > 1).sum()),
                    examples=[str(name) for name in types.index[types > 1][:3]],
                )
            )  # fmt: skip
    brands = [str(name) for name in named[columns.brand].value_counts().index]
    if own is None:
        problems.append(
            Problem("which brand is yours is not said", f"own= one of: {', '.join(brands[:12])}.")
        )
    elif own not in brands:
        near = suggestion(own, brands)
        problems.append(
            Problem(
                f'nobody rated "{own}".{near}', f"own= one of: {', '.join(brands[:12])}.",
                column=columns.brand,
            )
        )  # fmt: skip
    if len(brands) == 1:
        problems.append(
            Problem(
                f"{brands[0]} is the only brand rated",
                "value is relative: ask about at least one rival too.",
                column=columns.brand,
            )
        )
    return problems


def _out_of_range(name: str, values: pd.Series, columns: BrandColumns) -> list[Problem]:
    """Values that cannot be right for the column's role."""
    if name == columns.price:
        wrong, what = values <= 0, "prices of 0 or less"
        remedy = "leave out who does not know the price (an empty cell), and check the sign."
    elif name == columns.hassle:
        wrong, what = values < 0, "hassle below 0"
        remedy = "give minutes (or money) lost: 0 is none."
    elif name == columns.share:
        wrong, what = ~values.between(0, 1) & values.notna(), "shares outside 0 to 1"
        remedy = "give shares, not percentages: divide by 100."
    else:
        part = next(item.part for item in columns.items if item.column == name)
        scale = columns.scales[part]
        wrong = ~values.between(scale.low, scale.high) & values.notna()
        what = f"answers outside {scale}"
        remedy = "say the scale people answered on, scale=Scale(low, high), or mend the answers."
    wrong |= np.isinf(values)
    if not wrong.any():
        return []
    return [
        Problem(
            f"holds {what}", remedy, column=name, count=int(wrong.sum()),
            examples=_examples(values[wrong]),
        )
    ]  # fmt: skip


def _examples(values: pd.Series) -> list[str]:
    """Up to three different values, with their places counted from 1."""
    first = values.reset_index(drop=True).drop_duplicates().head(3)
    return [f"{value:g}" if isinstance(value, float) else str(value) for value in first]
