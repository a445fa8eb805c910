"""The customer base audit, end to end: orders, contracts, payers, and a base of forty."""

from __future__ import annotations

import re
from functools import partial

import nbformat
import pandas as pd
import pytest

from cvmlab.paths import DATASETS, REPORTS
from tests.reports.pages import page_of, words_of
from tests.value_of.audit.conftest import shop

NAME = "customer-base-audit"
SAMPLE_COMPANY = DATASETS / "kestrel"


@pytest.fixture(scope="module")
def run(run_report):
    """The report of this file."""
    return partial(run_report, NAME)


@pytest.fixture(scope="module")
def kestrel(run):
    """With nothing said, the report is on the sample company."""
    return run()


@pytest.fixture(scope="module")
def payers(run):
    return run(
        "--data", SAMPLE_COMPANY / "b2b_orders.parquet", "--currency", "EUR",
        "--accounts", SAMPLE_COMPANY / "b2b_accounts.parquet", "--set", "segment=complaint",
    )  # fmt: skip


@pytest.fixture(scope="module")
def passes(run):
    return run(
        "--contracts", SAMPLE_COMPANY / "pass_subscriptions.parquet", "--currency", "EUR",
        "--set", "observation_end=2024-12-29",
    )  # fmt: skip


@pytest.fixture(scope="module")
def forty(run):
    """Forty customers, eight of them in a group of their own with a hostile name."""
    orders = shop(40, seed=9).rename(columns={"customer_id": "client"})
    few = sorted(orders["client"].unique())[:8]
    orders["<b>team"] = orders["client"].isin(few).map({True: "Tiny Island", False: "Mainland"})
    return run("--data", "orders.csv", "--set", "segment=<b>team", files={"orders.csv": orders})


def test_everything_to_mail_is_there(kestrel):
    names = {str(path.relative_to(kestrel)) for path in kestrel.rglob("*") if path.is_file()}
    assert {f"{NAME}.html", f"{NAME}.ipynb", "metrics.json"} <= names
    assert {"customers.parquet", "customers.xlsx"} <= names
    assert len([name for name in names if name.startswith("charts/")]) == 7


def test_the_change_of_sales_is_that_of_the_customers_listed(kestrel, metrics):
    found = metrics(kestrel)["two_periods"]
    listed = pd.read_parquet(kestrel / "customers.parquet")
    change = sum(row["change"] for row in found["groups"])
    assert change == pytest.approx(listed["sales_now"].sum() - listed["sales_before"].sum())
    for row in found["groups"]:
        assert row["customers"] == (listed["group"] == row["group"]).sum()


def test_at_kestrel_it_is_new_customers_that_are_missing(kestrel, metrics):
    """As the company was made: fewer are won in the last year, those there are come as before."""
    signs = {row["sign"]: row for row in metrics(kestrel)["signs"]}
    assert signs["new customers"]["verdict"] == "fell"
    assert signs["spend per purchase"]["verdict"] == "no sure change"
    advice = " ".join(each["sentence"] for each in metrics(kestrel)["advice"])
    assert "fewer customers were won than in the period before" in advice
    assert advice.split(".")[0] in words_of(kestrel)


def test_customers_older_than_the_file_are_no_cohort(kestrel, metrics):
    found = metrics(kestrel)
    assert found["customers_older_than_the_file"] > 5_000
    assert max(row["customers"] for row in found["cohorts"]["table"]) < 2_000
    assert "before 2022 Q1" in words_of(kestrel) or "before 2022 Q1" in page_of(kestrel)


def test_accounts_are_rolled_up_to_who_pays(payers, metrics):
    orders = pd.read_parquet(SAMPLE_COMPANY / "b2b_orders.parquet")
    table = pd.read_parquet(SAMPLE_COMPANY / "b2b_accounts.parquet")
    who = orders["account_id"].map(table.set_index("account_id")["bill_to"])
    found = metrics(payers)
    assert found["accounts"] == {"order": orders["account_id"].nunique(), "pay": who.nunique()}
    assert found["read"]["cents"] == (orders["amount"] * 100).round().astype("int64").sum()
    assert "The money is the same before and after" in words_of(payers)


def test_too_few_new_payers_are_no_curve(payers, metrics):
    """Seventy payers began inside the file: no cohort is followed, and the reader is told."""
    assert metrics(payers)["one_cohort"] is None and metrics(payers)["cohorts"] is None
    assert "a list tells more than a curve" in words_of(payers)
    assert min(row["customers"] for row in metrics(payers)["two_periods"]["groups"]) >= 10


