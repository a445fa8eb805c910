"""The blueprint report, end to end: a small company with its agenda, and a file of orders alone."""

from __future__ import annotations

import re
from functools import partial

import nbformat
import pandas as pd
import pytest

from cvmlab.learn.record import Record
from cvmlab.learn.working_copy import MARKER
from cvmlab.pages.pdf import find_browser
from cvmlab.paths import REPORTS
from tests.blueprint.test_page import sheets
from tests.reports.pages import page_of, words_of

NAME = "blueprint"
AREAS = ("customers", "relationships", "retention")


@pytest.fixture(scope="module")
def run(run_report):
    """The report of this file."""
    return partial(run_report, NAME)


@pytest.fixture(scope="module")
def firm(cvmlab, tmp_path_factory):
    """A company of 800 people, with all its tables and an agenda of its own."""
    folder = tmp_path_factory.mktemp("firm")
    made = cvmlab("kestrel", "--people", "800", "--out", "firm", cwd=folder)
    assert made.returncode == 0, made.stderr
    agenda = folder / "firm" / "blueprint.toml"
    agenda.write_text(
        'firm = "Möwe & <Söhne>"\n[tiles.kept]\nowner = "Mary O\'Hara"\ntarget = 0.01\n'
        '[[plan]]\nwhat = "Ring ten who left"\nwho = "Mary"\nby = 2025-03-01\n',
        encoding="utf-8",
    )
    return folder / "firm"


@pytest.fixture(scope="module")
def whole(run, firm):
    """The report on it, as a page and as a PDF, with what was promised in a copy of the course."""
    copy = firm.parent / "my-course"
    (copy / MARKER).mkdir(parents=True)
    (copy / MARKER / "course.json").write_text("{}", encoding="utf-8")
    promised = ("Answer within a day", "Nuala by 1 May 2025", "The log")
    Record("61", copy).note("plan", "noted", promised)
    return run("--data", firm, "--to", "html,pdf", "--set", f"plan={copy}")


@pytest.fixture(scope="module")
def orders_alone(run):
    day = pd.date_range("2022-01-03", periods=1400, freq="D").strftime("%Y-%m-%d")
    orders = pd.DataFrame({"client": [f"c{n * n % 97}" for n in range(1400)], "day": day,
                           "amount": [5.0 + n % 11 for n in range(1400)]})  # fmt: skip
    return run("--data", "orders.csv", "--currency", "CHF", files={"orders.csv": orders})


def test_everything_to_mail_is_there_and_nobody_is_named(whole):
    names = {path.name for path in whole.rglob("*") if path.is_file()}
    assert {f"{NAME}.html", f"{NAME}.ipynb", "metrics.json"} <= names
    assert not re.search(r"\b[KR]0\d{6}\b", words_of(whole))


def test_a_company_with_all_its_tables_has_twelve_figures_four_an_area(whole, metrics):
    found = metrics(whole)
    tiles = found["tiles"]
    assert len(tiles) == 12 and found["measured"] >= 10
    assert [sum(tile["area"] == area for tile in tiles) for area in AREAS] == [4, 4, 4]
    for tile in tiles:
        if tile["now"] is not None and tile["now_low"] is not None:
            assert tile["now_low"] <= tile["now"] <= tile["now_high"], tile["key"]
        if tile["change"] is not None:
            assert tile["change_low"] <= tile["change"] <= tile["change_high"], tile["key"]
    assert len(found["marks"]) == 4


def test_what_the_firm_wrote_stands_on_the_page(whole, metrics):
    words = words_of(whole)
    kept = next(tile for tile in metrics(whole)["tiles"] if tile["key"] == "kept")
    assert (kept["owner"], kept["target"], kept["against_target"]) == ("Mary O'Hara", 0.01, "met")
    assert "Möwe & <Söhne>: the blueprint" in words and "Owner: Mary O'Hara" in words
    assert "Ring ten who left" in words and "by 1 Mar 2025" in words
    assert [line["who"] for line in metrics(whole)["plan"]] == ["Nuala", "Mary"]
    for promised in ("Answer within a day", "by 1 May 2025", "We shall know: The log"):
        assert promised in words
    assert "<Söhne>" not in page_of(whole)


def test_below_the_board_all_is_folded_and_only_the_board_is_printed(whole):
    page = page_of(whole)
    board, _, rest = page.partition("<details>")
    assert 'class="board"' in board and 'class="board"' not in rest
    assert rest.count("<summary>") == page.count("<details>") == 6
    if find_browser() is None:
        pytest.skip("no PDF to count the pages of: no Chromium on this machine")
    assert sheets((whole / f"{NAME}.pdf").read_bytes()) == [(842, 595)]


def test_with_orders_alone_the_page_says_what_it_would_take(orders_alone, metrics):
    found = metrics(orders_alone)
    assert 3 <= found["measured"] < 12
    assert found["currency"] == "CHF"
    words = words_of(orders_alone)
    assert "1 of 14 tables" in words and "Traceback" not in words
    assert found["missing"]
    for sentence in found["missing"]:
        assert sentence in words


def test_a_wrong_agenda_is_refused_with_all_that_is_wrong(run, tmp_path):
    agenda = tmp_path / "mine.toml"
    agenda.write_text('[tiles.kepd]\nowner = "Mary"\n[tiles.fit]\ntarget = "much"\n')
    day = pd.date_range("2023-01-02", periods=400, freq="D").strftime("%Y-%m-%d")
    orders = pd.DataFrame({"customer_id": [f"c{n % 41}" for n in range(400)], "date": day,
                           "amount": 5.0})  # fmt: skip
    said = run("--data", "o.csv", "--set", f"agenda={agenda}", files={"o.csv": orders}, code=2)
    assert 'Did you mean "kept"?' in said and "much" in said and "Traceback" not in said


def test_the_notebook_holds_no_error_and_fits_a_screen(whole, orders_alone, in_browser):
    for folder in (whole, orders_alone):
        notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
        outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
        assert all(one["output_type"] != "error" for one in outputs)
        assert all(one.get("name") != "stderr" for one in outputs)
    assert "widgets" not in nbformat.read(REPORTS / f"{NAME}.ipynb", as_version=4).metadata
    outside, _, width = in_browser(whole / f"{NAME}.html")
    assert outside == [] and width <= 905
