"""Where everything described stands in a customer survey's file; missing columns are told."""

from __future__ import annotations

from cvmlab.data.surveys.columns import BY_NAME, no_such_column
from cvmlab.data.surveys.customers.customer_description import CustomerDescription
from cvmlab.data.surveys.export import Export
from cvmlab.errors import Problem

# Columns that survey tools always call so; taken by name where nobody names them.
_TOOL = {**BY_NAME, "respondent": "ResponseId", "date": "RecordedDate"}


def roles_in(
    export: Export, told: CustomerDescription, problems: list[Problem]
) -> tuple[dict[str, str], tuple[tuple[str, str, str], ...]]:
    """The columns of a file by what they are, and how that was known.

    Parameters
    ----------
    export : Export
    told : CustomerDescription
    problems : list of Problem
        Told missing columns, with the closest name there is, and columns that serve twice.

    Returns
    -------
    roles : dict of str to str
        Role -> column.
    how : tuple of (str, str, str)
        What, from which column, how that was known: for the ledger.
    """
    roles, how = {}, []
    for role, column in told.columns.items():
        if column in export.columns:
            roles[role] = column
            how.append((role, column, "as told"))
        else:
            problems.append(no_such_column(role, [column], export.columns))
    if export.is_qualtrics or "StartDate" in export.columns:
        for role, column in _TOOL.items():
            if role not in told.columns and column in export.columns:
                roles[role] = column
                how.append((role, column, "by its name"))
    for battery, groups in told.batteries.items():
        for group, columns in groups.items():
            if lost := [column for column in columns if column not in export.columns]:
                problems.append(no_such_column(group, lost, export.columns))
            how.append((f"{battery}: {group}", ", ".join(columns), "as told"))
    users: dict[str, list[str]] = {}
    for name, column in (*roles.items(), *told.items.items()):
        users.setdefault(column, []).append(name)
    problems += [
        Problem(f"one column is {' and '.join(names)} at once",
                "name another column for one of them.", column=column)
        for column, names in users.items()
        if len(names) > 1
    ]  # fmt: skip
    return roles, tuple(how)
