"""How large a draw must be, asked before it is drawn.

An experiment that could not have seen the effect it was made for says nothing by seeing none. The
sum is done beforehand: with so many customers, how small an effect would be seen four times in
five?
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

from cvmlab.errors import DataProblem, Problem
from cvmlab.figures.formats import count, number, percent


@dataclass(frozen=True)
class Power:
    """The smallest effect a number of customers would show.

    Attributes
    ----------
    treated, control : int
        Customers in each arm.
    baseline : float
        Share, or mean, of the control arm.
    smallest : float
        The smallest difference that would be seen, upwards, with that chance.
    shares : bool
        Whether the outcome is yes or no.
    power, level : float
        The chance to see it, and the confidence level of the interval that must exclude zero.
    """

    treated: int
    control: int
    baseline: float
    smallest: float
    shares: bool
    power: float
    level: float

    @property
    def ratio(self) -> float:
        """The same as a ratio to the baseline; infinite where the baseline is 0."""
        return (self.baseline + self.smallest) / self.baseline if self.baseline else math.inf

    @property
    def sentence(self) -> str:
        """What could be seen, in words."""
        if self.shares:
            gap, base = (
                f"{number(100 * self.smallest, 1)} percentage points",
                percent(self.baseline, 1),
            )
        else:
            gap, base = number(self.smallest), number(self.baseline)
        return (
            f"With {count(self.treated)} treated and {count(self.control)} controls an effect of "
            f"{gap} on top of {base}, or {number(self.ratio)} times, would be seen "
            f"{count(round(10 * self.power))} times in 10; a smaller one less often."
        )


def smallest_effect(
    treated: int,
    control: int,
    *,
    baseline: float,
    spread: float | None = None,
    explained: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
) -> Power:
    """The smallest effect that an experiment of this size would probably show.

    Parameters
    ----------
    treated, control : int
        Customers in each arm.
    baseline : float
        The control arm's share, or mean.
    spread : float, optional
        Standard deviation of an amount; without it the outcome is yes or no.
    explained : float
        Share of the variance that is taken out by what was known before.
    power, level : float
        The chance to see it; the confidence level.

    Returns
    -------
    Power

    Raises
    ------
    DataProblem
        If sizes, shares or the spread are impossible, or no effect is large enough to be seen.

    Notes
    -----
    Shares: Cohen's h = 2 asin √p₁ − 2 asin √p₀, seen if h ≥ (z + z') √(1/n + 1/m) (Cohen 1988,
    "Statistical power analysis for the behavioral sciences", chapter 6). Amounts: the same with
    (μ₁ − μ₀)/σ. Taking out a share R² of the variance divides by √(1 − R²).

    Examples
    --------
    >>> round(smallest_effect(4000, 4000, baseline=0.32).smallest, 3)
    0.03
    """
    _check(treated, control, baseline, spread, explained)
    h = _reach(power, level) * math.sqrt((1 / treated + 1 / control) * (1 - explained))
    if spread is not None:
        gap = h * spread
    else:
        angle = 2 * math.asin(math.sqrt(baseline)) + h
        if angle > math.pi:
            raise DataProblem(
                [
                    Problem(
                        f"from {percent(baseline)} no effect is large enough to be seen with so "
                        "few customers",
                        "draw more of them, or wait for an outcome that fewer have already.",
                    )
                ]
            )
        gap = math.sin(angle / 2) ** 2 - baseline
    return Power(treated, control, baseline, gap, spread is None, power, level)


def customers_needed(
    baseline: float,
    hoped: float,
    *,
    spread: float | None = None,
    explained: float = 0.0,
    share_treated: float = 0.5,
    power: float = 0.8,
    level: float = 0.95,
) -> int:
    """How many customers an experiment needs in all, to show the effect that is hoped for.

    Parameters
    ----------
    baseline, hoped : float
        Share, or mean, of the control arm, and that hoped for in the treated arm.
    spread : float, optional
        Standard deviation of an amount.
    explained : float
        Share of the variance that is taken out by what was known before.
    share_treated : float
        Share of the customers that are treated; even arms need fewest.
    power, level : float
        The chance to see it; the confidence level.

    Examples
    --------
    >>> customers_needed(0.41, 0.63)  # 80 in each arm
    160
    """
    _check(1, 1, baseline, spread, explained)
    if spread is None:
        _check(1, 1, hoped, spread, explained)
    h = (hoped - baseline) / spread if spread else cohen_h(hoped, baseline)
    if h == 0 or not 0 < share_treated < 1:
        raise DataProblem(
            [Problem("no number of customers shows an effect of nothing, or with an empty arm",
                     "name an effect worth having, and treat some but not all.")]
        )  # fmt: skip
    of_one = (_reach(power, level) / h) ** 2 * (1 - explained)
    return math.ceil(of_one / share_treated) + math.ceil(of_one / (1 - share_treated))


def cohen_h(one: float, other: float) -> float:
    """How far two shares lie apart on the scale on which all shares vary alike (Cohen 1988).

    Examples
    --------
    >>> round(cohen_h(0.63, 0.41), 3)
    0.444
    """
    return 2 * (math.asin(math.sqrt(one)) - math.asin(math.sqrt(other)))


def _reach(power: float, level: float) -> float:
    return float(ndtri(0.5 + level / 2) + ndtri(power))


def _check(
    treated: float, control: float, baseline: float, spread: float | None, explained: float
) -> None:
    problems = []
    if min(treated, control) < 1:
        problems.append(Problem("an arm has no customers", "draw some for each."))
    if spread is None and not 0 <= baseline <= 1:
        problems.append(
            Problem(f"{baseline:g} is no share from 0 to 1",
                    "give a share, or the spread of an amount.")
        )  # fmt: skip
    if spread is not None and not spread > 0:
        problems.append(Problem("the spread is not above zero", "give a standard deviation."))
    if not 0 <= explained < 1:
        problems.append(Problem("the share explained is not from 0 to below 1", "give an R²."))
    if problems:
        raise DataProblem(problems)
