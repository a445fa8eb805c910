"""What a minute removed costs: by hand, on the sample company, in simulations, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_for.hassle.hassle_removals import hassle_removals
from cvmlab.value_for.hassle.hassle_removals_picture import (
    plot_hassle_removals,
    plot_removal_break_even,
)
from cvmlab.value_for.hassle.hassle_spread import hassle_spread
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle
from cvmlab.value_for.hassle.removal_break_even import cost_of_a_minute, removal_break_even
from tests.sample import sample_company

DAY = pd.Timestamp("2024-06-01")
COVERS = {"name": "shoe covers", "removes": "mud", "paid": "every time", "cost_per_use": 1.5}
CALL = {"name": "call back", "removes": "no call", "paid": "when it fails", "cost_per_use": 3.0}


def failures(mud: int = 20, calls: int = 20) -> pd.DataFrame:
    """Mud takes 30 minutes, a call not made 25; each happens to somebody else."""
    return pd.DataFrame(
        {
            "code": ["mud"] * mud + ["no call"] * calls,
            "minutes_lost": [30.0] * mud + [25.0] * calls,
            "customer_id": [f"C{i}" for i in range(mud + calls)],
            "touchpoint": ["driver"] * mud + ["phone"] * calls,
            "date": DAY,
        }
    )


def receipts(web: int = 2_000, store: int = 5_000) -> pd.DataFrame:
    channel = ["web"] * web + ["store"] * store
    return pd.DataFrame({"date": DAY, "amount": 20.0, "channel": channel})


def removals(minute_price=0.25, **settings):
    settings = {
        "failures": failures(),
        "remedies": [COVERS, CALL],
        "receipts": receipts(),
    } | settings
    return hassle_removals(**settings, minute_price=minute_price)


@pytest.fixture(scope="module")
def kestrel():
    ws = sample_company()
    return ws.service_events.frame(), ws.offers.frame(), ws.transactions.frame()


# correctness


def test_a_minute_costs_what_the_sum_by_hand_says():
    rows = removals().table.set_index("name")
    # 20 of 2,000 deliveries: 1.50 x 2,000 a year for 600 minutes. 3.00 x 20 for 500 minutes.
    assert rows.loc["shoe covers", "cost_a_minute"] == pytest.approx(1.5 * 2_000 / 600)
    assert rows.loc["call back", "cost_a_minute"] == pytest.approx(3 * 20 / 500)
    assert rows.loc["shoe covers", "share"] == pytest.approx(0.01)
    assert rows.loc["call back", "per_euro"] == pytest.approx(0.25 * 500 / 60)
    assert rows.loc["call back", "net"] == pytest.approx(0.25 * 500 - 60)


def test_the_base_rate_turns_the_order():
    rows = removals().table
    assert rows["name"].tolist() == ["call back", "shoe covers"]
    assert rows["seeming"].idxmax() == 1  # failure by failure the covers look better
    assert rows["verdict"].tolist() == ["pays", "does not pay"]
    assert 'Failure by failure "shoe covers" looks best' in removals().sentence


def test_the_formula_and_the_yearly_totals_are_two_routes_to_one_number(kestrel):
    for row in hassle_removals(*kestrel, minute_price=0.27).table.itertuples():
        share = row.share if row.paid == "every time" else 1.0
        by_formula = cost_of_a_minute(row.cost_per_use, row.minutes, share)
        assert row.cost_a_minute == pytest.approx(by_formula)
        assert row.cost_a_minute == pytest.approx(row.cost_a_year / row.minutes_a_year)


def test_at_kestrel_two_remedies_pay_and_five_of_the_others_seem_better(kestrel):
    table = hassle_removals(*kestrel, minute_price=(0.27, 0.25, 0.29)).table
    pays = table[table["verdict"] == "pays"]
    assert pays["name"].tolist() == ["Call back within the hour", "Wrong item, no questions"]
    others = table[table["verdict"] == "does not pay"]
    assert len(others) == 6 and (others["paid"] == "every time").all()
    assert (others["seeming"] > table["seeming"].iloc[0]).sum() == 5


def test_a_price_of_hassle_and_a_spread_are_understood(kestrel, tasks):
    price = price_of_hassle(tasks, by="customer_type", resamples=50)
    result = hassle_removals(*kestrel, minute_price=price)
    assert (result.minute.price, result.minute.low) == (price.minute, price.low)
    older = result.at(result.minute.by_type["older couple"]).table
    assert older["verdict"].tolist()[:2] == ["pays", "does not pay"]
    spread = hassle_spread(tasks, resamples=100)
    mean = hassle_removals(*kestrel, minute_price=spread).minute
    assert mean.price == pytest.approx(spread.row()["mean"])  # what is added up is worth the mean
    assert set(mean.by_type) == {"busy family", "single", "older couple"}


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(5)
    ways = [{**COVERS, "times": 4_000}, CALL]
    truth = {"shoe covers": 1.5 / (0.02 * 30), "call back": 3 / 30}
    held = dict.fromkeys(truth, 0)
    runs = 150
    for run in range(runs):
        customers = rng.permutation(600)[: rng.poisson(60)]  # a few of them fail more than once
        often = 1 + rng.poisson(1 / 3, len(customers))
        who = np.repeat(customers, often)
        rows = pd.DataFrame({"code": np.where(rng.random(len(who)) < 0.5, "mud", "no call")})
        rows["minutes_lost"] = rng.gamma(2, 15, len(who))
        rows["customer_id"], rows["date"] = who, DAY
        # 60 x 4/3 failures a year, half of them mud: 40 of 2,000 is 2% of the times.
        ways[0]["times"] = 2_000
        table = hassle_removals(rows, ways, minute_price=0.25, resamples=200, seed=run).table
        for row in table.itertuples():
            held[row.name] += row.low <= truth[row.name] <= row.high
    assert all(0.88 <= many / runs <= 0.99 for many in held.values()), held


def test_a_customer_who_fails_often_widens_the_interval():
    alone = failures()
    together = alone.assign(customer_id=[f"C{i // 5}" for i in range(len(alone))])
    one, five = (removals(failures=rows).table.set_index("name") for rows in (alone, together))
    width = [t.loc["shoe covers", "high"] - t.loc["shoe covers", "low"] for t in (one, five)]
    assert width[1] > 1.5 * width[0]


# consistency


def test_rows_in_another_order_change_nothing():
    shuffled = removals(
        failures=failures().sample(frac=1, random_state=1),
        receipts=receipts().sample(frac=1, random_state=1),
        remedies=[CALL, COVERS],
    )
    exact = ["name", "cost_a_minute", "per_euro", "net", "verdict"]
    pd.testing.assert_frame_equal(shuffled.table[exact], removals().table[exact])


def test_money_in_cents_changes_no_verdict_and_no_value_per_euro():
    in_cents = [{**way, "cost_per_use": 100 * way["cost_per_use"]} for way in (COVERS, CALL)]
    cents = removals(25, remedies=in_cents).table
    for column in ("per_euro", "per_euro_low", "per_euro_high"):
        np.testing.assert_allclose(cents[column], removals().table[column])
    assert cents["verdict"].equals(removals().table["verdict"])


def test_another_price_of_a_minute_moves_the_worth_and_not_the_cost():
    once, twice = removals(0.25), removals(0.25).at(0.5)
    assert twice.table["cost_a_minute"].equals(once.table["cost_a_minute"])
    np.testing.assert_allclose(twice.table["per_euro"], 2 * once.table["per_euro"])
    fresh = removals(0.5).table
    pd.testing.assert_frame_equal(twice.table, fresh)


def test_half_the_year_is_scaled_to_a_year():
    whole, half = removals(), removals(days=182)
    assert half.table["failures"].tolist() == [2 * n for n in whole.table["failures"]]
    np.testing.assert_allclose(half.table["cost_a_minute"], whole.table["cost_a_minute"])


def test_a_remedy_that_works_half_the_time_costs_twice_as_much_a_minute():
    half = removals(remedies=[{**CALL, "works": 0.5}]).table
    assert half["cost_a_minute"][0] == pytest.approx(2 * 3 * 20 / 500)


def test_the_inputs_stay_as_they_were():
    rows, ways, bought = failures(), pd.DataFrame([COVERS, CALL]), receipts()
    before = [table.copy() for table in (rows, ways, bought)]
    hassle_removals(rows, ways, bought, minute_price=0.25)
    for table, was in zip((rows, ways, bought), before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_every_failure_of_the_year_is_used_or_set_aside(kestrel):
    rows, ways, bought = kestrel
    result = hassle_removals(rows, ways, bought, minute_price=0.27)
    recent = rows[rows["date"] > rows["date"].max() - pd.Timedelta(days=364)]
    counted = result.table.set_index("removes")["failures"]
    named = recent[recent["customer_id"].notna()]["code"].value_counts()
    assert counted.equals(named[counted.index].astype(float).rename("failures"))
    assert result.set_aside["rows"].sum() == recent["customer_id"].isna().sum()


def test_what_the_customer_pays_for_and_what_never_happened_are_set_aside():
    ways = [CALL, {**COVERS, "price": 2.0}, {**COVERS, "name": "earplugs", "removes": "noise"}]
    result = removals(remedies=ways)
    assert result.table["name"].tolist() == ["call back"]
    assert result.set_aside["rows"].tolist() == [1, 1]
    assert "which move the cost and remove none: 1" in str(result.summary())


# refusals


def test_all_that_is_wrong_with_the_remedies_is_said_at_once():
    ways = [
        {**COVERS, "paid": "sometimes"},
        {**CALL, "cost_per_use": -1},
        {**CALL, "removes": "no cal"},
    ]
    with pytest.raises(DataProblem) as said:
        removals(remedies=ways)
    text = str(said.value)
    for words in (
        "a way of paying",
        "no amount above zero",
        'Did you mean "no call"?',
        "given twice",
    ):
        assert words in text
    assert len(said.value.problems) == 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"remedies": [{"name": "call back", "paid": "every time"}]}, "removes"),
        ({"failures": failures().drop(columns="minutes_lost")}, "minutes_lost"),
        ({"failures": failures().iloc[:0]}, "there are no failures"),
        ({"receipts": None}, "nobody knows how often"),
        ({"minute_price": 0}, "cannot be worth"),
        ({"minute_price": (0.2, 0.3, 0.4)}, "cannot be worth"),
        ({"minute_price": "a lot"}, "cannot be read from str"),
        ({"remedies": [{**CALL, "removes": None}]}, "no remedy takes a failure"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_plain_words(settings, words):
    with pytest.raises(DataProblem, match=words):
        removals(**settings)


def test_receipts_of_a_firm_and_as_a_frame_count_alike(kestrel):
    failed, ways, bought = kestrel
    as_frame = hassle_removals(failed, ways, bought, minute_price=0.27, resamples=20).table
    lazily = sample_company().transactions.table
    as_table = hassle_removals(failed, ways, lazily, minute_price=0.27, resamples=20).table
    pd.testing.assert_frame_equal(as_table, as_frame)


def test_without_channels_every_purchase_counts():
    bought = receipts().drop(columns="channel")
    rows = removals(receipts=bought).table.set_index("name")
    assert rows.loc["shoe covers", "times"] == 7_000


def test_a_number_of_times_in_the_remedies_stands_in_for_receipts():
    rows = removals(remedies=[{**COVERS, "times": 2_000}], receipts=None).table
    assert rows["cost_a_minute"][0] == pytest.approx(1.5 * 2_000 / 600)


# the break-even


def test_at_the_break_even_a_minute_costs_what_it_is_worth():
    case = removal_break_even(cost=1.3, minutes=30, share=0.01, minute_price=0.26)
    there = removal_break_even(1.3, 30, case.needed, 0.26)
    assert there.cost_a_minute == pytest.approx(0.26)
    assert not case.pays and removal_break_even(1.3, 30, 0.5, 0.26).pays
    assert "every single one failed" in removal_break_even(9, 30, 0.5, 0.26).sentence


@pytest.mark.parametrize("wrong", [(0, 30, 0.1, 0.2), (1, 30, 0, 0.2), (1, 30, 1.1, 0.2)])
def test_a_share_or_a_cost_out_of_range_is_a_slip(wrong):
    with pytest.raises(ValueError, match="above 0"):
        removal_break_even(*wrong)


# pictures and words


def test_the_picture_says_what_it_shows():
    picture = plot_hassle_removals(removals())
    assert picture.alt.startswith("1 of 2 remedies costs less than the €0.25 a minute is worth")
    assert "call back €0.12" in picture.alt and len(picture.png) > 10_000
    case = removal_break_even(1.3, 30, 0.01, 0.26, currency="EUR")
    assert "€4.33" in plot_removal_break_even(case).alt


def test_a_long_list_shows_the_cheapest_and_counts_all():
    many = [{**CALL, "name": f"call {n}", "cost_per_use": float(n)} for n in range(1, 15)]
    picture = plot_hassle_removals(removals(remedies=many))
    assert "of 14 remedies" in picture.alt
    assert "call 12 €0.48" in picture.alt and "call 13" not in picture.alt


def test_one_remedy_is_worked_by_hand_in_a_sentence():
    result = removals()
    assert "€1.50 ÷ (1.00% × 30.0) = €5.00" in result.of("shoe covers")
    assert "€3.00 ÷ 25.0 = €0.12" in result.of("call back")
    assert "could not" not in result.of("call back") and "not among" in result.of("nobody")
