"""The loyalty report, end to end: any survey, linked or anonymous, and what it hides."""

from __future__ import annotations

import re

import nbformat
import numpy as np
import pandas as pd
import pytest

import cvmlab as cvm
from cvmlab.data.order_lines import order_lines
from cvmlab.paths import REPORTS
from tests.data.surveys import customer_files as files
from tests.reports.pages import words_of
from tests.sample import sample_company

SCORES = """
[about]
kind = "loyalty"
[columns]
overall = "csat"
recommend_score = "nps"
[scale.overall]
low = 1
high = 10
best = "high"
"""


@pytest.fixture(scope="module")
def firm():
    """Another firm than the sample company, with a truth of its own."""
    return files.truth(480, seed=5)


@pytest.fixture(scope="module")
def run(cvmlab, tmp_path_factory):
    """The report on an export, from a folder of its own; other settings as options."""

    def report(sheets, *options, description=None, orders=None, code=0):
        folder = tmp_path_factory.mktemp("loyalty")
        files.exported(sheets, folder)
        text = description if description is not None else linked_description()
        (folder / "survey.toml").write_text(text, encoding="utf-8")
        if orders is not None:
            orders.to_csv(folder / "orders.csv", index=False)
            options = ("--orders", "orders.csv", *options)
        done = cvmlab("report", "loyalty", "--data", "export.csv", "--out", "out", *options,
                      cwd=folder)  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stderr if code else folder / "out"

    return report


def linked_description() -> str:
    return files.TOML.read_text(encoding="utf-8").replace("# label =", "label =")


def anonymous_description() -> str:
    return files.TOML.read_text(encoding="utf-8").replace("customer =", "# customer =")


