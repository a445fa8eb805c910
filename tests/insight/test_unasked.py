"""Unasked needs: what came up is counted by group, with intervals that hold, and said openly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from cvmlab.errors import DataProblem
from cvmlab.insight.heard.unasked import plot_unasked_needs, unasked_needs
from tests.sample import sample_company

ASKED = ["accuracy", "punctuality", "price"]


@pytest.fixture(scope="module")
def codes():
    return sample_company().interview_codes.frame()


@pytest.fixture(scope="module")
def needs(codes):
    return unasked_needs(codes, asked=ASKED)


# correctness: what is planted in Kestrel, and counts by a second route


def test_menu_planning_is_found_in_14_of_20_homes_3_of_10_schools_and_no_restaurant(needs):
    menus = needs.table[needs.table["theme"] == "menu_planning"].set_index("group")
    assert list(menus.loc["seniors' home", ["said", "of"]]) == [14, 20]
    assert list(menus.loc["school", ["said", "of"]]) == [3, 10]
    assert list(menus.loc["restaurant", ["said", "of"]]) == [0, 6]
    assert list(menus.loc["all", ["said", "of"]]) == [17, 36]
    assert needs.largest().theme == "menu_planning"
    assert_allclose(needs.largest()[["low", "high"]].astype(float), [0.4572, 0.8811], atol=5e-5)


def test_every_mention_is_counted_once(codes, needs):
    by_hand = codes.drop(columns=["interview_id", "account_id", "kind"]).sum().to_dict()
    everybody = needs.of_group("all").set_index("theme")["said"].to_dict()
    assert everybody == by_hand
    groups = needs.table[needs.table["group"] != "all"]
    assert groups.groupby("theme")["said"].sum().to_dict() == by_hand


def test_those_who_asked_for_anything_are_counted_as_people_not_as_wishes(codes, needs):
    for group, part in codes.groupby("kind"):
        some = sum(any(row) for row in part[ASKED].itertuples(index=False))
        assert needs.any_asked.loc[group, "said"] == some
    homes = needs.of_group("seniors' home").set_index("theme")["said"]
    assert needs.any_asked.loc["seniors' home", "said"] < homes[ASKED].sum()


def test_all_yes_or_no_columns_that_are_not_asked_count_as_unasked(codes, needs):
    named = unasked_needs(codes, asked=ASKED, unasked=["menu_planning", "budget"])
    assert set(named.table["theme"]) == {*ASKED, "menu_planning", "budget"}
    assert set(needs.table.loc[needs.table["how"] == "unasked", "theme"]) == set(codes.columns[6:])


def test_the_interviews_are_left_as_they_were(codes):
    before = codes.copy()
    unasked_needs(codes, asked=ASKED)
    pd.testing.assert_frame_equal(codes, before)


# what is said


def test_the_sentence_gives_share_interval_and_the_groups_too_small_to_tell(needs):
    assert needs.sentence.startswith(
        "Menu planning came up unasked in 14 of 20 interviews (seniors' home): 70%, 95% interval "
        "46% to 88%. Asked as suppliers ask, 3 of the 20 wanted anything at all."
    )
    assert "Restaurant: 0 of 6 (0% to 46%) – too few to say how many in all." in needs.sentence


def test_a_group_of_more_than_ten_is_not_called_too_few():
    codes = pd.DataFrame({"kind": ["a"] * 12 + ["b"] * 11, "price": False, "menus": True})
    assert "too few" not in unasked_needs(codes, asked=["price"]).sentence


def test_the_picture_tells_asked_from_unasked_without_colour(needs):
    picture = plot_unasked_needs(needs)
    hatches = {bars.patches[0].get_hatch() for bars in picture.axes.containers}
    assert hatches == {"", "////"}
    assert "When asked as a supplier: price 2 (1% to 32%)" in picture.alt
    assert picture.axes.get_title().startswith("Menu planning came up in 14 of 20 talks")


def test_the_picture_of_a_group_speaks_of_that_group(needs):
    picture = plot_unasked_needs(needs, "school")
    assert "of 10" in picture.axes.get_title()
    with pytest.raises(ValueError, match="no such group"):
        plot_unasked_needs(needs, "hospital")


def test_the_summary_holds_one_line_a_theme(needs):
    table = needs.summary()
    assert len(table.cells) == 11
    assert table.cells[0] == ["menu planning", "unasked", "14 of 20", "70%", "46% to 88%"]


# inputs


def test_all_problems_are_told_at_once(codes):
    broken = codes.assign(budget="perhaps", kind=[None, *codes["kind"][1:]])
    with pytest.raises(DataProblem) as told:
        unasked_needs(broken, asked=[*ASKED, "speed"], unasked=["budget"])
    text = str(told.value)
    assert text.startswith("3 problems")
    for part in ('"speed"', '"budget"', '"kind"'):
        assert part in text


def test_open_cells_are_refused_rather_than_counted_as_silence(codes):
    gaps = codes.assign(price=codes["price"].astype("boolean").where(np.arange(36) > 1))
    with pytest.raises(DataProblem, match="it is open whether the theme came up"):
        unasked_needs(gaps, asked=ASKED)


def test_no_interviews_are_said_to_be_none(codes):
    with pytest.raises(DataProblem, match="no interviews"):
        unasked_needs(codes.head(0), asked=ASKED)
