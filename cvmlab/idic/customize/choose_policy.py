"""A rule is chosen on some customers and valued on others: the winner's value is flattered by luck.

Of twenty rules that are all worth the same, the one that looks best has had the best luck, on the
customers on whom it was compared. On others the luck is gone. So half of the customers choose, the
other half say what the choice is worth; then the halves change places, and nobody is wasted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.foretold import FOLDS, Foretold, foretold, parts
from cvmlab.idic.customize.policy import (
    NOBODY,
    RISK,
    UPLIFT,
    Policy,
    Ranked,
    drawn_line,
    ranked,
)
from cvmlab.idic.customize.policy_value import Method, policy_value
from cvmlab.idic.customize.policy_value_result import PolicyValue
from cvmlab.idic.customize.trial_data import TrialData

CHOSEN = "chosen"
_CUTS = 20  # a trial that is cut once is cut to a twentieth


@dataclass(frozen=True, eq=False)
class ChosenPolicy:
    """A rule chosen on some customers and valued on others; see ``choose_policy``.

    Attributes
    ----------
    names : tuple of str
        The rule that each choosing part chose: one, or one a turn.
    value : PolicyValue
        Every rule, and the chosen one as "chosen", on customers who had no say in it.
    customers : Series
        Who those are, in their order.
    treats : dict of str to array of bool
        Whom each rule treats among them.
    on_choosing : float
        Gain a head over nobody of the winner on the customers that chose it: too good.
    scores : dict of str to array
        What each rule ranked these customers by.
    """

    names: tuple[str, ...]
    value: PolicyValue
    customers: pd.Series = field(repr=False)
    treats: dict[str, np.ndarray] = field(repr=False)
    on_choosing: float
    scores: dict[str, np.ndarray] = field(repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """The rules' values, as :attr:`PolicyValue.table`."""
        return self.value.table

    @property
    def gain(self) -> tuple[float, float, float]:
        """Net gain a head of the chosen rule over treating nobody, low, high."""
        return self.value.difference(CHOSEN, NOBODY)

    @property
    def flattered(self) -> float:
        """By how much the winner looked better on the customers that chose it."""
        return self.on_choosing - self.gain[0]

    def difference(self, one: str, other: str = CHOSEN) -> tuple[float, float, float]:
        """What one rule brings a head more than another, with its interval."""
        return self.value.difference(one, other)

    @property
    def sentence(self) -> str:
        """What was chosen, what it looked like, and what it is worth."""
        cash = self.value._cash
        gain, low, high = self.gain
        who = " and ".join(f'"{name}"' for name in dict.fromkeys(self.names))
        text = f"Chosen: {who}. "
        if set(self.names) == {NOBODY}:
            return f"{text}No rule looked better than treating nobody."
        text += (
            f"On the customers that chose it, it looked worth {cash(self.on_choosing)} a head; on "
            f"the {count(len(self.customers))} who had no say, {cash(gain)} over treating nobody, "
            "its cost paid"
        )
        if np.isnan(low):
            return f"{text}; too few were treated as it would to say how sure that is."
        text += f" ({percent(self.value.level)} interval {interval(low, high, cash)})."
        return text if low > 0 else f"{text} The interval includes no gain at all."

    def of(self, customer: str) -> pd.Series:
        """Which rules would treat one customer."""
        here = np.flatnonzero((self.customers == customer).to_numpy())
        if not len(here):
            raise one_problem(f"{customer} is not among those valued", "name one who is.")
        return pd.Series({name: bool(flags[here[0]]) for name, flags in self.treats.items()})

    def summary(self) -> Table:
        """The rules' values as a table to read."""
        shown = self.value.summary()
        return Table(shown.frame, "Chosen on one part, valued on another", self.sentence,
                     formats=shown.formats)  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence


def choose_policy(
    trial: TrialData,
    candidates: Sequence[Policy],
    *,
    share_for_choice: float = 0.5,
    swap: bool = True,
    method: Method = "dr",
    level: float = 0.95,
    seed: int = 0,
) -> ChosenPolicy:
    """Choose among rules on one part of a trial, and value the choice on the other.

    Parameters
    ----------
    trial : TrialData
    candidates : sequence of Policy
        The rules; treating nobody is always one.
    share_for_choice : float
        Share of customers that learn and choose.
    swap : bool
        Let the parts change places, so that all customers are valued: once with halves, four times
        with a share of .8, and so on; other shares are cut once.
    method : {"dr", "ips", "snips"}
        See :func:`policy_value`.
    level : float
        Confidence level.
    seed : int
        Makes the parts reproducible.

    Returns
    -------
    ChosenPolicy

    Raises
    ------
    DataProblem
        As in :func:`policy_value` and :func:`uplift`.

    Notes
    -----
    Rules are learned on the choosing part, compared there by scores out of fold, and applied to the
    other part. With ``swap`` the value is that of choosing so, over all turns, and the error of a
    rule that was chosen or learned is that of one turn: turns that choose each other's judges go
    together, and pooled as if they did not, intervals of 95% held 91 times in 100
    (measured). Choosing and valuing on the same customers overstates the winner: Cawley and Talbot
    (2010, "On over-fitting in model selection and subsequent selection bias in performance
    evaluation").
    """
    if not 0 < share_for_choice < 1:
        raise ValueError("share_for_choice must lie between 0 and 1")
    names = [policy.called for policy in candidates]
    if len(set(names)) < len(names) or CHOSEN in names or not names:
        raise ValueError("give each candidate its own name, other than 'chosen'")
    rules = {policy.called: policy for policy in candidates}
    rules.setdefault(NOBODY, Policy(NOBODY))
    turns = _turns(trial, share_for_choice, swap, seed)
    known = foretold(trial, folds=FOLDS, seed=seed) if method == "dr" else None
    winners: list[str] = []
    looked: list[float] = []
    valued: list[np.ndarray] = []
    treated: dict[str, list[np.ndarray]] = {}
    scores: dict[str, list[np.ndarray]] = {}
    for choosing, valuing in turns:
        here, there = trial.of(choosing), trial.of(valuing)
        learned: dict[tuple[str, str], Ranked] = {}
        at_home, away, by = {}, {}, {}
        for name, policy in rules.items():
            key = (policy.rank, policy.learner)
            if key not in learned:
                learned[key] = ranked(policy, here, seed=seed)
            theirs = learned[key].of(there)
            at_home[name] = drawn_line(policy, learned[key].own, trial.cost, seed=seed)
            away[name], by[name] = drawn_line(policy, theirs, trial.cost, seed=seed), theirs
        told = None if known is None else foretold(here, seed=seed)
        first = policy_value(at_home, here, method=method, level=level, known=told)
        winner = first.best
        away[CHOSEN], by[CHOSEN] = away[winner], by[winner]
        winners.append(winner)
        looked.append(first.difference(winner, NOBODY)[0])
        valued.append(np.flatnonzero(valuing))
        for name, mine in away.items():
            treated.setdefault(name, []).append(mine)
            scores.setdefault(name, []).append(by[name])
    order = np.argsort(np.concatenate(valued), kind="stable")
    rows = np.concatenate(valued)[order]
    turn_of = np.repeat(np.arange(len(valued)), [len(part) for part in valued])[order]
    flags = {name: np.concatenate(found)[order] for name, found in treated.items()}
    ranks = {name: np.concatenate(found)[order] for name, found in scores.items()}
    others = trial.of(rows)
    value = policy_value(flags, others, method=method, level=level,
                         known=None if known is None else _rows(known, rows))  # fmt: skip
    fixed = {name for name, policy in rules.items() if policy.rank not in (UPLIFT, RISK)}
    value = replace(value, turns=turn_of, learned=frozenset(set(flags) - fixed))
    return ChosenPolicy(tuple(winners), value, others.customer_id, flags,
                        float(np.mean(looked)), ranks)  # fmt: skip


def _turns(
    trial: TrialData, share: float, swap: bool, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Who chooses and who is valued, turn by turn."""
    rounds = 1 / (1 - share)
    if swap and abs(rounds - round(rounds)) < 1e-6:
        part = parts(trial, round(rounds), seed)
        return [(part != k, part == k) for k in range(round(rounds))]
    cut = parts(trial, _CUTS, seed) < round(_CUTS * share)
    return [(cut, ~cut)]


def _rows(known: Foretold, rows: np.ndarray) -> Foretold:
    return Foretold(known.expected[rows], known.control[rows], known.treated[rows],
                    known.pseudo[rows], known.noise[rows], known.scaled)  # fmt: skip