@pytest.fixture(scope="module")
def kestrel(cvmlab, tmp_path_factory):
    """With nothing said, the report is on the sample company."""
    folder = tmp_path_factory.mktemp("kestrel")
    done = cvmlab("report", "loyalty", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def linked(run, firm):
    return run(files.sheets(firm), orders=files.orders(firm))


@pytest.fixture(scope="module")
def anonymous(run, firm):
    nameless = files.sheets(firm).drop(columns=["ExternalReference", "Tier"])
    return run(nameless, description=anonymous_description())


@pytest.fixture(scope="module")
def scores_only(run, firm):
    two = files.sheets(firm)[["Q2", "Q4"]].set_axis(["csat", "nps"], axis=1)
    return run(two, description=SCORES)


def test_everything_to_mail_is_there(kestrel):
    names = {str(path.relative_to(kestrel)) for path in kestrel.rglob("*") if path.is_file()}
    assert {"loyalty.html", "loyalty.ipynb", "metrics.json"} <= names
    assert len([name for name in names if name.startswith("charts/")]) == 8


def test_gold_customers_are_not_called_loyal_where_the_truth_says_they_are_not(kestrel, metrics):
    """At Kestrel gold customers stay and follow no more than silver ones."""
    found = metrics(kestrel)
    assert found["label"]["value"] == "gold" and found["label"]["against"] == "silver"
    assert {row["verdict"] for row in found["label"]["differences"]} == {"no sure difference"}
    first = found["advice"][0]
    assert first["kind"] == "do not" and "Do not read gold as loyal" in first["sentence"]
    assert first["sentence"] in words_of(kestrel)


def test_planted_segments_are_found_and_what_they_lead_to(kestrel, metrics):
    """True types of the regular customers: emotional 38%, points 33%, convenience 25%."""
    found = metrics(kestrel)
    shares = {row["name"]: row for row in found["segments"]}
    for name, truth in (("enjoyment", 0.38), ("points", 0.33), ("convenience", 0.25)):
        assert shares[name]["low"] - 0.03 < truth < shares[name]["high"] + 0.03
    payoff = {(row["outcome"], row["segment"]): row for row in found["payoff"]}
    assert payoff["move_city", "enjoyment"]["low"] > payoff["move_city", "points"]["high"] + 0.2
    emotional = {row["driver"]: row for row in found["drivers"]["stays"]}["emotional"]
    overall = {row["driver"]: row for row in found["drivers"]["overall"]}["emotional"]
    assert emotional["low"] > overall["high"]


def test_the_report_and_a_direct_call_agree(kestrel, metrics):
    """Two routes: report and file, or the tables in a few lines."""
    found, ws = metrics(kestrel), sample_company()
    answers = cvm.respondents(ws.survey.frame(), ws.transactions, wave=3)
    index = cvm.relationship_index(answers.items)
    assert found["index"]["mean"] == pytest.approx(index.mean)
    assert found["respondents"] == len(answers.table)
    regular = cvm.loyalty_segments(answers.regulars())
    assert [row["share"] for row in found["segments"]] == pytest.approx(
        regular.table["share"].tolist(), abs=1e-3
    )


def test_a_firm_of_its_own_gets_its_own_truth_back(linked, firm, metrics):
    """From Qualtrics' export and a file of orders: who stays, by what brings them."""
    found, words = metrics(linked), words_of(linked)
    assert found["linked"] and found["sees_who_stays"] and found["respondents"] == len(firm)
    payoff = {(row["outcome"], row["segment"]): row for row in found["payoff"]}
    for kind in files.STAYS:
        for outcome in ("stays", "move_city"):
            truth = firm.loc[firm["kind"] == kind, outcome].mean()
            row = payoff[outcome, kind]
            assert row["low"] - 0.02 < truth < row["high"] + 0.02
    assert "Treat those who come for enjoyment as a segment of their own" in words
    assert "Do not read gold as loyal" in words
    assert "Kestrel" not in words and "Our firm" in words
    assert "orders.csv: " in words and "480 answer sheets of 480 name their customer" in words


def test_anonymous_answers_say_what_they_can_and_name_what_they_cannot(anonymous, firm, metrics):
    found, words = metrics(anonymous), words_of(anonymous)
    assert not found["linked"] and found["label"] is None and "stays" not in found["drivers"]
    assert "The answers are anonymous" in words and "cannot stand beside" in words
    reach = {row["question"]: row["reached"] for row in found["reach"]}
    assert reach["What is satisfaction made of?"] == "yes"
    assert reach["What goes with staying?"] == "in part"
    assert reach["Who did not answer?"] == "no"
    follows = {r["segment"]: r for r in found["payoff"] if r["outcome"] == "move_city"}
    truth = firm.loc[firm["kind"] == "enjoyment", "move_city"].mean()
    assert follows["enjoyment"]["low"] < truth < follows["enjoyment"]["high"]
    assert not any("stay" in row["sentence"].lower() for row in found["advice"])


def test_two_scores_alone_give_two_scores_and_no_story(scores_only, firm, metrics):
    found, words = metrics(scores_only), words_of(scores_only)
    figures = {row["figure"]: row for row in found["scores"]}
    assert figures["overall"]["value"] == pytest.approx(firm["overall"].mean())
    signs = (firm["recommend_score"] >= 9).astype(float) - (firm["recommend_score"] <= 6)
    assert figures["net promoter score"]["value"] == pytest.approx(100 * signs.mean())
    for part in ("stakes", "segments", "payoff", "index", "label"):
        assert found[part] is None
    assert found["drivers"] == {} and "1 of 9 questions" in words
    assert {row["about"] for row in found["advice"]} <= {"the scores"}
    assert "questions on the relationship" in words and "questions on why they come" in words


def test_groups_under_ten_are_not_shown_unless_asked_for(run, firm, metrics):
    """Nine customers of one label are none, and a label of three is named nowhere."""
    rare = files.sheets(firm)
    rare.loc[:8, "Tier"] = "Diamond Club"
    bought = files.orders(firm)
    out = run(rare, orders=bought)
    words = words_of(out)
    assert "Diamond Club" not in words and "fewer than 10 of those who answered" in words
    for row in metrics(out)["segments"]:
        assert row["customers"] >= 10
    named = run(rare, "--identify", orders=bought)
    assert "Diamond Club" in words_of(named)
    assert not (out / "customers.parquet").exists()
    places = pd.read_parquet(named / "customers.parquet")
    assert len(places) == len(firm) and places["index"].between(0, 100).all()
    assert (
        (places["index_low"] <= places["index"]) & (places["index"] <= places["index_high"])
    ).all()
    right = places.set_index("customer_id")["segment"].loc[firm["customer"]].to_numpy()
    assert (right == firm["kind"].to_numpy()).mean() > 0.95


def test_twenty_five_people_are_enough_for_a_report_and_not_for_advice(run, firm, metrics):
    few = firm.head(25)
    found = metrics(run(files.sheets(few), orders=files.orders(few, silent=15)))
    assert found["respondents"] == 25 and found["segments"] is None
    about = {row["about"] for row in found["advice"] if row["kind"] in ("do", "say")}
    assert about <= {"the scores", "the label"}


def test_answers_by_chance_get_no_advice(run, firm, metrics):
    """Every answer drawn by lot: nothing is to be done, said of segments, or promised."""
    rng = np.random.default_rng(8)
    lot = firm.copy()
    for name in lot.columns.drop(["customer", "kind", "stays", "tier"]):
        lot[name] = rng.permutation(lot[name].to_numpy())
    found = metrics(run(files.sheets(lot), orders=files.orders(lot)))
    assert [row for row in found["advice"] if row["kind"] == "do"] == []
    assert "Nothing" in found["advice"][0]["sentence"] or all(
        row["kind"] in ("do not", "wait") for row in found["advice"]
    )


def test_a_survey_of_yesterday_is_linked_and_says_that_it_is_too_early(run, firm, metrics):
    bought = files.orders(firm)
    early = bought[bought["date"] <= "2024-08-01"]
    found = metrics(out := run(files.sheets(firm), orders=early))
    assert found["linked"] and not found["sees_who_stays"] and "stays" not in found["drivers"]
    assert "who stays cannot be seen yet" in words_of(out)
    assert found["label"]["value"] == "gold"


@pytest.mark.parametrize(
    "change, options, words",
    [
        ({}, ("--set", "level=2"), "level = 2.0 is out of range"),
        ({}, ("--orders", "no.csv"), 'no file or folder "no.csv"'),
        ({}, ("--choices", "export.csv"), "makes no use of --choices"),
        ({}, ("--set", "loyal=platinum"), 'are called "platinum"'),
        ({}, ("--set", "wave=4"), "there is no wave 4"),
        ({"Q3_1": "often"}, (), "[scale.relationship]"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(run, firm, change, options, words):
    """No traceback, exit code 2."""
    said = run(files.sheets(firm.head(60)).assign(**change), *options, code=2)
    assert words in said and "Traceback" not in said


def test_the_same_input_gives_the_same_bytes(run, firm, anonymous):
    nameless = files.sheets(firm).drop(columns=["ExternalReference", "Tier"])
    again = run(nameless, description=anonymous_description())
    first = {path.relative_to(anonymous): path for path in anonymous.rglob("*") if path.is_file()}
    other = {path.relative_to(again): path for path in again.rglob("*") if path.is_file()}
    assert set(first) == set(other)
    assert [str(n) for n in first if first[n].read_bytes() != other[n].read_bytes()] == []


def test_tables_under_the_names_of_the_house_are_read_from_a_folder(cvmlab, metrics, tmp_path):
    """A folder with survey.csv, transactions.csv and customers.csv, as lessons take it."""
    ws = sample_company()
    survey = ws.survey.frame().query("wave == 3").head(900)
    survey.to_csv(tmp_path / "survey.csv", index=False)
    bought = order_lines(ws.transactions)[0].to_pandas()
    bought = bought[bought["customer_id"].isin(survey["customer_id"])]
    bought = bought.assign(amount=bought["cents"] / 100)[["customer_id", "date", "amount"]]
    bought.to_csv(tmp_path / "transactions.csv", index=False)
    done = cvmlab("report", "loyalty", "--data", ".", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = metrics(tmp_path / "out")
    assert found["linked"] and found["index"]["mean"] == pytest.approx(57.7, abs=2)


def test_plain_papermill_runs_it_too(scores_only, firm, tmp_path):
    import papermill

    two = files.sheets(firm)[["Q2", "Q4"]].set_axis(["csat", "nps"], axis=1)
    files.exported(two, tmp_path)
    (tmp_path / "survey.toml").write_text(SCORES, encoding="utf-8")
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        REPORTS / "loyalty.ipynb", out,
        {"source": str(tmp_path / "export.csv"), "level": 0.9}, progress_bar=False,
    )  # fmt: skip
    assert "90% interval" in out.read_text(encoding="utf-8")


def test_no_number_of_the_report_is_typed_in():
    """Every figure comes from a cell; the prose holds none but the years of its sources."""
    notebook = nbformat.read(REPORTS / "loyalty.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    bare = re.sub(r"\$\$.*?\$\$|\((?:[A-Z][^()]*?)?\d{4}\)", "", prose, flags=re.DOTALL)
    assert re.findall(r"\d[\d.,%]*", bare) == []


@pytest.mark.parametrize("which, pictures", [("kestrel", 8), ("anonymous", 7), ("scores_only", 1)])
def test_in_a_browser_the_page_asks_for_nothing(which, pictures, request, in_browser):
    """Opened in a real browser: no request leaves the page, each chart can be heard."""
    outside, images, width = in_browser(request.getfixturevalue(which) / "loyalty.html")
    assert outside == []
    assert len(images) == pictures
    assert all(len(alt) > 40 and size > 0 for alt, size in images)
    assert width <= 900


def test_no_customer_is_named_on_the_page(linked, firm):
    page = (linked / "loyalty.html").read_text(encoding="utf-8")
    notebook = (linked / "loyalty.ipynb").read_text(encoding="utf-8")
    for name in firm["customer"].sample(20, random_state=1):
        assert name not in page and name not in notebook


def test_metrics_hold_no_row_of_a_single_person(linked, metrics):
    text = pd.Series(metrics(linked), dtype=object).astype(str).str.cat()
    assert "C00" not in text and "R_00" not in text
