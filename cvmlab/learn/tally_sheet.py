"""A sheet for a class without laptops: hands are counted, and the counts typed in afterwards."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from cvmlab.data.workspace import Workspace, load
from cvmlab.learn.class_answers import Question, questions
from cvmlab.learn.course import find
from cvmlab.learn.exercise import Choice
from cvmlab.learn.lesson import facts_of
from cvmlab.learn.texts import exercise_texts, fill, lesson_texts
from cvmlab.learn.wording import Wording

_BOXES = 18  # for answers written down one by one


def tally_page(lesson: str, workspace: Workspace | None = None) -> str:
    """The tally sheet of a lesson, an A4 page to print; it holds no answers.

    Parameters
    ----------
    lesson : str
        Its number.
    workspace : Workspace, optional
        The sample company, for the numbers that stand in questions.

    Raises
    ------
    DataProblem
        When there is no such lesson.
    """
    entry = find(lesson)
    asked = questions(entry.number)
    facts = facts_of(entry.number, load("kestrel") if workspace is None else workspace)
    title = lesson_texts(entry.number).get("title") or entry.title
    blocks = "\n".join(_block(entry.number, one, facts) for one in asked.values())
    sample = next((one.id for one in asked.values() if isinstance(one, Choice)), "q1")
    return _PAGE.format(
        lesson=entry.number, title=html.escape(title), blocks=blocks, sample=html.escape(sample)
    )


def _block(lesson: str, exercise: Question, facts: Any) -> str:
    """One question with room for what the class answers."""
    texts, name = exercise_texts(lesson, exercise.id), Wording(lesson, facts).name(exercise)
    head = f"<b>{html.escape(name)}</b> {html.escape(texts.get('title', ''))}"
    text = html.escape(fill(texts["question"], facts)) if "question" in texts else ""
    rows = "".join(_rows(exercise, texts, facts))
    return (
        f'<section><h2>{head} <span class="id">question = {html.escape(exercise.id)}</span></h2>'
        f"<p>{text}</p><table>{rows}</table></section>"
    )


def _rows(exercise: Question, texts: dict[str, Any], facts: Any) -> Iterator[str]:
    if isinstance(exercise, Choice):
        options = texts.get("options", {})
        for letter in exercise.options:
            option = html.escape(fill(options.get(letter, ""), facts))
            yield (
                f'<tr><td class="option"><b>{letter}</b> {option}</td>'
                '<td class="strokes"></td><td class="sum"></td></tr>'
            )
        return
    if exercise.kind in ("ranking", "coding"):  # a whole row of names, from each group
        for _ in range(3):
            yield '<tr><td class="line"></td></tr>'
        return
    half = _BOXES // 2
    for _ in range(2):
        yield f"<tr>{'<td class=box></td>' * half}</tr>"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cvmlab">
<title>Tally sheet, lesson {lesson}</title>
<style>
* {{ box-sizing: border-box; }}
@page {{ size: A4; margin: 13mm 15mm; }}
body {{ margin: 0 auto; max-width: 180mm; color: #1F2933;
  font: 9.5pt/1.3 "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }}
h1 {{ font-size: 13pt; margin: 0 0 1mm; }}
h2 {{ font-size: 10pt; font-weight: 400; margin: 0 0 .6mm; }}
p {{ margin: 0 0 1mm; }}
section {{ break-inside: avoid; margin: 0 0 2.6mm; padding-top: 1.4mm;
  border-top: 1px solid #9AA5B1; }}
.id {{ float: right; color: #52606D; font-size: 8.5pt; }}
table {{ border-collapse: collapse; width: 100%; }}
td {{ border: 1px solid #9AA5B1; height: 6mm; padding: .6mm 1.6mm; vertical-align: middle; }}
.option {{ width: 62%; border-left: 0; }}
.sum {{ width: 13mm; }}
.line {{ height: 7mm; border-width: 0 0 1px; }}
footer {{ border-top: 1px solid #1F2933; padding-top: 1.4mm; font-size: 8.5pt; }}
code {{ font: 8.5pt ui-monospace, Consolas, "Liberation Mono", monospace; }}
</style>
</head>
<body>
<h1>Tally sheet · lesson {lesson}: {title}</h1>
<p>Count hands: a stroke for each, the sum in the last box. In rows of boxes write each answer into
a box of its own. No names.</p>
{blocks}
<footer>To see it as charts, type it into a text file <code>class/paper.csv</code>, one line for
each answer that was given, with how many gave it: first line
<code>lesson,question,answer,count</code>, then such as <code>{lesson},{sample},b,12</code>.
Then run <code>cvmlab debrief class</code></footer>
</body>
</html>
"""
