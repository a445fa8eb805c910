"""Value nobody asked for: the planted worth found, beside how few named it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.insight.lost.bid_causes import clustered_logit, read_bids
from cvmlab.kestrel.bids import WEIGHTS
from cvmlab.kestrel.bids import bids as made
from cvmlab.value_for.choices.bid_choices import bid_weights
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.levels.unasked_value import unasked_value
from cvmlab.value_for.levels.unasked_value_picture import plot_unasked_value
from tests.sample import sample_company
from tests.value_for.made_choices import PRICE, WARM, made_choices

WARM_STAFF = "warmth: warm and knows you"


@pytest.fixture(scope="module")
def bids() -> pd.DataFrame:
    return sample_company().bids.frame()


@pytest.fixture(scope="module")
def found(bids, tasks):
    return unasked_value(bids, tasks)


def test_the_interval_holds_the_planted_worth_of_help_with_menus():
    """Planted .80 against .11 a point: 7.3 points of price, in thirty companies."""
    truth = WEIGHTS["menu_help_offered"] / -WEIGHTS["price_index"]
    assert truth == pytest.approx(7.27, abs=0.01)
    rows = [unasked_value(made(seed)).of("help with menus") for seed in range(1, 31)]
    held = [row["percent_low"] <= truth <= row["percent_high"] for row in rows]
    assert 0.86 <= np.mean(held) <= 1
    assert np.median([row["percent"] for row in rows]) == pytest.approx(truth, abs=0.8)


def test_without_the_causes_beside_it_the_worth_is_wrong(bids):
    """The seller asks more where he feels safe: price looks weak, and everything else dear."""
    bare = unasked_value(bids, causes=["price_index"]).of("help with menus")
    full = unasked_value(bids).of("help with menus")
    assert bare["percent"] > 1.5 * full["percent"]


def test_warm_staff_are_worth_what_was_planted():
    held = []
    for seed in range(30):
        row = unasked_value(tasks=made_choices(seed)).of(WARM_STAFF)
        held.append(row["money_low"] <= WARM / -PRICE <= row["money_high"])
    assert 0.85 <= np.mean(held) <= 1


def test_a_bid_as_a_choice_has_the_librarys_weights(bids):
    offers = read_bids(bids, beside=["kind"])
    ours = bid_weights(offers)
    weights, covariance = clustered_logit(offers.design, offers.won, offers.client)
    assert_allclose(ours.weights, weights, rtol=1e-4, atol=1e-6)
    # The library's sandwich and our jackknife are near one another with 300 clients.
    assert_allclose(np.diag(ours.covariance), np.diag(covariance), rtol=0.06)
    assert ours.names[0] == "constant" and ours.names[-1] == "beside 2"


def test_money_and_percent_are_two_names_of_one_worth(found, bids, tasks):
    help_ = found.of("help with menus")
    lot = (bids["annual_value"] / (1 + bids["price_index"] / 100)).mean()
    assert help_["money"] == pytest.approx(help_["percent"] / 100 * lot)
    warm = found.of(WARM_STAFF, "older couple")
    assert warm["percent"] == pytest.approx(100 * warm["money"] / tasks["price"].mean())


def test_types_come_with_the_one_to_whom_it_is_worth_most(found):
    warm = found.table[found.table["thing"] == WARM_STAFF]
    assert list(warm["group"]) == ["all", "older couple", "single", "busy family"]


def test_who_named_it_is_counted_among_those_who_gave_a_reason(found, bids):
    row = found.of("help with menus")
    named = bids["reason_stated"].notna()
    said = bids["reason_stated"] == "help with menus"
    assert (row["said"], row["of"]) == (said.sum(), named.sum())
    assert row["asked"] == pytest.approx(said.sum() / named.sum())
    assert row["asked_low"] < row["asked"] < row["asked_high"] < 0.06


def test_who_asked_can_be_given_from_elsewhere(bids, tasks):
    result = unasked_value(bids, tasks, asked={"help with menus": (0, 20), WARM_STAFF: (3, 60)})
    help_ = result.of("help with menus")
    assert (help_["asked"], help_["asked_low"]) == (0, 0)
    assert help_["asked_high"] == pytest.approx(0.168, abs=0.001)  # the exact 1 - .025^(1/20)
    assert result.of(WARM_STAFF)["asked"] == 0.05


def test_the_order_of_rows_changes_nothing(bids, tasks, found):
    again = unasked_value(bids.sample(frac=1, random_state=1), tasks.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(again.table, found.table, rtol=1e-5)


def test_bids_of_one_client_hang_together(bids):
    twice = pd.concat([bids, bids], ignore_index=True)
    once, double, apart = (
        unasked_value(frame).of("help with menus")
        for frame in (bids, twice, twice.assign(client=np.arange(len(twice)).astype(str)))
    )
    width = [row["percent_high"] - row["percent_low"] for row in (once, double, apart)]
    assert width[1] == pytest.approx(width[0], rel=0.01)
    assert width[2] < 0.8 * width[0]


def test_it_reads_as_a_finding(found):
    assert "Help with menus is worth 8.2 points of price (5.1 to 13.5)" in found.sentence
    assert "on the mean lot €1,656 a year" in found.sentence
    assert "2.4% (1.6% to 3.7%) of 819 named it" in found.sentence
    assert 'Warmth "warm and knows you" is worth €1.66' in found.sentence
    text = str(found.summary())
    assert "Offer it by lot" in text and "on paper" in text and "€1,656 a lot and year" in text
    picture = plot_unasked_value(found)
    assert picture.alt.startswith("Help with menus: worth 8.2% of the price, and 2.4% named it")
    assert picture.png


def test_each_source_stands_on_its_own(bids, tasks):
    alone = unasked_value(tasks=choice_sets(tasks, currency="USD"), by=None)
    assert len(alone.table) == 1 and "$1.66" in alone.sentence
    assert "Offer it by lot" not in str(alone.summary())
    bare = unasked_value(bids.drop(columns=["annual_value", "reason_stated"]))
    assert bare.table[["money", "asked"]].isna().all(axis=None)
    assert "a year" not in bare.sentence and "–" in str(bare.summary())
    for result in (alone, bare):
        assert plot_unasked_value(result).png


def test_an_offer_by_another_name_is_weighed_too(bids):
    own = bids.rename(columns={"menu_help_offered": "free_tasting"})
    row = unasked_value(own, offered="free_tasting").of("free tasting")
    assert row["percent"] == pytest.approx(unasked_value(bids).of("help with menus")["percent"])


def test_bids_in_which_price_hardly_counts_have_no_two_ends(bids):
    rng = np.random.default_rng(1)
    few = bids.assign(price_index=rng.normal(size=len(bids)).round(1))
    result = unasked_value(few, by=None)
    assert result.of("help with menus")["shape"] != "bounded"
    assert "without two ends" in str(result.summary())
    assert "worth no figure" not in result.sentence
    assert plot_unasked_value(result).png


def test_what_cannot_be_judged_is_refused(bids, tasks):
    with pytest.raises(DataProblem) as problem:
        unasked_value(bids.assign(menu_help_offered=True, price_index=0.0))
    assert len(problem.value.problems) == 2 and "it does not vary" in str(problem.value)
    with pytest.raises(DataProblem, match="missing"):
        unasked_value(bids.drop(columns="menu_help_offered"))
    with pytest.raises(DataProblem, match="there is no attribute"):
        unasked_value(tasks=tasks, attributes=["warmth: warm"])
    with pytest.raises(DataProblem, match="nothing beside price and minutes"):
        unasked_value(tasks=tasks.drop(columns="warmth"))
    with pytest.raises(ValueError, match="give bids, choice tasks or both"):
        unasked_value()
    with pytest.raises(ValueError, match="no such row"):
        unasked_value(bids).of("parking")
