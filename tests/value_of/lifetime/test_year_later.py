"""Lists of a year ago: nothing later is used, and the sums are those of the orders."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.value_of.lifetime.customer_values import customer_values
from cvmlab.value_of.lifetime.year_later import HISTORY, LAST_YEAR, VALUE, year_later
from cvmlab.value_of.lifetime.year_later_picture import plot_year_later


@pytest.fixture(scope="module")
def found(kestrel):
    return year_later(kestrel, resamples=100)


@pytest.fixture(scope="module")
def margins(kestrel) -> pd.DataFrame:
    """By customer: margin of the year before the day, before it in all, and after it."""
    table = kestrel.transactions.table
    lines = table.select("customer_id", "date", "margin_cents").to_pandas()
    when = pd.cut(
        pd.to_datetime(lines["date"]),
        pd.to_datetime(["2000-01-01", "2023-01-01", "2023-12-31", "2025-01-01"]),
        labels=["older", "year", "after"],
    )
    return lines.pivot_table("margin_cents", "customer_id", when, "sum", observed=False) / 100


def test_lists_and_sums_are_those_of_the_orders(found, margins):
    assert found.chosen_on == dt.date(2023, 12, 31)
    known = margins[margins[["older", "year"]].notna().any(axis=1)].fillna(0.0)
    known = known.loc[known[["older", "year"]].ne(0).any(axis=1)]
    best = known["year"].nlargest(500).index
    assert found.table.loc[LAST_YEAR, "brought"] == pytest.approx(known.loc[best, "after"].sum())
    hindsight = known["after"].nlargest(500)
    assert found.possible == pytest.approx(hindsight.sum())
    assert found.table.loc[LAST_YEAR, "hits"] == len(set(best) & set(hindsight.index))
    history = (known["older"] + known["year"]).nlargest(500).index
    assert found.table.loc[HISTORY, "brought"] == pytest.approx(known.loc[history, "after"].sum())


def test_the_list_by_value_is_that_of_the_values_of_that_day(kestrel, found, margins):
    """A second route, through ``customer_values`` with an earlier end."""
    then = customer_values(
        kestrel.transactions, kestrel.customers.frame(), end="2023-12-31"
    ).table.set_index("customer_id")
    best = then["value"].nlargest(500).index
    after = margins["after"].reindex(best).fillna(0.0).sum()
    assert found.table.loc[VALUE, "brought"] == pytest.approx(after)


def test_value_beats_last_year_and_last_year_beats_history(found):
    assert found.table.index.tolist() == [VALUE, LAST_YEAR, HISTORY]
    assert (found.table["behind_low"].iloc[1:] > 0).all()
    assert found.table["hits"].is_monotonic_decreasing
    assert (found.table["brought"] < found.possible).all()


def test_the_sum_came_out_too_high_after_the_discounter_opened(found):
    expected, low, high = found.foretold
    assert low < expected < high
    assert found.total < low


def world(seed: int) -> pd.DataFrame:
    """A made firm without any change: rates, leaving and baskets as the models take them."""
    rng = np.random.default_rng(seed)
    n = 2_500
    start = rng.uniform(0, 104, n)
    rate, fall = rng.gamma(1.2, 1 / 5.0, n), rng.gamma(1.5, 1 / 80.0, n)
    stays = rng.exponential(1 / fall)
    count = rng.poisson(rate * np.minimum(stays, 156 - start)) + 1
    who = np.repeat(np.arange(n), count)
    at = start[who] + rng.uniform(0, 1, who.size) * np.minimum(stays, 156 - start)[who]
    at[np.append(True, who[1:] != who[:-1])] = start
    basket = rng.gamma(6, 1 / rng.gamma(7, 1 / 40.0, n)[who])
    return pd.DataFrame(
        {"customer_id": np.char.add("C", who.astype(str)), "amount": basket.round(2) + 0.01,
         "date": pd.Timestamp("2022-01-03") + pd.to_timedelta((7 * at).astype(int), unit="D")}
    )  # fmt: skip


def test_where_nothing_changes_the_sum_comes_out_as_foretold():
    held = 0
    for seed in range(3):
        found = year_later(load(world(seed)), top=200, resamples=10)
        expected, low, high = found.foretold
        held += low <= found.total <= high
        assert found.money_is == "sales"
        assert found.total == pytest.approx(expected, rel=0.12)
    assert held >= 2


def test_the_words_and_the_picture_hold_the_numbers(found):
    assert "Chosen on 31 Dec 2023" in found.sentence and "€15,565 less" in found.sentence
    assert "307 of the 500 by value to come" in found.in_sum
    picture = plot_year_later(found)
    widths = [bar.get_width() for bar in picture.axes.patches]
    assert widths == pytest.approx(found.table["brought"].tolist()[::-1])
    assert "€15,565 more" in picture.alt
    assert [row[0] for row in found.summary().cells] == [VALUE, LAST_YEAR, HISTORY]


def test_a_list_as_long_as_the_base_is_refused(kestrel):
    with pytest.raises(DataProblem, match="choose a shorter list"):
        year_later(kestrel, top=1_000_000)
