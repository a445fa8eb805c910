"""The whole course on three firms' own data: every lesson runs, asks, and says what it lacks.

The firms (``tests/firms``) have nothing of the sample company: orders alone in Czech crowns, orders
and a survey in pounds, and everything in Swedish crowns under other names and in other years. A
reader changes one line, the source, and so does the test. Exercises are solved in the same run.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field

import pytest

from cvmlab.learn.course import lessons
from cvmlab.learn.exercise import Guess, Plan
from cvmlab.pages.kernel import start_kernel
from cvmlab.paths import ROOT
from tests.firms.orders_firm import write_orders_firm
from tests.firms.survey_firm import write_survey_firm
from tests.firms.whole_firm import write_whole_firm
from tests.notebooks.test_exercises import checked, code_cells, exercises, filled, said_in

LESSONS = {entry.number: entry for entry in lessons()}
FIRMS = {"orders": write_orders_firm, "survey": write_survey_firm, "whole": write_whole_firm}
LEFT_OUT = "This cell was left out"
ELSEWHERE = "cannot be asked of your data"
BEGIN = "import sys; sys.path.insert(0, {root!r}); from tests.firms.in_kernel import begin; begin()"

# Cells that stay out though every table is there: the planted truth, which no firm has, and what
# a company of this size has too few customers for (each says so in a sentence).
TOO_FEW = {"21": 1, "22": 2, "24": 1, "33": 2, "61": 1}
# Pictures that the orders alone suffice for, and orders with a survey.
DRAWN = {
    ("orders", "12"): 4, ("orders", "51"): 3,
    ("survey", "00"): 2, ("survey", "12"): 3, ("survey", "51"): 3,
}  # fmt: skip
SAMPLE_ONLY = re.compile(r"\b[KRFQHI]0\d{5,6}\b|€|\bnan\b|\bNone\b(?! [a-z])|Traceback|\bKestrel\b")
# Who stands in for the sample company's people is said once; and one cell of lesson 41 holds an
# invented market in euros, to be written over.
ALLOWED = re.compile(r"Your tables know other names|.*\b(Cheapside|Next Door)\b|Our firm\b")


class Code:
    """What is put into a blank: code, not a value."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


@dataclass
class Done:
    """A lesson that ran on a firm's data."""

    notebook: object
    texts: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> list[str]:
        return [text for text in self.texts if LEFT_OUT in text]


@pytest.fixture(scope="module", params=FIRMS)
def firm(request, tmp_path_factory):
    """A firm: its name, its folder, and the kernel in which its lessons take turns."""
    folder = FIRMS[request.param](tmp_path_factory.mktemp(request.param) / request.param)
    with start_kernel(tmp_path_factory.mktemp("desk"), delivering=False) as kernel:
        yield request.param, folder, kernel


def solved(number, folder):
    """The lesson on this folder, its blanks filled with what is right there."""
    from nbformat.v4 import new_code_cell

    answers = {
        one.id: ["first", "second", "third"][: one.fields]
        if isinstance(one, Plan)
        else Code(f'answer_of("{number}", "{one.id}")')
        for one in exercises(number)
    }
    notebook = filled(number, answers)
    inputs = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    assert '"kestrel"' in inputs.source
    inputs.source = inputs.source.replace('"kestrel"', repr(str(folder)), 1)
    notebook.cells.insert(0, new_code_cell(BEGIN.format(root=str(ROOT))))
    return notebook


def run(number, folder, kernel):
    """Run it to its end, whatever happens on the way."""
    from nbclient import NotebookClient

    notebook = solved(number, folder)
    NotebookClient(notebook, km=kernel.manager, allow_errors=True, timeout=300).execute()
    done = Done(notebook)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            said = output.get("text", "") or str(output.get("data", {}).get("text/plain", ""))
            done.texts.append(said + "\n".join(output.get("traceback", [])))
    return done


def told_in(notebook):
    """Each exercise's message; where its whole cell was left out, that sentence."""
    told = {}
    for cell in code_cells(notebook):
        texts = [output.get("text", "") for output in cell.outputs]
        left_out = next((text for text in texts if LEFT_OUT in text), "")
        if left_out and 'class="feedback' not in str(cell.outputs):
            told |= {id_: f"{left_out} {ELSEWHERE}" for id_, _ in checked(cell.source)}
        else:
            one = copy.copy(notebook)
            one.cells = [cell]
            told |= said_in(one)
    return told


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_runs_on_a_firms_own_data(firm, number):
    name, folder, kernel = firm
    done = run(number, folder, kernel)

    # no traceback, nobody of the sample company, no other currency than the firm's
    for text in done.texts:
        for line in text.splitlines():
            if not ALLOWED.match(line):
                assert not SAMPLE_ONLY.search(line), line

    # every exercise that can be asked is right, and the others say that they cannot be
    told = told_in(done.notebook)
    for one in exercises(number):
        wanted = "· noted" if isinstance(one, Guess | Plan) else "· right"
        if isinstance(one, Guess) and "· to do" in told[one.id]:
            continue  # its cell may be filled all the same; that it has no answer is said later
        assert wanted in told[one.id] or ELSEWHERE in told[one.id], told[one.id]

    # what is left out says why; with every table hardly anything is
    says_why = re.compile(LEFT_OUT + r"( as well)?: \S.*\.", re.DOTALL)
    assert all(says_why.search(text) for text in done.left_out), done.left_out
    drawn = sum(
        "image/png" in output.get("data", {})
        for cell in code_cells(done.notebook)
        for output in cell.outputs
    )
    asked = sum(ELSEWHERE in text for text in told.values())
    if name == "whole":
        assert len(done.left_out) <= TOO_FEW.get(number, 0), done.left_out
        assert asked <= TOO_FEW.get(number, 0)
        assert drawn >= 2
    assert drawn >= DRAWN.get((name, number), 0)
