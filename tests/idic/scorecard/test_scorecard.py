"""The scorecard: what is measured, what is missing, and which move comes first."""

from __future__ import annotations

import pandas as pd
import pytest

from cvmlab.data.workspace import load
from cvmlab.errors import DataProblem
from cvmlab.idic.scorecard.indicator import STEPS, Indicator, Move
from cvmlab.idic.scorecard.scorecard import idic_scorecard, scorecard_of
from cvmlab.idic.scorecard.scorecard_picture import plot_moves, plot_scorecard
from cvmlab.idic.scorecard.sources import USED_FOR, scorecard_sources

SURE = Move("Put cards together", 4_000.0, 2_500.0, 5_500.0, "Counted from second welcomes.")
LARGE = Move("Call the best tenth", 9_000.0, -3_000.0, 21_000.0, "Estimated by lot.")
SMALL = Move("Send fewer letters", 3_000.0, 2_900.0, 3_100.0, "Counted.")


def figure(step="identify", name="Duplicate rate", value=0.1, **more):
    settings = {"better": "lower", "unit": "share", "low": 0.08, "high": 0.12, **more}
    return Indicator(step=step, name=name, value=value, **settings)


@pytest.fixture
def card():
    return scorecard_of(
        [
            figure("customize", "Effect against holdout", 3.5, unit="money", low=-1.0, high=8.0,
                   better="higher", move=LARGE, currency="EUR"),
            figure(sentence="One card in ten is somebody's second.", move=SURE),
            figure("interact", "Contacts over the cap", None, low=None, high=None,
                   missing="There is no table contacts.", move=None),
            figure("interact", "Answers used", None, low=None, high=None,
                   missing="There is no table contacts.", move=None),
            figure("differentiate", "Contacts that vary with value", 0.4, better="higher",
                   move=SMALL),
        ],
        currency="EUR",
    )  # fmt: skip


def test_figures_stand_in_the_order_of_the_steps(card):
    assert [one.step for one in card.indicators] == sorted(
        (one.step for one in card.indicators), key=STEPS.index
    )
    assert [one.name for one in card.of_step("interact")] == [
        "Contacts over the cap", "Answers used",
    ]  # fmt: skip
    assert card.table["value"].isna().sum() == 2


def test_the_next_move_is_worth_most_at_the_lower_end_not_in_the_middle(card):
    # The calls promise 9,000 and may lose 3,000; the letters surely bring 2,900; cards 2,500.
    assert [move.what for move in card.moves] == [SMALL.what, SURE.what, LARGE.what]
    assert card.next_move is SMALL
    assert card.next_fact == ("€3k", "a year from the next best move", "€2.9k to €3.1k")
    assert "send fewer letters, worth €3k a year (€2.9k to €3.1k)" in card.sentence


def test_where_nothing_is_sure_the_most_promising_move_is_to_be_tried_by_lot():
    card = scorecard_of([figure(move=LARGE)], currency="EUR")
    assert card.next_move is None
    assert "No move is surely worth its cost" in card.sentence
    assert "call the best tenth: €9k" in card.sentence and "by lot" in card.sentence
    nothing = scorecard_of([figure()])
    assert "No move can be put in money yet." in nothing.sentence


def test_a_move_that_serves_two_figures_stands_once():
    card = scorecard_of([figure(move=SURE), figure("interact", "Other", move=SURE)])
    assert card.moves == (SURE,)


def test_what_is_missing_is_said_once_and_figures_without_value_are_not_measured(card):
    assert card.missing == ("There is no table contacts.",)
    assert card.measured == 3
    assert "3 of 5 figures" in card.sentence
    cells = [row for row in card.summary().cells if row[0] == "Interact"]
    assert all(row[2:4] == ["not measured", "–"] for row in cells)


def test_the_pictures_say_all_their_figures(card):
    shares, moves = plot_scorecard(card), plot_moves(card)
    assert "identify, duplicate rate: 10.0% (8.0% to 12.0%), lower is better" in shares.alt
    assert "holdout" not in shares.alt  # money stands on no scale of shares
    assert "Call the best tenth: €9k (−€3k to €21k)" in moves.alt
    with pytest.raises(DataProblem, match="no figure"):
        plot_scorecard(scorecard_of([figure(value=None)]))
    with pytest.raises(DataProblem, match="no move"):
        plot_moves(scorecard_of([figure()]))


@pytest.fixture(scope="module")
def orders_alone():
    day = pd.date_range("2023-01-02", periods=200, freq="3D").strftime("%Y-%m-%d")
    return load(
        pd.DataFrame(
            {
                "customer": [f"c{n * n % 23}" for n in range(200)],
                "date": day,
                "amount": [5.0 + n % 7 for n in range(200)],
            }
        )
    )


def test_orders_alone_are_measured_as_far_as_they_go_and_the_rest_is_named(orders_alone):
    card = idic_scorecard(orders_alone)
    assert {one.step for one in card.indicators} == set(STEPS)
    assert len(card.indicators) == 8
    for one in card.indicators:
        assert one.measured != bool(one.missing), one
        assert not one.measured or one.sentence
    assert card.missing
    assert all("table" in sentence or "takes" in sentence for sentence in card.missing)


def test_the_sources_name_every_table_and_every_row(orders_alone):
    table = scorecard_sources(orders_alone)
    assert [row[0] for row in table.cells] == list(USED_FOR)
    rows = {row[0]: row[1:3] for row in table.cells}
    assert rows["transactions"] == ["200", "none"]
    assert rows["contacts"] == ["not there", "–"]


def test_a_table_that_cannot_be_read_is_said_not_thrown(tmp_path):
    (tmp_path / "transactions.csv").write_text("customer,date,amount\na,2024-05-06,3\n")
    (tmp_path / "contacts.csv").write_text("when,what\n2024-05-06,a letter\n")
    table = scorecard_sources(load(str(tmp_path)))
    rows = {row[0]: row[1] for row in table.cells}
    assert rows["contacts"] == "cannot be read"
    assert "contacts:" in str(table)
