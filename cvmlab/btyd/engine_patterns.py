"""Customers who stay in their engine: only their patterns come up, and results go back to them.

The customers are an Ibis table of any length. Their engine groups them into patterns; these few
are fetched, results are made once a pattern, and joined to the customers in the engine, lazily, so
that nothing as long as the table ever stands in Python's memory.

Ages are often quotients (days / 7), and equal quotients need not be equal to the last bit when
they are computed twice. So patterns are told apart and found again by whole numbers: each value
in steps of 2**-30, about a billionth of the unit of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.btyd.fitting import Array
from cvmlab.btyd.patterns import COLUMNS, Patterns, as_patterns
from cvmlab.errors import DataProblem, Problem, suggestion

if TYPE_CHECKING:
    import ibis.expr.types as ir

STEPS = 2.0**30
LARGEST = 2.0**32  # as many steps of that still fit into a whole number of 64 bits
KEYS = {name: f"_step_of_{name}" for name in COLUMNS}


@dataclass(frozen=True, eq=False)
class EnginePatterns:
    """The patterns of customers in an engine.

    Attributes
    ----------
    customers : ibis Table
        As handed in.
    keys : DataFrame
        One row a pattern: the whole numbers it is found by.
    patterns : Patterns
        In the same order, weighted by customers.
    """

    customers: ir.Table
    keys: pd.DataFrame
    patterns: Patterns

    def with_results(self, results: Mapping[str, Array]) -> ir.Table:
        """The customers, each with the results of its pattern; computed when it is asked for.

        Parameters
        ----------
        results : mapping of str to array of shape (n_patterns,)
            In the order of ``keys``; NaN becomes NULL.
        """
        import ibis
        import pyarrow as pa

        known = pa.Table.from_pandas(self.keys.assign(**results), preserve_index=False)
        keyed = self.customers.mutate(**_steps(self.customers))
        joined = keyed.left_join(ibis.memtable(known), list(KEYS.values()))
        return joined.select(*self.customers.columns, *results)


def engine_patterns(
    customers: Any, *, adding: Iterable[str] = (), whole_time: bool = False
) -> EnginePatterns:
    """Group customers into patterns where they are, after checking them.

    Parameters
    ----------
    customers : Ibis table, or object with ``.table``
        One row a customer: frequency, recency, T, and whatever else.
    adding : iterable of str
        Columns the results will have; the customers must have none of them.
    whole_time : bool
        Whether recency and T count opportunities.

    Raises
    ------
    DataProblem
        All problems at once, counted in customers where values are missing.
    """
    table = getattr(customers, "table", customers)
    if not (hasattr(table, "group_by") and hasattr(table, "to_parquet")):
        raise TypeError(
            "customers must be an Ibis table, or an object with one as .table; for a "
            f"{type(customers).__name__} use the verbs of the fit"
        )
    problems = _column_problems(table, adding)
    if problems:
        raise DataProblem(problems, "the customer base")
    keyed = table.mutate(**_steps(table))
    keys = list(KEYS.values())
    values = {name: keyed[name].cast("float64").min() for name in COLUMNS}
    found = keyed.group_by(keys).agg(weight=keyed.count(), **values).order_by(keys).to_pandas()
    problems = _gaps(found)
    found = found.dropna(subset=keys).reset_index(drop=True)
    try:
        patterns = as_patterns(found[[*COLUMNS, "weight"]], whole_time=whole_time)
    except DataProblem as others:
        problems += others.problems if len(found) or not problems else []
    if problems:
        raise DataProblem(problems, "the customer base")
    return EnginePatterns(table, found[keys].astype("int64"), _one_row_each(patterns))


def _steps(table: ir.Table) -> dict[str, ir.Column]:
    """Each value as a whole number of steps; NULL where it is missing or no finite number."""
    import ibis

    def step(value: ir.Column) -> ir.Column:
        number = value.cast("float64")
        # NaN stands above every number in engines that know it, so it is out of bounds as well.
        is_finite = (number > -LARGEST) & (number < LARGEST)
        return ibis.ifelse(is_finite, (number * STEPS).round().cast("int64"), ibis.null("int64"))

    return {key: step(table[name]) for name, key in KEYS.items()}


def _one_row_each(patterns: Patterns) -> Patterns:
    """Patterns in the order of the rows they were made from, none of which are alike."""
    row, weight = patterns.inverse, patterns.row_weight
    frequency, recency, age = patterns.frequency[row], patterns.recency[row], patterns.T[row]
    each = np.arange(len(row))
    return Patterns(frequency, recency, age, weight, each, pd.RangeIndex(len(row)), weight)


def _column_problems(table: ir.Table, adding: Iterable[str]) -> list[Problem]:
    have = ", ".join(table.columns[:8])
    problems = []
    for name in COLUMNS:
        if name not in table.columns:
            remedy = f"the columns are: {have}.{suggestion(name, table.columns)}"
            problems.append(Problem("no column of this name", remedy, name))
        elif not table[name].type().is_numeric():
            what = f"its values are of type {table[name].type()}, not numbers"
            problems.append(Problem(what, "cast it to a number.", name))
    problems += [
        Problem("the customers have a column of this name already", "rename or drop it.", name)
        for name in (*adding, *KEYS.values())
        if name in table.columns
    ]
    return problems


def _gaps(found: pd.DataFrame) -> list[Problem]:
    """Missing values, counted in customers."""
    problems = []
    for name, key in KEYS.items():
        customers = int(found.loc[found[key].isna(), "weight"].sum())
        if customers:
            what = "values that are missing or no numbers"
            problems.append(Problem(what, "fill or remove them.", name, customers))
    return problems
