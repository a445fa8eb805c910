"""Choice tasks made ready to be weighed: what lay before whom, and what was taken.

Nobody can say what a minute is worth to him. But who takes the dearer, quicker way again and again
has shown it. A task is a few alternatives side by side, one of them taken; what differs between
the taken one and the others is all that a choice tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count
from cvmlab.value_for.choices.choice_checks import (
    LEAVE_OUT,
    NEVER_DIFFERS,
    base_level,
    column_problems,
    levels_of,
    not_identified,
    usable_tasks,
)
from cvmlab.value_for.choices.choices import MINUTES, NOT_KNOWN, PRICE, TYPE, ChoiceSets


def choice_sets(
    table: pd.DataFrame,
    *,
    price: str = PRICE,
    minutes: str = MINUTES,
    others: Sequence[str] | None = None,
    chosen: str = "chosen",
    respondent: str = "respondent_id",
    task: str = "task",
    alternative: str | None = None,
    customer_type: str | None = None,
    base: Mapping[str, str] | None = None,
    currency: str | None = "EUR",
) -> ChoiceSets:
    """Check a table of choice tasks and make it ready to be weighed.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an alternative of a task of a respondent; any number of alternatives a task.
    price, minutes : str
        Columns of numbers: what it costs, and how long it takes.
    others : sequence of str, optional
        Further attributes: numbers, yes and no, or words. By default ``warmth`` where it varies.
    chosen : str
        Yes for the one alternative that was taken, no for the others.
    respondent, task : str
        Who chose, and in which of his tasks.
    alternative : str, optional
        The name of an alternative within its task, so that a row that stands twice is found; by
        default ``alternative`` where it is there.
    customer_type : str, optional
        What kind of customer the respondent is; by default ``shopper`` where it is there.
    base : mapping of str to str, optional
        For an attribute of words, the level the others stand against; by default the ordinary
        one ("polite"), else the one shown most often.
    currency : str, optional
        ISO 4217 code of the prices.

    Returns
    -------
    ChoiceSets

    Raises
    ------
    DataProblem
        With everything that is wrong at once: columns that are missing or no numbers, a row that
        stands twice, a respondent of two types, and attributes that cannot be weighed because
        they never differ within a task or only repeat the others.

    Notes
    -----
    A task is set aside whole, with its reason, where one of its attributes is missing, where
    nothing or more than one alternative was taken, or where there was nothing to choose from. A
    "none of these" needs a row of its own: price and minutes 0, and a column of yes and no that
    marks it among ``others``.

    Examples
    --------
    >>> tasks = pd.DataFrame({
    ...     "respondent_id": ["a"] * 4 + ["b"] * 2, "task": [1, 1, 2, 2, 1, 1],
    ...     "price": [30, 35, 32, 34, 31, 39], "minutes": [40, 10, 30, 25, 15, 5],
    ...     "chosen": [0, 1, 1, 0, 1, 0]})
    >>> sets = choice_sets(tasks)
    >>> sets.names, sets.tasks, sets.differences[:, 0].tolist()
    (('price', 'minutes'), 3, [[5.0, -30.0], [-2.0, 5.0], [-8.0, 10.0]])
    """
    currency = currency_of_tables(currency, table)
    if others is None:
        others = [n for n in ("warmth",) if n in table and table[n].nunique() > 1]
    alternative = alternative or ("alternative" if "alternative" in table else None)
    customer_type = customer_type or ("shopper" if "shopper" in table else None)
    columns: dict[str, str] = {"respondent": respondent, "task": task, PRICE: price,
                               MINUTES: minutes, "chosen": chosen}  # fmt: skip
    columns |= {name: name for name in others}
    problems = column_problems(table, columns, others, alternative, customer_type)
    if problems:
        raise DataProblem(problems, "the choice tasks")
    rows, set_aside = usable_tasks(table, columns, customer_type)
    if rows.empty:
        what, remedy = "no task can be used", "each task needs alternatives, one of them taken."
        reasons = tuple(f"{line.reason}: {count(line.tasks)}" for line in set_aside.itertuples())
        raise DataProblem([Problem(what, remedy, examples=reasons)], "the choice tasks")
    design, names, against = _design(rows, others, base or {})
    kinds = None
    if customer_type:
        of = rows[TYPE].groupby(rows["respondent"]).first()
        kinds = of.astype(object).where(of.notna(), NOT_KNOWN).astype(str).to_numpy(object)
    sets = ChoiceSets(
        rows=rows,
        design=design,
        names=names,
        base=against,
        task=rows["task"].to_numpy(),
        respondent=rows["respondent"].to_numpy(),
        chosen=rows["chosen"].to_numpy(),
        customer_type=kinds,
        set_aside=set_aside,
        currency=currency,
    )
    problems = [
        Problem(NEVER_DIFFERS, LEAVE_OUT, name) for name in against if rows[name].nunique() == 1
    ]
    problems += not_identified(sets.differences[sets.there], names)
    if problems:
        raise DataProblem(problems, "the choice tasks")
    return sets


def _design(
    rows: pd.DataFrame, others: Sequence[str], base: Mapping[str, str]
) -> tuple[np.ndarray, tuple[str, ...], dict[str, str]]:
    """The attributes as numbers, their names, and the level each attribute of words stands on."""
    parts = [rows[PRICE].to_numpy(), rows[MINUTES].to_numpy()]
    names = [PRICE, MINUTES]
    against = {}
    for name in others:
        if pd.api.types.is_numeric_dtype(rows[name]):  # yes and no count as numbers too
            parts.append(rows[name].to_numpy(dtype=float))
            names.append(name)
            continue
        words = rows[name].astype(str)
        levels = levels_of(name, words)
        against[name] = base_level(name, words, levels, base.get(name))
        for level in levels:
            if level != against[name]:
                parts.append((words == level).to_numpy(dtype=float))
                names.append(f"{name}: {level}")
    return np.column_stack(parts), tuple(names), against
