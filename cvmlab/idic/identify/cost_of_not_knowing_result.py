"""What it cost not to know, as ``cost_of_not_knowing`` hands it over."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cvmlab.figures.formats import count, interval, is_missing, money
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.many import many

COUNTED, ESTIMATED, ASSUMED = "counted", "estimated", "assumed"


@dataclass(frozen=True)
class Line:
    """One way in which not knowing costs money.

    Parameters
    ----------
    what : str
    known : {"counted", "estimated", "assumed"}
        How the price is known.
    number : int
        How often, in the files.
    euros : float
        What that cost, over the whole of the files.
    a_year : float
        The same for a year; NaN for what is about to be spent once.
    low, high : float
        Of a year's cost, over linkages at other thresholds; NaN where one customer is asked for.
    """

    what: str
    known: str
    number: int
    euros: float
    a_year: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class CostOfNotKnowing:
    """The lines of what it cost; see ``cost_of_not_knowing``.

    Attributes
    ----------
    lines : tuple of Line
    missing : tuple of str
        What could not be said, and for want of which table.
    customer : str or None
        Whose account; None for the whole firm.
    records : int
        How many records that customer has.
    several : int
        Persons with more than one record.
    at_stake : float
        Margin of last year of persons who were about to be treated as leaving.
    tier : (int, str)
        Persons due a higher tier than any of their cards has; for one customer which.
    cap : int
    currency : str
    """

    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    customer: str | None
    records: int
    several: int
    at_stake: float
    tier: tuple[int, str]
    cap: int
    currency: str

    @property
    def table(self) -> pd.DataFrame:
        """One row a line: ``what, known, number, euros, a_year, low, high``."""
        return pd.DataFrame([vars(line) for line in self.lines])

    def _sum(self, column: str, *known: str) -> float:
        rows = self.table
        return float(rows.loc[rows["known"].isin(known), column].sum(skipna=False))

    @property
    def euros(self) -> float:
        """What is counted or estimated, over the whole of the files."""
        return self._sum("euros", COUNTED, ESTIMATED)

    @property
    def a_year(self) -> float:
        """What is counted or estimated, a year."""
        return self._sum("a_year", COUNTED, ESTIMATED)

    @property
    def low(self) -> float:
        """The least of a year's cost: the lines' lower ends added."""
        return self._sum("low", COUNTED, ESTIMATED)

    @property
    def high(self) -> float:
        """The most of a year's cost: the lines' upper ends added."""
        return self._sum("high", COUNTED, ESTIMATED)

    @property
    def assumed(self) -> float:
        """What rests on assumed prices, over the whole of the files; not in `euros`."""
        return self._sum("euros", ASSUMED)

    @property
    def sentence(self) -> str:
        """What it cost not to know, in euros."""
        if self.customer is not None:
            return self._of_customer()
        text = (
            f"Not knowing that {many(self.several, 'person')} stand under several records cost "
            f"{self._cash(self.a_year)} a year ({interval(self.low, self.high, self._cash)} as "
            f"records are linked more or less readily): {self._parts()}. Assumed prices add "
            f"{self._cash(self.assumed)}, not in this sum."
        )
        if self.at_stake:
            text += (
                f" {self._cash(self.at_stake)} of last year's margin was about to be treated as "
                "leaving."
            )
        if self.tier[0]:
            text += f" Due a higher tier: {many(self.tier[0], 'person')}."
        return " ".join([text, *self.missing])

    def _of_customer(self) -> str:
        which = "one record" if self.records <= 1 else f"{count(self.records)} records"
        if self.records <= 1:
            return f"{self.customer} stands under {which}: there was nothing not to know."
        text = (
            f"Not knowing that {which} are one person, {self.customer}, cost "
            f"{self._cash(self.euros)}: {self._parts()}."
        )
        if self.assumed:
            text += f" Assumed prices add {self._cash(self.assumed)}: {self._parts(ASSUMED)}."
        if self.at_stake:
            text += (
                f" {self._cash(self.at_stake)} of margin a year was about to be treated as leaving."
            )
        if self.tier[1]:
            text += f" The tier due was {self.tier[1]}, a higher one than on any card."
        return " ".join([text, *self.missing])

    def _parts(self, *known: str) -> str:
        known = known or (COUNTED, ESTIMATED)
        column = "euros" if self.customer is not None or ASSUMED in known else "a_year"
        return (
            ", ".join(
                f"{line.what} {self._cash(getattr(line, column))} ({line.known})"
                for line in self.lines
                if line.known in known and line.number
            )
            or "nothing"
        )

    def summary(self) -> Table:
        """The lines as a table to read."""
        rows = self.table
        frame = pd.DataFrame(
            {
                "Line": rows["what"],
                "Known": rows["known"],
                "Times": rows["number"],
                "Cost": rows["euros"],
                "A year": [x if not is_missing(x) else float("nan") for x in rows["a_year"]],
            }
        )
        if self.customer is None:
            frame["Range"] = [interval(x.low, x.high, self._cash) for x in self.lines]
        total = ["counted and estimated", "", "", self.euros, self.a_year]
        if self.customer is None:
            total.append(interval(self.low, self.high, self._cash))
        frame["Times"] = [count(x) for x in frame["Times"]]
        frame.loc[len(frame)] = total
        note = (
            "What is assumed is not in the sum. Vouchers are about to be sent, once. "
            f"At stake, not lost: {self._cash(self.at_stake)} of margin a year."
        )
        title = "What it cost not to know" + (f": {self.customer}" if self.customer else "")
        return Table(
            frame, title, note, formats={"Cost": self._cash, "A year": self._cash}, total_row=True
        )

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
