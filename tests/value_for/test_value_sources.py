"""Whatever a reader has becomes views and choices, and what was read is said."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.kestrel.choices import choice_tasks
from cvmlab.value_for.choices.choice_sets import choice_sets
from cvmlab.value_for.report.small_groups import (
    OTHERS,
    choices_in_large_groups,
    views_in_large_groups,
)
from cvmlab.value_for.report.value_sources import open_value_survey
from cvmlab.value_for.report.worths import known_worths


@pytest.fixture(scope="module")
def ratings():
    """Another market: other names, tenfold prices."""
    table = brand_perceptions(3)
    brands = {"Kestrel": "We", "Pfennig": "Cheap & Co"}
    return table.assign(
        brand=table["brand"].replace(brands),
        shopper=table["shopper"].replace({"single": "alone"}),
        basket_price=table["basket_price"] * 10,
    )


@pytest.fixture
def described(tmp_path, ratings):
    """An export with a survey.toml beside it."""
    ratings.to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "survey.toml").write_text(
        """
[survey]
own = "We"
layout = "long"
currency = "USD"
hassle_unit = "minutes"
share_in = "part"
[scale]
low = 1
high = 10
best = "high"
[columns]
respondent = "respondent_id"
brand = "brand"
customer_type = "shopper"
price = "basket_price"
hassle = "hassle_minutes"
share = "share_bought"
[product]
freshness = "freshness"
[service]
friendly = "friendliness"
""",
        encoding="utf-8",
    )
    return tmp_path / "answers.csv"


def test_without_anything_said_it_is_the_sample_company():
    read = open_value_survey()
    assert read.views.own == "Kestrel" and read.currency == "EUR"
    assert read.choices is not None and read.choices.respondents == 500
    assert read.ledger["number"].tolist() == [len(read.views.rows), read.choices.tasks]


def test_another_market_in_a_plain_table_is_read_with_its_own_names_and_prices(ratings, tmp_path):
    ratings.rename(columns={"freshness": "Q1"}).to_csv(tmp_path / "views.csv", index=False)
    tasks = choice_tasks(3)
    tasks.assign(price=tasks["price"] * 10).to_csv(tmp_path / "tasks.csv", index=False)
    read = open_value_survey(
        tmp_path / "views.csv",
        mapping={"columns": {"freshness": "Q1"}},
        choices=tmp_path / "tasks.csv",
        own="We",
        currency="GBP",
    )
    assert len(read.views.rows) == len(ratings) and read.currency == "GBP"
    assert "alone" in read.views.customer_types and "Cheap & Co" in read.views.rivals
    assert read.choices is not None and read.choices.tasks == 4000
    assert any("tasks.csv" in sentence for sentence in read.sentences)


def test_a_frame_a_folder_and_a_file_are_the_same_views(ratings, tmp_path):
    ratings.to_csv(tmp_path / "brand_perceptions.csv", index=False)
    sources = (ratings, tmp_path, tmp_path / "brand_perceptions.csv")
    frames = [open_value_survey(each, own="We").views.rows for each in sources]
    for other in frames[1:]:
        pd.testing.assert_frame_equal(frames[0], other, check_dtype=False)


def test_a_survey_toml_beside_the_export_is_found_and_said(described, ratings):
    read = open_value_survey(described)
    assert read.views.own == "We" and read.currency == "USD"
    assert [item.column for item in read.views.items] == ["freshness", "friendly"]
    assert len(read.views.rows) == len(ratings)
    assert read.sentences[0].startswith("Read as survey.toml says.")
    assert read.answers is not None and "Don't know" in str(read.answers)
    assert open_value_survey(described, own="Cheap & Co").views.own == "Cheap & Co"


def test_how_a_described_survey_is_read_is_not_said_twice(described):
    with pytest.raises(DataProblem, match="said beside survey"):
        open_value_survey(described, mapping={"decimal": "comma"})


@pytest.mark.parametrize(
    "own, words", [("", "which of the brands is yours"), ("Wee", 'Did you mean "We"')]
)
def test_the_own_brand_is_asked_for_in_plain_words(ratings, own, words):
    with pytest.raises(DataProblem, match=words):
        open_value_survey(ratings, own=own)


def test_an_unknown_file_and_a_strange_table_are_said(tmp_path, ratings):
    with pytest.raises(DataProblem, match="no file or folder"):
        open_value_survey(tmp_path / "nowhere.csv", own="We")
    pd.DataFrame({"a": [1], "b": [2]}).to_csv(tmp_path / "odd.csv", index=False)
    with pytest.raises(DataProblem, match="cvmlab survey odd"):
        open_value_survey(tmp_path / "odd.csv", own="We")
    (tmp_path / "odd.csv").rename(tmp_path / "orders.csv")
    with pytest.raises(DataProblem, match="brand_perceptions"):
        open_value_survey(tmp_path, own="We")


def test_prices_of_nothing_are_set_aside_and_counted(ratings):
    zero = ratings.copy()
    zero.loc[:6, "basket_price"] = 0.0
    read = open_value_survey(zero, own="We")
    assert len(read.views.rows) == len(ratings) - 7
    assert any("7" in sentence and "set aside" in sentence for sentence in read.sentences)


def test_small_types_stand_together_and_small_brands_are_left_out(ratings):
    people = ratings["respondent_id"].unique()
    rare = ratings.copy()
    rare.loc[rare["respondent_id"].isin(people[:4]), "shopper"] = "monk"
    rare.loc[rare["respondent_id"].isin(people[4:12]), "shopper"] = "nun"
    tiny = rare[rare["brand"] == "We"].head(3).assign(brand="Corner shop")
    views = open_value_survey(pd.concat([rare, tiny]), own="We").views
    large, said = views_in_large_groups(views, 10)
    assert OTHERS in large.customer_types and not {"monk", "nun"} & set(large.customer_types)
    assert "Corner shop" not in large.brands and len(said) == 2
    assert len(large.rows) == len(views.rows) - 3 and large.respondents == views.respondents
    fewer, said = views_in_large_groups(
        open_value_survey(rare[~rare["shopper"].eq("nun")], own="We").views, 10
    )
    assert OTHERS not in fewer.customer_types and "in no group" in said[0]
    assert views_in_large_groups(views, 1) == (views, ())


def test_too_few_people_altogether_is_refused(ratings):
    few = ratings[ratings["respondent_id"].isin(ratings["respondent_id"].unique()[:8])]
    with pytest.raises(DataProblem, match="too few to show"):
        views_in_large_groups(open_value_survey(few, own="We").views, 10)


def test_small_types_of_choosers_stand_together_or_are_left_out():
    tasks = choice_tasks(3)
    people = tasks["respondent_id"].unique()
    some = tasks.assign(
        shopper=tasks["shopper"].mask(tasks["respondent_id"].isin(people[:12]), "monk")
    )
    few = tasks.assign(
        shopper=tasks["shopper"].mask(tasks["respondent_id"].isin(people[:4]), "monk")
    )
    alone = tasks.assign(shopper=tasks["respondent_id"].map(lambda name: f"type {name}"))
    kept, said = choices_in_large_groups(choice_sets(some), 15)
    assert said and "monk" not in kept.types and kept.respondents == len(people) - 12
    kept, said = choices_in_large_groups(choice_sets(few), 10)
    assert "in no group" in said[0] and kept.respondents == len(people) - 4
    kept, said = choices_in_large_groups(choice_sets(alone), 10)
    assert kept.types == () and kept.respondents == len(people)
    assert choices_in_large_groups(choice_sets(tasks), 10)[1] == ()


def test_a_price_given_goes_before_choices_and_choices_before_purchases(ratings):
    views = open_value_survey(ratings, own="We").views
    sets = choice_sets(choice_tasks(3))
    given = known_worths(views, sets, minute_price=2.0, resamples=60)
    chosen = known_worths(views, sets, resamples=60)
    bought = known_worths(views, resamples=60)
    assert [each.source for each in (given, chosen, bought)] == ["given", "choices", "purchases"]
    assert given.minute == 2.0 and chosen.minute is chosen.choices and bought.minute is None
    for each in (chosen, bought):
        ends = each.minute_ends
        assert ends is not None and ends["low"] < ends["value"] < ends["high"]
    assert "purchases say" in chosen.sentences[-1]
    assert "by choices" in str(chosen.summary()) and "by choices" not in str(bought.summary())


def test_what_is_not_known_is_said_with_what_to_ask(ratings):
    bare = ratings.drop(columns=["share_bought", "shopper"])
    views = open_value_survey(bare, own="We").views
    worths = known_worths(views)
    assert not worths.in_money and worths.source == "not known" and worths.minute_ends is None
    assert "which share of their money" in worths.sentences[0]
    assert "choice tasks" in worths.sentences[1]
    with pytest.raises(ValueError, match="nothing is known"):
        worths.summary()
    told = known_worths(views, minute_price=2, product_weight=80, service_weight=70)
    assert told.in_money and "€" not in str(told.summary())


def test_purchases_that_say_nothing_are_said_not_raised(ratings):
    views = open_value_survey(ratings.assign(share_bought=0.15), own="We").views
    worths = known_worths(views, minute_price=2)
    assert worths.weights is None and "is not known" in worths.sentences[0]


def test_half_a_pair_of_weights_and_a_price_below_zero_are_refused(ratings):
    views = open_value_survey(ratings, own="We").views
    with pytest.raises(DataProblem, match="only one of"):
        known_worths(views, product_weight=8)
    with pytest.raises(DataProblem, match="minute_price is -1"):
        known_worths(views, minute_price=-1)


def test_choices_that_do_not_hang_on_price_leave_the_minute_to_purchases(ratings):
    views = open_value_survey(ratings, own="We").views
    tasks = choice_tasks(3)
    rng = np.random.default_rng(0)
    first = rng.random(len(tasks) // 2) < 0.5
    random = tasks.assign(chosen=np.column_stack([first, ~first]).ravel())
    worths = known_worths(views, choice_sets(random), resamples=60)
    assert worths.source == "purchases" and worths.choices is not None
    assert any("has no two ends" in sentence for sentence in worths.sentences)
