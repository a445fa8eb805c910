"""When a level changed: the Nile, chance alone, planted changes, and the law of the largest F."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter
from statsmodels.datasets import nile
from statsmodels.regression.linear_model import OLS

from cvmlab.errors import DataProblem
from cvmlab.stats.break_distributions import (
    chance_of_sup_f,
    critical_sup_f,
    long_run_variance,
    reach_of_the_date,
)
from cvmlab.stats.structural_break import structural_break
from cvmlab.stats.structural_break_picture import plot_structural_break


@pytest.fixture(scope="module")
def flow() -> pd.Series:
    data = nile.load_pandas().data
    return pd.Series(data["volume"].to_numpy(), index=data["year"].astype(int), name="the flow")


def noise(rng, values: int, rho: float = 0.0) -> np.ndarray:
    return lfilter([1], [1, -rho], rng.normal(size=values + 60))[60:]


def test_the_nile_fell_after_1898(flow):
    """Zeileis and others (2003, "Testing and dating of structural changes in practice")."""
    found = structural_break(flow, robust=False)
    assert found.sup_f == pytest.approx(75.93, abs=0.005)
    assert found.break_after == 1898
    assert found.means == pytest.approx((1097.75, 849.97), abs=0.005)
    assert found.break_low < 1898 < found.break_high < 1905
    assert structural_break(flow).found  # neighbours allowed to hang together
    assert structural_break(flow).sup_f < found.sup_f


def test_each_f_is_the_regressions(flow):
    """Second route: the F of a dummy for the later years in an ordinary regression."""
    profile = structural_break(flow, robust=False).profile.set_index("after")["f"]
    for year in (1890, 1898, 1920):
        later = (flow.index > year).astype(float)
        fit = OLS(flow.to_numpy(), np.column_stack([np.ones(len(flow)), later])).fit()
        assert profile[year] == pytest.approx(fit.tvalues[1] ** 2)


def test_the_law_of_the_largest_f_is_andrews_table():
    """Andrews (2003, "Tests for parameter instability ...: a corrigendum"), one parameter, .15."""
    for level, value in ((0.90, 7.12), (0.95, 8.68), (0.99, 12.16)):
        assert critical_sup_f(level, 0.15) == pytest.approx(value, rel=0.015)
        assert chance_of_sup_f(critical_sup_f(level, 0.15), 0.15) == pytest.approx(1 - level)
    assert chance_of_sup_f(0, 0.15) == 1


def test_the_law_of_the_date_is_bais():
    """Bai (1997, "Estimation of a change point in multiple regression models"): 7.7 and 11."""
    assert reach_of_the_date(0.90) == pytest.approx(7.7, abs=0.05)
    assert reach_of_the_date(0.95) == pytest.approx(11.0, abs=0.05)


def test_chance_alone_is_rarely_taken_for_a_change():
    rng = np.random.default_rng(1)
    quiet = [structural_break(noise(rng, 100)).found for _ in range(150)]
    alike = [noise(rng, 150, rho=0.5) for _ in range(120)]
    assert np.mean(quiet) < 0.09  # .05 promised
    assert np.mean([structural_break(x).found for x in alike]) < 0.16
    assert np.mean([structural_break(x, robust=False).found for x in alike]) > 0.3


def test_a_planted_change_is_dated_and_sized():
    """Weeks 0-155, the level rises by one standard deviation after week 103."""
    rng = np.random.default_rng(2)
    step = np.repeat([0.0, 1.0], [104, 52])
    found = [structural_break(step + noise(rng, 156, rho=0.2)) for _ in range(120)]
    assert np.mean([one.found for one in found]) > 0.95
    dated = [one.break_low <= 103 <= one.break_high for one in found]
    sized = [one.change_low <= 1 <= one.change_high for one in found]
    assert np.mean(dated) > 0.86
    assert np.mean(sized) > 0.86  # the date is taken as known: a little short of 95%
    assert np.median([one.break_after for one in found]) == pytest.approx(103, abs=1)


def test_the_long_run_variance_is_that_of_the_mean_of_a_series():
    rng = np.random.default_rng(3)
    means = [noise(rng, 400, 0.5).mean() for _ in range(800)]
    estimates = [long_run_variance(x - x.mean()) for x in (noise(rng, 400, 0.5) for _ in range(60))]
    assert np.mean(estimates) == pytest.approx(np.var(means) * 400, rel=0.15)
    swinging = np.tile([1.0, -1.0], 50)
    assert long_run_variance(swinging) == pytest.approx(1)  # never surer than without correlation


def test_no_change_is_said_in_words_and_in_the_picture():
    rng = np.random.default_rng(4)
    none = structural_break(10 + noise(rng, 60), name="weekly churn")
    assert not none.found
    assert none.sentence.startswith("No date at which the level of weekly churn changed stands out")
    assert plot_structural_break(none).alt == none.sentence


def test_the_picture_and_the_table_say_when_and_how_much(flow):
    found = structural_break(flow)
    picture = plot_structural_break(found)
    assert "changed after 1898" in picture.alt
    assert found.summary().frame["Mean"].tolist() == ["1,097.75", "849.97", "−247.78"]
    weeks = flow.set_axis(pd.date_range("2022-01-03", periods=100, freq="7D"))
    assert "changed after 11 Jul 2022" in structural_break(weeks).sentence


def test_all_problems_at_once_and_nothing_is_guessed():
    with pytest.raises(DataProblem) as caught:
        structural_break([1.0, None, 2.0])
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="never changes"):
        structural_break([1.0] * 30)
    same = structural_break([0.0, 1.0] * 15)  # two levels exactly alike at some dates
    assert not same.found
