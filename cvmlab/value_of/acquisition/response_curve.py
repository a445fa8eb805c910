"""How many customers money wins, and what the next one costs: Blattberg and Deighton's curve.

    customers = ceiling × (1 − exp(−k × spend))

The first money finds the people who were nearly customers already; the more is spent, the harder
the remaining ones are to win. Written here by the cost of the very first customer and the bend,
first_cost = 1 / (ceiling × k) and bend = 1 / ceiling, because a straight line (bend 0: every
customer costs the same) is then a value like any other and not at infinity.

Source: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cvmlab.errors import DataProblem, Problem

_STRAIGHT = 1e-9


@dataclass(frozen=True)
class ResponseCurve:
    """Customers won by spend, with diminishing returns.

    Parameters
    ----------
    first_cost : float
        What the first customer costs, in currency units.
    bend : float
        One over the ceiling; 0 for a straight line, below 0 where returns rise.

    Examples
    --------
    >>> curve = judged_curve(spend=5, response=0.15, ceiling=0.40)
    >>> round(curve.k, 3), round(float(curve.marginal(5)), 2), round(float(curve.average(5)), 2)
    (0.094, 42.55, 33.33)
    """

    first_cost: float
    bend: float

    @property
    def ceiling(self) -> float:
        """The most customers it could ever win; infinite for a straight line."""
        return 1 / self.bend if self.bend > 0 else math.inf

    @property
    def k(self) -> float:
        """How fast the curve bends with money: the k of the formula; 0 for a straight line."""
        return self.bend / self.first_cost

    def customers(self, spend: ArrayLike) -> np.ndarray:
        """How many customers a spend wins."""
        first = np.asarray(spend, dtype=float) / self.first_cost
        if abs(self.bend) < _STRAIGHT:
            return first
        return -np.expm1(-self.bend * first) / self.bend

    def spend_for(self, customers: ArrayLike) -> np.ndarray:
        """What it takes to win this many; infinite from the ceiling on."""
        won = np.asarray(customers, dtype=float)
        if abs(self.bend) < _STRAIGHT:
            return self.first_cost * won
        with np.errstate(divide="ignore"):
            inside = np.log1p(-np.minimum(self.bend * won, 1.0))
        return -self.first_cost * inside / self.bend

    def average(self, spend: ArrayLike) -> np.ndarray:
        """What a customer costs on average at this spend; at none, what the first would."""
        spend = np.asarray(spend, dtype=float)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(spend > 0, spend / self.customers(spend), self.first_cost)

    def marginal(self, spend: ArrayLike) -> np.ndarray:
        """What one more customer costs at this spend."""
        return self.first_cost * np.exp(self.k * np.asarray(spend, dtype=float))

    def best_spend(self, margin: float) -> float:
        """The spend at which one more customer costs just what it brings.

        Parameters
        ----------
        margin : float
            What a customer brings, in currency units, before the cost of winning it.

        Returns
        -------
        float
            0 where even the first customer costs more than it brings; infinite on a straight
            line where it costs less.

        Examples
        --------
        >>> round(judged_curve(spend=5, response=0.15, ceiling=0.40).best_spend(60), 2)
        8.66
        """
        if margin <= self.first_cost:
            return 0.0
        return math.log(margin / self.first_cost) / self.k if self.bend > 0 else math.inf


def judged_curve(spend: float, response: float, ceiling: float) -> ResponseCurve:
    """The curve through what managers know: what is spent, what it wins, and the most it could.

    Parameters
    ----------
    spend : float
        Money spent now, such as dollars a prospect.
    response : float
        What it wins now, such as the share of prospects.
    ceiling : float
        What no amount of money could exceed, in the same unit.

    Returns
    -------
    ResponseCurve

    Raises
    ------
    DataProblem
        All that is wrong with the three numbers at once.

    Notes
    -----
    k = −log(1 − response / ceiling) / spend. Spending $5 a prospect wins 15% and unlimited money
    would win 40%: k = .094, and where a customer brings $60 the best spend is $8.66 (Blattberg and
    Deighton 1996).
    """
    problems = []
    if not (spend > 0 and math.isfinite(spend)):
        problems.append(Problem(f"the spend is {spend}", "give an amount above zero."))
    if not response > 0:
        problems.append(Problem(f"the response is {response}", "give what the spend wins."))
    elif not (ceiling > response and math.isfinite(ceiling)):
        problems.append(
            Problem(f"the ceiling is {ceiling}", f"it has to lie above what is won, {response}.")
        )
    if problems:
        raise DataProblem(problems, "the response curve")
    k = -math.log1p(-response / ceiling) / spend
    return ResponseCurve(first_cost=1 / (ceiling * k), bend=1 / ceiling)
