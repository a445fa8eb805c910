"""The reader's own copy of the lessons, which no later version ever overwrites.

Outputs are cleared, because a guess comes before its reveal. What was written is remembered in
the copy itself, so that a lesson the reader has worked in is told from one only looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cvmlab import paths
from cvmlab.errors import one_problem
from cvmlab.learn.course import COURSE
from cvmlab.learn.links import relinked
from cvmlab.pages.freeze import read_notebook

MARKER = ".cvmlab"
MY_COURSE = paths.ROOT / "my-course"
_RECORD = "course.json"
_START = COURSE[0].place.as_posix()


@dataclass(frozen=True)
class Prepared:
    """What became of the copy.

    Parameters
    ----------
    folder : Path
        Where it stands.
    lessons : tuple of str
        All lessons there are, as paths inside the folder.
    is_new : bool
        Whether the copy was made just now.
    added, restored, renewed : tuple of str
        Lessons written now: new ones, deleted ones, and newer ones the reader had not worked in.
    kept_with_newer : tuple of str
        Lessons the reader has worked in, of which there is a newer version.
    """

    folder: Path
    lessons: tuple[str, ...]
    is_new: bool = False
    added: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    kept_with_newer: tuple[str, ...] = ()

    @property
    def start(self) -> Path | None:
        """The lesson to begin with; none as long as there is no such lesson."""
        return self.folder / _START if _START in self.lessons else None

    def sentences(self) -> list[str]:
        """What a reader should know of it."""
        place, said = _shown(self.folder), []
        if self.is_new:
            number = "1 lesson" if len(self.lessons) == 1 else f"{len(self.lessons)} lessons"
            said.append(
                f"Your own copy of the course is ready: {number} in {place}. "
                "Write in it as you like; the originals stay as they are."
            )
        elif self.added:
            said.append(f"New in {place}: {_listed(self.added)}.")
        if self.restored:
            said.append(f"Put back into {place} as it was at first: {_listed(self.restored)}.")
        if self.renewed:
            said.append(
                "Replaced by a newer version, as you had not written in it: "
                f"{_listed(self.renewed)}."
            )
        said += [
            f"There is a newer version of {name}. Yours has your work in it and was left as it "
            "is. To get the new one, rename or delete yours and start again."
            for name in self.kept_with_newer
        ]
        return said or [f"Your copy of the course in {place} is up to date."]


def course_folder(start: Path | None = None) -> Path | None:
    """The working copy this folder belongs to, or ``None``.

    Parameters
    ----------
    start : Path, optional
        A folder in the copy, or the copy itself; by default the current folder.
    """
    start = (Path.cwd() if start is None else start).resolve()
    for folder in (start, *start.parents):
        if (folder / MARKER / _RECORD).is_file():
            return folder
    return None


def prepare(folder: str | Path | None = None, originals: Path | None = None) -> Prepared:
    """Make the reader's copy of the lessons, or bring it up to date without touching their work.

    Parameters
    ----------
    folder : path, optional
        Where the copy stands; by default ``my-course`` beside the originals.
    originals : Path, optional
        The folder of the lessons as they are published.

    Raises
    ------
    DataProblem
        When the folder cannot hold a copy.
    """
    originals = (paths.NOTEBOOKS if originals is None else originals).resolve()
    folder = Path(MY_COURSE if folder is None else folder).expanduser().resolve()
    _check_place(folder, originals)
    try:
        return _Copy(folder, originals).update()
    except OSError as error:
        raise one_problem(
            f'the folder "{_shown(folder)}" cannot be written to ({error.strerror or error})',
            "choose another one with --folder, in a place that is yours.",
        ) from error


def lessons(originals: Path) -> list[Path]:
    """The notebooks of the course that have been written, in their order."""
    places = (originals / entry.place for entry in COURSE)
    return [place for place in places if place.is_file()]


def cleared(notebook: Any) -> Any:
    """The notebook itself, as if it had never been run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def what_readers_write(notebook: Any) -> str:
    """A fingerprint of the cells' texts, which are all that a reader changes on purpose.

    JupyterLab saves a notebook in its own layout, with outputs, and with an empty cell below the
    last one that was run; none of these makes it the reader's work.
    """
    texts = [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]
    return _fingerprint([one for one in texts if one[1]])


