"""A fit remembers the unit of time of the customer base it was made from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.gamma_gamma import GammaGamma
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.data.customer_base import customer_base
from cvmlab.data.opportunities import opportunity_base
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    start = pd.Timestamp("2023-01-02")
    rows = []
    for customer in range(300):
        first, pace = int(rng.integers(0, 100)), rng.gamma(1.0, 0.02)
        days = first + np.cumsum(np.r_[0, np.ceil(rng.exponential(1 / pace, 30))])
        days = days[: rng.integers(2, 12)]
        rows += [
            (f"c{customer}", start + pd.Timedelta(days=int(day))) for day in days if day <= 360
        ]
    frame = pd.DataFrame(rows, columns=["customer_id", "date"])
    return frame.assign(amount=rng.gamma(5, 6, len(frame)).round(2))


def test_customers_as_a_plain_frame_are_valued_in_the_unit_of_the_fit(orders):
    values = {}
    for unit in ("D", "W", "M"):
        base = customer_base(orders, end="2023-12-28", time_unit=unit, detect_left_edge=False)
        fit, spend = ParetoNBD(base).fit(), GammaGamma(base).fit()
        assert fit.time_unit == unit
        result = lifetime_value(
            fit, spend, base.frame(), horizon="1 year", annual_discount_rate=0.2
        )
        assert result.time_unit == unit
        values[unit] = result.total.expected
    assert values["D"] == pytest.approx(values["W"], rel=1e-4)
    assert values["M"] == pytest.approx(values["W"], rel=1e-4)


def test_units_that_contradict_each_other_are_refused(orders):
    days, weeks = (
        customer_base(orders, end="2023-12-28", time_unit=unit, detect_left_edge=False)
        for unit in ("D", "W")
    )
    fit, spend = ParetoNBD(days).fit(), GammaGamma(days).fit()
    with pytest.raises(DataProblem, match="fitted in days, the customer base is in weeks"):
        lifetime_value(fit, spend, weeks, horizon=52, annual_discount_rate=0.1)
    with pytest.raises(DataProblem, match="the fit is in days"):
        lifetime_value(
            fit, spend, days.frame(), horizon=52, annual_discount_rate=0.1, time_unit="W"
        )


def test_opportunities_of_an_odd_length_are_refused_in_plain_words(orders):
    base = opportunity_base(orders, period=10, end="2023-12-28")
    fit, spend = BetaGeoBetaBinomial(base).fit(), GammaGamma(base).fit()
    with pytest.raises(DataProblem, match="counts opportunities every 10D"):
        lifetime_value(fit, spend, base, horizon=12, annual_discount_rate=0.1)
    quarters = opportunity_base(orders, period="Q", end="2023-12-31")
    fit = BetaGeoBetaBinomial(quarters).fit()
    value = lifetime_value(fit, spend, quarters, horizon="1 year", annual_discount_rate=0.1)
    assert value.horizon == pytest.approx(4)
