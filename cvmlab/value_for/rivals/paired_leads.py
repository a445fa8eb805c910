"""One's own brand less a rival, among the people who know both, part by part and in money.

Whoever knows a brand is not just anybody: comparing two brands among those who rate both compares
like with like, and the person's way of answering falls out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cvmlab.errors import one_problem
from cvmlab.value_for.brands.brand_views_result import MEASURES, BrandViews
from cvmlab.value_for.brands.groups import ALL, groups_of
from cvmlab.value_for.weights.weights_result import ValueWeights


@dataclass(frozen=True, eq=False)
class PairedLeads:
    """Differences between the own brand and each rival, in resamples of respondents.

    Attributes
    ----------
    rivals : tuple of str
        The rivals, in the order of the arrays.
    points : numpy.ndarray of shape (draws, rivals, 4)
        Mean difference in product, service, price and hassle, in their own units; estimate first.
    worth : numpy.ndarray of shape (draws, rivals, 4)
        The same in money, so that more is better for the own brand: the lead is their sum.
    people : numpy.ndarray of shape (rivals,)
        How many rate both.
    terms : numpy.ndarray of shape (4,)
        What one more of product, service, price and hassle does for a brand, in money.
    """

    rivals: tuple[str, ...]
    points: np.ndarray
    worth: np.ndarray
    people: np.ndarray
    terms: np.ndarray

    @property
    def lead(self) -> np.ndarray:
        """What the own brand gives beyond each rival, in money: shape (draws, rivals)."""
        return self.worth.sum(axis=2)


def paired_leads(
    views: BrandViews, people: np.ndarray, counts: np.ndarray, drawn: np.ndarray
) -> PairedLeads:
    """The own brand less each rival, among some of the respondents.

    Parameters
    ----------
    views : BrandViews
        How the brands are seen.
    people : numpy.ndarray of shape (respondents,)
        Who counts, as a mask.
    counts : numpy.ndarray of shape (draws, respondents)
        How often each respondent is in each draw.
    drawn : numpy.ndarray of shape (draws, 3)
        Money a point of product, of service, and a minute, in each draw.
    """
    marks = marks_by_person(views)[people]
    difference = marks[:, :1] - marks[:, 1:]
    both = np.isfinite(difference[:, :, 0])
    often = counts[:, people] @ both
    summed = np.einsum("dr,rbm->dbm", counts[:, people], np.nan_to_num(difference), optimize=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        points = summed / often[:, :, None]
    terms = in_favour(drawn)
    return PairedLeads(
        rivals=views.rivals,
        points=points,
        worth=points * terms[:, None, :],
        people=both.sum(axis=0),
        terms=terms[0],
    )


def marks_by_person(views: BrandViews) -> np.ndarray:
    """Each respondent's marks, price and hassle of each brand; NaN for a brand not rated.

    Returns
    -------
    numpy.ndarray of shape (respondents, brands, 4)
        Brands as in ``views.brands``, the own one first.
    """
    marks = np.full((views.respondents, len(views.brands), len(MEASURES)), np.nan)
    marks[views.respondent_codes, views.brand_codes] = views.rows[list(MEASURES)].to_numpy()
    return marks


def in_favour(drawn: np.ndarray) -> np.ndarray:
    """What one more of product, service, price and hassle does for a brand, in money.

    Examples
    --------
    >>> in_favour(np.array([[8.0, 6, 0.25]])).tolist()
    [[8.0, 6.0, -1.0, -0.25]]
    """
    product, service, minute = drawn.T
    hassle = np.where(np.isnan(minute), 1.0, minute)  # hassle in money counts as it stands
    return np.column_stack([product, service, np.full(len(drawn), -1.0), -hassle])


def weights_by_group(
    weights: ValueWeights, views: BrandViews, counts: np.ndarray, seed: int = 0
) -> dict[str, np.ndarray]:
    """The weights that hold for each group, draw by draw: those of the type where it has its own.

    Returns
    -------
    dict of group to numpy.ndarray of shape (draws, 3)
    """
    names = np.unique(views.rows["respondent"].to_numpy())
    everybody = weights.draws_among(names, counts, seed)
    drawn = {}
    for group, people in groups_of(views).items():
        own = weights.by_type.get(group)
        drawn[group] = (
            everybody if own is None else own.draws_among(names[people], counts[:, people], seed)
        )
    return drawn


def leads_by_group(
    views: BrandViews,
    groups: Mapping[str, np.ndarray],
    counts: np.ndarray,
    drawn: Mapping[str, np.ndarray],
) -> dict[str, PairedLeads]:
    """:func:`paired_leads` of each group, with the weights that hold for it.

    Raises
    ------
    DataProblem
        If nobody rates the own brand and a rival.
    """
    leads = {
        group: paired_leads(views, people, counts, drawn[group]) for group, people in groups.items()
    }
    if not leads[ALL].people.any():
        raise one_problem(
            f"nobody rates both {views.own} and a rival",
            "ask each respondent about every brand he knows.",
        )
    return leads
