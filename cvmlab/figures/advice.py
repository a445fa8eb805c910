"""What to do next, as far as intervals allow: sentences by rule, and none where nothing is sure.

A report that ends in advice should not be braver than its figures. Each sentence follows from an
interval by a fixed rule and carries that interval; where it holds both answers the sentence says to
wait. "Nothing is sure enough" is one of the outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.figures.formats import count, percent

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Kind = Literal["do", "do not", "say", "do not say", "wait"]
_HEADINGS: dict[Kind, str] = {  # one word each: they stand in a narrow column
    "do": "Do",
    "do not": "Avoid",
    "say": "Say",
    "do not say": "Avoid",
    "wait": "Wait",
}


@dataclass(frozen=True)
class Advice:
    """One sentence, and the figure it follows from.

    Parameters
    ----------
    kind : {"do", "do not", "say", "do not say", "wait"}
        ``wait`` where the interval holds both answers.
    about : str
        What it concerns.
    sentence : str
        What to do, and why, with the interval.
    """

    kind: Kind
    about: str
    sentence: str


@dataclass(frozen=True, eq=False)
class AdviceList:
    """What the figures allow to be done, said or left.

    Attributes
    ----------
    advice : tuple of Advice
        The sentences, those that are sure first.
    level : float
        Confidence level of the intervals behind them.
    where : str
        Where a change would be tried first: ``"with some customers"``.
    """

    advice: tuple[Advice, ...]
    level: float
    where: str

    @property
    def sure(self) -> tuple[Advice, ...]:
        """The sentences that say more than to wait."""
        return tuple(each for each in self.advice if each.kind != "wait")

    @property
    def sentences(self) -> tuple[str, ...]:
        """All sentences, those that are sure first."""
        return tuple(each.sentence for each in self.advice)

    @property
    def sentence(self) -> str:
        """How much can be recommended, in words."""
        many, waiting = len(self.sure), len(self.advice) - len(self.sure)
        if not many:
            return (
                "Nothing is sure enough to act on. Four times as many respondents would halve the "
                "intervals."
            )
        text = f"{count(many)} {'thing is' if many == 1 else 'things are'} sure enough to act on"
        if not waiting:
            return f"{text}."
        return f"{text}; {count(waiting)} {'is' if waiting == 1 else 'are'} not."

    @property
    def table(self) -> pd.DataFrame:
        """One row a sentence: ``kind, about, sentence``."""
        lines = [(each.kind, each.about, each.sentence) for each in self.advice]
        return pd.DataFrame(lines, columns=["kind", "about", "sentence"])

    def summary(self) -> Table:
        """The sentences as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {"": [_HEADINGS[each.kind] for each in self.advice], "What follows": self.sentences}
        )
        return Table(
            frame,
            title=self.sentence,
            note=f"By a fixed rule from the {percent(self.level)} interval in each sentence, none "
            f"from an experiment: try changes {self.where} first, drawn by lot.",
        )


def advice_list(advice: list[Advice], level: float, where: str) -> AdviceList:
    """The sentences in the order of a report: those that are sure first, else as they were given.

    Examples
    --------
    >>> waiting, sure = Advice("wait", "price", "Wait."), Advice("do", "service", "Mend it.")
    >>> advice_list([waiting, sure], 0.95, "with some customers").sentences
    ('Mend it.', 'Wait.')
    """
    order = sorted(advice, key=lambda each: each.kind == "wait")
    return AdviceList(tuple(order), level, where)
