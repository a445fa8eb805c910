"""Lesson 12: its facts by a second route in plain pandas, and its explorer moved."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.learn.exercises.lesson_12 import MAURA, Lesson12
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from tests.sample import sample_company

END = pd.Timestamp("2024-03-31")


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def facts(kestrel):
    return facts_of("12", kestrel)


@pytest.fixture(scope="module")
def bought(facts):
    """Purchase days in pandas; the definition of an occasion has its own tests."""
    frame = facts.bought.to_pandas()
    return frame.assign(date=pd.to_datetime(frame["date"]), euro=frame["cents"] / 100)


def window(bought: pd.DataFrame, weeks: int, end: pd.Timestamp = END) -> pd.DataFrame:
    return bought[(bought["date"] > end - pd.Timedelta(weeks=weeks)) & (bought["date"] <= end)]


def test_the_memo_s_day_is_39_weeks_before_the_last_purchase(facts, bought):
    assert facts.today == dt.date(2024, 3, 31)
    assert bought["date"].max() == END + pd.Timedelta(weeks=39)


def test_the_best_fifth_is_added_up_again(facts, bought):
    spend = window(bought, 52).groupby("customer_id")["euro"].sum().sort_values(ascending=False)
    assert facts.customers == len(spend)
    fifth = len(spend) / 5
    whole = int(fifth)
    best = spend.iloc[:whole].sum() + (fifth - whole) * spend.iloc[whole]
    assert facts.best_fifth == pytest.approx(best / spend.sum())


def test_the_customer_of_exercise_1_is_maura_keane_thirteen_weeks_later(facts, bought):
    later = END + pd.Timedelta(weeks=13)
    hers = window(bought[bought["customer_id"] == MAURA], 52, later)
    assert (later - hers["date"].max()).days == 13
    assert len(hers) == 6 and round(hers["euro"].sum()) == 202


def test_the_cell_of_exercise_1_is_looked_up_again_from_quantiles(facts, bought):
    year = window(bought, 52).groupby("customer_id").agg(n=("date", "size"), euro=("euro", "sum"))
    last = (END - bought[bought["date"] <= END].groupby("customer_id")["date"].max()).dt.days
    below = {
        "r": (last[year.index] > 13).mean() + (last[year.index] == 13).mean() / 2,
        "f": (year["n"] < 6).mean() + (year["n"] == 6).mean() / 2,
        "m": (year["euro"] < 202).mean(),
    }
    again = {letter: int(np.ceil(5 * share)) for letter, share in below.items()}
    assert facts.scores == again == {"r": 4, "f": 3, "m": 3}
    assert facts.score == 10


def test_the_fall_of_the_best_tenth_is_followed_again(facts, bought):
    border = END - pd.Timedelta(weeks=4)
    start = END - pd.Timedelta(weeks=8)
    first_day = bought.groupby("customer_id")["date"].min()
    known = first_day.index[first_day <= start]
    before = window(bought, 4, border).groupby("customer_id")["euro"].sum()
    after = window(bought, 4).groupby("customer_id")["euro"].sum()
    before, after = (w.reindex(known).fillna(0) for w in (before, after))
    best = before.sort_values(ascending=False).index[: round(len(known) / 10)]
    assert facts.fall == pytest.approx(1 - after[best].sum() / before[best].sum(), abs=2e-3)
    assert facts.everybody_of_fall == pytest.approx(
        (1 - after.sum() / before.sum()) / facts.fall, abs=1e-6
    )


def test_the_fall_by_chance_is_found_again_by_dealing_the_days_out(facts, bought):
    rng = np.random.default_rng(99)
    rows = window(bought, 8)
    first_day = bought.groupby("customer_id")["date"].min()
    rows = rows[rows["customer_id"].map(first_day) <= END - pd.Timedelta(weeks=8)]
    size = round((first_day <= END - pd.Timedelta(weeks=8)).sum() / 10)
    falls = []
    for _ in range(40):
        heads = rng.random(len(rows)) < 0.5
        one, two = (rows[side].groupby("customer_id")["euro"].sum() for side in (heads, ~heads))
        best = one.sort_values(ascending=False).index[:size]
        falls.append(1 - two.reindex(best).fillna(0).sum() / one[best].sum())
    assert facts.by_chance == pytest.approx(np.mean(falls), abs=0.012)
    assert facts.share_of_chance == pytest.approx(facts.by_chance / facts.fall)


def test_the_same_customers_are_followed_again(kestrel, facts, bought):
    cards = kestrel.customers.frame().set_index("customer_id")["acquired_on"]
    upto = bought[bought["date"] <= END]
    first = upto.groupby("customer_id")["date"].transform("min")
    new = upto["customer_id"].map(cards) >= pd.Timestamp("2022-01-03")
    early = first <= END - pd.Timedelta(weeks=78)
    rows = upto[new & early].assign(since=(upto["date"] - first).dt.days)
    stayed = rows.loc[rows["since"] > 78 * 7, "customer_id"].unique()
    theirs = rows[rows["customer_id"].isin(stayed)]
    spent = [
        theirs.loc[theirs["since"].between(low, low + 181), "euro"].sum() / len(stayed)
        for low in (1, 365)
    ]
    assert facts.stayed == len(stayed)
    assert facts.same_customers_less == pytest.approx(1 - spent[1] / spent[0])
    assert facts.mean_rose > 0 > -facts.acquired_less


def test_maura_is_followed_and_somebody_else_on_other_data(facts):
    assert facts.customer == MAURA
    orders = pd.DataFrame(
        {
            "customer": ["a"] * 60 + ["b"] * 60,
            "date": pd.date_range("2022-01-03", periods=60, freq="W").tolist() * 2,
            "amount": [10.0] * 60 + [30.0] * 60,
        }
    )
    assert Lesson12(load(orders)).customer == "b"


def test_moving_the_window_changes_maura_s_cell(kestrel):
    lever = explorer("12", kestrel)
    assert lever.widget is not None
    (slider,) = lever.controls.values()
    said = {}
    for weeks in (4, 52, 56, 104):
        slider.value = weeks
        assert "<img alt=" in lever.view.value
        said[weeks] = lever.at(weeks=weeks)[1]
        assert said[weeks] in lever.view.value
    assert "has no RFM cell" in said[4]
    assert "€24" in said[52] and "cell 3-1-1" in said[52]
    assert "cell 3-2-5" in said[56] and "cell 4-5-5" in said[104]


def test_the_still_picture_has_the_memo_s_window(kestrel, capsys):
    shown = explorer("12", kestrel).still()
    assert "cell 3-1-1" in capsys.readouterr().out
    assert "52 weeks: 3-1-1" in [text.get_text() for text in shown.axes.texts]
