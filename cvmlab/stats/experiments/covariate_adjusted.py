"""The same experiment told more sharply, by what was known of each customer before the lot.

Customers differ far more from each other than a programme changes any of them. What they bought
last year explains most of that, and the lot made it alike in both arms; so it can be taken out.
The effect stays the same and its interval shrinks, as if more customers had been drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.experiments.randomised import randomised
from cvmlab.stats.experiments.trial import Trial, error_of

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class Sharpened:
    """An experiment with and without what was known before.

    Attributes
    ----------
    plain, adjusted : Trial
        The arms compared as they are, and with what was known taken out.
    before : tuple of str
        What was known.
    """

    plain: Trial = field(repr=False)
    adjusted: Trial = field(repr=False)
    before: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row an outcome: ``outcome``, ``difference``, ``low``, ``high`` plain and with
        ``adjusted_`` in front, ``explained`` (share of the variance taken out), ``worth`` (how
        many times as many customers the plain comparison would need)."""
        rows = []
        for one, other in zip(
            self.plain.table.itertuples(), self.adjusted.table.itertuples(), strict=True
        ):
            errors = [
                error_of(trial.means[one.outcome].of_difference)
                for trial in (self.plain, self.adjusted)
            ]
            left = (errors[1] / errors[0]) ** 2 if errors[0] else 1.0
            rows.append((one.outcome, one.difference, one.low, one.high, other.difference,
                         other.low, other.high, 1 - left, 1 / left))  # fmt: skip
        gap = ["difference", "low", "high"]
        columns = ["outcome", *gap, *(f"adjusted_{x}" for x in gap), "explained", "worth"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def sentence(self) -> str:
        """What taking out the past was worth for the first outcome."""
        row = self.table.iloc[0]
        return (
            f"{row.outcome}: what was known before explains {percent(row.explained)} of the "
            f"variance. The effect is {number(row.adjusted_difference)} "
            f"({interval(row.adjusted_low, row.adjusted_high, number)}) instead of "
            f"{number(row.difference)} ({interval(row.low, row.high, number)}); without it, "
            f"{count(self.plain.customers * row.worth)} customers instead of "
            f"{count(self.plain.customers)} would tell as much."
        )

    def summary(self) -> Table:
        """Both comparisons as a table to read."""
        from cvmlab.figures.tables import Table

        rows = [
            (
                row.outcome,
                f"{number(row.difference)} ({interval(row.low, row.high, number)})",
                f"{number(row.adjusted_difference)} "
                f"({interval(row.adjusted_low, row.adjusted_high, number)})",
                percent(row.explained),
                number(row.worth),
            )
            for row in self.table.itertuples()
        ]
        heads = ["Outcome", "Plain difference", "With the past taken out", "Explained",
                 "Worth, times the customers"]  # fmt: skip
        return Table(
            pd.DataFrame(rows, columns=heads),
            title="The same lot, told more sharply",
            note=f"Taken out: {', '.join(self.before)}. {percent(self.plain.level)} intervals; "
            "shares as fractions.",
        )


def covariate_adjusted(
    frame: pd.DataFrame,
    arm: str,
    outcomes: Sequence[str],
    before: Sequence[str],
    *,
    strata: str | None = None,
    propensity: str | None = None,
    names: Sequence[str] = ("the treatment", "control"),
    level: float = 0.95,
) -> Sharpened:
    """Compare an experiment's arms with what was known before the lot taken out.

    Parameters
    ----------
    frame, arm, outcomes, strata, propensity, names, level
        As for :func:`cvmlab.stats.experiments.randomised.randomised`.
    before : sequence of str
        Known before the lot. What came after it may be changed by the treatment and would take a
        part of the effect away.

    Returns
    -------
    Sharpened

    Raises
    ------
    DataProblem
        As there, and if nothing known before is named.

    Notes
    -----
    The variance shrinks by about the squared correlation of past and outcome (Deng, Xu, Kohavi
    and Walker 2013, "Improving the sensitivity of online controlled experiments by utilizing
    pre-experiment data"); one line in each arm, so that it cannot do harm (Lin 2013, "Agnostic
    notes on regression adjustments to experimental data").
    """
    if not before:
        raise one_problem("nothing known before is named", "name such columns, or compare plainly.")
    settings = {"strata": strata, "propensity": propensity, "names": names, "level": level}
    plain, adjusted = (
        randomised(frame, arm, outcomes, before=known, **settings)  # type: ignore[arg-type]
        for known in ((), tuple(before))
    )
    return Sharpened(plain, adjusted, tuple(before))
