"""Attitude against behaviour: cells by hand, the planted bond, doubt near the line, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.loyalty_grid import loyalty_grid
from cvmlab.loyalty.called_loyal.loyalty_grid_picture import plot_loyalty_grid
from cvmlab.loyalty.called_loyal.loyalty_grid_result import CELLS, LOYAL, SPURIOUS


@pytest.fixture
def customers() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    bond = rng.normal(0, 1, 2_000)
    return pd.DataFrame(
        {
            "relationship": 4.3 + bond,
            "recency_days": rng.integers(0, 120, 2_000),
            "frequency": rng.integers(0, 80, 2_000),
            "tier": np.where(rng.random(2_000) < 0.1, "gold", "bronze"),
            "stays": rng.random(2_000) < 0.5,
            "move_city": rng.random(2_000) < 1 / (1 + np.exp(-bond)),
        }
    )


def test_every_customer_stands_in_one_cell(customers):
    grid = loyalty_grid(customers, mark=("tier", "gold"))
    assert grid.table["customers"].sum() == len(customers) == grid.customers
    assert grid.table["share"].sum() == pytest.approx(1)
    assert set(grid.cells) == set(CELLS)
    assert grid.marked["customers"].sum() == (customers["tier"] == "gold").sum()


def test_the_cells_are_a_plain_cross_table(customers):
    grid = loyalty_grid(customers, high=5, within_days=30, at_least=20)
    often = (customers["recency_days"] <= 30) & (customers["frequency"] >= 20)
    plain = pd.crosstab(customers["relationship"] > 5, often)
    rows = grid.table.set_index("cell")["customers"]
    assert rows.to_dict() == {
        "loyal": plain.loc[True, True], "spurious": plain.loc[False, True],
        "latent": plain.loc[True, False], "none": plain.loc[False, False],
    }  # fmt: skip
    assert grid.spurious == plain.loc[False, True] / often.sum()
    move = grid.outcomes.query("outcome == 'move_city' and cell == 'loyal'")["value"].iloc[0]
    both = often & (customers["relationship"] > 5)
    assert move == pytest.approx(customers.loc[both, "move_city"].mean())


def test_a_planted_difference_is_found_and_none_is_invented(customers):
    gaps = loyalty_grid(customers).gaps
    assert gaps["move_city"][1] > 0.2  # planted: the attitude moves it
    assert gaps["stays"][1] < 0 < gaps["stays"][2]  # planted: it does not
    with_stays = loyalty_grid(customers, outcomes=["stays"]).sentence
    assert "−" in with_stays  # the lower end is said


def test_among_those_who_come_often_the_cold_ones_leave_and_would_not_follow(companies):
    everybody = pd.concat(companies).assign(recency_days=1, frequency=30)
    grid = loyalty_grid(everybody, high=5)
    assert grid.table.set_index("cell").loc[["latent", "none"], "customers"].sum() == 0
    for outcome in ("stays", "move_city"):
        assert grid.gaps[outcome][1] > 0
    cold = everybody[grid.cells.to_numpy() == SPURIOUS]
    warm = everybody[grid.cells.to_numpy() == LOYAL]
    planted = [(part["leading"] == "enjoyment").mean() for part in (warm, cold)]
    assert planted[0] > 0.6 > 0.3 > planted[1]


def test_those_near_the_line_are_counted_by_the_error(customers):
    grid = loyalty_grid(customers, error=0.25)
    near = (customers["relationship"] - 4).abs() < 1.959964 * 0.25
    assert grid.near == pytest.approx(near.mean())
    assert "other side" in grid.near_sentence
    assert np.isnan(loyalty_grid(customers).near)


def test_who_has_no_attitude_is_not_placed(customers):
    customers.loc[:9, "relationship"] = np.nan
    grid = loyalty_grid(customers)
    assert grid.customers == 1_990 and grid.cells.isna().sum() == 10


def test_words_numbers_and_intervals_are_said(customers):
    grid = loyalty_grid(customers, mark=("tier", "gold"))
    assert "their loyalty is spurious" in grid.sentence and "95% interval" in grid.sentence
    assert grid.marked_sentence.startswith("Of ") and "spurious" in grid.marked_sentence
    assert "Of gold customers" in str(grid.summary())
    assert loyalty_grid(customers).marked_sentence == "No customers are marked."


def test_nobody_often_is_said_and_drawn(customers):
    grid = loyalty_grid(customers, at_least=500)
    assert grid.sentence.startswith("Nobody buys often enough")
    assert plot_loyalty_grid(grid).axes.get_title().startswith("Nobody")


def test_what_cannot_be_crossed_is_refused(customers):
    with pytest.raises(DataProblem) as caught:
        loyalty_grid(customers.drop(columns=["relationship", "stays"]))
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match='no customer is marked "platinum"'):
        loyalty_grid(customers, mark=("tier", "platinum"))
    with pytest.raises(DataProblem, match="an attitude and a behaviour"):
        loyalty_grid(customers.assign(relationship=np.nan))


def test_the_pictures_sentence_holds_every_cell(customers):
    grid = loyalty_grid(customers, mark=("tier", "gold"))
    alt = plot_loyalty_grid(grid).alt
    for cell in CELLS:
        assert f"{cell} (" in alt
    assert "of gold are here" in alt
