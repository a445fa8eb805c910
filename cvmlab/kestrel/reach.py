"""Under which of their records a system knows somebody on a given day.

At a till, in the collection hall and on the service phone people show their card; who has two shows
either, once the second is there. On the web and at the door it is the web account, if there is one
by then. Who has no card is known by the web account everywhere. The ``customer_id`` of a line is
the one that stands on that record: an account that does not carry the card gives none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.kestrel.calendar import DAYS

if TYPE_CHECKING:
    from cvmlab.kestrel.block import Block


def records_of_people(block: Block) -> pd.DataFrame:
    """For each person the row of their card, second card and web account, and from which day on.

    Returns
    -------
    DataFrame
        ``card, second, web, till`` (rows of ``block.records``; -1 for none) and ``card_since,
        second_since, web_since, till_since`` (days; the end of the files for none).
    """
    records = block.records
    loyalty = records["system"] == "loyalty"
    kinds = {
        "card": loyalty & records["main"],
        "second": loyalty & ~records["main"],
        "web": records["system"] == "web",
        "till": records["system"] == "till",
    }
    found = pd.DataFrame(index=pd.RangeIndex(block.size))
    for name, chosen in kinds.items():
        mine = records[chosen]
        place, since = np.full(block.size, -1), np.full(block.size, DAYS)
        place[mine["person"]] = mine.index
        since[mine["person"]] = mine["created"]
        found[name], found[f"{name}_since"] = place, since
    return found


def record_used(
    rng: np.random.Generator,
    block: Block,
    person: np.ndarray,
    day: np.ndarray,
    by_account: np.ndarray,
) -> np.ndarray:
    """The row of the record under which each event or message stands.

    Parameters
    ----------
    person, day : array of n
        Whose, and when.
    by_account : array of n
        Whether the system that writes the line asks for the web account and not for the card.
    """
    known = {name: column.to_numpy()[person] for name, column in records_of_people(block).items()}
    second = (day >= known["second_since"]) & (rng.random(len(person)) < 0.5)
    used = np.where(second, known["second"], known["card"])
    account = by_account & (day >= known["web_since"])
    return np.where(account | (used < 0), known["web"], used)


def card_and_record(block: Block, rows: np.ndarray) -> dict[str, pd.api.extensions.ExtensionArray]:
    """By which a line is known: ``customer_id`` (None: no card) and ``record_id``."""
    columns = ("customer_id", "record_id")
    return {name: block.records[name].astype("str").array.take(rows) for name in columns}
