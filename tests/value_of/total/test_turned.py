"""Who turned: found where planted, told beside the account, and never by a single sign alone."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.planted_truth import truth
from cvmlab.errors import DataProblem
from cvmlab.value_of.total.turned import AGAINST, turned
from tests.sample import sample_company

ROWS = [
    ("A", "2023-02-01", "positive talk"),  # turned
    ("A", "2024-03-01", AGAINST),
    ("B", "2023-02-01", "other"),  # grumbled, and still helps
    ("B", "2024-03-01", AGAINST),
    ("B", "2024-04-01", "other"),
    ("C", "2024-05-01", AGAINST),  # never was for us
    ("D", "2023-05-01", "referred customer"),  # gone quiet
    ("E", "2023-05-01", AGAINST),  # angry before, friendly since
    ("E", "2024-12-29", "positive talk"),
]


def notes(rows=ROWS) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "date", "kind"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


# correctness


def test_only_who_was_for_us_and_is_now_only_against_has_turned():
    found = turned(notes())
    assert found.who["customer_id"].tolist() == ["A"]
    assert found.ambassadors == 3  # A, B and D
    assert found.share[0] == pytest.approx(1 / 3)


def test_the_last_years_pace_is_its_margin_for_as_long_as_they_stay():
    values = pd.DataFrame(
        {"customer_id": list("ABCDE"), "value": 1000.0, "last_year": 100.0, "weeks": 130.0}
    )
    found = turned(notes(), values)
    assert found.table.set_index("customer_id").loc["A", "at_pace"] == pytest.approx(250)
    assert "stand at 1,000; were every year like the last, they would be 250" in found.sentence
    assert found.sentence.endswith("25% of it, against 25% with the others.")


def test_those_planted_to_lose_their_status_are_found_among_the_turned(kestrel):
    found = turned(kestrel.contributions.frame())
    people = truth("kestrel").person.frame().set_index("customer_id")
    slipped = people["slip_week"].notna()
    mine = found.table.set_index("customer_id").join(slipped.rename("slipped"), how="inner")
    helped = mine[mine["for_before"] > 0]
    share = helped.groupby("slipped")["turned"].mean()
    assert share[True] > 10 * share[False]  # the baseline: bad words after failures
    assert found.who["customer_id"].iloc[0] == "K0000001"


def test_maura_keane_is_told_with_her_notes(kestrel):
    said = turned(kestrel.contributions.frame()).of("K0000001")
    assert "21 notes for us and 0 against before 1 Jan 2024" in said
    assert "0 for us and 6 against" in said and "2 Nov 2023" in said


# consistency


def test_every_note_is_counted_once(kestrel):
    rows = kestrel.contributions.frame()
    table = turned(rows).table
    columns = ["for_before", "against_before", "for_lately", "against_lately"]
    assert table[columns].to_numpy().sum() == len(rows)
    assert table["customer_id"].is_unique and len(table) == rows["customer_id"].nunique()


def test_notes_after_the_last_day_looked_at_change_nothing():
    earlier = [row for row in ROWS if row[1] < "2024-04-01"]
    then = turned(notes(), until="2024-03-31")
    pd.testing.assert_frame_equal(then.table, turned(notes(earlier), until="2024-03-31").table)
    assert "B" in then.who["customer_id"].tolist()  # her kindness of April was still to come


def test_table_and_sentence_need_no_values():
    found = turned(notes())
    assert "Purchases" not in found.sentence and len(found.summary().header) == 3
    assert found.of("A").endswith("The last for us is of 1 Feb 2023.")


# inputs


def test_bad_input_is_told_in_plain_words():
    with pytest.raises(DataProblem, match="3 problems"):
        turned(notes().drop(columns="kind"), pd.DataFrame({"customer_id": [], "value": []}))
    with pytest.raises(DataProblem, match="nothing was noted for the firm before"):
        turned(notes([("C", "2024-05-01", AGAINST)]))
    with pytest.raises(DataProblem, match="nothing was noted of 'Z'"):
        turned(notes()).of("Z")
