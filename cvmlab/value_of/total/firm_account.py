"""A firm's accounts from its own tables in one call, and again under other assumptions.

What the account needs is worked out once (values, cost to serve, expected contributions, the lot of
the reward, chains of referrals); another assumption only adds up anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from cvmlab.data.workspace import Workspace
from cvmlab.errors import DataProblem
from cvmlab.value_of.contributions.expected_contributions import ExpectedContributions
from cvmlab.value_of.contributions.reward_by_lot import RewardByLot
from cvmlab.value_of.lifetime.cost_to_serve import CostToServe
from cvmlab.value_of.lifetime.customer_values import CustomerValues, current_values
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.account import total_value
from cvmlab.value_of.total.account_result import TotalValue
from cvmlab.value_of.total.assumptions import OWED_SHARE, Assumptions
from cvmlab.value_of.total.firm_chains import chains_with_ends
from cvmlab.value_of.total.firm_lines import (
    cost_to_come,
    ends_of,
    frame_of,
    given_of,
    may_offer,
    newcomer_of,
    potential_of,
    reward_of,
    serving_of,
    suggested_assumptions,
)
from cvmlab.value_of.total.one_account import Account
from cvmlab.value_of.total.spread import Ends
from cvmlab.value_of.wallet.potential_result import AttainableValue


@dataclass(frozen=True, eq=False)
class FirmAccount:
    """Everything the account of a firm's customers is made from; see ``firm_account``.

    Attributes
    ----------
    values : CustomerValues
    given : ExpectedContributions or None
    reward : RewardByLot or None
    serving : CostToServe or None
    newcomer : Ends or None
        What a new customer won by referral will bring, less what serving costs, with its ends.
    assumptions : Assumptions
        Those that the firm's own tables suggest: the reward paid, and what other customers cost to
        win. No kind of contribution has a price.
    missing : tuple of str
        Lines left blank, and why.
    """

    values: CustomerValues
    given: ExpectedContributions | None
    reward: RewardByLot | None
    serving: CostToServe | None
    newcomer: Ends | None
    assumptions: Assumptions
    missing: tuple[str, ...]
    potential: AttainableValue | None = field(repr=False)
    cost: pd.DataFrame | None = field(repr=False)
    referrals: pd.DataFrame | None = field(repr=False)
    offered: pd.Series | None = field(repr=False)
    _kept: dict[str, TotalValue] = field(default_factory=dict, repr=False)
    _shared: dict[float, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def account(self) -> TotalValue:
        """The accounts with no price stated, friends' friendship owed nothing."""
        return self.under()

    def under(self, changes: Mapping[str, Any] | None = None) -> TotalValue:
        """The accounts under other assumptions: prices, ``owed``, the saved acquisition cost.

        Parameters
        ----------
        changes : mapping, optional
            As in ``account_assumptions``; None takes a price away.
        """
        said = self.assumptions.but(changes or {})
        key = said.table.to_csv()
        if key not in self._kept:
            self._kept[key] = self._account(said)
        return self._kept[key]

    def of(self, customer: str, changes: Mapping[str, Any] | None = None) -> Account:
        """The account of one customer."""
        return self.under(changes).of(customer)

    def measures(self, assumptions: Mapping[str, Mapping[str, Any]] | None = None) -> pd.DataFrame:
        """What customers can be ranked by: a row a customer, a column a measure.

        Parameters
        ----------
        assumptions : mapping of name to changes, optional
            One column of total value for each; by default nothing of a friendship owed, half of
            it, and all.

        Returns
        -------
        DataFrame
            ``last year's margin``, ``historic value``, ``purchases to come``, and total values.
        """
        sets = DEFAULT_SETS if assumptions is None else assumptions
        rows = self.values.table.set_index("customer_id")
        found = {
            "last year's margin": rows["last_year"],
            of.HISTORIC: rows["historic"],
            of.PURCHASES: rows["value"],
        }
        found |= {name: self.under(changes).totals for name, changes in sets.items()}
        return pd.DataFrame(found).fillna(0.0).rename_axis("customer_id")

    def _account(self, said: Assumptions) -> TotalValue:
        because = None if self.reward is None else ends_of(self.reward)
        return total_value(
            self.values,
            contributions=self.given,
            chains=None if because is None else self._chains(said.owed, because),
            potential=self.potential,
            cost_to_serve=self.cost,
            newcomer=self.newcomer,
            because=because,
            offered=self.offered,
            assumptions=said,
            totals={} if self.potential is None else {
                of.WALLET: (self.potential.total, self.potential.low, self.potential.high)
            },
        )  # fmt: skip

    def _chains(self, owed: float, because: Ends) -> pd.DataFrame:
        """Chains of friends: prices change, chains do not, so they are kept."""
        assert self.referrals is not None  # there is no lot without them
        if owed not in self._shared:
            self._shared[owed] = chains_with_ends(self.referrals, self.values, owed, because)
        return self._shared[owed]

    @property
    def sentence(self) -> str:
        """What all customers are worth, and which lines could not be filled."""
        text = self.account.sentence
        return f"{text} Left blank: {'; '.join(self.missing)}." if self.missing else text

    def __repr__(self) -> str:
        return self.sentence


