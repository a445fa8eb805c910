"""Customers below zero: sorted by hand, against the planted company, against a second route."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.cost_to_serve import cost_to_serve
from cvmlab.value_of.lifetime.current_costs import current_costs
from cvmlab.value_of.lifetime.customer_values import current_values, customer_values
from cvmlab.value_of.right.let_go import let_go
from cvmlab.value_of.right.let_go_picture import plot_let_go, plot_ways_of_counting
from cvmlab.value_of.right.let_go_result import ABOVE, BELOW, COSTS, GONE, PAYS
from cvmlab.value_of.right.ways_of_counting import ways_of_counting
from tests.sample import sample_company
from tests.value_of.right.made_firm import made_firm


@pytest.fixture(scope="module")
def ws():
    return sample_company()


@pytest.fixture(scope="module")
def kestrel(ws):
    return let_go(
        current_values(ws),
        current_costs(ws),
        overhead=250_000,
        contributions=ws.contributions.frame(),
        referrals=ws.referrals.frame(),
    )


@pytest.fixture(scope="module")
def small():
    """A made firm with four customers whose sum is known, among others without any cost."""
    orders = made_firm(7, 300).orders
    values = customer_values(orders, currency="EUR")
    year = values.table.set_index("customer_id")["last_year"]
    pays = year[year.between(5, 30)].index[0]
    costs = year[year.between(5, 30)].index[1]
    gone = year[year == 0].index[0]
    late = pd.Timestamp(values.end)
    letters = pd.DataFrame(
        {"customer_id": [pays, gone, "never"], "date": late, "cost": [year[pays] + 4, 6.0, 1.5]}
    )
    failures = pd.DataFrame({"customer_id": [costs], "date": late, "cost": [year[costs] + 3]})
    served = cost_to_serve(failures, letters, orders)
    return let_go(values, served), values, served, {"pays": pays, "costs": costs, "gone": gone}


# sorted by hand


def test_four_customers_are_sorted_by_what_puts_them_below_zero(small):
    found, _, _, ids = small
    group = found.table.set_index("customer_id")["group"]
    assert group[ids["pays"]] == PAYS and group[ids["costs"]] == COSTS
    assert group[ids["gone"]] == GONE and group["never"] == GONE
    assert set(found.below["customer_id"]) == {*ids.values(), "never"}
    assert found.groups.loc[list(BELOW), "customers"].tolist() == [2, 1, 1]


def test_the_sums_of_those_four_are_a_pencils(small):
    found, values, _, ids = small
    year = values.table.set_index("customer_id")["last_year"]
    assert found.below["left_over"].sum() == pytest.approx(-4 - 6 - 1.5 - 3)
    assert found.saved == pytest.approx(year[ids["pays"]] + 4 + 6 + 1.5)
    assert found.lost == pytest.approx(year[ids["pays"]] - 3)
    # stopping is better than letting go by what is lost when they go
    assert found.saved == pytest.approx(-found.below["left_over"].sum() + found.lost)


def test_nothing_given_is_changed(small):
    _, values, served, _ = small
    before, costs = values.table.copy(), served.table.copy()
    let_go(values, served)
    pd.testing.assert_frame_equal(values.table, before)
    pd.testing.assert_frame_equal(served.table, costs)


def test_every_customer_is_in_one_group_and_every_euro_in_one_sum(kestrel):
    groups = kestrel.groups
    assert groups["customers"].sum() == len(kestrel.table) == kestrel.table["customer_id"].nunique()
    for column in ("margin", "stoppable", "ends"):
        assert groups[column].sum() == pytest.approx(kestrel.table[column].sum())
    left = kestrel.table["margin"] - kestrel.table["stoppable"] - kestrel.table["ends"]
    np.testing.assert_allclose(kestrel.table["left_over"], left, atol=1e-9)


def test_the_value_to_come_of_the_groups_adds_up_to_that_of_all(kestrel, ws):
    values = current_values(ws)
    inside = values.table["customer_id"].isin(kestrel.table["customer_id"])
    assert kestrel.groups["value"].sum() == pytest.approx(values.table.loc[inside, "value"].sum())
    rows = kestrel.groups
    assert (rows["low"] <= rows["value"]).all() and (rows["value"] <= rows["high"]).all()


def test_the_memo_is_counted_by_another_route(kestrel, ws):
    """Plain pandas over the tables themselves."""
    lines = ws.transactions.frame()
    year = lines[pd.to_datetime(lines["date"]) >= pd.Timestamp(2024, 1, 1)]
    margin = (year["margin_cents"] / 100).groupby(year["customer_id"]).sum()
    spent = pd.concat([ws.contacts.frame(), ws.service_events.frame()])
    spent = spent[spent["date"] >= pd.Timestamp(2024, 1, 1)]
    left = margin.sub(spent.groupby("customer_id")["cost"].sum(), fill_value=0)
    assert int((left < -0.005).sum()) == len(kestrel.below) == 4_971
    assert left[left < -0.005].sum() == pytest.approx(kestrel.below["left_over"].sum())


# planted truth


def test_as_many_of_them_are_still_customers_as_is_said(kestrel):
    """The chance of still being one, against when each person planted in the company left."""
    person = truth().person
    person = person.frame() if hasattr(person, "frame") else person
    person = person.dropna(subset="customer_id").drop_duplicates("customer_id")
    here = person.set_index("customer_id")["left_week"].isna()
    for group in (PAYS, GONE):
        mine = kestrel.table[kestrel.table["group"] == group]
        mine = mine[mine["customer_id"].isin(here.index)]
        share = here.reindex(mine["customer_id"]).mean()
        assert share == pytest.approx(mine["alive"].mean(), abs=0.06)


def test_what_the_letters_cost_would_be_spent_on_customers_who_have_left(kestrel):
    table = kestrel.table.set_index("group")
    assert table.loc[GONE, "alive"].mean() < 0.1 < table.loc[PAYS, "alive"].mean() < 0.5


# ways of counting


def test_an_overhead_moves_customers_below_zero_who_did_nothing_else(kestrel):
    ways = kestrel.ways.set_index("way")
    counted = ways["customers"]
    assert counted["overhead by head"] > counted["overhead by margin"] > len(kestrel.below)
    assert counted["costs that end with them"] < 0.1 * len(kestrel.below)
    without = kestrel.counted(0.0)
    assert len(without.ways) == 2 and without.counting.startswith("Every cost")


def test_an_overhead_by_margin_of_all_that_is_left_leaves_nobody_much(kestrel):
    """Shared by margin, an overhead as large as the margin takes everybody's whole margin."""
    all_of_it = float(kestrel.table["margin"].sum())
    ways = ways_of_counting(kestrel.table, all_of_it, sent=0.0).set_index("way")
    ends = kestrel.table["ends"]
    assert ways.loc["overhead by margin", "euros"] == pytest.approx(-ends[ends > 0.005].sum(), 1e-6)


