"""What long-gone customers do to everybody else's RFM scores.

A customer who left years ago still has a row. Ranked along, such rows fill the lowest fifths, and
whoever bought anything at all moves up without having bought anything more. The scores of one and
the same window over two populations are held side by side here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, percent
from cvmlab.insight.counted.rfm import rfm
from cvmlab.insight.counted.rfm_result import RFM

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from cvmlab.figures.tables import Table

_LETTERS = {"r": "Recency", "f": "Frequency", "m": "Money"}


@dataclass(frozen=True, eq=False)
class Promotions:
    """The same customers and the same window, scored without and with customers long gone.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a score ``r``, ``f``, ``m``: ``raised``, ``same`` and ``lowered`` (customers, of
        those who bought in the window), ``share_raised``, and who stands in the best fifth
        ``best_without``, ``best_with`` those long gone.
    without, with_all : RFM
        The two scorings.
    customers, gone : int
        Who bought in the window, and who only before it.
    """

    table: pd.DataFrame
    without: RFM = field(repr=False)
    with_all: RFM = field(repr=False)
    customers: int
    gone: int

    def of(self, customer_id: str) -> str:
        """One customer's cell without and with those long gone, in words."""
        cells = [
            result.table.set_index("customer_id")["cell"].get(customer_id)
            for result in (self.without, self.with_all)
        ]
        if cells[0] is None:
            return self.without.of(customer_id)
        change = "stays in cell" if cells[0] == cells[1] else f"moves from cell {cells[0]} to"
        return (
            f"{customer_id} {change} {cells[1]} when {count(self.gone)} customers without a "
            f"purchase in {self.without.window} are ranked along."
        )

    @property
    def sentence(self) -> str:
        """How many are promoted by nothing but company, in plain words."""
        raised = self.table["share_raised"]
        return (
            f"Ranking {count(self.gone)} customers without a purchase in {self.without.window} "
            f"along with the {count(self.customers)} who bought raises {percent(raised['f'])} of "
            f"the buyers by a fifth or more in frequency, {percent(raised['m'])} in money and "
            f"{percent(raised['r'])} in recency. Nobody bought anything more."
        )

    def summary(self) -> Table:
        """Who is raised, score by score."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame({"Score": [_LETTERS[letter] for letter in self.table.index]})
        for head, name in {
            "Raised": "raised", "Share raised": "share_raised", "The same": "same",
            "Best fifth without them": "best_without", "Best fifth with them": "best_with",
        }.items():  # fmt: skip
            frame[head] = self.table[name].to_numpy()
        return Table(
            frame,
            title=f"The {count(self.customers)} buyers of {self.without.window}, ranked without "
            f"and with {count(self.gone)} customers long gone",
            formats={"Share raised": percent},
        )


def rfm_promotions(
    occasions: pd.DataFrame | ir.Table, *, end: dt.date | str | None = None, weeks: int = 52
) -> Promotions:
    """Whom customers long gone promote when they are ranked along.

    Parameters
    ----------
    occasions : pandas.DataFrame or ibis Table
        One row for each day a customer bought: ``customer_id, date, cents``.
    end : date or ISO text, optional
        The last day looked at, by default the last day anybody bought.
    weeks : int
        Length of the window; "long gone" is who bought only before it.

    Returns
    -------
    Promotions
        No score is ever lowered: who did not buy in the window stands below all who did.

    Raises
    ------
    DataProblem
        As :func:`~cvmlab.insight.counted.rfm.rfm`.

    Examples
    --------
    >>> when = ["2024-03-01", "2024-03-02", "2024-03-03"] + 3 * ["2020-01-01"]
    >>> days = pd.DataFrame(
    ...     {"customer_id": list("abcxyz"), "cents": 100, "date": pd.to_datetime(when)})
    >>> rfm_promotions(days, weeks=4).of("a")
    'a moves from cell 1-3-3 to 3-4-4 when 3 customers without ...'
    """
    without = rfm(occasions, end=end, weeks=weeks, population="active")
    with_all = rfm(occasions, end=end, weeks=weeks, population="known")
    before = without.table.set_index("customer_id")
    after = with_all.table.set_index("customer_id").loc[before.index]
    rows = {
        letter: {
            "raised": int((after[letter] > before[letter]).sum()),
            "same": int((after[letter] == before[letter]).sum()),
            "lowered": int((after[letter] < before[letter]).sum()),
            "share_raised": float((after[letter] > before[letter]).mean()),
            "best_without": int((before[letter] == before[letter].max()).sum()),
            "best_with": int((after[letter] == after[letter].max()).sum()),
        }
        for letter in _LETTERS
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "score"
    return Promotions(table, without, with_all, len(before), len(without.others))
