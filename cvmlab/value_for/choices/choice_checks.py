"""What can be wrong with a table of choice tasks: said all at once, or set aside and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cvmlab.data.contracts.choices import CHOICE_TASKS
from cvmlab.errors import Problem, one_problem, suggestion
from cvmlab.figures.formats import count

NUMBERS = ("price", "minutes")
_ORDINARY = {"warmth": "polite"}  # what a shopper may expect anywhere
NEVER_DIFFERS = "it never differs within a task, so no choice can tell what it counts"
REPEATS = "it only repeats what the columns before it say"
DIFFER = "use tasks whose alternatives differ in it."
LEAVE_OUT = "leave it out of the other attributes (others=[...])."
_OWN = 1e-8  # the share of a column that the others do not say: below, it is rounding
_HOLDS = {
    "respondent": "who chose",
    "task": "in which of his tasks",
    "price": "what the alternative costs",
    "minutes": "how long it takes",
    "chosen": "yes for the alternative that was taken",
}
_REASONS = (
    "no respondent or no task is named",
    "an attribute is missing",
    "there was nothing to choose from",
    "nothing was taken",
    "more than one was taken",
)


def column_problems(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    others: Sequence[str],
    alternative: str | None,
    customer_type: str | None,
) -> list[Problem]:
    """Everything that keeps a table of choice tasks from being read.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an alternative.
    columns : mapping of str to str
        Role to column: ``respondent, task, price, minutes, chosen`` and the other attributes.
    others : sequence of str
        The other attributes.
    alternative, customer_type : str or None
        Further columns, where there are any.
    """
    named = {name: _HOLDS.get(role, "an attribute") for role, name in columns.items()}
    named |= {name: "the alternative's name" for name in (alternative,) if name}
    named |= {name: "what kind of customer he is" for name in (customer_type,) if name}
    problems = []
    for name, holds in named.items():
        if name not in table:
            near = suggestion(name, map(str, table.columns))
            what = "the column is missing from the choice tasks"
            problems.append(Problem(what, f"name the column that holds it: {holds}.{near}", name))
    if problems:
        return problems
    for role in NUMBERS:
        problems += _no_number(table, columns[role])
    problems += _no_flag(table, columns["chosen"])
    key = [columns["respondent"], columns["task"], *([alternative] if alternative else [])]
    if alternative:
        problems += _twice(table, key)
    if customer_type:
        problems += _two_types(table, columns["respondent"], customer_type)
    problems += [
        Problem("infinite values cannot be weighed", "correct them or leave them empty.", name)
        for name in (*(columns[role] for role in NUMBERS), *others)
        if pd.api.types.is_numeric_dtype(table[name]) and np.isinf(table[name].astype(float)).any()
    ]
    return problems


def usable_tasks(
    table: pd.DataFrame, columns: Mapping[str, str], customer_type: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of whole tasks, and what was set aside and why.

    Parameters
    ----------
    table : pandas.DataFrame
        One row an alternative.
    columns : mapping of str to str
        Role to column.
    customer_type : str, optional
        The column of the respondent's type, handed on as ``customer_type``.

    Returns
    -------
    rows : pandas.DataFrame
        ``respondent, task`` as numbers in the order of their names, the attributes and ``chosen``.
    set_aside : pandas.DataFrame
        ``reason, tasks, rows``, only reasons that occur.
    """
    rows = pd.DataFrame({role: table[name].to_numpy() for role, name in columns.items()})
    if customer_type:
        rows["customer_type"] = table[customer_type].to_numpy()
    nobody = (rows["respondent"].isna() | rows["task"].isna()).to_numpy()
    attributes = [role for role in columns if role not in ("respondent", "task", "chosen")]
    taken = rows["chosen"].fillna(False).astype(bool)
    key = [rows["respondent"], rows["task"]]
    by_task = pd.DataFrame(
        {"gap": rows[attributes].isna().any(axis=1), "taken": taken, "number": 1}
    ).groupby(key, sort=False)
    number, hits = by_task["number"].transform("sum"), by_task["taken"].transform("sum")
    gap = by_task["gap"].transform("any").fillna(False).astype(bool)
    cases = [nobody, gap, number == 1, hits == 0, hits > 1]
    reason = np.select(cases, list(range(len(cases))), default=-1)
    aside = pd.DataFrame(
        [
            (
                _REASONS[why],
                int(rows[reason == why].groupby(["respondent", "task"]).ngroups),
                int((reason == why).sum()),
            )
            for why in range(len(cases))
            if (reason == why).any()
        ],
        columns=["reason", "tasks", "rows"],
    )
    rows = rows[reason == -1].assign(chosen=taken[reason == -1])
    for role in NUMBERS:
        rows[role] = rows[role].astype(float)
    for role in ("respondent", "task"):
        if rows[role].dtype == object:  # numbers and words in one column have no order
            rows[role] = rows[role].astype(str)
    rows["respondent"] = pd.factorize(rows["respondent"], sort=True)[0]
    rows = rows.sort_values(["respondent", "task"], kind="stable", ignore_index=True)
    rows["task"] = rows.groupby(["respondent", "task"], sort=False).ngroup()
    return rows, aside


