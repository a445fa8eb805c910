"""For whom the own brand gives most of all the brands they know, and by how much."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cvmlab.value_for.brands.brand_views_result import BrandViews
from cvmlab.value_for.brands.draws import ends
from cvmlab.value_for.brands.groups import ALL, groups_of
from cvmlab.value_for.rivals.paired_leads import in_favour, marks_by_person
from cvmlab.value_for.weights.weights_result import ValueWeights


def best_known(
    views: BrandViews,
    groups: Mapping[str, np.ndarray],
    counts: np.ndarray,
    drawn: Mapping[str, np.ndarray],
    level: float,
) -> pd.DataFrame:
    """Share of people to whom the own brand gives most, among those who rate it and a rival.

    Parameters
    ----------
    views : BrandViews
        How the brands are seen.
    groups : mapping of name to mask of respondents
        Who is looked at.
    counts : numpy.ndarray of shape (draws, respondents)
        How often each respondent is in each draw.
    drawn : mapping of name to numpy.ndarray of shape (draws, 3)
        Money a point and a minute for each group; the shares are taken at the estimate, the
        first row, so the interval is that of the people and not of the weights.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        ``customer_type, people, share, low, high, by_chance``. Brands that tie share the person.
        Answers that are partly chance blur who is best: a leader's true share lies further from
        ``by_chance`` than this one.
    """
    marks = marks_by_person(views)
    rows = []
    for group, people in groups.items():
        worth = (marks[people] * in_favour(drawn[group][:1])[0]).sum(axis=2)
        known = np.isfinite(worth).sum(axis=1)
        asked = np.isfinite(worth[:, 0]) & (known > 1)
        if not asked.any():
            continue
        first = np.where(np.isfinite(worth), worth, -np.inf)
        first = np.isclose(first, first.max(axis=1, keepdims=True), rtol=0, atol=1e-9)
        wins = np.where(asked, first[:, 0] / first.sum(axis=1), 0.0)
        often = counts[:, people]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = (often @ wins) / (often @ asked)
        low, high = ends(share, level)
        rows.append((group, int(asked.sum()), share[0], float(low), float(high),
                     float((1 / known[asked]).mean())))  # fmt: skip
    columns = ["customer_type", "people", "share", "low", "high", "by_chance"]
    return pd.DataFrame(rows, columns=columns)


def leads_over_the_best(views: BrandViews, weights: ValueWeights) -> np.ndarray:
    """What the own brand gives each respondent beyond the best rival he rates, in money.

    Parameters
    ----------
    views : BrandViews
        How the brands are seen.
    weights : ValueWeights
        What a point and a minute count for; each type's own where it has some.

    Returns
    -------
    numpy.ndarray of shape (respondents,)
        NaN for who does not rate the own brand, or no rival.
    """
    marks = marks_by_person(views)
    worth = np.full(marks.shape[:2], np.nan)
    for group, people in groups_of(views).items():
        own = weights if group == ALL else weights.of(group)
        terms = in_favour(np.array([[own.product, own.service, own.minute]]))[0]
        worth[people] = (marks[people] * terms).sum(axis=2)
    best = np.where(np.isfinite(worth[:, 1:]), worth[:, 1:], -np.inf).max(axis=1)
    return worth[:, 0] - np.where(np.isfinite(best), best, np.nan)