DEFAULT_SETS: dict[str, dict[str, Any]] = {
    "total value, friendship owed nothing": {OWED_SHARE: 0.0},
    "total value, friendship owed half": {OWED_SHARE: 0.5},
    "total value, friendship owed all": {OWED_SHARE: 1.0},
}
# Kept as long as the workspace is.
_KEPT: WeakKeyDictionary[Workspace, FirmAccount] = WeakKeyDictionary()


def firm_account(ws: Workspace) -> FirmAccount:
    """What a firm's customers are worth in all, from its own tables: worked out once.

    Parameters
    ----------
    ws : Workspace
        Orders; and where there are any: customers, contributions, referrals, contacts, service
        events, acquisition costs, assignments, survey.

    Returns
    -------
    FirmAccount
        ``.account`` holds the accounts, ``.under({...})`` those under other assumptions.

    Raises
    ------
    DataProblem
        When the orders cannot be valued. Whatever else is missing leaves its line blank.
    """
    if ws not in _KEPT:
        _KEPT[ws] = _worked_out(ws)
    return _KEPT[ws]


def _worked_out(ws: Workspace) -> FirmAccount:
    values = current_values(ws)
    missing: list[str] = []
    customers = frame_of(ws, "customers")
    referrals = frame_of(ws, "referrals")
    serving = _try(of.SERVING, missing, lambda: serving_of(ws))
    cost = None if serving is None else cost_to_come(serving, values)
    reward = _try(of.FRIENDS, missing, lambda: reward_of(referrals, customers))
    offered = newcomer = None
    if reward is not None and customers is not None:
        ids = customers["customer_id"].astype(str)
        offered = pd.Series(may_offer(ids), index=pd.Index(ids))
        newcomer = _try(of.FRIENDS, missing, lambda: newcomer_of(values, customers, cost))
    given = _try("contributions", missing, lambda: given_of(ws, values, offered))
    potential = _try(of.WALLET, missing, lambda: potential_of(ws, values))
    return FirmAccount(
        values=values, given=given, reward=reward, serving=serving, newcomer=newcomer,
        assumptions=suggested_assumptions(ws, referrals, values.currency), missing=tuple(missing),
        potential=potential, cost=cost, referrals=referrals, offered=offered,
    )  # fmt: skip


def _try(line: str, missing: list[str], work: Any) -> Any:
    """What a line needs; where the firm's tables do not give it, the line stays blank."""
    try:
        found = work()
    except DataProblem as problem:
        missing.append(f"{line} ({problem.problems[0].what})")
        return None
    if found is None:
        missing.append(f"{line} (no table for it)")
    return found
