"""Choice sets: every row is accounted for, everything wrong is said at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from cvmlab.errors import DataProblem
from cvmlab.value_for.choices.choice_sets import choice_sets
from tests.value_for.made_choices import made_choices


def test_what_was_taken_stands_against_each_of_the_others():
    table = pd.DataFrame(
        {
            "respondent_id": ["b", "b", "a", "a", "a"],
            "task": [1, 1, 1, 1, 1],
            "price": [5.0, 9, 1, 2, 3],
            "minutes": [10, 5, 30, 20, 10],
            "chosen": [False, True, False, True, False],
        }
    )
    sets = choice_sets(table)
    assert (sets.respondents, sets.tasks) == (2, 2)
    # Respondent a comes first; his task has three alternatives, the other one is filled up.
    assert sets.differences.tolist() == [[[1, -10], [-1, 10]], [[4, -5], [0, 0]]]
    assert sets.there.tolist() == [[True, True], [True, False]]
    assert sets.respondent_of_task.tolist() == [0, 1]


def test_kestrels_tasks_are_read_whole(tasks):
    sets = choice_sets(tasks)
    assert (sets.respondents, sets.tasks, len(sets.set_aside)) == (500, 4_000, 0)
    assert sets.names == ("price", "minutes", "warmth: brisk", "warmth: warm and knows you")
    assert sets.base == {"warmth": "polite"}
    assert set(sets.types) == {"busy family", "single", "older couple"}
    quicker_is_dearer = sets.differences[:, 0, 0] * sets.differences[:, 0, 1] < 0
    assert sets.trade_offs == pytest.approx(quicker_is_dearer.mean())
    assert "500 respondents made 4,000 choices" in sets.sentence


def test_every_row_is_accounted_for():
    table = made_choices(1, people=40).reset_index(drop=True)
    table.loc[[20, 21], "chosen"] = False
    table.loc[[30, 31], "chosen"] = True
    table.loc[40, "price"] = np.nan
    table.loc[50, "warmth"] = None
    table.loc[60, "respondent_id"] = None
    table = table.drop(index=70)
    sets = choice_sets(table)
    assert len(sets.design) + sets.set_aside["rows"].sum() == len(table)
    assert sets.set_aside.set_index("reason")["rows"].to_dict() == {
        "no respondent or no task is named": 1,
        "an attribute is missing": 4,
        "there was nothing to choose from": 2,
        "nothing was taken": 2,
        "more than one was taken": 2,
    }
    assert "6 choices were set aside" in sets.sentence
    assert len(sets.summary().frame) == 6


def test_the_order_of_rows_and_the_kind_of_yes_do_not_matter(tasks):
    plain = choice_sets(tasks)
    mixed = tasks.sample(frac=1, random_state=3).assign(chosen=lambda t: t["chosen"].astype(int))
    again = choice_sets(mixed)
    assert_array_equal(plain.differences, again.differences)
    assert_array_equal(plain.customer_type, again.customer_type)


def test_the_choices_of_one_type_are_those_of_its_people(tasks):
    sets = choice_sets(tasks)
    single = sets.of("single")
    alone = choice_sets(tasks[tasks["shopper"] == "single"])
    assert_array_equal(single.differences, alone.differences)
    assert_array_equal(single.respondent_of_task, alone.respondent_of_task)
    assert (
        single.respondents
        + sets.of("busy family").respondents
        + sets.of("older couple").respondents
        == 500
    )
    assert single.set_aside.empty
    with pytest.raises(ValueError, match="no such type"):
        sets.of("student")
    with pytest.raises(ValueError, match="nobody"):
        sets.among(np.zeros(500, bool))


def test_numbers_flags_and_words_are_all_weighed(tasks):
    table = tasks.assign(
        parking=np.arange(len(tasks)) % 3 == 0, stops=np.arange(len(tasks)) * 7 % 5
    )
    sets = choice_sets(table, others=["parking", "warmth", "stops"], base={"warmth": "brisk"})
    assert sets.names[2:] == ("parking", "warmth: polite", "warmth: warm and knows you", "stops")
    assert sets.base == {"warmth": "brisk"}


def test_an_unknown_word_has_the_most_frequent_level_as_its_base():
    table = made_choices(2).rename(columns={"warmth": "mood"})
    table["mood"] = table["mood"].replace({"polite": "brisk"})
    assert choice_sets(table, others=["mood"]).base == {"mood": "brisk"}


def test_respondents_without_a_type_are_a_type_of_their_own(tasks):
    someone = tasks["respondent_id"] == tasks["respondent_id"].iloc[0]
    sets = choice_sets(tasks.assign(shopper=tasks["shopper"].mask(someone)))
    assert sets.of("not known").respondents == 1


def test_everything_wrong_is_said_at_once(tasks):
    table = pd.concat([tasks, tasks.head(2)])
    table = table.assign(
        price=table["price"].astype(str) + " euro",
        chosen=table["chosen"].map({True: "taken", False: "left"}),
    )
    table.iloc[7, table.columns.get_loc("shopper")] = "single"
    with pytest.raises(DataProblem) as found:
        choice_sets(table)
    text = str(found.value)
    assert text.startswith("4 problems")
    for part in ('"37.0 euro"', '"taken"', "stands twice", "1 respondent is of more than one type"):
        assert part in text


def test_missing_columns_are_named_with_a_suggestion(tasks):
    with pytest.raises(DataProblem, match=r'Did you mean "minutes"\?') as found:
        choice_sets(tasks, minutes="minuts", others=["warmt"])
    assert len(found.value.problems) == 2


def test_what_choices_cannot_tell_is_refused(tasks):
    table = tasks.assign(double=2 * tasks["price"], same=1, word="as always")
    table["sum"] = table["minutes"] - 3.3 * table["price"] + 100
    with pytest.raises(DataProblem) as found:
        choice_sets(table, others=["double", "same", "word", "sum"])
    problems = {problem.column: problem.what for problem in found.value.problems}
    assert "never differs" in problems["same"] and "never differs" in problems["word"]
    assert "repeats" in problems["double"] and "repeats" in problems["sum"]
    assert choice_sets(tasks.assign(warmth="polite")).names == ("price", "minutes")
    with pytest.raises(DataProblem, match="never differs within a task"):
        choice_sets(tasks.assign(price=30.0))
    with pytest.raises(DataProblem, match="infinite"):
        choice_sets(tasks.assign(price=tasks["price"].replace(30.0, np.inf)))
    with pytest.raises(DataProblem, match='"polit" was never shown'):
        choice_sets(tasks, base={"warmth": "polit"})


def test_a_table_without_a_usable_task_is_refused_with_the_reasons(tasks):
    with pytest.raises(DataProblem, match="nothing was taken: 4,000"):
        choice_sets(tasks.assign(chosen=False))


def test_names_that_are_numbers_and_words_are_read_all_the_same():
    table = made_choices(1, people=12)
    who = table["respondent_id"].astype("category").cat.codes.astype(object)
    mixed = table.assign(respondent_id=who.where(who > 5, "guest " + who.astype(str)))
    assert choice_sets(mixed).respondents == 12
