"""A first description: right where the file decides, open where it does not."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest

from cvmlab.data.surveys.draft.families import find_families
from cvmlab.data.surveys.draft.first_description import first_description
from cvmlab.data.surveys.export import open_export
from cvmlab.data.surveys.read_survey import read_survey
from cvmlab.errors import DataProblem
from cvmlab.paths import DATASETS
from tests.data import survey_files as files

TRUTH = files.truth()
SHEETS = files.sheets(TRUTH, files.choices())
KESTREL = DATASETS / "kestrel" / "brand_perceptions.parquet"


def drafted(tmp_path, frame=SHEETS, rows=3):
    path = files.written(tmp_path, files.as_csv(files.qualtrics(frame, rows)))
    return path, first_description(open_export(path))


def answered(text, **answers):
    """The draft with its open questions answered."""
    for name, value in answers.items():
        lines = [f"{name} = {value}" if line.startswith(f'{name} = "?') else line
                 for line in text.splitlines()]  # fmt: skip
        text = "\n".join(lines)
    return tomllib.loads(text)


def test_a_first_description_of_the_questionnaire_needs_two_answers(tmp_path):
    path, draft = drafted(tmp_path)
    assert draft.open == 2
    with pytest.raises(DataProblem) as caught:
        read_survey(path, tomllib.loads(draft.text))
    assert [p.what for p in caught.value.problems] == ["own is still open", "best is still open"]
    survey = read_survey(path, answered(draft.text, own='"Our brand"', best='"high"'))
    known = read_survey(path, files.TOML)
    assert survey.brands == known.brands and survey.currency == "EUR"
    by_key = dict(zip(survey.product + survey.service, known.product + known.service, strict=True))
    table = survey.table.rename(columns=by_key)
    pd.testing.assert_frame_equal(table, known.table[table.columns])
    assert survey.labels["q3_1"] == "What you buy there is of good quality"


def test_what_rests_on_a_word_says_which_word(tmp_path):
    _, draft = drafted(tmp_path)
    for line in ('price = "{brand}_Q4"', 'hassle = "{brand}_Q5"', 'q3_4 = "{brand}_Q3_4"'):
        (found,) = [text for text in draft.text.splitlines() if text.startswith(line)]
        assert "# by the word" in found


def test_no_column_goes_missing_unseen(tmp_path):
    """What is not used is named, and what may be choice cards is called that."""
    _, draft = drafted(tmp_path, files.sheets(files.truth(), files.choices()))
    assert "# Not used: Q6_6, Q7_1 to Q7_8." in draft.text
    assert "# If Q7_1 to Q7_8 are choice cards" in draft.text
    _, without = drafted(tmp_path, files.sheets(files.truth()))
    assert "# Not used: Q6_6." in without.text and "choice cards" not in without.text


def test_a_number_apart_from_the_scale_is_asked_about(tmp_path):
    frame = SHEETS.copy()
    frame.loc[0, "1_Q3_1"] = "99"
    path, draft = drafted(tmp_path, frame)
    told = tomllib.loads(draft.text)["scale"]
    assert (told["low"], told["high"]) == (1, 10) and told["dont_know"].startswith("? ")
    assert draft.open == 3
    with pytest.raises(DataProblem, match="dont_know is still open"):
        read_survey(path, told and tomllib.loads(draft.text))


def test_an_eleventh_answer_is_not_taken_for_the_best_mark(tmp_path):
    """Tools write "cannot say", the last column of a matrix, as the next number."""
    frame = SHEETS.copy()
    frame.loc[[0, 4, 9], "1_Q3_1"] = "11"
    path, draft = drafted(tmp_path, frame)
    told = tomllib.loads(draft.text)["scale"]
    assert told["high"].startswith("? the highest number is 11") and told["low"] == 1
    with pytest.raises(DataProblem, match="high is still open"):
        read_survey(path, answered(draft.text, own='"Our brand"', best='"high"'))


def test_without_texts_the_questions_stay_undecided(tmp_path):
    _, draft = drafted(tmp_path, rows=1)
    told = tomllib.loads(draft.text)
    assert set(told["undecided"]) >= {"q3_1", "q3_6"} and not told["product"]
    assert told["columns"]["price"] == told["columns"]["hassle"] == "?"
    assert set(told["brands"].values()) == {"?"} and draft.open > 10


def test_the_words_of_a_usual_scale_are_put_in_order_others_are_asked_for(tmp_path):
    usual = ["very poor", "poor", "fair", "good", "very good"]
    frame, odd = SHEETS.copy(), SHEETS.copy()
    for column in [c for c in frame.columns if "_Q3_" in c]:
        fifth = frame[column].map(lambda text: (int(text) - 1) // 2 if text else None)
        frame[column] = fifth.map(lambda i: "" if pd.isna(i) else usual[int(i)].title())
        odd[column] = fifth.map(lambda i: "" if pd.isna(i) else f"grade {'edcba'[int(i)]}")
    path, draft = drafted(tmp_path, frame)
    told = tomllib.loads(draft.text)["scale"]
    assert told["words"] == usual and (told["low"], told["high"]) == (1, 5)
    survey = read_survey(path, answered(draft.text, own='"Our brand"', best='"high"'))
    assert survey.table["q3_1"].between(1, 5).all()
    told = tomllib.loads(drafted(tmp_path, odd)[1].text)["scale"]
    assert told["low"] == told["high"] == "?" and "grade e" in told["words"]


def test_a_long_file_is_seen_as_one():
    draft = first_description(open_export(KESTREL))
    told = answered(draft.text, own='"Kestrel"', best='"high"', currency='"EUR"')
    survey = read_survey(KESTREL, told)
    assert told["survey"]["layout"] == "long" and told["survey"]["share_in"] == "part"
    assert survey.product == ("freshness", "range", "own_products")
    assert survey.service == ("friendliness", "helpfulness", "checkout")
    assert len(survey.table) == len(pd.read_parquet(KESTREL)) and draft.open == 3
    assert '# customer_type = "shopper"' in draft.text


def test_a_file_that_asks_of_no_brand_is_refused(tmp_path):
    path = files.written(tmp_path, b"id,age,town\n1,30,Cork\n2,40,Derry\n")
    with pytest.raises(DataProblem, match=r"no question is asked of several brands[\s\S]*1_Q3"):
        first_description(open_export(path))


def test_how_a_file_had_to_be_read_is_kept():
    draft = first_description(open_export(KESTREL), {"sheet": "Data", "encoding": None})
    assert tomllib.loads(draft.text)["reading"] == {"sheet": "Data"}


SYSTEMS = {
    "loop": ["{b}_Q3_1", "{b}_Q3_2", "{b}_Q4"],
    "matrix": ["Q3_{b}", "Q4_{b}", "Q5_{b}"],
    "rows below": ["Fresh? | Brand {b}", "Staff? | Brand {b}"],
    "names behind": ["fresh_Brand{w}", "staff_Brand{w}"],
    "names in front": ["Us{w}_fresh", "Us{w}_staff"],
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_part_of_a_name_that_is_the_brand_is_found(system):
    names = [p.format(b=b, w="abc"[b - 1]) for p in SYSTEMS[system] for b in (1, 2, 3)]
    found = find_families(["Q1", *names, "Q9"], {})
    assert len(found.codes) == 3
    columns = [c for places in found.patterns.values() for c in places.values()]
    assert sorted(columns) == sorted(names)
    for pattern, places in found.patterns.items():
        assert all(pattern.replace("{brand}", code) == c for code, c in places.items())
