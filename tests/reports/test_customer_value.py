"""The customer value report, end to end: what it says, what it hides, what it leaves behind."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import cvmlab as cvm
from cvmlab.paths import REPORTS
from tests.reports.pages import page_of, words_of

SHOP = Path(__file__).resolve().parents[1] / "shop"
ORDERS, MAPPING = SHOP / "orders.csv", SHOP / "mapping.toml"


@pytest.fixture(scope="module")
def cdnow_orders(cdnow_log):
    """The log by pandas alone: the second route."""
    names = ["customer_id", "date", "cds", "amount"]
    orders = pd.read_csv(
        cdnow_log, sep=r"\s+", skiprows=1, names=names, dtype={"customer_id": str, "date": str}
    )
    orders["date"] = pd.to_datetime(orders["date"], format="%Y%m%d")
    return orders


def test_everything_to_mail_is_there(shop_report):
    names = {str(p.relative_to(shop_report)) for p in shop_report.rglob("*") if p.is_file()}
    assert {"customer-value.html", "customer-value.ipynb", "metrics.json"} <= names
    assert {"customers.parquet", "customers.xlsx"} <= names
    assert len([name for name in names if name.startswith("charts/")]) >= 4


def test_the_money_of_the_report_is_the_money_of_the_file(shop_report, metrics):
    with ORDERS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    nobody = {"", "0", "guest", "GUEST", "unknown", "(blank)", "anonymous", "n/a"}
    sales = sum(Decimal(r["amount"]) for r in rows if r["customer_id"].strip() not in nobody)
    found = metrics(shop_report)
    assert found["rows"]["read"] == len(rows)
    assert Decimal(str(found["sales"])) == sales
    assert found["currency"] == "EUR" and found["basis"] == "net"


def test_the_planted_value_lies_where_the_report_says(shop_report, metrics):
    """The shop's parameters are known; its report must contain them."""
    fit = metrics(shop_report)["pareto_nbd"]
    truth = {"r": 0.9, "alpha": 6, "s": 0.7, "beta": 20}
    base = cvm.customer_base(cvm.load(ORDERS, MAPPING).transactions)
    interval = cvm.ParetoNBD(base).fit().conf_int(alpha=0.01)
    for name, planted in truth.items():
        assert interval.loc[name].iloc[0] < planted < interval.loc[name].iloc[1]
        assert interval.loc[name].iloc[0] < fit[name] < interval.loc[name].iloc[1]


def test_without_a_margin_it_is_called_revenue_never_lifetime_value(cdnow_report, metrics):
    words = words_of(cdnow_report)
    assert metrics(cdnow_report)["value_is"] == "expected revenue"
    assert "Expected revenue" in words and "not lifetime value" in words
    assert "customer lifetime value" not in words.lower().replace("not lifetime value", "")


def test_the_whole_cdnow_log_is_read_to_the_cent(cdnow_report, cdnow_orders, metrics):
    found = metrics(cdnow_report)
    assert found["rows"] == {"read": 69_659, "used": 69_659}
    assert found["customers"] == 23_570
    assert round(found["sales"] * 100) == round(cdnow_orders["amount"].sum() * 100)
    assert found["customers_older_than_the_file"] == 0


def test_the_report_and_a_direct_call_agree(cdnow_report, cdnow_orders, metrics):
    """Two routes to one number: file, ledger and report; or a DataFrame in two lines."""
    found = metrics(cdnow_report)
    base = cvm.customer_base(cdnow_orders)
    fit, spend = cvm.ParetoNBD(base).fit(), cvm.GammaGamma(base).fit()
    assert found["pareto_nbd"] == pytest.approx(fit.params.to_dict(), rel=1e-6)
    assert found["gamma_gamma"] == pytest.approx(spend.params.to_dict(), rel=1e-6)
    value = cvm.lifetime_value(fit, spend, base.customers(), horizon=52, annual_discount_rate=0.1)
    assert found["value"]["expected"] == pytest.approx(value.table["value"].sum(), rel=1e-6)


def test_the_holdout_of_the_report_is_what_happened(cdnow_report, cdnow_orders, metrics):
    found = metrics(cdnow_report)["holdout"]
    start, end = np.datetime64("1998-06-30") - np.timedelta64(39, "W"), np.datetime64("1998-06-30")
    first = cdnow_orders.groupby("customer_id")["date"].transform("min")
    later = cdnow_orders[(cdnow_orders["date"] > start) & (cdnow_orders["date"] <= end)]
    known = later[first[later.index] <= start]
    assert found["actual"] == len(known.drop_duplicates(["customer_id", "date"]))
    assert found["error"] == pytest.approx(found["expected"] / found["actual"] - 1)


