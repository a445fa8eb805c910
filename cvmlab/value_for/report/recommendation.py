"""What follows from a value map, as far as intervals allow; nothing where nothing is sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cvmlab.figures.advice import AdviceList, advice_list
from cvmlab.figures.formats import money
from cvmlab.stats.importance_performance_result import ImportancePerformance
from cvmlab.value_for.report.recommendation_rules import (
    about_items,
    about_minute,
    about_price,
    about_readings,
    about_rivals,
    about_types,
)

if TYPE_CHECKING:
    from cvmlab.value_for.rivals.value_map_result import ValueMap


def recommendation(
    own: str,
    *,
    value: ValueMap | None = None,
    rivals: pd.DataFrame | None = None,
    holds: Sequence[str] | None = None,
    types: pd.DataFrame | None = None,
    minute: Mapping[str, float] | None = None,
    items: ImportancePerformance | None = None,
    first: Mapping[str, str] | None = None,
    currency: str = "",
    level: float = 0.95,
) -> AdviceList:
    """Say what can be done, by rules that look at intervals only.

    Parameters
    ----------
    own : str
        One's own brand.
    value : ValueMap, optional
        What it gives beyond what price and hassle ask.
    rivals : pandas.DataFrame, optional
        Its lead in money: ``rival, lead, low, high``.
    holds : sequence of str, optional
        The rivals it is ahead of in every reading of the answers; without it, nothing is said
        about readings.
    types : pandas.DataFrame, optional
        The lead over the strongest rival by type of customers:
        ``customer_type, rival, lead, low, high``.
    minute : mapping, optional
        Money a minute: ``value, low, high``.
    items : ImportancePerformance, optional
        Questions on quality: what they count and the lead in each.
    first : mapping of reading to brand, optional
        Who comes first, reading by reading of the equation.
    currency : str
        ISO 4217 code.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    AdviceList

    Examples
    --------
    >>> leads = pd.DataFrame({"rival": ["Them"], "lead": [4.0], "low": [-1.0], "high": [9.0]})
    >>> print(recommendation("Us", rivals=leads, currency="EUR").sentences[0])
    Claim nothing against Them yet: the lead of €4.00 may be chance (−€1.00 to €9.00).
    """
    cash = partial(money, currency=currency)
    advice = [
        *(about_price(own, value, cash) if value is not None else ()),
        *(about_rivals(own, rivals, holds, cash) if rivals is not None else ()),
        *(about_types(own, types, cash) if types is not None else ()),
        *(about_minute(minute, cash) if minute is not None else ()),
        *(about_items(items, level) if items is not None else ()),
        *(about_readings(own, first) if first else ()),
    ]
    return advice_list(advice, level, "in some places")
