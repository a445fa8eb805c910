"""What the loyalty report says: scores with their margins, reach, small groups, advice by rule."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.surveys.customers.under_house_names import customer_survey_of
from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.firm_label import firm_label
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.label_against_index import label_against_index
from cvmlab.loyalty.relationship.validity import index_validity
from cvmlab.loyalty.report.linked_answers import linked_answers
from cvmlab.loyalty.report.loyalty_advice import loyalty_advice
from cvmlab.loyalty.report.loyalty_sources import open_loyalty_survey
from cvmlab.loyalty.report.populations import labelled_loyal, regular_customers
from cvmlab.loyalty.report.reach import loyalty_reach
from cvmlab.loyalty.report.recommend_picture import answers_in_large_groups, plot_recommendation
from cvmlab.loyalty.report.small_groups import index_in_large_groups, labels_in_large_groups
from cvmlab.loyalty.report.two_scores import two_scores
from cvmlab.loyalty.satisfaction.drivers import satisfaction_drivers
from cvmlab.loyalty.segments.latent_classes import loyalty_segments
from cvmlab.loyalty.segments.segment_outcomes import segment_outcomes
from tests.data.surveys import customer_files as files

NPS = "net promoter score"


@pytest.fixture(scope="module")
def source():
    """A firm's export and orders, read once."""
    truth = files.truth(480, seed=5)
    sheets = files.sheets(truth)
    told = files.description(columns={"label": "Tier"})
    from cvmlab.data.surveys.customers.read_customers import read_customer_survey
    from cvmlab.data.workspace import load

    survey = read_customer_survey(sheets, told)
    bought = load(files.orders(truth)).transactions
    return truth, survey, linked_answers(survey, bought)


def test_the_net_promoter_score_and_its_interval_by_another_route():
    """Variance of a net promoter score: promoters + detractors − score²."""
    rng = np.random.default_rng(3)
    given = rng.integers(0, 11, 700)
    row = two_scores(pd.DataFrame({"recommend_score": given})).of(NPS)
    up, down = (given >= 9).mean(), (given <= 6).mean()
    error = np.sqrt((up + down - (up - down) ** 2) / 699)
    assert row.value == pytest.approx(100 * (up - down))
    assert (row.high - row.low) / 2 == pytest.approx(100 * 1.9634 * error, rel=1e-3)


def test_intervals_of_the_scores_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(7)
    people = 500 * 80
    marks = pd.DataFrame({
        "draw": np.repeat(np.arange(500), 80), "overall": rng.integers(1, 11, people),
        "recommend_score": rng.choice([10, 8, 4], people, p=[0.3, 0.3, 0.4]),
    })  # fmt: skip
    held = {"overall": 0, NPS: 0}
    for _, one in marks.groupby("draw"):
        found = two_scores(one)
        for figure, truth in (("overall", 5.5), (NPS, -10)):
            row = found.of(figure)
            held[figure] += row.low <= truth <= row.high
    for figure, times in held.items():
        assert 0.925 < times / 500 < 0.975, figure


def test_figures_of_few_people_are_left_out_and_none_at_all_is_said():
    answers = pd.DataFrame(
        {"overall": [7.0] * 20 + [9.0] * 5, "recommend_score": [9.0] * 9 + [np.nan] * 16}
    )
    found = two_scores(answers)
    assert found.has("overall") and not found.has(NPS)
    with pytest.raises(DataProblem, match="no question was answered by 10 people"):
        two_scores(answers.head(9))


@pytest.mark.parametrize(
    "noise, said", [(0.3, "nearly one thing"), (1.9, "cannot be told"), (9.0, "are not the same")]
)
def test_whether_the_two_scores_are_one_is_said_from_the_interval(noise, said):
    rng = np.random.default_rng(5)
    mark = rng.normal(6, 2, 60)
    answers = pd.DataFrame({"overall": mark, "recommend_score": mark + rng.normal(0, noise, 60)})
    found = two_scores(answers)
    low, high = found.correlation[1:]
    assert (low > 0.7) == (said == "nearly one thing")
    assert (high < 0.7) == (said == "are not the same")
    assert said in found.sentence


