"""Needs across value tiers, and two customers of the same value who need different things."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

WEAK = 0.2  # a V below it is called small (Cohen 1988, chapter 7, gives 0.1 and 0.3)


@dataclass(frozen=True, eq=False)
class NeedsByTier:
    """Leading needs by value tier; see ``needs_by_tier``.

    Attributes
    ----------
    counts : DataFrame
        Tiers down, needs across, the commonest first: customers.
    known : DataFrame
        ``customer_id, tier, need`` and ``worth`` (currency units), of customers with a record.
    tier_sizes : Series
        All customers of each tier, also those without a record.
    v, low, high : float
        How far need and tier go together: 0 not at all, 1 wholly.
    p_value : float
        How often chance alone would show as much.
    guess_alone, guess_by_tier : float
        How often the commonest need is right, of all and of the tier.
    source : str
    level : float
    currency : str
    """

    counts: pd.DataFrame
    known: pd.DataFrame = field(repr=False)
    tier_sizes: pd.Series = field(repr=False)
    v: float
    low: float
    high: float
    p_value: float
    guess_alone: float
    guess_by_tier: float
    source: str
    level: float
    currency: str

    @property
    def shares(self) -> pd.DataFrame:
        """Tiers down, needs across: the part of the tier's customers with a record."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)

    @property
    def known_share(self) -> pd.Series:
        """By tier: of how many customers a need is known."""
        return self.counts.sum(axis=1) / self.tier_sizes

    @property
    def sentence(self) -> str:
        """How far value and need go together, in guesses that would be right."""
        n = int(self.counts.to_numpy().sum())
        held = interval(self.low, self.high, number)
        text = (
            f"Of {count(n)} customers with a {self.source} and a tier, the commonest need "
            f"({self.counts.columns[0]}) is right for {percent(self.guess_alone, 1)}; whoever "
            f"knows the tier is right for {percent(self.guess_by_tier, 1)}. "
        )
        together = f"(V = {number(self.v)}, {percent(self.level)} interval {held})"
        return text + f"The tier {self.tells} the need {together}."

    @property
    def tells(self) -> str:
        """How far the tier tells the need: a verb to be followed by "the need"."""
        if self.low <= 0:
            return "does not tell"
        return "hardly tells" if self.high < WEAK else "tells something of"

    def pair(self, customer: str) -> str:
        """A customer beside another of the same tier and nearest value, who needs something else.

        Raises
        ------
        DataProblem
            When the customer has no record or no tier here, or nobody differs.
        """
        if "worth" not in self.known:
            raise one_problem("the tiers hold no money", "name its column with worth=.")
        mine = self.known[self.known["customer_id"] == customer]
        if mine.empty:
            raise one_problem(
                f"{customer} has no {self.source} on record, or no tier", "choose another customer."
            )
        one = mine.iloc[0]
        others = self.known[
            (self.known["tier"] == one["tier"]) & (self.known["need"] != one["need"])
        ]
        if others.empty:
            raise one_problem(
                f"everybody in the tier {one['tier']!r} needs {one['need']!r}", "choose another."
            )
        near = others.loc[(others["worth"] - one["worth"]).abs().idxmin()]
        cash = partial(money, currency=self.currency or None)
        return (
            f"{one['customer_id']} and {near['customer_id']} stand in the same tier "
            f"({one['tier']}), at {cash(one['worth'])} and {cash(near['worth'])}. One asks for "
            f"{one['need']!r}, the other for {near['need']!r}."
        )

    def summary(self) -> Table:
        """One line a tier: of how many a need is known, and which."""
        from cvmlab.figures.tables import Table

        shares = self.shares
        frame = pd.DataFrame({"Tier": shares.index, "Customers": self.tier_sizes.to_numpy()})
        frame[f"A {self.source} known"] = self.known_share.to_numpy()
        for name in shares.columns:
            frame[str(name)] = shares[name].to_numpy()
        formats = dict.fromkeys(frame.columns[2:], percent)
        return Table(frame, f"What each tier needs, by {self.source}", self.sentence,
                     formats=formats)  # fmt: skip

    def __repr__(self) -> str:
        return self.sentence
