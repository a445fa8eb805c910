"""The index: scores by hand, intervals that hold, own data in every odd shape."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.index_picture import plot_index
from cvmlab.stats.share_intervals import wilson
from tests.loyalty.relationship.made_answers import FACETS, drawn


def test_a_score_is_the_percent_of_the_way_up_the_scale(index, answers):
    raw = answers.items[[f"{f}_{n}" for f in FACETS for n in (1, 2, 3, 4)]].astype(float)
    by_hand = 100 * (raw.mean(axis=1) - 1) / 6
    assert np.allclose(index.table["score"], by_hand)
    assert np.allclose(index.table[list(FACETS)].mean(axis=1), by_hand)
    assert index.table["score"].between(0, 100).all()


def test_the_index_is_the_respondents_own_mean_on_another_scale(index, answers):
    assert np.allclose(index.table["score"], 100 * (answers.table["relationship"] - 1) / 6)


@pytest.mark.parametrize("mean", [4.2, 5.6])
def test_a_customers_interval_holds_the_true_score(mean):
    """The same customers asked 300 times: their mean is their true score."""
    held, of = 0, 0
    rng = np.random.default_rng(5)
    bond, own = rng.standard_normal((150, 1)), rng.standard_normal((150, 5)).repeat(4, axis=1)
    felt = mean + 1.25 * (0.75 * bond + 0.35 * own)
    noise = 1.25 * np.sqrt(1 - 0.75**2 - 0.35**2)
    columns = [f"{name}_{n}" for name in FACETS for n in (1, 2, 3, 4)]
    asked = [
        np.clip(np.rint(felt + noise * rng.standard_normal(felt.shape)), 1, 7) for _ in range(300)
    ]
    true = 100 * (np.mean(asked, axis=0).mean(axis=1) - 1) / 6
    for one in asked[:40]:
        table = relationship_index(pd.DataFrame(one, columns=columns)).table
        held += int(((table["low"] <= true) & (true <= table["high"])).sum())
        of += len(table)
    assert 0.93 < held / of < 0.975


def test_intervals_stay_on_the_scale_and_are_narrower_at_its_ends(index):
    table = index.table
    width = table["high"] - table["low"]
    assert (table["low"] >= 0).all() and (table["high"] <= 100).all()
    assert ((table["low"] <= table["score"]) & (table["score"] <= table["high"])).all()
    assert width[table["score"] > 95].mean() < 0.7 * width[table["score"].between(45, 55)].mean()


def test_reliability_is_that_of_asking_twice():
    """Two sets of answers to one bond correlate by the reliability that one of them states."""
    rng = np.random.default_rng(9)
    felt = 4.2 + 1.25 * (
        0.75 * rng.standard_normal((4000, 1))
        + 0.35 * rng.standard_normal((4000, 5)).repeat(4, axis=1)
    )
    columns = [f"{name}_{n}" for name in FACETS for n in (1, 2, 3, 4)]
    once, again = (
        relationship_index(
            pd.DataFrame(
                np.clip(np.rint(felt + 0.7 * rng.standard_normal(felt.shape)), 1, 7),
                columns=columns,
            )
        )
        for _ in range(2)
    )
    together = np.corrcoef(once.table["score"], again.table["score"])[0, 1]
    assert once.reliability == pytest.approx(together, abs=0.005)
    assert once.error == pytest.approx(
        (once.table["score"] - again.table["score"]).std() / np.sqrt(2), rel=0.05
    )


def test_alpha_of_twenty_items_is_as_planted_and_said_to_prove_length(index):
    assert index.alpha == pytest.approx(0.955, abs=0.01)
    assert "and not that they measure one thing" in str(index.summary())
    assert "in the spirit of barnes" in str(index.summary()).lower()


def test_every_customer_stands_in_one_band(index):
    bands = index.distribution
    assert bands["customers"].sum() == len(index.table)
    assert bands["share"].sum() == pytest.approx(1)
    low, high = wilson(bands["customers"].iloc[5], len(index.table))
    assert (bands["low"].iloc[5], bands["high"].iloc[5]) == pytest.approx((low, high))


def test_a_hundred_belongs_to_the_highest_band():
    items, _ = drawn(50)
    items.iloc[0] = 7
    assert relationship_index(items).distribution["customers"].iloc[-1] >= 1


def test_weights_move_the_mean_and_widen_its_interval():
    items, bond = drawn(800)
    weight = np.exp(-0.8 * bond)
    plain, weighted = relationship_index(items), relationship_index(items, weights=weight)
    assert weighted.mean < plain.mean - 5
    assert weighted.mean == pytest.approx(np.average(plain.table["score"], weights=weight))
    assert weighted.mean_high - weighted.mean_low > plain.mean_high - plain.mean_low
    assert np.allclose(weighted.table["score"], plain.table["score"])
    assert "weighted" in str(weighted.summary())


def test_missing_answers_are_bridged_within_a_facet_and_widen_the_interval():
    items, _ = drawn(200)
    holes = items.copy()
    holes.loc[0, ["trust_1", "trust_2", "care_4"]] = np.nan
    holes.loc[1, ["known_1", "known_2", "known_3"]] = np.nan
    found = relationship_index(holes)
    assert found.left_out == 1 and 1 not in set(found.table["customer_id"])
    whole, bridged = (one.row(0) for one in (relationship_index(items), found))
    assert bridged["high"] - bridged["low"] > whole["high"] - whole["low"]
    assert bridged["trust"] == pytest.approx(
        100 * (items.loc[0, ["trust_3", "trust_4"]].mean() - 1) / 6
    )


def test_facets_may_be_named_listed_or_found():
    items, _ = drawn(60)
    found = relationship_index(items.assign(core_1=9, core_2=3))
    assert found.names == list(FACETS)
    assert relationship_index(items, ["care", "trust"]).names == ["care", "trust"]
    own = {"head": ["trust_1", "trust_2"], "heart": ["meaning_1", "care_1"]}
    assert relationship_index(items, own).names == ["head", "heart"]


def test_a_scale_of_its_own_gives_the_same_score():
    items, _ = drawn(60)
    other = (items - 1) / 6 * 10
    assert np.allclose(
        relationship_index(items).table["score"],
        relationship_index(other, scale=(0, 10)).table["score"],
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda t: t.assign(trust_1=t["trust_1"] + 3), "outside the scale"),
        (lambda t: t.drop(columns=[c for c in t if c.startswith("care")]), 'facet "care"'),
        (lambda t: t.assign(customer_id="K1"), "more than once"),
        (lambda t: t.head(5), "at least 10"),
        (lambda t: t.assign(trust_1="often"), "not numbers"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(spoil, said):
    items, _ = drawn(40)
    with pytest.raises(DataProblem, match=said):
        relationship_index(spoil(items), list(FACETS))


def test_one_item_makes_no_index():
    with pytest.raises(DataProblem, match="One item makes no index"):
        relationship_index(pd.DataFrame({"trust_1": range(1, 8)}))


def test_a_table_without_items_says_what_to_name_them():
    with pytest.raises(DataProblem, match="trust_1"):
        relationship_index(pd.DataFrame({"age": [4, 5]}))


def test_thirty_customers_get_wide_intervals_and_no_traceback():
    items, _ = drawn(30)
    found = relationship_index(items)
    assert found.mean_high - found.mean_low > 8
    assert "30 customers" in found.sentence


def test_the_input_is_not_changed():
    items, _ = drawn(40)
    before = items.copy()
    relationship_index(items)
    pd.testing.assert_frame_equal(items, before)


def test_a_customer_is_placed_in_a_sentence(index):
    row = index.table.set_index("customer_id").loc["K0000001"]
    said = index.of("K0000001")
    assert f"{row['score']:.0f} of 100" in said and f"{row['low']:.0f} to {row['high']:.0f}" in said
    below = (index.table["score"] < row["score"]).mean()
    assert f"above {below:.0%}" in said
    with pytest.raises(DataProblem, match="has no score"):
        index.of("K9999999")


def test_scores_stand_beside_what_else_is_known(index, answers):
    both = index.beside(answers.table)
    assert len(both) == len(index.table)
    assert {"score", "low", "high", "stays", "previous_tier"} <= set(both.columns)
    assert both["trust"].max() > 7  # the facet's score, not the mean answer of the same name


def test_the_index_follows_the_bond_that_was_planted(index, kestrel):
    from cvmlab import paths

    survey = kestrel.survey.frame()
    truth = paths.DATASETS / "kestrel" / "truth"
    who = pd.read_parquet(truth / "survey.parquet")[["response_id", "person_id"]]
    bond = pd.read_parquet(truth / "person.parquet")[["person_id", "bond"]]
    asked = survey[survey["wave"] == 3].merge(who, on="response_id").merge(bond, on="person_id")
    both = index.table.merge(asked[["customer_id", "bond"]].drop_duplicates("customer_id"))
    assert np.corrcoef(both["score"], both["bond"])[0, 1] > 0.85


def test_the_picture_marks_one_customer_and_says_so(index):
    picture = plot_index(index, "K0000001", name="Maura Keane")
    assert picture.alt.startswith("Maura Keane stands at 80 of 100 (74 to 85)")
    assert "50 to 60 24." in picture.alt
    assert plot_index(index).alt.startswith("The bonds of 3,956 customers")