def test_half_the_letters_are_half_the_letters(kestrel):
    half = kestrel.counted(0.0, 0.5).ways.set_index("way")["euros"]["every cost by name"]
    left = kestrel.table["marginal"] - 0.5 * kestrel.table["stoppable"]
    assert half == pytest.approx(left[left < -0.005].sum())
    assert kestrel.counted(0.0, 0.0).ways["customers"].nunique() == 1


# words, pictures, problems


def test_the_sentences_say_the_numbers_of_the_table(kestrel):
    groups = kestrel.groups
    assert f"{groups.loc[GONE, 'customers']:,} of them bought nothing" in kestrel.sentence
    assert (
        f"About {groups.loc[PAYS, 'alive']:,.0f} of these are still customers" in kestrel.sentence
    )
    saved = kestrel.saved
    assert f"€{saved:,.0f} better, with every customer kept" in kestrel.verdict
    rows = kestrel.below
    assert f"sent {rows['friends'].sum():,} friends" in kestrel.given
    assert f"{(kestrel.wrongly['chance_below'] < 0.5).sum()} of them" in kestrel.chances


def test_letting_go_leaves_nothing_and_stopping_leaves_all(kestrel):
    rows = {row[0]: row[1:] for row in kestrel.options().cells}
    assert set(rows["let them go"]) == {"€0.00"}
    assert rows["stop the letters"][0] == rows["as it was"][0]
    assert rows["stop the letters"][1] == "€0.00"


def test_the_worst_to_let_go_is_somebody_who_buys_and_sends_friends(kestrel):
    one = kestrel.table.set_index("customer_id").loc[kestrel.worst]
    assert one["group"] == PAYS and one["value"] + one["friends_value"] > 1_000
    assert "Sent 2 friends" in kestrel.of(kestrel.worst)


def test_the_pictures_say_what_they_draw(kestrel):
    picture = plot_let_go(kestrel)
    widths = [abs(bar.get_width()) for bar in picture.axes.patches]
    assert max(widths) == pytest.approx(kestrel.groups.loc[PAYS, "stoppable"])
    assert "2,191 for the letters alone" in picture.alt and "€44,152" in picture.alt
    ways = plot_ways_of_counting(kestrel)
    assert "7,644" in ways.alt and "€250,000" in ways.alt
    assert len(ways.axes.patches) == 2 * len(kestrel.ways)
    assert plot_let_go(kestrel, ax=ways.axes).axes is ways.axes


def test_where_nobody_lies_below_zero_nobody_is_named(small):
    _, values, served, _ = small
    free = served.table.assign(contacts=0.0, service=0.0, cost=0.0)
    found = let_go(values, replace(served, table=free, per_purchase=0.0))
    assert found.below.empty and found.saved == found.lost == 0
    assert found.sentence.startswith("0 customers lie below zero")
    with pytest.raises(DataProblem, match="Nobody below zero"):
        _ = found.worst


def test_one_customers_loss_is_worked_by_hand(kestrel):
    one = kestrel.table.set_index("customer_id").loc["K0004708"]
    lost = one["margin"] - one["ends"] + one["value"]
    assert f"€26.44 + €420.49 = €{lost:.2f} lost" in kestrel.of("K0004708")


def test_problems_are_all_said_at_once(small):
    _, values, served, _ = small
    other = replace(served, since=served.since.replace(year=2021))
    with pytest.raises(DataProblem) as told:
        let_go(values, other, overhead=-1.0)
    assert "2021" in str(told.value) and "overhead" in str(told.value)


def test_unknown_customers_and_missing_contributions_are_told_so(small):
    found, *_ = small
    with pytest.raises(DataProblem, match="no customer 'X'"):
        found.of("X")
    with pytest.raises(DataProblem, match="contributions"):
        _ = found.given
    assert ABOVE in found.table["group"].to_numpy()
