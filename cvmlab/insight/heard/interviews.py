"""Interviews to be read before they are counted: excerpts as cards, and the themes to choose from.

A theme is a reader's judgement, so the cards never show what another reader made of an excerpt:
read first, choose, and only then compare (:mod:`cvmlab.stats.agreement`).
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import MISSING, day, is_missing
from cvmlab.figures.style import GREY_TEXT, GRID, INK, palette

TEXT_WIDTH = 92
ARTICLE = {"shopper": "a regular shopper"}


@dataclass(frozen=True, eq=False)
class ExcerptCards:
    """Some excerpts in the order in which they are to be read.

    Attributes
    ----------
    table : pandas.DataFrame
        The interviews shown, one row a card, all columns of the source.
    themes : tuple of str
        The themes other readers have used in interviews of these kinds, in alphabetical order.
    """

    table: pd.DataFrame
    themes: tuple[str, ...]
    _all: pd.DataFrame = field(repr=False)

    def coded_by(self, coder: str) -> tuple[str, ...]:
        """What one reader made of the excerpts shown, card by card.

        Parameters
        ----------
        coder : str
            The column that holds this reader's themes, such as ``"coder_b"``.
        """
        if coder not in self.table.columns:
            raise _no_column(coder, self.table)
        return tuple("" if is_missing(theme) else str(theme) for theme in self.table[coder])

    @property
    def sentence(self) -> str:
        """How much there is to read, and of how much it is a part."""
        words = self.table["excerpt"].str.split().str.len().sum()
        return (
            f"{len(self.table)} of {len(self._all)} excerpts, about {round(words, -1):,} words: "
            f"{max(1, round(words / 200))} minutes of reading."
        )

    def __str__(self) -> str:
        cards = [
            "\n".join([head, f"   Asked: {asked}", *_wrapped(said)])
            for head, asked, said in self._texts()
        ]
        return "\n\n".join([*cards, "\n".join(textwrap.wrap(self._choice(), TEXT_WIDTH))])

    __repr__ = __str__

    @property
    def html(self) -> str:
        """The cards as HTML, styled in place so that they look the same wherever shown."""
        cards = "".join(_card(*each) for each in self._texts())
        choice = (
            f'<div style="font-size: 12.5px; color: {GREY_TEXT};">{_safe(self._choice())}</div>'
        )
        return (
            f'<div class="excerpts" style="max-width: 760px; color: {INK};">{cards}{choice}</div>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": str(self)}

    def _texts(self) -> list[tuple[str, str, str]]:
        """Of each card: its head, what was asked, what was said."""
        texts = []
        for place, row in enumerate(self.table.to_dict("records"), start=1):
            kind = str(row["kind"])
            head = f"{place} · {ARTICLE.get(kind, f'a {kind}')}"
            if not is_missing(row.get("date")):
                head += f", {day(row['date'])}"
            if not is_missing(row.get("interview_id")):
                head += f" · {row['interview_id']}"
            asked = row.get("question")
            texts.append((head, MISSING if is_missing(asked) else str(asked), str(row["excerpt"])))
        return texts

    def _choice(self) -> str:
        if not self.themes:
            return "No themes have been written down yet: make a list of your own."
        return f"Themes to choose from: {', '.join(self.themes)}."


def excerpt_cards(
    interviews: pd.DataFrame,
    ids: Sequence[str] | None = None,
    *,
    prefer: Sequence[str] = (),
    first: int = 6,
    coders: Sequence[str] = ("coder_a", "coder_b"),
) -> ExcerptCards:
    """Lay some excerpts out as cards to read and to code.

    Parameters
    ----------
    interviews : pandas.DataFrame
        One row an interview: ``kind``, ``excerpt``, and where known ``interview_id``, ``date``,
        ``question`` and the themes of two readers.
    ids : sequence of str, optional
        Which interviews, in the order of reading; by default the first ones.
    prefer : sequence of str
        Interviews to show instead of the first ones where all of them are there: a lesson's
        choice for one company that must not stop another company's lesson.
    first : int
        How many, where no ids are given.
    coders : sequence of str
        Columns with themes; they give the list to choose from and are not shown.

    Returns
    -------
    ExcerptCards

    Raises
    ------
    DataProblem
        If there is no excerpt, a column is missing, or an id is not among the interviews.

    Examples
    --------
    >>> talks = pd.DataFrame({"kind": ["shopper"], "excerpt": ["It is on the left."]})
    >>> excerpt_cards(talks)
    1 · a regular shopper
       Asked: –
       It is on the left.
    <BLANKLINE>
    No themes have been written down yet: make a list of your own.
    """
    _check(interviews, ids)
    if ids is None and prefer and "interview_id" in interviews:
        ids = prefer if set(prefer) <= set(interviews["interview_id"]) else None
    if ids is None:
        shown = interviews.head(first)
    else:
        shown = interviews.set_index("interview_id", drop=False).loc[list(ids)]
    return ExcerptCards(
        table=shown.reset_index(drop=True),
        themes=themes_of(interviews, coders),
        _all=interviews,
    )


def themes_of(
    interviews: pd.DataFrame, coders: Sequence[str] = ("coder_a", "coder_b")
) -> tuple[str, ...]:
    """The themes the readers have used, in alphabetical order.

    Parameters
    ----------
    interviews : pandas.DataFrame
        One row an interview.
    coders : sequence of str
        Columns with themes; those that are not there are passed over.
    """
    used = {t for c in coders if c in interviews for t in interviews[c].dropna()}
    return tuple(sorted(str(theme) for theme in used))


def _check(interviews: pd.DataFrame, ids: Sequence[str] | None) -> None:
    needed = ["kind", "excerpt", *(["interview_id"] if ids is not None else [])]
    problems = [
        Problem("the interviews do not have this column", "name it in the mapping.", name)
        for name in needed
        if name not in interviews.columns
    ]
    if not problems and interviews["excerpt"].isna().all():
        problems.append(
            Problem("no interview has an excerpt", "write down what was said.", "excerpt")
        )
    if not problems and ids is not None:
        known = [str(one) for one in interviews["interview_id"]]
        for wanted in ids:
            if str(wanted) not in known:
                problems.append(
                    Problem(
                        f'there is no interview "{wanted}".{suggestion(str(wanted), known)}',
                        f"the first ones are {', '.join(known[:3])}.",
                        "interview_id",
                    )
                )
    if problems:
        raise DataProblem(problems, "interviews" if len(problems) > 1 else None)


def _no_column(name: str, table: pd.DataFrame) -> DataProblem:
    columns = [str(column) for column in table.columns]
    what = f"the interviews do not have this column.{suggestion(name, columns)}"
    return DataProblem([Problem(what, f"choose one of: {', '.join(columns)}.", name)])


def _wrapped(said: str) -> list[str]:
    return textwrap.wrap(said, TEXT_WIDTH, initial_indent="   ", subsequent_indent="   ")


def _card(head: str, asked: str, said: str) -> str:
    return (
        f'<div style="border-left: 3px solid {palette()[0]}; border-bottom: 1px solid {GRID}; '
        'padding: 6px 14px 10px; margin: 0 0 12px;">'
        f'<div style="font-size: 12.5px; font-weight: 650;">{_safe(head)}</div>'
        f'<div style="font-size: 12.5px; color: {GREY_TEXT}; margin: 2px 0 5px;">'
        f"Asked: {_safe(asked)}</div>"
        f'<div style="font-size: 14px; line-height: 1.55;">{_safe(said)}</div></div>'
    )


def _safe(text: str) -> str:
    return html.escape(text, quote=False)
