"""One person's whole story, as ``view_360`` hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cvmlab.figures.formats import count, day, money
from cvmlab.figures.tables import Table
from cvmlab.idic.identify.many import many

PRIVATE = (
    "This view shows one person's purchases, words and complaints in one place: open it for a "
    "stated purpose, to those who serve this person, and write down that it was opened."
)


@dataclass(frozen=True, eq=False)
class View360:
    """All rows of one person over all tables and cards; see ``view_360``.

    Attributes
    ----------
    asked_for : str
        The card or record that was asked for.
    identity : str
        The person's name in the linkage.
    records : DataFrame
        ``record_id, system, customer_id`` (missing without a card), ``created``.
    events : DataFrame
        One row a dated row of a table: ``date, table, key`` (record or card), ``card, says,
        money`` (currency units, where the table has any).
    sales : DataFrame
        ``card, year`` (364 days; 0 the last), ``sales, margin, until``.
    undated : mapping of table to int
        Rows in tables without a day.
    cap : int
        Letters a calendar month that are bearable.
    money_is : str
        "margin" or "sales".
    currency : str
    silent : tuple of str
        Tables that could name her and hold no row.
    """

    asked_for: str
    identity: str
    records: pd.DataFrame
    events: pd.DataFrame = field(repr=False)
    sales: pd.DataFrame
    undated: Mapping[str, int]
    cap: int
    money_is: str
    currency: str
    silent: tuple[str, ...] = ()

    @property
    def cards(self) -> list[str]:
        """The cards, earliest first."""
        return list(dict.fromkeys(self.records["customer_id"].dropna()))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Sales of each card by year, and together: ``card`` by year ago, oldest first."""
        wide = self.sales.pivot(index="card", columns="year", values="sales").fillna(0.0)
        wide = wide.reindex(columns=sorted(wide.columns, reverse=True))
        wide.loc["together"] = wide.sum()
        return wide

    @cached_property
    def months(self) -> pd.DataFrame:
        """Contacts by calendar month (rows) and card or record (columns), with ``together``."""
        sent = self.events[self.events["table"] == "contacts"]
        month = sent["date"].dt.to_period("M").rename("month")
        wide = sent.groupby([month, "key"]).size().unstack(fill_value=0)
        wide["together"] = wide.sum(axis=1)
        return wide.astype(int)

    @property
    def over_cap(self) -> int:
        """Months above the cap as a person though under it on each card."""
        if self.months.empty:
            return 0
        most = self.months.drop(columns="together").max(axis=1)
        return int(((self.months["together"] > self.cap) & (most <= self.cap)).sum())

    @property
    def together(self) -> str:
        """What the cards say one by one, and what they say together."""
        cards = self.table.drop(index="together")
        if cards.empty:
            return "Nothing was bought."
        parts = [f"{name} {self._years(row)}" for name, row in cards.iterrows()]
        said = "; ".join(parts)
        if len(cards) == 1:
            return f"Sales by year: {said}."
        return f"Sales by year: {said}; together {self._years(self.table.loc['together'])}."

    @property
    def unseen(self) -> list[str]:
        """What no single card shows, each in a sentence."""
        found = []
        if len(self.records) > 1:
            systems = self.records["system"].dropna().nunique()
            found.append(
                f"{many(len(self.records), 'record')} in {many(max(systems, 1), 'system')} are one "
                "person."
            )
        if len(self.table) > 2:
            found.append(self.together)
        if self.over_cap:
            found.append(
                f"In {many(self.over_cap, 'month')} more than {count(self.cap)} letters and "
                f"messages came to one person, on no card more than {count(self.cap)}."
            )
        failures = self.events[self.events["table"] == "service_events"]
        of_card = failures.groupby("key").size()
        if len(of_card) > 1:
            found.append(
                f"{count(len(failures))} failures, {count(of_card.max())} of them on one card."
            )
        return found

    @property
    def sentence(self) -> str:
        """How much there is, under how many names, and since when."""
        first = f", from {day(self.events['date'].iloc[0])}" if len(self.events) else ""
        last = f" to {day(self.events['date'].iloc[-1])}" if len(self.events) else ""
        tables = self.events["table"].nunique() + len(self.undated)
        return (
            f"{self.asked_for} is {many(len(self.records), 'record')} on "
            f"{many(len(self.cards), 'card')}: {many(self.rows, 'row')} in "
            f"{many(tables, 'table')}{first}{last}. " + " ".join(self.unseen)
        ).strip()

    @property
    def privacy(self) -> str:
        """What to mind before this is shown to anybody."""
        return PRIVATE

    @property
    def rows(self) -> int:
        """All rows, dated or not."""
        return len(self.events) + sum(self.undated.values())

    def story(self, most: int = 12) -> Table:
        """The rows that are more than a purchase or a letter, in order of days."""
        told = self.events[~self.events["table"].isin(["transactions", "contacts"])]
        frame = pd.DataFrame(
            {
                "Day": [day(x) for x in told["date"]],
                "Under": told["key"].to_numpy(),
                "Table": told["table"].to_numpy(),
                "What": [text[:70] for text in told["says"]],
            }
        )
        left = len(frame) - most
        note = f"{count(left)} more." if left > 0 else None
        return Table(frame.tail(most).reset_index(drop=True), "What happened", note)

    def summary(self) -> Table:
        """What each card or record holds, and all together."""
        tables = list(dict.fromkeys(self.events["table"]))
        counts = pd.crosstab(self.events["key"], self.events["table"]).reindex(columns=tables)
        systems = self.records.set_index("record_id")
        frame = pd.DataFrame({"Record": counts.index})
        frame["Seen by"] = frame["Record"].map(systems["system"]).fillna("card alone")
        frame["Card"] = frame["Record"].map(systems["customer_id"]).fillna("none")
        for name in tables:
            frame[name.replace("_", " ").capitalize()] = counts[name].to_numpy()
        frame = frame[frame["Record"].ne("")].reset_index(drop=True)
        totals = frame.drop(columns=["Record", "Seen by", "Card"]).sum()
        frame.loc[len(frame)] = ["together", "", "", *totals]
        note = f"No row in: {', '.join(self.silent)}. {PRIVATE}" if self.silent else PRIVATE
        return Table(frame, f"All that is held of {self.asked_for}", note, total_row=True)

    def _years(self, row: pd.Series) -> str:
        return " → ".join(money(x, self.currency or None, digits=0) for x in row)

    def __repr__(self) -> str:
        return self.sentence
