"""A survey of brands after reading: one row a respondent and brand, and what each column is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from cvmlab.data.surveys.scale import Scale
from cvmlab.figures.formats import count
from cvmlab.figures.tables import Table

if TYPE_CHECKING:
    from cvmlab.data.surveys.answer_ledger import SurveyLedger

Part = Literal["product", "service"]


@dataclass(frozen=True)
class Item:
    """One question about a brand that is answered on the scale.

    Parameters
    ----------
    column : str
        Its column in the table.
    label : str
        What a picture calls it.
    part : {"product", "service"}
        Whose quality it is about.
    """

    column: str
    label: str
    part: Part


@dataclass(frozen=True, eq=False, repr=False)
class Survey:
    """How people see a firm and its rivals, ready for the value equation.

    Parameters
    ----------
    table : DataFrame
        One row a respondent and brand: ``respondent, brand``, the items under their columns (a high
        answer is always a good one: reversed items are turned round already), ``price``,
        ``hassle``, and ``share`` (of the money spent, 0 to 1), ``customer_type`` where asked.
        What was not answered, or not understood, is NaN.
    items : tuple of Item
        The questions on product and service, in the order of the description.
    scale : Scale
        From which number to which the items were answered.
    own : str
        The firm's own brand.
    brands : tuple of str
        All brands, the own one first.
    hassle_unit : {"minutes", "money"}
        What the hassle is counted in.
    currency : str
        ISO code of the money; empty where the description does not say it.
    respondent, brand, price, hassle : str
        The names of these columns in the table.
    share, customer_type : str, optional
        The same, or None where it was not asked.
    ledger : SurveyLedger, optional
        What became of every respondent and of every answer.
    choices : DataFrame, optional
        The choice tasks, where the questionnaire had some: ``respondent_id, task, alternative,
        price, minutes, …, chosen`` and ``shopper`` where the customer type was asked.
    """

    table: pd.DataFrame
    items: tuple[Item, ...]
    scale: Scale
    own: str
    brands: tuple[str, ...]
    hassle_unit: str = "minutes"
    currency: str = ""
    respondent: str = "respondent"
    brand: str = "brand"
    price: str = "price"
    hassle: str = "hassle"
    share: str | None = None
    customer_type: str | None = None
    ledger: SurveyLedger | None = None
    choices: pd.DataFrame | None = field(default=None)

    def _of(self, part: Part) -> tuple[str, ...]:
        return tuple(item.column for item in self.items if item.part == part)

    @property
    def product(self) -> tuple[str, ...]:
        """The columns of product quality."""
        return self._of("product")

    @property
    def service(self) -> tuple[str, ...]:
        """The columns of service quality."""
        return self._of("service")

    @property
    def labels(self) -> dict[str, str]:
        """What a picture calls each item, by its column."""
        return {item.column: item.label for item in self.items}

    @cached_property
    def respondents(self) -> int:
        """How many people's answers are used."""
        return int(self.table[self.respondent].nunique())

    @property
    def sentence(self) -> str:
        """What was asked, of how many, in a sentence."""
        rivals = len(self.brands) - 1
        return (
            f"{count(self.respondents)} people rated {self.own} and {count(rivals)} "
            f"{'rival' if rivals == 1 else 'rivals'} on {count(len(self.items))} questions, "
            f"{self.scale}: {count(len(self.table))} views of a brand."
        )

    def summary(self) -> Table:
        """Every column of the table: what it holds, its answers, from where to where."""
        lines = []
        for name in self.table.columns:
            values = self.table[name]
            numeric = pd.api.types.is_numeric_dtype(values)
            reach = (values.min(), values.max()) if numeric else (None, None)
            lines.append((name, self._meaning(name), int(values.notna().sum()), *reach))
        columns = ["Column", "What it holds", "Answers", "Lowest", "Highest"]
        return Table(pd.DataFrame(lines, columns=columns), title=self.sentence)

    def _meaning(self, name: str) -> str:
        for item in self.items:
            if item.column == name:
                return f"{item.part} quality: {item.label}"
        unit = "minutes" if self.hassle_unit == "minutes" else self.currency or "money"
        return {
            self.respondent: "who was asked",
            self.brand: "which brand",
            self.price: f"price, {self.currency or 'money'}",
            self.hassle: f"hassle, {unit}",
            self.share or "": "share of the money spent there, 0 to 1",
            self.customer_type or "": "what kind of customer",
        }.get(name, "")

    def __repr__(self) -> str:
        return str(self.summary())

    def _repr_html_(self) -> str:
        return self.summary().html
