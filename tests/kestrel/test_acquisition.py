"""What winning customers costs, which channel's customers leave, and the delivery pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from scipy.special import betaln

from cvmlab.data.contracts import acquisition as contracts
from cvmlab.data.contracts.checks import violations
from cvmlab.kestrel import types
from cvmlab.kestrel.acquisition import acquisition_costs, pass_subscriptions
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.referrals import referrals

# Planted: euros a customer, the most a channel could win as a multiple of its usual level, and the
# parameters of the delivery pass.
COST = {"walk-in": 4, "paid search": 38, "door-drop": 21, "referral": 15, "marketplace": 52}
CEILING = {"paid search": 2.0, "door-drop": 2.5, "marketplace": 3.0}
LAPSE = (0.70, 1.18)


@pytest.fixture(scope="module")
def costs(blocks: list[Block]) -> list[pd.DataFrame]:
    return [acquisition_costs(block) for block in blocks]


@pytest.fixture(scope="module")
def passes() -> pd.DataFrame:
    return pd.concat([pass_subscriptions(seed) for seed in range(1, 6)])


def test_tables_keep_their_contracts(costs) -> None:
    assert violations(costs[0], contracts.ACQUISITION_COSTS) == []
    assert violations(pass_subscriptions(1), contracts.PASS_SUBSCRIPTIONS) == []
    assert violations(acquisition_costs(Block(2, 1, 100)), contracts.ACQUISITION_COSTS) == []


def test_same_seed_makes_the_same_tables() -> None:
    pd.testing.assert_frame_equal(
        acquisition_costs(Block(9, 0, 300)), acquisition_costs(Block(9, 0, 300))
    )
    pd.testing.assert_frame_equal(pass_subscriptions(9), pass_subscriptions(9))


def test_customers_won_are_the_people_acquired(blocks, costs) -> None:
    for block, table in zip(blocks, costs, strict=True):
        new = block.people[~block.people["legacy"]]
        names = np.array(types.CHANNELS)[new["channel"]]
        expected = pd.Series(names).value_counts()
        won = table.groupby("channel")["customers_won"].sum()
        assert won.to_dict() == expected.to_dict()
        assert len(table) == 5 * 156


def test_referral_spend_contains_the_rewards_paid(blocks, costs) -> None:
    for block, table in zip(blocks, costs, strict=True):
        spent = table.loc[table["channel"] == "referral", "spend"].sum()
        assert referrals(block)["reward_paid"].sum() < spent


def test_cost_of_a_customer_by_channel(costs) -> None:
    """Within 3% of what was planted, pooled over five companies (errors over companies ≈ 1%)."""
    total = pd.concat(costs).groupby("channel")[["spend", "customers_won"]].sum()
    ratio = total["spend"] / total["customers_won"] / pd.Series(COST)
    assert ((ratio - 1).abs() < 0.03).all()


def test_a_small_company_pays_the_same(blocks) -> None:
    """The unit price comes from the distribution of weekly counts, whatever their level."""
    small = pd.concat([acquisition_costs(Block(seed, 1, 2000)) for seed in range(30)])
    total = small.groupby("channel")[["spend", "customers_won"]].sum()
    ratio = total["spend"] / total["customers_won"] / pd.Series(COST)
    assert ((ratio - 1).abs() < 0.06).all()


def test_spend_falls_with_the_phase_change(costs) -> None:
    """By three fifths where cost is linear, by more where fewer are cheaper to win."""
    table = pd.concat(costs)
    after = (table["week"] >= pd.Timestamp("2024-01-01")).rename("after")
    weekly = table.groupby(["channel", after])["spend"].mean().unstack()
    ratio = weekly[True] / weekly[False]
    assert ratio.between(0.28, 0.45).all()
    assert (ratio[list(CEILING)] < ratio["walk-in"]).all()


def test_the_next_customer_costs_more_than_the_average_one(costs) -> None:
    """Blattberg and Deighton's curve, fitted by least squares, finds the planted ceilings.

    Ratio of marginal to average cost at the usual level, where the curve says C / (C - 1) over
    C × -log(1 - 1/C). Equivalence margin .06; the noise of 4% in spend bends the fit by about .01.
    """
    table = pd.concat(costs)
    for channel, ceiling in CEILING.items():
        mine = table[table["channel"] == channel]
        spend, won = mine["spend"].to_numpy(), mine["customers_won"].to_numpy()
        start = [2 * won.max(), 1 / spend.max()]
        (top, _), _ = optimize.curve_fit(
            lambda s, top, speed: top * -np.expm1(-speed * s), spend, won, p0=start
        )
        level = won[(mine["week"] < pd.Timestamp("2024-01-01")).to_numpy()].mean()
        share = level / top
        found = (1 / (1 - share)) / (-np.log1p(-share) / share)
        planted = (1 / (1 - 1 / ceiling)) / (ceiling * -np.log1p(-1 / ceiling))
        assert found == pytest.approx(planted, abs=0.06), channel
        assert found > 1.1


def test_marketplace_customers_leave_nearly_twice_as_fast(blocks) -> None:
    """Mean rate of leaving of new customers, 1.8 times that of the others (margin .06)."""
    people = pd.concat([block.people[~block.people["legacy"]] for block in blocks])
    market = people["channel"] == types.CHANNELS.index("marketplace")
    mine, others = people.loc[market, "dropout"], people.loc[~market, "dropout"]
    assert mine.mean() / others.mean() == pytest.approx(1.8, abs=0.06)


def _minus_log_likelihood(log_parameters: np.ndarray, passes: pd.DataFrame) -> float:
    """Shifted-beta-geometric: P(T = t) = B(a+1, b+t-1) / B(a, b); S(t) = B(a, b+t) / B(a, b)."""
    a, b = np.exp(log_parameters)
    renewals = passes["renewals"].to_numpy()
    ended = passes["ended_on"].notna().to_numpy()
    return -float(np.sum(betaln(a + ended, b + renewals) - betaln(a, b)))


def test_shifted_beta_geometric_is_recovered(passes) -> None:
    """A likelihood-ratio test of both parameters at once (level .01), and a narrow estimate."""
    planted = np.log(LAPSE)
    fit = optimize.minimize(_minus_log_likelihood, planted, (passes,), method="Nelder-Mead")
    statistic = 2 * (_minus_log_likelihood(planted, passes) - fit.fun)
    assert stats.chi2.sf(statistic, 2) > 0.01
    assert np.exp(fit.x) == pytest.approx(LAPSE, rel=0.06)


def test_the_triangle_is_clean(passes) -> None:
    """Every pass of a cohort has had the same number of anniversaries."""
    anniversaries = 2024 - passes["cohort"]
    running = passes["ended_on"].isna()
    assert (passes.loc[running, "renewals"] == anniversaries[running]).all()
    assert (passes.loc[~running, "renewals"] < anniversaries[~running]).all()
    assert (passes["started_on"].dt.year == passes["cohort"]).all()
    ended = passes[~running]
    years = ended["ended_on"].dt.year - ended["started_on"].dt.year
    assert (years == ended["renewals"] + 1).all()
    assert (ended["ended_on"].dt.day == ended["started_on"].dt.day).all()
    assert ended["ended_on"].max() <= pd.Timestamp("2024-12-29")
    assert pass_subscriptions(1).groupby("cohort").size().eq(1000).all()


def test_retention_rises_with_age(passes) -> None:
    old = passes[passes["cohort"] == 2016]
    left = np.array([(old["renewals"] >= n).sum() for n in range(9)])
    rate = left[1:] / left[:-1]
    assert rate[0] == pytest.approx(1.18 / 1.88, abs=0.02)
    assert rate[1] > rate[0] + 0.05 and rate[3] > rate[1]
