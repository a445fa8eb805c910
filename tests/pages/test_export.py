"""The page stands on its own: it fetches nothing, runs nothing, and shows text as text."""

from __future__ import annotations

import itertools
import re
import shutil

import nbformat
import nbformat.v4 as v4
import pytest

from cvmlab.pages.brand import Brand
from cvmlab.pages.export import charts, html_page
from cvmlab.pages.markdown import authored, computed


@pytest.fixture(scope="module")
def page(finished) -> str:
    return (finished.folder / "value.html").read_text(encoding="utf-8")


def test_text_from_the_data_is_never_markup(page):
    assert "<script" not in page
    # The table's cell and title, the printed sentence, the Markdown, the tile, the chart's alt.
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def test_the_brand_is_escaped_in_the_page_and_in_its_style_sheet(page):
    assert "K &amp; &lt;Co&gt;" in page
    assert page.count("</style>") == page.count("<style>")
    assert "--accent: #0B6E4F" in page
    assert "border-top: 3px solid #0B6E4F" in page  # drawn in the kernel, for tiles and charts


def test_code_warnings_and_prompts_are_hidden(page):
    assert "import pandas" not in page
    assert "a warning" not in page
    assert "In [" not in page


def test_formulas_are_mathml_and_dollars_are_money(page):
    assert page.count("<math") == 2
    assert "Between $5 and $7 stays money." in page
    assert "<code>$HOME</code>" in page


@pytest.mark.parametrize(
    ("source", "formulas"),
    [
        ("from $5 to $7", 0),
        ("$5, $6 and $7", 0),
        ("costs $5", 0),
        ("$x$ of $5 and $y_1$", 2),
        ("$$a$$", 1),
        (r"\begin{equation}a = b\end{equation}", 1),
        (r"\$x\$", 0),
    ],
)
def test_a_dollar_is_a_formula_only_when_it_hugs_one(source, formulas):
    assert authored(source).count("<math") == formulas


def test_an_authors_html_stays_and_a_cells_html_does_not():
    assert "<b>bold</b>" in authored("a <b>bold</b> claim")
    assert "&lt;b&gt;bold&lt;/b&gt;" in computed("a <b>bold</b> claim")
    assert "javascript:" not in computed("[x](javascript:alert(1))")


def test_charts_come_out_in_order_under_their_own_names():
    def shown(**details):
        data = {"image/png": "AAAA", "text/plain": "x"}
        return v4.new_output("display_data", data=data, metadata={"image/png": details})

    cell = v4.new_code_cell(outputs=[shown(name="sales"), shown(), shown(name="../../etc")])
    notebook = v4.new_notebook(cells=[cell])
    assert list(charts(notebook)) == ["01-sales.png", "02-chart.png", "03-etc.png"]


def test_images_without_a_sentence_still_have_an_alt_text():
    outputs = [
        v4.new_output("display_data", data={"image/png": "AA", "text/plain": "<Figure size 1>"}),
        v4.new_output("display_data", data={"image/svg+xml": "<svg onload='x'/>"}),
    ]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(outputs=outputs)])
    page = html_page(notebook)
    assert page.count('alt="Chart"') == 2
    assert "<svg" not in page


def test_five_charts_stay_mailable(finished):
    notebook = nbformat.read(finished.folder / "value.ipynb", as_version=4)
    (picture,) = (c for c in notebook.cells if "name='../orders'" in c.source)
    picture.outputs *= 5
    assert len(html_page(notebook)) < 1_500_000


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine: the page was not opened in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [900, 390])
def test_in_a_browser_the_page_asks_for_nothing_and_reads_well(finished, browser, width):
    tab = browser.new_page(viewport={"width": width, "height": 800})
    requests, complaints = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("dialog", lambda dialog: complaints.append(dialog.message))
    address = (finished.folder / "value.html").resolve().as_uri()
    tab.goto(address)
    outside = [url for url in requests if url != address and not url.startswith("data:")]
    assert outside == []
    assert complaints == []
    assert tab.title() == "What our customers are worth"
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    alts = tab.eval_on_selector_all("img", "images => images.map(i => i.alt)")
    assert alts == ["Orders by <script>alert(1)</script>.", "A rising line."]
    assert tab.evaluate("[...document.images].every(i => i.naturalWidth > 0)")
    levels = tab.eval_on_selector_all("h1,h2,h3,h4", "hs => hs.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    tab.close()


def test_the_browser_forbids_scripts_and_requests_whatever_gets_in(tmp_path, browser):
    bad = "<script>document.title = 'owned'</script><img src='http://x.invalid/a.png'>"
    output = v4.new_output("display_data", data={"text/html": bad})
    notebook = v4.new_notebook(
        cells=[v4.new_markdown_cell("# Fine"), v4.new_code_cell(outputs=[output])]
    )
    path = tmp_path / "bad.html"
    path.write_text(html_page(notebook, brand=Brand()), encoding="utf-8")
    tab = browser.new_page()
    answered = []
    tab.on("requestfinished", lambda request: answered.append(request.url))
    tab.goto(path.as_uri())
    assert tab.title() == "Fine"
    assert answered == [path.as_uri()]
    tab.close()


def test_the_page_names_no_other_host(page):
    linked = re.findall(r"(?:src|href)=\"(?!data:)([^\"]*)\"|@import|url\((?!data:)", page)
    assert linked == []


def test_what_is_tagged_is_folded_under_its_heading_and_not_printed():
    def cell(source, *tags):
        return v4.new_markdown_cell(source, metadata={"tags": list(tags)})

    notebook = v4.new_notebook(
        cells=[
            cell("# The *page*"), cell("## What was <read>\n\nAll of it.", "fold"),
            cell("And this as well."), cell("## How it was done", "fold"),
        ],
        metadata={"cvmlab": {"sheet": "board.css"}},
    )  # fmt: skip
    page = html_page(notebook)
    parts = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", page, flags=re.DOTALL)
    assert [heading for heading, _ in parts] == ["What was &lt;read&gt;", "How it was done"]
    assert "All of it." in parts[0][1] and "And this as well." in parts[0][1]
    assert page.count("<details") == page.count("</details>") == 2
    assert page.index("</details>") < page.index("<footer")
    assert re.search(r"@media print.*details \{ display: none", page, flags=re.DOTALL)
    assert "A4 landscape" in page  # the sheet the notebook names
    plain = html_page(v4.new_notebook(cells=[cell("# Plain"), cell("## All", "other")]))
    assert "<details>" not in plain and "landscape" not in plain
