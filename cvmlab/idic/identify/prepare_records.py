"""Records of several systems written in one way, so that the same reads the same.

Capitals, accents, blanks and punctuation say nothing of who somebody is; nor does a telephone
number's country code. What is left of a cell is compared; an empty cell says nothing either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    import duckdb

FIELDS = ("first_name", "surname", "birth_date", "postcode", "phone", "email")
BESIDE = ("customer_id", "system", "created")
# The letters that stay when accents are taken off, and what the engine leaves as it is.
_LETTERS, _PLAIN = "łøđıæœ", "lodiao"
_KEEP = {
    "first_name": r"\p{L}",
    "surname": r"\p{L}",
    "postcode": r"\p{L}\p{N}",
    "email": r"\p{L}\p{N}@.",
}
_NUMBER = 9  # signs of a telephone number that are compared: without country code and leading zero
# A number or address that so many records share belongs to a desk or stands for "none".
_SHARED = 30


@dataclass(frozen=True, eq=False)
class Prepared:
    """Records ready to be compared.

    Attributes
    ----------
    table : DataFrame
        One row a record: ``record_id, customer_id, system, created`` and the `fields`, as text;
        None where there is nothing.
    fields : tuple of str
        What is compared.
    aside : tuple of str
        What is not, and why; a sentence each.
    """

    table: pd.DataFrame
    fields: tuple[str, ...]
    aside: tuple[str, ...]


def prepare_records(
    records: pd.DataFrame, *, same: str | None = "customer_id", engine: duckdb.DuckDBPyConnection
) -> Prepared:
    """Write the records of all systems in one way.

    Parameters
    ----------
    records : DataFrame
        ``record_id`` and at least two of ``first_name, surname, birth_date, postcode, phone,
        email``; where there are, ``customer_id``, ``system``, ``created``.
    same : str, optional
        The column whose equal values mean the same person.
    engine : DuckDB connection
        What works on the texts.

    Raises
    ------
    DataProblem
        When records have no id of their own, or fewer than two fields can be compared.
    """
    _check(records)
    there = [name for name in FIELDS if name in records.columns]
    frame = records[["record_id", *there]].copy()
    frame.insert(0, "place", range(len(frame)))
    for name in there:
        frame[name] = _as_text(frame[name])
    engine.register("raw_records", frame)
    written = ", ".join(f"{_written(name)} AS {name}" for name in there)
    query = f"SELECT CAST(record_id AS VARCHAR) AS record_id, {written} FROM raw_records"
    clean = engine.execute(f"{query} ORDER BY place").df()
    engine.unregister("raw_records")
    table = pd.DataFrame({"record_id": clean["record_id"].astype(object)})
    known = {"customer_id": same} if same else {}
    for name in BESIDE:
        column = known.get(name, name)
        given = records[column] if column in records.columns else None
        if name == "customer_id" and same is None:
            given = None
        table[name] = None if given is None else given.to_numpy()
    fields, aside = [], []
    for name in there:
        cells = clean[name].astype(object).where(clean[name].notna(), None)
        cells, said = _without_shared(name, cells)
        aside += said
        if reason := _useless(cells):
            aside.append(f"{name} was set aside: {reason}.")
            continue
        fields.append(name)
        table[name] = cells
    if len(fields) < 2:
        found = ", ".join(fields) or "none"
        raise DataProblem(
            [
                Problem(
                    f"Fewer than two fields can be compared ({found})",
                    f"give at least two filled columns of: {', '.join(FIELDS)}.",
                    examples=tuple(aside),
                )
            ]
        )
    return Prepared(table, tuple(fields), tuple(aside))


def _as_text(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.strftime("%Y-%m-%d")
    text = cells.astype("string")
    return text.str.slice(0, 10) if cells.name == "birth_date" else text


def _written(name: str) -> str:
    """How a field is written in one way, for the engine."""
    if name == "birth_date":
        return f"nullif(trim({name}), '')"
    if name == "phone":
        digits = f"regexp_replace({name}, '[^0-9]', '', 'g')"
        return f"nullif(right({digits}, {_NUMBER}), '')"
    plain = f"translate(strip_accents(lower({name})), '{_LETTERS}', '{_PLAIN}')"
    return f"nullif(regexp_replace({plain}, '[^{_KEEP[name]}]', '', 'g'), '')"


def _without_shared(name: str, cells: pd.Series) -> tuple[pd.Series, list[str]]:
    """Without the numbers and addresses of a desk, which belong to nobody."""
    if name not in ("phone", "email"):
        return cells, []
    shared = cells.map(cells.value_counts()) > _SHARED
    if not shared.any():
        return cells, []
    values = cells[shared].nunique()
    said = (
        f"{name}: {count(values)} {'value' if values == 1 else 'values'} on more than {_SHARED} "
        f"records each belong to no person; {count(shared.sum())} cells were read as empty."
    )
    return cells.mask(shared, None), [said]


def _useless(cells: pd.Series) -> str:
    """Why a column tells nobody apart; empty where it does."""
    known = cells.dropna()
    if known.empty:
        return "no cell is filled"
    if len(known) > _SHARED and known.nunique() == 1:
        return "every filled cell says the same"
    if len(known) < 0.002 * len(cells):
        return f"only {percent(len(known) / len(cells), 1)} of the cells are filled"
    return ""


def _check(records: Any) -> None:
    problems = []
    if not isinstance(records, pd.DataFrame):
        raise DataProblem([Problem("Records are no table", "give a DataFrame, a row a record.")])
    if "record_id" not in records.columns:
        problems.append(
            Problem(
                "There is no column of this name",
                "give each record a number of its own, unique over all systems.",
                column="record_id",
            )
        )
    else:
        ids = records["record_id"]
        if ids.isna().any():
            problems.append(
                Problem(
                    "Records without a number", "give each record a number of its own.",
                    column="record_id", count=int(ids.isna().sum()),
                )
            )  # fmt: skip
        twice = ids[ids.notna() & ids.duplicated(keep=False)]
        if len(twice):
            problems.append(
                Problem(
                    "The same number stands on several records",
                    "give each its own: put the system's name in front, or leave out repeats.",
                    column="record_id", count=len(twice),
                    examples=[str(one) for one in twice.unique()[:3]],
                )
            )  # fmt: skip
    if not any(name in records.columns for name in FIELDS):
        problems.append(
            Problem(
                "No column can be compared",
                f"name at least two columns as they are called here: {', '.join(FIELDS)}.",
            )
        )
    if not problems and len(records) < 2:
        problems.append(Problem("Fewer than two records", "there is nothing to put together."))
    if problems:
        raise DataProblem(problems, "records" if len(problems) > 1 else None)
