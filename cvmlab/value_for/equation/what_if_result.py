"""A market in which one brand changed: the result, its sentence and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from cvmlab.figures.formats import count, money, number
from cvmlab.value_for.equation.forms import CREDIT, FORMS, FormName

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

FORM_NAMES: dict[FormName, str] = {
    "difference": "in money",
    "ratio": "by the ratio",
    "log": "by logarithms",
    "standardised": "by standardised marks",
}


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A market before and after one brand changed.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a brand, best first: ``brand, product, service, price, hassle``, the worth of its
        ``quality`` and its full ``cost`` in money, the quality in weighted ``points``, and
        ``value`` (quality less cost, against the mean of the brands); ``value_before``,
        ``points_before`` and ``cost_before`` before the change.
    ranks, ranks_before : pandas.DataFrame
        Place of each brand (row) in each form (column): difference, ratio, log, standardised; NaN
        where a form cannot be worked out. Before: no change, and marks as they were given.
    brand : str
        Who changed.
    changes : mapping of measure to float
        By how much: product and service in points, price in money, hassle in its unit.
    zero : float
        Which mark counts as nothing in the ratio and in the logarithms.
    own : str
        One's own brand.
    hassle_unit, currency : str
        As in the views.
    """

    table: pd.DataFrame = field(repr=False)
    ranks: pd.DataFrame = field(repr=False)
    ranks_before: pd.DataFrame = field(repr=False)
    brand: str
    changes: Mapping[str, float]
    zero: float
    slope: float
    own: str
    hassle_unit: str
    currency: str

    @property
    def first(self) -> dict[FormName, str]:
        """Who is first in each form."""
        return {form: str(self.ranks[form].idxmin()) for form in FORMS if self._known(form)}

    @property
    def turned(self) -> tuple[FormName, ...]:
        """Forms in which any brand has another place than before."""
        return tuple(form for form in FORMS if not self.ranks[form].equals(self.ranks_before[form]))

    def _known(self, form: FormName) -> bool:
        return bool(self.ranks[form].notna().all())

    @property
    def change_said(self) -> str:
        """What was changed, as a phrase; "" where nothing was."""
        cash = partial(money, currency=self.currency, digits=2)
        said = []
        for measure, by in self.changes.items():
            if not by:
                continue
            way = "more" if by > 0 else "less"
            if measure in ("product", "service"):
                said.append(f"{_plain(by)} {_points(by)} {way} of {measure} quality")
            elif measure == "price":
                said.append(f"a price {cash(abs(by))} {'higher' if by > 0 else 'lower'}")
            elif self.hassle_unit == "money":
                said.append(f"{cash(abs(by))} {way} hassle")
            else:
                said.append(f"{_plain(by)} {'minute' if abs(by) == 1 else 'minutes'} {way} hassle")
        return _listed(said)

    @property
    def sentence(self) -> str:
        """What becomes of the brand in money, and who is first in each form."""
        row = self.table.set_index("brand").loc[self.brand]
        cash = partial(money, currency=self.currency, digits=2)
        changed = f"{self.brand} with {self.change_said}" if self.change_said else self.brand
        place = number(float(self.ranks.loc[self.brand, "difference"]), 0)
        worth = f"{cash(abs(row.value))} {'more' if row.value >= 0 else 'less'} value"
        text = (
            f"{changed} gives {worth} than the mean of the {count(len(self.table))} brands: "
            f"place {place}"
        )
        if self.change_said:
            before = number(float(self.ranks_before.loc[self.brand, "difference"]), 0)
            text += f" (before: {_signed(row.value_before, cash)}, place {before})"
        return f"{text}. {self._firsts()}"

    def _firsts(self) -> str:
        forms: dict[str, list[str]] = {}
        for form, brand in self.first.items():
            forms.setdefault(brand, []).append(FORM_NAMES[form])
        said = "; ".join(f"{brand} {_listed(names)}" for brand, names in forms.items())
        counted = f", a mark of {_plain(self.zero)} counted as nothing" if self.zero else ""
        unknown = [FORM_NAMES[form] for form in FORMS if form not in self.first]
        left = f" No order {_listed(unknown)}: a mark or a cost is not above 0." if unknown else ""
        return f"First{counted}: {said}.{left}"

    def summary(self) -> Table:
        """Every brand's place in each form, before where it was another."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency, digits=2)
        frame = pd.DataFrame({"Brand": self.table["brand"], "Value in money": self.table["value"]})
        for form in FORMS:
            frame[f"Place {FORM_NAMES[form]}"] = [
                self.place(brand, form) for brand in self.table["brand"]
            ]
        change = self.change_said
        return Table(
            frame,
            title=f"If {self.brand} had {change}" if change else "The market as it is",
            note=f"Value in money is against the mean of the brands. {CREDIT}.",
            formats={"Value in money": lambda value: _signed(value, cash)},
        )

    def place(self, brand: str, form: FormName) -> str:
        """A brand's place in a form, and the one before where it was another."""
        now, before = self.ranks.loc[brand, form], self.ranks_before.loc[brand, form]
        shown = number(float(now), 0)
        return shown if _same(now, before) else f"{shown} (was {number(float(before), 0)})"


def _signed(value: float, written: Any) -> str:
    text = str(written(value))
    return f"+{text}" if value > 0 else text


def _plain(value: float) -> str:
    return number(abs(value), 0 if float(value).is_integer() else 1)


def _points(value: float) -> str:
    return "point" if abs(value) == 1 else "points"


def _listed(names: list[str]) -> str:
    if not names:
        return ""
    return names[0] if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or (pd.isna(one) and pd.isna(other)))
