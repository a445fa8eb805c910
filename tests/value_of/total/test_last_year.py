"""The account from the last year alone: its own arithmetic, one account touched, none made up."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.worked_value import worked_value
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.firm_account import firm_account
from cvmlab.value_of.total.last_year import like_last_year
from tests.sample import sample_company

MAURA = "K0000001"
WORDS = {"positive talk": 5, "negative talk": 10}


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def firm(ws):
    return firm_account(ws)


@pytest.fixture(scope="module")
def pace(ws, firm):
    return like_last_year(firm, MAURA, ws.transactions, ws.contributions.frame())


def test_each_line_is_the_last_year_for_as_long_as_she_is_expected_to_stay(ws, firm, pace):
    account = pace.of(MAURA, WORDS)
    row = firm.values.table.set_index("customer_id").loc[MAURA]
    years, in_all = row["weeks"] / 52, row["weeks_to_come"] / 52
    cost = firm.serving.by_customer([MAURA])["cost"].iloc[0]
    # Her margin rate is an estimate from three years, so that the last year's margin is near it.
    assert account.euros(of.PURCHASES) == pytest.approx(row["last_year"] * years, rel=0.02)
    assert account.euros(of.SERVING) == pytest.approx(-cost * years, abs=0.01)
    notes = ws.contributions.frame()
    bad = notes[(notes["customer_id"] == MAURA) & (notes["kind"] == "negative talk")]
    assert (bad["date"] >= "2024-01-01").all() and len(bad) == 6
    assert account.euros(of.AGAINST) == pytest.approx(-6 * 10 * years, abs=0.01)
    assert account.table.set_index("line").loc[of.AGAINST, "count"] == pytest.approx(6 * in_all)
    assert account.euros(of.TALK) == account.euros(of.FRIENDS) == account.euros(of.WALLET) == 0


def test_purchases_are_those_of_the_worked_value(ws, firm, pace):
    like = worked_value(firm.values, MAURA, ws.transactions).like_last_year
    assert pace.of(MAURA).euros(of.PURCHASES) == pytest.approx(like, abs=0.006)


def test_who_has_left_brings_nothing_by_either_rule(ws, firm):
    gone = like_last_year(firm, "K0000002", ws.transactions, ws.contributions.frame())
    assert abs(gone.of("K0000002").euros(of.PURCHASES)) < 0.01


def test_all_other_accounts_are_as_they_were(firm, pace):
    before, after = firm.under(WORDS).totals, pace.under(WORDS).totals
    others = before.index != MAURA
    assert np.abs(before[others] - after[others]).max() <= 0.011  # a cent given to a neighbour
    assert before[MAURA] > 100 * after[MAURA]


def test_the_firms_own_accounts_are_left_alone(ws, firm):
    values, given, cost = firm.values.table.copy(), firm.given.table.copy(), firm.cost.copy()
    like_last_year(firm, MAURA, ws.transactions, ws.contributions.frame())
    assert values.equals(firm.values.table) and given.equals(firm.given.table)
    assert cost.equals(firm.cost)


def test_what_a_friend_owes_goes_by_the_last_year_too(ws, firm):
    sent = ws.referrals.frame()
    friends = sent.loc[sent["referrer"] == "K0000002", "referee"]
    rows = firm.values.table.set_index("customer_id").loc[list(friends)]
    friend = str(rows["value"].idxmax())
    before = firm.of(friend, WORDS)
    after = like_last_year(firm, friend, ws.transactions).of(friend, WORDS)
    share = after.euros(of.PURCHASES) / before.euros(of.PURCHASES)
    assert share != pytest.approx(1, abs=0.02)
    assert after.euros(of.OWED) == pytest.approx(share * before.euros(of.OWED), abs=0.02)


def test_without_notes_what_is_expected_of_words_stays(ws, firm):
    kept = like_last_year(firm, MAURA, ws.transactions).of(MAURA, WORDS)
    assert kept.euros(of.AGAINST) == firm.of(MAURA, WORDS).euros(of.AGAINST)


def test_an_unknown_customer_is_told(ws, firm):
    with pytest.raises(DataProblem, match="no customer 'nobody'"):
        like_last_year(firm, "nobody", ws.transactions)
