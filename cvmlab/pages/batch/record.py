"""What earlier runs left in the folder: which segment's report is where, and made from what."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.pages.batch.fingerprint import file_mark

FILE = "each.json"


@dataclass
class Made:
    """One segment's finished report."""

    folder: str
    fingerprint: str
    files: dict[str, str]
    notes: list[str] = field(default_factory=list)


@dataclass
class Record:
    """All reports of one folder, kept in ``each.json`` and written after each of them.

    Parameters
    ----------
    place : Path
    report, column : str
        Which report, and what divides it.
    made : dict of str to Made
        By the segment's value.
    """

    place: Path
    report: str
    column: str
    made: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path, report: str, column: str) -> Record:
        """What stands in the folder; nothing where no run was.

        Raises
        ------
        DataProblem
            When the folder holds the reports of something else.
        """
        try:
            said: Any = json.loads((place / FILE).read_text(encoding="utf-8"))
            made = {value: Made(**each) for value, each in said["made"].items()}
            other = (said["report"], said["column"])
        except (OSError, ValueError, KeyError, TypeError):
            return cls(place, report, column)
        if other != (report, column):
            raise one_problem(
                f'the folder "{place}" holds reports of {other[0]} by {other[1]}',
                "name another folder with --out.",
            )
        return cls(place, report, column, made)

    def is_current(self, value: str, fingerprint: str) -> bool:
        """Whether a segment's report is there, whole, and made from what is there now."""
        made = self.made.get(value)
        if made is None or made.fingerprint != fingerprint:
            return False
        paths = {self.place / made.folder / name: mark for name, mark in made.files.items()}
        return all(path.is_file() and file_mark(path) == mark for path, mark in paths.items())

    def add(self, value: str, folder: str, fingerprint: str, done: dict[str, Any]) -> None:
        """Keep that a report was finished."""
        files = {name: file_mark(self.place / folder / name) for name in sorted(done["files"])}
        self.made[value] = Made(folder, fingerprint, files, done["notes"])
        self.write()

    def left(self, values: Iterable[str]) -> list[tuple[str, str]]:
        """Reports of earlier runs whose segments are none any more: value and folder."""
        now = set(values)
        return [
            (value, made.folder)
            for value, made in sorted(self.made.items())
            if value not in now and (self.place / made.folder).is_dir()
        ]

    def write(self) -> None:
        """Put it in place at once."""
        said = {
            "report": self.report,
            "column": self.column,
            "made": {value: asdict(made) for value, made in sorted(self.made.items())},
        }
        part = self.place / f"{FILE}.part"
        part.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(part, self.place / FILE)
