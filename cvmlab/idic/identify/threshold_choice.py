"""Where to draw the line: what a higher or lower match probability costs in both errors.

A high threshold leaves one person under two names; a low one puts two under one. Neither is right
for every use: a letter sent twice costs a stamp, a neighbour's purchases shown to the wrong person
cost trust. So the choice is shown, not made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.idic.identify.judge_linkage import precision_recall
from cvmlab.idic.identify.linkage_errors import estimated_errors
from cvmlab.idic.identify.threshold_choice_result import ThresholdChoice
from cvmlab.idic.identify.value_misjudged import where_each_cent_stands
from cvmlab.idic.identify.value_misjudged_result import MERGED, SPLIT

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage

THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999)


def threshold_choice(
    linkage: Linkage,
    truth: pd.DataFrame | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
    *,
    money: pd.Series | None = None,
    guard: bool | None = None,
    currency: str = "",
) -> ThresholdChoice:
    """Both errors at several thresholds, in heads and, where money is given, in euros.

    Parameters
    ----------
    linkage : Linkage
    truth : DataFrame, optional
        ``record_id, person_id``. Without it errors are those to expect by the match probabilities.
    thresholds : sequence of float
        From 0.5 to just below 1.
    money : Series, optional
        ``record_id`` → currency units, such as last year's sales; with `truth`, how much stands
        under the wrong identity (:func:`where_each_cent_stands`).
    guard : bool, optional
        By default as in `linkage`.
    currency : str
        ISO code.

    Returns
    -------
    ThresholdChoice
    """
    who = None if truth is None else truth.set_index("record_id")["person_id"]
    rows = []
    for threshold in sorted(thresholds):
        at = linkage.at(threshold, guard)
        wrong, missed = estimated_errors(at).table["expected"]
        row = {
            "threshold": threshold,
            "identities": at.number,
            "many_cards": int((at.cards > 1).sum()),
            "expected_wrong": wrong,
            "expected_missed": missed,
        }
        if who is not None:
            row |= _errors(at, who)
            if money is not None:
                row |= _euros(at, who, money)
        rows.append(row)
    return ThresholdChoice(
        pd.DataFrame(rows), linkage.threshold, who is not None, money is not None, currency
    )


def _errors(linkage: Linkage, who: pd.Series) -> dict[str, float]:
    """Over- and under-merging, precision and recall where it is known who is who."""
    frame = pd.DataFrame({"identity": linkage.identities})
    frame["person"] = frame.index.map(who)
    frame = frame.dropna()
    precision, recall = precision_recall(frame["identity"], frame["person"])
    persons = frame.groupby("identity")["person"].nunique()
    identities = frame.groupby("person")["identity"].nunique()
    return {
        "precision": precision,
        "recall": recall,
        "over_merged": int((persons > 1).sum()),
        "under_merged": int((identities > 1).sum()),
    }


def _euros(linkage: Linkage, who: pd.Series, money: pd.Series) -> dict[str, float]:
    """Money split off from its person and merged into another, in currency units."""
    frame = pd.DataFrame(
        {
            "cluster": linkage.identity_of(pd.Series(money.index, index=money.index)),
            "person": money.index.map(who),
            "cents": np.round(money * 100).astype("int64"),
        }
    ).dropna(subset="person")
    stands = where_each_cent_stands(frame).groupby("stands")["cents"].sum() / 100
    return {
        "euros_split": float(stands.get(SPLIT, 0.0)),
        "euros_merged": float(stands.get(MERGED, 0.0)),
    }
