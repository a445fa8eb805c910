"""Whether the two groups have anybody in common to be compared with.

A regression answers even where nobody is like anybody: it draws its line across the gap. So before
an adjusted number is believed, the chances of being in the group are laid side by side. Customers
whose kind is found in one group only cannot be compared with anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, percent
from cvmlab.stats.adjusted.g_computation import FEWEST
from cvmlab.stats.adjusted.inverse_weights import propensity
from cvmlab.stats.adjusted.known_causes import check_columns, check_enough, known_causes

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_LOW, _HIGH = 0.05, 0.95  # a kind of which fewer than one in twenty is found on the other side
ENOUGH = 0.9


@dataclass(frozen=True, eq=False)
class Overlap:
    """How alike two groups are in their chances of being in the group.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a tenth of the chances: ``low``, ``high``, ``group``, ``others`` (customers).
    propensity : numpy.ndarray
        Each customer's chance.
    member : numpy.ndarray
        Whether they are in the group.
    comparable : float
        Share of all customers whose kind is found in both: chances from 5% to 95%, and within
        the range that both groups share.
    bounds : tuple of float
        That range.
    names : tuple of str
        The group and the others.
    """

    table: pd.DataFrame
    propensity: np.ndarray = field(repr=False)
    member: np.ndarray = field(repr=False)
    comparable: float
    bounds: tuple[float, float]
    names: tuple[str, str]

    @property
    def inside(self) -> np.ndarray:
        """For each customer: whether their kind is found in both groups."""
        return (self.propensity >= self.bounds[0]) & (self.propensity <= self.bounds[1])

    @property
    def enough(self) -> bool:
        """Whether at least nine in ten can be compared."""
        return self.comparable >= ENOUGH

    @property
    def sentence(self) -> str:
        """How many customers have their like on the other side."""
        lost = int((~self.inside).sum())
        text = (
            f"{percent(self.comparable)} of {count(len(self.member))} customers have their like in "
            f"both groups (chances of {interval(*self.bounds, percent)}). "
        )
        if self.enough:
            return text + "The comparison is one of like with like."
        return text + (
            f"For {count(lost)} there is nobody to compare with: leave them out, and say so, or "
            "the answer is a line drawn across a gap."
        )

    def summary(self) -> Table:
        """The chances side by side as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                f"Chance of being among the {self.names[0]}": [
                    interval(row.low, row.high, percent) for row in self.table.itertuples()
                ],
                self.names[0].capitalize(): self.table["group"],
                self.names[1].capitalize(): self.table["others"],
            }
        )
        return Table(frame, title="Is there anybody to compare with?", note=self.sentence)


def overlap(
    frame: pd.DataFrame,
    exposure: str,
    confounders: Sequence[str],
    *,
    names: Sequence[str] = ("with it", "without it"),
) -> Overlap:
    """Lay the chances of being in the group side by side: is there anybody to compare with?

    Parameters
    ----------
    frame : DataFrame
        One row a customer.
    exposure : str
        Flag: the group.
    confounders : sequence of str
        What is to be adjusted for.
    names : sequence of two str
        What the two are called.

    Returns
    -------
    Overlap

    Raises
    ------
    DataProblem
        If columns are missing or broken, or a group has fewer than 20 customers.

    Notes
    -----
    Chances by logistic regression. Range: from the larger of the two groups' smallest chances to
    the smaller of their largest, and within 5% and 95% (Crump, Hotz, Imbens and Mitnik 2009,
    "Dealing with limited overlap in estimation of average treatment effects", who cut at 10%).
    """
    check_columns(frame, [exposure, *confounders], numeric=[exposure])
    member = frame[exposure].to_numpy(dtype=bool)
    sizes = (int(member.sum()), int((~member).sum()))
    check_enough(dict(zip(names, sizes, strict=True)), FEWEST)
    chance = propensity(known_causes(frame, confounders), member)
    low = max(chance[member].min(), chance[~member].min(), _LOW)
    high = min(chance[member].max(), chance[~member].max(), _HIGH)
    edges = np.linspace(0, 1, 11)
    table = pd.DataFrame(
        {
            "low": edges[:-1],
            "high": edges[1:],
            "group": np.histogram(chance[member], edges)[0],
            "others": np.histogram(chance[~member], edges)[0],
        }
    )
    return Overlap(
        table=table,
        propensity=chance,
        member=member,
        comparable=float(((chance >= low) & (chance <= high)).mean()),
        bounds=(float(low), float(high)),
        names=(names[0], names[1]),
    )
