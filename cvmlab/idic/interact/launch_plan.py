"""Could this experiment see an effect that would pay? Asked before money is spent.

A test that could only have seen an effect five times as large as the one that would pay for itself
cannot end well: "no effect found" will be read as "there is none". The sum takes a minute and needs
nothing but the past.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from cvmlab.errors import DataProblem, Problem, one_problem
from cvmlab.idic.interact.launch_plan_result import LaunchPlan
from cvmlab.stats.experiments.power import cohen_h, customers_needed, smallest_effect

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace

_STEPS = 81


@dataclass(frozen=True)
class PastOutcome:
    """What an outcome was like before, for planning; see ``past_outcome``.

    Attributes
    ----------
    customers : int
        Who bought in the time before.
    baseline, spread : float
        Mean and standard deviation of their margin in the time after, in currency units.
    explained : float
        Share of its variance that the time before foretells.
    weeks : int
    currency : str
    """

    customers: int
    baseline: float
    spread: float
    explained: float
    weeks: int
    currency: str

    @property
    def settings(self) -> dict[str, Any]:
        """What ``launch_plan`` wants to know."""
        return {
            "baseline": self.baseline, "spread": self.spread, "explained": self.explained,
            "currency": self.currency,
        }  # fmt: skip


def past_outcome(ws: Workspace, weeks: int = 26) -> PastOutcome:
    """How much margin customers bring in a time like that of the test, and how it varies.

    Parameters
    ----------
    ws : Workspace
        Orders; margin where there is one, else sales.
    weeks : int
        How long the test would run: the last so many weeks stand for it, the same number of weeks
        before for what would be known.

    Returns
    -------
    PastOutcome

    Raises
    ------
    DataProblem
        When the orders span less than twice that time, or hardly anybody bought before.
    """
    table = ws.transactions.table
    money = table.margin_cents if "margin_cents" in table.columns else table.cents
    days = table.group_by("customer_id", "date").agg(cents=money.sum()).to_pyarrow().to_pandas()
    date = pd.to_datetime(days["date"])
    ago = ((date.max() - date).dt.days // 7).to_numpy()
    if ago.max() < 2 * weeks - 1:
        raise one_problem(
            f"the orders span less than {2 * weeks} weeks", "plan a shorter test, or bring more."
        )
    sums = {
        name: days[(ago >= first) & (ago < first + weeks)].groupby("customer_id")["cents"].sum()
        for name, first in (("after", 0), ("before", weeks))
    }
    frame = pd.DataFrame({"before": sums["before"] / 100})
    frame["after"] = (sums["after"] / 100).reindex(frame.index).fillna(0.0)
    if len(frame) < 10:
        raise one_problem(
            f"only {len(frame)} customers bought in the time before", "plan a longer test."
        )
    constant = min(frame["before"].std(), frame["after"].std()) == 0
    related = 0.0 if constant else float(frame["before"].corr(frame["after"])) ** 2
    return PastOutcome(
        len(frame), float(frame["after"].mean()), float(frame["after"].std()), related, weeks,
        ws.transactions.ledger.currency or "",
    )  # fmt: skip


def launch_plan(
    customers: int,
    *,
    cost: float,
    baseline: float,
    spread: float | None = None,
    worth: float = 1.0,
    share_treated: float = 0.5,
    explained: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
    currency: str = "",
) -> LaunchPlan:
    """The smallest effect a test could see, against the effect that would pay for itself.

    Parameters
    ----------
    customers : int
        How many can be drawn, both arms together.
    cost : float
        What treating one customer costs.
    baseline : float
        Mean of an amount, or share who do something, without the treatment.
    spread : float, optional
        Standard deviation of the amount; without it the outcome is yes or no.
    worth : float
        What one more unit of the outcome is worth: 1 for margin in euros, the margin of one who
        stays for a share.
    share_treated : float
        Share of the customers that are treated.
    explained : float
        Share of the variance that the customers' own past explains (CUPED).
    power, level : float
        The chance to see the smallest effect, and the confidence level.
    currency : str
        ISO code.

    Returns
    -------
    LaunchPlan

    Raises
    ------
    DataProblem
        When a number is impossible.

    Notes
    -----
    Break-even effect: cost / worth. Smallest effect, customers needed:
    :mod:`cvmlab.stats.experiments.power` (Cohen 1988). Chance to see an effect d with standard
    error s: Φ(d/s − z) + Φ(−d/s − z). Taking out the past divides s by 1/√(1 − explained) (Deng,
    Xu, Kohavi and Walker 2013, "Improving the sensitivity of online controlled experiments by
    utilizing pre-experiment data").

    Examples
    --------
    >>> plan = launch_plan(8000, cost=6.6, baseline=80.0, spread=100.0, currency="EUR")
    >>> round(plan.smallest, 2), plan.break_even, plan.tells
    (6.26, 6.6, True)
    """
    _check(customers, cost, worth, share_treated, spread, explained)
    treated = round(customers * share_treated)
    control = customers - treated
    settings = {"spread": spread, "power": power, "level": level}
    found = {
        past: smallest_effect(treated, control, baseline=baseline, explained=past, **settings)  # type: ignore[arg-type]
        for past in (0.0, explained)
    }
    pays = cost / worth
    reachable = spread is not None or baseline + pays <= 1
    needed = None
    if reachable and cost > 0:
        needed = customers_needed(
            baseline,
            baseline + pays,
            explained=explained,
            share_treated=share_treated,
            **settings,  # type: ignore[arg-type]
        )
    top = 1.6 * max(pays, found[0.0].smallest)
    if spread is None:
        top = min(top, 1 - baseline)
    effects = np.linspace(0, top, _STEPS)
    z = float(ndtri(0.5 + level / 2))

    def chance(effect: Any, past: float) -> Any:
        noise = math.sqrt((1 / treated + 1 / control) * (1 - past))
        if spread is not None:
            far = np.asarray(effect) / (spread * noise)
        else:
            far = np.vectorize(lambda d: cohen_h(min(baseline + d, 1.0), baseline))(effect) / noise
        return ndtr(far - z) + ndtr(-far - z)

    table = pd.DataFrame(
        {"effect": effects, "plain": chance(effects, 0.0), "sharpened": chance(effects, explained)}
    )
    return LaunchPlan(
        table=table,
        treated=treated,
        control=control,
        baseline=baseline,
        break_even=pays,
        smallest=found[explained].smallest,
        smallest_plain=found[0.0].smallest,
        power_at_break_even=float(chance(pays, explained)) if reachable else 0.0,
        needed=needed,
        reachable=reachable,
        spend=treated * cost,
        explained=explained,
        shares=spread is None,
        power=power,
        level=level,
        currency=currency,
    )


def _check(
    customers: int, cost: float, worth: float, share: float, spread: float | None, explained: float
) -> None:
    problems = []
    if not 0 < share < 1 or min(round(customers * share), customers - round(customers * share)) < 1:
        problems.append(
            Problem("an arm has no customers", "draw more, and treat some but not all.")
        )
    if not cost >= 0:
        problems.append(Problem(f"a cost of {cost:g} is none", "give 0 or more a customer."))
    if not worth > 0:
        problems.append(
            Problem("the outcome is worth nothing", "say what one more of it brings, above 0.")
        )
    if spread is not None and not spread > 0:
        problems.append(Problem("the spread is not above zero", "give a standard deviation."))
    if not 0 <= explained < 1:
        problems.append(
            Problem("the share explained is not from 0 to below 1", "give a squared correlation.")
        )
    if problems:
        raise DataProblem(problems, "the plan")
