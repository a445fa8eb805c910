"""The weights of quality and hassle in money: the result, its sentence and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.choices.between_types import BetweenTypes, between_types
from cvmlab.value_for.weights.minute_prices import MinutePrice, read_minute_price
from cvmlab.value_for.weights.purchase_moments import Moments, in_money, slopes
from cvmlab.value_for.weights.weights_words import as_table, in_words

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table
    from cvmlab.value_for.brands.brand_views_result import BrandViews

WEIGHED = ("product", "service", "minute")


@dataclass(frozen=True, eq=False)
class ValueWeights:
    """What a point of quality and a minute of hassle count in money.

    Attributes
    ----------
    parts : pandas.DataFrame
        One row a part (``product``, ``service``, ``minute``): ``part, value, low, high, se`` in
        money a point or a minute, and ``as_answered``: the value before chance in single answers
        was taken out. ``minute`` is NaN where hassle is counted in money.
    source : {"purchases", "given"}
        Where the weights come from; those that were given have no interval.
    currency : str
        ISO 4217 code; "" where none is known.
    level : float
        Confidence level of the intervals.
    respondents, alone : int
        How many people the weights rest on, and how many told nothing: fewer than two brands.
    zeros : int
        Shares of 0, read as half of the smallest share above 0.
    r2 : float
        How much of what differs in a respondent's log shares goes with the four causes. It says
        how well they go together, not that one makes the other.
    reliability : mapping of part to float
        How much of what differs between the brands of a respondent in this part is more than
        chance in single answers; NaN for a part with one item.
    corrected : bool
        Whether that chance was taken out.
    by_type : mapping of customer type to ValueWeights
        Empty without ``by=``.
    unjudged : tuple of str
        Types for which price did not come out as a cost, or with too few people.
    minute_price : MinutePrice or None
        What a minute costs, where that came from elsewhere.
    """

    parts: pd.DataFrame
    source: Literal["purchases", "given"]
    currency: str = ""
    level: float = 0.95
    respondents: int = 0
    alone: int = 0
    zeros: int = 0
    r2: float = float("nan")
    reliability: Mapping[str, float] = field(default_factory=dict)
    corrected: bool = False
    by_type: Mapping[str, ValueWeights] = field(default_factory=dict, repr=False)
    unjudged: tuple[str, ...] = ()
    minute_price: MinutePrice | None = field(default=None, repr=False)
    moments: Moments | None = field(default=None, repr=False)
    into: np.ndarray = field(default_factory=lambda: np.eye(4), repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """``parts``; with types those of everybody ("all") and of each ``customer_type``."""
        if not self.by_type:
            return self.parts
        each = {ALL: self.parts, **{kind: own.parts for kind, own in self.by_type.items()}}
        table = pd.concat(each, names=["customer_type", None]).reset_index(level=0)
        return table.reset_index(drop=True)

    def __getitem__(self, part: str) -> pd.Series:
        """One part of all respondents: its ``value``, ``low``, ``high``."""
        return self.parts.set_index("part").loc[part]

    @property
    def product(self) -> float:
        """Money a point of product quality."""
        return float(self["product"]["value"])

    @property
    def service(self) -> float:
        """Money a point of service quality."""
        return float(self["service"]["value"])

    @property
    def minute(self) -> float:
        """Money a minute of hassle; NaN where hassle is counted in money."""
        return float(self["minute"]["value"])

    def of(self, customer_type: str) -> ValueWeights:
        """The weights of one type of customers, or everybody's where it has none of its own."""
        return self.by_type.get(customer_type, self)

    def between(self, part: str) -> BetweenTypes:
        """Whether the types weigh a part differently by more than chance."""
        rows = [own[part] for own in self.by_type.values()]
        value, se = (np.array([row[name] for row in rows], float) for name in ("value", "se"))
        return between_types(list(self.by_type), value, se, self.level)

    def draws(self, counts: np.ndarray, seed: int = 0) -> np.ndarray:
        """The three weights in each resample of respondents.

        Parameters
        ----------
        counts : numpy.ndarray of shape (draws, respondents)
            From :func:`cvmlab.value_for.brands.draws.respondent_draws`, of the views that the
            weights were read from; for other views there is :meth:`draws_for`.
        seed : int
            For the price of a minute from choices, which other people made.

        Returns
        -------
        numpy.ndarray of shape (draws, 3)
            Product, service, minute. Given weights are the same in every draw.
        """
        if self.moments is None:
            drawn = np.tile([self.product, self.service, self.minute], (len(counts), 1))
        elif counts.shape[1] != len(self.moments.names):
            raise ValueError("counts and weights are of different respondents")
        else:
            drawn = in_money(slopes(self.moments, counts, self.into, self.corrected))
        if self.minute_price is not None:
            drawn[:, 2] = self.minute_price.drawn(len(counts), seed)
        return drawn

    def draws_for(self, views: BrandViews, counts: np.ndarray, seed: int = 0) -> np.ndarray:
        """The three weights in each resample of any views, estimate first.

        Parameters
        ----------
        views : BrandViews
            What is weighed. Where its respondents are those the weights were read from, weights
            and marks move together; where they are others, the weights are drawn on their own.
        counts : numpy.ndarray of shape (1 + resamples, respondents)
            From :func:`cvmlab.value_for.brands.draws.respondent_draws` of these views.
        seed : int
            For what is drawn on its own.
        """
        return self.draws_among(np.unique(views.rows["respondent"].to_numpy()), counts, seed)

    def draws_among(self, people: np.ndarray, counts: np.ndarray, seed: int = 0) -> np.ndarray:
        """As :meth:`draws_for`, with the sorted names of the respondents who are counted."""
        if self.moments is None or np.array_equal(self.moments.names, people):
            return self.draws(counts, seed)
        size = len(self.moments.names)
        lot = np.random.default_rng([seed, size])
        drawn = lot.multinomial(size, np.full(size, 1 / size), size=len(counts) - 1)
        return self.draws(np.vstack([np.ones(size), drawn]), seed)

    def at_minute_price(self, minute_price: Any) -> ValueWeights:
        """The same weights of quality with a minute priced elsewhere.

        Parameters
        ----------
        minute_price : float, or what ``price_of_hassle`` returned
            Money a minute. A number is taken for certain; a price from choices keeps its
            uncertainty, and where choices tell it by type, each type has its own.
        """
        own = {kind: of_type(minute_price, kind) for kind in self.by_type}
        price = read_minute_price(minute_price)
        return self if price is None else self._at(price, own)

    def without_minute(self) -> ValueWeights:
        """The same weights of quality, for hassle that is counted in money."""
        return self._at(MinutePrice(float("nan")), {})

    def _at(self, price: MinutePrice, own: Mapping[str, MinutePrice | None]) -> ValueWeights:
        parts = self.parts.set_index("part")
        columns = ["value", "low", "high", "se", "as_answered"]
        parts.loc["minute", columns] = [price.value, price.low, price.high, np.nan, price.value]
        by_type = {
            kind: each._at(own.get(kind) or price, {}) for kind, each in self.by_type.items()
        }
        return replace(self, parts=parts.reset_index(), by_type=by_type, minute_price=price)

    @property
    def sentence(self) -> str:
        """What each part weighs, in words."""
        return in_words(self)

    def summary(self) -> Table:
        """The weights as a table to read."""
        return as_table(self)


