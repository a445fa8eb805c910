"""The answers of a class, gathered from its files: one without a name for each reader, or paper.

A reader's file holds four things and is read for these alone: whatever else stands in it, a name
perhaps, is dropped and the dropping is told.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cvmlab.errors import DataProblem, Problem, one_problem, suggestion
from cvmlab.learn.answers import read_letter, read_number
from cvmlab.learn.class_answers import ClassAnswers, Given, Question, questions
from cvmlab.learn.course import find
from cvmlab.learn.exercise import Choice, Guess, Number
from cvmlab.learn.lesson import exercises_of

_FIELDS = ("lesson", "answers", "statuses", "truth")
_COLUMNS = ("lesson", "question", "answer", "count")
_TOKEN = re.compile(r"lesson-\w\w-[0-9a-f]{8}")  # how an export is called, wherever it was saved
_LARGEST = 200_000  # bytes; an export has about a thousand
_OUR_OWN = (".html", ".pdf")  # pages made earlier may lie beside the answers
_MOST_ALIKE = 1_000  # people who gave one answer, on one line of paper


def read_class(folder: str | Path) -> ClassAnswers:
    """Read all answers below a folder.

    Parameters
    ----------
    folder : path
        Holds the readers' exports (.json) and what was typed in from paper (.csv with the columns
        lesson, question, answer and, where several people gave the same answer, count).

    Raises
    ------
    DataProblem
        With everything that is wrong in any of the files.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise one_problem(f'there is no folder "{folder}"', "name the folder with the answers.")
    reader = _Reader(folder)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            reader.take(path)
    if reader.others:
        reader.found.notes.append(
            f"Left out, as answers are .json or .csv files: {', '.join(_short(reader.others))}."
        )
    if reader.problems:
        raise DataProblem(reader.problems, f'folder "{folder}"')
    if not reader.found.given:
        raise one_problem(
            f'no answers were found in the folder "{folder}"',
            "put in it the files that progress(export=True) writes, or a csv file with the "
            "columns lesson, question, answer.",
        )
    return reader.found


