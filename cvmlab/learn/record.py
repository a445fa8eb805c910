"""What a reader has answered in a lesson: kept in their working copy, and nowhere else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cvmlab.learn.working_copy import MARKER, course_folder

ANSWERS = "answers"


@dataclass
class Record:
    """The answers of one lesson.

    Parameters
    ----------
    lesson : str
        Its number.
    folder : Path, optional
        The working copy the lesson runs in; without one nothing is written.
    entries : dict
        Exercise id → ``{"answer", "status", "tries"}`` and what else belongs to it.
    """

    lesson: str
    folder: Path | None = None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def here(cls, lesson: str) -> Record:
        """The record of a lesson in the working copy the notebook runs in, if it runs in one."""
        folder = course_folder()
        return cls(lesson, folder, _read(folder, lesson) if folder else {})

    def note(self, exercise: str, status: str, answer: Any, **more: Any) -> None:
        """Keep an answer; one that was right stays right."""
        before = self.entries.get(exercise, {})
        tries = before.get("tries", 0) + 1
        status = "right" if before.get("status") == "right" else status
        self.entries[exercise] = {"answer": answer, "status": status, "tries": tries, **more}
        if self.folder is not None:
            path = _path(self.folder, self.lesson)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_json(self.entries), encoding="utf-8")

    def status(self, exercise: str) -> str:
        """How an exercise stands."""
        return str(self.entries.get(exercise, {}).get("status", "to do"))

    def tries(self, exercise: str) -> int:
        """How often it was answered."""
        return int(self.entries.get(exercise, {}).get("tries", 0))

    def export(self, truth: Mapping[str, Any], plans: Collection[str]) -> Path | None:
        """Write the answers without a name, for a class to look at together.

        Plans stay at home: a class compares guesses, not what somebody wrote of their firm.
        """
        if self.folder is None:
            return None
        kept = {id_: entry for id_, entry in self.entries.items() if id_ not in plans}
        path = self.folder / ANSWERS / f"lesson-{self.lesson}-{_token(self.folder)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "lesson": self.lesson,
            "answers": {id_: entry["answer"] for id_, entry in kept.items()},
            "statuses": {id_: entry["status"] for id_, entry in kept.items()},
            "truth": dict(truth),
        }
        path.write_text(_json(content), encoding="utf-8")
        return path


def all_records(folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """The entries of every lesson that was begun in a working copy, by number."""
    place = folder / MARKER / ANSWERS
    found = sorted(place.glob("lesson-*.json")) if place.is_dir() else []
    return {path.stem.removeprefix("lesson-"): _load(path) for path in found}


def _token(folder: Path) -> str:
    """What tells this copy's answers from others' without a name; who exports twice counts once."""
    path = folder / MARKER / "token"
    if not path.is_file():
        path.write_text(secrets.token_hex(4), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _path(folder: Path, lesson: str) -> Path:
    return folder / MARKER / ANSWERS / f"lesson-{lesson}.json"


def _read(folder: Path, lesson: str) -> dict[str, Any]:
    path = _path(folder, lesson)
    return _load(path) if path.is_file() else {}


def _load(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # half written when a laptop went to sleep: the answers can be given again
    return content if isinstance(content, dict) else {}


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n"
