"""What a firm does before it links records: by the card, by name and e-mail, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from cvmlab.idic.identify.linkage_result import Linkage


def simple_rules(linkage: Linkage, known: pd.DataFrame) -> dict[str, pd.Series]:
    """Who is who by simpler rules, and by this one.

    Parameters
    ----------
    linkage : Linkage
    known : DataFrame
        ``record_id`` of the records to look at.

    Returns
    -------
    dict of str to Series
        The rule in words → a label for each row of `known`; the same label, the same person.
    """
    cells = linkage.records.set_index("record_id").loc[known["record_id"]].reset_index()
    found = {"every record alone": cells["record_id"]}
    if cells["customer_id"].notna().any():
        found["the same card"] = cells["customer_id"].fillna(cells["record_id"])
    names = ["first_name", "surname", "email"]
    if set(names) <= set(linkage.fields):
        key = cells["first_name"] + "|" + cells["surname"] + "|" + cells["email"]
        key = key.where(cells[names].notna().all(axis=1), cells["record_id"])
        found["the same names and e-mail"] = key
    found["match probability, no guard"] = _labels(linkage.at(guard=False), cells)
    found["match probability and guard"] = _labels(linkage.at(guard=True), cells)
    return found


def _labels(linkage: Linkage, cells: pd.DataFrame) -> pd.Series:
    return cells["record_id"].map(linkage.identities)
