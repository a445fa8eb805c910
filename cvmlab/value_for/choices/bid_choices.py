"""A bid as a choice: the client takes us, with all we offered, or the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cvmlab.insight.lost.bid_causes import Bids
from cvmlab.value_for.choices.choices import ChoiceSets
from cvmlab.value_for.choices.conditional_logit import ConditionalLogit, conditional_logit


def bid_weights(offers: Bids, *, level: float = 0.95) -> ConditionalLogit:
    """What each cause weighs in bids, with the bids of one client hanging together.

    Parameters
    ----------
    offers : Bids
        From :func:`cvmlab.insight.lost.bid_causes.read_bids`.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    ConditionalLogit
        Its names are ``"constant"``, the causes, and the words held constant as ``"beside 1"``
        and so on.

    Notes
    -----
    A logit is a conditional logit of two alternatives: the bid, and the others at zero. The weights
    are those of :func:`cvmlab.insight.lost.bids.bid_drivers` (a test holds them side by side).
    """
    order = np.argsort(offers.client, kind="stable")
    ours, won = offers.design[order], offers.won[order].astype(bool)
    bids, width = ours.shape
    design = np.stack([ours, np.zeros_like(ours)], axis=1).reshape(2 * bids, width)
    causes = ("constant", *offers.estimated)
    client = np.repeat(np.unique(offers.client[order], return_inverse=True)[1], 2)
    sets = ChoiceSets(
        rows=pd.DataFrame(design),
        design=design,
        names=(*causes, *(f"beside {i + 1}" for i in range(width - len(causes)))),
        base={},
        task=np.repeat(np.arange(bids), 2),
        respondent=client,
        chosen=np.stack([won, ~won], axis=1).ravel(),
        customer_type=None,
        set_aside=pd.DataFrame(columns=["reason", "tasks", "rows"]),
    )
    return conditional_logit(sets, level=level, whose="the bids")
