"""A firm's own customer survey is read as it stands: every row and every answer accounted for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.surveys.customers.customer_description import CustomerDescription
from cvmlab.data.surveys.customers.customer_file import kind_of
from cvmlab.data.surveys.customers.read_customers import read_customer_survey
from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.errors import DataProblem
from tests.data import survey_files
from tests.data.surveys import customer_files as files


@pytest.fixture(scope="module")
def truth():
    return files.truth(60)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("header_rows", [1, 2, 3])
def test_the_ready_questionnaire_and_its_description_give_the_answers_back(
    truth, tmp_path, kind, header_rows
):
    """Qualtrics' headers, reversed items turned, words of yes and no: the truth comes out."""
    path = files.exported(files.sheets(truth), tmp_path, kind, header_rows)
    survey = read_customer_survey(path, files.TOML)
    table = survey.table
    assert table["customer_id"].tolist() == truth["customer"].tolist()
    for item in files.items():
        np.testing.assert_array_equal(table[item], truth[item], err_msg=item)
    for single in ("overall", "recommend_score", "recommend", "move_city"):
        np.testing.assert_array_equal(table[single], truth[single].astype(float))
    assert (table["date"] == pd.Timestamp("2024-07-01")).all()
    assert survey.scales["recommend_score"].high == 10
    assert survey.batteries["relationship"].scale.high == 7


def test_every_question_of_the_questionnaire_stands_in_its_description_and_back():
    told = files.description()
    text = files.QUESTIONNAIRE.read_text(encoding="utf-8")
    for column in files.items().values():
        assert f"| {column[1:]} |" in text, column
    listed = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    asked = {f"Q{name}" for name in listed if name[:1].isdigit() and "_" in name}
    assert asked == set(files.items().values())
    for reverse in told["scale"]["relationship"]["reversed"]:
        row = next(line for line in text.splitlines() if line.startswith(f"| {reverse[1:]} |"))
        assert "reversed" in row
    assert text.count("*(reversed)*") == len(told["scale"]["relationship"]["reversed"])


def test_every_row_and_every_answer_is_accounted_for(truth, tmp_path):
    """Previews, unfinished and repeated sheets, no opinion, empty cells: all are counted."""
    frame = files.sheets(truth)
    frame.loc[0, "Status"] = "Survey Preview"
    frame.loc[1, "Finished"] = "False"
    frame.loc[2, "ExternalReference"] = frame.loc[3, "ExternalReference"]
    answers = [c for c in frame if c.startswith("Q")]
    frame.loc[4, answers] = ""
    frame.loc[5, "ExternalReference"] = ""
    frame.loc[10:14, "Q1_1"] = "Cannot say"
    frame.loc[15:17, "Q5"] = "cannot say"
    frame.loc[20:22, "Q3_1"] = ""
    survey = read_customer_survey(files.exported(frame, tmp_path), files.TOML)
    ledger = survey.ledger
    assert ledger.rows == 60 and ledger.rows_used == len(survey.table) == 56
    reasons = ledger.table.set_index("reason")["rows"].to_dict()
    assert reasons["a preview of the questionnaire, not an answer"] == 1
    assert reasons["not finished"] == 1 and reasons["answers no question"] == 1
    assert sum(rows for why, rows in reasons.items() if "answered this wave already" in why) == 1
    assert survey.named == 55
    lines = ledger.answers.set_index("column")
    parts = ["used", "dont_know", "empty", "not_understood"]
    assert (lines[parts].sum(axis=1) == lines["asked"]).all() and (lines["asked"] == 56).all()
    assert lines.loc["core_1", "dont_know"] == 5 and lines.loc["recommend", "dont_know"] == 3
    assert lines.loc["trust_1", "empty"] == 3
    assert survey.table["core_1"].isna().sum() == 5


