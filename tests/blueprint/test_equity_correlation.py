"""The change of customer equity: its interval, planted truth and a second route."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cvmlab.blueprint.tiles.change_between import change_between
from cvmlab.blueprint.tiles.equity_correlation import equity_correlation
from cvmlab.blueprint.tiles.tile import Reading
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.stats.ratios import difference_with_interval, share_with_interval
from cvmlab.value_of.lifetime.influences import influences, spend_scores
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from tests.value_of.acquisition.made_firm import (
    ALPHA,
    BETA,
    MARGIN,
    P,
    Q,
    R,
    S,
    draw_purchases,
)

LAW = {"r": R, "alpha": ALPHA, "s": S, "beta": BETA}
SPEND = {"p": P, "q": Q, "gamma": MARGIN * (Q - 1) / P}


def test_the_ends_are_newcombes_where_both_are_shares():
    """Newcombe (1998), Statistics in Medicine 17(8): 56 of 70 against 48 of 80, method 10."""
    now, before = (Reading(*share_with_interval(a, n, 0.95)) for a, n in ((56, 70), (48, 80)))
    change = change_between(now, before)
    assert change == pytest.approx(difference_with_interval(56, 70, 48, 80, 0.95))
    assert change == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_no_interval_of_the_change_without_both():
    assert change_between(Reading(4.0), Reading(3.0, 2.0, 4.0)) is None
    assert change_between(Reading(4.0, 3.0, 5.0), Reading(3.0)) is None


@pytest.mark.parametrize("together", [0.0, 0.6, -0.4])
def test_the_interval_of_a_change_holds_as_often_as_it_says(together):
    """Two amounts with lopsided intervals whose errors go together: 95% of 20,000."""
    rng = np.random.default_rng(4)
    errors = rng.multivariate_normal([0, 0], [[1, together], [together, 1]], 20_000)
    spreads, truths = np.array([0.15, 0.25]), np.array([100.0, 120.0])
    held = 0
    for one, other in truths * np.exp(spreads * errors):
        readings = (
            Reading(value, value * np.exp(-1.96 * s), value * np.exp(1.96 * s))
            for value, s in zip((one, other), spreads, strict=True)
        )
        change = change_between(*readings, together)
        assert change is not None
        held += change[1] <= truths[0] - truths[1] <= change[2]
    assert held / 20_000 == pytest.approx(0.95, abs=0.012)


def valued(bought, born, end, law=None, spend=None):
    """A made firm as it would have been valued on a day; by its true laws if these are given."""
    known = bought[born[bought["who"]] + bought["at"] <= end].sort_values(["who", "at"])
    each = known.groupby("who")
    table = pd.DataFrame({"frequency": each.size() - 1, "recency": each["at"].max()})
    table["T"] = end - born[table.index]
    again = each["margin"].sum() - each["margin"].first()
    table["monetary_value"] = (again / table["frequency"].clip(lower=1)).fillna(0.0)
    table = table.rename_axis("customer_id").reset_index().assign(inside=True, margin_rate=1.0)
    fit = ParetoNBD(table[["frequency", "recency", "T"]]).fit(hold=law)
    money = GammaGamma(table[["frequency", "monetary_value"]]).fit(hold=spend)
    worth = lifetime_value(fit, money, table, horizon="5 years", annual_discount_rate=0.10,
                           margin_rate="margin_rate", time_unit="W")  # fmt: skip
    return SimpleNamespace(table=table, fit=fit, spend=money, lifetime=worth)


def reading(values):
    total = values.lifetime.total
    return Reading(total.expected, total.ci_low, total.ci_high)


def made(rng, customers):
    born = rng.uniform(0, 156, customers)
    return draw_purchases(rng, 156 - born), born


def test_the_change_holds_the_truth_and_is_surer_than_two_strangers():
    """Firms of known laws: 95% of 30 intervals, less three standard errors, hold the change."""
    rng, held, narrower = np.random.default_rng(8), 0, []
    for _ in range(30):
        bought, born = made(rng, 500)
        now, then = (valued(bought, born, end) for end in (156, 104))
        truth = np.subtract(
            *(valued(bought, born, end, LAW, SPEND).lifetime.total.expected for end in (156, 104))
        )
        change = change_between(reading(now), reading(then), equity_correlation(now, then))
        apart = change_between(reading(now), reading(then))
        held += change[1] <= truth <= change[2]
        narrower.append((change[2] - change[1]) / (apart[2] - apart[1]))
    assert held >= 25
    assert np.mean(narrower) < 0.85


def test_the_score_of_a_repeat_buyer_is_the_slope_of_the_likelihood():
    """By small steps of log p, log q and log gamma, three buyers one by one."""
    buyers = pd.DataFrame({"frequency": [2, 1, 9], "monetary_value": [20.0, 35.0, 4.0]})
    law, step = np.array([6.0, 4.0, 15.0]), 1e-5
    for i, score in enumerate(spend_scores(buyers, tuple(law))):
        one = GammaGamma(buyers.iloc[[i]])
        for j in range(3):
            up, down = (law * np.exp(sign * step * np.eye(3)[j]) for sign in (1, -1))
            slope = (one.loglike(up) - one.loglike(down)) / (2 * step)
            assert score[j] == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_the_spread_of_the_influences_is_that_of_the_models():
    """Where the models are right, customers drawn again vary as the information matrix says."""
    bought, born = made(np.random.default_rng(1), 3000)
    now, then = (valued(bought, born, end) for end in (156, 104))
    for one in (now, then):
        total = one.lifetime.total
        error = total.expected * np.log(total.ci_high / total.ci_low) / (2 * 1.96)
        moved = influences(one.lifetime.valuation, one.table)
        assert np.sqrt((moved**2).sum()) == pytest.approx(error, rel=0.12)
        assert abs(moved.sum()) < 0.01 * error  # at the maximum the scores add up to nothing


def test_under_one_law_the_two_have_the_later_covariance_in_common():
    """A second route, by theory, on six firms: Hausman (1978), cov(θ now, θ then) = var(θ now)."""
    found, expected = [], []
    for seed in range(1, 7):
        bought, born = made(np.random.default_rng(seed), 2000)
        days = [valued(bought, born, end) for end in (156, 104)]
        sums = [one.lifetime.valuation.sums for one in days]
        slopes = [one.slope.sum(axis=0) for one in sums]
        errors = [slope @ one.covariance @ slope for slope, one in zip(slopes, sums, strict=True)]
        shared = slopes[0] @ sums[0].covariance @ slopes[1]
        expected.append(shared / np.sqrt(np.prod(errors)))
        found.append(equity_correlation(*days))
    assert np.mean(found) == pytest.approx(np.mean(expected), abs=0.1)


def test_customers_drawn_again_move_both_valuations_alike():
    """A second route: models fitted anew to customers drawn again, the same sums valued by them."""
    rng = np.random.default_rng(2)
    bought, born = made(rng, 600)
    days = [valued(bought, born, end) for end in (156, 104)]
    sums = []
    for _ in range(30):
        weight = pd.Series(rng.multinomial(600, np.full(600, 1 / 600)))
        sums.append([_revalued(one, weight) for one in days])
    drawn = np.corrcoef(np.array(sums).T)[0, 1]
    assert equity_correlation(*days) == pytest.approx(drawn, abs=0.25)


def _revalued(one, weight):
    """The sum of values by models fitted to customers with these weights."""
    table = one.table.assign(weight=one.table["customer_id"].map(weight).astype(float))
    table = table[table["weight"] > 0]
    fit = ParetoNBD(table[["frequency", "recency", "T", "weight"]]).fit()
    money = GammaGamma(table[["frequency", "monetary_value", "weight"]]).fit()
    return lifetime_value(
        fit, money, one.table, horizon="5 years", annual_discount_rate=0.10,
        margin_rate="margin_rate", time_unit="W",
    ).total.expected  # fmt: skip


def test_strangers_have_nothing_in_common():
    bought, born = made(np.random.default_rng(5), 400)
    one = valued(bought, born, 156)
    other = SimpleNamespace(
        table=one.table.assign(customer_id=one.table["customer_id"] + 10_000), fit=one.fit,
        spend=one.spend, lifetime=one.lifetime,
    )  # fmt: skip
    assert equity_correlation(one, other) == 0
    assert equity_correlation(one, one) == pytest.approx(1)
    # as if no customer's share of the spend model were known: the rest counts as a stranger's
    worth = one.lifetime.valuation
    parts = {name: getattr(worth, name) for name in ("fit", "weight", "sums")}
    unknown = SimpleNamespace(**parts, spend=SimpleNamespace(names=("p", "nu"), edges=()))
    limit = SimpleNamespace(table=one.table, lifetime=SimpleNamespace(valuation=unknown))
    assert 0.5 < equity_correlation(limit, limit) < 1
