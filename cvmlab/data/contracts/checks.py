"""Whether a table keeps its contract: every breach in one list of sentences."""

from __future__ import annotations

import pandas as pd
from pandas.api import types as kinds

from cvmlab.data.contracts.table import Column, Contract

_EXAMPLES = 3


def violations(table: pd.DataFrame, contract: Contract) -> list[str]:
    """What in a table is not as its contract says.

    Parameters
    ----------
    table : DataFrame
        The table.
    contract : Contract
        What it must look like.

    Returns
    -------
    list of str
        One sentence a breach; empty when the contract is kept.

    Examples
    --------
    >>> ages = Contract("ages", "a person", (Column("age", "count", "Age.", low=0, high=120),))
    >>> violations(pd.DataFrame({"age": [30, 130]}), ages)
    ['ages.age: above 120 in 1 row: 130']
    """
    found = [f"{contract.name}.{name}: is missing" for name in contract.names if name not in table]
    found += [
        f"{contract.name}.{name}: is not in the contract"
        for name in table.columns
        if name not in contract.names
    ]
    for column in contract.columns:
        if column.name in table:
            found += [
                f"{contract.name}.{column.name}: {what}" for what in _of(table[column.name], column)
            ]
    if contract.key and not set(contract.key) - set(table.columns):
        again = table.duplicated(list(contract.key))
        if again.any():
            first = table.loc[again, list(contract.key)].iloc[0].tolist()
            found.append(f"{contract.name}: {again.sum()} rows repeat the key, such as {first}")
    return found


def orphans(values: pd.Series, known: pd.Series) -> list[str]:
    """The values that are not found where a column says it refers to; empty cells refer to none."""
    return sorted(set(values.dropna()) - set(known.dropna()))


def _of(cells: pd.Series, column: Column) -> list[str]:
    found = []
    empty = cells.isna() | (cells.astype("object") == "")
    if empty.any() and not column.empty:
        found.append(f"{empty.sum()} cells are empty")
    cells = cells[~empty]
    if not _is_of_kind(cells, column.kind):
        return [*found, f"is {cells.dtype}, not {column.kind}"]
    if column.kind == "money" and ((cells * 100 - (cells * 100).round()).abs() > 1e-6).any():
        found.append("holds parts of a cent")
    if column.kind == "count" and (cells.astype("float64") % 1 != 0).any():
        found.append("holds parts of a whole")
    outside = []
    if column.low is not None:
        outside.append((f"below {column.low:g}", cells[cells < column.low]))
    if column.high is not None:
        outside.append((f"above {column.high:g}", cells[cells > column.high]))
    if column.choices:
        outside.append(("not among the choices", cells[~cells.isin(column.choices)]))
    for what, bad in outside:
        if len(bad):
            shown = ", ".join(map(str, bad.unique()[:_EXAMPLES]))
            found.append(f"{what} in {len(bad)} row{'s' if len(bad) > 1 else ''}: {shown}")
    return found


def _is_of_kind(cells: pd.Series, kind: str) -> bool:
    if kind in ("id", "text"):
        return cells.dtype == "str" or bool(cells.map(lambda cell: isinstance(cell, str)).all())
    if kind == "date":
        return kinds.is_datetime64_any_dtype(cells)
    if kind == "flag":
        return kinds.is_bool_dtype(cells)
    return kinds.is_numeric_dtype(cells) and not kinds.is_bool_dtype(cells)
