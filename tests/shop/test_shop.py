"""The shop's orders are what their description says, and come out the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import fmean

import pytest

SHOP = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("make_shop", SHOP / "make_shop.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.main(folder := tmp_path_factory.mktemp("shop"))
    return folder


@pytest.fixture(scope="module")
def rows():
    with (SHOP / "orders.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth():
    return json.loads((SHOP / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["orders.csv", "truth.json"])
def test_the_shop_is_written_again_byte_for_byte(made, name):
    assert (made / name).read_bytes() == (SHOP / name).read_bytes()


def test_the_shop_is_independent_of_what_it_tests():
    source = (SHOP / "make_shop.py").read_text(encoding="utf-8")
    imported = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    names = {line.split()[1].split(".")[0] for line in imported}
    assert names - {"__future__"} <= sys.stdlib_module_names


def test_the_truth_describes_the_file(rows, truth):
    assert len(rows) == truth["rows"]
    cents = sum(round(float(row["amount"]) * 100) for row in rows)
    assert cents == truth["sum_of_amounts_cents"]
    assert sum(row["customer_id"] in ("", "guest") for row in rows) == 14
    assert truth["rows_without_a_customer"] == 14
    assert sum(float(row["amount"]) == 0 for row in rows) == truth["free_replacements"]
    repeats = Counter(tuple(row.values()) for row in rows)
    assert sum(times - 1 for times in repeats.values()) == truth["repeated_lines"]
    days = [dt.date.fromisoformat(row["order_date"]) for row in rows]
    assert str(min(days)) == truth["first_day"] and str(max(days)) <= truth["last_day"]


def test_returns_name_an_order_of_the_same_customer_and_never_exceed_it(rows):
    bought, returned = defaultdict(float), defaultdict(float)
    for row in rows:
        key = row["order_id"], row["customer_id"]
        (bought if float(row["amount"]) > 0 else returned)[key] += float(row["amount"])
    named = {key: money for key, money in returned.items() if key[0] and money < 0}
    assert 150 < len(named) < 300
    assert all(key in bought and -money <= bought[key] + 0.005 for key, money in named.items())


def test_customers_join_evenly_and_none_is_older_than_the_file(rows, truth):
    first: dict[str, str] = {}
    for row in rows:
        if row["customer_id"].startswith("C0"):
            first.setdefault(row["customer_id"], row["order_date"])
    assert len(first) == truth["customers"]
    early = sum(day < "2024-07-01" for day in first.values()) / len(first)
    assert 0.22 < early < 0.28, "a quarter of the window holds a quarter of the new customers"


def test_spending_follows_the_planted_law(rows, truth):
    law = truth["spend_gamma_gamma_eur"]
    orders: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["order_id"].startswith("B") and float(row["amount"]) > 0:
            orders[row["order_id"]] += float(row["amount"])
    expected = law["p"] * law["gamma"] / (law["q"] - 1)
    assert fmean(orders.values()) == pytest.approx(expected, rel=0.05)


def test_the_shop_stays_small():
    assert (SHOP / "orders.csv").stat().st_size < 1_500_000
