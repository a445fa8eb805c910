"""What a decision is worth at each unit, and what those whom each rule chose brought."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.customize.decision_rules import ALL, RISK, VALUE, decided
from cvmlab.idic.customize.foretold import Foretold
from cvmlab.idic.customize.policy_value import PolicyValue, policy_value
from cvmlab.idic.customize.trial_data import TrialData


@dataclass(frozen=True, eq=False)
class DecisionUnit:
    """One treatment decided for all, by segment and for each customer; see ``decision_unit``.

    Attributes
    ----------
    value : PolicyValue
        What each rule is worth, a head and against doing nothing.
    treats : DataFrame
        One row a customer of the lot, one column a rule: whether it treats the customer.
    scores : DataFrame
        What each rule decides by, learned on the other half: expected gain before the cost, the
        chance of leaving, or what was bought before.
    half : array
        In which half each customer is.
    trial : TrialData
    known : Foretold
        What each customer was expected to bring, and the doubly robust pseudo-outcome.
    units : dict of str to str
        Each rule's unit: "mass", "segment", "one to one".
    share : float
        What the rules by risk and by value treat.
    """

    value: PolicyValue = field(repr=False)
    treats: pd.DataFrame = field(repr=False)
    scores: pd.DataFrame = field(repr=False)
    half: np.ndarray = field(repr=False)
    trial: TrialData = field(repr=False)
    known: Foretold = field(repr=False)
    units: dict[str, str]
    share: float

    @property
    def cost(self) -> float:
        """Of treating one customer."""
        return self.trial.cost

    @property
    def currency(self) -> str:
        """ISO code, or empty."""
        return self.trial.currency

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a rule: ``unit, policy, treated, customers, gain, gain_low, gain_high``.

        Gain a head of all customers and net of the cost; and, for those whom the rule treats and
        before the cost, ``brought, brought_low, brought_high`` a head.
        """
        rows = self.value.table.set_index("policy").loc[list(self.units)].reset_index()
        rows.insert(0, "unit", rows["policy"].map(self.units))
        rows["customers"] = [int(self.treats[name].sum()) for name in rows["policy"]]
        treated = rows["treated"].where(rows["treated"] > 0).to_numpy(dtype=float)
        for end in ("", "_low", "_high"):
            rows[f"brought{end}"] = rows[f"gain{end}"] / treated + self.cost
        return rows

    def row(self, policy: str) -> pd.Series:
        """The line of one rule.

        Raises
        ------
        DataProblem
            When there is no such rule.
        """
        rows = self.table
        found = rows[rows["policy"] == policy]
        if found.empty:
            raise one_problem(
                f'no rule is called "{policy}"', f"choose one of: {', '.join(rows['policy'])}."
            )
        return found.iloc[0]

    def at(self, *, share: float | None = None, cost: float | None = None) -> DecisionUnit:
        """The same scores with another share called, or another cost of a call.

        Nothing is learned anew.

        Parameters
        ----------
        share, cost : float, optional
        """
        share = self.share if share is None else share
        trial = self.trial if cost is None else replace(self.trial, cost=float(cost))
        return valued(
            self.scores, self.half, trial, self.known, self.units, share, self.value.level
        )

    @property
    def wrong_ones(self) -> str:
        """Why the riskiest customers were the wrong ones to call, in money with its interval."""
        row = self.row(RISK)
        more = "more" if row["brought"] >= 0 else "less"
        lost = self.cost - row["brought"]
        text = (
            f"A call costs {self._cash(self.cost)}. The {count(row['customers'])} customers most "
            f"at risk of leaving brought {self._cash(abs(row['brought']))} {more} each because of "
            f"it ({self._level} interval of the difference {self._range(row, 'brought')}): each "
            f"call {'lost' if lost > 0 else 'earned'} {self._cash(abs(lost))}"
        )
        if row["brought_high"] < self.cost:
            return f"{text}, and even at the upper end it does not pay."
        if row["brought_low"] > self.cost:
            return f"{text}, and it pays even at the lower end."
        return f"{text}, but the interval holds the cost: whether it pays is open."

    @property
    def sentence(self) -> str:
        """What each unit is worth at its best, and whether the difference is more than chance."""
        rows = self.table.dropna(subset=["gain"])
        best = rows.loc[rows.groupby("unit", sort=False)["gain"].idxmax()]
        parts = "; ".join(
            f"{row.unit}, {row.policy}: {self._cash(row.gain)} "
            f"({interval(row.gain_low, row.gain_high, self._cash)})"
            for row in best.itertuples()
        )
        first = best.loc[best["gain"].idxmax()]
        text = (
            f"A head of all customers, net of the cost and against calling nobody ({self._level} "
            f"intervals): {parts}."
        )
        doubt = self._not_beaten(str(first["policy"]))
        if doubt:
            text += (
                f" {first['policy'].capitalize()} comes first, but {_and(doubt)} may do as well: "
                "the intervals of the differences hold zero."
            )
        return text

    def _not_beaten(self, first: str) -> list[str]:
        """Rules that may do as well as the first: the interval of the paired difference holds 0."""
        found = []
        for name in self.units:
            low = self.value.difference(first, name)[1]
            if name != first and self.treats[name].any() and not low > 0:
                found.append(name)
        if not self.row(first)["gain_low"] > 0:
            found.append("calling nobody")
        return found

    def of(self, customer: str) -> str:
        """Which rules would treat one customer of the lot.

        Raises
        ------
        DataProblem
            When the customer was not drawn.
        """
        if customer not in self.treats.index:
            raise one_problem(
                f"customer {customer!r} was not part of the lot", "choose one who was."
            )
        mine = self.treats.loc[customer]
        chosen = [name for name in self.treats if bool(np.all(mine[name]))]
        left = [name for name in self.treats if name not in chosen]
        yes = f"called {_listed(chosen)}" if chosen else "called by no rule"
        return f"{customer}: {yes}{f'; not called {_listed(left)}' if chosen and left else ''}."

    def line(self, customer: str) -> str:
        """One customer's line of the doubly robust value, to be worked by hand.

        Raises
        ------
        DataProblem
            When the customer was not drawn.
        """
        self.of(customer)
        at = int(np.flatnonzero(self.treats.index == customer)[0])
        with_it, without = self.known.treated[at], self.known.control[at]
        came, drawn = self.trial.outcome[at], bool(self.trial.treated[at])
        chance = self.trial.propensity[at] if drawn else 1 - self.trial.propensity[at]
        guess = with_it if drawn else without
        cash = self._cash
        yes, no = f"{cash(with_it)}", f"{cash(without)}"
        seen = f" + ({cash(came)} − {cash(guess)}) ÷ {number(chance)}"
        corrected = guess + (came - guess) / chance
        called = corrected if drawn else with_it
        left = without if drawn else corrected
        yes, no = (yes + seen, no) if drawn else (yes, no + seen)
        return (
            f"{customer} was {'called' if drawn else 'not called'}, by a chance of "
            f"{percent(chance)}, and brought {cash(came)}. Worth if called: {yes} − "
            f"{cash(self.cost)} (the call) = {cash(called - self.cost)}. Worth if not called: {no}"
            f"{'' if drawn else f' = {cash(left)}'}. Difference: "
            f"{cash(called - self.cost - left)}."
        )

    def summary(self) -> Table:
        """Rule by rule: how many it treats, what these brought, what it is worth a head."""
        rows = self.table
        interval_of = f"{self._level} interval"
        frame = pd.DataFrame(
            {
                "Decided": rows["unit"],
                "Who is called": rows["policy"],
                "Called": rows["treated"],
                "A call brought": [
                    "" if row.brought != row.brought else self._cash(row.brought)
                    for row in rows.itertuples()
                ],
                "Worth a head": rows["gain"],
                interval_of: [
                    "too few to say"
                    if np.isnan(row.gain_low)
                    else interval(row.gain_low, row.gain_high, self._cash)
                    for row in rows.itertuples()
                ],
                "Sample": rows["effective_treated"],
            }
        )
        note = (
            f"A call costs {self._cash(self.cost)}. Worth a head: of all customers, net of calls, "
            "against calling nobody, on customers who took no part in the decision. Sample: how "
            "many called as the rule would the estimate stands on."
        )
        formats = {"Called": lambda x: percent(x, 1), "Worth a head": self._cash, "Sample": count}
        return Table(frame, "Mass, segment, one to one", note, formats=formats)

    @property
    def _level(self) -> str:
        return percent(self.value.level)

    def _range(self, row: pd.Series, name: str) -> str:
        return interval(row[f"{name}_low"], row[f"{name}_high"], self._cash)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence


def valued(
    scores: pd.DataFrame,
    half: np.ndarray,
    trial: TrialData,
    known: Foretold,
    units: dict[str, str],
    share: float,
    level: float,
) -> DecisionUnit:
    """Rules with these scores, valued at this share and the trial's cost."""
    treats = decided(scores, half, share, trial.cost)
    flags = {name: treats[name].to_numpy() for name in treats}
    value = policy_value(flags, trial, known=known, level=level)
    # Each half judges what the other has learned, and teaches it: both may be lucky at once.
    value = replace(value, turns=half, learned=frozenset(units) - {ALL, VALUE})
    return DecisionUnit(value, treats, scores, half, trial, known, units, share)


def _listed(names: list[str]) -> str:
    short = [f"with {name}" if name == ALL else name for name in names]
    return ", ".join(short)


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
