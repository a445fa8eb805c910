"""Concentration by length of the window: planted truth, a second route, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.counted.lorenz import gini, top_share
from cvmlab.insight.counted.window_lengths import (
    concentration_by_window,
    plot_concentration_by_window,
)

END = "2024-03-31"


@pytest.fixture(scope="module")
def steady() -> pd.DataFrame:
    """3,000 customers who never change, join or leave, over 70 weeks and the 10 after."""
    rng = np.random.default_rng(6)
    rate = rng.gamma(0.9, 1 / 2.2, 3_000) / 7
    start, length = pd.Timestamp(END) - pd.Timedelta(days=7 * 70 - 1), 7 * 80
    who = np.r_[np.arange(3_000), np.repeat(np.arange(3_000), rng.poisson(rate * length))]
    day = np.r_[np.zeros(3_000, int), (rng.random(who.size - 3_000) * length).astype(int)]
    frame = pd.DataFrame(
        {
            "customer_id": who.astype(str),
            "date": start + pd.to_timedelta(day, unit="D"),
            "cents": 1_000,
        }
    )
    return frame.groupby(["customer_id", "date"], as_index=False)["cents"].sum()


def test_nobody_changes_and_the_short_window_looks_concentrated(steady):
    """Schmittlein, Cooper & Morrison 1993."""
    table = concentration_by_window(steady, end=END, resamples=50).table
    assert table["share"].is_monotonic_decreasing and table["gini"].is_monotonic_decreasing
    assert table["idle"].is_monotonic_decreasing
    assert table["low"].iloc[0] > table["high"].iloc[-1]


def test_the_shares_are_those_of_the_closed_form(steady):
    """The best fifth of a negative binomial law of counts, summed up."""
    from scipy import stats

    table = concentration_by_window(steady, end=END, weeks=(4, 52), resamples=100).table
    for row in table.itertuples():
        counts = np.arange(1_000)
        chance = stats.nbinom(0.9, 2.2 / (2.2 + row.weeks)).pmf(counts)
        if row.weeks == 4:  # only who bought in the longest window is looked at
            seen = 1 - (2.2 / (2.2 + 52)) ** 0.9
        room, sold = 0.2 * (seen if row.weeks == 4 else 1), 0.0
        for x in counts[::-1]:
            part = min(room, chance[x])
            sold, room = sold + part * x, room - part
        expected = sold / (chance * counts).sum()
        assert row.share == pytest.approx(expected, abs=0.03)


def test_every_window_agrees_with_adding_up_by_hand(steady):
    found = concentration_by_window(steady, end=END, weeks=(13, 52), resamples=20)
    end = pd.Timestamp(END)
    starts = {weeks: end - pd.Timedelta(days=7 * weeks - 1) for weeks in (13, 52)}
    first = steady.groupby("customer_id")["date"].min()
    year = steady[steady["date"].between(starts[52], end)]
    ids = [c for c in year["customer_id"].unique() if first[c] < starts[52]]
    assert found.customers == len(ids)
    for row in found.table.itertuples():
        inside = steady[steady["date"].between(starts[row.weeks], end)]
        totals = inside.groupby("customer_id")["cents"].sum().reindex(ids).fillna(0)
        assert row.share == pytest.approx(top_share(totals, 0.2))
        assert row.gini == pytest.approx(gini(totals))
        assert row.idle == pytest.approx((totals == 0).mean())


def test_only_those_seen_after_the_end_are_stayers(steady):
    everybody = concentration_by_window(steady, end=END, resamples=5)
    stayed = concentration_by_window(steady, end=END, stayers=True, resamples=5)
    later = steady.loc[steady["date"] > END, "customer_id"].nunique()
    assert stayed.customers < everybody.customers and stayed.customers <= later


def test_problems_are_said_plainly(steady):
    with pytest.raises(DataProblem, match="nobody was a customer before"):
        concentration_by_window(steady, end=END, weeks=(4, 104))
    with pytest.raises(ValueError, match="weeks"):
        concentration_by_window(steady, end=END, weeks=(0, 4))


def test_the_picture_draws_the_table(steady):
    found = concentration_by_window(steady, end=END, resamples=20)
    picture = plot_concentration_by_window(found)
    np.testing.assert_allclose(
        np.asarray(picture.axes.containers[0][0].get_ydata(), float), found.table["share"]
    )
    assert f"{found.table['share'].iloc[0]:.0%}" in picture.alt
    assert "The customers are the same" in found.sentence
    assert "Gini index" in str(found.summary())
