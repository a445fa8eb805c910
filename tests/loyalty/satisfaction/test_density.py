"""Soft less hard at the same mark: by hand, planted, matched, and bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.satisfaction.density import satisfaction_density
from cvmlab.loyalty.satisfaction.density_picture import plot_satisfaction_density

TWO = ["technical", "emotional"]


def made(seed: int, rows: int = 600, gap: float = 0.1) -> pd.DataFrame:
    """Softer customers stay more often by `gap`; satisfied ones more often, too."""
    rng = np.random.default_rng(seed)
    overall = rng.integers(5, 10, rows)
    contrast = rng.normal(size=rows)
    softer = contrast > pd.Series(contrast).groupby(overall).transform("mean")
    stays = rng.uniform(size=rows) < 0.06 * overall + gap * (softer - 0.5)
    return pd.DataFrame(
        {
            "customer_id": [f"C{n}" for n in range(rows)],
            "technical": overall - contrast / 2,
            "emotional": overall + contrast / 2,
            "overall": overall,
            "stays": stays,
        }
    )


# by hand


@pytest.fixture
def by_hand() -> pd.DataFrame:
    """Twenty-four customers with an eight, eight with a six."""
    eight = pd.DataFrame({"technical": [9, 7] * 12, "emotional": [7, 9] * 12, "overall": 8})
    eight["stays"] = [0, 1] * 6 + [0, 0] * 6  # of the softer 6 of 12, of the harder none
    six = pd.DataFrame({"technical": [7, 5] * 4, "emotional": [5, 7] * 4, "overall": 6})
    six["stays"] = [1, 1] * 4
    return pd.concat([eight, six], ignore_index=True)


def test_the_matched_difference_is_the_weighted_mean_of_those_at_each_mark(by_hand):
    row = satisfaction_density(by_hand, TWO).table.iloc[0]
    weights = np.array([4 * 4 / 8, 12 * 12 / 24])
    assert row["difference"] == pytest.approx(weights @ [0, 0.5] / weights.sum())
    assert (row["dense_customers"], row["thin_customers"]) == (16, 16)
    assert row["dense"] - row["thin"] == pytest.approx(row["difference"])


def test_one_mark_alone_takes_newcombes_interval(by_hand):
    from cvmlab.stats.ratios import difference_with_interval

    marks = satisfaction_density(by_hand, TWO).by_mark.set_index("mark")
    expected = difference_with_interval(6, 12, 0, 12, 0.95)
    assert tuple(marks.loc[8, ["difference", "low", "high"]]) == pytest.approx(expected)


def test_one_customers_sum_can_be_followed_with_a_pencil(answers):
    density = satisfaction_density(answers)
    said = density.of("K0000002")
    assert "soft (7.00 + 5.00) / 2 = 6.00; hard (9.00 + 9.00 + 9.00) / 3 = 9.00" in said
    assert "soft less hard −3.00 points" in said and "mark overall, 9." in said
    assert "soft less" not in density.marks_of("K0000001")
    with pytest.raises(DataProblem, match="not among"):
        density.of("nobody")


def test_customers_on_the_mean_are_left_aside():
    frame = pd.DataFrame({"technical": [9, 8, 7] * 20, "emotional": [7, 8, 9] * 20, "overall": 8})
    density = satisfaction_density(frame.assign(stays=[0, 1] * 30), TWO)
    assert (density.people["side"] == "between").sum() == 20
    assert density.people["denser_than"].between(0, 1).all()


# planted truth


def test_the_planted_difference_lies_in_its_interval_as_often_as_is_said():
    held = [
        satisfaction_density(made(seed), TWO)
        .table.iloc[0][["low", "high"]]
        .between(0.1, 9)
        .tolist()
        == [False, True]
        for seed in range(80)
    ]
    assert 0.90 <= np.mean(held) <= 0.99  # 95% promised, 80 tries


def test_satisfaction_alone_makes_no_difference_between_softer_and_harder():
    """The satisfied are softer here, and stay more often: matching takes that out."""
    rng = np.random.default_rng(1)
    overall = rng.integers(4, 11, 20_000)
    contrast = rng.normal(size=20_000) + overall  # the higher the mark, the softer
    frame = pd.DataFrame({"technical": -contrast / 2, "emotional": contrast / 2})
    frame = frame.assign(overall=overall, stays=rng.uniform(size=20_000) < overall / 12)
    unmatched = frame.assign(overall=1)
    found = satisfaction_density(frame, TWO).table.iloc[0]
    assert found["low"] < 0 < found["high"]
    assert satisfaction_density(unmatched, TWO).table.iloc[0]["low"] > 0.2


def test_at_kestrel_the_mark_tells_nothing_and_its_density_something(answers):
    density = satisfaction_density(answers, outcomes=["stays", "move_city", "recommend"])
    assert (density.table["with_mark"].abs() < 0.05).all()
    assert (density.table["low"] > 0).all()
    moves = density.table.set_index("outcome").loc["move_city", "difference"]
    assert 0.12 < moves < 0.22


def test_what_the_quiz_says_of_tens_holds(answers):
    by_mark = answers.groupby("overall")["stays"].mean()
    assert by_mark[10] <= by_mark[7] + 0.02


def test_the_density_of_kestrels_customers_follows_their_bond(answers):
    from cvmlab import paths

    truth = paths.DATASETS / "kestrel" / "truth"
    person = pd.read_parquet(truth / "person.parquet")
    told = pd.read_parquet(truth / "survey.parquet")
    survey = pd.read_parquet(paths.DATASETS / "kestrel" / "survey.parquet")
    linked = survey[survey["wave"] == 3].merge(told, on="response_id")
    linked = linked.merge(person.drop(columns="customer_id"), on="person_id")
    people = satisfaction_density(answers).people
    both = people.merge(linked[["customer_id", "bond"]], left_on="customer", right_on="customer_id")
    assert len(both) > 3_500
    assert both["density"].corr(both["bond"]) > 0.3
    assert abs(both["overall"].corr(both["bond"])) < 0.1


# another outcome, what is said


def test_amounts_are_compared_as_means(answers):
    density = satisfaction_density(answers, outcomes=["monetary"], labels={"monetary": "spending"})
    row = density.table.iloc[0]
    assert not row["is_share"] and row["low"] < row["difference"] < row["high"]
    assert "spending is" in density.sentence and "on average" in density.sentence


def test_the_picture_says_the_numbers_of_the_table(answers):
    density = satisfaction_density(answers, outcomes=["stays", "monetary"])
    for outcome in ("stays", "monetary"):
        picture = plot_satisfaction_density(density, outcome)
        assert picture.png.startswith(b"\x89PNG")
        assert "at the same mark" in picture.alt and "Matched difference" in picture.alt
    assert "at each mark overall" in str(density.marks())
    assert "Barnes (2003)" in str(density.summary())


def test_groups_of_under_ten_customers_are_not_shown(answers):
    density = satisfaction_density(answers)
    shown = str(density.marks())
    assert "Fewer than 10 customers, hidden: mark 2." in shown
    assert "100%" not in shown


def test_no_difference_is_said_to_be_possible():
    said = satisfaction_density(made(3, 80, gap=0.0), TWO).sentence
    assert said.endswith("The interval includes no difference at all.")


# inputs


def test_nothing_that_is_given_is_changed(by_hand):
    before = by_hand.copy()
    satisfaction_density(by_hand, TWO)
    pd.testing.assert_frame_equal(by_hand, before)


def test_gaps_in_marks_are_left_out_and_counted(by_hand):
    by_hand = by_hand.astype({"technical": float})
    by_hand.loc[:2, "technical"] = np.nan
    assert satisfaction_density(by_hand, TWO).left_out == 3


def test_marks_that_take_few_values_lose_nobody():
    """One question a level: with a median, half of them would lie on it."""
    frame = pd.DataFrame({"technical": [9] * 30 + [7] * 70, "emotional": 8, "overall": 8})
    sides = satisfaction_density(frame.assign(stays=[0, 1] * 50), TWO).people["side"]
    assert sides.value_counts().to_dict() == {"dense": 70, "thin": 30}


def test_gaps_in_an_outcome_cost_only_that_outcome(by_hand):
    by_hand["came"] = by_hand["stays"].astype(float).where(by_hand.index > 3)
    table = satisfaction_density(by_hand, TWO, outcomes=["stays", "came"]).table
    assert table["dense_customers"].tolist() == [16, 14]


def test_all_columns_that_are_missing_are_told_at_once():
    with pytest.raises(DataProblem) as caught:
        satisfaction_density(made(4).drop(columns=["overall", "stays"]), TWO)
    assert len(caught.value.problems) == 2


def test_words_are_no_marks():
    with pytest.raises(DataProblem, match="not numbers"):
        satisfaction_density(made(5).assign(technical="good"), TWO)


def test_thirty_answers_with_thirty_marks_are_refused_in_words():
    frame = made(6, 30).assign(overall=np.arange(30.0))
    with pytest.raises(DataProblem, match="too few share a mark"):
        satisfaction_density(frame, TWO)


def test_soft_needs_something_hard_beside_it():
    with pytest.raises(DataProblem, match="only one of them"):
        satisfaction_density(made(7), ["emotional", "interaction"])
