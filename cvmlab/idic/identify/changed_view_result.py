"""Cards against persons, as ``changed_view`` hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, money, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.many import many
from cvmlab.stats.share_intervals import wilson


@dataclass(frozen=True, eq=False)
class ChangedView:
    """What cards say and persons do not; see ``changed_view``.

    Attributes
    ----------
    cards : DataFrame
        By card: ``margin, sales`` (last year), ``before`` (sales two years before), ``person,
        leaving, person_leaves, list``.
    persons : DataFrame
        By identity: the same, with ``list`` (among the best), ``on_card_list``, ``best_card``
        (margin of the best card), ``cards``.
    fall, best : float
        What counts as leaving, and how many as the best.
    level : float
    money_is : str
    currency : str
    """

    cards: pd.DataFrame = field(repr=False)
    persons: pd.DataFrame = field(repr=False)
    fall: float
    best: float
    level: float
    money_is: str
    currency: str

    @property
    def leavers(self) -> int:
        """Cards that look like leaving."""
        return int(self.cards["leaving"].sum())

    @property
    def mistaken(self) -> pd.DataFrame:
        """Cards that look like leaving though their person does not."""
        return self.cards[self.cards["leaving"] & ~self.cards["person_leaves"].astype(bool)]

    @property
    def at_stake(self) -> float:
        """Margin of the last year of the persons who were taken for leavers."""
        return float(self.persons.loc[self.mistaken["person"].unique(), "margin"].sum())

    @property
    def missed(self) -> pd.DataFrame:
        """Persons among the best none of whose cards is on the list of the best cards."""
        return self.persons[self.persons["list"] & ~self.persons["on_card_list"]]

    @property
    def listed(self) -> int:
        """How many persons are among the best."""
        return int(self.persons["list"].sum())

    def share(self, events: int, of: int) -> str:
        """A share with its interval."""
        low, high = wilson(events, of, self.level)
        return f"{percent(events / of, 1)}, {interval(low, high, lambda x: percent(x, 1))}"

    @property
    def sentence(self) -> str:
        """Both findings, with their baselines."""
        wrong, missed = self.mistaken, self.missed
        text = (
            f"Still buying, but {percent(self.fall)} or less of two years before: "
            f"{many(self.leavers, 'card')}"
        )
        if self.leavers:
            persons = many(wrong["person"].nunique(), "person")
            text += (
                f"; behind {count(len(wrong))} of them ({self.share(len(wrong), self.leavers)}) "
                f"stands a person who has not cut down so: {persons}, "
                f"{self._cash(self.at_stake)} of {self.money_is} in the last year"
            )
        return (
            f"{text}. Of the {count(self.listed)} best persons the list of the best cards misses "
            f"{count(len(missed))} ({self.share(len(missed), self.listed)}), who brought "
            f"{self._cash(missed['margin'].sum())}."
        )

    def of(self, customer: str) -> str:
        """One person, card by card and together.

        Raises
        ------
        DataProblem
            When nobody bought under this name.
        """
        if customer in self.cards.index:
            customer = str(self.cards.loc[customer, "person"])
        if customer not in self.persons.index:
            raise one_problem(f'nobody bought as "{customer}"', "name a card or an identity.")
        one, hers = self.persons.loc[customer], self.cards[self.cards["person"] == customer]
        parts = "; ".join(
            f"{name} {self._cash(row.before)} → {self._cash(row.sales)}"
            + (" (looks like leaving)" if row.leaving else "")
            for name, row in hers.iterrows()
        )
        verdict = "is leaving" if one["leaving"] else "is not leaving"
        return (
            f"Sales two years before and in the last year: {parts}. The person: "
            f"{self._cash(one['before'])} → {self._cash(one['sales'])}, who {verdict} by the "
            "same rule."
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row a question: ``question, cards, wrong, low, high`` (share wrong)."""
        rows = [
            ("who is leaving", self.leavers, len(self.mistaken)),
            ("who is among the best", self.listed, len(self.missed)),
        ]
        frame = pd.DataFrame(rows, columns=["question", "of", "wrong"])
        frame["low"], frame["high"] = wilson(frame["wrong"], frame["of"], self.level)
        return frame

    def summary(self) -> Table:
        """What cards say, and how often persons say otherwise."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Cards are asked": rows["question"],
                "They name": rows["of"],
                "Wrong of a person": rows["wrong"],
                f"{percent(self.level)} interval": [
                    interval(x.low, x.high, lambda y: percent(y, 1)) for x in rows.itertuples()
                ],
                f"{self.money_is.capitalize()} behind it": [
                    self.at_stake, self.missed["margin"].sum(),
                ],
            }
        )  # fmt: skip
        note = (
            f"Leaving: still buys, but {percent(self.fall)} or less of two years before. The best: "
            f"the top {percent(self.best)} by {self.money_is} of the last year. The linkage "
            "is taken as certain."
        )
        return Table(frame, "What cards get wrong", note, formats={frame.columns[-1]: self._cash})

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def __repr__(self) -> str:
        return self.sentence
