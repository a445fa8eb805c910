"""The answers of a workspace: the same as by hand, worked out once, forgotten with it."""

from __future__ import annotations

import gc

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.insight.asked import survey_answers as module
from cvmlab.insight.asked.respondents import respondents
from cvmlab.insight.asked.survey_answers import survey_answers


def test_they_are_those_of_respondents_and_worked_out_once():
    workspace = load("kestrel")  # one of its own, to be forgotten
    found = survey_answers(workspace)
    by_hand = respondents(workspace.survey.frame(), workspace.transactions)
    pd.testing.assert_frame_equal(found.table, by_hand.table)
    assert survey_answers(workspace) is found
    assert survey_answers(workspace, keep=["previous_tier"]) is not found
    before = len(module._KEPT)
    del workspace, found
    gc.collect()
    assert len(module._KEPT) == before - 1


def test_without_a_survey_the_missing_table_is_named(tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("customer,date,amount\nA,2024-01-02,3.50\nB,2024-02-03,4.50\n")
    with pytest.raises(DataProblem, match="survey"):
        survey_answers(load(str(orders)))
