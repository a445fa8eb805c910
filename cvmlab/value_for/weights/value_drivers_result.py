"""What the money follows: the result, its sentence and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.importance_result import Importance
from cvmlab.value_for.weights.within_respondents import WORDS

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

OUTCOME = "share bought"


@dataclass(frozen=True, eq=False)
class ValueDrivers:
    """How what is explained of where people buy divides over quality, price and hassle.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a driver, largest share first: ``driver``, ``label``, ``part`` ("product",
        "service", "price" or "hassle"), ``share`` of what is explained with ``low`` and ``high``,
        ``rank`` with ``rank_low`` and ``rank_high``, and ``correlation`` with the share bought,
        both less each respondent's mean.
    r2, r2_low, r2_high : float
        Part of the differences within respondents that all drivers together go with.
    views, left_out : int
        Views of a brand used; and those left out: an answer or the share is missing, or the
        respondent has no second brand to compare with.
    respondents : int
        People used.
    zeros : int
        Shares of 0, read as half of the smallest share above 0.
    level : float
        Confidence level of the intervals.
    draws : numpy.ndarray of shape (1 + resamples, drivers)
        The shares in the order of the table, the estimate first.
    resamples, seed : int
        How the respondents were drawn.
    """

    table: pd.DataFrame
    r2: float
    r2_low: float
    r2_high: float
    views: int
    left_out: int
    respondents: int
    zeros: int
    level: float
    draws: np.ndarray = field(repr=False)
    resamples: int = 500
    seed: int = 0

    @property
    def importance(self) -> Importance:
        """The same as :func:`cvmlab.stats.importance.importance` gives it, for its picture."""
        unknown = dict.fromkeys(("coefficient", "coefficient_low", "coefficient_high", "vif"))
        return Importance(
            table=self.table.assign(**unknown),
            outcome=OUTCOME,
            r2=self.r2,
            r2_low=self.r2_low,
            r2_high=self.r2_high,
            halo=np.nan,
            halo_low=np.nan,
            halo_high=np.nan,
            halo_r2=np.nan,
            rows=self.views - self.respondents + 1,  # each respondent's mean uses one up
            left_out=self.left_out,
            level=self.level,
            draws=self.draws,
            labels=self.labels,
        )

    @property
    def labels(self) -> Mapping[str, str]:
        """What each driver is called."""
        names = dict(zip(self.table["driver"], self.table["label"], strict=True))
        return {**names, OUTCOME: "the share bought"}

    @property
    def is_noise(self) -> bool:
        """Whether chance alone would explain as much."""
        return self.importance.is_noise

    @property
    def sentence(self) -> str:
        """What the money follows, and how surely, in words."""
        if self.is_noise:
            return (
                f"Where people buy goes with none of these {len(self.table)} drivers more than "
                "chance would have it, so their shares divide up noise."
            )
        first = self.table.iloc[0]
        surely = (
            "It leads in nearly every resample."
            if first.rank_high == 1
            else f"Its place is not certain: anywhere from 1 to {first.rank_high} of "
            f"{len(self.table)}."
        )
        return (
            f"{percent(self.r2)} of the differences in where one and the same person buys "
            f"({interval(self.r2_low, self.r2_high, percent)}) go with these {len(self.table)} "
            f"drivers. {_capital(first.label)} has the largest part of that, "
            f"{percent(first.share)} ({interval(first.low, first.high, percent)}). {surely}"
        )

    def summary(self) -> Table:
        """The drivers as a table to read."""
        from cvmlab.figures.tables import Table

        rows = list(self.table.itertuples())
        frame = pd.DataFrame(
            {
                "Driver": self.table["label"],
                "Part of": [WORDS.get(row.part, row.part) for row in rows],
                "Share of what is explained": self.table["share"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, percent) for row in rows
                ],
                "Place": [
                    count(row.rank_low)
                    if row.rank_low == row.rank_high
                    else interval(row.rank_low, row.rank_high)
                    for row in rows
                ],
                "Goes with buying": ["more (+)" if r >= 0 else "less (−)" for r in
                                     self.table["correlation"]],
            }
        )  # fmt: skip
        return Table(
            frame,
            title="What the money follows",
            note=self._note(),
            formats={"Share of what is explained": percent},
        )

    def _note(self) -> str:
        parts = [
            f"{count(self.views)} views of {count(self.respondents)} people; only differences "
            "between the brands one person knows count.",
            "The more the brands differ in something, the larger its share: what a point or a "
            "minute is worth in money, the weights say.",
            "Shares divide up what goes together (Lindeman, Merenda and Gold 1980); they do not "
            "show what causes what: who buys at a shop also comes to like it.",
        ]
        if self.left_out:
            parts.append(
                f"{count(self.left_out)} views left out: an answer is missing, or there is no "
                "second brand to compare with."
            )
        if self.zeros:
            parts.append(
                f"{count(self.zeros)} shares of 0 were read as half of the smallest above 0."
            )
        return " ".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
