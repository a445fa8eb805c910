"""A scale of answers: where it begins, where it ends, and whether its zero means nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cvmlab.errors import one_problem
from cvmlab.figures.formats import number


@dataclass(frozen=True)
class Scale:
    """From which number to which people answered.

    Parameters
    ----------
    low, high : float
        The worst and the best answer there was to choose.
    labels : sequence of str
        The words of the answers, worst first, where people chose words.
    true_zero : bool
        Whether 0 means "none at all", so that 8 is twice 4: true of minutes and of euros, not of
        answers from 1 to 10 (Stevens 1946, "On the theory of scales of measurement").

    Examples
    --------
    >>> Scale(1, 10).as_percent(5.5), str(Scale(1, 10))
    (50.0, '1 to 10')
    """

    low: float
    high: float
    labels: Sequence[str] = ()
    true_zero: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise one_problem(
                f"a scale from {number(self.low, 0)} to {number(self.high, 0)} has no room",
                "give the worst answer first: low = 1, high = 10.",
            )

    def as_percent(self, answers: Any) -> Any:
        """Percent of maximum: 0 for the worst answer, 100 for the best (Cohen and others 1999)."""
        return 100 * (answers - self.low) / (self.high - self.low)

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"
