"""The ecosystem: every box accounted for, no box made up, shares that allow for one another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.total.ecosystem import CLIENTS, LEFT, STAFF, THEIRS, UNSEEN, ecosystem
from cvmlab.value_of.total.ecosystem_picture import plot_ecosystem
from cvmlab.value_of.total.ecosystem_result import CAPITALS, CUSTOMERS, NOBODY, NOTED, SAID
from cvmlab.value_of.total.grouped_shares import share_of_groups
from tests.sample import sample_company


@pytest.fixture(scope="module")
def tables():
    ws = sample_company()
    return {
        "contributions": ws.contributions.frame(),
        "customers": ws.customers.frame(),
        "staff": ws.employee_survey.frame(),
        "clients": ws.b2b_accounts.frame(),
        "residents": ws.end_customers.frame(),
        "interviews": ws.interviews.frame(),
        "left": ws.exit_interviews.frame(),
    }


@pytest.fixture(scope="module")
def all_of_them(tables):
    return ecosystem(**tables)


# correctness


def test_every_note_stands_in_one_box(tables, all_of_them):
    mine = all_of_them.table[all_of_them.table["member"] == CUSTOMERS]
    assert mine["count"].sum() == len(tables["contributions"])
    assert all_of_them.of(CUSTOMERS, "referred customer")["count"] == 2141
    told = tables["interviews"]["account_id"].notna().sum()
    assert all_of_them.of(CLIENTS, "other")["count"] == told
    assert all_of_them.of(LEFT, "other")["count"] == len(tables["left"])


def test_a_box_nobody_writes_down_is_missing_and_never_nought(all_of_them):
    table = all_of_them.table
    empty = table[table["known"] == NOBODY]
    assert empty["count"].isna().all() and empty["share"].isna().all()
    assert table[table["known"] != NOBODY]["count"].notna().all()
    assert len(table) == len(all_of_them.members) * len(CAPITALS)
    assert sum(all_of_them.boxes(known) for known in (NOTED, SAID, NOBODY)) == len(table)


def test_the_people_fed_are_those_of_accounts_still_open(tables, all_of_them):
    open_ = tables["clients"][tables["clients"]["closed_on"].isna()]
    assert all_of_them.fed == open_["people_served"].sum() == 36_522
    assert "36,522 people" in all_of_them.beyond and "21,215 cards" in all_of_them.beyond


def test_a_share_in_groups_agrees_with_the_librarys_clustered_errors(tables):
    from statsmodels.regression.linear_model import OLS

    staff = tables["staff"]
    yes, site = staff["would_shop_here"] >= 4, staff["site"].astype("category").cat.codes
    fit = OLS(yes.astype(float), np.ones(len(yes))).fit(
        cov_type="cluster", cov_kwds={"groups": site, "use_correction": False}
    )
    groups = site.nunique()
    error = float(fit.bse.iloc[0]) * np.sqrt(groups / (groups - 1))
    share, low, high = share_of_groups(yes, staff["site"])
    assert share == pytest.approx(float(fit.params.iloc[0]))
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.03)  # Wilson's is a little narrower


def test_the_interval_covers_a_planted_share_of_people_who_resemble_each_other():
    rng = np.random.default_rng(7)
    held = plain = 0
    for _ in range(400):
        own = rng.beta(0.3 * 9, 0.7 * 9, 30)  # homes differ: intraclass correlation .1
        groups = pd.Series(np.repeat(np.arange(30), 40))
        yes = pd.Series(rng.random(1200) < np.repeat(own, 40))
        _, low, high = share_of_groups(yes, groups)
        held += low <= 0.3 <= high
        _, low, high = share_of_groups(yes, pd.Series(np.arange(1200)))
        plain += low <= 0.3 <= high
    assert 0.91 <= held / 400 <= 0.98
    assert plain / 400 < 0.75  # what forgetting the homes would promise


# consistency


def test_sentence_summary_and_picture_say_the_same(all_of_them):
    picture = plot_ecosystem(all_of_them)
    assert all_of_them.sentence in picture.alt
    assert picture.alt.startswith(f"{all_of_them.boxes(NOBODY)} of 49 boxes are empty")
    cells = all_of_them.summary().cells
    assert [row[0] for row in cells] == list(all_of_them.members)
    assert sum(cell == "–" for row in cells for cell in row[2:]) == all_of_them.boxes(NOBODY)
    assert "65% of 550 staff" in all_of_them.sentence


def test_the_tables_given_are_left_as_they_were(tables):
    before = {name: frame.copy() for name, frame in tables.items()}
    ecosystem(**tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


# inputs


def test_customers_alone_are_an_ecosystem_with_one_row_of_notes(tables):
    alone = ecosystem(
        contributions=tables["contributions"], customers=tables["customers"], unseen=()
    )
    assert alone.members == (CUSTOMERS,) and alone.fed == 0 and alone.beyond == ""
    assert plot_ecosystem(alone).alt.startswith("0 of 7 boxes")


def test_members_without_a_table_stand_there_with_empty_boxes(all_of_them):
    assert set(UNSEEN) <= set(all_of_them.members) and {STAFF, THEIRS} <= set(all_of_them.members)
    for member in UNSEEN:
        assert all_of_them.of(member, "other")["known"] == NOBODY


def test_all_problems_are_told_at_once(tables):
    strange = tables["contributions"].assign(kind="applause")
    with pytest.raises(DataProblem) as told:
        ecosystem(
            contributions=strange,
            customers=tables["customers"],
            staff=tables["staff"].drop(columns=["site"]),
            residents=tables["residents"].drop(columns=["would_recommend"]),
        )
    said = str(told.value)
    assert "3 problems" in said and "site" in said and "would_recommend" in said
    assert "applause" in said


def test_a_box_that_is_not_there_is_a_slip(all_of_them):
    with pytest.raises(ValueError, match="no box"):
        all_of_them.of("the mayor", "other")


def test_one_group_alone_says_next_to_nothing():
    yes = pd.Series([True] * 30 + [False] * 10)
    share, low, high = share_of_groups(yes, pd.Series(["one home"] * 40))
    assert share == 0.75 and high - low > 0.75
