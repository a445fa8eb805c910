"""What a point of quality and a minute are worth, from the best source there is; and what lacks.

A number that was given goes before choices, choices before purchases. Where none of them says it,
nothing can be put in money, and the sentences say what to ask next time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, one_problem
from cvmlab.figures.formats import MISSING, interval, money, percent
from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.groups import ALL
from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.hassle.price_of_hassle import price_of_hassle
from cvmlab.value_for.hassle.price_of_hassle_result import PriceOfHassle
from cvmlab.value_for.weights.given_weights import given_weights
from cvmlab.value_for.weights.value_weights import value_weights
from cvmlab.value_for.weights.weights_result import ValueWeights

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MinuteSource = Literal["given", "choices", "purchases", "in money", "not known"]
_HEADINGS = {
    "product": "A point of product",
    "service": "A point of service",
    "minute": "A minute, by purchases",
}
_ASK_SHARES = (
    "Ask next time which share of their money goes to each brand, or give product_weight and "
    "service_weight in money a point."
)
_ASK_CHOICES = (
    "Ask choice tasks next time (a dearer, quicker way against a cheaper, slower one), or give "
    "minute_price."
)


@dataclass(frozen=True, eq=False)
class Worths:
    """What is known about money.

    Attributes
    ----------
    weights : ValueWeights or None
        Money a point of product and of service, by type of customers where known.
    minute : float, PriceOfHassle or None
        Money a minute, as every method of the value equation takes it as ``minute_price``; None
        where it comes with the weights, where hassle is in money, or where nothing says it.
    choices : PriceOfHassle or None
        What the choice tasks say, usable or not.
    source : {"given", "choices", "purchases", "in money", "not known"}
        Where the price of a minute comes from.
    sentences : tuple of str
        Where each number comes from, with its interval; and what lacks and how to get it.
    level : float
        Confidence level of the intervals.
    """

    weights: ValueWeights | None
    minute: float | PriceOfHassle | None
    choices: PriceOfHassle | None
    source: MinuteSource
    sentences: tuple[str, ...]
    level: float = field(default=0.95)

    @property
    def in_money(self) -> bool:
        """Whether quality, price and hassle can all be put in money."""
        return self.weights is not None and self.source != "not known"

    def summary(self) -> Table:
        """What a point and a minute are worth, by type of customers, as a table to read.

        Raises
        ------
        ValueError
            If nothing is known about money.
        """
        from cvmlab.figures.tables import Table

        if self.weights is None and self.choices is None:
            raise ValueError("nothing is known about money")
        columns: dict[str, dict[str, str]] = {}
        if self.weights is not None:
            for who, weights in {ALL: self.weights, **self.weights.by_type}.items():
                for part, heading in _HEADINGS.items():
                    row = weights[part]
                    if np.isfinite(row["value"]):
                        columns.setdefault(heading, {})[who] = self._cell(
                            row["value"], row["low"], row["high"], self.weights.currency
                        )
        if self.choices is not None:
            columns["A minute, by choices"] = {
                row.group: self._cell(row.minute, row.low, row.high, self.choices.currency or "")
                for row in self.choices.table.itertuples()
            }
        frame = pd.DataFrame(columns).fillna(MISSING)
        given = self.weights is not None and self.weights.source == "given"
        note = "As given: no interval." if given else f"With {percent(self.level)} intervals."
        if self.weights is not None and self.weights.source == "purchases":
            note += (
                f" Points, and minutes by purchases: from where {self.weights.respondents:,} "
                "people spend their money among the brands they know; an association."
            )
        return Table(
            frame.rename_axis("Customers"), title="What a point and a minute are worth", note=note
        )

    def _cell(self, value: float, low: float, high: float, currency: str) -> str:
        cash = partial(money, currency=currency)
        ends = f" ({interval(low, high, cash)})" if np.isfinite([low, high]).all() else ""
        return f"{cash(value)}{ends}"

    @property
    def minute_ends(self) -> dict[str, float] | None:
        """``value, low, high`` of the price of a minute; None where there is none."""
        if self.source == "choices" and self.choices is not None:
            found = (self.choices.minute, self.choices.low, self.choices.high)
        elif self.source == "purchases" and self.weights is not None:
            row = self.weights["minute"]
            found = (float(row["value"]), float(row["low"]), float(row["high"]))
        elif self.source == "given":
            found = (float(self.minute), np.nan, np.nan)  # type: ignore[arg-type]
        else:
            return None
        return dict(zip(("value", "low", "high"), found, strict=True))


def known_worths(
    views: BrandViews,
    choices: ChoiceSets | None = None,
    *,
    minute_price: float | None = None,
    product_weight: float | None = None,
    service_weight: float | None = None,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
) -> Worths:
    """What a point and a minute are worth, and from where that is known.

    Parameters
    ----------
    views : BrandViews
        What people think; with the share bought where it was asked.
    choices : ChoiceSets, optional
        What people took when money was traded off against minutes.
    minute_price : float, optional
        Money a minute. Without it: from choices where there are some, else from purchases.
    product_weight, service_weight : float, optional
        Money a point, both or none. Without them: from purchases.
    level : float
        Confidence level of the intervals.
    resamples : int
        How often people are drawn again.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    Worths
        It never raises for what is not known: that is said.

    Raises
    ------
    DataProblem
        If only one of the two weights is given, or a number given is below 0.
    """
    if (product_weight is None) != (service_weight is None):
        raise one_problem(
            "only one of product_weight and service_weight is given", "give both, or none."
        )
    if minute_price is not None and not (np.isfinite(minute_price) and minute_price >= 0):
        raise one_problem(f"minute_price is {minute_price}", "give money a minute, 0 or more.")
    said: list[str] = []
    weights = _weights(views, product_weight, service_weight, level, resamples, seed, said)
    hassle = None
    if choices is not None:
        by: Literal["customer_type"] | None = "customer_type" if len(choices.types) > 1 else None
        hassle = price_of_hassle(choices, by=by, level=level, resamples=resamples, seed=seed)
    source, minute = _minute(views, hassle, minute_price, weights, said)
    return Worths(weights, minute, hassle, source, tuple(said), level)


def _weights(
    views: BrandViews,
    product: float | None,
    service: float | None,
    level: float,
    resamples: int,
    seed: int,
    said: list[str],
) -> ValueWeights | None:
    if product is not None and service is not None:
        said.append("What a point of quality is worth was given, so it carries no interval.")
        return given_weights(product, service, currency=views.currency)
    if "share" not in views.rows:
        said.append(
            "What a point of quality is worth in money is not known: nobody was asked where the "
            f"money goes. {_ASK_SHARES}"
        )
        return None
    by: Literal["customer_type"] | None = "customer_type" if views.customer_types else None
    try:
        return value_weights(views, by=by, level=level, resamples=resamples, seed=seed)
    except DataProblem as problem:
        what = "; ".join(each.what.rstrip(".") for each in problem.problems)
        said.append(f"What a point of quality is worth in money is not known: {what}.")
        return None


def _minute(
    views: BrandViews,
    hassle: PriceOfHassle | None,
    given: float | None,
    weights: ValueWeights | None,
    said: list[str],
) -> tuple[MinuteSource, float | PriceOfHassle | None]:
    cash = partial(money, currency=views.currency)
    if views.hassle_unit == "money":
        said.append("Hassle was asked in money, so no price of a minute is needed.")
        return "in money", None
    bought = weights["minute"] if weights is not None and weights.source == "purchases" else None
    beside = (
        ""
        if bought is None or not np.isfinite(bought["value"])
        else f"; purchases say {cash(bought['value'])} "
        f"({interval(bought['low'], bought['high'], cash)})"
    )
    if given is not None:
        said.append(f"A minute is priced at {cash(given)}, as given{beside}.")
        return "given", given
    if hassle is not None and _usable(hassle):
        said.append(
            f"A minute is priced at {cash(hassle.minute)}, from choices ({percent(hassle.level)} "
            f"interval {interval(hassle.low, hassle.high, cash)}){beside}."
        )
        return "choices", hassle
    if hassle is not None:
        said.append("The choices do not say what a minute is worth: its interval has no two ends.")
    if bought is not None and np.isfinite(bought["value"]) and bought["value"] >= 0:
        said.append(
            f"A minute is priced at {cash(bought['value'])}, from purchases "
            f"({interval(bought['low'], bought['high'], cash)})."
        )
        return "purchases", None
    said.append(f"What a minute of hassle is worth is not known. {_ASK_CHOICES}")
    return "not known", None


def _usable(hassle: PriceOfHassle) -> bool:
    drawn = hassle.draws["all"].to_numpy(dtype=float)
    bounded = np.isfinite([hassle.minute, hassle.low, hassle.high]).all()
    return bool(bounded and hassle.minute >= 0 and np.isfinite(drawn).all())
