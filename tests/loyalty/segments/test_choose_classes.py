"""How many segments: what was planted is found again, and one more is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.segments.choose_classes import ClassChoice, choose_classes
from cvmlab.loyalty.segments.choose_classes_picture import plot_class_choice
from cvmlab.loyalty.segments.latent_classes import loyalty_segments


@pytest.fixture(scope="module")
def choices(companies: list[pd.DataFrame]) -> list[ClassChoice]:
    return [choose_classes(company, most=4, resamples=5) for company in companies]


def test_three_segments_are_found_again_in_every_company(choices: list[ClassChoice]) -> None:
    for choice in choices:
        likeness = choice.table.set_index("classes")["likeness"]
        assert likeness[3] >= 0.8
        assert choice.suggested == 3


def test_a_fourth_is_not(choices: list[ClassChoice]) -> None:
    likeness = [choice.table.set_index("classes")["likeness"][4] for choice in choices]
    assert np.mean(likeness) < 0.6
    assert all("not found again" in choice.table["against"].iloc[3] for choice in choices)


def test_bic_agrees_at_three(choices: list[ClassChoice]) -> None:
    assert [choice.best_fit for choice in choices] == [3] * 5
    assert all("BIC says the same" in choice.sentence for choice in choices)


def test_its_figures_are_those_of_the_segmentation(
    choices: list[ClassChoice], companies: list[pd.DataFrame]
) -> None:
    segments = loyalty_segments(companies[0])
    row = choices[0].table.set_index("classes").loc[3]
    assert row["bic"] == pytest.approx(segments.bic, abs=0.05)
    assert row["entropy"] == pytest.approx(segments.entropy, abs=1e-3)
    assert row["smallest"] == pytest.approx(segments.table["share"].min(), abs=1e-3)
    assert row["names"] == ", ".join(segments.names)
    sizes = choices[0].stability[3].table.set_index("cluster")["size"]
    assert sizes.to_dict() == segments.table.set_index("name")["customers"].to_dict()


def test_one_kind_of_customer_is_taken_as_one() -> None:
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.normal(4, 1, (400, 2)), columns=["fun", "price"])
    choice = choose_classes(frame, ("fun", "price"), most=3, resamples=5)
    assert choice.suggested == 1
    assert "take them as one" in choice.sentence


def test_motives_that_go_together_within_a_segment_are_pointed_out() -> None:
    """Copies of one item: BIC goes on falling, and the sentence says why."""
    rng = np.random.default_rng(2)
    mood = rng.uniform(1, 7, 600)
    frame = pd.DataFrame({name: mood + rng.normal(0, 0.2, 600) for name in ("a", "b", "c")})
    choice = choose_classes(frame, ("a", "b", "c"), most=3, resamples=2)
    assert choice.best_fit == 3
    assert "BIC still falls" in choice.sentence


def test_few_customers_limit_the_number_tried(company: pd.DataFrame) -> None:
    choice = choose_classes(company.head(80), most=5, resamples=2)
    assert choice.table["classes"].tolist() == [1, 2]
    with pytest.raises(DataProblem, match="too few"):
        choose_classes(company.head(20))


def test_the_same_seed_gives_the_same_verdict(company: pd.DataFrame) -> None:
    one, two = (choose_classes(company.head(300), most=3, resamples=3) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)


def test_table_and_picture_say_the_same(choices: list[ClassChoice]) -> None:
    picture = plot_class_choice(choices[0])
    assert picture.alt.startswith("3 segments are found again, 4 are not")
    for row in choices[0].table.itertuples():
        assert f"{row.likeness:.2f}" in picture.alt
        assert f"{row.bic:,.0f}" in picture.alt and f"{row.bic:,.0f}" in str(choices[0].summary())
    assert picture.png[:4] == b"\x89PNG"


def test_very_many_customers_are_looked_at_in_part(company: pd.DataFrame) -> None:
    many = company.sample(5_000, replace=True, random_state=1)
    choice = choose_classes(many, most=2, resamples=1)
    assert (choice.customers, choice.of) == (2_000, 5_000)
    assert "2,000 of 5,000 customers" in str(choice.summary())