def test_customers_are_masked_unless_asked_for(shop_report, cvmlab, tmp_path):
    ids = {row["customer_id"] for row in csv.DictReader(ORDERS.open(encoding="utf-8"))}
    long_ids = {i for i in ids if len(i) > 5}
    shown = set(pd.read_parquet(shop_report / "customers.parquet")["customer_id"])
    assert not shown & long_ids
    assert not [i for i in long_ids if i in words_of(shop_report)]
    done = cvmlab(
        "report", "customer-value", "--data", ORDERS, "--identify", "--out", "named", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    named = set(pd.read_parquet(tmp_path / "named" / "customers.parquet")["customer_id"])
    assert named <= ids and len(named) == len(shown)


def test_groups_under_ten_are_not_shown(cvmlab, tmp_path):
    """A segment of nine people is no segment: it is nine people."""
    orders = pd.read_csv(ORDERS, dtype=str)
    customers = orders["customer_id"].dropna().unique()
    small = set(customers[(customers != "guest")][:9])
    orders["region"] = np.where(orders["customer_id"].isin(small), "Tiny Island", "Mainland")
    orders.to_csv(tmp_path / "orders.csv", index=False)
    done = cvmlab(
        "report", "customer-value", "--data", "orders.csv", "--set", "segment=region",
        "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    words = words_of(tmp_path / "out")
    assert "Mainland" in words and "Tiny Island" not in words


def test_text_of_the_data_stays_text(cvmlab, tmp_path):
    """Names that are markup, a formula or a path come out as what they are: names."""
    hostile = [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "../../etc",
        "**bold** [x](y)",
        "$E=m$",
    ]
    orders = pd.read_csv(ORDERS, dtype=str).dropna(subset=["customer_id"])
    orders["<b>team"] = orders["customer_id"].map(lambda i: hostile[hash_of(i) % len(hostile)])
    orders.to_csv(tmp_path / "orders.csv", index=False)
    done = cvmlab(
        "report", "customer-value", "--data", "orders.csv", "--set", "segment=<b>team",
        "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = page_of(tmp_path / "out")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert "<b>team" not in page and "=HYPERLINK(1)" in page
    assert not list(tmp_path.parent.glob("etc*"))


def hash_of(text):
    return sum(map(ord, text))


def test_the_same_input_gives_the_same_bytes(shop_report, cvmlab, tmp_path):
    done = cvmlab(
        "report", "customer-value", "--data", ORDERS, "--mapping", MAPPING, "--out", "report",
        "--set", "segment=channel", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first = {p.relative_to(shop_report): p for p in shop_report.rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path / "report"): p for p in (tmp_path / "report").rglob("*")}
    again = {name: path for name, path in again.items() if path.is_file()}
    assert set(first) == set(again)
    differing = [str(n) for n in first if first[n].read_bytes() != again[n].read_bytes()]
    assert differing == []


def test_customers_older_than_the_file_are_kept_out_and_said(cvmlab, tmp_path, metrics):
    """The same shop, but the file begins a year later: its regulars seem new in the first weeks."""
    orders = pd.read_csv(ORDERS, dtype=str)
    later = orders[orders["order_date"] >= "2025-01-01"]
    later.to_csv(tmp_path / "late.csv", index=False)
    firsts = orders.dropna(subset=["customer_id"]).groupby("customer_id")["order_date"].min()
    firsts.rename("acquired_on").reset_index().to_csv(tmp_path / "people.csv", index=False)
    for more in ([], ["--customers", "people.csv"]):
        done = cvmlab(
            "report", "customer-value", "--data", "late.csv", "--out", "out", *more, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        assert metrics(tmp_path / "out")["customers_older_than_the_file"] > 300
        assert "kept out of the fit" in words_of(tmp_path / "out")
        assert "take that part as rough" in words_of(tmp_path / "out")


def test_without_data_the_report_is_on_the_sample_company(cvmlab, tmp_path, metrics):
    """A retailer in euros, with customers older than its data."""
    done = cvmlab("report", "customer-value", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = metrics(tmp_path / "out")
    assert found["currency"] == "EUR" and found["basis"] == "net"
    assert found["customers"] > 10_000
    assert found["customers_older_than_the_file"] > 5_000


def test_plain_papermill_runs_it_too(tmp_path):
    import papermill

    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        REPORTS / "customer-value.ipynb",
        out,
        {"source": str(ORDERS), "horizon_weeks": 26},
        progress_bar=False,
    )
    text = out.read_text(encoding="utf-8")
    assert "next 26 weeks" in text


def test_every_number_of_the_report_follows_from_the_data(shop_report, metrics):
    """Drop a customer's orders and the sentences change: no number is typed in."""
    notebook = nbformat.read(REPORTS / "customer-value.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    bare = re.sub(r"\$\$.*?\$\$|\((?:[A-Z][^()]*?\d{4})\)", "", prose, flags=re.DOTALL)
    assert re.findall(r"\d[\d.,%]*", bare) == []


@pytest.mark.parametrize("which", ["shop_report", "cdnow_report"])
def test_in_a_browser_the_page_asks_for_nothing(which, request, in_browser):
    """Opened in a real browser: no request leaves the page, each chart can be heard."""
    outside, images, width = in_browser(request.getfixturevalue(which) / "customer-value.html")
    assert outside == []
    assert len(images) >= 6 and all(len(alt) > 40 and size > 0 for alt, size in images)
    assert width <= 900


def test_the_first_day_and_the_last_are_those_of_the_file(shop_report, metrics):
    days = defaultdict(list)
    for row in csv.DictReader(ORDERS.open(encoding="utf-8")):
        days["all"].append(date.fromisoformat(row["order_date"]))
    assert metrics(shop_report)["observation_end"] == max(days["all"]).isoformat()
