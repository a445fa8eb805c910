"""The chance of being below zero next year, held against a future that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.customer_values import customer_values
from cvmlab.value_of.right.below_zero import chance_below_zero
from tests.value_of.right.made_firm import AHEAD, made_firm

COST = 12.0


@pytest.fixture(scope="module")
def firms():
    made = [made_firm(seed) for seed in (1, 2, 3)]
    return [(one, customer_values(one.orders)) for one in made]


def test_chances_come_true_in_every_third_of_the_customers(firms):
    """Of those with a chance of 70%, about 70% do lie below zero a year later."""
    said, happened = [], []
    for made, values in firms:
        costs = pd.Series(COST, index=made.future.index)
        said.append(chance_below_zero(values, costs, weeks=AHEAD))
        happened.append(made.future < COST)
    chance, below = pd.concat(said).to_numpy(), pd.concat(happened).to_numpy(float)
    third = pd.qcut(pd.Series(chance).rank(method="first"), 3, labels=False).to_numpy()
    for part in range(3):
        mine = third == part
        error = np.sqrt((chance[mine] * (1 - chance[mine])).sum()) / mine.sum()
        # parameters are estimated from 900 customers a firm: as much error again
        assert abs(chance[mine].mean() - below[mine].mean()) < 3 * error + 0.015
    assert chance[third == 0].mean() < 0.5 < 0.9 < chance[third == 2].mean()


def test_a_dearer_customer_is_likelier_below_zero(firms):
    made, values = firms[0]
    some = made.future.index[:50]
    low, high = (chance_below_zero(values, pd.Series(c, index=some)) for c in (5.0, 50.0))
    assert (high >= low).all() and high.mean() > low.mean()


def test_who_costs_nothing_is_never_below_zero(firms):
    made, values = firms[0]
    nothing = pd.Series(0.0, index=made.future.index[:20])
    assert (chance_below_zero(values, nothing) == 0).all()


def test_the_same_seed_gives_the_same_chances_and_nothing_is_changed(firms):
    made, values = firms[0]
    costs, before = pd.Series(COST, index=made.future.index[:80]), values.table.copy()
    one, two = (chance_below_zero(values, costs, seed=4) for _ in range(2))
    pd.testing.assert_series_equal(one, two)
    pd.testing.assert_frame_equal(values.table, before)


def test_costs_of_somebody_who_never_bought_are_refused(firms):
    _, values = firms[0]
    with pytest.raises(DataProblem, match="no purchase"):
        chance_below_zero(values, pd.Series({"C0001": 1.0, "nobody": 2.0}))
