"""Process charts: a published chart, one by hand, and how often they cry wolf."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.idic.interact.process_chart import contact_rates, process_chart
from cvmlab.idic.interact.process_chart_picture import plot_process_chart
from tests.sample import sample_company

# Ten batches of flow rates: NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_the_published_chart_of_flow_rates():
    """Mean 50.81, mean moving range 1.8778, limits 55.8041 and 45.8159 (with 3/1.128 for 2.66)."""
    chart = process_chart(pd.Series(FLOW))
    assert chart.centre == pytest.approx(50.81)
    assert chart.range_mean == pytest.approx(1.8778, abs=5e-5)
    assert chart.limits == pytest.approx((45.8159, 55.8041), abs=1e-3)
    assert chart.signals.empty and "None of the 10 values is a signal" in chart.sentence
    assert "50.81 ± 2.66 × 1.88" in chart.hand_check()
    assert "None of 10" in plot_process_chart(chart).alt


def test_a_jump_and_a_run_by_hand():
    """Baseline 10, 12, 10, 12, 10: mean 10.8, ranges of 2, limits 5.48 to 16.12."""
    series = pd.Series([10.0, 12, 10, 12, 10, 17, 11, 12, 11, 12, 11, 12, 11, 12], name="Rate")
    chart = process_chart(series, baseline=5)
    assert chart.limits == pytest.approx((10.8 - 5.32, 10.8 + 5.32))
    assert chart.table["beyond"].tolist().index("above") == 5
    assert chart.table.loc[5, "jump"] and chart.table.loc[6, "moving_range"] == 6
    assert chart.table["run"].tolist() == [False] * 5 + [True] * 9  # nine above 10.8 from 17 on
    assert len(chart.signals) == 9 and "5 (17.00)" in chart.sentence
    assert "8 or more" in chart.sentence and chart.summary().cells[0][2] == "above the limits"
    texts = [text.get_text().strip() for text in plot_process_chart(chart).axes.texts]
    assert "limits from before" in texts


def test_a_value_on_the_mean_ends_a_run():
    chart = process_chart(pd.Series([1.0, 1, 1, 2, 3, 3, 3]), run=3)
    assert chart.table["run"].tolist() == [True, True, True, False, True, True, True]


def test_limits_stay_with_the_baseline_and_within_what_is_possible():
    rng = np.random.default_rng(1)
    calm = rng.normal(1.0, 0.6, 30)
    chart = process_chart(pd.Series([*calm, 9.0]), baseline=30, low=0.0)
    assert chart.limits[0] == 0.0
    assert chart.limits[1] == process_chart(pd.Series(calm)).limits[1]
    assert process_chart(pd.Series(calm), high=1.5).limits[1] == 1.5


def test_it_cries_wolf_as_seldom_as_three_standard_deviations_do():
    """Limits from 500 calm values: of 1,000 more, .27% lie beyond; a run of 8 begins at a value
    with the chance (1/2)⁸: the one before on the other side, seven after it on the same."""
    rng = np.random.default_rng(4)
    beyond, runs = [], []
    for _ in range(200):
        chart = process_chart(pd.Series(rng.normal(size=1500)), baseline=500)
        later = chart.table.iloc[500:]
        beyond.append((later["beyond"] != "").mean())
        first = later["run"] & ~later["run"].shift(fill_value=False)
        runs.append(first.mean())
    assert np.mean(beyond) == pytest.approx(0.0027, abs=0.0006)
    assert np.mean(runs) == pytest.approx(0.5 * 0.5**7, abs=0.0008)


def test_short_series_cry_wolf_as_stated():
    """2,000 calm years of 52 weeks with their own limits: about one in nine has one beyond."""
    rng = np.random.default_rng(5)
    found = [
        (process_chart(pd.Series(rng.normal(size=52))).table["beyond"] != "").any()
        for _ in range(2000)
    ]
    assert 0.08 <= np.mean(found) <= 0.18


def test_a_real_shift_is_seen():
    rng = np.random.default_rng(6)
    seen = 0
    for _ in range(100):
        values = rng.normal(size=60)
        values[30:] += 2.0
        chart = process_chart(pd.Series(values), baseline=30)
        seen += bool(len(chart.signals[chart.signals.index >= 30]))
    assert seen >= 97


def test_weekly_rates_at_kestrel_and_the_last_fortnight():
    """Who is written to in the last days of the file has had no time to redeem anything."""
    sent = sample_company().contacts.frame()
    rates = contact_rates(sent, "redeemed")
    assert len(rates) == 52
    week = sent[(sent["date"] >= "2024-03-04") & (sent["date"] < "2024-03-11")]
    by_hand = 1000 * (week["outcome"] == "redeemed").mean()
    assert rates[pd.Timestamp(2024, 3, 4).date()] == pytest.approx(by_hand)
    chart = process_chart(rates, low=0)
    assert chart.signals["period"].tolist() == ["23 Dec 2024"]
    settled = process_chart(contact_rates(sent, "redeemed", settle_days=14), low=0)
    assert settled.signals.empty and len(settled.table) == 50
    assert process_chart(contact_rates(sent), low=0).signals.empty
    assert len(contact_rates(sent, every="month")) == 11  # December ends after the file does
    assert "23 Dec 2024 24.46" in plot_process_chart(chart).alt


def test_what_is_wrong_is_said():
    with pytest.raises(DataProblem, match="too few") as caught:
        process_chart(pd.Series([1.0, np.nan]), baseline=9, run=1)
    assert len(caught.value.problems) == 4
    with pytest.raises(DataProblem, match="outcome"):
        contact_rates(pd.DataFrame({"date": ["2024-01-01"], "outcome": ["none"]}), "gone")
    with pytest.raises(DataProblem, match="date"):
        contact_rates(pd.DataFrame({"outcome": ["none"]}))
    flat = process_chart(pd.Series([2.0] * 6))
    assert flat.limits == (2.0, 2.0) and flat.signals.empty
