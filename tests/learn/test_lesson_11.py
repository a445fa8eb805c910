"""Lesson 11: its right answers from the raw files, its mistakes, its lever, its words."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercises.lesson_11 import EXERCISES, EXPLORER, draw
from cvmlab.learn.explore import explorer
from cvmlab.learn.lesson import facts_of
from tests.sample import sample_company

RAW = paths.DATASETS / "kestrel"
BY_ID = {one.id: one for one in EXERCISES}


@pytest.fixture(scope="module")
def workspace():
    return sample_company()


@pytest.fixture(scope="module")
def facts(workspace):
    return facts_of("11", workspace)


def raw(name: str) -> pd.DataFrame:
    return pd.read_parquet(RAW / f"{name}.parquet")


# the right answers, by another route


def test_the_guess_is_the_soft_share_of_the_boards_page(facts):
    board = raw("kpi_catalogue").query("to_the_board")
    assert BY_ID["guess"].reference(facts) == (board["hardness"] == "soft").mean()


def test_exercise_1_counts_figures_with_all_four_marks(facts):
    board = raw("kpi_catalogue").query("to_the_board")
    four = board.query(
        "horizon == 'short-term' and financial and perspective == 'internal' and looks == 'back'"
    )
    assert BY_ID["1"].reference(facts) == pytest.approx(len(four) / len(board))


def test_exercise_2_is_the_money_of_receipts_without_a_card(facts):
    receipts = raw("transactions")
    no_name = receipts.loc[receipts["customer_id"].isna(), "amount"].sum()
    right = BY_ID["2"].reference(facts)
    assert right == pytest.approx(no_name / receipts["amount"].sum(), abs=1e-9)


def test_exercise_3_counts_rows_with_a_name_and_a_feeling(facts):
    attempts, survey = raw("attempts"), raw("survey")
    both = (attempts["customer_id"].notna() & attempts["emotion"].notna()).sum()
    both += (survey["customer_id"].notna() & survey["overall"].notna()).sum()
    rows = sum(map(len, (attempts, survey, raw("transactions"), raw("service_events"))))
    assert BY_ID["3"].reference(facts) == pytest.approx(both / rows)


# the lever


def test_fewer_names_make_more_customers_look_gone(facts):
    gone = [
        int(re.search(r"carried a name, ([\d,]+)", draw(facts, named)[1])[1].replace(",", ""))
        for named in (10, 50, 100)
    ]
    assert gone[0] > gone[1] > gone[2] == 0


def test_the_slider_moves_the_sentence(workspace):
    lever = explorer("11", workspace)
    assert lever.widget.children[-1] is lever.view
    lever.controls["named"].value = 40
    assert "If 40% of purchases carried a name" in lever.view.value


def test_the_still_picture_stands_at_the_sliders_start(workspace, capsys):
    picture = explorer("11", workspace).still()
    assert isinstance(picture, Picture)
    start = EXPLORER.sliders[0].start
    assert f"If {start}% of purchases" in capsys.readouterr().out
    assert picture.alt.startswith(f"With a name on {start}%")
