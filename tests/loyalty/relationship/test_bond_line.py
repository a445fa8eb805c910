"""The line drawn elsewhere: shares and ratios by hand, promises judged by rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cvmlab.errors import DataProblem
from cvmlab.loyalty.relationship.bond_line import BETWEEN, REACHED, SHORT, bond_line, plot_bond_line

PROMISED = {"stays": 1.3, "recommend": 1.5}


@pytest.fixture(scope="module")
def regular(index, answers):
    return index.beside(answers.regulars())


@pytest.mark.parametrize("line", [50, 70, 80])
def test_shares_above_and_below_are_counted_by_hand(regular, line):
    found = bond_line(regular, line).table.set_index("outcome")
    above = regular["score"] >= line
    for name in ("stays", "recommend", "move_city"):
        yes = regular[name].astype(float)
        assert found.loc[name, "above"] == pytest.approx(yes[above].mean())
        assert found.loc[name, "below"] == pytest.approx(yes[~above].mean())
        assert found.loc[name, "ratio"] == pytest.approx(yes[above].mean() / yes[~above].mean())


def test_the_same_promise_is_kept_and_broken_by_where_the_line_lies_and_who_is_asked(
    regular, index, answers
):
    everybody = index.beside(answers.table)
    verdict = {
        (who, line): bond_line(rows, line, promised=PROMISED).table["verdict"].iloc[0]
        for who, rows in (("regular", regular), ("all", everybody))
        for line in (70, 80)
    }
    assert verdict["all", 70] == REACHED
    assert verdict["regular", 70] == BETWEEN
    assert verdict["regular", 80] == SHORT


def test_what_was_not_promised_is_not_judged(regular):
    found = bond_line(regular, 70, promised={"stays": 1.3})
    assert list(found.table["verdict"].ne("")) == [True, False, False]
    assert found.sentence.count("promised") == 1


def test_the_interval_of_the_ratio_holds_the_planted_one():
    rng = np.random.default_rng(4)
    held = []
    for _ in range(300):
        score = rng.uniform(0, 100, 500)
        stays = rng.random(500) < np.where(score >= 70, 0.65, 0.5)
        row = bond_line(pd.DataFrame({"score": score, "stays": stays}), 70, {"stays": "stay"}).table
        held.append(row["low"].iloc[0] <= 1.3 <= row["high"].iloc[0])
    assert 0.92 < np.mean(held) < 0.98


def test_a_missing_answer_is_left_out_of_its_outcome_alone(regular):
    holes = regular.astype({"recommend": "Float64"})
    holes.loc[holes.index[:50], "recommend"] = pd.NA
    whole, part = bond_line(regular, 70).table, bond_line(holes, 70).table
    assert part["above"].iloc[0] == whole["above"].iloc[0]
    assert part["below"].iloc[1] != whole["below"].iloc[1]


def test_a_line_with_nobody_above_it_is_refused(regular):
    with pytest.raises(DataProblem, match="either side"):
        bond_line(regular, 100)
    with pytest.raises(DataProblem, match='Did you mean "stays"'):
        bond_line(regular, 70, {"stay": "stay"})


def test_the_picture_says_the_line_and_the_ratios(regular):
    alt = plot_bond_line(bond_line(regular, 70, promised=PROMISED, who="regular customers")).alt
    assert alt.startswith("Line at 70: 263 of 878 regular customers above it, 1.26 times")
    assert "1.53 times (1.30 to 1.80; promised 1.50: within reach)" in alt
