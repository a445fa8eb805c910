"""One shopper's choices, one customer's failures, the truth beside them, and levels typed in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_for.hassle.customer_hassle import customer_hassle
from cvmlab.value_for.hassle.hassle_removals import hassle_removals
from cvmlab.value_for.hassle.hassle_spread import hassle_spread
from cvmlab.value_for.hassle.minute_truth import minute_truth
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle
from cvmlab.value_for.hassle.shopper_choices import shopper_choices
from cvmlab.value_for.levels.service_levels import service_levels
from cvmlab.value_for.levels.service_menu import service_menu
from tests.sample import sample_company


@pytest.fixture(scope="module")
def spread(tasks):
    return hassle_spread(tasks, resamples=100)


def choices(asked: dict[float, bool], minutes: float = 10) -> pd.DataFrame:
    """Tasks that ask these prices for a minute, each taken or not."""
    rows = []
    for task, (price, paid) in enumerate(asked.items(), start=1):
        rows.append((task, 30 + price * minutes, 10, paid))
        rows.append((task, 30.0, 10 + minutes, not paid))
    table = pd.DataFrame(rows, columns=["task", "price", "minutes", "chosen"])
    return table.assign(respondent_id="H1")


# one shopper


def test_whoever_pays_20_cents_and_not_40_stands_between():
    one = shopper_choices(choices({0.1: True, 0.2: True, 0.4: False, 0.9: False}))
    assert (one.low, one.high) == pytest.approx((0.2, 0.4))
    assert one.table["fits"].all() and "fits all 4 choices" in one.sentence


def test_a_slip_is_counted_and_does_not_move_the_range():
    one = shopper_choices(choices({0.1: True, 0.2: True, 0.4: False, 0.6: False, 0.9: True}))
    assert (one.low, one.high) == pytest.approx((0.2, 0.4))
    assert "fits 4 of 5 choices" in one.sentence


def test_who_always_pays_or_never_does_has_one_end():
    assert "above €0.40" in shopper_choices(choices({0.2: True, 0.4: True})).sentence
    assert "below €0.20" in shopper_choices(choices({0.2: False, 0.4: False})).sentence


def test_choices_with_nothing_to_weigh_are_counted_apart():
    table = choices({0.2: True, 0.4: False})
    free = choices({0.0: True}).assign(task=3)
    one = shopper_choices(pd.concat([table, free]))
    assert one.other == 1 and len(one.table) == 2
    assert "1 choice with nothing to weigh" in str(one.summary())


def test_every_choice_of_every_respondent_is_in_the_table_or_apart(tasks):
    for name in tasks["respondent_id"].unique()[:40]:
        one = shopper_choices(tasks, name)
        assert len(one.table) + one.other == 8
        quick = one.table.query("paid")["a_minute"]
        assert one.table["a_minute"].is_monotonic_increasing and (quick > 0).all()


def test_simulated_shoppers_who_never_slip_are_held_by_their_range():
    rng = np.random.default_rng(3)
    for _ in range(200):
        truly = rng.uniform(0.05, 0.8)
        asked = np.round(rng.uniform(0.02, 1.0, 8), 3)
        one = shopper_choices(choices({price: price <= truly for price in asked}))
        assert one.low <= truly + 1e-9 and truly <= one.high + 1e-9


def test_what_cannot_be_worked_is_refused_in_plain_words(tasks):
    with pytest.raises(DataProblem, match=r"(?s)nobody is called H9.*H0000001"):
        shopper_choices(tasks, "H9")
    with pytest.raises(DataProblem, match="no column minutes"):
        shopper_choices(tasks.drop(columns="minutes"))
    with pytest.raises(DataProblem, match="weighs time against money"):
        shopper_choices(choices({0.0: True}))


# one customer


@pytest.fixture(scope="module")
def kestrel(tasks):
    ws = sample_company()
    failures = ws.service_events.frame()
    price = price_of_hassle(tasks, by="customer_type", resamples=50)
    tables = failures, ws.offers.frame(), ws.transactions.table
    return failures, hassle_removals(*tables, minute_price=price), tables


def test_maura_keane_lost_two_calls_and_her_slot(kestrel):
    lost = customer_hassle(kestrel[0], "K0000001", kestrel[1], "older couple")
    rows = lost.table.set_index("code")["minutes"]
    assert rows["call-back not made"].tolist() == [30, 45]
    assert lost.minutes == rows.sum() == 126
    assert lost.worth == pytest.approx(126 * kestrel[1].minute.by_type["older couple"])
    assert lost.table.loc[1, "remedy"] == "Call back within the hour"
    assert "126 minutes in 5 failures" in lost.sentence and "–" in str(lost.summary())


def test_without_a_type_one_price_stands_for_all(kestrel):
    lost = customer_hassle(kestrel[0], "K0000001", kestrel[1])
    assert lost.minute_price == kestrel[1].minute.price and "To customers" in lost.sentence


def test_somebody_unknown_lost_nothing_and_a_type_unknown_is_refused(kestrel):
    assert "Nothing" in customer_hassle(kestrel[0], "K9", kestrel[1]).sentence
    assert len(customer_hassle(kestrel[0], "K9", kestrel[1]).summary().cells) == 0
    known_to_nobody = hassle_removals(*kestrel[2], minute_price=0.27, resamples=10)
    alone = customer_hassle(kestrel[0], "K0000001", known_to_nobody, "older couple")
    assert alone.minute_price == 0.27 and alone.customer_type == ""
    with pytest.raises(DataProblem, match='Did you mean "older couple"'):
        customer_hassle(kestrel[0], "K0000001", kestrel[1], "older couples")


# the truth


def test_the_truth_stands_beside_what_was_found(tasks, spread):
    planted = truth().choice_tasks.frame()["euros_a_minute"]
    one = shopper_choices(tasks, "H0000460")
    said = minute_truth(spread, "kestrel", "H0000460")
    assert f"€{planted.mean():.2f} on average and €{planted.median():.2f}" in said
    assert said.endswith("To H0000460 it is worth €0.11.")
    assert one.low > 0.11  # eight neat choices, and wrong


def test_of_real_people_no_truth_is_told(tasks, spread, tmp_path):
    assert "stands nowhere" in minute_truth(spread, tmp_path)
    few = tasks[tasks["respondent_id"] < "H0000101"]
    assert "stands nowhere" in minute_truth(hassle_spread(few, resamples=50), "kestrel")


# levels typed in


def test_levels_are_read_as_people_type_them():
    menu = service_menu("as today; 25 min; polite; €33.00  # a remark\n\nquick; 5; brisk; 37,5")
    assert menu.to_dict("list") == {
        "name": ["as today", "quick"],
        "minutes": [25.0, 5.0],
        "warmth": ["polite", "brisk"],
        "price": [33.0, 37.5],
    }


def test_all_slips_in_levels_are_said_at_once():
    with pytest.raises(DataProblem) as said:
        service_menu("as today; 25; polite", "quick; five; brisk; 37")
    assert len(said.value.problems) == 2
    with pytest.raises(DataProblem, match="no level is given"):
        service_menu("  # nothing")


def test_typed_levels_can_be_laid_before_people(spread):
    menu = service_menu("as today; 25; polite; 33\nquick; 5; brisk; 37")
    found = service_levels(spread, menu, resamples=50)
    assert set(found.table["level"]) == {"as today", "quick"} and found.today == "as today"
