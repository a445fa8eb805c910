"""When did leaving change for good, how much, and what do models of before mean since?

"The data may not mean what they meant a few months ago" (CustomerThink 2008, on a telecoms firm
that turned from winning customers to keeping them). Three questions make that testable. When did
the level of leaving change, if it did? Did that which is blamed for it change at the same time? And
what would a model of the time before have foretold for the customers of the time after?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, day, interval, number, percent
from cvmlab.loyalty.retention.regular_months import RegularMonths
from cvmlab.stats.population_stability import population_stability
from cvmlab.stats.population_stability_result import PopulationStability
from cvmlab.stats.structural_break import StructuralBreak, structural_break

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class PhaseChange:
    """A change in the level of leaving, beside what may have caused it.

    Attributes
    ----------
    left : StructuralBreak
        The share of regulars that leaves in a month.
    beside : dict of str to StructuralBreak
        Other series of the same months, by name.
    expected, left_since : float
        Leavers since the change had each rhythm left as often as before, and those there were.
    ratio : tuple of float
        Leavers there were for each that a model of before foretold: (ratio, low, high).
    people : PopulationStability or None
        Whether regulars of the last month come as often as those of the last month before the
        change; None where there is none, or too few to tell.
    matters : float
        The smallest change of the monthly share that is worth a decision.
    level : float
        Confidence level.
    """

    left: StructuralBreak
    beside: dict[str, StructuralBreak]
    expected: float
    left_since: int
    ratio: tuple[float, float, float]
    people: PopulationStability | None = field(repr=False)
    matters: float
    level: float

    @property
    def since(self) -> pd.Timestamp:
        """The first day of the new level."""
        return pd.Timestamp(self.left.break_after) + pd.Timedelta(days=1)

    @property
    def size(self) -> str:
        """Whether the change is large enough to matter, as far as its interval tells."""
        if not self.left.found:
            return "no change stands out"
        low, high = sorted(abs(x) for x in (self.left.change_low, self.left.change_high))
        if low >= self.matters:
            return "large enough to matter"
        return "too small to matter" if high < self.matters else "perhaps large enough to matter"

    @property
    def sentence(self) -> str:
        """When, how large, whether that matters, and what did not change with it."""
        one = self.left
        if not one.found:
            return (
                "No month stands out in which the share of regulars who leave changed: over all "
                f"months it is {percent(one.series.mean(), 1)}."
            )
        shown = partial(percent, digits=1)
        points = interval(100 * one.change_low, 100 * one.change_high, partial(number, digits=1))
        text = (
            f"From {day(self.since)} on {shown(one.means[1])} of regulars leave in a month, before "
            f"it {shown(one.means[0])}: {number(100 * one.change, 1)} percentage points "
            f"({percent(self.level)} interval {points}), {self.size}."
        )
        still = [name for name, other in self.beside.items() if not other.found]
        moved = [name for name, other in self.beside.items() if other.found]
        for name in moved:
            when = day(pd.Timestamp(self.beside[name].break_after) + pd.Timedelta(days=1))
            text += f" The level of {name} changed too, from {when} on."
        if still:
            text += f" In the level of {' and '.join(still)} no change stands out."
        return text

    @property
    def old_models(self) -> str:
        """What a model of the time before is worth since."""
        if not self.left.found:
            return "Models of before have no date from which to mistrust them."
        value, low, high = self.ratio
        text = (
            f"A model of before foretold {count(self.expected)} leavers since "
            f"{day(self.since)}, given how often they had come; there were "
            f"{count(self.left_since)}: {number(value)} for each "
            f"({interval(low, high, number)})."
        )
        if self.people is not None and not self.people.changed:
            text += " The regulars come as often as before: not other people, another world."
        elif self.people is not None:
            text += (
                f" {percent(self.people.moved)} of the regulars come in another rhythm than those "
                "of before."
            )
        return text

    def summary(self) -> Table:
        """Each series before and after the month that stands out most in it."""
        from cvmlab.figures.tables import Table

        series = {"regulars who leave in a month": self.left, **self.beside}
        frame = pd.DataFrame(
            {
                "Series": [name[0].upper() + name[1:] for name in series],
                "Before": [one.form(one.means[0]) for one in series.values()],
                "After": [one.form(one.means[1]) for one in series.values()],
                "Change stands out": [
                    f"yes, from {day(pd.Timestamp(one.break_after) + pd.Timedelta(days=1))}"
                    if one.found
                    else "no"
                    for one in series.values()
                ],
                "Largest F": [one.sup_f for one in series.values()],
                "Chance reaches": [one.critical for one in series.values()],
            }
        )
        return Table(
            frame,
            note=f"Every month is tried. Chance reaches: in {percent(1 - self.level)} of series "
            "without a change.",
            formats={"Largest F": ",.1f", "Chance reaches": ",.1f"},
        )


def phase_change(
    months: RegularMonths,
    beside: Mapping[str, pd.Series] | None = None,
    *,
    matters: float = 0.005,
    level: float = 0.95,
) -> PhaseChange:
    """Find the month from which regulars leave more often, or less, and what else changed.

    Parameters
    ----------
    months : RegularMonths
        From :func:`cvmlab.loyalty.retention.regular_months.regular_months`.
    beside : mapping of str to Series, optional
        Other series of the same months, such as failures for each hundred trips: what is blamed
        for the change should have changed at its time.
    matters : float
        The smallest change of the monthly share that would change a decision: 0.005 is half a
        percentage point.
    level : float
        Confidence level.

    Returns
    -------
    PhaseChange

    Raises
    ------
    DataProblem
        If there are too few months, or a series beside has other months.

    Notes
    -----
    The change: :func:`cvmlab.stats.structural_break.structural_break` (Andrews 1993), for which
    the date is not known beforehand. Expected leavers: the shares of before by purchase days in
    the months before (each number up to the median in a cell of its own, doubling widths above),
    times the regulars since. Their ratio has the interval of a ratio of two Poisson counts, on
    the log scale. That two things changed in one month does not make one the cause of the other;
    that one did not change at all makes it a poor cause.
    """
    series = months.series
    odd = [
        Problem(f'The series "{name}" has other months', "give one value for each month.")
        for name, one in (beside or {}).items()
        if len(one) != len(series) or not (one.index == series.index).all()
    ]
    if odd:
        raise DataProblem(odd)
    left = structural_break(
        series, level=level, name="regulars who leave in a month", form=partial(percent, digits=1)
    )
    others = {
        name: structural_break(one, level=level, name=name, form=partial(number, digits=1))
        for name, one in (beside or {}).items()
    }
    cut = int((series.index <= left.break_after).sum()) + int(months.table["month"].iloc[0])
    old = months.rows["month"] < cut
    expected, seen, ratio = _foretold(months.rows, old.to_numpy(), level)
    people = None
    if left.found:
        trips, month = months.rows["trips_before"], months.rows["month"]
        try:  # one month of each, so that nobody counts twice on one side
            people = population_stability(
                trips[month == cut - 1],
                trips[month == month.max()],
                level=level,
                name="purchase days of regulars",
            )
        except DataProblem:  # too few customers for the index: nothing is said of them
            people = None
    return PhaseChange(left, others, expected, seen, ratio, people, matters, level)


def _foretold(
    rows: pd.DataFrame, old: np.ndarray, level: float
) -> tuple[float, int, tuple[float, float, float]]:
    """Leavers expected by the shares of before, those there were, and their ratio."""
    from scipy.special import ndtri

    trips = rows["trips_before"].to_numpy()
    middle = int(np.median(trips))
    edges = [*range(int(trips.min()), middle + 1)]
    width = 2
    while edges[-1] < trips.max():
        edges.append(edges[-1] + width)
        width *= 2
    cell = np.searchsorted(edges, trips, side="right") - 1
    gone = rows["left"].to_numpy()
    size = len(edges)
    many = np.bincount(cell[old], minlength=size)
    share = np.bincount(cell[old], gone[old], size) / np.maximum(many, 1)
    share[many == 0] = gone[old].mean()
    expected, seen = float(share[cell[~old]].sum()), int(gone[~old].sum())
    before = max(int(gone[old].sum()), 1)
    if not seen or not expected:
        return expected, seen, (float("nan"),) * 3
    half = float(ndtri(0.5 + level / 2)) * np.sqrt(1 / seen + 1 / before)
    value = seen / expected
    return expected, seen, (value, float(value * np.exp(-half)), float(value * np.exp(half)))
