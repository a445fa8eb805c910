"""What RFM says of customers: their cells, in words, side by side, and step by step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import Formatter, count, interval, money, number, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

FIFTHS = 5
_PLACES = ("the lowest fifth", "the second fifth", "the middle fifth", "the fourth fifth",
           "the best fifth")  # fmt: skip
MEASURES = {"r": "recency_days", "f": "frequency", "m": "monetary"}


@dataclass(frozen=True, eq=False)
class RFM:
    """Customers by recency, frequency and money of one window, in fifths of one population.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a customer: ``customer_id, recency_days`` (since the last purchase), ``frequency``
        (purchase days in the window), ``monetary`` (their sum, in currency units), the scores
        ``r, f, m`` from 1 (lowest fifth) to 5 (best), ``score`` (their sum) and ``cell``.
    end : datetime.date
        The last day looked at.
    weeks : int
        How long the window is.
    compared : str
        The population the fifths are fifths of, in words.
    others : pandas.DataFrame
        Customers on file who are not in the population: ``customer_id, recency_days``.
    note : str
        What a reader should know of the window; empty where nothing.
    """

    table: pd.DataFrame
    end: dt.date
    weeks: int
    compared: str
    window: str
    others: pd.DataFrame = field(repr=False)
    note: str = ""

    def of(self, customer_id: str, *, currency: str | None = None) -> str:
        """One customer's cell, in words.

        Parameters
        ----------
        customer_id : str
            Whose.
        currency : str, optional
            ISO 4217 code.
        """
        found = self.table[self.table["customer_id"] == customer_id]
        if found.empty:
            return self._not_scored(customer_id)
        row = found.iloc[0]
        times = "once" if row.frequency == 1 else f"on {count(row.frequency)} days"
        if row.frequency:
            did = f"bought {times} in {self.window}, for {money(row.monetary, currency)} in all"
        else:
            did = f"bought nothing in {self.window}"
        places = [_PLACES[row[letter] - 1] for letter in MEASURES]
        return (
            f"{customer_id} {did}; the last purchase was {_days_ago(row.recency_days)}. "
            f"Among the {count(len(self.table))} {self.compared} that is cell {row.cell}: "
            f"{places[0]} in recency, {places[1]} in frequency, {places[2]} in money."
        )

    def _not_scored(self, customer_id: str) -> str:
        found = self.others[self.others["customer_id"] == customer_id]
        if found.empty:
            return f"{customer_id} bought nothing up to the end of {self.window}: RFM is silent."
        ago = _days_ago(found["recency_days"].iloc[0])
        return (
            f"{customer_id} is not scored: the last purchase was {ago}, and the scores compare "
            f"{self.compared} only."
        )

    def cells_of(self, *customer_ids: str, currency: str | None = None) -> Table:
        """Some customers' cells side by side; dashes for those who are not scored."""
        from cvmlab.figures.tables import Table

        names = {
            "recency_days": "Days since last purchase", "frequency": "Purchases",
            "monetary": "Spend", "r": "R", "f": "F", "m": "M", "cell": "Cell",
        }  # fmt: skip
        rows = self.table.set_index("customer_id").reindex(list(customer_ids))
        frame = rows[list(names)].rename(columns=names)
        frame.index.name = "Customer"
        return Table(
            frame,
            title=f"RFM cells over {self.window}",
            note=self._note(),
            formats={
                **dict.fromkeys(["Days since last purchase", "Purchases", "R", "F", "M"], count),
                "Spend": partial(money, currency=currency, digits=0),
            },
        )

    def worked(self, customer_id: str) -> Table:
        """How one customer's three scores come about, step by step, to be checked by hand.

        Raises
        ------
        DataProblem
            If the customer is not scored.
        """
        from cvmlab.figures.tables import Table

        found = self.table[self.table["customer_id"] == customer_id]
        if found.empty:
            raise one_problem(self._not_scored(customer_id), "choose a customer who is scored.")
        heads = {"r": "Days since last purchase", "f": "Purchases", "m": "Spend"}
        rows = []
        for letter, name in MEASURES.items():
            values, own = self.table[name], found[name].iloc[0]
            worse = int(((values > own) if letter == "r" else (values < own)).sum())
            equal = int((values == own).sum())
            rank = worse + (equal + 1) / 2
            rows.append(
                {
                    "Measure": heads[letter],
                    "Value": money(own) if letter == "m" else count(own),
                    "Customers below": worse,
                    "Equal": equal,
                    "Mean rank": number(rank, 1),
                    "5 (rank − ½) / n": number(FIFTHS * (rank - 0.5) / len(values), 2),
                    "Score": int(found[letter].iloc[0]),
                }
            )
        return Table(
            pd.DataFrame(rows),
            title=f"{customer_id} among {count(len(self.table))} {self.compared}",
            note="The score is the last but one column, rounded up.",
        )

    def summary(self) -> Table:
        """Where the fifths begin and end: with it anybody's cell can be looked up by hand."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame({"Score": range(FIFTHS, 0, -1)})
        formats: dict[str, Formatter] = {
            "r": count, "f": count, "m": partial(money, digits=0)
        }  # fmt: skip
        heads = {"r": "Days since last purchase", "f": "Purchases", "m": "Spend"}
        for letter, name in MEASURES.items():
            groups = self.table.groupby(letter)[name].agg(["min", "max", "size"])
            groups = groups.reindex(frame["Score"])
            frame[heads[letter]] = [
                interval(row.min, row.max, formats[letter])
                for row in groups.rename(columns=str).itertuples()
            ]
            frame[f"Customers ({letter.upper()})"] = groups["size"].fillna(0).to_numpy(int)
        title = f"Fifths of {count(len(self.table))} {self.compared}"
        return Table(frame, title=title, note=self._note())

    @property
    def sentence(self) -> str:
        """What the cells say of all customers, in plain words."""
        best = self.table["cell"] == "5-5-5"
        spend = self.table["monetary"]
        share = spend[best].sum() / spend.sum() if spend.sum() else float("nan")
        return (
            f"Of {count(len(self.table))} {self.compared}, {count(best.sum())} "
            f"({percent(best.mean())}) stand in cell 5-5-5; they brought {percent(share)} of "
            f"the spend in {self.window}."
        )

    def _note(self) -> str:
        text = "5 is the best fifth, 1 the lowest; customers with equal values share a score."
        return f"{text} {self.note}" if self.note else text


def _days_ago(days: int) -> str:
    return "on the last day" if days == 0 else f"{count(days)} day{'s' if days > 1 else ''} before"
