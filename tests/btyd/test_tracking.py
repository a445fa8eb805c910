"""Expected beside actual over time: totals so far, single periods, and the pictures of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cvmlab.btyd.bg_bb import BetaGeoBetaBinomial
from cvmlab.btyd.bg_nbd import BetaGeoNBD
from cvmlab.btyd.mbg_nbd import ModifiedBetaGeoNBD
from cvmlab.btyd.pareto_nbd import ParetoNBD
from cvmlab.btyd.results import outcome_interval
from cvmlab.btyd.tracking import holdout_tracking, plot_tracking, tracking
from cvmlab.data.customer_base import customer_base
from cvmlab.data.holdout import holdout_purchases, repeat_purchases
from cvmlab.figures.pictures import Picture
from cvmlab.value_of.lifetime.lifetime_value import lifetime_value, plot_value_by_decile
from tests.btyd import simulated
from tests.btyd.limits import KINDS, limit_fits

PLANTED = {
    "Pareto/NBD": (ParetoNBD, simulated.pareto_nbd, (0.7, 8.0, 0.8, 12.0)),
    "BG/NBD": (BetaGeoNBD, simulated.bg_nbd, (0.7, 6.0, 0.8, 2.5)),
    "MBG/NBD": (ModifiedBetaGeoNBD, simulated.mbg_nbd, (0.7, 6.0, 0.8, 2.5)),
    "BG/BB": (BetaGeoBetaBinomial, simulated.bg_bb, (1.2, 0.75, 0.66, 2.78)),
}
BOUNDS = ["ci_low", "ci_high", "pi_low", "pi_high"]


def planted(name: str, at: Any, base: pd.DataFrame) -> tuple[Any, Any]:
    """A model held at its planted parameters, and the code that draws from it at these."""
    model, draw, params = PLANTED[name]
    named = dict(zip(model.laws.names, params, strict=True))
    return at(model, params, base), lambda *args, **window: draw(*args, **named, **window)


class TestTotals:
    def test_newcomers_are_added_up_from_their_own_first_day(self, pareto, cdnow):
        result = tracking(pareto, np.arange(1, 79))
        end = cdnow["T"].max()
        assert result.calibration_end == end
        for week in (5, 39, 78):
            ages = np.maximum(week - (end - cdnow["T"].to_numpy()), 0)
            expected = pareto.expected_purchases_new(ages)["expected"].sum()
            assert result.table.loc[week, "expected"] == pytest.approx(expected)
        # total at the end of calibration is close to what came: 2,457 repeat purchases
        row = result.table.loc[39]
        assert row["pi_low"] < cdnow["frequency"].sum() < row["pi_high"]

    def test_the_holdout_ends_at_the_forecast_of_the_total(self, every, cdnow, donors):
        for name, fit in every.items():
            base, times = (donors, [2, 5]) if name == "BG/BB" else (cdnow, [13, 26, 39])
            for customers in (None, base):
                result = holdout_tracking(fit, times, customers=customers)
                total = fit.expected_total(times[-1], customers)
                last = result.table.iloc[-1][["expected", *BOUNDS]]
                assert tuple(last) == pytest.approx(total.numbers)

    def test_what_came_stands_beside_it(self, pareto):
        result = holdout_tracking(pareto, [13, 26, 39], actual=[600, 1250, 1882])
        total = pareto.expected_total(39)
        assert result.error == pytest.approx(total.expected / 1882 - 1)
        assert result.table["actual_incremental"].tolist() == [600, 650, 632]

    def test_orders_and_their_base_are_all_it_takes(self):
        rng = np.random.default_rng(2)
        who = np.repeat(np.arange(300), rng.poisson(rng.gamma(1.0, 6.0, 300)) + 1)
        joined = rng.integers(0, 90, 300)[who]
        day = joined + (rng.random(len(who)) * (400 - joined)).astype(int)
        orders = pd.DataFrame({"customer_id": who, "amount": 1.0})
        orders["date"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(day, unit="D")
        base = customer_base(orders, end="2023-10-01", holdout_end="2024-01-31")
        fit, frame = ParetoNBD(base).fit(), base.frame()
        weeks = np.unique([*range(1, 56), frame["T"].max()])
        result = tracking(fit, weeks, actual=repeat_purchases(orders, base, weeks))
        seen = frame["frequency"].sum()
        assert result.table["actual"].loc[result.calibration_end] == seen
        later = holdout_tracking(fit, [4, 17], actual=holdout_purchases(orders, base, [4, 17]))
        assert later.table["actual"].iloc[-1] <= frame["frequency_holdout"].sum()
        assert result.table["actual"].iloc[-1] > seen + later.table["actual"].iloc[0]


class TestSinglePeriods:
    def test_periods_add_up_and_the_first_is_the_total(self, every):
        for name, fit in every.items():
            times = np.arange(1, 6) if name == "BG/BB" else np.array([2.0, 3.5, 10, 39])
            for result in (tracking(fit, times), holdout_tracking(fit, times)):
                table = result.table
                steps = table["expected_incremental"]
                assert steps.cumsum().to_numpy() == pytest.approx(table["expected"].to_numpy())
                for bound in BOUNDS:
                    first = table[bound].iloc[0], table[f"{bound}_incremental"].iloc[0]
                    assert first[0] == pytest.approx(first[1])
                assert (table["pi_low_incremental"] < table["ci_low_incremental"]).all()

    @pytest.mark.parametrize("name", PLANTED)
    def test_periods_of_newcomers_spread_as_drawn(self, name, at, donors, cdnow):
        base = donors if name == "BG/BB" else cdnow
        fit, draw = planted(name, at, base)
        early, late, size = (4, 9, 100_000) if name == "BG/BB" else (20.0, 50.0, 100_000)
        # seen from their first purchase, what comes between 4 and 9 is the holdout of those aged 4
        came = draw(
            np.random.default_rng(11), size, shortest=early, longest=early, holdout=late - early
        )["frequency_holdout"]
        crowd = pd.DataFrame({"frequency": [0], "recency": [0], "T": [late], "weight": [1000]})
        row = tracking(fit, [early, late], customers=crowd).table.iloc[-1]
        _agrees(row, came.to_numpy(), 1000)

    @pytest.mark.parametrize("name", PLANTED)
    def test_periods_of_known_customers_spread_as_drawn(self, name, at, donors, cdnow):
        fit, _ = planted(name, at, donors if name == "BG/BB" else cdnow)
        customer = {"frequency": 3, "recency": 5, "T": 6} if name == "BG/BB" else {
            "frequency": 5, "recency": 30.0, "T": 38.0}  # fmt: skip
        early, late = (2, 5) if name == "BG/BB" else (13.0, 39.0)
        frame = pd.DataFrame([customer])
        alive = fit.probability_alive(frame)["probability_alive"].iloc[0]
        came = _drawn_ahead(name, customer, early, late, alive, 400_000)
        crowd = frame.assign(weight=1000)
        row = holdout_tracking(fit, [early, late], customers=crowd).table.iloc[-1]
        _agrees(row, came, 1000)

    def test_a_period_is_the_same_whatever_other_moments_are_looked_at(self, every):
        for name, fit in every.items():
            few, many = ([2, 6], [1, 2, 6]) if name == "BG/BB" else ([26, 52], [1, 2, 3, 26, 52])
            for track in (tracking, holdout_tracking):
                one, other = (track(fit, times).table.iloc[-1] for times in (few, many))
                for column in ("expected", *BOUNDS):
                    wanted = one[f"{column}_incremental"]
                    assert other[f"{column}_incremental"] == pytest.approx(wanted, rel=2e-5)

    @pytest.mark.parametrize("kind", KINDS)
    def test_limit_models_have_periods_too(self, kind):
        fit = limit_fits()[kind]
        for table in (tracking(fit, [1, 2, 40]).table, holdout_tracking(fit, [1, 2, 4]).table):
            assert table["expected_incremental"].sum() == pytest.approx(table["expected"].iloc[-1])
            assert np.isfinite(table.to_numpy()).all()
            assert (table["pi_low_incremental"] < table["pi_high_incremental"]).all()

    def test_customers_who_never_leave_buy_the_same_in_every_period(self):
        table = holdout_tracking(limit_fits()["no dropout"], [10, 20, 30]).table
        assert np.ptp(table["expected_incremental"]) < 1e-6 * table["expected"].iloc[0]


def test_unusable_times_are_refused(pareto, bgbb):
    for times in ([], [3, 2], [-1, 4], [1, np.nan]):
        with pytest.raises(ValueError, match="times must increase"):
            tracking(pareto, times)
    for track in (tracking, holdout_tracking):
        with pytest.raises(ValueError, match="opportunities"):
            track(bgbb, [1, 2.5])


class TestPictures:
    def test_the_title_says_how_far_off_the_model_is(self, pareto):
        picture = plot_tracking(holdout_tracking(pareto, [20, 39], actual=[900, 1882]))
        assert isinstance(picture, Picture)
        assert "11.5% below" in picture.axes.get_title()
        assert "1,666" in picture.alt and "1,882 came, inside" in picture.alt
        assert "4,275" in plot_tracking(tracking(pareto, [39, 78])).axes.get_title()

    def test_periods_say_how_many_lie_inside(self, pareto):
        result = holdout_tracking(pareto, [13, 26, 39], actual=[700, 1150, 1250])
        table = result.table
        bounds = (f"{name}_incremental" for name in ("actual", "pi_low", "pi_high"))
        came, low, high = (table[name] for name in bounds)
        inside = int(((came >= low) & (came <= high)).sum())
        assert 0 < inside < 3
        picture = plot_tracking(result, incremental=True)
        assert picture.axes.get_title().startswith(f"{inside} of 3 periods lie inside")
        assert f"{table['expected_incremental'].iloc[-1]:,.0f} in the last period" in picture.alt
        assert "each period" in picture.axes.get_ylabel()
        assert picture.alt.endswith(".") and picture.name == "tracking-by-period"

    def test_without_actual_purchases_the_expected_ones_are_the_finding(self, every):
        for fit in every.values():
            result = holdout_tracking(fit, [1, 2, 3])
            first, last = (result.table["expected_incremental"].iloc[i] for i in (0, -1))
            title = plot_tracking(result, incremental=True, unit="years").axes.get_title()
            assert f"from {first:,.0f} in the first period to {last:,.0f} in the last" in title

    def test_value_by_decile_says_its_finding_too(self, pareto, spend, cdnow):
        value = lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)
        picture = plot_value_by_decile(value, currency="USD")
        assert "61%" in picture.axes.get_title()
        assert "$43,882" in picture.alt and picture.alt.endswith(".")

    def test_calibration_and_holdout_are_divided(self, pareto):
        texts = [text.get_text() for text in plot_tracking(tracking(pareto, [20, 60])).axes.texts]
        assert any("end of calibration" in text for text in texts)
        assert not plot_tracking(tracking(pareto, [10, 20])).axes.texts


def _agrees(row: pd.Series, came: np.ndarray, people: int) -> None:
    """Expected number and prediction interval of so many people are those of the drawn counts.

    At held parameters an interval is chance alone. Three to four standard errors of the draws.
    """
    mean, error = came.mean(), came.std() / np.sqrt(len(came))
    assert row["expected_incremental"] == pytest.approx(people * mean, abs=4 * people * error)
    variance = float(came.var())
    noise = np.sqrt(np.mean((came - mean) ** 4) / len(came)) / variance  # of the variance, relative
    expected = row["expected_incremental"]
    low, high = outcome_interval(expected, expected, expected, people * variance, 0.05)
    width = row["pi_high_incremental"] - row["pi_low_incremental"]
    assert width == pytest.approx(high - low, rel=2 * noise)
    assert noise < 0.02


def _drawn_ahead(
    name: str, customer: dict[str, float], early: float, late: float, alive: float, size: int
) -> np.ndarray:
    """Purchases between two moments ahead of customers like one, drawn from what is known of them.

    Of those still active, rates and chances follow the laws updated by hand.
    """
    rng, (x, age) = np.random.default_rng(5), (customer["frequency"], customer["T"])
    one, two, three, four = PLANTED[name][2]
    active = rng.random(size) < alive
    if name == "BG/BB":
        buying, leaving = rng.beta(one + x, two + age - x, size), rng.beta(three, four + age, size)
        seen = rng.geometric(leaving) - 1  # opportunities lived to see
        in_period = np.clip(seen, early, late).astype(int) - early
        return np.where(active, rng.binomial(in_period, buying), 0)
    rate = rng.gamma(one + x, 1 / (two + age), size)
    if name == "Pareto/NBD":
        lifetime = rng.exponential(1 / rng.gamma(three, 1 / (four + age), size))
        return np.where(active, rng.poisson(rate * (np.clip(lifetime, early, late) - early)), 0)
    passed = x + (name == "MBG/NBD")
    last = rng.geometric(rng.beta(three, four + passed, size))  # the purchase that is the last
    before, all_of_them = rng.poisson(rate * early), rng.poisson(rate * (late - early))
    return np.where(active, np.minimum(before + all_of_them, last) - np.minimum(before, last), 0)
