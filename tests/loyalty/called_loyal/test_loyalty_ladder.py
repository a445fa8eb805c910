"""Value, satisfaction, retention, relationship: the claim, on staircases and on none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.called_loyal.loyalty_ladder import (
    APART,
    COMMON,
    CONDITION,
    OPEN,
    TOGETHER,
    LoyaltyLadder,
    loyalty_ladder,
)
from cvmlab.loyalty.called_loyal.loyalty_ladder_picture import plot_loyalty_ladder

STEPS = {"value": "a", "satisfaction": "b", "retention": "c", "relationship": "d"}


def staircase(rows: int = 800, slips: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """Everybody stands on the first so many steps; some answers are slips."""
    rng = np.random.default_rng(seed)
    on = rng.integers(0, 5, rows)[:, None] > np.arange(4)
    return pd.DataFrame(on ^ (rng.random((rows, 4)) < slips), columns=list("abcd"))


@pytest.fixture(scope="module")
def regulars(company: pd.DataFrame) -> LoyaltyLadder:
    steps = {"satisfaction": "overall", "retention": "stays", "relationship": "relationship"}
    return loyalty_ladder(company, steps, cuts={"satisfaction": 8, "relationship": 5})


def test_a_staircase_is_recognised() -> None:
    ladder = loyalty_ladder(staircase(), STEPS)
    assert ladder.holds and not ladder.skipped
    assert (ladder.table["without"] == 0).all() and (ladder.table["hold"] == 1).all()
    assert ladder.claimed["broken"] == 0 and not ladder.orders["better"].any()
    assert "a condition of the next" in ladder.sentence


def test_a_few_slips_are_forgiven_and_counted() -> None:
    frame = staircase(slips=0.01)
    ladder = loyalty_ladder(frame, STEPS)
    assert ladder.holds
    without = int((frame["b"] & ~frame["a"]).sum())
    row = ladder.table.iloc[0]
    assert (row["without"], row["on_later"]) == (without, int(frame["b"].sum()))
    assert not loyalty_ladder(frame, STEPS, tolerance=0.005).holds


def test_a_staircase_claimed_upside_down_is_rejected() -> None:
    turned = {name: STEPS[name] for name in reversed(STEPS)}
    ladder = loyalty_ladder(staircase(slips=0.02), turned)
    assert ladder.skipped
    assert ladder.orders["order"].iloc[0] == " → ".join(STEPS)
    assert ladder.orders["better"].iloc[0]
    assert " → ".join(STEPS) in ladder.sentence


def test_steps_that_have_nothing_to_do_with_one_another_are_told() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.random((900, 4)) < 0.5, columns=list("abcd"))
    ladder = loyalty_ladder(frame, STEPS)
    assert set(ladder.table["verdict"]) == {APART}
    assert ladder.table["hold"].abs().max() < 0.15


def test_intervals_of_hold_cover_nothing_where_nothing_is() -> None:
    covered = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(rng.random((300, 2)) < [0.6, 0.4], columns=list("ab"))
        row = loyalty_ladder(frame, {"one": "a", "two": "b"}, seed=seed).table.iloc[0]
        covered += int(row["hold_low"] <= 0 <= row["hold_high"])
    assert covered >= 52  # of 60


def test_what_nearly_everybody_has_proves_nothing() -> None:
    """Few are without it among those on the later step, because few are without it at all."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"a": rng.random(2_000) < 0.95, "b": rng.random(2_000) < 0.5})
    ladder = loyalty_ladder(frame, {"value": "a", "satisfaction": "b"})
    assert ladder.table["verdict"].tolist() == [COMMON]
    assert not ladder.holds and not ladder.skipped
    assert "cannot be told" in ladder.sentence


def test_few_customers_leave_it_open() -> None:
    frame = pd.DataFrame({"a": [True] * 19 + [False] * 21, "b": [True] * 9 + [False] * 30 + [True]})
    ladder = loyalty_ladder(frame, {"value": "a", "satisfaction": "b"})
    assert ladder.table["verdict"].tolist() == [OPEN]
    with pytest.raises(DataProblem, match="too few"):
        loyalty_ladder(frame.head(20), {"value": "a", "satisfaction": "b"})


def test_regulars_skip_steps(regulars: LoyaltyLadder) -> None:
    """Planted: the bond has next to nothing to do with satisfaction among those who come often."""
    pairs = regulars.table.set_index(["earlier", "later"])
    assert pairs.loc[("satisfaction", "relationship"), "share"] > 0.3
    assert regulars.skipped and "skip steps" in regulars.sentence
    assert pairs.loc[("retention", "relationship"), "verdict"] == TOGETHER
    assert CONDITION not in set(pairs["verdict"])


def test_which_order_wins_hangs_on_the_lines() -> None:
    """Equally common steps: cut lower or higher, another step looks like the first."""
    rng = np.random.default_rng(5)
    mood = rng.normal(0, 1, 1_500)
    wide = mood + rng.normal(0, 1, 1_500)
    frame = pd.DataFrame({"a": wide, "b": np.exp(mood + rng.normal(0, 1, 1_500)), "c": mood > 0})
    ladder = loyalty_ladder(frame, {"one": "a", "two": "b", "three": "c"})
    assert ladder.cuts["best"].nunique() > 1
    assert "cannot tell what comes first" in ladder.sentence


def test_every_customer_is_accounted_for() -> None:
    frame = staircase().astype(float)
    frame.iloc[:7, 1] = np.nan
    ladder = loyalty_ladder(frame, STEPS)
    assert (ladder.customers, ladder.left_out) == (793, 7)


def test_all_that_is_wrong_is_said_at_once() -> None:
    frame = staircase().assign(c="yes", d=True)
    with pytest.raises(DataProblem) as caught:
        loyalty_ladder(frame, {**STEPS, "value": "aa"})
    assert len(caught.value.problems) == 2
    with pytest.raises(DataProblem, match="everybody stands"):
        loyalty_ladder(frame, {"value": "a", "relationship": "d"})
    with pytest.raises(ValueError, match="two to five"):
        loyalty_ladder(frame, {"value": "a"})
    with pytest.raises(ValueError, match="not there"):
        loyalty_ladder(staircase(), STEPS, cuts={"worth": 1})


def test_table_sentence_and_picture_agree(regulars: LoyaltyLadder) -> None:
    picture = plot_loyalty_ladder(regulars)
    for row in regulars.table.itertuples():
        assert f"{row.share:.0%}" in picture.alt and f"{row.share:.0%}" in str(regulars.summary())
    assert f"{regulars.claimed['broken']:.0%}" in regulars.sentence
    assert "No staircase" in picture.alt
    assert picture.png[:4] == b"\x89PNG"
    flat = plot_loyalty_ladder(loyalty_ladder(staircase(), STEPS))
    assert flat.alt.startswith("Each step is a condition of the next")
