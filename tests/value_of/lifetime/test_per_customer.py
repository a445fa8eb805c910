"""What a customer is worth on average: by resampling, and as often as its interval says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value
from cvmlab.value_of.lifetime.per_customer import ValuePerCustomer, value_per_customer
from tests.btyd.simulated import pareto_nbd


def firm(rng: np.random.Generator, size: int) -> pd.DataFrame:
    base = pareto_nbd(rng, size)
    return base.assign(customer_id=[f"C{n:05d}" for n in range(size)])


def worth(base: pd.DataFrame) -> ValuePerCustomer:
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    value = lifetime_value(fit, spend, base, horizon=52, annual_discount_rate=0.1)
    return value_per_customer(value, base)


def error(found: ValuePerCustomer) -> float:
    """On logarithms."""
    return float(np.log(found.high / found.low)) / (2 * 1.959964)


@cache
def made_firms() -> tuple[ValuePerCustomer, ...]:
    rng = np.random.default_rng(11)
    return tuple(worth(firm(rng, 400)) for _ in range(150))


def test_the_interval_holds_the_mean_of_all_firms_nearly_as_often_as_it_says():
    truth = np.mean([one.expected for one in made_firms()])  # known to within 3 percent
    held = np.mean([one.low <= truth <= one.high for one in made_firms()])
    # 93 to 94 of 100 with 300 and with 1,000 customers; binomial error of 150 firms beside it.
    assert 0.88 <= held <= 0.99


def test_what_is_worth_much_and_what_teaches_much_go_together():
    """Taken as independent, model and customers would give an interval that holds 89 of 100."""
    spread = np.std(np.log([one.expected for one in made_firms()]), ddof=1)
    assert np.mean([error(one) for one in made_firms()]) == pytest.approx(spread, rel=0.15)


def test_customers_drawn_again_give_the_same_error():
    rng = np.random.default_rng(5)
    base = firm(rng, 1_000)
    drawn = []
    for _ in range(60):
        again = base.iloc[rng.integers(0, len(base), len(base))]
        ids = [f"D{n:05d}" for n in range(len(base))]
        drawn.append(np.log(worth(again.assign(customer_id=ids)).expected))
    assert error(worth(base)) == pytest.approx(np.std(drawn, ddof=1), rel=0.3)


def test_the_order_of_customers_plays_no_role_and_an_index_of_ids_is_taken():
    base = firm(np.random.default_rng(6), 300)
    turned = worth(base.iloc[::-1].reset_index(drop=True))
    named = base.set_index("customer_id")
    fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
    value = lifetime_value(fit, spend, named, horizon=52, annual_discount_rate=0.1)
    for one in (turned, value_per_customer(value, named)):
        assert one.low == pytest.approx(worth(base).low, rel=1e-4)
