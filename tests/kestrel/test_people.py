"""The people of the company are distributed as planted, whatever their number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.kestrel import leaving, types
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import CARE_STARTS, DISCOUNTER_OPENS, PHASE_CHANGE
from cvmlab.kestrel.fates import PROPENSITY, top_spender_threshold
from cvmlab.kestrel.people import SPEND, TRIPS


@pytest.fixture(scope="module")
def people(blocks) -> pd.DataFrame:
    """Everybody but the characters, over all seeds, with what happens to them."""
    return pd.concat(
        [b.people.join(b.fates.people).assign(seed=b.seed).iloc[2:] for b in blocks],
        ignore_index=True,
    )


@pytest.fixture(scope="module")
def new(people) -> pd.DataFrame:
    return people[~people["legacy"]]


def test_a_third_are_customers_of_old(people):
    assert people["legacy"].mean() == pytest.approx(0.35, abs=0.001)
    assert (people["acquired"] < 0).equals(people["legacy"])


@pytest.mark.parametrize(
    ("column", "law"),
    [
        ("rate", stats.gamma(TRIPS[0], scale=1 / TRIPS[1])),
        ("dropout", stats.gamma(leaving.SHAPE, scale=1 / leaving.RATE)),
        ("spend", stats.invgamma(SPEND[1], scale=SPEND[0] * SPEND[2])),
    ],
)
def test_rates_follow_their_laws_exactly(new, column, law):
    # 65,000 people: a law off by one percent somewhere would be rejected.
    assert stats.kstest(new[column], law.cdf).pvalue > 0.01


def test_customers_of_old_are_the_survivors_of_their_kind(people):
    old = people[people["legacy"]]
    law = stats.gamma(leaving.SHAPE, scale=1 / leaving.RATE)
    assert stats.kstest(old["dropout"], law.cdf).pvalue < 1e-10
    # Given its age in weeks, a survivor's rate of leaving is Gamma(.9, 25 + weeks).
    rank = stats.gamma(leaving.SHAPE, scale=1 / (leaving.RATE - old["acquired"])).cdf(
        old["dropout"]
    )
    assert stats.kstest(rank, "uniform").pvalue > 0.01


def test_frequency_spend_and_leaving_do_not_depend_on_one_another(new):
    ranks = new[["rate", "spend", "dropout"]].rank()
    off = ranks.corr().to_numpy()[np.triu_indices(3, 1)]
    assert np.abs(off).max() < 3.5 / np.sqrt(len(new))


def test_types_come_in_their_shares(new):
    for loyal in (True, False):
        kinds = np.flatnonzero(loyal == types.LOYAL)
        counts = new.loc[new["loyal"] == loyal, "type"].value_counts()[kinds]
        expected = types.SHARE[kinds] * counts.sum()
        assert stats.chisquare(counts, expected).pvalue > 0.01


def test_visible_loyalty_follows_the_rank_of_the_rate(new):
    rank = stats.gamma(TRIPS[0], scale=1 / TRIPS[1]).cdf(new["rate"])
    tenth = np.floor(rank * 10).astype(int)
    expected = 1 / (1 + np.exp(-(rank - 0.65) / 0.04))
    seen, planted = (
        new["loyal"].groupby(tenth).agg(["mean", "size"]),
        pd.Series(expected, index=new.index).groupby(tenth).mean(),
    )
    z = (seen["mean"] - planted) / np.sqrt(planted * (1 - planted) / seen["size"] + 1e-12)
    assert (z**2).sum() < stats.chi2(10).ppf(0.99)


def test_the_bond_lowers_the_rate_of_leaving(new):
    columns = ["bond", "age", "distance", "competitors"]
    design = np.column_stack([np.ones(len(new)), new[columns]])
    slope = dict(zip(columns, np.linalg.lstsq(design, np.log(new["dropout"]))[0][1:], strict=True))
    assert slope["bond"] == pytest.approx(-leaving.BOND_ON_DROPOUT, abs=0.02)
    assert slope["age"] < -0.6 and slope["distance"] > 0.1 and slope["competitors"] > 0.2


def test_customers_from_the_marketplace_leave_almost_twice_as_fast(new):
    market = new["channel"] == types.CHANNELS.index("marketplace")
    rates = new["dropout"].groupby([new["seed"], market]).mean().unstack()
    ratio = rates[True] / rates[False]
    half = stats.t(len(ratio) - 1).ppf(0.975) * ratio.std() / np.sqrt(len(ratio))
    assert ratio.mean() - half < 1.8 < ratio.mean() + half
    assert half < 0.1


def test_acquisition_falls_after_the_phase_change(new):
    before = (new["acquired"] < PHASE_CHANGE).sum() / PHASE_CHANGE
    after = (new["acquired"] >= PHASE_CHANGE).sum() / (156 - PHASE_CHANGE)
    assert after / before == pytest.approx(0.40, abs=0.02)


def test_slippers_are_a_third_of_the_best_customers_of_old(people):
    best = people["legacy"] & (people["rate"] * people["spend"] > top_spender_threshold())
    assert best.sum() / people["legacy"].sum() == pytest.approx(0.15, abs=0.01)
    assert people.loc[best, "slip_week"].notna().mean() == pytest.approx(0.35, abs=0.03)
    assert people.loc[~best, "slip_week"].isna().all()
    assert people["slip_week"].dropna().between(30, 90).all()


def test_the_discounter_reaches_the_weakly_bonded(people):
    expected = leaving.exposure_probability(people["bond"].to_numpy())
    z = (people["exposed"].sum() - expected.sum()) / np.sqrt((expected * (1 - expected)).sum())
    assert abs(z) < 3
    assert people.loc[people["bond"] > 1, "exposed"].mean() < 0.3
    assert people.loc[people["bond"] < -0.5, "exposed"].mean() > 0.55


def test_arms_are_drawn_with_the_propensity_that_is_logged(people):
    inside = people[~people["holdout"] & (people["acquired"] < CARE_STARTS)]
    for propensity in PROPENSITY:
        arm = inside.loc[inside["care_propensity"] == propensity, "care"]
        assert arm.mean() == pytest.approx(propensity, abs=3.5 * np.sqrt(0.25 / len(arm)))
    assert not people.loc[people["holdout"], "care"].any()
    assert people["holdout"].mean() == pytest.approx(0.10, abs=0.005)


# leaving


def test_who_is_at_constant_risk_leaves_after_an_exponential_time():
    rng = np.random.default_rng(1)
    n = 20_000
    start, rate = rng.uniform(0, 120, n), np.full(n, 0.02)
    monthly = np.full((n, leaving.MONTHS), 0.02)
    week = leaving.leaving_week(start, rate, monthly, rng.exponential(size=n))
    assert (week >= start).all()
    inside = np.isfinite(week)
    # What happens after week 156 is not seen: compare with the law cut off there.
    survived = np.exp(-0.02 * (156 - start))
    assert inside.mean() == pytest.approx(1 - survived.mean(), abs=0.01)
    rank = -np.expm1(-0.02 * (week - start)[inside]) / (1 - survived[inside])
    assert stats.kstest(rank, "uniform").pvalue > 0.01


def test_hazards_rise_by_letters_failures_and_the_discounter():
    def hazard(bond=0.0, exposed=False, lift=0.0, letters=0, bad=(), good=()):
        month = lambda places: np.isin(np.arange(13), places)[None].astype("int8")  # noqa: E731
        return leaving.monthly_hazard(
            np.array([0.02]), np.array([bond]), np.array([0.0]), np.array([exposed]),
            np.array([lift]), np.full((1, 13), letters, "int8"), month(bad), month(good),
        )[0]  # fmt: skip

    assert hazard() == pytest.approx(np.full(13, 0.02))
    assert hazard(letters=3) == pytest.approx(hazard())
    assert hazard(letters=5) == pytest.approx(0.02 * 1.08**2 * np.ones(13))
    assert hazard(bad=[4]) / 0.02 == pytest.approx([1] * 4 + [1.6] * 3 + [1] * 6)
    assert hazard(good=[4]) / 0.02 == pytest.approx([1] * 4 + [0.9] + [1] * 8)
    opens = int((DISCOUNTER_OPENS - PHASE_CHANGE) / 4)
    extra = hazard(exposed=True) - hazard()
    assert extra == pytest.approx([0] * opens + [0.014] * (13 - opens))
    assert hazard(bond=1, exposed=True)[-1] == pytest.approx(0.02 + 0.014 * np.exp(-0.3))
    assert (hazard(lift=1)[2:] < hazard()[2:]).all() and hazard(lift=1)[0] == hazard()[0]


# any size, any seed


def test_a_block_is_the_same_each_time_and_another_for_another_seed():
    one, again, other = Block(7, size=500), Block(7, size=500), Block(8, size=500)
    pd.testing.assert_frame_equal(one.people, again.people)
    pd.testing.assert_frame_equal(one.trips, again.trips)
    assert not one.people["bond"][2:].equals(other.people["bond"][2:])


def test_a_later_block_has_other_people_with_other_names():
    first, second = Block(7, 0, 500), Block(7, 1, 500)
    assert not set(first.people["person_id"]) & set(second.people["person_id"])
    assert not set(first.records["record_id"]) & set(second.records["record_id"])
    assert abs(first.people["bond"].corr(second.people["bond"])) < 0.2


def test_two_blocks_are_like_one_of_their_size():
    """Thresholds come from the distributions, so that cutting into blocks changes nothing."""
    whole = Block(11, 0, 4000).people
    halves = pd.concat([Block(12, number, 2000).people for number in range(2)])
    for column in ("rate", "dropout", "bond", "spend"):
        assert stats.ks_2samp(whole[column], halves[column]).pvalue > 0.001


def test_the_characters_stand_under_the_same_ids_in_every_company():
    for seed, size in ((1, 200), (5, 3000)):
        block = Block(seed, size=size)
        assert list(block.main_card()[:2]) == ["K0000001", "K0000002"]
        maura, dara = block.people.iloc[0], block.people.iloc[1]
        assert (maura["type"], dara["type"]) == (0, 2)
        trips = block.trips
        hers = trips[trips["person"] == 0]
        assert hers.loc[hers["day"] < 448, "amount"].mean() > 300
        assert hers.loc[hers["day"] >= 448, "amount"].mean() < 80
        assert len(hers[hers["day"] >= 448]) < 40
        assert 980 < trips.loc[trips["person"] == 1, "day"].max() < 7 * 143