def levels_of(name: str, words: pd.Series) -> list[str]:
    """The levels of an attribute of words: in the order of the contract, else of the alphabet."""
    found = sorted(words.astype(str).unique())
    contract = {column.name: column.choices or () for column in CHOICE_TASKS.columns}
    known = [level for level in contract.get(name, ()) if level in found]
    return known if len(known) == len(found) else found


def base_level(name: str, words: pd.Series, levels: Sequence[str], wanted: str | None) -> str:
    """The level the others stand against: the one wanted, the ordinary one, or the most frequent.

    Raises
    ------
    DataProblem
        If the level wanted is not among those shown.
    """
    if wanted is None:
        ordinary = _ORDINARY.get(name, "")
        return ordinary if ordinary in levels else str(words.value_counts().index[0])
    if wanted not in levels:
        raise one_problem(
            f'the level "{wanted}" was never shown',
            f"choose one of: {', '.join(levels)}.{suggestion(wanted, levels)}",
            column=name,
        )
    return wanted


def not_identified(differences: np.ndarray, names: Sequence[str]) -> list[Problem]:
    """Attributes of which choices cannot tell anything.

    Parameters
    ----------
    differences : numpy.ndarray of shape (pairs, columns)
        The taken alternative less each other one.
    names : sequence of str
        The columns.
    """
    problems: list[Problem] = []
    basis = np.empty((len(differences), 0))
    for place, name in enumerate(names):
        column = differences[:, place]
        own = column / max(float(np.linalg.norm(column)), 1e-300)
        for _ in range(2):  # once more, because rounding leaves something of the others behind
            own = own - basis @ (basis.T @ own)
        size = float(np.linalg.norm(own))
        if size > _OWN:
            basis = np.column_stack([basis, own / size])
            continue
        what = REPEATS if column.any() else NEVER_DIFFERS
        problems.append(Problem(what, DIFFER if place < len(NUMBERS) else LEAVE_OUT, name))
    return problems


def _no_number(table: pd.DataFrame, name: str) -> list[Problem]:
    values = table[name]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return []
    odd = values[values.notna() & pd.to_numeric(values, errors="coerce").isna()]
    remedy = "it must be a number: read the file with a mapping, or convert the column first."
    return [Problem("it is no number", remedy, name, len(odd) or None, _examples(odd))]


def _no_flag(table: pd.DataFrame, name: str) -> list[Problem]:
    odd = table.loc[table[name].notna() & ~table[name].isin([True, False, 0, 1]), name]
    if odd.empty:
        return []
    remedy = "write yes (true or 1) for the alternative that was taken and no for the others."
    return [Problem("it is neither yes nor no", remedy, name, len(odd), _examples(odd))]


def _twice(table: pd.DataFrame, key: list[str]) -> list[Problem]:
    again = table[table.duplicated(key) & table[key].notna().all(axis=1)]
    if again.empty:
        return []
    examples = tuple(", ".join(map(str, line)) for line in again[key].head(3).to_numpy())
    remedy = "keep one row an alternative; tasks of the same respondent need different numbers."
    return [Problem("an alternative of a task stands twice", remedy, None, len(again), examples)]


def _two_types(table: pd.DataFrame, respondent: str, customer_type: str) -> list[Problem]:
    kinds = table.groupby(respondent)[customer_type].nunique()
    several = kinds[kinds > 1]
    if several.empty:
        return []
    number, examples = len(several), tuple(map(str, several.index[:3]))
    what = f"{count(number)} respondent{'s are' if number > 1 else ' is'} of more than one type"
    return [Problem(what, "give each respondent one type.", customer_type, examples=examples)]


def _examples(values: pd.Series) -> tuple[str, ...]:
    return tuple(f'"{value}"' for value in values.drop_duplicates().astype(str).head(3))
