"""What people think of one's own brand and its rivals, one row a respondent and brand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.survey import Item
from cvmlab.errors import one_problem, suggestion
from cvmlab.figures.formats import count, money, number
from cvmlab.value_for.brands.part_means import FEW

if TYPE_CHECKING:
    from cvmlab.figures.tables import Table

MEASURES = ("product", "service", "price", "hassle")


@dataclass(frozen=True, eq=False)
class BrandViews:
    """What each respondent thinks of each brand he knows.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row a respondent and brand: ``respondent, brand, product, service, price, hassle``
        and, where they were asked, ``share`` of what is bought there and ``customer_type``.
    answers : pandas.DataFrame
        The answers to every question about quality, row by row as in ``rows``.
    items : tuple of Item
        The questions: ``column, label, part``.
    scale : Scale
        From where to where people answered (about products, if about service it was another).
    hassle_unit : {"minutes", "money"}
        What hassle is counted in.
    currency : str
        ISO 4217 code of the prices; "" where none is known.
    own : str
        One's own brand.
    set_aside : pandas.DataFrame
        ``reason, rows``: views that could not be used.
    asked : bool
        False for a market somebody typed in: then nothing has an interval.
    service_scale : Scale or None
        The scale of the questions about service, where it is another one.
    """

    rows: pd.DataFrame = field(repr=False)
    answers: pd.DataFrame = field(repr=False)
    items: tuple[Item, ...]
    scale: Scale
    hassle_unit: Literal["minutes", "money"]
    currency: str
    own: str
    set_aside: pd.DataFrame = field(repr=False)
    asked: bool = True
    service_scale: Scale | None = None

    @cached_property
    def brands(self) -> tuple[str, ...]:
        """All brands, the own one first, then those that most people know."""
        known = self.rows["brand"].value_counts().rename_axis("brand").reset_index()
        known = known.sort_values(["count", "brand"], ascending=[False, True])
        rivals = (str(name) for name in known["brand"] if name != self.own)
        return (self.own, *rivals)

    @property
    def rivals(self) -> tuple[str, ...]:
        """All brands but the own one."""
        return self.brands[1:]

    @cached_property
    def respondent_codes(self) -> np.ndarray:
        """Which respondent each row is of, counted from 0."""
        return np.asarray(pd.factorize(self.rows["respondent"].astype("str"), sort=True)[0])

    @cached_property
    def brand_codes(self) -> np.ndarray:
        """Which of ``brands`` each row is about."""
        return np.asarray(pd.Index(self.brands).get_indexer(self.rows["brand"]))

    @cached_property
    def respondents(self) -> int:
        """How many people were asked."""
        return int(self.respondent_codes.max()) + 1

    @cached_property
    def rated_by(self) -> dict[str, int]:
        """How many people rated each brand."""
        rated = np.bincount(self.brand_codes, minlength=len(self.brands))
        return dict(zip(self.brands, (int(n) for n in rated), strict=True))

    @property
    def few(self) -> tuple[str, ...]:
        """Brands rated by fewer than 30 people: too few for a firm word about them."""
        if not self.asked:
            return ()
        return tuple(brand for brand, rated in self.rated_by.items() if rated < FEW)

    @property
    def customer_types(self) -> tuple[str, ...]:
        """The types of customers among the respondents, the most frequent first; may be none."""
        if "customer_type" not in self.rows:
            return ()
        people = self.rows.drop_duplicates("respondent")["customer_type"]
        kinds = people.value_counts().rename_axis("kind").reset_index()
        kinds = kinds.sort_values(["count", "kind"], ascending=[False, True])
        return tuple(str(kind) for kind in kinds["kind"])

    def of(self, customer_type: str) -> BrandViews:
        """The views of one type of customers.

        Raises
        ------
        DataProblem
            If types were not asked for, or there is none of this name.
        """
        if not self.customer_types:
            raise one_problem(
                "which type of customer each respondent is, is not known",
                "name the column that says it: customer_type=…",
            )
        if customer_type not in self.customer_types:
            near = suggestion(customer_type, self.customer_types)
            raise one_problem(
                f'no respondent is of the type "{customer_type}".{near}',
                f"choose one of: {', '.join(self.customer_types)}.",
            )
        chosen = (self.rows["customer_type"] == customer_type).fillna(False)
        return self.among(chosen, f"not {customer_type}")

    def among(self, mask: Any, reason: str = "not chosen") -> BrandViews:
        """The views in some of the rows.

        Parameters
        ----------
        mask : array of bool, of shape (rows,)
            Which rows to keep.
        reason : str
            What the ledger calls the others.
        """
        keep = np.asarray(mask, dtype=bool)
        if keep.shape != (len(self.rows),):
            raise ValueError(f"mask must say yes or no for each of {len(self.rows)} rows")
        if not (self.rows["brand"] == self.own)[keep].any():
            raise one_problem(
                f"{self.own} is rated in none of the rows chosen", "choose more of them."
            )
        if self.rows["brand"][keep].nunique() == 1:
            raise one_problem(
                f"only {self.own} is rated in the rows chosen", "value needs a rival: choose more."
            )
        left = pd.DataFrame({"reason": [reason], "rows": [int((~keep).sum())]})
        aside = pd.concat([self.set_aside, left[left["rows"] > 0]], ignore_index=True)
        return replace(
            self,
            rows=self.rows[keep].reset_index(drop=True),
            answers=self.answers[keep].reset_index(drop=True),
            set_aside=aside,
        )

    @property
    def sentence(self) -> str:
        """Who was asked about what, and what was set aside, in words."""
        if not self.asked:
            return (
                f"{count(len(self.brands))} brands as you see them: your own estimates, so no "
                "interval can say how far they may be off."
            )
        text = (
            f"{count(self.respondents)} people rated {count(len(self.brands))} brands: "
            f"{count(len(self.rows))} views are used"
        )
        aside = int(self.set_aside["rows"].sum())
        if aside:
            reasons = "; ".join(
                f"{row.reason}, {count(row.rows)}" for row in self.set_aside.itertuples()
            )
            text += f" and {count(aside)} set aside ({reasons})"
        if self.few:
            thin = ", ".join(f"{brand} ({count(self.rated_by[brand])})" for brand in self.few)
            text += f". Rated by fewer than {FEW} people, so with much chance in it: {thin}"
        return text + "."

    def summary(self) -> Table:
        """Each brand's means as a table to read."""
        from cvmlab.figures.tables import Table

        cash = partial(money, currency=self.currency)
        one = partial(number, digits=1)
        hassle = "Hassle" if self.hassle_unit == "money" else "Hassle, minutes"
        means = self.rows.groupby("brand")[list(MEASURES)].mean().loc[list(self.brands)]
        frame = pd.DataFrame(
            {
                "Brand": self.brands,
                "Rated by": [self.rated_by[brand] for brand in self.brands],
                "Product quality": means["product"].to_numpy(),
                "Service quality": means["service"].to_numpy(),
                "Price": means["price"].to_numpy(),
                hassle: means["hassle"].to_numpy(),
            }
        )
        return Table(
            frame,
            title=f"How {self.own} and its rivals are seen, on a scale of {self.scale}",
            note=self.sentence,
            formats={
                "Product quality": number,
                "Service quality": number,
                "Price": cash,
                hassle: cash if self.hassle_unit == "money" else one,
            },
        )
