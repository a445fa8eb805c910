"""What to promise each type of customers: lead with this, mend that, and how to show it improves.

A promise holds against the rival people would go to instead, so the strongest one counts. A lower
price may be led with where there is one. It is never among what to mend: a euro off costs a euro.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews
from cvmlab.value_for.brands.draws import ends, respondent_draws
from cvmlab.value_for.brands.groups import ALL, groups_of
from cvmlab.value_for.brands.part_means import FEW
from cvmlab.value_for.rivals.joint_intervals import joint_ends
from cvmlab.value_for.rivals.paired_leads import (
    PairedLeads,
    leads_by_group,
    marks_by_person,
    weights_by_group,
)
from cvmlab.value_for.rivals.propositions_result import PRICE, Propositions
from cvmlab.value_for.weights.given_weights import weights_of_types
from cvmlab.value_for.weights.weights_result import ValueWeights

_POWER = 0.8


def value_propositions(
    views: BrandViews,
    *,
    minute_price: Any = None,
    weights: ValueWeights | Mapping[str, float] | None = None,
    level: float = 0.95,
    resamples: int = 1_000,
    seed: int = 0,
) -> Propositions:
    """What to lead with and what to mend for each type of customers, against whom, in money.

    Parameters
    ----------
    views : BrandViews
        How one's own brand and its rivals are seen.
    minute_price : float, or what ``price_of_hassle`` returned, optional
        Money a minute of hassle; without it that of the weights.
    weights : ValueWeights or mapping, optional
        Money a point; without them they are read from purchases, for each type on its own.
    level : float
        Confidence level; of all comparisons of all types together.
    resamples : int
        Bootstrap samples, drawn by respondent.
    seed : int
        Makes the intervals reproducible.

    Returns
    -------
    Propositions

    Raises
    ------
    DataProblem
        If nobody rates the own brand and a rival, or nothing says what a point or a minute is
        worth in money.

    Notes
    -----
    Lead with: the part worth most beyond the strongest rival, the one over whom the own brand's
    lead is smallest. Mend: of product, service and hassle the part worth least beside any rival.
    Either only where its joint interval, over all types, rivals and parts, is on one side of 0.
    Smallest change that two surveys of n people each show with a chance of 80%:
    (z(1 − α/2) + z(.8)) · s · √(2/n), s the standard deviation over people of own less rival.

    Examples
    --------
    >>> from cvmlab.value_for.brands.market import market
    >>> mine = market("Us; 8; 7; 90; 20", "Cheap & Co; 5; 4; 50; 30")
    >>> plan = value_propositions(mine, minute_price=0.2, weights={"product": 8, "service": 6})
    >>> plan.table[["against", "lead_with", "mend"]].values.tolist()
    [['Cheap & Co', 'product', '']]
    """
    known = weights_of_types(
        weights, views, minute_price=minute_price, level=level, resamples=resamples, seed=seed
    )
    counts = respondent_draws(views, resamples, seed)
    everybody, drawn = groups_of(views), weights_by_group(known, views, counts, seed)
    groups = {name: mask for name, mask in everybody.items() if name != ALL or len(everybody) == 1}
    leads = leads_by_group(views, {ALL: everybody[ALL], **groups}, counts, drawn)
    parts = _parts({name: leads[name] for name in groups}, level)
    spread = _spread(views, groups)
    parts = parts.merge(spread, on=["customer_type", "rival", "part"])
    parts["change"] = _smallest_change(parts["spread"], parts["people"], level)
    parts["change_worth"] = parts["change"] * parts.pop("term").abs()
    sure = _sure(parts, views.asked)
    table = pd.DataFrame(
        [
            _chosen(parts[sure], leads[name], name, level)
            for name in groups
            if leads[name].people.any()
        ]
    )
    return Propositions(
        table=table,
        parts=parts,
        own=views.own,
        currency=views.currency,
        hassle_unit=views.hassle_unit,
        level=level,
        asked=views.asked,
    )


def _parts(leads: Mapping[str, PairedLeads], level: float) -> pd.DataFrame:
    """Own less rival in each part, with intervals that hold all at once."""
    drawn = np.hstack([each.worth.reshape(len(each.worth), -1) for each in leads.values()])
    frames = [
        pd.DataFrame(
            {
                "customer_type": group,
                "rival": np.repeat(each.rivals, len(MEASURES)),
                "part": np.tile(MEASURES, len(each.rivals)),
                "people": np.repeat(each.people, len(MEASURES)),
                "points": each.points[0].ravel(),
                "worth": each.worth[0].ravel(),
                "term": np.tile(each.terms, len(each.rivals)),
            }
        )
        for group, each in leads.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    table["low"], table["high"] = joint_ends(drawn, level)
    return table[table["people"] > 0].reset_index(drop=True)


def _spread(views: BrandViews, groups: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """How much own less rival differs from person to person, part by part."""
    marks = marks_by_person(views)
    rows = []
    for group, people in groups.items():
        difference = marks[people, :1] - marks[people, 1:]
        for place, rival in enumerate(views.rivals):
            known = difference[np.isfinite(difference[:, place, 0]), place]
            spread = known.std(axis=0, ddof=1) if len(known) > 1 else np.full(4, np.nan)
            rows += [(group, rival, *each) for each in zip(MEASURES, spread, strict=True)]
    return pd.DataFrame(rows, columns=["customer_type", "rival", "part", "spread"])


def _smallest_change(spread: Any, people: Any, level: float) -> Any:
    """What two surveys of as many people each tell from chance four times of five."""
    from scipy.special import ndtri

    return (ndtri((1 + level) / 2) + ndtri(_POWER)) * spread * np.sqrt(2 / people)


def _sure(parts: pd.DataFrame, asked: bool) -> pd.Series:
    """Which differences are more than chance; all that are not 0 where nobody was asked."""
    if not asked:
        return parts["worth"] != 0
    return (parts["people"] >= FEW) & ((parts["low"] > 0) | (parts["high"] < 0))


def _chosen(sure: pd.DataFrame, leads: PairedLeads, group: str, level: float) -> dict[str, object]:
    """What to lead with and what to mend for one type of customers, of what is sure."""
    # A rival that few rate is not called the strongest where there are others.
    enough = leads.people >= min(FEW, leads.people.max())
    total = np.where(enough, leads.lead[0], np.inf)
    strongest = int(np.argmin(total))
    against = leads.rivals[strongest]
    low, high = ends(leads.lead[:, strongest], level)
    mine = sure[sure["customer_type"] == group]
    better = mine[(mine["rival"] == against) & (mine["worth"] > 0)].nlargest(1, "worth")
    worse = mine[(mine["part"] != PRICE) & (mine["worth"] < 0)].nsmallest(1, "worth")
    return {
        "customer_type": group,
        "people": int(leads.people[strongest]),
        "against": against,
        "against_chance": _how_often(leads.lead[1:, enough], int(enough[:strongest].sum())),
        "lead": float(total[strongest]),
        "lead_low": float(low),
        "lead_high": float(high),
        **_said("lead_with", better),
        "mend_against": "" if worse.empty else worse["rival"].iloc[0],
        **_said("mend", worse),
    }


def _how_often(drawn: np.ndarray, strongest: int) -> float:
    """In which share of the resamples the same rival is the strongest; NaN without resamples."""
    if not len(drawn):
        return float("nan")
    return float((np.where(np.isnan(drawn), np.inf, drawn).argmin(axis=1) == strongest).mean())


def _said(name: str, row: pd.DataFrame) -> dict[str, object]:
    """The part chosen and its figures; "" and NaN where none is sure."""
    columns = ("worth", "low", "high", "change", "change_worth")
    if row.empty:
        return {name: "", **{f"{name}_{column}": np.nan for column in columns}}
    chosen = row.iloc[0]
    return {name: chosen["part"], **{f"{name}_{column}": chosen[column] for column in columns}}
