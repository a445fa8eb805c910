"""Lesson 00: its facts by a second route, and its explorer moved."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from tests.sample import sample_company


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def facts(kestrel):
    return facts_of("00", kestrel)


def test_the_best_fifth_is_found_again_from_the_raw_tables(kestrel, facts):
    survey = kestrel.survey.frame()
    last = survey[survey["wave"] == 4].dropna(subset=["customer_id"]).set_index("customer_id")
    lines = kestrel.transactions.table.select("customer_id", "date", "margin_cents").to_pandas()
    day = pd.to_datetime(lines["date"])
    asked = last["date"].min()
    year = lines[(day < asked) & (day >= asked - pd.Timedelta(weeks=52))]
    margin = year.groupby("customer_id")["margin_cents"].sum().reindex(last.index).fillna(0)
    best = margin.sort_values(ascending=False).head(len(last) // 5).index
    assert facts.unhappy_best == pytest.approx((last.loc[best, "overall"] <= 6).mean())
    assert facts.share_of_best == pytest.approx(margin[best].sum() / margin.sum())
    unhappy = last.loc[best, "overall"] <= 6
    assert facts.at_stake == pytest.approx(margin[best][unhappy].sum() / margin.sum())
    assert facts.dearest_value == pytest.approx(margin[last["overall"] <= 6].max() / 100)


def test_the_board_is_counted_again_by_hand(kestrel, facts):
    board = kestrel.kpi_catalogue.frame().query("to_the_board")
    inside = (board["perspective"] == "internal") | board["financial"].astype(bool)
    assert facts.board == len(board) == 27
    assert facts.old_eras == pytest.approx(inside.mean())  # no soft long-term figure is among them


def test_moving_the_border_changes_the_bars_and_the_sentence(kestrel):
    lever = explorer("00", kestrel).move()
    (slider,) = lever.controls.values()
    shares = []
    for border in (3, 6, 8):
        slider.value = border
        assert f"up to {border}" in lever.view.value and "<img alt=" in lever.view.value
        shares.append(lever.at(unhappy_up_to=border)[1])
    assert len(set(shares)) == 3


def test_the_still_picture_has_the_border_at_five(kestrel, capsys):
    shown = explorer("00", kestrel).still()
    assert "up to 5" in capsys.readouterr().out and "unhappy" in shown.alt
