"""The account of the sample company from its own tables: line by line by a second route."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.acquisition.newcomers import new_customer_value
from cvmlab.value_of.contributions.referral_chains import referral_chains
from cvmlab.value_of.lifetime.customer_values import current_values
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.firm_account import firm_account
from cvmlab.value_of.total.ranking_by_assumption import ranking_by_assumption
from tests.sample import sample_company

CATERER, HUNTER = "K0000001", "K0000002"


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def firm(ws):
    return firm_account(ws)


def test_accounts_reconcile_to_customer_equity_to_the_cent(firm):
    for changes in ({}, {"owed": 0.5, "positive talk": 2}, {"owed": 1, "negative talk": 20}):
        check = firm.under(changes).reconcile()
        assert check.holds and check.transfers == 0
    euros = firm.account.lines.set_index("line")["euros"]
    assert euros[of.PURCHASES] == pytest.approx(firm.values.lifetime.total.expected, abs=0.005)
    assert firm.account.equity == pytest.approx(euros.sum(), abs=1e-6)


def test_every_customer_who_bought_has_one_account(firm):
    assert list(firm.account.customers) == list(firm.values.table["customer_id"])


def test_cost_to_serve_is_what_a_loop_makes_of_it(ws, firm):
    weeks = 364 / 7
    since = pd.Timestamp(firm.values.end) - pd.Timedelta(days=363)
    letters = ws.contacts.frame()
    letters = letters[letters["date"] >= since].groupby("customer_id")["cost"].sum()
    rows = firm.values.table.set_index("customer_id")
    account = firm.account.table.set_index("customer_id")
    for customer in (CATERER, "K0018601", "K0003320"):
        one = rows.loc[customer]
        by_hand = one["purchases"] * firm.serving.per_purchase
        by_hand += one["weeks"] * letters.get(customer, 0.0) / weeks
        assert account.loc[customer, of.SERVING] == pytest.approx(-by_hand, abs=0.011)


def test_friends_to_come_are_their_number_times_what_the_lot_says(ws, firm):
    sent = ws.customers.frame().query("channel == 'referral'")
    value = new_customer_value(firm.values, sent).of("referral").value
    euros = firm.account.lines.set_index("line")["euros"]
    kept = 1 + euros[of.SERVING] / euros[of.PURCHASES]
    b, reward = firm.reward.because, 10.0
    saved = float(firm.assumptions.saved.value)
    rewarded = b * (value * kept - reward) + (1 - b) * (saved - reward)
    friends = firm.given.table.query("kind == 'referred customer'").set_index("customer_id")
    even = friends.index.str[-1].astype(int) % 2 == 0
    by_hand = friends["today"] * np.where(even, rewarded, saved)
    assert euros[of.FRIENDS] == pytest.approx(by_hand.sum(), rel=1e-4)


def test_customers_who_may_offer_a_reward_are_expected_to_send_more(firm):
    friends = firm.given.table.query("kind == 'referred customer'").set_index("customer_id")
    even = friends.index.str[-1].astype(int) % 2 == 0
    ratio = friends["expected"][~even].mean() / friends["expected"][even].mean()
    assert 0.35 < ratio < 0.6  # planted: .45
    total = firm.given.totals.loc["referred customer"]
    assert friends["expected"].sum() == pytest.approx(total["expected"])
    assert total["low"] < total["expected"] < total["high"]


@pytest.mark.parametrize("owed", [0.0, 0.5, 1.0])
def test_transfers_are_those_of_the_chains(ws, firm, owed):
    value = firm.values.table.set_index("customer_id")["value"]
    chains = referral_chains(ws.referrals.frame(), value, because=firm.reward.because, owed=owed)
    shared = chains.table.set_index("customer_id")
    account = firm.under({"owed": owed}).table.set_index("customer_id")
    assert np.allclose(account[of.HERE], shared["credited"], atol=0.011)
    assert np.allclose(account[of.OWED], shared["owed_to_senders"], atol=0.011)


def test_friendship_is_owed_nothing_unless_it_is_assumed(firm):
    assert firm.of(CATERER).euros(of.HERE) == 0  # eight friends, no reward: no lot speaks for her
    assert firm.of(HUNTER).euros(of.HERE) > 0
    assert firm.of(CATERER, {"owed": 1}).euros(of.HERE) > firm.of(HUNTER, {"owed": 1}).euros(
        of.HERE
    )
    basis = firm.under({"owed": 1}).lines.set_index("line")["basis"]
    assert basis[of.FRIENDS] == basis[of.HERE] == of.ASSUMPTION


def test_no_kind_has_a_price_until_one_is_stated(firm):
    assert set(firm.account.unpriced) == set(of.PRICED)
    priced = firm.under({"negative talk": {"euros": 20, "source": "a lost friend's margin"}})
    assert of.AGAINST not in priced.unpriced
    assert priced.of(CATERER).euros(of.AGAINST) < -10
    assert priced.equity < firm.account.equity


def test_the_list_of_the_best_is_drawn_up_under_each_assumption(firm):
    measures = firm.measures()
    assert list(measures)[:3] == ["last year's margin", of.HISTORIC, of.PURCHASES]
    assert len(measures) == len(firm.account.customers) and not measures.isna().any().any()
    found = ranking_by_assumption(measures, top=20)
    assert 0 < len(found.always) < 20
    assert found.stay(of.HISTORIC) < found.stay(of.PURCHASES)
    own = firm.measures({"talk at five": {"positive talk": 5}})
    assert own["talk at five"].sum() == pytest.approx(firm.under({"positive talk": 5}).equity)


def test_it_is_worked_out_once(ws, firm):
    assert firm_account(ws) is firm
    assert firm.under({"owed": 0.5}) is firm.under({"owed": 0.5})
    assert firm.under() is firm.account


def test_what_a_firm_does_not_know_leaves_its_line_blank(ws):
    orders = ws.transactions.table.select("customer_id", "date", "cents").to_pandas()
    orders["amount"] = orders.pop("cents") / 100
    some = orders[orders["customer_id"].str[-1] == "7"]
    alone = firm_account(load(some))
    lines = alone.account.lines.set_index("line")
    assert (lines["basis"].drop(of.PURCHASES) == of.NOT_GIVEN).all()
    assert alone.account.reconcile().holds
    assert "Left blank" in alone.sentence and of.SERVING in alone.sentence


def test_thirty_customers_get_wide_intervals_or_a_plain_refusal(ws):
    orders = ws.transactions.table.select("customer_id", "date", "cents").to_pandas()
    orders["amount"] = orders.pop("cents") / 100
    few = orders[orders["customer_id"].isin(sorted(orders["customer_id"].unique())[200:230])]
    try:
        account = firm_account(load(few)).account
    except DataProblem as problem:
        assert "Traceback" not in str(problem) and len(str(problem)) > 40
    else:
        low, high = account.equity_interval
        assert high - low > 0.3 * account.equity


def test_the_values_are_those_the_lessons_share(ws, firm):
    assert firm.values is current_values(ws)
