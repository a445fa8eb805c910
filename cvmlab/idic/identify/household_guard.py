"""People of one home are not one person: the guard against merging a family.

Husband and wife share surname, postcode, landline and often the e-mail address. That is much
agreement, and a model that takes fields for independent counts each of them. What tells two people
of a home apart is the first name and the date of birth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.idic.identify.link_settings import levels_of

if TYPE_CHECKING:
    import duckdb

EMPTY, DIFFERENT = -1, 0  # as splink numbers levels: nothing to compare, nothing agrees


def best(field: str, fields: tuple[str, ...]) -> int:
    """The number of a field's best level, full agreement."""
    return len(levels_of(field, fields)) - 1


def two_people(pairs: pd.DataFrame, fields: tuple[str, ...]) -> pd.Series:
    """Pairs whose date of birth or first name says that they are two people of a home.

    Parameters
    ----------
    pairs : DataFrame
        A column a field: its level of agreement, 0 (different) upwards, −1 where a cell is empty.
    fields : tuple of str

    Returns
    -------
    Series of bool
        True where the dates of birth contradict each other; and where they do not agree in full and
        the first names, both known, do not agree at all. An empty first name lets a pair pass only
        where a date of birth is empty too: then nothing speaks against it. Without both columns the
        one there is decides; without either nobody is kept apart.
    """
    none = pd.Series(EMPTY, index=pairs.index)
    born = pairs["birth_date"] if "birth_date" in fields else none
    first = pairs["first_name"] if "first_name" in fields else none
    sure = born == (best("birth_date", fields) if "birth_date" in fields else np.inf)
    nameless = (first == EMPTY) & (born != EMPTY)
    return (born == DIFFERENT) | (~sure & ((first == DIFFERENT) | nameless))


def contradictions(groups: pd.DataFrame, fields: tuple[str, ...]) -> pd.DataFrame:
    """Records that hang together, compared or not, and cannot be one person.

    Parameters
    ----------
    groups : DataFrame
        ``group``, ``place`` and the fields of the records to look at.
    fields : tuple of str

    Returns
    -------
    DataFrame
        ``one, two``: places of two records of a group whose dates of birth contradict each other;
        where no dates of birth are known at all, whose first names do not agree at all. (A short
        name must not tear a person apart whose date of birth is known.)
    """
    decides = next((name for name in ("birth_date", "first_name") if name in fields), None)
    if decides is None or groups.empty:
        return pd.DataFrame({"one": [], "two": []}, dtype="int64")
    agree = " OR ".join(f"({one.sql})" for one in levels_of(decides, fields) if one.sql != "ELSE")
    names = [name for name in ("first_name", "surname", "birth_date") if name in fields]
    sides = [
        ", ".join([f'"group" AS group_{side}', f"place AS place_{side}"]
                  + [f"{name} AS {name}_{side}" for name in names])
        for side in "lr"
    ]  # fmt: skip
    engine = new_engine()
    engine.register(
        "groups", groups[["group", "place", *names]].astype(dict.fromkeys(names, "string"))
    )
    found = engine.execute(
        "SELECT place_l AS one, place_r AS two FROM "
        f"(SELECT {sides[0]} FROM groups) JOIN (SELECT {sides[1]} FROM groups) "
        "ON group_l = group_r AND place_l < place_r "
        f"WHERE {decides}_l IS NOT NULL AND {decides}_r IS NOT NULL "
        f"AND NOT coalesce({agree}, false) ORDER BY one, two"
    ).df()
    engine.close()
    return found


def new_engine() -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own that computes in one order: the same numbers each time."""
    import tempfile

    import duckdb

    settings = {"threads": "1", "temp_directory": tempfile.gettempdir()}
    engine = duckdb.connect(config=settings)
    engine.execute("SET enable_progress_bar = false")  # a notebook would show it on a slow day
    return engine
