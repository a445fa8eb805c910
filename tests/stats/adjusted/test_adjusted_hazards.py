"""Hazards of groups made alike: the published example, planted ratios, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.hazard_regression import PHReg

from cvmlab.errors import DataProblem
from cvmlab.stats.adjusted.adjusted_hazards import adjusted_hazard_ratio
from cvmlab.stats.adjusted.cox import cox
from cvmlab.stats.hazards import hazard_ratio


def made(seed: int, n: int = 600) -> pd.DataFrame:
    """The bond halves the hazard; older customers have it more often and leave less anyway."""
    rng = np.random.default_rng(seed)
    age = rng.normal(size=n)
    bond = rng.random(n) < 1 / (1 + np.exp(-1.2 * age))
    wait = rng.exponential(1 / (0.02 * np.exp(np.log(0.5) * bond - 0.8 * age)))
    return pd.DataFrame(
        {"age": age, "bond": bond, "weeks": np.minimum(wait, 52), "left": wait < 52}
    )


def test_the_planted_ratio_is_inside_and_the_plain_one_is_not_it():
    held, plain = 0, []
    for seed in range(200):
        table = made(seed)
        found = adjusted_hazard_ratio(table, "bond", "weeks", "left", ["age"])
        held += found.low <= 0.5 <= found.high
        plain.append(adjusted_hazard_ratio(table, "bond", "weeks", "left").value)
    assert 0.915 <= held / 200 <= 0.985
    assert np.mean(plain) < 0.4


def test_coefficients_and_their_errors_are_those_of_the_library():
    """Times in whole weeks, so that many events share one."""
    table = made(7, 300)
    x = table[["bond", "age"]].to_numpy(dtype=float)
    weeks, left = np.ceil(table["weeks"] / 4).to_numpy(), table["left"].to_numpy()
    there = PHReg(weeks, x, status=left, ties="efron").fit()
    beta, covariance = cox(weeks, left, x)
    assert beta == pytest.approx(there.params, rel=1e-5)
    assert np.sqrt(np.diag(covariance)) == pytest.approx(there.bse, rel=1e-5)


def test_without_causes_it_is_the_plain_ratio():
    table = made(1)
    one = adjusted_hazard_ratio(table, "bond", "weeks", "left")
    other = hazard_ratio(table["weeks"], table["left"], table["bond"])
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_ten_points_of_a_number_are_one_point_ten_times():
    table = made(2).assign(index=lambda t: 50 + 20 * t["bond"] + t["age"])
    ten = adjusted_hazard_ratio(table, "index", "weeks", "left", ["age"], contrast=(50, 60))
    one = adjusted_hazard_ratio(table, "index", "weeks", "left", ["age"], contrast=(50, 51))
    assert ten.value == pytest.approx(one.value**10, rel=1e-6)


def test_times_of_zero_and_nobody_leaving_are_said():
    table = made(3).assign(left=False)
    table.loc[0, "weeks"] = 0
    with pytest.raises(DataProblem, match="2 problems"):
        adjusted_hazard_ratio(table, "bond", "weeks", "left")
