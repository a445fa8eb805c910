"""A first description of a customer survey: what the file shows, and what only a person can say."""

from __future__ import annotations

import re
import tomllib

import pandas as pd
import pytest

from cvmlab.data.surveys.customers.customer_draft import first_customer_description
from cvmlab.data.surveys.customers.read_customers import read_customer_survey
from cvmlab.data.surveys.export import open_export
from cvmlab.errors import DataProblem
from tests.data.surveys import customer_files as files


@pytest.fixture
def path(tmp_path):
    return files.exported(files.sheets(files.truth(80)), tmp_path)


def test_a_first_description_of_the_ready_questionnaire_finds_its_parts(path):
    draft = first_customer_description(open_export(path))
    told = tomllib.loads(draft.text)
    assert told["about"] == {"kind": "loyalty"}
    columns = told["columns"]
    assert columns["customer"] == "ExternalReference" and columns["overall"] == "Q2"
    assert columns["recommend_score"] == "Q4" and columns["recommend"] == "Q5"
    assert columns["move"] == "Q6" and columns["status"] == "Status"
    assert [c for group in told["satisfaction"].values() for c in group] == [
        f"Q1_{n}" for n in range(1, 16)
    ]
    assert [c for group in told["motives"].values() for c in group] == [
        f"Q7_{n}" for n in range(1, 10)
    ]
    found = [c for group in told["relationship"].values() for c in group]
    undecided = [c for group in told.get("undecided", {}).values() for c in group]
    assert sorted(found + undecided) == sorted(f"Q3_{n}" for n in range(1, 16))
    assert '# label = "Tier"' in draft.text


def test_what_no_file_decides_is_a_question_and_answered_it_can_be_read(path):
    draft = first_customer_description(open_export(path))
    told = tomllib.loads(draft.text)
    with pytest.raises(DataProblem, match="best is still open"):
        read_customer_survey(path, told)
    text = re.sub(r'best = "\?[^"]*"', 'best = "high"', draft.text)
    text = text.replace("[undecided]", "")
    told = tomllib.loads(text)
    survey = read_customer_survey(path, told)
    assert len(survey.table) == 80 and survey.named == 80


def test_names_of_the_house_are_known_without_any_text():
    frame = pd.DataFrame({
        "card number": [str(n) for n in range(40)], "trust_1": ["5", "3"] * 20,
        "trust_2": ["6", "2", "4", "7"] * 10, "csat": ["8", "5", "9", "7"] * 10,
        "nps": ["9", "10", "3", "7"] * 10, "core_1": ["8", "4", "6", "9"] * 10,
        "core_2": ["7", "4", "5", "9"] * 10,
    })  # fmt: skip
    frame["trust_1"] = ["5", "3", "4", "6"] * 10
    draft = first_customer_description(open_export(frame))
    told = tomllib.loads(draft.text)
    assert told["relationship"] == {"trust": ["trust_1", "trust_2"]}
    assert told["satisfaction"] == {"core": ["core_1", "core_2"]}
    assert told["columns"]["customer"] == "card number"
    assert told["columns"]["recommend_score"] == "nps"


def test_a_file_without_answers_on_a_scale_is_refused():
    orders = pd.DataFrame({"customer": ["A", "B"], "amount": ["3.50", "1200.00"]})
    with pytest.raises(DataProblem, match="no column holds answers on a scale"):
        first_customer_description(open_export(orders))