def of_type(minute_price: Any, kind: str) -> MinutePrice | None:
    """What a minute costs one type of customers, where choices told it with two ends."""
    if kind not in getattr(minute_price, "by_type", {}):
        return None
    row, drawn = minute_price.of(kind), minute_price.draws[kind].to_numpy(dtype=float)
    drawn = drawn[~np.isnan(drawn)]
    price = MinutePrice(
        float(row["minute"]), float(row["low"]), float(row["high"]), "choices", drawn
    )
    known = np.isfinite([price.value, price.low, price.high]).all() and np.isfinite(drawn).all()
    return price if known and price.value >= 0 else None


def types_differ(weights: ValueWeights) -> pd.DataFrame:
    """Whether the types of customers weigh a part differently, or chance makes them look so.

    Parameters
    ----------
    weights : ValueWeights
        From ``value_weights(views, by="customer_type")``.

    Returns
    -------
    DataFrame
        ``part``; ``same``, how often such differences would come by chance if all types were
        alike, times the number of parts looked at (Bonferroni); ``spread``, the standard deviation
        of what the types truly are. Empty with fewer than two types.
    """
    if len(weights.by_type) < 2:
        return pd.DataFrame({"part": [], "same": [], "spread": []})
    found = {part: weights.between(part) for part in WEIGHED}
    known = {part: each for part, each in found.items() if np.isfinite(each.same)}
    return pd.DataFrame(
        [(part, min(each.same * len(known), 1.0), each.spread) for part, each in known.items()],
        columns=["part", "same", "spread"],
    )
