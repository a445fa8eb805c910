"""How often something must fail before a remedy that is paid every time is worth its money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cvmlab.figures.formats import number, percent
from cvmlab.value_for.hassle.hassle_removals_result import cash


@dataclass(frozen=True)
class RemovalBreakEven:
    """One remedy that is paid every time, and the share of failures at which it begins to pay.

    Attributes
    ----------
    cost : float
        What one use costs, in money.
    minutes : float
        How many minutes one failure takes from the customer.
    share : float
        The share of times that fails.
    minute_price : float
        What a minute is worth, in money.
    currency : str
        ISO 4217 code; "" where unknown.
    """

    cost: float
    minutes: float
    share: float
    minute_price: float
    currency: str = ""

    @property
    def cost_a_minute(self) -> float:
        """What a minute removed costs."""
        return cost_of_a_minute(self.cost, self.minutes, self.share)

    @property
    def needed(self) -> float:
        """The share of times that must fail before it pays; above 1 it never does."""
        return self.cost / (self.minutes * self.minute_price)

    @property
    def pays(self) -> bool:
        """Whether a minute removed costs less than it is worth."""
        return self.cost_a_minute < self.minute_price

    @property
    def sentence(self) -> str:
        """The sum, what it comes to, and from which share of failures on it would pay."""
        written = partial(cash, currency=self.currency)
        text = (
            f"At {written(self.cost)} every time, with {percent(self.share, 1)} failing and "
            f"{number(self.minutes, 0)} minutes lost by each, a minute removed costs "
            f"{written(self.cost_a_minute)}. It is worth {written(self.minute_price)}: the remedy "
            f"{'pays' if self.pays else 'does not pay'}. "
        )
        if self.needed > 1:
            return text + "It would not pay if every single one failed."
        return text + f"It pays from {percent(self.needed, 1)} failing on."


def removal_break_even(
    cost: float, minutes: float, share: float, minute_price: float, *, currency: str = ""
) -> RemovalBreakEven:
    """From which share of failures on a remedy pays that is paid every time.

    Parameters
    ----------
    cost : float
        What one use costs the firm, in money: above 0.
    minutes : float
        Minutes one failure takes from the customer: above 0.
    share : float
        The share of times that fails: above 0 and up to 1. With 1 it is paid only when it fails.
    minute_price : float
        What a minute is worth to the customer, in money: above 0.
    currency : str
        ISO 4217 code.

    Returns
    -------
    RemovalBreakEven

    Raises
    ------
    ValueError
        When one of them is out of its range.

    Notes
    -----
    A minute removed costs c / (p m), so that p* = c / (m v) at a price v of a minute.

    Examples
    --------
    >>> covers = removal_break_even(cost=1.30, minutes=30, share=0.01, minute_price=0.26)
    >>> round(covers.cost_a_minute, 2), round(covers.needed, 3)
    (4.33, 0.167)
    """
    if not (cost > 0 and minutes > 0 and 0 < share <= 1 and minute_price > 0):
        raise ValueError(
            "cost, minutes and minute_price must be above 0, share above 0 and up to 1"
        )
    return RemovalBreakEven(cost, minutes, share, minute_price, currency)


def cost_of_a_minute(cost: float, minutes: float, share: float = 1.0, works: float = 1.0) -> float:
    """What it costs to take one minute of hassle away.

    Parameters
    ----------
    cost : float
        What one use costs.
    minutes : float
        Minutes one failure takes.
    share : float
        The share of times that fails; 1 where it is paid only when it fails.
    works : float
        The part of those minutes the remedy spares.

    Examples
    --------
    >>> cost_of_a_minute(2.80, 35), round(cost_of_a_minute(1.30, 30, share=0.01), 2)
    (0.08, 4.33)
    """
    return cost / (share * minutes * works)
