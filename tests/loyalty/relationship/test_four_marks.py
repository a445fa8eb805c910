"""The four marks: shares by hand, gaps named only where intervals part."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.insight.recorded.measures import audit_measures
from cvmlab.loyalty.relationship.four_marks import CLAIMED, MARKS, OPEN, four_marks
from cvmlab.loyalty.relationship.label_against_index import label_against_index

OWN = {"long_term_view": 4, "customer_decides": 5, "feelings_count": 3, "soft_measures": 2}


@pytest.fixture(scope="module")
def label(index, answers):
    return label_against_index(index.beside(answers.table), "previous_tier", "gold")


@pytest.fixture(scope="module")
def audit(kestrel):
    return audit_measures(kestrel.kpi_catalogue.frame())


def test_leaders_and_staff_are_counted_apart(kestrel, label, audit):
    staff = kestrel.employee_survey.frame()
    found = four_marks(staff, label=label, measures=audit)
    assert (found.leaders, found.staff) == (180, 370)
    by_hand = (staff.groupby("leader")["soft_measures"].agg(lambda x: (x >= 4).mean())).to_dict()
    row = found.table.set_index("mark").loc["soft_measures"]
    assert (row["leaders"], row["staff"]) == pytest.approx((by_hand[True], by_hand[False]))


def test_what_can_be_seen_is_counted_from_answers_and_from_the_boards_page(kestrel, label, audit):
    found = four_marks(kestrel.employee_survey.frame(), label=label, measures=audit)
    seen = found.table.set_index("mark")["seen"]
    page = kestrel.kpi_catalogue.frame()
    page = page[page["to_the_board"]]
    assert seen["soft_measures"] == pytest.approx((page["hardness"] == "soft").mean())
    assert seen["long_term_view"] == pytest.approx((page["horizon"] != "short-term").mean())
    assert seen["customer_decides"] == pytest.approx(label.close_of_labelled[0])


def test_at_kestrel_leaders_claim_more_than_can_be_seen(kestrel, label, audit):
    found = four_marks(kestrel.employee_survey.frame(), label=label, measures=audit)
    assert found.claimed == list(MARKS)
    assert "On 4 of 4 marks leaders claim more" in found.sentence


def test_people_of_one_site_do_not_count_as_independent():
    rng = np.random.default_rng(1)
    site = np.arange(200) // 20
    alike = np.where(rng.random(10)[site] < 0.5, 5, 2)
    staff = pd.DataFrame(dict.fromkeys(MARKS, alike))
    apart = four_marks(staff).table.iloc[0]
    together = four_marks(staff.assign(site=site)).table.iloc[0]
    assert together["leaders"] == apart["leaders"]
    width = apart["leaders_high"] - apart["leaders_low"]
    assert together["leaders_high"] - together["leaders_low"] > 2 * width


def test_no_gap_is_named_where_intervals_meet(label):
    one = four_marks(OWN, label=label).table.set_index("mark")["verdict"]
    assert one["customer_decides"] == OPEN  # one person's opinion proves nothing
    many = pd.DataFrame([OWN] * 100)
    assert four_marks(many, label=label).table.set_index("mark")["verdict"]["customer_decides"] == (
        CLAIMED
    )


def test_what_was_not_given_is_not_judged():
    found = four_marks(OWN)
    assert set(found.table["verdict"]) == {""}
    assert "nothing that was given" in str(found.summary())


def test_wrong_marks_are_said_in_plain_words():
    with pytest.raises(DataProblem, match="give all four"):
        four_marks({"soft_measures": 3})
    with pytest.raises(DataProblem, match="no marks from 1 to 5"):
        four_marks({**OWN, "soft_measures": 7})
