"""One table of a database, copied to where it can be read."""

from __future__ import annotations

from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import ibis

from cvmlab.errors import DataProblem, one_problem

_FILES = ("sqlite", "duckdb")  # databases that are a file


def copy_table(url: str, copy: Path) -> str:
    """Copy one table of a database to a Parquet file.

    Parameters
    ----------
    url : str
        The database's address; ``?table=orders`` names the table where there are several.
    copy : Path
        The file to write.

    Returns
    -------
    str
        The name of the table.

    Raises
    ------
    DataProblem
        When the database cannot be opened, or the table is not named.
    """
    parts = urlsplit(url)
    wanted = parse_qs(parts.query).get("table", [None])[0]
    shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"  # no password
    try:
        opened = _connect(parts, url.split("?")[0])
        with closing(opened.con) if parts.scheme in _FILES else nullcontext():
            tables = _tables(opened)
            if wanted is None and len(tables) == 1:
                wanted = tables[0]
            if wanted not in tables:
                raise one_problem(
                    f'there is no table "{wanted}"'
                    if wanted
                    else f"{len(tables)} tables are there",
                    f"name one in the address: {shown}?table={tables[0] if tables else 'NAME'} "
                    f"(there are: {', '.join(tables) or 'none'}).",
                )
            opened.table(wanted).to_parquet(copy)
    except DataProblem:
        raise
    except Exception as error:  # every database has its own ways to fail
        raise one_problem(
            f'"{shown}" cannot be opened as a database ({type(error).__name__})',
            "check the address (sqlite:///orders.db and duckdb:///orders.db are read as they are; "
            "other databases need their Ibis backend).",
        ) from None
    return str(wanted)


def _connect(parts: SplitResult, url: str) -> Any:
    if parts.scheme not in _FILES:
        return ibis.connect(url)
    path = Path(unquote(parts.path)[1:])  # three strokes: from this folder; four: from the root
    if not path.is_file():
        raise one_problem(f'there is no database "{path}"', "check the path.")
    if parts.scheme == "sqlite":
        return ibis.sqlite.connect(path)
    return ibis.duckdb.connect(path, read_only=True)


def _tables(opened: Any) -> list[str]:
    if opened.name == "duckdb":  # Ibis 12 cannot list the tables of DuckDB 2
        return [row[0] for row in opened.con.execute("SHOW TABLES").fetchall()]
    return sorted(opened.list_tables())
