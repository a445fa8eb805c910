"""Contracts as payments: one a period as long as they run, none after."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.contract_payments import contract_payments
from tests.value_of.audit.conftest import KESTREL


def contracts(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "start", "end", "price"])


def days(found):
    return [str(day.date()) for day in found.table["date"]]


def test_every_pass_is_paid_once_and_once_for_each_renewal():
    """Two routes: the sample company counts the renewals itself."""
    path = KESTREL / "pass_subscriptions.parquet"
    passes = pd.read_parquet(path).set_index("subscription_id")
    found = contract_payments(path, end="2024-12-29")
    paid = found.table.groupby("customer_id").size()
    assert (paid == passes["renewals"] + 1).all()
    money = found.table.groupby("customer_id")["cents"].sum()
    assert (money == (passes["price"] * 100).round() * (passes["renewals"] + 1)).all()
    assert found.period == "Y" and "(seen from their ends)" in " ".join(found.sentences)


def test_what_ends_on_an_anniversary_is_not_paid_on_it():
    table = contracts(("a", "2022-03-01", "2024-03-01", 30.0))
    assert days(contract_payments(table, end="2024-12-31", period="Y")) == [
        "2022-03-01", "2023-03-01",
    ]  # fmt: skip


def test_the_thirty_first_is_the_last_day_of_a_shorter_month():
    table = contracts(("a", "2024-01-31", None, 5.0))
    found = contract_payments(table, end="2024-04-30", period="M")
    assert days(found) == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def test_weeks_and_quarters_are_counted_too():
    table = contracts(("a", "2024-01-01", None, 5.0))
    assert len(contract_payments(table, end="2024-01-31", period="W").table) == 5
    assert len(contract_payments(table, end="2024-12-31", period="Q").table) == 4


def test_the_money_paid_is_price_times_payments_to_the_cent():
    table = contracts(("a", "2024-01-01", None, 9.99), ("b", "2024-02-01", "2024-05-01", 4.5))
    found = contract_payments(table, end="2024-06-30", period="M")
    assert found.table["cents"].sum() == 6 * 999 + 3 * 450


def test_how_often_is_not_guessed_where_the_ends_do_not_tell():
    table = contracts(("a", "2022-03-01", None, 30.0), ("b", "2022-05-01", "2023-01-09", 30.0))
    with pytest.raises(DataProblem, match="do not tell how often they are renewed"):
        contract_payments(table, end="2024-12-31")


def test_without_a_price_payments_are_counted_and_that_is_said():
    table = contracts(("a", "2022-03-01", None, 1.0)).drop(columns="price")
    found = contract_payments(table, end="2024-12-31", period="Y")
    assert not found.priced and found.table["cents"].sum() == 300
    assert "There is no price" in found.sentences[-1]


def test_contracts_without_a_price_among_others_are_left_out_and_counted():
    table = contracts(("a", "2022-03-01", None, 30.0), ("b", "2022-03-01", None, None))
    found = contract_payments(table, end="2024-12-31", period="Y")
    assert set(found.table["customer_id"]) == {"a"}
    assert "1 contracts without a price are left out." in found.sentences


def test_everything_wrong_with_the_rows_is_said_at_once(tmp_path):
    path = tmp_path / "contracts.csv"
    path.write_text(
        "customer,start date,end date,price\n"
        "a,2023-01-05,2022-01-05,10\nb,2023-02-05,,-4\nc,2023-03-05,,10\n",
        encoding="utf-8",
    )
    with pytest.raises(DataProblem) as refused:
        contract_payments(path, end="2024-12-31", period="Y")
    text = str(refused.value)
    assert "ends before it starts" in text and "negative prices" in text


def test_a_file_in_other_words_is_read(tmp_path):
    path = tmp_path / "vertraege.csv"
    path.write_text(
        "Member ID;Valid from;Valid to;Tariff;Fee\n007;05.01.2023;;Gold;10,50\n"
        "008;25.02.2023;25.02.2024;Blue;9,00\n",
        encoding="utf-8",
    )
    found = contract_payments(path, end="2024-12-31", period="Y", by="plan")
    assert found.table["cents"].sum() == 2 * 1050 + 900
    assert set(found.table["plan"]) == {"Gold", "Blue"}
