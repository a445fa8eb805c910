"""What the reader sees after an answer: a word, a sign and a sentence, never colour alone."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from cvmlab.figures.style import GREY, INK, palette
from cvmlab.learn.texts import say
from cvmlab.learn.verdict import NOT_YET, NOTED, RIGHT, TO_DO

_SIGNS: dict[str, str] = {TO_DO: "☐", RIGHT: "✔", NOT_YET: "↻", NOTED: "✎"}


@dataclass(frozen=True, eq=False)
class Feedback:
    """A message about one exercise.

    Parameters
    ----------
    status : str
        "to do", "right", "not yet", "noted", or "" for a hint or a solution.
    title : str
        Which exercise, as "Exercise 1".
    lines : tuple of str
        Its sentences, one a line.

    Examples
    --------
    >>> Feedback("right", "Exercise 1", ("47%.",))
    ✔ Exercise 1 · right
      47%.
    """

    status: str
    title: str
    lines: tuple[str, ...]

    @property
    def head(self) -> str:
        """The sign, the exercise and the status."""
        if not self.status:
            return self.title
        return f"{_SIGNS[self.status]} {self.title} · {say('status.' + self.status)}"

    def __repr__(self) -> str:
        return "\n".join([self.head, *(f"  {line}" for line in self.lines)])

    def show(self) -> None:
        """Put it below the cell."""
        from IPython.display import display

        display(self)

    @property
    def html(self) -> str:
        """The same with a coloured edge."""
        body = "".join(
            f'<div style="margin-top: 3px;">{html.escape(line)}</div>' for line in self.lines
        )
        return (
            f'<div class="feedback {self.status.replace(" ", "-")}" style="border-left: 4px solid '
            f"{_edge(self.status)}; padding: 6px 12px; margin: 4px 0; color: {INK}; "
            f'font-size: 14px; line-height: 1.5;"><strong>{html.escape(self.head)}</strong>'
            f"{body}</div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}


def _edge(status: str) -> str:
    blue, vermilion, green, *_ = palette()
    edges: dict[str, str] = {RIGHT: green, NOT_YET: vermilion, NOTED: blue}
    return edges.get(status, GREY)
