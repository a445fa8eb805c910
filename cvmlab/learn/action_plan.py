"""The action plan: what a reader wrote under "In your company" in all lessons, as one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cvmlab.learn.course import COURSE
from cvmlab.learn.record import all_records
from cvmlab.learn.texts import exercise_texts, lesson_texts, say

PAGE = "action-plan.html"


def write_action_plan(folder: Path) -> Path:
    """Gather the fields of all lessons of a working copy into one HTML page.

    Parameters
    ----------
    folder : Path
        The working copy.

    Returns
    -------
    Path
        The page; the same answers give the same bytes.
    """
    from nbformat import v4

    from cvmlab.pages.export import html_page

    records = all_records(folder)
    cells = [v4.new_markdown_cell(f"# {say('plan.title')}\n\n{say('plan.lead')}")]
    for entry in COURSE:
        written = records.get(entry.number, {}).get("plan")
        if written:
            guess = records[entry.number].get("guess", {})
            lines = "\n\n".join(_section(entry.number, written, guess))
            # As the output of a cell, so that what a reader typed is text and never HTML.
            cells.append(_shown(lines))
    page = html_page(v4.new_notebook(cells=cells))
    path = folder / PAGE
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def _section(number: str, written: dict[str, Any], guess: dict[str, Any]) -> Iterator[str]:
    title = lesson_texts(number).get("title", "")
    yield f"## {say('plan.lesson', lesson=number, title=title)}"
    fields = exercise_texts(number, "plan").get("fields", [])
    for question, answer in zip(fields, written.get("answer", []), strict=False):
        yield f"**{question}**"
        yield f"{_one_line(answer) or say('plan.empty')}"
    numbers = list(written.get("numbers", []))
    if guess.get("written"):
        yours, answer = guess["written"]
        numbers.append(say("plan.guess", yours=yours, answer=answer))
    if numbers:
        yield f"**{say('plan.numbers')}**"
        yield "\n".join(f"- {number}" for number in numbers)


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _shown(markdown: str) -> Any:
    from nbformat import v4

    output = v4.new_output("display_data", data={"text/markdown": markdown})
    return v4.new_code_cell("", outputs=[output])
