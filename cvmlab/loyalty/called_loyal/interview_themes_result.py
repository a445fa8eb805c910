"""What talks are about: the result, its cards, its sentences for a survey, its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count
from cvmlab.insight.heard.interviews import ExcerptCards
from cvmlab.stats.agreement import Agreement, agreement

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class InterviewThemes:
    """What two readers, each alone, made of some talks.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a theme, most talks first: ``theme, first, second`` (talks each reader gave it
        to), ``both`` (talks on which they agree) and ``motive``, the reason behind it; empty
        where nobody has named one.
    talks : pandas.DataFrame
        The interviews, with ``theme`` (missing where the readers differ), ``motive`` (missing
        where neither or two motives would do), and the last question put in brackets with its
        answer: ``asked, answered``.
    agreement : Agreement
        How far the two readers agree, beyond chance too.
    """

    table: pd.DataFrame
    talks: pd.DataFrame = field(repr=False)
    agreement: Agreement

    @property
    def sentence(self) -> str:
        """What was heard, and how far two readers agree on it."""
        motives = self.talks["motive"].dropna()
        counts = motives.value_counts()
        named = ", ".join(f"{name} in {count(counts[name])}" for name in counts.index)
        return (
            f"{count(len(self.talks))} talks. {self.agreement.sentence.split('They differ on')[0]}"
            f"What brings them back: {named}; {count(len(self.talks) - len(motives))} are left "
            "open. Talks find reasons; how many customers have each they cannot say."
        )

    def answers(self, ids: Sequence[str] | None = None, each: int = 1) -> ExcerptCards:
        """The answers to the last question in brackets, as cards to read.

        Parameters
        ----------
        ids : sequence of str, optional
            Which interviews; ids that are not there are passed over. Without any, the first ones
            of every motive.
        each : int
            How many of every motive, where no ids are given.
        """
        told = self.talks[self.talks["answered"] != ""]
        wanted = told[told["interview_id"].isin(list(ids or ()))]
        if wanted.empty:
            wanted = told[told["motive"].notna()].groupby("motive", sort=False).head(each)
        if wanted.empty:
            raise one_problem(
                "no talk has a question in brackets", "write it as [If you moved?] and the answer."
            )
        shown = wanted.assign(question=wanted["asked"], excerpt=wanted["answered"])
        return ExcerptCards(
            table=shown.reset_index(drop=True),
            themes=tuple(dict.fromkeys(self.talks["motive"].dropna())),
            _all=self.talks,
        )

    def beside(self, customers: Iterable[str], segments: Iterable[str]) -> Agreement:
        """The talks beside what a survey of everybody says of the same customers.

        Parameters
        ----------
        customers, segments : sequence of str
            Who answered the survey, and each one's segment, in the words of the motives.

        Raises
        ------
        DataProblem
            When none of those who talked is among them.
        """
        found = self.talks[self.talks["motive"].notna()]
        other = found["customer_id"].map(dict(zip(customers, segments, strict=True)).get)
        found, other = found[other.notna()], other.dropna()
        if found.empty:
            raise one_problem(
                "nobody who talked is in the survey", "look how customers are named in both."
            )
        return agreement(
            found["motive"].to_list(),
            other.to_list(),
            items=found["interview_id"].to_list(),
            names=("the readers of the talks", "the survey"),
        )

    def hypotheses(self) -> Table:
        """Each reason as a sentence that a survey can refute."""
        from cvmlab.figures.tables import Table

        known = self.table[self.table["motive"] != ""]
        rows = [
            {
                "Reason": motive,
                "Themes heard": ", ".join(rows["theme"]),
                "Talks": int((self.talks["motive"] == motive).sum()),
                "If it is true of many": f"some regulars give {motive} as their first reason",
                "What would refute it": f"no class of regulars leads on {motive}",
            }
            for motive, rows in known.groupby("motive", sort=False)
        ]
        return Table(
            pd.DataFrame(rows),
            title="From talks to sentences that a survey can refute",
            note="And where the reasons differ, so must the answer to a question nobody was sorted "
            "by: where would you shop if you moved?",
        )

    def summary(self) -> Table:
        """The themes as a table to read."""
        from cvmlab.figures.tables import Table

        frame = self.table.rename(
            columns={
                "theme": "Theme", "first": "First reader", "second": "Second reader",
                "both": "Both", "motive": "Reason behind it",
            }
        )  # fmt: skip
        return Table(
            frame,
            title=f"What {count(len(self.talks))} talks are about",
            note="Talks that each reader, alone, gave the theme to. "
            f"{self.agreement.sentence.split(' They differ on')[0]}",
        )
