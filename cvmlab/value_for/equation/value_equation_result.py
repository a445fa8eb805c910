"""The value equation of one's own brand and its rivals: the result, its sentence and its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_for.brands.part_means import FEW
from cvmlab.value_for.equation.forms import CREDIT, FormName, unit_of
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
SAID = {
    "difference": "the difference in money",
    "ratio": "the ratio",
    "log": "the logarithms",
    "standardised": "standardised marks",
}


@dataclass(frozen=True, eq=False)
class ValueEquation:
    """What each brand gives for what it costs, in one form of the equation.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a brand, the own one first: ``brand, product, service, price, hassle``,
        ``hassle_cost`` in money, ``quality`` and ``cost`` (the two sides, in the units of the
        form), ``value`` with ``low, high``, ``rank`` and ``chance_first``, the share of resamples
        in which the brand comes first. NaN without resamples.
    form : {"difference", "ratio", "log", "standardised"}
        How the sides were put together.
    own, currency : str
        One's own brand, and the ISO 4217 code of the prices.
    minute_price : float
        Money a minute; 1 where hassle is counted in money already, NaN where the form needs none.
    minute_source : {"given", "choices", "purchases", "in money", "not needed"}
        Where it comes from.
    weights : ValueWeights or None
        What a point is worth, for the difference.
    level : float
        Confidence level of the intervals.
    people : int
        How many respondents; 0 for a market typed in by hand.
    scale : str
        The scale of the answers.
    few : tuple of str
        Brands rated by fewer than 30 people.
    drawn : array of shape (1 + resamples, brands)
        The value in each resample, the estimate first.
    """

    table: pd.DataFrame
    form: FormName
    own: str
    currency: str
    minute_price: float
    minute_source: str
    weights: ValueWeights | None
    level: float
    people: int
    scale: str
    few: tuple[str, ...]
    drawn: np.ndarray = field(repr=False)

    @property
    def unit(self) -> str:
        """What the value is counted in."""
        return unit_of(self.form, self.currency)

    @property
    def credit(self) -> str:
        """Whose equation it is."""
        return CREDIT

    @property
    def ranked(self) -> pd.DataFrame:
        """The table, most value first."""
        return self.table.sort_values("rank", kind="stable").reset_index(drop=True)

    def shown(self, value: float) -> str:
        """A value as it is written: money with its sign, points with one decimal."""
        if self.form == "ratio":
            return number(value, 1)
        if self.form == "difference":
            whole = self.table["value"].abs().max() >= 1_000  # decimals on every value, or on none
            text = money(value, self.currency, digits=0 if whole else 2)
        else:
            text = number(value, 2)
        return f"+{text}" if value > 0 else text

    @property
    def sentence(self) -> str:
        """Who gives most for what it costs, and where the own brand stands, in words."""
        ranked = self.ranked.dropna(subset="value")
        first = ranked.iloc[0]
        text = (
            f"By {SAID[self.form]}, {first.brand} comes first of {count(len(ranked))} brands: "
            f"{self._found(first)}"
        )
        own = ranked[ranked["brand"] == self.own].iloc[0]
        if first.brand == self.own:
            second = ranked.iloc[1]
            text += f"; {second.brand} follows at {self._found(second)}."
        else:
            text += f"; {self.own} is {place(int(own['rank']))} at {self._found(own)}."
        return f"{text} {self._certainty(first)}"

    def _found(self, row: pd.Series) -> str:
        """A value with its unit and interval."""
        if self.form == "ratio":
            said = f"{self.shown(row.value)} {self.unit}"
        else:
            amount = self.shown(abs(row.value)).lstrip("+")
            size = {"log": " log points", "standardised": " standard deviations"}
            side = "above" if row.value >= 0 else "below"
            said = f"{amount}{size.get(self.form, '')} {side} their mean"
        if np.isnan(row.low):
            return said
        return f"{said} ({percent(self.level)} interval {interval(row.low, row.high, self.shown)})"

    def _certainty(self, first: pd.Series) -> str:
        draws = len(self.drawn) - 1
        if not draws:
            return "These are your own estimates: no interval can be given."
        times = round(first.chance_first * draws)
        if times == draws:
            times_said = f"every one of {count(draws)}"
        else:
            times_said = f"{count(times)} of {count(draws)}"
        return f"{first.brand} is first in {times_said} resamples of the respondents."

    def summary(self) -> Table:
        """The equation of every brand as a table to read, most value first."""
        from cvmlab.figures.tables import Table

        ranked = self.ranked
        cash = partial(money, currency=self.currency)
        unpriced = bool(ranked["hassle_cost"].isna().all())
        hassle = "Hassle, minutes" if unpriced else "Hassle"
        frame = pd.DataFrame(
            {
                "Brand": ranked["brand"],
                "Product": ranked["product"],
                "Service": ranked["service"],
                "Price": ranked["price"],
                hassle: ranked["hassle" if unpriced else "hassle_cost"],
                "Value": ranked["value"],
            }
        )
        if len(self.drawn) > 1:
            frame[f"{percent(self.level)} interval"] = [
                interval(row.low, row.high, self.shown) for row in ranked.itertuples()
            ]
            frame["Comes first in"] = [percent(chance) for chance in ranked["chance_first"]]
        return Table(
            frame,
            title=f"Value by {SAID[self.form]} ({self.unit})",
            note=self._note(),
            formats={
                "Product": number, "Service": number, "Price": cash, "Value": self.shown,
                hassle: partial(number, digits=1) if unpriced else cash,
            },
        )  # fmt: skip

    def _note(self) -> str:
        parts = [f"{CREDIT}. Marks from {self.scale}."]
        cash = partial(money, currency=self.currency)
        priced = self.form in ("ratio", "difference")
        if priced and self.minute_source in ("given", "choices", "purchases"):
            source = "as given" if self.minute_source == "given" else f"from {self.minute_source}"
            parts.append(f"A minute is priced at {cash(self.minute_price)}, {source}.")
        if self.weights is not None:
            source = "as given" if self.weights.source == "given" else "from purchases"
            parts.append(
                f"A point of product is worth {cash(self.weights.product)} and one of service "
                f"{cash(self.weights.service)}, {source}."
            )
        if not priced:
            parts.append("Price and hassle weigh alike in this form, whatever a minute costs.")
        if self.people:
            parts.append(f"{count(self.people)} respondents, drawn whole.")
            sources = (self.minute_source, self.weights.source if self.weights else "")
            if priced and "given" in sources:
                parts.append("The intervals take what was given for certain.")
        else:
            parts.append("Your own estimates: no interval.")
        if self.few:
            parts.append(f"Rated by fewer than {FEW} people, so unsure: {', '.join(self.few)}.")
        return " ".join(parts)


def place(rank: int) -> str:
    """A rank in words.

    Examples
    --------
    >>> place(2), place(12)
    ('second', 'number 12')
    """
    return _PLACES[rank - 1] if rank <= len(_PLACES) else f"number {rank}"
