"""The boxes of an ecosystem: who gives what besides money, and how anybody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, interval, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

CAPITALS = {
    "positive talk": "social",
    "referred customer": "relational",
    "referred employee": "human",
    "recommendation or reference": "social",
    "introduced network": "relational",
    "other": "knowledge",
    "negative talk": "social, lost",
}
"""The kinds of contribution, and the capital each of them adds to or takes from."""

CUSTOMERS = "customers with a card"
NOTED, SAID, NOBODY = "noted", "said when asked", "nobody writes it down"


@dataclass(frozen=True, eq=False)
class Ecosystem:
    """Every member of the ecosystem by every kind of contribution, and how each box is known.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a box: ``member``, ``people`` (how many of them are on file or were asked; missing
        where nobody counts them), ``kind``, ``capital``, ``known`` ("noted", "said when asked",
        "nobody writes it down"), ``count`` (missing where nobody does), and where people were asked
        the ``share`` who said so with its interval ``low``, ``high``, and ``saying`` what.
    fed : int
        People whom the clients feed on an ordinary day; 0 where there are none.
    level : float
        Confidence level of the intervals.
    """

    table: pd.DataFrame
    fed: int
    level: float

    @property
    def members(self) -> tuple[str, ...]:
        """The members, in their order."""
        return tuple(dict.fromkeys(self.table["member"]))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of contribution, in their order."""
        return tuple(dict.fromkeys(self.table["kind"]))

    def boxes(self, known: str) -> int:
        """How many boxes are known in this way."""
        return int((self.table["known"] == known).sum())

    def of(self, member: str, kind: str) -> pd.Series:
        """One box.

        Raises
        ------
        ValueError
            When there is no such member or no such kind.
        """
        at = (self.table["member"] == member) & (self.table["kind"] == kind)
        if not at.any():
            raise ValueError(f'no box "{member}" by "{kind}"; members: {", ".join(self.members)}')
        return self.table[at].iloc[0]

    @property
    def sentence(self) -> str:
        """How much of the ecosystem is written down, and what people said where they were asked."""
        boxes, mine = len(self.table), self.table[self.table["known"] == NOTED]
        most = mine["member"].value_counts()
        text = (
            f"Of {count(boxes)} boxes, {count(len(self.members))} members of the ecosystem by "
            f"{count(len(self.kinds))} kinds of contribution, {count(len(mine))} hold notes of "
            f"what was done, {count(self.boxes(SAID))} an answer to a question, and "
            f"{count(self.boxes(NOBODY))} nothing."
        )
        if len(most):
            text += f" {count(most.iloc[0])} of the {count(len(mine))} are of {most.index[0]}."
        for row in self.table[self.table["known"] == SAID].itertuples():
            text += (
                f" Asked, {percent(row.share)} of {count(row.people)} {row.member} "
                f"({interval(row.low, row.high, percent)}) {row.saying}."
            )
        return text

    @property
    def beyond(self) -> str:
        """How far the firm reaches beyond its own cards; empty where no client is on file."""
        cards = self.table.loc[self.table["member"] == CUSTOMERS, "people"]
        if not self.fed:
            return ""
        beside = f", beside {count(cards.iloc[0])} cards" if len(cards) else ""
        return (
            f"The food-service clients feed {count(self.fed)} people on an ordinary day{beside}: "
            "customers' customers, whom nobody here could name."
        )

    def summary(self) -> Table:
        """The boxes as a table: a count where something is known, a dash where nothing is."""
        from cvmlab.figures.tables import Table

        shown: dict[str, Any] = {"Member": list(self.members)}
        people = self.table.groupby("member", sort=False)["people"].first()
        shown["People known"] = people.to_numpy()
        for kind in self.kinds:
            rows = self.table[self.table["kind"] == kind].itertuples()
            shown[f"{kind.capitalize()} ({CAPITALS[kind]})"] = [written(row) for row in rows]
        return Table(
            pd.DataFrame(shown),
            title="What is known of the whole ecosystem, by kind of contribution (and capital)",
            note="A number is a count of what was noted; a share is of those asked, with its "
            f"{percent(self.level)} interval; – nobody writes it down, which is not nought. "
            "Notes and answers are not added: doing is not saying.",
            formats={"People known": count},
        )


def written(row: Any) -> str:
    """What stands in a box."""
    if row.known == SAID:
        return f"{percent(row.share)} ({interval(row.low, row.high, percent)})"
    return count(row.count)
