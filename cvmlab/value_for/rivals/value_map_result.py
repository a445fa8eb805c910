"""The customer value map: the result, its sentence and its table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cvmlab.figures.formats import count, interval, money, number, percent
from cvmlab.value_for.equation.forms import CREDIT
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

BETTER, FAIR, WORSE = "better value", "fair", "worse value"


@dataclass(frozen=True, eq=False)
class ValueMap:
    """Where each brand stands between quality and cost, and how far from the fair-value line.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a brand, own first: ``brand``; ``quality`` (weighted points on the scale of the
        answers); ``price``, ``hassle_cost`` and their sum ``cost``, in money; ``fair_cost``, what
        the line asks for this quality; ``advantage`` = fair cost less cost, with ``low, high``;
        ``zone``: "better value", "worse value", or "fair" where the interval contains 0.
    own : str
        One's own brand.
    slope, slope_low, slope_high : float
        Money for a point of quality: the slope of the fair-value line.
    middle : tuple of float
        Mean quality and mean cost of the brands, through which the line goes.
    weights : ValueWeights
        What a point and a minute count for.
    together : float
        Share of the resamples in which all advantages lie within their intervals at once; NaN
        without resamples.
    respondents : int
        How many people rated.
    asked : bool
        False for a market typed in by hand: then nothing has an interval.
    currency : str
        ISO 4217 code.
    level : float
        Confidence level of the intervals.
    few : tuple of str
        Brands rated by fewer than 30 people, whose intervals promise too much.
    credit : str
        Whose the value equation is.
    """

    table: pd.DataFrame
    own: str
    slope: float
    slope_low: float
    slope_high: float
    middle: tuple[float, float]
    weights: ValueWeights = field(repr=False)
    together: float
    respondents: int
    asked: bool
    currency: str
    level: float
    few: tuple[str, ...] = ()
    credit: str = CREDIT

    def __getitem__(self, brand: str) -> pd.Series:
        """One brand's row."""
        return self.table.set_index("brand").loc[brand]

    def fair_cost(self, quality: float) -> float:
        """What the fair-value line asks for a quality, in money."""
        return self.middle[1] + self.slope * (quality - self.middle[0])

    @property
    def sentence(self) -> str:
        """Where one's own brand stands, and who gives better value, in words."""
        mine = self[self.own]
        cash = partial(money, currency=self.currency)
        side = "more" if mine.advantage >= 0 else "less"
        text = f"{self.own} gives {cash(abs(mine.advantage))} {side} than its price and hassle ask"
        if not self.asked:
            return f"{text}, by your own estimates: no interval."
        text += f" ({percent(self.level)} interval {interval(mine.low, mine.high, cash)})"
        if mine.zone == FAIR:
            text += ", which may be chance"
        ahead = self.table[self.table["advantage"] > mine.advantage]
        if ahead.empty:
            return f"{text}: the most of {count(len(self.table))} brands."
        names = ", ".join(
            f"{row.brand} {cash(row.advantage)}"
            for row in ahead.sort_values("advantage", ascending=False).itertuples()
        )
        return f"{text}. Further from the line on the good side: {names}."

    def summary(self) -> Table:
        """The map as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency)
        rows = self.table.sort_values("advantage", ascending=False, kind="stable")
        frame = pd.DataFrame(
            {
                "Brand": rows["brand"].to_numpy(),
                "Quality, points": rows["quality"].to_numpy(),
                "Price": rows["price"].to_numpy(),
                "Hassle in money": rows["hassle_cost"].to_numpy(),
                "Fair for this quality": rows["fair_cost"].to_numpy(),
                "Given beyond that": rows["advantage"].to_numpy(),
            }
        )
        if self.asked:
            frame[f"{percent(self.level)} interval"] = [
                interval(row.low, row.high, partial(signed, cash=cash)) for row in rows.itertuples()
            ]
            frame["Place"] = rows["zone"].to_numpy()
        return Table(
            frame,
            title="What each brand gives, against all it costs",
            note=self._note(cash),
            formats={
                "Quality, points": number,
                "Price": cash,
                "Hassle in money": cash,
                "Fair for this quality": cash,
                "Given beyond that": partial(signed, cash=cash),
            },
        )

    def _note(self, cash: partial[str]) -> str:
        line = (
            f"A point more of product and of service counts for {cash(self.slope)}"
            f"{self._minute(cash)}."
        )
        sure = (
            f" Each interval is meant for one brand; all {count(len(self.table))} hold at once in "
            f"{percent(self.together)} of the resamples."
            if self.asked
            else " Your own estimates: no interval."
        )
        thin = f" Rated by fewer than 30 people: {', '.join(self.few)}." if self.few else ""
        return f"{line}{sure}{thin} {self.credit}. Map: Gale (1994)."

    def _minute(self, cash: partial[str]) -> str:
        minute = self.weights.minute
        return "" if np.isnan(minute) else f", a minute of hassle for {cash(minute)}"


def signed(amount: float, cash: partial[str]) -> str:
    """An amount with its sign, so that more and less are told apart at a glance.

    Examples
    --------
    >>> signed(3.5, partial(money, currency="EUR")), signed(-3.5, partial(money, currency="EUR"))
    ('+€3.50', '−€3.50')
    """
    text = cash(amount)
    return f"+{text}" if amount > 0 and any(digit in text for digit in "123456789") else text


def amounts(currency: str, values: Any) -> partial[str]:
    """Money without decimals where the amounts lie far apart, with two where they do not.

    Examples
    --------
    >>> amounts("EUR", [50, 112])(61.4), amounts("EUR", [3.2, 4.1])(3.7)
    ('€61', '€3.70')
    """
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    wide = known.size > 0 and known.max() - known.min() >= 10
    return partial(money, currency=currency, digits=0 if wide else 2)
