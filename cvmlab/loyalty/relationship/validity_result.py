"""Whether the index is more than satisfaction under another name, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.loyalty.relationship.roc import TwoAreas

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

Interval3 = tuple[float, float, float]
DIFFERENT = 0.85  # HTMT below this: two things
WORDS = {
    "stays": "bought in the last weeks on record",
    "overall": "overall satisfaction",
    "recommend_score": "the recommendation score",
}


@dataclass(frozen=True, eq=False)
class IndexValidity:
    """The index beside satisfaction.

    Attributes
    ----------
    fifths : pandas.DataFrame
        One row a measure and fifth of the customers, lowest first: ``measure`` ("index" or the
        other's column), ``fifth``, ``customers``, ``share`` who did it later, ``low``, ``high``.
    correlation : tuple of (float, float, float)
        Of the two scores, with its interval.
    freed : tuple or None
        The correlation with the mean of the other's single answers, freed from the noise of
        both; None without these answers.
    htmt : tuple or None
        The ratio of correlations between and within the two; None without the single answers.
    areas : TwoAreas
        How well each foretells the outcome: the area under the curve, and their difference.
    customers, left_out : int
        Customers used, and rows without a score or an answer.
    baseline : tuple of (float, float, float)
        The share of all of them who did it later.
    outcome, against : str
        The columns.
    level : float
        Confidence level.
    """

    fifths: pd.DataFrame
    correlation: Interval3
    freed: Interval3 | None
    htmt: Interval3 | None
    areas: TwoAreas
    customers: int
    baseline: Interval3
    left_out: int
    outcome: str
    against: str
    level: float
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def called(self, column: str) -> str:
        """What a column is called in a sentence."""
        return {**WORDS, **self.words}.get(column, column.replace("_", " "))

    @property
    def distinct(self) -> bool | None:
        """Whether the two are surely different things; None where it cannot be told."""
        if self.htmt is None:
            return None
        return True if self.htmt[2] < DIFFERENT else False if self.htmt[1] > DIFFERENT else None

    @property
    def better(self) -> bool:
        """Whether the index surely foretells the outcome better."""
        return self.areas.difference[1] > 0

    @property
    def sentence(self) -> str:
        """What the index foretells and satisfaction does not, or the other way round."""
        ours, theirs = self.areas.first, self.areas.second
        return (
            f"Of two customers, one who {self.called(self.outcome)} and one who did not, the first "
            f"had the higher index {_in_100(ours)} times in 100, and the higher "
            f"{_bare(self.called(self.against))} {_in_100(theirs)} times (by a coin: 50). "
            f"{self.verdict}"
        )

    @property
    def verdict(self) -> str:
        """The rule: a difference is named only where its interval allows."""
        name = _bare(self.called(self.against))
        low, high = self.areas.difference[1:]
        if low > 0:
            told = f"The index tells beforehand who does it better than {name}"
        elif high < 0:
            told = f"The index tells beforehand who does it worse than {name}"
        else:
            told = (
                f"Which of the two tells more cannot be said of {count(self.customers)} customers"
            )
        ends = interval(low * 100, high * 100, partial(number, digits=0))
        return f"{told} (difference {number(self.areas.difference[0] * 100, 0)}, {ends})."

    @property
    def distinct_sentence(self) -> str:
        """Whether the two measure different things."""
        name = _bare(self.called(self.against))
        text = f"The index and {name} go together with a correlation of {_three(self.correlation)}"
        if self.freed is not None:
            text += f"; freed from noise, {_three(self.freed)}"
        if self.htmt is None:
            return f"{text}."
        said = {
            True: "they are two things",
            False: "they may be one thing under two names",
            None: "whether they are two things cannot be told",
        }[self.distinct]
        return f"{text}. HTMT {_three(self.htmt)}, where {DIFFERENT} is the limit: {said}."

    def summary(self) -> Table:
        """The tests as a table to read."""
        from cvmlab.figures.tables import Table

        name = _bare(self.called(self.against))
        rows = [
            (f"Goes with {name} (correlation)", self.correlation, "another thing: low"),
            (
                "The same with the mean of its items, freed from noise",
                self.freed,
                "another thing: low",
            ),
            (f"Items with {name}'s, over items within (HTMT)", self.htmt, f"below {DIFFERENT}"),
            (f"Foretells who {self.called(self.outcome)} (area)", self.areas.first, "above 0.50"),
            (f"The same, {name}", self.areas.second, "the one to beat"),
            ("Index less the other", self.areas.difference, "above 0"),
        ]
        frame = pd.DataFrame(
            [
                (label, number(x[0]), interval(x[1], x[2], number), wanted)
                for label, x, wanted in rows
                if x is not None
            ],
            columns=["Test", "Found", f"{percent(self.level)} interval", "Wanted"],
        )
        return Table(
            frame,
            title=f"Is the index more than {name} under another name?",
            note=f"{count(self.customers)} customers; {percent(self.baseline[0])} of them "
            f"{self.called(self.outcome)} (the baseline). {self.verdict} To foretell is not to "
            "cause.",
        )


def _bare(name: str) -> str:
    return name.removeprefix("the ")


def _in_100(x: Interval3) -> str:
    whole = partial(number, digits=0)
    return f"{whole(x[0] * 100)} ({interval(x[1] * 100, x[2] * 100, whole)})"


def _three(x: Interval3) -> str:
    return f"{number(x[0])} ({interval(x[1], x[2], number)})"
