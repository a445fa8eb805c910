"""The value equation for one respondent, worked so that it can be checked by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import money, number, percent
from cvmlab.value_for.brands.brand_views import BrandViews
from cvmlab.value_for.equation.forms import CREDIT

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

_PER = 100  # points are read for 100 of money: a figure one can say


@dataclass(frozen=True, eq=False)
class OneShopper:
    """One respondent's brands, with every number of the value equation.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a brand the respondent knows, by points for 100 of money: ``brand, product,
        service, points, price, hassle, cost, value`` (points for 100 of money), ``points_from_0``
        and ``value_from_0`` (the same answers, the worst of them counted as 0) and ``share``, where
        asked.
    respondent : str
        Who it is.
    low : float
        Where the scale begins.
    minute_price : float
        Money a minute; 1 where hassle is money already.
    hassle_unit : {"minutes", "money"}
        What hassle is counted in.
    currency : str
        ISO 4217 code.
    """

    table: pd.DataFrame = field(repr=False)
    respondent: str
    low: float
    minute_price: float
    hassle_unit: str
    currency: str

    @property
    def first(self) -> str:
        """The brand with most points for 100 of money."""
        return str(self.table["brand"].iloc[0])

    @property
    def first_from_0(self) -> str:
        """The same, the worst answer counted as 0."""
        return str(self.table.loc[self.table["value_from_0"].idxmax(), "brand"])

    def of(self, brand: str) -> str:
        """One brand's value with its arithmetic, to be followed with a pencil.

        Raises
        ------
        DataProblem
            If the respondent does not know a brand of this name.
        """
        known = [str(name) for name in self.table["brand"]]
        if brand not in known:
            near = suggestion(brand, known)
            raise one_problem(
                f'{self.respondent} did not rate "{brand}".{near}',
                f"choose one of: {', '.join(known)}.",
            )
        row = self.table[self.table["brand"] == brand].iloc[0]
        cash = partial(money, currency=self.currency, digits=2)
        hassle = (
            cash(row.hassle)
            if self.hassle_unit == "money"
            else f"{number(row.hassle, 0)} minutes × {cash(self.minute_price)}"
        )
        return (
            f"{brand}: {number(row['product'])} + {number(row.service)} = {number(row.points)} "
            f"points; {cash(row.price)} + {hassle} = {cash(row.cost)}; {number(row.points)} / "
            f"{number(row.cost)} × {_PER} = {number(row.value, 1)} points for "
            f"{money(_PER, self.currency, digits=0)}."
        )

    @property
    def sentence(self) -> str:
        """Where this respondent gets most, by either reading of the same answers."""
        whole = money(_PER, self.currency, digits=0)
        first, other = self.first, self.first_from_0
        start = f"{self.respondent} gets most points for {whole} at {first}"
        if first == other:
            turn = f", also when the worst answer, {number(self.low, 0)}, is counted as 0"
        else:
            turn = (
                f" ({self._at(first, 'value')} against {self._at(other, 'value')} at {other}). "
                f"Count the worst answer, {number(self.low, 0)}, as 0, and it is {other} "
                f"({self._at(other, 'value_from_0')} against {self._at(first, 'value_from_0')}). "
                "No answer has changed"
            )
        if "share" not in self.table:
            return f"{start}{turn}."
        most = self.table.loc[self.table["share"].idxmax()]
        return f"{start}{turn}. Most of the money, {percent(most.share)}, is spent at {most.brand}."

    def _at(self, brand: str, column: str) -> str:
        return number(float(self.table.set_index("brand").loc[brand, column]), 1)

    def summary(self) -> Table:
        """Every brand's arithmetic as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency, digits=2)
        whole = money(_PER, self.currency, digits=0)
        minutes = self.hassle_unit == "minutes"
        hassle = "Minutes" if minutes else "Hassle"
        one = partial(number, digits=1)
        table = self.table
        columns = {
            "Brand": table["brand"],
            "Product": table["product"],
            "Service": table["service"],
            "Points": table["points"],
            "Price": table["price"],
            hassle: table["hassle"],
            "Full cost": table["cost"],
            f"Points for {whole}": table["value"],
            f"The same, {number(self.low, 0)} counted as 0": table["value_from_0"],
        }
        formats = dict(zip(columns, [str, *[number] * 3, cash, None, cash, one, one], strict=True))
        formats[hassle] = partial(number, digits=0) if minutes else cash
        if "share" in table:
            columns["Share of money"] = table["share"]
            formats["Share of money"] = percent
        priced = f"A minute counts {cash(self.minute_price)}. " if minutes else ""
        return Table(
            pd.DataFrame(columns),
            title=f"The value equation of {self.respondent}",
            note=f"{priced}{CREDIT}.",
            formats={name: form for name, form in formats.items() if form is not None},
        )


