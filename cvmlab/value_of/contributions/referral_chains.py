"""Who a friend's value belongs to: shared along the chain of who sent whom, counted once.

A sent B, and B sent C. Each is worth 100. Adding to everybody the value of the friends they sent
makes 500 of it (or 600, with friends' friends), while the firm has 300. Here every euro is counted
once: what C is worth is shared among C, B and A, since without any of them the firm would not have
it. That is Shapley's value of the game in which a customer counts only if everybody upstream is
there.

Whether a friend really came through the one who sent them is not certain. A link holds with a
probability, and where it does not the chain ends there: who would have come anyway owes nothing.

Source: Shapley (1953), "A value for n-person games"; on valuing friends without counting twice,
Kumar et al. (2010), "Undervalued or Overvalued Customers: Capturing Total Customer Engagement
Value", Journal of Service Research 13(3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, money
from cvmlab.figures.tables import Table
from cvmlab.value_of.lifetime.cents import whole_cents


@dataclass(frozen=True, eq=False)
class ReferralChains:
    """Every customer's value after sharing; see ``referral_chains``.

    Attributes
    ----------
    table : DataFrame
        One row a customer of `value`: customer_id; value (their own); sent_by; friends (who bought)
        and friends_expected (of these, how many came through them); credited (of friends' value);
        owed_to_senders (a minus); shared (the three added up). Money in currency units, exact to
        the cent.
    set_aside : DataFrame
        Links that were not used, with the reason.
    """

    table: pd.DataFrame
    set_aside: pd.DataFrame
    currency: str

    @property
    def equity(self) -> float:
        """What all customers are worth together; sharing does not change it."""
        return float(self.table["value"].sum())

    @property
    def with_friends_on_top(self) -> float:
        """What comes out if everybody is given the whole value of the friends they sent."""
        value = self.table.set_index("customer_id")["value"]
        sent = self.table["sent_by"].notna()
        return self.equity + float(value[self.table.loc[sent, "customer_id"]].sum())

    @property
    def sentence(self) -> str:
        """What is shared, and what adding friends on top would make of it."""
        links = int(self.table["sent_by"].notna().sum())
        on_top = self.with_friends_on_top - self.equity
        return (
            f"{count(links)} customers were sent by another. What they are still expected to bring "
            f"stands in their own account: {self._cash(on_top)}. Adding it to their senders' as "
            f"well would count it twice; shared along the chains, "
            f"{self._cash(self.table['credited'].sum())} of it moves to who sent them, and the "
            f"whole stays {self._cash(self.equity)}."
        )

    def summary(self, top: int = 10) -> Table:
        """The customers to whom most of their friends' value is credited."""
        best = self.table.nlargest(top, ["credited", "friends"])
        frame = best[
            ["customer_id", "friends", "friends_expected", "value", "credited", "owed_to_senders",
             "shared"]
        ].rename(
            columns={
                "customer_id": "Customer", "friends": "Friends", "value": "Own value",
                "friends_expected": "Came through them", "credited": "Credited",
                "owed_to_senders": "Owed to who sent them", "shared": "Together",
            }
        )  # fmt: skip
        cash = dict.fromkeys(["Own value", "Credited", "Owed to who sent them", "Together"],
                             self._cash)  # fmt: skip
        aside = (
            f" {count(len(self.set_aside))} links were set aside." if len(self.set_aside) else ""
        )
        return Table(
            frame.reset_index(drop=True), "Whose value friends are",
            f"Credited and owed add up to nothing over all customers.{aside}",
            formats={**cash, "Friends": count, "Came through them": lambda x: f"{x:.1f}"},
        )  # fmt: skip

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)


