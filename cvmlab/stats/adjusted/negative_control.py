"""A test that an adjusted comparison can fail: an outcome that nothing could have changed.

If customers with a strong relationship also had fewer power cuts, the comparison would be caught:
no relationship stops a power cut, so something else sets these customers apart, and it may make
the effect on staying too. An outcome that the exposure cannot touch, but that shares the suspected
causes, is put through the same adjusting. It should show nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.adjusted.contrasts import Contrast
from cvmlab.stats.adjusted.g_computation import g_computation

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class NegativeControl:
    """What the comparison finds where there is nothing to find.

    Attributes
    ----------
    contrasts : dict of str to Contrast
        Each outcome that could not have been changed, adjusted like the real one.
    spreads : dict of str to float
        The standard deviation of each.
    level : float
        Confidence level, widened so that all outcomes together are wrong one time in so many.
    told : float
        The level that was asked for, all outcomes together.
    """

    contrasts: dict[str, Contrast] = field(repr=False)
    spreads: dict[str, float] = field(repr=False)
    level: float
    told: float

    @property
    def table(self) -> pd.DataFrame:
        """One row an outcome: ``outcome``, ``apart``, ``low``, ``high``, ``nothing``.

        How far apart in standard deviations of the outcome, with interval; and whether no
        difference is possible.
        """
        rows = []
        for name, one in self.contrasts.items():
            gap, spread = one["difference"], self.spreads[name]
            rows.append((name, *(x / spread for x in gap), gap.low <= 0 <= gap.high))
        return pd.DataFrame(rows, columns=["outcome", "apart", "low", "high", "nothing"])

    @property
    def passed(self) -> bool:
        """Whether nothing was found where there is nothing."""
        return bool(self.table["nothing"].all())

    @property
    def sentence(self) -> str:
        """Whether the comparison was caught, and how large an error it would have missed."""
        caught = self.table[~self.table["nothing"]]
        if len(caught):
            named = ", ".join(
                f"{row.outcome} ({number(row.apart)} standard deviations, "
                f"{interval(row.low, row.high, number)})"
                for row in caught.itertuples()
            )
            return (
                "The comparison finds a difference where the exposure cannot have made one: "
                f"{named}. Something not adjusted for sets the groups apart."
            )
        widest = self.table[["low", "high"]].abs().max().max()
        return (
            f"In {count(len(self.table))} outcome{'s' if len(self.table) > 1 else ''} that cannot "
            "have been changed the comparison finds nothing. It might not have noticed a "
            f"difference of up to {number(widest)} standard deviations either."
        )

    def summary(self) -> Table:
        """The outcomes as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [
            (row.outcome, number(row.apart), interval(row.low, row.high, number),
             "nothing found" if row.nothing else "a difference")
            for row in self.table.itertuples()
        ]  # fmt: skip
        heads = ["Outcome that cannot be changed", "Apart, in standard deviations",
                 f"{percent(self.level, 1)} interval", "Verdict"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=heads)
        return Table(frame, title="Is something found where there is nothing?", note=self.sentence)


def negative_control(
    frame: pd.DataFrame,
    exposure: str,
    outcomes: Mapping[str, str] | Sequence[str],
    confounders: Sequence[str],
    *,
    level: float = 0.95,
    resamples: int = 300,
    seed: int = 0,
) -> NegativeControl:
    """Put outcomes that cannot have been changed through the same comparison.

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        As in the comparison that is tested.
    outcomes : mapping of column to words, or sequence of columns
        What the exposure cannot change, but what the suspected unmeasured causes would: such as
        the distance of an address from the next shop, or what happened before the relationship.
    confounders : sequence of str
        As in the comparison that is tested.
    level : float
        Of all outcomes together: each one's interval is wider (Bonferroni).
    resamples, seed : int
        Bootstrap by customer.

    Returns
    -------
    NegativeControl

    Raises
    ------
    DataProblem
        If no outcome is given, or columns are missing or broken.

    Notes
    -----
    Lipsitch, Tchetgen Tchetgen and Cohen (2010), "Negative controls: a tool for detecting
    confounding and bias in observational studies". That nothing is found proves little where the
    intervals are wide; the sentence says how wide.
    """
    said = dict(outcomes) if isinstance(outcomes, Mapping) else {name: name for name in outcomes}
    if not said:
        raise one_problem("no outcome is named", "name what cannot have been changed.")
    each = 1 - (1 - level) / len(said)
    found = {
        words: g_computation(
            frame, exposure, column, confounders, level=each, resamples=resamples, seed=seed
        )
        for column, words in said.items()
    }
    spreads = {words: float(frame[column].astype(float).std()) for column, words in said.items()}
    return NegativeControl(found, spreads, each, level)