def test_words_low_ends_and_numbers_for_no_opinion_are_read_as_described():
    """1 is the best mark, 8 means no opinion, words have their numbers, yes is 1 and no is 2."""
    words = ["not at all", "hardly", "partly", "mostly", "completely"]
    sheets = pd.DataFrame({
        "mark": ["1", "6", "8", "3"], "t1": ["completely", "not at all", "partly", ""],
        "t2": ["Mostly", "hardly", "99", "completely"], "go": ["1", "2", "2", "9"],
    })  # fmt: skip
    survey = read_customer_survey(sheets, {
        "about": {"kind": "loyalty"},
        "columns": {"overall": "mark", "move": "go"},
        "relationship": {"trust": ["t1", "t2"]},
        "scale": {
            "overall": {"low": 1, "high": 6, "best": "low", "dont_know": [8]},
            "relationship": {"low": 1, "high": 5, "best": "high", "words": words,
                             "dont_know": [99]},
        },
        "answers": {"yes": [1], "no": [2], "no_opinion": [9]},
    })  # fmt: skip
    table = survey.table
    np.testing.assert_array_equal(table["overall"], [6, 1, np.nan, 4])
    np.testing.assert_array_equal(table["trust_1"], [5, 1, 3, np.nan])
    np.testing.assert_array_equal(table["trust_2"], [4, 2, np.nan, 5])
    np.testing.assert_array_equal(table["move_city"], [1, 0, 0, np.nan])
    np.testing.assert_array_equal(survey.means()["relationship"], [4.5, 1.5, 3, 5])
    assert survey.is_anonymous


def test_waves_are_ordered_by_time_and_somebody_may_answer_each_of_them():
    sheets = pd.DataFrame({
        "card": ["1", "2", "1", "2"],
        "when": ["14.03.2024", "15.03.2024", "20.09.2023", "21.09.2023"],
        "wave": ["spring", "spring", "autumn", "autumn"], "mark": ["7", "8", "5", "6"],
    })  # fmt: skip
    survey = read_customer_survey(sheets, {
        "columns": {"customer": "card", "date": "when", "wave": "wave", "overall": "mark"},
        "scale": {"low": 1, "high": 10, "best": "high"},
    })  # fmt: skip
    assert survey.waves == {1: "autumn", 2: "spring"}
    assert survey.table["wave"].tolist() == [2, 2, 1, 1]
    assert survey.table["date"].dt.day.tolist() == [14, 15, 20, 21]
    assert len(survey.table) == 4


def test_answers_without_a_wave_are_set_aside_and_an_empty_column_is_one_wave():
    sheets = pd.DataFrame({"wave": ["1", "", "2"], "mark": ["7", "8", "5"]})
    told = {"columns": {"wave": "wave", "overall": "mark"},
            "scale": {"low": 1, "high": 10, "best": "high"}}  # fmt: skip
    survey = read_customer_survey(sheets, told)
    assert survey.waves == {1: "1", 2: "2"} and len(survey.table) == 2
    assert "no wave is named" in survey.ledger.table["reason"].tolist()
    empty = read_customer_survey(sheets.assign(wave=""), told)
    assert empty.waves == {1: "1"} and (empty.table["wave"] == 1).all()


PROBLEMS = [
    ({"columns": {"overall": "Q9"}}, ['overall: there is no column "Q9"']),
    ({"columns": {"overal": "Q2"}}, ['"overal" is no setting of [columns]', 'overall']),
    ({"scale": {"relationship": {"low": 1, "high": 7}}}, ["best is not said for relationship"]),
    ({"scale": {"overall": {"low": 1, "high": 5, "best": "high"}}},
     ["answers that are not on the scale from 1 to 5", "[scale.overall]"]),
    ({"relationship": {"overall": ["Q3_1"]}}, ["is the name of another column"]),
    ({"relationship": {"core": ["Q3_1"]}}, ["stands under [satisfaction] too"]),
    ({"relationship": {"trust": ["Q1_1", "Q3_3"]}}, ["core_1 and trust_1 at once"]),
    ({"answers": {"yes": ["ja"], "no": ["nein"]}}, ["a question of yes or no", "no_opinion"]),
    ({"about": {"kind": "brands"}}, ['kind = "brands" is not known']),
    ({"survey": {"asked_on": "in July"}}, ["is no day", "asked_on = 2025-03-31"]),
    ({"scale": {"reversed": ["Q3_99"]}}, ['the reversed question "Q3_99" is in no battery']),
    ({"labels": {"trsut": "Trust"}}, ['the label of "trsut" belongs to nothing', "trust"]),
    ({"columns": {"label": "ResponseId"}}, ["one column is respondent and label at once"]),
    ({"columns": {"recommend": "?"}}, ["columns.recommend is still open"]),
]  # fmt: skip


