"""The four marks from whatever a firm has: a rating, staff, customers, the board's page."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cvmlab.blueprint.look import Look
from cvmlab.blueprint.marks.marks_of_firm import BEST, marks_of_firm
from cvmlab.errors import DataProblem
from cvmlab.insight.recorded.measures import audit_measures
from cvmlab.loyalty.relationship.four_marks import CLAIMED, MARKS, OPEN, THERE, four_marks
from cvmlab.loyalty.relationship.index import relationship_index
from cvmlab.loyalty.relationship.label_against_index import label_against_index
from tests.blueprint.firm_of_tables import firm
from tests.sample import sample_company

LOOK = Look(dt.date(2024, 12, 29), currency="EUR")
OWN = {"long_term_view": 5, "customer_decides": 3, "feelings_count": 4, "soft_measures": 2}
TABLES = ("employee_survey", "survey", "kpi_catalogue", "customers")


class Partly:
    """The sample company with some of its tables, changed where a test wants it."""

    def __init__(self, tables=TABLES, **changes):
        self._tables, self._changes = tables, changes
        self.transactions = sample_company().transactions

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._tables:
            raise AttributeError(name)
        frame = getattr(sample_company(), name).frame()
        frame = self._changes.get(name, lambda table: table)(frame)
        return SimpleNamespace(frame=lambda: frame)

    def missing(self, table, *columns):
        if table not in self._tables:
            return f"There is no table {table}."
        lacks = [name for name in columns if name not in getattr(self, table).frame()]
        return f"The table {table} has no column {', '.join(lacks)}." if lacks else ""

    def has(self, table, *columns):
        return not self.missing(table, *columns)

    def get(self, table, *columns):
        return getattr(self, table) if self.has(table, *columns) else None


@pytest.fixture(scope="module")
def kestrel():
    return marks_of_firm(sample_company(), LOOK, OWN)


def row(found, mark):
    return found.table.set_index("mark").loc[mark]


def test_with_all_tables_it_is_what_lesson_33_works_out(kestrel):
    from cvmlab.insight.asked.survey_answers import survey_answers

    ws = sample_company()
    answers = survey_answers(ws, keep=["previous_tier"])
    index = relationship_index(answers.items, ids=answers.table["customer_id"])
    label = label_against_index(index.beside(answers.table), "previous_tier", "gold")
    audit = audit_measures(ws.kpi_catalogue.frame())
    by_hand = four_marks(ws.employee_survey.frame(), label=label, measures=audit)
    pd.testing.assert_frame_equal(kestrel.table, by_hand.table)
    assert kestrel.own == {mark: float(n) for mark, n in OWN.items()} and kestrel.notes == ()
    assert (kestrel.leaders, kestrel.staff) == (180, 370)
    assert "5 of 5" in str(kestrel.summary()) and kestrel.sentence == by_hand.sentence


def test_the_own_rating_changes_nothing_that_was_measured(kestrel):
    without = marks_of_firm(sample_company(), LOOK)
    pd.testing.assert_frame_equal(without.table, kestrel.table)
    assert without.own == {} and "Rates itself" not in str(without.summary())


def test_a_rating_alone_is_shown_and_held_against_nothing(tmp_path):
    found = marks_of_firm(firm(tmp_path), LOOK, {"long_term_view": 4, "soft_measures": 1})
    assert (found.leaders, found.staff) == (0, 0)
    assert found.table["verdict"].eq("").all() and found.table["leaders"].isna().all()
    assert "4 (takes a long view of customers), 1 (sets soft" in found.sentence
    assert "Nothing was given" in found.sentence
    said = str(found.summary())
    assert "4 of 5" in said and "Leaders who agree" not in said
    assert len(found.notes) == 3 and all(note in said for note in found.notes)


def test_with_nothing_at_all_it_says_so_and_what_to_do(tmp_path):
    with pytest.raises(DataProblem, match=r"blueprint\.toml") as caught:
        marks_of_firm(firm(tmp_path), LOOK)
    assert "employee_survey" in str(caught.value)


def test_one_rating_is_a_claim_only_where_surely_less_than_half_is_seen():
    ws = Partly(("kpi_catalogue", "survey", "customers"))
    found = marks_of_firm(ws, LOOK, OWN)
    assert row(found, "long_term_view")["verdict"] == CLAIMED  # 5, and 7% of the board's page
    assert row(found, "feelings_count")["verdict"] == CLAIMED
    assert row(found, "customer_decides")["verdict"] == OPEN  # 3 claims nothing, nor is half seen
    assert row(found, "soft_measures")["verdict"] == OPEN
    assert found.claimed == ["long_term_view", "feelings_count"]
    assert "More claimed than can be seen: takes a long view" in found.sentence
    assert len(found.notes) == 1 and "employee_survey" in found.notes[0]


def test_a_modest_firm_whose_page_is_soft_is_told():
    soft = {"kpi_catalogue": lambda kpis: kpis.assign(hardness="soft")}
    found = marks_of_firm(Partly(("kpi_catalogue",), **soft), LOOK, {"soft_measures": 2})
    assert row(found, "soft_measures")["verdict"] == THERE and found.claimed == []
    assert "nothing, for sure" in found.sentence


def test_tiers_of_other_names_are_found_by_what_they_bring():
    names = {"bronze": "Basis", "silver": "Plus", "gold": "Spitze"}
    change = {"customers": lambda c: c.drop(columns="previous_tier").assign(
        tier=c["previous_tier"].map(names))}  # fmt: skip
    found = marks_of_firm(Partly(("survey", "customers"), **change), LOOK, OWN)
    assert "Spitze customers" in row(found, "customer_decides")["what"]
    assert row(found, "customer_decides")["of"] == 376


def test_a_firm_without_tiers_is_held_to_its_best_fifth_by_sales():
    change = {"customers": lambda c: c.drop(columns=["previous_tier", "tier"])}
    for ws in (Partly(("survey", "customers"), **change), Partly(("survey",))):
        found = marks_of_firm(ws, LOOK, OWN)
        what = row(found, "customer_decides")
        everybody = row(found, "feelings_count")["of"]
        assert BEST in what["what"] and what["of"] == pytest.approx(everybody / 5, abs=1)


@pytest.mark.parametrize(
    "table, change, says",
    [
        ("employee_survey", lambda s: s.drop(columns="soft_measures"), "soft_measures"),
        ("kpi_catalogue", lambda k: k.drop(columns="horizon"), "horizon"),
        ("survey", lambda s: s.drop(columns=["move_city", "recommend"]), "where a bond begins"),
    ],
)
def test_a_part_that_cannot_be_used_is_left_out_and_named(table, change, says):
    found = marks_of_firm(Partly(**{table: change}), LOOK, OWN)
    assert any(says in note for note in found.notes) and len(found.notes) == 1
    assert found.table["seen"].notna().any() and set(found.table["mark"]) == set(MARKS)