def one_shopper(
    views: BrandViews, respondent: str, *, minute_price: float | None = None
) -> OneShopper:
    """Work the value equation for one respondent, as given and from the worst answer as 0.

    Parameters
    ----------
    views : BrandViews
        What people think.
    respondent : str
        Whose answers.
    minute_price : float, optional
        Money a minute; needed where hassle is in minutes.

    Returns
    -------
    OneShopper

    Raises
    ------
    DataProblem
        If there is no such respondent, or a minute has no price.

    Notes
    -----
    Value = (product + service) / (price + hassle), the value equation of Shaun Smith (smith+co,
    2008). Counting from the worst answer takes that answer off both marks: an allowed change of an
    interval scale, which a ratio does not survive (Stevens 1946, "On the theory of scales of
    measurement"). The method refuses such ratios; here they are worked to show why.

    Examples
    --------
    >>> from cvmlab.data.surveys.scale import Scale
    >>> from cvmlab.value_for.brands.market import market
    >>> mine = market("Us; 8; 7; 86; 16", "Cheap & Co; 5; 4; 45; 28", scale=Scale(1, 10))
    >>> by_hand = one_shopper(mine, "you", minute_price=0.25)
    >>> print(by_hand.of("Us"))
    Us: 8.00 + 7.00 = 15.00 points; €86.00 + 16 minutes × €0.25 = €90.00; 15.00 / 90.00 × 100 = \
16.7 points for €100.
    >>> by_hand.first, by_hand.first_from_0
    ('Cheap & Co', 'Us')
    """
    rows = views.rows[views.rows["respondent"].astype(str) == str(respondent)]
    if rows.empty:
        known = [str(name) for name in views.rows["respondent"].unique()]
        near = suggestion(str(respondent), known)
        raise one_problem(
            f'nobody who was asked has the number "{respondent}".{near}',
            f"take a number from the ratings, such as {known[0]}.",
        )
    in_money = views.hassle_unit == "money"
    if minute_price is None and not in_money:
        raise one_problem(
            "hassle is in minutes, and minutes cannot be added to money",
            "say what a minute counts: minute_price=0.25.",
        )
    minute = 1.0 if in_money or minute_price is None else float(minute_price)
    low = views.scale.low + (views.service_scale or views.scale).low
    table = rows[["brand", "product", "service"]].copy()
    table["points"] = rows["product"] + rows["service"]
    table[["price", "hassle"]] = rows[["price", "hassle"]]
    table["cost"] = table["price"] + minute * table["hassle"]
    table["value"] = _PER * table["points"] / table["cost"]
    table["points_from_0"] = table["points"] - low
    table["value_from_0"] = _PER * table["points_from_0"] / table["cost"]
    if "share" in rows:
        table["share"] = rows["share"]
    table = table.sort_values(["value", "brand"], ascending=[False, True]).reset_index(drop=True)
    return OneShopper(
        table, str(respondent), views.scale.low, minute, views.hassle_unit, views.currency
    )
