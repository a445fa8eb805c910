"""How customer equity moved from one day to another, and what of it nobody had foretold.

A margin earned is a value used up, so customers of a year ago must be worth less today; the model
of then says by how much. What is missing beyond that was lost, or was never there. New customers
come on top. An account like this makes a phase change visible that costs and sales do not show.

Source: for the line of thought, Blattberg & Deighton (1996), "Manage Marketing by the Customer
Equity Test", Harvard Business Review 74(4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, percent
from cvmlab.value_of.acquisition.margin_ahead import WEEKS, MarginAhead
from cvmlab.value_of.acquisition.valued import Valued

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_Z = 1.959963984540054


@dataclass(frozen=True, eq=False)
class EquityMovement:
    """What customers were worth on a day, what became of it, and what they are worth now.

    Attributes
    ----------
    table : DataFrame
        line, customers, euros, low, high: "opening"; "used up as foretold"; "lost beyond what was
        foretold" (positive where more is left); "won since"; "closing". The middle three add up
        to the difference.
    then, now : date
    margin_foretold, margin_came : float
        Of the customers of then, between the two days, not discounted.
    level : float
    money_is, currency : str
    """

    table: pd.DataFrame
    then: dt.date
    now: dt.date
    margin_foretold: float
    margin_came: float
    level: float
    money_is: str
    currency: str

    def _cash(self, amount: float) -> str:
        return money(amount, self.currency or None, digits=0)

    def line(self, name: str) -> pd.Series:
        """One line of the account."""
        return self.table.set_index("line").loc[name]

    @property
    def sentence(self) -> str:
        """Opening, closing, and the two reasons beyond the passing of time."""
        first, last, lost, new = (self.line(x) for x in ("opening", "closing", LOST, NEW))
        beyond = "less" if lost.euros < 0 else "more"
        near, far = sorted([abs(lost.low), abs(lost.high)])
        clear = lost.low > 0 or lost.high < 0
        known = percent(self.level)
        doubt = (
            f"{known} interval {interval(near, far, self._cash)}"
            if clear
            else "which may be chance"
        )
        return (
            f"Customers were worth {self._cash(first.euros)} on {day(self.then)} and are worth "
            f"{self._cash(last.euros)} on {day(self.now)}, {self._cash(new.euros)} of it won "
            f"since. Those of {day(self.then)} are worth {self._cash(abs(lost.euros))} {beyond} "
            f"than was foretold ({doubt}), and brought {self._cash(self.margin_came)} in "
            f"{self.money_is} in between where {self._cash(self.margin_foretold)} was foretold."
        )

    def summary(self) -> Table:
        """Line by line."""
        from cvmlab.figures.tables import Table

        table = self.table
        frame = pd.DataFrame(
            {
                "": [_SAID[line].format(then=day(self.then), now=day(self.now))
                     for line in table["line"]],
                "Customers": [count(x) for x in table["customers"]],
                "Today's money": table["euros"].map(self._cash),
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, self._cash) for row in table.itertuples()
                ],
            }
        )  # fmt: skip
        return Table(
            frame, "How customer equity moved",
            f"Customers of the day only, none still to be won; each valued over the same length of "
            f"time from the day. In between came {self._cash(self.margin_came)} in "
            f"{self.money_is}; {self._cash(self.margin_foretold)} was foretold.",
            total_row=True,
        )  # fmt: skip


LOST, NEW, USED = "lost beyond what was foretold", "won since", "used up as foretold"
_SAID = {
    "opening": "Worth on {then}", USED: "Used up, as was foretold",
    LOST: "Lost beyond what was foretold", NEW: "Won since", "closing": "Worth on {now}",
}  # fmt: skip


def equity_movement(then: Valued, now: Valued, *, level: float = 0.95) -> EquityMovement:
    """Account for the change in what customers are worth between two days.

    Parameters
    ----------
    then, now : CustomerValues or ValuedThen
        Of the same orders, with an earlier and a later ``end``, over the same horizon and at the
        same discount rate; see :func:`cvmlab.value_of.acquisition.valued.valued_then`.
    level : float
        Confidence level.

    Returns
    -------
    EquityMovement

    Raises
    ------
    DataProblem
        When the days are in the wrong order, or customers of then are unknown now.

    Notes
    -----
    Foretold for the later day, with t between the days and H the horizon: what the model of then
    expects between t and t + H, at the value of the later day: (V(t + H) − V(t)) / exp(−δt).
    The interval of the loss holds the doubt about the model of then so far ahead (delta method),
    chance in what came (what its prediction interval has on top of its confidence interval), and
    the doubt of the later valuation, taken as independent of each other.
    """
    elapsed = (now.end - then.end).days / 7
    if elapsed <= 0:
        raise one_problem(
            f"the first day is {day(then.end)}, the second {day(now.end)}",
            "give the earlier values first.",
        )
    alike = (then.lifetime.horizon, then.annual_discount_rate) == (
        now.lifetime.horizon, now.annual_discount_rate,
    )  # fmt: skip
    if not alike:
        raise one_problem(
            "the two valuations differ in horizon or discount rate", "value both alike."
        )
    ahead = MarginAhead.of(then)
    rate = float(np.log1p(then.annual_discount_rate)) / WEEKS
    (until, to_end), (so_far, to_now) = (
        ahead.within(weeks, rate) for weeks in (elapsed + ahead.weeks, elapsed)
    )
    foretold = (until - so_far) * float(np.exp(rate * elapsed))
    slope = (until * to_end - so_far * to_now) / (until - so_far)  # of its logarithm
    old = now.table["customer_id"].isin(then.table["customer_id"])
    missing = len(then.table) - int(old.sum())
    if missing:
        raise one_problem(
            f"{count(missing)} customers of {day(then.end)} are unknown on {day(now.end)}",
            "take both from the same orders.",
        )
    opening, closing = then.lifetime.total, now.lifetime.total
    left, new = (float(now.table.loc[who, "value"].sum()) for who in (old, ~old))
    # relative spread of each valuation; a part of the base is as unsure as the whole
    spread_then, spread_now = (
        np.log(one.ci_high / one.ci_low) / (2 * _Z) for one in (opening, closing)
    )
    # what was foretold hangs on the model more than all that was, for it lies further ahead; and
    # with a model that is right it may still turn out otherwise by chance
    doubt = foretold * float(then.fit.standard_error(slope)[0])
    outcomes = np.log(opening.pi_high / opening.pi_low) / (2 * _Z)
    by_chance = np.sqrt(
        max(float(np.nan_to_num(outcomes**2 - spread_then**2)), 0.0)
    )  # 0 where nobody knows
    chance = float(np.hypot(doubt, opening.expected * by_chance))
    z = _quantile(level)

    def line(name: str, customers: int, amount: float, error: float) -> tuple[object, ...]:
        return name, customers, amount, amount - z * error, amount + z * error

    here, came = len(then.table), int((~old).sum())
    rows = [
        line("opening", here, opening.expected, opening.expected * spread_then),
        line(USED, here, foretold - opening.expected,
             abs(foretold - opening.expected) * spread_then),
        line(LOST, here, left - foretold,
             float(np.hypot(chance, left * spread_now))),
        line(NEW, came, new, new * spread_now),
        line("closing", len(now.table), left + new, closing.expected * spread_now),
    ]  # fmt: skip
    historic = now.table.loc[old, "historic"].sum() - then.table["historic"].sum()
    return EquityMovement(
        pd.DataFrame(rows, columns=["line", "customers", "euros", "low", "high"]),
        then.end, now.end, ahead.within(elapsed)[0], float(historic), level, now.money_is,
        now.currency,
    )  # fmt: skip


def _quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))
