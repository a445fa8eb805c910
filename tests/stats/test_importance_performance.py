"""Importance and performance: the published map, what moves with its lines, and bad input."""

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.stats.importance_performance import importance_performance
from cvmlab.stats.importance_performance_picture import plot_importance_performance
from cvmlab.stats.importance_performance_result import BEGIN, KEEP, LATER, QUADRANTS, TOO_MUCH

# Fourteen attributes of an automobile dealer's service, answers from 1 to 4: Martilla and James
# (1977), "Importance-performance analysis", Journal of Marketing 41 (1), table 1.
IMPORTANCE = (
    3.83, 3.63, 3.60, 3.56, 3.41, 3.41, 3.38, 3.37, 3.29, 3.27, 2.52, 2.43, 2.37, 2.05
)  # fmt: skip
PERFORMANCE = (
    2.63, 2.73, 3.15, 3.00, 3.05, 3.29, 3.03, 3.11, 2.00, 3.02, 2.25, 2.49, 2.35, 3.33
)  # fmt: skip
ITEMS = range(1, 15)
TO_BEGIN_WITH = {"mean": (1, 2, 9), "median": (1, 2, 4), "midpoint": (9, 11)}


def published(**more):
    return importance_performance(
        dict(zip(ITEMS, IMPORTANCE, strict=True)),
        dict(zip(ITEMS, PERFORMANCE, strict=True)),
        scale=(1, 4),
        **more,
    )


@pytest.mark.parametrize("crosshair", TO_BEGIN_WITH)
def test_the_published_items_lie_in_the_field_to_begin_with(crosshair):
    assert published(crosshair=crosshair).items(BEGIN) == TO_BEGIN_WITH[crosshair]
    assert published().items(BEGIN, crosshair=crosshair) == TO_BEGIN_WITH[crosshair]


def test_on_the_published_map_no_item_is_to_begin_with_under_all_lines():
    placed = published()
    assert set(placed.moves) >= {1, 2, 4, 9, 11}
    assert "None of these stays there under all of them." in placed.sentence


def test_fields_are_counted_by_hand_on_four_items():
    up = {"a": 4, "b": 3, "c": 2, "d": 1}
    across = {"d": 9, "c": 2, "b": 8, "a": 1}  # the order of the second does not matter
    placed = importance_performance(up, across)
    assert placed.table.set_index("item")["quadrant"].to_dict() == {
        "a": BEGIN, "b": KEEP, "c": LATER, "d": TOO_MUCH
    }  # fmt: skip
    assert placed.moves == ()
    assert "none of 4 items would lie in another field" in placed.sentence


def test_each_item_lies_in_one_field_under_each_line():
    placed = published(given={"own": (3, 2.5)})
    assert list(placed.placements) == ["mean", "median", "midpoint", "own"]
    for name in placed.placements:
        members = [
            item for quadrant in QUADRANTS for item in placed.items(quadrant, crosshair=name)
        ]
        assert sorted(members) == list(ITEMS)


def test_other_units_of_the_answers_change_nothing():
    """Mean, median and midpoint go along when answers are shifted and stretched."""
    there = published()
    moved = importance_performance(
        {i: 10 * x - 10 for i, x in zip(ITEMS, IMPORTANCE, strict=True)},
        {i: 2 * x + 1 for i, x in zip(ITEMS, PERFORMANCE, strict=True)},
        scale=((0, 30), (3, 9)),
    )
    pd.testing.assert_frame_equal(there.placements, moved.placements)


def test_draws_say_how_sure_a_place_is():
    """One item far off is surely there, one on the line half the time (two routes: a count)."""
    rng = np.random.default_rng(0)
    up = pd.Series({"sure": 9.0, "on the line": 5.0, "low": 1.0})
    across = pd.Series({"sure": 2.0, "on the line": 8.0, "low": 8.0})
    noise = rng.normal(0, 0.3, (4000, 3))
    placed = importance_performance(
        up, across, given={"own": (5, 5)}, crosshair="own", importance_draws=up.to_numpy() + noise
    )
    chance = placed.table.set_index("item")["chance"]
    assert chance["sure"] == 1
    assert chance["on the line"] == pytest.approx((noise[:, 1] >= 0).mean())
    sure = placed.table.set_index("item").loc["sure"]
    assert sure.importance_low == pytest.approx(9 + np.quantile(noise[:, 0], 0.025))
    assert np.isnan(sure.performance_low)


def test_the_table_and_the_picture_say_the_same():
    placed = published()
    text = str(placed.summary())
    assert text.count(BEGIN) == sum(map(len, TO_BEGIN_WITH.values()))
    picture = plot_importance_performance(placed)
    assert "To begin with: 1 and 2 more" in picture.alt
    assert "concentrate here: 1 (3.83, 2.63, moves)" in picture.alt
    assert picture.png.startswith(b"\x89PNG")


def test_the_picture_says_perhaps_where_resamples_do_not_agree():
    up, across = {"till": 9.0, "range": 8.0, "bags": 1.0}, {"till": 2.0, "range": 8.0, "bags": 8.0}
    rng = np.random.default_rng(1)
    titles = [
        plot_importance_performance(
            importance_performance(
                up, across, importance_draws=rng.normal([9, 8, 1], spread, (300, 3))
            )
        ).alt.split(".")[0]
        for spread in (0.1, 9)
    ]
    assert titles[0].startswith("To begin with: till")
    assert titles[1].startswith("Perhaps to begin with: till")


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(DataProblem) as caught:
        importance_performance({"fresh": 3, "late": None}, {"frish": 2, "late": 1})
    said = str(caught.value)
    assert '"fresh" has no performance. Did you mean "frish"?' in said
    assert '"frish" has no importance' in said
    assert "The importance is no number" in said and "late" in said
    with pytest.raises(DataProblem, match="make no map"):
        importance_performance({"a": 1}, {"a": 1})
    with pytest.raises(DataProblem, match="stand twice"):
        importance_performance(pd.Series([1, 2], index=["a", "a"]), {"a": 1})


def test_slips_of_the_caller_are_named():
    with pytest.raises(ValueError, match="one of mean, median, not 'midpoint'"):
        importance_performance({"a": 1, "b": 2}, {"a": 1, "b": 2}, crosshair="midpoint")
    with pytest.raises(ValueError, match="draws have shape"):
        importance_performance({"a": 1, "b": 2}, {"a": 1, "b": 2}, importance_draws=np.ones((5, 3)))
    with pytest.raises(ValueError, match="as many draws"):
        importance_performance(
            {"a": 1, "b": 2}, {"a": 1, "b": 2},
            importance_draws=np.ones((5, 2)), performance_draws=np.ones((6, 2)),
        )  # fmt: skip
