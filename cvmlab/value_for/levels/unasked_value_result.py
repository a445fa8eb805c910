"""What was found of value nobody asked for: what it is worth, and who asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import MISSING, count, interval, money, number, percent
from cvmlab.stats.fieller import Fieller
from cvmlab.value_for.hassle.price_of_hassle_result import EVERYBODY

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

BIDS, CHOICES = "bids", "choices"
COLUMNS = (
    "thing", "source", "group", "percent", "percent_low", "percent_high", "money", "money_low",
    "money_high", "shape", "clients", "price_base", "said", "of", "asked", "asked_low",
    "asked_high",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class UnaskedValue:
    """What things nobody asked for are worth in price, beside how many asked for them.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a thing and group: ``thing, source`` ("bids", "choices"), ``group``; ``percent`` of
        the price with ``percent_low, percent_high``; ``money`` with ``money_low, money_high`` (in
        bids a year on the mean lot, in choices a purchase); ``shape`` of Fieller's interval;
        ``clients`` (or respondents) and ``price_base`` (mean lot or mean price shown); ``said, of``
        and ``asked`` with ``asked_low, asked_high``: who named it, NaN where nobody was asked.
    intervals : dict of (str, str) to Fieller
        By thing and group: in points of price for bids, in money for choices.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    intervals: dict[tuple[str, str], Fieller] = field(repr=False)
    level: float
    currency: str | None

    def of(self, thing: str, group: str = EVERYBODY) -> pd.Series:
        """One row of the table."""
        if (thing, group) not in self.intervals:
            raise ValueError(f"no such row: {thing!r}, {group!r}; there are {[*self.intervals]}")
        return self.table[(self.table["thing"] == thing) & (self.table["group"] == group)].iloc[0]

    def in_words(self, row: Any) -> str:
        """What a thing is worth in its own unit, with its interval."""
        if np.isnan(row.percent):
            return "no figure (price does not count)"
        found = self.intervals[row.thing, row.group]
        if row.source == BIDS:
            return f"{points(row.percent)} points of price ({found.in_words(points)})"
        cash = partial(money, currency=self.currency, digits=2)
        return f"{cash(row.money)} ({found.in_words(cash)})"

    @property
    def sentence(self) -> str:
        """What each thing is worth to everybody and by type, and how many named it."""
        said = []
        for row in self.table[self.table["group"] == EVERYBODY].itertuples():
            text = f"{named(row)} is worth {self.in_words(row)}"
            if np.isnan(row.percent):
                text = f"What {row.thing} is worth cannot be said, as price does not count"
            if row.source == BIDS and np.isfinite(row.money):
                year = money(row.money, self.currency, digits=0)
                text += f", on the mean lot {year} a year"
            others = self.table[
                (self.table["thing"] == row.thing) & (self.table["group"] != EVERYBODY)
            ]
            if len(others):
                listed = (f"{other.group} {self.in_words(other)}" for other in others.itertuples())
                text += f"; {', '.join(listed)}"
            said.append(f"{text}{self._asked(row)}.")
        return f"{' '.join(said)} Intervals: {percent(self.level)}."

    def _asked(self, row: Any) -> str:
        if np.isnan(row.asked):
            return ""
        ends = interval(row.asked_low, row.asked_high, _share)
        who = f"{_share(row.asked)} ({ends}) of {count(row.of)}"
        return f"; when asked, {who} named it"

    def summary(self) -> Table:
        """Worth in percent of price and in money, beside who asked, as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "What": [named(row) for row in rows],
                "To whom": ["everybody" if r.group == EVERYBODY else r.group for r in rows],
                "Worth, % of price": [points(row.percent) for row in rows],
                f"{percent(self.level)} interval": [self._percents(row) for row in rows],
                "In money": [self._money(row) for row in rows],
                "Named it": [MISSING if np.isnan(row.asked) else _share(row.asked) for row in rows],
            }
        )
        return Table(frame, title="What nobody asked for, and what it is worth", note=self._note())

    def _percents(self, row: Any) -> str:
        found = self.intervals[row.thing, row.group]
        scale = 1.0 if row.source == BIDS else 100 / row.price_base
        return found.in_words(lambda value: points(scale * value))

    def _money(self, row: Any) -> str:
        if np.isnan(row.money):
            return MISSING
        if row.source == BIDS:
            return f"{money(row.money, self.currency, digits=0)} a lot and year"
        return f"{money(row.money, self.currency, digits=2)} a purchase"

    def _note(self) -> str:
        notes = ["Worth: by how much dearer an offer with it is taken as often as one without."]
        if BIDS in set(self.table["source"]):
            notes.append(
                "In bids the seller chose whom to offer it and at what price; the other causes "
                "stand beside, what else he knew does not. Offer it by lot to be sure."
            )
        if CHOICES in set(self.table["source"]):
            notes.append("In choices on paper; in the shop people may pay less.")
        if not all(found.bounded for found in self.intervals.values()):
            notes.append("An interval without two ends: price hardly moves what is taken there.")
        return " ".join(notes)


def named(row: Any) -> str:
    """A thing as a heading.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> named(SimpleNamespace(thing="warmth: warm and knows you"))
    'Warmth "warm and knows you"'
    """
    attribute, _, level = str(row.thing).partition(": ")
    head = attribute[:1].upper() + attribute[1:]
    return f'{head} "{level}"' if level else head


def points(value: float) -> str:
    """Points of price, one decimal."""
    return number(value, 1)


def _share(value: float) -> str:
    return percent(value, 1)
