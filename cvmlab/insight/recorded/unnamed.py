"""What a missing name does: customers who bought without one look as if they had left.

A receipt without a card is no sale lost and yet a customer lost from sight. How many customers
would look gone follows from how often each of them buys, without any drawing of lots.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import count, interval, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cvmlab.data.workspace import Workspace
    from cvmlab.figures.pictures import Picture


WEEKS = 26


@dataclass(frozen=True, eq=False)
class Unnamed:
    """How a base of active customers looks when only some purchases carry a name.

    Attributes
    ----------
    named : float
        The share of purchases that carry a name.
    customers : int
        Customers who bought.
    gone : float
        How many of them look as if they had not, on average; `low` and `high` hold it 95 times
        out of 100.
    once : float
        How many look as if they had bought once and no more, on average.
    once_before : int
        How many really did buy once and no more.
    """

    named: float
    customers: int
    gone: float
    low: float
    high: float
    once: float
    once_before: int
    purchases: pd.Series = field(repr=False)

    @property
    def sentence(self) -> str:
        """The finding in two sentences."""
        return (
            f"If {percent(self.named)} of purchases carried a name, {count(self.gone)} "
            f"({interval(self.low, self.high)}) of {count(self.customers)} active customers would "
            f"look as if they had left, and none of them has. Another {count(self.once)} would "
            f"look as if they had bought once; in truth {count(self.once_before)} did."
        )

    def of(self, customer_id: str) -> str:
        """The chance that one customer is not seen at all, worked out in a sentence."""
        if customer_id not in self.purchases.index:
            return f"{customer_id} did not buy in this window, with or without a name."
        k = int(self.purchases[customer_id])
        chance = (1 - self.named) ** k
        digits = 1 if 0.001 <= chance < 0.1 else (0 if chance >= 0.1 or chance == 0 else 4)
        return (
            f"{customer_id} bought on {count(k)} {'day' if k == 1 else 'days'}. With a name on "
            f"{percent(self.named)} of purchases, {percent(1 - self.named)} carry none: the chance "
            f"that not one of {count(k)} is seen is {1 - self.named:.2f} to the power of "
            f"{count(k)}, or {percent(chance, digits)}."
        )


def recent_purchases(ws: Workspace, *, weeks: int = WEEKS) -> pd.Series:
    """On how many days each customer bought in the last weeks, of those who did.

    Parameters
    ----------
    ws : Workspace
        The firm's tables.
    weeks : int
        How far back from the last day of the transactions.

    Returns
    -------
    pandas.Series
        Purchase days, by customer id.
    """
    lines = ws.transactions.table
    last = ws.transactions.ledger.last_day
    if last is None:
        raise one_problem("there are no purchases", "bring a table of orders.")
    since = last - dt.timedelta(weeks=weeks)
    bought = lines.filter((lines.date.cast("date") > since) & (lines.cents > 0))
    days = bought.group_by("customer_id").agg(days=bought.date.cast("date").nunique())
    return days.order_by("customer_id").to_pandas().set_index("customer_id")["days"]


def unnamed(purchases: Iterable[int], named: float) -> Unnamed:
    """How many active customers look lapsed when a share of purchases carries no name.

    Parameters
    ----------
    purchases : array-like of shape (customers,)
        How often each customer bought in the window: 1 or more.
    named : float
        The share of purchases that carry a name, between 0 and 1.

    Returns
    -------
    Unnamed

    Raises
    ------
    DataProblem
        When there are no customers, or one without a purchase.

    Notes
    -----
    With a name on each purchase with probability q, independently, a customer who bought k times
    is not seen with probability (1 − q)^k and seen once with k·q·(1 − q)^(k−1). The expected
    numbers are the sums over customers; the range is ±1.96 standard deviations of a sum of
    independent yes-or-no's (Feller 1968, "An introduction to probability theory", chapter IX).
    Real customers are not like this: who forgets the card once forgets it again, so that more
    of them vanish altogether.

    Examples
    --------
    >>> result = unnamed([1, 2, 10], named=0.5)
    >>> round(result.gone, 3), round(result.once, 3), result.once_before
    (0.751, 1.01, 1)
    """
    given = pd.Series(purchases)
    k = given.to_numpy(dtype=float)
    if not k.size or np.isnan(k).any() or (k < 1).any():
        raise one_problem(
            "there is a customer without a purchase, or none at all",
            "count the purchases of those who bought, one number a customer.",
        )
    if not 0 <= named <= 1:
        raise ValueError("named is a share between 0 and 1")
    miss = 1 - named
    unseen = miss**k
    spread = 1.96 * float(np.sqrt((unseen * (1 - unseen)).sum()))
    gone = float(unseen.sum())
    return Unnamed(
        named=named,
        customers=int(k.size),
        gone=gone,
        low=max(0.0, gone - spread),
        high=min(float(k.size), gone + spread),
        once=float((k * named * miss ** (k - 1)).sum()),
        once_before=int((k == 1).sum()),
        purchases=given,
    )


def plot_unnamed(purchases: Iterable[int], named: float, *, ax: Axes | None = None) -> Picture:
    """How many active customers look as if they had left, for every share of named purchases.

    Parameters
    ----------
    purchases : array-like of shape (customers,)
        How often each customer bought in the window.
    named : float
        The share of purchases that the title and the mark speak of.
    ax : matplotlib Axes, optional
        Where to draw.

    Returns
    -------
    Picture
    """
    from cvmlab.figures.pictures import Picture, format_axis, new_axes
    from cvmlab.figures.style import INK, palette

    ax = new_axes(ax)
    values = pd.Series(purchases)
    shares = np.linspace(0, 1, 51)
    line = [unnamed(values, float(share)) for share in shares]
    here = unnamed(values, named)
    colour = palette()[0]
    ax.fill_between(shares, [x.low for x in line], [x.high for x in line], color=colour,
                    alpha=0.15, linewidth=0)  # fmt: skip
    ax.plot(shares, [x.gone for x in line], color=colour)
    ax.plot([named], [here.gone], marker="o", color=INK)
    ax.annotate(
        f"{percent(named)} named:\n{count(here.gone)} look gone",
        (named, here.gone),
        textcoords="offset points",
        xytext=(8, 6) if named < 0.75 else (-4, 16),
        ha="left" if named < 0.75 else "right",
        color=INK,
    )
    ax.set_xlim(0, 1.0)
    ax.set_ylim(0, here.customers * 1.02)
    format_axis(ax.xaxis, percent)
    format_axis(ax.yaxis, count)
    ax.set_xlabel("Purchases that carry a name (%)")
    ax.set_ylabel("Active customers who look gone")
    title = (
        f"With a name on {percent(named)} of purchases, {count(here.gone)} of "
        f"{count(here.customers)} active customers look gone"
    )
    ax.set_title(title)
    others = ", ".join(
        f"{count(unnamed(values, share).gone)} at {percent(share)}" for share in (0.25, 0.5, 0.75)
    )
    return Picture(ax, f"{title}. The curve falls from all to none: {others}.", name="unnamed")
