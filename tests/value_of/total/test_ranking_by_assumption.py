"""The best by each measure: who stays, in which order, and who is on every list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kendalltau

from cvmlab.errors import DataProblem
from cvmlab.value_of.total.ranking_by_assumption import kendall_tau, ranking_by_assumption
from cvmlab.value_of.total.ranking_picture import plot_ranking_by_assumption

SIX = pd.DataFrame(
    {
        "history": [60.0, 50, 40, 30, 20, 10],
        "value": [60.0, 10, 40, 30, 20, 50],
        "upside down": [10.0, 20, 30, 40, 50, 60],
    },
    index=list("ABCDEF"),
)


def test_tau_is_that_of_another_routine_ties_included():
    rng = np.random.default_rng(2)
    for _ in range(30):
        one, other = rng.integers(0, 12, 40), rng.integers(0, 12, 40)
        assert kendall_tau(one, other) == pytest.approx(kendalltau(one, other).statistic)


def test_who_stays_who_leaves_and_who_is_always_there():
    found = ranking_by_assumption(SIX, top=3)
    assert found.against == "history"
    assert found.lists["value"] == ("A", "F", "C")
    assert (found.stay("value"), found.stay("upside down")) == (2, 0)
    assert found.always == ()
    assert ranking_by_assumption(SIX[["history", "value"]], top=3).always == ("A", "C")
    assert found.ranks.loc["F"].tolist() == [6, 2, 1]
    assert (found.tau("history"), found.tau("upside down")) == (1, -1)


def test_customers_level_with_the_last_of_the_list_are_said():
    tied = pd.DataFrame({"sales": [3.0, 2, 2, 2]}, index=list("ABCD"))
    found = ranking_by_assumption(tied, top=2)
    assert found.lists["sales"] == ("A", "B")
    assert found.table.loc[0, "tied"] == 2


def test_the_words_and_the_table_say_the_same():
    found = ranking_by_assumption(SIX, top=3, against="value")
    assert found.sentence.startswith("Of the best 3 of 6 customers by value")
    assert "2 by history" in found.sentence
    assert [row[1] for row in found.summary().cells] == ["2", "3", "1"]
    assert found.who().cells[0][0] == "A"


def test_the_picture_names_whom_it_is_asked_to():
    picture = plot_ranking_by_assumption(ranking_by_assumption(SIX, top=3), named=("F",))
    assert "F: no. 6 by history, 2 by value, 1 by upside down" in picture.alt
    assert "0 of the best 3 by history stay" in picture.alt
    assert picture.png[:4] == b"\x89PNG"


def test_unusable_measures_are_refused_all_at_once():
    bad = SIX.assign(value=np.nan, name="x").rename({"B": "A"})
    with pytest.raises(DataProblem) as found:
        ranking_by_assumption(bad, top=9, against="valeu")
    text = str(found.value)
    assert len(found.value.problems) == 5
    for part in ('"value"?', "the best 9 of 6", "stand there twice", "no numbers", "for everybody"):
        assert part in text
