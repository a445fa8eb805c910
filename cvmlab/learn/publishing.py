"""Handouts and instructor editions put into a folder, as HTML and PDF: all of them, or none."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.learn.course import Entry, find, lessons
from cvmlab.learn.lesson import lesson
from cvmlab.learn.lesson_pages import (
    GLOSSARY,
    INSTRUCTOR,
    PARTICIPANTS,
    edition_page,
    glossary_page,
    handout_page,
)
from cvmlab.learn.readiness import problems_of

FORMATS = ("html", "pdf")
Progress = Callable[[int, int, str], None]
_LOCAL_LINK = re.compile(r'<a href="(?!https:)[^"]*"[^>]*>(.*?)</a>', flags=re.DOTALL)


@dataclass(frozen=True)
class Published:
    """What was published.

    Parameters
    ----------
    folder : Path
    files : tuple of Path
    notes : tuple of str
        What could not be done, in sentences.
    """

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def publish(
    numbers: Sequence[str] = (),
    out: str | Path = "handouts",
    *,
    formats: Sequence[str] = FORMATS,
    source: str = "kestrel",
    on_progress: Progress | None = None,
) -> Published:
    """Write the handout and the instructor's edition of lessons, and the glossary beside them.

    Parameters
    ----------
    numbers : sequence of str
        The lessons; all that have been written by default.
    out : path
        The folder. Handouts go to ``participants/`` in it, answers to ``instructor/``.
    formats : sequence of {"html", "pdf"}
    source : str
        The data the lessons were executed with.
    on_progress : callable, optional
        Called with pages done, pages in all, and what is at work.

    Returns
    -------
    Published

    Raises
    ------
    DataProblem
        With everything that stands in the way, before anything is written.
    """
    entries = _checked(numbers, formats)
    out = _checked_folder(Path(out))
    tell = on_progress or (lambda done, total, label: None)
    total = (2 * len(entries) + 1) * (1 + ("pdf" in formats))
    with tempfile.TemporaryDirectory(prefix="cvmlab-") as folder:
        work = Path(folder)
        pages: list[Path] = []
        for name, text in _pages(entries, source):
            tell(len(pages), total, f"{name}")
            page = work / f"{name}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8", newline="\n")
            pages.append(page)
        notes = _printed(pages, total, tell) if "pdf" in formats else []
        if "html" not in formats and not notes:
            for page in pages:
                page.unlink()
        return Published(out, tuple(_put_in_place(work, out)), tuple(notes))


def _checked(numbers: Sequence[str], formats: Sequence[str]) -> list[Entry]:
    """The lessons to publish; everything that is wrong with the wishes is said at once."""
    problems = [
        Problem(f'there is no format "{name}"', f"choose from: {', '.join(FORMATS)}.")
        for name in formats
        if name not in FORMATS
    ]
    if not formats:
        problems.append(Problem("no format was named", f"choose from: {', '.join(FORMATS)}."))
    entries: list[Entry] = []
    for number in numbers:
        try:
            entry = find(number)
        except DataProblem as problem:
            problems += problem.problems
            continue
        if not entry.is_there:
            there = ", ".join(one.number for one in lessons()) or "none yet"
            what = f"lesson {entry.number} ({entry.title}) is still to be written"
            problems.append(Problem(what, f"choose from: {there}."))
        elif entry not in entries:
            entries.append(entry)
    if not numbers and not lessons():
        problems.append(Problem("there is no lesson in notebooks/", "fetch the repository anew."))
    if problems:
        raise DataProblem(problems)
    return entries or list(lessons())


def _pages(entries: list[Entry], source: str) -> Iterator[tuple[str, str]]:
    """Each page's name and text, the lessons checked before the first is made."""
    from cvmlab.data.workspace import load
    from cvmlab.pages.freeze import read_notebook

    workspace = load(source)
    opened = [(entry, read_notebook(entry.path)) for entry in entries]
    problems = [p for entry, notebook in opened for p in problems_of(entry, notebook, workspace)]
    if problems:
        raise DataProblem(problems, source="the lessons")
    names = {entry.place.name: entry.name for entry in entries}
    for entry, notebook in opened:
        bound = lesson(entry.number, workspace)
        yield f"{PARTICIPANTS}/{entry.name}", handout_page(notebook, bound, names)
        yield f"{INSTRUCTOR}/{entry.name}", edition_page(notebook, bound, names)
    yield f"{PARTICIPANTS}/{GLOSSARY}", glossary_page()


def _printed(pages: list[Path], total: int, tell: Progress) -> list[str]:
    """Print every page, two at a time; what could not be printed is said once."""
    notes: list[str] = []
    done = len(pages)
    tell(done, total, "printing")
    with ThreadPoolExecutor(max_workers=2) as pool:
        for page, note in zip(pages, pool.map(_print, pages), strict=True):
            done += 1
            tell(done, total, f"printed {page.parent.name}/{page.stem}")
            if note and note not in notes:
                notes.append(note)
    return notes


def _print(page: Path) -> str | None:
    from cvmlab.pages.pdf import write_pdf

    text = page.read_text(encoding="utf-8")
    paper = page.with_name(f"{page.stem}-paper.html")
    # A browser writes a link to a neighbouring page into a PDF as the address it has right now.
    paper.write_text(_LOCAL_LINK.sub(r"\1", text), encoding="utf-8", newline="\n")
    try:
        return write_pdf(paper, page.with_suffix(".pdf"))
    finally:
        paper.unlink()


def _checked_folder(out: Path) -> Path:
    """Refuse an impossible folder before the work is done, not after."""
    place = next(p for p in (out, *out.resolve().parents) if p.exists())
    if not place.is_dir():
        raise one_problem(
            f'the handouts cannot go to "{out}": "{place}" is a file', "name a folder with --out."
        )
    if not os.access(place, os.W_OK):
        raise one_problem(
            f'the handouts cannot go to "{out}": the folder "{place}" may not be written to',
            "name another folder with --out.",
        )
    return out


def _put_in_place(work: Path, out: Path) -> Iterator[Path]:
    """Copy the finished files, each whole or not at all."""
    for file in sorted(p for p in work.rglob("*") if p.is_file()):
        target = out / file.relative_to(work)
        beside = target.with_name(f"{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, beside)
            os.replace(beside, target)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise one_problem(
                f'"{target}" could not be written ({error.strerror or error})',
                "close it if it is open in another program, and start again.",
            ) from None
        yield target
