"""What a segment's report depends on, as one mark: another mark, another report."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cvmlab.paths as paths
from cvmlab.data.contracts.registry import CONTRACTS
from cvmlab.data.folders import ORDERS, find_tables
from cvmlab.data.sources import KESTREL, SAMPLES
from cvmlab.pages.batch.segments import Segment, Segments
from cvmlab.pages.brand import Brand
from cvmlab.pages.parameters import Report

# Libraries whose next version may well print another digit or draw another line.
_LIBRARIES = (
    "duckdb", "great-tables", "ibis-framework", "matplotlib", "nbconvert", "numpy", "pandas",
    "pyarrow", "scipy", "seaborn", "xlsxwriter",
)  # fmt: skip


def common_part(
    report: Report,
    segments: Segments,
    given: Mapping[str, Any],
    formats: Sequence[str],
    brand: Brand,
) -> str:
    """What all segments' reports depend on alike: settings, code, brand, and the other tables."""
    others = {k: v for k, v in given.items() if k not in ("source", "mapping")}
    files = [str(value) for value in others.values() if isinstance(value, str) and value]
    said = {
        "report": hashlib.sha256(report.path.read_bytes()).hexdigest(),
        "code": code_mark(),
        "python": platform.python_version(),
        "libraries": [version(name) for name in _LIBRARIES],
        "given": {k: str(v) for k, v in sorted(others.items())},
        "source": str(given.get("source", "")),
        "mapping": segments.mapping,
        "column": segments.column,
        "evidence": segments.evidence,
        "formats": list(formats),
        "brand": asdict(brand),
        "tables": _marks([*_tables_beside(given.get("source", ""), segments.mapping), *files]),
    }
    return _mark(said)


def fingerprint(common: str, segment: Segment, parameters: Mapping[str, Any]) -> str:
    """The mark of one segment's report."""
    own = {k: str(v) for k, v in sorted(parameters.items()) if k != "mapping"}
    return _mark([common, segment.value, segment.rows, segment.mark, own])


@cache
def code_mark() -> str:
    """A mark of everything the package consists of, whatever its version is called."""
    package = paths.ROOT / "cvmlab"
    kinds = (".py", ".toml", ".j2", ".css", ".json")
    found = sorted(p for p in package.rglob("*") if p.suffix in kinds and p.is_file())
    whole = hashlib.sha256()
    for path in found:
        whole.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def file_mark(path: Path) -> str:
    """A mark of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _tables_beside(source: Any, mapping: Mapping[str, Any]) -> list[str]:
    """The files of a folder's other tables: of the orders each segment has a mark of its own."""
    path = KESTREL if str(source) in SAMPLES else Path(str(source))
    if "://" in str(source) or not path.is_dir():
        return []
    folder = find_tables(path, CONTRACTS, dict(mapping))
    if folder is None:
        return []
    return [str(file.given) for name, file in folder.files.items() if name != ORDERS]


def _marks(names: Iterable[str]) -> list[tuple[str, str]]:
    marks = []
    for name in sorted(set(names)):
        if "://" in name or len(name) > 4_000 or not Path(name).exists():
            continue
        path = Path(name)
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        marks += [(str(each), file_mark(each)) for each in inside]
    return marks


def _mark(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
