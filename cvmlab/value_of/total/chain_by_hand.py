"""One chain of friends worked out by hand: what adding counts twice, and what sharing leaves.

A sent B, B sent C. What C is worth stands behind all three: without A there is no B, and without B
no C. Shared evenly along the chain every euro is counted once (Shapley 1953, "A value for n-person
games"); with each link taken as certain, it is a sum that a pencil can do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.value_of.contributions.referral_chains import ReferralChains

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ChainByHand:
    """One chain, from the first sender to the last friend.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a person, the first sender first: ``customer_id``; ``own``, what they are expected
        to bring; ``on_top``, their own and that of the friend they sent, as a careless sum has
        it; ``shared``, after every value was shared evenly along the chain. Exact
        to the cent.
    currency : str
        ISO code, or empty.
    """

    table: pd.DataFrame
    currency: str

    @property
    def own(self) -> str:
        """Who sent whom, and what each is expected to bring: all that a pencil needs."""
        ids, own = list(self.table["customer_id"]), [self._cash(x) for x in self.table["own"]]
        sent = ", who sent ".join(ids[1:])
        return f"{ids[0]} sent {sent}. By themselves they are worth {_listed(own)}."

    @property
    def sentence(self) -> str:
        """The same chain added up carelessly, and shared."""
        whole, added = self.table["own"].sum(), self.table["on_top"].sum()
        shared = [self._cash(x) for x in self.table["shared"]]
        return (
            f"{self.own} Give each the friend they sent on top, and the {len(self.table)} "
            f"accounts make {self._cash(added)}, while the firm has {self._cash(whole)}. Shared "
            f"along the chain they are {_listed(shared)}: {self._cash(whole)} again."
        )

    def summary(self) -> Table:
        """The chain as a table with its sums."""
        from cvmlab.figures.tables import Table

        rows = self.table.copy()
        rows.loc[len(rows)] = ["together", *rows[["own", "on_top", "shared"]].sum()]
        names = {
            "customer_id": "Customer",
            "own": "Own value to come",
            "on_top": "With the friend on top",
            "shared": "Shared along the chain",
        }
        return Table(
            rows.rename(columns=names).reset_index(drop=True),
            title="A chain of friends, counted twice and counted once",
            note="Every link is taken as certain. What somebody is worth is shared evenly by them "
            "and all who stand before them.",
            formats=dict.fromkeys(list(names.values())[1:], self._cash),
            total_row=True,
        )

    def _cash(self, amount: float) -> str:
        return partial(money, currency=self.currency or None, digits=2)(amount)


def chain_by_hand(chains: ReferralChains, *, place: int = 1, people: int = 3) -> ChainByHand:
    """Work out the most valuable chain of friends (or the next) as if every link were certain.

    Parameters
    ----------
    chains : ReferralChains
        What :func:`~cvmlab.value_of.contributions.referral_chains.referral_chains` returned.
    place : int
        1 for the chain whose least valuable member is worth most, 2 for the next.
    people : int
        How long the chain is, the first sender included, who was sent by nobody.

    Returns
    -------
    ChainByHand

    Raises
    ------
    DataProblem
        When there are not so many chains.

    Notes
    -----
    The j-th of a chain, worth v_j, is shared by j people: the i-th gets v_i/i + … + v_n/n.

    Examples
    --------
    >>> from cvmlab.value_of.contributions.referral_chains import referral_chains
    >>> sent = pd.DataFrame({"referrer": ["A", "B"], "referee": ["B", "C"]})
    >>> chains = referral_chains(sent, pd.Series(100.0, index=["A", "B", "C"]))
    >>> chain_by_hand(chains).table["shared"].tolist()
    [183.33, 83.34, 33.33]
    """
    if place < 1 or people < 2:
        raise ValueError("the first chain is place 1, and it takes two people to make one")
    table = chains.table.set_index("customer_id")
    sender = table["sent_by"].dropna().to_dict()
    value = table["value"].to_dict()
    found = []
    for last in sender:
        chain = [last]
        while chain[0] in sender and len(chain) <= people:
            chain.insert(0, sender[chain[0]])
        if len(chain) == people and all(one in value for one in chain):
            found.append((min(value[one] for one in chain), chain))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    if len(found) < place:
        raise one_problem(
            f"there are {len(found)} chains of {people} customers who sent one another",
            "look at shorter chains: people=2.",
        )
    chain = found[place - 1][1]
    cents = [round(100 * value[one]) for one in chain]
    shared = [0] * people
    for j, whole in enumerate(cents):
        bounds = [round(whole * k / (j + 1)) for k in range(j + 2)]
        for i in range(j + 1):
            shared[j - i] += bounds[i + 1] - bounds[i]
    on_top = [sum(cents[i : i + 2]) for i in range(people)]
    return ChainByHand(
        pd.DataFrame(
            {
                "customer_id": chain,
                "own": [one / 100 for one in cents],
                "on_top": [one / 100 for one in on_top],
                "shared": [one / 100 for one in shared],
            }
        ),
        chains.currency,
    )


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
