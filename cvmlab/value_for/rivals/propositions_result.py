"""Value propositions: the result, the sentences a reader finishes, and the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.equation.forms import CREDIT

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

PRICE = "price"
_NAMED = {
    "product": "product quality",
    "service": "service quality",
    "price": "the lower price",
    "hassle": "less hassle",
}
_MENDED = {**_NAMED, "hassle": "hassle"}


@dataclass(frozen=True, eq=False)
class Propositions:
    """What to promise each type of customers, and what would show that it is kept.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a type: ``customer_type``; ``against``, the strongest rival, and
        ``against_chance``, in which share of the resamples it is; ``people`` who rate both;
        ``lead`` over it in money with ``lead_low, lead_high``; ``lead_with``, the part worth most
        beyond it, "" where none is sure, with ``lead_with_worth, lead_with_low, lead_with_high``;
        ``mend`` and ``mend_against``, the part worth least beside any rival, with the same
        columns; ``lead_with_change, mend_change``, the smallest change in its own unit that a
        survey like this one would show next time, and ``…_change_worth`` in money.
    parts : pandas.DataFrame
        Every type, rival and part: ``points`` (own less rival), ``worth`` in money with joint
        ``low, high``, ``spread`` over people, ``change`` and ``change_worth``.
    own, currency : str
        One's own brand, and the ISO 4217 code.
    hassle_unit : {"minutes", "money"}
        What hassle is counted in.
    level : float
        Confidence level.
    asked : bool
        False for a market typed in by hand.
    credit : str
        Whose the value equation is.
    """

    table: pd.DataFrame
    parts: pd.DataFrame = field(repr=False)
    own: str
    currency: str
    hassle_unit: Literal["minutes", "money"]
    level: float
    asked: bool
    credit: str = CREDIT

    @property
    def sentences(self) -> dict[str, str]:
        """The finding for each type, in words."""
        return {row["customer_type"]: self._finding(row) for _, row in self.table.iterrows()}

    @property
    def sentence(self) -> str:
        """The findings of all types."""
        found = " ".join(self.sentences.values())
        if not self.asked:
            return f"{found} Your own estimates, so no interval."
        return (
            f"{found} In brackets {percent(self.level)} intervals; what is named to lead with or "
            f"to mend is sure in all {count(len(self.parts))} comparisons together."
        )

    @property
    def unfinished(self) -> dict[str, str]:
        """For each type the proposition to finish in the customer's own words."""
        return {row["customer_type"]: self._to_finish(row) for _, row in self.table.iterrows()}

    def smallest_change(self, customer_type: str, rival: str, part: str, people: int) -> float:
        """The smallest change in a part that two surveys of so many people each would show.

        Parameters
        ----------
        customer_type, rival, part : str
            Which comparison of ``parts``.
        people : int
            How many who rate both would be asked each time.

        Returns
        -------
        float
            In points of the scale or units of hassle, seen with a chance of 80%.
        """
        rows = self.parts
        row = rows[
            (rows["customer_type"] == customer_type)
            & (rows["rival"] == rival)
            & (rows["part"] == part)
        ].iloc[0]
        return float(row["change"] * np.sqrt(row["people"] / people))

    def _finding(self, row: pd.Series) -> str:
        cash = partial(money, currency=self.currency)
        kind = row["customer_type"]
        text = f"{self._lead(row, cash)} {self._mend(row, cash)}"
        text = text if kind == ALL else f"{kind}: {text}"
        return f"{text[:1].upper()}{text[1:]}"

    def _lead(self, row: pd.Series, cash: partial[str]) -> str:
        side = "more" if row["lead"] >= 0 else "less"
        often = row["against_chance"]
        unsure = f" (in {percent(often)} of the resamples)" if often < self.level else ""
        said = (
            f"the strongest rival is {row['against']}{unsure}; all in all {self.own} gives "
            f"{cash(abs(row['lead']))} {side}"
        )
        if self.asked:
            said += f" ({interval(row['lead_low'], row['lead_high'], cash)})"
        if not row["lead_with"]:
            return f"{said}. Nothing to lead with is sure."
        sure = (
            f" ({interval(row['lead_with_low'], row['lead_with_high'], cash)})"
            if self.asked
            else ""
        )
        return (
            f"{said}. Lead with {_NAMED[row['lead_with']]}, worth "
            f"{cash(row['lead_with_worth'])} more than there{sure}."
        )

    def _mend(self, row: pd.Series, cash: partial[str]) -> str:
        if not row["mend"]:
            return "Behind in nothing that is sure."
        sure = f" ({interval(-row['mend_high'], -row['mend_low'], cash)})" if self.asked else ""
        return (
            f"Mend {_MENDED[row['mend']]}: {row['mend_against']} gives {cash(-row['mend_worth'])} "
            f"more{sure}."
        )

    def _to_finish(self, row: pd.Series) -> str:
        kind = "" if row["customer_type"] == ALL else f" ({row['customer_type']})"
        offer = _NAMED.get(row["lead_with"], "…")
        text = (
            f"For customers{kind} who could also go to {row['against']}, {self.own} is the one "
            f"that … ({offer}), because …. They notice it when …."
        )
        if not (row["lead_with"] and self.asked):
            return text
        return (
            f"{text} We show it by asking as many people again: {self._unit(row, 'lead_with')} "
            "would be seen four times of five."
        )

    def _unit(self, row: pd.Series, name: str) -> str:
        change = row[f"{name}_change"]
        if row[name] in ("product", "service"):
            return f"{number(change, 1)} points more"
        if row[name] == PRICE or self.hassle_unit == "money":
            return f"{money(change, self.currency)} less"
        return f"{number(change, 1)} minutes less"

    def summary(self) -> Table:
        """What to lead with and what to mend, type by type."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency)
        rows = [row for _, row in self.table.iterrows()]
        frame = pd.DataFrame(
            {
                "Customers": self.table["customer_type"],
                "Strongest rival": self.table["against"],
                f"{self.own} gives more by": self.table["lead"],
                "Lead with": [_NAMED.get(row["lead_with"], "nothing is sure") for row in rows],
                "worth more": self.table["lead_with_worth"],
                "Mend": [_MENDED.get(row["mend"], "nothing is sure") for row in rows],
                "beside": self.table["mend_against"],
                "worth less": -self.table["mend_worth"],
            }
        )
        if self.asked:
            frame["Next survey shows"] = [
                self._unit(row, "mend" if row["mend"] else "lead_with")
                if row["mend"] or row["lead_with"] else "" for row in rows
            ]  # fmt: skip
        amounts = [f"{self.own} gives more by", "worth more", "worth less"]
        return Table(
            frame,
            title="What to promise whom, and what to mend",
            note=self._note(),
            formats=dict.fromkeys(amounts, cash),
        )

    def _note(self) -> str:
        if not self.asked:
            return f"Your own estimates: no interval. {self.credit}."
        return (
            f"Named only where sure at {percent(self.level)} in all {count(len(self.parts))} "
            "comparisons together. Price is never to be mended: a euro off costs a euro. Last "
            "column: the smallest change, in what is to be mended (else led with), that a survey "
            f"of as many people would show four times of five. {self.credit}."
        )
