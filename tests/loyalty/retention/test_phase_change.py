"""Phase change: a planted month is found, a quiet series is not, old models are measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.lost.churned import purchase_days
from cvmlab.loyalty.retention.phase_change import phase_change
from cvmlab.loyalty.retention.phase_change_picture import plot_phase_change
from cvmlab.loyalty.retention.recovery import failures_per_trip
from cvmlab.loyalty.retention.regular_months import regular_months

BLAMED = "failures for each hundred trips"


def followed(orders: pd.DataFrame):
    """Without the months after the last one in which anybody could leave."""
    days = purchase_days(orders[orders["date"] < "2024-07-20"].assign(cents=2000))
    return regular_months(days, first_day="2022-01-03", at_least=6)


def test_a_planted_month_and_size_are_found(shoppers):
    dates, ratios = [], 0
    for seed in range(8):
        orders, _ = shoppers(seed, customers=2000, hazard=0.03, rises=2.0, from_month=18)
        change = phase_change(followed(orders))
        assert change.left.found
        assert change.left.change_low < 0.03 < change.left.change_high
        dates.append((change.since - pd.Timestamp("2022-01-03")).days // 28)
        ratios += change.ratio[1] <= 2.0 <= change.ratio[2]
    assert np.median(dates) == 18 and np.ptp(dates) <= 3
    assert ratios >= 6  # of 8


def test_where_nothing_changed_nothing_is_found_as_a_rule(shoppers):
    found = 0
    for seed in range(14):
        orders, _ = shoppers(200 + seed, customers=900, hazard=0.03)
        change = phase_change(followed(orders))
        found += change.left.found
        if not change.left.found:
            assert "No month stands out" in change.sentence
            assert "no date" in change.old_models and change.people is None
            assert change.size == "no change stands out"
            assert "No month stands out" in plot_phase_change(change).alt
    assert found <= 4


@pytest.fixture(scope="module")
def at_kestrel(kestrel, kestrel_days):
    months = regular_months(kestrel_days)
    failures = failures_per_trip(months, kestrel.service_events.frame())
    return phase_change(months, {BLAMED: failures})


def test_at_kestrel_it_is_the_month_in_which_the_discounter_opened(at_kestrel):
    assert at_kestrel.since == pd.Timestamp("2024-01-29")  # week 108
    assert at_kestrel.size == "large enough to matter"
    assert not at_kestrel.beside[BLAMED].found
    assert "no change stands out" in at_kestrel.sentence


def test_at_kestrel_a_model_of_before_foretells_too_few_leavers(at_kestrel):
    value, low, high = at_kestrel.ratio
    assert low > 1 and value == pytest.approx(1.41, abs=0.02) and high < 1.7
    assert at_kestrel.people is not None and not at_kestrel.people.changed
    assert "not other people, another world" in at_kestrel.old_models


def test_the_picture_shows_both_series(at_kestrel):
    picture = plot_phase_change(at_kestrel)
    assert len(picture.axes.figure.axes) == 2
    assert "4.5%" in picture.alt and "stayed at 8.7" in picture.alt
    assert "yes, from 29 Jan 2024" in str(at_kestrel.summary())


def test_another_series_that_moved_is_told(kestrel_days, at_kestrel):
    months = regular_months(kestrel_days)
    jump = pd.Series(np.where(months.series.index < "2023-06-01", 1.0, 3.0), months.series.index)
    jump += np.random.default_rng(1).normal(0, 0.1, len(jump))
    change = phase_change(months, {"letters": jump}, matters=0.05)
    assert "The level of letters changed too, from" in change.sentence
    assert change.size == "too small to matter"
    assert plot_phase_change(change).alt.startswith("Since 29 Jan 2024 more regulars leave.")


def test_a_series_of_other_months_is_refused(kestrel_days):
    months = regular_months(kestrel_days)
    with pytest.raises(DataProblem, match="one value for each month"):
        phase_change(months, {"letters": months.series.iloc[1:]})
