"""What does not fit is told in plain words, all at once, with what to do about it."""

from __future__ import annotations

import copy

import pytest

from cvmlab.data.surveys.choice_file import read_choices
from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.data.surveys.read_survey import read_survey
from cvmlab.errors import DataProblem
from cvmlab.paths import DATASETS
from tests.data import survey_files as files

TRUTH = files.truth()
SHEETS = files.sheets(TRUTH, files.choices())


def refusal(frame=SHEETS, told=None, **changes):
    with pytest.raises(DataProblem) as caught:
        read_survey(frame, told or files.description(**changes))
    for problem in caught.value.problems:
        assert problem.what and problem.remedy
    return str(caught.value)


def changed(column, values):
    frame = SHEETS.copy()
    for row, value in values.items():
        frame.loc[row, column] = value
    return frame


DESCRIPTIONS = {
    "own brand unknown": ({"survey": {"own": "Our brnd"}}, ['Did you mean "Our brand"']),
    "no such layout": ({"survey": {"layout": "broad"}}, ["broad", "wide or long"]),
    "setting misspelt": ({"scale": {"dontknow": []}}, ["dontknow", "dont_know"]),
    "section misspelt": ({"brand": {"1": "Us"}}, ['"brand"', "brands"]),
    "scale upside down": ({"scale": {"low": 10, "high": 1}}, ["no room", "low = 1"]),
    "scale in words": ({"scale": {"low": "poor"}}, ["no numbers", "bare"]),
    "good end unknown": ({"scale": {"best": "top"}}, ["top", "high or low"]),
    "good end open": ({"scale": {"best": "?"}}, ["best is still open", "1 is the best"]),
    "words too few": ({"scale": {"words": ["poor", "good"]}}, ["2 words", "1 to 10"]),
    "words beyond": ({"scale": {"words": {"good": 11}}}, ["good", "1 to 10"]),
    "reversed unknown": ({"scale": {"reversed": ["helpful"]}}, ["helpful", "helps"]),
    "one column for all": ({"columns": {"price": "Q4"}}, ["one column for all brands", "{brand}"]),
    "item a number": ({"product": {"quality": 7}}, ["quality", "no column"]),
    "price by wrong brand": (
        {"columns": {"price": {"Our brand": "1_Q4", "Rivale one": "2_Q4"}}}, ["Rivale one"]),
    "rating given": (
        {"product": {"quality": {"Our brand": 7}}}, ["only price and hassle can be given"]),
    "codes of nothing": ({"codes": {"staff": {"x": 1}}}, ["codes.staff", "customer_type"]),
    "codes in words": ({"codes": {"hassle": {"long": "much"}}}, ["must give numbers"]),
    "codes off the scale": ({"codes": {"helps": {"a lot": 12}}}, ["outside of the scale"]),
    "limits in words": ({"limits": {"price": ["a", "b"]}}, ["no two numbers"]),
    "label of nothing": ({"labels": {"helpful": "Help"}}, ["helpful", "no question"]),
    "header rows": ({"reading": {"header_rows": 7}}, ["header_rows", "Qualtrics"]),
    "undecided left": ({"undecided": {"q9": "Q9"}}, ["q9", "[undecided]"]),
    "cards without column": ({"choices": {"column": "Q7"}}, ["{task}"]),
}  # fmt: skip


@pytest.mark.parametrize("case", DESCRIPTIONS)
def test_a_mistake_in_the_description_is_told_with_its_remedy(case):
    changes, says = DESCRIPTIONS[case]
    text = refusal(**changes)
    for words in says:
        assert words in text, text


FULL = files.description(
    scale={"words": {"good": 5}, "slips": ["x"], "reversed": ["helps"]},
    codes={"hassle": {"an hour": 60}, "customer_type": {"1": "Families"}},
    limits={"price": [1, 500]},
    reading={"decimal": "point", "sheet": "A"},
)


def leaves(part, above=()):
    for key, value in part.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))


@pytest.mark.parametrize("junk", [None, 5, True, [[2]], {}, {"a": {"b": 1}}, "{", "?", 1e400])
def test_whatever_stands_in_a_description_there_is_never_a_traceback(junk):
    """Every setting in turn is replaced by something it cannot be."""
    refused = 0
    for path in leaves(FULL):
        told = copy.deepcopy(FULL)
        part = told
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = junk
        try:
            SurveyDescription.read(told)
        except DataProblem as problem:
            refused += 1
            assert all(each.remedy for each in problem.problems)
    assert refused


def test_all_mistakes_of_a_description_are_told_at_once():
    text = refusal(told={
        "survey": {"own": "?", "layout": "wide"}, "scale": {"low": 1, "best": "?"},
        "columns": {"share": "Q6_{brand}", "price": "Q4"}, "product": {"a": "{brand}_a"},
        "typo": {},
    })  # fmt: skip
    for words in ("own is still open", "best is still open", "high is not said", "share_in",
                  "no column is named for the hassle", "service", "no brands are named",
                  '"typo" is no section', "one column for all brands"):  # fmt: skip
        assert words in text, words


