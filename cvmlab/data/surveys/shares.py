"""Shares of the money spent, as parts of one: their unit, and whether they fit into one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.data.masking import mask
from cvmlab.data.surveys.answers import NOT_UNDERSTOOD, Answers
from cvmlab.data.surveys.description import SurveyDescription
from cvmlab.data.surveys.words import several
from cvmlab.errors import Problem

TOLERANCE = 0.015  # rounded shares may add up to a little more than all
MOST_TOO_MUCH = 0.2
PERCENT, PART = "percent", "part"


def as_parts(
    shares: Answers, views: pd.DataFrame, description: SurveyDescription, problems: list[Problem]
) -> Answers:
    """Shares between 0 and 1; those of a respondent who spends more than everything are set aside.

    Parameters
    ----------
    shares : Answers
        As they were answered.
    views : DataFrame
        With ``respondent``.
    description : SurveyDescription
    problems : list of Problem
        Told when the unit cannot be the one described, or many spend more than everything.
    """
    values = shares.values
    if not values.notna().any():
        return shares
    if description.share_in == PART and values.max() > 1:
        problems.append(
            Problem(
                f"{several(int((values > 1).sum()), 'share')} above 1",
                'if they are in percent, say share_in = "percent" under [survey].',
                column="share",
                examples=tuple(f'"{text}"' for text in shares.texts[values > 1][:3]),
            )
        )
        return shares
    if description.share_in == PERCENT and 0 < values.max() <= 1:
        problems.append(
            Problem(
                f"no share is above 1: the largest is {values.max():g}",
                'if 1 is all the money, say share_in = "part" under [survey].',
                column="share",
            )
        )
        return shares
    parts = values / 100 if description.share_in == PERCENT else values
    spent = parts.groupby(views["respondent"]).sum(min_count=1)
    too_much = spent[spent > 1 + TOLERANCE]
    if len(too_much) > MOST_TOO_MUCH * spent.notna().sum():
        problems.append(
            Problem(
                f"{several(len(too_much), 'respondent')} of {int(spent.notna().sum()):,} spend "
                "more than all their money",
                "check the columns of the share: together a respondent's shares are 100 percent "
                "or less.",
                column="share",
                examples=tuple(f"{mask(who)}: {total:.0%}" for who, total in too_much[:3].items()),
            )
        )
    lost = views["respondent"].isin(too_much.index) & parts.notna()
    return Answers(
        parts.where(~lost, np.nan), shares.fate.where(~lost, NOT_UNDERSTOOD), shares.texts
    )
