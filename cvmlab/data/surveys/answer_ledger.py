"""The ledger of a survey: every row, every view of a brand and every answer accounted for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cvmlab.data.ledger import Entry
from cvmlab.data.surveys.answers import DONT_KNOW, EMPTY, FATES, NOT_UNDERSTOOD, USED, Answers
from cvmlab.data.surveys.words import SHOWN, several
from cvmlab.figures.formats import count, percent
from cvmlab.figures.tables import Table

EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """The answers to one question: how many were used, unknown, empty, not understood."""

    name: str
    label: str
    used: int
    dont_know: int
    empty: int
    not_understood: int
    examples: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """All cells of the question, in the views of a brand that are used."""
        return self.used + self.dont_know + self.empty + self.not_understood


@dataclass(frozen=True)
class SurveyLedger:
    """What became of every row of a survey's file, and of every answer in it.

    Parameters
    ----------
    source : str
        The file, as it is shown.
    one_row : str
        What one row of it is.
    entries : tuple of Entry
        Rows used, and rows set aside by reason.
    respondents : int
        People whose answers are used.
    possible, rated : int
        Respondents times brands, and the views of a brand that were given; the others are brands
        that a respondent did not rate.
    columns : tuple of Column
        What became of the answers, question by question.
    flags : tuple of str
        What was kept but deserves a look.
    notes : tuple of str
        How the file was read.
    mapped : tuple of (str, str, str)
        What, from which column, how that was known.
    """

    source: str
    one_row: str
    entries: tuple[Entry, ...]
    respondents: int
    possible: int
    rated: int
    columns: tuple[Column, ...]
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mapped: tuple[tuple[str, str, str], ...] = ()

    @property
    def rows(self) -> int:
        """All rows of the file below its header."""
        return sum(entry.rows for entry in self.entries)

    @property
    def rows_used(self) -> int:
        """The rows whose answers are used."""
        return sum(entry.rows for entry in self.entries if entry.kind == USED)

    @property
    def answers(self) -> pd.DataFrame:
        """One row a question: asked = used + don't know + empty + not understood; examples."""
        lines = [
            (c.name, c.label, c.asked, c.used, c.dont_know, c.empty, c.not_understood,
             "; ".join(c.examples))
            for c in self.columns
        ]  # fmt: skip
        names = ["column", "question", "asked", "used", "dont_know", "empty", "not_understood"]
        return pd.DataFrame(lines, columns=[*names, "examples"])

    @property
    def table(self) -> pd.DataFrame:
        """One row an entry: what, reason, rows, examples."""
        lines = [(e.kind, e.reason, e.rows, "; ".join(e.examples)) for e in self.entries]
        return pd.DataFrame(lines, columns=["what", "reason", "rows", "examples"])

    def sentences(self) -> list[str]:
        """The ledger in words, the most important first."""
        aside = self.rows - self.rows_used
        fate = "all are used" if not aside else (
            f"of which {count(self.rows_used)} are used and {count(aside)} set aside"
        )  # fmt: skip
        out = [f"{self.source}: {several(self.rows, 'row')}, {fate}. One row is {self.one_row}."]
        if aside:
            reasons = [f"{e.reason} ({several(e.rows, 'row')})" for e in self.entries[1:]]
            out.append(f"Set aside: {'; '.join(reasons)}.")
        out.append(self._given())
        out.append(self._answers_sentence())
        for column in self.columns:
            if column.not_understood:
                out.append(
                    f"{column.label}: {several(column.not_understood, 'answer')} not understood "
                    f"({'; '.join(column.examples)})."
                )
        return [*out, *self.flags]

    def _given(self) -> str:
        unrated = self.possible - self.rated
        return (
            f"{several(self.respondents, 'respondent')} gave {several(self.rated, 'view')} of a "
            f"brand; {several(unrated, 'time')} a brand was not rated."
        )

    def _answers_sentence(self) -> str:
        frame = self.answers
        total = {name: int(frame[name].sum()) for name in ("asked", "used", "dont_know", "empty")}
        lost = int(frame["not_understood"].sum())
        part = total["used"] / total["asked"] if total["asked"] else 1.0
        share = percent(part, 0 if part == 1 else 1)
        return (
            f"{several(total['asked'], 'answer')} asked for = {count(total['used'])} used ({share})"
            f" + {count(total['dont_know'])} don't know + {count(total['empty'])} empty"
            f" + {count(lost)} not understood."
        )

    def summary(self) -> str:
        """The ledger as plain text, for a terminal."""
        lines = [*self.sentences(), ""]
        lines += [f"  {what} <- {where} ({how})" for what, where, how in self.mapped]
        lines += ["", *(f"  {note}" for note in self.notes), ""]
        for e in self.entries:
            what = e.kind if e.kind == USED else f"set aside: {e.reason}"
            lines.append(f"  {count(e.rows):>8}  {what}")
            lines += [f"{'':>12}{example}" for example in e.examples]
        lines += [f"  {count(self.rows):>8}  in all", "", str(self.answer_table())]
        return "\n".join(lines)

    def answer_table(self) -> Table:
        """What became of the answers, question by question, as a table to read."""
        frame = self.answers.drop(columns=["column", "examples"])
        frame = frame.rename(columns={
            "question": "Question", "asked": "Asked", "used": "Used", "dont_know": "Don't know",
            "empty": "Empty", "not_understood": "Not understood",
        })  # fmt: skip
        return Table(frame, title=self._answers_sentence())


def column_of(name: str, label: str, answers: Answers, lines: pd.Series) -> Column:
    """Count the fates of a question's answers, and keep examples of what was not understood."""
    counts = answers.fate.value_counts()
    unknown = set(counts.index) - set(FATES)
    if unknown:
        raise ValueError(f"answers without a fate: {unknown}")
    lost = answers.texts[answers.fate == NOT_UNDERSTOOD].drop_duplicates()[:EXAMPLES]
    examples = tuple(f'"{text[:SHOWN]}" in line {lines[i]}' for i, text in lost.items())
    used, unknown_, empty, wrong = (
        int(counts.get(fate, 0)) for fate in (USED, DONT_KNOW, EMPTY, NOT_UNDERSTOOD)
    )
    return Column(name, label, used, unknown_, empty, wrong, examples)
