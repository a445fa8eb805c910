"""Each customer's place, for those who may see names: segment and index, with how sure both are."""

from __future__ import annotations

import pandas as pd

from cvmlab.loyalty.relationship.index_result import RelationshipIndex
from cvmlab.loyalty.segments.segments_result import Segments


def placed_customers(
    frame: pd.DataFrame,
    *,
    index: RelationshipIndex | None = None,
    segments: Segments | None = None,
) -> pd.DataFrame:
    """One row a customer: the likeliest segment with its probability, the index with its margin.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent, with ``customer_id``, the motives, and ``label`` where there is one.
    index : RelationshipIndex, optional
        Where customers stand.
    segments : Segments, optional
        The segments; customers who had no part in making them are placed by their answers.

    Returns
    -------
    DataFrame
        ``customer_id``, ``label``, ``segment``, ``certainty``, ``index``, ``index_low``,
        ``index_high``, as far as they are known.

    Examples
    --------
    >>> placed_customers(pd.DataFrame({"customer_id": ["a"], "label": ["gold"]})).columns.tolist()
    ['customer_id', 'label']
    """
    found = frame[[name for name in ("customer_id", "label") if name in frame]]
    if segments is not None:
        placed = segments.assign(frame)[["segment", "certainty"]]
        found = found.join(placed)
    if index is not None:
        names = {"score": "index", "low": "index_low", "high": "index_high"}
        scores = index.table.set_index("customer_id")[list(names)].rename(columns=names)
        found = found.join(scores, on="customer_id")
    return found
