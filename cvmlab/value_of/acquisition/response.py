"""One use of money: how many customers it wins or keeps, and what each of them is worth.

Three answers of a manager are enough for the curve: what is spent now, what that wins, and how much
could be won at most, were money no object. Where weeks of spend and customers are known, the fitted
curve of a channel takes their place. What a customer is worth says where to stop.

Source: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.acquisition.response_curve import ResponseCurve, judged_curve

Bounds = tuple[float, float]
STRAIGHTEST = 1e-9  # bend below which a curve is taken as this straight: a line has no best spend
_Z = 1.959963984540054  # of a 95% interval


@dataclass(frozen=True, eq=False)
class Response:
    """What money for one channel or programme brings in a period.

    Attributes
    ----------
    name : str
    curve : ResponseCurve
        Customers won, or kept, in the period by what is spent.
    worth : float
        What one of them is worth before this spending, in units of money.
    spend : float
        What is spent in the period now.
    keeps : bool
        Whether the money keeps customers; it wins new ones otherwise.
    tried : float
        The most that was ever spent so: what more would bring nobody has seen.
    draws : array of shape (n, 3), optional
        Plausible values of the curve's first cost and bend, and of the worth.
    """

    name: str
    curve: ResponseCurve
    worth: float
    spend: float = 0.0
    keeps: bool = False
    tried: float = math.inf
    draws: np.ndarray | None = field(default=None, repr=False)

    @property
    def won(self) -> float:
        """Customers that today's spending wins."""
        return float(self.curve.customers(self.spend))

    @property
    def next_costs(self) -> float:
        """What the next customer costs beyond today's spending."""
        return float(self.curve.marginal(self.spend))

    @property
    def next_brings(self) -> float:
        """What the next unit of money brings: above 1 it pays, below 1 it does not."""
        return self.worth / self.next_costs

    @property
    def best(self) -> float:
        """Where the next customer costs what one is worth."""
        return self.curve.best_spend(self.worth)


def response(
    name: str,
    *,
    spend: float,
    won: float,
    ceiling: float,
    worth: float,
    keeps: bool = False,
    won_between: Bounds | None = None,
    worth_between: Bounds | None = None,
    tried: float = math.inf,
    draws: int = 400,
    seed: int = 0,
) -> Response:
    """Draw a curve through what is spent and won now, up to a ceiling, and say what one is worth.

    Parameters
    ----------
    name : str
    spend : float
        What is spent now in the period, in units of money, above 0.
    won : float
        The customers that wins or keeps: a number, or a share of those addressed.
    ceiling : float
        The most that could be won, in the same unit: a judgement.
    worth : float
        What one of them is worth.
    keeps : bool
        Whether the money keeps customers.
    won_between, worth_between : (float, float), optional
        95% intervals of `won` and `worth`; without them both are taken as known.
    tried : float
        The most that was ever spent so; no split goes beyond it.
    draws, seed : int
        How many plausible values are drawn from the intervals.

    Raises
    ------
    DataProblem
        All that is wrong with the answers at once.

    Examples
    --------
    Five dollars a prospect win 15 of a hundred, unlimited money would win 40, each is worth 60:

    >>> prospects = response("prospects", spend=5, won=0.15, ceiling=0.40, worth=60)
    >>> round(prospects.curve.k, 3), round(prospects.best, 2), round(prospects.next_costs, 2)
    (0.094, 8.66, 42.55)
    """
    problems: list[Problem] = []
    try:
        curve = judged_curve(spend, won, ceiling)
    except DataProblem as found:
        problems += found.problems
    if not (worth > 0 and math.isfinite(worth)):
        problems.append(Problem(f"the worth is {worth}", "give what one is worth, above 0."))
    for what, ends in (("won_between", won_between), ("worth_between", worth_between)):
        if ends is not None and not ends[0] <= ends[1]:
            problems.append(Problem(f"{what} is {ends}", "give the lower end first."))
    if problems:
        raise DataProblem(problems, name)
    drawn = None
    if won_between or worth_between:
        rng = np.random.default_rng(seed)
        # A programme that wins nobody, or everybody, has no curve: the nearest that has one
        # stands in for it.
        wins = drawn_around(won, won_between, rng, draws).clip(1e-6 * ceiling, 0.999 * ceiling)
        worths = drawn_around(worth, worth_between, rng, draws).clip(0.0)
        k = -np.log1p(-wins / ceiling) / spend
        drawn = np.column_stack([1 / (ceiling * k), np.full(draws, 1 / ceiling), worths])
    return Response(name, curve, float(worth), float(spend), keeps, float(tried), drawn)


def drawn_around(
    middle: float, ends: Bounds | None, rng: np.random.Generator, draws: int
) -> np.ndarray:
    """Plausible values around an estimate with a 95% interval; without one it is known."""
    noise = rng.standard_normal(draws)
    return middle + noise * (0.0 if ends is None else (ends[1] - ends[0]) / (2 * _Z))
