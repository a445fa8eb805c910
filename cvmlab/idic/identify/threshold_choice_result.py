"""Both errors of a linkage at several thresholds: to be read and printed."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.figures.formats import count, money, number, percent
from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class ThresholdChoice:
    """What each threshold would do; see ``threshold_choice``.

    Attributes
    ----------
    table : DataFrame
        One row a threshold: ``threshold, identities, many_cards`` (identities with several cards),
        ``expected_wrong, expected_missed`` (by the match probabilities); with the truth
        ``precision, recall, over_merged, under_merged``; with money ``euros_split, euros_merged``.
    threshold : float
        Where it stands now.
    judged : bool
        Whether the truth was given.
    in_money : bool
        Whether money was given.
    currency : str
    """

    table: pd.DataFrame = field(repr=False)
    threshold: float
    judged: bool
    in_money: bool
    currency: str

    @property
    def errors(self) -> tuple[str, str]:
        """The columns of the two errors that are known best: too much put together, too little."""
        if self.judged and self.in_money:
            return "euros_merged", "euros_split"
        if self.judged:
            return "over_merged", "under_merged"
        return "expected_wrong", "expected_missed"

    @property
    def best(self) -> float:
        """The threshold at which both errors together are least, each counted alike."""
        return float(
            self.table.loc[self.table[list(self.errors)].sum(axis=1).idxmin(), "threshold"]
        )

    @property
    def sentence(self) -> str:
        """The two errors at both ends, and where their sum is least."""
        first, last = self.table.iloc[0], self.table.iloc[-1]
        too_much, too_little = self.errors
        names = {
            "euros_merged": ("merged into others", "split off"),
            "over_merged": (
                "identities holding several persons",
                "persons under several identities",
            ),
            "expected_wrong": ("wrong links to expect", "missed pairs to expect"),
        }[too_much]
        return (
            f"From {shown(first.threshold)} to {shown(last.threshold)}: {names[0]} "
            f"{self.said(first[too_much])} → {self.said(last[too_much])}, {names[1]} "
            f"{self.said(first[too_little])} → {self.said(last[too_little])}. Counted alike, both "
            f"together are least at {shown(self.best)}."
        )

    def said(self, amount: float) -> str:
        """An error as it is written: money or a number."""
        if self.errors[0].startswith("euros"):
            return money(amount, self.currency or None, digits=0)
        return count(amount)

    def summary(self) -> Table:
        """One row a threshold."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Linked from": [shown(x) for x in rows["threshold"]],
                "Identities": rows["identities"],
                "With several cards": rows["many_cards"],
            }
        )
        if self.judged:
            frame["Precision"] = [percent(x, 1) for x in rows["precision"]]
            frame["Recall"] = [percent(x, 1) for x in rows["recall"]]
            frame["Over-merged"], frame["Under-merged"] = rows["over_merged"], rows["under_merged"]
        else:
            frame["Wrong links, expected"] = [count(x) for x in rows["expected_wrong"]]
            frame["Missed pairs, expected"] = [count(x) for x in rows["expected_missed"]]
        if "euros_merged" in rows:
            frame["Merged into others"] = [self.said(x) for x in rows["euros_merged"]]
            frame["Split off"] = [self.said(x) for x in rows["euros_split"]]
        return Table(frame, "Where to draw the line", self.sentence)

    def __repr__(self) -> str:
        return self.sentence


def shown(threshold: float) -> str:
    """A threshold with as many decimals as it has.

    Examples
    --------
    >>> shown(0.5), shown(0.995), shown(0.9999)
    ('50%', '99.5%', '99.99%')
    """
    text = number(100 * threshold, 4).rstrip("0").rstrip(".")
    return f"{text}%"
