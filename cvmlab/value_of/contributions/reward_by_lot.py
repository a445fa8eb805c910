"""What a reward for bringing friends really brought, where chance decided who may earn it.

Of the friends who came for a reward, some would have been sent without it. Nobody can say which,
and asking them does not help. But where half of the customers may earn the reward and half may
not, and chance decided it, the half without shows how many come anyway.

Sources: Kumar, Petersen & Leone (2007), "How Valuable Is Word of Mouth?", Harvard Business Review
85(10), on friends who would have joined anyway; Schmitt, Skiera & Van den Bulte (2011), "Referral
Programs and Customer Value", Journal of Marketing 75(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.figures.tables import Table

EVEN = "even number"


@dataclass(frozen=True, eq=False)
class RewardByLot:
    """What the reward brought; see ``reward_by_lot``.

    Attributes
    ----------
    table : DataFrame
        Two rows, "reward" and "no reward": customers, friends (who bought), per_thousand
        customers, low, high (confidence interval of that).
    because, low, high : float
        Share of the rewarded friends who came because of the reward, with its interval.
    paid : float
        Rewards paid, in currency units.
    chance_of_split : float
        How often a fair lot divides customers as unevenly as here, or more so.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    because: float
    low: float
    high: float
    paid: float
    chance_of_split: float
    level: float

    @property
    def anyway(self) -> float:
        """Share of the rewarded friends who would have come without the reward."""
        return 1 - self.because

    @property
    def rewarded(self) -> int:
        """Friends who came while their sender could earn the reward."""
        return int(self.table.loc["reward", "friends"])

    @property
    def additional(self) -> float:
        """Friends who would not have come without the reward."""
        return self.because * self.rewarded

    @property
    def cost_of_one(self) -> tuple[float, float, float]:
        """Rewards paid for one additional friend, with the ends of its interval."""
        shares = np.array([self.because, self.high, max(self.low, 0.0)])
        with np.errstate(divide="ignore"):
            cost, low, high = self.paid / self.rewarded / shares
        return float(cost), float(low), float(high)

    @property
    def sentence(self) -> str:
        """The finding in words."""
        each = self.table["per_thousand"]
        return (
            f"Of a thousand customers who may earn the reward {number(each['reward'], 0)} friends "
            f"came, of a thousand who may not {number(each['no reward'], 0)}. So "
            f"{percent(self.because)} of the {count(self.rewarded)} rewarded friends came because "
            f"of it ({percent(self.level)} confidence interval "
            f"{interval(self.low, self.high, percent)}); the others would have come anyway."
        )

    def summary(self, currency: str | None = None) -> Table:
        """Both halves beside each other, and what an additional friend cost."""
        table = self.table
        frame = pd.DataFrame(
            {
                "By lot": ["may earn the reward", "may not"],
                "Customers": table["customers"],
                "Friends who bought": table["friends"],
                "Of 1,000 customers": table["per_thousand"],
                f"{percent(self.level)} interval": [
                    interval(low, high, lambda x: number(x, 0))
                    for low, high in zip(table["low"], table["high"], strict=True)
                ],
            }
        ).reset_index(drop=True)
        cost, low, high = self.cost_of_one
        split = "as a fair lot gives" if self.chance_of_split > 0.01 else "not as a fair lot gives"
        note = (
            f"{money(self.paid, currency)} of rewards were paid: {money(cost, currency, digits=2)} "
            "for each friend who would not have come otherwise "
            f"({interval(low, high, lambda x: money(x, currency, digits=2))}). Customers were "
            f"divided {split} (chance of a split like this: {percent(self.chance_of_split)}). The "
            "lot decided about the reward, not about being a friend: whether somebody would have "
            "found the firm without any word from a friend it does not tell."
        )
        formats = dict.fromkeys(frame.columns[1:3], count)
        return Table(
            frame, "What the reward brought", note,
            formats={**formats, "Of 1,000 customers": lambda x: number(x, 1)},
        )  # fmt: skip


