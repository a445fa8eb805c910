"""Arms as the lot made them: planted effects, uneven stores, missing answers, a broken lot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cvmlab.errors import DataProblem
from cvmlab.stats.effects import two_groups
from cvmlab.stats.experiments.covariate_adjusted import covariate_adjusted
from cvmlab.stats.experiments.randomised import randomised

CHANCES = np.array([0.2, 0.5, 0.8])


def drawn(seed: int, n: int = 900, effect: float = 2.0) -> pd.DataFrame:
    """Stores that buy more draw more customers; what is bought before goes on after."""
    rng = np.random.default_rng(seed)
    store = rng.integers(0, 3, n)
    before = rng.gamma(2, 5, n) + 4 * store
    treated = rng.random(n) < CHANCES[store]
    after = 0.8 * before + 3 * store + rng.normal(0, 5, n) + effect * treated
    return pd.DataFrame(
        {
            "store": [f"store {s}" for s in store],
            "chance": CHANCES[store],
            "treated": treated,
            "before": before,
            "after": after,
            "stays": rng.random(n) < 0.4 + 0.1 * treated + 0.1 * store,
        }
    )


# correctness


@pytest.mark.parametrize(
    "settings",
    [
        {"strata": "store"},
        {"propensity": "chance", "before": ["before"]},
    ],
)
def test_intervals_hold_the_planted_effect_where_stores_draw_unevenly(settings):
    held = np.zeros(2)
    for seed in range(150):
        table = randomised(drawn(seed), "treated", ["after", "stays"], **settings).table
        held += [(row.low <= true <= row.high) for row, true in
                 zip(table.itertuples(), (2.0, 0.1), strict=True)]  # fmt: skip
    assert ((held / 150 > 0.90) & (held / 150 < 0.99)).all()


def test_the_arms_compared_without_their_chances_miss_it():
    found = [randomised(drawn(s), "treated", ["after"]).table.iloc[0] for s in range(20)]
    assert sum(row.low <= 2.0 <= row.high for row in found) < 5


def test_chances_of_many_values_are_weighed_by():
    """Each customer has a chance of their own: no groups to compare within."""
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        table = drawn(seed)
        chance = 1 / (1 + np.exp(-(table["before"] - 14) / 10))
        treated = rng.random(len(table)) < chance
        after = 0.8 * table["before"] + rng.normal(0, 5, len(table)) + 2 * treated
        table = table.assign(chance=chance, treated=treated, after=after)
        row = randomised(
            table, "treated", ["after"], propensity="chance", before=["before"]
        ).table.iloc[0]
        held += row.low <= 2.0 <= row.high
    assert 0.88 <= held / 100 <= 0.99


# consistency


def test_with_one_chance_for_all_it_is_the_plain_comparison():
    table = drawn(1)
    found = randomised(table, "treated", ["stays"]).effect("stays")
    crossed = pd.crosstab(table["treated"], table["stays"])
    plain = two_groups(
        crossed.loc[True, True], crossed.loc[True].sum(),
        crossed.loc[False, True], crossed.loc[False].sum(),
    )  # fmt: skip
    assert found["difference"].value == pytest.approx(plain["difference"].value)
    assert found["odds ratio"].value == pytest.approx(plain["odds ratio"].value)
    for end in ("low", "high"):
        assert found["ratio"][end] == pytest.approx(plain["risk ratio"][end], rel=0.01)
        assert found["odds ratio"][end] == pytest.approx(plain["odds ratio"][end], rel=0.01)


def test_with_the_past_taken_out_it_is_lin_s_regression():
    """Treatment, centred past and their product, with errors that hold for any spread."""
    table = drawn(2).assign(treated=lambda t: np.random.default_rng(0).random(len(t)) < 0.5)
    row = randomised(table, "treated", ["after"], before=["before"]).table.iloc[0]
    centred = table["before"] - table["before"].mean()
    t = table["treated"].astype(float)
    fit = sm.OLS(table["after"], np.column_stack([np.ones(len(t)), t, centred, t * centred])).fit(
        cov_type="HC1"
    )
    assert row.difference == pytest.approx(fit.params.iloc[1])
    assert (row.high - row.low) / 3.919928 == pytest.approx(fit.bse.iloc[1], rel=0.02)


def test_the_past_narrows_the_interval_as_much_as_it_explains():
    table = drawn(3, n=4000)
    found = covariate_adjusted(table, "treated", ["after"], ["before"], strata="store")
    row = found.table.iloc[0]
    within = table.groupby("store")[["before", "after"]].transform(lambda x: x - x.mean())
    explained = within["before"].corr(within["after"]) ** 2
    assert row.explained == pytest.approx(explained, abs=0.04)
    assert row.adjusted_low < 2 < row.adjusted_high
    assert row.worth == pytest.approx(1 / (1 - row.explained))
    assert f"{row.explained:.0%}" in found.sentence


def test_strata_and_logged_chances_of_few_values_are_the_same():
    one, other = (
        randomised(drawn(4), "treated", ["after"], before=["before"], **settings).table
        for settings in ({"strata": "store"}, {"propensity": "chance"})
    )
    pd.testing.assert_frame_equal(one, other)


def test_flags_with_gaps_from_a_join_are_flags():
    table = drawn(4)
    gaps = table["stays"].astype(object).where(np.arange(len(table)) % 3 > 0)
    one, other = (
        randomised(table.assign(stays=column), "treated", ["stays"])
        for column in (gaps, gaps.astype("boolean"))
    )
    assert one.effect("stays").shares
    pd.testing.assert_frame_equal(one.table, other.table)


# the lot


def test_a_lot_that_was_kept_rarely_alarms_and_a_broken_one_does():
    fair = [randomised(drawn(s), "treated", ["after"], propensity="chance") for s in range(100)]
    assert sum(found.mismatch for found in fair) == 0
    assert np.mean([found.chance < 0.1 for found in fair]) == pytest.approx(0.1, abs=0.09)
    table = drawn(5, n=3000)
    lost = table["treated"] & (np.arange(3000) % 5 == 0)  # a fifth of the treated went missing
    broken = randomised(table[~lost], "treated", ["after"], propensity="chance")
    assert broken.mismatch and "Find out who went missing" in broken.sentence


def test_who_gave_no_answer_is_left_out_of_that_outcome_only():
    table = drawn(6)
    table.loc[:99, "after"] = np.nan
    found = randomised(table, "treated", ["after", "stays"], strata="store").table
    assert found["customers"].tolist() == [800, 900]
    assert found["missing"].tolist() == pytest.approx([1 / 9, 0])
    alone = randomised(table.iloc[100:], "treated", ["after"], strata="store").table
    assert found.loc[0, ["difference", "low", "high"]].tolist() == pytest.approx(
        alone.loc[0, ["difference", "low", "high"]].tolist()
    )


# inputs


def test_all_that_is_wrong_is_said():
    table = drawn(7)
    with pytest.raises(DataProblem, match="2 problems"):
        randomised(table, "treatment", ["after"], strata="shop")
    with pytest.raises(DataProblem, match="between 0 and 1"):
        randomised(table.assign(chance=1.0), "treated", ["after"], propensity="chance")
    with pytest.raises(DataProblem, match="at least 10"):
        randomised(table.head(12), "treated", ["after"])
    alone = table.assign(treated=table["treated"] | (table["store"] == "store 2"))
    with pytest.raises(DataProblem, match="one side only"):
        randomised(alone, "treated", ["after"], strata="store")
    with pytest.raises(DataProblem, match="nothing known before"):
        covariate_adjusted(table, "treated", ["after"], [])


def test_the_summary_reads_shares_in_points():
    text = str(randomised(drawn(8), "treated", ["stays", "after"], propensity="chance").summary())
    assert "%" in text and "the lot was kept" in text