def referral_chains(
    referrals: pd.DataFrame,
    value: pd.Series,
    *,
    because: float = 1.0,
    owed: float = 1.0,
    currency: str = "",
) -> ReferralChains:
    """Share every customer's value along the chain of those who sent them.

    Parameters
    ----------
    referrals : DataFrame
        ``referrer``, ``referee`` (missing: never bought), and ``reward_offered`` where some could
        earn a reward; ``date`` decides which of two senders was first.
    value : Series
        What each customer is expected to bring, by customer_id. Friends without a value there
        have none.
    because : float
        Share of rewarded friends who came because of the reward, as ``reward_by_lot`` finds it.
    owed : float
        Of the other friends, the share that is owed to who sent them, between 0 (all of them would
        have found the firm by themselves) and 1 (none would). No lot tells it: it is an assumption.

    Returns
    -------
    ReferralChains

    Raises
    ------
    DataProblem
        If columns are missing, shares are none, or customers stand there twice.

    Notes
    -----
    A link holds with c = because + (1 − because) × owed where a reward was offered, else c = owed.
    If the links up to the j-th ancestor hold and the next does not, the j + 1 people share the
    value evenly (Shapley); credited is the expectation over links, each holding by itself.

    Examples
    --------
    >>> sent = pd.DataFrame({"referrer": ["A", "B"], "referee": ["B", "C"]})
    >>> worth = pd.Series(100.0, index=["A", "B", "C"])
    >>> referral_chains(sent, worth).table["shared"].tolist()
    [183.33, 83.34, 33.33]
    """
    problems = _problems(referrals, value, because, owed)
    if problems:
        raise DataProblem(problems)
    links, aside = _links(referrals, because, owed)
    ids = value.index.astype(str)
    whole = whole_cents(value.to_numpy(float))
    cents = dict(zip(ids, whole.tolist(), strict=True))
    credited = dict.fromkeys(ids, 0)
    known = set(ids)
    friends, expected, away = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0.0), {}
    for friend, (sender, holds) in links.items():
        if sender in friends:
            friends[sender] += 1
            expected[sender] += holds
        above, parts = _shares(friend, links, cents.get(friend, 0), known)
        for ancestor, part in zip(above, parts, strict=True):
            credited[ancestor] += part
        if friend in known:
            away[friend] = sum(parts)
    table = pd.DataFrame(
        {
            "customer_id": ids,
            "value": whole / 100,
            "sent_by": [links[one][0] if one in links else None for one in ids],
            "friends": [friends[one] for one in ids],
            "friends_expected": [expected[one] for one in ids],
            "credited": [credited[one] / 100 for one in ids],
            "owed_to_senders": [-away.get(one, 0) / 100 for one in ids],
        }
    )
    table["shared"] = (table["value"] + table["credited"] + table["owed_to_senders"]).round(2)
    return ReferralChains(table, aside, currency)


def _shares(
    friend: str, links: dict[str, tuple[str, float]], cents: int, known: set[str]
) -> tuple[list[str], list[int]]:
    """The senders above a friend, and how many cents of the friend's value each is credited."""
    if not cents:
        return [], []
    above, reach, held, here = [], [1.0], 1.0, friend
    while here in links and held > 0:
        here, holds = links[here]
        if here not in known:  # no customer of ours: nobody to credit, and the chain ends
            break
        held *= holds
        above.append(here)
        reach.append(held)
    # Plain numbers: a chain is two or three people long, and there are thousands of them.
    ends = [here - beyond for here, beyond in zip(reach, [*reach[1:], 0.0], strict=True)]
    # Exactly the first j links hold with the chance ends[j]; then j + 1 people share evenly.
    fraction, whole, parts = 0.0, 0, []
    given = 0.0
    for place in range(len(ends) - 1, 0, -1):
        fraction += ends[place] / (place + 1)
        given += fraction
        upto = round(given * cents)  # whole cents that add up to the value
        parts.append(upto - whole)
        whole = upto
    return above, parts[::-1]


def _links(
    referrals: pd.DataFrame, because: float, owed: float
) -> tuple[dict[str, tuple[str, float]], pd.DataFrame]:
    """Who sent each friend, and how surely they came through them; and the links not used."""
    came = referrals[referrals["referee"].notna() & referrals["referrer"].notna()]
    if "date" in came:
        came = came.sort_values("date", kind="stable")
    rewarded = np.zeros(len(came), dtype=bool)
    if "reward_offered" in came:
        rewarded = came["reward_offered"].fillna(0).to_numpy() > 0
    holds = np.where(rewarded, because + (1 - because) * owed, owed)
    links: dict[str, tuple[str, float]] = {}
    aside = []
    pairs = zip(came["referee"].astype(str), came["referrer"].astype(str), holds, strict=True)
    for friend, sender, chance in pairs:
        if friend in links:
            aside.append((sender, friend, "sent by somebody else before"))
        elif _is_above(friend, sender, links):
            aside.append((sender, friend, "would have been sent by their own friend"))
        else:
            links[friend] = (sender, float(chance))
    return links, pd.DataFrame(aside, columns=["referrer", "referee", "reason"])


def _is_above(friend: str, sender: str, links: dict[str, tuple[str, float]]) -> bool:
    """Whether the friend stands somewhere above the sender already."""
    here = sender
    while True:
        if here == friend:
            return True
        if here not in links:
            return False
        here = links[here][0]


def _problems(
    referrals: pd.DataFrame, value: pd.Series, because: float, owed: float
) -> list[Problem]:
    problems = [
        Problem("this column is not there", "map it.", name)
        for name in ("referrer", "referee")
        if name not in referrals
    ]
    for name, share in (("because", because), ("owed", owed)):
        if not 0 <= share <= 1:
            problems.append(Problem(f"{name} is {share}", "give a share between 0 and 1."))
    if value.index.duplicated().any():
        double = int(value.index.duplicated().sum())
        problems.append(Problem("customers who stand there twice", "keep one.", "value", double))
    if not np.isfinite(value.to_numpy(float)).all():
        problems.append(Problem("values that are no numbers", "give 0 for none.", "value"))
    return problems
