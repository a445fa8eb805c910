"""Brand ratings made ready: nothing lost, nothing flattered, everything wrong said at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.survey import Item, Survey
from cvmlab.errors import DataProblem
from cvmlab.kestrel.brands import BRANDS, PRODUCT_ITEMS, SERVICE_ITEMS, brand_perceptions
from cvmlab.value_for.brands.brand_views import brand_views
from cvmlab.value_for.brands.part_means import part_means


@pytest.fixture(scope="module")
def table():
    return brand_perceptions(1)


@pytest.fixture(scope="module")
def views(table):
    return brand_views(table, own="Kestrel")


def problems(table, **settings):
    with pytest.raises(DataProblem) as caught:
        brand_views(table, **{"own": "Kestrel", **settings})
    return caught.value.problems


# Correctness


def test_a_part_is_the_mean_of_its_questions(table, views):
    assert_allclose(views.rows["product"], table[list(PRODUCT_ITEMS)].mean(axis=1))
    assert_allclose(views.rows["service"], table[list(SERVICE_ITEMS)].mean(axis=1))


def test_every_row_is_used_or_set_aside_with_its_reason(table):
    holes = table.copy()
    holes.loc[3, "freshness"] = np.nan  # two of three are left: used
    holes.loc[5, ["freshness", "range"]] = np.nan
    holes.loc[6, ["friendliness", "checkout"]] = np.nan
    holes.loc[7, "basket_price"] = np.nan
    holes.loc[8, "hassle_minutes"] = np.nan
    holes.loc[9, "respondent_id"] = None
    holes.loc[10, "brand"] = " "
    empty = [*PRODUCT_ITEMS, *SERVICE_ITEMS, "basket_price", "hassle_minutes"]
    holes.loc[11:12, empty] = np.nan
    found = brand_views(holes, own="Kestrel")
    assert len(found.rows) + found.set_aside["rows"].sum() == len(table)
    assert dict(zip(found.set_aside["reason"], found.set_aside["rows"], strict=True)) == {
        "fewer than half of the product questions answered": 1,
        "fewer than half of the service questions answered": 1,
        "no price": 1,
        "no hassle": 1,
        "no respondent named": 1,
        "no brand named": 1,
        "brand not rated": 2,
    }
    assert len(found.answers) == len(found.rows)
    assert "8 set aside" in found.sentence


def test_a_hard_question_left_out_does_not_flatter():
    """Fuller answers known: half skip the harsh question; the mean must be that of the full."""
    rng = np.random.default_rng(4)
    full = (
        rng.normal(7, 1, (2_000, 1)) + np.array([1.0, 0.5, -1.5]) + rng.normal(0, 0.5, (2_000, 3))
    )
    skipped = full.copy()
    skipped[rng.random(2_000) < 0.5, 2] = np.nan
    brand = np.zeros(2_000, dtype=int)
    naive = np.nanmean(skipped, axis=1).mean() - full.mean()
    assert naive > 0.3  # what would be believed without taking the question into account
    assert abs(part_means(skipped, brand).mean() - full.mean()) < 0.03


def test_what_is_usual_for_a_question_is_taken_brand_by_brand():
    """The third question is hard at one brand and easy at the other; half skip it at both."""
    rng = np.random.default_rng(5)
    brand = np.repeat([0, 1], 1_000)
    full = 6 + np.array([[1.0, 0, -1], [-1, 0, 1]])[brand] + rng.normal(0, 0.5, (2_000, 3))
    skipped = full.copy()
    skipped[rng.random(2_000) < 0.5, 2] = np.nan
    marks = part_means(skipped, brand)
    assert_allclose([marks[brand == b].mean() for b in (0, 1)], [6, 6], atol=0.05)


def test_deviations_of_questions_agree_with_a_regression_on_rows_and_questions():
    """Second route: dummies for rows and questions by least squares."""
    rng = np.random.default_rng(6)
    answers = rng.normal(6, 1, (25, 3)) + np.array([0.5, 0, -0.5])
    answers[rng.random((25, 3)) < 0.2] = np.nan
    answers = answers[np.isfinite(answers).sum(axis=1) >= 2]
    row, item = np.nonzero(np.isfinite(answers))
    design = np.column_stack([np.eye(len(answers))[row], np.eye(3)[item]])
    found, *_ = np.linalg.lstsq(design, answers[row, item], rcond=None)
    marks = found[: len(answers)] + found[len(answers) :].mean()
    assert_allclose(part_means(answers, np.zeros(len(answers), dtype=int)), marks)


# Consistency


def test_the_order_of_rows_changes_nothing(table, views):
    shuffled = brand_views(table.sample(frac=1, random_state=3), own="Kestrel")
    assert shuffled.brands == views.brands
    assert shuffled.sentence == views.sentence
    assert str(shuffled.summary()) == str(views.summary())


def test_the_table_is_left_as_it_is(table):
    before = table.copy()
    brand_views(table, own="Kestrel")
    pd.testing.assert_frame_equal(table, before)


def test_the_own_brand_comes_first_and_the_best_known_rivals_follow(table, views):
    known = table["brand"].value_counts()
    assert views.brands[0] == "Kestrel"
    assert list(views.rivals) == list(known.drop("Kestrel").index)
    assert brand_views(table, own="Pfennig").brands[0] == "Pfennig"


def test_types_part_the_respondents(views):
    parts = [views.of(kind) for kind in views.customer_types]
    assert sum(part.respondents for part in parts) == views.respondents
    assert sum(len(part.rows) for part in parts) == len(views.rows)
    for part in parts:
        assert len(part.rows) + part.set_aside["rows"].sum() == len(views.rows)
        assert part.rows["customer_type"].nunique() == 1


def test_a_survey_knows_its_columns(table, views):
    survey = Survey(
        table=table, items=tuple(Item(i.column, i.label, i.part) for i in views.items),
        scale=Scale(1, 10), own="Kestrel", brands=BRANDS, currency="GBP",
        respondent="respondent_id", brand="brand", price="basket_price", hassle="hassle_minutes",
        share="share_bought", customer_type="shopper",
    )  # fmt: skip
    read = brand_views(survey)
    pd.testing.assert_frame_equal(read.rows, views.rows)
    assert (read.own, read.currency, read.items) == ("Kestrel", "GBP", views.items)
    assert brand_views(survey, own="Pfennig").own == "Pfennig"


def test_a_brand_few_people_know_is_named(table):
    rare = table[(table["brand"] != "Larder Box") | (table.index < 120)]
    views = brand_views(rare, own="Kestrel")
    assert views.few == ("Larder Box",)
    assert f"Larder Box ({views.rated_by['Larder Box']})" in views.sentence


# Input


def test_all_problems_are_said_at_once(table):
    bad = table.assign(share_bought=table["share_bought"] * 100)
    bad["checkout"] = bad["checkout"].astype(object)
    bad.loc[4, "checkout"] = "good"
    bad.loc[3, "freshness"] = 12
    bad.loc[2, "basket_price"] = 0
    bad.loc[1, "shopper"] = "somebody else"
    bad = pd.concat([bad, bad.head(1)])
    said = "\n".join(map(str, problems(bad, own="Kestrl")))
    for part in (
        'Did you mean "Kestrel"?', "holds words", "good", "answers outside 1 to 10",
        "prices of 0 or less", "divide by 100", "more than once", "two types",
    ):  # fmt: skip
        assert part in said


def test_a_missing_column_is_named_with_the_nearest(table):
    (problem,) = problems(table.rename(columns={"range": "ranges"}))
    assert (problem.column, "ranges" in problem.what) == ("range", True)


def test_a_column_somebody_names_must_be_there(table):
    assert brand_views(table.drop(columns="shopper"), own="Kestrel").customer_types == ()
    assert "share" not in brand_views(table, own="Kestrel", share=None).rows
    (problem,) = problems(table, customer_type="shoper")
    assert "shopper" in problem.what


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.iloc[:0], "there are no rows"),
        (lambda t: t[t["brand"] == "Kestrel"], "the only brand"),
        (lambda t: t.assign(range=np.nan), "nobody answered"),
        (lambda t: t.assign(hassle_minutes=-1), "hassle below 0"),
        (lambda t: pd.concat([t, t[["range"]]], axis=1), "two columns have this name"),
        (lambda t: t.assign(basket_price=t["basket_price"].where(t["brand"] != "Kestrel")),
         "no view of Kestrel can be used: no price"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_says_why(table, change, said):
    assert any(said in str(problem) for problem in problems(change(table)))


def test_columns_named_for_two_things_are_refused(table):
    said = problems(table, product=["freshness", "checkout"])
    assert [problem.column for problem in said] == ["checkout"]
    assert "no question about product" in str(problems(table, product=[])[0])


def test_the_own_brand_must_be_said(table):
    (problem,) = problems(table, own=None)
    assert "Meadow & Mill" in problem.remedy


def test_unknown_types_are_refused(table, views):
    with pytest.raises(DataProblem, match="older couple"):
        views.of("older couples")
    with pytest.raises(DataProblem, match="customer_type="):
        brand_views(table, own="Kestrel", customer_type=None).of("single")
    with pytest.raises(DataProblem, match="in none of the rows"):
        views.among(views.rows["brand"] != "Kestrel")
    with pytest.raises(DataProblem, match="needs a rival"):
        views.among(views.rows["brand"] == "Kestrel")