def test_no_bar_stands_for_fewer_people_than_it_may():
    rng = np.random.default_rng(2)
    for _ in range(50):
        given = rng.integers(0, 11, rng.integers(5, 120))
        bars = answers_in_large_groups(given, 10)
        assert (bars["people"] >= 10).all()
        assert bars["people"].sum() <= len(given)
    full = answers_in_large_groups(np.repeat(np.arange(11), 10), 10)
    assert len(full) == 11 and full["people"].sum() == 110


def test_the_picture_says_in_words_what_it_shows():
    picture = plot_recommendation(pd.Series(np.repeat([2, 7, 10], [20, 30, 50])))
    assert picture.alt.startswith("50% of 100 people gave 9 or 10, 20% gave 6 or less")
    with pytest.raises(DataProblem, match="too few for a picture"):
        plot_recommendation(pd.Series([9.0] * 12))


def test_the_same_customers_stand_in_the_table_whether_linked_or_not(source):
    truth, survey, linked = source
    alone = linked_answers(survey)
    assert linked.is_linked and linked.sees_who_stays and not alone.is_linked
    assert "No orders were given" in alone.why_not
    same = alone.table.set_index("customer_id").loc[linked.table["customer_id"]]
    np.testing.assert_allclose(same["emotional"], linked.table["emotional"])
    stays = truth.set_index("customer")["stays"].loc[linked.table["customer_id"]]
    assert (stays.to_numpy() == linked.table["stays"].to_numpy()).mean() > 0.99
    tier = truth.set_index("customer")["tier"].loc[linked.table["customer_id"]]
    assert (tier.to_numpy() == linked.table["label"].to_numpy()).all()


def test_a_single_question_on_satisfaction_makes_nobody_careless():
    """With one question everybody gives the same answer to everything."""
    sheets = pd.DataFrame({"response_id": range(40), "core_1": [7, 8] * 20, "overall": [7, 9] * 20})
    assert len(linked_answers(customer_survey_of(sheets)).table) == 40


def test_a_wave_that_is_not_there_is_refused_with_those_that_are(source):
    with pytest.raises(DataProblem, match="there is no wave 3"):
        linked_answers(source[1], wave=3)


def test_reach_says_yes_only_where_there_is_something_to_say_it_from():
    source = open_loyalty_survey("kestrel", wave=3)
    kestrel = loyalty_reach(source).table
    assert (kestrel["reached"].iloc[:-1] == "yes").all() and kestrel["reached"].iloc[-1] == "no"
    assert (kestrel["missing"].iloc[:-1] == "").all()
    second = replace(source, answers=linked_answers(source.survey, wave=2))
    nameless = loyalty_reach(second).table.set_index("question")
    assert nameless.loc["What goes with staying?", "reached"] == "in part"
    assert nameless.loc["Who did not answer?", "reached"] == "no"
    assert (nameless.loc[nameless["reached"] != "yes", "missing"] != "").all()


def test_rare_labels_and_thin_bands_are_hidden_and_counted():
    frame = pd.DataFrame({"label": ["gold"] * 30 + ["vip"] * 9, "move_city": 1})
    kept, said = labels_in_large_groups(frame, 10)
    assert (
        kept["label"].notna().sum() == 30 and len(kept) == 39 and "1 label is not shown" in said[0]
    )
    rng = np.random.default_rng(1)
    items = pd.DataFrame(
        np.clip(np.round(rng.normal(4, 1, (60, 1)) + rng.normal(0, 0.7, (60, 4))), 1, 7),
        columns=["trust_1", "trust_2", "care_1", "care_2"],
    )
    index = relationship_index(items)
    shown, _ = index_in_large_groups(index, 10)
    thin = index.distribution["customers"].between(1, 9)
    assert thin.any() and (shown.distribution.loc[thin, "customers"] == 0).all()
    assert shown.distribution.loc[thin, "share"].isna().all()
    pd.testing.assert_frame_equal(
        shown.distribution[~thin], index.distribution[~thin], check_dtype=False
    )


