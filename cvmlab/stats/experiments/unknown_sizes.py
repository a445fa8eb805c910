"""Two shares from a survey that does not say how many were asked in each group.

"63% of the leaders do it, against 41% of the others" sounds like a finding. Whether it is one
depends on how many leaders there were, and that is often left out. So every way in which the
respondents may have been divided is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, number, percent
from cvmlab.stats.share_intervals import wilson

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table


@dataclass(frozen=True, eq=False)
class UnknownSizes:
    """What two shares say under each division of the respondents.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a division: ``leaders``, ``others``, ``z``, ``difference``, ``low``, ``high``,
        ``differs``.
    shares : tuple of float
        The two shares.
    total : int
        Respondents in all.
    fewest, most : int or None
        The smallest and the largest group of leaders with which the two differ beyond chance;
        None if none does.
    level : float
        Confidence level.
    """

    table: pd.DataFrame
    shares: tuple[float, float]
    total: int
    fewest: int | None
    most: int | None
    level: float

    @property
    def sentence(self) -> str:
        """From how many leaders on the two shares differ."""
        one, other = map(percent, self.shares)
        if self.fewest is None:
            return (
                f"However the {count(self.total)} respondents were divided, {one} and {other} may "
                "differ by chance alone."
            )
        return (
            f"{one} and {other} of {count(self.total)} respondents differ beyond chance if from "
            f"{count(self.fewest)} to {count(self.most or 0)} of them were leaders. Otherwise "
            "chance alone may have made the gap; and nothing here says that what they do is why "
            "they lead."
        )

    def summary(self) -> Table:
        """The divisions as a table to read."""
        from cvmlab.figures.tables import Table

        frame = pd.DataFrame(
            {
                "Leaders": self.table["leaders"],
                "Others": self.table["others"],
                "z": [number(z) for z in self.table["z"]],
                "Difference, in percentage points": [
                    f"{number(100 * row.difference, 1)} "
                    f"({interval(100 * row.low, 100 * row.high, number)})"
                    for row in self.table.itertuples()
                ],
                "Differs": [
                    "yes" if differs else "perhaps not" for differs in self.table["differs"]
                ],
            }
        )
        return Table(frame, title="What if nobody says how many were leaders?", note=self.sentence)


def unknown_sizes(
    leaders: float,
    others: float,
    total: int,
    *,
    divisions: Sequence[int] | None = None,
    designs: tuple[float, float] = (1.0, 1.0),
    level: float = 0.95,
) -> UnknownSizes:
    """What two shares can say when the sizes of their groups are not told.

    Parameters
    ----------
    leaders, others : float
        The two shares.
    total : int
        Respondents in all.
    divisions : sequence of int, optional
        Sizes of the first group to be shown; a half, a fifth, a tenth and a twentieth by default.
    designs : (float, float)
        Design effects of the two shares: 4 where four people are worth one independent voice.
    level : float
        Confidence level.

    Returns
    -------
    UnknownSizes

    Raises
    ------
    DataProblem
        If shares or sizes are impossible.

    Notes
    -----
    z with the pooled share; interval of Newcombe (1998), "Interval estimation for the difference
    between independent proportions", method 10. Shares are taken as exact, as a published
    percentage is. With a design effect d, n people count for n/d (Kish 1965, "Survey sampling").

    Examples
    --------
    >>> unknown_sizes(0.63, 0.41, 550, divisions=[110]).table.round(2).to_dict("records")[0]["z"]
    4.15
    """
    if not (0 <= leaders <= 1 and 0 <= others <= 1) or total < 2:
        raise one_problem(
            "two shares from 0 to 1 and at least two respondents are needed",
            "give 0.63 for 63%.",
        )
    chosen = divisions or sorted({max(1, round(total * s)) for s in (0.5, 0.2, 0.1, 0.05)})[::-1]
    if not all(0 < size < total for size in chosen):
        raise one_problem("a group is empty or holds everybody", "divide the respondents.")
    if min(designs) <= 0:
        raise one_problem("a design effect is not above 0", "give 1 for independent answers.")
    sizes = np.arange(1, total)
    beyond = np.abs(_z(leaders, others, sizes, total, designs)) > float(ndtri(0.5 + level / 2))
    rows = []
    for size in chosen:
        gap = leaders - others
        (low, high), (low_of, high_of) = (
            wilson(share * n, n, level)
            for share, n in ((leaders, size / designs[0]), (others, (total - size) / designs[1]))
        )
        ends = (
            gap - np.hypot(leaders - low, high_of - others),
            gap + np.hypot(high - leaders, others - low_of),
        )
        z = float(_z(leaders, others, np.array([size]), total, designs)[0])
        rows.append((size, total - size, z, gap, *ends, bool(beyond[size - 1])))
    columns = ["leaders", "others", "z", "difference", "low", "high", "differs"]
    found = sizes[beyond].tolist() or [None]
    return UnknownSizes(
        pd.DataFrame(rows, columns=columns), (leaders, others), total, found[0], found[-1], level
    )


def _z(
    one: float, other: float, sizes: np.ndarray, total: int, designs: tuple[float, float]
) -> np.ndarray:
    ours, theirs = sizes / designs[0], (total - sizes) / designs[1]
    pooled = (one * ours + other * theirs) / (ours + theirs)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / ours + 1 / theirs))
    return np.divide(one - other, spread, out=np.zeros(len(sizes)), where=spread > 0)
