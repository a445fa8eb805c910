"""The fall of the best: the closed form of a steady base, planted truth, coverage, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.tops import fall_of_the_best, tops_later

R, ALPHA = 0.9, 2.2  # how Kestrel's customers differ: rates of a gamma law, a week


def expected_fall(weeks: float, top: float = 0.1) -> float:
    """The fall of the top in a steady base, summed up over the law of counts.

    Goodhardt & Ehrenberg (1967): a customer with x purchases in one window is expected to make
    (r + x) · w / (α + w) in the next. The border of the top is shared out.
    """
    counts = np.arange(2_000)
    chance = stats.nbinom(R, ALPHA / (ALPHA + weeks)).pmf(counts)
    room, was, becomes = top, 0.0, 0.0
    for x in counts[::-1]:
        part = min(room, chance[x])
        was, becomes = was + part * x, becomes + part * (R + x) * weeks / (ALPHA + weeks)
        room -= part
    return 1 - becomes / was


def steady(rng: np.random.Generator, customers: int, weeks: float):
    rate = rng.gamma(R, 1 / ALPHA, customers)
    return rng.poisson(rate * weeks), rng.poisson(rate * weeks)


@pytest.mark.parametrize(("weeks", "published"), [(4, 0.28), (52, 0.03)])
def test_a_steady_top_falls_as_the_closed_form_says(weeks, published):
    """The trial of the course's design: about 28% over 4 weeks and 3% over 52."""
    expected = expected_fall(weeks)
    assert expected == pytest.approx(published, abs=0.02)
    found = fall_of_the_best(*steady(np.random.default_rng(weeks), 200_000, weeks), resamples=10)
    assert found.fall == pytest.approx(expected, abs=0.01)
    assert found.by_chance == pytest.approx(expected, abs=0.01)


def test_six_customers_done_by_hand():
    found = fall_of_the_best([8, 4, 2, 2, 0, 0], [4, 0, 6, 0, 2, 0], top=1 / 3, resamples=20)
    assert found.first == 6 and found.second == 2
    assert found.fall == pytest.approx(1 - 4 / 12)
    assert found.by_chance == pytest.approx(0.0), "the best of the second had 8 and 2 before"
    assert found.table.loc["everybody", "fall"] == pytest.approx(0.25)


def test_equals_at_the_border_count_in_part():
    found = fall_of_the_best([5, 1, 1, 1], [5, 0, 3, 0], top=0.5, resamples=5)
    assert found.first == pytest.approx((5 + 1) / 2)
    assert found.second == pytest.approx((5 + 1) / 2), "a third of each of three equals"


def test_turning_time_round_swaps_the_fall_and_its_control():
    first, second = steady(np.random.default_rng(8), 3_000, 8)
    there, back = (
        fall_of_the_best(first, second, resamples=5),
        fall_of_the_best(second, first, resamples=5),
    )
    assert there.fall == pytest.approx(back.by_chance)
    assert there.by_chance == pytest.approx(back.fall)


def test_real_losses_are_found_beyond_chance():
    """Planted truth: one in five of the best stops for good between the windows."""
    rng = np.random.default_rng(5)
    first, second = steady(rng, 40_000, 13)
    best = first >= np.quantile(first, 0.9)
    found = fall_of_the_best(
        first, np.where(best & (rng.random(40_000) < 0.2), 0, second), resamples=200
    )
    row = found.table.loc["beyond chance"]
    assert row.low > 0.1
    assert row.fall == pytest.approx(0.2 * (1 - expected_fall(13)), abs=0.06)


def test_in_a_steady_base_the_interval_beyond_chance_holds_zero():
    rng = np.random.default_rng(21)
    hits = []
    for run in range(120):
        row = fall_of_the_best(*steady(rng, 800, 13), resamples=120, seed=run).table.loc[
            "beyond chance"
        ]
        hits.append(row.low <= 0 <= row.high)
    assert 0.87 < np.mean(hits) <= 1.0, np.mean(hits)


def test_series_are_put_into_the_same_order():
    first, second = pd.Series({"a": 9.0, "b": 1.0}), pd.Series({"b": 1.0, "a": 3.0})
    assert fall_of_the_best(first, second, top=0.5, resamples=5).fall == pytest.approx(2 / 3)
    assert second.index.tolist() == ["b", "a"], "the input is not changed"


