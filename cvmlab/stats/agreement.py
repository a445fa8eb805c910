"""Whether two people who sorted the same things agree, and on which they do not.

Two coders who both call nearly everything "service" agree most of the time without reading. So
agreement is shown twice: as it is, and beyond what chance alone would give.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, is_missing, number, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far two codings of the same items agree.

    Attributes
    ----------
    share, share_low, share_high : float
        Share of items with the same label, and its interval.
    kappa, kappa_low, kappa_high : float
        Agreement beyond chance: 0 is what chance would give, 1 is full agreement, NaN where both
        used one and the same label throughout.
    expected : float
        The share of agreement that chance alone would give, from how often each used each label.
    table : pandas.DataFrame
        Cross table: the first coder's labels down, the second's across, counts of items.
    differences : pandas.DataFrame
        The items they label differently: ``item``, then a column for each coder.
    items, left_out : int
        Items compared, and items that one of the two left without a label.
    names : tuple of str
        The two coders.
    level : float
        Confidence level of the intervals.
    """

    share: float
    share_low: float
    share_high: float
    kappa: float
    kappa_low: float
    kappa_high: float
    expected: float
    table: pd.DataFrame
    differences: pd.DataFrame
    items: int
    left_out: int
    names: tuple[str, str]
    level: float

    @property
    def sentence(self) -> str:
        """The finding in one breath, with the items to talk about."""
        first, second = self.names
        alike = self.items - len(self.differences)
        text = (
            f"{first} and {second} agree on {count(alike)} of {count(self.items)} items: "
            f"{percent(self.share)} ({percent(self.level)} interval "
            f"{interval(self.share_low, self.share_high, percent)}), where chance alone would give "
            f"{percent(self.expected)}. {self._beyond_chance()}"
        )
        if len(self.differences):
            shown = ", ".join(str(item) for item in self.differences["item"].head(10))
            more = len(self.differences) - 10
            rest = f" and {count(more)} more" if more > 0 else ""
            text += f" They differ on: {shown}{rest}."
        return text[:1].upper() + text[1:]

    def _beyond_chance(self) -> str:
        if is_missing(self.kappa):
            return (
                "Both used one and the same label throughout, so agreement beyond chance (kappa) "
                "is not defined."
            )
        ends = interval(self.kappa_low, self.kappa_high, number)
        text = f"Beyond chance that is a kappa of {number(self.kappa)} ({ends})."
        if self.kappa_low <= 0:
            text += " With so few items it may be no more than chance."
        return text

    def summary(self) -> Table:
        """The cross table, with both measures in its note."""
        from cvmlab.figures.tables import Table

        first, second = self.names
        frame = self.table.rename(columns=lambda label: f"{second}: {label}")
        frame.insert(0, first, [str(label) for label in self.table.index])
        left = f" {count(self.left_out)} left out: one label is missing." if self.left_out else ""
        return Table(
            frame.reset_index(drop=True),
            title=f"How {first} and {second} sorted {count(self.items)} items",
            note=(
                f"Same label: {percent(self.share)} "
                f"({interval(self.share_low, self.share_high, percent)}); by chance alone: "
                f"{percent(self.expected)}. {self._beyond_chance()}{left}"
            ),
        )


def agreement(
    first: Iterable[Hashable],
    second: Iterable[Hashable],
    *,
    items: Sequence[Any] | None = None,
    names: Sequence[str] = ("the first coder", "the second coder"),
    level: float = 0.95,
) -> Agreement:
    """Compare the labels that two people gave to the same items.

    Parameters
    ----------
    first, second : sequence of labels
        One label an item, in the same order. Two Series must have the same index. Items that one
        of the two left without a label are left out and counted.
    items : sequence, optional
        What the items are called; by default a Series' index, or 1, 2, 3.
    names : sequence of two str
        What the two are called inside a sentence.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    Agreement

    Raises
    ------
    DataProblem
        If the two differ in length or index, or share no labelled item.

    Notes
    -----
    Kappa is (share − expected) / (1 − expected), with expected = Σ over labels of the product of
    the two coders' shares (Cohen 1960, "A coefficient of agreement for nominal scales"). The share
    has a Wilson interval, and kappa takes its ends from it. The usual interval from kappa's
    standard error holds from about a hundred items on; with six items and good agreement it covers
    the truth less than half the time, and after full agreement it has no width at all.

    Examples
    --------
    >>> result = agreement("aabbcc", "aabbcb")
    >>> round(result.share, 2), round(result.kappa, 2), result.differences["item"].tolist()
    (0.83, 0.75, [6])
    """
    pairs = _pairs(first, second, items)
    left_out = int(pairs[["first", "second"]].isna().any(axis=1).sum())
    pairs = pairs.dropna(subset=["first", "second"])
    if pairs.empty:
        raise one_problem("No item has both labels", "label at least one item twice.")
    table = _cross_table(pairs)
    counts = table.to_numpy(dtype=float)
    size = int(counts.sum())
    alike = int(np.trace(counts))
    share = alike / size
    expected = float(counts.sum(axis=0) @ counts.sum(axis=1)) / size**2
    low, high = wilson(alike, size, level)
    beyond = partial(_beyond, expected=expected)
    one, other = names
    differ = pairs[pairs["first"] != pairs["second"]].reset_index(drop=True)
    return Agreement(
        share=share,
        share_low=float(low),
        share_high=float(high),
        kappa=beyond(share),
        kappa_low=beyond(float(low)),
        kappa_high=beyond(float(high)),
        expected=expected,
        table=table,
        differences=differ.rename(columns={"first": one, "second": other}),
        items=size,
        left_out=left_out,
        names=(one, other),
        level=level,
    )


def _beyond(share: float, expected: float) -> float:
    # Chance alone gives full agreement when there is one label: nothing can go beyond it.
    return (share - expected) / (1 - expected) if expected < 1 else np.nan


def _pairs(
    first: Iterable[Hashable], second: Iterable[Hashable], items: Sequence[Any] | None
) -> pd.DataFrame:
    series = [one for one in (first, second) if isinstance(one, pd.Series)]
    if len(series) == 2 and not series[0].index.equals(series[1].index):
        raise one_problem(
            "The two codings are not of the same items",
            "give both the same index, in the same order.",
        )
    labels, others = list(first), list(second)
    if len(labels) != len(others):
        raise one_problem(
            f"One coding has {count(len(labels))} labels, the other {count(len(others))}",
            "give one label an item to each.",
        )
    if items is None:
        items = list(series[0].index) if series else list(range(1, len(labels) + 1))
    elif len(items) != len(labels):
        raise one_problem(
            f"There are {count(len(items))} items and {count(len(labels))} labels",
            "name every item once.",
        )
    return pd.DataFrame(
        {
            "item": list(items),
            "first": pd.Series(labels, dtype=object),
            "second": pd.Series(others, dtype=object),
        }
    )


def _cross_table(pairs: pd.DataFrame) -> pd.DataFrame:
    """Every label that either used, down and across."""
    labels = sorted(set(pairs["first"]) | set(pairs["second"]), key=str)
    at = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=int)
    for one, other in zip(pairs["first"], pairs["second"], strict=True):
        counts[at[one], at[other]] += 1
    return pd.DataFrame(counts, index=labels, columns=labels)
