"""How sure a list of the best is, by futures drawn: as the lifetime model's own ranking has it."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.firm_account import firm_account
from cvmlab.value_of.total.list_chances import list_chances
from cvmlab.value_of.total.ranking_by_assumption import ranking_by_assumption
from tests.sample import sample_company

LAST_YEAR = "last year's margin"


@pytest.fixture(scope="module")
def firm():
    return firm_account(sample_company())


@pytest.fixture(scope="module")
def ranking(firm):
    return ranking_by_assumption(firm.measures({"total value": {}}), top=100, against=LAST_YEAR)


@pytest.fixture(scope="module")
def found(firm, ranking):
    return list_chances(firm, ranking, draws=100, seed=4)


def test_a_list_by_purchases_is_as_sure_as_the_lifetime_models_ranking_says(firm, found):
    ranked = firm.values.lifetime.ranking(100, draws=100, seed=4)
    chances = ranked.table["chance_of_top"].head(100).sum()
    assert found.hits(of.PURCHASES) == pytest.approx(chances, abs=5)


def test_no_list_of_the_best_holds_all_who_turn_out_best(found):
    table = found.table
    assert (table["hits"] < 80).all() and (table["hits"] > 20).all()
    assert ((table["low"] <= table["hits"]) & (table["hits"] <= table["high"])).all()


def test_the_account_names_more_of_them_than_history_does(found):
    assert found.hits("total value") > found.hits(of.HISTORIC)
    better = found.table.set_index("measure")["better"]
    assert better[LAST_YEAR] == 0 and better["total value"] > 0.8
    assert "of futures" in found.sentence
    assert [row[0] for row in found.summary().cells] == list(found.table["measure"])


def test_the_same_seed_draws_the_same_futures(firm, ranking, found):
    again = list_chances(firm, ranking, draws=100, seed=4)
    pd.testing.assert_frame_equal(again.table, found.table)


def test_strangers_on_a_list_are_refused(firm):
    strangers = pd.DataFrame({"fame": [2.0, 1.0]}, index=["Q1", "Q2"])
    with pytest.raises(DataProblem, match="without an account"):
        list_chances(firm, ranking_by_assumption(strangers, top=1))
