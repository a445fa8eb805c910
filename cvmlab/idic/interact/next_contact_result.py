"""What came out of the next contacts: one move for everybody, held against the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, is_missing, money, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

NOTHING, SELLS, ANSWERS = "nothing", "an offer", "an answer"
NO_RULE = "none"


@dataclass(frozen=True, eq=False)
class NextContacts:
    """The next move towards everybody; see ``next_contacts``.

    Attributes
    ----------
    table : DataFrame
        One row a person: ``who, rule`` (the first that fits), ``move, why, channel, earliest,
        cost, then`` (what is open besides), ``kind`` (nothing, an offer, an answer), ``calendar,
        calendar_cost`` (messages the campaign calendar would send in four weeks) and ``differs``.
    rules : DataFrame
        The rules, in the order in which they decide.
    on : date
        The day of the decision.
    currency : str
    missing : tuple of str
        What is missing, a sentence a table.
    """

    table: pd.DataFrame
    rules: pd.DataFrame = field(repr=False)
    on: dt.date
    linkage: Any = field(repr=False)
    currency: str
    missing: tuple[str, ...] = ()

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row a rule: ``move, people, cost, written_to`` (by the calendar), ``calendar,
        calendar_cost, differs``."""
        by = self.table.groupby("rule")
        found = pd.DataFrame(
            {
                "people": by.size(),
                "cost": by["cost"].sum(),
                "written_to": by["calendar"].agg(lambda n: int((n > 0).sum())),
                "calendar": by["calendar"].sum(),
                "calendar_cost": by["calendar_cost"].sum(),
                "differs": by["differs"].sum(),
            }
        )
        order = [*self.rules["rule"], NO_RULE]
        found = found.reindex([rule for rule in order if rule in found.index])
        moves = self.rules.set_index("rule")["move"]
        found.insert(0, "move", moves.reindex(found.index).fillna("silence"))
        return found

    @property
    def people(self) -> int:
        """Everybody."""
        return len(self.table)

    @property
    def differing(self) -> int:
        """For how many the next contact is another than the calendar's."""
        return int(self.table["differs"].sum())

    @property
    def saved(self) -> float:
        """Cost of the calendar's next four weeks less that of these moves; below zero: more."""
        return float(self.table["calendar_cost"].sum() - self.table["cost"].sum())

    @property
    def sentence(self) -> str:
        """For how many it changes what we do, and what that costs."""
        rows = self.table
        written = rows["calendar"] > 0
        spoke = rows["kind"] == ANSWERS
        return (
            f"{count(self.people)} {self._whom}, one next move each. For {count(self.differing)} "
            f"({percent(self.differing / max(self.people, 1))}) it is another than the calendar's. "
            f"Of {count(written.sum())} to whom the calendar would write, "
            f"{count((written & spoke).sum())} get an answer or a question first and "
            f"{count((written & (rows['kind'] == NOTHING)).sum())} are left in peace. "
            f"{self._money}"
        )

    @property
    def _whom(self) -> str:
        return "cards and records" if self.linkage is None else "people"

    @property
    def _money(self) -> str:
        planned, moves = self.table["calendar_cost"].sum(), self.table["cost"].sum()
        less = "less" if self.saved >= 0 else "more"
        return (
            f"The calendar's four weeks would cost {self._cash(planned)}, these moves "
            f"{self._cash(moves)}: {self._cash(abs(self.saved))} {less}."
        )

    def of(self, customer: str) -> str:
        """The next move towards one customer, and what the calendar would do.

        Raises
        ------
        DataProblem
            If there is no such customer.
        """
        row = self.row(customer)
        text = f"{customer}: {row.move}"
        if row.why:
            text += f" ({row.why})"
        if row.channel != "none":
            text += f"; by: {row.channel}"
        text += f"; from {day(row.earliest)}; {self._cash(row.cost)}."
        if row.then:
            text += f" Then: {row.then}."
        if row.calendar:
            text += (
                f" The calendar would send {count(row.calendar)} "
                f"message{'s' if row.calendar > 1 else ''} ({self._cash(row.calendar_cost)})."
            )
        else:
            text += " The calendar would send nothing."
        return text

    def row(self, customer: str) -> Any:
        """The row of a card, a record or an identity."""
        who = customer
        if self.linkage is not None:
            found = self.linkage.identity_of(pd.Series([customer])).iloc[0]
            who = customer if is_missing(found) else str(found)
        rows = self.table[self.table["who"] == who]
        if rows.empty:
            raise one_problem(
                f'Nobody is called "{customer}"', "take a card or a record of the firm's lists."
            )
        return next(rows.itertuples(index=False))

    def summary(self) -> Table:
        """The rules in their order, with how many each decides, beside the calendar."""
        from cvmlab.figures.tables import Table

        rows = self.groups
        frame = pd.DataFrame(
            {
                "Next move": list(rows["move"]),
                "People": rows["people"].to_numpy(),
                "Cost": rows["cost"].to_numpy(),
                "Calendar writes to": rows["written_to"].to_numpy(),
                "Calendar's cost": rows["calendar_cost"].to_numpy(),
                "Another move": rows["differs"].to_numpy(),
            }
        )
        frame.loc[len(frame)] = ["all", *(frame[name].sum() for name in frame.columns[1:])]
        frame = frame.astype(dict.fromkeys(["People", "Calendar writes to", "Another move"], int))
        note = "The first rule that fits decides, in this order. " + self._money
        if self.missing:
            note += " " + " ".join(self.missing)
        formats = dict.fromkeys(["Cost", "Calendar's cost"], self._cash)
        title = f"The next contact from {day(self.on)} on"
        return Table(frame, title, note, formats=formats, total_row=True)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
