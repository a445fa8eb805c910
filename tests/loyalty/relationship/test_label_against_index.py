"""The firm's label against the customers' own line: cells by hand, a planted line found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.label_against_index import label_against_index
from cvmlab.loyalty.relationship.label_against_index_picture import plot_label_against_index
from cvmlab.loyalty.relationship.one_column_logit import one_column_logit


def planted(n: int, rng: np.random.Generator, line: float = 65.0) -> pd.DataFrame:
    score = np.clip(rng.normal(58, 16, n), 0, 100)
    yes = rng.random(n) < 1 / (1 + np.exp(-(score - line) / 9))
    gold = rng.random(n) < 0.15
    return pd.DataFrame({"score": score, "move_city": yes, "tier": np.where(gold, "gold", "none")})


@pytest.fixture(scope="module")
def both(index, answers):
    return index.beside(answers.table)


@pytest.fixture(scope="module")
def found(both):
    return label_against_index(both, "previous_tier", "gold")


def test_the_four_cells_hold_everybody(found, both):
    assert found.table["customers"].sum() == len(both)
    assert found.table["share"].sum() == pytest.approx(1)
    gold, close = both["previous_tier"] == "gold", both["score"] >= found.close
    first = both[gold & close]
    row = found.table.iloc[0]
    assert row["customers"] == len(first)
    assert row["own"] == pytest.approx(first["move_city"].astype(float).mean())
    assert (
        found.customers(True) == gold.sum()
        and found.customers(False, False) == (~gold & ~close).sum()
    )


def test_the_line_is_where_half_say_yes(found, both):
    import statsmodels.api as sm

    fit = sm.Logit(both["move_city"].astype(float), sm.add_constant(both["score"])).fit(disp=0)
    assert found.close == pytest.approx(-fit.params["const"] / fit.params["score"])
    near = both[(both["score"] - found.close).abs() < 4]["move_city"].astype(float)
    assert near.mean() == pytest.approx(0.5, abs=0.06)
    assert found.close_low < found.close < found.close_high


def test_the_small_logit_is_that_of_the_library():
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    x = rng.normal(50, 20, 300)
    yes = (rng.random(300) < 1 / (1 + np.exp(-(x - 60) / 15))).astype(float)
    theirs = sm.Logit(yes, sm.add_constant(x)).fit(disp=0)
    ours = one_column_logit(x, yes)
    assert ours is not None
    assert (ours.constant, ours.slope) == pytest.approx(tuple(theirs.params))
    assert np.allclose(ours.cov, theirs.cov_params(), rtol=1e-5)
    low, high = ours.interval(np.array([60.0]), 0.95)
    assert low[0] < ours.at(np.array([60.0]))[0] < high[0]


def test_a_line_that_nobody_can_draw_is_none():
    assert one_column_logit(np.arange(6.0), np.ones(6)) is None
    assert one_column_logit(np.arange(6.0), (np.arange(6) > 2).astype(float)) is None


def test_the_interval_of_the_line_holds_the_planted_one():
    rng = np.random.default_rng(11)
    held = []
    for _ in range(400):
        one = label_against_index(planted(300, rng), "tier", "gold")
        held.append(one.close_low <= 65 <= one.close_high)
    assert 0.92 < np.mean(held) < 0.98


def test_at_kestrel_most_gold_customers_would_not_call_it_a_relationship(found):
    assert found.close == pytest.approx(70, abs=1)
    assert found.close_of_labelled[2] < 0.5
    assert found.verdict.startswith("Most gold customers would not call it a relationship")
    assert found.labelled_of_close[0] < 0.15
    own = found.table.set_index(["labelled", "close"])["own"]
    assert own[True, True] == pytest.approx(own[False, True], abs=0.05)  # the bond, not the card


def test_a_label_that_is_the_bond_is_said_to_be():
    rng = np.random.default_rng(2)
    frame = planted(600, rng)
    frame["tier"] = np.where(frame["score"] > 68, "gold", "none")
    told = label_against_index(frame, "tier", "gold").verdict
    assert told.startswith("Most gold customers have a bond; more often")


def test_a_few_labelled_customers_settle_nothing():
    rng = np.random.default_rng(3)
    frame = planted(300, rng)
    frame["tier"] = np.where(np.arange(300) < 6, "gold", "none")
    told = label_against_index(frame, "tier", "gold", close=58).verdict
    assert "cannot be told" in told and "is not shown" in told


def test_the_line_may_be_set(both):
    at_50 = label_against_index(both, "previous_tier", "gold", close=50, own=None)
    assert (at_50.close, at_50.found) == (50, False)
    assert "as it was set" in at_50.line
    assert at_50.close_of_labelled[0] > 0.6
    assert at_50.table["own"].isna().all() and len(at_50.summary().header) == 3
    with pytest.raises(ValueError, match="give close"):
        label_against_index(both, "previous_tier", "gold", own=None)


def test_no_line_is_drawn_where_half_never_say_yes():
    rng = np.random.default_rng(2)
    frame = planted(400, rng).assign(move_city=rng.random(400) < 0.05)
    with pytest.raises(DataProblem, match="set the line yourself"):
        label_against_index(frame, "tier", "gold")


def test_unknown_labels_and_columns_are_named(both):
    with pytest.raises(DataProblem, match="choose one of: bronze, gold, silver"):
        label_against_index(both, "previous_tier", "platinum")
    with pytest.raises(DataProblem, match='Did you mean "previous_tier"'):
        label_against_index(both, "previous_teir", "gold")


def test_the_picture_says_both_shares_and_the_line(found):
    alt = plot_label_against_index(found).alt
    assert alt.startswith("29% of those called gold have a close bond, and 24% of the others")
    assert "The customers draw the line: at 70 of 100" in alt
