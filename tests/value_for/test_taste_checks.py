"""The shape of people's tastes: rarely blamed where it holds, seen where it does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.choices.mixed_logit import mixed_logit
from cvmlab.value_for.choices.taste_checks import LINK, SKEW, TAILS, taste_checks
from cvmlab.value_for.hassle.hassle_spread import hassle_spread
from tests.value_for.planted_fits import planted_fits


def choices_of(minute: np.ndarray, money: np.ndarray | float, seed: int) -> pd.DataFrame:
    """Eight choices of each person with a given money a minute and weight of money."""
    rng = np.random.default_rng(seed)
    people = len(minute)
    price, minutes = rng.integers(30, 40, (people, 8, 2)), rng.integers(1, 10, (people, 8, 2)) * 5
    counts = np.broadcast_to(money, people)[:, None, None]
    utility = -counts * (price + minute[:, None, None] * minutes) + rng.gumbel(size=price.shape)
    who, task, _ = (place.ravel() for place in np.indices(price.shape))
    return pd.DataFrame(
        {
            "respondent_id": who,
            "task": task,
            "price": price.ravel().astype(float),
            "minutes": minutes.ravel(),
            "chosen": (utility == utility.max(axis=2, keepdims=True)).ravel(),
        }
    )


def test_a_shape_that_holds_is_rarely_blamed():
    p = np.array([taste_checks(fit)["p"] for fit in planted_fits()])
    assert (p < 0.05).mean() < 0.15
    assert 0.3 < np.nanmean(p) < 0.7


@pytest.mark.parametrize("wrong", [SKEW, TAILS, LINK])
def test_a_shape_that_does_not_hold_is_seen(wrong):
    rng = np.random.default_rng(1)
    z, people = rng.normal(size=1200), 1200
    minute, money = {
        SKEW: (np.where(rng.random(people) < 0.2, 1e-4, 0.3 * np.exp(0.4 * z)), 0.45),
        TAILS: (np.where(rng.random(people) < 0.5, 0.15, 0.45), 0.45),
        LINK: (0.3 * np.exp(0.45 * z), 0.45 * np.exp(0.45 * z)),
    }[wrong]
    one = hassle_spread(choice_sets(choices_of(minute, money, seed=2)))
    checks = one.shape.set_index("check")["p"]
    assert checks[wrong] < 0.01
    assert "contradict (" in str(one.summary())


def test_where_no_spread_is_seen_none_can_be_bent():
    for seed in range(6):
        fit = mixed_logit(choice_sets(choices_of(np.full(300, 0.3), 0.45, seed)))
        if "money a minute" in fit.no_spread:
            assert taste_checks(fit)["p"].isna().all()
            assert "does not prove that there is none" in str(hassle_spread(fit).summary())
            return
    pytest.fail("every sample of people who are alike showed a spread")
