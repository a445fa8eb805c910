"""Talks: themes and reasons at Kestrel, beside the truth and the survey; own talks; refusals."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab import paths
from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.interview_themes import interview_themes

KESTREL = paths.DATASETS / "kestrel"


@pytest.fixture(scope="module")
def interviews() -> pd.DataFrame:
    return pd.read_parquet(KESTREL / "interviews.parquet")


@pytest.fixture(scope="module")
def talks(interviews):
    return interview_themes(interviews)


@pytest.fixture
def own() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "interview_id": ["a", "b", "c"],
            "excerpt": ["Hello. [If you moved?] I'd drive.", "No brackets.", "[One?] x [Two?] y "],
            "coder_a": ["people", "price", "people"],
            "coder_b": ["people", "people", "people"],
            "customer_id": ["1", "2", "3"],
        }
    )


def test_counts_are_a_plain_cross_table_of_the_two_readers(talks, interviews):
    shoppers = interviews[interviews["kind"] == "shopper"]
    plain = pd.crosstab(shoppers["coder_a"], shoppers["coder_b"])
    table = talks.table.set_index("theme")
    assert len(talks.talks) == len(shoppers) == 34
    for theme in table.index:
        assert table.loc[theme, "both"] == plain.loc[theme, theme]
        assert table.loc[theme, "first"] == (shoppers["coder_a"] == theme).sum()
        assert table.loc[theme, "second"] == (shoppers["coder_b"] == theme).sum()
    assert talks.agreement.share == pytest.approx(27 / 34)


def test_reasons_are_those_the_talks_were_planted_with(talks):
    truth = pd.read_parquet(KESTREL / "truth" / "person.parquet").dropna(subset="customer_id")
    kind = truth.drop_duplicates("customer_id").set_index("customer_id")["type"]
    found = talks.talks[talks.talks["motive"].notna()]
    planted = (
        found["customer_id"]
        .map(kind)
        .map({"emotional": "enjoyment", "convenience": "convenience", "points": "points"})
    )
    assert len(found) == 29
    assert (planted == found["motive"]).mean() >= 0.9


def test_two_themes_of_one_reason_are_agreement_on_the_reason(talks):
    mixed = talks.talks[talks.talks["coder_a"] != talks.talks["coder_b"]]
    both = mixed[mixed["coder_a"].isin(["meets people", "known by the staff"])]
    assert len(both) == 3
    assert (both["motive"] == "enjoyment").all() and both["theme"].isna().all()


def test_the_sentence_counts_talks_and_refuses_to_count_customers(talks):
    assert "points in 11, enjoyment in 10, convenience in 8; 5 are left open" in talks.sentence
    assert "they cannot say" in talks.sentence


def test_each_answer_follows_the_last_question_in_brackets(own):
    found = interview_themes(own, kind=None, motives={"warm": ["people"]})
    assert found.talks["asked"].tolist() == ["If you moved?", "", "Two?"]
    assert found.talks["answered"].tolist() == ["I'd drive.", "", "y"]
    cards = found.answers(["c", "not there"])
    assert cards.table["interview_id"].tolist() == ["c"]
    assert "Asked: Two?" in str(cards)


def test_without_ids_one_of_each_reason_is_shown(talks):
    shown = talks.answers().table
    assert sorted(shown["motive"]) == ["convenience", "enjoyment", "points"]
    assert len(talks.answers(each=2).table) == 6


def test_hypotheses_name_what_would_refute_them(talks):
    text = str(talks.hypotheses())
    for motive in ("enjoyment", "convenience", "points"):
        assert f"no class of regulars leads on {motive}" in text


def test_talks_beside_a_survey_agree_as_a_plain_count(talks):
    talkers = talks.talks.dropna(subset=["customer_id", "motive"])
    segments = talkers["motive"].to_list()
    segments[0] = "points" if segments[0] != "points" else "convenience"
    found = talks.beside(talkers["customer_id"], segments)
    assert found.items == 29 and found.share == pytest.approx(28 / 29)
    assert found.differences["item"].tolist() == [talkers["interview_id"].iloc[0]]
    with pytest.raises(DataProblem, match="nobody who talked"):
        talks.beside(["X"], ["points"])


def test_themes_without_a_reason_stay_open(own):
    found = interview_themes(own, kind=None, motives={"cheap": ["price"]})
    assert found.talks["motive"].isna().all()
    assert "3 are left open" in found.sentence


def test_what_is_missing_is_said_at_once(own, interviews):
    with pytest.raises(DataProblem) as caught:
        interview_themes(own.drop(columns=["coder_b", "excerpt"]))
    assert len(caught.value.problems) == 3  # the kind, too
    with pytest.raises(DataProblem, match='no talk of "farmer"'):
        interview_themes(interviews, kind="farmer")
    silent = own.assign(excerpt="No brackets.")
    with pytest.raises(DataProblem, match="no talk has a question in brackets"):
        interview_themes(silent, kind=None).answers()
