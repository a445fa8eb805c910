"""Customers in tiers, with the chance of each tier: to be read, asked and added up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.value_of.lifetime.cents import in_euros, whole_cents

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MOST_VALUABLE = "most valuable"
MOST_GROWABLE = "most growable"
BETWEEN = "in between"
BELOW_ZERO = "below zero"
GONE = "no longer here"
TIERS = (MOST_VALUABLE, MOST_GROWABLE, BETWEEN, BELOW_ZERO, GONE)
NEAR = 0.8  # who is less sure of his tier than this lies near its border


@dataclass(frozen=True)
class Cuts:
    """Where the tiers begin.

    Attributes
    ----------
    by : {"share", "money"}
    most_valuable, most_growable : float
        How many customers ("share"), or from which amount on ("money").
    here : float
        Customers expected still to be here.
    """

    by: Literal["share", "money"]
    most_valuable: float
    most_growable: float
    here: float


@dataclass(frozen=True, eq=False)
class ValueTiers:
    """Who belongs to which tier, and how sure that is; see ``value_tiers``.

    Attributes
    ----------
    table : DataFrame
        One row a customer. ``value`` (margin to come), ``referrals``, ``serving``, ``actual``
        (value + referrals − serving) with ``actual_low, actual_high``; ``potential`` (margin on
        what could still be spent here: seen) and ``winnable`` (of it, shown to pay);
        ``p_most_valuable, p_most_growable, p_in_between, p_below_zero,
        p_no_longer_here``; ``tier`` (the most
        probable) and ``certainty`` (its chance); ``letters`` (what they will cost if they go
        on: not in actual) and ``p_below_zero_with_letters``; ``alive``, ``last_year``.
    tiers : DataFrame
        One row a tier: ``customers`` (by name); ``truly`` (of these, how many belong, with
        ``truly_low, truly_high``); ``expected`` (how many belong at all); ``actual`` value of those
        named; ``share`` of all actual value: each with ``_low, _high``; ``potential``,
        ``winnable``.
    cuts : Cuts
    about : {"expected", "outcome"}
        What chances and intervals are about.
    potential_known, winnable_known, costs_known, brings_known : bool
        What was given.
    winnable_total : tuple of float, optional
        Shown to be winnable from all customers, with its interval.
    horizon, money_is, currency : str
    end : date
    draws : int
    level : float
    equity : float
        Customer equity: the values' own total.
    """

    table: pd.DataFrame = field(repr=False)
    tiers: pd.DataFrame = field(repr=False)
    cuts: Cuts
    about: Literal["expected", "outcome"]
    potential_known: bool
    winnable_known: bool
    winnable_total: tuple[float, float, float] | None
    costs_known: bool
    brings_known: bool
    horizon: str
    money_is: str
    end: dt.date
    draws: int
    level: float
    currency: str
    equity: float

    @cached_property
    def tier_of(self) -> pd.Series:
        """The tier of each customer, by customer_id."""
        return self.table.set_index("customer_id")["tier"]

    def row(self, tier: str) -> pd.Series:
        """One tier's figures.

        Raises
        ------
        DataProblem
            When there is no such tier.
        """
        found = self.tiers[self.tiers["tier"] == tier]
        if found.empty:
            raise one_problem(f"no tier is called {tier!r}", f"choose one of {', '.join(TIERS)}.")
        return found.iloc[0]

    def border(self, sure: float = NEAR) -> pd.DataFrame:
        """Customers whose tier is less sure than this, the least sure first."""
        near = self.table[self.table["certainty"] < sure]
        return near.sort_values("certainty", kind="stable").reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """How many are in each tier by name, how many of them belong there, what they hold."""
        top = self.row(MOST_VALUABLE)
        here = count(self.cuts.here)
        text = (
            f"{count(top.customers)} customers are most probably among the most valuable "
            f"({self._cut_said}); {count(top.truly)} of them "
            f"{'are' if self.about == 'expected' else 'will be'} "
            f"({percent(self.level)} interval {interval(top.truly_low, top.truly_high, count)}). "
            f"They hold {percent(top.share)} ({interval(top.share_low, top.share_high, percent)}) "
            f"of what all {count(len(self.table))} are expected to bring over the {self.horizon}; "
            f"{here} are expected still to be customers."
        )
        text += f" {self._growable_said}"
        below = self.row(BELOW_ZERO)
        if below.customers:
            text += (
                f" {count(below.customers)} are most probably below zero, by "
                f"{self.cash(-below.actual)} together."
            )
        else:
            text += (
                f" Nobody is most probably below zero; {self._few(below.expected)} are expected "
                "to be."
            )
        return f"{text} {self.near_said}"

    @property
    def letters_said(self) -> str:
        """How many would be below zero if letters go on, though they can stop."""
        if not self.costs_known:
            return "What serving costs is not known, so nobody is known to be below zero."
        rows = self.table
        chances = rows["p_below_zero_with_letters"]
        expected = rows.loc[rows["actual"] < rows["letters"], "letters"]
        return (
            f"If letters go on as last year, {count(len(expected))} customers cost more in letters "
            f"than they are expected to bring: {self.cash(expected.sum())} over the "
            f"{self.horizon}. {count((chances > 0.5).sum())} are still customers with a chance of "
            "more than one half and below zero all the same: for the letters, which can stop."
        )

    @property
    def near_said(self) -> str:
        """How many lie near a border."""
        some = self.border()
        return (
            f"{count(len(some))} customers lie near a border: their tier is less than "
            f"{percent(NEAR)} sure."
        )

    @property
    def potential_said(self) -> str:
        """What is seen of the potential, and what of it a test has shown to be winnable."""
        if not self.potential_known:
            return "No potential is known, so tiers are by actual value alone."
        seen = f"Potential seen: {self.cash(self.table['potential'].sum())}."
        if self.winnable_total is None:
            return f"{seen} Nothing has been tried by lot that shows how much of it can be won."
        won, low, high = self.winnable_total
        shown = (
            f"{seen} Shown by lot to be winnable at a profit: {self.cash(won)} "
            f"({percent(self.level)} interval {interval(low, high, self.cash)})."
        )
        return f"{shown} The potential is no income yet." if low <= 0 else shown

    @property
    def _growable_said(self) -> str:
        if not self.potential_known:
            return self.potential_said
        grow = self.row(MOST_GROWABLE)
        return (
            f"{count(grow.customers)} are most probably most growable, with "
            f"{self.cash(grow.potential)} of potential seen; {count(grow.truly)} of them "
            f"({interval(grow.truly_low, grow.truly_high, count)}) belong there."
        )

    @property
    def _cut_said(self) -> str:
        if self.cuts.by == "share":
            return f"the {count(self.cuts.most_valuable)} worth most"
        return f"{self.cash(self.cuts.most_valuable)} or more"

    def of(self, customer: str) -> str:
        """One customer: actual value, potential, and the chance of each tier.

        Raises
        ------
        DataProblem
            When there is no such customer.
        """
        row = self.table[self.table["customer_id"] == customer]
        if row.empty:
            raise one_problem(f"no customer {customer!r} who bought", "choose an id of the table.")
        one = row.iloc[0]
        text = (
            f"{customer} is expected to bring {self.cash(one.value)} in {self.money_is} over the "
            f"{self.horizon}"
        )
        if self.brings_known:
            text += f", {self.cash(one.referrals)} more by friends sent"
        if self.costs_known:
            text += f", and to cost {self.cash(one.serving)} to serve"
        does = "may be worth" if self.about == "expected" else "may bring"
        text += (
            f": actual value {self.cash(one.actual)} ({does} "
            f"{interval(one.actual_low, one.actual_high, self.cash)})."
        )
        if self.potential_known:
            text += f" Potential seen: {self.cash(one.potential)}"
            if self.winnable_known:
                text += f", of which {self.cash(one.winnable)} is shown to be winnable"
            text += "."
        chances = sorted(((float(one[chance_of(name)]), name) for name in TIERS), reverse=True)
        rest = ", ".join(f"{percent(p)} {name}" for p, name in chances[1:] if p >= 0.005)
        text += f" Most probably {one.tier}: {percent(one.certainty)}"
        return f"{text}; {rest}." if rest else f"{text}."

    @cached_property
    def cents(self) -> pd.DataFrame:
        """A row a tier and a row "all": value, referrals, serving and actual in whole cents.

        Each customer's cents are given out so that they add up to the total of all.
        """
        table = self.table
        parts = {
            "value": whole_cents(table["value"].to_numpy(float)),
            "referrals": whole_cents(table["referrals"].to_numpy(float)),
            "serving": whole_cents(table["serving"].to_numpy(float)),
        }
        found = pd.DataFrame(parts).groupby(table["tier"].to_numpy()).sum()
        found = found.reindex(list(TIERS), fill_value=0)
        found["actual"] = found["value"] + found["referrals"] - found["serving"]
        found.loc["all"] = found.sum()
        return found.rename_axis("tier")

    @property
    def reconciles(self) -> bool:
        """Whether the tiers' values add up to customer equity to the cent."""
        return int(self.cents.loc["all", "value"]) == round(100 * self.equity)

    @property
    def reconciliation(self) -> str:
        """The tiers' values against customer equity, in a sentence."""
        cash = self._exact
        euros = dict(zip(self.cents.index, in_euros(self.cents["value"].to_numpy()), strict=True))
        parts = " + ".join(cash(euros[name]) for name in TIERS)
        if not self.reconciles:
            return f"The tiers ({parts}) do not add up to customer equity of {cash(self.equity)}."
        return f"{parts} = {cash(euros['all'])}: customer equity, to the cent."

    def summary(self) -> Table:
        """The tiers: how many, how sure, what they hold, what could be had."""
        from cvmlab.idic.differentiate.value_tiers_table import value_tiers_table

        return value_tiers_table(self)

    def cash(self, amount: float) -> str:
        """An amount as the tiers write it."""
        digits = 0 if abs(amount) >= 1_000 else None
        return money(amount, self.currency or None, digits=digits)

    def _exact(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=2)

    @staticmethod
    def _few(number: float) -> str:
        return "fewer than 1" if number < 1 else count(number)

    def __repr__(self) -> str:
        return self.sentence


def chance_of(tier: str) -> str:
    """The column with the chance of a tier."""
    return f"p_{tier.replace(' ', '_')}"
