"""What came out of counting the dialogue: told, remembered, acted upon."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import MISSING, count, day, interval, is_missing, percent
from cvmlab.idic.interact.told import COMMENT, KINDS, WISH

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.idic.interact.after_messages import AfterComplaints

ALL = "all"
Estimate = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Dialogue:
    """What customers told the firm, and what became of it; see ``dialogue``.

    Attributes
    ----------
    table, places : DataFrame
        One row a kind of thing told, or a place where it was told, and one for all: ``told, people,
        unnamed, early, unknown, remembered, acted, both``, their ``_share, _low, _high``, and
        ``again, again_mean``.
    lines : DataFrame
        One row a thing told: ``who, card, record, date, kind, words, place, seen_by, remembered,
        acted, done, again``.
    asked : DataFrame
        One row an open question put to somebody: ``who, date, question, wrote, said``.
    complaints : AfterComplaints, optional
        Whether complaining about messages changes what is sent.
    messages : DataFrame
        One row a letter or message sent: ``who, date, channel, cost``.
    missing : tuple of str
        What is missing, a sentence a table.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    places: pd.DataFrame = field(repr=False)
    lines: pd.DataFrame = field(repr=False)
    asked: pd.DataFrame = field(repr=False)
    complaints: AfterComplaints | None
    messages: pd.DataFrame = field(repr=False)
    linkage: Any = field(repr=False)
    missing: tuple[str, ...]
    level: float

    @property
    def used(self) -> Estimate:
        """Of all things told the share that others could see and that was acted upon."""
        row = self.table.loc[ALL]
        return float(row["both_share"]), float(row["both_low"]), float(row["both_high"])

    @property
    def answers(self) -> int:
        """How many things told can be judged: all but those of the last days."""
        return int(self.table.loc[ALL, "told"] - self.table.loc[ALL, "early"])

    @property
    def sentence(self) -> str:
        """How much was told, and what became of it."""
        row, shown = self.table.loc[ALL], partial(percent, digits=1)
        text = (
            f"{count(row['people'])} {self._whom} told us {count(row['told'])} things. "
            f"{shown(row['remembered_share'])} can be seen outside the system that heard them; "
            f"{shown(row['both_share'])} can be seen and were acted upon "
            f"({percent(self.level)} interval "
            f"{interval(row['both_low'], row['both_high'], shown)})."
        )
        if WISH in self.table.index:
            text += f" {self._wishes}"
        return text

    @property
    def _whom(self) -> str:
        return "cards and records" if self.linkage is None else "people"

    @property
    def _wishes(self) -> str:
        row = self.table.loc[WISH]
        text = (
            f"Of {count(row['told'])} wishes {count(row['remembered'])} can be seen by others and "
            f"{count(row['acted'])} were used ({percent(row['acted_share'], 1)}"
            f"; {interval(row['acted_low'], row['acted_high'], partial(percent, digits=1))})"
        )
        if row["again"]:
            text += f"; customers had to say them again {count(row['again'])} times"
        return f"{text}."

    @property
    def asking(self) -> str:
        """What was asked in so many words, and how many said something."""
        if self.asked.empty:
            return "No open question was put to anybody."
        parts = []
        for question, rows in self.asked.groupby("question", sort=True):
            parts.append(
                f"“{question}” was put {count(len(rows))} times: {count(rows['said'].sum())} "
                f"answers say something ({percent(rows['said'].mean(), 1)})"
            )
        text = "; ".join(parts) + "."
        unnamed = int(self.table.loc[COMMENT, "unnamed"]) if COMMENT in self.table.index else 0
        if unnamed:
            text += f" {count(unnamed)} came without a name: nobody can answer those."
        return text

    def of(self, customer: str) -> Table:
        """The conversation with one customer, over all of the person's records.

        Parameters
        ----------
        customer : str
            A card, a record or an identity.

        Raises
        ------
        DataProblem
            If nothing was ever told under this name.
        """
        from cvmlab.figures.tables import Table

        rows = self.told_by(customer)
        frame = pd.DataFrame(
            {
                "Date": [day(x) for x in rows["date"]],
                "Told us": rows["words"],
                "Where": rows["place"],
                "Under": [MISSING if is_missing(x) else x for x in rows["card"].fillna(
                    rows["record"])],
                "Seen by": rows["seen_by"],
                "Then": rows["done"],
            }
        ).reset_index(drop=True)  # fmt: skip
        who = self._who(customer)
        sent = self.messages[self.messages["who"] == who]
        note = f"{count(rows['acted'].fillna(False).sum())} of {count(len(rows))} acted upon."
        if len(sent):
            note += (
                f" Letters and messages sent meanwhile: {count(len(sent))}, from "
                f"{day(sent['date'].min())} to {day(sent['date'].max())}."
            )
        return Table(frame, f"What {customer} told us", note)

    def told_by(self, customer: str) -> pd.DataFrame:
        """The rows behind :meth:`of`, in the order of days."""
        rows = self.lines[self.lines["who"] == self._who(customer)]
        if rows.empty:
            raise one_problem(
                f'Nothing is written down that "{customer}" told us',
                "take a card or a record that stands in .lines, spelt exactly as it does there.",
            )
        return rows

    def _who(self, customer: str) -> str:
        if self.linkage is None:
            return customer
        found = self.linkage.identity_of(pd.Series([customer])).iloc[0]
        return customer if is_missing(found) else str(found)

    def summary(self) -> Table:
        """The ledger: told, remembered, acted upon, by kind."""
        return self._as_table(self.table, "Kind", "Told, remembered, acted upon")

    def by_place(self) -> Table:
        """The same by the place where it was told."""
        return self._as_table(self.places, "Told where", "Told, remembered, acted upon: by place")

    def _as_table(self, rows: pd.DataFrame, first: str, title: str) -> Table:
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                first: list(rows.index),
                "Told": rows["told"].to_numpy(),
                "Seen by others": [self._share(r, "remembered") for _, r in rows.iterrows()],
                "Acted upon": [self._share(r, "acted") for _, r in rows.iterrows()],
                "Said again": [count(x) if x else MISSING for x in rows["again"]],
            }
        )
        early, unknown = (int(rows.loc[ALL, name]) for name in ("early", "unknown"))
        note = f"In brackets the {percent(self.level)} interval, clustered by customer."
        if early:
            note += f" Too recent to judge, and left out of the shares: {count(early)}."
        if unknown:
            note += f" Of {count(unknown)} no table says what became: they count as not done."
        if self.missing:
            note += " " + " ".join(self.missing)
        return Table(frame, title, note, total_row=True)

    @staticmethod
    def _share(row: pd.Series, name: str) -> str:
        judged = row["told"] - row["early"]
        if not judged or row["unknown"] >= judged:
            return "no table says"
        ends = interval(row[f"{name}_low"], row[f"{name}_high"], percent)
        return f"{percent(row[f'{name}_share'])} ({ends})"

    def again(self) -> tuple[float, float]:
        """How often a wish is said again on average: where it was used, and where it was not."""
        wishes = self.lines[(self.lines["kind"] == WISH) & self.lines["again"].notna()]
        used = wishes["acted"].fillna(False).astype(bool)
        means = wishes["again"].astype(float).groupby(used).mean()
        return float(means.get(True, float("nan"))), float(means.get(False, float("nan")))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of things told that there are."""
        return tuple(kind for kind in KINDS if kind in self.table.index)

    def __repr__(self) -> str:
        return self.sentence
