"""The price of a minute, however it was given: a number, or what choices told with its interval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from cvmlab.errors import one_problem

if TYPE_CHECKING:
    from cvmlab.value_for.hassle.price_of_hassle_result import PriceOfHassle


@dataclass(frozen=True, eq=False)
class MinutePrice:
    """Money a minute.

    Parameters
    ----------
    value : float
        The price.
    low, high : float
        Its interval; NaN for a number that was simply given.
    source : {"given", "choices"}
        Where it comes from.
    resampled : array, optional
        The price in resamples of those who chose.
    """

    value: float
    low: float = float("nan")
    high: float = float("nan")
    source: Literal["given", "choices"] = "given"
    resampled: np.ndarray | None = field(default=None, repr=False)

    @property
    def ends(self) -> tuple[float, float] | None:
        """The ends of the interval, where there is one."""
        return None if np.isnan(self.low) else (self.low, self.high)

    def drawn(self, draws: int, seed: int) -> np.ndarray:
        """The price first, then one for each resample of a survey.

        Those who chose and those who rated are other people: their draws are put together by lot.
        """
        prices = np.full(draws, self.value)
        if self.resampled is not None and draws > 1:
            lot = np.random.default_rng([seed, len(self.resampled)])
            prices[1:] = lot.choice(self.resampled, draws - 1)
        return prices


def read_minute_price(minute_price: float | PriceOfHassle | None) -> MinutePrice | None:
    """A price of a minute with what is known of its interval; None stays None.

    Raises
    ------
    DataProblem
        If it is no number of 0 or more, or the choices leave its interval without an end.

    Examples
    --------
    >>> read_minute_price(0.25)
    MinutePrice(value=0.25, low=nan, high=nan, source='given')
    """
    if minute_price is None:
        return None
    if isinstance(minute_price, int | float | np.number):
        price = MinutePrice(float(minute_price))
    else:
        drawn = minute_price.draws["all"].to_numpy(dtype=float)
        drawn = drawn[np.isfinite(drawn)]  # where the interval has two ends, hardly one is not
        price = MinutePrice(
            minute_price.minute, minute_price.low, minute_price.high, "choices", drawn
        )
        if not np.isfinite([price.low, price.high]).all():
            raise one_problem(
                "the choices leave the price of a minute without an end to its interval",
                "ask more people, or give a number: minute_price=0.25.",
            )
    if not (np.isfinite(price.value) and price.value >= 0):
        raise one_problem(
            f"a minute is priced at {price.value:g}", "give money a minute, 0 or more."
        )
    return price