def test_a_description_that_is_not_there_or_no_toml_is_told(tmp_path):
    with pytest.raises(DataProblem, match="cvmlab survey FILE"):
        SurveyDescription.read(tmp_path / "survey.toml")
    (tmp_path / "survey.toml").write_text("[survey\nown = 1", encoding="utf-8")
    with pytest.raises(DataProblem, match=r"no readable TOML[\s\S]*cvmlab survey FILE"):
        SurveyDescription.read(tmp_path / "survey.toml")


def test_without_a_description_the_one_beside_the_file_is_taken(tmp_path):
    path = files.written(tmp_path, files.as_csv(files.qualtrics(SHEETS)))
    with pytest.raises(DataProblem, match="which column of the survey is which"):
        read_survey(path)
    (tmp_path / "survey.toml").write_text(files.TOML.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_survey(path).respondents == 60


def test_missing_columns_are_all_told_with_the_closest_there_is():
    frame = SHEETS.drop(columns=["2_Q3_4", "3_Q3_4"]).rename(columns={"Q1": "Q1_kind"})
    text = refusal(frame, columns={"respondent": "ResponseID"})
    assert 'friendly: there are no columns "2_Q3_4", "3_Q3_4"' in text
    assert '{ "Our brand" = "1_Q3_4", … }' in text
    assert 'customer_type: there is no column "Q1"' in text and "Q1_kind" in text
    assert 'Did you mean "ResponseId"' in text


def test_a_column_that_serves_twice_is_told():
    text = refusal(service={"friendly": "{brand}_Q3_1"})
    assert 'Column "1_Q3_1"' in text and "quality and friendly at once" in text


def test_answers_beyond_the_scale_are_never_passed_over():
    frame = changed("1_Q3_1", {0: "99", 1: "99", 2: "0"})
    text = refusal(frame)
    assert "3 answers" in text and "1 to 10" in text
    assert '"99" 2 times' in text and "dont_know = [99, 0]" in text and "line 1" in text
    told = files.description(scale={"dont_know": [99], "slips": [0]})
    answers = read_survey(frame, told).ledger.answers.set_index("column").loc["quality"]
    assert (answers["dont_know"], answers["not_understood"]) == (2, 1)


def test_words_nobody_has_described_are_never_passed_over():
    text = refusal(changed("2_Q3_5", dict.fromkeys(range(60), "no opinion")))
    assert "words that the description does not know" in text
    assert 'dont_know = ["no opinion"]' in text and "helps" in text


def test_an_answer_that_is_two_numbers_is_not_taken_for_one_of_them():
    text = refusal(changed("1_Q3_2", {0: "8-9", 1: "8/10"}))
    assert '"8-9"' in text and '"8/10"' in text


def test_a_column_of_the_wrong_kind_is_told():
    text = refusal(columns={"hassle": {"Our brand": "Q2"}})
    assert "hassle" in text and "no number that can be used" in text and '"Our brand,' in text


def test_undecided_decimal_marks_are_asked_for():
    frame = SHEETS.copy()
    for b in range(1, 6):
        frame[f"{b}_Q5"] = frame[f"{b}_Q5"].map(lambda text: f"1,{int(text):03d}" if text else "")
        frame[f"{b}_Q4"] = frame[f"{b}_Q4"].map(lambda text: text.partition(".")[0])
    text = refusal(frame)
    assert "hassle" in text and "decimal = " in text and "[reading]" in text
    comma = read_survey(frame, files.description(reading={"decimal": "comma"})).table
    assert comma["hassle"].max() < 2


def test_shares_in_another_unit_are_asked_for():
    text = refusal(survey={"share_in": "part"})
    assert "above 1" in text and 'share_in = "percent"' in text
    parts = SHEETS.copy()
    for b in range(1, 6):
        column = f"Q6_{b}"
        parts[column] = parts[column].map(lambda text: str(int(text) / 100) if text else "")
    text = refusal(parts)
    assert "no share is above 1" in text and 'share_in = "part"' in text


def test_shares_of_more_than_everything_are_told_where_many_have_them():
    text = refusal(SHEETS.assign(Q6_1="90", Q6_2="90"))
    assert "spend more than all their money" in text


def test_prices_in_two_currencies_are_told():
    frame = changed("1_Q4", {0: "80 €", 1: "£75"})
    assert "several currencies" in refusal(frame) and "GBP" in refusal(frame)
    assert "the description says EUR" in refusal(changed("1_Q4", {0: "$80"}))


def test_a_respondent_who_stands_in_many_rows_is_a_wrong_column():
    text = refusal(SHEETS, columns={"respondent": "Status", "status": "Progress"})
    assert 'Column "Status"' in text and "ResponseId" in text


def test_what_is_no_word_for_finished_is_told():
    text = refusal(SHEETS, columns={"finished": "Q2"})
    assert 'Column "Q2"' in text and "Finished" in text and "Our brand,Rival one" in text


def test_brands_nobody_has_named_are_told_in_a_long_file():
    frame = TRUTH.assign(brand=TRUTH["brand"].replace("Rival two", "Rival II")).astype("str")
    told = files.description(
        survey={"layout": "long"},
        columns={"respondent": "respondent", "customer_type": "type", "brand": "brand",
                 "price": "price", "hassle": "minutes", "share": "share"},
        product={"quality": "s1", "choice": "s2", "keeps_promises": "s3"},
        service={"friendly": "s4", "helps": "s5", "easy_to_reach": "s6"},
    )  # fmt: skip
    for unused in ("status", "finished"):
        told["columns"].pop(unused)
    told.pop("choices")
    text = refusal(frame, told)
    assert "Rival II" in text and "brands_left_out" in text
    told["survey"]["brands_left_out"] = ["Rival II"]
    ledger = read_survey(frame, told).ledger
    assert ledger.rows == len(frame) > ledger.rows_used
    unnamed = {key: value for key, value in told.items() if key != "brands"}
    unnamed["survey"] = {**told["survey"], "own": "Our"}
    assert "is in no row" in refusal(frame, unnamed)
    torn = TRUTH.astype("str")
    torn.loc[0, "type"] = "Another"
    assert "more than one kind" in refusal(torn, told)


def test_cards_in_a_long_file_are_told_to_stand_in_their_own():
    assert "a file of their own" in refusal(survey={"layout": "long"})


def test_how_to_read_a_file_is_said_as_a_description_says_it(tmp_path):
    path = files.written(tmp_path, b"1,2,3\n4,5,6\n7,8,9\n")
    assert 'header = "…" under [reading]' in refusal(path)


def test_kinds_of_customers_nobody_has_named_are_told():
    text = refusal(codes={"customer_type": {"1": "Families"}})
    assert "Living alone" in text and "[codes.customer_type]" in text


def test_an_export_without_answers_is_refused(tmp_path):
    path = files.written(tmp_path, files.as_csv(files.qualtrics(SHEETS.iloc[:0])))
    assert "no answers below the header" in refusal(path)
    previews = SHEETS.assign(Status="Survey Preview")
    path = files.written(tmp_path, files.as_csv(files.qualtrics(previews)))
    assert "no row can be used" in refusal(path) and "60 rows" in refusal(path)
    empty = SHEETS.copy()
    empty[[c for c in empty.columns if "_Q" in c and c[0] != "Q"]] = ""
    assert "rates no brand" in refusal(empty)


def test_cards_that_do_not_fit_are_told():
    tasks = files.description()["choices"]["tasks"]
    lame = {**tasks, "3": {"A": {"price": 80}, "B": {"price": 80, "minutes": 3}}}
    assert "does not say its minutes" in refusal(choices={"tasks": lame})
    assert "not offer two alternatives" in refusal(choices={"tasks": {"1": {"A": {"price": 1}}}})
    assert "Q7_9" in refusal(choices={"tasks": {**tasks, "9": tasks["1"]}})
    assert "[choices.codes]" in refusal(changed("Q7_2", {0: "Neither"}))


# files of choice tasks


def test_the_sample_companys_choice_tasks_are_read_as_they_are():
    import pandas as pd

    path = DATASETS / "kestrel" / "choice_tasks.parquet"
    frame, raw = read_choices(path).frame(), pd.read_parquet(path)
    assert len(frame) == len(raw) and frame["chosen"].tolist() == raw["chosen"].tolist()


def test_tasks_of_another_study_may_have_other_prices_names_and_features():
    survey = read_survey(SHEETS, files.TOML)
    renamed = survey.choices.rename(columns={"price": "cost", "task": "scenario"})
    renamed = renamed.assign(cost=renamed["cost"] * 9.5, colour="blue", chosen=renamed["chosen"])
    frame = read_choices(renamed).frame()
    assert frame["price"].max() == 836 and set(frame["colour"]) == {"blue"}
    assert frame["chosen"].sum() == 480


def test_tasks_without_a_choice_or_an_alternative_are_told():
    choices = read_survey(SHEETS, files.TOML).choices
    choices.loc[[0, 1], "chosen"] = True
    with pytest.raises(DataProblem) as caught:
        read_choices(choices.drop(index=2))
    text = str(caught.value)
    assert "one alternative only" in text and '"R••••" task 2' in text
    assert "more than one" in text and '"R••••" task 1' in text
