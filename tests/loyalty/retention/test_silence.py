"""Silences: who comes back by chance alone, rhythms, and what changed with the world."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.retention.return_trial import return_trial
from cvmlab.loyalty.retention.silence import silence, silent_now

START = pd.Timestamp("2022-01-03")


def chance_buyers(seed: int, *, rate: float, hazard: float = 0.0, people: int = 1500):
    """Buyers with a constant rate a week who leave with a constant hazard a week."""
    rng = np.random.default_rng(seed)
    life = rng.exponential(1 / hazard, people) if hazard else np.full(people, 1e9)
    weeks = np.arange(104)
    bought = (rng.random((people, 104)) < 1 - np.exp(-rate)) & (weeks < life[:, None])
    bought[:, 0] = True
    who, week = np.nonzero(bought)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("C", who.astype(str)),
            "date": START + pd.to_timedelta(7 * week, "D"),
            "amount": 10.0,
        }
    )


def test_whoever_never_leaves_comes_back_as_often_as_chance_says():
    orders = chance_buyers(1, rate=0.1)
    result = silence(orders, "2023-01-02", watch_weeks=26, rhythms={"all": (1, None)})
    for row in result.table.itertuples():
        assert row.low - 0.03 < 1 - np.exp(-0.1 * 26) < row.high + 0.03


def test_with_leaving_the_planted_share_comes_back():
    """Silent for w weeks: alive with e^-(h+r)w / (…), by Bayes; then a purchase before leaving."""
    rate, hazard, held, every = 0.15, 0.03, 0, 0
    for seed in range(8):
        orders = chance_buyers(seed, rate=rate, hazard=hazard, people=3000)
        edges = (8, 9)
        result = silence(orders, "2023-01-02", bands=edges, rhythms={"all": (1, None)})
        row = result.table.iloc[0]
        both, w = rate + hazard, 8.5
        alive = np.exp(-both * w)
        alive = alive / (alive + hazard / both * (1 - np.exp(-both * w)))
        truth = alive * rate / both * (1 - np.exp(-both * 26))
        held += row.low - 0.02 < truth < row.high + 0.02
        every += 1
    assert held >= every - 1


def test_each_silent_customer_is_in_one_cell():
    orders = chance_buyers(2, rate=0.2, hazard=0.02)
    result = silence(orders, "2023-01-02")
    assert result.table["customers"].sum() == len(result.people)
    assert result.people["customer_id"].is_unique
    last = orders[orders["date"] < "2023-01-02"].groupby("customer_id")["date"].max()
    weeks = (pd.Timestamp("2023-01-02") - last).dt.days / 7
    assert ((weeks >= 4) & (weeks < 52)).sum() == len(result.people)
    one = result.people.iloc[0]
    assert one.weeks == weeks[one.customer_id]
    mine = orders[(orders["customer_id"] == one.customer_id) & (orders["date"] < "2023-01-02")]
    in_window = mine["date"] > last[one.customer_id] - pd.Timedelta(weeks=26)
    assert one.trips_before == in_window.sum()
    assert one.sales_before == 10.0 * in_window.sum()


def test_who_is_silent_now_is_who_would_be_counted_on_the_next_day():
    orders = chance_buyers(3, rate=0.2, hazard=0.02)
    now = silent_now(orders)
    gone = orders.groupby("customer_id")["date"].max()
    weeks = (orders["date"].max() + pd.Timedelta(days=1) - gone).dt.days / 7
    assert set(now["customer_id"]) == set(weeks.index[(weeks >= 4) & (weeks < 52)])


def test_at_kestrel_a_regulars_silence_means_more_since_the_discounter(kestrel_days):
    result = silence(kestrel_days, on=["2023-07-03", "2024-07-01"])
    value, _, high = result.change("every other week", 6)
    assert high < 0 and value == pytest.approx(-0.16, abs=0.02)
    assert "means something else now" in result.changed("every other week", 6)
    same = silence(kestrel_days, on=["2022-12-05", "2023-07-03"])
    assert "no change is sure" in same.changed("every other week", 6)
    assert "53% of 209" in str(result.summary())
    assert "8 to 13 weeks" in result.sentence


def test_at_kestrel_letters_bring_nobody_back(kestrel, kestrel_days):
    """Drawn by lot on 1 January 2024; letters are planted to do nothing for those who are gone."""
    effect = return_trial(silence(kestrel_days, "2024-01-01"), kestrel.assignments.frame())
    gap = effect["difference"]
    assert gap.low < 0 < gap.high
    assert effect.of > 3000 and effect.baseline_of > 400


def test_an_effect_of_writing_that_is_there_is_found():
    orders = chance_buyers(4, rate=0.1, people=6000)
    quiet = silence(orders, "2023-01-02", watch_weeks=8, rhythms={"all": (1, None)})
    rng = np.random.default_rng(1)
    treated = rng.random(len(quiet.people)) < 0.5
    quiet.people["back"] |= treated & (rng.random(len(quiet.people)) < 0.2)
    drawn = quiet.people[["customer_id"]].assign(experiment="letters", treated=treated)
    effect = return_trial(quiet, drawn, experiment="letters", min_weeks=4)
    truth = 0.2 * np.exp(-0.1 * 8)
    assert effect["difference"].low < truth < effect["difference"].high
    assert effect["difference"].low > 0


def test_bad_input_is_refused_in_words():
    orders = chance_buyers(5, rate=0.2, people=50)
    with pytest.raises(DataProblem, match="take a day from"):
        silence(orders, "2023-12-30")
    with pytest.raises(ValueError, match="ascending"):
        silence(orders, bands=(8, 4))
    with pytest.raises(DataProblem, match="Nobody who comes"):
        silence(orders, "2023-01-02").of("daily", 6)
    quiet = silence(orders, "2023-01-02")
    drawn = quiet.people[["customer_id"]].assign(experiment="letters", treated=True)
    with pytest.raises(DataProblem, match="take one of: letters"):
        return_trial(quiet, drawn)
    with pytest.raises(DataProblem, match="no silent customer"):
        return_trial(quiet, drawn, experiment="letters", min_weeks=4)
    with pytest.raises(DataProblem, match="treated"):
        return_trial(quiet, drawn.drop(columns="treated"), experiment="letters")
