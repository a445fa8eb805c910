"""What one's own brand gives beyond each rival, in money, by type of customers.

Value is relative: nobody asks whether a shop is good, but whether it is better than the other one
he knows. So the question is put rival by rival, and to each type of customers on its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews
from cvmlab.value_for.brands.draws import ends, respondent_draws
from cvmlab.value_for.brands.groups import groups_of
from cvmlab.value_for.brands.part_means import FEW
from cvmlab.value_for.rivals.best_known import best_known
from cvmlab.value_for.rivals.joint_intervals import drawn_together, joint_ends
from cvmlab.value_for.rivals.paired_leads import PairedLeads, leads_by_group, weights_by_group
from cvmlab.value_for.rivals.relative_value_result import (
    AHEAD,
    BEHIND,
    UNSURE,
    RelativeValue,
)
from cvmlab.value_for.weights.given_weights import weights_of_types
from cvmlab.value_for.weights.weights_result import ValueWeights


def relative_value(
    views: BrandViews,
    *,
    minute_price: Any = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> RelativeValue:
    """What the own brand gives beyond each rival, in money, for each type of customers.

    Parameters
    ----------
    views : BrandViews
        How one's own brand and its rivals are seen.
    minute_price : float, or what ``price_of_hassle`` returned, optional
        Money a minute of hassle; without it that of the weights.
    weights : ValueWeights or mapping, optional
        Money a point; without them they are read from purchases, for each type on its own.
    level : float
        Confidence level of the intervals.
    resamples : int
        Bootstrap samples, drawn by respondent; weights and marks are drawn together.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    RelativeValue

    Raises
    ------
    DataProblem
        If nobody rates the own brand and a rival, or nothing says what a point or a minute is
        worth in money.

    Notes
    -----
    Lead = w₁ Δproduct + w₂ Δservice − Δprice − m Δminutes, each Δ the mean difference among those
    who rate both. Joint intervals reach q standard errors to each side, q the level-quantile over
    resamples of the largest standardised deviation in any row. Shrunk leads: random effects over
    the types, rival by rival (DerSimonian and Laird 1986, "Meta-analysis in clinical trials").

    Examples
    --------
    >>> from cvmlab.value_for.brands.market import market
    >>> mine = market("Us; 8; 7; 90; 20", "Cheap & Co; 5; 4; 50; 30")
    >>> leads = relative_value(mine, minute_price=0.2, weights={"product": 8, "service": 6})
    >>> leads.table["lead"].tolist()
    [4.0]
    """
    known = weights_of_types(
        weights, views, minute_price=minute_price, level=level, resamples=resamples, seed=seed
    )
    counts = respondent_draws(views, resamples, seed)
    groups, drawn = groups_of(views), weights_by_group(known, views, counts, seed)
    leads = leads_by_group(views, groups, counts, drawn)
    return RelativeValue(
        table=_table(leads, level),
        parts=_parts(leads, level),
        best=best_known(views, groups, counts, drawn, level),
        own=views.own,
        currency=views.currency,
        weights=known,
        level=level,
        asked=views.asked,
    )


def _table(leads: Mapping[str, PairedLeads], level: float) -> pd.DataFrame:
    """A row a group and rival, with single and joint intervals."""
    drawn = np.hstack([each.lead for each in leads.values()])
    rows = [
        (group, rival, int(people))
        for group, each in leads.items()
        for rival, people in zip(each.rivals, each.people, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["customer_type", "rival", "people"])
    table["lead"] = drawn[0]
    table["low"], table["high"] = ends(drawn, level)
    table["joint_low"], table["joint_high"] = joint_ends(drawn, level)
    table["shrunk"] = drawn_together(table, drawn)
    low, high = table["joint_low"], table["joint_high"]
    enough = table["people"] >= FEW
    table["place"] = np.select([(low > 0) & enough, (high < 0) & enough], [AHEAD, BEHIND], UNSURE)
    return table[table["people"] > 0].reset_index(drop=True)


def _parts(leads: Mapping[str, PairedLeads], level: float) -> pd.DataFrame:
    """What each lead is made of."""
    frames = []
    for group, each in leads.items():
        low, high = ends(each.worth, level)
        frames.append(
            pd.DataFrame(
                {
                    "customer_type": group,
                    "rival": np.repeat(each.rivals, len(MEASURES)),
                    "part": np.tile(MEASURES, len(each.rivals)),
                    "points": each.points[0].ravel(),
                    "worth": each.worth[0].ravel(),
                    "low": low.ravel(),
                    "high": high.ravel(),
                }
            )[np.repeat(each.people > 0, len(MEASURES))]
        )
    return pd.concat(frames, ignore_index=True)
