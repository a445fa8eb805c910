"""How much money stands under the wrong person: a linkage held against the truth, in euros.

Pairs and clusters count heads. A firm acts on money: a euro that is split off makes a good
customer look small, a euro that is merged in makes somebody look good who is not, and shows one
person another's purchases.

Source: Christen (2012), "Data Matching", chapter 7, for over- and under-merging; the sum in money
is this package's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.lines_of_records import money_is, sums_of_records
from cvmlab.idic.identify.value_misjudged_result import MERGED, SPLIT, WITH, ValueMisjudged
from cvmlab.value_of.lifetime.cost_to_serve import cost_per_purchase as ratio_of_sums

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage


def value_misjudged(
    ws: Workspace, linkage: Linkage | None, truth: pd.DataFrame, *, level: float = 0.95
) -> ValueMisjudged:
    """Where each euro of margin stands: with its person, split off, or merged into another.

    Parameters
    ----------
    ws : Workspace
        Orders.
    linkage : Linkage or None
        Who is who; None is the firm's view of today: every card is a customer, every record
        without a card as well.
    truth : DataFrame
        ``record_id, person_id``: as in ``cvm.truth().record``, or as clerks found out for a sample.
    level : float
        Confidence level.

    Returns
    -------
    ValueMisjudged

    Raises
    ------
    DataProblem
        When no record that bought is in `truth`.
    """
    sums = sums_of_records(ws)
    frame = pd.DataFrame(
        {
            "cluster": clusters_of(sums, linkage),
            "person": sums["key"].map(
                truth.drop_duplicates("record_id").set_index("record_id")["person_id"]
            ),
            "cents": sums["margin"],
        }
    )
    known = frame.dropna(subset="person")
    if known.empty:
        raise one_problem(
            "no record that bought is among those whose person is known",
            "give a table with record_id and person_id of the same firm.",
        )
    currency = ws.transactions.ledger.currency or ""
    left_out = int(frame["cents"].sum() - known["cents"].sum()) / 100
    return _judged(known, left_out, level, currency, money_is(ws))


def clusters_of(sums: pd.DataFrame, linkage: Linkage | None) -> pd.Series:
    """The customer that each row of :func:`sums_of_records` belongs to, by card or by linkage."""
    if linkage is None:
        return sums["customer_id"].astype("str").fillna(sums["key"])
    return linkage.identity_of(sums["key"])


def where_each_cent_stands(rows: pd.DataFrame) -> pd.DataFrame:
    """Each cell of cluster and person, and where its money stands.

    Parameters
    ----------
    rows : DataFrame
        ``cluster, person, cents``.

    Returns
    -------
    DataFrame
        ``cluster, person, cents, stands``: with the person, split off, or merged in.

    Notes
    -----
    A person's main cluster is the one with most of the person's money, a cluster's main person the
    one with most of the cluster's (of equals the first by name). Money in a cluster whose main
    person is somebody else is merged in; money in an own cluster that is not the main one is split
    off. Three boxes, and every cent in one of them.

    Examples
    --------
    >>> cells = where_each_cent_stands(pd.DataFrame({
    ...     "cluster": ["a", "b", "b"], "person": ["Mary", "Mary", "Gerard"],
    ...     "cents": [300, 100, 500]}))
    >>> dict(sorted(zip(cells["cents"].tolist(), cells["stands"])))
    {100: 'merged in', 300: 'with its person', 500: 'with its person'}
    """
    cells = rows.groupby(["cluster", "person"], as_index=False)["cents"].sum()
    order = cells.sort_values(["cents", "cluster", "person"], ascending=[False, True, True])
    main_person = order.drop_duplicates("cluster").set_index("cluster")["person"]
    main_cluster = order.drop_duplicates("person").set_index("person")["cluster"]
    own = cells["cluster"].map(main_person) == cells["person"]
    home = cells["person"].map(main_cluster) == cells["cluster"]
    return cells.assign(stands=np.select([own & home, own], [WITH, SPLIT], MERGED))


def _judged(
    rows: pd.DataFrame, left_out: float, level: float, currency: str, money_is: str
) -> ValueMisjudged:
    cells = where_each_cent_stands(rows)
    people = cells.pivot_table("cents", "person", "stands", aggfunc="sum", fill_value=0)
    people = people.reindex(columns=[WITH, SPLIT, MERGED], fill_value=0)
    whole = people.sum(axis=1)
    found = []
    for stands in people:
        share, low, high = ratio_of_sums(people[stands], whole, level)
        mine = cells[cells["stands"] == stands]
        found.append(
            {
                "stands": stands,
                "euros": float(mine["cents"].sum()) / 100,
                "share": share,
                "low": max(low, 0.0),
                "high": min(high, 1.0),
                "persons": int(mine["person"].nunique()),
            }
        )
    return ValueMisjudged(pd.DataFrame(found), cells, left_out, level, currency, money_is)
