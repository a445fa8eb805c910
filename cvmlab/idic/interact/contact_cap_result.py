"""A cap on messages with its reason, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, is_missing, money, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.interact.contact_pressure_result import ContactPressure, messages_of
from cvmlab.idic.interact.holdout_effect_result import HoldoutEffect
from cvmlab.idic.interact.recipients import COMPLAINT, month_name, month_said


@dataclass(frozen=True, eq=False)
class ContactCap:
    """Every cap with what it saves and spares; see ``contact_cap``.

    Attributes
    ----------
    table : DataFrame
        One row a cap: ``cap``; ``months_over, people_over`` (who got more); ``messages, euros``
        (stopped, counted by person); ``messages_by_card, euros_by_card``; ``slip, slip_people``
        (messages a cap by card lets through, and to how many people); ``complaints`` spared,
        ``brought`` (margin of the stopped messages by lot) and ``net`` (euros less brought), each
        with ``_low, _high``.
    rows : DataFrame
        Every message.
    spent : float
        What all of them cost.
    pressure, holdout
        What the figures rest on.
    by_person : bool
    window_days : int or None
    currency : str
    level : float
    """

    table: pd.DataFrame
    rows: pd.DataFrame = field(repr=False)
    spent: float
    pressure: ContactPressure | None = field(repr=False)
    holdout: HoldoutEffect | None = field(repr=False)
    by_person: bool
    window_days: int | None
    currency: str
    level: float

    @property
    def cap(self) -> int | None:
        """The cap that the figures support; None where they support none.

        The number up to which messages were supposed to do no harm, where each one above surely
        brings more complaints. Else, where the lot says that messages lose money, 0.
        """
        if self.pressure is not None and self.pressure.harms:
            return self.pressure.borne
        if self.holdout is not None and self.holdout.pays is False:
            return 0
        return None

    def at(self, cap: int) -> pd.Series:
        """The table's row of one cap.

        Raises
        ------
        DataProblem
            When that cap was not looked at.
        """
        row = self.table[self.table["cap"] == cap]
        if row.empty:
            raise one_problem(f"a cap of {cap} was not looked at", "name it in caps.")
        return row.iloc[0]

    @property
    def reason(self) -> str:
        """Why this cap, and what speaks for a lower one."""
        if self.cap is None:
            return (
                "No cap can be recommended: complaints do not rise for sure with the number of "
                "messages, and no lot says that messages do not pay."
            )
        if self.pressure is None or not self.pressure.harms:
            return "By lot messages bring less than they cost: the fewer, the better."
        ratio = self.pressure.effect(COMPLAINT)
        text = (
            f"Above {self.cap} a month each message makes complaints {number(ratio.ratio)} times "
            f"as frequent ({interval(ratio.low, ratio.high, number)})"
        )
        held = self.holdout
        if held is None:
            return f"{text}; what the stopped messages bring, nobody has tried by lot."
        brought, low, high = held.of_a_letter
        text += (
            f", and by lot a message brings {self._cash(brought)} "
            f"({interval(low, high, self._cash)}) at a cost of "
            f"{self._cash(held.cost / held.letters)}"
        )
        if held.pays is False:
            return (
                f"{text}. The lot would support stopping all of them; it says nothing of single "
                "campaigns, so a cap comes first, and a larger holdout."
            )
        return f"{text}."

    @property
    def sentence(self) -> str:
        """How many got too much, what the cap saves, and what one by card lets through."""
        if self.cap is None or self.cap not in set(self.table["cap"]):
            return self.reason
        row = self.at(self.cap)
        text = (
            f"A cap of {self.cap} a {month_said(self.window_days)}, counted by person, stops "
            f"{count(row.messages)} of {count(len(self.rows))} messages to "
            f"{count(row.people_over)} people and saves {self._cash(row.euros)} of "
            f"{self._cash(self.spent)}."
        )
        if not is_missing(row.complaints):
            text += (
                f" It spares {count(row.complaints)} complaints "
                f"({interval(row.complaints_low, row.complaints_high)})."
            )
        if self.by_person:
            text += (
                f" Counted by card it lets {count(row.slip)} of these messages through, to "
                f"{count(row.slip_people)} people with more than one card or record."
            )
        if not is_missing(row.net):
            text += (
                f" Less what the lot says they bring: {self._cash(row.net)} a year "
                f"({interval(row.net_low, row.net_high, self._cash)})."
            )
        return text

    def of(self, customer: str, cap: int | None = None) -> str:
        """One customer: months over the cap as a person, and on each card.

        Parameters
        ----------
        customer : str
            A card, or a record without one.
        cap : int, optional
            By default the recommended one, else 3.

        Raises
        ------
        DataProblem
            When no message went there.
        """
        cap = (3 if self.cap is None else self.cap) if cap is None else cap
        mine, _ = messages_of(self.rows, customer)
        first = self.rows["date"].min()
        cards = list(dict.fromkeys([customer, *sorted(mine["card"].unique())]))
        cards = [card for card in cards if (mine["card"] == card).any()]
        sent = mine.groupby("month").size()
        over = sent[sent > cap]
        text = f"{' and '.join(cards)}: {count(len(mine))} messages"
        if len(cards) > 1:
            text += f" to one person, {self._parts(mine, cards)}"
        if over.empty:
            return f"{text}; never more than {cap} in a {month_said(self.window_days)}."
        which = ", ".join(
            f"{month_name(int(m), first, self.window_days)} ({n})" for m, n in over.items()
        )
        text += f". More than {cap} in {count(len(over))} {month_said(self.window_days)}s: {which}"
        on_card = mine[mine["nth_of_card"] > cap]
        if len(cards) > 1:
            seen = sorted(on_card["card"].unique())
            text += (
                f"; counted by card in {'none' if not seen else 'months of ' + ' and '.join(seen)}"
            )
        return f"{text}."

    def summary(self) -> Table:
        """Every cap as a table to read."""
        table = self.table
        frame = pd.DataFrame(
            {
                "Cap a month": table["cap"],
                "People who got more": table["people_over"],
                "Messages stopped": table["messages"],
                "Saved": table["euros"],
            }
        )
        if self.by_person:
            frame["A cap by card lets through"] = table["slip"]
            frame["to so many people"] = table["slip_people"]
        if table["complaints"].notna().any():
            frame["Complaints spared"] = [
                f"{count(r.complaints)} ({interval(r.complaints_low, r.complaints_high)})"
                for r in table.itertuples()
            ]
        if table["net"].notna().any():
            frame["Saved after what they bring"] = [
                f"{self._cash(r.net)} ({interval(r.net_low, r.net_high, self._cash)})"
                for r in table.itertuples()
            ]
        note = (
            f"Months are {month_said(self.window_days)}s; the last messages of a month are the "
            "ones stopped."
        )
        if self.pressure is not None:
            note += (
                f" Complaints are counted in {month_said(self.pressure.window_days)}s. "
                f"{percent(self.level)} intervals."
            )
        return Table(frame, "What a cap saves and spares", note, formats={"Saved": self._cash})

    def _parts(self, mine: pd.DataFrame, cards: list[str]) -> str:
        sizes = mine["card"].value_counts()
        return " and ".join(f"{count(sizes[card])} on {card}" for card in cards)

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None)

    def __repr__(self) -> str:
        return self.sentence
