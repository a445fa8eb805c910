"""A test before its launch, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.figures.formats import count, money, number, percent
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class LaunchPlan:
    """What a test could see and what would pay; see ``launch_plan``.

    Attributes
    ----------
    table : DataFrame
        One row an effect: ``effect``, and the chance to see it ``plain`` and ``sharpened`` by the
        customers' past.
    treated, control : int
    baseline : float
    break_even : float
        The effect that pays for the treatment.
    smallest, smallest_plain : float
        The smallest effect that would be seen, with the past taken out and without.
    power_at_break_even : float
        Chance to see an effect that just pays.
    needed : int or None
        Customers for which the smallest effect is the one that pays; None where nothing is to pay
        for, or no share can rise so far.
    reachable : bool
        Whether the break-even effect is possible at all.
    spend : float
        What treating the treated arm costs.
    explained : float
    shares : bool
        Whether effects are shares.
    power, level : float
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    treated: int
    control: int
    baseline: float
    break_even: float
    smallest: float
    smallest_plain: float
    power_at_break_even: float
    needed: int | None
    reachable: bool
    spend: float
    explained: float
    shares: bool
    power: float
    level: float
    currency: str

    @property
    def tells(self) -> bool:
        """Whether an effect that pays would probably be seen."""
        return self.reachable and self.smallest <= self.break_even

    @property
    def sentence(self) -> str:
        """The verdict before any money is spent."""
        size = (
            f"{count(self.treated)} treated and {count(self.control)} controls would show an "
            f"effect of {self.effect(self.smallest)} on top of {self.mean(self.baseline)} "
            f"{count(round(10 * self.power))} times in 10"
        )
        if self.explained > 0:
            size += f" (without the customers' past: {self.effect(self.smallest_plain)})"
        text = f"{size}. It pays from {self.effect(self.break_even)} on. "
        if not self.reachable:
            return f"{text}No treatment can lift the baseline so far: it cannot pay at that cost."
        if self.tells:
            return (
                f"{text}Large enough: an effect that just pays would be seen with a chance of "
                f"{percent(self.power_at_break_even)}, for {self._cash(self.spend)} of treatment."
            )
        return (
            f"{text}Too small to tell: an effect that just pays would be seen with a chance of "
            f"only {percent(self.power_at_break_even)}. It takes {count(self.needed or 0)} "
            f"customers; {self._cash(self.spend)} would be spent on not knowing."
        )

    def summary(self) -> Table:
        """The plan as a table to read."""
        rows = [
            ("Treated and controls", f"{count(self.treated)} and {count(self.control)}"),
            ("Without the treatment", self.mean(self.baseline)),
            ("It pays from an effect of", self.effect(self.break_even)),
            ("Smallest effect it could see, plain", self.effect(self.smallest_plain)),
            ("The same with the past taken out", self.effect(self.smallest)),
            ("Chance to see an effect that just pays", percent(self.power_at_break_even)),
            ("Customers it takes to see that one", count(self.needed) if self.needed else "–"),
            ("Cost of treating", self._cash(self.spend)),
        ]
        frame = pd.DataFrame(rows, columns=["", "Plan"])
        note = (
            f"Seen: with a chance of {percent(self.power)}, by a {percent(self.level)} interval "
            f"that excludes zero. The past explains {percent(self.explained)} of the variance."
        )
        verdict = "can tell" if self.tells else "is too small to tell"
        return Table(frame, f"Before the launch: this test {verdict}", note)

    def effect(self, size: float) -> str:
        """An effect in its unit."""
        if self.shares:
            return f"{number(100 * size, 1)} percentage points"
        return self._cash(size)

    def mean(self, size: float) -> str:
        """A mean in its unit."""
        return percent(size, 1) if self.shares else self._cash(size)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
