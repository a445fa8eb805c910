"""What two reported shares can say, and the firm's own beside them: table and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.formats import MISSING, count, interval, number, percent
from cvmlab.stats.clustered_gap import ClusteredGap
from cvmlab.stats.experiments.unknown_sizes import UnknownSizes

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class LeadersGap:
    """A reported gap between leaders and others, and one's own; see ``leaders_gap``.

    Attributes
    ----------
    table : DataFrame
        One row a division of those who were asked: ``leaders, others, difference, low, high``
        (as if all answered independently), ``differs``, and ``alike_low, alike_high`` (with the
        design effects of the firm's own survey; NaN without one).
    reported : (float, float)
        The two shares.
    asked : int
        How many were asked in all.
    independent : UnknownSizes
        From how many leaders on the reported shares differ beyond chance.
    alike : UnknownSizes, optional
        The same where people of one site answer as alike as in the firm.
    own : ClusteredGap, optional
        The firm's own gap.
    left_out : int
        People of the firm's survey who did not say all that is needed.
    needed : mapping
        How many leaders and others show such a gap four times in five, by how they answer.
    level : float
    """

    table: pd.DataFrame
    reported: tuple[float, float]
    asked: int
    independent: UnknownSizes
    alike: UnknownSizes | None
    own: ClusteredGap | None
    left_out: int
    needed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    level: float = 0.95

    @property
    def gap(self) -> float:
        """The gap that was reported."""
        return self.reported[0] - self.reported[1]

    @property
    def sentence(self) -> str:
        """What the reported gap needs to be one, and the firm's own."""
        return " ".join(part for part in (self.reported_sentence, self.own_sentence) if part)

    @property
    def reported_sentence(self) -> str:
        """From how many leaders on the reported gap is more than chance."""
        one, other = map(percent, self.reported)
        said = (
            f"{one} of leaders against {other} of others is a gap of {points(self.gap)}, but "
            f"nobody says how many of the {count(self.asked)} were leaders. "
        )
        found = self.independent
        if found.fewest is None:
            return f"{said}However they were divided, chance alone may have made it."
        said += (
            f"It is more than chance from {count(found.fewest)} to {count(found.most or 0)} "
            "leaders, if all answered independently"
        )
        if self.alike is None:
            return f"{said}."
        if self.alike.fewest is None:
            return f"{said}; and never, if people answer as alike as at your sites."
        return (
            f"{said}; from {count(self.alike.fewest)} to {count(self.alike.most or 0)}, if they "
            "answer as alike as people of one of your sites."
        )

    @property
    def own_sentence(self) -> str:
        """The firm's own gap with its interval; empty without a staff survey."""
        own = self.own
        if own is None:
            return ""
        (leaders, others), (one, other) = own.people, own.shares
        said = (
            f"In your own survey {percent(one)} of {count(leaders)} leaders and {percent(other)} "
            f"of {count(others)} others agree: {points(own.gap, 1)}"
        )
        naive = points_range(own.naive_low, own.naive_high)
        level = percent(self.level)
        if own.known:
            return (
                f"{said} ({level} interval {points_range(own.low, own.high)}, which knows the "
                f"{count(own.clusters)} sites; {naive} as if all answered independently)."
                f"{self._design_sentence(own)}"
            )
        if not own.clusters:
            why = "nobody says who works where, so it may be too narrow"
        elif own.clusters < 3:
            why = f"{count(own.clusters)} sites are too few to say how alike people answer"
        else:
            why = "one site holds a whole group, so how alike people answer cannot be said"
        return f"{said} ({level} interval {naive} as if all answered independently; {why})."

    @property
    def caveats(self) -> tuple[str, ...]:
        """What no group size mends, a sentence each."""
        return (
            "Who chose to answer is not known: leaders who feel watched may agree more readily, "
            "and others who have given up may not answer at all.",
            "The same sentence asks leaders about themselves and the others about somebody else.",
            "Agreeing is not doing: no decision was looked at.",
            f"A gap is not the whole story: {percent(1 - self.reported[0])} of the leaders do not "
            "agree either.",
            "People of one site or firm answer alike: more people of the same sites tell less than "
            "as many of other sites.",
        )

    def summary(self) -> Table:
        """The firm's own shares, and what the reported ones would need, as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [
            (
                f"Reported, of {count(self.asked)} in all", MISSING, percent(self.reported[0]),
                MISSING, percent(self.reported[1]), points(self.gap), "depends on the sizes",
            )
        ]  # fmt: skip
        own = self.own
        if own is not None:
            (leaders, others), (one, other) = own.people, own.shares
            shares = (
                count(leaders),
                percent(one),
                count(others),
                percent(other),
                points(own.gap, 1),
            )
            naive = points_range(own.naive_low, own.naive_high)
            rows.append(("Your own, as if independent", *shares, naive))
            if own.known:
                rows.append(
                    (
                        f"Your own, knowing {count(own.clusters)} sites", *shares,
                        points_range(own.low, own.high),
                    )
                )  # fmt: skip
        for how, (leaders, others) in self.needed.items():
            needs = (count(leaders), MISSING, count(others), MISSING, MISSING, "4 times in 5")
            rows.append((f"To see the reported gap: people {how}", *needs))
        columns = [
            "Leaders decide in line with the customer strategy", "Leaders", "agree", "Others",
            "agree ", "Gap", f"{percent(self.level)} interval",
        ]  # fmt: skip
        left = f" {count(self.left_out)} answers lack something and are left out." * bool(
            self.left_out
        )
        note = " ".join(self.caveats) + left
        title = f"{percent(self.reported[0])} against {percent(self.reported[1])}, and your own"
        return Table(pd.DataFrame(rows, columns=columns), title, note)

    def _design_sentence(self, own: ClusteredGap) -> str:
        if not all(design == design for design in own.designs):
            return ""
        one, other = (number(design, 1) for design in own.designs)
        said = (
            f" {one} answers of leaders tell no more than one independent answer would, and "
            f"{other} of the others"
        )
        of_gap = number(own.design, 1)
        if own.design < min(own.designs):
            return (
                f"{said}. The gap suffers less (design effect {of_gap}): what leaders and others "
                "of one site have in common cancels in it."
            )
        return f"{said}. The gap has a design effect of {of_gap}."


def points(value: float, digits: int = 0) -> str:
    """A difference of shares in percentage points.

    Examples
    --------
    >>> points(0.217), points(0.217, 1), points(0.01)
    ('22 points', '21.7 points', '1 point')
    """
    said = number(100 * value, digits)
    return f"{said} point{'' if said == '1' else 's'}"


def points_range(low: float, high: float) -> str:
    """Its interval.

    Examples
    --------
    >>> points_range(0.133, 0.301)
    '13.3 to 30.1 points'
    """
    return f"{interval(100 * low, 100 * high, lambda value: number(value, 1))} points"