class _Copy:
    """One working copy and what it remembers of each file it was given."""

    def __init__(self, folder: Path, originals: Path) -> None:
        self.folder, self.originals, self.project = folder, originals, originals.parent
        self.lessons = lessons(originals)
        self.record = folder / MARKER / _RECORD
        self.is_new = not self.record.is_file()
        self.files = {} if self.is_new else _remembered(self.record)
        self.pages: set[Path] = set()
        self.happened: dict[str, list[str]] = {
            outcome: [] for outcome in ("added", "restored", "renewed", "kept_with_newer")
        }

    def update(self) -> Prepared:
        for path in self.lessons:
            self._bring_lesson(path)
        for page in sorted(self.pages):
            self._bring_page(page)
        about = "Written by cvmlab lab: what it gave you, to know what is your own work."
        text = json.dumps({"about": about, "files": self.files}, indent=1) + "\n"
        _replace(self.record, text.encode("utf-8"))
        names = tuple(path.relative_to(self.originals).as_posix() for path in self.lessons)
        told = {outcome: tuple(found) for outcome, found in self.happened.items()}
        return Prepared(self.folder, names, self.is_new, **told)

    def _bring_lesson(self, path: Path) -> None:
        name = path.relative_to(self.originals).as_posix()
        place = self.folder / name
        notebook = cleared(read_notebook(path))
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = relinked(cell.source, path.parent, place.parent, self._place_of)
        now = {"text": what_readers_write(notebook), "whole": _fingerprint(notebook)}
        there = _text_in(place) if place.exists() else ""
        outcome = self._decide(self.files.get(name), now, there)
        if outcome in ("added", "restored", "renewed"):
            _replace(place, _written(notebook).encode("utf-8"))
        if outcome in ("added", "restored", "renewed", "adopted"):
            self.files[name] = now
        if outcome in self.happened:
            self.happened[outcome].append(name)

    @staticmethod
    def _decide(before: dict[str, str] | None, now: dict[str, str], there: str | None) -> str:
        """What becomes of a file; `there` is empty where there is none, None where it is broken."""
        if there == "":
            return "restored" if before else "added"
        if before == now:
            return "as it was"
        if there == now["text"] and not before:
            return "adopted"
        if there is not None and there in (now["text"], (before or now)["text"]):
            return "renewed"
        # The reader's own. That something newer exists is news only where its text is newer.
        return "kept" if before and before["text"] == now["text"] else "kept_with_newer"

    def _place_of(self, target: Path) -> Path:
        """Where a file that a lesson links to stands for the reader of the copy."""
        if target in self.lessons:
            return self.folder / target.relative_to(self.originals)
        if self.folder.is_relative_to(self.project) or not target.is_relative_to(self.project):
            return target
        self.pages.add(target)  # the copy stands elsewhere and takes the page along
        return self.folder / target.relative_to(self.project)

    def _bring_page(self, page: Path) -> None:
        name = page.relative_to(self.project).as_posix()
        place, content = self.folder / name, page.read_bytes()
        now = {"text": hashlib.sha256(content).hexdigest()[:24], "whole": ""}
        there = hashlib.sha256(place.read_bytes()).hexdigest()[:24] if place.exists() else ""
        if self._decide(self.files.get(name), now, there) in ("added", "restored", "renewed"):
            _replace(place, content)
            self.files[name] = now


def _check_place(folder: Path, originals: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise one_problem(f'"{_shown(folder)}" is a file', "name a folder with --folder.")
    if originals.is_relative_to(folder) or folder.is_relative_to(originals):
        raise one_problem(
            f'the folder "{_shown(folder)}" holds the originals of the course',
            "name a folder of its own with --folder, such as my-course.",
        )


def _remembered(record: Path) -> dict[str, dict[str, str]]:
    try:
        files = json.loads(record.read_text(encoding="utf-8"))["files"]
        return {str(name): dict(each) for name, each in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}  # then every lesson that differs from the original counts as the reader's work


def _text_in(path: Path) -> str | None:
    """What the reader's file says; None where it cannot be read, which makes it theirs too."""
    try:
        return what_readers_write(read_notebook(path))
    except Exception:  # any damage there can be in a file
        return None


def _written(notebook: Any) -> str:
    import nbformat

    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def _fingerprint(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    os.replace(beside, path)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) and path != here else str(path)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(name.removesuffix(".ipynb") for name in names)
