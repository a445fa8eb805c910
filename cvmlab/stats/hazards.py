"""The ratio of two groups' chances at any moment, where the time until something was observed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, interval, number, percent


@dataclass(frozen=True)
class HazardRatio:
    """How much likelier the event is in the group at any moment, among those still waiting.

    Attributes
    ----------
    value, low, high : float
        The ratio and its interval: 1 means alike.
    events, of : int
        How many events were seen among how many customers, both groups together.
    level : float
        Confidence level of the interval.
    """

    value: float
    low: float
    high: float
    events: int
    of: int
    level: float

    @property
    def sentence(self) -> str:
        """The ratio in words."""
        return (
            f"At any moment it happens {number(self.value)} times as often in the group as in the "
            f"others ({percent(self.level)} interval {interval(self.low, self.high, number)}; "
            f"{count(self.events)} events among {count(self.of)} customers)."
        )


def hazard_ratio(
    time: Iterable[float],
    event: Iterable[bool],
    group: Iterable[bool],
    *,
    level: float = 0.95,
) -> HazardRatio:
    """Compare two groups by how soon something happens, customers still waiting included.

    Parameters
    ----------
    time : array-like of float
        How long each customer was watched, above 0, in any one unit.
    event : array-like of bool
        Whether it happened at the end of that time; False where watching ended first.
    group : array-like of bool
        True for the group, False for those it is compared with (the baseline).
    level : float
        Confidence level of the interval.

    Returns
    -------
    HazardRatio

    Raises
    ------
    DataProblem
        If times are missing or not above zero, lengths differ, or a group has no event.

    Notes
    -----
    Cox (1972), "Regression models and life-tables", by statsmodels' PHReg with Efron's ties:
    the hazard in the group is exp(β) times the baseline's at every moment; the interval is normal
    on the log scale. A ratio that changes over time is averaged.
    """
    from scipy.stats import norm
    from statsmodels.duration.hazard_regression import PHReg

    times, happened, member = _checked(time, event, group)
    fit = PHReg(times, member[:, None].astype(float), status=happened, ties="efron").fit()
    beta, error = float(fit.params[0]), float(fit.bse[0])
    reach = float(norm.ppf((1 + level) / 2)) * error
    value, low, high = (float(x) for x in np.exp([beta, beta - reach, beta + reach]))
    return HazardRatio(value, low, high, int(happened.sum()), times.size, level)


def _checked(
    time: Iterable[float], event: Iterable[bool], group: Iterable[bool]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times = np.asarray(list(time), dtype=float)
    happened = np.asarray(list(event), dtype=bool)
    member = np.asarray(list(group), dtype=bool)
    if not times.size == happened.size == member.size:
        raise DataProblem(
            [Problem("Times, events and groups differ in length", "give one of each a customer.")]
        )
    problems = []
    wrong = int((~(times > 0) | np.isinf(times)).sum())
    if wrong:
        problems.append(
            Problem("Times are missing or not above zero", "leave these out.", count=wrong)
        )
    for name, who in (("the group", member), ("the baseline", ~member)):
        if not (happened & who).any():
            problems.append(
                Problem(
                    f"Nothing happened in {name} while it was watched",
                    "watch longer, or compare shares instead of times.",
                )
            )
    if problems:
        raise DataProblem(problems)
    return times, happened, member
