"""What to do next, as far as intervals allow: sentences by rule, and none where nothing is sure.

A report that ends in advice should not be braver than its figures. So every sentence here follows
from an interval by a fixed rule, carries that interval, and where the interval holds both answers
the sentence says to wait. "Nothing is sure enough" is one of the outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, money, percent
from cvmlab.stats.importance_performance_result import ImportancePerformance
from cvmlab.value_for.report.recommendation_rules import (
    Advice,
    Kind,
    about_items,
    about_minute,
    about_price,
    about_readings,
    about_rivals,
    about_types,
)

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.value_for.rivals.value_map_result import ValueMap

_HEADINGS: dict[Kind, str] = {  # one word each: they stand in a narrow column
    "do": "Do",
    "do not": "Avoid",
    "say": "Say",
    "do not say": "Avoid",
    "wait": "Wait",
}


@dataclass(frozen=True, eq=False)
class Recommendation:
    """What the figures allow to be done, said or left.

    Attributes
    ----------
    advice : tuple of Advice
        The sentences, those that are sure first.
    own : str
        One's own brand.
    level : float
        Confidence level of the intervals behind them.
    """

    advice: tuple[Advice, ...]
    own: str
    level: float

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
                "Nothing is sure enough to act on: every interval holds both answers. Four times "
                "as many respondents would halve the intervals."
            )
        text = f"{count(many)} {'thing is' if many == 1 else 'things are'} sure enough to act on"
        return f"{text}; {count(waiting)} {'is' if waiting == 1 else 'are'} not." if waiting else (
            f"{text}."
        )  # fmt: skip

    @property
    def table(self) -> pd.DataFrame:
        """One row a sentence: ``kind, about, sentence``."""
        lines = [(each.kind, each.about, each.sentence) for each in self.advice]
        return pd.DataFrame(lines, columns=["kind", "about", "sentence"])

    def summary(self) -> Table:
        """The sentences as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "": [_HEADINGS[each.kind] for each in self.advice],
                "What follows": self.sentences,
            }
        )
        return Table(
            frame,
            title=self.sentence,
            note=f"By a fixed rule from the {percent(self.level)} interval in each sentence, none "
            "from an experiment: try changes in some places first, drawn by lot.",
        )


def recommendation(
    own: str,
    *,
    value: ValueMap | None = None,
    rivals: pd.DataFrame | None = None,
    holds: Sequence[str] | None = None,
    types: pd.DataFrame | None = None,
    minute: Mapping[str, float] | None = None,
    items: ImportancePerformance | None = None,
    first: Mapping[str, str] | None = None,
    currency: str = "",
    level: float = 0.95,
) -> Recommendation:
    """Say what can be done, by rules that look at intervals only.

    Parameters
    ----------
    own : str
        One's own brand.
    value : ValueMap, optional
        What it gives beyond what price and hassle ask.
    rivals : pandas.DataFrame, optional
        Its lead in money: ``rival, lead, low, high``.
    holds : sequence of str, optional
        The rivals it is ahead of in every reading of the answers; without it, nothing is said
        about readings.
    types : pandas.DataFrame, optional
        The lead over the strongest rival by type of customers:
        ``customer_type, rival, lead, low, high``.
    minute : mapping, optional
        Money a minute: ``value, low, high``.
    items : ImportancePerformance, optional
        Questions on quality: what they count and the lead in each.
    first : mapping of reading to brand, optional
        Who comes first, reading by reading of the equation.
    currency : str
        ISO 4217 code.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    Recommendation

    Examples
    --------
    >>> leads = pd.DataFrame({"rival": ["Them"], "lead": [4.0], "low": [-1.0], "high": [9.0]})
    >>> print(recommendation("Us", rivals=leads, currency="EUR").sentences[0])
    Claim nothing against Them yet: the lead of €4.00 may be chance (−€1.00 to €9.00).
    """
    cash = partial(money, currency=currency)
    advice = [
        *(about_price(own, value, cash) if value is not None else ()),
        *(about_rivals(own, rivals, holds, cash) if rivals is not None else ()),
        *(about_types(own, types, cash) if types is not None else ()),
        *(about_minute(minute, cash) if minute is not None else ()),
        *(about_items(items, level) if items is not None else ()),
        *(about_readings(own, first) if first else ()),
    ]
    order = sorted(advice, key=lambda each: each.kind == "wait")  # stable: sure ones first
    return Recommendation(tuple(order), own, level)
