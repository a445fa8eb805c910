"""The account: lines that do not overlap, counts apart from euros, exact to the cent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cvmlab.errors import DataProblem
from cvmlab.value_of.contributions.referral_chains import referral_chains
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.account import total_value
from tests.value_of.total import toy

PRICES = {"positive talk": {"euros": 2, "low": 1, "high": 4, "source": "a guess"},
          "negative talk": 5, "reward for a friend": 10, "saved acquisition cost": 12}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return total_value(
        toy.values(),
        contributions=toy.contributions(),
        chains=toy.chains(),
        cost_to_serve=toy.cost(),
        newcomer=(60, 50, 70),
        because=(0.54, 0.5, 0.58),
        assumptions=PRICES,
        currency="EUR",
        horizon="next 5 years",
    )


# published: Shapley's value of a chain of three, 100 each


def test_a_chain_of_three_is_worth_300_and_shared_as_published():
    account = total_value(toy.values(), chains=toy.chains())
    assert account.equity_cents == 300_00
    assert account.totals.tolist() == pytest.approx([183.33, 83.33, 33.33], abs=0.011)
    careless = account.equity + 2 * 100  # each sender given the friend they sent on top
    assert careless == 500
    assert account.reconcile().doubled == pytest.approx(116.67, abs=0.011)


def test_what_passes_between_customers_adds_up_to_nothing(found):
    assert found.cents[of.HERE].sum() + found.cents[of.OWED].sum() == 0
    assert found.lines.set_index("line")["euros"][list(of.TRANSFERS)].sum() == 0


# lines


def test_the_lines_stand_in_their_order_whatever_is_known(found):
    assert tuple(found.lines["line"]) == of.LINES
    bare = total_value(toy.values())
    assert tuple(bare.lines["line"]) == of.LINES
    assert (bare.lines["basis"].iloc[1:] == of.NOT_GIVEN).all()
    assert bare.equity_cents == 300_00


def test_each_line_is_what_a_pencil_makes_of_it(found):
    euros = found.lines.set_index("line")["euros"]
    assert euros["purchases to come"] == 300
    assert euros["cost to serve"] == -18.33
    assert euros["positive talk"] == 6.40  # 3.2 of them in today's money at 2
    assert euros["negative talk"] == -8.00
    friend = 0.54 * (60 - 10) + 0.46 * (12 - 10)
    assert euros["referred customers"] == round(0.8 * friend, 2)
    assert found.equity == pytest.approx(300 - 18.33 + 6.40 - 8.00 + round(0.8 * friend, 2))


def test_a_count_without_a_price_stays_a_count_and_the_total_says_so(found):
    row = found.lines.set_index("line").loc["other contributions"]
    assert row["count"] == 0.5 and np.isnan(row["euros"])
    assert row["basis"] == of.NOT_PRICED
    assert found.table["other contributions"].isna().all()
    assert "Counted, not priced" in found.sentence and "other contributions" in found.sentence
    assert "other contributions" in found.of("C").summary().note


def test_every_line_says_what_it_rests_on(found):
    basis = found.lines.set_index("line")["basis"]
    assert basis["purchases to come"] == of.ESTIMATED
    assert basis["positive talk"] == of.ASSUMPTION
    assert basis["referred customers"] == of.BY_LOT
    assert basis["attainable share of wallet"] == of.NOT_GIVEN
    assert (found.lines["rests_on"].str.len() > 0).all()
    told = found.lines.set_index("line")["rests_on"]
    assert "a guess" in told["positive talk"]
    assert "54%" in told["referred customers"] and "by lot" in told["referred customers"]


def test_what_is_assumed_is_said_in_euros(found):
    friend = 0.8 * 0.46 * 12
    assert found.assumed == pytest.approx(6.40 + 8.00 + friend)
    assert found.of("A").assumed == pytest.approx(6.40 + friend)
    assert total_value(toy.values(), cost_to_serve=toy.cost()).assumed == 0
    owed = total_value(toy.values(), chains=toy.chains(), assumptions={"owed": 1.0})
    assert owed.lines.set_index("line").loc[of.HERE, "basis"] == of.ASSUMPTION


def test_negative_talk_counts_against_whoever_speaks_badly(found):
    assert found.of("B").euros("negative talk") == -8.00
    without = total_value(toy.values(), contributions=toy.contributions(), assumptions={})
    assert np.isnan(without.of("B").euros("negative talk"))


def test_history_stands_beside_and_never_in(found):
    rich = total_value(toy.values(historic=1e9), cost_to_serve=toy.cost())
    poor = total_value(toy.values(historic=0.0), cost_to_serve=toy.cost())
    pd.testing.assert_frame_equal(rich.cents, poor.cents)
    assert found.table[of.HISTORIC].sum() == 5003
    assert "sunk" in found.of("A").sentence and of.HISTORIC not in tuple(found.lines["line"])


# intervals


def test_every_priced_line_has_its_interval_and_the_total_lies_within_its_own(found):
    priced = found.lines.dropna(subset="euros")
    inside = priced["low"].le(priced["euros"] + 0.011) & priced["high"].ge(priced["euros"] - 0.011)
    assert inside.all()
    low, high = found.equity_interval
    assert low < found.equity < high
    table = found.table
    assert (table["low"] < table["total"]).all() and (table["total"] < table["high"]).all()


def test_transfers_do_not_widen_the_interval_of_the_whole():
    with_them = total_value(toy.values(), chains=toy.chains())
    without = total_value(toy.values())
    assert with_them.equity_interval == without.equity_interval


def test_who_buys_nothing_costs_nothing(found):
    assert found.of("C").outcome[0] == pytest.approx(33.33 - 100, abs=0.02)  # owes as expected
    alone = total_value(toy.values(), cost_to_serve=toy.cost())
    assert alone.of("A").outcome == pytest.approx((0.0, 240.0))


# bookkeeping


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 5000), min_size=2, max_size=30),
    st.lists(st.floats(0, 30), min_size=2, max_size=30),
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 100), st.integers(0, 10**6),
)  # fmt: skip
def test_lines_and_accounts_come_to_the_same_cent(worth, costs, because, owed, price, seed):
    rng = np.random.default_rng(seed)
    ids = [f"C{n}" for n in range(len(worth))]
    values = pd.DataFrame({"customer_id": ids, "value": worth})
    senders = [ids[rng.integers(0, n)] for n in range(1, len(ids))]
    sent = pd.DataFrame({"referrer": senders, "referee": ids[1:]})
    sent["reward_offered"] = rng.choice([0.0, 10.0], len(sent))
    shared = referral_chains(sent, values.set_index("customer_id")["value"], because=because,
                             owed=owed)  # fmt: skip
    cost = pd.DataFrame({"customer_id": ids[: len(costs)], "cost": costs[: len(ids)]})
    often = rng.random(len(ids))
    deeds = pd.DataFrame(
        {"customer_id": ids, "kind": "positive talk", "expected": often, "today": 0.8 * often}
    )
    account = total_value(values, chains=shared, cost_to_serve=cost, contributions=deeds,
                          assumptions={"positive talk": price, "owed": owed})  # fmt: skip
    check = account.reconcile()
    assert check.holds
    assert check.by_line == check.by_account == account.equity_cents
    assert round(account.table["total"].sum() * 100) == account.equity_cents
    lines = account.table[list(of.LINES)].sum(axis=1)
    assert np.allclose(lines, account.table["total"], atol=1e-6)


def test_whoever_stands_in_any_table_has_an_account():
    deeds = toy.contributions()
    deeds.loc[3, "customer_id"] = "Z"
    found = total_value(toy.values(), contributions=deeds, assumptions={"other": 10})
    assert list(found.customers) == ["A", "B", "C", "Z"]
    assert found.of("Z").total == 4.00
    assert found.reconcile().holds


def test_tables_are_left_as_they_were():
    tables = [toy.values(), toy.contributions(), toy.cost()]
    copies = [table.copy() for table in tables]
    total_value(tables[0], contributions=tables[1], cost_to_serve=tables[2], assumptions=PRICES)
    for table, copy in zip(tables, copies, strict=True):
        pd.testing.assert_frame_equal(table, copy)


# bad input


def test_tables_without_their_columns_or_with_repeated_customers_are_refused():
    with pytest.raises(DataProblem, match='Column "value"'):
        total_value(toy.values().drop(columns="value"))
    with pytest.raises(DataProblem, match="stands twice"):
        total_value(pd.concat([toy.values(), toy.values()]))
    with pytest.raises(DataProblem, match="not filled in"):
        total_value(toy.values(value=[1.0, np.nan, 3.0]))
    with pytest.raises(DataProblem, match="unknown kinds: praise"):
        total_value(toy.values(), contributions=toy.contributions().replace("other", "praise"))


def test_transfers_that_do_not_cancel_are_refused():
    lost = toy.chains().table.assign(owed_to_senders=0.0)
    with pytest.raises(DataProblem, match="takes from one what it gives another"):
        total_value(toy.values(), chains=lost)


def test_figures_outside_their_ends_are_refused(found):
    with pytest.raises(DataProblem, match="no figure with its ends"):
        total_value(toy.values(), newcomer=(60, 70, 80), because=0.5)
    with pytest.raises(DataProblem, match="no account of 'Q'"):
        found.of("Q")
    with pytest.raises(ValueError, match="no line"):
        found.entry("goodwill")
