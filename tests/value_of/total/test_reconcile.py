"""The reconciliation: both directions, to the cent, and an account that was tampered with fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cvmlab.value_of.total.account import total_value
from cvmlab.value_of.total.reconcile import reconcile
from tests.value_of.total import toy


@pytest.fixture(scope="module")
def account():
    return total_value(toy.values(), chains=toy.chains(), cost_to_serve=toy.cost(), currency="EUR")


def test_steps_lead_from_purchases_to_customer_equity(account):
    check = reconcile(account)
    assert check.holds
    assert check.steps["so_far"].iloc[-1] == check.by_account == account.equity_cents
    assert check.steps["line"].iloc[0] == "purchases to come"
    assert "3 accounts and 4 lines come to the same €281.67, to the cent" in check.sentence
    assert account.reconciles == check.sentence
    assert check.summary().cells[-1] == ["Customer equity", "€281.67", "€281.67"]


def test_a_missing_cent_is_found(account):
    lost = account.cents.copy()
    lost.iloc[0, 0] -= 1
    check = reconcile(replace(account, cents=lost))
    assert not check.holds
    assert "do not add up" in check.sentence


def test_a_transfer_that_is_not_taken_away_is_found(account):
    lost = account.cents.copy()
    lost["owed to those who sent them"] = 0
    assert not reconcile(replace(account, cents=lost)).holds
