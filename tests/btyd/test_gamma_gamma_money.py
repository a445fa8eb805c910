"""What customers will spend: quantiles of a random number of random purchases, by second routes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import betainc
from scipy.stats import nbinom, poisson

from cvmlab.btyd.money import money_quantiles
from cvmlab.btyd.spend import Spend


def spend(p: float, a) -> Spend:
    a = np.asarray(a, dtype=float)
    return Spend(p, a, np.ones(len(a)), np.zeros((len(a), 3)))


def found(p: float, a: float, chances, alpha: float = 0.05) -> np.ndarray:
    rows = np.arange(len(chances))
    shapes = np.full(len(chances), float(a))
    return np.array(
        money_quantiles([(rows, np.asarray(chances))], np.zeros(len(rows)), spend(p, shapes), alpha)
    )


def by_root_finding(p: float, a: float, chances, alpha: float = 0.05) -> np.ndarray:
    """Where the exact distribution function, made of incomplete beta functions, passes a tail."""
    n = np.arange(1, len(chances))

    def below(v: float) -> float:
        # each from its own end, so that nothing is lost near 1
        if v < 0:
            return chances[0] + chances[1:] @ betainc(p * n, a, 1 / (1 + np.exp(-v)))
        return chances.sum() - chances[1:] @ betainc(a, p * n, 1 / (1 + np.exp(v)))

    return np.array(
        [
            0.0
            if tail <= chances[0]
            else np.exp(brentq(lambda v, t=tail: below(v) - t, -300, 300, xtol=1e-10))
            for tail in (alpha / 2, 1 - alpha / 2)
        ]
    )


LAWS = {
    "light": nbinom.pmf(np.arange(60), 0.6, 0.2),
    "heavy": nbinom.pmf(np.arange(400), 30, 0.2),
    "perhaps gone": 0.7 * (np.arange(200) == 0) + 0.3 * nbinom.pmf(np.arange(200), 8, 0.2),
    "almost surely gone": 0.97 * (np.arange(200) == 0) + 0.03 * poisson.pmf(np.arange(200), 40),
    "one purchase": np.array([0.0, 1.0, 0.0, 0.0]),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("p", [0.7, 6.0, 80.0])
@pytest.mark.parametrize("a", [1.3, 4.0, 60.0, 2000.0, 1e8])
def test_quantiles_agree_with_the_exact_distribution(p, a, law):
    exact = by_root_finding(p, a, LAWS[law])
    np.testing.assert_allclose(found(p, a, LAWS[law][None])[:, 0], exact, rtol=1e-3)


def test_on_the_whole_quantiles_agree_to_five_digits():
    rng = np.random.default_rng(1)
    gaps = []
    for _ in range(150):
        n, r, share = np.arange(300), rng.uniform(0.5, 20), rng.uniform(0.1, 0.8)
        gone = rng.uniform(0, 0.9)
        chances = gone * (n == 0) + (1 - gone) * nbinom.pmf(n, r, share)
        p, a = rng.uniform(1, 10), rng.uniform(3, 300)
        exact, near = by_root_finding(p, a, chances), found(p, a, chances[None])[:, 0]
        gaps += [abs(b / e - 1) for b, e in zip(near, exact, strict=True) if e > 0]
        assert np.all(near[exact == 0] == 0)
    assert np.median(gaps) < 1e-5 and np.quantile(gaps, 0.99) < 1e-3


def test_purchases_that_never_vary_are_counted_in_whole_ones():
    # p without limit and a customer well known: money is the number of purchases times its price
    price = 1e4 / 1e6
    low, high = found(1e4, 1e6, poisson.pmf(np.arange(200), 60)[None])[:, 0] / price
    whole = poisson.ppf([0.025, 0.975], 60)
    # the laws are taken as a little wider than they are: a percent
    np.testing.assert_allclose([low, high], whole, rtol=0.015)


def test_quantiles_agree_with_simulated_customers():
    rng, size = np.random.default_rng(2), 400_000
    p, a, chances = 3.5, 9.0, LAWS["perhaps gone"]
    n = rng.choice(len(chances), size, p=chances / chances.sum())
    money = np.where(n > 0, rng.gamma(p * np.maximum(n, 1)) / rng.gamma(a, 1.0, size), 0.0)
    low, high = found(p, a, chances[None])[:, 0]
    assert low == 0.0
    error = np.sqrt(0.025 * 0.975 / size)
    assert (money <= high).mean() == pytest.approx(0.975, abs=4 * error)
    low, high = found(p, a, chances[None], alpha=0.5)[:, 0]
    assert (money <= high).mean() == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / size))


def test_rows_of_any_order_in_blocks_of_any_size_get_their_own_quantiles():
    rng = np.random.default_rng(3)
    x = rng.integers(0, 4, 60).astype(float)
    a = 4.0 + 6.0 * x
    chances = np.stack([nbinom.pmf(np.arange(50), 1 + k, rng.uniform(0.2, 0.6)) for k in x])
    alone = np.column_stack([found(6.0, a[i], chances[i : i + 1])[:, 0] for i in range(60)])
    order = rng.permutation(60)
    blocks = [(order[:25], chances[order[:25], :45]), (order[25:], chances[order[25:]])]
    together = np.array(money_quantiles(blocks, x, spend(6.0, a), 0.05))
    np.testing.assert_allclose(together, alone, rtol=1e-3)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(0.5, 30), st.floats(1.2, 500), st.floats(0.05, 20), st.floats(0.1, 10))
def test_wider_intervals_hold_narrower_ones_and_nothing_is_negative(p, a, mean, spread):
    r = mean / spread  # a negative binomial law with variance mean (1 + spread)
    chances = nbinom.pmf(np.arange(200), r, 1 / (1 + spread))[None]
    bounds = np.array([found(p, a, chances, alpha)[:, 0] for alpha in (0.5, 0.2, 0.05, 0.01)])
    assert np.isfinite(bounds).all() and (bounds >= 0).all()
    assert (np.diff(bounds[:, 0]) <= 0).all() and (np.diff(bounds[:, 1]) >= 0).all()
    assert (bounds[:, 0] <= bounds[:, 1]).all()


def test_who_will_surely_not_buy_will_surely_not_spend():
    bounds = found(6.0, 4.0, [[1.0, 0.0, 0.0, 0.0], [0.5, 0.3, 0.15, 0.05]])
    np.testing.assert_array_equal(bounds[:, 0], 0.0)
    assert bounds[1, 1] > 0
