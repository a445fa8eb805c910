"""Scores of 0 to 100: what they are, how often their intervals hold, and where one error fails."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from cvmlab.errors import DataProblem
from cvmlab.stats.scales.careless import careless
from cvmlab.stats.scales.scores import pomp, scale_scores
from tests.stats.scales.conftest import RELATIONSHIP
from tests.stats.scales.made_scales import made_answers

PLACES = [0, 25, 50, 75, 90, 100]


def by_place(held: np.ndarray, place: np.ndarray, fewest: int = 150) -> list[float]:
    """How often intervals held, at each stretch of the scale with people enough."""
    at = np.digitize(place, PLACES[1:-1])
    return [held[at == k].mean() for k in range(len(PLACES) - 1) if (at == k).sum() >= fewest]


def test_percent_of_the_maximum_possible():
    assert pomp(1, 1, 7) == 0
    assert pomp(np.array([4.0, 7.0]), 1, 7).tolist() == [50, 100]
    assert pomp(5, 0, 10) == 50
    with pytest.raises(ValueError, match="high end"):
        pomp(3, 7, 1)


def test_a_score_is_the_mean_of_the_items_in_percent_of_the_maximum():
    items, _ = made_answers(np.random.default_rng(1), 100)
    found = scale_scores(items)
    assert found.table["score"].to_numpy() == pytest.approx(
        100 * (items.mean(axis=1).to_numpy() - 1) / 6
    )
    assert found.facets["faceta"].to_numpy() == pytest.approx(
        100 * (items.iloc[:, :4].mean(axis=1).to_numpy() - 1) / 6
    )


@pytest.mark.parametrize("centre", [4.2, 5.6])
def test_conditional_intervals_hold_at_every_place_of_the_scale(centre):
    items, true = made_answers(np.random.default_rng(2), 20_000, centre=centre)
    table = scale_scores(items).table
    held = ((table["low"] <= true) & (true <= table["high"])).to_numpy()
    assert held.mean() == pytest.approx(0.95, abs=0.01)
    assert min(by_place(held, true)) > 0.91
    assert max(by_place(held, true)) < 0.985


def test_kelley_intervals_hold_for_people_picked_by_their_score():
    items, true = made_answers(np.random.default_rng(3), 20_000, facets=2, centre=4.2)
    kelley = scale_scores(items, method="kelley").table
    plain = scale_scores(items).table
    for part in (kelley["score"] >= kelley["score"].quantile(0.9),
                 kelley["score"] <= kelley["score"].quantile(0.1)):  # fmt: skip
        held = [
            ((t["low"] <= true) & (true <= t["high"]))[part.to_numpy()].mean()
            for t in (kelley, plain)
        ]
        assert held[0] == pytest.approx(0.95, abs=0.03)
        # The best were lucky too: drawn to the mean, the guess is right on average.
        gap = (kelley["best"] - true)[part.to_numpy()].mean()
        assert abs(gap) < abs((plain["score"] - true)[part.to_numpy()].mean())
    assert (kelley["high"] - kelley["low"]).mean() < (plain["high"] - plain["low"]).mean()


def test_one_standard_error_for_everybody_fails_at_both_ends():
    items, true = made_answers(np.random.default_rng(4), 20_000, spread=1.8)
    found = scale_scores(items)
    score = found.table["score"].to_numpy()
    # The textbook's standard error of measurement: sd √(1 − alpha), the same for all.
    reach = ndtri(0.975) * score.std() * np.sqrt(1 - found.reliability)
    low, high = score - reach, score + reach
    held = (low <= true) & (true <= high)
    ends = (true < 10) | (true > 90)
    assert held[ends].mean() > 0.985  # far wider than it says it is
    assert ((low < 0) | (high > 100)).sum() > 500  # and beyond the scale
    ours = found.table
    ours_held = ((ours["low"] <= true) & (true <= ours["high"])).to_numpy()
    assert ours_held[ends].mean() == pytest.approx(0.95, abs=0.03)
    assert ours["low"].min() >= 0
    assert ours["high"].max() <= 100
    width = (ours["high"] - ours["low"]).to_numpy()
    assert width[ends].mean() < 0.75 * width[(true > 40) & (true < 60)].mean()


def test_an_interval_surrounds_its_score_and_is_never_a_point():
    items, _ = made_answers(np.random.default_rng(5), 3000, centre=6.3)
    table = scale_scores(items).table
    assert (table["score"] == 100).any()
    assert (table["low"] <= table["score"] + 0.05).all()
    assert (table["score"] - 0.05 <= table["high"]).all()
    assert ((table["high"] - table["low"]) > 0.5).all()


def test_the_standard_error_is_that_of_asking_the_same_people_again():
    rng = np.random.default_rng(6)
    felt = rng.standard_normal((4000, 1))
    people = np.random.default_rng(7).standard_normal((4000, 5))
    scores = []
    for again in range(2):
        noise = np.random.default_rng(again)
        loading = np.tile([0.78, 0.74, 0.70, 0.66], 5)
        own = people.repeat(4, axis=1)
        chance = np.sqrt(1 - loading**2 - 0.35**2)
        middle = loading * felt + 0.35 * own + chance * noise.standard_normal((4000, 20))
        items = pd.DataFrame(np.clip(np.rint(4.2 + 1.25 * middle), 1, 7))
        items.columns = [f"{f}_{i}" for f in "abcde" for i in range(4)]
        scores.append(scale_scores(items))
    first, second = (s.table["score"] for s in scores)
    error = (first - second).std() / np.sqrt(2)
    assert error == pytest.approx(np.sqrt((scores[0].table["sem"] ** 2).mean()), rel=0.04)
    assert scores[0].reliability == pytest.approx(first.corr(second), abs=0.005)


def test_fewer_answers_make_a_wider_interval_and_too_few_none():
    items, _ = made_answers(np.random.default_rng(8), 500)
    items.iloc[0, [0, 4, 8]] = np.nan
    items.iloc[1, [0, 1, 2]] = np.nan  # three of the four of one facet
    full = scale_scores(made_answers(np.random.default_rng(8), 500)[0])
    found = scale_scores(items)
    width = found.table["high"] - found.table["low"]
    assert width[0] > (full.table["high"] - full.table["low"])[0]
    assert np.isnan(found.table.loc[1, "score"])
    assert found.of(1) == "1 has no score: only 17 items are answered."
    assert found.table["answered"].tolist()[:3] == [17, 17, 20]


def test_every_respondent_has_a_row_in_the_order_given():
    items, _ = made_answers(np.random.default_rng(9), 60)
    names = [f"K{i}" for i in range(60)]
    found = scale_scores(items.sample(frac=1, random_state=1), ids=names)
    assert found.table["id"].tolist() == names
    assert found.of("K7").startswith("K7 has ")
    with pytest.raises(DataProblem, match='no score of "K99"'):
        found.of("K99")
    with pytest.raises(DataProblem, match="2 names were given for 60 rows"):
        scale_scores(items, ids=["a", "b"])


def test_items_may_have_scales_of_their_own():
    items, _ = made_answers(np.random.default_rng(10), 200, facets=1)
    other = items.assign(faceta_1=items["faceta_1"] * 10)
    scale = dict.fromkeys(items, (1.0, 7.0)) | {"faceta_1": (10.0, 70.0)}
    pd.testing.assert_frame_equal(
        scale_scores(other, {}, scale=scale).table, scale_scores(items, {}).table
    )


def test_answers_outside_the_scale_are_shown_and_refused():
    items, _ = made_answers(np.random.default_rng(11), 50)
    items.iloc[3, 2] = 99
    with pytest.raises(DataProblem, match="outside the scale from 1 to 7") as told:
        scale_scores(items)
    assert "For example: 99" in str(told.value)
    with pytest.raises(DataProblem, match="scale is not given"):
        scale_scores(items, scale={"faceta_1": (1, 7)})


def test_people_whose_answers_never_part_cannot_be_measured():
    one, other = np.random.default_rng(1).integers(1, 7, (2, 30))
    ticked = pd.DataFrame({"a_1": one, "a_2": one + 1, "b_1": other, "b_2": other + 1})
    with pytest.raises(DataProblem, match="chance cannot be seen"):
        scale_scores(ticked)


def test_hasty_answers_bend_the_error_and_screening_straightens_it(survey):
    items = survey.loc[survey["wave"] == 3, RELATIONSHIP]
    screened = items[careless(items).kept]
    # Who ticks the end of the scale all the way down seems measured without error there.
    assert scale_scores(items).error.shape > scale_scores(screened).error.shape + 0.2


def test_a_sentence_says_how_far_apart_two_people_must_be():
    items, _ = made_answers(np.random.default_rng(12), 400)
    found = scale_scores(items)
    assert "two people differ by more than chance only from about 8" in found.sentence
    assert found.table.loc[0, "score"] == pytest.approx(float(found.of(0).split()[2]), abs=0.5)
    assert "Width of the interval" in str(found.summary())


def test_a_handful_of_people_gets_an_answer_or_a_plain_refusal():
    items, _ = made_answers(np.random.default_rng(13), 30)
    table = scale_scores(items).table
    assert np.isfinite(table[["score", "low", "high"]]).all().all()
    with pytest.raises(DataProblem, match="Only 8 respondents"):
        scale_scores(items.head(8))


def test_an_unknown_method_is_a_slip():
    items, _ = made_answers(np.random.default_rng(14), 30)
    with pytest.raises(ValueError, match='"conditional" or "kelley"'):
        scale_scores(items, method="bayes")
