"""A lesson as a handout: prose, pictures and numbers, and room to write where the blanks are.

Nothing is computed for it. What it shows is what stands in the executed notebook, so that the two
cannot disagree; what only lives on a screen is left out, and no answer of an exercise is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cvmlab.learn.exercise import Choice, Coding, Exercise, Guess, Number, Plan, Ranking
from cvmlab.learn.lesson import Lesson
from cvmlab.learn.paper import asked, only_calls, revealed, tags
from cvmlab.learn.paper_text import linked, without_screen
from cvmlab.learn.texts import fill, say

_ON_SCREEN_ONLY = {"parameters", "setup", "widget", "screen"}
_OWN_RECORD = ("progress", "hint", "solution")  # what a reader has done; on paper nobody has
_LINES_OF_A_FIELD = 3


def handout_notebook(notebook: Any, opened: Lesson, moved: Callable[[str], str | None]) -> Any:
    """The notebook of a handout, to be made a page of.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed lesson, its exercises unanswered.
    opened : Lesson
        The same lesson, opened on the data it was executed with.
    moved : callable
        A link's target → where it leads from the handout, or None.

    Returns
    -------
    nbformat.NotebookNode
        Markdown cells, and code cells that have outputs and no code.
    """
    from nbformat import v4

    cells = []
    for cell in notebook.cells:
        if tags(cell) & _ON_SCREEN_ONLY:
            continue
        if cell.cell_type == "markdown":
            cells.append(v4.new_markdown_cell(linked(without_screen(cell.source), moved)))
        elif not only_calls(cell.source, *_OWN_RECORD):
            cells.append(_shown(_outputs(cell, opened)))
    return v4.new_notebook(cells=_with_stable_ids(cells))


def _outputs(cell: Any, opened: Lesson) -> list[Any]:
    """What a cell put out, its exercises as tasks and its guesses revealed without a guesser."""
    tasks, guesses = asked(cell.source), revealed(cell.source)
    kept = [output for output in cell.outputs if not _is_feedback(output)]
    if tasks:
        return [*kept, *(_html("task.html.j2", task(opened, name)) for name in tasks)]
    truths = [_html("truth.html.j2", truth(opened, name)) for name in guesses]
    return [*truths, *kept]


def task(opened: Lesson, name: str) -> dict[str, Any]:
    """An exercise as it is put on paper: what is asked, and how much room the answer takes."""
    exercise = opened.exercises[name]
    texts, facts = opened.wording.texts(exercise), opened.facts
    return {
        "kind": exercise.kind,
        "name": opened.wording.name(exercise),
        "question": fill(texts.get("question", ""), facts),
        "options": {letter: fill(text, facts) for letter, text in texts.get("options", {}).items()},
        "fields": [fill(text, facts) for text in texts.get("fields", [])],
        "blanks": range(1, _blanks(exercise, facts) + 1),
        "lines": range(_LINES_OF_A_FIELD),
        "to": exercise.to if isinstance(exercise, Number | Guess) else "",
        "choose": _choose(exercise, facts),
    }


def truth(opened: Lesson, name: str) -> dict[str, str]:
    """What a guess is held against, where the story reveals it."""
    exercise = opened.exercises[name]
    answer = exercise.write(exercise.reference(opened.facts), opened.facts)
    return {"name": opened.wording.name(exercise), "answer": answer}


def _blanks(exercise: Exercise, facts: Any) -> int:
    if isinstance(exercise, Choice | Plan):
        return 0
    reference = exercise.reference(facts)
    return len(reference) if isinstance(reference, list | tuple) else 1


def _choose(exercise: Exercise, facts: Any) -> list[str]:
    """The names to choose from, in an order that gives nothing away."""
    if isinstance(exercise, Ranking):
        return sorted(exercise.reference(facts))
    return list(exercise.labels(facts)) if isinstance(exercise, Coding) else []


def _is_feedback(output: Any) -> bool:
    """Whether an output is the checker's word to a reader, which is not for paper."""
    return 'class="feedback' in "".join(output.get("data", {}).get("text/html", ""))


def _html(template: str, content: dict[str, Any]) -> Any:
    from nbformat import v4

    from cvmlab.pages.export import fragment

    text = fragment(template, {**content, "say": say})
    return v4.new_output("display_data", data={"text/html": text})


def _shown(outputs: list[Any]) -> Any:
    from nbformat import v4

    return v4.new_code_cell("", outputs=outputs)


def _with_stable_ids(cells: list[Any]) -> list[Any]:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"
    return cells