def reward_by_lot(
    referrals: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    offered: str | pd.Series = EVEN,
    level: float = 0.95,
) -> RewardByLot:
    """Which share of the rewarded friends came because of the reward.

    Parameters
    ----------
    referrals : DataFrame
        One row a friend sent: ``referrer``, ``referee`` (missing: never bought),
        ``reward_offered``, ``reward_paid``.
    customers : DataFrame
        Everybody who was in the lot, by ``customer_id``, also those who sent nobody.
    offered : str or Series of bool
        Who may earn the reward: a column of `customers`, or "even number": those whose id ends on
        an even digit, where numbers were given out in the order of joining.
    level : float
        Confidence level.

    Returns
    -------
    RewardByLot

    Raises
    ------
    DataProblem
        If columns are missing, an arm is empty or sent nobody, or rewards were offered to customers
        who were to have none: then it was no lot.

    Notes
    -----
    because = 1 − ratio, ratio = friends a customer without the reward ÷ with it. Friends come in
    bunches, one customer sending six and most none, so that the variance of each mean is taken from
    the customers and not from a Poisson law; the interval is that of log ratio.

    A friend whom two customers might have sent counts for the one who was first. Where rewarded
    customers merely arrive before others, `because` is too high.
    """
    arm = _arms(referrals, customers, offered)
    came = referrals[referrals["referee"].notna()]
    friends = came.groupby("referrer").size().reindex(customers["customer_id"], fill_value=0)
    friends = friends.to_numpy(float)
    z = float(ndtri((1 + level) / 2))
    rows = []
    for with_reward in (True, False):
        own = friends[arm == with_reward]
        mean, error = own.mean(), own.std(ddof=1) / np.sqrt(len(own))
        spread = np.exp(z * error / mean) if mean else np.nan
        each = 1000 * mean
        rows.append([len(own), int(own.sum()), each, each / spread, each * spread, error / mean])
    columns = ["customers", "friends", "per_thousand", "low", "high", "relative"]
    table = pd.DataFrame(rows, columns=columns, index=["reward", "no reward"])
    if not (table["friends"] > 0).all():
        raise DataProblem(
            [Problem("one half of the lot sent no friend who bought", "wait for more friends.")]
        )
    table = table.astype({"customers": int, "friends": int})
    ratio = table["per_thousand"].iloc[1] / table["per_thousand"].iloc[0]
    error = float(np.hypot(*table.pop("relative")))
    n = len(arm)
    off = abs(table["customers"].iloc[0] - n / 2) - 0.5
    return RewardByLot(
        table=table,
        because=1 - ratio,
        low=1 - ratio * np.exp(z * error),
        high=1 - ratio * np.exp(-z * error),
        paid=float(came["reward_paid"].sum()),
        chance_of_split=float(min(2 * ndtr(-off / (np.sqrt(n) / 2)), 1.0)),
        level=level,
    )


def _arms(referrals: pd.DataFrame, customers: pd.DataFrame, offered: str | pd.Series) -> np.ndarray:
    """Who may earn the reward, one place a customer, after checking everything at once."""
    problems = [
        Problem("this column is not there", "map it, or leave the reward out.", name)
        for name in ("referrer", "referee", "reward_offered", "reward_paid")
        if name not in referrals
    ]
    if "customer_id" not in customers:
        problems.append(Problem("this column is not there", "map it.", "customer_id"))
    elif customers["customer_id"].duplicated().any():
        double = int(customers["customer_id"].duplicated().sum())
        what = "customers who stand there twice"
        problems.append(Problem(what, "keep one row a customer.", "customer_id", double))
    if isinstance(offered, str) and offered != EVEN and offered not in customers:
        what = "no column of this name says who may earn the reward"
        problems.append(Problem(what, f'give a column, or "{EVEN}".', offered))
    if problems:
        raise DataProblem(problems)
    if isinstance(offered, str) and offered == EVEN:
        last = customers["customer_id"].astype(str).str[-1]
        if not last.str.isdigit().all():
            what = "ids that end on no digit, so that none is even"
            bad = last[~last.str.isdigit()]
            raise DataProblem(
                [Problem(what, "give the column that says who may.", "customer_id", len(bad))]
            )
        arm = last.astype(int).to_numpy() % 2 == 0
    else:
        arm = np.asarray(customers[offered] if isinstance(offered, str) else offered, dtype=bool)
    if not 0 < arm.sum() < len(arm):
        raise DataProblem([Problem("nobody, or everybody, may earn the reward", "it is no lot.")])
    may = dict(zip(customers["customer_id"], arm, strict=True))
    said = referrals["reward_offered"].fillna(0) > 0
    drawn = referrals["referrer"].map(may)
    wrong = referrals[drawn.notna() & (drawn.astype("boolean") != said)]
    if len(wrong):
        examples = [str(one) for one in wrong["referrer"].unique()[:3]]
        raise DataProblem(
            [
                Problem(
                    "rewards do not follow the lot", "find out who decided about them: what was "
                    "chosen tells nothing about what the reward does.", "reward_offered",
                    len(wrong), examples,
                )
            ]
        )  # fmt: skip
    return arm
