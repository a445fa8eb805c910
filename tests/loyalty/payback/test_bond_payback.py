"""What a close bond pays: rows put side by side as they should be, and the three columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.insight.asked.respondents import respondents
from cvmlab.loyalty.payback.bond_payback import (
    PROMISED,
    bond_payback,
    bond_rows,
    care_programme,
)
from cvmlab.loyalty.payback.payback_result import ADJUSTED, ASSOCIATION, EXPERIMENTAL
from cvmlab.loyalty.payback.promises import LESS, promises
from cvmlab.loyalty.relationship.index import relationship_index
from tests.sample import sample_company

LINE = 69.7


@pytest.fixture(scope="module")
def kestrel():
    return sample_company()


@pytest.fixture(scope="module")
def answers(kestrel):
    return respondents(
        kestrel.survey.frame(),
        kestrel.transactions,
        kestrel.customers.frame(),
        keep=["previous_tier", "channel", "acquired_on"],
    )


@pytest.fixture(scope="module")
def index(answers):
    return relationship_index(answers.items, ids=answers.table["customer_id"])


@pytest.fixture(scope="module")
def paid(kestrel, answers, index):
    return bond_payback(kestrel, answers, index, LINE, resamples=100)


def test_the_rows_are_the_regular_customers_with_their_scores(kestrel, answers, index):
    rows = bond_rows(kestrel, answers, index, LINE)
    assert len(rows) == len(answers.regulars())
    assert (rows["close"] == (rows["score"] >= LINE)).all()
    first = rows.iloc[0]
    years = (pd.Timestamp(answers.asked_on) - first["acquired_on"]).days / 365.25
    assert first["years"] == pytest.approx(years)
    known = rows.dropna(subset=["wallet"])
    by_hand = (known["monetary"] / 12 / known["reported_wallet"]).clip(upper=1.5)
    assert np.allclose(known["wallet"], by_hand)
    assert rows["age"].between(15, 105).sum() > 800


def test_what_is_seen_is_counted_by_hand(paid, kestrel, answers, index):
    rows = bond_rows(kestrel, answers, index, LINE).dropna(subset=["age"])
    share = rows.groupby("close")["stays"].mean()
    seen = paid.of("stays", ASSOCIATION)
    assert seen["baseline"].value == pytest.approx(share[False])
    assert seen["group"].value == pytest.approx(share[True])


def test_three_promises_stand_beside_three_columns(paid):
    assert set(paid.said) == set(PROMISED)
    assert (("stays", EXPERIMENTAL) in paid.contrasts) and (
        ("wallet", EXPERIMENTAL) not in paid.contrasts
    )
    held = promises(paid, PROMISED)
    assert held.verdict("stays", ADJUSTED) == held.verdict("stays", EXPERIMENTAL) == LESS


def test_made_alike_the_bond_does_less_for_staying_than_is_seen(paid):
    seen, alike = (paid.of("stays", c)["difference"].value for c in (ASSOCIATION, ADJUSTED))
    assert 0 < alike < seen


def test_the_programme_moves_the_index_by_the_difference_of_its_arms(kestrel):
    care = care_programme(kestrel)
    drawn = kestrel.assignments.frame().query("experiment == 'care programme'")
    survey = kestrel.survey.frame()
    last = survey[(survey["wave"] == 4) & survey["customer_id"].notna()]
    scores = relationship_index(last.drop_duplicates("customer_id")).table
    both = drawn.merge(scores[["customer_id", "score"]], on="customer_id")
    plain = both.groupby("treated")["score"].mean()
    row = care.points["difference"]
    assert row.value == pytest.approx(plain[True] - plain[False], abs=0.6)
    assert row.low < row.value < row.high


def test_without_a_programme_or_birthdays_two_columns_are_left(answers, index, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("customer,date,amount\na,2024-01-02,3\nb,2024-01-03,4\n", encoding="utf-8")
    bare = load(str(orders))
    found = bond_payback(bare, answers, index, LINE, resamples=50)
    assert found.columns == (ASSOCIATION, ADJUSTED)
    assert "age" not in found.confounders
    with pytest.raises(DataProblem):
        care_programme(bare)


def test_a_line_above_everybody_is_refused(kestrel, answers, index):
    with pytest.raises(DataProblem, match="draw the line elsewhere"):
        bond_payback(kestrel, answers, index, 101)


def test_an_experiment_of_another_name_is_refused_with_those_there_are(kestrel):
    with pytest.raises(DataProblem, match="care programme"):
        care_programme(kestrel, name="hugs")


def test_the_programme_behind_the_third_column_is_named_or_said_to_be_missing(paid):
    from dataclasses import replace

    from cvmlab.loyalty.payback.bond_payback import programme_behind

    assert "It moved the index by 8.2 points" in programme_behind(paid).sentence
    with pytest.raises(DataProblem, match="no programme was given out by lot"):
        programme_behind(replace(paid, experiment=None))
