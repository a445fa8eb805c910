"""What a friend to come is worth to the account of the one who sends them.

A lot decided which cards may offer a reward, so it says which share of the rewarded friends came
*because of* it. Those are worth a new customer. The others would have joined anyway: with them the
firm saves what winning them would have cost. Whether they would have come without the *friendship*
no lot has tried: that share is ``owed``, and stated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.total.assumptions import Assumptions
from cvmlab.value_of.total.spread import Ends, exactly


@dataclass(frozen=True)
class FriendWorth:
    """What one friend to come adds, and how much of that is assumed.

    Attributes
    ----------
    ends : Ends
        Euros a friend, with the ends of the interval.
    assumed : float
        The part of it that rests on ``owed`` and the saved acquisition cost.
    """

    ends: Ends
    assumed: float


def friend_worth(
    newcomer: Ends, because: Ends, assumptions: Assumptions, *, offered: bool
) -> FriendWorth:
    """Euros that one expected friend adds to the sender's account.

    With b the share that came because of the reward (0 where none may be offered), w what is owed
    of the others, V the value of a new customer, S the saved acquisition cost and R the reward::

        b (V - R) + (1 - b) [w V + (1 - w) S - R]

    Parameters
    ----------
    newcomer : Ends
        The expected margin of a new customer won by referral, discounted.
    because : Ends
        Share of the rewarded friends who came because of the reward, from the lot.
    assumptions : Assumptions
        ``owed``, the saved acquisition cost, the reward.
    offered : bool
        Whether the sender may offer the reward.

    Raises
    ------
    DataProblem
        When the share is none.

    Examples
    --------
    >>> from cvmlab.value_of.total.assumptions import account_assumptions
    >>> said = account_assumptions({"saved acquisition cost": 20, "reward for a friend": 10})
    >>> worth = friend_worth(exactly(100.0), exactly(0.5), said, offered=True)
    >>> float(worth.ends.value), worth.assumed
    (50.0, 10.0)
    """
    if not 0 <= float(because.value) <= 1:
        raise DataProblem(
            [Problem(f"the share because of the reward is {float(because.value):g}",
                     "give a share between 0 and 1.", "because")]
        )  # fmt: skip
    owed = assumptions.owed
    share = because if offered else exactly(0.0)
    reward = assumptions.reward if offered else exactly(0.0)
    parts = [newcomer, share, assumptions.saved, reward]

    def worth(v: float, b: float, s: float, r: float) -> float:  # as in the formula above
        return b * v + (1 - b) * (owed * v + (1 - owed) * s) - r

    centre = [float(part.value) for part in parts]
    value = worth(*centre)
    below = above = 0.0
    # One amount at a time goes to its ends: each errs by itself, and counts once.
    for i, part in enumerate(parts):
        moves = []
        for end in (part.low, part.high):
            at = centre.copy()
            at[i] = float(end)
            moves.append(worth(*at) - value)
        below += min(*moves, 0.0) ** 2
        above += max(*moves, 0.0) ** 2
    ends = Ends(np.asarray(value), np.asarray(value - below**0.5), np.asarray(value + above**0.5))
    v, b, s, _ = centre
    return FriendWorth(ends, (1 - b) * (owed * v + (1 - owed) * s))