def test_regular_customers_are_all_where_too_few_are_regular():
    frame = pd.DataFrame({"recency_days": [1.0] * 100, "frequency": [30.0] * 70 + [2.0] * 30})
    assert len(regular_customers(frame)[0]) == 70
    few, said = regular_customers(frame.tail(80))
    assert len(few) == 80 and "only 50 bought" in said
    none, said = regular_customers(frame.tail(30))
    assert len(none) == 30 and "nobody bought" in said


def test_the_label_that_spends_most_is_looked_at_unless_another_is_named():
    frame = pd.DataFrame({
        "label": ["gold"] * 20 + ["silver"] * 20 + ["bronze"] * 20,
        "monetary": [9.0] * 20 + [5.0] * 20 + [1.0] * 20,
    })  # fmt: skip
    assert labelled_loyal(frame)[:2] == ("gold", "silver")
    assert labelled_loyal(frame, "silver")[:2] == ("silver", "bronze")
    assert labelled_loyal(frame, "bronze")[:2] == ("bronze", None)
    value, _, said = labelled_loyal(frame.drop(columns="monetary"))
    assert value == "" and "--set loyal=" in said
    with pytest.raises(DataProblem, match='are called "vip"'):
        labelled_loyal(frame, "vip")


@pytest.fixture(scope="module")
def found(source):
    """Everything the advice is made of."""
    _, survey, linked = source
    table = linked.table
    index = relationship_index(
        linked.items, survey.groups("relationship"), ids=table["customer_id"]
    )
    kinds = loyalty_segments(table, tuple(survey.groups("motives")))
    beside = index.beside(table)
    levels = tuple(survey.groups("satisfaction"))
    return {
        "scores": two_scores(table),
        "drivers": [satisfaction_drivers(table, name, levels) for name in ("overall", "stays")],
        "label": firm_label(table, "label", "gold", against="silver"),
        "bond_of_label": label_against_index(beside, "label", "gold"),
        "segments": segment_outcomes(kinds, table, ["stays", "move_city"]),
        "index": index_validity(index, table, "stays"),
        "asked": linked.asked,
    }


def test_every_sentence_that_is_sure_carries_an_interval(found):
    advised = loyalty_advice(**found)
    assert advised.sure
    for each in advised.sure:
        assert re.search(r"−?[\d.]+%? (to|and) −?[\d.]+", each.sentence), each.sentence
    kinds = [each.kind == "wait" for each in advised.advice]
    assert kinds == sorted(kinds)


def test_the_planted_truth_is_what_the_advice_says(found):
    text = " ".join(loyalty_advice(**found).sentences)
    assert "Treat those who come for enjoyment as a segment of their own" in text
    assert "Do not read gold as loyal" in text and "Keep asking about the relationship" in text
    assert "Do not take these figures for all customers" in text


def test_what_an_interval_leaves_open_is_no_advice(source):
    """Outcomes drawn by lot: no segment is named, the index is not praised."""
    _, survey, linked = source
    rng = np.random.default_rng(21)
    table = linked.table.assign(
        stays=rng.random(len(linked.table)) < 0.5, move_city=rng.random(len(linked.table)) < 0.5
    )
    kinds = loyalty_segments(table, tuple(survey.groups("motives")))
    index = relationship_index(
        linked.items, survey.groups("relationship"), ids=table["customer_id"]
    )
    advised = loyalty_advice(
        segments=segment_outcomes(kinds, table, ["stays", "move_city"]),
        index=index_validity(index, table, "stays"),
        drivers=[
            satisfaction_drivers(table, name, tuple(survey.groups("satisfaction")))
            for name in ("overall", "stays")
        ],
    )
    assert not advised.sure and "Nothing is sure enough" in advised.sentence
    assert {each.kind for each in advised.advice} == {"wait"}


def test_nothing_asked_is_nothing_sure():
    advised = loyalty_advice()
    assert advised.advice == () and "Nothing is sure enough" in advised.sentence
