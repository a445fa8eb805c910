"""What more money for a channel would win, at which price, and when that would be paid back.

Averages look back: they are the price of the customers one has. Whoever spends more pays the price
of the customers one has not, and these are the dearer ones of the curve. So the question to a
bigger budget is what the *additional* customers cost, and in which month they have paid that back.

Source: Blattberg & Deighton (1996), "Manage Marketing by the Customer Equity Test", Harvard
Business Review 74(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, day, interval, money, number, percent
from cvmlab.value_of.acquisition.break_even_result import BreakEven
from cvmlab.value_of.acquisition.cost_curve_result import CostCurves
from cvmlab.value_of.acquisition.costs_result import Amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.figures.pictures import Picture


@dataclass(frozen=True, eq=False)
class IfSpendMore:
    """A bigger budget for a channel: who comes on top, at which price, paid back when.

    Attributes
    ----------
    channel : str
    times : float
        Today's spend times this.
    spend : float
        Additional money a week.
    additional : Amount
        Additional customers a week.
    cost_each : Amount
        What each of *them* costs.
    average : float
        What a customer costs on average today, on the curve.
    month : Amount
        Of age, in which the average customer has paid back `cost_each`; infinite: not within the
        months looked at.
    now : Amount
        The same for today's average cost.
    follows : bool
        Whether the spend seems to follow the customers: then more money may not bring more.
    won : BreakEven
    """

    channel: str
    times: float
    spend: float
    additional: Amount
    cost_each: Amount
    average: float
    month: Amount
    now: Amount
    follows: bool
    won: BreakEven = field(repr=False)

    def _cash(self, amount: float, digits: int = 2) -> str:
        return money(amount, self.won.currency or None, digits=digits)

    @property
    def _times(self) -> str:
        return f"{self.times:g}"

    def _month(self, month: float) -> str:
        return f"after {count(self.won.months)}" if math.isinf(month) else count(month)

    @property
    def sentence(self) -> str:
        """Customers on top, what each of them costs, and when that is paid back."""
        if self.times == 1:
            first = (
                f"One more customer a week from {self.channel} costs "
                f"{self._cash(self.cost_each.value)}, not the {self._cash(self.average)} of the "
                "average one"
            )
        else:
            first = (
                f"{self._times} times the spend on {self.channel}, "
                f"{self._cash(self.spend, 0)} a week more, wins {number(self.additional.value, 1)} "
                f"more customers at {self._cash(self.cost_each.value)} each, not at the "
                f"{self._cash(self.average)} of today's average"
            )
        ends = interval(self.month.low, self.month.high, self._month)
        known = percent(self.won.level)
        if math.isinf(self.month.value):
            last = f"not paid back within {count(self.won.months)} months"
        else:
            last = f"paid back in month {count(self.month.value)}"
        return (
            f"{first}. That is {last} ({known} interval {ends}), today's average in month "
            f"{self._month(self.now.value)}."
        )


def if_spend_more(
    curves: CostCurves, won: BreakEven, channel: str, *, times: float = 2.0
) -> IfSpendMore:
    """Read off a channel's curve what another budget would win, and hold it against break-even.

    Parameters
    ----------
    curves : CostCurves
        :func:`cvmlab.value_of.acquisition.cost_curve.cost_curve`.
    won : BreakEven
        :func:`cvmlab.value_of.acquisition.break_even.break_even`, with the same phase.
    channel : str
    times : float
        The usual spend of the last phase times this; 1 asks for the very next customer.

    Returns
    -------
    IfSpendMore

    Raises
    ------
    DataProblem
        When the channel has no curve, or less is to be spent.
    """
    if not times >= 1:
        raise one_problem(f"{times} times the spend is less than now", "give 1 or more.")
    usual, fit = curves.usual(channel), curves.fit_of(channel)
    spend = (times - 1) * float(fit.curve.spend_for(usual.customers))
    additional, each = Amount(0.0, 0.0, 0.0), curves.marginal(channel)
    if times > 1:
        row = curves.if_spend(times).set_index("channel").loc[channel]
        additional, each = (
            Amount(*(float(row[name + end]) for end in ("", "_low", "_high")))
            for name in ("additional", "cost_each")
        )
    average = float(usual.average)
    follows = bool(curves.curves.set_index("channel").loc[channel, "follows"])
    return IfSpendMore(
        channel, float(times), spend, additional, each, average,
        won.at_cost(channel, each.value), won.at_cost(channel, average), follows, won,
    )  # fmt: skip


def plot_if_spend_more(result: IfSpendMore, *, ax: Axes | None = None) -> Picture:
    """What a customer has brought by each month, against the average and the additional price.

    Parameters
    ----------
    result : IfSpendMore
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import GREY_TEXT, palette

    ax = new_axes(ax)
    cash = partial(money, currency=result.won.currency or None, digits=0)
    row = result.won.of(result.channel)
    curves = result.won.curves
    rows = curves[curves["channel"].eq(row["channel"]) & curves["phase"].eq(row["phase"])]
    seen, blue, red = rows[rows["seen"]], palette()[0], palette()[1]
    ax.fill_between(rows["month"], rows["low"], rows["high"], color=blue, alpha=0.14, linewidth=0)
    ax.plot(rows["month"], rows["cumulative"], color=blue, linestyle=(0, (2, 1.5)), zorder=1)
    ax.plot(seen["month"], seen["cumulative"], color=blue)
    last = int(rows["month"].max())
    more = "the next one" if result.times == 1 else "each additional one"
    for price, words, when, look, above in (
        (result.cost_each.value, more, result.month.value, "--", True),
        (result.average, "today's average", result.now.value, "-.", False),
    ):
        colour = red if above else GREY_TEXT
        ax.axhline(price, color=colour, linestyle=look, linewidth=1.2)
        ax.annotate(f"{words}: {result._cash(price)}", (last, price), textcoords="offset points",
                    xytext=(0, 3 if above else -3), ha="right", va="bottom" if above else "top",
                    color=colour, fontsize=8)  # fmt: skip
        if math.isfinite(when):
            at = float(rows.loc[rows["month"] == when, "cumulative"].iloc[0])
            ax.plot([when], [at], "o" if above else "s", color=colour, markersize=8, zorder=4)
            ax.annotate(f"month {count(when)}", (when, at), textcoords="offset points",
                        xytext=(-6, 8) if above else (8, -9), ha="right" if above else "left",
                        va="bottom" if above else "top", color=colour, fontweight="bold",
                        fontsize=8)  # fmt: skip
    ax.set_xlim(0.5, last + 0.5)
    ax.set_ylim(0, 1.05 * max(float(rows["high"].max()), result.cost_each.value))
    ax.set_xticks(range(2, last + 1, 2))
    format_axis(ax.yaxis, cash)
    since = result.won.costs.phase
    who = f"customers won from {day(since)} on" if since else "customers won"
    ax.set_xlabel(f"Months of 28 days since the first purchase, {who} (dotted: expected)")
    ax.set_ylabel("Margin brought so far, discounted")
    paid = (
        f"in month {count(result.month.value)}"
        if math.isfinite(result.month.value)
        else f"not within {count(result.won.months)} months"
    )
    spend = "One more" if result.times == 1 else f"At {result._times} times the spend one more"
    title = f"{spend} from {result.channel} pays back {paid}"
    ax.set_title(title)
    return Picture(ax, f"{title}. {result.sentence}", "if-spend-more")