def test_contracts_are_read_as_what_they_are_paid(passes, metrics):
    """Two routes: the sample company counts renewals itself."""
    table = pd.read_parquet(SAMPLE_COMPANY / "pass_subscriptions.parquet")
    found = metrics(passes)
    cents = (table["price"] * 100).round() * (table["renewals"] + 1)
    assert found["kind"] == "contracts" and found["read"]["cents"] == cents.sum()
    oldest = found["one_cohort"]["ages"]
    assert oldest[0]["share"] == 1 and 0.55 < oldest[1]["share"] < 0.7
    text = words_of(passes)
    assert "bought again" not in text and "No customer was won in the latest period" in text


def test_a_base_of_forty_is_told_how_little_it_can_tell(forty, metrics):
    found, text = metrics(forty), words_of(forty)
    assert "smaller differences mean nothing here" in text
    assert min(row["customers"] for row in found["one_period"]["groups"]) >= 10
    assert min(row["customers"] for row in found["two_periods"]["groups"]) >= 10
    assert [row["top"] for row in found["one_period"]["concentration"]] == [0.5]
    assert {each["kind"] for each in found["advice"]} <= {"do not say", "wait"}


def test_groups_under_ten_and_markup_of_the_data_are_not_shown(forty):
    text = words_of(forty)
    assert "Mainland" in text and "Tiny Island" not in text
    assert "<b>team" not in page_of(forty)


def test_customers_are_masked_unless_asked_for(forty, kestrel):
    for folder in (forty, kestrel):
        ids = pd.read_parquet(folder / "customers.parquet")["customer_id"]
        assert ids.str.startswith("customer 0").all() and ids.is_unique
    assert not re.search(r"\bC000\d\d\b|\bK0\d{6}\b", page_of(forty) + page_of(kestrel))


def test_everything_wrong_with_the_accounts_is_said_without_a_traceback(run):
    orders = shop(30, seed=1)
    ids = sorted(orders["customer_id"].unique())
    accounts = pd.DataFrame({"account_id": ids, "bill_to": [ids[1], ids[0], *ids[2:-1], None]})
    said = run(
        "--data", "orders.csv", "--accounts", "accounts.csv",
        files={"orders.csv": orders, "accounts.csv": accounts}, code=2,
    )  # fmt: skip
    assert "in a circle" in said and "nobody is said to pay" in said
    assert "Traceback" not in said


def test_contracts_that_cannot_be_read_are_said_without_a_traceback(run):
    rows = pd.DataFrame(
        {"holder": ["a", "b"], "start": ["2023-05-01", "2023-06-01"], "end": ["2022-05-01", ""]}
    )
    said = run(
        "--contracts", "contracts.csv", "--map", "customer_id=holder",
        files={"contracts.csv": rows}, code=2,
    )  # fmt: skip
    assert "ends before it starts" in said and "Traceback" not in said


def test_an_option_it_has_no_use_for_and_a_file_that_is_not_there_are_said(run, cvmlab, tmp_path):
    assert "makes no use of --survey" in run("--survey", "survey.toml", code=2)
    assert 'there is no file or folder "acounts.csv"' in run("--accounts", "acounts.csv", code=2)
    done = cvmlab("report", "customer-value", "--accounts", "x.csv", cwd=tmp_path)
    assert done.returncode == 2 and "makes no use of --accounts" in done.stderr


def test_no_number_of_the_prose_is_typed_in():
    notebook = nbformat.read(REPORTS / f"{NAME}.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    bare = re.sub(r"\$\$.*?\$\$|\((?:[A-Z][^()]*?\d{4})\)", "", prose, flags=re.DOTALL)
    assert re.findall(r"\d[\d.,%]*", bare) == []


def test_plain_papermill_runs_it_too(tmp_path):
    import papermill

    orders = tmp_path / "orders.csv"
    shop(60, seed=2).to_csv(orders, index=False)
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        REPORTS / f"{NAME}.ipynb", out, {"source": str(orders), "months": 6}, progress_bar=False
    )
    assert "customers in the latest 6 months" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("which", ["kestrel", "passes", "forty"])
def test_in_a_browser_the_page_asks_for_nothing(which, request, in_browser):
    outside, images, width = in_browser(request.getfixturevalue(which) / f"{NAME}.html")
    assert outside == []
    fewest = 2 if which == "forty" else 3  # so few customers make no cohorts to draw
    assert len(images) >= fewest and all(len(alt) > 40 and size > 0 for alt, size in images)
    assert width <= 900
