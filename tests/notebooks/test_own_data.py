"""On a firm's own orders a lesson reaches its last cell: what the data lack is said, left out."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from cvmlab.learn.course import lessons
from cvmlab.pages.freeze import read_notebook
from cvmlab.pages.kernel import start_kernel
from cvmlab.pages.run import execute

LESSONS = {entry.number: entry for entry in lessons()}
LEFT_OUT = "This cell was left out"


@pytest.fixture(scope="module")
def orders_only(tmp_path_factory):
    """Two years of orders of 300 customers, and no other table."""
    rng = random.Random(1)
    lines = ["customer,date,amount"]
    for customer in range(300):
        day = date(2023, 1, 1) + timedelta(days=rng.randrange(500))
        while day < date(2025, 1, 1):
            lines.append(f"C{customer:04d},{day},{rng.randint(300, 9000) / 100}")
            day += timedelta(days=1 + int(rng.expovariate(1 / rng.randint(20, 200))))
    path = tmp_path_factory.mktemp("firm") / "orders.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_reaches_its_last_cell_on_orders_alone(number, orders_only, tmp_path):
    notebook = read_notebook(LESSONS[number].path)
    inputs = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    inputs.source = inputs.source.replace('"kestrel"', repr(str(orders_only)), 1)
    assert str(orders_only) in inputs.source
    with start_kernel(tmp_path, delivering=False) as kernel:
        done = execute(notebook, "lesson", {}, kernel, None)  # raises at the first error
    said = [
        output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
        for cell in done.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    left_out = sum(text.startswith(LEFT_OUT) for text in said)
    asked = sum("cannot be asked of your data" in text for text in said)
    drawn = sum("image/png" in o.get("data", {}) for c in done.cells for o in c.get("outputs", []))
    assert left_out + asked > 0, "nothing here needs more than orders?"
    if number == "12":
        assert drawn >= 2, "counting orders needs orders alone"
    assert all("Traceback" not in text for text in said)