@pytest.mark.parametrize("changes, says", PROBLEMS, ids=[p[1][0][:40] for p in PROBLEMS])
def test_what_is_wrong_is_said_in_plain_words_with_a_remedy(truth, tmp_path, changes, says):
    path = files.exported(files.sheets(truth), tmp_path)
    told = files.description(**changes)
    with pytest.raises(DataProblem) as caught:
        read_customer_survey(path, told)
    for words in says:
        assert words in str(caught.value)


def test_all_problems_of_a_description_are_told_at_once():
    told = files.description(columns={"overal": "Q2"}, survey={"asked_on": "soon"}, shop={"a": 1})
    del told["scale"]["relationship"]["best"]
    with pytest.raises(DataProblem) as caught:
        CustomerDescription.read(told)
    assert len(caught.value.problems) == 4


def test_nothing_asked_is_refused_and_two_scores_are_enough():
    with pytest.raises(DataProblem, match="no question is named"):
        CustomerDescription.read({"about": {"kind": "loyalty"}, "columns": {"customer": "id"}})
    sheets = pd.DataFrame({"csat": ["7", "8"], "nps": ["9", "10"]})
    survey = read_customer_survey(sheets, {
        "columns": {"overall": "csat", "recommend_score": "nps"},
        "scale": {"overall": {"low": 1, "high": 10, "best": "high"}},
    })  # fmt: skip
    assert survey.asked == ("overall", "recommend_score") and not survey.batteries
    assert "none of them says which customer" in survey.sentence


def test_a_description_says_what_it_is_about(tmp_path):
    assert kind_of(files.TOML) == "loyalty" and kind_of(survey_files.TOML) == "brands"
    assert kind_of(files.description()) == "loyalty"


def test_a_question_that_goes_against_its_battery_is_pointed_at(truth, tmp_path):
    """Forgotten under reversed, it is kept as it is, and said."""
    told = files.description()
    told["scale"]["relationship"]["reversed"] = ["Q3_9"]
    survey = read_customer_survey(files.exported(files.sheets(files.truth(200)), tmp_path), told)
    flagged = [flag for flag in survey.ledger.flags if "trust_3" in flag]
    assert len(flagged) == 1 and "reversed" in flagged[0]
    rightly = read_customer_survey(
        files.exported(files.sheets(files.truth(200)), tmp_path), files.TOML
    )
    assert not [flag for flag in rightly.ledger.flags if "goes against" in flag]


def test_those_who_tick_down_a_column_are_pointed_at(tmp_path):
    answers = files.truth(100)
    satisfied = [
        c for c in files.items() if c.partition("_")[0] in files.description()["satisfaction"]
    ]
    answers.loc[:11, satisfied] = 8
    survey = read_customer_survey(files.exported(files.sheets(answers), tmp_path), files.TOML)
    assert any("12 respondents (12%) give one and the same" in f for f in survey.ledger.flags)


def test_each_kind_of_description_sends_the_other_to_its_own_reader():
    with pytest.raises(DataProblem, match="survey of brands"):
        CustomerDescription.read(survey_files.TOML)
    with pytest.raises(DataProblem, match="about loyalty, and not one of brands"):
        SurveyDescription.read(files.TOML)
    assert SurveyDescription.read({**survey_files.description(), "about": {"kind": "brands"}})
