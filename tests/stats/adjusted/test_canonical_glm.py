"""Regressions fitted many at a time: the same numbers as one at a time by the library."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from cvmlab.stats.adjusted.canonical_glm import family_of, fit, mean_of

FAMILIES = {
    "yes or no": sm.families.Binomial(),
    "amount": sm.families.Poisson(),
    "score": sm.families.Gaussian(),
}


def customers(family: str, n: int = 400):
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 3))])
    line = x @ [0.3, 0.8, -0.5, 0.0]
    y = {
        "yes or no": (rng.random(n) < 1 / (1 + np.exp(-line))).astype(float),
        "amount": np.exp(line) * rng.gamma(0.7, 1 / 0.7, n) * (rng.random(n) < 0.8),
        "score": line + rng.normal(size=n),
    }[family]
    return x, y, rng.multinomial(n, np.full(n, 1 / n), 7).astype(float)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_resample_has_the_coefficients_of_the_library(family):
    x, y, counts = customers(family)
    found = fit(x, y, family, counts)
    whole = fit(x, y, family, np.ones((1, len(y))))[0]
    again = fit(x, y, family, counts, whole)
    for row, started, weight in zip(found, again, counts, strict=True):
        there = sm.GLM(y, x, family=FAMILIES[family], freq_weights=weight).fit().params
        assert row == pytest.approx(there, abs=2e-4)
        assert started == pytest.approx(there, abs=2e-4)


def test_a_column_that_tells_yes_from_no_exactly_does_no_harm():
    """No finite coefficient is the best; what is foretold is right all the same."""
    x = np.column_stack([np.ones(60), np.repeat([-1.0, 1.0], 30)])
    y = np.repeat([0.0, 1.0], 30)
    foretold = mean_of(fit(x, y, "yes or no", np.ones((1, 60))) @ x.T, "yes or no")[0]
    assert np.abs(foretold - y).max() < 1e-3


def test_a_column_without_a_difference_in_a_resample_does_no_harm():
    x = np.column_stack([np.ones(50), np.arange(50) < 3])
    y = (np.arange(50) % 2).astype(float)
    counts = np.ones((2, 50))
    counts[1, :3] = 0  # nobody of the rare kind was drawn
    found = fit(x.astype(float), y, "yes or no", counts)
    assert np.isfinite(found).all()
    assert mean_of(found[1, 0], "yes or no") == pytest.approx(y[3:].mean(), abs=1e-4)


def test_the_family_is_read_from_the_outcome():
    assert family_of(np.array([0.0, 1.0])) == "yes or no"
    assert family_of(np.array([0.0, 2.5])) == "amount"
    assert family_of(np.array([-1.0, 2.5])) == "score"
