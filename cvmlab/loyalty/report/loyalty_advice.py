"""What follows from a loyalty report, as far as intervals allow; nothing where nothing is sure.

Every sentence follows from an interval by a fixed rule and carries that interval. Where the
interval holds both answers the sentence says to wait. "Nothing is sure enough" is one of the
outcomes. And none of them is a promise: customers who feel close and stay may do both for another
reason, and only a trial drawn by lot can tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cvmlab.figures.advice import AdviceList, advice_list
from cvmlab.loyalty.called_loyal.firm_label import FirmLabel
from cvmlab.loyalty.relationship.label_against_index import LabelAgainstIndex
from cvmlab.loyalty.relationship.validity_result import IndexValidity
from cvmlab.loyalty.report.advice_rules import (
    about_drivers,
    about_index,
    about_label,
    about_label_and_bond,
    about_scores,
    about_segments,
    about_silence,
    about_stakes,
)
from cvmlab.loyalty.report.two_scores import TwoScores
from cvmlab.loyalty.satisfaction.drivers import SatisfactionDrivers
from cvmlab.loyalty.satisfaction.penalty_reward_result import PenaltyReward
from cvmlab.loyalty.segments.outcomes_result import SegmentOutcomes


def loyalty_advice(
    *,
    scores: TwoScores | None = None,
    drivers: Sequence[SatisfactionDrivers] = (),
    stakes: PenaltyReward | None = None,
    label: FirmLabel | None = None,
    bond_of_label: LabelAgainstIndex | None = None,
    segments: SegmentOutcomes | None = None,
    index: IndexValidity | None = None,
    asked: pd.DataFrame | None = None,
    own: str = "the firm",
    level: float = 0.95,
) -> AdviceList:
    """Say what can be done, by rules that look at intervals only.

    Parameters
    ----------
    scores : TwoScores, optional
        Satisfaction and recommendation.
    drivers : sequence of SatisfactionDrivers
        Of overall satisfaction first, then of what customers do or say they would do.
    stakes : PenaltyReward, optional
        Table stakes and delights.
    label : FirmLabel, optional
        What the firm's label is worth.
    bond_of_label : LabelAgainstIndex, optional
        The firm's label against the customers' own.
    segments : SegmentOutcomes, optional
        What segments by motive lead to.
    index : IndexValidity, optional
        Whether the index tells more than satisfaction.
    asked : DataFrame, optional
        Everybody who could have answered: ``answered``, ``stays``.
    own : str
        What the firm is called.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    AdviceList

    Examples
    --------
    >>> loyalty_advice().sentence[:34]
    'Nothing is sure enough to act on. '
    """
    advice = [
        *(about_label(label) if label is not None else ()),
        *(about_label_and_bond(bond_of_label) if bond_of_label is not None else ()),
        *(about_segments(segments) if segments is not None else ()),
        *about_drivers(drivers),
        *(about_stakes(stakes) if stakes is not None else ()),
        *(about_index(index) if index is not None else ()),
        *(about_scores(scores) if scores is not None else ()),
        *(about_silence(asked, level, own) if asked is not None else ()),
    ]
    return advice_list(advice, level, "with some customers")
