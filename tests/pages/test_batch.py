"""A report for each segment: as each alone, only what is missing or changed, and all accounted for.

The report is a small one, so that the minutes go into what is tested.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from cvmlab.errors import DataProblem
from cvmlab.pages.batch import fingerprint
from cvmlab.pages.batch import run_each as module
from cvmlab.pages.batch.names import folder_names
from cvmlab.pages.batch.pool import open_pool
from cvmlab.pages.batch.record import Record
from cvmlab.pages.batch.run_each import run_each
from cvmlab.pages.run import run_report
from tests.pages.conftest import write_cells

CELLS = (
    "# A small report",
    "import json\nimport numpy as np\nfrom cvmlab.data.workspace import load\n"
    "from cvmlab.pages.delivery import deliver",
    "firm = load(source, mapping)\norders = firm.transactions\n"
    "for line in orders.ledger.sentences():\n    print(line)",
    "if json.loads(mapping)['only'] == 'stops':\n    raise ZeroDivisionError('no luck')",
    "spent = orders.frame().groupby('customer_id')['amount'].sum()\n"
    "error = 1.96 * spent.std() / np.sqrt(len(spent))\n"
    "deliver({'rows': orders.ledger.rows, 'day': observation_end, 'mean': spent.mean(),\n"
    "         'low': spent.mean() - error, 'high': spent.mean() + error},\n"
    "        spent.rename('spent').reset_index())",
)
PARAMETERS = (
    "source: str = ''  # the file\nmapping: str = ''  # how it is read\n"
    "observation_end: str = ''  # the last day\nidentify: bool = False  # show small groups"
)
COMPARE = {"label": "spent per customer", "unit": "money", "value": "mean", "low": "low",
           "high": "high"}  # fmt: skip
SEGMENTS = ("web", "A/B", "a b", 'O\'Hara "x"', "=1+1 <b>& 日本", "stops", "")
SMALL = "village"


def lines_of(segment, customers, seed):
    code = sum(map(ord, segment)) + seed
    return [
        f"{segment[:2].strip() or 'n'}{n}-{code},2024-{1 + (n * 7 + code) % 12:02d}-"
        f'{1 + (n * 3 + day) % 28:02d},{5 + (n * n + code + day) % 17}.25,"'
        + segment.replace('"', '""')
        + '"'
        for n in range(customers)
        for day in range(1 + n % 3)
    ]


def write_orders(path, change=""):
    lines = ["customer,date,amount,shop"]
    for number, segment in enumerate(SEGMENTS):
        lines += lines_of(segment, 12 + number, 0)
    lines += lines_of(SMALL, 3, 0)
    lines.append("n0-0,2024-12-30,3.00,web")  # who bought without a shop before
    text = "\n".join(lines) + "\n"
    path.write_text(text + change, encoding="utf-8")


@pytest.fixture(autouse=True)
def same_code(monkeypatch):
    """Somebody may be at work on the package while these tests run."""
    monkeypatch.setattr(fingerprint, "code_mark", lambda: "the same")


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("firm")
    notebook = write_cells(folder, *CELLS, parameters=PARAMETERS, name="tiny")
    said = json.loads(notebook.read_text(encoding="utf-8"))
    said["metadata"]["cvmlab"] = {"compare": COMPARE}
    notebook.write_text(json.dumps(said), encoding="utf-8")
    write_orders(folder / "orders.csv")
    return folder


def run(firm, out="out", **options):
    given = {"source": str(firm / "orders.csv"), **options.pop("given", {})}
    return run_each(firm / "tiny.ipynb", given, "shop", firm / out, jobs=2, **options)


@pytest.fixture(scope="module")
def first(firm):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprint, "code_mark", lambda: "the same")
        seen = []
        found = run(firm, on_progress=lambda *step: seen.append(step))
    return found, seen, found.index.read_text(encoding="utf-8")


def test_all_that_can_be_are_written_and_one_failure_stops_no_other(first):
    found, seen, _ = first
    assert set(found.written) == set(SEGMENTS) - {"stops"}
    assert list(found.failed) == ["stops"]
    assert "ZeroDivisionError: no luck" in found.failed["stops"]
    assert found.sentence == (
        "0 unchanged, 6 written, 1 failed, 1 with under 10 customers not shown."
    )
    assert len({folder.lower() for folder in found.folders.values()}) == 6
    assert all(re.fullmatch(r"[a-z0-9-]+", folder) for folder in found.folders.values())
    shares = [done / total for done, total, _ in seen]
    assert shares[-1] == 1 and max(shares) == 1


def test_each_is_byte_by_byte_the_report_made_alone(first, firm):
    found, _, _ = first
    value = 'O\'Hara "x"'
    told = json.dumps({"each": "shop", "only": value}, ensure_ascii=False)
    given = {"source": str(firm / "orders.csv"), "mapping": told, "observation_end": "2024-12-30"}
    alone = run_report(firm / "tiny.ipynb", given, firm / "alone")
    assert len(alone.files) > 3
    for file in alone.files:
        there = found.folder / found.folders[value] / file.relative_to(alone.folder)
        assert there.read_bytes() == file.read_bytes(), file.name


def test_rows_and_money_add_up_and_all_look_back_from_one_day(first):
    found, _, page = first
    parts, ledger = found.segments.parts, found.segments.ledger
    assert sum(p.cents for p in parts) == ledger.cents_used
    read = {v: json.loads((found.folder / f / "metrics.json").read_text("utf-8"))
            for v, f in found.folders.items()}  # fmt: skip
    for part in parts:
        if part.value in read:
            assert read[part.value]["rows"] == part.rows
            assert read[part.value]["day"] == "2024-12-30"
    assert "add up to the whole, to the cent" in page
    assert "1 of " in page and "in more than one segment" in page


class Links(HTMLParser):
    """All addresses on a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_the_index_links_each_report_and_hides_small_groups(first):
    found, _, page = first
    links = Links()
    links.feed(page)
    pages = [each for each in links.found if not each.startswith("data:")]
    assert len(pages) == 6
    assert all((found.folder / each).is_file() for each in pages)
    assert SMALL not in page and "not shown, under 10 customers (1)" in page
    assert SMALL not in (found.folder / "summary.csv").read_text(encoding="utf-8")
    assert "=1+1 &lt;b&gt;&amp; 日本" in page
    assert "'=1+1" in (found.folder / "summary.csv").read_text(encoding="utf-8")
    assert "by chance alone" in page and "shrunken" in page
    title = (found.folder / found.folders["=1+1 <b>& 日本"] / "tiny.html").read_text("utf-8")
    assert "<h1>A small report · shop: =1+1 &lt;b&gt;&amp; 日本</h1>" in title


