"""Accounts rolled up to who pays: what is refused, and that no cent is lost."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.audit.bill_to import bill_to_of, read_bill_to, roll_up
from tests.value_of.audit.conftest import KESTREL


def accounts(**payers):
    return pd.DataFrame({"account_id": list(payers), "bill_to": list(payers.values())})


def lines(**cents):
    import ibis

    return ibis.memtable(pd.DataFrame({"customer_id": list(cents), "cents": list(cents.values())}))


def test_a_chain_is_followed_to_the_last_payer():
    found = bill_to_of(accounts(kitchen="home", home="trust", trust="trust"))
    assert set(found.table["customer_id"]) == {"trust"}
    assert found.chained == 1


def test_an_account_that_pays_itself_stays_itself():
    assert bill_to_of(accounts(a="a")).table["customer_id"].to_list() == ["a"]


def test_a_payer_need_not_order_anything():
    assert bill_to_of(accounts(a="head office")).table["customer_id"].to_list() == ["head office"]


def test_everything_wrong_is_said_at_once_and_plainly():
    table = pd.DataFrame(
        {
            "account_id": ["a", "b", "c", "d", "e", "e", None],
            "bill_to": ["b", "a", None, "", "a", "c", "a"],
        }
    )
    with pytest.raises(DataProblem) as refused:
        bill_to_of(table)
    text = str(refused.value)
    assert len(refused.value.problems) == 4
    for words in (
        "in a circle",
        "nobody is said to pay",
        "more than one payer",
        "without a number",
    ):
        assert words in text
    assert refused.value.problems[1].count == 2
    assert "an account that pays itself has its own number" in text


def test_a_circle_names_those_who_stand_in_it_and_nobody_else():
    with pytest.raises(DataProblem) as refused:
        bill_to_of(accounts(a="b", b="c", c="b", d="d"))
    problem = refused.value.problems[0]
    assert problem.count == 2 and len(problem.examples) == 2


def test_the_money_is_the_same_before_and_after_and_strangers_are_said():
    bill_to = bill_to_of(accounts(a="z", b="z", c="c"))
    rolled = roll_up(lines(a=100, b=201, c=7, stranger=1), bill_to)
    assert rolled.cents_before == rolled.cents_after == 309
    sums = rolled.lines.to_pandas().groupby("customer_id")["cents"].sum().to_dict()
    assert sums == {"z": 301, "c": 7, "stranger": 1}
    assert (rolled.accounts, rolled.customers, rolled.strangers) == (4, 3, 1)
    assert "1 account that orders is not in the table of accounts" in rolled.sentence


def test_two_files_that_do_not_belong_together_are_refused():
    with pytest.raises(DataProblem, match="of the accounts that order are not in it"):
        roll_up(lines(x=1, y=2, a=3), bill_to_of(accounts(a="a")))


def test_a_file_without_payers_is_refused_with_what_it_has(tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,town\nA1,Cork\nA2,Kerry\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="no column that says who pays"):
        read_bill_to(path)


def test_well_known_names_of_the_columns_are_found(tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text("Ship-to party;Payer\n007;9\n008;9\n9;9\n", encoding="utf-8")
    table = read_bill_to(path).table
    assert table["account_id"].to_list() == ["007", "008", "9"]
    assert set(table["customer_id"]) == {"9"}


def test_the_food_service_arm_is_rolled_up_to_the_cent(payers_base):
    """Two routes: pandas alone."""
    orders = pd.read_parquet(KESTREL / "b2b_orders.parquet")
    who = pd.read_parquet(KESTREL / "b2b_accounts.parquet").set_index("account_id")["bill_to"]
    sums = (orders["amount"] * 100).round().astype("int64").groupby(orders["account_id"].map(who))
    expected = sums.sum()
    found = payers_base.occasions.groupby("customer_id")["cents"].sum()
    assert found.sort_index().to_dict() == expected.sort_index().to_dict()
    rolled = payers_base.source.rolled
    assert (rolled.accounts, rolled.customers) == (orders["account_id"].nunique(), len(expected))


def test_a_payer_is_as_old_as_the_first_of_its_accounts(payers_base):
    table = pd.read_parquet(KESTREL / "b2b_accounts.parquet")
    since = table.groupby("bill_to")["since"].min()
    acquired = payers_base.source.acquired.set_index("customer_id")["acquired_on"]
    assert (acquired == since.reindex(acquired.index)).all()
