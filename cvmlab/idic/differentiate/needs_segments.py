"""Customers by what they need most: how many are certain, and whether these are segments at all."""

from __future__ import annotations

import pandas as pd

from cvmlab.idic.differentiate.need_evidence import MOTIVE
from cvmlab.idic.differentiate.needs_result import CERTAIN, CustomerNeeds
from cvmlab.idic.differentiate.needs_segments_result import NeedsSegments
from cvmlab.stats.share_intervals import wilson


def needs_segments(needs: CustomerNeeds, source: str = MOTIVE) -> NeedsSegments:
    """Sort customers by their leading need, and count how many belong there for sure.

    Parameters
    ----------
    needs : CustomerNeeds
        What ``customer_needs`` returned.
    source : {"wish", "failure", "motive"}
        Which records are sorted by; sources are not mixed.

    Returns
    -------
    NeedsSegments
        One row a need. Is there no persistence, the rows are a count of what was said, and the
        verdict says so.

    Raises
    ------
    DataProblem
        When there are no records of the source.
    """
    lead = needs.leading(source)
    groups = lead.groupby("need")["chance"]
    rows = pd.DataFrame(
        {
            "customers": groups.size(),
            "certain": groups.apply(lambda chance: int((chance > CERTAIN).sum())),
            "chance": groups.mean(),
        }
    ).sort_values("customers", ascending=False, kind="stable")
    rows["share"] = rows["customers"] / len(lead)
    rows["low"], rows["high"] = wilson(rows["customers"], len(lead), needs.level)
    return NeedsSegments(
        table=rows.reset_index(),
        customers=lead.reset_index(names="customer_id"),
        source=source,
        persistence=needs.persistence[source],
        everybody=len(needs.customers),
        level=needs.level,
    )
