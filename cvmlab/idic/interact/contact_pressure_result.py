"""Contact pressure, to be read, printed and argued over."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, is_missing, number, percent
from cvmlab.figures.tables import Table
from cvmlab.idic.interact.pressure_models import LogRates, spared
from cvmlab.idic.interact.recipients import COMPLAINT, UNSUBSCRIBED, month_name, month_said


@dataclass(frozen=True, eq=False)
class ContactPressure:
    """What messages beyond a number in the month do; see ``contact_pressure``.

    Attributes
    ----------
    table : DataFrame
        One row a number of messages in the planning month (the last: so many or more):
        ``in_month, messages, person_months, people``; ``complaints`` with ``_rate, _low, _high``;
        ``can_unsubscribe`` (messages in channels that allow it), ``unsubscribed`` likewise.
    effects : DataFrame
        One row an outcome: ``outcome, messages, events``, ``baseline`` (rate a message up to
        `borne`, with its interval), ``ratio, low, high`` for each message above,
        ``within_ratio, within_low, within_high`` (months of the same person only),
        ``before_ratio, before_low, before_high`` (messages up to this one, none after it).
    candidates : DataFrame
        ``borne, ratio, fit`` (log-likelihood below the best), ``plausible``: from which number
        on complaints rise.
    months : DataFrame
        ``who, month, messages``.
    rows : DataFrame
        Every message, as :func:`cvmlab.idic.interact.recipients.recipients` returns them.
    unnamed : int
        Messages that name nobody; in no other figure.
    by_person : bool
        Whether they are counted by person or by card.
    borne : int
    window_days : int or None
    level : float
    """

    table: pd.DataFrame
    effects: pd.DataFrame
    candidates: pd.DataFrame
    months: pd.DataFrame = field(repr=False)
    rows: pd.DataFrame = field(repr=False)
    model: LogRates | None = field(repr=False)
    unnamed: int
    by_person: bool
    borne: int
    window_days: int | None
    level: float

    def effect(self, outcome: str) -> pd.Series:
        """One row of ``effects``."""
        return self.effects.set_index("outcome").loc[outcome]

    @property
    def harms(self) -> bool | None:
        """Whether complaints rise with each message above: None where it cannot be told."""
        row = self.effect(COMPLAINT)
        if is_missing(row.low) or row.low <= 1 <= row.high:
            return None
        return bool(row.low > 1)

    @property
    def share_over(self) -> float:
        """Share of person-months with more messages than `borne`."""
        return float((self.months["messages"] > self.borne).mean())

    @property
    def unit(self) -> str:
        """Who is counted: "person" or "card"."""
        return "person" if self.by_person else "card"

    @property
    def numbers_said(self) -> list[str]:
        """The rows of the table in words: "1", "2", … "8 or more"."""
        table = self.table
        together = table["messages"] > table["in_month"] * table["person_months"]
        return [
            f"{int(n)} or more" if more else str(int(n))
            for n, more in zip(table["in_month"], together, strict=True)
        ]

    @property
    def starts(self) -> str:
        """From which number on complaints rise, as far as the data can tell."""
        if self.candidates.empty:
            return "From which number on complaints rise cannot be told."
        fit = [str(n) for n in self.candidates.loc[self.candidates["plausible"], "borne"]]
        tried = self.candidates["borne"]
        return (
            f"Of {tried.min()} to {tried.max()} messages, the complaints fit a rise above "
            f"{' or '.join(fit)} a month."
        )

    @property
    def sentence(self) -> str:
        """How often it is too much, and what each message more does."""
        text = (
            f"Counted by {self.unit}, {percent(self.share_over)} of "
            f"{count(len(self.months))} {month_said(self.window_days)}s hold more than "
            f"{self.borne} messages. "
        )
        row = self.effect(COMPLAINT)
        if is_missing(row.ratio):
            text += f"There are too few complaints ({count(row.events)}) to say what that does. "
        else:
            text += (
                f"Up to {self.borne}, {_per_thousand(row.baseline)} of 1,000 messages bring a "
                f"complaint (the baseline); each message more makes it {number(row.ratio)} times "
                f"as many ({percent(self.level)} interval {interval(row.low, row.high, number)}; "
                f"{count(row.events)} complaints). "
            )
        row = self.effect(UNSUBSCRIBED)
        if is_missing(row.ratio):
            return f"{text}Of unsubscribing nothing can be said ({count(row.events)} did)."
        if row.low <= 1 <= row.high:
            said = "does not move with the number as far as can be seen"
        else:
            said = "rises with the number" if row.low > 1 else "falls with the number"
        return (
            f"{text}Unsubscribing, {_per_thousand(row.baseline)} of 1,000, {said} "
            f"({number(row.ratio)} times a message, {interval(row.low, row.high, number)})."
        )

    def complaints_avoided(self, cap: int) -> tuple[float, float, float]:
        """How many complaints of these months a cap would have spared, with its interval.

        Parameters
        ----------
        cap : int
            Messages a person and planning month at most.

        Notes
        -----
        See :func:`cvmlab.idic.interact.pressure_models.spared`.
        """
        if self.model is None:
            return (np.nan,) * 3
        return spared(self.model, self.months["messages"], cap, self.borne, self.level)

    def of(self, customer: str) -> str:
        """One customer: messages by planning month, and which hold too many.

        Raises
        ------
        DataProblem
            When no message went to that card or record.
        """
        mine, _ = messages_of(self.rows, customer)
        by_month = mine.groupby("month").size()
        first = self.rows["date"].min()
        over = by_month[by_month > self.borne]
        cards = sorted(mine["card"].unique())
        named = customer if len(cards) == 1 else f"{customer} (cards {' and '.join(cards)})"
        text = f"{named} got {count(len(mine))} messages"
        if over.empty:
            return f"{text}; never more than {self.borne} in a {month_said(self.window_days)}."
        which = ", ".join(
            f"{month_name(int(month), first, self.window_days)} ({sent})"
            for month, sent in over.items()
        )
        return (
            f"{text}; more than {self.borne} in {count(len(over))} "
            f"{month_said(self.window_days)}s: {which}."
        )

    def summary(self) -> Table:
        """Complaints and unsubscribing by the number of messages in the month."""
        table = self.table
        rates = {
            head: [
                f"{_per_thousand(rate)} ({interval(low, high, _per_thousand)})"
                for rate, low, high in zip(
                    table[f"{name}_rate"], table[f"{name}_low"], table[f"{name}_high"], strict=True
                )
            ]
            for head, name in (("Complaints of 1,000", "complaints"),
                               ("Unsubscribed of 1,000", "unsubscribed"))
        }  # fmt: skip
        frame = pd.DataFrame(
            {
                "Messages in the month": self.numbers_said,
                f"{self.unit.capitalize()}-months": table["person_months"],
                "Messages": table["messages"],
                **rates,
            }
        )
        note = (
            f"A month is a {month_said(self.window_days)}. {percent(self.level)} intervals of the "
            "rates (Wilson). Unsubscribed: of messages in channels that one can leave."
        )
        if self.unnamed:
            note += f" {count(self.unnamed)} messages name nobody and are left out."
        title = f"What came of messages, by how many a {self.unit} got in the month"
        return Table(frame, title, note)

    def ratios(self) -> Table:
        """The ratios for each message more, by three ways of counting."""
        rows = [
            (
                row.outcome, row.events, _per_thousand(row.baseline),
                _said(row.ratio, row.low, row.high),
                _said(row.within_ratio, row.within_low, row.within_high),
                _said(row.before_ratio, row.before_low, row.before_high),
            )
            for row in self.effects.itertuples()
        ]  # fmt: skip
        frame = pd.DataFrame(
            rows,
            columns=["What came of it", "How often", f"Of 1,000 up to {self.borne} (baseline)",
                     "Times, for each message more", "Months of the same person",
                     "Counting messages before only"],
        )  # fmt: skip
        title = f"What each message above {self.borne} a month does"
        return Table(frame, title, f"{percent(self.level)} intervals, clustered by {self.unit}.")

    def __repr__(self) -> str:
        return self.sentence


def messages_of(rows: pd.DataFrame, customer: str) -> tuple[pd.DataFrame, str]:
    """All messages of the person behind a card, and the person's name in the table.

    Raises
    ------
    DataProblem
        When no message went to that card or record.
    """
    mine = rows.loc[(rows["card"] == customer) | (rows["who"] == customer), "who"]
    if mine.empty:
        raise one_problem(f"no message went to {customer!r}", "choose a card of the contacts.")
    who = str(mine.iloc[0])
    return rows[rows["who"] == who], who


def _said(value: float, low: float, high: float) -> str:
    if is_missing(value):
        return "–"
    return f"{number(value)} ({interval(low, high, partial(number, digits=2))})"


def _per_thousand(rate: float) -> str:
    return number(1000 * rate, 1)
