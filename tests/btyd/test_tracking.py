"""Expected beside actual, and the pictures that show it."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.btyd.frequencies import (
    frequency_histogram,
    holdout_by_frequency,
    plot_frequency_histogram,
    plot_holdout_by_frequency,
)
from cvmlab.btyd.matrices import plot_probability_alive_matrix, probability_alive_matrix
from cvmlab.btyd.tracking import holdout_tracking, plot_tracking, tracking
from cvmlab.errors import DataProblem
from cvmlab.figures.pictures import Picture
from cvmlab.value_of.lifetime import lifetime_value, plot_value_by_decile


def test_the_histogram_holds_every_customer_once(pareto, cdnow):
    table = frequency_histogram(pareto)
    assert table["actual"].tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert table["expected"].sum() == pytest.approx(2357)
    assert (table["expected"] > 0).all()


def test_the_histogram_expects_what_the_newcomers_formula_expects(pareto):
    table = frequency_histogram(pareto, most=400)
    mean = table["expected"].iloc[:-1] @ np.arange(400)
    ahead = pareto.newcomers(pareto.patterns.T).expected @ pareto.patterns.weight
    assert mean == pytest.approx(ahead, rel=1e-6)


def test_tracking_adds_up_newcomers_from_their_own_first_day(pareto, cdnow):
    result = tracking(pareto, np.arange(1, 79))
    end = cdnow["T"].max()
    assert result.calibration_end == end
    for week in (5, 39, 78):
        ages = np.maximum(week - (end - cdnow["T"].to_numpy()), 0)
        expected = pareto.expected_purchases_new(ages)["expected"].sum()
        assert result.table.loc[week, "expected"] == pytest.approx(expected)
    steps = result.table["expected_incremental"]
    assert steps.sum() == pytest.approx(result.table["expected"].iloc[-1])
    # total at the end of calibration is close to what came: 2,457 repeat purchases
    came = cdnow["frequency"].sum()
    row = result.table.loc[39]
    assert row["pi_low"] < came < row["pi_high"]


def test_holdout_tracking_ends_at_the_forecast_of_the_total(pareto, cdnow):
    result = holdout_tracking(pareto, [13, 26, 39], actual=[600, 1250, 1882])
    total = pareto.expected_total(39)
    assert tuple(result.table.iloc[-1][["expected", "pi_low", "pi_high"]]) == pytest.approx(
        (total.expected, total.pi_low, total.pi_high)
    )
    assert result.error == pytest.approx(total.expected / 1882 - 1)
    assert result.table["actual_incremental"].tolist() == [600, 650, 632]


def test_holdout_by_frequency_reconciles_with_the_customers(pareto, cdnow):
    table = holdout_by_frequency(pareto, cdnow, 39)
    assert (table["customers"] * table["actual"]).sum() == pytest.approx(1882)
    expected = pareto.expected_total(39).expected
    assert (table["customers"] * table["expected"]).sum() == pytest.approx(expected)
    assert list(table.index) == ["0", "1", "2", "3", "4", "5", "6", "7+"]
    with pytest.raises(DataProblem, match="holdout"):
        holdout_by_frequency(pareto, cdnow.drop(columns="frequency_holdout"), 39)


def test_the_map_of_activity_leaves_impossible_customers_blank(pareto):
    matrix = probability_alive_matrix(pareto, T=39)
    assert matrix.loc[0].notna().sum() == 1
    assert matrix.loc[1:].isna().sum().sum() == len(matrix) - 1
    filled = matrix.loc[1:].iloc[:, 1:]
    assert (filled.diff(axis=1).iloc[:, 1:] >= -1e-12).all().all()
    assert np.allclose(filled.iloc[:, -1], 1.0)


def test_times_must_increase(pareto):
    for times in ([], [3, 2], [-1, 4]):
        with pytest.raises(ValueError, match="times must increase"):
            tracking(pareto, times)


def test_pictures_say_the_finding_in_title_and_alt_text(pareto, spend, cdnow):
    value = lifetime_value(pareto, spend, cdnow, horizon=52, annual_discount_rate=0.15)
    pictures = {
        "97%": plot_frequency_histogram(frequency_histogram(pareto)),
        "7 of 8": plot_holdout_by_frequency(holdout_by_frequency(pareto, cdnow, 39)),
        "11.5% below": plot_tracking(holdout_tracking(pareto, [20, 39], actual=[900, 1882])),
        "4,275": plot_tracking(tracking(pareto, [39, 78])),
        "2%": plot_probability_alive_matrix(pareto),
        "61%": plot_value_by_decile(value, currency="USD"),
    }
    for finding, picture in pictures.items():
        assert isinstance(picture, Picture)
        assert finding in picture.axes.get_title()
        assert picture.axes.get_xlabel() and picture.axes.get_ylabel()
        assert any(letter.isdigit() for letter in picture.alt) and picture.alt.endswith(".")
    assert "$43,882" in pictures["61%"].alt
    assert "1,434 expected" in pictures["97%"].alt
