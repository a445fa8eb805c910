"""A survey's export, in every writing there is, becomes the answers that were given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.surveys.read_survey import read_survey
from cvmlab.paths import DATASETS
from tests.data import survey_files as files

TRUTH, PICKS = files.truth(), files.choices()
SHEETS = files.sheets(TRUTH, PICKS)
ITEMS = {"quality": "s1", "choice": "s2", "keeps_promises": "s3", "friendly": "s4", "helps": "s5",
         "easy_to_reach": "s6"}  # fmt: skip


def expected() -> pd.DataFrame:
    known = {"respondent": "respondent", "brand": "brand", **ITEMS}
    frame = pd.DataFrame({name: TRUTH[source] for name, source in known.items()})
    frame["price"], frame["hassle"] = TRUTH["price"], TRUTH["minutes"]
    frame["share"], frame["customer_type"] = TRUTH["share"] / 100, TRUTH["type"]
    numbers = [*ITEMS, "price", "hassle"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def assert_same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    order = ["respondent", "brand"]
    pd.testing.assert_frame_equal(
        found.sort_values(order, ignore_index=True),
        wanted.sort_values(order, ignore_index=True),
        check_dtype=False,
    )


WRITINGS = {
    "three header rows": ("a.csv", files.as_csv(files.qualtrics(SHEETS))),
    "two header rows": ("a.csv", files.as_csv(files.qualtrics(SHEETS, rows=2))),
    "one header row": ("a.csv", files.as_csv(files.qualtrics(SHEETS, rows=1))),
    "semicolons": ("a.csv", files.as_csv(files.qualtrics(SHEETS), ";")),
    "tabs": ("a.tsv", files.as_csv(files.qualtrics(SHEETS), "\t")),
    "utf-16": ("a.tsv", files.as_csv(files.qualtrics(SHEETS), "\t").decode().encode("utf-16")),
    "with a mark": ("a.csv", b"\xef\xbb\xbf" + files.as_csv(files.qualtrics(SHEETS))),
    "workbook": ("a.xlsx", files.as_xlsx(files.qualtrics(SHEETS))),
    "workbook, two": ("a.xlsx", files.as_xlsx(files.qualtrics(SHEETS, rows=2))),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_writing_of_the_same_answers_gives_the_same_survey(writing, tmp_path):
    name, content = WRITINGS[writing]
    survey = read_survey(files.written(tmp_path, content, name), files.TOML)
    assert_same(survey.table, expected())
    assert survey.respondents == 60 and survey.ledger.rows == 60
    assert survey.own == survey.brands[0] == "Our brand" and len(survey.brands) == 5


def test_a_column_of_row_numbers_makes_no_header_of_the_first_answers(tmp_path):
    content = SHEETS.to_csv().encode()
    survey = read_survey(files.written(tmp_path, content), files.TOML)
    assert survey.ledger.rows == 60
    assert_same(survey.table, expected())


def test_header_rows_in_another_language_or_of_long_ago_are_known(tmp_path):
    german = files.qualtrics(SHEETS, rows=2)
    german[1][:6] = ["Anfangsdatum", "Enddatum", "Antworttyp", "Fortschritt", "Beendet", "Antwort"]
    survey = read_survey(files.written(tmp_path, files.as_csv(german)), files.TOML)
    assert_same(survey.table, expected())
    legacy = [list(row) for row in files.qualtrics(SHEETS, rows=2)]
    legacy[1][:6] = ["StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseID"]
    order = [5, 0, 1, 2, 3, 4, *range(6, len(legacy[0]))]
    legacy = [[row[i] for i in order] for row in legacy]
    legacy[0][:6] = [f"V{i}" for i in range(1, 7)]
    told = files.description(columns={"respondent": "ResponseID"})
    survey = read_survey(files.written(tmp_path, files.as_csv(legacy)), told)
    assert_same(survey.table, expected())


def test_a_table_in_memory_is_read_the_same_and_not_changed():
    given = SHEETS.copy()
    survey = read_survey(given, files.TOML)
    assert_same(survey.table, expected())
    pd.testing.assert_frame_equal(given, SHEETS)


def test_the_order_of_rows_columns_and_brands_says_nothing():
    shuffled = SHEETS.sample(frac=1, random_state=3)[SHEETS.columns[::-1]]
    told = files.description()
    told["brands"] = dict(reversed(told["brands"].items()))
    assert_same(read_survey(shuffled, told).table, expected())


def test_the_value_equation_takes_a_survey_as_it_is():
    from cvmlab.value_for.brands.brand_views import brand_views

    views = brand_views(read_survey(SHEETS, files.TOML))
    by_hand = brand_views(
        expected(), own="Our brand", product=list(ITEMS)[:3], service=list(ITEMS)[3:],
        price="price", hassle="hassle", share="share", customer_type="customer_type",
        respondent="respondent",
    )  # fmt: skip
    assert len(views.rows) == len(TRUTH)
    pd.testing.assert_frame_equal(views.rows, by_hand.rows)
    assert views.brands[0] == "Our brand" and views.currency == "EUR"


def test_the_sample_companys_survey_is_read_without_loss():
    path = DATASETS / "kestrel" / "brand_perceptions.parquet"
    told = {
        "survey": {"own": "Kestrel", "layout": "long", "currency": "EUR", "share_in": "part"},
        "scale": {"low": 1, "high": 10, "best": "high"},
        "columns": {"respondent": "respondent_id", "customer_type": "shopper", "brand": "brand",
                    "price": "basket_price", "hassle": "hassle_minutes", "share": "share_bought"},
        "product": {name: name for name in ("freshness", "range", "own_products")},
        "service": {name: name for name in ("friendliness", "helpfulness", "checkout")},
    }  # fmt: skip
    survey, raw = read_survey(path, told), pd.read_parquet(path)
    renamed = raw.rename(columns={
        "respondent_id": "respondent", "shopper": "customer_type", "basket_price": "price",
        "hassle_minutes": "hassle", "share_bought": "share",
    })  # fmt: skip
    assert_same(survey.table, renamed[survey.table.columns])
    assert survey.ledger.answers["used"].sum() == 9 * len(raw)
    assert survey.ledger.flags == ()


# ways to lay out the columns


def long_sheets() -> pd.DataFrame:
    return expected().rename(columns={"respondent": "id", "customer_type": "kind"}).astype("str")


LONG = files.description(
    survey={"layout": "long", "share_in": "part"},
    columns={"respondent": "id", "customer_type": "kind", "brand": "brand", "price": "price",
             "hassle": "hassle", "share": "share"},
    product={name: name for name in list(ITEMS)[:3]},
    service={name: name for name in list(ITEMS)[3:]},
)  # fmt: skip
for unused in ("status", "finished"):
    LONG["columns"].pop(unused)
LONG.pop("choices")


def test_a_row_for_each_respondent_and_brand_gives_the_same_survey():
    assert_same(read_survey(long_sheets(), LONG).table, expected())


def test_brands_in_a_long_file_may_go_by_their_names_or_by_codes():
    coded = long_sheets()
    coded["brand"] = coded["brand"].map({name: str(i + 1) for i, name in enumerate(files.BRANDS)})
    assert_same(read_survey(coded, LONG).table, expected())
    unnamed = {key: value for key, value in LONG.items() if key != "brands"}
    assert_same(read_survey(long_sheets(), unnamed).table, expected())


def test_a_matrix_with_the_brands_in_its_rows_is_read_the_same():
    """One question an item, Q11_1 … Q11_5; the same answers as in a loop."""
    names = {f"{b}_Q3_{i}": f"Q1{i}_{b}" for b in range(1, 6) for i in range(1, 7)}
    told = files.description(
        product={name: f"Q1{i}_{{brand}}" for i, name in enumerate(list(ITEMS)[:3], 1)},
        service={name: f"Q1{i}_{{brand}}" for i, name in enumerate(list(ITEMS)[3:], 4)},
    )
    assert_same(read_survey(SHEETS.rename(columns=names), told).table, expected())


def test_columns_without_a_system_are_named_one_by_one():
    places = {brand: f"{b}_Q4" for b, brand in enumerate(files.BRANDS, 1)}
    told = files.description(columns={"price": places})
    assert_same(read_survey(SHEETS, told).table, expected())


def test_prices_that_are_known_need_not_be_asked():
    known = {brand: 90.0 - 8 * b for b, brand in enumerate(files.BRANDS)}
    told = files.description(columns={"price": known})
    table = read_survey(SHEETS, told).table
    assert len(table) == len(TRUTH)
    assert (table["price"] == table["brand"].map(known)).all()
    one = files.description(columns={"price": {"Our brand": 90}})
    table = read_survey(SHEETS, one).table
    assert ((table["price"] == 90) == (table["brand"] == "Our brand")).all()


def test_questions_that_stand_once_above_their_rows_are_named_by_both(tmp_path):
    """As SurveyMonkey writes: the question above the first of its columns, the rows below."""
    header, below = ["Respondent ID", "Collector ID", "Start Date"], ["", "", ""]
    told = files.description(columns={"respondent": "Respondent ID", "price": "Pays | {brand}",
                                      "hassle": "Minutes | {brand}"})  # fmt: skip
    for key in ("customer_type", "share", "status", "finished"):
        told["columns"].pop(key)
    told["brands"] = {name: name for name in files.BRANDS}
    told.pop("choices")
    columns = ["ResponseId", "Status", "StartDate"]
    asked = [("Good quality?", "3_1"), ("Friendly?", "3_4"), ("Pays", "4"), ("Minutes", "5")]
    for question, part in asked:
        for b, brand in enumerate(files.BRANDS, 1):
            header.append(question if b == 1 else "")
            below.append(brand)
            columns.append(f"{b}_Q{part}")
    told["product"], told["service"] = (
        {"good": "Good quality? | {brand}"},
        {"kind": "Friendly? | {brand}"},
    )
    told["labels"] = {}
    rows = [header, below, *SHEETS[columns].to_numpy().tolist()]
    wanted = expected()[["respondent", "brand", "quality", "friendly", "price", "hassle"]]
    wanted = wanted.rename(columns={"quality": "good", "friendly": "kind"})
    for name, content in (("a.csv", files.as_csv(rows)), ("a.xlsx", files.as_xlsx(rows))):
        table = read_survey(files.written(tmp_path, content, name), told).table
        assert_same(table, wanted)


# what answers mean


def changed(column: str, values: dict[int, str]) -> pd.DataFrame:
    frame = SHEETS.copy()
    for row, value in values.items():
        frame.loc[row, column] = value
    return frame


WORDS = ["very poor", "poor", "fair", "good", "excellent"]


def in_words(frame: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    frame = frame.copy()
    for column in frame.columns:
        if "_Q3_" in column:
            frame[column] = frame[column].map(lambda text: words.get(text, text))
    return frame


def test_words_of_a_scale_are_its_numbers():
    fives = SHEETS.copy()
    rated = [c for c in fives.columns if "_Q3_" in c]
    fives[rated] = fives[rated].map(lambda text: str((int(text) + 1) // 2) if text else "")
    told = files.description(scale={"low": 1, "high": 5})
    numbers = read_survey(fives, told).table
    words = in_words(fives, {str(i): word.upper() for i, word in enumerate(WORDS, 1)})
    as_list = files.description(scale={"low": 1, "high": 5, "words": WORDS})
    as_table = files.description(
        scale={"low": 1, "high": 5, "words": {word: i for i, word in enumerate(WORDS, 1)}}
    )
    for described in (as_list, as_table):
        assert_same(read_survey(words, described).table, numbers)
    beside = in_words(fives, {str(i): f"{i} – {word}" for i, word in enumerate(WORDS, 1)})
    survey = read_survey(beside, told)
    assert_same(survey.table, numbers)
    assert any("by the number in them" in note for note in survey.ledger.notes)


def test_where_one_is_the_best_mark_high_is_still_good_in_the_table():
    mirrored = SHEETS.copy()
    rated = [c for c in mirrored.columns if "_Q3_" in c]
    mirrored[rated] = mirrored[rated].map(lambda text: str(11 - int(text)) if text else "")
    told = files.description(scale={"best": "low"})
    assert_same(read_survey(mirrored, told).table, expected())


def test_a_question_the_other_way_round_is_turned():
    turned = SHEETS.copy()
    waits = [f"{b}_Q3_6" for b in range(1, 6)]
    turned[waits] = turned[waits].map(lambda text: str(11 - int(text)) if text else "")
    told = files.description(scale={"reversed": ["easy_to_reach"]})
    assert_same(read_survey(turned, told).table, expected())
    flags = read_survey(turned, files.TOML).ledger.flags
    assert any("easy_to_reach" in flag and "goes against" in flag for flag in flags)


def test_dont_know_is_no_answer_but_99_euros_are():
    frame = changed("1_Q3_1", {0: "99", 1: "Cannot say"})
    frame = frame.assign(**{"1_Q4": ["99", *SHEETS["1_Q4"][1:]]})
    told = files.description(scale={"dont_know": ["cannot say", 99, -1]})
    survey = read_survey(frame, told)
    ours = survey.table[survey.table["brand"] == "Our brand"].set_index("respondent")
    assert ours["quality"].isna().sum() == 2 and ours.loc["R_000", "price"] == 99
    answers = survey.ledger.answers.set_index("column")
    assert answers.loc["quality", "dont_know"] == 2


def test_numbers_are_read_through_the_words_people_put_around_them():
    frame = changed("1_Q5", {0: "about 20 minutes", 1: "ca. 25 min.", 2: "half an hour", 3: "30"})
    frame = frame.assign(**{"1_Q4": ["80 €", "EUR 81", "82 euros", "ca. 83", *SHEETS["1_Q4"][4:]]})
    told = files.description(codes={"hassle": {"half an hour": 30}})
    survey = read_survey(frame, told)
    ours = survey.table[survey.table["brand"] == "Our brand"]
    assert ours["hassle"].tolist()[:4] == [20, 25, 30, 30]
    assert ours["price"].tolist()[:4] == [80, 81, 82, 83]
    assert survey.ledger.answers["not_understood"].sum() == 0


def test_decimal_commas_are_found_from_all_answers():
    comma = SHEETS.copy()
    prices = [f"{b}_Q4" for b in range(1, 6)]
    comma[prices] = comma[prices].map(lambda text: text.replace(".", ","))
    assert_same(read_survey(comma, files.TOML).table, expected())


def test_kinds_of_customers_may_be_numbers():
    coded = SHEETS.assign(Q1=SHEETS["Q1"].map({name: str(i) for i, name in enumerate(files.TYPES)}))
    names = {str(i): name for i, name in enumerate(files.TYPES)}
    told = files.description(codes={"customer_type": names})
    assert_same(read_survey(coded, told).table, expected())


# every row and every answer has its fate


def test_previews_tests_and_unfinished_sheets_are_set_aside_with_their_reason(tmp_path):
    frame = SHEETS.copy()
    frame.loc[0, "Status"], frame.loc[1, "Status"] = "Survey Preview", "Spam"
    frame.loc[2, "Finished"], frame.loc[3, "ResponseId"] = "False", ""
    frame.loc[5, "ResponseId"] = frame.loc[4, "ResponseId"]
    answered = [c for c in frame.columns if "_Q" in c]
    frame.loc[6, answered] = ""
    frame.loc[6, [f"Q6_{b}" for b in range(1, 6)]] = "20"
    path = files.written(tmp_path, files.as_csv(files.qualtrics(frame)))
    ledger = read_survey(path, files.TOML).ledger
    reasons = {e.reason: e.rows for e in ledger.entries}
    assert reasons["used"] == 54 and ledger.rows == 60 and len(reasons) == 7
    for word in ("preview", "spam", "not finished", "no respondent", "already", "no brand"):
        assert [rows for reason, rows in reasons.items() if word in reason] == [1], word
    kept = files.description(survey={"keep_unfinished": True})
    assert read_survey(path, kept).ledger.rows_used == 55


def test_the_numbers_of_a_qualtrics_export_mean_what_its_words_mean(tmp_path):
    words, numbers = SHEETS.copy(), SHEETS.copy()
    words["Status"] = ["IP Address"] * 57 + ["Survey Preview", "Survey Test", "Spam"]
    numbers["Status"] = ["0"] * 57 + ["1", "2", "8"]
    words.loc[4, "Finished"] = "False"
    numbers["Finished"] = ["1"] * 4 + ["0"] + ["1"] * 55
    ledgers = [
        read_survey(files.written(tmp_path, files.as_csv(files.qualtrics(f))), files.TOML).ledger
        for f in (words, numbers)
    ]
    assert ledgers[0].table.equals(ledgers[1].table)
    assert ledgers[0].rows_used == 56


def test_progress_in_percent_says_who_has_finished():
    frame = changed("Progress", {0: "60", 1: "99", 2: ""})
    told = files.description(columns={"finished": "Progress"})
    assert read_survey(frame, told).ledger.rows_used == 57


def test_where_nobody_is_named_a_row_is_a_respondent():
    told = files.description()
    told["columns"].pop("respondent")
    survey = read_survey(SHEETS, told)
    assert survey.respondents == 60 and survey.table["respondent"][0] == "line 1"


def test_a_brand_rated_twice_by_one_respondent_counts_once():
    twice = pd.concat([long_sheets(), long_sheets().iloc[[0, 5]]])
    survey = read_survey(twice, LONG)
    assert_same(survey.table, expected())
    assert [e.rows for e in survey.ledger.entries if "this brand already" in e.reason] == [2]


def test_metadata_of_qualtrics_is_heeded_where_nobody_names_it(tmp_path):
    told = files.description()
    told["columns"].pop("status"), told["columns"].pop("finished")
    frame = changed("Status", {0: "Survey Preview"})
    ledger = read_survey(files.written(tmp_path, files.as_csv(files.qualtrics(frame))), told).ledger
    assert ledger.rows_used == 59
    assert ("status", "Status", "by its name") in ledger.mapped


@pytest.mark.parametrize("seed", range(6))
def test_every_answer_is_used_unknown_empty_or_not_understood(seed):
    """Cells damaged at random: whatever was put in is found again, counted."""
    rng = np.random.default_rng(seed)
    frame = SHEETS.copy()
    put = {"": 0, "cannot say": 0, "no idea at all": 0}
    asked = [f"{b}_Q{q}" for b in (2, 3) for q in ("3_2", "3_5", "4", "5")]
    for column in asked:
        rated = frame.index[frame[column] != ""]
        for row in rng.choice(rated, 6, replace=False):
            text = str(rng.choice(list(put)))
            frame.loc[row, column] = text
            put[text] += 1
    told = files.description(scale={"dont_know": ["cannot say"], "slips": ["no idea at all"]})
    survey = read_survey(frame, told)
    answers = survey.ledger.answers
    parts = answers[["used", "dont_know", "empty", "not_understood"]].sum(axis=1)
    assert (parts == answers["asked"]).all()
    assert (answers["asked"] == len(survey.table)).all() and len(survey.table) == len(TRUTH)
    assert answers["dont_know"].sum() == put["cannot say"]
    assert answers["not_understood"].sum() == put["no idea at all"]
    assert answers["empty"].sum() == put[""]
    lost = survey.table[answers["column"]].isna().sum().sum()
    assert lost == sum(put.values())
    ledger = survey.ledger
    assert ledger.possible == ledger.respondents * 5 and ledger.rated == len(survey.table)
    assert sum(e.rows for e in ledger.entries) == len(frame)


def test_the_ledger_gives_examples_of_what_was_not_understood():
    survey = read_survey(changed("2_Q4", {0: "no idea", 7: "dear"}), files.TOML)
    text = survey.ledger.summary()
    assert '"no idea" in line 1' in text and "2 answers not understood" in text
    assert "one respondent" in text and "price <- {brand}_Q4" in text


def test_prices_beyond_the_limits_are_set_aside_and_without_limits_pointed_at():
    frame = changed("1_Q4", {0: "8000"})
    flags = read_survey(frame, files.TOML).ledger.flags
    assert any("8000" in flag and "limits" in flag for flag in flags)
    survey = read_survey(frame, files.description(limits={"price": [20, 300]}))
    assert survey.ledger.flags == () and np.isnan(survey.table["price"][0])
    assert '"8000" in line 1' in survey.ledger.summary()


def test_shares_beyond_everything_are_set_aside():
    frame = changed("Q6_1", {0: "99"})
    frame.loc[0, "Q6_2"] = "60" if frame.loc[0, "2_Q4"] else ""
    frame.loc[0, "Q6_3"] = "60" if frame.loc[0, "3_Q4"] else ""
    survey = read_survey(frame, files.TOML)
    first = survey.table[survey.table["respondent"] == "R_000"]
    assert first["share"].isna().all() and survey.table["share"].max() <= 1


def test_a_scale_upside_down_is_pointed_at():
    rng = np.random.default_rng(2)
    tied = TRUTH.copy()
    mean = tied[[f"s{i}" for i in range(1, 7)]].mean(axis=1) + rng.normal(0, 0.2, len(tied))
    weight = np.exp(mean)
    tied["share"] = (95 * weight / weight.groupby(tied["respondent"]).transform("sum")).round()
    frame = files.sheets(tied, PICKS)
    right = read_survey(frame, files.TOML).ledger.flags
    wrong = read_survey(frame, files.description(scale={"best": "low"})).ledger.flags
    assert not any("buy less" in flag for flag in right)
    assert any("buy less" in flag for flag in wrong)


def test_an_item_asked_on_a_shorter_scale_is_pointed_at():
    frame = SHEETS.copy()
    for b in range(1, 6):
        column = f"{b}_Q3_2"
        frame[column] = frame[column].map(lambda text: str((int(text) + 1) // 2) if text else "")
    flags = read_survey(frame, files.TOML).ledger.flags
    assert any('"choice" lie between' in flag for flag in flags)


# choice tasks


def test_the_cards_become_a_row_for_each_alternative():
    choices = read_survey(SHEETS, files.TOML).choices
    assert len(choices) == 60 * 8 * 2 and choices["chosen"].sum() == 480
    taken = choices[choices["chosen"]].pivot(
        index="respondent_id", columns="task", values="alternative"
    )
    assert (taken.to_numpy() == PICKS.to_numpy()).all()
    card = choices[(choices["task"] == 5) & (choices["alternative"] == "B")]
    assert set(card["price"]) == {84} and set(card["minutes"]) == {20}


def test_the_cards_give_back_the_price_of_a_minute():
    """Six hundred people who give 25 cents a minute, through the whole way from file to figure."""
    from cvmlab.value_for.choices.choice_sets import choice_sets
    from cvmlab.value_for.choices.conditional_logit import conditional_logit

    people = 600
    picks = files.choices(people, seed=5)
    frame = files.sheets(files.truth(people, seed=5), picks)
    survey = read_survey(frame, files.TOML)
    sets = choice_sets(survey.choices, others=())
    found = conditional_logit(sets).ratio("minutes", "price")
    ((low, high),) = found.pieces
    assert low < 0.25 < high and high - low < 0.06


def test_cards_by_code_unanswered_and_skipped():
    coded = SHEETS.copy()
    tasks = [f"Q7_{t}" for t in range(1, 9)]
    coded[tasks] = coded[tasks].replace({"A": "1", "B": "2"})
    coded.loc[0, "Q7_3"], coded.loc[1, "Q7_3"] = "", "cannot say"
    told = files.description(choices={"codes": {"1": "A", "2": "B"}})
    survey = read_survey(coded, told)
    assert len(survey.choices) == (480 - 2) * 2
    assert any("480 choice tasks asked = 478 answered + 2 not" in n for n in survey.ledger.notes)
    worded = SHEETS.copy()
    worded[tasks] = worded[tasks].replace({"A": "A: 80 euros, 40 minutes", "B": "B, the other"})
    by_words = read_survey(worded, files.TOML).choices
    pd.testing.assert_frame_equal(by_words, read_survey(SHEETS, files.TOML).choices)
