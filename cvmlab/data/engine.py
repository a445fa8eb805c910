"""The engine room: a DuckDB of one's own, on disk, so that files larger than memory are read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

MEMORY = "600MB"
BATCH = 50_000
Progress = Callable[[int], None]


class Engine:
    """A temporary database; it goes when the last table that lives in it goes."""

    def __init__(self, memory: str = MEMORY) -> None:
        folder = tempfile.TemporaryDirectory(prefix="cvmlab-", ignore_cleanup_errors=True)
        self.folder = Path(folder.name)
        self._numbers = count(1)
        self.con = ibis.duckdb.connect(
            str(self.folder / "tables.duckdb"),
            memory_limit=memory,
            temp_directory=str(self.folder / "spill"),
            preserve_insertion_order=False,
        )
        # In a notebook the database would show a bar of its own for whatever takes two seconds.
        self.con.raw_sql("SET enable_progress_bar = false")
        # Every table holds its connection, so the connection holds the folder: a table stays
        # readable when the engine, or the workspace it came from, is forgotten.
        self.con._cvmlab_folder = folder

    def store(self, expression: ir.Table) -> ir.Table:
        """Compute a table once and keep it."""
        return self.con.create_table(f"t{next(self._numbers)}", expression)

    def parquet(self, path: Path | str) -> ir.Table:
        """A table read from Parquet as it is needed."""
        return self.con.read_parquet(str(path))

    def new_file(self, suffix: str = ".parquet") -> Path:
        """A fresh path in the engine's own folder."""
        return self.folder / f"f{next(self._numbers)}{suffix}"


def batches(table: ir.Table) -> Iterator[pa.RecordBatch]:
    """The rows of a table, however many, through a file: they never stand in memory whole."""
    with tempfile.TemporaryDirectory(prefix="cvmlab-") as folder:
        path = Path(folder) / "rows.parquet"
        table.to_parquet(path)
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=BATCH)


def write_parquet(
    rows: Iterable[tuple[int, list[str]]],
    columns: tuple[str, ...],
    path: Path,
    progress: Progress | None = None,
) -> int:
    """Write numbered rows of text to Parquet, a batch at a time; the number of rows is returned.

    Parameters
    ----------
    rows : iterable of (int, list of str)
        The line a row stands on, and its cells.
    columns : tuple of str
        The columns' names.
    path : Path
        The file to write; a column ``_line`` is added.
    progress : callable, optional
        Called with the number of rows written so far.
    """
    schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in columns)])
    done = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:

        def flush(lines: list[int], cells: list[list[str]]) -> None:
            arrays = [pa.array(lines, pa.int64())]
            arrays += [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))

        lines: list[int] = []
        cells: list[list[str]] = []
        for line, row in rows:
            lines.append(line)
            cells.append(row)
            if len(lines) == BATCH:
                flush(lines, cells)
                done += len(lines)
                lines, cells = [], []
                if progress:
                    progress(done)
        if lines:
            flush(lines, cells)
    return done + len(lines)
