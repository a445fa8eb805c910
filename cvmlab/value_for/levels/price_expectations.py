"""What customers expect to pay: who would take a way of being served, and at which price.

A price has no meaning on its own. It is taken or refused against something else, so the
alternative is named: today's shop, a rival's. For each price the chance that an offer is taken is
averaged over the people of a type; where it falls to one half, half say no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import Formatter, count, interval, money, percent
from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.choices.mixed_logit import fitted
from cvmlab.value_for.choices.mixed_logit_result import EVERYBODY, MixedLogit
from cvmlab.value_for.choices.people import Estimate, estimate
from cvmlab.value_for.hassle.hassle_spread_result import HassleSpread
from cvmlab.value_for.levels.service_offers import (
    Offer,
    beyond_shown,
    gaps_shown,
    in_words,
    offer_design,
)
from cvmlab.value_for.levels.takers import Takers

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_PRICES = 41
_ENDS = (0.97, 0.03)  # looked at from where nearly all say yes to where nearly all say no


@dataclass(frozen=True, eq=False)
class PriceExpectations:
    """Who takes an offer at which price, against a named alternative.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a type and price: ``customer_type, price, chance`` that the offer is taken, ``low,
        high``, and ``shown``: whether people were asked about gaps as large.
    half : pandas.DataFrame
        One row a type: ``customer_type, respondents, price`` at which half say no, ``low, high``,
        ``shown``.
    offer, against : mapping
        The offer, and the alternative with its price.
    offer_words, against_words : str
        The same, as people say it.
    gaps : tuple of float
        The largest differences in price and in minutes that were laid before people.
    level : float
        Confidence level of the intervals.
    currency : str or None
        ISO 4217 code.
    """

    table: pd.DataFrame
    half: pd.DataFrame
    offer: Offer
    against: Offer
    offer_words: str
    against_words: str
    gaps: tuple[float, float]
    level: float
    currency: str | None
    takers: Takers = field(repr=False)

    def at(self, price: float, customer_type: str = EVERYBODY) -> Estimate:
        """The chance that somebody of a type takes the offer at a price.

        Parameters
        ----------
        price : float
            In money.
        customer_type : str
            Of which type; by default of all.
        """
        return estimate(self.takers.of(customer_type).chance(price), self.level)

    def price_where(self, share: float, customer_type: str = EVERYBODY) -> Estimate:
        """The price at which a share of people still take the offer.

        Parameters
        ----------
        share : float
            Between 0 and 1.
        customer_type : str
            Of which type; by default of all.
        """
        return estimate(self.takers.of(customer_type).price_where(share), self.level)

    @property
    def sentence(self) -> str:
        """At which price half of the people say no, type by type."""
        cash = partial(money, currency=self.currency)
        first, *others = self.half.itertuples()
        text = (
            f'Against "{self.against_words}" for {cash(self.against["price"])}, half of all '
            f'people say no to "{self.offer_words}" at {cash(first.price)} '
            f"({percent(self.level)} interval {interval(first.low, first.high, cash)})"
        )
        if others:
            listed = ", ".join(f"{row.customer_type} at {cash(row.price)}" for row in others)
            text += f"; {listed}"
        if self.half["shown"].all():
            return f"{text}."
        price, minutes = self.gaps
        return (
            f"{text}. Some of it goes beyond what people were asked: gaps of at most "
            f"{cash(price)} and {count(minutes)} minutes."
        )

    def summary(self) -> Table:
        """The price at which half say no, and who says yes at a few prices."""
        from cvmlab.figures.tables import Table

        cash: Formatter = partial(money, currency=self.currency)
        frame = pd.DataFrame(
            {
                "Who": self.half["customer_type"],
                "Half say no at": self.half["price"],
                f"{percent(self.level)} interval": [
                    interval(row.low, row.high, cash) for row in self.half.itertuples()
                ],
            }
        )
        formats: dict[str, Formatter | str] = {"Half say no at": cash}
        for price in self._telling_prices():
            taken = self.table[self.table["price"] == price].set_index("customer_type")["chance"]
            name = f"Yes at {cash(price)}"
            frame[name] = taken.loc[self.half["customer_type"]].to_numpy()
            formats[name] = percent
        return Table(
            frame,
            title=f'Who takes "{self.offer_words}", against "{self.against_words}" '
            f"for {cash(self.against['price'])}",
            note="Choices on paper: in the shop people also follow habit, so try a price in a "
            "few shops before it is set everywhere.",
            formats=formats,
        )

    def _telling_prices(self) -> list[float]:
        """The prices at which about three quarters, half and a quarter of all say yes."""
        of_all = self.table[self.table["customer_type"] == EVERYBODY]
        near = [(of_all["chance"] - share).abs().idxmin() for share in (0.75, 0.5, 0.25)]
        return sorted(set(of_all.loc[near, "price"]))


def price_expectations(
    tasks: pd.DataFrame | ChoiceSets | MixedLogit | HassleSpread,
    offer: Offer,
    against: Offer,
    *,
    prices: Sequence[float] | None = None,
    shares: Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> PriceExpectations:
    """Which share of each type takes an offer at which price, and where half say no.

    Parameters
    ----------
    tasks : pandas.DataFrame, ChoiceSets, MixedLogit or HassleSpread
        Choice tasks, or what was already fitted to them.
    offer : mapping
        The way of being served: ``minutes`` and all other attributes; its price is asked.
    against : mapping
        The alternative that people have, with its ``price``.
    prices : sequence of float, optional
        At which prices; by default from where nearly all say yes to where nearly all say no.
    shares : mapping of str to float, optional
        What share of all customers each type is; by default as among the respondents.
    level : float
        Confidence level of the intervals.
    resamples : int
        Draws behind the intervals.
    seed : int
        Makes them reproducible.

    Returns
    -------
    PriceExpectations

    Raises
    ------
    DataProblem
        If an attribute is missing or has a level nobody was shown.

    Notes
    -----
    The chance is the mean over people of 1 / (1 + exp(-(utility of the offer - utility of the
    alternative))): luck is in it as in the choices themselves. It falls with the price from 1
    to 0, and the price at which it is one half is found by Newton's method. Intervals are
    percentiles over draws of the parameters.
    """
    fit = tasks.fit if isinstance(tasks, HassleSpread) else fitted(tasks)
    free = {**offer, "price": 0.0}
    design = offer_design(fit.sets, [free, against], ["the offer", "the alternative"])
    takers = Takers.before(fit, design, fit.draws(resamples, seed, shares))
    rival = float(design[1, 0])
    gap, minutes_gap = gaps_shown(fit.sets).tolist()
    if prices is None:
        most, fewest = (float(takers.price_where(share)[0]) for share in _ENDS)
        prices = np.linspace(max(0.0, min(most, rival)), max(fewest, rival), _PRICES).tolist()
    longer = design[0, 1] - design[1, 1]
    respondents = {EVERYBODY: int(fit.respondents.sum())}
    respondents |= {fit.types[kind]: int(fit.respondents[kind]) for kind in fit.dearest_first}
    half = [
        (name, number, *estimate(takers.of(name).price_where(0.5), level))
        for name, number in respondents.items()
    ]
    yes = [takers.yes(price) for price in prices]
    table = [
        (name, float(price), *estimate(_of(name, drawn, takers), level))
        for name in respondents
        for price, drawn in zip(prices, yes, strict=True)
    ]
    frame = pd.DataFrame(table, columns=["customer_type", "price", "chance", "low", "high"])
    no = pd.DataFrame(half, columns=["customer_type", "respondents", "price", "low", "high"])
    for one in (frame, no):
        gaps = np.column_stack([one["price"] - rival, np.full(len(one), longer)])
        one["shown"] = ~beyond_shown(fit.sets, gaps)
    return PriceExpectations(
        table=frame,
        half=no,
        offer=dict(offer),
        against=dict(against),
        offer_words=in_words(offer, fit.sets),
        against_words=in_words(against, fit.sets),
        gaps=(gap, minutes_gap),
        level=level,
        currency=fit.sets.currency,
        takers=takers,
    )


def _of(name: str, yes: np.ndarray, takers: Takers) -> np.ndarray:
    """The chance of one type, or of everybody, from those of all types."""
    if name == EVERYBODY:
        return (yes * takers.shares).sum(axis=1)
    return yes[:, takers.types.index(name)]
