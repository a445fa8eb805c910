"""One customer by hand: Bayes' sum, the same as the segments', doubt, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.segments.latent_classes import loyalty_segments
from cvmlab.loyalty.segments.one_customer import one_customer


@pytest.fixture(scope="module")
def people(company) -> pd.DataFrame:
    return company.assign(customer_id=[f"P{n}" for n in range(len(company))])


@pytest.fixture(scope="module")
def segments(people):
    return loyalty_segments(people)


def test_the_steps_lead_to_the_probability(segments, people):
    table = one_customer(segments, people, "P7").table
    by_hand = table["share"] * table["fit"]
    assert table["fit"].max() == pytest.approx(100)
    assert table["product"].tolist() == pytest.approx(by_hand.tolist())
    assert table["probability"].tolist() == pytest.approx((by_hand / by_hand.sum()).tolist())


def test_it_is_what_the_segments_say_of_everybody(segments, people):
    for row in (0, 11, 40):
        found = one_customer(segments, people, f"P{row}").table["probability"].to_numpy()
        assert found == pytest.approx(segments.probabilities.iloc[row].to_numpy(), abs=1e-9)


def test_nobody_named_means_the_one_in_doubt(segments, people):
    found = one_customer(segments, people, "nobody")
    doubt = segments.probabilities.max(axis=1)
    assert found.who == people["customer_id"].iloc[int(np.argmin(doubt))]
    assert found.table["probability"].max() == pytest.approx(doubt.min())


def test_the_sentence_names_answers_segment_and_probability(segments, people):
    found = one_customer(segments, people, "P7", who="Dara")
    assert found.sentence.startswith("Dara (enjoyment ") and "%" in found.sentence
    assert "Dara: which segment?" in str(found.summary())


def test_a_certainty_is_never_a_round_hundred(segments):
    sure = pd.DataFrame(
        {"customer_id": ["A"], "enjoyment": [7.0], "convenience": [4.0], "points": [1.0]}
    )
    assert "over 99%" in one_customer(segments, sure, "A").sentence


def test_without_an_answer_nothing_is_said(segments, people):
    with pytest.raises(DataProblem, match="answered none"):
        one_customer(segments, people.assign(enjoyment=np.nan, convenience=np.nan, points=np.nan),
                     "P7")  # fmt: skip
    with pytest.raises(DataProblem) as caught:
        one_customer(segments, people.drop(columns=["points", "customer_id"]))
    assert len(caught.value.problems) == 2
