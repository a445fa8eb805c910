"""The race of rankings: by hand, planted truth with coverage, second routes, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.ranking_race import ranking_race
from cvmlab.insight.counted.ranking_race_picture import plot_ranking_race
from cvmlab.insight.counted.rfm_race import rfm_race


@pytest.fixture(scope="module")
def drawn():
    """Customers with known rates: what each will spend, and what each happened to spend twice."""
    rng = np.random.default_rng(7)
    rate = rng.gamma(0.8, 3, 4_000)
    return rate, rng.poisson(rate) * 10.0, rng.poisson(rate) * 10.0


def test_ten_customers_done_by_hand():
    later = [100, 0, 60, 0, 0, 20, 10, 10, 0, 0]
    race = ranking_race(
        {"good": range(10, 0, -1), "bad": range(10), "perfect": later}, later, resamples=20
    )
    assert race.table.index.tolist() == ["perfect", "good", "bad"]
    assert race.table["captured"].tolist() == pytest.approx([0.8, 0.5, 0.0])
    assert race.table["behind"].tolist() == pytest.approx([0.0, 0.3, 0.8])
    assert race.possible == pytest.approx(0.8)


def test_a_rule_that_tells_nobody_apart_captures_a_fifth(drawn):
    race = ranking_race({"all alike": np.ones(4_000)}, drawn[2], resamples=20)
    assert race.table["captured"].iloc[0] == pytest.approx(0.2)


def test_ties_count_in_part_like_the_mean_over_random_orders():
    rng = np.random.default_rng(3)
    score, later = rng.integers(1, 6, 200), rng.exponential(5, 200)
    orders = [
        later[np.lexsort((rng.random(200), -score))][:40].sum() / later.sum() for _ in range(4_000)
    ]
    found = ranking_race({"fifths": score}, later, resamples=5).table["captured"].iloc[0]
    assert found == pytest.approx(np.mean(orders), abs=4 * np.std(orders) / np.sqrt(4_000))


def test_without_ties_it_is_sorting_and_adding_up(drawn):
    rate, _, later = drawn
    best = later[np.argsort(-rate)][:800].sum() / later.sum()
    found = ranking_race({"rate": rate}, later, resamples=5).table["captured"].iloc[0]
    assert found == pytest.approx(best)


def test_knowing_the_rates_beats_what_happened_last_time(drawn):
    """Planted truth: last year's spend is the rate and luck, and luck does not come back."""
    rate, before, later = drawn
    race = ranking_race({"last year": before, "rate": rate}, later, seed=1)
    assert race.table.index[0] == "rate"
    row = race.table.loc["last year"]
    assert row.behind_low > 0
    assert race.possible > race.table["captured"].max(), "hindsight knows the luck as well"


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """The truth is the share over a very large base drawn from the same law."""
    rng = np.random.default_rng(12)

    def draw(n):
        rate = rng.gamma(0.8, 3, n)
        return rng.poisson(rate), rng.poisson(rate).astype(float)

    before, later = draw(1_000_000)
    order = np.argsort(-(before + rng.random(before.size) * 0.5))
    truth = later[order][: before.size // 5].sum() / later.sum()
    hits = []
    for run in range(150):
        before, later = draw(600)
        row = ranking_race({"before": before}, later, resamples=150, seed=run).table.iloc[0]
        hits.append(row.low <= truth <= row.high)
    assert 0.87 < np.mean(hits) < 0.995, np.mean(hits)


def test_paired_distances_are_narrower_than_the_shares_themselves(drawn):
    rate, before, later = drawn
    row = ranking_race({"rate": rate, "before": before}, later).table.loc["before"]
    assert row.behind_high - row.behind_low < row.high - row.low


def test_the_same_seed_gives_the_same_table(drawn):
    rules = {"rate": drawn[0], "before": drawn[1]}
    first, again = (ranking_race(rules, drawn[2], seed=4, resamples=50) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, again.table)


def test_all_problems_are_said_at_once():
    with pytest.raises(DataProblem) as caught:
        ranking_race({"short": [1, 2], "gaps": [1, np.nan, 3]}, [1, 2, 3])
    assert "another number of customers" in str(caught.value)
    assert 'Column "gaps": some customers have no value (1 row)' in str(caught.value)
    with pytest.raises(DataProblem, match="nothing was spent later"):
        ranking_race({"a": [1, 2]}, [0, 0])
    with pytest.raises(DataProblem, match="no rule"):
        ranking_race({}, [1.0])
    with pytest.raises(ValueError, match="top"):
        ranking_race({"a": [1, 2]}, [1, 2], top=20)


def test_the_picture_and_the_sentence_say_the_same(drawn):
    rate, before, later = drawn
    race = ranking_race(pd.DataFrame({"the forecast": rate, "last year": before}), later)
    picture = plot_ranking_race(race)
    widths = sorted(bar.get_width() for bar in picture.axes.patches)
    assert widths == pytest.approx(sorted(race.table["captured"]))
    share = f"{race.table['captured'].iloc[0]:.0%}"
    assert share in race.sentence and share in picture.axes.get_title()
    assert f"{race.possible:.0%}" in race.sentence and "hindsight" in picture.alt.lower()
    assert "by last year" in race.sentence
    assert "Behind the first" in str(race.summary())


# RFM against a forecast


@pytest.fixture(scope="module")
def shop():
    """2,000 customers of known rates; some leave in the second year, before the end."""
    rng = np.random.default_rng(17)
    rate = rng.gamma(0.9, 0.08, 2_000)
    left = np.where(rng.random(2_000) < 0.4, rng.integers(400, 700, 2_000), 1_000)
    who = np.repeat(np.arange(2_000), rng.poisson(rate * left))
    frame = pd.DataFrame(
        {
            "customer_id": np.char.add("c", who.astype(str)),
            "date": pd.Timestamp("2022-01-03")
            + pd.to_timedelta((rng.random(who.size) * left[who]).astype(int), unit="D"),
            "cents": 1_000,
        }
    )
    frame = frame.groupby(["customer_id", "date"], as_index=False)["cents"].sum()
    names = np.char.add("c", np.arange(2_000).astype(str))
    truth = pd.Series(np.where(left == 1_000, rate, 0.0), index=names)
    return frame, truth


def test_a_forecast_that_knows_the_truth_beats_rfm(shop):
    frame, truth = shop
    race = rfm_race(frame, truth, end="2023-12-31", weeks=52)
    assert race.table.index[0] == "the forecast"
    assert race.table.loc["RFM score", "behind_low"] > 0
    assert set(race.table.index) == {"RFM score", "spend of the last 52 weeks", "the forecast"}


def test_all_rules_choose_among_the_same_customers(shop):
    frame, truth = shop
    some = truth.iloc[:600]
    race = rfm_race(frame, some, end="2023-12-31", weeks=52, resamples=20)
    start, end = pd.Timestamp("2023-01-02"), pd.Timestamp("2023-12-31")
    inside = frame[frame["date"].between(start, end) & frame["customer_id"].isin(some.index)]
    ids = inside["customer_id"].unique()
    assert race.customers == len(ids)
    later = frame[(frame["date"] > end) & frame["customer_id"].isin(ids)]
    assert race.total == pytest.approx(later["cents"].sum() / 100)
    spend = inside.groupby("customer_id")["cents"].sum()
    came = later.groupby("customer_id")["cents"].sum().reindex(spend.index).fillna(0)
    again = ranking_race({"spend": spend}, came, resamples=5).table["captured"].iloc[0]
    assert race.table.loc["spend of the last 52 weeks", "captured"] == pytest.approx(again)


def test_a_race_without_a_future_or_without_customers_is_refused(shop):
    frame, truth = shop
    with pytest.raises(DataProblem, match="nobody bought anything after 31 Dec 2023"):
        rfm_race(frame[frame["date"] <= "2023-12-31"], truth, end="2023-12-31")
    with pytest.raises(DataProblem, match="no customer with a forecast"):
        rfm_race(frame, truth.rename(index="x{}".format), end="2023-12-31")
