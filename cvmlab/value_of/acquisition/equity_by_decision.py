"""What a decision does to customer equity, with a name beside it.

A quarter's profit and customer equity can move in opposite directions: whoever stops putting
failures right saves money now and customers later. So each decision for the year to come is
entered twice, with what it brings within the year and with what it brings afterwards, and each has
an owner who answers for the sum.

Sources: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4); Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing
Research 41(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cvmlab.value_of.acquisition.customer_equity_result import TODAY, CustomerEquity
from cvmlab.value_of.acquisition.decision import Decision, Estimate, check_decisions, three
from cvmlab.value_of.acquisition.equity_by_decision_result import EquityByDecision
from cvmlab.value_of.acquisition.margin_ahead import WEEKS

_Z = 1.959963984540054


def equity_by_decision(
    equity: CustomerEquity, decisions: Sequence[Decision], *, seed: int = 0
) -> EquityByDecision:
    """Value decisions for the coming year by the change in customer equity they bring.

    Parameters
    ----------
    equity : CustomerEquity
        :func:`cvmlab.value_of.acquisition.customer_equity.customer_equity`.
    decisions : sequence of Decision
    seed : int
        For the plausible values of the effects.

    Returns
    -------
    EquityByDecision

    Raises
    ------
    DataProblem
        All that is wrong with the decisions at once: no name or owner, names given twice, channels
        that are unknown, shares below −1, intervals the wrong way round.

    Notes
    -----
    With B the value of today's customers and B₁ what of it comes within the year, a decision that
    makes a share ρ more of them stay the year changes B by [B₁(ρ) − B₁] + ρ(B − B₁): their year,
    and all that comes after. Margin works on the year alone. Customers won more bring won × worth,
    half of the year's arrivals being there for half of it. In all: margin less cost. Customers won
    and the cost come evenly over the year. What a decision does after its year, if it is repeated,
    is the next year's decision.
    """
    check_decisions(decisions, list(equity.newcomers["channel"]))
    rng = np.random.default_rng(seed)
    middle = [_effect(one) for one in decisions]
    drawn = [_effect(one, rng, len(equity.draws)) for one in decisions]
    point, plausible = _Changes(equity, drawn=False), _Changes(equity, drawn=True)
    tails = [(1 - equity.level) / 2, (1 + equity.level) / 2]
    rows = []
    for one, estimate, values in zip(decisions, middle, drawn, strict=True):
        year, later = (float(part[0]) for part in point.of(estimate))
        both = np.add(*plausible.of(values))
        low, high = np.quantile(both, tails)
        rows.append(
            (one.name, one.owner, one.cost, year, later, year + later, low, high,
             float((both > 0).mean()), one.basis)
        )  # fmt: skip
    names = ["decision", "owner", "cost", "this_year", "later", "euros", "low", "high", "sure",
             "basis"]  # fmt: skip
    low, high = np.quantile(np.add(*plausible.of(_joint(drawn))), tails)
    return EquityByDecision(
        pd.DataFrame(rows, columns=names), float(np.add(*point.of(_joint(middle)))[0]), float(low),
        float(high), equity.equity, equity.level, equity.currency,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Effect:
    """What a decision does to the levers: one value each, or plausible ones."""

    stay: np.ndarray
    margin: np.ndarray
    won: dict[str, np.ndarray]
    cost: float


class _Changes:
    """What effects on levers change, at the estimate or for every plausible value of customers."""

    def __init__(self, equity: CustomerEquity, *, drawn: bool) -> None:
        ahead, rate = equity.ahead, equity.ahead.annual_rate
        theta = equity.theta if drawn else None
        today = equity.draws[:, 0] if drawn else float(equity.line(TODAY)["euros"])
        worth = equity.draws[:, 1:] if drawn else equity.newcomers["worth"].to_numpy()[None]
        self.first = today * ahead.today(0.0, rate, weeks=WEEKS, theta=theta)
        self.after = today - self.first
        # ρ enters the year itself almost in proportion: the slope at one percent
        more = ahead.today(0.01, rate, weeks=WEEKS, theta=theta)
        self.within = (today * more - self.first) / 0.01
        self.worth = dict(zip(equity.newcomers["channel"], worth.T, strict=True))
        self.early = ahead.new_within(WEEKS)
        self.evenly = ahead.arrivals(1.0, rate)

    def of(self, effect: _Effect) -> tuple[np.ndarray, np.ndarray]:
        """Within the year, less cost; and afterwards."""
        stay, margin = effect.stay, effect.margin
        new = np.zeros(1)
        for channel, n in effect.won.items():
            new = new + n * self.worth[channel] * self.evenly
        year = (1 + margin) * (self.first + stay * self.within) - self.first
        return year + new * self.early - effect.cost * self.evenly, (
            stay * self.after + new * (1 - self.early)
        )


def _effect(one: Decision, rng: np.random.Generator | None = None, size: int = 1) -> _Effect:
    def values(given: Estimate) -> np.ndarray:
        middle, low, high = three(given)
        if rng is None:
            return np.array([middle])
        return middle + rng.standard_normal(size) * (high - low) / (2 * _Z)

    won = {channel: values(given) for channel, given in one.won.items()}
    return _Effect(values(one.stay), values(one.margin), won, one.cost)


def _joint(effects: Sequence[_Effect]) -> _Effect:
    """All at once: shares of those who stay multiply, customers and costs add up."""
    won: dict[str, np.ndarray] = {}
    stay, margin = np.ones(1), np.ones(1)
    for one in effects:
        stay, margin = stay * (1 + one.stay), margin * (1 + one.margin)
        for channel, n in one.won.items():
            won[channel] = won.get(channel, np.zeros(1)) + n
    return _Effect(stay - 1, margin - 1, won, sum(one.cost for one in effects))
