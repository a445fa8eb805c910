"""A friend to come: worth a customer if the reward brought them, the saved cost if not."""

from __future__ import annotations

import numpy as np
import pytest

from cvmlab.errors import DataProblem
from cvmlab.value_of.total.account import as_ends
from cvmlab.value_of.total.assumptions import account_assumptions
from cvmlab.value_of.total.friends import friend_worth

V, B, S, R = 118.0, 0.54, 19.0, 10.0
SAID = {"saved acquisition cost": S, "reward for a friend": R}


def worth(owed, offered, v=V, b=B):
    said = account_assumptions({**SAID, "owed": owed})
    return friend_worth(as_ends(v), as_ends(b), said, offered=offered)


@pytest.mark.parametrize("owed", [0.0, 0.5, 1.0])
def test_with_a_reward_it_is_the_formula_worked_by_hand(owed):
    by_hand = B * (V - R) + (1 - B) * (owed * V + (1 - owed) * S - R)
    found = worth(owed, True)
    assert found.ends.value == pytest.approx(by_hand)
    assert found.assumed == pytest.approx((1 - B) * (owed * V + (1 - owed) * S))


def test_without_a_reward_nobody_came_because_of_one_and_none_is_paid():
    assert worth(0, False).ends.value == pytest.approx(S)
    assert worth(1, False).ends.value == pytest.approx(V)


def test_where_all_would_have_come_anyway_only_the_saved_cost_less_the_reward_is_left():
    assert worth(0, True, b=0.0).ends.value == pytest.approx(S - R)
    assert worth(0, True, b=1.0).ends.value == pytest.approx(V - R)


@pytest.mark.parametrize("owed", [0.0, 0.4, 1.0])
def test_its_ends_are_those_of_drawing_every_amount(owed):
    rng = np.random.default_rng(3)
    v, b, s = (m + e * rng.standard_normal(200_000) for m, e in ((V, 5), (B, 0.03), (S, 1.2)))
    z = 1.96
    said = account_assumptions(
        {
            "owed": owed,
            "reward for a friend": R,
            "saved acquisition cost": {"euros": S, "low": S - z * 1.2, "high": S + z * 1.2},
        }
    )
    found = friend_worth(
        as_ends((V, V - z * 5, V + z * 5)), as_ends((B, B - z * 0.03, B + z * 0.03)), said,
        offered=True,
    ).ends  # fmt: skip
    draws = b * v + (1 - b) * (owed * v + (1 - owed) * s) - R
    assert [found.low, found.high] == pytest.approx(np.quantile(draws, [0.025, 0.975]), rel=0.02)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(DataProblem, match="between 0 and 1"):
        worth(0, True, b=1.2)
