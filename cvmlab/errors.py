"""What can be wrong with somebody's data or settings, said in plain words.

A :class:`DataProblem` carries *all* problems found, so that a file is mended in one go. The
command line prints it without a traceback and exits with 2.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where, how often, with examples, and what to do about it.

    Parameters
    ----------
    what : str
        The fact, as a sentence.
    remedy : str
        What the reader can do about it, as a sentence.
    column : str, optional
        The column it was found in.
    count : int, optional
        How many rows show it.
    examples : sequence of str
        Up to three cases, with their line numbers where known.
    """

    what: str
    remedy: str
    column: str | None = None
    count: int | None = None
    examples: Sequence[str] = ()

    def __str__(self) -> str:
        where = f'Column "{self.column}": ' if self.column else ""
        rows = f" ({self.count:,} row{'s' if self.count != 1 else ''})" if self.count else ""
        stop = "" if self.what.endswith("?") and not rows else "."
        lines = [f"{where}{self.what.rstrip('.')}{rows}{stop}"]
        if self.examples:
            lines.append(f"  For example: {'; '.join(self.examples[:3])}.")
        lines.append(f"  What to do: {self.remedy}")
        return "\n".join(lines)


class DataProblem(ValueError):
    """All problems found in one source, in plain words.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    source : str, optional
        What was being read: a file's name, a table, a setting.

    Examples
    --------
    >>> print(DataProblem([Problem("no column of this name", "choose one of: id, day.", "amount")]))
    Column "amount": no column of this name.
      What to do: choose one of: id, day.
    """

    def __init__(self, problems: Iterable[Problem], source: str | None = None) -> None:
        self.problems = tuple(problems)
        if not self.problems:
            raise ValueError("a DataProblem needs at least one problem")
        self.source = source
        super().__init__(self._text())

    @property
    def sentences(self) -> str:
        """All of it in one line: where, what is wrong and what to do, a sentence each.

        Examples
        --------
        >>> one_problem("there are no records", "add the customer lists.").sentences
        'There are no records. Add the customer lists.'
        """
        said = []
        for one in self.problems:
            where = f'Column "{one.column}": ' if one.column else ""
            said += [(where + one.what).rstrip("."), one.remedy.rstrip(".")]
        return " ".join(f"{text[:1].upper()}{text[1:]}." for text in said)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: the message is all a reader needs."""
        return str(self).splitlines()

    def _text(self) -> str:
        if self.source is None and len(self.problems) == 1:
            return str(self.problems[0])
        number = len(self.problems)
        noun = "1 problem" if number == 1 else f"{number} problems"
        head = f"{noun} in {self.source}:" if self.source else f"{noun}:"
        items = [f"{i}. {problem}" for i, problem in enumerate(self.problems, start=1)]
        return "\n".join([head, *items])


def one_problem(what: str, remedy: str, **details: object) -> DataProblem:
    """A :class:`DataProblem` of a single problem."""
    return DataProblem([Problem(what, remedy, **details)])  # type: ignore[arg-type]


def suggestion(word: str, known: Iterable[str]) -> str:
    """The known name closest to a mistyped one, as a question; empty when none is close.

    Examples
    --------
    >>> suggestion("horizon_week", ["horizon_weeks", "currency"])
    ' Did you mean "horizon_weeks"?'
    >>> suggestion("colour", ["horizon_weeks"])
    ''
    """
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""
