"""The result of a programme given out by lot, and what it says of one point of the index."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.experiments.trial import Trial, error_of
from cvmlab.stats.fieller import Fieller, fieller

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

INDEX, WORTH, ANSWERED = "the index", "margin less cost", "answered"
BELIEVED = (
    "the lot was kept, the programme changes the outcome through the relationship alone, and a "
    "point is worth the same wherever on the scale it is won"
)


@dataclass(frozen=True, eq=False)
class Programme:
    """What a programme changed, outcome by outcome.

    Attributes
    ----------
    trial : Trial
        The arms with every outcome; ``the index``, ``margin less cost`` and ``answered`` (whether
        the index is known) among them where they were given.
    outcomes : tuple of str
        The outcomes asked for.
    index : str or None
        The column of the relationship index.
    level : float
        Confidence level.
    said : mapping of outcome to text
        What outcomes are called inside a sentence.
    currency : str
        Of margin and cost; empty where it is not known.
    """

    trial: Trial = field(repr=False)
    outcomes: tuple[str, ...]
    index: str | None
    level: float
    said: Mapping[str, str] = field(default_factory=dict, repr=False)
    currency: str = ""

    def effect(self, outcome: str) -> Contrast:
        """What the programme changed in one outcome, all who were drawn counted."""
        return self.trial.effect(outcome)

    @property
    def points(self) -> Contrast:
        """How far the programme moved the index."""
        self._needs_index()
        return self.trial.effect(INDEX)

    def a_point(self, outcome: str) -> Fieller:
        """What one point of the index is worth: shares as fractions, amounts in their own unit.

        The effect on the outcome divided by that on the index (Wald 1940, "The fitting of straight
        lines if both variables are subject to error"; Angrist, Imbens and Rubin 1996,
        "Identification of causal effects using instrumental variables"), with the interval of
        Fieller (1954), which has no two ends where the programme may not have moved the index.
        """
        self._needs_index()
        if outcome not in self.outcomes:
            raise ValueError(f"no outcome {outcome}; there are: {', '.join(self.outcomes)}")
        above, below = self.trial.means[outcome], self.trial.means[INDEX]
        return fieller(
            above.difference,
            below.difference,
            error_of(above.of_difference) ** 2,
            error_of(below.of_difference) ** 2,
            self.trial.covariance(outcome, INDEX),
            self.level,
        )

    def moved(
        self, outcome: str, points: float, *, baseline: float, names: Sequence[str],
        level: float | None = None,
    ) -> Contrast:  # fmt: skip
        """What a move by so many points would do to customers with another baseline.

        Parameters
        ----------
        outcome : str
            One of the outcomes.
        points : float
            How far on the index.
        baseline : float
            The outcome without the move. Shares are moved by percentage points, amounts in
            proportion to the control arm's.
        names : sequence of two str
            With the move, and without.
        level : float, optional
            Only the programme's own.
        """
        if level is not None and level != self.level:
            raise ValueError("ask the programme for this level first")
        worth, arm = self.a_point(outcome), self.trial.means[outcome]
        scale = points if arm.shares else points * baseline / arm.control
        ends = [scale * end for end in (worth.ratio, worth.low, worth.high)]
        value, low, high = ends if scale >= 0 else (ends[0], ends[2], ends[1])
        most = 1 - baseline if arm.shares else math.inf
        low, high = max(low, -baseline), min(high, most)  # nobody buys less than nothing
        rows = [
            ("group", *(baseline + x for x in (value, low, high))),
            ("baseline", baseline, math.nan, math.nan),
            ("difference", value, low, high),
            ("ratio", *((baseline + x) / baseline for x in (value, low, high))),
        ]
        if arm.shares:
            odds = [_odds(baseline + x) / _odds(baseline) for x in (value, low, high)]
            rows.append(("odds ratio", *odds))
        answered = int(arm.known.sum())
        who = "" if answered == self.trial.customers else f" Of the {count(answered)} who answered."
        return Contrast(
            table=pd.DataFrame(rows, columns=["measure", "value", "low", "high"]),
            outcome=outcome,
            names=(names[0], names[1]),
            customers=answered,
            shares=arm.shares,
            estimand=f"What would a move of {number(points, 1)} points bring that is worked by "
            f"{self.trial.names[0]}? Believed: {BELIEVED}.{who}",
            level=self.level,
        )

    @property
    def sentence(self) -> str:
        """What the programme moved, and whether it earned its cost."""
        text = self.trial.lot
        if self.index:
            row = self.points["difference"]
            text += (
                f" It moved the index by {number(row.value, 1)} points "
                f"({_ends(row, 1)}, {count(self.points.customers)} answered)."
            )
        for name in self.outcomes[:1]:
            said = self.said.get(name, name)
            text += f" {_effect_in_words(said[:1].upper() + said[1:], self.effect(name))}"
        if WORTH in self.trial.means:
            row = self.effect(WORTH)["difference"]
            verdict = (
                "it earned its cost" if row.low > 0
                else "it did not earn its cost" if row.high < 0
                else "whether it earned its cost cannot be told"
            )  # fmt: skip
            cash = partial(money, currency=self.currency, digits=2)
            ends = interval(row.low, row.high, cash)
            text += f" Margin less cost, a customer: {cash(row.value)} ({ends}): {verdict}."
        return text

    @property
    def about_answers(self) -> str:
        """Whether the programme also changed who answered, which no lot protects from."""
        if ANSWERED not in self.trial.means:
            return "The index is known of everybody."
        found = self.effect(ANSWERED)
        row, base = found["difference"], found["baseline"]
        text = (
            f"{percent(base.value, 1)} of the control arm answered the survey, and "
            f"{number(100 * row.value, 1)} percentage points more of the treated "
            f"({interval(100 * row.low, 100 * row.high, partial(number, digits=1))}). "
        )
        if row.low <= 0 <= row.high:
            return text + "The arms may have answered alike."
        return text + (
            "The lot decided who was treated, not who answered: among those who answered the arms "
            "need not be alike."
        )

    def summary(self) -> Table:
        """The effects, and what a point of the index is worth, as a table to read."""
        from cvmlab.figures.tables import Table

        table = self.trial.summary()
        if not self.index:
            return table
        frame = table.frame.copy()
        frame["A point of the index"] = [
            self._a_point_in_words(name) for name in self.trial.table["outcome"]
        ]
        note = f"{table.note} A point: believed is that {BELIEVED}."
        return Table(frame, title=table.title, note=note)

    def _a_point_in_words(self, name: str) -> str:
        if name not in self.outcomes:
            return ""
        worth, scale = self.a_point(name), 100 if self.trial.means[name].shares else 1

        def shown(x: float) -> str:
            return number(scale * x)

        return f"{shown(worth.ratio)} ({worth.in_words(shown)})"

    def _needs_index(self) -> None:
        if self.index is None:
            raise ValueError("the programme was read without an index: name its column")


def _effect_in_words(name: str, found: Contrast) -> str:
    row, base = found["difference"], found["baseline"].value
    if found.shares:
        ends = interval(100 * row.low, 100 * row.high, partial(number, digits=1))
        return (
            f"{name}: {number(100 * row.value, 1)} percentage points more than the control arm's "
            f"{percent(base, 1)} ({ends})."
        )
    return f"{name}: {number(row.value)} more than the control arm's {number(base)} ({_ends(row)})."


def _ends(row: pd.Series, digits: int = 2) -> str:
    return interval(row.low, row.high, partial(number, digits=digits))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