def test_all_problems_are_said_at_once():
    with pytest.raises(DataProblem) as caught:
        fall_of_the_best(pd.Series([1.0, np.nan]), pd.Series([0.0, 0.0], index=[0, 7]))
    text = str(caught.value)
    assert "different customers" in text and "no value" in text and "nothing was bought" in text
    with pytest.raises(DataProblem, match="different numbers"):
        fall_of_the_best([1, 2], [1])
    with pytest.raises(ValueError, match="top"):
        fall_of_the_best([1, 2], [1, 2], top=0)


def test_what_is_said_holds_the_numbers():
    found = fall_of_the_best(*steady(np.random.default_rng(2), 5_000, 4), resamples=50)
    assert f"{found.fall:.1%}" in found.sentence and f"{found.by_chance:.1%}" in found.sentence
    shown = str(found.summary())
    assert f"{found.fall:.1%}" in shown and "time turned round" in shown
    first, again = (fall_of_the_best([3, 2, 1], [1, 2, 3], seed=3, resamples=9).table for _ in "ab")
    pd.testing.assert_frame_equal(first, again)


def test_two_windows_of_purchase_days_are_those_of_their_sums():
    rng = np.random.default_rng(14)
    rows = pd.DataFrame(
        {
            "customer_id": rng.integers(0, 400, 9_000).astype(str),
            "day": rng.integers(0, 300, 9_000),
            "cents": rng.integers(100, 5_000, 9_000),
        }
    )
    rows["date"] = pd.Timestamp("2023-06-06") + pd.to_timedelta(rows["day"], unit="D")
    end = pd.Timestamp("2024-03-31")  # day 299
    found = tops_later(rows, end=end, weeks=13, resamples=20)
    known = rows.loc[rows["day"] < 300 - 182, "customer_id"].unique()
    windows = [rows[rows["day"].between(300 - 182, 208)], rows[rows["day"] >= 209]]
    sums = [w.groupby("customer_id")["cents"].sum().reindex(known).fillna(0) / 100 for w in windows]
    again = fall_of_the_best(*sums, resamples=20)
    assert found.customers == len(known)
    for row in ("best", "everybody"):
        assert found.table.loc[row, "fall"] == pytest.approx(again.table.loc[row, "fall"])
    assert "dealt out at random" in found.sentence and found.control == "dealt"
    assert "in the next 13 weeks" in found.sentence
    with pytest.raises(DataProblem, match="nobody bought before"):
        tops_later(rows, end=end, weeks=60)


def shop(rng: np.random.Generator, customers: int, half: int = 91, leave: float = 0.0):
    """Purchase days of customers who never change, but for those who leave half way."""
    rate = rng.gamma(R, 1 / ALPHA, customers) / 7
    left = np.where(rng.random(customers) < leave, half, 2 * half)
    who = np.repeat(np.arange(customers), rng.poisson(rate * left))
    day = np.r_[np.full(customers, -1), (rng.random(who.size) * left[who]).astype(int)]
    who = np.r_[np.arange(customers), who]
    dates = pd.Timestamp("2023-10-02") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame({"customer_id": who.astype(str), "date": dates, "cents": 1_000})


@pytest.mark.parametrize("leave", [0.0, 0.3])
def test_dealing_the_days_out_anew_gives_the_closed_form_even_where_customers_leave(leave):
    """The control is about chance, not about the base: leavers must not move it far."""
    rows = shop(np.random.default_rng(31), 30_000, leave=leave)
    found = tops_later(rows, end="2024-03-31", weeks=13, resamples=20)
    assert found.by_chance == pytest.approx(expected_fall(13), abs=0.025)
    assert found.table.loc["everybody", "fall"] == pytest.approx(leave, abs=0.03)
    assert found.table.loc["beyond chance", "fall"] == pytest.approx(
        leave * (1 - expected_fall(13)), abs=0.04
    )


def test_the_interval_of_the_dealt_control_holds_zero_in_a_steady_base():
    rng = np.random.default_rng(41)
    hits = []
    for run in range(40):
        found = tops_later(shop(rng, 900), end="2024-03-31", weeks=13, resamples=100, seed=run)
        row = found.table.loc["beyond chance"]
        hits.append(row.low <= 0 <= row.high)
    assert np.mean(hits) > 0.82, np.mean(hits)
