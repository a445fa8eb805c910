"""How often the person behind each message had come before it arrived.

The firm writes most to those who come most. Whatever is compared between messages has to know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.idic.identify.lines_of_records import lines_of_records
from cvmlab.idic.interact.told import who_is

if TYPE_CHECKING:
    from cvmlab.data.workspace import Workspace
    from cvmlab.idic.identify.linkage_result import Linkage

GROUPS = ("no trip", "1-3 trips", "4-12 trips", "13 trips or more")
_EDGES = (0, 3, 12)


def trips_before(ws: Workspace, linkage: Linkage | None = None, *, weeks: int = 26) -> pd.DataFrame:
    """The contacts with the trips of their recipient in the weeks before.

    Parameters
    ----------
    ws : Workspace
        With ``contacts`` and orders.
    linkage : Linkage, optional
        Which records are one person; without it a card's own trips count.
    weeks : int
        How far to look back.

    Returns
    -------
    DataFrame
        The contacts that name anybody, with ``who``, ``trips_before`` (days with a purchase in the
        `weeks` before the message) and ``trips_group``.

    Raises
    ------
    DataProblem
        When there are no contacts.
    """
    if missing := ws.missing("contacts", "date"):
        raise one_problem(missing, "bring the contact history.")
    sent = ws.contacts.frame()
    sent = sent.assign(who=who_is(sent, linkage), date=pd.to_datetime(sent["date"]))
    sent = sent[sent["who"].notna()].reset_index(drop=True)
    days = purchase_days(ws, linkage)
    sent["trips_before"] = trips_between(
        days, sent["who"], sent["date"] - pd.Timedelta(weeks=weeks), sent["date"]
    )
    place = np.searchsorted(_EDGES, sent["trips_before"], side="left")
    sent["trips_group"] = pd.array(np.array(GROUPS)[place], dtype="str")
    return sent


def purchase_days(ws: Workspace, linkage: Linkage | None = None) -> pd.DataFrame:
    """Every day on which somebody bought: ``who, date``.

    Parameters
    ----------
    ws : Workspace
    linkage : Linkage, optional
        With it purchases on records without a card are in.
    """
    if linkage is None:
        rows = ws.transactions.occasions.select("customer_id", "date").to_pyarrow().to_pandas()
        who = rows["customer_id"].astype("str")
    else:
        lines = lines_of_records(ws).filter(lambda line: line.cents >= 0)
        rows = lines.select("key", "date").distinct().to_pyarrow().to_pandas()
        who = linkage.identity_of(rows["key"].astype("str"))
    days = pd.DataFrame({"who": who, "date": pd.to_datetime(rows["date"])})
    return days.drop_duplicates().sort_values(["who", "date"], ignore_index=True)


def trips_between(
    days: pd.DataFrame, who: pd.Series, since: pd.Series, until: pd.Series
) -> np.ndarray:
    """How many of the days lie in each [since, until).

    Parameters
    ----------
    days : DataFrame
        ``who, date``, each day once.
    who, since, until : Series of n

    Examples
    --------
    >>> days = pd.DataFrame({"who": ["a", "a", "b"],
    ...     "date": pd.to_datetime(["2024-01-02", "2024-01-09", "2024-01-02"])})
    >>> begin = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-01"]))
    >>> end = pd.Series(pd.to_datetime(["2024-01-09", "2024-01-10", "2024-01-02"]))
    >>> trips_between(days, pd.Series(["a", "a", "b"]), begin, end).tolist()
    [1, 2, 0]
    """
    names = pd.Index(pd.concat([days["who"], who]).unique())
    span = 1_000_000  # days: more than any calendar has

    def place(names_of: pd.Series, date: pd.Series) -> np.ndarray:
        number = (date - pd.Timestamp(0)).dt.days.to_numpy(dtype="int64")
        return names.get_indexer(names_of).astype("int64") * span + number

    known = np.sort(place(days["who"], days["date"]))
    return np.searchsorted(known, place(who, until)) - np.searchsorted(known, place(who, since))
