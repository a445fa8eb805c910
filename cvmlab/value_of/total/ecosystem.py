"""Who beyond customers gives the firm something, and what of it anybody writes down.

Staff bring applicants and praise the shop over a garden wall; clients open doors and say what
worries them; their own customers talk at tea. A ledger of customers sees none of it. So the whole
ecosystem is laid out as boxes, a member by a kind of contribution, and each box says how it is
known: somebody noted what was done, somebody was asked and said so, or nobody writes it down (after
the list of contributions and of other capitals in "In pursuit of true relationship value"). Counts
only: no box has a price here, and boxes known in different ways are never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cvmlab.errors import DataProblem, Problem
from cvmlab.value_of.total.ecosystem_result import (
    CAPITALS,
    CUSTOMERS,
    NOBODY,
    NOTED,
    SAID,
    Ecosystem,
)
from cvmlab.value_of.total.grouped_shares import share_of_groups

STAFF, CLIENTS = "staff", "food-service clients"
THEIRS, LEFT = "residents and relatives", "people who left us"
UNSEEN = ("customers without a card", "suppliers and neighbours")
AGREE, RECOMMEND = 4, 9  # of five; of ten


def ecosystem(
    *,
    contributions: pd.DataFrame,
    customers: pd.DataFrame,
    staff: pd.DataFrame | None = None,
    clients: pd.DataFrame | None = None,
    residents: pd.DataFrame | None = None,
    interviews: pd.DataFrame | None = None,
    left: pd.DataFrame | None = None,
    unseen: Sequence[str] = UNSEEN,
    level: float = 0.95,
) -> Ecosystem:
    """Lay out who gives the firm something besides money, and how anybody knows.

    Parameters
    ----------
    contributions : DataFrame
        One row a note: ``kind``; all of them are by customers with a card.
    customers : DataFrame
        One row a card.
    staff : DataFrame, optional
        Answers of staff: ``would_shop_here`` (1 to 5; 4 and 5 agree), ``site``.
    clients : DataFrame, optional
        Accounts: ``people_served``; those with a ``closed_on`` feed nobody any more.
    residents : DataFrame, optional
        The clients' own customers: ``would_recommend`` (1 to 10; 9 and 10 would), ``account_id``.
    interviews : DataFrame, optional
        ``kind``; those with a "food-service client" count as clients who told us what worries them.
    left : DataFrame, optional
        One row a person who left, or never became a customer, and told us why.
    unseen : sequence of str
        Members of whom the firm holds no table at all: they stand there with empty boxes.
    level : float
        Confidence level of the shares.

    Returns
    -------
    Ecosystem

    Raises
    ------
    DataProblem
        If columns are missing or a kind is not known; all of them at once.

    Notes
    -----
    Counts are complete counts of what was noted and have no interval; how much was never noted they
    cannot say. The intervals of shares allow for people of one site, or one home, resembling one
    another (see :func:`~cvmlab.value_of.total.grouped_shares.share_of_groups`).
    """
    problems = _problems(contributions, staff, clients, residents, interviews)
    if problems:
        raise DataProblem(problems)
    noted = contributions["kind"].value_counts()
    rows = [
        _box(CUSTOMERS, len(customers), kind, NOTED if kind in noted else NOBODY,
             number=float(noted.get(kind, np.nan)))
        for kind in CAPITALS
    ]  # fmt: skip
    if staff is not None:
        agrees = staff["would_shop_here"] >= AGREE
        rows += _asked(STAFF, agrees, staff["site"], level, "would shop here without a discount")
    if clients is not None:
        told = 0 if interviews is None else int((interviews["kind"] == "food-service client").sum())
        rows += _one_kind(CLIENTS, len(clients), "other", told)
    if residents is not None:
        homes = residents["account_id"]
        would = residents["would_recommend"] >= RECOMMEND
        rows += _asked(THEIRS, would, homes, level, "would recommend the house we supply")
    if left is not None:
        rows += _one_kind(LEFT, len(left), "other", len(left))
    for member in unseen:
        rows += _one_kind(member, np.nan, "other", 0)
    return Ecosystem(pd.DataFrame(rows), fed=_fed(clients), level=level)


def _box(
    member: str,
    people: float,
    kind: str,
    known: str,
    *,
    number: float = np.nan,
    share: Sequence[float] = (np.nan,) * 3,
    saying: str = "",
) -> dict[str, Any]:
    where = {"member": member, "people": people, "kind": kind, "capital": CAPITALS[kind]}
    ends = dict(zip(("share", "low", "high"), share, strict=True))
    return {**where, "known": known, "count": number, **ends, "saying": saying}


def _one_kind(member: str, people: float, kind: str, number: int) -> list[dict[str, Any]]:
    """A member of whom at most one kind is noted."""
    return [
        _box(member, people, one, NOTED, number=number)
        if one == kind and number
        else _box(member, people, one, NOBODY)
        for one in CAPITALS
    ]


def _asked(
    member: str, yes: pd.Series, groups: pd.Series, level: float, saying: str
) -> list[dict[str, Any]]:
    """A member who was asked for a good word, and for nothing else."""
    answer: dict[str, Any] = {
        "number": int(yes.sum()),
        "share": share_of_groups(yes, groups, level),
        "saying": saying,
    }
    return [
        _box(member, len(yes), kind, SAID, **answer)
        if kind == "positive talk"
        else _box(member, len(yes), kind, NOBODY)
        for kind in CAPITALS
    ]


def _fed(clients: pd.DataFrame | None) -> int:
    if clients is None or "people_served" not in clients:
        return 0
    still = clients["closed_on"].isna() if "closed_on" in clients else slice(None)
    return int(clients.loc[still, "people_served"].sum())


def _problems(
    contributions: pd.DataFrame,
    staff: pd.DataFrame | None,
    clients: pd.DataFrame | None,
    residents: pd.DataFrame | None,
    interviews: pd.DataFrame | None,
) -> list[Problem]:
    needed: Mapping[str, tuple[pd.DataFrame | None, tuple[str, ...]]] = {
        "contributions": (contributions, ("kind",)),
        "staff": (staff, ("would_shop_here", "site")),
        "clients": (clients, ("people_served",)),
        "residents": (residents, ("would_recommend", "account_id")),
        "interviews": (interviews, ("kind",)),
    }
    found = [
        Problem(
            f"the table of {name} has no such column", "map it, or leave the table out.", column
        )
        for name, (frame, columns) in needed.items()
        if frame is not None
        for column in columns
        if column not in frame
    ]
    if "kind" in contributions:
        strange = contributions.loc[~contributions["kind"].isin(list(CAPITALS)), "kind"]
        if len(strange):
            what = "these are no kinds of contribution"
            names = [str(one) for one in strange.unique()]
            remedy = f"use: {', '.join(CAPITALS)}."
            found.append(Problem(what, remedy, "kind", len(strange), names))
    return found
