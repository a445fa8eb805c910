"""Whether each step is a condition of the next: the result, its verdict and its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

CONDITION = "a condition"
TOGETHER = "goes with it, but no condition"
APART = "nothing to do with it"
COMMON = "not to be told: nearly everybody is on it"
OPEN = "not to be told: too few customers"
STRONG = 0.5  # Mokken's "strong scale": half of the exceptions that chance would have are missing


@dataclass(frozen=True, eq=False)
class LoyaltyLadder:
    """Who stands on a later step without an earlier one.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a pair of steps: ``earlier``, ``later``, ``on_later`` (customers), ``without`` (of
        them, those not on the earlier), ``share`` with ``low`` and ``high``, ``by_chance`` (the
        share of all customers not on the earlier step), ``hold`` (1: nobody without; 0: as chance
        has it; below 0: rather without) with ``hold_low`` and ``hold_high``, and ``verdict``.
    orders : pandas.DataFrame
        One row an order of the steps, the least broken first: ``order``, ``broken`` (share of
        customers on a later step without an earlier one) with ``low`` and ``high``, ``claimed``,
        ``more`` (by how much the claimed order is broken more than this one) with ``more_low`` and
        ``more_high``, and ``better`` (surely broken less than the claimed one).
    cuts : pandas.DataFrame
        The same test with other lines: ``at`` (the share of customers below the line, for steps
        that are not yes or no), ``broken`` (the claimed order), ``best`` (the least broken order)
        and ``best_broken``.
    steps : tuple of str
        In the order claimed.
    reached : pandas.Series
        The share of customers on each step.
    lines : dict of str to str
        From where on a customer counts as standing on a step, in words.
    customers, left_out : int
        Used, and left out because a step was not known.
    tolerance : float
        Exceptions forgiven, as answers are never exact.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    orders: pd.DataFrame
    cuts: pd.DataFrame
    steps: tuple[str, ...]
    reached: pd.Series
    lines: dict[str, str] = field(repr=False)
    customers: int
    left_out: int
    tolerance: float
    level: float

    @property
    def claimed(self) -> pd.Series:
        """The order claimed, among all orders."""
        found: pd.Series = self.orders[self.orders["claimed"]].iloc[0]
        return found

    @property
    def holds(self) -> bool:
        """Whether every step is shown to be a condition of the next, within the tolerance."""
        steps = list(zip(self.steps[:-1], self.steps[1:], strict=True))
        pairs = self.table.set_index(["earlier", "later"])
        return all(pairs.loc[step, "verdict"] == CONDITION for step in steps)

    @property
    def skipped(self) -> bool:
        """Whether some step is surely no condition of the next."""
        steps = list(zip(self.steps[:-1], self.steps[1:], strict=True))
        pairs = self.table.set_index(["earlier", "later"])
        return any(pairs.loc[step, "verdict"] in (TOGETHER, APART) for step in steps)

    @property
    def sentence(self) -> str:
        """Whether each step is a condition of the next, in plain words."""
        pairs = self.table.set_index(["earlier", "later"])
        parts = []
        for earlier, later in zip(self.steps[:-1], self.steps[1:], strict=True):
            row = pairs.loc[(earlier, later)]
            ends = interval(row["low"], row["high"], percent)
            parts.append(
                f"{percent(row['share'])} ({ends}) of the {count(row['on_later'])} customers with "
                f"{later} are without {earlier} (all customers: {percent(row['by_chance'])})"
            )
        text = "; ".join(parts)
        text = f"{text[:1].upper()}{text[1:]}. "
        text += (
            "Each step is a condition of the next, give or take "
            f"{percent(self.tolerance)} of exceptions. "
            if self.holds
            else "So people skip steps: not each is a condition of the next. "
            if self.skipped
            else "Whether each step is a condition of the next cannot be told from this. "
        )
        return text + self._about_orders()

    def _about_orders(self) -> str:
        claimed, best = self.claimed, self.orders.iloc[0]
        broken = (
            f"The order claimed is broken by {percent(claimed['broken'])} of all "
            f"{count(self.customers)} customers"
        )
        better = int(self.orders["better"].sum())
        said = (
            f"{broken}, and no other surely by fewer."
            if not better
            else f"{broken}; surely fewer break {count(better)} of the other "
            f"{count(len(self.orders) - 1)} orders, fewest {best['order']} "
            f"({percent(best['broken'])})."
        )
        winners = self.cuts["best"].nunique()
        if winners > 1:
            said += (
                f" But which order does best changes with where the lines are drawn "
                f"({count(winners)} winners over {count(len(self.cuts))} lines): one survey cannot "
                "tell what comes first."
            )
        return said

    def summary(self) -> Table:
        """Every pair of steps as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "On this step": self.table["later"],
                "Customers": self.table["on_later"],
                "without": self.table["earlier"],
                "Share": self.table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in rows
                ],
                "Among all": self.table["by_chance"],
                "So the earlier is": self.table["verdict"],
            }
        )
        lines = "; ".join(f"{step}: {line}" for step, line in self.lines.items())
        return Table(
            frame,
            title="Does anybody stand on a later step without the earlier one?",
            note=(
                f"{count(self.customers)} customers. On a step is who has {lines}. "
                f"A condition: surely no more than {percent(self.tolerance)} without it, and "
                "surely fewer than half as many as chance would have."
            ),
            formats={"Share": percent, "Among all": percent},
        )
