"""Rules for treating, side by side: what each would bring a head, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, count, interval, money, percent
from cvmlab.figures.tables import Table

NOBODY = "nobody"
FEWEST_EFFECTIVE = 30  # customers; worth fewer than that, an interval would promise too much
_METHODS = {"dr": "doubly robust", "ips": "inverse propensity score",
            "snips": "self-normalised inverse propensity score"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class PolicyValue:
    """Values of rules for treating; see ``policy_value``.

    Attributes
    ----------
    rules : DataFrame
        One row a rule: ``policy, treated`` (share), ``effective`` (sample size),
        ``effective_treated`` (among those it treats), ``matched`` (share treated as it would).
    each : dict of str to array
        One number a customer and rule; its mean is the rule's value a head.
    method : str
    cost : float
    level : float
    currency : str
    turns : array of int, optional
        Where rules were learned in several turns: in which turn each customer was valued.
    learned : frozenset of str
        The rules that differ from turn to turn.
    """

    rules: pd.DataFrame
    each: dict[str, np.ndarray] = field(repr=False)
    method: str
    cost: float
    level: float
    currency: str
    turns: np.ndarray | None = field(default=None, repr=False)
    learned: frozenset[str] = frozenset()

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a rule, the best first: ``policy, treated, value, low, high`` (a head, net of the
        treatment's cost), ``gain, gain_low, gain_high`` (over treating nobody), ``effective,
        effective_treated, matched``. Ends are NaN where too few stand for a rule."""
        rows = []
        for rule in self.rules.itertuples():
            value = self._mean(self.each[rule.policy], rule.effective, rule.policy in self.learned)
            rows.append((rule.policy, rule.treated, *value, *self.difference(rule.policy, NOBODY),
                         rule.effective, rule.effective_treated, rule.matched))  # fmt: skip
        columns = ["policy", "treated", "value", "low", "high", "gain", "gain_low", "gain_high",
                   "effective", "effective_treated", "matched"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns)
        return frame.sort_values("gain", ascending=False, kind="stable").reset_index(drop=True)

    def of(self, policy: str) -> pd.Series:
        """One rule's row."""
        self._check(policy)
        return self.table.set_index("policy").loc[policy]

    def difference(self, one: str, other: str) -> tuple[float, float, float]:
        """What one rule brings a head more than another, with its interval: customer by customer.

        Parameters
        ----------
        one, other : str
            Names of rules.
        """
        self._check(one, other)
        gap = self.each[one] - self.each[other]
        if not gap.any():
            return 0.0, 0.0, 0.0
        sizes = self.rules.set_index("policy")["effective_treated"]
        known = [sizes[name] for name in (one, other) if not math.isnan(sizes[name])]
        return self._mean(gap, min(known), bool(self.learned & {one, other}))

    def _mean(
        self, each: np.ndarray, effective: float, learned: bool
    ) -> tuple[float, float, float]:
        """A mean and its interval; ends are NaN where too few stand for it."""
        mean = float(each.mean())
        if effective < FEWEST_EFFECTIVE:
            return mean, math.nan, math.nan
        t = float(stdtrit(effective - 1, 0.5 + self.level / 2))
        half = t * self._error(each, learned)
        return mean, mean - half, mean + half

    def _error(self, each: np.ndarray, learned: bool) -> float:
        # The part that judges one turn chooses in the next: where luck makes both turns agree,
        # both values are too high. So their errors are added up as if they always went together.
        one = np.zeros(len(each), dtype=int)
        turns = self.turns if learned and self.turns is not None else one
        parts = [each[turns == turn] for turn in np.unique(turns)]
        return sum(float(p.std(ddof=1)) * math.sqrt(len(p)) for p in parts) / len(each)

    def _check(self, *names: str) -> None:
        for name in names:
            if name not in self.each:
                raise one_problem(f'No rule is called "{name}"',
                                  f"there are: {', '.join(self.each)}.")  # fmt: skip

    @property
    def best(self) -> str:
        """The rule with the highest value, sure or not."""
        return str(self.table["policy"].iloc[0])

    @property
    def sentence(self) -> str:
        """The best rule's gain, and whether it is sure."""
        if self.best == NOBODY:
            return "No rule is valued higher than treating nobody."
        row = self.table.iloc[0]
        text = (
            f'"{row.policy}" treats {percent(row.treated)} and is valued highest: '
            f"{self._cash(row.gain)} a head over treating nobody, its cost paid"
        )
        if math.isnan(row.gain_low):
            return (
                f"{text}; too few were treated as it would ({count(row.effective_treated)} of an "
                "effective sample) to say how sure that is."
            )
        ends = interval(row.gain_low, row.gain_high, self._cash)
        text += f" ({percent(self.level)} interval {ends})."
        return text if row.gain_low > 0 else f"{text} The interval includes no gain at all."

    def summary(self) -> Table:
        """The rules as a table to read."""
        table = self.table
        ends = [
            "too few to say" if math.isnan(row.gain_low) else
            interval(row.gain_low, row.gain_high, self._cash)
            for row in table.itertuples()
        ]  # fmt: skip
        frame = pd.DataFrame({
            "Rule": table["policy"], "Treated": table["treated"],
            "Net gain a head": table["gain"], f"{percent(self.level)} interval": ends,
            "Effective sample": table["effective"],
            "Of those it treats": table["effective_treated"],
            "Matched": table["matched"],
        })  # fmt: skip
        note = (
            f"Over treating nobody, {self._cash(self.cost)} a treated customer paid; "
            f"{_METHODS[self.method]}, {count(len(self.each[NOBODY]))} customers."
        )
        formats: dict[str, Formatter | str] = {
            "Treated": percent, "Net gain a head": self._cash, "Effective sample": count,
            "Of those it treats": count, "Matched": percent,
        }  # fmt: skip
        return Table(frame, "What each rule would bring", note, formats=formats)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