def test_a_rerun_does_only_what_is_missing_or_changed(first, firm, monkeypatch):
    found, _, _ = first
    out = found.folder
    (out / found.folders["web"] / "tiny.html").unlink()
    # A report that cannot be made is tried again; a browser is not needed to see it.
    write_orders(firm / "orders.csv", change='A0-extra,2024-05-05,9.99,"a b"\n')
    again = run(firm)
    assert set(again.written) == {"web", "a b"}
    assert len(again.unchanged) == 4 and set(again.failed) == {"stops"}
    assert again.folders == found.folders
    monkeypatch.setattr(fingerprint, "code_mark", lambda: "another version")
    marks = {
        fingerprint.common_part(module.find_report(firm / "tiny.ipynb"), again.segments,
                                {"source": "x"}, ("html",), module.Brand(accent=accent))
        for accent in ("#111111", "#222222")
    }  # fmt: skip
    assert len(marks) == 2


def test_segments_that_are_gone_are_named_and_not_linked(first, firm):
    text = (firm / "orders.csv").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "A/B" not in line and "stops" not in line]
    (firm / "orders.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = run(firm)
    assert [value for value, _ in found.left] == ["A/B"]
    page = found.index.read_text(encoding="utf-8")
    assert "Left from earlier runs" in page
    assert f'{dict(found.left)["A/B"]}/tiny.html"' not in page
    assert not found.failed


def test_where_nothing_can_be_forked_each_has_an_interpreter_of_its_own(tmp_path):
    job = {"number": 3, "notebook": str(tmp_path / "none.ipynb"), "parameters": {}, "formats": [],
           "out": str(tmp_path), "brand": {}}  # fmt: skip
    with open_pool(2, forking=False) as pool:
        (event,) = pool.run([job])
    assert (event["number"], event["event"]) == (3, "failed")
    assert "none.ipynb" in event["why"]


@pytest.mark.parametrize(
    ("column", "options", "says"),
    [
        ("shp", {}, 'Did you mean "shop"'),
        ("customer", {}, "holds an id"),
        ("shop", {"jobs": 0}, "--jobs 0"),
        ("shop", {"formats": ("docx",)}, "docx"),
    ],
)
def test_a_wrong_request_is_said_before_anything_is_written(firm, column, options, says):
    given = {"source": str(firm / "orders.csv")}
    with pytest.raises(DataProblem, match=says):
        run_each(firm / "tiny.ipynb", given, column, firm / "never", **options)
    assert not (firm / "never").exists()


def test_another_column_does_not_write_over_these_reports(first):
    with pytest.raises(DataProblem, match="holds reports of tiny by shop"):
        Record.read(first[0].folder, "tiny", "channel")


def test_folders_stay_theirs_and_are_never_shared():
    before = folder_names(["North", "a/b", "con", "x" * 300], {})
    assert before["North"] == "north" and before["con"] != "con"
    assert max(map(len, before.values())) <= 49
    after = folder_names(["north", "North", "a b", "a/b"], before)
    assert after["North"] == "north" and after["a/b"] == "a-b"
    assert len(set(after.values())) == 4
