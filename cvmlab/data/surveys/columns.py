"""Where everything described stands in the file: patterns filled in, missing columns told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cvmlab.data.surveys.description import OF_A_BRAND, PLACE, WIDE, SurveyDescription
from cvmlab.data.surveys.export import Export
from cvmlab.errors import Problem, suggestion

# Columns of Qualtrics' own that say how an answer came in; taken by name where nobody names them.
BY_NAME = {"status": "Status", "finished": "Finished"}
SHOWN = 5


@dataclass(frozen=True)
class Located:
    """The columns of a file, by what they are.

    Parameters
    ----------
    roles : dict of str to str
        respondent, customer_type, brand, status, finished -> column, where there.
    fields : dict of str to dict
        Item, price, hassle or share -> brand's code -> column, or a number that is given; in a
        long file the code is empty.
    how : tuple of (str, str, str)
        What, from which column, and how that was known.
    """

    roles: dict[str, str]
    fields: dict[str, dict[str, str | float]]
    how: tuple[tuple[str, str, str], ...]


def locate(description: SurveyDescription, export: Export) -> tuple[Located, list[Problem]]:
    """Find every described column in the file.

    Returns
    -------
    located : Located
    problems : list of Problem
        A missing column, with the closest name there is; a column that serves twice.
    """
    problems: list[Problem] = []
    columns = export.columns
    roles: dict[str, str] = {}
    how: list[tuple[str, str, str]] = []
    for role, place in description.columns.items():
        if role in OF_A_BRAND:
            continue
        if place in columns:
            roles[role] = str(place)
            how.append((role, str(place), "as told"))
        else:
            problems.append(no_such_column(role, [str(place)], columns))
    if export.is_qualtrics or "StartDate" in columns:
        for role, name in BY_NAME.items():
            if role not in description.columns and name in columns:
                roles[role] = name
                how.append((role, name, "by its name"))
    fields: dict[str, dict[str, str | float]] = {}
    for name, place in description.fields.items():
        found = _places(name, place, description, problems)
        fields[name] = found
        lost = [c for c in found.values() if isinstance(c, str) and c not in columns]
        if lost:
            found_for = {c: p for c, p in found.items() if isinstance(p, str) and p in columns}
            some = next(iter(found_for.items()), None)
            there = (description.brands.get(some[0], some[0]), some[1]) if some else None
            problems.append(no_such_column(name, lost, columns, there))
        shown = place if isinstance(place, str) else ", ".join(str(c) for c in found.values())
        how.append((name, shown, "as told"))
    problems += _twice(roles, fields)
    return Located(roles, fields, tuple(how)), problems


def _places(
    name: str, place: Any, description: SurveyDescription, problems: list[Problem]
) -> dict[str, str | float]:
    """Code of the brand -> column or number."""
    if isinstance(place, str):
        if description.layout == WIDE:
            return {code: place.replace(PLACE, code) for code in description.brands}
        return {"": place}
    codes = {brand: code for code, brand in description.brands.items()}
    if not codes:  # a long file whose brands are called as they are called
        return {str(brand): value for brand, value in place.items()}
    unknown = [brand for brand in place if brand not in codes]
    if unknown:
        problems.append(
            Problem(
                f"{name} is given for brands that are not there: {', '.join(unknown)}",
                f"spell them as under [brands]: {', '.join(codes)}.",
            )
        )
    return {codes[brand]: value for brand, value in place.items() if brand in codes}


def no_such_column(
    name: str, lost: list[str], columns: tuple[str, ...], there: tuple[str, str] | None = None
) -> Problem:
    """What to say of columns that are named and not there.

    Parameters
    ----------
    name : str
        What they are for.
    lost : list of str
        The columns that are not there.
    columns : tuple of str
        The columns that are.
    there : tuple of (str, str), optional
        A brand, and the column it has.
    """
    shown = ", ".join(f'"{c}"' for c in lost[:SHOWN])
    more = f" and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
    close = suggestion(lost[0], columns)
    none = "there is no column" if len(lost) == 1 else "there are no columns"
    remedy = f"{close.strip() + ' ' if close else ''}The file has: {_short(columns)}."
    if there:
        brand, column = there
        remedy = (
            "it is there for other brands. Where it was not asked of these, name the columns that "
            f'there are: {name} = {{ "{brand}" = "{column}", … }}.'
        )
    return Problem(f"{name}: {none} {shown}{more}", remedy)


def _short(columns: tuple[str, ...], limit: int = 24) -> str:
    # The tool's own columns (dates, address, place) are never what is looked for.
    own = [
        c for c in columns if not re.match(r"(?i)start|end|ip|duration|location|recip|record", c)
    ]
    more = f" and {len(own) - limit} more" if len(own) > limit else ""
    return ", ".join(own[:limit]) + more


def _twice(roles: dict[str, str], fields: dict[str, dict[str, str | float]]) -> list[Problem]:
    users: dict[str, list[str]] = {}
    for role, column in roles.items():
        users.setdefault(column, []).append(role)
    for name, places in fields.items():
        for place in places.values():
            if isinstance(place, str):
                users.setdefault(place, []).append(name)
    return [
        Problem(
            f"one column is {' and '.join(dict.fromkeys(names))} at once"
            if len(set(names)) > 1
            else f"one column is {names[0]} of several brands",
            "name another column for one of them.",
            column=column,
        )
        for column, names in users.items()
        if len(names) > 1
    ]
