"""A gap among people who answer alike at a site: by hand, made staffs, and other people's code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri
from scipy.stats import t

from cvmlab.stats.clustered_gap import clustered_gap
from cvmlab.stats.resampling import bootstrap

TRUTH = (0.63, 0.41)
REPEATS = 1000


def made_staff(rng, leaders, others, alike, *, apart):
    """Answers whose hidden agreement resembles that of the same site (and, if apart, group)."""
    sites = len(leaders)
    group = np.concatenate([np.repeat(True, sum(leaders)), np.repeat(False, sum(others))])
    place = np.concatenate([np.repeat(np.arange(sites), n) for n in (leaders, others)])
    of_site = rng.normal(size=(2, sites))
    shared = of_site[(~group).astype(int) if apart else 0, place]
    hidden = np.sqrt(alike) * shared + np.sqrt(1 - alike) * rng.normal(size=len(group))
    return hidden > -ndtri(np.where(group, *TRUTH)), group, place


def held(leaders, others, alike, *, apart, seed=1):
    """How often the two intervals hold the true gap."""
    rng = np.random.default_rng(seed)
    true, hits = TRUTH[0] - TRUTH[1], np.zeros(2)
    for _ in range(REPEATS):
        found = clustered_gap(*made_staff(rng, leaders, others, alike, apart=apart))
        ends = np.array([[found.low, found.high], [found.naive_low, found.naive_high]])
        hits += (ends[:, 0] <= true) & (true <= ends[:, 1])
    return hits / REPEATS


@pytest.fixture(scope="module")
def staff():
    yes, group, place = made_staff(
        np.random.default_rng(5), [6] * 20 + [25], [12] * 20 + [40], 0.3, apart=True
    )
    return pd.DataFrame({"yes": yes.astype(float), "group": group.astype(float), "site": place})


def test_by_hand_with_four_sites_of_which_each_is_left_out():
    yes = [1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0]
    group = [1, 1, 0, 0] * 4
    site = np.repeat([1, 2, 3, 4], 4)
    found = clustered_gap(yes, group, site)
    # leaders agree 2, 1, 1, 0 of 2 a site and others 1, 0, 2, 1 of 2: 4 of 8 and 4 of 8
    assert found.people == (8, 8) and found.shares == (0.5, 0.5) and found.gap == 0
    left = np.array([2 / 6 - 3 / 6, 3 / 6 - 4 / 6, 3 / 6 - 2 / 6, 4 / 6 - 3 / 6])
    variance = 3 / 4 * ((left - left.mean()) ** 2).sum()
    assert variance == pytest.approx(1 / 12)
    assert found.high == pytest.approx(t.ppf(0.975, 3) * np.sqrt(1 / 12))
    assert found.low == pytest.approx(-found.high)
    assert found.design == pytest.approx((1 / 12) / (2 * 0.25 / 8))


def test_the_naive_interval_is_newcombes():
    """Newcombe (1998), Statistics in Medicine 17, table II: 56/70 against 48/80, method 10."""
    yes = np.r_[np.ones(56), np.zeros(14), np.ones(48), np.zeros(32)]
    group = np.r_[np.ones(70), np.zeros(80)]
    found = clustered_gap(yes, group)
    assert (found.naive_low, found.naive_high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.clusters == 0 and not found.known


@pytest.mark.parametrize(
    "leaders, others, alike, apart",
    [
        ([6] * 24 + [20, 12], [12] * 24 + [40, 30], 0.3, True),  # each group has its own mood
        ([14] * 20 + [0] * 20, [0] * 20 + [14] * 20, 0.2, True),  # each group has its own sites
        ([8] * 8, [20] * 8, 0.2, True),  # few sites
    ],
)
def test_the_interval_that_knows_the_sites_holds_and_the_naive_one_does_not(
    leaders, others, alike, apart
):
    knowing, naive = held(leaders, others, alike, apart=apart)
    assert 0.925 <= knowing <= 0.975
    assert naive < 0.86


def test_what_both_groups_of_a_site_share_cancels_in_the_gap():
    sizes = [8] * 25, [12] * 25
    knowing, naive = held(*sizes, 0.3, apart=False)
    assert 0.93 <= knowing <= 0.975 and naive > 0.95
    rng = np.random.default_rng(2)
    found = [clustered_gap(*made_staff(rng, *sizes, 0.3, apart=False)) for _ in range(60)]
    assert np.mean([one.design for one in found]) < 1
    assert np.mean([one.designs for one in found]) > 2


def test_the_design_effect_of_a_share_is_that_of_kish(staff):
    """1 + (m − 1) ρ for sites of m people whose answers correlate by ρ (Kish 1965, ch. 5)."""
    rng, m, seen, rho = np.random.default_rng(3), 10, [], []
    for _ in range(200):
        yes, group, place = made_staff(rng, [m] * 30, [m] * 30, 0.3, apart=True)
        seen.append(clustered_gap(yes, group, place).designs[0])
        sites = yes[group].reshape(30, m)
        between, within = m * sites.mean(1).var(ddof=1), sites.var(axis=1, ddof=1).mean()
        rho.append((between - within) / (between + (m - 1) * within))
    assert np.mean(seen) == pytest.approx(1 + (m - 1) * np.mean(rho), rel=0.05)


def test_least_squares_without_each_site_in_turn_finds_the_same(staff):
    import statsmodels.formula.api as smf

    found = clustered_gap(staff["yes"], staff["group"] == 1, staff["site"])
    left = np.array(
        [
            smf.ols("yes ~ group", staff[staff["site"] != site]).fit().params["group"]
            for site in staff["site"].unique()
        ]
    )
    error = np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum())
    assert found.high - found.gap == pytest.approx(t.ppf(0.975, len(left) - 1) * error)


def test_cluster_robust_errors_and_sites_drawn_again_say_nearly_the_same(staff):
    import statsmodels.formula.api as smf

    found = clustered_gap(staff["yes"], staff["group"] == 1, staff["site"])
    robust = smf.ols("yes ~ group", staff).fit(
        cov_type="cluster", cov_kwds={"groups": staff["site"], "use_correction": True}, use_t=True
    )
    assert found.gap == pytest.approx(robust.params["group"])
    width = found.high - found.low
    ends = robust.conf_int().loc["group"]
    assert width == pytest.approx(ends[1] - ends[0], rel=0.15)

    def gap(rows):
        leads = rows["group"] == 1
        return rows.loc[leads, "yes"].mean() - rows.loc[~leads, "yes"].mean()

    drawn = bootstrap(staff, gap, by="site", resamples=400, seed=1)
    assert width == pytest.approx(drawn.high - drawn.low, rel=0.2)


@pytest.mark.parametrize(
    "site",
    [
        ["a"] * 6 + ["b"] * 6,  # two sites
        ["a"] * 12,
        ["h", "h", "h", "a", "b", "c"] * 2,  # the head office holds all leaders
    ],
)
def test_where_nothing_can_be_known_nothing_is_said(site):
    found = clustered_gap([1, 1, 0, 1, 0, 0] * 2, [1, 1, 1, 0, 0, 0] * 2, site)
    assert not found.known and np.isfinite([found.naive_low, found.naive_high]).all()


def test_everybody_agreeing_has_no_design_effect():
    found = clustered_gap([1] * 12, [1, 0] * 6, list("aabbccddeeff"))
    assert found.gap == 0 and np.isnan(found.design) and np.isnan(found.designs).all()
