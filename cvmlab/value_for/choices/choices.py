"""Choices ready to be weighed: what lay before whom, and what was taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

PRICE, MINUTES, TYPE = "price", "minutes", "customer_type"
NOT_KNOWN = "not known"  # the type of respondents whose type nobody wrote down


@dataclass(frozen=True, eq=False)
class ChoiceSets:
    """Choices that can be weighed: rows of one task stand together, tasks of one person too.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row an alternative: ``respondent, task`` as numbers from 0, ``price, minutes``, the
        other attributes by their own names, ``chosen``.
    design : numpy.ndarray of shape (rows, columns)
        The attributes as numbers: price, minutes, then a column a number or a level.
    names : tuple of str
        What the columns are: ``"price", "minutes"``, then such as ``"warmth: brisk"``.
    base : dict of str to str
        The level of each attribute of words that has no column: the others stand against it.
    task, respondent : numpy.ndarray of int
        Whose row it is, by row.
    chosen : numpy.ndarray of bool
        What was taken, by row.
    customer_type : numpy.ndarray of str or None
        What kind of customer each respondent is, by respondent.
    set_aside : pandas.DataFrame
        ``reason, tasks, rows``: what could not be used; rows given = rows used + rows here.
    currency : str or None
        ISO 4217 code of the prices.
    """

    rows: pd.DataFrame = field(repr=False)
    design: np.ndarray = field(repr=False)
    names: tuple[str, ...]
    base: dict[str, str]
    task: np.ndarray = field(repr=False)
    respondent: np.ndarray = field(repr=False)
    chosen: np.ndarray = field(repr=False)
    customer_type: np.ndarray | None = field(repr=False)
    set_aside: pd.DataFrame = field(repr=False)
    currency: str | None = None

    @property
    def tasks(self) -> int:
        """How many choices were made."""
        return int(self.task[-1]) + 1

    @property
    def respondents(self) -> int:
        """How many people made them."""
        return int(self.respondent[-1]) + 1

    @cached_property
    def respondent_of_task(self) -> np.ndarray:
        """Who made each choice."""
        return self.respondent[self.chosen]

    @cached_property
    def differences(self) -> np.ndarray:
        """The taken alternative less each of the others: tasks × others × columns.

        Tasks with fewer alternatives than the longest one are filled up; :attr:`there` says where.
        """
        return self._differences[0]

    @cached_property
    def there(self) -> np.ndarray:
        """Which of the :attr:`differences` are alternatives and which are filled up."""
        return self._differences[1]

    @cached_property
    def _differences(self) -> tuple[np.ndarray, np.ndarray]:
        other = ~self.chosen
        task = self.task[other]
        starts = np.searchsorted(task, np.arange(self.tasks))
        place = np.arange(len(task)) - starts[task]
        taken = self.design[self.chosen]
        filled = np.zeros((self.tasks, int(place.max()) + 1, self.design.shape[1]))
        there = np.zeros(filled.shape[:2], dtype=bool)
        filled[task, place] = taken[task] - self.design[other]
        there[task, place] = True
        return filled, there

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The kinds of customers, the one with most respondents first; empty without any."""
        if self.customer_type is None:
            return ()
        return tuple(str(name) for name in pd.Series(self.customer_type).value_counts().index)

    def of(self, customer_type: str) -> ChoiceSets:
        """The choices of one kind of customer."""
        if customer_type not in self.types:
            raise ValueError(f"no such type: {customer_type!r}; there are {list(self.types)}")
        return self.among(np.asarray(self.customer_type) == customer_type)

    def among(self, who: np.ndarray) -> ChoiceSets:
        """The choices of some respondents; what was set aside belongs to all of them.

        Parameters
        ----------
        who : numpy.ndarray of bool
            One a respondent.
        """
        if not who.any():
            raise ValueError("nobody is left")
        mine = who[self.respondent]
        task = np.unique(self.task[mine], return_inverse=True)[1]
        respondent = (np.cumsum(who) - 1)[self.respondent[mine]]
        rows = self.rows[mine].assign(task=task, respondent=respondent).reset_index(drop=True)
        return ChoiceSets(
            rows=rows,
            design=self.design[mine],
            names=self.names,
            base=self.base,
            task=task,
            respondent=respondent,
            chosen=self.chosen[mine],
            customer_type=None if self.customer_type is None else self.customer_type[who],
            set_aside=self.set_aside.iloc[:0],
            currency=self.currency,
        )

    @cached_property
    def trade_offs(self) -> float:
        """The share of choices in which no alternative was both cheapest and quickest."""
        price, minutes = self.design[:, 0], self.design[:, 1]
        starts = np.flatnonzero(np.diff(self.task, prepend=-1))
        cheapest = price == np.minimum.reduceat(price, starts)[self.task]
        quickest = minutes == np.minimum.reduceat(minutes, starts)[self.task]
        return float(1 - np.maximum.reduceat(cheapest & quickest, starts).mean())

    @property
    def sentence(self) -> str:
        """How many choices there are, and how many of them weigh money against time."""
        aside = int(self.set_aside["tasks"].sum())
        text = (
            f"{count(self.respondents)} respondents made {count(self.tasks)} choices; in "
            f"{percent(self.trade_offs)} of them the cheapest was not the quickest."
        )
        return f"{text} {count(aside)} choices were set aside." if aside else text

    def summary(self) -> Table:
        """What was used and what was set aside, as a table to read."""
        from cvmlab.figures.tables import Table

        used = pd.DataFrame({"reason": ["used"], "tasks": [self.tasks], "rows": [len(self.design)]})
        frame = pd.concat([used, self.set_aside], ignore_index=True)
        frame.columns = ["What became of them", "Choices", "Rows"]
        against = "; ".join(f'{name} against "{level}"' for name, level in self.base.items())
        return Table(frame, title=self.sentence, note=f"Weighed: {against}." if against else None)