class _Reader:
    """Reads file after file, gathering what is wrong on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found = ClassAnswers()
        self.problems: list[Problem] = []
        self.others: list[str] = []  # files that are no answers
        self.seen: dict[str, str] = {}  # an export's own name and content → the file it was in

    def take(self, path: Path) -> None:
        name = path.relative_to(self.folder).as_posix()
        kind = path.suffix.lower()
        if kind not in (".json", ".csv"):
            self.others += [name] * (kind not in _OUR_OWN)
            return
        try:
            if path.stat().st_size > _LARGEST:
                raise ValueError("too large for the answers of a lesson")
            text = _text(path.read_bytes())
            if kind == ".json":
                self._export(name, text)
            else:
                self._paper(name, text)
        except (OSError, ValueError) as error:
            self._wrong(f"{name} cannot be read ({error})", "export the answers again.")

    # a reader's file

    def _export(self, name: str, text: str) -> None:
        content = json.loads(text)
        if not isinstance(content, dict) or not isinstance(content.get("answers"), dict):
            self._wrong(
                f"{name} holds no answers", "use the file that progress(export=True) wrote."
            )
            return
        known = self._questions(name, content.get("lesson"))
        if known is None or self._is_the_same(name, text):
            return
        lesson = find(content["lesson"]).number
        dropped = [str(key) for key in content if key not in _FIELDS]
        if dropped:
            self.found.notes.append(_dropped(name, dropped))
        truth = content["truth"] if isinstance(content.get("truth"), dict) else {}
        for exercise, answer in content["answers"].items():
            if exercise not in known:
                self._unknown(name, lesson, exercise, known)
            else:
                self.found.given.append(Given(lesson, exercise, answer, truth.get(exercise)))
        self.found.files[lesson] += 1

    def _is_the_same(self, name: str, text: str) -> bool:
        """Whether this very export has been read: sent twice, or saved as "… (1).json"."""
        token = _TOKEN.search(name.rpartition("/")[2])
        if token is None:
            return False
        first = self.seen.setdefault(token[0] + text, name)
        if first != name:
            self.found.notes.append(f"{name} is the same file as {first}; it is counted once.")
        return first != name

    # paper

    def _paper(self, name: str, text: str) -> None:
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        header = [column.strip().lower() for column in rows[0]] if rows else []
        missing = [column for column in _COLUMNS[:3] if column not in header]
        if missing:
            self._wrong(
                f"{name} has no column {', '.join(missing)}",
                f"its first line has to be: {','.join(_COLUMNS[:3])}",
            )
            return
        dropped = [column for column in header if column and column not in _COLUMNS]
        if dropped:
            self.found.notes.append(_dropped(name, dropped))
        for number, row in enumerate(rows[1:], start=2):
            if any(cell.strip() for cell in row):
                self._line(f"{name}, line {number}", header, row)

    def _line(self, where: str, header: list[str], row: Sequence[str]) -> None:
        if len(row) > len(header):
            self._wrong(
                f"{where} has {len(row)} fields instead of {len(header)}",
                'put an answer that holds a comma in quotation marks: "0,35".',
            )
            return
        cells = {key: cell.strip() for key, cell in zip(header, row, strict=False)}
        known = self._questions(where, cells.get("lesson"))
        if known is None:
            return
        lesson, exercise = find(cells["lesson"]).number, cells.get("question", "")
        times = cells.get("count") or "1"
        if exercise not in known:
            self._unknown(where, lesson, exercise, known)
        elif not times.isdecimal() or not 0 <= int(times) <= _MOST_ALIKE:
            self._wrong(f'{where}: the count "{times}" is no number of people', "write 3, say.")
        elif not cells.get("answer"):
            self.found.notes.append(f"{where} holds no answer and was left out.")
        elif not _is_readable(known[exercise], cells["answer"]):
            self._wrong(
                f'{where}: "{cells["answer"]}" is no answer to question {exercise}',
                _wanted(known[exercise]),
            )
        elif int(times):
            given = Given(lesson, exercise, cells["answer"], times=int(times))
            self.found.given.append(given)

    # what both have

    def _questions(self, where: str, lesson: Any) -> dict[str, Question] | None:
        try:
            return questions(str(lesson or ""))
        except DataProblem as problem:
            first = problem.problems[0]
            self._wrong(f"{where}: {first.what}", first.remedy)
            return None

    def _unknown(self, where: str, lesson: str, exercise: str, known: dict[str, Question]) -> None:
        of_lesson = {one.id for one in exercises_of(lesson).EXERCISES}
        if exercise in of_lesson:
            self.found.notes.append(
                f'{where}: "{exercise}" is what a reader plans for their own firm; left out.'
            )
            return
        self._wrong(
            f'{where}: lesson {lesson} has no question "{exercise}"',
            f"the questions are: {', '.join(known)}.{suggestion(exercise, known)}",
        )

    def _wrong(self, what: str, remedy: str) -> None:
        self.problems.append(Problem(what, remedy))


def _is_readable(question: Question, typed: str) -> bool:
    """Whether what was typed in from paper is of the kind asked for."""
    if isinstance(question, Choice):
        return read_letter(typed) in question.options
    if isinstance(question, Number | Guess):  # several guesses at once have a ";" between them
        return not any(read_number(one, question.to).trouble for one in typed.split(";"))
    return True  # names in a row are held against the truth


def _wanted(question: Question) -> str:
    if isinstance(question, Choice):
        return f"write one letter: {', '.join(question.options)}."
    return "write a number, such as 35% or 1200."


def _dropped(name: str, fields: list[str]) -> str:
    """What was dropped, by the fields' names; their content is nobody's business."""
    return f"{name} holds more than answers ({', '.join(_short(fields))}): that was dropped unread."


def _short(names: list[str]) -> Iterator[str]:
    """The first few of many names, none of them long."""
    yield from (name if len(name) <= 40 else f"{name[:40]}…" for name in names[:5])
    if len(names) > 5:
        yield f"and {len(names) - 5} more"


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # as Excel on Windows saves csv
