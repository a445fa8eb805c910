"""How people see one's own brand and its rivals: quality, service, price and hassle, made ready.

One row is one respondent's view of one brand. Nobody knows every brand, and whoever knows few may
be another kind of customer: so respondents are kept whole, and what is set aside is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from cvmlab.data.surveys.scale import Scale
from cvmlab.data.surveys.survey import Survey
from cvmlab.data.table_currency import currency_of_tables
from cvmlab.errors import DataProblem, one_problem
from cvmlab.value_for.brands.brand_columns import (
    BrandColumns,
    column_problems,
    items_of,
    numbers_in,
    row_problems,
    with_names,
)
from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews
from cvmlab.value_for.brands.part_means import part_means

__all__ = ["MEASURES", "BrandViews", "brand_views"]

_SCALE = Scale(1, 10)
_SHARE, _TYPE = "share_bought", "shopper"  # used where they are; a name somebody gives must be
# Why a view cannot be used: the first reason that holds is given.
_REASONS = {
    "respondent": "no respondent named",
    "brand": "no brand named",
    "anything": "brand not rated",
    "product": "fewer than half of the product questions answered",
    "service": "fewer than half of the service questions answered",
    "price": "no price",
    "hassle": "no hassle",
}


def brand_views(
    table: pd.DataFrame | Survey,
    *,
    own: str | None = None,
    product: Sequence[str] | Mapping[str, str] = ("freshness", "range", "own_products"),
    service: Sequence[str] | Mapping[str, str] = ("friendliness", "helpfulness", "checkout"),
    price: str = "basket_price",
    hassle: str = "hassle_minutes",
    share: str | None = _SHARE,
    customer_type: str | None = _TYPE,
    brand: str = "brand",
    respondent: str = "respondent_id",
    scale: Scale | Mapping[str, Scale] = _SCALE,
    hassle_unit: Literal["minutes", "money"] = "minutes",
    currency: str = "EUR",
) -> BrandViews:
    """Ratings of one's own brand and its rivals, checked and made ready for every value method.

    Parameters
    ----------
    table : pandas.DataFrame or Survey
        One row a respondent and brand. A survey that was read knows the roles of its columns,
        scale and units: then only ``own`` counts, where another brand is to be looked at.
    own : str
        One's own brand, as it is written in the table.
    product, service : sequence of str, or mapping of column to label
        The questions about either part of quality.
    price, hassle : str
        What the brand costs, and what it costs beside money: minutes, or money already.
    share : str, optional
        The part of what a household buys that it buys there, 0 to 1. The default name is used
        where there is such a column; None for none.
    customer_type : str, optional
        What kind of customer the respondent is; found in the same way.
    brand, respondent : str
        Whose view of what the row is.
    scale : Scale, or mapping of "product" and "service" to Scale
        From where to where people answered.
    hassle_unit : {"minutes", "money"}
        What hassle is counted in.
    currency : str
        ISO 4217 code of the prices.

    Returns
    -------
    BrandViews

    Raises
    ------
    DataProblem
        With everything wrong at once: columns missing, words for numbers, values out of range, a
        respondent who rates a brand twice, an own brand nobody rated.

    Notes
    -----
    Product and service quality are the means of their questions. A part counts when at least half
    of its questions were answered, with what is usual for the questions answered taken out; see
    :func:`cvmlab.value_for.brands.part_means.part_means`. A view without price or hassle is set
    aside, and counted.
    """
    currency = currency_of_tables(currency, table)
    if isinstance(table, Survey):
        return _of_survey(table, own)
    if hassle_unit not in ("minutes", "money"):
        raise ValueError(f'hassle_unit must be "minutes" or "money", not {hassle_unit!r}')
    if isinstance(scale, Scale):
        scale = {"product": scale, "service": scale}
    columns = BrandColumns(
        items=items_of(product, "product") + items_of(service, "service"),
        price=price,
        hassle=hassle,
        share=None if share == _SHARE and share not in table else share,
        customer_type=None if customer_type == _TYPE and _TYPE not in table else customer_type,
        brand=brand,
        respondent=respondent,
        scales={"product": scale["product"], "service": scale["service"]},
    )
    problems = column_problems(table, columns)
    if problems:
        raise DataProblem(problems, "the brand ratings")
    table = with_names(table, columns)
    values, problems = numbers_in(table, columns)
    problems += row_problems(table, columns, own)
    if problems:
        raise DataProblem(problems, "the brand ratings")
    rows, reason = _views(table, values, columns)
    used = reason == ""
    if own is None or not (used & (rows["brand"] == own)).any():
        raise one_problem(
            f"no view of {own} can be used: {', '.join(sorted(set(reason[~used])))}",
            "each view needs half of the questions of each part, a price and hassle.",
        )
    aside = reason[~used].value_counts().rename_axis("reason").reset_index(name="rows")
    return BrandViews(
        rows=rows[used].reset_index(drop=True),
        answers=values.loc[used, [item.column for item in columns.items]].reset_index(drop=True),
        items=columns.items,
        scale=scale["product"],
        hassle_unit=hassle_unit,
        currency=currency,
        own=own,
        set_aside=aside,
        service_scale=None if scale["service"] == scale["product"] else scale["service"],
    )


def _of_survey(survey: Survey, own: str | None) -> BrandViews:
    """The views in a survey whose description says which column is which."""
    labels = survey.labels
    return brand_views(
        survey.table,
        own=own or survey.own,
        product={name: labels[name] for name in survey.product},
        service={name: labels[name] for name in survey.service},
        price=survey.price,
        hassle=survey.hassle,
        share=survey.share,
        customer_type=survey.customer_type,
        brand=survey.brand,
        respondent=survey.respondent,
        scale=survey.scale,
        hassle_unit="money" if survey.hassle_unit == "money" else "minutes",
        currency=survey.currency,
    )


def _views(
    table: pd.DataFrame, values: pd.DataFrame, columns: BrandColumns
) -> tuple[pd.DataFrame, pd.Series]:
    """One row a view, and why it cannot be used ("" where it can)."""
    codes = np.asarray(pd.factorize(table[columns.brand])[0])
    rows = pd.DataFrame(
        {
            "respondent": table[columns.respondent],
            "brand": table[columns.brand],
            "product": part_means(values[columns.of("product")].to_numpy(), codes),
            "service": part_means(values[columns.of("service")].to_numpy(), codes),
            "price": values[columns.price],
            "hassle": values[columns.hassle],
        }
    )
    if columns.share:
        rows["share"] = values[columns.share]
    if columns.customer_type:
        rows["customer_type"] = table[columns.customer_type]
    known = rows.notna()
    known["anything"] = known[list(MEASURES)].any(axis=1)
    reason = pd.Series("", index=rows.index)
    for name, said in reversed(_REASONS.items()):
        reason = reason.mask(~known[name], said)
    return rows, reason
